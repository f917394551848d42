"""Who is taken, who sets out, who moves on: steps 2 and 3 of a tick."""

from __future__ import annotations

import numpy as np

from exeunt.behaviour.choice import Weights
from exeunt.behaviour.elementary import gone64
from exeunt.behaviour.preferences import Preferences
from exeunt.compiled import inner, step
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
    """Step 2: a binomial number of those a call-up names is taken from each home.

    Who is not taken may set out in the same tick: the two compete, and each takes those whom it reaches first.
    """
    tell(tm, s, t)
    dt = sp.hours / 24.0
    home, key_t = s.home, join(tm.tick[t].key, DRAFT)
    for h in range(s.home.shape[0]):
        p = sp.home_place[h]
        if not look_at_call(tm, m, s, t, h):
            continue
        leaves = tm.place_day[t, p] >= 0 and not tm.is_given[h]
        taken, exposed = 0.0, dt
        if tm.is_given[h]:  # of whom it is told, the one half on average before and the other after they have set out
            exposed *= 1.0 - 0.5 * min(s.told[h] / max(add_up(home[h]), 1.0), 1.0)
        for g in range(len(s.called)):
            s.exposed[g] = exposed * s.called[g]
        for i in range(look_for_reached(sp, s, h, join(key_t, sp.place[p].hash))):
            g = s.reached[i]
            away = dt * s.hazard[h, g] if leaves else 0.0
            k = binomial(s.luck[g], home[h, g], reached_first(s.exposed[g], away))
            if k > 0.0:
                home[h, g] -= k
                taken += k
        if taken > 0.0:
            b.ledger[t, 5] += taken
            day = tm.place_day[t, p]
            if day >= 0:
                b.place[day, p].drafted += taken


@inner
def look_at_call(tm: Times, m: Preferences, s: State, t: int, h: int) -> bool:
    """Note the hazard a day of being taken, of each group at a home in a tick; say whether anybody is called up."""
    called, anybody = s.called, False
    called.fill(0.0)
    for kind in range(len(tm.draft)):
        rate = tm.draft[kind, t, h]
        if rate > 0.0:
            anybody = True
            for g in range(len(called)):
                called[g] += rate * tm.draft_group[kind, g]
    if anybody:
        for g in range(len(called)):
            called[g] *= m.draft_factor
    return anybody


@inner
def reached_first(one: float, other: float) -> float:
    """Return the chance that a hazard reaches somebody in a time, and before another does.

    Exposures are hazards times the time. Of competing risks (Kalbfleisch & Prentice 2002, *The Statistical Analysis of
    Failure Time Data*, section 8.2) that are constant, one takes its part of all who are taken,
    one / (one + other) (1 - exp(-(one + other))).
    """
    return one / (one + other) * gone64(one + other) if one > 0.0 else 0.0


@inner
def reached_of_the_rest(one: float, other: float) -> float:
    """Return the chance that a hazard reaches first one of those whom the other did not; 1 where that leaves nobody."""
    left = 1.0 - reached_first(other, one)
    return min(reached_first(one, other) / left, 1.0) if left > 0.0 else 1.0


@step
def set_out(sp: Space, tm: Times, m: Preferences, s: State, b: Tallies, now: Now) -> None:
    """Step 3a: people at home set out, by hazard or as they are told (`given`)."""
    t, groups = now.t, s.home.shape[1]
    group, home, hazard = sp.group, s.home, s.hazard
    key_t, key_given = join(tm.tick[t].key, LEAVE), join(tm.tick[t].key, GIVEN)
    for h in range(s.home.shape[0]):
        p = sp.home_place[h]
        left, day = 0.0, tm.place_day[t, p]
        if tm.is_given[h]:
            n = s.told[h]
            if n <= 0.0:
                continue
            total = add_up(s.home[h])
            for g in range(groups):
                here = s.home[h, g]
                if n > 0.0 and here > 0.0:
                    key = join(join(key_given, sp.place[p].hash), group[g].hash)
                    k = hypergeometric(uniform(key), total, here, n)
                    n -= k
                    total -= here
                    leave(sp, s, now, h, g, k, key)
                    left += k
        elif day >= 0:  # by its own clock the period has begun, and is not over
            key_h = join(key_t, sp.place[p].hash)
            dt = sp.hours / 24.0
            look_at_call(tm, m, s, t, h)
            for g in range(groups):
                s.exposed[g] = dt * (hazard[h, g] + s.called[g]) if hazard[h, g] > 0.0 else 0.0
            for i in range(look_for_reached(sp, s, h, key_h)):
                g = s.reached[i]  # of whom the call-up has left some
                k = binomial(s.luck[g], home[h, g], reached_of_the_rest(dt * hazard[h, g], dt * s.called[g]))
                if k > 0.0:
                    leave(sp, s, now, h, g, k, join(key_h, group[g].hash))
                    left += k
        if left > 0.0 and day >= 0:
            b.place[day, p].departures += left


@inner
def leave(sp: Space, s: State, now: Now, h: int, g: int, k: float, key: np.uint64) -> None:
    """Let k people of a group leave home."""
    s.home[h, g] -= k
    s.away[g, h] += k
    if k > 0.0:
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
    return 0.0 if nobody_leaves(u, n, exposure) else binomial(u, n, gone64(exposure))


@inner
def nobody_leaves(u: float, n: float, exposure: float) -> bool:
    """Say whether it is quickly seen that none of n leaves: most cells end here, all those in which either is 0."""
    return not u > 1.0 - n * exposure  # (1 - p)^n = exp(-n exposure) >= 1 - n exposure


@inner
def look_for_reached(sp: Space, s: State, h: int, key: np.uint64) -> int:
    """Draw the uniform of each group for a key, note of which somebody at a home may be reached, and say how many.

    Apart from what comes of it, so that several are drawn at once. Hardly any are noted.
    """
    luck, exposed, here, reached, count = s.luck, s.exposed, s.home[h], s.reached, 0
    for g in range(len(luck)):
        luck[g] = uniform(join(key, sp.group_hash[g]))
    for g in range(len(luck)):
        reached[count] = g
        count += not nobody_leaves(luck[g], here[g], exposed[g])
    return count
