"""Members side by side share a compiled world and nothing that one of them could spoil for another."""

import threading
from concurrent.futures import ThreadPoolExecutor

from exeunt.engine import members
from exeunt.engine.members import Simulator
from worlds import corridor


def test_members_that_need_more_room_at_once_do_not_ask_for_it_twice(monkeypatch):
    simulator = Simulator(corridor())
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
