"""Who sets out, moves on or has stood for a while chooses a way, once.

Few people of a group choose one by one, more are split by binomials: the same distribution.
"""

from __future__ import annotations

import numpy as np

from exeunt.behaviour.choice import Choices, Weights, end_weight, pick, pick_end, weigh, weight_within
from exeunt.behaviour.preferences import Preferences
from exeunt.compiled import inner, step
from exeunt.engine.kernel.borders import take
from exeunt.engine.kernel.draws import binomial, join, uniform
from exeunt.engine.kernel.entries import after, take_all
from exeunt.engine.kernel.lines import stand
from exeunt.engine.kernel.records import (
    BLOCK,
    CHOOSE,
    CHOOSING,
    END,
    FEW,
    NOBODY,
    ON_WAY,
    STANDING,
    WHEN,
    Now,
    Space,
    State,
    Times,
)


@step
def choose_ways(
    sp: Space, tm: Times, m: Preferences, s: State, ways: Choices, w: Weights, now: Now
) -> None:  # fmt: skip
    """Let those who set off from a place choose a way; who has stood there may also settle, if that is allowed."""
    b = take_all(s.doing, CHOOSING)
    while b >= 0:
        for i in range(b * BLOCK, b * BLOCK + s.block[b].fill):
            e = s.entry[i]
            c, p, stay, spread = sp.class_of[e.group], np.int64(e.way) - sp.stands, 0.0, sp.hours
            stood = p < len(sp.place)
            if not stood:
                p -= len(sp.place)
            weigh(ways, w, p, m.legs, m.scale, m.nest_ratio)
            if stood:
                s.elsewhere[STANDING] -= e.n
                stay, spread = w.stay[p, c], 0.0
            key, total = join(join(e.key, CHOOSE), tm.tick[now.t].key), w.place[p, c] + stay
            if total <= 0.0:
                stand(sp, s, now, p, e.group, e.n, e.due, e.key)
            elif e.n <= FEW:
                for k in range(int(e.n)):
                    key_k = join(key, np.uint64(k))
                    x = uniform(key_k) * total - stay
                    if x < 0.0:
                        settle(s, p, e.group, 1.0)
                    else:
                        way, then = pick(ways, w, p, c, x, m.legs, m.scale, m.nest_ratio), NOBODY
                        if ways.fan_of[way] >= 0:
                            u = uniform(join(key_k, END))
                            i = pick_end(ways, w, ways.fan_of[way], c, u, m.legs, m.scale, m.nest_ratio)
                            then = len(ways.leg) + i
                        set_off(sp, tm, s, now, way, then, e.group, 1.0, e.due, spread, key_k)
            else:
                here = binomial(uniform(key), e.n, stay / total) if stay > 0.0 else 0.0
                settle(s, p, e.group, here)
                split(sp, tm, m, s, ways, w, now, p, e.group, e.n - here, e.due, spread, key)
        b = after(s, b)


@inner
def split(
    sp: Space, tm: Times, m: Preferences, s: State, ways: Choices, w: Weights, now: Now, p: int, group: int, n: float,
    moment: float, spread: float, key: np.uint64,
) -> None:  # fmt: skip
    """Split many over the ways of a place, each draw conditional on those before; the last one gets who is left."""
    c = sp.class_of[group]
    total = w.place[p, c]
    last_nest = ways.nest_first[p + 1] - 1
    while w.share[last_nest, c] <= 0.0:
        last_nest -= 1
    for nest in range(ways.nest_first[p], last_nest + 1):
        share = w.share[nest, c]
        if n <= 0.0:
            return
        if share <= 0.0:
            continue
        here = n
        if nest < last_nest:
            here = binomial(uniform(join(key, sp.nest_hash[nest])), n, min(share / total, 1.0))
        n -= here
        total -= share
        if here <= 0.0:
            continue
        split_nest(sp, tm, m, s, ways, w, now, nest, group, here, moment, spread, key)


@inner
def split_nest(
    sp: Space, tm: Times, m: Preferences, s: State, ways: Choices, w: Weights, now: Now, nest: int, group: int, n: float,
    moment: float, spread: float, key: np.uint64,
) -> None:  # fmt: skip
    """Split many over the ways of a nest, likewise."""
    c, first, last = sp.class_of[group], ways.way_first[nest], ways.way_first[nest + 1] - 1
    while last > first and weight_within(ways, w, nest, last, c, m.legs, m.scale, m.nest_ratio) <= 0.0:
        last -= 1
    inside = 1.0
    for way in range(first, last + 1):
        weight = weight_within(ways, w, nest, way, c, m.legs, m.scale, m.nest_ratio)
        if n <= 0.0 or weight <= 0.0:
            continue
        key_w = join(key, sp.way[way].hash)
        k = n if way == last else binomial(uniform(key_w), n, min(weight / inside, 1.0) if inside > weight else 1.0)
        inside -= weight
        n -= k
        split_fan(sp, tm, m, s, ways, w, now, way, group, k, moment, spread, key_w)


@inner
def split_fan(
    sp: Space, tm: Times, m: Preferences, s: State, ways: Choices, w: Weights, now: Now, way: int, group: int, n: float,
    moment: float, spread: float, key: np.uint64,
) -> None:  # fmt: skip
    """Split many over the ends of a way."""
    c, fan = sp.class_of[group], ways.fan_of[way]
    first, last = (ways.fan_first[fan], ways.fan_first[fan + 1] - 1) if fan >= 0 else (0, 0)
    while fan >= 0 and last > first and end_weight(ways, w, fan, last, c, m.legs, m.scale, m.nest_ratio) <= 0.0:
        last -= 1
    inside = 1.0
    for i in range(first, last + 1):
        then, k = NOBODY, n
        if fan >= 0:
            then = len(ways.leg) + i
            if i < last:
                weight = end_weight(ways, w, fan, i, c, m.legs, m.scale, m.nest_ratio)
                k = binomial(uniform(join(key, sp.way[then].hash)), n, min(weight / inside, 1.0) if inside > weight else 1.0)
                inside -= weight
        n -= k
        if k > 0.0:
            set_off(sp, tm, s, now, way, then, group, k, moment, spread, join(key, np.uint64(i - first)))


@inner
def set_off(
    sp: Space, tm: Times, s: State, now: Now, way: int, then: int, group: int, n: float, moment: float,
    spread: float, key: np.uint64,
) -> None:  # fmt: skip
    """Put n people onto a way: at a moment, or evenly over the hours of a spread, few at moments of their own."""
    parts = 1
    if spread > 0.0:
        parts = int(n) if n <= FEW else max(int(spread), 1)
    for i in range(parts):
        some = np.floor(n * (i + 1) / parts) - np.floor(n * i / parts)
        if some <= 0.0:
            continue
        key_i = join(key, np.uint64(i))
        at = (i + 0.5) / parts
        if spread > 0.0 and n <= FEW:
            at = uniform(join(key_i, WHEN))
        s.elsewhere[ON_WAY] += some
        take(sp, tm, s, now, way, then, group, some, moment + spread * at, key_i)


@inner
def settle(s: State, p: int, group: int, n: float) -> None:
    """Let n people of a group settle at a place."""
    s.settled[p, group] += n
    s.fresh[p, group] += n
