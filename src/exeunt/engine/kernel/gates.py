"""Gates and seats: what they let through in a tick, for those who flee and for ordinary traffic; steps 4 and 5."""

from __future__ import annotations

import math

import numpy as np

from exeunt.behaviour.preferences import Preferences
from exeunt.compiled import inner, step
from exeunt.engine.kernel.draws import join, poisson, uniform
from exeunt.engine.kernel.lines import append
from exeunt.engine.kernel.records import (
    CITIZENS,
    LOAD,
    ORDINARY,
    PART,
    SEATS,
    SERVE,
    Moment,
    Space,
    State,
    Tallies,
    Times,
    draw,
    draw_from,
    whole,
)


@step
def bring_ordinary(sp: Space, tm: Times, s: State, b: Tallies, t: int, mean: bool) -> None:
    """Step 4: ordinary travellers join the lines at the gates, on wheels if they can; those with seats travel."""
    for gate in range(tm.ordinary.shape[1]):
        for direction in range(2):
            line = sp.ordinary_line[gate, direction]
            for who in range(2):
                rate = tm.ordinary[t, gate, direction, who]
                if rate > 0.0:
                    word = np.uint64(2 * direction + who)
                    key = join(join(join(tm.tick[t].key, ORDINARY), sp.gate_hash[gate]), word)
                    n = rate if mean else poisson(uniform(key), rate)
                    if n > 0.0:
                        append(s, line, CITIZENS - who, t, n)
                        b.ordinary_ledger[t, 0] += n
    for line in range(len(sp.line)):
        link = sp.line[line].link
        if link < 0:
            continue
        seats = sp.line[line].rate * sp.hours / 24.0
        if not mean:
            seats = np.floor(seats * (t + 1)) - np.floor(seats * t)
        for who in range(2):
            if seats > 0.0 and tm.load[t, line, who] > 0.0:
                key = join(join(join(tm.tick[t].key, LOAD), sp.way[link].hash), np.uint64(who))
                n = draw(key, seats, tm.load[t, line, who], mean)
                b.ordinary_ledger[t, 0] += n
                b.ordinary_ledger[t, 1] += n
                pass_ordinary(sp, tm, b, t, line, who, n)


@step
def pass_ordinary(sp: Space, tm: Times, b: Tallies, t: int, line: int, who: int, n: float) -> None:
    """Write down n ordinary travellers, citizens or others, who pass the gate of a line (or, with seats, its link)."""
    gate, direction, link = sp.line[line].gate, sp.line[line].direction, sp.line[line].link
    if link >= 0:
        left, entered = sp.place[sp.link[link].begin].country, sp.place[sp.link[link].end].country
    else:
        left, entered = sp.gate_country[gate, direction], sp.gate_country[gate, 1 - direction]
    if link >= 0 and left == entered:
        return
    day = tm.gate_day[t, gate] if gate >= 0 else tm.place_day[t, sp.link[link].begin]
    if gate >= 0 and who == 0 and direction == 0:
        b.tick[t, gate].entered += n
    if day < 0:
        return
    if who == 0:
        if left >= 0:
            b.country[day, left].left += n
        if entered >= 0:
            b.country[day, entered].entered += n
            b.country[day, entered].men += 0.5 * n
    if gate >= 0:
        if who == 0 and direction == 0:
            b.gate[day, gate].entered += n
        elif who == 0:
            b.gate[day, gate].left += n
        elif direction == 0:
            b.gate[day, gate].others_entered += n
        else:
            b.gate[day, gate].others_left += n


@step
def accrue(sp: Space, tm: Times, m: Preferences, s: State, t: int, mean: bool) -> None:
    """Give every gate, line and quota what it can let through in this tick.

    It comes on top of the fraction that a gate or line carries, and of what a quota has left of its local day.
    """
    dt = sp.hours / 24.0
    for gate in range(len(sp.gate_hash)):
        is_open = sp.gate_open[t, gate]
        for direction in range(2 if is_open > 0.0 else 0):  # no limit for no time is nothing
            s.gate_credit[gate, direction] += sp.gate_rate[gate, direction] * m.gate_capacity * dt * is_open
    for line in range(len(sp.line)):
        if sp.line[line].kind == SEATS:
            load = tm.load[t, line, 0] + tm.load[t, line, 1]
            s.queue[line].credit += sp.line[line].rate * dt * max(1.0 - load, 0.0)
        elif sp.gate_open[t, sp.line[line].gate] > 0.0:
            s.queue[line].credit += sp.line[line].rate * m.gate_capacity * dt * sp.gate_open[t, sp.line[line].gate]
    for q in range(len(s.quota_credit)):
        if tm.quota[q].start <= t < tm.quota[q].end:
            left = 0.0 if tm.quota_tick[q, t].anew else s.quota_credit[q]
            s.quota_credit[q] = left + (tm.quota[q].rate * dt if mean else tm.quota_tick[q, t].allows)


