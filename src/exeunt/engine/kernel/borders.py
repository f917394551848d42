"""At the border: who is turned back, quotas, what is counted, and who comes home; part of step 5 of a tick."""

from __future__ import annotations

import numpy as np

from exeunt.compiled import inner, step
from exeunt.engine.kernel.draws import join, uniform
from exeunt.engine.kernel.records import (
    CHOOSE,
    FEW,
    QUOTA,
    STOP,
    WHOSE,
    Moment,
    Space,
    State,
    Tallies,
    Times,
    add_up,
    draw,
    draw_from,
    whole,
)
from exeunt.engine.kernel.travel import due_now, gather, send


@inner
def turn_back(sp: Space, tm: Times, s: State, now: Moment, link: int, mark: int, key: np.uint64) -> None:
    """Turn back those of `crowd` whom a rule stops at a link; they stand before it for a while."""
    rule = sp.link[link].rule
    if rule < 0:
        return
    e, crowd, groups = tm.tick[now.t].epoch, s.desk.crowd, len(sp.group)
    group, block, stopped = sp.group, sp.block, tm.stopped
    for start in range(0, groups, block):
        if not mark & group[start].mark:
            continue
        for g in range(start, min(start + block, groups)):
            n, risk = crowd[g], stopped[e, rule, g]
            if n > 0.0 and risk > 0.0:
                key_g = join(join(key, group[g].hash), STOP)
                k = draw(key_g, n, risk, now.mean)
                if k > 0.0:
                    crowd[g] = n - k
                    send(sp, tm, s, now, len(sp.link) + sp.link[link].begin, g, k, join(key_g, STOP))


@step
def keep_quotas(sp: Space, tm: Times, s: State, now: Moment) -> None:
    """Turn back those of a quota's groups who are beyond what it still lets through.

    Only who may pass otherwise uses it up: the other rules of the border are applied first.
    """
    t, mean, links, groups = now.t, now.mean, len(sp.link), len(sp.group)
    key_t = join(join(tm.tick[t].key, CHOOSE), np.uint64(now.turn))
    for q in range(len(s.quota_credit)):
        if not tm.quota[q].start <= t < tm.quota[q].end:
            continue
        total = 0.0
        for link in range(links):
            if not tm.quota_link[q, link]:
                continue
            slot = due_now(sp.ring, s.ring_total, s.due_total, sp.hand_ring[link], t)
            if slot < 0 and s.hand_total[link] <= 0.0:
                continue
            mark = gather(sp, s, link, slot)
            if not s.checked[link]:
                turn_back(sp, tm, s, now, link, mark, join(key_t, sp.hand_hash[link]))
                s.checked[link] = True
            s.hand_mark[link] = mark
            for g in range(groups):
                n = s.desk.crowd[g]
                s.desk.crowd[g] = 0.0
                s.hand[link, g] = n
                s.hand_total[link] += n
                if tm.quota_group[q, g]:
                    total += n
        room = min(whole(s.quota_credit[q], mean), total)
        s.quota_credit[q] -= room
        key_q = join(join(key_t, QUOTA), np.uint64(q))
        for link in range(links):
            if total <= 0.0 or not tm.quota_link[q, link] or s.hand_total[link] <= 0.0:
                continue
            for g in range(groups):
                n = s.hand[link, g]
                if n > 0.0 and tm.quota_group[q, g]:
                    key = join(join(key_q, sp.hand_hash[link]), sp.group[g].hash)
                    k = draw_from(key, total, n, room, mean)
                    if not mean:
                        total -= n
                        room -= k
                    s.hand[link, g] = k
                    s.hand_total[link] -= n - k
                    if n > k:
                        send(sp, tm, s, now, links + sp.link[link].begin, g, n - k, join(key, QUOTA))


@inner
def cross(sp: Space, tm: Times, s: State, b: Tallies, now: Moment, row: int, mark: int, key: np.uint64) -> None:
    """Let the `crowd` that came by a link over its border, but for those turned back; who comes home is noted."""
    t, link, crowd, groups = now.t, sp.link[row], s.desk.crowd, len(sp.group)
    if s.checked[row]:
        s.checked[row] = False
    else:
        turn_back(sp, tm, s, now, row, mark, key)
    crossing, day = link.crosses, tm.place_day[t, link.end]
    fleeing = crossing and not sp.place[link.begin].abroad and sp.place[link.end].abroad
    country = sp.place[link.end].country
    passed, liable = 0.0, 0.0
    group, block, by_origin, returned, returns = sp.group, sp.block, b.by_origin, s.returned, link.returns
    for start in range(0, groups, block):
        if not mark & group[start].mark:
            continue
        for g in range(start, min(start + block, groups)):
            n = crowd[g]
            if n <= 0.0:
                continue
            if crossing:
                passed += n
                if group[g].liable:
                    liable += n
                if fleeing and group[g].origin >= 0 and day >= 0:
                    by_origin[day, country, group[g].origin] += n
            if returns:
                returned[g] += n
                crowd[g] = 0.0
    if passed <= 0.0:
        return
    day_before = tm.place_day[t, link.begin]
    if day_before >= 0:
        b.country[day_before, sp.place[link.begin].country].left += passed
    if day >= 0:
        b.country[day, country].entered += passed
        b.country[day, country].men += liable
        if fleeing:
            b.country[day, country].arrivals += passed
            b.country[day, country].liable += liable
    if link.gate >= 0:
        gate_day = tm.gate_day[t, link.gate]
        if link.direction == 0:
            b.tick[t, link.gate].entered += passed
            if gate_day >= 0:
                b.gate[gate_day, link.gate].entered += passed
        elif gate_day >= 0:
            b.gate[gate_day, link.gate].left += passed


@step
def come_home(sp: Space, tm: Times, s: State, b: Tallies, t: int, mean: bool) -> None:
    """Bring those who returned in this tick home: each to a home that somebody of his group is away from."""
    homes = s.home.shape[0]
    key_t = join(tm.tick[t].key, WHOSE)
    for g in range(len(s.returned)):
        left = s.returned[g]
        if left <= 0.0:
            continue
        s.returned[g] = 0.0
        key_g = join(key_t, sp.group[g].hash)
        total = add_up(s.away[g])
        if not mean and left <= FEW:
            for i in range(int(left)):
                x = uniform(join(key_g, np.uint64(i))) * total
                h = 0
                while h < homes - 1 and x >= s.away[g, h]:
                    x -= s.away[g, h]
                    h += 1
                bring(sp, tm, s, b, t, h, g, 1.0)
                total -= 1.0
            continue
        for h in range(homes):
            x = s.away[g, h]
            if x > 0.0 and left > 0.0:
                k = draw_from(join(key_g, np.uint64(FEW + h)), total, x, left, mean)
                if not mean:
                    total -= x
                    left -= k
                bring(sp, tm, s, b, t, h, g, k)


@step
def bring(sp: Space, tm: Times, s: State, b: Tallies, t: int, h: int, g: int, n: float) -> None:
    """Let n people of a group be at home again."""
    s.away[g, h] -= n
    s.home[h, g] += n
    day = tm.place_day[t, sp.home_place[h]]
    if day >= 0:
        b.place[day, sp.home_place[h]].returned += n
