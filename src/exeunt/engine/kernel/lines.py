"""Lines: who comes joins at the end, who has no patience or no leave to pass steps aside, all by the moments they came.

A gate that is shut keeps its line: those whom rules do not let pass on their link stand aside, in order and with the
time they have waited, and come back to their places when it opens to them.
"""

from __future__ import annotations

import numpy as np

from exeunt.behaviour.elementary import gone64
from exeunt.behaviour.preferences import Preferences
from exeunt.compiled import inner, step
from exeunt.engine.kernel.draws import binomial, join, uniform
from exeunt.engine.kernel.entries import (
    add,
    add_newcomers,
    after,
    await_due,
    keep_some,
    noted,
    put_in_order,
    sort,
    take_all,
)
from exeunt.engine.kernel.records import (
    ASIDE,
    BLOCK,
    FRESH,
    GIVE_UP,
    HOME,
    IN_CROWD,
    NEWLY,
    NOBODY,
    ON_WAY,
    PART,
    QUEUED,
    SEATS,
    STANDING,
    WAITING,
    Now,
    Space,
    State,
    Tallies,
    Times,
    hour_of,
)


@inner
def stand(
    sp: Space, s: State, now: Now, place: int, then: int, group: int, n: float, moment: float, key: np.uint64
) -> None:  # fmt: skip
    """Let people stand at a place for a while from a moment on; `then` is `HOME` or `NO_WAY`, where either is so."""
    s.elsewhere[STANDING] += n
    await_due(sp, s, now, sp.stands + place, then, group, n, moment + sp.stand_hours, key)


@inner
def turn_back(
    sp: Space, s: State, now: Now, link: int, group: int, n: float, moment: float, key: np.uint64
) -> None:  # fmt: skip
    """Let n people, counted as on their way, stand before a link."""
    if n > 0.0:
        s.elsewhere[ON_WAY] -= n
        before, then = np.int64(sp.link[link].begin), HOME if sp.link[link].returns else NOBODY
        stand(sp, s, now, before, then, group, n, moment, join(join(key, PART), np.uint64(now.t)))


@inner
def join_crowd(
    sp: Space, s: State, now: Now, place: int, group: int, n: float, moment: float, key: np.uint64
) -> None:  # fmt: skip
    """Note n people who will stand at a place from a moment on, with the others of their group and hour."""
    hour = hour_of(sp, now, moment)
    crowd = s.crowd[place, group, hour]
    if crowd.n <= 0.0:
        add(s, s.doing, IN_CROWD, place, hour, group, 0.0, 0.0, key)
    crowd.n += n
    crowd.hours += n * (moment - now.begins)
    crowd.key += key


@inner
def stand_together(sp: Space, s: State, now: Now, then: int) -> None:
    """Let those noted in this pass stand where they are, all of a group and an hour together.

    Apart they would become ever more entries while a border or a quota keeps them out, all of which choose again every
    half a day, and are split over their ways each time.
    """
    block = take_all(s.doing, IN_CROWD)
    while block >= 0:
        for i in range(block * BLOCK, block * BLOCK + s.block[block].fill):
            p, hour, group = np.int64(s.entry[i].way), np.int64(s.entry[i].then), np.int64(s.entry[i].group)
            crowd = s.crowd[p, group, hour]
            stand(sp, s, now, p, then, group, crowd.n, now.begins + crowd.hours / crowd.n, crowd.key)
            crowd.n, crowd.hours, crowd.key = 0.0, 0.0, np.uint64(0)
        block = after(s, block)


@step
def sort_newcomers(sp: Space, s: State) -> None:
    """Put those who have come to each line in this pass in order."""
    for line in range(len(sp.line)):
        if s.lines[FRESH, line].first >= 0:
            put_in_order(s, line)


@step
def close_ranks(sp: Space, s: State) -> None:
    """At the start of a tick: who came to a line in the one before stands behind those who were there already."""
    for line in range(len(sp.line)):
        if s.lines[NEWLY, line].first >= 0:
            add_newcomers(s, line)


@step
def lose_patience(sp: Space, tm: Times, m: Preferences, s: State, b: Tallies, now: Now) -> None:
    """Let some who stand in line give up, more of those who waited longer, none of those on their way home.

    Those of a group who give up at one place stand there together, whatever line they stood in: apart they would become
    ever more and ever smaller entries, as each chooses anew and comes to a line again. To be called when ranks are
    closed.
    """
    somebody = False
    for which in range(2 * len(sp.line)):
        line, lists = which // 2, s.lines[ASIDE if which % 2 else WAITING]
        block, first, all_stay = lists[line].first, lists[line].at, True
        while block >= 0:
            for i in range(block * BLOCK + first, block * BLOCK + s.block[block].fill):
                e = s.entry[i]
                some = impatient(sp, m, now, e.way, e.group, e.n, e.due, e.key)
                if some > 0.0:
                    give_up(sp, s, b, now, line, i, some, which % 2)
                    somebody |= e.group >= 0
                    all_stay &= e.n > 0.0
            block, first = s.block[block].next, 0
        if not all_stay:
            keep_some(s, lists, line)
    if somebody:
        stand_tired(sp, tm, s, now)


