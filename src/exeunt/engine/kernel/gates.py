"""Gates and seats: what they let through; part of step 5.

A line is served at a constant pace while its gate is open: who comes to an idle one passes at once, and the next can
pass when the pace allows. A gate that lets through so many over all its lines has a pace of its own beside theirs:
of those who could pass at a moment whoever came first does, from either line.
"""

from __future__ import annotations

import math

import numpy as np

from exeunt.behaviour.preferences import Preferences
from exeunt.compiled import inner, step
from exeunt.engine.kernel.crossings import pass_ordinary
from exeunt.engine.kernel.draws import hypergeometric, join, uniform
from exeunt.engine.kernel.entries import add, at_once, drop_front, front, is_before
from exeunt.engine.kernel.opening import closes, opens, work_between, worked
from exeunt.engine.kernel.records import (
    AT_BORDER,
    BLOCK,
    CITIZENS,
    NEWLY,
    NOBODY,
    ON_WAY,
    QUEUED,
    SEATS,
    SERVE,
    WAITING,
    WHOSE,
    Floats,
    Now,
    Space,
    State,
    Tallies,
    Times,
    in_force,
    is_dealt_with,
)

TURN = 1.0  # hours of work of a line with a pace of its own, after which the other line of its gate is looked at
SLICE = 1.0 / 12.0  # hours of work: no more pass together where they come to another line, or a quota, as a crowd
NEARLY_ALL = 1e-9  # of a gate's work: so little left is nothing


@step
def keep_work(sp: Space, tm: Times, m: Preferences, s: State, now: Now) -> None:
    """At the start of a tick: what is left to do for those let through last is done at the pace of now."""
    capacity = m.gate_capacity[now.t]
    for line in range(len(sp.line)):
        queue = s.queue[line]
        if queue.free > now.begins and queue.pace > 0.0:
            alone = max(pace_of_line(sp, tm, capacity, line, now.t), pace_of_gate(sp, capacity, line))
            if alone < math.inf and alone != queue.pace:
                gate = sp.line[line].gate if sp.line[line].kind != SEATS else NOBODY
                work = work_between(sp, s, gate, now.begins, queue.free) * alone / queue.pace
                queue.free, queue.pace = worked(sp, s, gate, now.begins, work), alone


@step
def serve_all(sp: Space, tm: Times, m: Preferences, s: State, b: Tallies, now: Now, step: int) -> None:
    """Step 5b: the gates of a step let through what they can of each of their lines, trains what they seat."""
    gates, capacity = len(sp.gate_hash), m.gate_capacity[now.t]
    for server in range(2 * gates + len(sp.line)):
        if server < 2 * gates:
            gate, direction = server // 2, server % 2
            one, other = sp.gate_line[gate, direction, 0], sp.gate_line[gate, direction, 1]
        else:
            gate, direction, one, other = NOBODY, 0, server - 2 * gates, NOBODY
            if sp.line[one].kind != SEATS:
                continue
        if not is_dealt_with(sp, sp.line[one].step, step):
            continue
        total, pace = pace_of_gate(sp, capacity, one), pace_of_line(sp, tm, capacity, one, now.t)
        of_other = pace_of_line(sp, tm, capacity, other, now.t) if other >= 0 else math.inf
        if s.queue[one].n > 0.0 or (other >= 0 and s.queue[other].n > 0.0):
            serve(sp, tm, s, b, now, gate, one, other, pace, of_other, total)


@inner
def pace_of(rate: float) -> float:
    """Return the hours to the next person at a rate of people a day; none if there is no limit."""
    return 24.0 / rate if rate > 1e-12 else math.inf


@inner
def pace_of_line(sp: Space, tm: Times, capacity: Floats, line: int, t: int) -> float:
    """Return the hours to the next person of a line in a tick, as far as the line itself decides."""
    if sp.line[line].kind == SEATS:
        return pace_of(sp.line[line].rate * (1.0 - tm.load[t, line, 0] - tm.load[t, line, 1]))
    return pace_of(sp.line[line].rate * capacity[sp.line[line].gate])


@inner
def pace_of_gate(sp: Space, capacity: Floats, line: int) -> float:
    """Return the hours to the next person over all lines of a line's gate; seats go by no gate."""
    if sp.line[line].kind == SEATS:
        return 0.0
    gate = sp.line[line].gate
    return pace_of(sp.gate_rate[gate, sp.line[line].direction] * capacity[gate])


