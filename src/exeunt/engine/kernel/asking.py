"""What somebody asks of a run that has stopped at a moment: how long he would wait, coming to a line at a later one."""

from __future__ import annotations

from typing import NamedTuple

from exeunt.compiled import plain
from exeunt.engine.kernel.news import LONGEST
from exeunt.engine.kernel.records import Floats, Ints, Records, Space, Times
from exeunt.engine.kernel.waits import expected_wait


class Lines(NamedTuple):
    """The lines of some members after a tick: of each one's `State` and `Preferences` what a wait depends on."""

    tick: int
    queue: Records  # (members, lines)
    gate_at: Ints  # (gates,)
    gate_capacity: Floats  # (members, gates): in the tick


class OfMember(NamedTuple):
    """The same of one member."""

    queue: Records
    gate_at: Ints


@plain
def waits(sp: Space, tm: Times, lines: Lines, line: int, moment: float, out: Floats) -> None:
    """Work out the hours, `out` (members,), that somebody would wait who joins a line as it stands, but at a moment."""
    for i in range(len(out)):
        of = OfMember(lines.queue[i], lines.gate_at)
        out[i] = expected_wait(sp, tm, lines.gate_capacity[i], of, line, lines.tick, moment, LONGEST)
