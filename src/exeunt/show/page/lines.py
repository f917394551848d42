"""The longest lines in a few words, for a reader who stops at the first screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from exeunt.outcome.bands import Band
from exeunt.outcome.queues import LongLine, long_line
from exeunt.show.gone import gone_in_words
from exeunt.show.page.finding import MANY_PEOPLE
from exeunt.wording import FEW_PEOPLE, about

if TYPE_CHECKING:
    from exeunt.show.subject import Subject

MOST_LINES = 5


@dataclass(frozen=True)
class Line:
    """One line: at which gate, how long, and when."""

    gate: str
    size: str
    when: str


def longest_lines(subject: Subject) -> tuple[Line, ...]:
    """Return the lines that are longest on average over the members, longest first."""
    return tuple(_line(row, subject) for row in subject.queues.head(MOST_LINES).to_dict("records"))


def _line(row: dict[Any, Any], subject: Subject) -> Line:
    people, hours = (Band(row[name], row[f"{name}_q05"], row[f"{name}_q95"]) for name in ("people", "hours"))
    size = f"{_sized(people)} people" + (" waiting for a seat" if row["seats"] else "")
    if hours.median >= 0.05:
        size += f", {_sized(hours)} hours"
    gate = str(row["gate"])
    long = long_line(subject.run, gate, MANY_PEOPLE)
    worst, clears = (long.worst, long.gone) if long else (row["date"], row["clears"])  # of the courses that are named
    which, whose = _whose(long, subject)
    gone = gone_in_words(clears, subject.day, lines=whose)
    return Line(
        gate=subject.names.gate_into(gate),
        size=size,
        when=f"{_often(long, subject)}{which}worst around {subject.day(worst)}; {gone}",
    )


def _whose(long: LongLine | None, subject: Subject) -> tuple[str, str]:
    """Say which lines the days are of, and name those that are gone: the one, else half of those.

    Of a single course nothing need be said; of several it is those that are long, or where none is, all that are any.
    """
    if not subject.has_band:
        return "", "it"
    if long:
        return ("this line is ", "it") if long.members == 1 else ("these lines are ", "half of them")
    return f"lines of {about(FEW_PEOPLE)} or more are ", "half of them"


def _sized(found: Band) -> str:
    ends = f" ({about(found.q05)} to {about(found.q95)})" if found.has_ends else ""
    return f"{about(found.median)}{ends}"


def _often(long: LongLine | None, subject: Subject) -> str:
    """Say in how many courses the line is long; nothing of a single course."""
    if not subject.has_band:
        return ""
    return f"{about(MANY_PEOPLE)} or more in {long.members if long else 0} of {subject.members} courses; "
