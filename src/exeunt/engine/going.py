"""Borders, settling, going on and setting out on a link: step 5 of a tick."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from exeunt.behaviour.choice import Choices, Weights
from exeunt.engine.draws import binomial, join, uniform
from exeunt.engine.lines import stand
from exeunt.engine.records import (
    CHOOSE,
    FEW,
    LATE,
    MANY,
    PASSES,
    QUOTA,
    STOP,
    WHOSE,
    Books,
    Floats,
    Ints,
    Mind,
    Space,
    State,
    Times,
    draw,
    draw_from,
    inner,
    step,
    whole,
)


@step
def keep_quotas(sp: Space, tm: Times, s: State, t: int, mean: bool) -> None:
    """Turn back those of a quota's groups who are beyond what it still lets through."""
    for q in range(len(s.quota_credit)):
        if not tm.quota[q].start <= t < tm.quota[q].end:
            continue
        total = 0.0
        for link in range(len(sp.link)):
            if tm.quota_link[q, link] and s.hand_total[link] > 0.0:
                for g in range(s.home.shape[1]):
                    if tm.quota_group[q, g]:
                        total += s.hand[link, g]
        room = min(whole(s.quota_credit[q], mean), total)
        s.quota_credit[q] -= room
        for link in range(len(sp.link)):
            if total <= 0.0 or not tm.quota_link[q, link] or s.hand_total[link] <= 0.0:
                continue
            for g in range(s.home.shape[1]):
                n = s.hand[link, g]
                if n > 0.0 and tm.quota_group[q, g]:
                    key = join(
                        join(join(join(tm.tick[t].key, QUOTA), np.uint64(q)), sp.way[link].hash),
                        sp.group[g].hash,
                    )
                    k = draw_from(key, total, n, room, mean)
                    if not mean:
                        total -= n
                        room -= k
                    s.hand[link, g] = k
                    s.hand_total[link] -= n - k
                    if n > k:
                        stand(sp, s, sp.link[link].begin, g, n - k)


@step
def come_home(sp: Space, tm: Times, s: State, b: Books, t: int, mean: bool) -> None:
    """Bring those who returned in this tick home: each to a home that somebody of his group is away from."""
    homes = s.home.shape[0]
    key_t = join(tm.tick[t].key, WHOSE)
    for g in range(len(s.returned)):
        left = s.returned[g]
        if left <= 0.0:
            continue
        s.returned[g] = 0.0
        key_g = join(key_t, sp.group[g].hash)
        total = s.away[g].sum()
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
def bring(sp: Space, tm: Times, s: State, b: Books, t: int, h: int, g: int, n: float) -> None:
    """Let n people of a group be at home again."""
    s.away[g, h] -= n
    s.home[h, g] += n
    day = tm.place_day[t, sp.home_place[h]]
    if day >= 0:
        b.place[day, sp.home_place[h]].returned += n


@njit(inline="always")
def pick(
    table: Floats, nest_first: Ints, link_first: Ints, links: Ints, at: int, p: int, nests: int, x: float, avoid: int,
    of_avoided: int, avoided: float, without: float,
) -> int:  # fmt: skip
    """Return the link at which the running sum of weights passes x.

    `at` is where the table of this place and class begins; the nests before number `nests` are open, but for the link
    `avoid` of nest `of_avoided`, which is worth `avoided` to its place and weighs `without` in its nest.
    """
    low = nest_first[p]
    count = nest_first[p + 1] - low
    nest, last, weight, of_last = -1, -1, 0.0, 0.0
    for i in range(low, nests):
        weight = table[at + i - low]
        if i == of_avoided:
            weight -= avoided
        if weight > 0.0:
            last, of_last = i, weight
            if x < weight:
                nest = i
                break
            x -= weight
    if nest < 0:  # rounding has carried x past the last weight
        nest, weight, x = last, of_last, 0.0
    first = link_first[nest]
    options = link_first[nest + 1] - first
    at += count + first - link_first[low]
    inside = table[at + options - 1]
    before, skipped = math.inf, 0.0
    if nest == of_avoided:
        inside -= without
        before, skipped = 0.0, without
        k = 0
        while links[first + k] != avoid:
            before = table[at + k]
            k += 1
    x *= inside / weight
    if x >= before:
        x += skipped
    a, z = 0, options - 1
    while a < z:
        middle = (a + z) // 2
        if x < table[at + middle]:
            z = middle
        else:
            a = middle + 1
    return links[first + a]


