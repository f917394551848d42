"""What `exeunt show --spread` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exeunt.commands.printing import print_json, print_table, records
from exeunt.errors import InputError

if TYPE_CHECKING:
    from exeunt.api import Outcome


def print_spread(outcome: Outcome, again: int | None, *, json: bool) -> None:
    """Print how much of the spread is unknown behaviour, disagreement among sources, and chance.

    Raises
    ------
    InputError
        If the members are too few to tell.

    """
    # nothing is run again for a run that is too small to tell; what is run again is kept beside the run
    table = None if outcome.spread() is None else outcome.spread(again)
    told = outcome.spread_in_words()
    if table is None or told is None:
        raise InputError(
            f"{outcome.manifest['members']} members are too few to tell what their spread is made of, or they do not "
            "differ: it takes some 30 more than there are constants and claims that vary."
        )
    if json:
        print_json(records(table))
        return
    print(f"{told.sentence}\n")
    rows = [[row.name, row.behaviour, row.readings, row.chance] for row in told.rows]
    headers = ["how many arrive", "unknown behaviour", "disagreement among sources", "chance"]
    print_table("What the spread is made of (± standard error, in points)", headers, rows)
    print(f"\n{told.note}")
