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
from exeunt.engine.kernel.borders import come_to_border, pass_ordinary
from exeunt.engine.kernel.draws import join, poisson, uniform
from exeunt.engine.kernel.entries import enqueue, give_back, new, put_in_order
from exeunt.engine.kernel.opening import open_hours, opens, worked
from exeunt.engine.kernel.records import (
    CITIZENS,
    LOAD,
    NOBODY,
    ON_WAY,
    ORDINARY,
    QUEUED,
    SEATS,
    SERVE,
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
            e = new(s, NOBODY, who, 1.0, now.begins + sp.hours * uniform(key_i), key_i)
            if e >= 0:
                enqueue(s, line, e)
        return
    slots = int(sp.hours)
    for i in range(slots):
        some = np.floor(n * (i + 1) / slots) - np.floor(n * i / slots)
        e = new(s, NOBODY, who, some, now.begins + i + 0.5, join(key, np.uint64(i)))
        if e >= 0:
            enqueue(s, line, e)


@step
def serve_all(sp: Space, tm: Times, m: Preferences, s: State, b: Tallies, now: Now) -> None:
    """Step 5b: every gate lets through what it can of each of its lines, every train and plane what it has seats."""
    for line in range(len(sp.line)):
        put_in_order(s, line)
    for gate in range(len(sp.gate_hash)):
        for direction in range(2):
            serve_gate(sp, tm, m, s, b, now, gate, direction)
    for line in range(len(sp.line)):
        if sp.line[line].kind == SEATS and s.queue[line].head >= 0:
            left = 1.0 - tm.load[now.t, line, 0] - tm.load[now.t, line, 1]
            pace = pace_of(sp.line[line].rate * left)
            while serve(sp, tm, s, b, now, line, ready(sp, s, now, line, -1, 0.0), pace, 0.0):
                pass


@inner
def pace_of(rate: float) -> float:
    """Return the hours to the next person at a rate of people a day; none if there is no limit."""
    return 24.0 / rate if rate > 1e-12 else math.inf


@inner
def serve_gate(
    sp: Space, tm: Times, m: Preferences, s: State, b: Tallies, now: Now, gate: int, direction: int
) -> None:  # fmt: skip
    """Serve the lines of a gate in one direction until its tick is over or nobody is there."""
    cars, walkers = sp.gate_line[gate, direction, 0], sp.gate_line[gate, direction, 1]
    if s.queue[cars].head < 0 and (walkers < 0 or s.queue[walkers].head < 0):
        return
    total = pace_of(sp.gate_rate[gate, direction] * m.gate_capacity)
    car_pace = pace_of(sp.line[cars].rate * m.gate_capacity)
    foot_pace = pace_of(sp.line[walkers].rate * m.gate_capacity) if walkers >= 0 else math.inf
    some_cars, some_walkers = total < math.inf and car_pace < math.inf, total < math.inf and foot_pace < math.inf
    while some_cars or some_walkers:
        free = s.gate_free[gate, direction]
        car_start = ready(sp, s, now, cars, gate, free) if some_cars else math.inf
        foot_start = ready(sp, s, now, walkers, gate, free) if some_walkers else math.inf
        if car_start <= foot_start and some_cars:
            some_cars = serve(sp, tm, s, b, now, cars, car_start, car_pace, total)
        elif some_walkers:
            some_walkers = serve(sp, tm, s, b, now, walkers, foot_start, foot_pace, total)
        else:
            return


@inner
def ready(sp: Space, s: State, now: Now, line: int, gate: int, free: float) -> float:
    """Return the moment at which the first in a line could pass, infinity if nobody is there."""
    e = s.queue[line].head
    if e < 0:
        return math.inf
    return opens(sp, s, gate, max(s.entry[e].due, s.queue[line].free, free))


@step
def serve(
    sp: Space, tm: Times, s: State, b: Tallies, now: Now, line: int, start: float, pace: float, total: float
) -> bool:  # fmt: skip
    """Let the first of a line pass from a moment on, as many as can in this tick; False if it is over for the line.

    `pace` is the line's own, `total` that of its gate.
    """
    if start >= now.ends:
        return False
    gate, direction = sp.line[line].gate, sp.line[line].direction
    seats = sp.line[line].kind == SEATS
    clock = NOBODY if seats else gate
    e = s.queue[line].head
    n, slower = s.entry[e].n, max(pace, total)
    k = n
    if slower > 0.0:
        # one passes as soon as the one before has been dealt with
        k = min(n, math.ceil(open_hours(sp, s, clock, start, now.ends) / slower - 1e-9))
    if k <= 0.0:
        return False
    s.queue[line].free = worked(sp, s, clock, start, k * pace)
    if not seats:
        s.gate_free[gate, direction] = worked(sp, s, clock, start, k * total)
    passes = min(worked(sp, s, clock, start, 0.5 * (k - 1.0) * slower), now.ends - 1e-6)
    if gate >= 0 and direction == 0:
        day = tm.gate_day[now.t, gate]
        if day >= 0:
            b.gate[day, gate].waits += k * max(passes - s.entry[e].due, 0.0)
            b.gate[day, gate].waited += k
    s.queue[line].n -= k
    those = e
    if k < n:
        s.entry[e].n -= k
        those = new(s, s.entry[e].way, s.entry[e].group, k, passes, join(join(s.entry[e].key, SERVE), np.uint64(now.t)))
        if those < 0:
            return False
    else:
        s.queue[line].head = s.entry[e].next
        if s.queue[line].settled == e:
            s.queue[line].settled = NOBODY
        if s.queue[line].head < 0:
            s.queue[line].tail = NOBODY
    s.entry[those].due, s.entry[those].next = passes, NOBODY
    who = s.entry[those].group
    if who < 0:
        b.ordinary_ledger[now.t, 1] += k
        pass_ordinary(sp, tm, b, now.t, line, CITIZENS - who, k)
        give_back(s, those)
    else:
        s.elsewhere[QUEUED] -= k
        s.elsewhere[ON_WAY] += k
        come_to_border(sp, tm, s, b, now, those)
    return True


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
    pace, total = pace_of(sp.line[line].rate * m.gate_capacity), pace_of(sp.gate_rate[gate, direction] * m.gate_capacity)
    if max(pace, total) == math.inf:
        return longest
    at_gate = 0.0
    for kind in range(2):
        other = sp.gate_line[gate, direction, kind]
        if other >= 0:
            at_gate += s.queue[other].n
    moment = opens(sp, s, gate, now.begins)
    return min(worked(sp, s, gate, moment, max(n * pace, at_gate * total)) - now.begins, longest)