@inner
def serve(
    sp: Space, tm: Times, s: State, b: Tallies, now: Now, gate: int, one: int, other: int, pace_of_one: float,
    pace_of_other: float, total: float,
) -> None:  # fmt: skip
    """Let the first in two lines (the other may be -1) pass to the border, who can first, until the tick is over.

    Paces are hours a person: those of the lines, and that of the gate (-1: none) over all its lines. While a line lets
    people through at a pace of its own it takes a share of the gate, and the rest of it is the other's: so that nothing
    is lost while both stand, and no more pass than the gate lets through.
    """
    open_one, open_other = total < math.inf and pace_of_one < math.inf, total < math.inf and pace_of_other < math.inf
    in_parties, other_in_parties = goes_in_parties(sp, tm, one, now.t), goes_in_parties(sp, tm, other, now.t)
    while open_one or open_other:
        first, first_of_other = first_in(s, one), first_in(s, other) if other >= 0 else NOBODY
        if open_one and open_other and total > 0.0:
            catch_up(sp, s, gate, one, other, first, first_of_other, total)
            catch_up(sp, s, gate, other, one, first_of_other, first, total)
        start, start_of_other = math.inf, math.inf
        if open_one:
            start = ready(sp, s, now, one, first, gate, other, first_of_other, share(total, pace_of_other))
        if open_other:
            start_of_other = ready(sp, s, now, other, first_of_other, gate, one, first, share(total, pace_of_one))
        line, pace, i = one, pace_of_one, first
        beside, pace_beside, j = other, pace_of_other, first_of_other
        if start_of_other < start or (start_of_other == start < now.ends and is_before(s, j, i)):
            line, pace, i, beside, pace_beside, j = beside, pace_beside, j, line, pace, i
            start, start_of_other = start_of_other, start
        if start >= now.ends:
            return
        k = at_once(s, s.lines[first_list(s, line)], line)
        until, left = min(now.ends, closes(sp, s, gate, start)), 1.0
        both = open_one and open_other and total > 0.0
        yields = both and j >= 0 and start_of_other < until and is_before(s, j, i)  # as soon as that one can pass
        if both and s.queue[beside].free > start:
            left, until = 1.0 - s.queue[beside].takes, min(until, s.queue[beside].free)
            if yields and work_between(sp, s, gate, start, until) < max(pace, total / left):
                left = min(left, 1.0 - share(total, pace_beside))  # not done by then: at the pace that is left then
        slower = max(pace, total / left)
        if yields:
            work = work_between(sp, s, gate, start, min(until, start_of_other))
            k = max(min(k, np.floor(work / slower + 1e-9)), 1.0)
        elif slower > 0.0:
            if both and slower > total:
                until = min(until, worked(sp, s, gate, start, TURN))
            k = min(k, max(in_turn(work_between(sp, s, gate, start, until), slower), 1.0 if both else 0.0))
        if slower > 0.0 and (in_parties if line == one else other_in_parties):
            k = min(k, in_turn(SLICE, slower))
        if k <= 0.0:
            return
        if slower > 0.0:  # a line without a pace holds nobody up, who comes late of a circle neither: see `doors`
            s.queue[line].free = worked(sp, s, gate, start, k * slower)
        s.queue[line].pace, s.queue[line].takes = max(pace, total), share(total, slower)
        passes = min(worked(sp, s, gate, start, 0.5 * (k - 1.0) * slower), now.ends - 1e-6)
        let_through(sp, tm, s, b, now, line, k, passes)


@inner
def goes_in_parties(sp: Space, tm: Times, line: int, t: int) -> bool:
    """Say whether people come from a line (-1: none) to another, or to a quota that is in force in a tick.

    No crowd is to do so. A quota that will be in force, or was, changes nothing.
    """
    if line < 0:
        return False
    feeds = sp.line[line].feeds
    for q in range(len(tm.quota)):
        feeds |= sp.feeds_quota[q, line] and in_force(tm, q, t)
    return feeds


