"""Numbers as they come: whether a point or a comma parts the thousands is one convention for a whole file.

A number that can be read in one way only tells it (`1,234,567`; `12,5` in thousands), or whoever brings the file in
does. A fraction of a person is no count and tells nothing: it comes of thousands that a spreadsheet took for decimals,
or of figures in thousands that do not say so.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from exeunt.errors import Fault, Option, Question, quoted
from exeunt.exchange.arrivals.doubts import Unsettled
from exeunt.exchange.arrivals.grid import Cell
from exeunt.exchange.arrivals.headers import times_of
from exeunt.exchange.arrivals.words import BLANKS, Numbers

CONVENTIONS: tuple[Numbers, Numbers] = ("1,234.5", "1.234,5")
RIGHT = "write a number such as 12345"
RIGHT_ALONE = (
    "write one number, which is taken as about so many, with the ends of a range in columns called low and high; "
    "of what is at least or at most so many, write the row into observations.csv, with its kind at_least or at_most"
)
_QUALIFIED = re.compile(  # `~300`, `300+`, `over 300`, `4-5`; but no label (`Total12`), nor a date (`2022-09-25`)
    r"[<>≤≥~≈±]|\+$|[^\W\d_]{2,}[.\s]+\d|^[^-–—]*\d\s*(?:[-–—]|\.\.|to)\s*\d[^-–—]*$"
)
_SPACES = re.compile(r"(?<=\d)[\s'’\u00a0\u202f](?=\d{3}(?:\D|$))")
_BARE = re.compile(r"\d+")
_WRITTEN = {
    "1,234.5": re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?"),
    "1.234,5": re.compile(r"(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?"),
}


class At(NamedTuple):
    """A cell, where it stands, and whether it is said to be in ``thousands`` or ``millions``."""

    line: int
    column: str
    cell: Cell
    scale: str | None = None


@dataclass(frozen=True)
class Read:
    """The numbers by line and column, how they were read, and what is wrong with the rest."""

    values: dict[tuple[int, str], float]
    said: str
    faults: tuple[Fault, ...]


def read_numbers(cells: Iterable[At], file: str, told: str | None) -> Read:
    """Read numbers of people that were counted, by one convention for all; `told` is the convention, if it was said."""
    values, unclear, faults = dict[tuple[int, str], float](), list[tuple[At, dict[Numbers, float]]](), list[Fault]()
    shows: dict[Numbers, At] = {}
    for at in cells:
        if isinstance(at.cell.value, float):
            meant = dict.fromkeys(CONVENTIONS, at.cell.value)
        elif at.cell.text.casefold() in BLANKS:
            continue
        else:
            meant = _meant(at.cell.text)
        meant = {convention: _scaled(value, at.scale) for convention, value in meant.items()}
        if not meant or any(not 0 <= value < 1e10 for value in meant.values()):
            right = RIGHT_ALONE if _QUALIFIED.search(at.cell.text.strip()) else RIGHT
            faults.append(Fault(file, at.line, at.column, f"{quoted(at.cell.text)} is not a number of people", right))
        elif not any(value.is_integer() for value in meant.values()):
            faults.append(_fraction(at, next(iter(meant.values())), file))
        elif len(set(meant.values())) == 1 and len(meant) == 2:
            values[at.line, at.column] = meant["1,234.5"]
        else:
            if len(meant) == 1:
                shows.setdefault(next(iter(meant)), at)
            unclear.append((at, meant))
    convention: Numbers | None = next((each for each in CONVENTIONS if each == told), None)
    if convention is None and len(shows) == 2:
        before, at = sorted(shows.values(), key=lambda each: each.line)
        wrong = f"{quoted(at.cell.text)} and {quoted(before.cell.text)} in row {before.line} part thousands differently"
        return Read(values, "", (*faults, Unsettled(file, at.line, at.column, wrong, RIGHT)))
    convention = convention or next(iter(shows), None)
    if convention is None and unclear:
        at, meant = unclear[0]
        one, other = (f"{meant[each]:.15g}" for each in CONVENTIONS)
        answers = tuple(Option("numbers", each) for each in CONVENTIONS)
        wrong = f"{quoted(at.cell.text)} may be {one} or {other}, and no number of the file tells"
        return Read(values, "", (*faults, Question(file, at.line, at.column, wrong, "say which:", answers)))
    for at, meant in unclear:
        if convention is not None and convention in meant:
            if meant[convention].is_integer():
                values[at.line, at.column] = meant[convention]
            else:
                faults.append(_fraction(at, meant[convention], file))
        else:
            wrong = f"{quoted(at.cell.text)} is no number as {convention} is one"
            faults.append(Fault(file, at.line, at.column, wrong, RIGHT))
    said = f"as {convention}" if convention and unclear else ""
    if said:
        said += ", as you say" if told else f", as row {shows[convention].line} shows" if convention in shows else ""
    return Read(values, said, tuple(faults))


def _scaled(value: float, scale: str | None) -> float:
    """Return a number of people from one in thousands or millions, without what multiplying adds behind the point."""
    people = value * times_of(scale)
    return float(round(people)) if math.isclose(people, round(people), rel_tol=1e-12, abs_tol=1e-6) else people


def _fraction(at: At, people: float, file: str) -> Fault:
    """Return the fault of a number that is no count, with how it may have come about."""
    if at.scale:
        wrong = f"{quoted(at.cell.text)} in {at.scale} is {people:.15g} people, and a fraction of a person is no count"
        return Fault(file, at.line, at.column, wrong, "write it to the last person, or rounded")
    wrong = f"{quoted(at.cell.text)} is a fraction of a person, which is no count"
    spoilt = _scaled(people, "thousands")
    right = "write a whole number"
    if people < 1000 and spoilt.is_integer():
        right = f"write {spoilt:.0f} if a spreadsheet took its thousands for decimals"
    right += f"; if figures are in thousands (or millions), say so in the header: {at.column} (thousands)"
    return Fault(file, at.line, at.column, wrong, right)


def _meant(text: str) -> dict[Numbers, float]:
    """Return what a number may be, by the convention by which it is that."""
    bare = _SPACES.sub("", text.strip().removeprefix("+"))
    if _BARE.fullmatch(bare):
        return dict.fromkeys(CONVENTIONS, float(bare))
    found: dict[Numbers, float] = {}
    for convention in CONVENTIONS:
        if _WRITTEN[convention].fullmatch(bare):
            thousands, decimal = convention[1], convention[-2]
            value = float(bare.replace(thousands, "").replace(decimal, "."))
            if math.isfinite(value):
                found[convention] = value
    return found
