"""Ordinary travellers, as they come to the gates and take their seats: step 4."""

from __future__ import annotations

import math

import numpy as np

from exeunt.behaviour.preferences import Preferences
from exeunt.compiled import inner, step
from exeunt.engine.kernel.crossings import pass_ordinary
from exeunt.engine.kernel.draws import join, poisson, uniform
from exeunt.engine.kernel.entries import enqueue
from exeunt.engine.kernel.records import (
    CITIZENS,
    LOAD,
    NOBODY,
    ORDINARY,
    Now,
    Space,
    State,
    Tallies,
    Times,
    draw,
    party,
)

FEW_AN_HOUR = 2.0  # so many come to a line each at a moment of his own
PARTY, PARTIES = 25.0, 12  # more come in parties of so many, at most so many of them an hour


@step
def bring_ordinary(sp: Space, tm: Times, m: Preferences, s: State, b: Tallies, now: Now) -> None:
    """Step 4: ordinary travellers come to the gates, on wheels if they can; those with seats travel.

    Outwards a wait that is known keeps some at home, who then do not come back either: citizens go home whatever the
    wait, as many fewer as set out before. Others have their homes on either side.
    """
    t = now.t
    for gate in range(tm.ordinary.shape[1]):
        out, back = sp.ordinary_line[gate, 0], sp.ordinary_line[gate, 1]
        s.stayed[t + 1, gate] = s.stayed[t, gate] + (1.0 - undeterred(m, s, out)) * sp.hours
        for direction in range(2):
            for who in range(2):
                rate = tm.ordinary[t, gate, direction, who]
                if rate > 0.0:
                    if direction == 0 or who == 1:
                        rate *= undeterred(m, s, back if direction == 1 else out)
                    else:
                        rate *= once_set_out(sp, m, s, gate, t)
                    let_come(sp, tm, s, b, now, gate, back if direction == 1 else out, who, rate, 2 * direction + who)
        foot = sp.gate_line[gate, 0, 1]
        for who in range(2):
            rate = tm.afoot[t, gate, who]
            if rate > 0.0 and foot >= 0:
                let_come(sp, tm, s, b, now, gate, foot, who, rate * undeterred(m, s, foot), 4 + who)
    for line in range(len(sp.line)):
        link = sp.line[line].link
        if link < 0:
            continue
        seats = sp.line[line].rate * sp.hours / 24.0
        seats = np.floor(seats * (t + 1)) - np.floor(seats * t)
        left = 1.0  # of the share of seats; others take theirs of those that citizens leave
        for who in range(2):
            load = tm.load[t, line, who]
            if seats > 0.0 and load > 0.0:
                key = join(join(join(tm.tick[t].key, LOAD), sp.link[link].hash), np.uint64(who))
                n = draw(key, seats, min(load / left, 1.0))
                seats, left = seats - n, left - load
                b.ordinary_ledger[t, 0] += n
                b.ordinary_ledger[t, 1] += n
                pass_ordinary(sp, tm, b, t, line, who, n)


@inner
def let_come(
    sp: Space, tm: Times, s: State, b: Tallies, now: Now, gate: int, line: int, who: int, rate: float, word: int
) -> None:  # fmt: skip
    """Let citizens (0) or others (1) come to a line of a gate, so many a tick; `word` tells apart the luck in them."""
    if rate > 0.0:
        key = join(join(join(tm.tick[now.t].key, ORDINARY), sp.gate_hash[gate]), np.uint64(word))
        b.ordinary_ledger[now.t, 0] += come_within_hours(sp, s, now, line, CITIZENS - who, rate, key)


@inner
def undeterred(m: Preferences, s: State, line: int) -> float:
    """Return the share of ordinary travellers whom the wait in a line, as it is known, does not keep at home."""
    return math.exp(-m.ordinary_wait * s.queue[line].wait_known / 24.0)


@inner
def once_set_out(sp: Space, m: Preferences, s: State, gate: int, t: int) -> float:
    """Return the share of ordinary travellers whom waits did not keep at home, over the days of a stay before now.

    From the middle of a tick to that of this one, over whole ticks.
    """
    ticks = int(np.rint(24.0 * m.ordinary_stay / sp.hours))
    if ticks < 1:
        return 1.0 - (s.stayed[t + 1, gate] - s.stayed[t, gate]) / sp.hours
    before = 0.0
    if t >= ticks:
        before = s.stayed[t - ticks, gate] + s.stayed[t - ticks + 1, gate]
    return 1.0 - 0.5 * (s.stayed[t, gate] + s.stayed[t + 1, gate] - before) / (ticks * sp.hours)


@inner
def come_within_hours(sp: Space, s: State, now: Now, line: int, who: int, rate: float, key: np.uint64) -> float:
    """Let ordinary travellers come to a line as a Poisson process of so many a tick, and return how many come.

    Each hour has a number of its own, so what comes of it does not depend on how long ticks are. Few come at moments
    of their own, more of them in parties evenly over their hour, so small that they make no line where there is none.
    """
    everybody = 0.0
    for hour in range(int(sp.hours)):
        begins, key_h = now.begins + hour, join(key, np.uint64(hour))
        n = poisson(uniform(key_h), rate / sp.hours)
        everybody += n
        parties = int(n) if n <= FEW_AN_HOUR else min(math.ceil(n / PARTY), PARTIES)
        for i in range(parties):
            some = party(n, i, parties)
            key_i = join(key_h, np.uint64(i))
            at = uniform(key_i) if n <= FEW_AN_HOUR else (i + 0.5) / parties
            enqueue(s, now, line, NOBODY, NOBODY, who, some, begins + at, key_i)
    return everybody
