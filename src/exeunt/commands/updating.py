"""The command `update`: where the moved run goes, and how the forecast moved."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from exeunt.commands.fitting import is_poor
from exeunt.commands.printing import command, number, print_table, records, span
from exeunt.wording import MEASURES, capitalised, joined, plural, when

if TYPE_CHECKING:
    import pandas as pd

    from exeunt.api import Outcome, Updated

MOST_ROWS = 24
MOST_OUTSIDE = 12
ONE_DAY = timedelta(days=1)


def update_folder(run: Path, after: Outcome) -> Path:
    """Return the folder beside a run for the run as it is moved, named by until when it knows."""
    assert after.learned_until is not None
    named = run if run.name else run.resolve()  # `.` has no name of its own
    return named.with_name(f"{named.name}-{after.learned_until:%Y-%m-%d}")


def print_update(updated: Updated, revision: pd.DataFrame, before: Outcome, folder: Path) -> None:
    """Print which figures moved the run, and what it says of tomorrow and of the rest."""
    after = updated.outcome
    print(f"{plural(len(updated.used), 'figure')} taken in: {joined(list(updated.used))}.")
    for id_, reason in updated.passed_over.items():
        print(f"Passed over: {id_}, for {reason}.")
    for id_, reason in updated.doubtful.items():
        print(f"Look whether {id_} is right, for {reason}.")
    print(f"{capitalised(after.learned_in_words)}.")
    print(f"{after.moved_in_words}\n")
    names = before.world.names
    rows = [
        [
            names.coded(row["where"]),
            MEASURES[row["measure"]] + (", at most" if row["measure"] == "queue_people" else ""),
            when(row["from"], row["until"] + ONE_DAY, year=after.spans_years),
            number(row["before"]),
            span(row["before_q05"], row["before_q95"]),
            number(row["after"]),
            span(row["after_q05"], row["after_q95"]),
        ]
        for row in records(revision.head(MOST_ROWS))
    ]
    headers = ["where", "what", "when", "before", "90 % band", "now", "90 % band"]
    if rows:
        print_table("How the forecast moved", headers, rows, left=3)
    else:
        print("The run ends before its forecast begins, so none of it moved.")
    _print_fit(after.learned_figures())
    shown, written = command("show", folder), command("report", folder)
    print(f"\nThe moved run lies in {folder}; {shown} prints its table, and {written} writes its report.")


def _print_fit(said: pd.DataFrame) -> None:
    """Print how many figures, these and those learned before, the moved members do not meet; and which."""
    outside = list(said.loc[~said["inside90"], "id"])
    more = ["others"] if len(outside) > MOST_OUTSIDE else []
    named = f": {joined([*outside[:MOST_OUTSIDE], *more])}" if outside else ""
    figures = f"{len(outside)} of {plural(len(said), 'figure')}, taken in now or learned from before,"
    print(f"\n{figures} {'lies' if len(outside) == 1 else 'lie'} outside the band of the moved members{named}.")
    if is_poor(len(outside), len(said)):
        print("That is a poor fit: put the figures into observations.csv and fit anew.")
        print("Where that is poor too, something that the scenario leaves out moves these figures.")
