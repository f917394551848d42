"""Lines at gates and for seats: first in, first out, in cohorts; steps 4 and 5 of a tick.

Cohorts and their entries (people of one group) live in two arenas that are filled from the front and compacted when
full; a line is a chain of cohorts from its head to its tail.
"""

from __future__ import annotations

import math

import numpy as np

from exeunt.compiled import step
from exeunt.engine.kernel.draws import join, poisson, uniform
from exeunt.engine.kernel.records import (
    CITIZENS,
    GIVE_UP,
    LOAD,
    ORDINARY,
    PART,
    SEATS,
    SERVE,
    Books,
    Mind,
    Space,
    State,
    Times,
    draw,
    draw_from,
    whole,
)
from exeunt.engine.kernel.travel import due_now, send


@step
def append(s: State, line: int, link: int, t: int, n: float) -> int:
    """Append an empty cohort of n people to a line and return its number; the caller has made sure of room."""
    k = s.used[0]
    s.used[0] += 1
    s.cohort[k].link = link
    s.cohort[k].tick = t
    s.cohort[k].n = n
    s.cohort[k].next = -1
    s.cohort[k].first = s.used[1]
    s.cohort[k].size = 0
    if s.queue[line].head < 0:
        s.queue[line].head = k
    else:
        s.cohort[s.queue[line].tail].next = k
    s.queue[line].tail = k
    s.queue[line].n += n
    return k


@step
def compact(s: State) -> None:
    """Close the gaps that served cohorts have left in the two arenas."""
    lines = len(s.queue)
    cohorts, entries = 0, 0
    cohort, entry = s.old_cohort, s.old_entry
    for k in range(s.used[0]):
        cohort[k] = s.cohort[k]
    for i in range(s.used[1]):
        entry[i] = s.entry[i]
    for line in range(lines):
        k = s.queue[line].head
        s.queue[line].head = -1
        while k >= 0:
            if cohort[k].n > 0.0:
                new = cohorts
                cohorts += 1
                s.cohort[new].link, s.cohort[new].tick, s.cohort[new].n = (
                    cohort[k].link,
                    cohort[k].tick,
                    cohort[k].n,
                )
                s.cohort[new].next, s.cohort[new].first = -1, entries
                for i in range(cohort[k].first, cohort[k].first + cohort[k].size):
                    if entry[i].n > 0.0:
                        s.entry[entries].group, s.entry[entries].n = entry[i].group, entry[i].n
                        entries += 1
                s.cohort[new].size = entries - s.cohort[new].first
                if s.queue[line].head < 0:
                    s.queue[line].head = new
                else:
                    s.cohort[s.queue[line].tail].next = new
                s.queue[line].tail = new
            k = cohort[k].next
        if s.queue[line].head < 0:
            s.queue[line].tail = -1
            s.queue[line].n = 0.0
    s.used[0], s.used[1] = cohorts, entries


@step
def make_room(s: State, cohorts: int, entries: int) -> bool:
    """Make room for that many more cohorts and entries; false if there is none."""
    if s.used[0] + cohorts <= len(s.cohort) and s.used[1] + entries <= len(s.entry):
        return True
    compact(s)
    return s.used[0] + cohorts <= len(s.cohort) and s.used[1] + entries <= len(s.entry)


@step
def bring_ordinary(sp: Space, tm: Times, s: State, b: Books, t: int, mean: bool) -> None:
    """Step 4: ordinary travellers join the lines at the gates, on wheels if they can; those with seats travel."""
    for gate in range(tm.ordinary.shape[1]):
        for way in range(2):
            line = sp.ordinary_line[gate, way]
            for who in range(2):
                rate = tm.ordinary[t, gate, way, who]
                if rate > 0.0:
                    word = np.uint64(2 * way + who)
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
                pass_ordinary(sp, tm, b, t, n, who, sp.line[line].gate, sp.line[line].way, link)


@step
def pass_ordinary(sp: Space, tm: Times, b: Books, t: int, n: float, who: int, gate: int, way: int, link: int) -> None:
    """Write down n ordinary travellers who pass a gate (or, with seats, a link)."""
    if link >= 0:
        left, entered = sp.place[sp.link[link].begin].country, sp.place[sp.link[link].end].country
    else:
        left, entered = sp.gate_country[gate, way], sp.gate_country[gate, 1 - way]
    if link >= 0 and left == entered:
        return
    day = tm.gate_day[t, gate] if gate >= 0 else tm.place_day[t, sp.link[link].begin]
    if gate >= 0 and who == 0 and way == 0:
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
        if who == 0 and way == 0:
            b.gate[day, gate].entered += n
        elif who == 0:
            b.gate[day, gate].left += n
        elif way == 0:
            b.gate[day, gate].others_entered += n
        else:
            b.gate[day, gate].others_left += n


