"""What `exeunt show --spread` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exeunt.commands.printing import print_json, print_table, records
from exeunt.errors import InputError

if TYPE_CHECKING:
    from exeunt.outcome.outcome import Outcome


def print_spread(outcome: Outcome, again: int | None, *, json: bool) -> None:
    """Print how much of the spread is unknown behaviour, disagreement among sources, and chance.

    Raises
    ------
    InputError
        If the members are too few to tell.

    """
    from exeunt.show.names import names_of
    from exeunt.show.spread import spread_in_words

    # nothing is run again for a run that is too small to tell
    table = None if outcome.spread(None) is None else outcome.spread(again)
    if table is None:
        raise InputError(
            f"{outcome.manifest['members']} members are too few to tell what their spread is made of, or they do not "
            "differ: it takes some 30 more than there are constants and claims that vary."
        )
    if json:
        print_json(records(table))
        return
    told = spread_in_words(table, names_of(outcome.world))
    print(f"{told.sentence}\n")
    rows = [[row.name, row.behaviour, row.readings, row.chance] for row in told.rows]
    headers = ["how many arrive", "unknown behaviour", "disagreement among sources", "chance"]
    print_table("What the spread is made of (± standard error, in points)", headers, rows)
    print(f"\n{told.note}")
