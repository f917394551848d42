"""A traveller's answer that shows itself on a map in a notebook."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Self

from exeunt.ways import answer

if TYPE_CHECKING:
    from exeunt.scenario.world import World
    from exeunt.show.charts.drawing import Picture


@dataclass(frozen=True, repr=False)
class Answer(answer.Answer):
    """A traveller's ways out, best first, as of the moment of the question; `world` is that in which it was asked.

    It prints itself; `as_json()` is what `exeunt ways --json` prints.
    """

    world: World | None = None

    @classmethod
    def of(cls, found: answer.Answer, world: World) -> Self:
        """Return an answer with the world it was found in."""
        return cls(**{each.name: getattr(found, each.name) for each in fields(found)}, world=world)

    def map(self) -> Picture | None:
        """Return the best of the ways on the map; None if there is none, or places on them have no coordinates."""
        from exeunt.show.map.ways_map import Course, ways_map

        if self.world is None:
            return None
        courses = [
            Course(self.name(way.country), (way.steps[0].start, *(step.end for step in way.steps))) for way in self.ways
        ]
        return ways_map(self.world, courses)

    def _repr_html_(self) -> str:
        from exeunt.show.charts.small import small

        found = self.map()
        return (small([found], width=420) if found else "") + super()._repr_html_()
