"""The network as arrays: places, directed links, the lines people stand in, and the options at each place."""

from __future__ import annotations

import heapq
import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from exeunt.behaviour.choice import Choices
from exeunt.engine.compile.journeys import HOUR, HUNDRED, Step, find_journeys
from exeunt.engine.compile.options import SEVERAL, lay_options
from exeunt.engine.kernel.draws import id_hash
from exeunt.engine.kernel.records import FOOT, SEATS, VEHICLES

if TYPE_CHECKING:
    import pandas as pd

    from exeunt.scenario.world import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SHORTEST = 0.1  # hours; a link cannot take less
STAND_OFF = 5.0  # utility: those who go home avoid a third country by this much


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
    line_rate: Floats
    on_foot: Bools  # (gates,): whether ordinary traffic walks, as no vehicle is let through
    line_people: Floats  # people per vehicle
    gate_rate: Floats  # (gates, 2) people a day over all modes, inf = unlimited
    gate_offset: Floats
    gate_country: Ints  # (gates, 2) from, to; -1 where an airport serves many
    gate_metres: Floats  # metres of queue per vehicle over all lanes
    gate_open: list[tuple[float, float]]
    choices: Choices
    return_link: Ints
    return_hours: Floats
    return_first: Ints
    return_through: Ints  # (n, 2) countries left and entered on the way home, before the last link
    place_hash: NDArray[np.uint64]
    link_hash: NDArray[np.uint64]
    gate_hash: NDArray[np.uint64]
    nest_hash: NDArray[np.uint64]


def _opening(text: str) -> tuple[float, float]:
    if not text:
        return 0.0, 24.0
    start, end = (float(t[:2]) + float(t[3:]) / 60.0 for t in text.split("-"))
    return start, end


@dataclass(frozen=True)
class _Link:
    start: int
    end: int
    mode: str
    hours: float
    price: float
    seats: float
    gate: int

    def id(self, places: list[str], gates: list[str]) -> str:
        at = f"@{gates[self.gate]}" if self.gate >= 0 else ""
        return f"{places[self.start]}>{places[self.end]}:{self.mode}{at}"


def _directed(world: World, places: dict[str, int], gates: dict[str, int]) -> list[_Link]:
    links = []
    for row in world.links.to_dict("records"):
        link = _Link(
            places[row["from"]],
            places[row["to"]],
            row["mode"],
            max(row["hours"], SHORTEST),
            row["price"],
            row["seats_per_day"],
            gates[row["gate"]] if row["gate"] else -1,
        )
        links.append(link)
        if row["both_ways"]:
            links.append(
                _Link(link.end, link.start, link.mode, link.hours, link.price, link.seats, link.gate),
            )
    return list({(k.start, k.end, k.mode, k.gate): k for k in links}.values())


def _spread(weights: list[list[tuple[int, float]]], sources: dict[int, float]) -> tuple[Floats, Ints]:
    """Return least costs from any source along `weights[node] = [(next, cost)]`, and the node each came from."""
    cost = np.full(len(weights), math.inf)
    came = np.full(len(weights), -1)
    queue = [(c, node) for node, c in sources.items()]
    for c, node in queue:
        cost[node] = min(cost[node], c)
    heapq.heapify(queue)
    while queue:
        c, node = heapq.heappop(queue)
        if c > cost[node]:
            continue
        for other, step in weights[node]:
            if c + step < cost[other]:
                cost[other] = c + step
                came[other] = node
                heapq.heappush(queue, (c + step, other))
    return cost, came


