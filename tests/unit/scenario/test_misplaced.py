"""Coordinates that cannot be are said: swapped ones, and gates far from the ways over them."""

from __future__ import annotations

import pytest

from worlds import build


def odd(*, place: str = "46, 22", gate: str = "45.25, 19.5", far: str = "HRV") -> list[str]:
    world = build(
        places=f"id, country, kind, population, lat, lon\nhome, ROU, home, 100, {place}\ntown, {far}, town, , 45.8, 16",
        gates=f"id, country_from, country_to, lat, lon\nbridge, ROU, {far}, {gate}",
        links="from, to, mode, km, hours, gate\nhome, town, road, 600, 9, bridge",
        rules=f"id, act, where, effect\nopen, enter, {far}, allow",
        drivers="name, where, value\nthreat, ROU, 1",
        days=5,
    )
    return [str(each) for each in world.oddities()]


def test_what_lies_where_it_can_is_not_odd():
    assert odd() == odd(gate=",") == odd(gate="44, 21") == []


@pytest.mark.parametrize("far", ["HRV", "XAA"])
def test_latitude_and_longitude_that_are_swapped(far):
    (_, said) = odd(place="22, 46", far=far)  # the length of its link is odd, too
    assert said == (
        "places.csv:2:lat: odd: 22, 46 lies outside of Romania (ROU), and with lat and lon swapped within it; "
        "look at its lat and lon"
    )


def test_latitude_and_longitude_of_a_gate_that_are_swapped():
    """It is far from the way over it, too, and told once."""
    (said,) = odd(gate="22, 46")
    assert said.startswith("gates.csv:2:lat: odd: 22, 46 lies outside of Romania (ROU), and with lat and lon swapped w")


def test_a_gate_far_from_every_way_over_it():
    (said,) = odd(gate="55, 21")
    assert said == (
        "gates.csv:2:lat: odd: lies 1,003 km or more from 'home' and 'town', between which it stands; "
        "look at its lat and lon, which maps draw it by"
    )
