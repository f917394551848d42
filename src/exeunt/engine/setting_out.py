"""Who is taken, who sets out, who moves on: steps 2 and 3 of a tick."""

from __future__ import annotations

import math

import numpy as np

from exeunt.behaviour.choice import Weights
from exeunt.engine.draws import binomial, join, uniform
from exeunt.engine.records import (
    DRAFT,
    GIVEN,
    GO,
    HOMEWARD,
    LEAVE,
    Books,
    Mind,
    Space,
    State,
    Times,
    draw,
    draw_from,
    step,
)


@step
def call_up(sp: Space, tm: Times, m: Mind, s: State, b: Books, t: int, mean: bool) -> None:
    """Step 2: a binomial number of those a call-up names is taken from each home."""
    dt = sp.hours / 24.0
    key_t = join(tm.tick[t].key, DRAFT)
    for h in range(s.home.shape[0]):
        p = sp.home_place[h]
        key_h = join(key_t, sp.way[len(sp.link) + p].hash)
        taken = 0.0
        for g in range(s.home.shape[1]):
            rate = 0.0
            for kind in range(tm.draft.shape[0]):
                rate += tm.draft[kind, t, h] * tm.draft_group[kind, g]
            if rate > 0.0 and s.home[h, g] > 0.0:
                k = draw(join(key_h, sp.group[g].hash), s.home[h, g], -math.expm1(-dt * rate * m.draft), mean)
                s.home[h, g] -= k
                taken += k
        if taken > 0.0:
            b.ledger[t, 5] += taken
            day = tm.place_day[t, p]
            if day >= 0:
                b.place[day, p].drafted += taken


@step
def set_out(sp: Space, tm: Times, m: Mind, s: State, b: Books, t: int, mean: bool) -> None:
    """Step 3a: people at home set out, by hazard or in given numbers."""
    dt = sp.hours / 24.0
    links, groups = len(sp.link), s.home.shape[1]
    key_t, key_given = join(tm.tick[t].key, LEAVE), join(tm.tick[t].key, GIVEN)
    for h in range(s.home.shape[0]):
        p = sp.home_place[h]
        left = 0.0
        if tm.is_given[h]:
            # of running sums, so that fractions of a person do not get lost
            n = tm.given[t + 1, h] - tm.given[t, h]
            if not mean:
                n = np.floor(tm.given[t + 1, h] + 1e-9) - np.floor(tm.given[t, h] + 1e-9)
            total = s.home[h].sum()
            n = min(n, total)
            for g in range(groups):
                here = s.home[h, g]
                if n > 0.0 and here > 0.0:
                    key = join(join(key_given, sp.way[links + p].hash), sp.group[g].hash)
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
            key_h = join(key_t, sp.way[links + p].hash)
            for g in range(groups):
                rate = s.hazard[h, g]
                n = s.home[h, g]
                if rate > 0.0 and n > 0.0:
                    k = 0.0
                    if mean:
                        k = n * -math.expm1(-dt * rate)
                    else:
                        u = uniform(join(key_h, sp.group[g].hash))
                        # (1 - p)^n = exp(-n h dt) >= 1 - n h dt: most cells end here
                        if u > 1.0 - n * rate * dt:
                            k = binomial(u, n, -math.expm1(-dt * rate))
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
def move_on(sp: Space, tm: Times, m: Mind, s: State, w: Weights, b: Books, t: int, mean: bool) -> None:
    """Step 3b: the settled move on, go home, or run out of leave to stay and then do one of the two."""
    dt = sp.hours / 24.0
    e = tm.tick[t].epoch
    links, places, groups = len(sp.link), len(sp.place), s.home.shape[1]
    key_go, key_home = join(tm.tick[t].key, GO), join(tm.tick[t].key, HOMEWARD)
    for p in range(places):
        gone_home = 0.0
        for g in range(groups):
            n = s.settled[p, g]
            if n <= 0.0:
                continue
            c = sp.group[g].kind
            ahead = w.place[p, c] - w.settle[p, c]
            on = m.onward if ahead > 1e-12 * w.place[p, c] else 0.0
            back = m.homeward * m.return_factor[g] if sp.place[p].return_link >= 0 else 0.0
            rate = on + back
            if tm.leave[e, p, c].days > 0.0:
                rate += 1.0 / tm.leave[e, p, c].days
            if on + back <= 0.0:  # who must go and would neither go on nor home does what he can
                on = 1.0 if ahead > 1e-12 * w.place[p, c] else 0.0
                back = 1.0 if sp.place[p].return_link >= 0 else 0.0
            if rate <= 0.0 or on + back <= 0.0:
                continue
            key = join(join(key_go, sp.way[links + p].hash), sp.group[g].hash)
            k = 0.0
            if mean:
                k = n * -math.expm1(-dt * rate)
            else:
                u = uniform(key)
                if u > 1.0 - n * rate * dt:
                    k = binomial(u, n, -math.expm1(-dt * rate))
            if k <= 0.0:
                continue
            s.settled[p, g] -= k
            home = draw(join(key, key_home), k, back / (on + back), mean)
            if home > 0.0:
                s.out[links + places + p, g] += home
                s.out_mark[links + places + p] |= sp.group[g].mark
                gone_home += home
            if k > home:
                s.hand[links + p, g] += k - home
                s.hand_mark[links + p] |= sp.group[g].mark
                s.hand_total[links + p] += k - home
        if gone_home > 0.0:
            s.out_total[links + places + p] += gone_home
            day = tm.place_day[t, p]
            if day >= 0:
                for i in range(sp.place[p].through_from, sp.place[p].through_to):
                    b.country[day, sp.through[i, 0]].left += gone_home
                    b.country[day, sp.through[i, 1]].entered += gone_home
