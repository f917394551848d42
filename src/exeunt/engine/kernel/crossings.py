"""Crossings: what is written down of those who pass a border, fleeing or on ordinary travel."""

from __future__ import annotations

import numpy as np

from exeunt.compiled import inner
from exeunt.engine.kernel.records import NOBODY, Now, Space, State, Tallies, Times


@inner
def count_crossing(sp: Space, tm: Times, s: State, b: Tallies, now: Now, row: int, group: int, n: float) -> None:
    """Write down that n people of a group cross the border of a link."""
    t, link = now.t, sp.link[row]
    day, day_before = tm.place_day[t, link.end], tm.place_day[t, link.begin]
    country = sp.place[link.end].country
    fleeing = not sp.place[link.begin].abroad and sp.place[link.end].abroad
    liable = n if sp.group[group].liable else 0.0
    b.country_tick[t, sp.place[link.begin].country].left += n
    b.country_tick[t, country].entered += n
    if day_before >= 0:
        b.country[day_before, sp.place[link.begin].country].left += n
    if day >= 0:
        b.country[day, country].entered += n
        b.country[day, country].men += liable
        if fleeing:
            b.country[day, country].arrivals += n
            b.country[day, country].liable += liable
            if sp.group[group].origin >= 0:
                b.by_origin[day, country, sp.group[group].origin] += n
    if link.gate >= 0:
        gate_day = tm.gate_day[t, link.gate]
        if link.direction == 0:
            b.tick[t, link.gate].entered += n
            if gate_day >= 0:
                b.gate[gate_day, link.gate].entered += n
        elif gate_day >= 0:
            b.gate[gate_day, link.gate].left += n


@inner
def pass_ordinary(sp: Space, tm: Times, b: Tallies, t: int, line: int, who: int, n: float) -> None:
    """Write down n ordinary travellers, citizens or others, who pass the gate of a line (or, with seats, its link)."""
    gate, direction, link = sp.line[line].gate, sp.line[line].direction, sp.line[line].link
    if link >= 0:
        left, entered = sp.place[sp.link[link].begin].country, sp.place[sp.link[link].end].country
    else:
        left, entered = sp.gate_country[gate, direction], sp.gate_country[gate, 1 - direction]
    if link >= 0 and left == entered:
        return
    day = tm.gate_day[t, gate] if gate >= 0 else NOBODY
    if link >= 0:
        near, far = np.int64(sp.link[link].begin), np.int64(sp.link[link].end)
    else:
        near, far = sp.gate_place[gate, direction], sp.gate_place[gate, 1 - direction]
    day_left = tm.place_day[t, near] if near >= 0 else day
    day_entered = tm.place_day[t, far] if far >= 0 else day
    if gate >= 0 and who == 0 and direction == 0:
        b.tick[t, gate].entered += n
    if who == 0 and left >= 0:
        b.country_tick[t, left].left += n
    if who == 0 and entered >= 0:
        b.country_tick[t, entered].entered += n
    if who == 0 and left >= 0 and day_left >= 0:
        b.country[day_left, left].left += n
    if who == 0 and entered >= 0 and day_entered >= 0:
        b.country[day_entered, entered].entered += n
        b.country[day_entered, entered].men += 0.5 * n
    if day >= 0:
        if who == 0 and direction == 0:
            b.gate[day, gate].entered += n
        elif who == 0:
            b.gate[day, gate].left += n
        elif direction == 0:
            b.gate[day, gate].others_entered += n
        else:
            b.gate[day, gate].others_left += n
