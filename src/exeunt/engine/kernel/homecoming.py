"""On the way home: who sets out for it from abroad, and to which home he comes; part of steps 3 and 5."""

from __future__ import annotations

import numpy as np

from exeunt.compiled import inner, step
from exeunt.engine.kernel.crossings import count_crossing
from exeunt.engine.kernel.draws import hypergeometric, join, uniform
from exeunt.engine.kernel.entries import await_due
from exeunt.engine.kernel.records import FEW, NOBODY, ON_WAY, WHOSE, Now, Space, State, Tallies, Times, add_up


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
