"""Columns that nobody reads, but which may tell groups apart, so that a figure beside one is not of a whole country.

A column that is called a province, a district or the like does, and a region that differs within one country. Of other
columns, whose headers are not known, those do whose words return by turns along a series: north, south, north. Remarks
seldom return, and what follows from the date (a month, a phase, what is provisional) returns only once it has ended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import groupby

from exeunt.errors import CellOf, Option
from exeunt.exchange.arrivals.figures import Contents, Figure
from exeunt.exchange.arrivals.grid import Line
from exeunt.exchange.arrivals.headers import Column, adds_up, plain
from exeunt.exchange.arrivals.wheres import Wheres
from exeunt.exchange.arrivals.words import BLANKS
from exeunt.scenario.countries import country_meant, country_of_people
from exeunt.scenario.names import country_names
from exeunt.wording import few

UNREAD = ("part", "region", "unread")  # roles of columns that may tell groups apart, the likelier first
LONGEST = 40  # letters of a name; remarks are longer
SHOWN = 4
NATIONALITIES = frozenset({"nationality", "citizenship"})
_AT_HOME = re.compile(
    r"\b(?:idps?|internally displaced|deplaces? internes?|desplazad[oa]s? intern[oa]s?|host(?: community| population)?|"
    r"returnees?|retournes?|retornados?)\b"
)


def told_apart(one: Line, other: Line, contents: Contents, only: Mapping[str, object]) -> tuple[str, str] | None:
    """Return the column by which two rows differ though it is not read, and what the first of them has there.

    Of a column of groups it was asked which rows to take (`only`), and several groups may have been the answer.
    """
    answered = _answered(only)
    groups = [column for column in contents.header.having("group") if column.name.casefold() in answered]
    for column in [*_unread(contents), *groups]:
        cells = [row.at(column.position).text for row in (one, other)]
        named = [cell for cell in cells if cell and not cell[:1].isdigit()]
        if named and cells[0] != cells[1]:
            return column.name, named[0]
    return None


def ask_of_groups(contents: Contents, wheres: Wheres, only: Mapping[str, object], asked: Set[str]) -> None:
    """Ask of which part of a country figures are, where a column says it that is not read.

    Parameters
    ----------
    contents
        The figures; questions are added to what was found.
    wheres
        What names mean in the scenario.
    only
        Rows that were asked for, by column: of these columns nothing is asked.
    asked
        Columns about which something is asked already.

    """
    answered = _answered(only)
    parts = [column for column in contents.header.having("part") if not _is_read(column, contents)]
    is_answered = any(column.name.casefold() in answered or column.name in asked for column in parts)
    for column in _unread(contents):
        if column.name in asked or column.name.casefold() in answered:
            continue
        series = list(_series(column, contents, wheres))
        cells = list(dict.fromkeys(text for _, texts in series for text in texts))
        several = any(len(set(texts)) > 1 for _, texts in series)
        is_part = column.role == "part" and cells and (several or not is_answered)
        if is_part or (column.role == "region" and several) or any(_by_turns(texts) for _, texts in series):
            _ask(column, cells, contents)
            is_answered = is_answered or column.role == "part"


def ask_of_those_at_home(contents: Contents, wheres: Wheres, only: Mapping[str, object]) -> list[str]:
    """Ask of a single group that is at home where it was counted, or fled within its country: these are no arrivals.

    Returns what is to be said of other columns of groups, which have one group each.
    """
    lines = {line.number: line for line in contents.header.rows}
    counted = [(lines[figure.line], wheres.country(figure.where)) for figure in contents.figures]
    said = []
    for column in contents.header.having("group"):
        cells = dict.fromkeys(text for line, _ in counted if (text := line.at(column.position).text))
        group = next(iter(cells), "")
        if len(cells) != 1 or column.name.casefold() in _answered(only) or adds_up(group):
            continue
        countries = {country for line, country in counted if line.at(column.position).text}
        code = country_of_people(group) if plain(column.name) in NATIONALITIES else None
        why = "who are at home or were displaced within their country" if _AT_HOME.search(plain(group)) else ""
        if code in countries and code:
            why = f"who are at home in {country_names().get(code, code)}"
        if why:
            answer = Option("only", CellOf(column.name, group))
            wrong = f"says {group}, {why}, and not arrivals of people who flee"
            contents.found.ask(contents.header.line, column.name, wrong, "to take them all the same, say", answer)
        else:
            said.append(f"all figures are of one group, {group}, as the column {column.name} says")
    return said


def _ask(column: Column, cells: Sequence[str], contents: Contents) -> None:
    some = few(cells, SHOWN)
    wrong = f"is not read and tells apart {some}, so that no figure is of a whole country"
    if len(cells) == 1:
        wrong = f"is not read and says {some}, so that figures may be of this part of a country only"
    right = "say which rows to take, such as"
    if column.role == "unread":
        wrong = f"is not read and tells apart {some}"
        right = "call it Notes if it tells no groups apart, or say which rows to take, such as"
    answers = (Option("only", CellOf(column.name, cell)) for cell in cells[:2])
    contents.found.ask(contents.header.line, column.name, wrong, right, *answers)


def _answered(only: Mapping[str, object]) -> set[str]:
    return {name.strip().casefold() for name in only}


def _unread(contents: Contents) -> list[Column]:
    columns = [column for role in UNREAD for column in contents.header.having(role)]
    return [column for column in columns if not _is_read(column, contents)]


def _is_read(column: Column, contents: Contents) -> bool:
    layout = contents.layout
    return column.position in layout.passed_over or column.position in {each.position for each in layout.figures}


def _series(column: Column, contents: Contents, wheres: Wheres) -> Iterator[tuple[str, list[str]]]:
    """Yield what a column says beside the figures of each country, in their order; sums and the country are no part."""
    lines = {line.number: line for line in contents.header.rows}
    kinds = {where: wheres.kind(where) for where in {figure.where for figure in contents.figures}}
    of_countries = sorted((each for each in contents.figures if kinds[each.where] == "country"), key=_in_time)
    for (where, *_), some in groupby(of_countries, key=lambda each: _in_time(each)[:3]):
        texts = [lines[figure.line].at(column.position).text for figure in some]
        yield where, [text for text in texts if _is_part(text, where)]


def _in_time(figure: Figure) -> tuple[str, str, str, str]:
    return figure.where, figure.source, figure.counts, figure.days.last.isoformat()


def _is_part(text: str, where: str) -> bool:
    return text.casefold() not in BLANKS and not adds_up(text) and country_meant(text) != where


def _by_turns(texts: Sequence[str]) -> bool:
    """Say whether a few words return after others."""
    if not all(len(text) <= LONGEST and not text[:1].isdigit() for text in texts):
        return False
    turns = [text for text, _ in groupby(texts)]
    return len(turns) > len(set(turns)) and 2 * len(set(texts)) <= len(texts)
