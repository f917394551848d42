"""``locations.csv``: the places."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from pathlib import Path

from exeunt.errors import quoted
from exeunt.exchange.flee.folder import Location
from exeunt.exchange.rows import (
    Findings,
    Row,
    Table,
    cell,
    listed,
    number,
    plain_number,
    read_table,
    whole,
    with_a_point,
)
from exeunt.scenario.thousands import has_commas

FILE = "locations.csv"
IDPS = "initial_idps"
NAME, REGION, COUNTRY, LATITUDE, LONGITUDE, KIND, CONFLICT_DAY, NUMBER, FURTHER = range(9)
ORDER = ("name", "region", "country", "latitude", "longitude", "location_type", "conflict_date", "population")
LEAST = 3  # known names of columns that make a header
_PLACES = {**{name: place for place, name in enumerate(ORDER)}, "pop/cap": NUMBER}
_DEGREES = re.compile(r"(?P<latitude>lat|latitude)\b|(?:lon|lng|long|longitude)\b")
KINDS = {  # the part of a word that FLEE looks for, in its order; camps come before all of these
    "conflict": "conflict",
    "forward": "forward",
    "marker": "marker",
    "flood_zone": "flood_zone",
    "default": "town",
    "town": "town",
}


def read_locations(folder: Path, findings: Findings) -> tuple[tuple[Location, ...], frozenset[str]]:
    """Read the places, and the names of all rows, also of those that are faulty."""
    missing = f"write the places into it, one a row: {','.join(ORDER)}"
    table = read_table(folder / FILE, folder, findings, missing=missing, is_header=_is_header)
    if table is None:
        return (), frozenset()
    table = _in_order(table, findings)
    by_name: dict[str, Location] = {}
    for row in table.rows:
        location = _location(row, table, findings)
        if location is None:
            continue
        if location.name in by_name:
            last = f"this last row is read, row {by_name[location.name].row} is not; routes to the name lead here"
            findings.say_odd(FILE, row.line, f"{quoted(location.name)} is there twice; {last}")
        by_name[location.name] = location
    names = frozenset(row.cells[NAME] for row in table.rows)
    if not names:
        findings.fault(FILE, 1, "", "holds no places", missing)
    _say_who_is_left_out(by_name.values(), findings)
    if attributes := list(dict.fromkeys(key for location in by_name.values() for key in location.attributes)):
        findings.say_unused(FILE, f"the further columns {', '.join(attributes)} have no equivalent")
    return tuple(by_name.values()), names


def _say_who_is_left_out(locations: Iterable[Location], findings: Findings) -> None:
    elsewhere = [place for place in locations if place.initial_idps and not place.is_camp]
    if elsewhere:
        names = listed(place.name for place in elsewhere)
        sentence = f"the {IDPS} of {names} are not read: FLEE looks at those of camps only, and nobody stays elsewhere"
        findings.say_odd(FILE, elsewhere[0].row, sentence)


def _is_header(cells: list[str]) -> bool:
    """Tell a header without a # by the names of its columns, or the words where the numbers belong."""
    return (
        cells[NAME].lower() == "name"
        or sum(_belongs(text) is not None for text in cells) >= LEAST
        or (len(cells) > KIND and _words(cells[LATITUDE]) and _words(cells[LONGITUDE]) and not _kind(cells[KIND]))
    )


def _words(text: str) -> bool:
    return bool(text) and number(text) is None


def _belongs(header: str) -> int | None:
    """Return where a column of this name belongs; None if it is not known.

    ``gps_x`` and ``gps_y`` are not, for files differ in which of them is the latitude.
    """
    word = header.lower()
    if degrees := _DEGREES.match(word):
        return LATITUDE if degrees["latitude"] else LONGITUDE
    return _PLACES.get(word.replace(" ", "_"))