@inner
def give_up(sp: Space, s: State, b: Tallies, now: Now, line: int, i: int, some: float, aside: int) -> None:
    """Let some of an entry leave a line, tired of it; ordinary travellers turn round."""
    e = s.entry[i]
    s.queue[line].n -= some
    s.queue[line].aside -= some * aside
    e.n -= some
    if e.group < 0:
        b.ordinary_ledger[now.t, 1] += some
    else:
        s.elsewhere[QUEUED] -= some
        s.tired[sp.link[sp.way[e.way].link].begin, e.group] += some


@inner
def stand_tired(sp: Space, tm: Times, s: State, now: Now) -> None:
    """Let those who gave up a line in this tick stand before it for a while, to choose again."""
    key_t = join(tm.tick[now.t].key, GIVE_UP)
    for p in range(len(sp.place)):
        key_p = join(key_t, sp.place[p].hash)
        for g in range(len(sp.group)):
            if s.tired[p, g] > 0.0:
                stand(sp, s, now, p, NOBODY, g, s.tired[p, g], now.begins, join(key_p, sp.group[g].hash))
                s.tired[p, g] = 0.0


@inner
def impatient(
    sp: Space, m: Preferences, now: Now, way: int, group: int, n: float, due: float, key: np.uint64
) -> float:  # fmt: skip
    """Return how many of an entry in line give up since the last news."""
    waited = (now.begins - due) / 24.0
    if waited <= 0.0:
        return 0.0
    exposure = m.give_up * waited * m.news_hours / 24.0
    u = uniform(join(join(key, GIVE_UP), np.uint64(now.t)))
    if not u > 1.0 - n * exposure:  # (1 - p)^n >= 1 - n p: most entries end here
        return 0.0
    goes_home = group >= 0 and sp.link[sp.way[way].link].returns
    return 0.0 if goes_home else binomial(u, n, gone64(exposure))


@step
def let_pass_or_wait(sp: Space, tm: Times, s: State, now: Now) -> None:
    """When rules change: who may not pass stands aside, who may again comes back to his place in the line.

    To be called when ranks are closed.
    """
    see_who_is_shut(sp, tm, s, now)
    for line in range(len(sp.line)):
        if are_in_place(sp, tm, s, now, line):
            continue
        count = noted(s, s.lines[WAITING], line, 0)
        count = noted(s, s.lines[ASIDE], line, count)
        row = sort(s, count)
        waited, stood = take_all(s.lines[WAITING], line), take_all(s.lines[ASIDE], line)
        s.queue[line].aside = 0.0
        for k in range(count):
            e = s.entry[s.order[row, k]]
            if e.n <= 0.0:  # all of them passed before others who came at once with them
                continue
            shut = is_shut(sp, tm, now, line, e.way, e.group)
            s.queue[line].aside += e.n if shut else 0.0
            add(s, s.lines[ASIDE if shut else WAITING], line, e.way, e.then, e.group, e.n, e.due, e.key)
        while waited >= 0:
            waited = after(s, waited)
        while stood >= 0:
            stood = after(s, stood)


@inner
def see_who_is_shut(sp: Space, tm: Times, s: State, now: Now) -> None:
    """Note of each line whether rules let nobody at all pass, of whatever group and by whatever link."""
    epoch = tm.tick[now.t].epoch
    for line in range(len(sp.line)):
        gate, outwards = sp.line[line].gate, sp.line[line].direction == 0
        if sp.line[line].kind == SEATS:
            s.queue[line].shut = True
        else:
            s.queue[line].shut = outwards and tm.closed[epoch, gate, way_outwards(sp, gate, line)]
    for k in range(len(sp.link)):
        link = sp.link[k]
        if link.line >= 0 and (link.rule < 0 or link.returns or not tm.shut[epoch, link.rule]):
            s.queue[link.line].shut = False


@inner
def way_outwards(sp: Space, gate: int, line: int) -> int:
    """Return which of a gate's ways for ordinary travellers a line is: the usual one (0), or on foot beside it (1)."""
    return 0 if line == sp.ordinary_line[gate, 0] else 1


@inner
def are_in_place(sp: Space, tm: Times, s: State, now: Now, line: int) -> bool:
    """Say whether all who wait in a line may pass, and all who stand aside may not."""
    for aside in range(2):
        lists = s.lines[ASIDE if aside else WAITING]
        block, first = lists[line].first, lists[line].at
        while block >= 0:
            for i in range(block * BLOCK + first, block * BLOCK + s.block[block].fill):
                if is_shut(sp, tm, now, line, s.entry[i].way, s.entry[i].group) != (aside == 1):
                    return False
            block, first = s.block[block].next, 0
    return True


@inner
def is_shut(sp: Space, tm: Times, now: Now, line: int, way: int, group: int) -> bool:
    """Say whether rules do not let an entry of a line pass on the link it came by, or outwards at the gate."""
    if group < 0:
        gate, outwards = sp.line[line].gate, sp.line[line].direction == 0
        return outwards and tm.closed[tm.tick[now.t].epoch, gate, way_outwards(sp, gate, line)]
    link = sp.link[sp.way[way].link]
    may = link.rule < 0 or link.returns or tm.ruled[tm.tick[now.t].epoch, link.rule, sp.class_of[group]].open
    return not may
