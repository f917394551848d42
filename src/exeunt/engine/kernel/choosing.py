"""Who sets out, moves on or has stood for a while chooses a way, once.

Few people of a group choose one by one, more are split by binomials: the same distribution.
"""

from __future__ import annotations

import numpy as np

from exeunt.behaviour.choice import Choices, Weights, pick
from exeunt.compiled import inner, step
from exeunt.engine.kernel.borders import take
from exeunt.engine.kernel.draws import binomial, join, uniform
from exeunt.engine.kernel.entries import give_back, new
from exeunt.engine.kernel.lines import stand
from exeunt.engine.kernel.records import CHOOSE, FEW, ON_WAY, PART, STANDING, WHEN, Now, Space, State, Times

NOTHING = 1e-12  # a share of a weight below this is what rounding has left


@step
def choose_again(
    sp: Space, tm: Times, s: State, ways: Choices, w: Weights, now: Now, e: int, p: int
) -> None:  # fmt: skip
    """Let an entry that has stood at a place choose: to settle there, if that is allowed, or a way on."""
    n, group, moment = s.entry[e].n, s.entry[e].group, s.entry[e].due
    key = join(join(s.entry[e].key, CHOOSE), tm.tick[now.t].key)
    s.elsewhere[STANDING] -= n
    give_back(s, e)
    choose(sp, tm, s, ways, w, now, p, group, n, moment, 0.0, w.stay[p, sp.group[group].class_of], key)


@step
def choose(
    sp: Space, tm: Times, s: State, ways: Choices, w: Weights, now: Now, p: int, group: int, n: float, moment: float,
    spread: float, stay: float, key: np.uint64,
) -> None:  # fmt: skip
    """Let n people of a group at a place choose a way and set off within `spread` hours from a moment on.

    `stay` is the weight of settling where they are, 0 if they may not or have just left that.
    """
    c = sp.group[group].class_of
    total = w.place[p, c] + stay
    if total <= 0.0:
        put_to_stand(sp, s, now, p, group, n, moment, key)
        return
    if n <= FEW:
        for i in range(int(n)):
            key_i = join(key, np.uint64(i))
            x = uniform(key_i) * total - stay
            if x < 0.0:
                settle(s, p, group, 1.0)
            else:
                hours = spread * uniform(join(key_i, WHEN)) if spread > 0.0 else 0.0
                set_off(sp, tm, s, now, pick(ways, w, p, c, x), group, 1.0, moment + hours, key_i)
        return
    left = n
    if stay > 0.0:
        here = binomial(uniform(key), n, stay / total)
        settle(s, p, group, here)
        left -= here
    split(sp, tm, s, ways, w, now, p, group, left, moment, spread, key)


@inner
def split(
    sp: Space, tm: Times, s: State, ways: Choices, w: Weights, now: Now, p: int, group: int, n: float, moment: float,
    spread: float, key: np.uint64,
) -> None:  # fmt: skip
    """Split many over the ways of a place, each draw conditional on those before."""
    c, total = sp.group[group].class_of, w.place[p, sp.group[group].class_of]
    for nest in range(ways.nest_first[p], ways.nest_first[p + 1]):
        share = w.share[nest, c]
        if n <= 0.0 or share <= 0.0:
            continue
        here = binomial(uniform(join(key, sp.nest_hash[nest])), n, conditional(share, total))
        n -= here
        total -= share
        first, last = ways.way_first[nest], ways.way_first[nest + 1]
        inside, before, chosen = w.run_up[last - 1, c], 0.0, -1
        for way in range(first, last):
            weight = w.run_up[way, c] - before
            before = w.run_up[way, c]
            if here <= 0.0 or weight <= 0.0:
                continue
            chosen = way
            key_w = join(key, sp.way[way].hash)
            k = binomial(uniform(key_w), here, conditional(weight, inside))
            inside -= weight
            here -= k
            spread_out(sp, tm, s, now, way, group, k, moment, spread, key_w)
        if here > 0.0:  # what rounding of the weights has left over
            spread_out(sp, tm, s, now, chosen, group, here, moment, spread, join(key, PART))


@inner
def conditional(weight: float, total: float) -> float:
    """Return the probability of an option that weighs so much of what is left: 1 for the last one."""
    return 1.0 if weight >= total * (1.0 - NOTHING) else weight / total


@step
def spread_out(
    sp: Space, tm: Times, s: State, now: Now, way: int, group: int, n: float, moment: float, spread: float,
    key: np.uint64,
) -> None:  # fmt: skip
    """Let n people set off on a way: evenly over the hours of a spread, few at moments of their own."""
    if spread <= 0.0:
        if n > 0.0:
            set_off(sp, tm, s, now, way, group, n, moment, key)
        return
    if n <= FEW:
        for i in range(int(n)):
            key_i = join(key, np.uint64(i))
            set_off(sp, tm, s, now, way, group, 1.0, moment + spread * uniform(join(key_i, WHEN)), key_i)
        return
    slots = max(int(spread), 1)
    for i in range(slots):
        some = np.floor(n * (i + 1) / slots) - np.floor(n * i / slots)
        if some > 0.0:
            set_off(sp, tm, s, now, way, group, some, moment + spread * (i + 0.5) / slots, join(key, np.uint64(i)))


@inner
def set_off(
    sp: Space, tm: Times, s: State, now: Now, way: int, group: int, n: float, moment: float, key: np.uint64
) -> None:  # fmt: skip
    """Put n people of a group onto a way at a moment."""
    e = new(s, way, group, n, moment, key)
    if e >= 0:
        s.elsewhere[ON_WAY] += n
        take(sp, tm, s, now, e, way)


@inner
def settle(s: State, p: int, group: int, n: float) -> None:
    """Let n people of a group settle at a place."""
    s.settled[p, group] += n
    s.fresh[p, group] += n


@inner
def put_to_stand(
    sp: Space, s: State, now: Now, p: int, group: int, n: float, moment: float, key: np.uint64
) -> None:  # fmt: skip
    """Let n people who have nowhere to go stand at a place."""
    e = new(s, sp.ways + p, group, n, moment, key)
    if e >= 0:
        stand(sp, s, now, e, p)
