"""Lines: who comes joins at the end, who has no patience or no leave to pass steps aside, all by the moments they came.

A gate that is shut keeps its line: while rules let none of the groups pass on a link, those who came by it stand aside,
in order and with the time they have waited, and come back to their places when it opens.
"""

from __future__ import annotations

import math

import numpy as np

from exeunt.behaviour.preferences import Preferences
from exeunt.compiled import inner, step
from exeunt.engine.kernel.draws import join
from exeunt.engine.kernel.entries import await_due, enqueue, give_back, merged, new, put
from exeunt.engine.kernel.records import (
    AT_BORDER,
    CHOOSING,
    GIVE_UP,
    NOBODY,
    ON_WAY,
    QUEUED,
    STANDING,
    Now,
    Space,
    State,
    Tallies,
    Times,
    draw,
)


@inner
def stand(sp: Space, s: State, now: Now, e: int, place: int) -> None:
    """Let an entry stand at a place for a while, from the moment it has come to; the caller has counted it out."""
    s.entry[e].way = sp.ways + place
    s.entry[e].due += sp.stand_hours
    s.elsewhere[STANDING] += s.entry[e].n
    await_due(sp, s, now, e)


@step
def come_to_ends(sp: Space, tm: Times, s: State, now: Now) -> None:
    """Step 5a: those due in this tick have come to the end of their standing, or of a link: to its line, or border."""
    while s.due[now.t] >= 0:
        e = s.due[now.t]
        s.due[now.t] = s.entry[e].next
        s.entry[e].next = NOBODY
        if sp.ways <= s.entry[e].way < sp.ways + len(sp.place):
            put(s, CHOOSING, e)
            continue
        link = sp.way[s.entry[e].way].link
        line, rule = sp.link[link].line, sp.link[link].rule
        shut = False  # on arrival at it
        if rule >= 0 and not sp.link[link].returns:
            shut = not tm.ruled[tm.tick[now.t].epoch, rule, sp.group[s.entry[e].group].class_of].open
        if shut:
            s.elsewhere[ON_WAY] -= s.entry[e].n
            stand(sp, s, now, e, sp.link[link].begin)
        elif line < 0:
            put(s, AT_BORDER, e)
        else:
            s.elsewhere[ON_WAY] -= s.entry[e].n
            enqueue(s, line, e)


@step
def lose_patience(sp: Space, tm: Times, m: Preferences, s: State, b: Tallies, now: Now) -> None:
    """Let some who stand in line give up, more of those who waited longer, none of those on their way home."""
    for line in range(len(sp.line)):
        for aside in range(2):
            chain = s.queue[line].aside if aside else s.queue[line].head
            chain = without_impatient(sp, tm, m, s, b, now, line, chain)
            if aside:
                s.queue[line].aside = chain
            else:
                s.queue[line].head = chain


@inner
def without_impatient(
    sp: Space, tm: Times, m: Preferences, s: State, b: Tallies, now: Now, line: int, chain: int
) -> int:  # fmt: skip
    """Take those who give up out of a chain of a line, and return what is left of it."""
    head, last, e = chain, NOBODY, chain
    while e >= 0:
        following, n = s.entry[e].next, s.entry[e].n
        waited = (now.begins - s.entry[e].due) / 24.0
        link = sp.way[s.entry[e].way].link if s.entry[e].group >= 0 else NOBODY
        some = 0.0
        if waited > 0.0 and not (link >= 0 and sp.link[link].returns):
            p = -math.expm1(-m.give_up * waited * m.news_hours / 24.0)
            some = draw(join(join(s.entry[e].key, GIVE_UP), np.uint64(now.t)), n, p)
        if some > 0.0:
            s.queue[line].n -= some
            step_aside(sp, s, b, now, e, link, some)
        if some < n:
            last = e
        elif last < 0:
            head = following
        else:
            s.entry[last].next = following
        e = following
    return head


@inner
def step_aside(sp: Space, s: State, b: Tallies, now: Now, e: int, link: int, some: float) -> None:
    """Let some of an entry stand before the line they stood in; ordinary travellers turn round."""
    whole, key = some >= s.entry[e].n, join(join(s.entry[e].key, GIVE_UP), np.uint64(now.t))
    if link < 0:
        b.ordinary_ledger[now.t, 1] += some
        s.entry[e].n -= some
        if whole:
            give_back(s, e)
        return
    s.elsewhere[QUEUED] -= some
    those = e
    if not whole:
        s.entry[e].n -= some
        those = new(s, 0, s.entry[e].group, some, 0.0, key)
        if those < 0:
            return
    s.entry[those].due = now.begins
    stand(sp, s, now, those, sp.link[link].begin)


@step
def let_pass_or_wait(sp: Space, tm: Times, s: State, now: Now) -> None:
    """When rules change: who may pass on no account stands aside, who may again comes back to his place in the line."""
    for line in range(len(sp.line)):
        stay, go = NOBODY, NOBODY
        stays, goes = NOBODY, NOBODY
        e = merged(s, s.queue[line].head, s.queue[line].aside)
        while e >= 0:
            following = s.entry[e].next
            s.entry[e].next = NOBODY
            if is_shut(sp, tm, s, now, e):
                if stay < 0:
                    stays = e
                else:
                    s.entry[stay].next = e
                stay = e
            else:
                if go < 0:
                    goes = e
                else:
                    s.entry[go].next = e
                go = e
            e = following
        s.queue[line].head, s.queue[line].aside = goes, stays


@inner
def is_shut(sp: Space, tm: Times, s: State, now: Now, e: int) -> bool:
    """Say whether rules let nobody at all pass on the link that an entry came by."""
    if s.entry[e].group < 0:
        return False
    link = sp.way[s.entry[e].way].link
    rule = sp.link[link].rule
    return rule >= 0 and not sp.link[link].returns and tm.shut[tm.tick[now.t].epoch, rule]


@step
def note_ends(s: State, changed: bool) -> None:
    """At the start of a tick: all who stand in a line have come before it; its end is sought if that has `changed`."""
    for line in range(len(s.queue)):
        if changed:
            last = NOBODY
            e = s.queue[line].head
            while e >= 0:
                last = e
                e = s.entry[e].next
            s.queue[line].tail = last
        s.queue[line].settled = s.queue[line].tail
