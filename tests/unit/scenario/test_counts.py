"""What nobody can have counted, or published when it is said, is a fault; of a file that is added too."""

from __future__ import annotations

import pandas as pd
import pytest

from exeunt.errors import ScenarioError
from exeunt.outcome.targets import from_table, read_figures
from exeunt.scenario.counts import known_by

HEAD = "id,from,until,where,measure,aggregate,value,lo,hi,published"


@pytest.fixture
def faults(tmp_path):
    def of(*rows):
        (tmp_path / "f.csv").write_text("\n".join([HEAD, *rows]), "utf-8")
        try:
            read_figures(tmp_path / "f.csv")
        except ScenarioError as error:
            return [str(fault) for fault in error.faults]
        return []

    return of


def test_what_can_be_counted_and_known_is_taken(faults):
    assert not faults(
        "none,2024-03-01,2024-03-03,BBB,crossings_in,sum,0,0,0,2024-03-04",
        "fewer,2024-03-01,2024-03-03,BBB,stock,change,-900,-1000,-800,2024-03-04",
        "all,2024-03-01,2024-03-03,BBB,crossings_in,share_men,1,0,1,2024-03-04",
        "evening,2024-03-01,2024-03-03,BBB,arrivals,sum,5,,,2024-03-03",
        "night,2024-03-01T00:00,2024-03-03T00:00,BBB,crossings_in,sum,5,,,2024-03-02",
        "morning,2024-03-01T00:00,2024-03-03T10:00,BBB,crossings_in,sum,5,,,2024-03-03",
        "unknown,2024-03-01,2024-03-03,BBB,arrivals,sum,5,,,",
    )


def test_what_cannot_is_told_all_at_once_by_row_and_column(faults):
    below, share = "write 0 or more; only a change can be below 0", "write a number from 0 to 1, as 0.6 for 60 %"
    early = "write the day on which the figure became known; blank means the day after the count ended"
    assert faults(
        "a,2024-03-01,2024-03-03,BBB,wait_hours,mean,-2,,,",
        "b,2024-03-01,2024-03-03,BBB,arrivals,sum,3,-1,5,",
        "c,2024-03-01,2024-03-03,BBB,crossings_in,share_men,0.6,0.5,70,",
        "d,2024-03-01,2024-03-03,BBB,arrivals,sum,5,,,2024-03-02",
        "e,2024-03-01T00:00,2024-03-03T10:00,BBB,crossings_in,sum,5,,,2024-03-02",
    ) == [
        f"f.csv:2:value: -2 is below 0, which nothing counts; {below}",
        f"f.csv:3:lo: -1 is below 0, which nothing counts; {below}",
        f"f.csv:4:hi: 70 is no share; {share}",
        f"f.csv:5:published: 2024-03-02 is before the last day counted, 2024-03-03; {early}",
        f"f.csv:6:published: 2024-03-02 is before the last day counted, 2024-03-03; {early}",
    ]


def test_a_figure_is_known_at_the_end_of_the_day_it_was_published_or_at_its_hour(tmp_path):
    rows = (
        "day,2024-03-01,2024-03-01,BBB,arrivals,sum,5,,,2024-03-03",
        "hour,2024-03-01,2024-03-01,BBB,arrivals,sum,5,,,2024-03-03T18:00",
        "blank,2024-03-01,2024-03-02,BBB,arrivals,sum,5,,,",
        "morning,2024-03-01T00:00,2024-03-02T10:00,BBB,arrivals,sum,5,,,",
    )
    (tmp_path / "f.csv").write_text("\n".join([HEAD, *rows]), "utf-8")
    figures = read_figures(tmp_path / "f.csv")
    known = {
        moment: figures["id"][known_by(figures, pd.Timestamp(moment))].tolist()
        for moment in ("2024-03-02T10:00", "2024-03-03T18:00", "2024-03-03T23:59", "2024-03-04T00:00")
    }
    assert list(known.values()) == [
        ["morning"],
        ["hour", "morning"],
        ["hour", "morning"],
        ["day", "hour", "blank", "morning"],
    ]
    assert [f"{figure.published:%d %H}" for figure in from_table(figures)] == ["03 00", "03 18", "03 00", "02 10"]
