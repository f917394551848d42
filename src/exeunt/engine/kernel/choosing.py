"""Who arrived settles or goes on, and who sets out picks a link: the choices of step 5 of a tick.

Few people of a group choose one by one, more are split by binomials: the same distribution. In mean mode everybody is
shared out as the weights say.
"""

from __future__ import annotations

import math

import numpy as np

from exeunt.behaviour.choice import Choices, Weights, show
from exeunt.compiled import inner, step
from exeunt.engine.kernel.borders import cross
from exeunt.engine.kernel.draws import binomial_all, join, uniform
from exeunt.engine.kernel.records import CHOOSE, FEW, LATE, Floats, Ints, Moment, Space, State, Tallies, Times
from exeunt.engine.kernel.travel import due_now, gather, send, set_off

NOTHING = 1e-12  # a share of a weight below this is what rounding has left


@step
def decide(sp: Space, tm: Times, s: State, ways: Choices, w: Weights, b: Tallies, now: Moment) -> None:
    """Step 5c: stance by stance, who arrived crosses the border (or is turned back), chooses and sets off.

    Who finds no way on but the one he came stands for a while, and then looks at all ways.
    """
    links, link_of, hand_first, hands, hand_ring = len(sp.link), sp.link, sp.hand_first, sp.hands, sp.hand_ring
    hand_hash, hand_total, rings, ring_total, due_total = sp.hand_hash, s.hand_total, sp.ring, s.ring_total, s.due_total
    key_t = join(join(tm.tick[now.t].key, CHOOSE), np.uint64(now.turn))
    key_late = join(join(tm.tick[now.t].key, LATE), np.uint64(now.turn))
    for stance in range(len(ways.place)):
        busy = False
        for k in range(hand_first[stance], hand_first[stance + 1]):
            hand = hands[k]
            slot = due_now(rings, ring_total, due_total, hand_ring[hand], now.t)
            if slot < 0 and hand_total[hand] <= 0.0:
                continue
            mark = gather(sp, s, hand, slot)
            key = join(key_t, hand_hash[hand])
            link = hand if hand < links else -1
            if link >= 0:
                if link_of[link].crosses or link_of[link].rule >= 0:
                    cross(sp, tm, s, b, now, link, mark, key)
                if link_of[link].returns:
                    continue
            busy = True
            if now.mean:
                share_out(sp, tm, s, ways, w, stance, link, now)
            else:
                choose(sp, tm, s, ways, w, stance, link, mark, key, now)
        if busy:
            set_off(sp, tm, s, ways, stance, now, key_late)


@inner
def choose(
    sp: Space, tm: Times, s: State, ways: Choices, w: Weights, stance: int, link: int, mark: int, key: np.uint64,
    now: Moment,
) -> None:  # fmt: skip
    """Let the `crowd` at a stance choose; `link` is what they came by, -1 for those who set out or only pass."""
    # names for the arrays of the innermost loop: reading them out of their records there costs more than the work
    d, group, block, groups, classes = s.desk, sp.group, sp.block, len(sp.group), w.place.shape[1]
    crowd, out, out_mark, table = d.crowd, d.out, d.out_mark, w.table
    settled, fresh, fresh_mark = s.settled, s.fresh, s.fresh_mark
    who, keys, left, totals, inside, option_first = d.who, d.key, d.left, d.total, d.inside, ways.option_first
    w_place, w_settle, w_nest, w_past, w_option = w.place, w.settle, w.nest, w.past, w.option
    p = ways.place[stance]
    low, high = ways.nest_first[stance], ways.nest_first[stance + 1]
    first = ways.option_first[low]
    width = high - low + ways.option_first[high] - first
    avoid = ways.back[link] if link >= 0 else -1
    of_avoided = ways.nest_of[avoid] if avoid >= 0 else -1
    if not w.shown[stance]:
        show(ways, w, stance)
    table_at = ways.table_first[stance] * classes
    many = 0
    for start in range(0, groups, block):
        if not mark & group[start].mark:
            continue
        for g in range(start, min(start + block, groups)):
            n = crowd[g]
            if n <= 0.0:
                continue
            crowd[g] = 0.0
            c = group[g].class_of
            settle, total = w_settle[stance, c], w_place[stance, c]
            past, without = 0.0, 0.0
            if avoid >= 0:
                past, without = w_past[link, c], w_option[avoid, c]
                total += past - w_nest[of_avoided, c]
            if link < 0:
                total -= settle
                settle = 0.0
            key_g = join(key, group[g].hash)
            if total <= NOTHING * w_place[stance, c]:
                if w_settle[stance, c] > 0.0:  # nowhere to go on to, and one may stay
                    settled[p, g] += n
                    fresh[p, g] += n
                    fresh_mark[p] |= group[g].mark
                else:
                    send(sp, tm, s, now, len(sp.link) + p, g, n, key_g)
                continue
            if n > FEW:
                who[many], keys[many], left[many], totals[many], inside[many] = g, key_g, n, total, settle
                many += 1
                continue
            at = table_at + c * width
            for i in range(int(n)):
                x = uniform(join(key_g, np.uint64(i))) * total - settle
                if x < 0.0:
                    settled[p, g] += 1.0
                    fresh[p, g] += 1.0
                    fresh_mark[p] |= group[g].mark
                else:
                    local = pick(table, option_first, at, low, high, x, avoid, of_avoided, past, without)
                    out[local, g] += 1.0
                    out_mark[local] |= group[g].mark
    if many > 0:
        split(sp, s, ways, w, stance, link, many)


