"""At the border: who is turned back, quotas, what is counted, and how people go on from there; part of step 5."""

from __future__ import annotations

import numpy as np

from exeunt.compiled import inner, step
from exeunt.engine.kernel.draws import hypergeometric, join, uniform
from exeunt.engine.kernel.entries import add, after, await_due, take_all
from exeunt.engine.kernel.lines import stand
from exeunt.engine.kernel.records import (
    AT_BORDER,
    AT_QUOTA,
    BLOCK,
    FEW,
    NOBODY,
    ON_WAY,
    PART,
    QUOTA,
    STOP,
    THROUGH,
    WHOSE,
    Now,
    Space,
    State,
    Tallies,
    Times,
    add_up,
    draw,
)


@step
def obey_rules(sp: Space, tm: Times, s: State, now: Now) -> None:
    """Turn back at each border whom a rule stops; whom a quota has to let in waits for that, the others are through."""
    b, epoch = take_all(s.doing, AT_BORDER), tm.tick[now.t].epoch
    while b >= 0:
        for i in range(b * BLOCK, b * BLOCK + s.block[b].fill):
            e = s.entry[i]
            row = sp.way[e.way].link
            link = sp.link[row]
            stopped = 0.0
            if link.rule >= 0 and tm.meets[epoch, link.rule].stops:
                risk = tm.stopped[epoch, link.rule, e.group]
                if risk > 0.0:
                    stopped = draw(join(join(e.key, STOP), link.hash), e.n, risk)
                    turn_back(sp, s, now, row, e.group, stopped, e.due, e.key)
            if stopped < e.n:
                which = AT_QUOTA if link.quota and has_quota(tm, now, row, e.group) else THROUGH
                add(s, s.doing, which, e.way, e.then, e.group, e.n - stopped, e.due, e.key)
        b = after(s, b)


@inner
def turn_back(
    sp: Space, s: State, now: Now, link: int, group: int, n: float, moment: float, key: np.uint64
) -> None:  # fmt: skip
    """Let n people, counted as on their way, stand before a link."""
    if n > 0.0:
        s.elsewhere[ON_WAY] -= n
        stand(sp, s, now, sp.link[link].begin, group, n, moment, join(join(key, PART), np.uint64(now.t)))


@inner
def has_quota(tm: Times, now: Now, link: int, group: int) -> bool:
    """Say whether a quota has to let a group in on a link at this tick."""
    for q in range(len(tm.quota)):
        if tm.quota_link[q, link] and tm.quota_group[q, group] and tm.quota[q].start <= now.t < tm.quota[q].end:
            return True
    return False


@step
def keep_quotas(sp: Space, tm: Times, s: State, now: Now) -> None:
    """Let in whom quotas still let in, and turn back the others: each as likely as another of this pass.

    Who falls under several quotas needs all of them.
    """
    for q in range(len(tm.quota)):
        if not tm.quota[q].start <= now.t < tm.quota[q].end:
            continue
        total, b = 0.0, s.doing[AT_QUOTA].first
        while b >= 0:
            for i in range(b * BLOCK, b * BLOCK + s.block[b].fill):
                if needs(sp, tm, s, q, i):
                    total += s.entry[i].n
            b = s.block[b].next
        room = min(np.floor(s.quota_credit[q] + 1e-9), total)
        s.quota_credit[q] -= room
        b = take_all(s.doing, AT_QUOTA)
        while b >= 0:
            for i in range(b * BLOCK, b * BLOCK + s.block[b].fill):
                e = s.entry[i]
                k = e.n
                if needs(sp, tm, s, q, i):
                    key = join(join(join(e.key, QUOTA), np.uint64(q)), np.uint64(now.t))
                    k = hypergeometric(uniform(key), total, e.n, room)
                    total -= e.n
                    room -= k
                    turn_back(sp, s, now, sp.way[e.way].link, e.group, e.n - k, max(e.due, now.begins), e.key)
                if k > 0.0:
                    add(s, s.doing, AT_QUOTA, e.way, e.then, e.group, k, e.due, e.key)
            b = after(s, b)
    b = take_all(s.doing, AT_QUOTA)
    while b >= 0:
        for i in range(b * BLOCK, b * BLOCK + s.block[b].fill):
            e = s.entry[i]
            add(s, s.doing, THROUGH, e.way, e.then, e.group, e.n, e.due, e.key)
        b = after(s, b)


