"""A world as arrays: what the tick needs and no member changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from exeunt.behaviour.terms import Terms
from exeunt.engine.compile.access import Access, compile_access
from exeunt.engine.compile.clock import Clock
from exeunt.engine.compile.drivers import Pressure, compile_pressure
from exeunt.engine.compile.groups import classes_of, read_terms
from exeunt.engine.compile.network import Network, compile_network
from exeunt.engine.kernel.draws import id_hash
from exeunt.engine.kernel.records import (
    GROUP,
    LEAVE_TO_STAY,
    LINE,
    LINK,
    PLACE,
    QUOTA_RULE,
    RING,
    RULED,
    SEATS,
    TICK,
    VEHICLES,
    WAY,
    Records,
    Space,
    Times,
)
from exeunt.scenario.people import largest_remainder

if TYPE_CHECKING:
    from exeunt.scenario.world import World

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Labels:
    """The names along each axis of an outcome."""

    places: list[str]
    countries: list[str]
    gates: list[str]
    origins: list[str]
    days: NDArray[np.datetime64]
    ticks: NDArray[np.datetime64]


@dataclass(frozen=True)
class Arrays:
    """Everything about a world that the members share."""

    labels: Labels
    net: Network
    clock: Clock
    space: Space
    times: Times
    pressure: Pressure
    people: NDArray[np.float64]
    settled: NDArray[np.float64]  # (places, groups): before the first tick
    away: NDArray[np.float64]  # (groups, homes): where these came from
    class_of: Ints
    drives: Bools  # (classes,)
    tied: Bools  # (places, classes)
    terms: Terms
    rumoured: Bools  # (kinds of push,)


def _opening(net: Network, clock: Clock) -> NDArray[np.float64]:
    """Return by tick and gate the share of the day's opening in the tick, in units of an even day's."""
    start = clock.local_hours(net.gate_offset)
    share = np.ones_like(start)
    for gate, (opens, closes) in enumerate(net.gate_open):
        length = closes - opens if closes > opens else closes - opens + 24.0
        overlap = np.zeros(clock.count)
        for shift in (-24.0, 0.0, 24.0):
            a, b = opens + shift, opens + shift + length
            overlap += np.clip(np.minimum(start[:, gate] + clock.hours, b) - np.maximum(start[:, gate], a), 0.0, None)
        share[:, gate] = overlap / clock.hours * 24.0 / length
    return share


def _settled(world: World) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return who has settled where before anything happens, and which homes they left: a sample of everybody."""
    people = np.maximum(world.people, 1e-9)  # where nobody lives any more, each is as likely
    settled = largest_remainder(
        np.tile(people.sum(axis=0), (len(world.places), 1)), world.places["settled"].to_numpy(np.int64)
    )
    return settled.astype(np.float64), largest_remainder(people.T, settled.sum(axis=0)).astype(np.float64)


