"""The network as arrays: places, directed links, the lines people stand in, and the options at each place."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.engine.compile.directed import Directed, directed_links
from exeunt.engine.compile.homeward import Homeward, ways_home
from exeunt.engine.compile.lines import Lines, lay_lines
from exeunt.engine.kernel.draws import id_hash
from exeunt.engine.kernel.records import SEATS
from exeunt.remembered import remembered
from exeunt.scenario.clocks import gate_clocks
from exeunt.scenario.opening_hours import Week, week_of
from exeunt.scenario.tables import SETTLING

if TYPE_CHECKING:
    import pandas as pd

    from exeunt.scenario.world import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Network:
    """Places, links and lines; every array is indexed by the order of the lists of ids.

    Links are directed: a two-way row of `links.csv` makes two. One that `works` not lets nobody through, ever.
    `line` is the line (queue) a link ends in before it reaches `end`, or -1. Lines have a gate (-1 for a train without
    one), a direction (0 = out of the gate's `country_from`), a kind and a rate a day: vehicles, people on foot, seats.
    """

    place_ids: list[str]
    countries: list[str]
    gate_ids: list[str]
    link_ids: list[str]
    place_country: Ints
    place_offset: Floats
    population: Floats
    weight: Floats  # of homes among those of an area from which people are displaced
    capacity: Floats
    language: Floats
    rent: Floats
    settles: Bools
    abroad: Bools
    home_place: Ints
    regions: list[str]  # of homes: the areas that `admin` names, and homes that are in none
    home_region: Ints
    begin: Ints
    end: Ints
    hours: Floats
    price: Floats  # of seats on trains, planes and ships
    road_price: Floats  # of seats on the road
    works: Bools
    walks: Bools
    crosses: Bools
    returns: Bools  # leads from abroad into the country people fled
    link_gate: Ints
    link_direction: Ints
    line: Ints
    line_gate: Ints
    line_direction: Ints
    line_kind: Ints
    line_link: Ints  # whose seats a line is for, or -1
    line_rate: Floats
    on_foot: Bools  # (gates,): whether ordinary traffic walks, as no vehicle is let through
    line_people: Floats  # people per vehicle
    gate_rate: Floats  # (gates, 2) people a day over all modes, inf = unlimited
    gate_offset: Floats
    gate_country: Ints  # (gates, 2) from, to; -1 where an airport serves many
    gate_metres: Floats  # metres of queue per vehicle over all lanes
    gate_open: list[Week]  # when each is open by its own hours
    return_link: Ints
    return_hours: Floats
    return_inside: Floats  # hours from each place of a country that is fled to its nearest home
    return_first: Ints
    return_through: Ints  # (n,) links over borders on the way home, before the last link
    place_hash: NDArray[np.uint64]
    link_hash: NDArray[np.uint64]
    gate_hash: NDArray[np.uint64]
    country_hash: NDArray[np.uint64]

    @cached_property
    def on_seats(self) -> Bools:
        """Which links people wait for a seat on."""
        return np.isin(self.line, np.flatnonzero(self.line_kind == SEATS))


class _Places(NamedTuple):
    """Places by number, each with the number of its country."""

    ids: list[str]
    countries: list[str]
    country: Ints
    is_home: Bools
    abroad: Bools
    settles: Bools


def compile_network(world: World) -> Network:
    """Turn the tables of a world into arrays."""
    return _network(world.places, world.gates, world.links)


@remembered(4)
def _network(place_table: pd.DataFrame, gates: pd.DataFrame, link_table: pd.DataFrame) -> Network:
    places, gate_ids = _places(place_table, gates), list(gates["id"])
    links = directed_links(link_table, _numbers(places.ids), _numbers(gate_ids))
    direction = _directions(gates, places, links)
    lines = lay_lines(gates, links, direction)
    link_ids = [k.id(places.ids, gate_ids) for k in links]
    return Network(
        link_ids=link_ids,
        works=lines.works,
        **_of_places(place_table, places),
        **_of_links(links, direction, lines, places),
        **_of_gates(gates, places, gate_clocks({"places": place_table, "gates": gates, "links": link_table})),
        **_of_lines(lines),
        **_of_returns(
            ways_home(links, works=lines.works, country=places.country, abroad=places.abroad, is_home=places.is_home)
        ),
        place_hash=_hashes("place", places.ids),
        link_hash=_hashes("link", link_ids),
        gate_hash=_hashes("gate", gate_ids),
        country_hash=_hashes("country", places.countries),
    )


def _places(table: pd.DataFrame, gates: pd.DataFrame) -> _Places:
    countries = sorted({c for c in [*table["country"], *gates["country_from"], *gates["country_to"]] if c})
    number = _numbers(countries)
    country = np.array([number[c] for c in table["country"]], np.int64)
    is_home = np.asarray(table["kind"] == "home")
    abroad = ~np.isin(country, country[is_home])
    settles = np.asarray(table["kind"].isin(SETTLING))
    return _Places(list(table["id"]), countries, country, is_home, abroad, settles)


def _directions(gates: pd.DataFrame, places: _Places, links: Sequence[Directed]) -> list[int]:
    """Return in which direction each link passes its gate: 0 out of the gate's `country_from`, or without a gate."""
    near = list(gates["country_from"])
    at = [places.countries[places.country[k.start]] for k in links]
    return [0 if k.gate < 0 or here == near[k.gate] else 1 for k, here in zip(links, at, strict=True)]


def _of_places(table: pd.DataFrame, places: _Places) -> dict[str, Any]:
    homes = table[places.is_home]
    population, weight = _floats(table, "population"), _floats(table, "weight")
    region = np.where(homes["admin"] == "", homes["id"], homes["admin"])
    regions, home_region = np.unique(region.astype(str), return_inverse=True)
    return {
        "place_ids": places.ids,
        "countries": places.countries,
        "place_country": places.country,
        "place_offset": _floats(table, "utc_offset"),
        "population": population,
        "weight": np.where(np.isnan(weight), np.maximum(population, 1.0), weight),
        "capacity": _floats(table, "capacity"),
        "language": np.nan_to_num(_floats(table, "language")),
        "rent": _floats(table, "rent"),
        "settles": places.settles,
        "abroad": places.abroad,
        "home_place": np.flatnonzero(places.is_home).astype(np.int64),
        "regions": regions.tolist(),
        "home_region": home_region.astype(np.int64),
    }


def _of_links(links: Sequence[Directed], direction: Sequence[int], lines: Lines, places: _Places) -> dict[str, Any]:
    start, end = (np.array(ends, np.int64) for ends in ([k.start for k in links], [k.end for k in links]))
    seats = np.nan_to_num(np.array([k.price for k in links], np.float64))
    road = np.array([k.mode == "road" for k in links], np.bool_)
    return {
        "begin": start,
        "end": end,
        "hours": np.array([k.hours for k in links], np.float64),
        "price": seats * ~road,
        "road_price": seats * road,
        "walks": np.array([k.mode == "foot" and k.gate >= 0 for k in links], np.bool_),
        "crosses": places.country[start] != places.country[end],
        "returns": places.abroad[start] & ~places.abroad[end],
        "link_gate": np.array([k.gate for k in links], np.int64),
        "link_direction": np.array(direction, np.int64),
        "line": lines.of_link,
    }


def _of_gates(table: pd.DataFrame, places: _Places, clocks: Mapping[str, float]) -> dict[str, Any]:
    number = _numbers(places.countries)
    sides = [
        [number.get(a, -1), number.get(b, -1)] for a, b in zip(table["country_from"], table["country_to"], strict=True)
    ]
    total = _floats(table, "people_per_day")
    return {
        "gate_ids": list(table["id"]),
        "gate_rate": np.repeat(np.where(np.isnan(total), math.inf, total)[:, None], 2, axis=1),
        "gate_offset": np.array([clocks.get(id_, 0.0) for id_ in table["id"]], np.float64),
        "gate_country": np.array(sides, np.int64).reshape(-1, 2),
        "gate_metres": _floats(table, "metres_per_vehicle") / _floats(table, "lanes"),
        "gate_open": [week_of(text) for text in table["opening_hours"]],
    }


def _of_lines(lines: Lines) -> dict[str, Any]:
    return {
        "line_gate": lines.gate,
        "line_direction": lines.direction,
        "line_kind": lines.kind,
        "line_link": lines.link,
        "line_rate": lines.rate,
        "line_people": lines.people,
        "on_foot": lines.on_foot,
    }


def _of_returns(home: Homeward) -> dict[str, Any]:
    return {
        "return_link": home.link,
        "return_hours": home.hours,
        "return_inside": home.inside,
        "return_first": home.first,
        "return_through": home.through,
    }


def _numbers(ids: Sequence[str]) -> dict[str, int]:
    return {id_: number for number, id_ in enumerate(ids)}


def _hashes(kind: str, ids: Sequence[str]) -> NDArray[np.uint64]:
    return np.array([id_hash(kind, id_) for id_ in ids], np.uint64)


def _floats(frame: pd.DataFrame, column: str) -> Floats:
    return np.asarray(frame[column], np.float64)
