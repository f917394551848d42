"""What was foretold of figures on earlier evenings, as the rows of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from exeunt.outcome.discrepancy import missing_in_words
from exeunt.outcome.evenings import beside_counts, in_words

if TYPE_CHECKING:
    from exeunt.show.figures import Figure
    from exeunt.show.subject import Subject


@dataclass(frozen=True)
class Foretold:
    """A figure, and what was said of it on an evening on which it was not known."""

    evening: str
    figure: Figure
    median: float
    low: float
    high: float
    held: bool


def foretold(subject: Subject, said: pd.DataFrame) -> tuple[Foretold, ...]:
    """Return what was said of figures, evening by evening."""
    figures = {figure.id: figure for figure in subject.figures}
    rows = beside_counts(said, subject.world.observations)
    return tuple(
        Foretold(
            subject.day(row["evening"]),
            figures[row["id"]],
            row["median"],
            row["q05"],
            row["q95"],
            held=bool(row["inside90"]),
        )
        for row in rows.to_dict("records")
        if row["id"] in figures
    )


def evenings_in_words(subject: Subject) -> str:
    """Say what members knew on each evening, and from when on they were moved by it and no longer run."""
    moved, learned = subject.run.moved_in_short, subject.run.manifest.get("posterior")
    if moved and not learned:
        return f"After the first evening the run was {moved}."
    until = f" until {subject.day(learned['until'])}" if moved and learned else ""
    run = f"On every evening{until} members learned from what was known then, and nothing later, and were run on"
    return f"{run}; since then they were {moved}." if moved else f"{run}."


def foretold_in_words(subject: Subject, said: pd.DataFrame) -> str:
    """Say how often it held, and what was learned from that."""
    held = in_words(beside_counts(said, subject.world.observations))
    taught = subject.run.taught_to_miss
    return f"{held} {missing_in_words(taught, is_taught=True)}" if taught else held
