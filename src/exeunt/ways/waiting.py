"""How long the traveller himself would wait: in lines as they stand when he asks, from the hour he comes to each.

The crowd, and so what a way is worth, goes by what is known of a line wherever one is: see `Crowd.wait`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from exeunt.engine.kernel.asking import Lines, waits
from exeunt.handed import Handed

if TYPE_CHECKING:
    from exeunt.engine.compile.arrays import Arrays
    from exeunt.engine.members import Course

Floats = NDArray[np.float64]


def lines_of(courses: Sequence[Course], tick: int) -> Lines:
    """Return the lines of some members after the last tick that they have run."""
    states = [course.state for course in courses]
    return Lines(
        tick=tick,
        queue=np.array([state.queue for state in states]),
        gate_at=states[0].gate_at.copy(),
        gate_capacity=np.array([course.preferences.gate_capacity[tick] for course in courses]),
    )


class Waits:
    """The hours that somebody waits in a line, by the hours from the moment of asking until he comes to it."""

    def __init__(self, arrays: Arrays, lines: Lines, utc: pd.Timestamp) -> None:
        self._space, self._times, self._lines = Handed(arrays.space), Handed(arrays.times), lines
        self._asked = (utc - arrays.clock.start) / pd.Timedelta(hours=1)
        self._stand = (lines.tick + 1) * arrays.space.hours  # the moment as of which the lines are known
        self._usual: dict[tuple[int, float], float] = {}

    def each(self, line: int, hour: float) -> Floats:
        """Return them by member, shape (members,); no hours without a line (-1)."""
        found = np.zeros(len(self._lines.queue))
        if line >= 0:
            moment = self._asked + hour
            waits(self._space, self._times, self._met(moment), line, moment, found)
        return found

    def _met(self, moment: float) -> Lines:
        """Return the lines as somebody meets them: as long, and for as long busy with whom they serve, as they stand.

        Who comes before the tick is over of whose end they are known does not wait for that end.
        """
        early = max(self._stand - moment, 0.0)
        if early == 0.0:
            return self._lines
        queue = self._lines.queue.copy()
        queue["free"] -= early
        return self._lines._replace(queue=queue)

    def usual(self, line: int, hour: float) -> float:
        """Return their median; many ways come to a line at one hour."""
        if (line, hour) not in self._usual:
            self._usual[line, hour] = float(np.median(self.each(line, hour))) if line >= 0 else 0.0
        return self._usual[line, hour]
