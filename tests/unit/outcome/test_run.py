"""What a run says of itself."""

import pandas as pd
import pytest

from exeunt.outcome.summary import arrivals_table
from exeunt.show.charts import fans


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch):
    """Leave out the pictures, for which the world here is too small; `unit/show` looks at them."""
    monkeypatch.setattr(fans, "fans", lambda subject: ())
    monkeypatch.setattr(fans, "leading", lambda subject, pictures: ())


def test_an_outcome_shows_itself(outcome):
    assert "3 members, seed 1" in repr(outcome)
    assert "<table" in outcome._repr_html_()
    assert outcome.arrivals.dims == ("member", "time", "country")
    with pytest.raises(AttributeError, match="its variables are"):
        _ = outcome.arivals


def test_a_mean_run_says_of_how_many_it_is_the_mean(outcome):
    assert outcome.members_in_words == "3 members, seed 1"
    outcome.manifest.update(mean=True, members=1)
    assert outcome.members_in_words == "mean of 2 members at central constants, seed 1"
    assert outcome.members_in_words in repr(outcome)


def test_a_table_is_printed_whole(outcome):
    """Whatever the width of the terminal and pandas' own limits."""
    with pd.option_context("display.max_columns", 2, "display.max_rows", 1, "display.width", 20):
        for shown in (repr(outcome), outcome._repr_html_()):
            assert all(column in shown for column in arrivals_table(outcome).columns)
            assert all(code in shown for code in arrivals_table(outcome)["country"])
            assert "..." not in shown


def test_a_run_says_that_lines_for_seats_without_a_gate_are_not_told(outcome):
    assert outcome.untold_lines == ""
    assert outcome.tells_of_seats
    links = outcome.world.links
    links.loc[links["mode"] == "air", "gate"] = ""
    assert not outcome.tells_of_seats
    assert outcome.untold_lines == (
        "Those who wait for seats on ways without a gate are simulated, but in no line that is told here."
    )
