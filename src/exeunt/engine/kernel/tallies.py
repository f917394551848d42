"""The tallies: what is written down at the end of a tick; step 6."""

from __future__ import annotations

from exeunt.behaviour.preferences import Preferences
from exeunt.compiled import step
from exeunt.engine.kernel.news import LONGEST
from exeunt.engine.kernel.records import ON_WAY, QUEUED, SEATS, STANDING, Now, Space, State, Tallies, Times, add_up
from exeunt.engine.kernel.waits import expected_wait


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
    for gate in range(len(sp.gate_hash)):
        people = 0.0
        cars = s.queue[sp.gate_line[gate, 0, 0]].n
        people += cars
        if sp.gate_line[gate, 0, 1] >= 0:
            people += s.queue[sp.gate_line[gate, 0, 1]].n
        vehicles = cars / sp.line[sp.gate_line[gate, 0, 0]].people
        # over the tick the line goes from what it was to what it is
        mean_people, mean_vehicles = 0.5 * (s.gate_seen[gate, 0] + people), 0.5 * (s.gate_seen[gate, 1] + vehicles)
        s.gate_seen[gate, 0], s.gate_seen[gate, 1] = people, vehicles
        b.tick[t, gate].vehicles = vehicles
        b.tick[t, gate].wait = expected_wait(sp, tm, capacity, s, sp.ordinary_line[gate, 0], t, now.ends, LONGEST)
        day = tm.gate_day[t, gate]
        if day >= 0:
            b.gate[day, gate].people += mean_people
            b.gate[day, gate].vehicles += mean_vehicles
    for line in range(len(sp.line)):
        gate = sp.line[line].gate
        if sp.line[line].kind == SEATS and gate >= 0 and sp.line[line].direction == 0:
            day = tm.gate_day[t, gate]
            if day >= 0:
                b.gate[day, gate].people += 0.5 * (s.queue[line].seen + s.queue[line].n)
            s.queue[line].seen = s.queue[line].n


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
