"""What whoever brings a file in says of it, where the file does not say it itself."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, fields
from datetime import date
from numbers import Real
from typing import Any, TypeGuard, get_args

from exeunt.errors import InputError, Option, quoted
from exeunt.exchange.arrivals.words import Counts, Each, Numbers, Order
from exeunt.scenario.spelling import near

TEXTS = ("where", "figures", "source", "sheet")


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
        Rows to take: the cells that a column may have, one or several, by column.
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
        If one of these words is none that is known, or of the wrong kind.

    """

    dates: str | None = None
    numbers: str | None = None
    counts: str | None = None
    each: str | None = None
    since: date | None = None
    on: date | None = None
    where: str | None = None
    figures: str | None = None
    only: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
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
        for name in TEXTS:
            if not isinstance(text := getattr(self, name), str | None):
                raise InputError(Option(name), f" is {_shown(text)}; give a text")
        _mapping("only", self.only, "columns to the cells that they may have, such as {'Group': ['Refugees']}")
        for column, cells in self.only.items():
            if not (isinstance(cells, str) or (_texts(cells) and cells)):
                right = "; give the cells that it may have as texts, one at least"
                raise InputError(Option("only"), f" is {_shown(cells)} for the column {column}{right}")
        _mapping("means", self.means, "names to ids, such as {'Medyka BCP': 'UA-R09'}")
        for name, id_ in self.means.items():
            if not isinstance(id_, str):
                raise InputError(Option("means"), f" is {_shown(id_)} for {name}; give an id or name, as a text")
        size: object = self.family_size
        if size is not None and not (_is_number(size) and math.isfinite(size) and 1 <= size <= 30):
            right = "; give how many people a family has as a number, such as 4.5"
            raise InputError(Option("family_size"), f" is {_shown(size)}{right}")
        if not isinstance(self.partly, bool):
            raise InputError(Option("partly"), f" is {_shown(self.partly)}; give True or False")


def said_of(given: Mapping[str, Any]) -> Said:
    """Return what is said by name, such as ``dates``.

    Raises
    ------
    InputError
        If there is nothing of that name to say, or it cannot be said so.

    """
    known = [each.name for each in fields(Said)]
    for name in given:
        if name not in known:
            close = near(name, known)
            right = f"did you mean {' or '.join(close)}?" if close else f"there are {', '.join(known)}"
            raise InputError(Option(name), f" is nothing that can be said of a file of arrivals; {right}")
    return Said(**given)


def _mapping(name: str, said: object, right: str) -> None:
    if not (isinstance(said, Mapping) and _texts(list(said))):
        raise InputError(Option(name), f" is {_shown(said)}; give a mapping of {right}")


def _texts(said: object) -> bool:
    return isinstance(said, Sequence | Set) and all(isinstance(each, str) for each in said)


def _is_number(said: object) -> TypeGuard[float]:
    return isinstance(said, Real) and not isinstance(said, bool)


def _one_of(name: str, word: object, known: Sequence[str]) -> None:
    if word is not None and word not in known:
        raise InputError(Option(name), f" is {_shown(word)}; give one of {', '.join(known)}")


def _shown(said: object) -> str:
    """Show what was said as Python writes it: a text in quotation marks, which a number has not."""
    return quoted(said) if isinstance(said, str) else str(said)
