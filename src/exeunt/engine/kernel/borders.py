"""At the border: who is turned back there, and how people go on, settle or stand behind it; part of step 5."""

from __future__ import annotations

from typing import Any

import numpy as np

from exeunt.behaviour.choice import Weights
from exeunt.compiled import inner, step
from exeunt.engine.kernel.crossings import count_crossing
from exeunt.engine.kernel.draws import join
from exeunt.engine.kernel.entries import add, after, await_due, enqueue, take_all
from exeunt.engine.kernel.homecoming import be_home
from exeunt.engine.kernel.lines import stand, turn_back
from exeunt.engine.kernel.quotas import has_quota
from exeunt.engine.kernel.records import (
    AT_QUOTA,
    BLOCK,
    CHOOSING,
    DUE,
    NOBODY,
    ON_WAY,
    STOP,
    THROUGH,
    Now,
    Space,
    State,
    Tallies,
    Times,
    draw,
)


@step
def go_on(sp: Space, tm: Times, s: State, w: Weights, b: Tallies, now: Now, where: int) -> None:
    """Let all go on who are at the end of their link in this tick (`DUE`), `AT_BORDER`, or let in there (`THROUGH`).

    Who comes to the end of a link joins the line before its border, if there is one. At the border a rule stops some,
    and whom a quota has to let in waits for that. The others are through: they settle, or take the next link of their
    way; who may do neither stands there. Who has stood for a while chooses.
    """
    block = take_all(s.due, now.t) if where == DUE else take_all(s.doing, where)
    while block >= 0:
        for i in range(block * BLOCK, block * BLOCK + s.block[block].fill):
            e = s.entry[i]
            if sp.stands <= e.way < sp.stands + len(sp.place):
                add(s, s.doing, CHOOSING, e.way, e.then, e.group, e.n, e.due, e.key)
                continue
            if e.way >= sp.stands + 3 * len(sp.place):
                be_home(s, np.int64(e.group), e.n)
                continue
            if where == DUE and stays_before(sp, tm, s, now, sp.way[e.way].link, e):
                continue
            n = e.n
            if where != THROUGH:
                n -= stopped_at(sp, tm, s, now, sp.way[e.way].link, e)
                if n > 0.0 and has_quota(sp, tm, now, sp.way[e.way].link, e.group):
                    add(s, s.doing, AT_QUOTA, e.way, e.then, e.group, n, e.due, e.key)
                    continue
            if n > 0.0:
                cross(sp, tm, s, w, b, now, e.way, np.int64(e.then), np.int64(e.group), n, e.due, e.key)
        block = after(s, block)


@inner
def stays_before(sp: Space, tm: Times, s: State, now: Now, row: int, e: Any) -> bool:
    """Let an entry that comes to a link's border find it shut, or join its line, and say whether it did."""
    link, epoch = sp.link[row], tm.tick[now.t].epoch
    shut = link.rule >= 0 and not link.returns and tm.meets[epoch, link.rule].shuts
    if shut and not tm.ruled[epoch, link.rule, sp.class_of[e.group]].open:
        s.elsewhere[ON_WAY] -= e.n
        stand(sp, s, now, np.int64(link.begin), NOBODY, np.int64(e.group), e.n, e.due, e.key)
        return True
    if link.line >= 0:
        s.elsewhere[ON_WAY] -= e.n
        enqueue(s, now, link.line, e.way, e.then, e.group, e.n, e.due, e.key)
        return True
    return False


@inner
def stopped_at(sp: Space, tm: Times, s: State, now: Now, row: int, e: Any) -> float:
    """Turn back some of an entry at a border, if a rule stops any, and return how many."""
    link, epoch = sp.link[row], tm.tick[now.t].epoch
    if link.rule < 0 or not tm.meets[epoch, link.rule].stops:
        return 0.0
    risk = np.float64(tm.stopped[epoch, link.rule, e.group])
    if risk <= 0.0:
        return 0.0
    stopped = draw(join(join(e.key, STOP), link.hash), e.n, risk)
    turn_back(sp, s, now, row, np.int64(e.group), stopped, e.due, e.key)
    return stopped


@inner
def cross(
    sp: Space, tm: Times, s: State, w: Weights, b: Tallies, now: Now, way: int, then: int, group: int, n: float,
    moment: float, key: np.uint64,
) -> None:  # fmt: skip
    """Let people over the border of the link they are on, if there is one, and settle or go on there."""
    row, following, end = sp.way[way].link, sp.way[way].rest, sp.way[way].end
    link = sp.link[row]
    if link.crosses:
        count_crossing(sp, tm, s, b, now, row, group, n)
    if link.returns:
        if following >= 0:
            await_due(sp, s, now, following, NOBODY, group, n, moment + sp.way[following].hours, key)
        else:
            be_home(s, group, n)
        return
    if following < 0 and then >= 0:  # the last door
        following, then, end = then, NOBODY, sp.way[then].end
    if following >= 0 and sp.way[following].link >= 0:
        take(sp, tm, s, w, now, following, then, group, n, moment, key)
        return
    s.elsewhere[ON_WAY] -= n
    if tm.leave[tm.tick[now.t].epoch, end, sp.class_of[group]].allowed:
        settle(s, end, group, n)
    else:
        stand(sp, s, now, end, NOBODY, group, n, moment, key)


@inner
def settle(s: State, p: int, group: int, n: float) -> None:
    """Let n people of a group settle at a place."""
    s.settled[p, group] += n
    s.fresh[p, group] += n
    s.lived[p] = True


@inner
def take(
    sp: Space, tm: Times, s: State, w: Weights, now: Now, way: int, then: int, group: int, n: float, moment: float,
    key: np.uint64,
) -> None:  # fmt: skip
    """Let people, counted as on their way, take the first leg of a way at a moment, by the roads that are best now.

    Rules may delay who sets out on the last link of the leg, which those before it lead to.
    """
    if sp.way[way].roads >= 0:
        roads = sp.roads[sp.way[way].roads]
        way = sp.begins[roads.first + w.by[roads.leg, sp.class_of[group]]]
    hours, link = sp.way[way].hours, sp.link[sp.way[way].link]
    if link.rule >= 0:
        sets_out = int((moment + hours - link.hours) / sp.hours)
        epoch = tm.tick[min(max(sets_out, now.t), len(tm.tick) - 1)].epoch
        if tm.meets[epoch, link.rule].delays:
            hours += tm.ruled[epoch, link.rule, sp.class_of[group]].delay
    await_due(sp, s, now, way, then, group, n, moment + hours, key)
