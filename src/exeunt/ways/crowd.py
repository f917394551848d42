"""The crowd at a moment: a few members of the simulation run until then, for the waits and the choices they show.

Nothing of the traveller enters here. What was computed is kept in memory for the next question, by the world's hash
and the moment, and never written anywhere.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from exeunt.engine.compile.arrays import Arrays
from exeunt.engine.kernel.asking import Lines
from exeunt.engine.members import Course, Simulator
from exeunt.engine.parameters import sample
from exeunt.ensemble.compiling import compilation
from exeunt.ensemble.pool import Threads, map_members
from exeunt.ways.known import known_world
from exeunt.ways.waiting import lines_of
from exeunt.ways.weighed import Weighed

if TYPE_CHECKING:
    from exeunt.scenario.world import World

Floats = NDArray[np.float64]
Announce = Callable[[], None]

MEMBERS = 8
_MOST_KEPT = 6

_lock = Lock()
_kept: OrderedDict[tuple[str, pd.Timestamp, int, int], Crowd] = OrderedDict()


@dataclass(frozen=True)
class Crowd:
    """The simulation at a moment.

    Parameters
    ----------
    known
        The world as it was known then.
    arrays
        The same, compiled.
    theta
        The central constants of behaviour.
    wait
        Hours that await one who joins a line at some hour of the day, as at the last news, shape (members, lines).
    filled
        Share of the capacity of each place that is filled, the median of the members, shape (places,).
    weighed
        What the ways of a place weigh to whom, by member.
    lines
        The lines as they stand, by member.

    """

    known: World
    arrays: Arrays
    theta: dict[str, float]
    wait: Floats
    filled: Floats
    weighed: tuple[Weighed, ...]
    lines: Lines


def crowd_at(
    world: World, utc: pd.Timestamp, *, members: int = MEMBERS, seed: int = 1, announce: Announce = lambda: None
) -> Crowd:
    """Run members of the world as known at a moment up to it; `announce` is called if the engine must be compiled."""
    known = known_world(world, utc)
    key = (known.hash, utc, members, seed)  # of what was known then, what was believed before it was known included
    with _lock:
        if key not in _kept:
            _kept[key] = _run(known, utc, members, seed, announce)
            while len(_kept) > _MOST_KEPT:
                _kept.popitem(last=False)
        _kept.move_to_end(key)
        return _kept[key]


def _run(known: World, utc: pd.Timestamp, members: int, seed: int, announce: Announce) -> Crowd:
    simulator = Simulator(known, seed=seed)
    clock = simulator.arrays.clock
    # the last tick that has begun, and those before
    ticks = min(max(int((utc - clock.start) / pd.Timedelta(hours=clock.hours)) + 1, 1), clock.count)
    with compilation(announce):
        ran = dict(map_members(partial(_course_to, simulator, ticks), range(members), Threads()))
    courses = [ran[member] for member in range(members)]
    return Crowd(
        known=known,
        arrays=simulator.arrays,
        theta=sample(simulator.priors, known, None),
        wait=np.array([course.state.queue["wait_seen"] for course in courses]),
        filled=np.median(np.array([_filled(simulator.arrays, course) for course in courses]), axis=0),
        weighed=tuple(Weighed(simulator.arrays.ways, each.preferences, each.weights) for each in courses),
        lines=lines_of(courses, ticks - 1),
    )


def _course_to(simulator: Simulator, ticks: int, member: int) -> Course:
    """Return a member after so many ticks."""
    return simulator.course(member, ticks)


def _filled(arrays: Arrays, course: Course) -> Floats:
    """Return how full the places of a member are: what has room for nobody is full, what has no limit empty."""
    capacity = arrays.space.place["capacity"]
    settled = course.state.settled.sum(axis=1)
    return np.asarray(np.divide(settled, capacity, out=np.ones_like(settled), where=capacity > 0))
