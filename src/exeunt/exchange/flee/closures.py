"""``closures.csv``: what is shut, and from when until when."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from exeunt.errors import quoted
from exeunt.exchange.flee.folder import Closure, Location, Route
from exeunt.exchange.rows import Findings, Row, cell, listed, read_table, whole
from exeunt.scenario.spelling import suggestion

FILE = "closures.csv"
KIND, A, B, START, END = range(5)
PAIRED = ("country", "link", "remove_forced_redirection")
KINDS = ("country", "location", "link", "camp", "idpcamp", "remove_forced_redirection")


def read_closures(
    folder: Path, locations: Iterable[Location], names: frozenset[str], routes: Iterable[Route], findings: Findings
) -> tuple[Closure, ...]:
    """Read the closures of places, pairs of places and pairs of countries."""
    table = read_table(folder / FILE, folder, findings, is_header=_is_header)
    if table is None:
        return ()
    places = {location.name: location for location in locations}
    countries = frozenset(place.country for place in places.values())
    joined = {frozenset((route.a, route.b)) for route in routes}
    redirected = {route.redirect for route in routes}
    closures: list[Closure] = []
    for row in table.rows:
        closure = _closure(row, findings)
        if closure is None or not names or not _names_are_known(closure, names, countries, findings):
            continue
        closures += _meant(closure, places, joined, findings)
        _say_if_vain(closure, places, joined, redirected, findings)
    return tuple(closures)


def _is_header(cells: list[str]) -> bool:
    return cells[KIND].lower() not in KINDS and whole(cell(cells, START)) is None


def _closure(row: Row, findings: Findings) -> Closure | None:
    before = len(findings.faults)
    kind, a, b = row.cells[KIND].lower(), cell(row.cells, A), cell(row.cells, B)
    if kind not in KINDS:
        right = suggestion(kind, KINDS, what="types")
        findings.fault(FILE, row.line, "closure_type", f"is {quoted(row.cells[KIND])}", right)
        return None
    if not a:
        findings.fault(FILE, row.line, "name1", "is blank", "say what is closed")
    if not b and kind in PAIRED:
        findings.fault(FILE, row.line, "name2", "is blank", f"a closure of the type {kind} needs two names")
    start = whole(cell(row.cells, START))
    if start is None or start < 0:
        right = "write the day on which it closes, 0 being the first"
        findings.fault(FILE, row.line, "closure_start", f"is {quoted(cell(row.cells, START))}", right)
        start = 0
    text = cell(row.cells, END)
    end = whole(text) if text else 0
    if end is None:
        right = "write the day on which it opens again, or 0 if it never does"
        findings.fault(FILE, row.line, "closure_end", f"is {quoted(text)}", right)
    elif end == start > 0:
        findings.say_odd(FILE, row.line, f"it opens on day {end}, when it closes, and so is never shut")
    elif start > end > 0:
        sentence = f"it opens on day {end}, before it closes on day {start}, and so is shut for good, as in FLEE"
        findings.say_odd(FILE, row.line, f"{sentence}; write 0 as its end if that is meant, else a later day")
    if len(findings.faults) > before:
        return None
    return Closure(row.line, kind, a, b, start, end if end is not None and end > 0 and end >= start else None)


def _names_are_known(closure: Closure, names: frozenset[str], countries: frozenset[str], findings: Findings) -> bool:
    known = {"name1": names, "name2": names}
    if closure.kind == "country":
        known = {"name1": countries, "name2": countries}
    elif closure.kind == "location":
        known["name2"] = names | countries
    elif closure.kind in ("camp", "idpcamp"):
        del known["name2"]
    right = True
    for column, words in known.items():
        name = closure.a if column == "name1" else closure.b
        if name and name not in words:
            what = "countries" if closure.kind == "country" else "places"
            meant = suggestion(name, sorted(words), what=what)
            findings.fault(FILE, closure.row, column, f"{quoted(name)} is not in locations.csv", meant)
            right = False
    return right


def _meant(
    closure: Closure, places: dict[str, Location], joined: set[frozenset[str]], findings: Findings
) -> list[Closure]:
    """Give what a closure means; only that of a place towards a country is not yet what it says."""
    row, a, b = closure.row, closure.a, closure.b
    if closure.kind in ("camp", "idpcamp"):
        return [Closure(row, closure.kind, a, "", closure.start, closure.end)]
    if closure.kind != "location" or not b or b in places or a not in places:
        return [closure]
    if places[a].country == b:
        findings.say_odd(FILE, row, f"{quoted(b)} is the country of {quoted(a)}: all routes of {quoted(a)} are closed")
        return [Closure(row, closure.kind, a, "", closure.start, closure.end)]
    near = [name for name, place in places.items() if place.country == b and frozenset((a, name)) in joined]
    if not near:
        sentence = f"{quoted(b)} is a country to which no route leads from {quoted(a)}, so nothing is closed"
        findings.say_odd(FILE, row, sentence)
        return []
    sentence = f"{quoted(b)} is a country: the routes from {quoted(a)} to {listed(near)} are closed"
    findings.say_odd(FILE, row, sentence)
    return [Closure(row, closure.kind, a, name, closure.start, closure.end) for name in near]


def _say_if_vain(
    closure: Closure,
    places: dict[str, Location],
    joined: set[frozenset[str]],
    redirected: set[tuple[str, str] | None],
    findings: Findings,
) -> None:
    """Say so when there is nothing that the closure could change."""
    a, b = closure.a, closure.b
    pair = f"from {quoted(a)} to {quoted(b)}"
    if closure.kind == "remove_forced_redirection" and (a, b) not in redirected:
        findings.say_odd(FILE, closure.row, f"nobody is sent on {pair}, so nothing is removed")
    elif closure.kind in ("location", "link") and b in places and frozenset((a, b)) not in joined:
        findings.say_odd(FILE, closure.row, f"there is no route {pair}, so nothing is closed")
    elif closure.kind in ("camp", "idpcamp") and a in places and not places[a].is_camp:
        sentence = f"{quoted(a)} is a {places[a].kind} until it becomes a camp at the end of the closure"
        findings.say_odd(FILE, closure.row, sentence)
