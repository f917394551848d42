"""What wait is to be expected in a line: by whoever joins it, and as news of it."""

from __future__ import annotations

import math

from exeunt.compiled import inner
from exeunt.engine.kernel.gates import NEARLY_ALL, pace_of_gate, pace_of_line, share
from exeunt.engine.kernel.opening import is_open, opens, worked
from exeunt.engine.kernel.records import SEATS, Floats, Now, Space, State, Times

HOURS_ASKED = 24  # of a day, for which a wait is reckoned that holds at any of them


@inner
def expected_wait(
    sp: Space, tm: Times, capacity: Floats, s: State, line: int, t: int, moment: float, longest: float
) -> float:  # fmt: skip
    """Return the hours, at most `longest`, until somebody passes who joins a line at a moment.

    It holds those before him at the pace of now, and the hours in which the gate is shut. Who stands aside, as rules
    do not let him pass, is before nobody, unless nobody may pass: then it is that of when it opens. `capacity` (gates,)
    is what each lets through in that tick against the figure given for it.
    """
    n, free = s.queue[line].n if s.queue[line].shut else in_turn_before(s, line), s.queue[line].free
    gate, direction = sp.line[line].gate, sp.line[line].direction
    pace, total = pace_of_line(sp, tm, capacity, line, t), pace_of_gate(sp, capacity, line)
    if sp.line[line].kind == SEATS:
        return min(max(free - moment, 0.0) + n * pace, longest) if pace < math.inf else longest
    if max(pace, total) == math.inf:
        return longest
    at_gate = n * total
    for kind in range(2):
        other = sp.gate_line[gate, direction, kind]
        if other >= 0 and other != line:
            taken = share(total, pace_of_line(sp, tm, capacity, other, t))
            # of those in the other line as many go before him as its own pace lets through meanwhile
            all_of_them = (n + in_turn_before(s, other)) * total
            at_gate = all_of_them if taken > 1.0 - NEARLY_ALL else min(all_of_them, n * total / (1.0 - taken))
        if other >= 0 and s.queue[other].takes > 1.0 - NEARLY_ALL:
            free = max(free, s.queue[other].free)
    begins = opens(sp, s, gate, max(moment, free))
    return min(worked(sp, s, gate, begins, max(n * pace, at_gate)) - moment, longest)


@inner
def in_turn_before(s: State, line: int) -> float:
    """Return how many stand in a line who have their turn before one who joins it."""
    return s.queue[line].n - s.queue[line].aside


@inner
def wait_some_time(
    sp: Space, tm: Times, capacity: Floats, s: State, line: int, now: Now, longest: float
) -> float:  # fmt: skip
    """Return the hours that somebody would wait who joins a line at some hour of the day to come, on average."""
    gate = sp.line[line].gate
    if sp.line[line].kind == SEATS or is_open(sp, s, gate, now.begins, now.begins + 24.0):
        return expected_wait(sp, tm, capacity, s, line, now.t, now.begins, longest)
    total = 0.0
    for i in range(HOURS_ASKED):
        moment = now.begins + 24.0 * (i + 0.5) / HOURS_ASKED
        total += expected_wait(sp, tm, capacity, s, line, now.t, moment, longest)
    return total / HOURS_ASKED
