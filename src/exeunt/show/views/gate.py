"""What is known of one gate: what it lets through, its line day by day, when that clears, and who counted what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from exeunt.outcome.queues import of_seats
from exeunt.scenario.rows import records
from exeunt.show.charts.drawing import Picture
from exeunt.show.charts.queues import gate_row
from exeunt.show.figures import Figure
from exeunt.show.map.over_gates import by_air

if TYPE_CHECKING:
    from exeunt.show.subject import Subject


@dataclass(frozen=True)
class Capacity:
    """One thing that limits a gate, and the claim that says so."""

    what: str
    number: float


@dataclass(frozen=True)
class GateCard:
    """A gate; `seats` says that nobody passes it without one."""

    id: str
    title: str
    country: str
    air: bool
    seats: bool
    note: str
    capacities: tuple[Capacity, ...]
    hours: str
    claim: str
    figures: tuple[Figure, ...]
    pictures: tuple[Picture, ...]


CAPACITIES = {
    "people_per_day": "people a day",
    "vehicles_per_day": "vehicles a day",
    "foot_per_day": "people on foot a day",
}


def gate_card(subject: Subject, gate: str) -> GateCard:
    """Return the card of a gate, which must be one of the run."""
    gates = subject.world.gates
    row = records(gates[gates["id"] == gate])[0]
    links = subject.world.links
    drawn = gate_row(subject, gate, seats=gate in of_seats(subject.run))
    return GateCard(
        id=gate,
        title=drawn.title,
        country=str(row["country_to"]),
        air=gate in by_air(subject),
        seats=bool(links.loc[links["gate"] == gate, "seats_per_day"].notna().all()),
        note=drawn.note,
        capacities=tuple(
            Capacity(what, float(row[name]))
            for name, what in CAPACITIES.items()
            if name in row and not pd.isna(row[name])
        ),
        hours="" if pd.isna(row["opening_hours"]) else str(row["opening_hours"]),
        claim=str(row["claim"] or ""),
        figures=tuple(figure for figure in subject.figures if figure.target.where == gate),
        pictures=drawn.pictures,
    )
