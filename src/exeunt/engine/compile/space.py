"""The space of a world as arrays: what does not change in time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from exeunt.behaviour.choice import Choices
from exeunt.engine.compile.access import Access
from exeunt.engine.compile.by_roads import ByRoads, by_roads
from exeunt.engine.compile.clock import Clock
from exeunt.engine.compile.doors import Steps, door_steps
from exeunt.engine.compile.network import Network
from exeunt.engine.compile.opening import Opening
from exeunt.engine.compile.records import as_records
from exeunt.engine.compile.roads import Leg, Links
from exeunt.engine.compile.ways import legs_left
from exeunt.engine.kernel.draws import id_hash, join
from exeunt.engine.kernel.records import (
    GROUP,
    LINE,
    LINK,
    PLACE,
    SEATS,
    VEHICLES,
    WAY,
    Records,
    Space,
)

if TYPE_CHECKING:
    from exeunt.scenario.world import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Hashes = NDArray[np.uint64]

_join = join.py_func  # of arrays: as it stands, it is a formula for these too


def compile_space(
    world: World, net: Network, access: Access, ways: Choices, legs: Sequence[Leg], clock: Clock,
    class_of: Ints, opening: Opening,
) -> Space:  # fmt: skip
    """Lay out links, lines, ways, places and groups; how long people stand is a member's own."""
    roads = by_roads(
        ways, legs, net.hours, access.row >= 0,
        leg=np.concatenate([ways.leg, ways.fan_leg]),
        rest=np.append(ways.rest, np.full(len(ways.fan_end), -1)),
        end=np.append(ways.end[ways.tail], ways.fan_end),
    )  # fmt: skip
    way = _ways(net, ways, legs, roads)
    steps = door_steps(net, way, roads, access.quota_link, float(clock.hours))
    gate_line, group = _gate_lines(net), _groups(world, class_of)
    return Space(
        link=_links(net, access, steps),
        line=_lines(net, steps, way),
        feeds_quota=_feed_quotas(net, way, access.quota_link),
        way=way,
        steps=steps.many,
        roads=roads.roads,
        begins=roads.begins,
        stands=len(roads.of) + len(roads.link),
        place=_places(net),
        group=group,
        class_of=class_of,
        home_place=net.home_place,
        group_hash=group["hash"].copy(),
        gate_hash=net.gate_hash,
        nest_hash=_nest_hashes(net, ways),
        gate_rate=net.gate_rate,
        gate_country=net.gate_country,
        gate_place=_gate_places(net),
        gate_line=gate_line,
        ordinary_line=np.where(net.on_foot[:, None], gate_line[:, :, 1], gate_line[:, :, 0]),
        open_first=opening.first,
        open_from=opening.begins,
        open_until=opening.ends,
        open_pace=opening.pace,
        through=net.return_through,
        hours=float(clock.hours),
        stand_hours=0.0,
    )


def _links(net: Network, access: Access, steps: Steps) -> Records:
    return as_records(
        LINK,
        begin=net.begin,
        end=net.end,
        gate=net.link_gate,
        direction=net.link_direction,
        line=net.line,
        rule=access.row,
        hash=net.link_hash,
        hours=net.hours,
        crosses=net.crosses,
        returns=net.returns,
        quota_step=steps.quota,
    )


def _lines(net: Network, steps: Steps, way: Records) -> Records:
    return as_records(
        LINE,
        gate=net.line_gate,
        direction=net.line_direction,
        kind=net.line_kind,
        link=net.line_link,
        rate=net.line_rate,
        people=net.line_people,
        step=steps.line,
        feeds=_feeds(net, way, net.line >= 0),
    )


def _feeds(net: Network, way: Records, to: Bools) -> Bools:
    """Say of each line whether somebody comes from it to one of some links (links,) later on a way."""
    line, there = np.append(net.line, -1)[way["link"]], np.append(to, False)[way["link"]]  # -1 without a link
    rest, leads = way["rest"], np.zeros(len(way), np.bool_)
    while True:
        further = (rest >= 0) & (there[rest] | leads[rest])
        if np.array_equal(further, leads):
            return np.isin(np.arange(len(net.line_gate)), line[leads])
        leads = further


def _feed_quotas(net: Network, way: Records, quota_link: Bools) -> Bools:
    """Say of each quota and line whether somebody comes from it to one of the quota's links, its own or a later one."""
    lines = np.arange(len(net.line_gate))
    found = [np.isin(lines, net.line[links]) | _feeds(net, way, links) for links in quota_link]
    return np.array(found, np.bool_).reshape(len(quota_link), len(lines))


def _gate_lines(net: Network) -> Ints:
    """Return the lines of each gate, shape (gates, 2 directions, vehicles | foot), -1 without one."""
    found = np.full((len(net.gate_ids), 2, 2), -1, np.int64)
    for line, (gate, direction, kind) in enumerate(zip(net.line_gate, net.line_direction, net.line_kind, strict=True)):
        if kind != SEATS:
            found[gate, direction, 1 - (kind == VEHICLES)] = line
    return found


