"""Drawing a crossroads into a road changes nothing of where people go and when they get there."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

import worlds

COUNTRIES = "id, act, where, effect\nb, enter, BBB, allow\nc, enter, CCC, allow"


def world(*, near: bool = False, far: bool = False, both_into_one: bool = False, tick: int = 2) -> worlds.World:
    """Build two roads from a home; that to b is twelve hours long, in one piece or cut before or behind the border."""
    places = ["home, AAA, home, 50000", "b, BBB, town,", f"c, {'BBB' if both_into_one else 'CCC'}, town,"]
    roads = ["home, c, road, 9, 35"]
    stops = ["home"]
    for cut, name, country in ((near, "x", "AAA"), (far, "y", "BBB")):
        if cut:
            places.append(f"{name}, {country}, hub,")
            stops.append(name)
    stops.append("b")
    pieces = len(stops) - 1
    roads += [f"{a}, {z}, road, {12 / pieces}, {60 / pieces}" for a, z in pairwise(stops)]
    return worlds.build(
        places="id, country, kind, population\n" + "\n".join(places),
        links="from, to, mode, hours, price\n" + "\n".join(roads),
        rules="id, act, where, effect\nb, enter, BBB, allow" if both_into_one else COUNTRIES,
        threat=2,
        tick=tick,
        days=5,
        # money falls due where it is spent, so a fare in two halves is not the same fare: here it costs nothing
        hold={"leave_base": -3.0, "onward": 0.05, "price_cost": 0.0, "border_cost": 0.0},
    )


def figures(w: worlds.World, out: dict[str, np.ndarray], *, arrivals: bool) -> np.ndarray:
    places, countries = list(w.places["id"]), sorted(set(w.places["country"]))
    kept = [out["departures"][..., :1], out["stock"][..., [places.index("b"), places.index("c")]]]
    if arrivals:  # behind the border a hub is entered earlier than the town
        kept.append(out["arrivals"][..., [i for i, c in enumerate(countries) if c != "AAA"]])
    return np.concatenate(kept, axis=-1)


@pytest.mark.parametrize("cut", [{"near": True}, {"far": True}, {"near": True, "far": True}], ids=str)
def test_a_crossroads_on_a_road_changes_no_expected_number(cut):
    whole, pieces = world(), world(**cut)
    a, b = (figures(w, worlds.run(w, mean=True), arrivals="far" not in cut) for w in (whole, pieces))
    assert a[-1, 1] > 1000
    assert b == pytest.approx(a, rel=1e-9, abs=1e-9)


def test_a_crossroads_on_one_of_two_roads_into_a_country_changes_no_expected_number():
    whole, pieces = world(both_into_one=True), world(both_into_one=True, near=True)
    a, b = (figures(w, worlds.run(w, mean=True), arrivals=True) for w in (whole, pieces))
    assert b == pytest.approx(a, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("country", ["BBB", "CCC"])
@pytest.mark.parametrize("met", ["delay 24 h", "risk 0.02", "price x 2"])
def test_a_crossroads_before_a_border_changes_nothing_of_what_the_border_costs(country, met):
    """Two like roads, one of them cut half an hour before its end: borders, waits and dangers are met at the end."""

    places = f"home, AAA, home, 50000\nx, AAA, hub,\nb, BBB, town,\nc, {country}, town,"

    def over_gates(roads: str) -> np.ndarray:
        w = worlds.build(
            places=f"id, country, kind, population\n{places}",
            links=f"from, to, mode, hours, gate\nhome, c, road, 10, h\n{roads}",
            gates=f"id, country_from, country_to\ng, AAA, BBB\nh, AAA, {country}",
            rules=f"id, act, where, effect\nb, enter, b, allow\nc, enter, c, allow\nm, enter, g+h, {met}",
            drivers="name, until, where, value\ndepartures, 2024-01-01, home, 40000",
            days=5,
        )
        return worlds.run(w, mean=True)["crossings_in"].sum(axis=0)

    whole = over_gates("home, b, road, 10, g\nhome, x, road, 9.5,")
    cut = over_gates("home, x, road, 9.5,\nx, b, road, 0.5, g")
    assert whole.sum() == 40_000
    assert cut == pytest.approx(whole, abs=300)  # of those who are stopped some try again from nearer


def test_a_crossroads_on_a_road_changes_no_distribution():
    """60 members of each with seeds of their own; Kolmogorov-Smirnov for each figure, 0.001 for all together."""
    whole, pieces = world(), world(near=True)
    a, b = (figures(w, worlds.many(w, 60, seed=s), arrivals=True) for w, s in ((whole, 1), (pieces, 2)))
    a, b = a.reshape(60, -1), b.reshape(60, -1)
    found = [stats.ks_2samp(x, y).pvalue for x, y in zip(a.T, b.T, strict=True) if x.std() > 0]
    assert len(found) > 15
    assert min(found) > 0.001 / len(found)
