"""What whoever brings a file in says of it, where the file does not say it itself."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import get_args

from exeunt.errors import InputError, Option, quoted
from exeunt.exchange.arrivals.words import Counts, Each, Numbers, Order


@dataclass(frozen=True)
class Said:
    """Answers to what a file leaves open; None and empty where nothing is said.

    Parameters
    ----------
    dates
        Which comes first in dates such as 03/04/2023: ``day-first`` or ``month-first``.
    numbers
        How twelve hundred and a half is written: ``1,234.5`` or ``1.234,5``.
    counts
        Whether figures are ``cumulative``, ``new`` since the figure before, or the ``stock`` of those present.
    each
        What a new figure is of, up to its date: a ``day``, a ``week``, a ``month``, or since the date ``before``.
    since
        The day from which a cumulative figure counts; the scenario's first if nothing is said.
    on
        The day of a file that names none.
    where
        The country, gate, place or area of a file that names none.
    figures
        The column of figures, of several that could be.
    only
        Rows to take: a column and the cells it may have, by column.
    means
        What a name in the file means: the id or name of a country, gate, place or area, or ``-`` to leave it out.
    measure
        What was counted: `arrivals`, or `crossings_in`, ordinary travellers included.
    family_size
        How many people a family has, where families were counted.
    published
        The day on which figures became known, where no column says it.
    source
        Who counted, where no column says it.
    sheet
        The sheet of a workbook with several.
    partly
        Whether rows that are not understood are left out, and the others taken.

    Raises
    ------
    InputError
        If one of these words is none that is known.

    """

    dates: str | None = None
    numbers: str | None = None
    counts: str | None = None
    each: str | None = None
    since: date | None = None
    on: date | None = None
    where: str | None = None
    figures: str | None = None
    only: Mapping[str, Sequence[str]] = field(default_factory=dict)
    means: Mapping[str, str] = field(default_factory=dict)
    measure: str = "arrivals"
    family_size: float | None = None
    published: date | None = None
    source: str | None = None
    sheet: str | None = None
    partly: bool = False

    def __post_init__(self) -> None:
        known = {"dates": Order, "numbers": Numbers, "counts": Counts, "each": Each}
        for name, words in known.items():
            _one_of(name, getattr(self, name), get_args(words))
        _one_of("measure", self.measure, ("arrivals", "crossings_in"))
        size = self.family_size
        if size is not None and not (math.isfinite(size) and 1 <= size <= 30):
            raise InputError(Option("family_size"), f" is {size:g}; give how many people a family has, such as 5")


def _one_of(name: str, word: str | None, known: Sequence[str]) -> None:
    if word is not None and word not in known:
        raise InputError(Option(name), f" is {quoted(word)}; give one of {', '.join(known)}")
