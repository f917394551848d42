"""Gates and seats: what they let through, for those who flee and for ordinary traffic; steps 4 and 5.

A line is served at a constant pace while its gate is open: who comes to an idle one passes at once, and the next can
pass when the pace allows. A gate that lets through so many over all its lines has a pace of its own beside theirs;
its lines are served in the order in which people could pass.
"""

from __future__ import annotations

import math

import numpy as np

from exeunt.behaviour.preferences import Preferences
from exeunt.compiled import inner, step
from exeunt.engine.kernel.borders import pass_ordinary
from exeunt.engine.kernel.draws import join, poisson, uniform
from exeunt.engine.kernel.entries import add, drop_front, enqueue, front
from exeunt.engine.kernel.opening import open_hours, opens, worked
from exeunt.engine.kernel.records import (
    AT_BORDER,
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
    Now,
    Space,
    State,
    Tallies,
    Times,
    draw,
)


@step
def bring_ordinary(sp: Space, tm: Times, s: State, b: Tallies, now: Now) -> None:
    """Step 4: ordinary travellers come to the gates, on wheels if they can; those with seats travel."""
    t = now.t
    for gate in range(tm.ordinary.shape[1]):
        for direction in range(2):
            line = sp.ordinary_line[gate, direction]
            for who in range(2):
                rate = tm.ordinary[t, gate, direction, who]
                if rate > 0.0:
                    word = np.uint64(2 * direction + who)
                    key = join(join(join(tm.tick[t].key, ORDINARY), sp.gate_hash[gate]), word)
                    n = poisson(uniform(key), rate)
                    b.ordinary_ledger[t, 0] += n
                    spread_out(sp, s, now, line, CITIZENS - who, n, key)
    for line in range(len(sp.line)):
        link = sp.line[line].link
        if link < 0:
            continue
        seats = sp.line[line].rate * sp.hours / 24.0
        seats = np.floor(seats * (t + 1)) - np.floor(seats * t)
        for who in range(2):
            if seats > 0.0 and tm.load[t, line, who] > 0.0:
                key = join(join(join(tm.tick[t].key, LOAD), sp.link[link].hash), np.uint64(who))
                n = draw(key, seats, tm.load[t, line, who])
                b.ordinary_ledger[t, 0] += n
                b.ordinary_ledger[t, 1] += n
                pass_ordinary(sp, tm, b, t, line, who, n)


@inner
def spread_out(sp: Space, s: State, now: Now, line: int, who: int, n: float, key: np.uint64) -> None:
    """Let n ordinary travellers come to a line, as many in each hour of a tick; few at moments of their own."""
    if n <= sp.hours:
        for i in range(int(n)):
            key_i = join(key, np.uint64(i))
            enqueue(s, line, NOBODY, NOBODY, who, 1.0, now.begins + sp.hours * uniform(key_i), key_i)
        return
    slots = int(sp.hours)
    for i in range(slots):
        some = np.floor(n * (i + 1) / slots) - np.floor(n * i / slots)
        if some > 0.0:
            enqueue(s, line, NOBODY, NOBODY, who, some, now.begins + i + 0.5, join(key, np.uint64(i)))


@step
def serve_all(sp: Space, tm: Times, m: Preferences, s: State, b: Tallies, now: Now) -> None:
    """Step 5b: every gate lets through what it can of each of its lines, every train and plane what it has seats."""
    gates = len(sp.gate_hash)
    for server in range(2 * gates + len(sp.line)):
        if server < 2 * gates:
            gate, direction = server // 2, server % 2
            one, other = sp.gate_line[gate, direction, 0], sp.gate_line[gate, direction, 1]
            total = pace_of(sp.gate_rate[gate, direction] * m.gate_capacity)
            pace = pace_of(sp.line[one].rate * m.gate_capacity)
            of_other = pace_of(sp.line[other].rate * m.gate_capacity) if other >= 0 else math.inf
        else:
            gate, direction, one, other = NOBODY, 0, server - 2 * gates, NOBODY
            if sp.line[one].kind != SEATS:
                continue
            total, of_other = 0.0, math.inf
            pace = pace_of(sp.line[one].rate * (1.0 - tm.load[now.t, one, 0] - tm.load[now.t, one, 1]))
        if s.queue[one].n > 0.0 or (other >= 0 and s.queue[other].n > 0.0):
            serve(sp, tm, s, b, now, gate, direction, one, other, pace, of_other, total)


