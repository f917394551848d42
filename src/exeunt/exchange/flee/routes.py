"""``routes.csv``: the ways between places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from exeunt.errors import quoted
from exeunt.exchange.flee.folder import Location, Route
from exeunt.exchange.flee.plausible import check_distances
from exeunt.exchange.rows import Findings, Row, Table, cell, number, read_table, with_a_point
from exeunt.scenario.spelling import suggestions
from exeunt.scenario.thousands import has_commas
from exeunt.wording import few, joined

FILE = "routes.csv"
A, B, KM, REDIRECT, FURTHER = range(5)
LINK_TYPES = ("drive", "walk", "crossing")


def read_routes(
    folder: Path, locations: Iterable[Location], names: frozenset[str], findings: Findings
) -> tuple[Route, ...]:
    """Read the routes between the named places; with no names known, none is checked."""
    missing = "write the routes into it, one a row: name1,name2,distance"
    table = read_table(folder / FILE, folder, findings, missing=missing, is_header=_is_header)
    if table is None:
        return ()
    routes = [route for row in table.rows if (route := _route(row, table, findings))]
    if typed := [row.line for row in table.rows if cell(row.cells, REDIRECT).lower() in LINK_TYPES]:
        sentence = f"routes with a type in place of a redirection redirect nobody: {len(typed)}, this one first"
        findings.say_odd(FILE, typed[0], sentence)
    _fault_unknown(routes, names, findings)
    for route in routes:
        if route.a == route.b:
            findings.say_odd(FILE, route.row, f"the route from {quoted(route.a)} to itself is left out")
    routes = [route for route in routes if route.a != route.b]
    _say_what_is_odd(routes, findings)
    check_distances(routes, locations, _with_commas(table, findings), findings)
    if attributes := list(dict.fromkeys(key for route in routes for key in route.attributes)):
        findings.say_unused(FILE, f"the further columns {', '.join(attributes)} have no equivalent")
    return tuple(routes)


def _with_commas(table: Table, findings: Findings) -> frozenset[int]:
    """Return the rows whose distance has commas between digits, and say how they are read."""
    rows = {row.line: row.cells[KM] for row in table.rows if has_commas(cell(row.cells, KM))}
    for line, text in rows.items():
        findings.say_odd(FILE, line, f"the distance {quoted(text)} is read as {number(text):g} km")
    return frozenset(rows)


def _is_header(cells: list[str]) -> bool:
    return cells[A].lower() == "name1" or (len(cells) > KM and cells[KM].lower().startswith(("distance", "km")))


def _route(row: Row, table: Table, findings: Findings) -> Route | None:
    before = len(findings.faults)
    cells = row.cells
    if len(cells) <= KM:
        wrong = f"the row has {len(cells)} cells"
        findings.fault(FILE, row.line, "", wrong, "write at least three: name1,name2,distance in kilometres")
        return None
    for column, position in (("name1", A), ("name2", B)):
        if not cells[position]:
            findings.fault(FILE, row.line, column, "is blank", "name both places that the route joins")
    km = number(cells[KM])
    if km is None or km < 0:
        right = with_a_point(cells[KM], "write the distance in kilometres, at least 0")
        findings.fault(FILE, row.line, "distance", f"is {quoted(cells[KM])}", right)
        km = 0.0
    attributes = {table.column(position): text for position, text in enumerate(cells[FURTHER:], start=FURTHER) if text}
    redirect = None
    text = cell(cells, REDIRECT)
    code = number(text)
    if text.lower() in LINK_TYPES:
        attributes.setdefault("link_type", text)
    elif code == 1:
        redirect = (cells[B], cells[A])
    elif code == 2:
        redirect = (cells[A], cells[B])
    elif text and code != 0:
        right = "write 1 to send everybody on from name2 to name1, 2 from name1 to name2, and 0 or nothing otherwise"
        if code is not None:
            right += f"; if the distance is {cells[KM]},{text}, write it with a point"
        findings.fault(FILE, row.line, "forced_redirection", f"is {quoted(text)}", right)
    if len(findings.faults) > before:
        return None
    return Route(row.line, cells[A], cells[B], km, redirect, attributes)


def _fault_unknown(routes: list[Route], names: frozenset[str], findings: Findings) -> None:
    if not names:
        return
    ends = [(route.row, column, name) for route in routes for column, name in (("name1", route.a), ("name2", route.b))]
    unknown = [(row, column, name) for row, column, name in ends if name not in names]
    right = suggestions((name for _, _, name in unknown), sorted(names), what="places")
    for row, column, name in unknown:
        findings.fault(FILE, row, column, f"{quoted(name)} is not in locations.csv", right[name])


def _say_what_is_odd(routes: list[Route], findings: Findings) -> None:
    between: dict[frozenset[str], list[Route]] = defaultdict(list)
    for route in routes:
        between[frozenset((route.a, route.b))].append(route)
    if parallel := [same for same in between.values() if len(same) > 1]:
        pairs = [
            f"{quoted(same[0].a)} and {quoted(same[0].b)} (rows {joined([str(route.row) for route in same])})"
            for same in parallel
        ]
        sentence = (
            f"there is more than one route between {few(pairs, are_clauses=True)}; the shortest of each is the road"
        )
        findings.say_odd(FILE, parallel[0][0].row, sentence)
    for route in routes:
        if route.km == 0:
            findings.say_odd(FILE, route.row, f"the route from {quoted(route.a)} to {quoted(route.b)} is 0 km long")
