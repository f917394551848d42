"""Figures as rows of `observations` and `claims`: from when until when, of what, and by whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby, pairwise

import pandas as pd

from exeunt.errors import CellOf, Option
from exeunt.exchange.arrivals.days import Span
from exeunt.exchange.arrivals.doubts import Doubts
from exeunt.exchange.arrivals.figures import Contents, Figure
from exeunt.exchange.arrivals.groups import ask_of_groups, ask_of_those_at_home, told_apart
from exeunt.exchange.arrivals.headers import Column, scale_of
from exeunt.exchange.arrivals.periods import holds_dates, what_is_open
from exeunt.exchange.arrivals.said import Said
from exeunt.exchange.arrivals.wheres import Wheres
from exeunt.exchange.arrivals.words import BLANKS, EACH, Each, each_of
from exeunt.scenario.settings import Settings
from exeunt.scenario.spelling import bare
from exeunt.wording import joined, plural

ONE_DAY = timedelta(days=1)
CLAIMED = ["said_by", "stance", "quantity", "url", "note"]  # what makes two claims of a file the same

PART_OF_A_DAY = (
    "figures with a time of day count to that minute; a run has {} by whole days only and is not set beside them, "
    "but it has crossings_in by its ticks"
)

Row = dict[str, str]


@dataclass(frozen=True)
class Observed:
    """A figure as a row of `observations`, all but its id and claim."""

    figure: Figure
    row: Row

    @property
    def key(self) -> tuple[str, ...]:
        """Tell apart what was counted, and by whom."""
        return (*(self.row[name] for name in ("where", "from", "until", "measure", "aggregate")), self.figure.source)


@dataclass
class Observations:
    """The rows that figures become, and what was assumed on the way."""

    rows: list[Observed] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)

    def assume(self, sentence: str) -> None:
        """Note an assumption, once."""
        if sentence not in self.assumed:
            self.assumed.append(sentence)


def observed(contents: Contents, wheres: Wheres, settings: Settings, said: Said) -> Observations:
    """Turn figures into rows; what lies outside the scenario's period is left out, and said."""
    made, found = Observations(), contents.found
    for figure, begins, ends in _periods(contents.figures, wheres, settings, said, found, made):
        if figure.begins and ends < begins:
            named = next(each.name for each in contents.header.having("first"))
            wrong = f"counts from {begins} on, and to {ends}, which is before it"
            found.fault(figure.line, named, wrong, "write the first day here, and the last day in its own column")
            continue
        why = _outside(begins, ends, settings)
        measure = _measure(figure, wheres, said, made)
        if why or measure is None:
            found.left_out.append((figure.line, why or f"nobody is counted as present at the gate {figure.where}"))
            continue
        times = said.family_size if figure.families and said.family_size else 1.0
        published = figure.published.isoformat() if figure.published else ""
        row = {
            "from": _moment(begins, figure.days if figure.counts == "stock" else figure.begins),
            "until": _moment(ends, figure.days),
            "where": figure.where,
            "measure": measure,
            "aggregate": "mean" if figure.counts == "stock" else "sum",
            "value": _number(figure.value * times),
            "lo": "" if figure.low is None else _number(figure.low * times),
            "hi": "" if figure.high is None else _number(figure.high * times),
            "unit": "people",
            "published": published,
        }
        made.rows.append(Observed(figure, row))
        if not published:
            made.assume("the day of publication is not known: observations without one count as known the day after")
        if figure.days.time and measure != "crossings_in":
            made.assume(PART_OF_A_DAY.format(measure))
        if figure.families:
            made.assume(f"a family has {times:g} people")
    ask_of_groups(contents, wheres, said.only, _conflicts(made, contents, said))
    for sentence in ask_of_those_at_home(contents, wheres, said.only):
        made.assume(sentence)
    _falls(made)
    _scales_above(made, contents)
    if said.on and (column := holds_dates(contents.header, contents.header.rows)):
        _all_on_one_day(column, said.on, made, contents)
    return made


def claims(rows: Sequence[Observed], said: Said, file: str, known: pd.DataFrame) -> tuple[list[Row], list[str]]:
    """Return a claim for each source and column that is not among the known ones, and the id of each row's claim."""
    used = set(known["id"])
    ids = {tuple(row): id_ for id_, *row in known[["id", *CLAIMED]].itertuples(index=False)}
    made, of_rows = list[Row](), []
    for each in rows:
        figure = each.figure
        note = f"{figure.counts} figures, column {figure.column} of {file}"
        if figure.families:
            note += f"; families were counted, assumed to have {said.family_size:g} people each"
        stance = "assumption" if figure.families else "reported"
        row = dict(zip(CLAIMED, (figure.source, stance, f"arrivals_{figure.counts}", figure.url, note), strict=True))
        key = tuple(row.values())
        if key not in ids:
            ids[key] = _free(slug(f"{figure.source}-{figure.counts}"), used)
            made.append({"id": ids[key], "date": "", **row})
        of_rows.append(ids[key])
    return made, of_rows