def _in_order(table: Table, findings: Findings) -> Table:
    """Put the columns where FLEE has them if the header names them elsewhere.

    A column that stands where another belongs, of which the header does not say where it is, is a fault.
    """
    if table.header is None:
        return table
    meant = [_belongs(header) for header in table.header.cells]
    elsewhere = (place for place in range(FURTHER) if place in meant and meant[place : place + 1] != [place])
    moved = {place: meant.index(place) for place in elsewhere}
    taken, free = sorted(moved.values() - moved.keys()), sorted(moved.keys() - moved.values())
    doubtful = [position for position in taken if position < FURTHER]
    for position in doubtful:
        wrong = f"stands where {ORDER[position]} belongs, and no column is called that"
        right = f"name every column, or write them in this order: {','.join(ORDER)}"
        findings.fault(FILE, table.header.line, table.column(position), wrong, right)
    if doubtful or not moved:
        return table
    names = listed(table.column(position) for position in sorted(moved.values()))
    findings.say_odd(FILE, table.header.line, f"{names} stand elsewhere than in FLEE, and are read by their names")
    source = {**moved, **dict(zip(taken, free, strict=True))}

    def ordered(row: Row) -> Row:
        width = max(len(row.cells), max(source) + 1)
        return Row(row.line, [cell(row.cells, source.get(place, place)) for place in range(width)])

    return Table(table.file, ordered(table.header), [ordered(row) for row in table.rows])


def _location(row: Row, table: Table, findings: Findings) -> Location | None:
    before = len(findings.faults)
    cells = row.cells

    def fault(column: str, wrong: str, right: str) -> None:
        findings.fault(FILE, row.line, column, wrong, right)

    if len(cells) <= KIND:
        fault("", f"the row has {len(cells)} cells", "write at least six: name,region,country,lat,lon,location_type")
        return None
    if not cells[NAME]:
        fault("name", "is blank", "name the place, or delete the row")
    kind = _kind(cells[KIND])
    if not kind:
        right = "write conflict_zone, town, camp, idpcamp, forwarding_hub, marker or flood_zone"
        fault("location_type", f"is {quoted(cells[KIND])}", right)
    degrees = {}
    for column, position, most in (("latitude", LATITUDE, 90), ("longitude", LONGITUDE, 180)):
        text = cells[position]
        value = plain_number(text) if text else math.nan
        if value is None or abs(value) > most:
            right = with_a_point(text, f"write degrees from -{most} to {most}, or leave it blank")
            fault(column, f"is {quoted(text)}", right)
            value = math.nan
        degrees[column] = value
    conflict_day = _conflict_day(cell(cells, CONFLICT_DAY), kind, row, findings)
    people = _people(cell(cells, NUMBER), "population", row, findings)
    attributes = {table.column(position): text for position, text in enumerate(cells[FURTHER:], start=FURTHER) if text}
    there = [_people(text, name, row, findings) for name, text in attributes.items() if name.lower() == IDPS]
    attributes = {name: text for name, text in attributes.items() if name.lower() != IDPS}
    if table.header and len(table.header.cells) <= len(cells) - 1 and any(cells[len(table.header.cells) :]):
        wrong = f"the row has {len(cells)} cells where the header has {len(table.header.cells)}"
        fault("", wrong, "put a cell that holds a comma in quotation marks, or name the further columns in the header")
    if len(findings.faults) > before:
        return None
    return Location(
        row=row.line,
        name=cells[NAME],
        region=cells[REGION],
        country=cells[COUNTRY],
        lat=degrees["latitude"],
        lon=degrees["longitude"],
        kind=kind,
        conflict_day=conflict_day,
        number=people,
        initial_idps=there[-1] or 0 if there else 0,
        attributes=attributes,
    )


def _kind(text: str) -> str:
    """Give the kind that a word stands for, blank if for none; as FLEE does, a part of the word is enough."""
    word = text.lower()
    if "camp" in word:
        return "idpcamp" if "idp" in word else "camp"
    return next((kind for part, kind in KINDS.items() if part in word), "")


def _conflict_day(text: str, kind: str, row: Row, findings: Findings) -> int | None:
    if not text:
        return None
    day = whole(text)
    if kind != "conflict":
        if day != 0:
            findings.say_odd(FILE, row.line, f"the conflict_date {quoted(text)} of a {kind} means nothing, as in FLEE")
        return None
    if day is None or day < 0:
        right = "write the day on which conflict starts, 0 being the first, or leave it blank"
        findings.fault(FILE, row.line, "conflict_date", f"is {quoted(text)}", right)
        return None
    return day


def _people(text: str, column: str, row: Row, findings: Findings) -> int | None:
    if not text:
        return None
    people = whole(text)
    if people is None or people < 0:
        right = "write a whole number of people, at least 0, or leave it blank"
        findings.fault(FILE, row.line, column, f"is {quoted(text)}", right)
        return None
    if has_commas(text):
        findings.say_odd(FILE, row.line, f"the {column} {quoted(text)} is read as {people}")
    return people