@step
def let_through(sp: Space, tm: Times, s: State, b: Tallies, now: Moment, line: int, amount: float) -> None:
    """Serve a line first in, first out. A tick's newcomers that are served in part are drawn without replacement."""
    left = amount
    gate = sp.line[line].gate if sp.line[line].direction == 0 else -1
    day = tm.gate_day[now.t, gate] if gate >= 0 else -1
    key_t = join(join(join(tm.tick[now.t].key, SERVE), np.uint64(now.turn)), np.uint64(line))
    s.queue[line].n -= amount
    while left > 0.0 and s.queue[line].head >= 0:
        first = s.queue[line].head
        tick = s.cohort[first].tick
        total = 0.0
        beyond = first
        while beyond >= 0 and s.cohort[beyond].tick == tick:
            total += s.cohort[beyond].n
            beyond = s.cohort[beyond].next
        served = min(total, left)
        left -= served
        if day >= 0:
            b.gate[day, gate].waits += served * (now.t - tick) * sp.hours
            b.gate[day, gate].waited += served
        serve(sp, tm, s, b, now, line, beyond, total, served, join(key_t, np.uint64(tick)))
        if served >= total:
            s.queue[line].head = beyond
            if beyond < 0:
                s.queue[line].tail = -1
                s.queue[line].n = 0.0


@inner
def serve(
    sp: Space, tm: Times, s: State, b: Tallies, now: Moment, line: int, beyond: int, total: float, served: float,
    key: np.uint64,
) -> None:  # fmt: skip
    """Let so many of the cohorts from the head of a line to the one `beyond`, `total` people, go on."""
    all_pass = served >= total
    k, number = s.queue[line].head, 0
    while k != beyond:
        n = s.cohort[k].n
        part = n
        number += n > 0.0  # empty ones do not count: compacting drops them
        if not all_pass:
            part = draw_from(join(key, np.uint64(number)), total, n, served, now.mean)
            if not now.mean:
                served -= part
                total -= n
        if part > 0.0:
            link = s.cohort[k].link
            s.cohort[k].n = n - part
            if link < 0:
                b.ordinary_ledger[now.t, 1] += part
                pass_ordinary(sp, tm, b, now.t, line, CITIZENS - link, part)
            else:
                hand_on(sp, s, k, n, part, join(join(key, sp.way[link].hash), PART), now.mean)
        k = s.cohort[k].next


@inner
def hand_on(sp: Space, s: State, k: int, n: float, part: float, key: np.uint64, mean: bool) -> None:
    """Put part of the n people of a cohort into the hand of those who came by its link."""
    link, some = s.cohort[k].link, part
    all_pass = part >= n
    for i in range(s.cohort[k].first, s.cohort[k].first + s.cohort[k].size):
        x = s.entry[i].n
        if x <= 0.0:
            continue
        y = x
        g = s.entry[i].group
        if not all_pass:
            y = draw_from(join(key, sp.group[g].hash), n, x, some, mean)
            if not mean:
                n -= x
                some -= y
        if y > 0.0:
            s.entry[i].n = x - y
            s.hand[link, g] += y
            s.hand_mark[link] |= sp.group[g].mark
    s.hand_total[link] += part


@step
def open_gates(sp: Space, tm: Times, s: State, b: Tallies, now: Moment) -> None:
    """Step 5b: every gate lets through what it can of each of its lines, every train and plane what it has seats."""
    for gate in range(len(sp.gate_hash)):
        for direction in range(2):
            cars, walkers = sp.gate_line[gate, direction, 0], sp.gate_line[gate, direction, 1]
            a = min(s.queue[cars].n, whole(s.queue[cars].credit, now.mean))
            f = 0.0
            if walkers >= 0:
                f = min(s.queue[walkers].n, whole(s.queue[walkers].credit, now.mean))
            if a + f <= 0.0:
                continue
            together = whole(s.gate_credit[gate, direction], now.mean)
            if a + f > together:
                a_part = whole(together * a / (a + f), now.mean)
                f = min(f, together - a_part)
                a = min(a, together - f)
            s.gate_credit[gate, direction] -= a + f
            if a > 0.0:
                s.queue[cars].credit -= a
                let_through(sp, tm, s, b, now, cars, a)
            if f > 0.0:
                s.queue[walkers].credit -= f
                let_through(sp, tm, s, b, now, walkers, f)
    for line in range(len(sp.line)):
        if sp.line[line].kind == SEATS and s.queue[line].n > 0.0:
            a = min(s.queue[line].n, whole(s.queue[line].credit, now.mean))
            if a > 0.0:
                s.queue[line].credit -= a
                let_through(sp, tm, s, b, now, line, a)


@step
def close_gates(sp: Space, s: State, mean: bool) -> None:
    """Drop what was not used, but for the fraction of a person carried over while a line stands."""
    for gate in range(len(sp.gate_hash)):
        for direction in range(2):
            stands = s.queue[sp.gate_line[gate, direction, 0]].n > 0.0
            if sp.gate_line[gate, direction, 1] >= 0:
                stands = stands or s.queue[sp.gate_line[gate, direction, 1]].n > 0.0
            credit = s.gate_credit[gate, direction]
            keep = stands and not mean and credit < math.inf
            s.gate_credit[gate, direction] = credit - whole(credit, mean) if keep else 0.0
    for line in range(len(sp.line)):
        credit = s.queue[line].credit
        keep = s.queue[line].n > 0.0 and not mean and credit < math.inf
        s.queue[line].credit = credit - whole(credit, mean) if keep else 0.0
