"""Who is taken, who sets out, who moves on: steps 2 and 3 of a tick."""

from __future__ import annotations

import math

import numpy as np

from exeunt.behaviour.choice import Weights
from exeunt.behaviour.preferences import Preferences
from exeunt.compiled import inner, step
from exeunt.engine.kernel.draws import binomial, join, uniform
from exeunt.engine.kernel.records import (
    DRAFT,
    FRESH,
    GIVEN,
    GO,
    HOMEWARD,
    LEAVE,
    Moment,
    Space,
    State,
    Tallies,
    Times,
    add_up,
    draw,
    draw_from,
)
from exeunt.engine.kernel.travel import send


@step
def call_up(sp: Space, tm: Times, m: Preferences, s: State, b: Tallies, t: int, mean: bool) -> None:
    """Step 2: a binomial number of those a call-up names is taken from each home."""
    dt = sp.hours / 24.0
    group, home, draft, draft_group = sp.group, s.home, tm.draft, tm.draft_group
    key_t = join(tm.tick[t].key, DRAFT)
    for h in range(s.home.shape[0]):
        p = sp.home_place[h]
        key_h = join(key_t, sp.hand_hash[len(sp.link) + p])
        taken = 0.0
        for g in range(len(group)):
            rate = 0.0
            for kind in range(len(draft)):
                rate += draft[kind, t, h] * draft_group[kind, g]
            if rate > 0.0 and home[h, g] > 0.0:
                k = some_leave(join(key_h, group[g].hash), home[h, g], dt * rate * m.draft_factor, mean)
                home[h, g] -= k
                taken += k
        if taken > 0.0:
            b.ledger[t, 5] += taken
            day = tm.place_day[t, p]
            if day >= 0:
                b.place[day, p].drafted += taken


@step
def set_out(sp: Space, tm: Times, s: State, b: Tallies, t: int, mean: bool) -> None:
    """Step 3a: people at home set out, by hazard or in given numbers."""
    dt = sp.hours / 24.0
    links, groups = len(sp.link), s.home.shape[1]
    group, home, hazard = sp.group, s.home, s.hazard
    key_t, key_given = join(tm.tick[t].key, LEAVE), join(tm.tick[t].key, GIVEN)
    for h in range(s.home.shape[0]):
        p = sp.home_place[h]
        left = 0.0
        if tm.is_given[h]:
            # of running sums, so that fractions of a person do not get lost
            n = tm.given[t + 1, h] - tm.given[t, h]
            if not mean:
                n = np.floor(tm.given[t + 1, h] + 1e-9) - np.floor(tm.given[t, h] + 1e-9)
            total = add_up(s.home[h])
            n = min(n, total)
            for g in range(groups):
                here = s.home[h, g]
                if n > 0.0 and here > 0.0:
                    key = join(join(key_given, sp.hand_hash[links + p]), sp.group[g].hash)
                    k = draw_from(key, total, here, n, mean)
                    if not mean:
                        n -= k
                        total -= here
                    s.home[h, g] -= k
                    s.away[g, h] += k
                    s.hand[links + p, g] += k
                    s.hand_mark[links + p] |= sp.group[g].mark
                    left += k
        else:
            key_h = join(key_t, sp.hand_hash[links + p])
            for g in range(groups):
                rate, n = hazard[h, g], home[h, g]
                if rate > 0.0 and n > 0.0:
                    k = some_leave(join(key_h, group[g].hash), n, dt * rate, mean)
                    if k > 0.0:
                        s.home[h, g] -= k
                        s.away[g, h] += k
                        s.hand[links + p, g] += k
                        s.hand_mark[links + p] |= sp.group[g].mark
                        left += k
        if left > 0.0:
            s.hand_total[links + p] += left
            day = tm.place_day[t, p]
            if day >= 0:
                b.place[day, p].departures += left


@step
def move_on(sp: Space, tm: Times, m: Preferences, s: State, w: Weights, b: Tallies, now: Moment) -> None:
    """Step 3b: the settled move on, go home, or run out of leave to stay and then do one of the two."""
    t, mean, dt, e = now.t, now.mean, sp.hours / 24.0, tm.tick[now.t].epoch
    links, places, groups = len(sp.link), len(sp.place), len(sp.group)
    key_go = join(tm.tick[t].key, GO)
    group, settled, fresh_of, leave, place, w_place, w_settle = (
        sp.group, s.settled, s.fresh, tm.leave, sp.place, w.place, w.settle,
    )  # fmt: skip
    for p in range(places):
        gone_home = 0.0
        mark, s.fresh_mark[p] = s.fresh_mark[p], 0
        key_p = join(key_go, sp.hand_hash[links + p])
        for g in range(groups):
            n = settled[p, g]
            if n <= 0.0:
                continue
            fresh = 0.0
            if mark & group[g].mark:
                fresh, fresh_of[p, g] = fresh_of[p, g], 0.0
            c = group[g].class_of
            ahead = w_place[p, c] - w_settle[p, c]
            on = m.onward if ahead > 1e-12 * w_place[p, c] else 0.0
            back = m.homeward * m.return_factor[g] if place[p].return_link >= 0 else 0.0
            rate = on + back
            if leave[e, p, c].days > 0.0:
                rate += 1.0 / leave[e, p, c].days
            if on + back <= 0.0:  # who must go and would neither go on nor home does what he can
                on = 1.0 if ahead > 1e-12 * w_place[p, c] else 0.0
                back = 1.0 if place[p].return_link >= 0 else 0.0
            if rate <= 0.0 or on + back <= 0.0:
                continue
            key = join(key_p, group[g].hash)
            k = some_leave(key, n - fresh, dt * rate, mean)
            if fresh > 0.0:  # they settled half a tick before the last one ended, on average
                k += some_leave(join(key, FRESH), fresh, 1.5 * dt * rate, mean)
            if k <= 0.0:
                continue
            settled[p, g] -= k
            home = draw(join(key, HOMEWARD), k, back / (on + back), mean)
            if home > 0.0:
                send(sp, tm, s, now, links + places + p, g, home, join(join(key, HOMEWARD), GO))
                gone_home += home
            if k > home:
                s.hand[links + p, g] += k - home
                s.hand_mark[links + p] |= sp.group[g].mark
                s.hand_total[links + p] += k - home
        if gone_home > 0.0:
            day = tm.place_day[t, p]
            if day >= 0:
                for i in range(sp.place[p].through_from, sp.place[p].through_to):
                    b.country[day, sp.through[i, 0]].left += gone_home
                    b.country[day, sp.through[i, 1]].entered += gone_home


@inner
def some_leave(key: np.uint64, n: float, exposure: float, mean: bool) -> float:
    """Return how many of n leave by a hazard times the time they are exposed to it."""
    if mean:
        return n * -math.expm1(-exposure)
    u = uniform(key)
    # (1 - p)^n = exp(-n h dt) >= 1 - n h dt: most cells end here
    return binomial(u, n, -math.expm1(-exposure)) if u > 1.0 - n * exposure else 0.0
