"""The space of a world as arrays: what does not change in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from exeunt.engine.compile.access import Access
from exeunt.engine.compile.acting import Wheres, span_of
from exeunt.engine.compile.clock import Clock
from exeunt.engine.compile.network import Network
from exeunt.engine.compile.records import as_records
from exeunt.engine.kernel.draws import id_hash
from exeunt.engine.kernel.records import (
    GROUP,
    LINE,
    LINK,
    PLACE,
    RING,
    SEATS,
    VEHICLES,
    WAY,
    Records,
    Space,
)
from exeunt.scenario.effects import hours_of

if TYPE_CHECKING:
    from exeunt.scenario.world import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]

MARKS = 60  # bits of a mark: groups share one when there are more of them


def compile_space(world: World, net: Network, access: Access, clock: Clock, class_of: Ints) -> Space:
    """Lay out links, lines, ways, places and groups; how long people stand is a member's own: `with_stand_hours`."""
    places, block = len(net.place_ids), -(-len(world.groups) // MARKS)
    ticks = np.concatenate([net.hours, np.zeros(places), net.return_hours]) / clock.hours
    ring, rings = _rings(net, _slots(ticks + _held(access, len(ticks)) / clock.hours))
    hand_first, hands, hand_ring = _hands(net, rings)
    gate_line = _gate_lines(net)
    return Space(
        link=_links(net, access),
        line=_lines(net),
        way=_ways(net, access, ring, ticks),
        ring=rings,
        place=_places(net),
        group=_groups(world, class_of, block),
        class_of=class_of,
        home_place=net.home_place,
        hand_first=hand_first,
        hands=hands,
        hand_ring=hand_ring,
        hand_hash=_hand_hashes(net),
        gate_hash=net.gate_hash,
        nest_hash=net.nest_hash,
        gate_rate=net.gate_rate,
        gate_country=net.gate_country,
        gate_line=gate_line,
        ordinary_line=np.where(net.on_foot[:, None], gate_line[:, :, 1], gate_line[:, :, 0]),
        gate_open=_opening(world, net, clock),
        through=net.return_through,
        block=block,
        hours=float(clock.hours),
    )


def with_stand_hours(space: Space, hours: float) -> Space:
    """Return the space in which those who stand do so for so many hours, at most for the whole run."""
    ticks = np.array(min(max(hours / space.hours, 0.0), float(len(space.gate_open))))
    way, ring = space.way.copy(), space.ring.copy()
    way["ticks"][ring["stands"][way["ring"]]] = ticks
    ring["slots"][ring["stands"]] = _slots(ticks)
    ring["first_slot"] = _first_slots(ring["slots"])
    return space._replace(way=way, ring=ring)


def _slots(ticks: Floats) -> Ints:
    """Return how many slots a ring needs for ways that take so many ticks, or one more."""
    return np.asarray((ticks + 1e-9).astype(np.int64) + 2)


def _first_slots(slots: Ints) -> Ints:
    """Return where each ring begins: a ring has one slot more, for those due at once."""
    return np.cumsum(np.concatenate([[0], slots[:-1] + 1]))


def _held(access: Access, ways: int) -> Floats:
    """Return the most hours for which rules ever hold somebody up on each way."""
    held = np.zeros(ways)
    ruled = access.row >= 0
    held[: len(access.row)][ruled] = access.delay.max(axis=(0, 2))[access.row[ruled]]
    return held


def _rings(net: Network, slots: Ints) -> tuple[Ints, Records]:
    """Give each way the ring of slots it shares with the others that lead to the same line or hand."""
    links, places = len(net.link_ids), len(net.place_ids)
    numbers = np.arange(links)
    link = np.concatenate([numbers, np.full(places, -1), net.return_link])
    line = np.where(link >= 0, net.line[link], -1)
    arriving = np.where(net.journey, links + net.choices.end, numbers)
    hand = np.concatenate([arriving, links + np.arange(places), net.return_link])
    keys = list(zip(link * (line >= 0) - (line < 0), hand, strict=True))
    number = {key: i for i, key in enumerate(dict.fromkeys(keys))}
    ring = np.array([number[key] for key in keys], np.int64)
    longest = np.zeros(len(number), np.int64)
    np.maximum.at(longest, ring, slots)
    _, first = np.unique(ring, return_index=True)
    return ring, as_records(
        RING,
        first_slot=_first_slots(longest),
        slots=longest,
        line=line[first],
        link=link[first],
        hand=hand[first],
        stands=(first >= links) & (first < links + places),
    )


def _hands(net: Network, rings: Records) -> tuple[Ints, Ints, Ints]:
    """Return, by stance, where its hands begin among all hands, these in that order, and each one's ring or -1."""
    links, stances = len(net.link_ids), len(net.choices.place)
    taken = np.zeros(links, np.bool_)
    taken[net.choices.link] = True
    taken[net.return_link[net.return_link >= 0]] = True
    arriving = np.flatnonzero(taken & ~net.journey)
    hands = np.concatenate([arriving, links + np.arange(stances)])
    stance = np.concatenate([net.choices.end[arriving], np.arange(stances)])
    order = np.argsort(stance, kind="stable")
    ring_of = np.full(links + stances, -1, np.int64)
    direct = np.flatnonzero((rings["line"] < 0) & (rings["hand"] >= 0))
    ring_of[rings["hand"][direct]] = direct
    return np.searchsorted(stance[order], np.arange(stances + 1)).astype(np.int64), hands[order], ring_of


def _links(net: Network, access: Access) -> Records:
    return as_records(
        LINK,
        begin=net.begin,
        end=net.end,
        gate=net.link_gate,
        direction=net.link_direction,
        line=net.line,
        rule=access.row,
        crosses=net.crosses,
        returns=net.returns,
    )


def _lines(net: Network) -> Records:
    return as_records(
        LINE,
        gate=net.line_gate,
        direction=net.line_direction,
        kind=net.line_kind,
        link=net.line_link,
        rate=net.line_rate,
        people=net.line_people,
    )


def _gate_lines(net: Network) -> Ints:
    """Return the lines of each gate, shape (gates, 2 directions, vehicles | foot), -1 without one."""
    found = np.full((len(net.gate_ids), 2, 2), -1, np.int64)
    for line, (gate, direction, kind) in enumerate(zip(net.line_gate, net.line_direction, net.line_kind, strict=True)):
        if kind != SEATS:
            found[gate, direction, 1 - (kind == VEHICLES)] = line
    return found


def _ways(net: Network, access: Access, ring: Ints, ticks: Floats) -> Records:
    """Return the links, the places to stand at and the ways home, each as a way."""
    places = len(net.place_ids)
    homeward = np.array([id_hash("homeward", p) for p in net.place_ids], np.uint64)
    return as_records(
        WAY,
        ring=ring,
        ticks=ticks,
        rule=np.concatenate([access.row, np.full(2 * places, -1)]),
        hash=np.concatenate([net.link_hash, net.place_hash, homeward]),
    )


def _places(net: Network) -> Records:
    return as_records(
        PLACE,
        country=net.place_country,
        return_link=net.return_link,
        through_from=net.return_first[:-1],
        through_to=net.return_first[1:],
        capacity=np.nan_to_num(net.capacity),
        abroad=net.abroad,
    )


def _groups(world: World, class_of: Ints, block: int) -> Records:
    """Return the groups; so many side by side (`block`) share a mark."""
    groups = world.groups
    origins = [g.get("origin", "") for g in groups]
    names = list(dict.fromkeys(o for o in origins if o))
    return as_records(
        GROUP,
        class_of=class_of,
        mark=1 << (np.arange(len(groups)) // block),
        origin=np.array([names.index(o) if o else -1 for o in origins]),
        hash=np.array([id_hash("group", *(f"{k}={v}" for k, v in sorted(g.items()))) for g in groups], np.uint64),
        liable=np.array([g.get("liable", "no") != "no" for g in groups]),
    )


def _hand_hashes(net: Network) -> Hashes:
    passing = [id_hash("passing", net.place_ids[p]) for p in net.choices.place[len(net.place_ids) :]]
    return np.concatenate([net.link_hash, net.place_hash, np.array(passing, np.uint64)])


def _opening(world: World, net: Network, clock: Clock) -> NDArray[np.float64]:
    """Return by tick and gate the share of the day's opening in the tick, in units of an even day's.

    A gate is open while its own opening hours and those of every rule in force are.
    """
    start = clock.local_hours(net.gate_offset)
    opens, closes = (np.broadcast_to(hours, start.shape).copy() for hours in np.array(net.gate_open).reshape(-1, 2).T)
    wheres = Wheres.of(world, net)
    for rule in world.rules[world.rules["effect_kind"] == "open"].to_dict("records"):
        later, earlier = hours_of(rule["effect"])
        for gate in wheres.gates(rule["where"], rule["act"]):
            ticks = slice(*span_of(rule, clock, net.gate_offset[gate]))
            opens[ticks, gate] = np.maximum(opens[ticks, gate], later)
            closes[ticks, gate] = np.minimum(closes[ticks, gate], earlier)
    length = np.maximum(closes - opens, 0.0)
    overlap = np.zeros_like(start)
    for shift in (-24.0, 0.0, 24.0):
        a, b = opens + shift, opens + shift + length
        overlap += np.clip(np.minimum(start + clock.hours, b) - np.maximum(start, a), 0.0, None)
    return np.divide(overlap / clock.hours * 24.0, length, out=np.zeros_like(start), where=length > 0.0)