@inner
def needs(sp: Space, tm: Times, s: State, q: int, i: int) -> bool:
    """Say whether an entry needs a quota's leave."""
    return tm.quota_link[q, sp.way[s.entry[i].way].link] and tm.quota_group[q, s.entry[i].group]


@step
def cross(sp: Space, tm: Times, s: State, b: Tallies, now: Now) -> None:
    """Let those who are through over the borders of their links, where there are any, and settle or go on there.

    Who may do neither stands there.
    """
    block, epoch = take_all(s.doing, THROUGH), tm.tick[now.t].epoch
    while block >= 0:
        for i in range(block * BLOCK, block * BLOCK + s.block[block].fill):
            e = s.entry[i]
            way = sp.way[e.way]
            link = sp.link[way.link]
            if link.crosses:
                count_crossing(sp, tm, s, b, now, way.link, e.group, e.n)
            if link.returns:
                s.elsewhere[ON_WAY] -= e.n
                s.returned[e.group] += e.n
                continue
            following, then, end = way.rest, e.then, way.end
            if following < 0 and then >= 0:  # the last door
                following, then, end = then, NOBODY, sp.way[then].end
            if following >= 0 and sp.way[following].link >= 0:
                take(sp, tm, s, now, following, then, e.group, e.n, e.due, e.key)
                continue
            s.elsewhere[ON_WAY] -= e.n
            if tm.leave[epoch, end, sp.class_of[e.group]].allowed:
                s.settled[end, e.group] += e.n
                s.fresh[end, e.group] += e.n
            else:
                stand(sp, s, now, end, e.group, e.n, e.due, e.key)
        block = after(s, block)


@inner
def take(
    sp: Space, tm: Times, s: State, now: Now, way: int, then: int, group: int, n: float, moment: float, key: np.uint64,
) -> None:  # fmt: skip
    """Let people, counted as on their way, take the first leg of a way at a moment."""
    hours, rule = sp.way[way].hours, sp.link[sp.way[way].link].rule
    epoch = tm.tick[now.t].epoch
    if rule >= 0 and tm.meets[epoch, rule].delays:
        hours += tm.ruled[epoch, rule, sp.class_of[group]].delay
    await_due(sp, s, now, way, then, group, n, moment + hours, key)


@inner
def count_crossing(sp: Space, tm: Times, s: State, b: Tallies, now: Now, row: int, group: int, n: float) -> None:
    """Write down that n people of a group cross the border of a link."""
    t, link = now.t, sp.link[row]
    day, day_before = tm.place_day[t, link.end], tm.place_day[t, link.begin]
    country = sp.place[link.end].country
    fleeing = not sp.place[link.begin].abroad and sp.place[link.end].abroad
    liable = n if sp.group[group].liable else 0.0
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
def come_home(sp: Space, tm: Times, s: State, b: Tallies, t: int) -> None:
    """Bring those who returned in this tick home: each to a home that somebody of his group is away from."""
    homes = s.home.shape[0]
    for g in range(len(s.returned)):
        left = s.returned[g]
        if left <= 0.0:
            continue
        s.returned[g] = 0.0
        key_g = join(join(tm.tick[t].key, WHOSE), sp.group[g].hash)
        total = add_up(s.away[g])
        if left <= FEW:
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
                k = hypergeometric(uniform(join(key_g, np.uint64(FEW + h))), total, x, left)
                total -= x
                left -= k
                bring(sp, tm, s, b, t, h, g, k)


@inner
def bring(sp: Space, tm: Times, s: State, b: Tallies, t: int, h: int, g: int, n: float) -> None:
    """Let n people of a group be at home again."""
    s.away[g, h] -= n
    s.home[h, g] += n
    day = tm.place_day[t, sp.home_place[h]]
    if day >= 0:
        b.place[day, sp.home_place[h]].returned += n
