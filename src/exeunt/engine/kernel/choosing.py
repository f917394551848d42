"""Who sets out, moves on or has stood for a while chooses a way, once.

Few people of a group choose one by one, more are split by binomials: the same distribution.
"""

from __future__ import annotations

import numpy as np

from exeunt.behaviour.choice import Choices, Weights, pick, weigh
from exeunt.behaviour.preferences import Preferences
from exeunt.compiled import inner, step
from exeunt.engine.kernel.borders import take
from exeunt.engine.kernel.draws import binomial, join, uniform
from exeunt.engine.kernel.entries import give_back, new, taken
from exeunt.engine.kernel.lines import stand
from exeunt.engine.kernel.records import CHOOSE, CHOOSING, FEW, ON_WAY, STANDING, WHEN, Now, Space, State, Times


@step
def choose_ways(
    sp: Space, tm: Times, m: Preferences, s: State, ways: Choices, w: Weights, now: Now
) -> None:  # fmt: skip
    """Let those who set off from a place choose a way; who has stood there may also settle, if that is allowed."""
    while s.chain[CHOOSING] >= 0:
        e = taken(s, CHOOSING)
        n, group, moment = s.entry[e].n, s.entry[e].group, s.entry[e].due
        key = join(join(s.entry[e].key, CHOOSE), tm.tick[now.t].key)
        c, place, stood = sp.group[group].class_of, s.entry[e].way - sp.ways, True
        if place >= len(sp.place):
            place, stood = place - len(sp.place), False
        p = np.int64(place)
        weigh(ways, w, p, m.leg_utility, m.leg_fade, m.scale, m.nest_ratio)
        stay, spread = 0.0, sp.hours
        if stood:
            stay, spread = w.stay[p, c], 0.0
            s.elsewhere[STANDING] -= n
        total = w.place[p, c] + stay
        if total <= 0.0:
            stand(sp, s, now, e, p)
            continue
        give_back(s, e)
        if n <= FEW:
            for i in range(int(n)):
                key_i = join(key, np.uint64(i))
                x = uniform(key_i) * total - stay
                if x < 0.0:
                    settle(s, p, group, 1.0)
                else:
                    set_off(sp, tm, s, now, pick(ways, w, p, c, x), group, 1.0, moment, spread, key_i)
        else:
            here = binomial(uniform(key), n, stay / total) if stay > 0.0 else 0.0
            settle(s, p, group, here)
            split(sp, tm, s, ways, w, now, p, group, n - here, moment, spread, key)


@inner
def split(
    sp: Space, tm: Times, s: State, ways: Choices, w: Weights, now: Now, p: int, group: int, n: float, moment: float,
    spread: float, key: np.uint64,
) -> None:  # fmt: skip
    """Split many over the ways of a place, each draw conditional on those before; the last one gets who is left."""
    c, total = sp.group[group].class_of, w.place[p, sp.group[group].class_of]
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
        first, last = ways.way_first[nest], ways.way_first[nest + 1] - 1
        inside, before = w.run_up[last, c], 0.0
        while last > first and w.run_up[last - 1, c] >= inside:
            last -= 1
        for way in range(first, last + 1):
            if here <= 0.0:
                break
            weight = w.run_up[way, c] - before
            before = w.run_up[way, c]
            if weight <= 0.0:
                continue
            key_w = join(key, sp.way[way].hash)
            k = here if way == last else binomial(uniform(key_w), here, min(weight / inside, 1.0))
            inside -= weight
            here -= k
            set_off(sp, tm, s, now, way, group, k, moment, spread, key_w)


@inner
def set_off(
    sp: Space, tm: Times, s: State, now: Now, way: int, group: int, n: float, moment: float, spread: float,
    key: np.uint64,
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
        e = new(s, way, group, some, moment + spread * at, key_i)
        if e >= 0:
            s.elsewhere[ON_WAY] += some
            take(sp, tm, s, now, e, way)


@inner
def settle(s: State, p: int, group: int, n: float) -> None:
    """Let n people of a group settle at a place."""
    s.settled[p, group] += n
    s.fresh[p, group] += n
