"""The figures of a file, each with where it was counted, until when, and how; and what could not be read.

Nothing is guessed: what a file leaves open is a question, what cannot be read is a fault at its row, and what is
understood but has no place in the scenario is left out, and said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from exeunt.errors import MeaningOf, Option, Question, quoted
from exeunt.exchange.arrivals.days import MIDNIGHT, Days, Span, read_days
from exeunt.exchange.arrivals.findings import Findings
from exeunt.exchange.arrivals.grid import Cell, Grid, Line
from exeunt.exchange.arrivals.headers import CLOSER, WHERES, Column, Header, figures_called, read_header, scale_of
from exeunt.exchange.arrivals.layout import Layout, layout_of
from exeunt.exchange.arrivals.numbers import At, read_numbers
from exeunt.exchange.arrivals.periods import holds_dates, last_day, what_is_open, with_periods
from exeunt.exchange.arrivals.said import Said
from exeunt.exchange.arrivals.taking import taken
from exeunt.exchange.arrivals.wheres import Left, Several, Unknown, Wheres
from exeunt.exchange.arrivals.words import BLANKS, Counts, Each, each_of
from exeunt.scenario.countries import country_meant, like_countries
from exeunt.scenario.units import FAMILIES, unit_of


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
    found: Findings
    days: Mapping[int, str]
    numbers: str


def read_figures(grid: Grid, wheres: Wheres, said: Said) -> Contents:
    """Read the figures of a file; `said` answers what it leaves open.

    Raises
    ------
    UnreadableError
        If no row can be a header.
    InputError
        If something is said of a column that is not there.

    """
    header = read_header(grid, wheres.homes)
    layout = layout_of(header, grid.file, said.figures, said.counts)
    contents = _contents(header, layout, wheres, said, Findings(grid.file))
    if layout.could:  # what is asked besides is asked at once, and not after the answer
        would = ((each.name, Layout((each,), {})) for each in layout.could)
        readings = {name: _contents(header, one, wheres, said, Findings(grid.file)) for name, one in would}
        contents.found.ask_beside({name: each.found for name, each in readings.items()})
    return contents


def _contents(header: Header, layout: Layout, wheres: Wheres, said: Said, found: Findings) -> Contents:
    """Read the figures of a file in the columns that a layout names."""
    for each in layout.faults:
        found.note(each)
    rows = taken(header, layout, said, found)
    header = with_periods(header, rows)
    reader = _Reader(header, layout, rows, wheres, said, found)
    figures = tuple(figure for row in rows for figure in reader.figures(row))
    return Contents(header, layout, figures, found, reader.days_said, reader.numbers.said)


class _Reader:
    """Reads the figures of rows, whose days and numbers were read column by column."""

    def __init__(
        self, header: Header, layout: Layout, rows: list[Line], wheres: Wheres, said: Said, found: Findings
    ) -> None:
        self._header, self._layout, self._wheres, self._said, self._found = header, layout, wheres, said, found
        self._rows = rows
        dates = holds_dates(header, rows)
        self._open = (dates.name, *what_is_open(dates, rows)) if dates else None
        dated = header.having("day", "first", "published", "year")
        self._days = {each.position: self._read_days(each, rows) for each in dated}
        self._named = self._days_of_headers()
        counted = [*layout.figures, *header.having("low", "high")]
        cells = (
            At(
                row.number,
                each.name,
                row.at(each.position),
                each.scale or layout.scale or scale_of(self._text(row, "counts")),
            )
            for row in rows
            for each in counted
        )
        self.numbers = read_numbers(cells, found.file, said.numbers)
        for fault in self.numbers.faults:
            self._found.note(fault)
        self.days_said = {position: days.said for position, days in self._days.items()}

    def figures(self, row: Line) -> Iterator[Figure]:
        """Yield the figures of a row; what is wrong with it, or why it is left out, is noted."""
        if not self._is_of_this_exodus(row):
            return
        begins = self._day_in(row, "first")
        published = self._day_in(row, "published")
        for column in self._layout.figures:
            if row.at(column.position).text.casefold() in BLANKS:
                continue
            value = self.numbers.values.get((row.number, column.name))  # None if it cannot be read: that is noted
            counted = self._counted(row, column)
            days, since = self._days_of(row, column, begins, counted), begins
            where = self._where(row, column)
            if where is not None:
                days, since = self._local(days, row, where), self._local(begins, row, where)
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
                self._text(row, "url"),
            )  # fmt: skip

    def _read_days(self, column: Column, rows: list[Line]) -> Days:
        cells = ((row.number, row.at(column.position)) for row in rows)
        months = self._header.having("month")
        if column.role == "year" and months:
            cells = ((row.number, _month_of(row, column, months[0])) for row in rows)
        if column.role == "year" and self._header.having("day"):
            return Days({}, "", ())
        days = read_days(cells, self._found.file, column.name, self._said.dates)
        for fault in days.faults:
            self._found.note(fault)
        if column.role in ("day", "first") and any(span.time for span in days.spans.values()):
            said = [days.said, "to the minute where a time of day is written"]
            return replace(days, said="; ".join(filter(None, said)))
        return days

    def _days_of_headers(self) -> dict[int, Span]:
        named = [(each.position, each.day) for each in self._layout.figures if each.day]
        days = read_days(named, self._found.file, "", self._said.dates)
        for fault in days.faults:
            self._found.note(replace(fault, row=self._header.line))
        return days.spans

    def _text(self, row: Line, role: str) -> str:
        return next((text for each in self._header.having(role) if (text := row.at(each.position).text)), "")

    def _day_in(self, row: Line, role: str) -> Span | None:
        spans = (self._days[each.position].spans.get(row.number) for each in self._header.having(role))
        return next((span for span in spans if span), None)

    def _days_of(self, row: Line, column: Column, begins: Span | None, counted: Column | None) -> Span | None:
        if column.day:
            return self._named.get(column.position)
        columns = self._header.having("day") or ([] if self._open else self._header.having("year"))
        if found := next((span for each in columns if (span := self._days[each.position].spans.get(row.number))), None):
            return found
        if columns and all(row.at(each.position).text.casefold() not in BLANKS for each in columns):
            return None  # what is wrong with it is noted
        if self._said.on:
            return Span.of(self._said.on)
        if begins and begins.time is None and not columns and counted and counted.counts == "new":
            return self._from_first(begins.first, column, counted)
        if columns:
            self._found.fault(row.number, columns[0].name, "is blank", "write the day, for a figure is beside it")
        elif self._open:
            self._found.fault(self._header.line, *self._open)
        else:
            day = Option("on", "YYYY-MM-DD")
            self._found.ask(self._header.line, "", "no column says the day of its figures", "say it:", day)
        return None

    def _from_first(self, first: date, column: Column, counted: Column) -> Span | None:
        """Return the days of a new figure of which the first alone is said."""
        each = counted.each or each_of(self._said.each)
        if each and (last := last_day(first, each)):
            return Span(first, last)
        wrong = "does not say how long its new figures are counted from their first day"
        words = tuple(Option("each", word) for word in ("day", "week", "month"))
        self._found.ask(self._header.line, column.name, wrong, "say it:", *words)
        return None

    def _local(self, span: Span | None, row: Line, where: str) -> Span | None:
        """Return a day by the clock of where a figure was counted; a moment that this leaves open is a fault."""
        if span is None or span.time is None or span.time.tzinfo is None:
            return span
        ahead = self._wheres.clock(where)
        name = next((each.name for each in self._header.columns if row.at(each.position).text == span.said), span.said)
        if ahead is None:
            wrong = f"{quoted(span.said)} names a time zone, but {where} has more clocks than one"
            self._found.fault(row.number, name, wrong, "write the local time, without a zone")
            return None
        local = span.by_clock(ahead)
        if local.time == MIDNIGHT:
            wrong = f"{quoted(span.said)} is midnight in {where}, where one day ends and another begins"
            self._found.fault(row.number, name, wrong, "write the day that is meant, without a time")
            return None
        return local

    def _where(self, row: Line, column: Column) -> str | None:
        """Return where a figure was counted: what a cell says, or the header, or whoever brought the file."""
        cells = self._places(row, column)
        if not cells:
            columns = self._header.having(*WHERES)
            if columns:
                self._found.fault(row.number, columns[0].name, "is blank", "write where this figure was counted")
            else:
                wrong, where = "no column says where its figures were counted", Option("where", "COUNTRY")
                self._found.ask(self._header.line, "", wrong, "say it:", where)
            return None
        crossings = {each.name for each in self._header.having("crossing")}
        of_any, of_crossing = self._wheres.meant, self._wheres.crossing
        meant = {name: of_crossing(text) if name in crossings else of_any(text) for name, text in cells}
        open_ones = [(name, text, each) for name, text in cells if isinstance(each := meant[name], Several)]
        if open_ones:
            self._ask_of_gates(row, *open_ones[0])
            return None
        known = {each: name for name, each in meant.items() if isinstance(each, str)}
        if len(known) > 1:
            (one, _), (other, name) = list(known.items())[:2]
            self._found.fault(row.number, name, f"means {other}, but another column {one}", "let both mean the same")
            return None
        if known:
            return next(iter(known))
        left = next(((name, each.why) for name, each in meant.items() if isinstance(each, Left)), None)
        if left:
            self._found.left_out.append((row.number, left[1]))
            return None
        name, unknown = next((name, each) for name, each in meant.items() if isinstance(each, Unknown))
        self._found.fault(row.number, name, unknown.wrong, unknown.right)
        return None

    def _ask_of_gates(self, row: Line, column: str, name: str, several: Several) -> None:
        """Ask once of each name whether a gate is meant, or the place behind it."""
        wrong = f"{quoted(name)} is a place that gates lead to, and the column says crossings"
        answers = tuple(Option("means", MeaningOf(name, id_)) for id_ in several.ids)
        question = Question(self._found.file, row.number, column, wrong, "say which is meant:", answers)
        self._found.asked.setdefault(("means", f"{column} {name.casefold()}"), question)

    def _places(self, row: Line, column: Column) -> list[tuple[str, str]]:
        """Return what says where a figure was counted, each with its column; a crossing goes before its country."""
        if column.country:
            return [(column.name, column.country)]
        for roles in (CLOSER, ("where",)):
            cells = [(each.name, text) for each in self._header.having(*roles) if (text := row.at(each.position).text)]
            if cells:
                return cells
        return [("", self._said.where)] if self._said.where else []

    def _is_of_this_exodus(self, row: Line) -> bool:
        """Say whether a row counts those who come from where people flee in the scenario."""
        for column in self._header.having("origin"):
            text = row.at(column.position).text
            code = country_meant(text)
            if code in self._wheres.homes or not text:
                continue
            if code is None and not self._ignores(text):
                close = like_countries(text)
                right = f"did you mean {' or '.join(close)}?" if close else "write the name or code of a country"
                self._found.fault(row.number, column.name, f"{quoted(text)} is no country that is known", right)
            else:
                self._found.left_out.append((row.number, f"it counts people from {text}"))
            return False
        return True

    def _ignores(self, text: str) -> bool:
        return isinstance(self._wheres.meant(text), Left)

    def _counted(self, row: Line, column: Column) -> Column | None:
        """Return how a figure was counted, as row, header or whoever brought it say; None if it is no count."""
        said = self._text(row, "counts")
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
        texts = dict.fromkeys(self._text(row, "counts") for row in self._rows)
        told = [called for text in texts if text and (called := figures_called(0, text, self._wheres.homes))]
        return any(each.each is None and each.counts in (None, "new") for each in told or self._layout.figures)

    @property
    def _of_each(self) -> str:
        return "the time since the date before" if self._said.each == "before" else f"a {self._said.each}"

    def _families(self, row: Line, column: Column, counted: Column | None) -> bool | None:
        """Return whether a figure counts families; None if it counts something else."""
        text = self._text(row, "unit")
        unit = unit_of(text) if text else counted.unit if counted else None
        if text and unit not in ("people", FAMILIES):
            name = self._header.having("unit")[0].name
            self._found.fault(row.number, name, f"{quoted(text)} is no unit of arrivals", "write people or families")
            return None
        if unit == FAMILIES and self._said.family_size is None:
            size = Option("family_size", "N")
            where = self._header.having("unit")[0].name if text else column.name
            self._found.ask(row.number, where, "counts families", "say how many people a family has:", size)
            return None
        return unit == FAMILIES

    def _source(self, row: Line) -> str:
        source = self._text(row, "source") or self._said.source or ""
        if not source:
            columns = self._header.having("source")
            where, line = (columns[0].name, row.number) if columns else ("", self._header.line)
            wrong = "is blank" if columns else "no column says who counted"
            self._found.ask(line, where, wrong, "say it:", Option("source", "NAME"))
        return source

    def _bound(self, row: Line, role: str) -> float | None:
        values = (self.numbers.values.get((row.number, each.name)) for each in self._header.having(role))
        return next((value for value in values if value is not None), None)


_COUNTS: tuple[Counts, ...] = ("cumulative", "new", "stock")


def _month_of(row: Line, year: Column, month: Column) -> Cell:
    """Return the year and month of two columns as one cell."""
    number = row.at(month.position).text
    text = f"{row.at(year.position).text}-{number}" if number.isdigit() else f"{number} {row.at(year.position).text}"
    return Cell(text)