def _gate_places(net: Network) -> Ints:
    """Return the places on either side of each gate (gates, from | to) by whose clocks countries count, -1 without one.

    Of several it is one whose clock is nearest to the gate's, the westernmost of such, in whatever order links stand.
    """
    found = np.full((len(net.gate_ids), 2), -1, np.int64)
    for gate in np.unique(net.link_gate[net.link_gate >= 0]):
        links = np.flatnonzero(net.link_gate == gate)
        outwards = net.link_direction[links] == 0
        ends = net.begin[links], net.end[links]
        for side, places in enumerate((np.where(outwards, *ends), np.where(outwards, *ends[::-1]))):
            clocks = net.place_offset[places]
            found[gate, side] = places[np.lexsort((clocks, np.abs(clocks - net.gate_offset[gate])))[0]]
    return found


def _ways(net: Network, ways: Choices, legs: Sequence[Leg], roads: ByRoads) -> Records:
    """Return the ways, those to the ends of fans, those by roads with rules, and of each place.

    Of a place it is to stand there, to set off, to go home, and to be nearly so.
    """
    places, links = len(net.place_ids), Links.of(legs)
    nowhere, here = np.full(places, -1), np.arange(places)
    last, hours = links.last(), links.total(net.hours)
    homeward = np.array([id_hash("homeward", p) for p in net.place_ids], np.uint64)
    to_ends, taken = np.full(len(ways.fan_end), -1), np.concatenate([ways.leg, ways.fan_leg])
    behind = np.where(net.return_link >= 0, net.end[net.return_link], 0)  # where the country of a home is entered
    nearly = len(taken) + len(roads.link) + 3 * places + behind
    onwards = np.where((net.return_link >= 0) & (net.return_inside[behind] > 0.0), nearly, -1)
    hashes = *_way_hashes(net, ways, links), np.zeros(len(roads.link), np.uint64)
    return as_records(
        WAY,
        link=np.concatenate([last[taken], roads.link, nowhere, nowhere, net.return_link, nowhere]),
        rest=np.concatenate([ways.rest, to_ends, roads.rest, nowhere, nowhere, onwards, nowhere]),
        end=np.concatenate([ways.end[ways.tail], ways.fan_end, roads.end, here, here, nowhere, nowhere]),
        hash=np.concatenate([*hashes, net.place_hash, net.place_hash, homeward, homeward]),
        hours=np.concatenate([hours[taken], roads.hours, np.zeros(2 * places), net.return_hours, net.return_inside]),
        roads=np.append(roads.of, np.full(len(roads.link) + 4 * places, -1)),
    )


def _way_hashes(net: Network, ways: Choices, links: Links) -> tuple[Hashes, Hashes]:
    """Return what tells ways apart, and the ends of fans: the links they take and the places they lead to."""

    def along(legs: NDArray[np.integer], key: Hashes) -> Hashes:
        """Return keys refined by the links of a leg each, the last one first."""
        begin, end = links.first[legs], links.first[legs + 1]
        for back in range(1, int((end - begin).max(initial=0)) + 1):
            some = np.flatnonzero(end - begin >= back)
            key[some] = _join(net.link_hash[links.link[end[some] - back]], key[some])
        return key

    to_ends = along(ways.fan_leg, net.place_hash[ways.fan_end])
    fans = np.bitwise_xor.reduceat(to_ends, ways.fan_first[:-1])
    hashes, ends = np.zeros(len(ways.leg), np.uint64), net.place_hash[ways.end[ways.tail]]
    to_fan = np.flatnonzero(ways.fan_of >= 0)
    ends[to_fan] = fans[ways.fan_of[to_fan]]
    left = legs_left(ways.rest)
    for legs in range(1, int(left.max(initial=0)) + 1):  # each after its rest
        some = np.flatnonzero(left == legs)
        hashes[some] = along(ways.leg[some], ends[some] if legs == 1 else hashes[ways.rest[some]])
    return hashes, to_ends


def _nest_hashes(net: Network, ways: Choices) -> Hashes:
    return np.asarray(_join(net.place_hash[ways.place_of], net.country_hash[ways.country_of]), np.uint64)


def _places(net: Network) -> Records:
    return as_records(
        PLACE,
        country=net.place_country,
        return_link=net.return_link,
        through_from=net.return_first[:-1],
        through_to=net.return_first[1:],
        hash=net.place_hash,
        capacity=np.nan_to_num(net.capacity, nan=np.inf),
        abroad=net.abroad,
    )


def _groups(world: World, class_of: Ints) -> Records:
    groups = world.groups
    origins = [g.get("origin", "") for g in groups]
    names = list(dict.fromkeys(o for o in origins if o))
    return as_records(
        GROUP,
        class_of=class_of,
        origin=np.array([names.index(o) if o else -1 for o in origins]),
        hash=np.array([id_hash("group", *(f"{k}={v}" for k, v in sorted(g.items()))) for g in groups], np.uint64),
        liable=np.array([g.get("liable", "no") != "no" for g in groups]),
    )
