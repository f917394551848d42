"""When gates are open: moments and hours of work along the stretches in which they are.

A gate has 24 hours of work to a day, which it does in the hours in which it is open.
"""

from __future__ import annotations

import math

from exeunt.compiled import inner
from exeunt.engine.kernel.records import Space, State

NOTHING = 1e-9  # hours


@inner
def stretch_at(sp: Space, s: State, gate: int, moment: float) -> int:
    """Return the first stretch of a gate's opening that ends after a moment (one past the last if none does)."""
    i, first, last = s.gate_at[gate], sp.open_first[gate], sp.open_first[gate + 1]
    while i > first and sp.open_until[i - 1] > moment:
        i -= 1
    while i < last and sp.open_until[i] <= moment:
        i += 1
    s.gate_at[gate] = i
    return i


@inner
def opens(sp: Space, s: State, gate: int, moment: float) -> float:
    """Return the first moment from then on at which a gate (-1: none) is open, infinity if it never is again."""
    if gate < 0:
        return moment
    i = stretch_at(sp, s, gate, moment)
    return max(moment, sp.open_from[i]) if i < sp.open_first[gate + 1] else math.inf


@inner
def closes(sp: Space, s: State, gate: int, moment: float) -> float:
    """Return the next moment at which a gate (-1: none) closes that is open at one."""
    return sp.open_until[stretch_at(sp, s, gate, moment)] if gate >= 0 else math.inf


@inner
def is_open(sp: Space, s: State, gate: int, begins: float, ends: float) -> bool:
    """Say whether a gate is open all the time between two moments."""
    i = stretch_at(sp, s, gate, begins)
    return i < sp.open_first[gate + 1] and sp.open_from[i] <= begins and ends <= sp.open_until[i]


@inner
def worked(sp: Space, s: State, gate: int, moment: float, hours: float) -> float:
    """Return the moment by which a gate (-1: none) will have done so many hours of work since another."""
    if gate < 0:
        return moment + hours
    i = stretch_at(sp, s, gate, moment)
    while i < sp.open_first[gate + 1]:
        begins, until, pace = max(moment, sp.open_from[i]), sp.open_until[i], sp.open_pace[i]
        ends = begins + hours / pace
        if ends <= until + NOTHING:
            return until if ends > until - NOTHING else ends  # what is done as it closes is done then
        hours -= (until - begins) * pace
        i += 1
    return math.inf


@inner
def work_between(sp: Space, s: State, gate: int, begins: float, ends: float) -> float:
    """Return how many hours of work a gate (-1: none) can do between two moments."""
    if gate < 0:
        return ends - begins
    i, hours = stretch_at(sp, s, gate, begins), 0.0
    while i < sp.open_first[gate + 1] and sp.open_from[i] < ends:
        hours += (min(ends, sp.open_until[i]) - max(begins, sp.open_from[i])) * sp.open_pace[i]
        i += 1
    return hours
