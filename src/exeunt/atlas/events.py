"""Where and when there was fighting, as conflict data sets have it.

Three kinds of table are read, told apart by their columns, whatever stands beside these:

============  ====================================================================  ========================
ours          ``place`` or ``lat`` and ``lon``, ``from``, ``until``, ``intensity``  0 calm to 1 fighting
ACLED         ``event_date``, ``latitude``, ``longitude``, ``fatalities``           deaths
UCDP GED      ``date_start``, ``date_end``, ``latitude``, ``longitude``, ``best``   deaths
============  ====================================================================  ========================

Who told of an event is its ``source``, which ACLED has too, or UCDP's ``source_article``. The ``country`` of either
says where it was, and ACLED's ``event_type`` whether it was fighting. A table may be text or a workbook.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from exeunt.errors import Fault, ScenarioError, quoted
from exeunt.exchange.arrivals.grid import read_lines
from exeunt.exchange.rows import number
from exeunt.scenario.countries import country_meant
from exeunt.scenario.textfile import UnreadableError
from exeunt.wording import MONTHS, few, short

ONGOING = ("", "ongoing")
NO_FIGHTING = frozenset({"protests", "strategic developments"})  # kinds of ACLED's events that alone drive nobody out
EMPTY = "write a header and a row for each place and time of fighting"
_ONE_ALONE = "write both the latitude and the longitude, or neither beside the name of a place"
MOST_COLUMNS = 12  # of a header that are named
RIGHT_DAY = "write it as 2023-04-15"
_COLUMNS = {
    "place": ("place", "location"),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "longitude"),
    "from": ("from", "event_date", "date_start"),
    "until": ("until", "date_end"),
    "intensity": ("intensity",),
    "deaths": ("fatalities", "best"),
    "source": ("source", "source_article"),
    "country": ("country",),
    "kind": ("event_type",),
}
_IN_WORDS = re.compile(r"([0-9]{1,2})(?:\s+|-)([A-Za-z]+)(?:\s+|-)([0-9]{4})")
_ISO = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T][0-9:.]*)?")


@dataclass(frozen=True)
class Event:
    """Fighting at a place, named or by coordinates, from one day to another (None: it goes on).

    `intensity` is its level, 0 to 1; None where only `deaths` are told. `source` is who told of it, blank if nobody is
    named. `country` is the code of where the table says it was, blank if it says nothing that is known; `kind` is what
    ACLED calls it.
    """

    row: int
    place: str
    lat: float
    lon: float
    first: date
    last: date | None
    intensity: float | None
    deaths: float
    source: str = ""
    country: str = ""
    kind: str = ""

    @property
    def is_fighting(self) -> bool:
        """Whether people may flee from it: a protest or an arrest in which nobody died is told of by ACLED too."""
        return bool(self.deaths or self.intensity) or self.kind.casefold() not in NO_FIGHTING


def read_events(path: Path) -> list[Event]:
    """Read a table of events: text, or the only sheet of a workbook, or the one that is called `events`.

    Raises
    ------
    ScenarioError
        With every fault, each naming file, row and column.

    """
    faults: list[Fault] = []
    try:
        lines = read_lines(path, "events")
    except UnreadableError as error:
        raise ScenarioError(error.faults) from error
    header, rows = lines[0].texts, [line for line in lines[1:] if not line.at(0).text.startswith("#")]
    at = _positions(header)
    missing = [*_missing(path.name, header, at)]
    faults += (lines[0].unseen_in(path.name) if missing else []) or missing
    faults += [fault for line in rows for fault in line.unseen_in(path.name, at.values())]
    if faults:
        raise ScenarioError(faults)
    events = []
    for line in (each for each in rows if each.cells):
        given = {name: line.at(position).text for name, position in at.items()}
        event, wrong = _event(path.name, line.number, given, header, at)
        faults += wrong
        events += [event] if event else []
    if not events and not faults:
        faults.append(Fault(path.name, 1, "", "has a header but no rows", EMPTY))
    if faults:
        raise ScenarioError(faults)
    return events


def _positions(header: list[str]) -> dict[str, int]:
    plain = [name.strip().casefold() for name in header]
    return {name: plain.index(one) for name, known in _COLUMNS.items() for one in known[::-1] if one in plain}


def _missing(file: str, header: list[str], at: Mapping[str, int]) -> Iterator[Fault]:
    wrong = f"the columns are {few([quoted(name) for name in header], MOST_COLUMNS)}"
    if "from" not in at:
        yield Fault(file, 1, "from", wrong, "name the first day of each event `from`, `event_date` or `date_start`")
    if "place" not in at and not {"lat", "lon"} <= set(at):
        right = "say where each event was: `place`, or `lat` and `lon`, or `latitude` and `longitude`"
        yield Fault(file, 1, "place", wrong, right)
    if "intensity" not in at and "deaths" not in at:
        right = (
            "say how heavy each event was: `intensity` from 0 to 1, or deaths as `fatalities` (ACLED), `best` (UCDP)"
        )
        yield Fault(file, 1, "intensity", wrong, right)


def _event(
    file: str, line: int, given: Mapping[str, str], header: list[str], at: Mapping[str, int]
) -> tuple[Event | None, list[Fault]]:
    faults: list[Fault] = []

    def wrong(name: str, right: str) -> None:
        text = given[name]
        faults.append(Fault(file, line, header[at[name]].strip(), f"is {quoted(text)}" if text else "is blank", right))

    def numeric(name: str, low: float, high: float, right: str) -> float:
        text = given.get(name, "")
        value = number(text) if text else math.nan
        if value is None or not (math.isnan(value) or low <= value <= high):
            wrong(name, right)
            return math.nan
        return value

    first = _day(given["from"])
    if first is None:
        wrong("from", RIGHT_DAY)
    told = given.get("until", given["from"])
    last = None if told.casefold() in ONGOING else _day(told)
    if "until" in given and last is None and told.casefold() not in ONGOING:
        wrong("until", f"{RIGHT_DAY}, or `ongoing`")
    if first and last and last < first:
        wrong("until", f"the event begins on {first}: write a later day, or `ongoing`")
    lat = numeric("lat", -90, 90, "write the latitude in degrees, such as 13.45")
    lon = numeric("lon", -180, 180, "write the longitude in degrees, such as 22.45")
    intensity = numeric("intensity", 0, 1, "write a number from 0 (calm) to 1 (fighting everywhere)")
    deaths = numeric("deaths", 0, 1e7, "write how many died, 0 if nobody did")
    place = given.get("place", "")
    for name, other in (("lat", "lon"), ("lon", "lat")):
        if given.get(name) and not given.get(other):
            wrong(other if other in given else name, _ONE_ALONE)
    if not place and (math.isnan(lat) or math.isnan(lon)) and not faults:
        name = "place" if "place" in given else "lat"
        wrong(name, "say where it was: a place, or latitude and longitude")
    if "intensity" in given and math.isnan(intensity) and "deaths" not in given and not faults:
        wrong("intensity", "write a number from 0 (calm) to 1 (fighting everywhere)")
    if faults or first is None:
        return None, faults
    level = None if math.isnan(intensity) else intensity
    source = short(" ".join(given.get("source", "").split()))
    country, kind = country_meant(given.get("country", "")) or "", given.get("kind", "")
    died = 0.0 if math.isnan(deaths) else deaths
    return Event(line, place, lat, lon, first, last, level, died, source, country, kind), []


def _day(text: str) -> date | None:
    """Read a day as ISO has it, with or without a time, or as ``15 April 2023``, which is how ACLED writes."""
    if match := _ISO.fullmatch(text):
        try:
            return date.fromisoformat(match[1])
        except ValueError:
            return None
    if match := _IN_WORDS.fullmatch(text):
        day, month, year = match.groups()
        meant = [number for number, name in enumerate(MONTHS, 1) if month.title() in (name, name[:3])]
        try:
            return date(int(year), meant[0], int(day)) if meant else None
        except ValueError:
            return None
    return None
