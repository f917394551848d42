"""Clocks: when the next of a group at home sets out, or is taken by a call-up.

Each group at a home has a clock for either. It goes by the hazard of one times how many are there, and when it has come
to its end one of them goes: a pure death process, of which the waits are exponential (Gibson & Bruck 2000, *Efficient
exact stochastic simulation of chemical systems with many species and many channels*, section 2). So in a tick each goes
with probability 1 - exp(-his hazard times the time), and of two hazards that compete each takes those whom it reaches
first (Kalbfleisch & Prentice 2002, *The Statistical Analysis of Failure Time Data*, section 8.2), whatever the tick.
Clocks know nothing of the time before, so they are set anew each day: worlds that share their luck share it again the
day after they differed. Where many of a group would go in a tick their number is drawn.
"""

from __future__ import annotations

import math

import numpy as np

from exeunt.behaviour.elementary import log64
from exeunt.compiled import inner
from exeunt.engine.kernel.draws import binomial, join, uniform
from exeunt.engine.kernel.records import DRAFT, LEAVE, Floats, Space, State, Times

MANY = 4.0  # of a group in a tick: more are drawn together


@inner
def set_clocks(sp: Space, tm: Times, s: State, t: int, h: int, is_called: bool) -> None:
    """Set the clocks of a home that a day finds running down."""
    day, place = tm.tick[t].day, sp.place[sp.home_place[h]].hash
    if s.set_on[h, 0] != day:
        s.set_on[h, 0] = day
        set_each(sp, s.to_leave[h], join(join(tm.tick[t].key, LEAVE), place))
    if is_called and s.set_on[h, 1] != day:
        s.set_on[h, 1] = day
        set_each(sp, s.to_be_taken[h], join(join(tm.tick[t].key, DRAFT), place))


@inner
def set_each(sp: Space, clocks: Floats, key: np.uint64) -> None:
    """Set the clock of each group."""
    for g in range(len(clocks)):
        clocks[g] = exponential(join(key, sp.group_hash[g]))


@inner
def exponential(key: np.uint64) -> float:
    """Return the standard exponential that belongs to a key."""
    return -log64(uniform(key))


@inner
def run_down(s: State, h: int) -> None:
    """Let the clocks of a home go for a tick, but those of groups of which `MANY` would go."""
    for g in range(s.home.shape[1]):
        n = s.home[h, g]
        s.expected[g] = n * (s.exposed[g] + s.called[g])
        n = n if s.expected[g] <= MANY else 0.0
        s.to_leave[h, g] -= n * s.exposed[g]
        s.to_be_taken[h, g] -= n * s.called[g]


@inner
def rings(s: State, h: int, g: int) -> bool:
    """Say whether anybody of a group at home may go in a tick: a clock has come to its end, or many would go."""
    return s.to_leave[h, g] <= 0.0 or s.to_be_taken[h, g] <= 0.0 or s.expected[g] > MANY


@inner
def who_goes(s: State, h: int, g: int, key: np.uint64) -> tuple[float, float]:
    """Return how many of a group at home set out in a tick and how many are taken, and set the clocks that rang."""
    n, to_set_out, to_be_taken = s.home[h, g], s.exposed[g], s.called[g]
    if s.expected[g] > MANY:
        return draw_many(n, to_set_out, to_be_taken, key)
    leave_in, taken_in = s.to_leave[h, g] + n * to_set_out, s.to_be_taken[h, g] + n * to_be_taken
    left, taken, rest = 0.0, 0.0, 1.0  # of the tick
    while n > 0.0:
        until_left = max(leave_in, 0.0) / (n * to_set_out) if to_set_out > 0.0 else math.inf
        until_taken = max(taken_in, 0.0) / (n * to_be_taken) if to_be_taken > 0.0 else math.inf
        until = min(until_left, until_taken)
        if until > rest:
            break
        rest -= until
        leave_in -= until * n * to_set_out
        taken_in -= until * n * to_be_taken
        n -= 1.0
        if until_left <= until_taken:
            left += 1.0
            leave_in = exponential(join(join(key, LEAVE), np.uint64(left)))
        else:
            taken += 1.0
            taken_in = exponential(join(join(key, DRAFT), np.uint64(taken)))
    s.to_leave[h, g] = leave_in - rest * n * to_set_out
    s.to_be_taken[h, g] = taken_in - rest * n * to_be_taken
    return left, taken


@inner
def draw_many(n: float, to_set_out: float, to_be_taken: float, key: np.uint64) -> tuple[float, float]:
    """Return how many of n set out and how many are taken by two exposures, each drawn with luck of its own."""
    both = to_set_out + to_be_taken
    gone = -math.expm1(-both)
    of_taken = gone * to_be_taken / both
    taken = binomial(uniform(join(key, DRAFT)), n, of_taken)
    return binomial(uniform(key), n - taken, gone * to_set_out / both / (1.0 - of_taken)), taken