@step
def accrue(sp: Space, tm: Times, m: Mind, s: State, t: int, mean: bool) -> None:
    """Give every gate and line what it can let through in this tick, on top of the fraction it carries."""
    dt = sp.hours / 24.0
    for gate in range(len(sp.gate_hash)):
        for way in range(2 if sp.gate_open[t, gate] > 0.0 else 0):  # no limit for no time is nothing
            s.gate_credit[gate, way] += sp.gate_rate[gate, way] * m.gate_factor * dt * sp.gate_open[t, gate]
    for line in range(len(sp.line)):
        if sp.line[line].kind == SEATS:
            load = tm.load[t, line, 0] + tm.load[t, line, 1]
            s.queue[line].credit += sp.line[line].rate * dt * max(1.0 - load, 0.0)
        elif sp.gate_open[t, sp.line[line].gate] > 0.0:
            s.queue[line].credit += sp.line[line].rate * m.gate_factor * dt * sp.gate_open[t, sp.line[line].gate]
    for q in range(len(s.quota_credit)):
        if tm.quota[q].start <= t < tm.quota[q].end:
            s.quota_credit[q] = min(s.quota_credit[q], 1.0) + tm.quota[q].rate * dt


@step
def join_lines(sp: Space, tm: Times, s: State, t: int) -> bool:
    """Step 5a: take those due now at a line off their way; they join it. False without room."""
    group, block, groups, rings, ring_total, due_total = (
        sp.group, sp.block, len(sp.group), sp.ring, s.ring_total, s.due_total,
    )  # fmt: skip
    due, entry = s.due, s.entry
    for ring in range(len(rings)):
        line = rings[ring].line
        if line < 0:
            continue
        slot = due_now(rings, ring_total, due_total, ring, t)
        if slot < 0:
            continue
        if not make_room(s, 1, groups):
            return False
        mark = s.due_mark[slot]
        k = append(s, line, sp.ring[ring].link, t, 0.0)
        n, at = 0.0, s.used[1]
        for start in range(0, groups, block):
            if not mark & group[start].mark:
                continue
            for g in range(start, min(start + block, groups)):
                x = due[slot, g]
                if x > 0.0:
                    entry[at].group, entry[at].n = g, x
                    due[slot, g] = 0.0
                    at += 1
                    n += x
        s.cohort[k].size = at - s.used[1]
        s.used[1] = at
        s.cohort[k].n = n
        s.queue[line].n += n
        s.ring_total[ring] -= s.due_total[slot]
        s.due_total[slot] = 0.0
        s.due_mark[slot] = 0
    return True


@step
def let_through(
    sp: Space, tm: Times, s: State, b: Books, line: int, amount: float, t: int, turn: int, mean: bool
) -> None:
    """Serve a line first in, first out. A tick's newcomers that are served in part are drawn without replacement."""
    left = amount
    gate, way = sp.line[line].gate, sp.line[line].way
    day = tm.gate_day[t, gate] if gate >= 0 else -1
    s.queue[line].n -= amount
    while left > 0.0 and s.queue[line].head >= 0:
        first = s.queue[line].head
        tick = s.cohort[first].tick
        total = 0.0
        k = first
        while k >= 0 and s.cohort[k].tick == tick:
            total += s.cohort[k].n
            k = s.cohort[k].next
        beyond = k
        all_pass = total <= left
        served = total if all_pass else left
        left -= served
        if gate >= 0 and way == 0 and day >= 0:
            b.gate[day, gate].waits += served * (t - tick) * sp.hours
            b.gate[day, gate].waited += served
        key_q = join(join(join(join(tm.tick[t].key, SERVE), np.uint64(turn)), np.uint64(line)), np.uint64(tick))
        k = first
        number = 0
        rest, pool = served, total
        while k != beyond:
            n = s.cohort[k].n
            part = n
            number += n > 0.0  # empty ones do not count: compacting drops them
            if not all_pass:
                part = draw_from(join(key_q, np.uint64(number)), pool, n, rest, mean)
                if not mean:
                    rest -= part
                    pool -= n
            if part > 0.0:
                link = s.cohort[k].link
                s.cohort[k].n = n - part
                if link < 0:
                    b.ordinary_ledger[t, 1] += part
                    pass_ordinary(sp, tm, b, t, part, CITIZENS - link, gate, way, -1)
                else:
                    key_k = join(join(key_q, sp.way[link].hash), PART)
                    some, whole_n = part, n
                    for i in range(s.cohort[k].first, s.cohort[k].first + s.cohort[k].size):
                        x = s.entry[i].n
                        if x <= 0.0:
                            continue
                        y = x
                        g = s.entry[i].group
                        if part < n:
                            y = draw_from(join(key_k, sp.group[g].hash), whole_n, x, some, mean)
                            if not mean:
                                whole_n -= x
                                some -= y
                        if y > 0.0:
                            s.entry[i].n = x - y
                            s.hand[link, g] += y
                            s.hand_mark[link] |= sp.group[g].mark
                    s.hand_total[link] += part
            k = s.cohort[k].next
        if all_pass:
            s.queue[line].head = beyond
            if beyond < 0:
                s.queue[line].tail = -1
                s.queue[line].n = 0.0


