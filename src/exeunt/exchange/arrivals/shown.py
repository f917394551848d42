"""How each column of a file was read, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from exeunt.exchange.arrivals.figures import Contents
from exeunt.exchange.arrivals.headers import Column
from exeunt.exchange.arrivals.said import Said
from exeunt.scenario.names import country_names
from exeunt.scenario.units import FAMILIES

ROLES = {
    "day": "the day it counts to",
    "first": "the day it counts from",
    "year": "the year",
    "month": "the month",
    "period": "not read: a period without its first and last day",
    "where": "where",
    "crossing": "where (a crossing)",
    "point": "where (a crossing, a camp)",
    "origin": "where people come from",
    "low": "the lower bound",
    "high": "the upper bound",
    "unit": "people or families",
    "counts": "how it was counted",
    "published": "the day of publication",
    "source": "who counted",
    "url": "where it can be read",
    "group": "a group of people, by which rows are chosen",
    "part": "not read: a part of a country",
    "region": "not needed",
    "unneeded": "not needed",
    "unread": "not read",
    "unnamed": "not read: it has no name",
}
COUNTS = {"cumulative": "cumulative figures", "new": "new figures", "stock": "people present"}
PACES = {"day": ", of a day", "week": ", of a week", "month": ", of a month", "before": ", since the date before"}


@dataclass(frozen=True)
class Shown:
    """A column, what it is read as, and what stands in its first cell."""

    column: str
    read_as: str
    example: str


def shown(contents: Contents, said: Said) -> Iterator[Shown]:
    """Say how each column was read, in the order of the file."""
    chosen = {each.position: each for each in contents.layout.figures}
    for column in contents.header.columns:
        cells = (row.at(column.position).text for row in contents.header.rows)
        example = next((text for text in cells if text), "")
        if column.position in chosen:
            words = _figures(chosen[column.position], contents, said)
        elif why := contents.layout.passed_over.get(column.position):
            words = f"passed over: {why}"
        elif column.role == "figure":
            words = "figures, if they are asked for"
        else:
            words = ROLES[column.role]
            if column.role in ("low", "high") and (scale := column.scale or contents.layout.scale):
                words += f", in {scale}"
        if how := contents.days.get(column.position):
            words += f" ({how})"
        yield Shown(column.name, words, example)


def _figures(column: Column, contents: Contents, said: Said) -> str:
    counts, each = column.counts or said.counts, column.each or said.each
    words = COUNTS.get(counts or "", "figures")
    if counts == "new":
        words += PACES.get(each or "", "")
    if column.country:
        words += f" of {country_names().get(column.country, column.country)} ({column.country})"
    if column.day:
        words += " of this day"
    if column.scale:
        words += f", in {column.scale}"
    if column.unit == FAMILIES:
        words += f", in families of {said.family_size:g}" if said.family_size else ", in families"
    if column.counts is None and said.counts is not None:
        words += ", as you say"
    return f"{words} ({contents.numbers})" if contents.numbers else words