@step
def split(
    sp: Space, s: State, ways: Choices, w: Weights, p: int, nests: int, c: int, g: int, avoid: int, avoided: float,
    settle: float, total: float, key: np.uint64, n: float,
) -> None:  # fmt: skip
    """Split n people over settling and the links, binomial after binomial, each conditional on those before."""
    left = n
    if settle > 0.0:
        k = binomial(uniform(key), left, settle / total)
        s.settled[p, g] += k
        left -= k
        total -= settle
    last = -1
    for nest in range(ways.nest_first[p], nests):
        weight, inner = w.nest[nest, c], w.inner[nest, c]
        if avoid >= 0 and ways.nest_of[avoid] == nest:
            weight -= avoided
            inner -= w.link[avoid, c]
        if weight <= 0.0 or left <= 0.0:
            continue
        here = (
            left
            if weight >= total * (1.0 - 1e-12)
            else draw(join(key, sp.nest_hash[nest]), left, weight / total, False)
        )
        total -= weight
        left -= here
        for i in range(ways.link_first[nest], ways.link_first[nest + 1]):
            link = ways.links[i]
            x = w.link[link, c]
            if link == avoid or x <= 0.0:
                continue
            last = link
            if here <= 0.0:
                break
            k = here
            if x < inner * (1.0 - 1e-12):
                k = binomial(uniform(join(key, sp.way[link].hash)), here, x / inner)
            inner -= x
            here -= k
            s.out[link, g] += k
            s.out_mark[link] |= sp.group[g].mark
            s.out_total[link] += k
        left += here
    if left > 0.0:  # what rounding of the weights has left over
        s.out[last, g] += left
        s.out_mark[last] |= sp.group[g].mark
        s.out_total[last] += left


@step
def cross(sp: Space, tm: Times, s: State, b: Books, t: int, row: int, key: np.uint64, mean: bool) -> None:
    """Let those who arrived by a link over its border, but for those turned back; who comes home is noted."""
    link = sp.link[row]
    e, day = tm.tick[t].epoch, tm.place_day[t, link.end]
    crossing = link.crosses
    fleeing = crossing and not sp.place[link.begin].abroad and sp.place[link.end].abroad
    country = sp.place[link.end].country
    passed, liable = 0.0, 0.0
    for g in range(s.home.shape[1]):
        n = s.hand[row, g]
        if n <= 0.0:
            continue
        if link.rule >= 0 and tm.stopped[e, link.rule, g] > 0.0:
            k = draw(join(join(key, sp.group[g].hash), STOP), n, tm.stopped[e, link.rule, g], mean)
            if k > 0.0:
                stand(sp, s, link.begin, g, k)
                n -= k
        if crossing:
            passed += n
            if sp.group[g].liable:
                liable += n
            if fleeing and sp.group[g].origin >= 0 and day >= 0:
                b.by_origin[day, country, sp.group[g].origin] += n
        if link.returns:
            s.returned[g] += n
            n = 0.0
        s.hand[row, g] = n
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
        if link.way == 0:
            b.tick[t, link.gate].entered += passed
            if gate_day >= 0:
                b.gate[gate_day, link.gate].entered += passed
        elif gate_day >= 0:
            b.gate[gate_day, link.gate].left += passed


