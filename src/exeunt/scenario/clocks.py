"""By which clocks rows are read: how many hours these are ahead of UTC."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

import pandas as pd

from exeunt.scenario.links import directed
from exeunt.scenario.rows import pairs, records, rows
from exeunt.scenario.where import areas_of, resolved

Tables = Mapping[str, pd.DataFrame]
End = Literal["from", "to"]


def gate_clocks(tables: Tables) -> dict[str, float]:
    """Return the clock of each gate: its own, or that at the near end (in `country_from`) of its first link.

    Links that lead out go before those that only lead in. A gate without any has the clock of the first place in
    `country_from`, or else in `country_to`; it is left out where there is no place in either.
    """
    places, gates = _places(tables), tables["gates"]
    first = _first_clocks(places)
    near, clocks = pairs(gates, "id", "country_from"), dict[str, float]()
    ways = directed(tables["links"])
    for end in ("from", "to"):
        for _, gate, place in rows(ways, "gate", end):
            if gate in near and place in places and places[place].country == near[gate]:
                clocks.setdefault(gate, places[place].clock)
    for _, gate, *sides in rows(gates, "id", "country_from", "country_to"):
        for country in sides:
            if country in first:
                clocks.setdefault(gate, first[country])
    own = gates[gates["utc_offset"].notna()]
    return clocks | dict(zip(own["id"], own["utc_offset"].astype(float), strict=True))


def country_clocks(tables: Tables) -> dict[str, float]:
    """Return the clock of each country: that of its first place, or without any that of its first gate.

    A gate that leads out of it goes before one that leads into it; a country is left out where no clock is known.
    """
    clocks = _first_clocks(_places(tables))
    at_gate = gate_clocks(tables)
    for side in ("country_from", "country_to"):
        for _, gate, country in rows(tables["gates"], "id", side):
            if gate in at_gate:
                clocks.setdefault(country, at_gate[gate])
    return clocks


def _first_clocks(places: dict[str, _Place]) -> dict[str, float]:
    """Return the clock of the first place of each country that has one."""
    return {place.country: place.clock for place in reversed(places.values())}


class _Place(NamedTuple):
    id: str
    country: str
    clock: float


class _Way(NamedTuple):
    """A link in one direction; `clock` is that of its gate, None without one that is known."""

    id: str
    gate: str
    ends: dict[End, _Place]
    has_seats: bool
    clock: float | None


class Clocks:
    """Says by which clocks a row is read, by what its `where` names and what it does; a blank one names everything."""

    def __init__(self, tables: Tables) -> None:
        self.areas = areas_of(tables["areas"])
        self.places = _places(tables)
        self.ways = list(self._ways(tables))

    def _ways(self, tables: Tables) -> Iterator[_Way]:
        at_gate = gate_clocks(tables)
        for way in records(directed(tables["links"])):
            if way["from"] in self.places and way["to"] in self.places:
                ends: dict[End, _Place] = {"from": self.places[way["from"]], "to": self.places[way["to"]]}
                clock = at_gate.get(way["gate"])
                yield _Way(way["id"], way["gate"], ends, not pd.isna(way["seats_per_day"]), clock)

    def of_places(self, where: str) -> set[float]:
        """Return the clocks of the places named and of those in the countries named."""
        names = set(resolved(where, self.areas))
        return {each.clock for each in self.places.values() if not names or names & {each.id, each.country}}

    def of_border(self, where: str, act: str, kind: str) -> set[float]:
        """Return the clocks of the links that a rule acts on.

        They are those of the end that it speaks of, or of the gate where it names the gate or the link itself.
        """
        names, near = set(resolved(where, self.areas)), _end(leaving=acts_on_leaving(act, kind))
        clocks = set()
        for way in self.ways:
            end, crosses = way.ends[near], way.ends["from"].country != way.ends["to"].country
            if names & {way.id, way.gate} - {""}:
                clocks.add(end.clock if way.clock is None else way.clock)
            elif not names or end.id in names or (crosses and end.country in names):
                clocks.add(end.clock)
        return clocks

    def of_seats(self, where: str) -> set[float]:
        """Return the clocks of the seats named, by their link, gate or country: those of where they set out."""
        names = set(resolved(where, self.areas))
        return {
            way.ends["from"].clock
            for way in self.ways
            if way.has_seats
            and (not names or names & {way.id, way.gate, *(end.country for end in way.ends.values())} - {""})
        }


def acts_on_leaving(act: str, kind: str) -> bool:
    """Say whether a rule of that act and effect is about leaving a country, rather than about entering it.

    To forbid (or to limit, or to price) passing through is to do so to the ways on, into a third one.
    """
    return act == "leave" or (act == "transit" and kind != "allow")


def _end(*, leaving: bool) -> End:
    return "from" if leaving else "to"


def _places(tables: Tables) -> dict[str, _Place]:
    known = tables["places"].drop_duplicates("id")
    return {
        id_: _Place(id_, country, float(clock)) for _, id_, country, clock in rows(known, "id", "country", "utc_offset")
    }