def named(rows: Sequence[Observed], taken: Iterable[str]) -> list[str]:
    """Return an id for each row that no other figure has."""
    used = set(taken)
    return [_free(f"{each.row['where']}-{each.row['until']}", used) for each in rows]


def slug(text: str) -> str:
    """Return a text as an id: in small Latin letters, words joined."""
    return "-".join(re.findall(r"\w+", bare(text)))[:40] or "source"


def _free(name: str, used: set[str]) -> str:
    free, number = name, 2
    while free in used:
        free, number = f"{name}-{number}", number + 1
    used.add(free)
    return free


def _moment(day: date, said: Span | None) -> str:
    """Write a day, or the minute of it that is said."""
    return f"{day}T{said.time:%H:%M}" if said and said.time else day.isoformat()


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value - round(value)) < 1e-6 else f"{value:.10g}"


def _outside(begins: date, ends: date, settings: Settings) -> str:
    if ends > settings.last_day:
        return f"{ends} is after the scenario's last day, {settings.last_day}"
    if begins < settings.first_day:
        return f"it counts from {begins}, before the scenario's first day, {settings.first_day}"
    return f"{ends} is before {begins}, the day from which it would count" if ends < begins else ""


def _measure(figure: Figure, wheres: Wheres, said: Said, made: Observations) -> str | None:
    """Return the measure of a figure; None if there is none of what it counts."""
    kind = wheres.kind(figure.where)
    if figure.counts == "stock":
        return None if kind == "gate" else "stock"
    if kind == "gate":
        made.assume(f"arrivals at a gate ({figure.where}) are its crossings_in, ordinary travellers included")
        return "crossings_in"
    return "arrivals" if kind == "place" else said.measure


def _all_on_one_day(column: Column, day: date, made: Observations, contents: Contents) -> None:
    """Say that a column of days is not read, for all figures are said to be of one; of several days they cannot be."""
    lines = {figure.line for figure in contents.figures}
    texts = (row.at(column.position).text for row in contents.header.rows if row.number in lines)
    days = [text for text in dict.fromkeys(texts) if text.casefold() not in BLANKS]
    if len(days) > 1:
        wrong = f"holds {len(days)} days or periods, such as {days[0]} and {days[1]}, and you say that all are of {day}"
        _, right = what_is_open(column, contents.header.rows)
        contents.found.fault(contents.header.line, column.name, wrong, f"{right}; or keep the rows of one day")
    else:
        made.assume(f"figures are of {day}, as you say; what the column {column.name} says of days is not read")


Period = tuple[Figure, date, date]
Series = tuple[str, str]  # where, and by whom it was counted


def _periods(
    figures: Sequence[Figure], wheres: Wheres, settings: Settings, said: Said, found: Doubts, made: Observations
) -> Iterator[Period]:
    """Yield each figure with the first and last day that it counts."""
    open_ones = []
    for figure in figures:
        first, last = figure.days.first, figure.days.last
        if figure.counts == "stock":
            yield figure, last, last
        elif figure.counts == "cumulative":
            since = figure.begins.first if figure.begins else said.since
            if since is None:
                made.assume(f"cumulative figures count from the scenario's first day, {settings.first_day}")
            yield figure, since or settings.first_day, last
        elif figure.begins or first != last:
            yield figure, figure.begins.first if figure.begins else first, last
        elif figure.days.time:
            wrong = f"is new at a time of day ({figure.days.said}), but new figures are of whole days"
            right = "write the day alone, or the beginning of its time in a column Start"
            found.fault(figure.line, figure.column, wrong, right)
        else:
            open_ones.append(figure)
    yield from _new(open_ones, wheres, said, found, made)


def _new(figures: Sequence[Figure], wheres: Wheres, said: Said, found: Doubts, made: Observations) -> Iterator[Period]:
    """Yield new figures of one date each: of that day, of the week or month that ends on it, or since the date before.

    Where nothing says which, those of a series whose dates follow day by day are of a day, and others are asked about:
    a single date tells nothing, however the dates of other series follow. An answer is about these, and about all
    where none is open.
    """
    dates = {
        series: sorted({figure.days.last for figure in some})
        for series, some in groupby(sorted(figures, key=_series), key=_series)
    }
    daily = {series for series, days in dates.items() if _is_daily(days)}
    open_ones = [figure for figure in figures if figure.each is None and _series(figure) not in daily]
    answer = each_of(said.each)
    by_dates = daily if answer is None or open_ones else set[Series]()
    if open_ones and answer is None:
        _ask_of_which_time(open_ones, wheres, found)
    if here := [figure.where for figure in figures if figure.each is None and _series(figure) in by_dates]:
        whose = "" if len(here) == len(figures) else f" of {wheres.listed(here)}"
        made.assume(f"new figures{whose} are those of their day, as their dates follow day by day")
    for figure in figures:
        day, series = figure.days.last, _series(figure)
        each = figure.each or ("day" if series in by_dates else answer)
        if each is None:
            continue
        begins = _begins(day, each, dates[series])
        if begins is None:
            found.left_out.append(
                (figure.line, f"{day} is the first date, so that it is not known since when it counts")
            )
        else:
            yield figure, begins, day