@step
def decide(
    sp: Space, tm: Times, m: Mind, s: State, ways: Choices, w: Weights, b: Books, t: int, turn: int, mean: bool
) -> None:  # fmt: skip
    """Step 5c: who arrived crosses the border (or is turned back), settles or goes on; who set out picks a link.

    Who finds no way on but the one he came stands for a while, and then looks at all ways.
    """
    links, places, groups, classes = len(sp.link), len(sp.place), s.home.shape[1], w.place.shape[1]
    key_t = join(join(tm.tick[t].key, CHOOSE), np.uint64(turn))
    # names for the arrays of the innermost loop: reading them out of their records there costs more than the work
    link_of, group, hand, hand_total, hand_mark = sp.link, sp.group, s.hand, s.hand_total, s.hand_mark
    out, out_total, out_mark, block = s.out, s.out_total, s.out_mark, sp.block
    settled, back_of, nest_of, nest_first, link_first = (
        s.settled,
        ways.back,
        ways.nest_of,
        ways.nest_first,
        ways.link_first,
    )
    options, exits, table_first, table = ways.links, ways.exits, ways.table_first, w.table
    w_place, w_settle, w_exit, w_link = w.place, w.settle, w.exit, w.link
    w_nest, w_inner, ratio = w.nest, w.inner, m.nest_ratio
    for row in range(len(hand_total)):
        if hand_total[row] <= 0.0:
            continue
        hand_total[row] = 0.0
        mark, hand_mark[row] = hand_mark[row], 0
        key_row = join(key_t, sp.way[row].hash)
        arrived, passing = row < links, row >= links + places
        p = link_of[row].end if arrived else (row - links) % places
        avoid, of_avoided = -1, -1
        if arrived:
            if link_of[row].crosses or link_of[row].rule >= 0:
                cross(sp, tm, s, b, t, row, key_row, mean)
            if link_of[row].returns:
                continue
            if back_of[row] >= 0 and nest_of[back_of[row]] >= 0:
                avoid = back_of[row]
                of_avoided = nest_of[avoid]
        nests = nest_first[p] + exits[p] if passing else nest_first[p + 1]
        if mean:
            share_out(sp, s, ways, w, row, p, nests, avoid, arrived, passing, m.nest_ratio)
            continue
        width = nest_first[p + 1] - nest_first[p] + link_first[nest_first[p + 1]] - link_first[nest_first[p]]
        for start in range(0, groups, block):
            if not mark & group[start].mark:
                continue
            for g in range(start, min(start + block, groups)):
                n = hand[row, g]
                if n <= 0.0:
                    continue
                hand[row, g] = 0.0
                c = group[g].kind
                settle, avoided = 0.0, 0.0
                if arrived:
                    settle = w_settle[p, c]
                    if avoid >= 0:
                        avoided = w_nest[of_avoided, c] - rest_of(w_inner[of_avoided, c], w_link[avoid, c], ratio)
                    total = w_place[p, c] - avoided
                elif passing:
                    total = w_exit[p, c]
                else:
                    total = w_place[p, c] - w_settle[p, c]
                if total <= 1e-12 * w_place[p, c]:
                    total = 0.0
                if total <= 0.0 and w_settle[p, c] > 0.0:  # nowhere to go on to, and one may stay
                    settled[p, g] += n
                    continue
                if total <= 0.0:
                    out[links + p, g] += n
                    out_mark[links + p] |= group[g].mark
                    out_total[links + p] += n
                    continue
                key = join(key_row, group[g].hash)
                if n > FEW:
                    split(sp, s, ways, w, p, nests, c, g, avoid, avoided, settle, total, key, n)
                    continue
                at = table_first[p] * classes + c * width
                without = w_link[avoid, c] if avoid >= 0 else 0.0
                for i in range(int(n)):
                    x = uniform(join(key, np.uint64(i))) * total - settle
                    if x < 0.0:
                        settled[p, g] += 1.0
                    else:
                        link = pick(
                            table, nest_first, link_first, options, at, p, nests, x, avoid, of_avoided, avoided, without
                        )
                        out[link, g] += 1.0
                        out_mark[link] |= group[g].mark
                        out_total[link] += 1.0


@inner
def rest_of(inside: float, x: float, ratio: float) -> float:
    """Return the weight of a nest without one of its links, which weighs x of what is inside."""
    rest = inside - x
    return rest**ratio if rest > 1e-12 * inside else 0.0


