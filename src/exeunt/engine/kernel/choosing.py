"""Who sets out, moves on or has stood for a while chooses a way, once.

Few people of a group choose one by one, more are split by binomials: the same distribution.
"""

from __future__ import annotations

import numpy as np

from exeunt.behaviour.choice import Choices, Weights
from exeunt.behaviour.picking import pick, pick_end, weight_of
from exeunt.behaviour.preferences import Preferences
from exeunt.behaviour.weighing import weigh
from exeunt.compiled import inner, step
from exeunt.engine.kernel.borders import settle, take
from exeunt.engine.kernel.draws import binomial, join, uniform
from exeunt.engine.kernel.entries import after, take_all
from exeunt.engine.kernel.homecoming import head_home
from exeunt.engine.kernel.lines import join_crowd, stand, stand_together
from exeunt.engine.kernel.records import (
    BLOCK,
    CHOOSE,
    CHOOSING,
    END,
    FEW,
    HOME,
    NO_WAY,
    NOBODY,
    ON_WAY,
    STANDING,
    WHEN,
    Now,
    Space,
    State,
    Tallies,
    Times,
    party,
)


@step
def choose_ways(
    sp: Space, tm: Times, m: Preferences, s: State, ways: Choices, w: Weights, b: Tallies, now: Now
) -> None:  # fmt: skip
    """Let those who set off from a place choose a way; who has stood there may also settle, if that is allowed.

    Who was turned back on his way home and has no way to choose tries that one again.
    """
    block = take_all(s.doing, CHOOSING)
    while block >= 0:
        for i in range(block * BLOCK, block * BLOCK + s.block[block].fill):
            e = s.entry[i]
            group, p, stay, spread = np.int64(e.group), np.int64(e.way) - sp.stands, 0.0, sp.hours
            c = sp.class_of[group]
            stood = p < len(sp.place)
            if not stood:
                p -= len(sp.place)
            if w.seen[p] < w.news[0]:
                weigh(ways, w, p, m.legs, m.scale, m.nest_ratio)
            if stood:
                s.elsewhere[STANDING] -= e.n
                stay, spread = w.stay[p, c], 0.0
            key, total = join(join(e.key, CHOOSE), tm.tick[now.t].key), w.place[p, c] + stay
            if total <= 0.0:
                if e.then == HOME:
                    head_home(sp, tm, s, b, now, p, group, e.n, e.due, e.key)
                elif stood and e.then != NO_WAY:
                    stand(sp, s, now, p, NOBODY, group, e.n, e.due, e.key)
                else:
                    find_no_way(sp, s, now, p, group, e.n, e.due, spread, e.key)
            elif e.n <= FEW:
                for k in range(int(e.n)):
                    key_k = join(key, np.uint64(k))
                    x = uniform(key_k) * total - stay
                    if x < 0.0:
                        settle(s, p, group, 1.0)
                        continue
                    way, then = pick(ways, w, p, c, x), NOBODY
                    fan = ways.fan_of[way]
                    if fan >= 0:
                        column = ways.column[ways.fan_country[fan], c]
                        then = len(ways.leg) + pick_end(ways, w, fan, column, uniform(join(key_k, END)))
                    set_off(sp, tm, s, w, now, way, then, group, 1.0, e.due, spread, key_k)
            else:
                here = binomial(uniform(key), e.n, stay / total) if stay > 0.0 else 0.0
                settle(s, p, group, here)
                split(sp, tm, s, ways, w, now, p, group, e.n - here, e.due, spread, key)
        block = after(s, block)
    stand_together(sp, s, now, NO_WAY)


@inner
def split(
    sp: Space, tm: Times, s: State, ways: Choices, w: Weights, now: Now, p: int, group: int, n: float, moment: float,
    spread: float, key: np.uint64,
) -> None:  # fmt: skip
    """Split many over the ways of a place, each draw conditional on those before."""
    c, before = sp.class_of[group], 0.0
    for nest in range(ways.nest_first[p], ways.nest_first[p + 1]):
        up = w.nests_up[nest, c]
        if n > 0.0 and up > before:
            here = part(join(key, sp.nest_hash[nest]), n, up - before, w.place[p, c] - before)
            n -= here
            if here > 0.0:
                split_nest(sp, tm, s, ways, w, now, nest, group, here, moment, spread, key)
        before = up


