"""Days as they come: ISO, with the month in words, in digits of either order, or as a spreadsheet counts them.

Which of two numbers is the day is never guessed: a column says it by a date that can be read in one way only, or
whoever brings it in does. A time of day is kept, but midnight, as which programs write days, and the last minute of a
day are that day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache

from exeunt.errors import Fault, Option, Question, quoted
from exeunt.exchange.arrivals.doubts import Unsettled
from exeunt.exchange.arrivals.grid import Cell
from exeunt.exchange.arrivals.words import BLANKS, Order
from exeunt.scenario.spelling import bare
from exeunt.wording import day as in_words

ORDERS: tuple[Order, Order] = ("day-first", "month-first")
RIGHT = "write a day as 2022-09-21"
_YEARS = range(1950, 2100)
_SERIALS = range(18264, 73050)  # the days that a spreadsheet counts so, from 1950 to 2099
_EPOCH = date(1899, 12, 30)

MIDNIGHT, _LAST_MINUTE = time(), time(23, 59)
_CLOCK = re.compile(
    r"(?P<day>.*\d)[T ,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2}(?:\.\d+)?)?\s*(?P<half>[AaPp][Mm])?"
    r"\s*(?P<zone>Z|(?:UTC|GMT)?(?:(?P<sign>[+-])(?P<ahead>\d{1,2})(?::?(?P<more>\d\d))?)?)"
)
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_SHORT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_DIGITS = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d\d)")
_WORDS = re.compile(
    r"(?:[^\W\d]+\.?,? )?(\d{1,2})(?:st|nd|rd|th|er|º)?\.?[- /]*(?:de )?([^\W\d]+)\.?[-, /]*(?:de )?(\d{4}|\d\d)"
)
_AMERICAN = re.compile(r"(?:[^\W\d]+, )?([^\W\d]+)\.?[- ]*(\d{1,2})(?:st|nd|rd|th)?,?[- ]+(\d{4})")
_MONTH = re.compile(r"([^\W\d]+)\.?[-, /]*(?:de )?(\d{4})")
_ISO_WEEK = re.compile(r"(\d{4})-?[Ww](\d{1,2})")
_ISO_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})")
_YEAR = re.compile(r"\d{4}")
# "Of the year", as Russian and Ukrainian write it behind a day or month; behind a bare number it may mean roubles.
_RUSSIAN_YEAR = re.compile(r"(?<=\D\d{4}) ?[гр](?:\.|ода|оку)?$")

# Each month in English, French, Spanish, Portuguese, German, Italian, Russian, Ukrainian and Turkish, as they begin.
_MONTHS = (
    "jan janv ene gen янв січ oca",
    "feb fev févr fevr февр фев лют sub şub",
    "mar mars marz märz mär maerz marc мар бер",
    "apr avr abr апр квіт кві nis",
    "may mai mag мая май трав тра",
    "jun juin giu июн черв чер haz",
    "jul juil lug июл лип tem",
    "aug aou août ago авг серп сер agu ağu",
    "sep set сен вер eyl",
    "oct okt out ott окт жовт жов eki",
    "nov nov ноя лист лис kas",
    "dec dez dic déc дек груд гру ara",
)


@dataclass(frozen=True)
class Span:
    """A day, or the first and the last day of a week, month or year.

    A day may have a `time`, with the zone that is given; `said` is how it is written then. `is_short` says that its
    year has two digits, and was taken for one of this century.
    """

    first: date
    last: date
    time: time | None = None
    said: str = field(default="", compare=False)
    is_short: bool = field(default=False, compare=False)

    @classmethod
    def of(cls, day: date) -> Span:
        """Return a single day as a span."""
        return cls(day, day)

    def by_clock(self, ahead: float) -> Span:
        """Return what it is by a clock so many hours ahead of UTC, if it is said by another."""
        if self.time is None or self.time.tzinfo is None:
            return self
        moment = datetime.combine(self.last, self.time).astimezone(timezone(timedelta(hours=ahead)))
        return replace(self, first=moment.date(), last=moment.date(), time=moment.time())


Readings = dict[Order, Span]  # what a cell may mean; the same by both orders where the order does not matter


@dataclass(frozen=True)
class Days:
    """The days of a column by line, how they were read, and what is wrong with the rest."""

    spans: dict[int, Span]
    said: str
    faults: tuple[Fault, ...]


def read_days(cells: Iterable[tuple[int, Cell]], file: str, column: str, told: str | None) -> Days:
    """Read the days of one column, in one order for all of them.

    Parameters
    ----------
    cells
        Its cells, each with its line.
    file, column
        What faults name.
    told
        The order, if it was said.

    """
    spans, open_cells, faults = dict[int, Span](), list[tuple[int, str, Readings]](), list[Fault]()
    shows: dict[Order, tuple[int, str]] = {}
    next_year = datetime.now(UTC).date() + timedelta(days=366)
    for line, cell in cells:
        if cell.text.casefold() in BLANKS:
            continue
        readings = readings_of(cell)
        ahead = next((span.last for span in readings.values() if span.is_short and span.last > next_year), None)
        if ahead:
            wrong = f"{quoted(cell.text)} may be of {ahead.year - 100} or of {ahead.year}"
            faults.append(Fault(file, line, column, wrong, f"write the year in four digits; {RIGHT}"))
        elif not readings:
            wrong = "does not say its year" if _wants_year(cell.text, next_year.year) else "is not a day that exists"
            faults.append(Fault(file, line, column, f"{quoted(cell.text)} {wrong}", RIGHT))
        elif len(readings) == 1:
            shows.setdefault(next(iter(readings)), (line, cell.text))
            open_cells.append((line, cell.text, readings))
        elif len(set(readings.values())) == 1:
            spans[line] = readings["day-first"]
        else:
            open_cells.append((line, cell.text, readings))
    order: Order | None = next((each for each in ORDERS if each == told), None)
    if order is None and len(shows) == 2:
        (line, text), (before, other) = sorted(shows.values(), reverse=True)
        wrong = f"{quoted(text)} and {quoted(other)} in row {before} cannot both be read in one order of day and month"
        return Days(spans, "", (*faults, Unsettled(file, line, column, wrong, RIGHT)))
    order = order or next(iter(shows), None)
    if order is None and open_cells:
        line, text, readings = open_cells[0]
        one, other = (_told(readings[each]) for each in ORDERS)
        answers = tuple(Option("dates", each) for each in ORDERS)
        wrong = f"{quoted(text)} may be {one} or {other}, and no row of this column tells"
        return Days(spans, "", (*faults, Question(file, line, column, wrong, "say it:", answers)))
    for line, text, readings in open_cells:
        if order is not None and order in readings:
            spans[line] = readings[order]
        else:
            faults.append(Fault(file, line, column, f"{quoted(text)} is no day that exists, {order}", RIGHT))
    said = ""
    if order is not None and open_cells:
        said = f"{order}, as {'you say' if told else f'row {shows[order][0]} shows'}"
    return Days(spans, said, tuple(faults))


def _wants_year(text: str, year: int) -> bool:
    """Say whether a text would be a day if a year stood behind it, as *1 March* and *27.02.* would."""
    apart = "" if re.search(r"[-/.]$", text) else next(iter(re.findall(r"[-/.]", text)), " ")
    leap = year - year % 4  # 29 February is a day as well
    return any(readings_of(Cell(f"{text}{sign}{leap}")) for sign in dict.fromkeys((apart, " ")))


def readings_of(cell: Cell) -> Readings:
    """Return what a cell may mean as a day, by the order of day and month in it; nothing if it is none."""
    if isinstance(cell.value, datetime):
        return _timed(_either(Span.of(cell.value.date())), cell.value.time(), cell.text)
    if isinstance(cell.value, date):
        return _either(Span.of(cell.value))
    text = _RUSSIAN_YEAR.sub("", " ".join(cell.text.split()))
    if match := _CLOCK.fullmatch(text):
        clock = _clock(match)
        return {} if clock is None else _timed(_days_in(match["day"]), clock, cell.text)
    return _days_in(text)


def _timed(readings: Readings, clock: time, said: str) -> Readings:
    """Return readings with a time of day, where it is one: of a month or year there is none."""
    to_the_minute = clock.replace(second=0, microsecond=0)
    if to_the_minute.replace(tzinfo=None) in (MIDNIGHT, _LAST_MINUTE):
        return readings
    days = {order: span for order, span in readings.items() if span.first == span.last}
    return {order: replace(span, time=to_the_minute, said=said) for order, span in days.items()}


def _clock(match: re.Match[str]) -> time | None:
    """Return the time of day that is written, with its zone; None if it is none."""
    hour, minute, half = int(match["hour"]), int(match["minute"]), (match["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    if (hour, minute) == (24, 0):  # the end of the day that is written
        return _LAST_MINUTE
    ahead = timedelta(hours=int(match["ahead"] or 0), minutes=int(match["more"] or 0))
    if hour > 23 or minute > 59 or ahead >= timedelta(days=1):
        return None
    zone = timezone(-ahead if match["sign"] == "-" else ahead) if ahead else UTC
    return time(hour, minute, tzinfo=zone if match["zone"] else None)


def _days_in(text: str) -> Readings:
    """Return what a text without a time may mean."""
    if re.fullmatch(r"\d{5}(\.0*)?", text) and int(float(text)) in _SERIALS:
        return _either(Span.of(_EPOCH + timedelta(days=int(float(text)))))
    if match := _DIGITS.fullmatch(text):
        return dict(_by_order(int(match[1]), int(match[3]), match[4]))
    span = next((span for span in _single(text) if span), None)
    return _either(span) if span else {}


def _either(span: Span) -> Readings:
    return dict.fromkeys(ORDERS, span)


def _by_order(first: int, second: int, year: str) -> Iterator[tuple[Order, Span]]:
    for order, day, month in ((ORDERS[0], first, second), (ORDERS[1], second, first)):
        if span := _day_of(year, month, day):
            yield order, span


def _single(text: str) -> Iterator[Span | None]:
    """Try each way of writing a day that has one meaning."""
    if match := _ISO.fullmatch(text):
        yield _day(int(match[1]), int(match[3]), int(match[4]))
    if match := _SHORT.fullmatch(text):
        yield _day(int(match[1]), int(match[2]), int(match[3]))
    if (match := _WORDS.fullmatch(text)) and (month := month_called(match[2])):
        yield _day_of(match[3], month, int(match[1]))
    if (match := _AMERICAN.fullmatch(text)) and (month := month_called(match[1])):
        yield _day(int(match[3]), month, int(match[2]))
    if (match := _MONTH.fullmatch(text)) and (month := month_called(match[1])):
        yield _month(int(match[2]), month)
    if match := _ISO_WEEK.fullmatch(text):
        yield _week(int(match[1]), int(match[2]))
    if match := _ISO_MONTH.fullmatch(text):
        yield _month(int(match[1]), int(match[2]))
    if _YEAR.fullmatch(text) and int(text) in _YEARS:
        yield Span(date(int(text), 1, 1), date(int(text), 12, 31))


def _day_of(year: str, month: int, day: int) -> Span | None:
    """Return a day of a year in four digits, or in two, of this century."""
    is_short = len(year) < len("2022")
    span = _day(2000 + int(year) if is_short else int(year), month, day)
    return replace(span, is_short=is_short) if span else None


def _day(year: int, month: int, day: int) -> Span | None:
    try:
        return Span.of(date(year, month, day)) if year in _YEARS else None
    except ValueError:
        return None


def _month(year: int, month: int) -> Span | None:
    if year not in _YEARS or not 1 <= month <= 12:
        return None
    return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _week(year: int, week: int) -> Span | None:
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    return Span(monday, monday + timedelta(days=6)) if year in _YEARS else None


def month_after(day: date) -> date:
    """Return the same day of the next month, or its last if it has none such."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@cache
def month_called(word: str) -> int | None:
    """Return the number of a month by its name or how that begins, in the languages known; None if it is none."""
    name = bare(word)
    found = {
        number
        for number, begins in enumerate(_MONTHS, start=1)
        for begin in map(bare, begins.split())
        if len(name) >= 3 and name.startswith(begin)
    }
    return found.pop() if len(found) == 1 else None


def _told(span: Span) -> str:
    import pandas as pd

    return in_words(pd.Timestamp(span.last), year=True)
