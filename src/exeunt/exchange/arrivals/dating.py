"""Of which days a figure is: by a column, the header of its own, or what was said of the file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from exeunt.errors import Option, Placeholder, quoted
from exeunt.exchange.arrivals.days import MIDNIGHT, Days, Span, read_days
from exeunt.exchange.arrivals.doubts import Doubts
from exeunt.exchange.arrivals.grid import Cell, Line
from exeunt.exchange.arrivals.headers import Column, Header
from exeunt.exchange.arrivals.layout import Layout
from exeunt.exchange.arrivals.periods import holds_dates, last_day, what_is_open
from exeunt.exchange.arrivals.said import Said
from exeunt.exchange.arrivals.words import BLANKS, each_of


class Dating:
    """The days of rows, read column by column; `said` is how, in words, by the position of the column."""

    def __init__(self, header: Header, layout: Layout, rows: list[Line], answers: Said, found: Doubts) -> None:
        self._header, self._layout, self._answers, self._found = header, layout, answers, found
        dates = holds_dates(header, rows)
        self._open = (dates.name, *what_is_open(dates, rows)) if dates else None
        dated = header.having("day", "first", "published", "year")
        self._days = {each.position: self._read_days(each, rows) for each in dated}
        self._named = self._days_of_headers()
        self.said = {position: days.said for position, days in self._days.items()}

    def in_role(self, row: Line, role: str) -> Span | None:
        """Return the days that a row says in a column of a role."""
        spans = (self._days[each.position].spans.get(row.number) for each in self._header.having(role))
        return next((span for span in spans if span), None)

    def of_figure(self, row: Line, column: Column, begins: Span | None, counted: Column | None) -> Span | None:
        """Return the days to which a figure counts, which begins on a day that may be said, and is counted so."""
        if column.day:
            return self._named.get(column.position)
        columns = self._header.having("day") or ([] if self._open else self._header.having("year"))
        if found := next((span for each in columns if (span := self._days[each.position].spans.get(row.number))), None):
            return found
        if columns and all(row.at(each.position).text.casefold() not in BLANKS for each in columns):
            return None  # what is wrong with it is noted
        if self._answers.on:
            return Span.of(self._answers.on)
        if begins and begins.time is None and not columns and counted and counted.counts == "new":
            return self._from_first(begins.first, column, counted)
        if columns:
            self._found.fault(row.number, columns[0].name, "is blank", "write the day, for a figure is beside it")
        elif self._open:
            self._found.fault(self._header.line, *self._open)
        else:
            day = Option("on", Placeholder("YYYY-MM-DD"))
            self._found.ask(self._header.line, "", "no column says the day of its figures", "say it:", day)
        return None

    def local(self, span: Span | None, row: Line, where: str, ahead: float | None) -> Span | None:
        """Return a day by the clock of where a figure was counted, so many hours ahead of UTC (None: it has several).

        A moment that this leaves open is a fault.
        """
        if span is None or span.time is None or span.time.tzinfo is None:
            return span
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

    def _from_first(self, first: date, column: Column, counted: Column) -> Span | None:
        """Return the days of a new figure of which the first alone is said."""
        each = counted.each or each_of(self._answers.each)
        if each and (last := last_day(first, each)):
            return Span(first, last)
        wrong = "does not say how long its new figures are counted from their first day"
        words = tuple(Option("each", word) for word in ("day", "week", "month"))
        self._found.ask(self._header.line, column.name, wrong, "say it:", *words)
        return None

    def _read_days(self, column: Column, rows: list[Line]) -> Days:
        cells = ((row.number, row.at(column.position)) for row in rows)
        months = self._header.having("month")
        if column.role == "year" and months:
            cells = ((row.number, _month_of(row, column, months[0])) for row in rows)
        if column.role == "year" and self._header.having("day"):
            return Days({}, "", ())
        days = read_days(cells, self._found.file, column.name, self._answers.dates)
        for fault in days.faults:
            self._found.note(fault)
        if column.role in ("day", "first") and any(span.time for span in days.spans.values()):
            said = [days.said, "to the minute where a time of day is written"]
            return replace(days, said="; ".join(filter(None, said)))
        return days

    def _days_of_headers(self) -> dict[int, Span]:
        named = [(each.position, each.day) for each in self._layout.figures if each.day]
        days = read_days(named, self._found.file, "", self._answers.dates)
        for fault in days.faults:
            self._found.note(replace(fault, row=self._header.line))
        return days.spans


def _month_of(row: Line, year: Column, month: Column) -> Cell:
    """Return the year and month of two columns as one cell."""
    number = row.at(month.position).text
    text = f"{row.at(year.position).text}-{number}" if number.isdigit() else f"{number} {row.at(year.position).text}"
    return Cell(text)
