"""When gates are open: moments and hours of work along the stretches in which they are."""

from __future__ import annotations

import math

from exeunt.compiled import inner
from exeunt.engine.kernel.records import Space, State


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
def worked(sp: Space, s: State, gate: int, moment: float, hours: float) -> float:
    """Return the moment by which a gate (-1: none) will have been open for so many hours since another."""
    if gate < 0:
        return moment + hours
    i = stretch_at(sp, s, gate, moment)
    while i < sp.open_first[gate + 1]:
        begins = max(moment, sp.open_from[i])
        if sp.open_until[i] - begins >= hours:
            return begins + hours
        hours -= sp.open_until[i] - begins
        i += 1
    return math.inf


@inner
def open_hours(sp: Space, s: State, gate: int, begins: float, ends: float) -> float:
    """Return for how many hours a gate (-1: none) is open between two moments."""
    if gate < 0:
        return ends - begins
    i, hours = stretch_at(sp, s, gate, begins), 0.0
    while i < sp.open_first[gate + 1] and sp.open_from[i] < ends:
        hours += min(ends, sp.open_until[i]) - max(begins, sp.open_from[i])
        i += 1
    return hours
