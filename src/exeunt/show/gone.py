"""By when lines are gone, as sentences say it."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from exeunt.outcome.queues import NEVER


def gone_in_words(clears: str, day: Callable[[str], str], *, lines: str = "it") -> Markup:
    """Say by when `lines` are gone for good: the one line of a single course ("it"), or half of those of several.

    `clears` is as a table of queues has it, `day` writes a day.
    """
    is_one = lines == "it"
    if clears == NEVER:
        return Markup("{} {} not cleared when the run ends").format(lines, "has" if is_one else "have")
    return Markup("{} {} gone by {}").format(lines, "is" if is_one else "are", day(clears))
