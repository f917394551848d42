"""What `exeunt show --spread` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exeunt.commands.printing import print_json, print_lines, print_table, records
from exeunt.errors import InputError

if TYPE_CHECKING:
    from exeunt.api import Outcome


def print_spread(outcome: Outcome, again: int | None, *, json: bool) -> None:
    """Print how much of the spread is unknown behaviour, disagreement among sources, and chance.

    Raises
    ------
    InputError
        If the members are too few to tell, or do not differ.

    """
    table = outcome.spread(again)
    told = None if table is None else outcome.spread_in_words(table)
    if table is None or told is None:
        members, needed = outcome.manifest["members"], outcome.members_for_spread()
        if members == 1:
            raise InputError("This run has a single member, and so no spread to take apart.")
        if members >= needed:
            raise InputError("The members of this run do not differ, so there is no spread to take apart.")
        raise InputError(
            f"{members} members are too few to tell what their spread is made of; for this run it takes {needed}."
        )
    if json:
        print_json(records(table))
        return
    print_lines(f"{told.sentence}\n\n")
    rows = [[row.name, row.behaviour, row.readings, row.chance] for row in told.rows]
    headers = ["how many arrive", "unknown behaviour", "disagreement among sources", "chance"]
    print_table("What the spread is made of (± standard error, in points)", headers, rows)
    print_lines(f"\n{told.note}")
