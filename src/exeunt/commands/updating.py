"""The command `update`: where the moved run goes, and how the forecast moved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exeunt.commands.printing import command, number, print_by_reason, print_table, records, span
from exeunt.wording import capitalised, foreseen, joined, moved_fit, plural

if TYPE_CHECKING:
    import pandas as pd

    from exeunt.api import Outcome, Updated

MOST_ROWS = 24


def update_folder(run: Path, after: Outcome) -> Path:
    """Return the folder beside a run for the run as it is moved, named by until when it knows."""
    assert after.learned_until is not None
    named = run if run.name else run.resolve()  # `.` has no name of its own
    return named.with_name(f"{named.name}-{after.learned_until:%Y-%m-%d}")


def print_update(updated: Updated, revision: pd.DataFrame, before: Outcome, folder: Path) -> None:
    """Print which figures moved the run, and what it says of tomorrow and of the rest."""
    after = updated.outcome
    print(f"{plural(len(updated.used), 'figure')} taken in: {joined(list(updated.used))}.")
    print_by_reason("Passed over", updated.passed_over)
    for id_, reason in updated.doubtful.items():
        print(f"Look whether {id_} is right, for {reason}.")
    print(f"{capitalised(after.learned_in_words)}.")
    print(f"{after.moved_in_words}\n")
    names = before.world.names
    rows = [
        [
            names.coded(row["where"]),
            *foreseen(row, year=after.spans_years),
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
    """Print how many figures, these and those learned before, the band of the moved run does not hold; and which."""
    outside = list(said.loc[~said["inside90"], "id"])
    print()
    print("\n".join(moved_fit(outside, len(said))))
