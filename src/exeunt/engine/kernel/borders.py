"""At the border: who is turned back, quotas, what is counted, and how people go on from there; part of step 5."""

from __future__ import annotations

import numpy as np

from exeunt.compiled import inner, step
from exeunt.engine.kernel.draws import hypergeometric, join, uniform
from exeunt.engine.kernel.entries import await_due, give_back, new, put, taken
from exeunt.engine.kernel.lines import stand
from exeunt.engine.kernel.records import (
    AT_BORDER,
    AT_QUOTA,
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
    while s.chain[AT_BORDER] >= 0:
        e = taken(s, AT_BORDER)
        link, group = sp.way[s.entry[e].way].link, s.entry[e].group
        rule = sp.link[link].rule
        if rule >= 0:
            risk = tm.stopped[tm.tick[now.t].epoch, rule, group]
            if risk > 0.0:
                key = join(join(s.entry[e].key, STOP), sp.link[link].hash)
                if not leave_behind(sp, s, now, e, link, draw(key, s.entry[e].n, risk)):
                    continue
        put(s, AT_QUOTA if sp.link[link].quota and has_quota(tm, now, link, group) else THROUGH, e)


@inner
def has_quota(tm: Times, now: Now, link: int, group: int) -> bool:
    """Say whether a quota has to let a group in on a link at this tick."""
    for q in range(len(tm.quota)):
        if tm.quota_link[q, link] and tm.quota_group[q, group] and tm.quota[q].start <= now.t < tm.quota[q].end:
            return True
    return False


@inner
def leave_behind(sp: Space, s: State, now: Now, e: int, link: int, some: float) -> bool:
    """Let some of an entry stand before a link; say whether anybody is left."""
    if some <= 0.0:
        return True
    s.elsewhere[ON_WAY] -= some
    whole = some >= s.entry[e].n
    those = e
    if not whole:
        s.entry[e].n -= some
        key = join(join(s.entry[e].key, PART), np.uint64(now.t))
        those = new(s, 0, s.entry[e].group, some, s.entry[e].due, key)
    if those >= 0:
        stand(sp, s, now, those, sp.link[link].begin)
    return not whole


@step
def keep_quotas(sp: Space, tm: Times, s: State, now: Now) -> None:
    """Let in whom quotas still let in, and turn back the others: each as likely as another of this pass.

    Who falls under several quotas needs all of them.
    """
    e = s.chain[AT_QUOTA]
    while e >= 0:
        s.entry[e].due = max(s.entry[e].due, now.begins)
        e = s.entry[e].next
    for q in range(len(tm.quota)):
        if not tm.quota[q].start <= now.t < tm.quota[q].end:
            continue
        total = 0.0
        e = s.chain[AT_QUOTA]
        while e >= 0:
            if needs(sp, tm, s, q, e):
                total += s.entry[e].n
            e = s.entry[e].next
        room = min(np.floor(s.quota_credit[q] + 1e-9), total)
        s.quota_credit[q] -= room
        e, s.chain[AT_QUOTA] = s.chain[AT_QUOTA], NOBODY
        while e >= 0:
            following, n = s.entry[e].next, s.entry[e].n
            left = True
            if needs(sp, tm, s, q, e):
                key = join(join(join(s.entry[e].key, QUOTA), np.uint64(q)), np.uint64(now.t))
                k = hypergeometric(uniform(key), total, n, room)
                total -= n
                room -= k
                left = leave_behind(sp, s, now, e, sp.way[s.entry[e].way].link, n - k)
            if left:
                put(s, AT_QUOTA, e)
            e = following
    while s.chain[AT_QUOTA] >= 0:
        put(s, THROUGH, taken(s, AT_QUOTA))


@inner
def needs(sp: Space, tm: Times, s: State, q: int, e: int) -> bool:
    """Say whether an entry needs a quota's leave."""
    return tm.quota_link[q, sp.way[s.entry[e].way].link] and tm.quota_group[q, s.entry[e].group]


@step
def cross(sp: Space, tm: Times, s: State, b: Tallies, now: Now) -> None:
    """Let those who are through over the borders of their links, where there are any, and go on from there."""
    while s.chain[THROUGH] >= 0:
        e = taken(s, THROUGH)
        row = sp.way[s.entry[e].way].link
        if sp.link[row].crosses:
            count_crossing(sp, tm, s, b, now, row, s.entry[e].group, s.entry[e].n)
        if sp.link[row].returns:
            s.returned[s.entry[e].group] += s.entry[e].n
            s.elsewhere[ON_WAY] -= s.entry[e].n
            give_back(s, e)
        else:
            go_on(sp, tm, s, now, e)


@inner
def go_on(sp: Space, tm: Times, s: State, now: Now, e: int) -> None:
    """Let an entry that has come to the end of a link settle, or take the next; who may do neither stands there."""
    way, group = sp.way[s.entry[e].way], s.entry[e].group
    if way.rest >= 0:
        take(sp, tm, s, now, e, way.rest)
        return
    s.elsewhere[ON_WAY] -= s.entry[e].n
    if tm.leave[tm.tick[now.t].epoch, way.end, sp.group[group].class_of].allowed:
        s.settled[way.end, group] += s.entry[e].n
        s.fresh[way.end, group] += s.entry[e].n
        give_back(s, e)
    else:
        stand(sp, s, now, e, way.end)


@inner
def take(sp: Space, tm: Times, s: State, now: Now, e: int, way: int) -> None:
    """Let an entry, counted as on its way, take the first leg of a way."""
    link, hours = sp.way[way].link, sp.way[way].hours
    rule = sp.link[link].rule
    if rule >= 0:
        hours += tm.ruled[tm.tick[now.t].epoch, rule, sp.group[s.entry[e].group].class_of].delay
    s.entry[e].way = way
    s.entry[e].due += hours
    await_due(sp, s, now, e)


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
