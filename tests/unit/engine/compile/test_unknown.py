"""What is not known has a name for each number, by which a table gives it, and luck that is that of the name."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

import worlds
from exeunt.engine.compile.unknown import compile_unknown
from exeunt.engine.members import Simulator


def unknown(gate="100, , , , ", **more):
    arrays = Simulator(worlds.corridor(gate=gate, threat=1.0, **more)).arrays
    return arrays.unknown, arrays


def test_names_are_those_of_the_tables():
    known, _ = unknown(days=2, first_day=date(2024, 2, 28))
    assert {spread: of.ids for spread, of in known.items()} == {
        "settle_unseen": ["home", "town"],
        "country_unseen": ["AAA", "BBB"],
        "displaced_unseen": ["home"],
        "region_unseen": ["home"],
        "gate_unseen": ["gate"],
        "gate_country_unseen": ["BBB"],
        "rule_unseen": [],
        "exempt_unseen": [],
        "push_walk": ["everywhere 2024-02-28", "everywhere 2024-02-29"],
        "region_walk": ["home 2024-02-28", "home 2024-02-29"],
        "country_walk": [f"{code} 2024-02-{day}" for code in ("AAA", "BBB") for day in (28, 29)],
        "ordinary_walk": ["BBB 2024-02-28", "BBB 2024-02-29"],
        "gate_walk": ["gate 2024-02-28", "gate 2024-02-29"],
    }


def test_a_number_has_the_luck_of_its_name_and_day_in_whatever_world():
    short, _ = unknown(days=2)
    long, _ = unknown(days=5, tick=6, gate="7, , , , 5")
    for spread, of in short.items():
        there = dict(zip(long[spread].ids, long[spread].hashes, strict=True))
        assert [there[id_] for id_ in of.ids] == of.hashes.tolist()


def test_every_number_of_a_spread_has_a_hash_of_its_own(mobilisation):
    arrays = Simulator(mobilisation).arrays
    for of in arrays.unknown.values():
        assert len(set(of.ids)) == len(of.ids) == len(np.unique(of.hashes))
    assert arrays.unknown["push_walk"].ids[0] == "everywhere 2022-09-21", "the day of the announcement"
    assert arrays.unknown["push_walk"].ids[-1] == "everywhere 2022-11-01", "by UTC the last day in the west ends then"


@pytest.mark.parametrize("offset", [-11, 0, 12])
@pytest.mark.parametrize("tick", [1, 3, 8, 24])
def test_no_tick_has_parts_of_two_days(tick, offset):
    known, arrays = unknown(days=3, gate=f"7, , , , {offset}", tick=tick)
    day, starts = arrays.times.tick["day"], arrays.clock.starts()
    ends = starts + np.timedelta64(tick, "h") - np.timedelta64(1, "m")
    first = starts[0].astype("datetime64[D]")
    for moment in (starts, ends):
        np.testing.assert_array_equal(moment.astype("datetime64[D]"), first + day)
    steps = known["push_walk"].steps
    assert (steps.before + steps.days, steps.first) == (day[-1] + 1, date(2024, 1, 1))


def test_a_world_without_gates_has_nothing_unknown_of_them():
    world = worlds.build(
        places="id, country, kind, population\nhome, AAA, home, 9\ntown, BBB, town,",
        links="from, to, mode, hours\nhome, town, road, 1",
        threat=1.0,
        hold={"gate_unseen": 1.0, "gate_country_unseen": 1.0, "gate_walk": 1.0, "ordinary_walk": 1.0},
    )
    simulator = Simulator(world)
    found = compile_unknown(world, simulator.arrays.net, simulator.arrays.clock)
    assert [found[spread].ids for spread in ("gate_unseen", "gate_country_unseen", "gate_walk")] == [[], [], []]
    simulator.run(0)
