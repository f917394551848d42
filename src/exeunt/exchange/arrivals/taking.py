"""Which rows of a file are taken: those asked for, with a figure, that add up no others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exeunt.errors import CellOf, InputError, Option, quoted
from exeunt.exchange.arrivals.doubts import Doubts
from exeunt.exchange.arrivals.grid import Line
from exeunt.exchange.arrivals.headers import WHERES, Header, adds_up
from exeunt.exchange.arrivals.layout import Layout
from exeunt.exchange.arrivals.said import Said
from exeunt.exchange.arrivals.words import BLANKS
from exeunt.wording import few

MOST = 8  # cells of a column that are named
NO_FIGURE = ("above the header", "it has no figure")  # how it is said of rows that hold none


def taken(header: Header, layout: Layout, said: Said, found: Doubts) -> list[Line]:
    """Return the rows whose figures are read; what is left out, and which groups are not told apart, is noted.

    Raises
    ------
    InputError
        If rows are asked for by a column or a cell that is not there.

    """
    found.left_out += [(line.number, f"above the header: {_shown(line)}") for line in header.above if any(line.texts)]
    rows = _of_figures(_only(header, said.only), header, layout, found)
    _ask_of_groups(rows, header, said, found)
    return rows


def _shown(line: Line) -> str:
    return quoted(" ".join(text for text in line.texts if text))


def _only(header: Header, only: Mapping[str, str | Sequence[str]]) -> list[Line]:
    """Return the rows that were asked for."""
    rows = list(header.rows)
    names = {column.name.casefold(): column.position for column in header.columns}
    for name, wanted in only.items():
        position = names.get(name.strip().casefold())
        if position is None:
            has = ", ".join(column.name for column in header.columns)
            raise InputError(Option("only"), f": the file has no column {quoted(name)}; its columns are {has}")
        cells = [wanted] if isinstance(wanted, str) else list(wanted)
        _require_cells(cells, header, position, name.strip())
        alike = {each.strip().casefold() for each in cells}
        rows = [row for row in rows if row.at(position).text.casefold() in alike]
    return rows


def _require_cells(cells: Sequence[str], header: Header, position: int, column: str) -> None:
    """Refuse cells that no row has, for nothing could be taken of them."""
    there = dict.fromkeys(row.at(position).text for row in header.rows)
    alike = {text.casefold() for text in there}
    if strange := [each for each in cells if each.strip().casefold() not in alike]:
        named = [quoted(text) for text in there if text]
        has = f"there are {few(named, MOST)}" if named else "it is blank in all rows"
        wrong = f": no row has {' or '.join(map(quoted, strange))} in the column {column}; {has}"
        raise InputError(Option("only"), wrong)


def _of_figures(rows: list[Line], header: Header, layout: Layout, found: Doubts) -> list[Line]:
    """Return the rows with figures; sums, and rows without one, such as notes below a table, are left out and said."""
    named = header.having("day", "year", "month", *WHERES)
    kept = []
    for row in rows:
        filled = [row.at(each.position).text.casefold() not in BLANKS for each in layout.figures]
        sums = [text for each in named if adds_up(text := row.at(each.position).text)]
        if any(filled) and sums:
            found.left_out.append((row.number, f"{quoted(sums[0])} adds up others"))
        elif any(filled):
            kept.append(row)
        elif layout.figures and any(row.texts):  # formulas that were filled in ahead may have come to nothing
            found.left_out.append((row.number, f"it has no figure: {_shown(row)}"))
    return kept


def _ask_of_groups(rows: list[Line], header: Header, said: Said, found: Doubts) -> None:
    """Ask which group is meant, where a column tells several apart."""
    asked = {name.strip().casefold() for name in said.only}
    for column in header.having("group"):
        groups = dict.fromkeys(text for row in rows if (text := row.at(column.position).text))
        if len(groups) > 1 and column.name.casefold() not in asked:
            wrong = f"tells apart {few(list(groups), MOST)}"
            answers = tuple(Option("only", CellOf(column.name, group)) for group in list(groups)[:2])
            found.ask(header.line, column.name, wrong, "say which rows to take, such as", *answers)
