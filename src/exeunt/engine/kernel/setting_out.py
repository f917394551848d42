"""Who is taken, who sets out, who moves on: steps 2 and 3 of a tick."""

from __future__ import annotations

import math

import numpy as np

from exeunt.behaviour.choice import Weights
from exeunt.behaviour.preferences import Preferences
from exeunt.compiled import inner, step
from exeunt.engine.kernel.clocks import rings, run_down, set_clocks, who_goes
from exeunt.engine.kernel.draws import binomial, hypergeometric, join, uniform
from exeunt.engine.kernel.entries import add
from exeunt.engine.kernel.given import tell
from exeunt.engine.kernel.homecoming import head_home
from exeunt.engine.kernel.records import (
    CHOOSING,
    DRAFT,
    GIVEN,
    GO,
    HOMEWARD,
    LEAVE,
    NEW,
    NOBODY,
    Now,
    Space,
    State,
    Tallies,
    Times,
    add_up,
    draw,
    party,
)


@step
def call_up(sp: Space, tm: Times, m: Preferences, s: State, b: Tallies, t: int) -> None:
    """Step 2: a call-up takes some of those who are at homes that are told how many set out (`given`).

    Elsewhere it competes with setting out: see `set_out`.
    """
    tell(tm, s, t)
    dt, key_t = sp.hours / 24.0, join(tm.tick[t].key, DRAFT)
    for h in range(s.home.shape[0]):
        if not tm.is_given[h]:
            continue
        # of those who are told to, the one half on average goes before and the other after they have set out
        exposed = dt * (1.0 - 0.5 * min(s.told[h] / max(add_up(s.home[h]), 1.0), 1.0))
        if not call(tm, m, s, t, h, exposed):
            continue
        draw_luck(sp, s, join(key_t, sp.place[sp.home_place[h]].hash))
        for g in range(len(s.luck)):
            be_taken(sp, tm, s, b, t, h, g, some_leave(s.luck[g], s.home[h, g], s.called[g]))


@inner
def call(tm: Times, m: Preferences, s: State, t: int, h: int, exposed: float) -> bool:
    """Work out the hazards of being called up for those at a home in a tick, times the days exposed; say if any is."""
    is_called, factor = False, m.draft_factor * exposed
    s.called[:] = 0.0
    for kind in range(len(tm.draft)):
        rate = factor * tm.draft[kind, t, h]
        if rate > 0.0:
            is_called = True
            for g in range(len(s.called)):
                s.called[g] += rate * tm.draft_group[kind, g]
    return is_called


@inner
def be_taken(sp: Space, tm: Times, s: State, b: Tallies, t: int, h: int, g: int, k: float) -> None:
    """Let k people of a group at home be taken by a call-up."""
    if k <= 0.0:
        return
    s.home[h, g] -= k
    b.ledger[t, 5] += k
    day = tm.place_day[t, sp.home_place[h]]
    if day >= 0:
        b.place[day, sp.home_place[h]].drafted += k


@step
def set_out(sp: Space, tm: Times, m: Preferences, s: State, b: Tallies, now: Now) -> None:
    """Step 3a: people at home set out, as they are told (`given`) or by a hazard, with which a call-up competes."""
    key_told, key_leave = join(tm.tick[now.t].key, GIVEN), join(tm.tick[now.t].key, LEAVE)
    for h in range(s.home.shape[0]):
        p = sp.home_place[h]
        if tm.is_given[h]:
            left = set_out_as_told(sp, s, now, h, join(key_told, sp.place[p].hash))
        else:
            left = set_out_by_hazard(sp, tm, m, s, b, now, h, join(key_leave, sp.place[p].hash))
        day = tm.place_day[now.t, p]
        if day >= 0:
            b.place[day, p].departures += left


@inner
def set_out_as_told(sp: Space, s: State, now: Now, h: int, key: np.uint64) -> float:
    """Let as many set out from a home as it is told, whoever they are, and return how many do."""
    n, total, left = s.told[h], add_up(s.home[h]), 0.0
    for g in range(s.home.shape[1]):
        here = s.home[h, g]
        if n > 0.0 and here > 0.0:
            key_g = join(key, sp.group[g].hash)
            k = hypergeometric(uniform(key_g), total, here, n)
            n -= k
            total -= here
            leave(sp, s, now, h, g, k, key_g)
            left += k
    return left