@inner
def part(key: np.uint64, n: float, weight: float, left: float) -> float:
    """Return how many of n choose what weighs so much of what is left: all, where nothing else is."""
    return binomial(uniform(key), n, weight / left) if weight < left else n


@inner
def split_nest(
    sp: Space, tm: Times, s: State, ways: Choices, w: Weights, now: Now, nest: int, group: int,
    n: float, moment: float, spread: float, key: np.uint64,
) -> None:  # fmt: skip
    """Split many over the ways of a nest, likewise."""
    first, last, c, total, before = ways.way_first[nest], ways.way_first[nest + 1], sp.class_of[group], 0.0, 0.0
    for way in range(first, last):
        total += weight_of(ways, w, nest, way, c)
    for way in range(first, last):
        up = before + weight_of(ways, w, nest, way, c)
        if n > 0.0 and up > before:
            key_w = join(key, sp.way[way].hash)
            k = part(key_w, n, up - before, total - before)
            n -= k
            if k > 0.0:
                split_fan(sp, tm, s, ways, w, now, way, group, k, moment, spread, key_w)
        before = up


@inner
def split_fan(
    sp: Space, tm: Times, s: State, ways: Choices, w: Weights, now: Now, way: int, group: int, n: float,
    moment: float, spread: float, key: np.uint64,
) -> None:  # fmt: skip
    """Split many over the ends of a way."""
    fan, first, last, column, before = ways.fan_of[way], 0, 0, 0, 0.0
    if fan >= 0:
        first, last = ways.fan_first[fan], ways.fan_first[fan + 1] - 1
        column = ways.column[ways.fan_country[fan], sp.class_of[group]]
    for i in range(first, last + 1):
        then, k = NOBODY, n
        if fan >= 0:
            then, up = len(ways.leg) + i, w.ends_up[i, column]
            k = part(join(key, sp.way[then].hash), n, up - before, w.ends_up[last, column] - before)
            before = up
        n -= k
        if k > 0.0:
            set_off(sp, tm, s, w, now, way, then, group, k, moment, spread, join(key, np.uint64(i - first)))


@inner
def set_off(
    sp: Space, tm: Times, s: State, w: Weights, now: Now, way: int, then: int, group: int, n: float, moment: float,
    spread: float, key: np.uint64,
) -> None:  # fmt: skip
    """Put n people onto a way: at a moment, or evenly over the hours of a spread, few at moments of their own."""
    parts = parties(n, spread)
    for i in range(parts):
        some = party(n, i, parts)
        if some <= 0.0:
            continue
        key_i = join(key, np.uint64(i))
        s.elsewhere[ON_WAY] += some
        take(sp, tm, s, w, now, way, then, group, some, moment + within(i, parts, n, spread, key_i), key_i)


@inner
def find_no_way(
    sp: Space, s: State, now: Now, p: int, group: int, n: float, moment: float, spread: float, key: np.uint64
) -> None:  # fmt: skip
    """Note n people who set out in a given number and have no way, each by the moment at which he would set off.

    Not all by the start of the tick in which they leave home: they would choose again half a tick too early.
    """
    parts = parties(n, spread)
    for i in range(parts):
        some = party(n, i, parts)
        if some <= 0.0:
            continue
        key_i = join(key, np.uint64(i))
        join_crowd(sp, s, now, p, group, some, moment + within(i, parts, n, spread, key_i), key_i)


@inner
def parties(n: float, spread: float) -> int:
    """Return in how many parties n people set off over the hours of a spread: few one by one, more by the hour."""
    if spread <= 0.0:
        return 1
    return int(n) if n <= FEW else max(int(spread), 1)


@inner
def within(i: int, parts: int, n: float, spread: float, key: np.uint64) -> float:
    """Return after how many hours of a spread a party of n people sets off; few at moments of their own."""
    if spread > 0.0 and n <= FEW:
        return spread * uniform(join(key, WHEN))
    return spread * ((i + 0.5) / parts)
