"""What becomes known: waits and fares, the rules in force, the push; and the values that follow."""

from __future__ import annotations

import math

from exeunt.behaviour.choice import Choices, Weights, renew, solve, start_afresh
from exeunt.compiled import step
from exeunt.engine.kernel.records import SEATS, Mind, Space, State, Times, add_up

TOLERANCE = 1e-3  # of a log weight: by so much relatively may a chance of choosing lag behind
LEAST_ROOM = 0.02  # of its capacity: a full place still takes somebody in
LONGEST = 720.0  # hours: a longer wait is as good as none being let through


@step
def expected_wait(sp: Space, tm: Times, m: Mind, s: State, line: int, t: int) -> float:
    """Return the hours that someone who joins a line now would wait at the rates of the day, at most `LONGEST`."""
    n = s.queue[line].n
    if n <= 0.0:
        return 0.0
    gate, way = sp.line[line].gate, sp.line[line].way
    rate = sp.line[line].rate * m.gate_factor
    wait = 0.0
    if sp.line[line].kind == SEATS:
        rate = sp.line[line].rate * (1.0 - tm.load[t, line, 0] - tm.load[t, line, 1])
    else:
        at_gate = 0.0
        for kind in range(2):
            other = sp.gate_line[gate, way, kind]
            if other >= 0:
                at_gate += s.queue[other].n
        total = sp.gate_rate[gate, way] * m.gate_factor
        wait = 24.0 * at_gate / total if total > 0.0 else LONGEST
    if rate <= 0.0:
        return LONGEST
    return min(max(wait, 24.0 * n / rate), LONGEST)


@step
def hear_news(sp: Space, tm: Times, m: Mind, s: State, ways: Choices, w: Weights, t: int, changed: bool) -> None:
    """Step 1: utilities under the rules, waits and fares of the moment, and the values that follow from them."""
    e = tm.tick[t].epoch
    classes = m.utility.shape[1]
    for option in range(len(ways.link)):
        link = ways.link[option]
        row, line = sp.link[link].rule, sp.link[link].line
        if not changed and (line < 0 or s.queue[line].wait_known == s.queue[line].wait_heard):
            continue
        wait, fare = 0.0, 1.0
        if line >= 0:
            wait = s.queue[line].wait_known
            if sp.line[line].kind == SEATS:
                # a seat is booked ahead: the wait in days is the load in days of seats
                fare = min(1.0 + m.fare_slope * wait / 24.0, m.fare_cap)
        new = False
        for c in range(classes):
            if row < 0:
                u = m.utility[link, c] - m.money[link, c] * (fare - 1.0) - m.wait_cost * min(wait, m.wait_cap)
            elif tm.ruled[e, row, c].open:
                u = (
                    m.utility[link, c]
                    - m.money[link, c] * (fare * tm.ruled[e, row, c].price - 1.0)
                    - m.wait_cost * min(wait + tm.ruled[e, row, c].delay, m.wait_cap)
                    - m.risk_cost * tm.ruled[e, row, c].risk
                )
            else:
                u = -math.inf
            new = new or u != s.utility[option, c]
            s.utility[option, c] = u
        if new:
            renew(ways, w, option)
    for line in range(len(sp.line)):
        s.queue[line].wait_heard = s.queue[line].wait_known
    for p in range(len(sp.place)):
        if not changed and sp.place[p].capacity <= 0.0:
            continue
        fullness = 0.0
        if sp.place[p].capacity > 0.0:
            filled = add_up(s.settled[p]) / sp.place[p].capacity
            fullness = m.full_cost * filled - m.room_worth * math.log(max(1.0 - filled, LEAST_ROOM))
        for c in range(classes):
            x = 0.0
            if tm.leave[e, p, c].allowed:
                worth = m.worth[p, c] + tm.pull[e, p] - fullness
                if tm.leave[e, p, c].days > 0.0:
                    worth += m.stay_worth * math.log1p(tm.leave[e, p, c].days / 30.0)
                x = math.exp(worth / m.mu)
            if x != w.settle[p, c]:
                w.settle[p, c] = x
                w.nudged[p] = True
    if changed:
        start_afresh(w)
    solve(ways, w, s.utility, m.fade, m.mu, m.nest_ratio, TOLERANCE, 60)


@step
def take_stock_of_push(tm: Times, m: Mind, s: State, t: int) -> None:
    """Add up the threat and the believed part of the rumour at each home for each group."""
    for h in range(s.push.shape[0]):
        for g in range(s.push.shape[1]):
            s.push[h, g] = 0.0
            for kind in range(tm.push.shape[0]):
                if tm.push_group[kind, g]:
                    s.push[h, g] += m.push_weight[kind] * tm.push[kind, t, h]