@inner
def catch_up(
    sp: Space, s: State, gate: int, line: int, beside: int, first: int, first_beside: int, total: float
) -> None:  # fmt: skip
    """Let what a line was served in the rest that the line beside left it be done at its own pace once that is done.

    Unless somebody stands there by then who came before whoever is first here: the rest is all there is for him still.
    """
    queue, done = s.queue[line], s.queue[beside].free
    if queue.free <= done or queue.takes >= share(total, queue.pace) - NEARLY_ALL:
        return
    stands = first_beside >= 0 and s.entry[first_beside].due <= done
    if stands and (first < 0 or is_before(s, first_beside, first)):
        return
    work = work_between(sp, s, gate, done, queue.free) * queue.takes * queue.pace / total
    queue.free, queue.takes = worked(sp, s, gate, done, work), share(total, queue.pace)


@inner
def share(total: float, pace: float) -> float:
    """Return which share of a gate's work a line takes at a pace of its own; all, if it could take more."""
    return total / max(pace, total) if total > 0.0 else 0.0


@inner
def let_through(sp: Space, tm: Times, s: State, b: Tallies, now: Now, line: int, k: float, moment: float) -> None:
    """Let k of those who came to a line when its first did pass to the border, on average at a moment.

    Who came at once has no turn before another: as many of each entry pass as luck has it.
    """
    lists = s.lines[first_list(s, line)]
    together, block, at = at_once(s, lists, line), lists[line].first, lists[line].at
    while k > 0.0:
        if at == s.block[block].fill:
            block, at = s.block[block].next, 0
        i = block * BLOCK + at
        e = s.entry[i]
        key, some = e.key, e.n
        if k < together:
            key = join(join(join(e.key, SERVE), np.uint64(e.n)), np.uint64(together))
            some = hypergeometric(uniform(join(key, WHOSE)), together, e.n, k)
        together -= e.n
        k -= some
        if some > 0.0:
            pass_on(sp, tm, s, b, now, line, i, some, moment, e.key if some >= e.n else key)
            s.entry[i].n -= some
        at += 1
    while first_in(s, line) >= 0 and s.entry[first_in(s, line)].n <= 0.0:
        drop_front(s, s.lines[first_list(s, line)], line)


@inner
def pass_on(
    sp: Space, tm: Times, s: State, b: Tallies, now: Now, line: int, i: int, k: float, moment: float, key: np.uint64
) -> None:  # fmt: skip
    """Let k of entry i in a line pass to the border."""
    e, gate = s.entry[i], sp.line[line].gate
    if gate >= 0 and sp.line[line].kind != SEATS and sp.line[line].direction == 0:
        day = tm.gate_day[now.t, gate]
        if day >= 0:
            b.gate[day, gate].waits += k * max(moment - e.due, 0.0)
            b.gate[day, gate].waited += k
    s.queue[line].n -= k
    s.queue[line].stood += k * (max(moment, e.due) - now.begins)
    if e.group < 0:  # ordinary travellers are through
        b.ordinary_ledger[now.t, 1] += k
        pass_ordinary(sp, tm, b, now.t, line, CITIZENS - e.group, k)
    else:
        s.elsewhere[QUEUED] -= k
        s.elsewhere[ON_WAY] += k
        add(s, s.doing, AT_BORDER, e.way, e.then, e.group, k, moment, key)


@inner
def in_turn(work: float, pace: float) -> float:
    """Return how many pass in so many hours of work; one does as soon as the one before has been dealt with."""
    return math.ceil(work / pace - 1e-9)


@inner
def first_list(s: State, line: int) -> int:
    """Say in which list of a line its first stands: those from before this tick come first."""
    return WAITING if s.lines[WAITING, line].first >= 0 else NEWLY


@inner
def first_in(s: State, line: int) -> int:
    """Return the first entry in a line, or `NOBODY`."""
    return front(s.lines[first_list(s, line)], line)


@inner
def ready(
    sp: Space, s: State, now: Now, line: int, first: int, gate: int, beside: int, first_beside: int, takes: float
) -> float:  # fmt: skip
    """Return the moment in this tick at which the first in a line could pass, infinity if nobody is there.

    What could have been done before it began, while rules kept the first from passing, is lost. He waits for the line
    beside (-1: none) while that takes the whole gate, or whoever is first there came before him and `takes` all of it.
    """
    if first < 0:
        return math.inf
    moment = max(s.entry[first].due, s.queue[line].free, now.begins)
    if beside >= 0 and s.queue[beside].free > moment:
        is_next = first_beside >= 0 and is_before(s, first_beside, first)
        if max(s.queue[beside].takes, takes if is_next else 0.0) > 1.0 - NEARLY_ALL:
            moment = s.queue[beside].free
    return opens(sp, s, gate, moment)
