"""What was said evening by evening: kept as written, and beside what came."""

from __future__ import annotations

import pandas as pd
import pytest

from exeunt.outcome.evenings import COLUMNS, FIGURE, TOMORROW, as_read, as_written, beside_counts, in_words
from exeunt.outcome.foreseen import month_ends


def row(about: str, id_: str, low: float, high: float, evening: str = "2024-03-05") -> dict[str, object]:
    quantiles = {"q05": low, "q25": low, "median": (low + high) / 2, "q75": high, "q95": high}
    known = pd.Timestamp(evening) - pd.Timedelta(days=1)
    days = {
        "evening": pd.Timestamp(evening),
        "known_until": known,
        "start": pd.Timestamp("2024-03-06"),
        "end": pd.Timestamp("2024-03-07"),
    }
    return {"about": about, "id": id_, "where": "west", "measure": "crossings_in", **days, **quantiles}


def table(*rows: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)


@pytest.mark.parametrize(
    ("evening", "ends"),
    [
        ("2022-09-21", "2022-10-01"),
        ("2022-09-30", "2022-11-01"),
        ("2024-02-28", "2024-03-01"),
        ("2023-12-31", "2024-02-01"),
    ],
)
def test_a_month_ends_with_the_month_of_tomorrow(evening, ends):
    assert month_ends(pd.Timestamp(evening)) == pd.Timestamp(ends)


def test_what_was_said_reads_back_as_it_was_written():
    said = table(row(TOMORROW, "a", 10.0, 20.0), row(FIGURE, "b", 0.0, 123_450.0))
    read = as_read(as_written(said))
    pd.testing.assert_frame_equal(read[COLUMNS], said)
    assert as_read({}).empty


def test_rows_of_before_are_read_as_they_were_made_as_if_all_was_known_up_to_the_evening():
    said = table(row(FIGURE, "a", 10.0, 20.0))
    written = {name: column for name, column in as_written(said).items() if name != "known_until"}
    pd.testing.assert_frame_equal(as_read(written), said.assign(known_until=said["evening"]))


def test_a_one_sided_figure_is_missed_on_its_side_only():
    ids = {"about": (25.0, "about"), "least": (5.0, "at_least"), "most": (25.0, "at_most"), "under": (5.0, "at_most")}
    ids["reckoned"] = (20.0 + 1e-12, "about")  # 22 vehicles as so many kilometres say
    told = {"unit": "km", "aggregate": "mean"}
    counted = pd.DataFrame([{"id": id_, "value": value, "kind": kind, **told} for id_, (value, kind) in ids.items()])
    said = table(*(row(FIGURE, id_, 10.0, 20.0) for id_ in ids), row(TOMORROW, "about", 0.0, 99.0))
    beside = beside_counts(said, counted).set_index("id")
    held = {id_ for id_, inside in beside["inside90"].items() if inside}
    assert held == {"least", "most", "reckoned"}
    assert in_words(beside.reset_index()) == (
        "On 1 evening 5 forecasts were made of 5 figures that came later: 60 % of them lie in the 90 % band."
    )
    assert in_words(beside_counts(table(), counted)) == "No figure came later."


def test_nobody_is_counted_where_a_band_begins_with_a_part_of_a_person():
    nobody = {"id": "nobody", "value": 0.0, "kind": "about", "aggregate": "mean"}
    said = table(row(FIGURE, "nobody", 0.2, 20.0))
    for unit, inside in {"people": True, "hours": False}.items():
        assert list(beside_counts(said, pd.DataFrame([{**nobody, "unit": unit}]))["inside90"]) == [inside]