def _only_lead_on(links: list[_Link], *, offered: Bools, country: Ints, settles: Bools) -> Bools:
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
    links: list[_Link], *, offered: Bools, plain: Bools, country: Ints, homes: Ints
) -> tuple[list[_Link], list[tuple[int, ...]]]:
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
        _Link(
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


def _ways_home(links: list[_Link], *, country: Ints, abroad: Bools) -> tuple[Ints, Floats, Ints, Ints]:
    """Find each foreign place's way home: its last link, the hours until then, the borders before it."""

    def cost(link: _Link) -> float:
        third = country[link.start] != country[link.end] and abroad[link.end]
        return HOUR * link.hours + HUNDRED * np.nan_to_num(link.price) / 100.0 + STAND_OFF * third

    places = len(country)
    last = np.full(places, -1, np.int64)
    direct: dict[int, float] = {}
    inwards: list[list[tuple[int, float]]] = [[] for _ in range(places)]
    step: dict[tuple[int, int], _Link] = {}
    for k, link in enumerate(links):
        if not abroad[link.start]:
            continue
        if abroad[link.end]:
            inwards[link.end].append((link.start, cost(link)))
            known = step.get((link.start, link.end))
            if known is None or cost(link) < cost(known):
                step[link.start, link.end] = link
        elif cost(link) < direct.get(link.start, math.inf):
            direct[link.start], last[link.start] = cost(link), k
    total, came = _spread(inwards, direct)
    hours = np.zeros(places)
    through: list[list[tuple[int, int]]] = [[] for _ in range(places)]
    final = np.full(places, -1, np.int64)
    for p in np.flatnonzero(np.isfinite(total)):
        here = int(p)
        while came[here] >= 0:
            there = int(came[here])
            hours[p] += step[here, there].hours
            if country[here] != country[there]:
                through[p].append((int(country[here]), int(country[there])))
            here = there
        final[p] = last[here]
        hours[p] += links[last[here]].hours
    first = np.cumsum([0] + [len(t) for t in through])
    pairs = np.array(list(itertools.chain.from_iterable(through)), np.int64).reshape(-1, 2)
    return final, hours, first, pairs


def _floats(frame: pd.DataFrame, column: str) -> Floats:
    return np.asarray(frame[column], np.float64)


def compile_network(world: World) -> Network:
    """Turn the tables of a world into arrays."""
    frame, table = world.places, world.gates
    place_ids, gate_ids = list(frame["id"]), list(table["id"])
    places, gates = ({name: i for i, name in enumerate(ids)} for ids in (place_ids, gate_ids))
    countries = sorted({c for c in [*frame["country"], *table["country_from"], *table["country_to"]] if c})
    number = {c: i for i, c in enumerate(countries)}
    country = np.array([number[c] for c in frame["country"]], np.int64)
    is_home = np.asarray(frame["kind"] == "home")
    abroad = ~np.isin(country, country[is_home])
    settles = np.asarray(frame["kind"].isin(["town", "refuge"]))
    links = _directed(world, places, gates)
    vehicles = _floats(table, "vehicles_per_day")
    foot = _floats(table, "foot_per_day")
    total = _floats(table, "people_per_day")
    near = list(table["country_from"])
    way = [0 if k.gate < 0 or countries[country[k.start]] == near[k.gate] else 1 for k in links]
    # Every gate has a line of vehicles either way, for ordinary traffic, and one of walkers where no vehicle is let
    # through; others come with the links that need them.
    lines: dict[tuple[int, int, int, int], int] = {}
    on_foot = (vehicles == 0.0) & (foot != 0.0)
    for gate, direction in itertools.product(range(len(gate_ids)), (0, 1)):
        lines[gate, direction, VEHICLES, -1] = len(lines)
        if on_foot[gate]:
            lines[gate, direction, FOOT, -1] = len(lines)
    line_of = [-1] * len(links)
    offered = np.array([not (abroad[k.start] and not abroad[k.end]) for k in links], np.bool_)
    for k, link in enumerate(links):
        if not math.isnan(link.seats):
            key = (link.gate, way[k], SEATS, k)
            offered[k] &= link.seats != 0.0
        elif link.gate >= 0:
            kind = FOOT if link.mode == "foot" else VEHICLES
            key = (link.gate, way[k], kind, -1)
            offered[k] &= (foot if kind == FOOT else vehicles)[link.gate] != 0.0 and total[link.gate] != 0.0
        else:
            continue
        line_of[k] = lines.setdefault(key, len(lines))
    return_link, return_hours, return_first, return_through = _ways_home(links, country=country, abroad=abroad)
    plain = _only_lead_on(links, offered=offered, country=country, settles=settles)
    # who may be turned back on a link decides again before it, so that it is no part of a journey
    turning = [r for r in world.rules.to_dict("records") if r["effect_kind"] in ("risk", "quota", "deny")]
    named = {(r["act"] == "leave", name.strip()) for r in turning for name in r["where"].split("+")}
    for leading in np.flatnonzero(plain):
        names = {(False, place_ids[links[leading].end]), (True, place_ids[links[leading].start])}
        names |= {(leave, links[leading].id(place_ids, gate_ids)) for leave in (False, True)}
        plain[leading] = not names & named
    journeys, chains = _journeys(links, offered=offered, plain=plain, country=country, homes=np.flatnonzero(is_home))
    base, road = len(links), np.array([k.mode == "road" for k in links], np.bool_)
    seat_price = np.nan_to_num(np.array([k.price for k in links], np.float64))
    links += journeys
    offered = np.concatenate([offered & ~plain, np.ones(len(journeys), np.bool_)])
    start = np.array([k.start for k in links], np.int64)
    end = np.array([k.end for k in links], np.int64)
    way += [0] * len(journeys)
    line = np.array(line_of + [-1] * len(journeys), np.int64)
    prices = [
        np.concatenate([seat_price * on, [sum(seat_price[k] * on[k] for k in chain) for chain in chains]])
        for on in (~road, road)
    ]
    per_vehicle = _floats(table, "people_per_vehicle")
    rate = np.full(len(lines), math.inf)
    for (gate, _, kind, k), q in lines.items():
        given = links[k].seats if kind == SEATS else (foot if kind == FOOT else vehicles)[gate]
        if not math.isnan(given):
            rate[q] = given * per_vehicle[gate] if kind == VEHICLES else given
    returns = abroad[start] & ~abroad[end]
    offset = _floats(frame, "utc_offset")
    gate_offset = _floats(table, "utc_offset").copy()
    for k, link in enumerate(links):
        if link.gate >= 0 and way[k] == 0 and math.isnan(gate_offset[link.gate]):
            gate_offset[link.gate] = offset[link.start]
    doors = settles & abroad if (settles & abroad).any() else settles
    inwards: list[list[tuple[int, float]]] = [[] for _ in place_ids]
    for k in map(int, np.flatnonzero(offered)):
        inwards[links[k].end].append((links[k].start, links[k].hours))
    distance, _ = _spread(inwards, {int(p): 0.0 for p in np.flatnonzero(doors)})
    ways = {(k.start, k.end, k.mode, k.gate): number for number, k in enumerate(links)}
    choices, nests = lay_options(
        [(k.start, k.end) for k in links],
        offered=offered,
        journey=np.arange(len(links)) >= base,
        back=[ways.get((k.end, k.start, k.mode, k.gate), -1) for k in links],
        country=country,
        distance=distance,
    )
    link_ids = [k.id(place_ids, gate_ids) for k in links]
    nest_names = [
        f"{place_ids[choices.place[stance]]}>{countries[towards] if towards != SEVERAL else 'journeys'}"
        for stance, towards in nests
    ]
    return Network(
        place_ids=place_ids,
        countries=countries,
        gate_ids=gate_ids,
        link_ids=link_ids,
        place_country=country,
        place_offset=offset,
        population=_floats(frame, "population"),
        capacity=_floats(frame, "capacity"),
        language=np.nan_to_num(_floats(frame, "language")),
        rent=_floats(frame, "rent"),
        settles=settles,
        abroad=abroad,
        home=np.where(is_home, np.cumsum(is_home) - 1, -1).astype(np.int64),
        home_place=np.flatnonzero(is_home).astype(np.int64),
        begin=start,
        end=end,
        hours=np.array([k.hours for k in links], np.float64),
        price=prices[0],
        road_price=prices[1],
        journey=np.arange(len(links)) >= base,
        chains=chains,
        walks=np.array([k.mode == "foot" and k.gate >= 0 for k in links], np.bool_),
        crosses=country[start] != country[end],
        returns=returns,
        link_gate=np.array([k.gate for k in links], np.int64),
        link_direction=np.array(way, np.int64),
        line=line,
        line_gate=np.array([key[0] for key in lines], np.int64),
        line_direction=np.array([key[1] for key in lines], np.int64),
        line_kind=np.array([key[2] for key in lines], np.int64),
        line_rate=rate,
        on_foot=on_foot,
        line_people=np.array([per_vehicle[key[0]] if key[0] >= 0 else 1.0 for key in lines], np.float64),
        gate_rate=np.repeat(np.where(np.isnan(total), math.inf, total)[:, None], 2, axis=1),
        gate_offset=np.nan_to_num(gate_offset),
        gate_country=np.array(
            [
                [number.get(a, -1), number.get(b, -1)]
                for a, b in zip(table["country_from"], table["country_to"], strict=True)
            ],
            np.int64,
        ).reshape(-1, 2),
        gate_metres=_floats(table, "metres_per_vehicle") / _floats(table, "lanes"),
        gate_open=[_opening(t) for t in table["opening_hours"]],
        choices=choices,
        return_link=return_link,
        return_hours=return_hours,
        return_first=return_first.astype(np.int64),
        return_through=return_through,
        place_hash=np.array([id_hash("place", p) for p in place_ids], np.uint64),
        link_hash=np.array([id_hash("link", k) for k in link_ids], np.uint64),
        gate_hash=np.array([id_hash("gate", k) for k in gate_ids], np.uint64),
        nest_hash=np.array([id_hash("nest", k) for k in nest_names], np.uint64),
    )
