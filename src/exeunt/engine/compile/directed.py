"""The rows of `links` as directed links between numbered places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exeunt.scenario.links import Link, directed
from exeunt.scenario.rows import records

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Directed:
    """A link from one numbered place to another; `gate` is -1 without one, `seats` NaN without limit."""

    start: int
    end: int
    mode: str
    hours: float
    price: float
    seats: float
    gate: int

    def id(self, places: Sequence[str], gates: Sequence[str]) -> str:
        """Return its id."""
        return Link(places[self.start], places[self.end], self.mode, gates[self.gate] if self.gate >= 0 else "").id


def directed_links(table: pd.DataFrame, places: Mapping[str, int], gates: Mapping[str, int]) -> list[Directed]:
    """Return the links of a table, each once, a row that leads both ways followed by its way back."""
    links = {
        row["id"]: Directed(
            places[row["from"]],
            places[row["to"]],
            row["mode"],
            row["hours"],
            row["price"],
            row["seats_per_day"],
            gates[row["gate"]] if row["gate"] else -1,
        )
        for row in records(directed(table))
    }
    return list(links.values())
