"""What the ways of a place weigh at a moment, to those of a member who would choose among them there.

The simulation weighs the ways of a home at each news, those of any other place only when somebody chooses there: after
that the world goes on, and they may be asked for before it.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from exeunt.behaviour.choice import Choices, Legs, Weights
from exeunt.behaviour.weighing import weigh
from exeunt.compiled import plain
from exeunt.handed import Handed

if TYPE_CHECKING:
    from exeunt.behaviour.preferences import Preferences


class Weighed:
    """The ways of one member that has stopped at a moment; may be asked from any thread."""

    def __init__(self, ways: Choices, weighs: Preferences, weights: Weights) -> None:
        self._weights, self._lock = weights, Lock()
        self._handed = Handed(ways), Handed(weights)
        self._by = Handed(weighs.legs), float(weighs.scale), float(weighs.nest_ratio)

    def at(self, place: int) -> Weights:
        """Return the weights, in which those of a place are as of the last news."""
        with self._lock:
            weigh_if_news(*self._handed, place, *self._by)
        return self._weights


@plain
def weigh_if_news(ways: Choices, w: Weights, p: int, legs: Legs, mu: float, ratio: float) -> None:
    """Weigh the ways of a place as somebody does who chooses there."""
    if w.seen[p] < w.news[0]:
        weigh(ways, w, p, legs, mu, ratio)
