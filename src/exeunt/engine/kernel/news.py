"""What becomes known: waits and fares, the rules in force, the push; and the values that follow."""

from __future__ import annotations

import math

from exeunt.behaviour import settling, travelling
from exeunt.behaviour.choice import Choices, Weights, renew, solve, start_afresh
from exeunt.behaviour.leaving import hazard
from exeunt.behaviour.preferences import Preferences
from exeunt.behaviour.travelling import Met
from exeunt.compiled import inner, step
from exeunt.engine.kernel.records import SEATS, Space, State, Times, add_up

TOLERANCE = 1e-3  # of a log weight: by so much relatively may a chance of choosing lag behind
LONGEST = 720.0  # hours: a longer wait is as good as none being let through


@step
def look_at_lines(sp: Space, tm: Times, m: Preferences, s: State, t: int) -> None:
    """Let the waits seen at the last news become known, and see those of now."""
    for line in range(len(sp.line)):
        s.queue[line].wait_known = s.queue[line].wait_seen
        s.queue[line].wait_seen = expected_wait(sp, tm, m, s, line, t)


@step
def expected_wait(sp: Space, tm: Times, m: Preferences, s: State, line: int, t: int) -> float:
    """Return the hours that someone who joins a line now would wait at the rates of the day, at most `LONGEST`."""
    n = s.queue[line].n
    if n <= 0.0:
        return 0.0
    gate, direction = sp.line[line].gate, sp.line[line].direction
    rate = sp.line[line].rate * m.gate_capacity
    wait = 0.0
    if sp.line[line].kind == SEATS:
        rate = sp.line[line].rate * (1.0 - tm.load[t, line, 0] - tm.load[t, line, 1])
    else:
        at_gate = 0.0
        for kind in range(2):
            other = sp.gate_line[gate, direction, kind]
            if other >= 0:
                at_gate += s.queue[other].n
        total = sp.gate_rate[gate, direction] * m.gate_capacity
        wait = 24.0 * at_gate / total if total > 0.0 else LONGEST
    if rate <= 0.0:
        return LONGEST
    return min(max(wait, 24.0 * n / rate), LONGEST)


@step
def hear_news(sp: Space, tm: Times, m: Preferences, s: State, ways: Choices, w: Weights, t: int, changed: bool) -> None:
    """Step 1: utilities under the rules, waits and fares of the moment, and the values that follow from them.

    What cannot have moved since the last news is passed over, unless the rules have `changed`.
    """
    for option in range(len(ways.link)):
        line = sp.link[ways.link[option]].line
        if changed or (line >= 0 and s.queue[line].wait_known != s.queue[line].wait_heard):
            weigh_link(sp, tm, m, s, ways, w, t, option)
    for line in range(len(sp.line)):
        s.queue[line].wait_heard = s.queue[line].wait_known
    for p in range(len(sp.place)):
        if changed or sp.place[p].capacity > 0.0:
            weigh_place(sp, tm, m, s, w, t, p)
    if changed:
        start_afresh(w)
    solve(ways, w, s.utility, m.fade, m.scale, m.nest_ratio, TOLERANCE, 60)


@inner
def weigh_link(sp: Space, tm: Times, m: Preferences, s: State, ways: Choices, w: Weights, t: int, option: int) -> None:
    """Work out the utility of the link of an option for each class."""
    link, e = ways.link[option], tm.tick[t].epoch
    row, line = sp.link[link].rule, sp.link[link].line
    wait, fare = 0.0, 1.0
    if line >= 0:
        wait = s.queue[line].wait_known
        if sp.line[line].kind == SEATS:
            fare = travelling.fare(m.travelling, wait)
    new = False
    for c in range(m.utility.shape[1]):
        u = -math.inf
        if row < 0:
            met = Met(wait, fare, 0.0, 1.0, 0.0)
            u = travelling.utility(m.travelling, m.utility[link, c], m.money[link, c], met)
        elif tm.ruled[e, row, c].open:
            rule = tm.ruled[e, row, c]
            ruled = Met(wait, fare, rule.delay, rule.price, rule.risk)
            u = travelling.utility(m.travelling, m.utility[link, c], m.money[link, c], ruled)
        new = new or u != s.utility[option, c]
        s.utility[option, c] = u
    if new:
        renew(ways, w, option)


@inner
def weigh_place(sp: Space, tm: Times, m: Preferences, s: State, w: Weights, t: int, p: int) -> None:
    """Work out the weight of settling at a place for each class."""
    e, capacity = tm.tick[t].epoch, sp.place[p].capacity
    filled = add_up(s.settled[p]) / capacity if capacity > 0.0 else 0.0
    for c in range(m.worth.shape[1]):
        x = 0.0
        if tm.leave[e, p, c].allowed:
            worth = settling.worth(m.settling, m.worth[p, c], tm.pull[e, p], filled, tm.leave[e, p, c].days)
            x = math.exp(worth / m.scale)
        if x != w.settle[p, c]:
            w.settle[p, c] = x
            w.nudged[p] = True


@step
def take_stock_of_push(tm: Times, m: Preferences, s: State, t: int) -> None:
    """Add up the threat and the believed part of the rumour at each home for each group."""
    for h in range(s.push.shape[0]):
        for g in range(s.push.shape[1]):
            s.push[h, g] = 0.0
            for kind in range(tm.push.shape[0]):
                if tm.push_group[kind, g]:
                    s.push[h, g] += m.push_weight[kind] * tm.push[kind, t, h]


@step
def weigh_leaving(sp: Space, m: Preferences, s: State, w: Weights) -> None:
    """Work out the hazard of setting out from each home for each group."""
    for h in range(s.hazard.shape[0]):
        p = sp.home_place[h]
        for g in range(s.hazard.shape[1]):
            s.hazard[h, g] = hazard(m.leaving, s.push[h, g], w.told[p, sp.class_of[g]], m.leave_term[g])