@inner
def settle_in(sp: Space, s: State, p: int, g: int, n: float) -> None:
    """Let n people of a group settle at a place."""
    s.settled[p, g] += n
    s.fresh[p, g] += n
    s.fresh_mark[p] |= sp.group[g].mark


@inner
def pick(
    table: Floats, option_first: Ints, at: int, low: int, high: int, x: float, avoid: int, of_avoided: int, past: float,
    without: float,
) -> int:  # fmt: skip
    """Return which option of a stance it is at which the running sum of weights passes x, counted from its first.

    `at` is where the table of this stance and class begins, `low` to `high` are its nests; that of the option `avoid`,
    `of_avoided`, weighs `past` without it, and it weighs `without` in its nest.
    """
    nest, last, weight, of_last = -1, -1, 0.0, 0.0
    for i in range(low, high):
        weight = table[at + i - low]
        if i == of_avoided:
            weight = past
        if weight > 0.0:
            last, of_last = i, weight
            if x < weight:
                nest = i
                break
            x -= weight
    if nest < 0:  # rounding has carried x past the last weight
        nest, weight, x = last, of_last, 0.0
    first = option_first[nest]
    size = option_first[nest + 1] - first
    before_nest = first - option_first[low]
    at += high - low + before_nest
    inside = table[at + size - 1]
    before, skipped = math.inf, 0.0
    if nest == of_avoided:
        inside -= without
        before = table[at + avoid - first - 1] if avoid > first else 0.0
        skipped = without
    x *= inside / weight
    if x >= before:
        x += skipped
    a, z = 0, size - 1
    while a < z:
        middle = (a + z) // 2
        if x < table[at + middle]:
            z = middle
        else:
            a = middle + 1
    return before_nest + a


