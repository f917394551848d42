"""The tables of a scenario, as the files in `schema/` and `vocabulary/` describe them.

Nothing about a column is known anywhere else: reading, checking, the docs and new scenarios are all driven from here.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from exeunt.scenario.times import EXACTLY

NAMES = (
    "places",
    "aliases",
    "gates",
    "areas",
    "links",
    "traits",
    "rules",
    "drivers",
    "claims",
    "observations",
    "parameters",
)
REQUIRED = frozenset({"places", "links", "traits"})
SETTLING = ("town", "refuge")  # kinds of places in which who fled can settle
LINES = ("queue_people", "queue_vehicles", "queue_km", "wait_hours")
LEVELS = (*LINES, "stock")  # measures no days are summed of
COUNTED = ("citizens", "all")  # whom a run counts: it keeps nobody apart by traits

Needed = Literal["yes", "column", "no"]


@dataclass(frozen=True)
class Column:
    """One column of one table.

    Parameters
    ----------
    name
        The column's name in the file.
    type
        What a cell may hold; the words are explained in `columns.py`.
    unit
        The unit of its numbers; blank if it has none.
    default
        What a blank cell means; blank if it means nothing or unknown.
    required
        ``yes``: every cell must be filled; ``column``: the column must be there; ``no``: it may be left out.
    meaning
        A sentence for a newcomer.
    hxl
        Its HXL tag.

    """

    name: str
    type: str
    unit: str
    default: str
    required: Needed
    meaning: str
    hxl: str


@dataclass(frozen=True)
class Term:
    """A word the engine knows: a driver or a measure.

    Parameters
    ----------
    name
        The word.
    where
        The kinds of place it can be said of: place, country, gate, link, area; `all` means a blank is allowed too.
    value
        What its value may be, written like a column's type.
    unit
        The unit of its value.
    meaning
        A sentence for a newcomer.
    has_who
        Of a driver: whether it may be about those only who meet a condition.
    acts
        Of a driver: as an `amount` a day, which is spread over its day, as a `factor` on such amounts, or as a `level`,
        which holds for whole ticks.
    days, hours
        Of a measure: the kinds of place of which a run says it over whole days, and over parts of days.

    """

    name: str
    where: frozenset[str]
    value: str
    unit: str
    meaning: str
    has_who: bool = False
    acts: str = ""
    days: frozenset[str] = frozenset()
    hours: frozenset[str] = frozenset()

    @property
    def is_level(self) -> bool:
        """Whether it holds for whole ticks."""
        return self.acts == "level"


@cache
def columns(table: str) -> tuple[Column, ...]:
    """Give the columns of a table, in the order of its file."""
    return tuple(
        Column(
            name=row["column"],
            type=row["type"],
            unit=row["unit"],
            default=row["default"],
            required=cast(Needed, row["required"]),
            meaning=row["meaning"],
            hxl=row["hxl"],
        )
        for row in _rows("exeunt.scenario", f"schema/{table}.csv")
    )


def has_moments(table: str) -> bool:
    """Say whether a row of a table may be of one moment, at which it begins and ends."""
    return any(column.type == EXACTLY for column in columns(table))


@cache
def vocabulary(name: Literal["drivers", "measures"]) -> dict[str, Term]:
    """Give the known drivers or measures by name."""
    return {
        row["name"]: Term(
            name=row["name"],
            where=frozenset(row["where"].split()),
            value=row.get("value", "number"),
            unit=row["unit"],
            meaning=row["meaning"],
            has_who=row.get("who") == "yes",
            acts=row.get("acts", ""),
            days=frozenset(row.get("days", "").split()),
            hours=frozenset(row.get("hours", "").split()),
        )
        for row in _rows("exeunt.scenario", f"vocabulary/{name}.csv")
    }


@cache
def behaviour_parameters() -> frozenset[str]:
    """Name the constants of behaviour that the engine knows and a scenario may override."""
    return frozenset(row["name"] for row in _rows("exeunt.scenario", "vocabulary/parameters.csv"))


@cache
def parameter_ranges() -> dict[str, str]:
    """Return what each of these constants may be, written like a column's type."""
    return {row["name"]: row["range"] for row in _rows("exeunt.scenario", "vocabulary/parameters.csv")}


@cache
def parameter_units() -> dict[str, str]:
    """Return what each of these constants is counted in."""
    return {row["name"]: row["unit"] for row in _rows("exeunt.scenario", "vocabulary/parameters.csv")}


def _rows(package: str, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader((files(package) / path).read_text(encoding="utf-8").splitlines()))