def _records(dtype: np.dtype[np.void], **columns: NDArray[Any]) -> Records:
    out = np.zeros(len(next(iter(columns.values()))), dtype)
    for name, values in columns.items():
        out[name] = values
    return out


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
    return ring, _records(
        RING,
        first_slot=np.cumsum(np.concatenate([[0], longest[:-1] + 1])),  # one more for those due at once
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


def _space(world: World, net: Network, access: Access, clock: Clock, class_of: Ints, stand_hours: float) -> Space:
    places, gates = len(net.place_ids), len(net.gate_ids)
    hours = np.concatenate([net.hours, np.full(places, stand_hours), net.return_hours])
    ticks = hours / clock.hours
    held = np.zeros(len(ticks))
    ruled = access.row >= 0
    held[: len(access.row)][ruled] = access.delay.max(axis=(0, 2))[access.row[ruled]] / clock.hours
    slots = (ticks + held + 1e-9).astype(np.int64) + 2
    gate_line = np.full((gates, 2, 2), -1, np.int64)
    for line, (gate, way, kind) in enumerate(zip(net.line_gate, net.line_way, net.line_kind, strict=True)):
        if kind != SEATS:
            gate_line[gate, way, 1 - (kind == VEHICLES)] = line
    line_link = np.full(len(net.line_gate), -1, np.int64)
    for link, line in enumerate(net.line):
        if line >= 0 and net.line_kind[line] == SEATS:
            line_link[line] = link
    groups = world.groups
    block = -(-len(groups) // 60)
    origins = [g.get("origin", "") for g in groups]
    names = list(dict.fromkeys(o for o in origins if o))
    ring, rings = _rings(net, slots)
    hand_first, hands, hand_ring = _hands(net, rings)
    passing = [id_hash("passing", net.place_ids[p]) for p in net.choices.place[places:]]
    homeward = np.array([id_hash("homeward", p) for p in net.place_ids], np.uint64)
    return Space(
        link=_records(
            LINK,
            begin=net.begin,
            end=net.end,
            gate=net.link_gate,
            way=net.link_way,
            line=net.line,
            rule=access.row,
            crosses=net.crosses,
            returns=net.returns,
        ),
        line=_records(
            LINE,
            gate=net.line_gate,
            way=net.line_way,
            kind=net.line_kind,
            link=line_link,
            rate=net.line_rate,
            people=net.line_people,
        ),
        way=_records(
            WAY,
            ring=ring,
            ticks=ticks,
            rule=np.concatenate([access.row, np.full(2 * places, -1)]),
            hash=np.concatenate([net.link_hash, net.place_hash, homeward]),
        ),
        ring=rings,
        place=_records(
            PLACE,
            country=net.place_country,
            return_link=net.return_link,
            through_from=net.return_first[:-1],
            through_to=net.return_first[1:],
            capacity=np.nan_to_num(net.capacity),
            abroad=net.abroad,
        ),
        group=_records(
            GROUP,
            kind=class_of,
            mark=1 << (np.arange(len(groups)) // block),
            origin=np.array([names.index(o) if o else -1 for o in origins]),
            hash=np.array([id_hash("group", *(f"{k}={v}" for k, v in sorted(g.items()))) for g in groups], np.uint64),
            liable=np.array([g.get("liable", "no") != "no" for g in groups]),
        ),
        kind=class_of,
        home_place=net.home_place,
        hand_first=hand_first,
        hands=hands,
        hand_ring=hand_ring,
        hand_hash=np.concatenate([net.link_hash, net.place_hash, np.array(passing, np.uint64)]),
        gate_hash=net.gate_hash,
        nest_hash=net.nest_hash,
        gate_rate=net.gate_rate,
        gate_country=net.gate_country,
        gate_line=gate_line,
        ordinary_line=np.where(net.on_foot[:, None], gate_line[:, :, 1], gate_line[:, :, 0]),
        gate_open=_opening(net, clock),
        through=net.return_through,
        block=block,
        hours=float(clock.hours),
    )


def _times(net: Network, clock: Clock, access: Access, pressure: Pressure, news_hours: float) -> Times:
    levels = pressure.push
    pushed = levels.any(axis=(0, 2)) | pressure.given.any(axis=1) | pressure.draft.any(axis=(0, 2))
    pushed |= pressure.displaced.any(axis=0)
    stir = np.concatenate([[True], (np.diff(levels, axis=1) != 0).any(axis=(0, 2))])
    hour = clock.start.hour + clock.hours * np.arange(clock.count)
    ruled = np.zeros(access.open.shape, RULED)
    ruled["open"], ruled["risk"], ruled["delay"], ruled["price"] = (
        access.open,
        access.risk,
        access.delay,
        access.price,
    )
    leave = np.zeros(access.settle.shape, LEAVE_TO_STAY)
    leave["allowed"], leave["days"] = access.settle, access.stay
    return Times(
        tick=_records(
            TICK,
            key=clock.starts().astype("datetime64[h]").astype(np.int64),
            epoch=access.epoch,
            news=(hour % news_hours) < clock.hours,  # the first tick to start within each interval of the news
            stir=stir,
            active=np.maximum.accumulate(pushed),
        ),
        place_day=clock.local_days(net.place_offset),
        gate_day=clock.local_days(net.gate_offset),
        ruled=ruled,
        delays=np.asarray(access.delay.any(axis=-1)),
        stopped=access.stopped,
        leave=leave,
        pull=access.pull,
        quota=_records(QUOTA_RULE, rate=access.quota_rate, start=access.quota_from, end=access.quota_until),
        quota_link=access.quota_link,
        quota_group=access.quota_group,
        push=pressure.push,
        push_group=pressure.push_group,
        draft=pressure.draft,
        draft_group=pressure.draft_group,
        given=np.zeros((len(pressure.given) + 1, len(net.home_place))),  # a member's own: see `members.given`
        is_given=pressure.is_given,
        ordinary=pressure.ordinary,
        load=pressure.load,
    )


def compile_world(world: World, fixed: dict[str, float]) -> Arrays:
    """Turn a world into arrays. `fixed` holds the constants that shape them: `stand_hours`, `news_hours`."""
    settings = world.settings
    offsets = world.places["utc_offset"].to_numpy(np.float64)
    gates = world.gates["utc_offset"].to_numpy(np.float64)
    offsets = np.concatenate([offsets, gates[~np.isnan(gates)]])
    clock = Clock.over(
        settings.first_day,
        settings.days,
        settings.tick_hours,
        east=float(offsets.max()),
        west=float(offsets.min()),
    )
    net = compile_network(world)
    terms = read_terms(world)
    class_of = classes_of(world, terms)
    access = compile_access(world, net, clock, class_of)
    pressure = compile_pressure(world, net, clock)
    first = [int(np.flatnonzero(class_of == c)[0]) for c in range(int(class_of.max()) + 1)]
    ties = [world.groups[g].get("tie", "") for g in first]
    place_country = [net.countries[c] for c in net.place_country]
    days = np.datetime64(settings.first_day, "D") + np.arange(settings.days).astype("timedelta64[D]")
    names = list(dict.fromkeys(g["origin"] for g in world.groups if "origin" in g))
    settled, away = _settled(world)
    labels = Labels(net.place_ids, net.countries, net.gate_ids, names, days, clock.starts())
    return Arrays(
        labels=labels,
        net=net,
        clock=clock,
        space=_space(world, net, access, clock, class_of, fixed["stand_hours"]),
        times=_times(net, clock, access, pressure, fixed["news_hours"]),
        pressure=pressure,
        people=np.asarray(world.people, np.float64),
        settled=settled,
        away=away,
        class_of=class_of,
        drives=np.array([world.groups[g].get("car", "no") == "yes" for g in first], np.bool_),
        tied=np.array([[c == t for t in ties] for c in place_country], np.bool_),
        terms=terms.by_class(first),
        rumoured=pressure.rumoured,
    )