@inner
def split(sp: Space, s: State, ways: Choices, w: Weights, stance: int, link: int, many: int) -> None:
    """Split the first `many` cells of the desk over settling and the options, each draw conditional on those before.

    The desk's columns hold who they are, their keys, how many (`left`), the weight of all they may do (`total`) and of
    settling (`inside`).
    """
    d, group, first = s.desk, sp.group, ways.option_first[ways.nest_first[stance]]
    who, class_of, key, left, total, inside, here, k, u, p, last = (
        d.who, d.class_of, d.key, d.left, d.total, d.inside, d.n, d.k, d.u, d.p, d.last,
    )  # fmt: skip
    out, out_mark, w_nest, w_inner, w_option, link_of = d.out, d.out_mark, w.nest, w.inner, w.option, ways.link
    avoid = ways.back[link] if link >= 0 else -1
    for i in range(many):
        u[i], p[i], last[i], class_of[i] = uniform(key[i]), inside[i] / total[i], -1, group[who[i]].class_of
    binomial_all(u, left, p, k, many)
    for i in range(many):
        if k[i] > 0.0:
            settle_in(sp, s, ways.place[stance], who[i], k[i])
            left[i] -= k[i]
        total[i] -= inside[i]
    for nest in range(ways.nest_first[stance], ways.nest_first[stance + 1]):
        avoiding = avoid >= 0 and ways.nest_of[avoid] == nest
        hashed = sp.nest_hash[nest]
        for i in range(many):
            weight = w.past[link, class_of[i]] if avoiding else w_nest[nest, class_of[i]]
            inside[i] = w_inner[nest, class_of[i]] - (w_option[avoid, class_of[i]] if avoiding else 0.0)
            u[i] = uniform(join(key[i], hashed))
            p[i] = conditional(weight, total[i])
            total[i] -= weight
        binomial_all(u, left, p, here, many)
        all_here = 0.0
        for i in range(many):
            left[i] -= here[i]
            all_here += here[i]
        if all_here <= 0.0:
            continue
        for option in range(ways.option_first[nest], ways.option_first[nest + 1]):
            if option == avoid:
                continue
            local, hashed = option - first, sp.way[link_of[option]].hash
            for i in range(many):
                x = w_option[option, class_of[i]]
                u[i] = uniform(join(key[i], hashed))
                p[i] = conditional(x, inside[i])
                inside[i] -= x
                last[i] = local if x > 0.0 else last[i]
            binomial_all(u, here, p, k, many)
            mark = 0
            for i in range(many):
                if k[i] > 0.0:
                    here[i] -= k[i]
                    out[local, who[i]] += k[i]
                    mark |= group[who[i]].mark
            out_mark[local] |= mark
        for i in range(many):
            left[i] += here[i]
    for i in range(many):
        if left[i] > 0.0:  # what rounding of the weights has left over
            out[last[i], who[i]] += left[i]
            out_mark[last[i]] |= group[who[i]].mark


@inner
def conditional(weight: float, total: float) -> float:
    """Return the probability of an option that weighs so much of what is left: 1 for the last one."""
    if weight <= 0.0:
        return 0.0
    return 1.0 if weight >= total * (1.0 - NOTHING) else weight / total


@inner
def share_out(
    sp: Space, tm: Times, s: State, ways: Choices, w: Weights, stance: int, link: int, now: Moment
) -> None:  # fmt: skip
    """Split the whole `crowd` at once into expected numbers: what `pick` and `split` do on average."""
    d, groups, classes, class_of = s.desk, len(sp.group), w.place.shape[1], sp.class_of
    crowd, out, w_option, settled, fresh = d.crowd, d.out, w.option, s.settled, s.fresh
    per_total, part, share = w.room[0], w.room[1], w.room[2]
    p, avoid = ways.place[stance], ways.back[link] if link >= 0 else -1
    low, high = ways.nest_first[stance], ways.nest_first[stance + 1]
    first = ways.option_first[low]
    for c in range(classes):
        total = w.place[stance, c]
        if avoid >= 0:
            total += w.past[link, c] - w.nest[ways.nest_of[avoid], c]
        if link < 0:
            total -= w.settle[stance, c]
        per_total[c] = 1.0 / total if total > NOTHING * w.place[stance, c] else 0.0
        share[c] = w.settle[stance, c] * per_total[c] if link >= 0 else 0.0
    for g in range(groups):
        if crowd[g] > 0.0 and per_total[class_of[g]] <= 0.0:
            if w.settle[stance, class_of[g]] > 0.0:
                settle_in(sp, s, p, g, crowd[g])
            else:
                send(sp, tm, s, now, len(sp.link) + p, g, crowd[g], np.uint64(0))
            crowd[g] = 0.0
    if link >= 0:
        s.fresh_mark[p] = -1
        for g in range(groups):
            k = crowd[g] * share[class_of[g]]
            settled[p, g] += k
            fresh[p, g] += k
    for nest in range(low, high):
        avoiding = avoid >= 0 and ways.nest_of[avoid] == nest
        for c in range(classes):
            weight = w.past[link, c] if avoiding else w.nest[nest, c]
            inside = w.inner[nest, c] - (w_option[avoid, c] if avoiding else 0.0)
            part[c] = weight * per_total[c] / inside if weight > 0.0 and inside > 0.0 else 0.0
        for option in range(ways.option_first[nest], ways.option_first[nest + 1]):
            if option == avoid:
                continue
            d.out_mark[option - first] = -1
            for c in range(classes):
                share[c] = w_option[option, c] * part[c]
            for g in range(groups):
                out[option - first, g] += crowd[g] * share[class_of[g]]
    crowd[:] = 0.0
