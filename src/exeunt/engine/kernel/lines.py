"""Lines: first in, first out, in cohorts.

Cohorts and their entries (people of one group) live in two arenas that are filled from the front and compacted when
full; a line is a chain of cohorts from its head to its tail.
"""

from __future__ import annotations

import math

import numpy as np

from exeunt.behaviour.preferences import Preferences
from exeunt.compiled import inner, step
from exeunt.engine.kernel.draws import join
from exeunt.engine.kernel.records import GIVE_UP, PART, Moment, Space, State, Tallies, Times, draw, draw_from
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
def join_lines(sp: Space, s: State, t: int) -> bool:
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
def lose_patience(sp: Space, tm: Times, m: Preferences, s: State, b: Tallies, now: Moment) -> None:
    """Let some who stand in line give up, more of those who waited longer, none of those on their way home."""
    key_t = join(tm.tick[now.t].key, GIVE_UP)
    for line in range(len(sp.line)):
        k = s.queue[line].head
        while k >= 0:
            n = s.cohort[k].n
            waited = (now.t - s.cohort[k].tick) * sp.hours / 24.0
            link = s.cohort[k].link
            if n > 0.0 and waited > 0.0 and not (link >= 0 and sp.link[link].returns):
                p = -math.expm1(-m.give_up * waited * m.news_hours / 24.0)
                key = join(join(key_t, np.uint64(line)), np.uint64(s.cohort[k].tick))
                key = join(key, sp.way[link].hash if link >= 0 else np.uint64(1 - link))
                some = draw(key, n, p, now.mean)
                if some > 0.0:
                    s.cohort[k].n = n - some
                    s.queue[line].n -= some
                    if link < 0:
                        b.ordinary_ledger[now.t, 1] += some
                    else:
                        step_aside(sp, tm, s, now, k, n, some, key)
            k = s.cohort[k].next


@inner
def step_aside(sp: Space, tm: Times, s: State, now: Moment, k: int, n: float, some: float, key: np.uint64) -> None:
    """Let some of the n people of a cohort stand for a while at the place before the line."""
    stand = len(sp.link) + sp.link[s.cohort[k].link].begin
    for i in range(s.cohort[k].first, s.cohort[k].first + s.cohort[k].size):
        x = s.entry[i].n
        if x <= 0.0 or some <= 0.0:
            continue
        g = s.entry[i].group
        y = draw_from(join(join(key, PART), sp.group[g].hash), n, x, some, now.mean)
        if not now.mean:
            n -= x
            some -= y
        if y > 0.0:
            s.entry[i].n = x - y
            send(sp, tm, s, now, stand, g, y, join(join(key, GIVE_UP), sp.group[g].hash))
