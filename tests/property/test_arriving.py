"""Who sets out for somewhere gets there: near places beside a way, and ways round in circles, hold nobody up.

People choose a way once. Were they to choose again wherever they pass, going round between near places would be worth
something by itself, and the more places there are the fewer would arrive.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import worlds
from exeunt.api import World

HOURS = st.one_of(st.floats(0.1, 1.0), st.floats(0.1, 12.0))
PEOPLE, DAY = 6000, 24


def built(near: list[dict], links: list[dict], *, camp: str, hours: float, tick: int, threat: float) -> World:
    """Build a home, a camp in a country so many hours away, and near places with links between any of them."""
    camps = {"id": "camp", "country": camp, "kind": "refuge", "capacity": 50_000}
    direct = {"from": "home", "to": "camp", "mode": "road", "hours": hours, "both_ways": "yes"}
    abroad = sorted({camp, *(place["country"] for place in near)} - {"AAA"})
    return worlds.build(
        places=[{"id": "home", "country": "AAA", "kind": "home", "population": 50_000}, camps, *near],
        links=[direct, *links],
        rules=[{"id": f"to {c}", "act": "enter", "where": c, "effect": "allow"} for c in abroad],
        drivers=f"name, until, where, value\ndepartures, 2024-01-01, home, {PEOPLE}",
        threat=threat,
        days=5,
        tick=tick,
    )


@st.composite
def with_and_without(draw: st.DrawFn) -> tuple[World, World, float]:
    """Draw a world with near places, the same without, and the hours of the direct way."""
    camp, hours = draw(st.sampled_from(["AAA", "BBB"])), draw(HOURS)
    countries = ["AAA"] if camp == "AAA" else ["AAA", "BBB", "CCC"]
    near = [{"id": f"near{i}", "country": draw(st.sampled_from(countries))} for i in range(draw(st.integers(1, 6)))]
    for place in near:
        place["kind"] = draw(st.sampled_from(["hub", "town", "home"] if place["country"] == "AAA" else ["hub", "town"]))
        place["population"] = 0
    names = ["home", "camp", *(place["id"] for place in near)]
    links = [
        {"from": a, "to": b, "mode": draw(st.sampled_from(["road", "road", "foot"])), "hours": draw(HOURS),
         "both_ways": draw(st.sampled_from(["yes", "yes", "yes", "no"]))}
        for a, b in itertools.combinations(names, 2)
        if (a, b) != ("home", "camp") and draw(st.integers(0, 3))
    ]  # fmt: skip
    # each near place can be got to, and left again: from one that is named before it
    for name in names[2:]:
        if not any(name == link["to"] and link["both_ways"] == "yes" for link in links):
            links = [link for link in links if {link["from"], link["to"]} != {"camp", name}]
            links.append({"from": "camp", "to": name, "mode": "road", "hours": draw(HOURS), "both_ways": "yes"})
    shared = {"camp": camp, "hours": hours, "tick": draw(st.sampled_from([1, 3, 6])),
              "threat": draw(st.sampled_from([0.0, 1.0]))}  # fmt: skip
    return built(near, links, **shared), built([], [], **shared), hours


def arrived(world: World, hours: float) -> float:
    """Return the share of those who set out on the first day that has settled a day after the direct way ends."""
    ledger = worlds.run(world)["ledger"]
    at = int(np.ceil((DAY + hours + DAY) / world.settings.tick_hours)) - 1  # told of the end of a tick
    home, _, _, _, settled, drafted = ledger[at]
    return float(settled / (50_000 - home - drafted))


@settings(max_examples=100, derandomize=True, suppress_health_check=list(HealthCheck))
@given(with_and_without())
def test_near_places_keep_nobody_from_arriving(drawn):
    near, alone, hours = drawn
    assert arrived(near, hours) > 0.95 * arrived(alone, hours)


@pytest.mark.parametrize("kind", ["hub", "home"])
@pytest.mark.parametrize("camp", ["AAA", "BBB"])
def test_three_towns_around_a_camp_keep_nobody_from_it(camp, kind):
    """The camp is 20 km off and the towns 5 km from each other: they once kept nearly everybody for months."""
    near = [{"id": f"near{i}", "country": "AAA", "kind": kind, "population": 0} for i in range(3)]
    pairs = [*itertools.combinations(["near0", "near1", "near2"], 2), ("home", "near0"), ("near1", "camp")]
    links = [{"from": a, "to": b, "mode": "road", "hours": 0.1, "both_ways": "yes"} for a, b in pairs]
    world = built(near, links, camp=camp, hours=0.4, tick=6, threat=0.0)
    assert arrived(world, 0.4) > 0.99
