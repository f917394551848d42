"""At the border: who is turned back, quotas, what is counted, and how people go on from there; part of step 5."""

from __future__ import annotations

import numpy as np

from exeunt.compiled import inner, step
from exeunt.engine.kernel.draws import hypergeometric, join, uniform
from exeunt.engine.kernel.entries import await_due, enqueue, give_back, new
from exeunt.engine.kernel.lines import stand
from exeunt.engine.kernel.records import (
    FEW,
    NOBODY,
    ON_WAY,
    PART,
    QUOTA,
    STOP,
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
def come_to_end(sp: Space, tm: Times, s: State, b: Tallies, now: Now, e: int) -> None:
    """Let an entry come to the end of its link: to the line there, or else to the border or the place."""
    link = sp.way[s.entry[e].way].link
    rule, line = sp.link[link].rule, sp.link[link].line
    if rule >= 0 and not sp.link[link].returns:
        c = sp.group[s.entry[e].group].class_of
        if not tm.ruled[tm.tick[now.t].epoch, rule, c].open:  # shut on arrival at it
            s.elsewhere[ON_WAY] -= s.entry[e].n
            stand(sp, s, now, e, sp.link[link].begin)
            return
    if line < 0:
        come_to_border(sp, tm, s, b, now, e)
        return
    s.elsewhere[ON_WAY] -= s.entry[e].n
    enqueue(s, line, e)


@step
def come_to_border(sp: Space, tm: Times, s: State, b: Tallies, now: Now, e: int) -> None:
    """Let an entry that nothing but rules holds up come to the border of its link, unless a quota has to let it in."""
    link, group = sp.way[s.entry[e].way].link, s.entry[e].group
    if not turned_back(sp, tm, s, now, e, link):
        return
    if sp.link[link].quota:
        for q in range(len(tm.quota)):
            if tm.quota_link[q, link] and tm.quota_group[q, group] and tm.quota[q].start <= now.t < tm.quota[q].end:
                s.entry[e].next = s.at_quota[link]
                s.at_quota[link] = e
                return
    cross(sp, tm, s, b, now, e)


@inner
def turned_back(sp: Space, tm: Times, s: State, now: Now, e: int, link: int) -> bool:
    """Turn back those of an entry whom a rule stops at a link; say whether anybody is left."""
    rule = sp.link[link].rule
    if rule < 0:
        return True
    risk = tm.stopped[tm.tick[now.t].epoch, rule, s.entry[e].group]
    if risk <= 0.0:
        return True
    return leave_behind(sp, s, now, e, link, draw(join(join(s.entry[e].key, STOP), sp.link[link].hash), s.entry[e].n, risk))


@inner
def leave_behind(sp: Space, s: State, now: Now, e: int, link: int, some: float) -> bool:
    """Let some of an entry stand before a link; say whether anybody is left."""
    if some <= 0.0:
        return True
    s.elsewhere[ON_WAY] -= some
    if some >= s.entry[e].n:
        stand(sp, s, now, e, sp.link[link].begin)
        return False
    s.entry[e].n -= some
    those = new(s, 0, s.entry[e].group, some, s.entry[e].due, join(join(s.entry[e].key, PART), np.uint64(now.t)))
    if those >= 0:
        stand(sp, s, now, those, sp.link[link].begin)
    return True


@step
def keep_quotas(sp: Space, tm: Times, s: State, b: Tallies, now: Now) -> None:
    """Let in whom quotas still let in, and turn back the others: each as likely as another of this pass.

    Who falls under several quotas needs all of them.
    """
    for link in range(len(sp.link)):
        e = s.at_quota[link]
        while e >= 0:
            s.entry[e].due = max(s.entry[e].due, now.begins)
            e = s.entry[e].next
    for q in range(len(tm.quota)):
        if not tm.quota[q].start <= now.t < tm.quota[q].end:
            continue
        total = 0.0
        for link in range(len(sp.link)):
            if tm.quota_link[q, link]:
                e = s.at_quota[link]
                while e >= 0:
                    if tm.quota_group[q, s.entry[e].group]:
                        total += s.entry[e].n
                    e = s.entry[e].next
        room = min(np.floor(s.quota_credit[q] + 1e-9), total)
        s.quota_credit[q] -= room
        for link in range(len(sp.link)):
            if tm.quota_link[q, link] and s.at_quota[link] >= 0:
                total, room = let_in(sp, tm, s, now, q, link, total, room)
    for link in range(len(sp.link)):
        e, s.at_quota[link] = s.at_quota[link], NOBODY
        while e >= 0:
            following = s.entry[e].next
            cross(sp, tm, s, b, now, e)
            e = following


@inner
def let_in(
    sp: Space, tm: Times, s: State, now: Now, q: int, link: int, total: float, room: float
) -> tuple[float, float]:  # fmt: skip
    """Draw whom of those at a link a quota lets in, and return how many it has still to look at and has room for."""
    e, s.at_quota[link] = s.at_quota[link], NOBODY
    while e >= 0:
        following, n = s.entry[e].next, s.entry[e].n
        left = True
        if tm.quota_group[q, s.entry[e].group]:
            key = join(join(join(s.entry[e].key, QUOTA), np.uint64(q)), np.uint64(now.t))
            k = hypergeometric(uniform(key), total, n, room)
            total -= n
            room -= k
            left = leave_behind(sp, s, now, e, link, n - k)
        if left:
            s.entry[e].next = s.at_quota[link]
            s.at_quota[link] = e
        e = following
    return total, room


@step
def cross(sp: Space, tm: Times, s: State, b: Tallies, now: Now, e: int) -> None:
    """Let an entry over the border of its link, if there is one, and go on from there."""
    way = sp.way[s.entry[e].way]
    link = sp.link[way.link]
    if link.crosses:
        count_crossing(sp, tm, s, b, now, way.link, s.entry[e].group, s.entry[e].n)
    if link.returns:
        s.returned[s.entry[e].group] += s.entry[e].n
        s.elsewhere[ON_WAY] -= s.entry[e].n
        give_back(s, e)
        return
    go_on(sp, tm, s, now, e)


@inner
def go_on(sp: Space, tm: Times, s: State, now: Now, e: int) -> None:
    """Let an entry that has come to the end of a link settle, or take the next; who may do neither stands there."""
    way, group, epoch = sp.way[s.entry[e].way], s.entry[e].group, tm.tick[now.t].epoch
    c = sp.group[group].class_of
    if way.rest < 0:
        s.elsewhere[ON_WAY] -= s.entry[e].n
        if tm.leave[epoch, way.end, c].allowed:
            s.settled[way.end, group] += s.entry[e].n
            s.fresh[way.end, group] += s.entry[e].n
            give_back(s, e)
        else:
            stand(sp, s, now, e, way.end)
        return
    take(sp, tm, s, now, e, way.rest)


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


@step
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