@inner
def pace_of(rate: float) -> float:
    """Return the hours to the next person at a rate of people a day; none if there is no limit."""
    return 24.0 / rate if rate > 1e-12 else math.inf


@inner
def serve(
    sp: Space, tm: Times, s: State, b: Tallies, now: Now, gate: int, direction: int, one: int, other: int,
    pace_of_one: float, pace_of_other: float, total: float,
) -> None:  # fmt: skip
    """Let the first in two lines (the other may be -1) pass to the border, who can first, until the tick is over.

    Paces are hours a person: those of the lines, and that of the gate (-1: none) over all its lines.
    """
    open_one, open_other = total < math.inf and pace_of_one < math.inf, total < math.inf and pace_of_other < math.inf
    while open_one or open_other:
        free = s.gate_free[gate, direction] if gate >= 0 else -math.inf
        start = ready(sp, s, one, gate, free) if open_one else math.inf
        start_of_other = ready(sp, s, other, gate, free) if open_other else math.inf
        line, pace = one, pace_of_one
        if start_of_other < start:
            start, line, pace = start_of_other, other, pace_of_other
        if start >= now.ends:
            return
        which = first_list(s, line)
        e = s.entry[front(s.lines[which], line)]
        k, slower = e.n, max(pace, total)
        if slower > 0.0:
            # one passes as soon as the one before has been dealt with
            k = min(k, math.ceil(open_hours(sp, s, gate, start, now.ends) / slower - 1e-9))
        if k <= 0.0:
            return
        s.queue[line].free = worked(sp, s, gate, start, k * pace)
        if gate >= 0:
            s.gate_free[gate, direction] = worked(sp, s, gate, start, k * total)
        passes = min(worked(sp, s, gate, start, 0.5 * (k - 1.0) * slower), now.ends - 1e-6)
        if gate >= 0 and direction == 0:
            day = tm.gate_day[now.t, gate]
            if day >= 0:
                b.gate[day, gate].waits += k * max(passes - e.due, 0.0)
                b.gate[day, gate].waited += k
        s.queue[line].n -= k
        if e.group < 0:  # ordinary travellers are through
            b.ordinary_ledger[now.t, 1] += k
            pass_ordinary(sp, tm, b, now.t, line, CITIZENS - e.group, k)
        else:
            s.elsewhere[QUEUED] -= k
            s.elsewhere[ON_WAY] += k
            key = e.key if k >= e.n else join(join(e.key, SERVE), np.uint64(now.t))
            add(s, s.doing, AT_BORDER, e.way, e.then, e.group, k, passes, key)
        if k < e.n:
            e.n -= k
        else:
            drop_front(s, s.lines[which], line)


@inner
def first_list(s: State, line: int) -> int:
    """Say in which list of a line its first stands: those from before this tick come first."""
    return WAITING if s.lines[WAITING, line].first >= 0 else NEWLY


@inner
def ready(sp: Space, s: State, line: int, gate: int, free: float) -> float:
    """Return the moment at which the first in a line could pass, infinity if nobody is there."""
    i = front(s.lines[first_list(s, line)], line)
    return opens(sp, s, gate, max(s.entry[i].due, s.queue[line].free, free)) if i >= 0 else math.inf


@inner
def expected_wait(sp: Space, tm: Times, m: Preferences, s: State, line: int, now: Now, longest: float) -> float:
    """Return the hours, at most `longest`, until somebody passes who joins a line as the tick begins.

    It holds those before him at the pace of the day, and the hours in which the gate is shut.
    """
    n = s.queue[line].n
    gate, direction = sp.line[line].gate, sp.line[line].direction
    if sp.line[line].kind == SEATS:
        pace = pace_of(sp.line[line].rate * (1.0 - tm.load[now.t, line, 0] - tm.load[now.t, line, 1]))
        return min(n * pace, longest) if pace < math.inf else longest
    pace, total = (
        pace_of(sp.line[line].rate * m.gate_capacity),
        pace_of(sp.gate_rate[gate, direction] * m.gate_capacity),
    )
    if max(pace, total) == math.inf:
        return longest
    at_gate = 0.0
    for kind in range(2):
        other = sp.gate_line[gate, direction, kind]
        if other >= 0:
            at_gate += s.queue[other].n
    moment = opens(sp, s, gate, now.begins)
    return min(worked(sp, s, gate, moment, max(n * pace, at_gate * total)) - now.begins, longest)