@step
def open_gates(sp: Space, tm: Times, s: State, b: Books, t: int, turn: int, mean: bool) -> None:
    """Step 5b: every gate lets through what it can of each of its lines, every train and plane what it has seats."""
    for gate in range(len(sp.gate_hash)):
        for way in range(2):
            cars, walkers = sp.gate_line[gate, way, 0], sp.gate_line[gate, way, 1]
            a = min(s.queue[cars].n, whole(s.queue[cars].credit, mean))
            f = 0.0
            if walkers >= 0:
                f = min(s.queue[walkers].n, whole(s.queue[walkers].credit, mean))
            if a + f <= 0.0:
                continue
            together = whole(s.gate_credit[gate, way], mean)
            if a + f > together:
                a_part = whole(together * a / (a + f), mean)
                f = min(f, together - a_part)
                a = min(a, together - f)
            s.gate_credit[gate, way] -= a + f
            if a > 0.0:
                s.queue[cars].credit -= a
                let_through(sp, tm, s, b, cars, a, t, turn, mean)
            if f > 0.0:
                s.queue[walkers].credit -= f
                let_through(sp, tm, s, b, walkers, f, t, turn, mean)
    for line in range(len(sp.line)):
        if sp.line[line].kind == SEATS and s.queue[line].n > 0.0:
            a = min(s.queue[line].n, whole(s.queue[line].credit, mean))
            if a > 0.0:
                s.queue[line].credit -= a
                let_through(sp, tm, s, b, line, a, t, turn, mean)


@step
def close_gates(sp: Space, s: State, mean: bool) -> None:
    """Drop what was not used, but for the fraction of a person carried over while a line stands."""
    for gate in range(len(sp.gate_hash)):
        for way in range(2):
            stands = s.queue[sp.gate_line[gate, way, 0]].n > 0.0
            if sp.gate_line[gate, way, 1] >= 0:
                stands = stands or s.queue[sp.gate_line[gate, way, 1]].n > 0.0
            credit = s.gate_credit[gate, way]
            keep = stands and not mean and credit < math.inf
            s.gate_credit[gate, way] = credit - whole(credit, mean) if keep else 0.0
    for line in range(len(sp.line)):
        credit = s.queue[line].credit
        keep = s.queue[line].n > 0.0 and not mean and credit < math.inf
        s.queue[line].credit = credit - whole(credit, mean) if keep else 0.0


@step
def lose_patience(sp: Space, tm: Times, m: Mind, s: State, b: Books, t: int, mean: bool) -> None:
    """Let some who stand in line give up, more of those who waited longer, none of those on their way home."""
    key_t = join(tm.tick[t].key, GIVE_UP)
    for line in range(len(sp.line)):
        k = s.queue[line].head
        while k >= 0:
            n = s.cohort[k].n
            waited = (t - s.cohort[k].tick) * sp.hours / 24.0
            link = s.cohort[k].link
            if n > 0.0 and waited > 0.0 and not (link >= 0 and sp.link[link].returns):
                p = -math.expm1(-m.give_up * waited * m.news_hours / 24.0)
                key = join(join(key_t, np.uint64(line)), np.uint64(s.cohort[k].tick))
                key = join(key, sp.way[link].hash if link >= 0 else np.uint64(1 - link))
                quit_n = draw(key, n, p, mean)
                if quit_n > 0.0:
                    s.cohort[k].n = n - quit_n
                    s.queue[line].n -= quit_n
                    if link < 0:
                        b.ordinary_ledger[t, 1] += quit_n
                    else:
                        pool, rest = n, quit_n
                        for i in range(s.cohort[k].first, s.cohort[k].first + s.cohort[k].size):
                            x = s.entry[i].n
                            if x <= 0.0 or rest <= 0.0:
                                continue
                            g = s.entry[i].group
                            y = draw_from(join(join(key, PART), sp.group[g].hash), pool, x, rest, mean)
                            if not mean:
                                pool -= x
                                rest -= y
                            if y > 0.0:
                                s.entry[i].n = x - y
                                send(
                                    sp,
                                    tm,
                                    s,
                                    t,
                                    0,
                                    len(sp.link) + sp.link[link].begin,
                                    g,
                                    y,
                                    join(join(key, GIVE_UP), sp.group[g].hash),
                                    mean,
                                )
            k = s.cohort[k].next
