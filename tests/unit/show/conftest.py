"""A run of a small world with gates whose rules weigh on those who are liable."""

from functools import cache

import numpy as np
import pytest
import xarray as xr

import worlds
from exeunt.api import Outcome
from exeunt.show.subject import Subject

RULES = """id, from, until, who, act, where, effect, claim
open, , , , enter, BBB, allow, law
shut, 2024-01-03, , , enter, BBB, deny, rumour
risk-one, 2024-01-02, , liable = yes, leave, one, risk 0.02, law
risk-two, 2024-01-03, 2024-01-04, liable = yes, leave, two, risk 0.05, rumour
quota, , , , enter, one, quota 500/day, law"""

LINKS = """from, to, mode, hours, gate
home, town, road, 1, one
home, town, road, 2, two"""


@cache
def world_of(**tables):
    return worlds.build(
        places=tables.pop("places", "id, country, kind, population\nhome, AAA, home, 1000\ntown, BBB, town,"),
        links=tables.pop("links", LINKS),
        traits="trait, value, share\nliable, yes, 0.5\nliable, no, 0.5",
        gates=tables.pop(
            "gates", "id, name, country_from, country_to\none, First <gate>, AAA, BBB\ntwo, Second gate, AAA, BBB"
        ),
        claims=tables.pop(
            "claims",
            "id, said_by, stance, quantity, value, url\nlaw, A ministry, official, x, 1, https://example.org/a\n"
            "rumour, , assumption, x, 2, javascript:alert(1)\nidle, Nobody, reported, x, 3,",
        ),
        rules=tables.pop("rules", RULES),
        **tables,
    )


def make_subject(key="", *, members=3, days=4, first_day="2024-01-01", recorded=None, **tables):
    """Return a run of random numbers, but for what is `recorded`: variable: (member, day, ...)."""
    world = world_of(**tables)
    names = {"place": ["home", "town"], "country": ["AAA", "BBB"], "gate": ["one", "two"], "parameter": ["reach"]}
    draw = np.random.default_rng(1)
    first = np.datetime64(first_day, "ns")
    ticks = first + np.arange(4 * days) * np.timedelta64(6, "h")
    time = first + np.arange(days) * np.timedelta64(1, "D")
    coordinates = {**names, "member": range(members), "time": time, "tick": ticks}
    data = {"parameter_value": (("member", "parameter"), np.ones((members, 1)))}
    for name in ("departures", "stock", "drafted", "returned"):
        data[name] = (("member", "time", "place"), draw.integers(0, 99, (members, days, 2)))
    for name in ("arrivals", "arrivals_liable", "country_crossings_in", "country_crossings_out", "men_in"):
        data[name] = (("member", "time", "country"), draw.integers(0, 99, (members, days, 2)))
    for name in (
        "crossings_in",
        "crossings_out",
        "others_in",
        "others_out",
        "queue_people",
        "queue_vehicles",
        "queue_km",
        "wait_hours",
    ):
        data[name] = (("member", "time", "gate"), draw.integers(60, 99, (members, days, 2)).astype(float))
    for name, values in (recorded or {}).items():
        data[name] = (data[name][0], np.asarray(values, dtype=float))
    manifest = {
        "title": "A test", "scenario": "test", "scenario_hash": world.hash, "members": members, "seed": 1,
        "mean": False, "fixed": {}, "chosen": {}, "readings": {}, "version": "0",
        "period": {"first_day": first_day, "days": days, "tick_hours": 6},
    }  # fmt: skip
    return Subject(Outcome(xr.Dataset(data, coordinates), manifest, world), key)


@pytest.fixture
def subject():
    return make_subject()


@pytest.fixture
def subject_of():
    return make_subject
