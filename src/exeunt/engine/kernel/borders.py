"""At the border: who is turned back, quotas, what is counted, and how people go on from there; part of step 5."""

from __future__ import annotations

from typing import Any

import numpy as np

from exeunt.behaviour.choice import Weights
from exeunt.compiled import inner, step
from exeunt.engine.kernel.draws import hypergeometric, join, uniform
from exeunt.engine.kernel.entries import add, after, await_due, enqueue, take_all
from exeunt.engine.kernel.lines import stand
from exeunt.engine.kernel.records import (
    AT_QUOTA,
    BLOCK,
    CHOOSING,
    DUE,
    FEW,
    HOME,
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

KEPT = -1.0  # in the place of a quota's share: it has been kept in this pass


@inner
def turn_back(
    sp: Space, s: State, now: Now, link: int, group: int, n: float, moment: float, key: np.uint64
) -> None:  # fmt: skip
    """Let n people, counted as on their way, stand before a link."""
    if n > 0.0:
        s.elsewhere[ON_WAY] -= n
        before, then = np.int64(sp.link[link].begin), HOME if sp.link[link].returns else NOBODY
        stand(sp, s, now, before, then, group, n, moment, join(join(key, PART), np.uint64(now.t)))


@inner
def has_quota(sp: Space, tm: Times, now: Now, link: int, group: int) -> bool:
    """Say whether a quota has to let a group in on a link at this tick."""
    if sp.link[link].quota_step < 0:
        return False
    for q in range(len(tm.quota)):
        if tm.quota_link[q, link] and tm.quota_group[q, group] and tm.quota[q].start <= now.t < tm.quota[q].end:
            return True
    return False


@step
def keep_quotas(sp: Space, tm: Times, s: State, now: Now, step: int) -> None:
    """Let in whom the quotas of a step still let in, and turn back the others: hour by hour, whatever the tick.

    A gate that opens has its line pass at once: were all that a tick frees there at its start, a quota would let in the
    more of it the longer ticks are. Who needs the quotas of another step waits for it.
    """
    sort_by_hour(sp, tm, s, now, step)
    for hour in range(len(s.comes)):
        if s.comes[hour].first < 0:
            continue
        keep_in_hour(sp, tm, s, now, hour)
        b = take_all(s.comes, hour)
        while b >= 0:
            for i in range(b * BLOCK, b * BLOCK + s.block[b].fill):
                e = s.entry[i]
                add(s, s.doing, THROUGH, e.way, e.then, e.group, e.n, e.due, e.key)
            b = after(s, b)


@inner
def sort_by_hour(sp: Space, tm: Times, s: State, now: Now, step: int) -> None:
    """Put those who need the quotas of a step in lists by the hour in which they come, and add up whom each lets in."""
    s.quota_need[:] = 0.0
    b = take_all(s.doing, AT_QUOTA)
    while b >= 0:
        for i in range(b * BLOCK, b * BLOCK + s.block[b].fill):
            e = s.entry[i]
            link = np.int64(sp.way[e.way].link)
            if not is_dealt_with(sp, sp.link[link].quota_step, step):
                add(s, s.doing, AT_QUOTA, e.way, e.then, e.group, e.n, e.due, e.key)
                continue
            hour = min(max(int(e.due - now.begins), 0), len(s.comes) - 1)
            for q in range(len(tm.quota)):
                if needs(tm, now, q, link, np.int64(e.group)):
                    s.quota_need[hour, q] += e.n
            add(s, s.comes, hour, e.way, e.then, e.group, e.n, e.due, e.key)
        b = after(s, b)


@inner
def keep_in_hour(sp: Space, tm: Times, s: State, now: Now, hour: int) -> None:
    """Turn back some of those who come in an hour of a tick: each as likely as another of this pass.

    Who falls under several quotas needs all of them. That which lets in the smallest share of this pass is kept first,
    and whom a later one turns back takes up no room of an earlier.
    """
    need = s.quota_need[hour]
    for q in range(len(need)):
        s.quota_share[q] = left_by(sp, tm, s, now, q, hour) / need[q] if need[q] > 0.0 else np.inf
    for _ in range(len(need)):
        q = strictest(s)
        if s.quota_share[q] == np.inf:
            return
        s.quota_share[q] = KEPT
        total = need[q]
        room = min(left_by(sp, tm, s, now, q, hour), total)
        s.quota_credit[q] -= room
        if room < total:
            turn_some_back(sp, tm, s, now, q, hour, total, room)


@inner
def turn_some_back(
    sp: Space, tm: Times, s: State, now: Now, q: int, hour: int, total: float, room: float
) -> None:  # fmt: skip
    """Turn back all but so many of those who come in an hour and need a quota's leave; no other has to let them in."""
    b = take_all(s.comes, hour)
    while b >= 0:
        for i in range(b * BLOCK, b * BLOCK + s.block[b].fill):
            e = s.entry[i]
            k, link, group = np.float64(e.n), np.int64(sp.way[e.way].link), np.int64(e.group)
            if needs(tm, now, q, link, group):
                key = join(join(join(e.key, QUOTA), tm.quota[q].hash), np.uint64(now.t))
                k = hypergeometric(uniform(key), total, e.n, room)
                total -= e.n
                room -= k
                turn_back(sp, s, now, link, group, e.n - k, max(e.due, now.begins), e.key)
                for other in range(len(tm.quota)):
                    if k < e.n and other != q and needs(tm, now, other, link, group):
                        if s.quota_share[other] == KEPT:
                            s.quota_credit[other] += e.n - k
                        else:
                            s.quota_need[hour, other] -= e.n - k
            if k > 0.0:
                add(s, s.comes, hour, e.way, e.then, e.group, k, e.due, e.key)
        b = after(s, b)


@inner
def left_by(sp: Space, tm: Times, s: State, now: Now, q: int, hour: int) -> float:
    """Return how many more a quota lets in by an hour of a tick: what it has left, but for what later hours free."""
    hours, left = int(sp.hours), s.quota_credit[q]
    for later in range(now.t * hours + hour + 1, (now.t + 1) * hours):
        left -= tm.quota_hour[q, later].allows
    return max(np.floor(left + 1e-9), 0.0)


@inner
def strictest(s: State) -> int:
    """Return the quota that lets in the smallest share, of those that were not kept yet: of several the first."""
    found = 0
    for q in range(len(s.quota_share)):
        if s.quota_share[found] == KEPT or KEPT < s.quota_share[q] < s.quota_share[found]:
            found = q
    return found


@inner
def needs(tm: Times, now: Now, q: int, link: int, group: int) -> bool:
    """Say whether a group needs a quota's leave on a link at this tick."""
    return tm.quota_link[q, link] and tm.quota_group[q, group] and tm.quota[q].start <= now.t < tm.quota[q].end


@inner
def is_dealt_with(sp: Space, door: int, step: int) -> bool:
    """Say whether a door of one step is dealt with in another: in its own, and in all that follow the last."""
    return door == step or step >= sp.steps


@step
def go_on(sp: Space, tm: Times, s: State, w: Weights, b: Tallies, now: Now, where: int) -> None:
    """Let all go on who are at the end of their link in this tick (`DUE`), `AT_BORDER`, or let in there (`THROUGH`).

    Who comes to the end of a link joins the line before its border, if there is one. At the border a rule stops some,
    and whom a quota has to let in waits for that. The others are through: they settle, or take the next link of their
    way; who may do neither stands there. Who has stood for a while chooses.
    """
    block = take_all(s.due, now.t) if where == DUE else take_all(s.doing, where)
    while block >= 0:
        for i in range(block * BLOCK, block * BLOCK + s.block[block].fill):
            e = s.entry[i]
            if sp.stands <= e.way < sp.stands + len(sp.place):
                add(s, s.doing, CHOOSING, e.way, e.then, e.group, e.n, e.due, e.key)
                continue
            if e.way >= sp.stands + 3 * len(sp.place):
                be_home(s, np.int64(e.group), e.n)
                continue
            if where == DUE and stays_before(sp, tm, s, now, sp.way[e.way].link, e):
                continue
            n = e.n
            if where != THROUGH:
                n -= stopped_at(sp, tm, s, now, sp.way[e.way].link, e)
                if n > 0.0 and has_quota(sp, tm, now, sp.way[e.way].link, e.group):
                    add(s, s.doing, AT_QUOTA, e.way, e.then, e.group, n, e.due, e.key)
                    continue
            if n > 0.0:
                cross(sp, tm, s, w, b, now, e.way, np.int64(e.then), np.int64(e.group), n, e.due, e.key)
        block = after(s, block)


@inner
def stays_before(sp: Space, tm: Times, s: State, now: Now, row: int, e: Any) -> bool:
    """Let an entry that comes to a link's border find it shut, or join its line, and say whether it did."""
    link, epoch = sp.link[row], tm.tick[now.t].epoch
    shut = link.rule >= 0 and not link.returns and tm.meets[epoch, link.rule].shuts
    if shut and not tm.ruled[epoch, link.rule, sp.class_of[e.group]].open:
        s.elsewhere[ON_WAY] -= e.n
        stand(sp, s, now, np.int64(link.begin), NOBODY, np.int64(e.group), e.n, e.due, e.key)
        return True
    if link.line >= 0:
        s.elsewhere[ON_WAY] -= e.n
        enqueue(s, now, link.line, e.way, e.then, e.group, e.n, e.due, e.key)
        return True
    return False


@inner
def stopped_at(sp: Space, tm: Times, s: State, now: Now, row: int, e: Any) -> float:
    """Turn back some of an entry at a border, if a rule stops any, and return how many."""
    link, epoch = sp.link[row], tm.tick[now.t].epoch
    if link.rule < 0 or not tm.meets[epoch, link.rule].stops:
        return 0.0
    risk = np.float64(tm.stopped[epoch, link.rule, e.group])
    if risk <= 0.0:
        return 0.0
    stopped = draw(join(join(e.key, STOP), link.hash), e.n, risk)
    turn_back(sp, s, now, row, np.int64(e.group), stopped, e.due, e.key)
    return stopped


@inner
def cross(
    sp: Space, tm: Times, s: State, w: Weights, b: Tallies, now: Now, way: int, then: int, group: int, n: float,
    moment: float, key: np.uint64,
) -> None:  # fmt: skip
    """Let people over the border of the link they are on, if there is one, and settle or go on there."""
    row, following, end = sp.way[way].link, sp.way[way].rest, sp.way[way].end
    link = sp.link[row]
    if link.crosses:
        count_crossing(sp, tm, s, b, now, row, group, n)
    if link.returns:
        if following >= 0:
            await_due(sp, s, now, following, NOBODY, group, n, moment + sp.way[following].hours, key)
        else:
            be_home(s, group, n)
        return
    if following < 0 and then >= 0:  # the last door
        following, then, end = then, NOBODY, sp.way[then].end
    if following >= 0 and sp.way[following].link >= 0:
        take(sp, tm, s, w, now, following, then, group, n, moment, key)
        return
    s.elsewhere[ON_WAY] -= n
    if tm.leave[tm.tick[now.t].epoch, end, sp.class_of[group]].allowed:
        settle(s, end, group, n)
    else:
        stand(sp, s, now, end, NOBODY, group, n, moment, key)


@inner
def head_home(
    sp: Space, tm: Times, s: State, b: Tallies, now: Now, p: int, group: int, n: float, moment: float, key: np.uint64
) -> None:  # fmt: skip
    """Let n people of a group set out for home from a place abroad at a moment.

    Third borders on the way are passed in the tallies as they set out: they stand in no line there.
    """
    for i in range(sp.place[p].through_from, sp.place[p].through_to):
        count_crossing(sp, tm, s, b, now, sp.through[i], group, n)
    way = sp.stands + 2 * len(sp.place) + p
    s.elsewhere[ON_WAY] += n
    await_due(sp, s, now, way, NOBODY, group, n, moment + sp.way[way].hours, key)


@inner
def be_home(s: State, group: int, n: float) -> None:
    """Let n people of a group, counted as on their way, be home again."""
    s.elsewhere[ON_WAY] -= n
    s.returned[group] += n


@inner
def settle(s: State, p: int, group: int, n: float) -> None:
    """Let n people of a group settle at a place."""
    s.settled[p, group] += n
    s.fresh[p, group] += n
    s.lived[p] = True


@inner
def take(
    sp: Space, tm: Times, s: State, w: Weights, now: Now, way: int, then: int, group: int, n: float, moment: float,
    key: np.uint64,
) -> None:  # fmt: skip
    """Let people, counted as on their way, take the first leg of a way at a moment, by the roads that are best now.

    Rules may delay who sets out on the last link of the leg, which those before it lead to.
    """
    if sp.way[way].roads >= 0:
        roads = sp.roads[sp.way[way].roads]
        way = sp.begins[roads.first + w.by[roads.leg, sp.class_of[group]]]
    hours, link = sp.way[way].hours, sp.link[sp.way[way].link]
    if link.rule >= 0:
        sets_out = int((moment + hours - link.hours) / sp.hours)
        epoch = tm.tick[min(max(sets_out, now.t), len(tm.tick) - 1)].epoch
        if tm.meets[epoch, link.rule].delays:
            hours += tm.ruled[epoch, link.rule, sp.class_of[group]].delay
    await_due(sp, s, now, way, then, group, n, moment + hours, key)


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
