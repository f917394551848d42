"""The tallies: what is written down at the end of a tick; step 6."""

from __future__ import annotations

from exeunt.behaviour.preferences import Preferences
from exeunt.compiled import inner, step
from exeunt.engine.kernel.news import LONGEST
from exeunt.engine.kernel.records import (
    NOBODY,
    ON_WAY,
    QUEUED,
    STANDING,
    VEHICLES,
    Now,
    Space,
    State,
    Tallies,
    Times,
    add_up,
)
from exeunt.engine.kernel.waits import expected_wait

NOTHING = 1e-6  # hours of a line: what is left of adding up where nobody stood


@step
def write_tallies(sp: Space, tm: Times, m: Preferences, s: State, b: Tallies, now: Now) -> None:
    """Step 6: lines and waits at the end of the tick; stocks at the end of the local day; both ledgers."""
    t = now.t
    write_gates(sp, tm, m, s, b, now)
    for p in range(len(sp.place)):
        day = tm.place_day[t, p]
        if day >= 0 and tm.place_day[t + 1, p] != day:
            b.place[day, p].stock = add_up(s.settled[p])
    write_ledgers(sp, s, b, t)


@step
def write_gates(sp: Space, tm: Times, m: Preferences, s: State, b: Tallies, now: Now) -> None:
    """Write down the lines at the gates and before seats, outwards, and the wait on wheels; on foot where none pass."""
    t, capacity = now.t, m.gate_capacity[now.t]
    for line in range(len(sp.line)):
        gate, kind, day = sp.line[line].gate, sp.line[line].kind, NOBODY
        people = mean_line(sp, s, line)
        if gate >= 0 and sp.line[line].direction == 0:
            day = tm.gate_day[t, gate]
        if day >= 0:
            b.gate[day, gate].people += people
        if day >= 0 and kind == VEHICLES:
            b.gate[day, gate].vehicles += people / sp.line[line].people
    for gate in range(len(sp.gate_hash)):
        on_wheels = sp.gate_line[gate, 0, 0]
        b.tick[t, gate].vehicles = s.queue[on_wheels].n / sp.line[on_wheels].people
        b.tick[t, gate].wait = expected_wait(sp, tm, capacity, s, sp.ordinary_line[gate, 0], t, now.ends, LONGEST)


@inner
def mean_line(sp: Space, s: State, line: int) -> float:
    """Return how many stood in a line over a tick, in the mean, by the hours of each; to be called once a tick."""
    queue = s.queue[line]
    hours, queue.stood = queue.n * sp.hours + queue.stood, 0.0
    return hours / sp.hours if hours > NOTHING else 0.0


@step
def write_ledgers(sp: Space, s: State, b: Tallies, t: int) -> None:
    """Write down where everybody is, and how much ordinary traffic has come and gone."""
    in_line = 0.0
    for line in range(len(sp.line)):
        in_line += s.queue[line].n
    at_home, settled = 0.0, 0.0
    for h in range(len(s.home)):
        at_home += add_up(s.home[h])
    for p in range(len(sp.place)):
        if s.lived[p]:
            settled += add_up(s.settled[p])
    b.ledger[t, 0] = at_home
    b.ledger[t, 1] = s.elsewhere[ON_WAY]
    b.ledger[t, 2] = s.elsewhere[QUEUED]
    b.ledger[t, 3] = s.elsewhere[STANDING]
    b.ledger[t, 4] = settled
    if t > 0:
        b.ledger[t, 5] += b.ledger[t - 1, 5]
        b.ordinary_ledger[t, 0] += b.ordinary_ledger[t - 1, 0]
        b.ordinary_ledger[t, 1] += b.ordinary_ledger[t - 1, 1]
    b.ordinary_ledger[t, 2] = in_line - s.elsewhere[QUEUED]