@step
def share_out(
    sp: Space, s: State, ways: Choices, w: Weights, row: int, p: int, nests: int, avoid: int, arrived: bool,
    passing: bool, ratio: float,
) -> None:  # fmt: skip
    """Split everybody in a hand at once into expected numbers: what `pick` and `split` do on average."""
    groups, classes = s.home.shape[1], w.place.shape[1]
    total, part, avoided = np.empty(classes), np.empty(classes), np.zeros(classes)
    for c in range(classes):
        if avoid >= 0:
            nest = ways.nest_of[avoid]
            avoided[c] = w.nest[nest, c] - rest_of(w.inner[nest, c], w.link[avoid, c], ratio)
        x = w.exit[p, c] if passing else w.place[p, c] - (avoided[c] if arrived else w.settle[p, c])
        total[c] = x if x > 1e-12 * w.place[p, c] else 0.0
    for g in range(groups):
        c = sp.group[g].kind
        n = s.hand[row, g]
        if total[c] <= 0.0 and n > 0.0:
            if w.settle[p, c] > 0.0:
                s.settled[p, g] += n
            else:
                stand(sp, s, p, g, n)
            s.hand[row, g] = 0.0
        elif arrived and n > 0.0:
            s.settled[p, g] += n * w.settle[p, c] / total[c]
    for nest in range(ways.nest_first[p], nests):
        avoiding = avoid >= 0 and ways.nest_of[avoid] == nest
        for c in range(classes):
            weight, inner = w.nest[nest, c], w.inner[nest, c]
            if avoiding:
                weight -= avoided[c]
                inner -= w.link[avoid, c]
            part[c] = weight / (inner * total[c]) if weight > 0.0 and inner > 0.0 and total[c] > 0.0 else 0.0
        for k in range(ways.link_first[nest], ways.link_first[nest + 1]):
            link = ways.links[k]
            if link == avoid:
                continue
            moved = 0.0
            for g in range(groups):
                c = sp.group[g].kind
                n = s.hand[row, g] * w.link[link, c] * part[c]
                s.out[link, g] += n
                moved += n
            s.out_total[link] += moved
            s.out_mark[link] = -1
    for g in range(groups):
        s.hand[row, g] = 0.0


@step
def depart(sp: Space, tm: Times, s: State, t: int, turn: int, mean: bool) -> bool:
    """Step 5d: put those who set out onto their way; true if some of them are due in this same tick."""
    groups, e = s.home.shape[1], tm.tick[t].epoch
    again = False
    key_t = join(join(tm.tick[t].key, LATE), np.uint64(turn))
    ways, group, out, out_total, out_mark = sp.way, sp.group, s.out, s.out_total, s.out_mark
    due, due_total, due_mark, ring_total, block = s.due, s.due_total, s.due_mark, s.ring_total, sp.block
    for way in range(len(ways)):
        total = out_total[way]
        if total <= 0.0:
            continue
        out_total[way] = 0.0
        rule, ring = ways[way].rule, ways[way].ring
        first, slots = sp.ring[ring].first_slot, sp.ring[ring].slots
        held = rule >= 0 and tm.delays[e, rule]
        delay, late, soon, later = leave_at(ways[way].ticks, t, turn, first, slots)
        key_w = join(key_t, ways[way].hash)
        at_once = 0.0
        mark, out_mark[way] = out_mark[way], 0
        if mean and not held:
            for g in range(groups):
                n = out[way, g]
                due[soon, g] += n * (1.0 - late)
                due[later, g] += n * late
                out[way, g] = 0.0
            due_total[soon] += total * (1.0 - late)
            due_total[later] += total * late
            due_mark[soon] = -1
            due_mark[later] = -1
            ring_total[ring] += total
            again = again or (delay == 0 and total * (1.0 - late) > MANY)
            continue
        for start in range(0, groups, block):
            if not mark & group[start].mark:
                continue
            for g in range(start, min(start + block, groups)):
                n = out[way, g]
                if n <= 0.0:
                    continue
                out[way, g] = 0.0
                if held:
                    ticks = ways[way].ticks + tm.ruled[e, rule, group[g].kind].delay / sp.hours
                    delay, late, soon, later = leave_at(ticks, t, turn, first, slots)
                k = 0.0
                if late > 0.0:
                    k = n * late if mean else binomial(uniform(join(key_w, group[g].hash)), n, late)
                if k > 0.0:
                    due[later, g] += k
                    due_total[later] += k
                    due_mark[later] |= group[g].mark
                if n > k:
                    due[soon, g] += n - k
                    due_total[soon] += n - k
                    due_mark[soon] |= group[g].mark
                    if delay == 0:
                        at_once += n - k
        ring_total[ring] += total
        if at_once > (MANY if mean else 0.0):
            again = True
    return again


@inner
def leave_at(ticks: float, t: int, turn: int, first: int, slots: int) -> tuple[int, float, int, int]:
    """Return whole ticks of delay, the share that takes one more, and the slots of the two."""
    delay = int(ticks + 1e-9)
    late = max(ticks - delay, 0.0)
    if turn == PASSES - 1 and delay == 0:
        delay, late = 1, 0.0
    return delay, late, first + (t + delay) % slots, first + (t + delay + 1) % slots
