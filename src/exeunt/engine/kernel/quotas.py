"""Quotas: what they free, and whom they let in at a border and turn back; part of step 5."""

from __future__ import annotations

import numpy as np

from exeunt.compiled import inner, step
from exeunt.engine.kernel.draws import hypergeometric, join, uniform
from exeunt.engine.kernel.entries import add, after, take_all
from exeunt.engine.kernel.lines import join_crowd, stand_together, turn_back
from exeunt.engine.kernel.records import (
    AT_QUOTA,
    BLOCK,
    NOBODY,
    ON_WAY,
    PART,
    QUOTA,
    THROUGH,
    Now,
    Space,
    State,
    Times,
    hour_of,
    in_force,
    is_dealt_with,
)

KEPT = -1.0  # in the place of a quota's share: it has been kept in this pass


@inner
def allow_quotas(sp: Space, tm: Times, s: State, t: int) -> None:
    """Give each quota what it lets in in a tick, beside what it has left of its local day; `keep_quotas` says when."""
    hours = int(sp.hours)
    for q in range(len(s.quota_credit)):
        if in_force(tm, q, t):
            credit = 0.0 if tm.quota_hour[q, t * hours].anew else s.quota_credit[q]
            for hour in range(t * hours, (t + 1) * hours):
                credit += tm.quota_hour[q, hour].allows
            s.quota_credit[q] = credit


@inner
def has_quota(sp: Space, tm: Times, now: Now, link: int, group: int) -> bool:
    """Say whether a quota has to let a group in on a link at this tick."""
    has_one = False
    if sp.link[link].quota_step >= 0:
        for q in range(len(tm.quota)):
            has_one |= needs(tm, now, q, link, group)
    return has_one


@inner
def needs(tm: Times, now: Now, q: int, link: int, group: int) -> bool:
    """Say whether a group needs a quota's leave on a link at this tick."""
    return tm.quota_link[q, link] and tm.quota_group[q, group] and in_force(tm, q, now.t)


@step
def keep_quotas(sp: Space, tm: Times, s: State, now: Now, step: int) -> None:
    """Let in whom the quotas of a step still let in, and turn back the others: hour by hour, whatever the tick.

    A gate that opens has its line pass at once: were all that a tick frees there at its start, a quota would let in the
    more of it the longer ticks are. Who needs the quotas of another step waits for it.
    """
    sort_by_hour(sp, tm, s, now, step)
    for hour in range(int(sp.hours)):
        if s.comes[hour].first < 0:
            continue
        keep_in_hour(sp, tm, s, now, hour)
        b = take_all(s.comes, hour)
        while b >= 0:
            for i in range(b * BLOCK, b * BLOCK + s.block[b].fill):
                e = s.entry[i]
                add(s, s.doing, THROUGH, e.way, e.then, e.group, e.n, e.due, e.key)
            b = after(s, b)
    stand_together(sp, s, now, NOBODY)


@inner
def sort_by_hour(sp: Space, tm: Times, s: State, now: Now, step: int) -> None:
    """Put those who need the quotas of a step in lists by the hour in which they come, and add up whom each lets in."""
    s.quota_need[:] = 0.0
    b = take_all(s.doing, AT_QUOTA)
    while b >= 0:
        for i in range(b * BLOCK, b * BLOCK + s.block[b].fill):
            e = s.entry[i]
            link = np.int64(sp.way[e.way].link)
            if not is_dealt_with(sp, sp.link[link].quota_step, step):
                add(s, s.doing, AT_QUOTA, e.way, e.then, e.group, e.n, e.due, e.key)
                continue
            hour = hour_of(sp, now, e.due)
            for q in range(len(tm.quota)):
                if needs(tm, now, q, link, np.int64(e.group)):
                    s.quota_need[hour, q] += e.n
            add(s, s.comes, hour, e.way, e.then, e.group, e.n, e.due, e.key)
        b = after(s, b)


@inner
def keep_in_hour(sp: Space, tm: Times, s: State, now: Now, hour: int) -> None:
    """Turn back some of those who come in an hour of a tick: each as likely as another of this pass.

    Who falls under several quotas needs all of them. That which lets in the smallest share of this pass is kept first,
    and whom a later one turns back takes up no room of an earlier.
    """
    need = s.quota_need[hour]
    for q in range(len(need)):
        s.quota_share[q] = left_by(sp, tm, s, now, q, hour) / need[q] if need[q] > 0.0 else np.inf
    for _ in range(len(need)):
        q = strictest(s)
        if s.quota_share[q] == np.inf:
            return
        s.quota_share[q] = KEPT
        total = need[q]
        room = min(left_by(sp, tm, s, now, q, hour), total)
        s.quota_credit[q] -= room
        if room < total:
            turn_some_back(sp, tm, s, now, q, hour, total, room)


@inner
def turn_some_back(
    sp: Space, tm: Times, s: State, now: Now, q: int, hour: int, total: float, room: float
) -> None:  # fmt: skip
    """Turn back all but so many of those who come in an hour and need a quota's leave; no other has to let them in."""
    b = take_all(s.comes, hour)
    while b >= 0:
        for i in range(b * BLOCK, b * BLOCK + s.block[b].fill):
            e = s.entry[i]
            k, link, group = np.float64(e.n), np.int64(sp.way[e.way].link), np.int64(e.group)
            if needs(tm, now, q, link, group):
                key = join(join(join(e.key, QUOTA), tm.quota[q].hash), np.uint64(now.t))
                k = hypergeometric(uniform(key), total, e.n, room)
                total -= e.n
                room -= k
                keep_out(sp, s, now, link, group, e.n - k, max(e.due, now.begins), key)
                for other in range(len(tm.quota)):
                    if k < e.n and other != q and needs(tm, now, other, link, group):
                        if s.quota_share[other] == KEPT:
                            s.quota_credit[other] += e.n - k
                        else:
                            s.quota_need[hour, other] -= e.n - k
            if k > 0.0:
                add(s, s.comes, hour, e.way, e.then, e.group, k, e.due, e.key)
        b = after(s, b)


@inner
def keep_out(
    sp: Space, s: State, now: Now, link: int, group: int, n: float, moment: float, key: np.uint64
) -> None:  # fmt: skip
    """Turn back n people at a quota: those who flee stand there together, as they will try again and again."""
    if sp.link[link].returns:
        turn_back(sp, s, now, link, group, n, moment, key)
    elif n > 0.0:
        s.elsewhere[ON_WAY] -= n
        join_crowd(sp, s, now, np.int64(sp.link[link].begin), group, n, moment, join(key, PART))


@inner
def left_by(sp: Space, tm: Times, s: State, now: Now, q: int, hour: int) -> float:
    """Return how many more a quota lets in by an hour of a tick: what it has left, but for what later hours free."""
    hours, left = int(sp.hours), s.quota_credit[q]
    for later in range(now.t * hours + hour + 1, (now.t + 1) * hours):
        left -= tm.quota_hour[q, later].allows
    return max(np.floor(left + 1e-9), 0.0)


@inner
def strictest(s: State) -> int:
    """Return the quota that lets in the smallest share, of those that were not kept yet: of several the first."""
    found = 0
    for q in range(len(s.quota_share)):
        if s.quota_share[found] == KEPT or KEPT < s.quota_share[q] < s.quota_share[found]:
            found = q
    return found
