"""The network as arrays: places, directed links, the lines people stand in, and the options at each place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.behaviour.choice import Choices
from exeunt.engine.compile.directed import Directed, directed_links
from exeunt.engine.compile.homeward import Homeward, spread, ways_home
from exeunt.engine.compile.journeys import Step, find_journeys
from exeunt.engine.compile.lines import Lines, lay_lines
from exeunt.engine.compile.options import SEVERAL, lay_options
from exeunt.engine.kernel.draws import id_hash
from exeunt.scenario.clocks import gate_clocks
from exeunt.scenario.where import areas_of, resolved

if TYPE_CHECKING:
    import pandas as pd

    from exeunt.scenario.world import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Who may be turned back on a link decides again before it.
TURNING_BACK = ("risk", "quota", "deny")


@dataclass(frozen=True)
class Network:
    """Places, links and lines; every array is indexed by the order of the lists of ids.

    Links are directed: a two-way row of `links.csv` makes two. After them come the journeys, each a chain of links
    (`chains[j]`) that stands for them (`journey`); links that only lead on are offered only as parts of journeys.
    `line` is the line
    (queue) a link ends in before it reaches `end`, or -1. Lines have a gate (-1 for a train without one), a
    direction (0 = out of the gate's `country_from`), a kind and a rate a day: vehicles, people on foot, or seats.
    """

    place_ids: list[str]
    countries: list[str]
    gate_ids: list[str]
    link_ids: list[str]
    place_country: Ints
    place_offset: Floats
    population: Floats
    capacity: Floats
    language: Floats
    rent: Floats
    settles: Bools
    abroad: Bools
    home: Ints  # place -> number among homes, or -1
    home_place: Ints
    begin: Ints
    end: Ints
    hours: Floats
    price: Floats  # of seats on trains, planes and ships
    road_price: Floats  # of seats on the road
    journey: Bools
    chains: list[tuple[int, ...]]
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
    gate_open: list[tuple[float, float]]  # from one hour of the day to another
    choices: Choices
    return_link: Ints
    return_hours: Floats
    return_first: Ints
    return_through: Ints  # (n, 2) countries left and entered on the way home, before the last link
    place_hash: NDArray[np.uint64]
    link_hash: NDArray[np.uint64]
    gate_hash: NDArray[np.uint64]
    nest_hash: NDArray[np.uint64]


def _only_lead_on(links: list[Directed], *, offered: Bools, country: Ints, settles: Bools) -> Bools:
    """Return which links lead from one place where nobody settles to another, with no line and no border."""
    return np.array(
        [
            bool(offered[k])
            and link.gate < 0
            and math.isnan(link.seats)
            and country[link.start] == country[link.end]
            and not settles[link.start]
            and not settles[link.end]
            for k, link in enumerate(links)
        ],
        np.bool_,
    )


def _journeys(
    links: list[Directed], *, offered: Bools, plain: Bools, country: Ints, homes: Ints
) -> tuple[list[Directed], list[tuple[int, ...]]]:
    """Return the journeys as links, and the chain of links of each."""
    serves: dict[int, set[int]] = {}
    for k in np.flatnonzero(offered & ~plain):
        serves.setdefault(links[k].start, set()).add(int(country[links[k].end]))
    steps = {
        int(k): Step(
            links[k].start, links[k].end, links[k].mode != "air", links[k].hours, float(np.nan_to_num(links[k].price))
        )
        for k in np.flatnonzero(plain)
    }
    # whoever takes a link that is no part of a journey chooses again at its end
    ends = {links[k].end for k in np.flatnonzero(offered & ~plain)}
    journeys = find_journeys(steps, serves, {*map(int, homes), *serves, *ends})
    chains = [j.links for j in journeys]
    as_links = [
        Directed(
            j.start,
            j.end,
            "journey by road" if all(steps[k].road for k in j.links) else "journey",
            sum(steps[k].hours for k in j.links),
            math.nan,
            math.nan,
            -1,
        )
        for j in journeys
    ]
    return as_links, chains


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
    places, gate_ids = _places(world), list(world.gates["id"])
    country, abroad, settles = places.country, places.abroad, places.settles
    links = directed_links(world, _numbers(places.ids), _numbers(gate_ids))
    direction = _directions(world, places, links)
    lines = lay_lines(world.gates, links, direction)
    offered = lines.works & ~np.array([abroad[k.start] and not abroad[k.end] for k in links], np.bool_)
    plain = _only_lead_on(links, offered=offered, country=country, settles=settles)
    plain &= ~_may_turn_back(world, links, places.ids, gate_ids)
    homes = np.flatnonzero(places.is_home)
    journeys, chains = _journeys(links, offered=offered, plain=plain, country=country, homes=homes)
    offered = np.concatenate([offered & ~plain, np.ones(len(journeys), np.bool_)])
    every = [*links, *journeys]
    link_ids = [k.id(places.ids, gate_ids) for k in every]
    choices, nests = _options(every, offered=offered, base=len(links), places=places)
    return Network(
        link_ids=link_ids,
        chains=chains,
        choices=choices,
        **_of_places(world, places),
        **_of_links(every, chains, direction, lines, places),
        **_of_gates(world, places),
        **_of_lines(lines),
        **_of_returns(ways_home(links, country=country, abroad=abroad)),
        place_hash=_hashes("place", places.ids),
        link_hash=_hashes("link", link_ids),
        gate_hash=_hashes("gate", gate_ids),
        nest_hash=_hashes("nest", [_nest_name(places, int(choices.place[s]), towards) for s, towards in nests]),
    )


def _places(world: World) -> _Places:
    table, gates = world.places, world.gates
    countries = sorted({c for c in [*table["country"], *gates["country_from"], *gates["country_to"]] if c})
    number = _numbers(countries)
    country = np.array([number[c] for c in table["country"]], np.int64)
    is_home = np.asarray(table["kind"] == "home")
    abroad = ~np.isin(country, country[is_home])
    settles = np.asarray(table["kind"].isin(["town", "refuge"]))
    return _Places(list(table["id"]), countries, country, is_home, abroad, settles)


def _directions(world: World, places: _Places, links: Sequence[Directed]) -> list[int]:
    """Return in which direction each link passes its gate: 0 out of the gate's `country_from`, or without a gate."""
    near = list(world.gates["country_from"])
    at = [places.countries[places.country[k.start]] for k in links]
    return [0 if k.gate < 0 or here == near[k.gate] else 1 for k, here in zip(links, at, strict=True)]


def _may_turn_back(world: World, links: Sequence[Directed], places: list[str], gates: list[str]) -> Bools:
    """Return which links a rule names, themselves or by an end, that may turn people back on them."""
    areas = areas_of(world.areas)
    turning = [r for r in world.rules.to_dict("records") if r["effect_kind"] in TURNING_BACK]
    named = {(r["act"] == "leave", name) for r in turning for name in resolved(r["where"], areas)}
    names = [(places[k.start], places[k.end], k.id(places, gates)) for k in links]
    return np.array(
        [not named.isdisjoint({(True, a), (False, b), (True, link), (False, link)}) for a, b, link in names], np.bool_
    )


def _options(
    links: Sequence[Directed], *, offered: Bools, base: int, places: _Places
) -> tuple[Choices, list[tuple[int, int]]]:
    """Return the options at each place, the links from `base` on being journeys."""
    doors = places.settles & places.abroad
    doors = doors if doors.any() else places.settles
    inwards: list[list[tuple[int, float]]] = [[] for _ in places.ids]
    for k in map(int, np.flatnonzero(offered)):
        inwards[links[k].end].append((links[k].start, links[k].hours))
    distance, _ = spread(inwards, {int(p): 0.0 for p in np.flatnonzero(doors)})
    number = {(k.start, k.end, k.mode, k.gate): at for at, k in enumerate(links)}
    return lay_options(
        [(k.start, k.end) for k in links],
        offered=offered,
        journey=np.arange(len(links)) >= base,
        back=[number.get((k.end, k.start, k.mode, k.gate), -1) for k in links],
        country=places.country,
        distance=distance,
    )


def _nest_name(places: _Places, place: int, towards: int) -> str:
    return f"{places.ids[place]}>{places.countries[towards] if towards != SEVERAL else 'journeys'}"


def _of_places(world: World, places: _Places) -> dict[str, Any]:
    table = world.places
    return {
        "place_ids": places.ids,
        "countries": places.countries,
        "place_country": places.country,
        "place_offset": _floats(table, "utc_offset"),
        "population": _floats(table, "population"),
        "capacity": _floats(table, "capacity"),
        "language": np.nan_to_num(_floats(table, "language")),
        "rent": _floats(table, "rent"),
        "settles": places.settles,
        "abroad": places.abroad,
        "home": np.where(places.is_home, np.cumsum(places.is_home) - 1, -1).astype(np.int64),
        "home_place": np.flatnonzero(places.is_home).astype(np.int64),
    }


def _of_links(
    links: Sequence[Directed],
    chains: Sequence[tuple[int, ...]],
    direction: Sequence[int],
    lines: Lines,
    places: _Places,
) -> dict[str, Any]:
    """Return the arrays over links, the last of which are journeys over `chains` of others."""
    base, none = len(links) - len(chains), np.full(len(chains), -1, np.int64)
    start, end = (np.array(ends, np.int64) for ends in ([k.start for k in links], [k.end for k in links]))
    seats = np.nan_to_num(np.array([k.price for k in links[:base]], np.float64))
    road = np.array([k.mode == "road" for k in links[:base]], np.bool_)
    price, road_price = (
        np.concatenate([seats * on, [sum(seats[k] * on[k] for k in chain) for chain in chains]]) for on in (~road, road)
    )
    return {
        "begin": start,
        "end": end,
        "hours": np.array([k.hours for k in links], np.float64),
        "price": price,
        "road_price": road_price,
        "journey": np.arange(len(links)) >= base,
        "walks": np.array([k.mode == "foot" and k.gate >= 0 for k in links], np.bool_),
        "crosses": places.country[start] != places.country[end],
        "returns": places.abroad[start] & ~places.abroad[end],
        "link_gate": np.array([k.gate for k in links], np.int64),
        "link_direction": np.concatenate([np.array(direction, np.int64), none + 1]),
        "line": np.concatenate([lines.of_link, none]),
    }


def _of_gates(world: World, places: _Places) -> dict[str, Any]:
    table, clocks = world.gates, gate_clocks(world.tables)
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
        "gate_open": list(zip(table["opens"].fillna(0.0).tolist(), table["closes"].fillna(24.0).tolist(), strict=True)),
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
        "return_first": home.first,
        "return_through": home.through,
    }


def _numbers(ids: Sequence[str]) -> dict[str, int]:
    return {id_: number for number, id_ in enumerate(ids)}


def _hashes(kind: str, ids: Sequence[str]) -> NDArray[np.uint64]:
    return np.array([id_hash(kind, id_) for id_ in ids], np.uint64)


def _floats(frame: pd.DataFrame, column: str) -> Floats:
    return np.asarray(frame[column], np.float64)
