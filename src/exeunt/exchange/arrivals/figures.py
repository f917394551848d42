"""The figures of a file, each with where it was counted, until when, and how; and what could not be read.

Nothing is guessed: what a file leaves open is a question, what cannot be read is a fault at its row, and what is
understood but has no place in the scenario is left out, and said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from exeunt.errors import Fault, Option, Placeholder, quoted
from exeunt.exchange.arrivals.dating import Dating
from exeunt.exchange.arrivals.days import Span
from exeunt.exchange.arrivals.doubts import Doubts
from exeunt.exchange.arrivals.grid import Grid, Line
from exeunt.exchange.arrivals.headers import Column, Header, figures_called, has_no_words, read_header, scale_of
from exeunt.exchange.arrivals.layout import Layout, layout_of
from exeunt.exchange.arrivals.numbers import At, read_numbers
from exeunt.exchange.arrivals.periods import with_periods
from exeunt.exchange.arrivals.placing import Placing
from exeunt.exchange.arrivals.said import Said
from exeunt.exchange.arrivals.taking import taken
from exeunt.exchange.arrivals.wheres import Wheres
from exeunt.exchange.arrivals.words import BLANKS, Counts, Each
from exeunt.scenario.textfile import UnreadableError
from exeunt.scenario.units import FAMILIES, unit_meant


@dataclass(frozen=True)
class Figure:
    """One figure.

    Parameters
    ----------
    line, column
        Where it stands.
    where
        The id or country code of where it was counted.
    days
        The day it counts to, by the clock there, or the month or year.
    begins
        The day it counts from, where the file says so.
    value, low, high
        How many, and the bounds that the file gives.
    families
        Whether it counts families.
    counts, each
        How it was counted, and of which time a new figure is, where the file says so.
    published, source, url
        When it became known and who counted, where the file says so or it was said.

    """

    line: int
    column: str
    where: str
    days: Span
    begins: Span | None
    value: float
    low: float | None
    high: float | None
    families: bool
    counts: Counts
    each: Each | None
    published: date | None
    source: str
    url: str


@dataclass(frozen=True)
class Contents:
    """The figures of a file, and how its columns were read.

    Parameters
    ----------
    header, layout
        Its columns.
    figures
        What could be read.
    found
        What could not, and what was left out.
    days, numbers
        How days (by position of their column) and numbers were read, in words.

    """

    header: Header
    layout: Layout
    figures: tuple[Figure, ...]
    found: Doubts
    days: Mapping[int, str]
    numbers: str


def read_figures(grid: Grid, wheres: Wheres, said: Said) -> Contents:
    """Read the figures of a file; `said` answers what it leaves open.

    Raises
    ------
    UnreadableError
        If no row can be a header, or cells that are read are not what they seem.
    InputError
        If something is said of a column that is not there.

    """
    header = _header(grid, wheres)
    layout = layout_of(header, grid.file, said.figures, said.counts)
    contents = _contents(header, layout, wheres, said, Doubts(grid.file))
    if layout.could:  # what is asked besides is asked at once, and not after the answer
        would = ((each.name, Layout((each,), {})) for each in layout.could)
        readings = {name: _contents(header, one, wheres, said, Doubts(grid.file)) for name, one in would}
        contents.found.ask_beside({name: each.found for name, each in readings.items()})
    if unseen := _unseen(grid, contents, said):
        raise UnreadableError(*unseen)
    return contents


def _header(grid: Grid, wheres: Wheres) -> Header:
    """Return the header; where there is none, cells that are not what they seem may be why, and are told instead."""
    try:
        return read_header(grid, wheres.homes)
    except UnreadableError as error:
        raise UnreadableError(*grid.unseen() or error.faults) from None


def _unseen(grid: Grid, contents: Contents, said: Said) -> list[Fault]:
    """Return what is wrong with cells that are not what they seem, in the columns that are read.

    What a column is called and tagged decides whether it is read: there it is wrong wherever something stands below.
    Columns that are not understood are read too, for words in them may tell groups apart.
    """
    header, layout = contents.header, contents.layout
    asked = {name.strip().casefold() for name in said.only}
    figures = {each.position for each in (*layout.figures, *layout.could)}
    passed_over = {
        each.position
        for each in header.columns
        if each.role in ("figure", "unneeded", "unnamed") or (each.role == "unread" and has_no_words(each, header.rows))
    }
    asked_for = {each.position for each in header.columns if each.name.casefold() in asked}
    read = {each.position for each in header.columns} - passed_over | figures | asked_for
    filled = {place for row in header.rows for place, cell in enumerate(row.cells) if cell.text}
    filled |= {place for row in header.rows for place, _ in row.unseen}
    names = grid.lines[len(header.above) : len(grid.lines) - len(header.rows)]
    return [
        *(fault for line in names for fault in line.unseen_in(grid.file, filled)),
        *(fault for row in header.rows for fault in row.unseen_in(grid.file, read)),
    ]


def _contents(header: Header, layout: Layout, wheres: Wheres, said: Said, found: Doubts) -> Contents:
    """Read the figures of a file in the columns that a layout names."""
    for each in layout.faults:
        found.note(each)
    rows = taken(header, layout, said, found)
    header = with_periods(header, rows)
    reader = _Reader(header, layout, rows, wheres, said, found)
    figures = tuple(figure for row in rows for figure in reader.figures(row))
    return Contents(header, layout, figures, found, reader.dating.said, reader.numbers.said)


class _Reader:
    """Reads the figures of rows, whose days and numbers were read column by column."""

    def __init__(
        self, header: Header, layout: Layout, rows: list[Line], wheres: Wheres, said: Said, found: Doubts
    ) -> None:
        self._header, self._layout, self._wheres, self._said, self._found = header, layout, wheres, said, found
        self._rows = rows
        self.dating = Dating(header, layout, rows, said, found)
        self._placing = Placing(header, wheres, said, found)
        counted = [*layout.figures, *header.having("low", "high")]
        cells = (
            At(
                row.number,
                each.name,
                row.at(each.position),
                each.scale or layout.scale or scale_of(self._header.text(row, "counts")),
            )
            for row in rows
            for each in counted
        )
        self.numbers = read_numbers(cells, found.file, said.numbers)
        for fault in self.numbers.faults:
            self._found.note(fault)

    def figures(self, row: Line) -> Iterator[Figure]:
        """Yield the figures of a row; what is wrong with it, or why it is left out, is noted."""
        if not self._placing.is_of_this_exodus(row):
            return
        begins = self.dating.in_role(row, "first")
        published = self.dating.in_role(row, "published")
        for column in self._layout.figures:
            if row.at(column.position).text.casefold() in BLANKS:
                continue
            value = self.numbers.values.get((row.number, column.name))  # None if it cannot be read: that is noted
            counted = self._counted(row, column)
            days, since = self.dating.of_figure(row, column, begins, counted), begins
            where = self._placing.where(row, column)
            if where is not None:
                ahead = self._wheres.clock(where)
                days, since = (self.dating.local(each, row, where, ahead) for each in (days, begins))
            families = self._families(row, column, counted)
            source = self._source(row)
            if value is None or days is None or where is None or families is None:
                continue
            if counted is None or counted.counts is None:
                continue
            if begins and since is None:
                continue
            low, high = (self._bound(row, role) for role in ("low", "high"))
            yield Figure(
                row.number, column.name, where, days, since, value, low, high, families,
                counted.counts, counted.each, published.last if published else self._said.published, source,
                self._header.text(row, "url"),
            )  # fmt: skip

    def _counted(self, row: Line, column: Column) -> Column | None:
        """Return how a figure was counted, as row, header or whoever brought it say; None if it is no count."""
        said = self._header.text(row, "counts")
        told = figures_called(column.position, said, self._wheres.homes) if said else None
        if said and told is None:
            self._found.left_out.append((row.number, f"{quoted(said)} is no count of arrivals that is known"))
            return None
        counts = (told.counts if told else None) or column.counts
        each = (told.each if told else None) or column.each
        unit = (told.unit if told and told.unit == FAMILIES else None) or column.unit
        asked = self._said.counts
        if counts is None and asked is None:
            words = tuple(Option("counts", word) for word in ("cumulative", "new", "stock"))
            wrong = "does not say whether its figures add up since the beginning, are new, or are those present"
            self._found.ask(self._header.line, column.name, wrong, "say which:", *words)
        elif counts and asked and counts != asked:
            wrong = f"its figures are called {counts}, and you say they are {asked}"
            self._found.fault(self._header.line, column.name, wrong, "rename the column, or say nothing of it")
            return None
        elif each and self._said.each and each != self._said.each and not self._is_pace_open:
            wrong = f"its figures are called those of a {each}, and you say they are those of {self._of_each}"
            self._found.fault(self._header.line, column.name, wrong, "rename the column, or say nothing of it")
            return None
        chosen: Counts | None = counts or next((word for word in _COUNTS if word == asked), None)
        return replace(column, counts=chosen, each=each, unit=unit)

    @cached_property
    def _is_pace_open(self) -> bool:
        """Whether some new figures do not say of which time they are: these are what an answer is about."""
        texts = dict.fromkeys(self._header.text(row, "counts") for row in self._rows)
        told = [called for text in texts if text and (called := figures_called(0, text, self._wheres.homes))]
        return any(each.each is None and each.counts in (None, "new") for each in told or self._layout.figures)

    @property
    def _of_each(self) -> str:
        return "the time since the date before" if self._said.each == "before" else f"a {self._said.each}"

    def _families(self, row: Line, column: Column, counted: Column | None) -> bool | None:
        """Return whether a figure counts families; None if it counts something else."""
        text = self._header.text(row, "unit")
        unit = unit_meant(text) if text else counted.unit if counted else None
        if text and unit not in ("people", FAMILIES):
            name = self._header.having("unit")[0].name
            self._found.fault(row.number, name, f"{quoted(text)} is no unit of arrivals", "write people or families")
            return None
        if unit == FAMILIES and self._said.family_size is None:
            size = Option("family_size", Placeholder("N"))
            where = self._header.having("unit")[0].name if text else column.name
            self._found.ask(row.number, where, "counts families", "say how many people a family has:", size)
            return None
        return unit == FAMILIES

    def _source(self, row: Line) -> str:
        source = self._header.text(row, "source") or self._said.source or ""
        if not source:
            columns = self._header.having("source")
            where, line = (columns[0].name, row.number) if columns else ("", self._header.line)
            wrong = "is blank" if columns else "no column says who counted"
            self._found.ask(line, where, wrong, "say it:", Option("source", Placeholder("NAME")))
        return source

    def _bound(self, row: Line, role: str) -> float | None:
        values = (self.numbers.values.get((row.number, each.name)) for each in self._header.having(role))
        return next((value for value in values if value is not None), None)


_COUNTS: tuple[Counts, ...] = ("cumulative", "new", "stock")
