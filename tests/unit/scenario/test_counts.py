"""What nobody can have counted, or published when it is said, is a fault; of a file that is added too."""

from __future__ import annotations

import pandas as pd
import pytest

from exeunt.errors import ScenarioError
from exeunt.outcome.targets import from_table, read_figures
from exeunt.scenario.counts import known_by
from worlds import build

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


PLACES = "id, country, kind, population, settled\nhome, AAA, home, 1000, \ntown, BBB, town, , 200"


CLAIMS = """id, said_by, stance
    hall-1, Town Hall, official
    hall-2, Town Hall, official
    press-1, A paper, reported
    unsigned-1, , reported
    unsigned-2, , reported"""


def odd(*figures):
    """Return what is odd in the values of figures of BBB: measure, from, until (of January), value, kind, claim."""
    head = "id, where, measure, from, until, value, kind, claim, who, aggregate"
    cells = [
        f"f{k}, BBB, {measure}, 2024-01-{since:02}, 2024-01-{until:02}, {value}, {kind}, {''.join(claim)}, citizens, "
        f"{'mean' if measure == 'stock' else 'sum'}"
        for k, (measure, since, until, value, kind, *claim) in enumerate(figures)
    ]
    world = build(
        places=PLACES, links="from, to, mode, hours\nhome, town, road, 3", days=9,
        rules="id, act, where, effect\nopen, enter, BBB, allow", observations="\n".join([head, *cells]),
        claims=CLAIMS,
    )  # fmt: skip
    return [(each.row, each.wrong) for each in world.oddities() if each.column == "value"]


def test_more_people_who_fled_than_there_are_is_odd():
    wrong = "1,201 people, and there are 1,200 in the whole scenario"
    assert odd(("arrivals", 1, 3, 1201, "about")) == [(2, wrong)]
    assert odd(("arrivals", 1, 3, 1200, "about"), ("stock", 3, 3, 1201, "at_least")) == [(3, wrong)]


@pytest.mark.parametrize(
    "figure",
    [
        ("crossings_in", 1, 3, 90000, "about"),  # of ordinary travellers, and of one traveller twice
        ("arrivals", 1, 3, 90000, "at_most"),
    ],
)
def test_what_a_border_counts_and_what_is_only_bounded_may_be_more_than_all(figure):
    assert odd(figure) == []


def test_a_total_that_falls_is_odd_in_the_row_of_the_first_that_is_lower():
    totals = [("arrivals", 1, day, value, "about") for day, value in ((2, 40), (5, 60), (3, 511), (4, 57), (6, 60))]
    wrong = "57 is less than 'f2', 511, which was counted from the same day and until an earlier one"
    assert odd(*totals) == [(5, wrong)]


@pytest.mark.parametrize("claims", [("hall-1", "hall-1"), ("hall-1", "hall-2"), ("unsigned-1", "unsigned-1")])
def test_a_total_is_set_beside_those_of_the_same_source(claims):
    """Whoever said it, under however many claims: of two sources one may be lower all the time."""
    first, second = claims
    between = ("arrivals", 1, 3, 20, "about", "press-1")
    wrong = "50 is less than 'f0', 60, which was counted from the same day and until an earlier one"
    assert odd(("arrivals", 1, 2, 60, "about", first), between, ("arrivals", 1, 4, 50, "about", second)) == [(4, wrong)]


@pytest.mark.parametrize(
    "figures",
    [
        [("arrivals", 1, 2, 40, "about"), ("arrivals", 2, 3, 30, "about")],  # days, which begin anew
        [("arrivals", 1, 2, 40, "about"), ("arrivals", 1, 3, 30, "at_least")],
        [("stock", 1, 2, 40, "about"), ("stock", 1, 3, 30, "about")],  # people leave again
        [("arrivals", 1, 2, 40, "about"), ("crossings_in", 1, 3, 30, "about")],
        # two sources, of which one is lower all the time
        [("arrivals", 1, 2, 60, "about", "hall-1"), ("arrivals", 1, 3, 50, "about", "press-1")],
        [("arrivals", 1, 2, 60, "about", "hall-1"), ("arrivals", 1, 3, 50, "about")],
        [("arrivals", 1, 2, 60, "about", "unsigned-1"), ("arrivals", 1, 3, 50, "about", "unsigned-2")],
        [("arrivals", 1, 2, 40, "about"), ("arrivals", 1, 2, 60, "about"), ("arrivals", 1, 3, 50, "about")],
    ],
)
def test_what_may_be_less_later_is_not_odd(figures):
    assert odd(*figures) == []
