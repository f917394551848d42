"""Gates and seats: what they let through, for those who flee and for ordinary traffic; steps 4 and 5.

A line is served at a constant pace while its gate is open: who comes to an idle one passes at once, and the next can
pass when the pace allows. A gate that lets through so many over all its lines has a pace of its own beside theirs:
of those who could pass at a moment whoever came first does, from either line.
"""

from __future__ import annotations

import math

import numpy as np

from exeunt.behaviour.preferences import Preferences
from exeunt.compiled import inner, step
from exeunt.engine.kernel.borders import is_dealt_with, pass_ordinary
from exeunt.engine.kernel.draws import hypergeometric, join, poisson, uniform
from exeunt.engine.kernel.entries import add, at_once, drop_front, enqueue, front, is_before
from exeunt.engine.kernel.opening import closes, is_open, opens, work_between, worked
from exeunt.engine.kernel.records import (
    AT_BORDER,
    BLOCK,
    CITIZENS,
    LOAD,
    NEWLY,
    NOBODY,
    ON_WAY,
    ORDINARY,
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
    draw,
)

TURN = 1.0  # hours of work of a line with a pace of its own, after which the other line of its gate is looked at
NEARLY_ALL = 1e-9  # of a gate's work: so little left is nothing
FEW_AN_HOUR = 2.0  # so many ordinary travellers come to a line each at a moment of his own
PARTY, PARTIES = 25.0, 12  # more come in parties of so many, at most so many of them an hour
HOURS_ASKED = 24  # of a day, for which a wait is reckoned that holds at any of them


@step
def bring_ordinary(sp: Space, tm: Times, m: Preferences, s: State, b: Tallies, now: Now) -> None:
    """Step 4: ordinary travellers come to the gates, on wheels if they can; those with seats travel.

    Outwards a wait that is known keeps some at home, who then do not come back either: citizens go home whatever the
    wait, as many fewer as set out before. Others have their homes on either side.
    """
    t = now.t
    for gate in range(tm.ordinary.shape[1]):
        out, back = sp.ordinary_line[gate, 0], sp.ordinary_line[gate, 1]
        s.stayed[t + 1, gate] = s.stayed[t, gate] + (1.0 - undeterred(m, s, out)) * sp.hours
        for direction in range(2):
            for who in range(2):
                rate = tm.ordinary[t, gate, direction, who]
                if rate > 0.0:
                    if direction == 0 or who == 1:
                        rate *= undeterred(m, s, back if direction == 1 else out)
                    else:
                        rate *= once_set_out(sp, m, s, gate, t)
                    let_come(sp, tm, s, b, now, gate, back if direction == 1 else out, who, rate, 2 * direction + who)
        foot = sp.gate_line[gate, 0, 1]
        for who in range(2):
            rate = tm.afoot[t, gate, who]
            if rate > 0.0 and foot >= 0:
                let_come(sp, tm, s, b, now, gate, foot, who, rate * undeterred(m, s, foot), 4 + who)
    for line in range(len(sp.line)):
        link = sp.line[line].link
        if link < 0:
            continue
        seats = sp.line[line].rate * sp.hours / 24.0
        seats = np.floor(seats * (t + 1)) - np.floor(seats * t)
        left = 1.0  # of the share of seats; others take theirs of those that citizens leave
        for who in range(2):
            load = tm.load[t, line, who]
            if seats > 0.0 and load > 0.0:
                key = join(join(join(tm.tick[t].key, LOAD), sp.link[link].hash), np.uint64(who))
                n = draw(key, seats, min(load / left, 1.0))
                seats, left = seats - n, left - load
                b.ordinary_ledger[t, 0] += n
                b.ordinary_ledger[t, 1] += n
                pass_ordinary(sp, tm, b, t, line, who, n)


@inner
def let_come(
    sp: Space, tm: Times, s: State, b: Tallies, now: Now, gate: int, line: int, who: int, rate: float, word: int
) -> None:  # fmt: skip
    """Let citizens (0) or others (1) come to a line of a gate, so many a tick; `word` tells apart the luck in them."""
    if rate > 0.0:
        key = join(join(join(tm.tick[now.t].key, ORDINARY), sp.gate_hash[gate]), np.uint64(word))
        b.ordinary_ledger[now.t, 0] += come_within_hours(sp, s, now, line, CITIZENS - who, rate, key)


@inner
def undeterred(m: Preferences, s: State, line: int) -> float:
    """Return the share of ordinary travellers whom the wait in a line, as it is known, does not keep at home."""
    return math.exp(-m.ordinary_wait * s.queue[line].wait_known / 24.0)


@inner
def once_set_out(sp: Space, m: Preferences, s: State, gate: int, t: int) -> float:
    """Return the share of ordinary travellers whom waits did not keep at home, over the days of a stay before now.

    From the middle of a tick to that of this one, over whole ticks.
    """
    ticks = int(np.rint(24.0 * m.ordinary_stay / sp.hours))
    if ticks < 1:
        return 1.0 - (s.stayed[t + 1, gate] - s.stayed[t, gate]) / sp.hours
    before = 0.0
    if t >= ticks:
        before = s.stayed[t - ticks, gate] + s.stayed[t - ticks + 1, gate]
    return 1.0 - 0.5 * (s.stayed[t, gate] + s.stayed[t + 1, gate] - before) / (ticks * sp.hours)


@inner
def come_within_hours(sp: Space, s: State, now: Now, line: int, who: int, rate: float, key: np.uint64) -> float:
    """Let ordinary travellers come to a line as a Poisson process of so many a tick, and return how many come.

    Each hour has a number of its own, so what comes of it does not depend on how long ticks are. Few come at moments
    of their own, more of them in parties evenly over their hour, so small that they make no line where there is none.
    """
    everybody = 0.0
    for hour in range(int(sp.hours)):
        begins, key_h = now.begins + hour, join(key, np.uint64(hour))
        n = poisson(uniform(key_h), rate / sp.hours)
        everybody += n
        parties = int(n) if n <= FEW_AN_HOUR else min(math.ceil(n / PARTY), PARTIES)
        for i in range(parties):
            some = np.floor(n * (i + 1) / parties) - np.floor(n * i / parties)
            key_i = join(key_h, np.uint64(i))
            at = uniform(key_i) if n <= FEW_AN_HOUR else (i + 0.5) / parties
            enqueue(s, line, NOBODY, NOBODY, who, some, begins + at, key_i)
    return everybody


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
        if k <= 0.0:
            return
        s.queue[line].free = worked(sp, s, gate, start, k * slower)
        s.queue[line].pace, s.queue[line].takes = max(pace, total), share(total, slower)
        passes = min(worked(sp, s, gate, start, 0.5 * (k - 1.0) * slower), now.ends - 1e-6)
        let_through(sp, tm, s, b, now, line, k, passes)


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


@inner
def expected_wait(
    sp: Space, tm: Times, capacity: Floats, s: State, line: int, t: int, moment: float, longest: float
) -> float:  # fmt: skip
    """Return the hours, at most `longest`, until somebody passes who joins a line at a moment.

    It holds those before him at the pace of now, and the hours in which the gate is shut. Who stands aside, as rules
    let him pass on no account, is before nobody, unless the whole line does: then it is that of when it opens.
    `capacity` (gates,) is what each lets through in that tick against the figure given for it.
    """
    n, free = in_turn_before(s, line), s.queue[line].free
    if n == 0.0:
        n = s.queue[line].n
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