def _is_daily(days: Sequence[date]) -> bool:
    return {later - earlier for earlier, later in pairwise(days)} == {ONE_DAY}


def _ask_of_which_time(figures: Sequence[Figure], wheres: Wheres, found: Doubts) -> None:
    """Ask of which time new figures are, and name the countries, gates and places of which it is open."""
    first = figures[0]
    whose = wheres.listed([figure.where for figure in figures])
    wrong = f"does not say of which time the new figures of {whose} are (up to dates that are not day by day)"
    found.ask(first.line, first.column, wrong, "say it:", *(Option("each", word) for word in EACH))


def _series(figure: Figure) -> Series:
    return figure.where, figure.source


def _begins(day: date, each: Each, dates: Sequence[date]) -> date | None:
    match each:
        case "day":
            return day
        case "week":
            return day - timedelta(days=6)
        case "month":
            return _a_month_before(day) + ONE_DAY
        case "before":
            earlier = [other for other in dates if other < day]
            return earlier[-1] + ONE_DAY if earlier else None


def _a_month_before(day: date) -> date:
    """Return the same day of the month before; of a month's last day, the last of the month before."""
    last_before = day.replace(day=1) - ONE_DAY
    is_last = (day + ONE_DAY).month != day.month
    return last_before if is_last else last_before.replace(day=min(day.day, last_before.day))


def _conflicts(made: Observations, contents: Contents, said: Said) -> set[str]:
    """Ask what tells apart figures of one source for the same, where a column that is not read might; say the rest.

    Returns the columns that are asked about. Figures that are equal may be of two groups as well.
    """
    lines = {line.number: line for line in contents.header.rows}
    first: dict[tuple[str, ...], Observed] = {}
    asked = set[str]()
    for each in made.rows:
        before = first.setdefault(each.key, each)
        row, figure = each.row, each.figure
        if before.figure.line == figure.line and before.row["value"] == row["value"]:
            continue
        if apart := told_apart(lines[before.figure.line], lines[figure.line], contents, said.only):
            (name, cell), other = apart, "the same" if before.row["value"] == row["value"] else "another"
            wrong = f"counts the same as row {before.figure.line} ({row['where']}, {row['until']}) with {other} figure"
            right = f"the column {name} tells them apart: say which rows to take,"
            contents.found.ask(figure.line, figure.column, wrong, right, Option("only", CellOf(name, cell)))
            asked.add(name)
        elif before.row["value"] != row["value"]:
            both = joined([before.row["value"], row["value"]])
            made.assume(f"rows {before.figure.line} and {figure.line} contradict each other ({both}): both are taken")
    return asked


def _falls(made: Observations) -> None:
    """Say of each series that adds up since the beginning where it falls first, which it cannot."""
    adding = [each for each in made.rows if each.figure.counts == "cumulative"]
    for _, some in groupby(sorted(adding, key=_in_time), key=lambda each: _in_time(each)[:-2]):
        falls = [(one, other) for one, other in pairwise(some) if float(other.row["value"]) < float(one.row["value"])]
        if falls:
            (one, other), more = falls[0], len(falls) - 1
            values = " to ".join(f"{each.row['value']} (row {each.figure.line})" for each in (one, other))
            again = f", and {plural(more, 'time')} more" if more else ""
            said = f"cumulative figures of {one.row['where']} fall from {values}{again}"
            made.assume(f"{said}: none is left out for that")


def _in_time(each: Observed) -> tuple[str, ...]:
    """Return by what rows are told apart that add up the same, and then in which order; a day counts to its end."""
    until, line = each.row["until"], each.figure.line
    same = (each.row["where"], each.row["measure"], each.row["from"], each.figure.source, each.figure.column)
    return (*same, until if "T" in until else f"{until}T24:00", f"{line:09}")


def _scales_above(made: Observations, contents: Contents) -> None:
    """Say that what stands above the header may be of figures whose column does not say it."""
    if any(column.scale for column in contents.layout.figures):
        return
    for line in contents.header.above:
        if scale := scale_of(" ".join(line.texts)):
            made.assume(f"figures are as they are written, though row {line.number}, above the header, names {scale}")
