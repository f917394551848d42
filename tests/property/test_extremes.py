"""Worlds at their edges: each runs or is refused with a sentence, and nobody is lost or made."""

from datetime import date

import pytest

import exeunt
import worlds
from exeunt.errors import ScenarioError
from exeunt.scenario.writing import write

LINK = "from, to, mode, hours, gate\nhome, town, road, 3, gate"
DENY = "id, act, where, effect\na, enter, BBB, deny\nb, leave, gate, deny\nc, enter, gate, deny"


def world(*, people=100_000, capacity="", **more):
    """A home, a gate and a town behind it."""
    return worlds.build(
        places=f"id, country, kind, population\nhome, AAA, home, {people}\ntown, BBB, town,",
        gates=f"id, country_from, country_to, people_per_day\ngate, AAA, BBB, {capacity}",
        **{"threat": 3.0, "links": LINK, **more},
    )


def ran(found, folder):
    """Write a world, read it, run it stored, show it, and return the outcome; both ledgers hold at every tick."""
    write(found, folder / "world")
    outcome = exeunt.load(folder / "world").run(members=3, seed=1, out=folder / "run", progress=False)
    again = exeunt.open(folder / "run")
    ledger = again.dataset["ledger"].values
    assert (ledger >= 0).all()
    assert (ledger.sum(axis=-1) == found.people.sum()).all()
    ordinary = again.dataset["ordinary_ledger"].values
    assert (ordinary[..., 0] - ordinary[..., 1] == ordinary[..., 2]).all()
    assert again.report().stat().st_size > 0
    assert repr(again)
    return outcome


CASES = {
    "one person": {"people": 1},
    "eight billion people": {"people": 8_000_000_000},
    "a tick of a day": {"tick": 24},
    "one tick in all": {"tick": 24, "days": 1},
    "a leap day": {"first_day": date(2024, 2, 28), "days": 4},
    "a leap day that is all": {"first_day": date(2024, 2, 29), "days": 1},
    "a year's end": {"first_day": date(2023, 12, 31), "days": 2},
}


@pytest.mark.parametrize("case", CASES)
def test_a_world_at_its_edge_runs(case, tmp_path):
    outcome = ran(world(**CASES[case]), tmp_path)
    days = CASES[case].get("days", 4)
    assert outcome.arrivals.sizes["time"] == days
    if case == "eight billion people":
        assert outcome.arrivals.sum() > 10**8
    if case.startswith("a leap day"):
        assert "2024-02-29" in {str(day)[:10] for day in outcome.dataset["time"].values}


def test_through_a_gate_that_lets_nobody_through_nobody_comes(tmp_path):
    outcome = ran(world(capacity=0), tmp_path)
    assert outcome.arrivals.sum() == 0


def test_where_every_rule_denies_nobody_arrives(tmp_path):
    assert ran(world(rules=DENY), tmp_path).arrivals.sum() == 0


def test_where_nobody_lives_nobody_leaves(tmp_path):
    assert ran(world(people=0), tmp_path).dataset["departures"].sum() == 0


HOME = "id, country, kind, population\nhome, AAA, home, 1000"


@pytest.mark.parametrize("places", [HOME, f"{HOME}\ntown, BBB, town,"])
def test_a_place_without_a_link_is_refused(places):
    with pytest.raises(ScenarioError, match="nobody can leave 'home'; add links from it"):
        worlds.build(places=places, links="from, to, mode, hours", threat=3.0)


def test_a_world_without_a_home_is_refused():
    with pytest.raises(ScenarioError, match="no place is a home"):
        worlds.build(places="id, country, kind, population\ntown, BBB, town,", links="", threat=3.0)