@inner
def set_out_by_hazard(
    sp: Space, tm: Times, m: Preferences, s: State, b: Tallies, now: Now, h: int, key: np.uint64
) -> float:  # fmt: skip
    """Let those of a home set out, or be taken, whose clocks come to their end in a tick; return how many set out."""
    t, dt, all_left = now.t, sp.hours / 24.0, 0.0
    # by its own clock the period has begun, and is not over
    days = dt if tm.place_day[t, sp.home_place[h]] >= 0 else 0.0
    is_called = call(tm, m, s, t, h, dt)
    if days == 0.0 and not is_called:
        return 0.0
    set_clocks(sp, tm, s, t, h, is_called)
    for g in range(len(s.exposed)):
        s.exposed[g] = days * s.hazard[h, g]
    run_down(s, h)
    for g in range(len(s.exposed)):
        if rings(s, h, g):
            key_g = join(key, sp.group_hash[g])
            left, taken = who_goes(s, h, g, key_g)
            be_taken(sp, tm, s, b, t, h, g, taken)
            leave(sp, s, now, h, g, left, key_g)
            all_left += left
    return all_left


@inner
def leave(sp: Space, s: State, now: Now, h: int, g: int, k: float, key: np.uint64) -> None:
    """Let k people of a group leave home."""
    if k > 0.0:
        s.home[h, g] -= k
        s.away[g, h] += k
        set_off_from(sp, s, now, sp.home_place[h], g, k, key)


@inner
def set_off_from(sp: Space, s: State, now: Now, p: int, g: int, k: float, key: np.uint64) -> None:
    """Let k people of a group choose a way from a place."""
    add(s, s.doing, CHOOSING, sp.stands + len(sp.place) + p, NOBODY, g, k, now.begins, join(key, GO))


@step
def move_on(sp: Space, tm: Times, m: Preferences, s: State, w: Weights, b: Tallies, now: Now) -> None:
    """Step 3b: the settled move on, go home, or run out of leave to stay and then do one of the two."""
    t, dt, epoch = now.t, sp.hours / 24.0, tm.tick[now.t].epoch
    places, groups = len(sp.place), len(sp.group)
    key_go = join(tm.tick[t].key, GO)
    group, settled, fresh_of, allowed = sp.group, s.settled, s.fresh, tm.leave
    for p in range(places):
        day = tm.place_day[t, p]
        if not s.lived[p] or day < 0:
            continue
        key_p = join(key_go, sp.place[p].hash)
        returns = sp.place[p].return_link >= 0
        for g in range(groups):
            n = settled[p, g]
            if n <= 0.0:
                continue
            fresh, fresh_of[p, g] = fresh_of[p, g], 0.0
            c = group[g].class_of
            on = m.onward if w.leads[p, c] else 0.0
            back = m.homeward * m.return_factor[g] if returns else 0.0
            rate = on + back
            if allowed[epoch, p, c].days > 0.0:
                rate += 1.0 / allowed[epoch, p, c].days
            if on + back <= 0.0:  # who must go and would neither go on nor home does what he can
                on = 1.0 if w.leads[p, c] else 0.0
                back = 1.0 if returns else 0.0
            if rate <= 0.0 or on + back <= 0.0:
                continue
            key = join(key_p, group[g].hash)
            k = some_leave(uniform(key), n - fresh, dt * rate)
            if fresh > 0.0:  # they settled half a tick before the last one ended, on average
                k += some_leave(uniform(join(key, NEW)), fresh, 1.5 * dt * rate)
            if k <= 0.0:
                continue
            settled[p, g] -= k
            home = draw(join(key, HOMEWARD), k, back / (on + back))
            if home > 0.0:
                go_home(sp, tm, s, b, now, p, g, home, join(key, HOMEWARD))
            if k > home:
                set_off_from(sp, s, now, p, g, k - home, key)


@inner
def go_home(
    sp: Space, tm: Times, s: State, b: Tallies, now: Now, p: int, g: int, n: float, key: np.uint64
) -> None:  # fmt: skip
    """Send n people of a group home from a place, evenly over the hours of the tick."""
    slots = max(int(min(sp.hours, n)), 1)
    for i in range(slots):
        some = party(n, i, slots)
        key_i = join(key, np.uint64(i))
        head_home(sp, tm, s, b, now, p, g, some, now.begins + sp.hours * (i + uniform(key_i)) / slots, key_i)


@inner
def some_leave(u: float, n: float, exposure: float) -> float:
    """Return how many of n leave by a hazard times the time they are exposed to it, by the luck of a uniform."""
    return 0.0 if nobody_leaves(u, n, exposure) else binomial(u, n, -math.expm1(-exposure))


@inner
def nobody_leaves(u: float, n: float, exposure: float) -> bool:
    """Say whether it is quickly seen that none of n leaves: most cells end here, all those in which either is 0."""
    return not u > 1.0 - n * exposure  # (1 - p)^n = exp(-n exposure) >= 1 - n exposure


@inner
def draw_luck(sp: Space, s: State, key: np.uint64) -> None:
    """Draw the uniform of each group for a key: apart from what comes of it, so that several are drawn at once."""
    for g in range(len(s.luck)):
        s.luck[g] = uniform(join(key, sp.group_hash[g]))
