"""Queues at the gates over the days: vehicles, kilometres and hours, with what was counted there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from exeunt.show.charts.drawing import Picture
from exeunt.show.charts.fan import LEAST, fan_of, key_of
from exeunt.show.figures import Figure
from exeunt.show.gone import gone_in_words
from exeunt.wording import FEW_PEOPLE, about, decimals, unit_of

if TYPE_CHECKING:
    from exeunt.show.subject import Subject

MOST_GATES = 5
MOST_AIRPORTS = 3
SIZES = {"queue_vehicles": "vehicles in line", "queue_km": "kilometres of line", "wait_hours": "hours of waiting"}
PEOPLE = {"queue_people": "people in line"}


@dataclass(frozen=True)
class GateRow:
    """The pictures of one gate."""

    gate: str
    title: str
    note: str
    pictures: tuple[Picture, ...]


def queues_chart(subject: Subject) -> tuple[GateRow, ...]:
    """Return the gates with the longest queues, those where a queue was counted, and the longest waits for a seat."""
    return tuple(_rows(subject))


def _rows(subject: Subject) -> Iterator[GateRow]:
    seats = subject.queues["seats"].astype(bool)
    longest = [str(gate) for gate in subject.queues.loc[~seats, "gate"].head(MOST_GATES)]
    counted = [f.target.where for f in subject.drawn if f.target.measure in {**SIZES, **PEOPLE}]
    gates = [gate for gate in dict.fromkeys([*longest, *counted]) if gate in subject.labels("gate")]
    for gate in gates:
        yield gate_row(subject, gate, seats=False)
    for gate in subject.queues.loc[seats, "gate"].head(MOST_AIRPORTS):
        yield gate_row(subject, str(gate), seats=True)


def gate_row(subject: Subject, gate: str, *, seats: bool) -> GateRow:
    """Return the pictures of one gate: of vehicles and kilometres, or of people where no vehicle waits."""
    at = subject.labels("gate").index(gate)
    sizes = dict(SIZES)
    # those who wait for a seat, a train or on foot have no vehicles
    counted = _figures(subject, gate, "queue_vehicles") + _figures(subject, gate, "queue_km")
    if seats or not (counted or subject.daily("queue_vehicles")[:, :, at].any()):
        sizes = {**PEOPLE, "wait_hours": SIZES["wait_hours"]}
    return GateRow(
        gate=gate,
        title=subject.line_at(gate, seats=seats),
        note=_note(subject, gate),
        pictures=tuple(
            _picture(subject, gate, at, measure, unit)
            for measure, unit in sizes.items()
            if _is_told(subject, gate, at, measure, seats=seats)
        ),
    )


def _is_told(subject: Subject, gate: str, at: int, measure: str, *, seats: bool) -> bool:
    """Whether anything is known of a measure at a gate: nobody says how long a seat is waited for."""
    if _figures(subject, gate, measure):
        return True
    return not (seats and measure == "wait_hours") and bool(np.isfinite(subject.daily(measure)[:, :, at]).any())


def _picture(subject: Subject, gate: str, at: int, measure: str, unit: str) -> Picture:
    figures = _figures(subject, gate, measure)
    name = subject.names.gate(gate)
    return Picture(
        name=subject.anchor(f"queue-{gate}-{measure.removeprefix('queue_').removeprefix('wait_')}"),
        title=unit,
        context=name,
        key=f"Mean of the day. {key_of(subject, figures)}",
        said=f"{name}: {unit}, mean of the day.",
        spec=fan_of(
            subject,
            measure,
            subject.daily(measure)[:, :, at],
            figures,
            unit=None,
            height=120,
            least=LEAST / 10 ** decimals(unit_of(measure)),
        ),
        figures=figures,
    )


def _figures(subject: Subject, gate: str, measure: str) -> tuple[Figure, ...]:
    return tuple(
        figure
        for figure in subject.drawn
        if figure.target.where == gate and figure.target.measure == measure and _is_level(figure)
    )


def _is_level(figure: Figure) -> bool:
    return figure.target.aggregate in ("mean", "per_day", "max_per_day", "sum")


def _note(subject: Subject, gate: str) -> str:
    found = subject.queues[subject.queues["gate"] == gate]
    if found.empty:
        on_average = " on average over the members" if subject.has_band else ""
        return f"In this run the longest queue stays below {about(FEW_PEOPLE)} people{on_average}."
    row = found.iloc[0]
    if not subject.has_band:
        return f"Longest around {subject.day(row['date'])}; {gone_in_words(row['clears'], subject.day)}."
    gone = gone_in_words(row["clears"], subject.day, lines="half of them")
    return f"Lines of {about(FEW_PEOPLE)} people or more are longest around {subject.day(row['date'])}; {gone}."
