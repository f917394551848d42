"""Members side by side share a compiled world and nothing that one of them could spoil for another."""

import dataclasses
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import numpy as np
import pandas as pd
import pytest

import worlds
from exeunt.engine import members
from exeunt.engine.members import Simulator
from exeunt.luck import MEAN_OF
from exeunt.scenario.world import World
from worlds import corridor


def test_members_that_need_more_room_at_once_do_not_ask_for_it_twice(monkeypatch):
    simulator = Simulator(corridor())
    assert len(simulator.arrays.people)  # made ready: who waits for the compiler lays out another world meanwhile
    first, tried, both, met = simulator.room, [], threading.Barrier(2), set()
    blank, run = members.blank_state, members.tick.run

    def noted(arrays, space, room):
        tried.append(room)
        return blank(arrays, space, room)

    def too_small_at_first(*arguments):
        if threading.get_ident() in met:
            return run(*arguments)
        met.add(threading.get_ident())
        both.wait()
        return members.tick.NO_ROOM

    monkeypatch.setattr(members, "blank_state", noted)
    monkeypatch.setattr(members.tick, "run", too_small_at_first)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(simulator.run, range(2)))
    twice = 2 * first
    assert tried == [first, first, twice, twice]
    assert simulator.room == twice


def test_a_mean_run_is_the_mean_of_members_at_the_central_constants():
    """To the bit, with waits where somebody waited in some of them."""
    world = worlds.everything()
    mean, each = worlds.run(world, mean=True), worlds.many(world, MEAN_OF)
    each = {name: values.astype(np.float64) for name, values in each.items()}
    assert mean.keys() == each.keys()
    for name, values in mean.items():
        known = ~np.isnan(each[name])
        assert (np.isnan(values) == ~known.any(axis=0)).all()
        total = np.where(known, each[name], 0.0).sum(axis=0)
        some = known.any(axis=0)
        np.testing.assert_array_equal(values[some], total[some] / known.sum(axis=0)[some], err_msg=name)


def test_a_mean_run_has_the_same_luck_whatever_its_constants():
    """With a table each row is a run of its own, by the luck of those of any other."""
    world = worlds.everything()
    given = Simulator(world, mean=True, parameters=pd.DataFrame({"reach": [0.2, 0.2]}))
    first, second = given.run(0), given.run(1)
    other = given.run(0, seed_member=1)
    for name in first:
        np.testing.assert_array_equal(first[name], second[name])
    assert (first["departures"] != other["departures"]).any()


def hashed(part: object) -> object:
    """Return all that is in the arrays of a world, to compare."""
    if isinstance(part, np.ndarray):
        return part.dtype.str, part.shape, part.tobytes()
    if dataclasses.is_dataclass(part) and not isinstance(part, type):
        return {field.name: hashed(getattr(part, field.name)) for field in dataclasses.fields(part)}
    if isinstance(part, tuple | list):
        return [hashed(each) for each in part]
    if isinstance(part, dict):
        return {name: hashed(each) for name, each in part.items()}
    return repr(part) if isinstance(part, int | float | str | date | pd.Timestamp | None) else None


CHANGES: dict[str, Callable[[World], World]] = {
    "a rule less": lambda world: world.without_rule(world.rules["id"].iloc[0]),
    "a rule more": lambda world: world.with_rule("BBB", "enter", "deny", since="2024-01-03"),
    "a day less": lambda world: world.lasting(world.settings.days - 1),
    "other links": lambda world: dataclasses.replace(world, links=world.links.assign(hours=2.0 * world.links["hours"])),
    "other drivers": lambda world: dataclasses.replace(world, drivers=world.drivers.iloc[1:]),
    "more people": lambda world: dataclasses.replace(world, people=2 * world.people),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_world_that_shares_tables_with_another_is_compiled_and_run_like_one_that_shares_none(change):
    """What is made of tables that two worlds share is made once: it is what it would be, and stays so in a run."""
    derive = CHANGES[change]
    shared = worlds.everything()
    before = hashed(Simulator(shared).arrays)
    derived, alone = Simulator(derive(shared)), Simulator(derive(worlds.everything()))
    assert hashed(derived.arrays) == hashed(alone.arrays)
    ran = hashed(alone.run(0))
    assert hashed(derived.run(0)) == ran
    assert hashed(derived.run(0)) == ran
    assert hashed(derived.arrays) == hashed(alone.arrays)
    assert hashed(Simulator(shared).arrays) == before
