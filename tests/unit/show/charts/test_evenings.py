"""What was said evening by evening in pictures."""

import pandas as pd
import pytest

from exeunt.outcome.evenings import COLUMNS, TO_THE_END
from exeunt.show.charts.evenings import evenings

COUNTED = """id, from, until, where, measure, aggregate, who, value, unit, published, claim
    one, {day}, {day}, BBB, crossings_in, sum, citizens, 9, people, {day}, law"""


def said_of(medians):
    """What was said on one evening of all entries of each country."""
    days = pd.Timestamp("2024-01-01"), pd.Timestamp("2024-01-05")
    rows = [
        (days[0], days[0], TO_THE_END, "", country, "crossings_in", *days, *([median] * 5))
        for country, median in medians.items()
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


@pytest.mark.parametrize(("day", "first"), [("2024-01-02", "BBB"), ("2024-01-04", "AAA")])
def test_countries_come_first_whose_counts_can_be_drawn(subject_of, day, first):
    subject = subject_of(observations=COUNTED.format(day=day), days=3)  # which ends before its scenario
    pictures = evenings(subject, said_of({"AAA": 900, "BBB": 100}))
    assert len(pictures) == 2
    assert pictures[0].title.startswith(f"{first}:")
