"""Drivers as arrays: the threat, the call-up, given departures, ordinary traffic and how full seats are, by tick."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from exeunt.engine.compile.groups import Whom, whom
from exeunt.engine.kernel.draws import id_hash
from exeunt.remembered import remembered
from exeunt.scenario.rows import records
from exeunt.scenario.tables import vocabulary
from exeunt.scenario.times import weekdays
from exeunt.scenario.where import Areas, areas_of, resolved

if TYPE_CHECKING:
    from exeunt.engine.compile.clock import Clock
    from exeunt.engine.compile.network import Network
    from exeunt.scenario.world import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Words = NDArray[np.uint64]
Row = Mapping[str, Any]

# Where the numbers of a driver stand in an array: (direction, citizens | others), and citizens | others.
ORDINARY = {"ordinary_in": (0, 0), "ordinary_out": (1, 0), "others_in": (0, 1), "others_out": (1, 1)}
SEAT_LOADS = ("seat_load", "seat_load_others")


@dataclass(frozen=True)
class Drivers:
    """Drivers over ticks.

    `push` (kinds, ticks, homes) holds the levels of threat and of what is `rumoured` (kinds,), each for the groups of
    its mask (kinds, groups); `draft` likewise, as a hazard per day. `given` (ticks, homes) people who set out in a
    tick where numbers are given (`is_given`). `displaced` (areas, ticks, homes) people who set out in a tick from the
    homes of an area (`displaced_from` (areas, homes), `area_hash` (areas,)) together, by the clock of each; `danger`
    (ticks, homes) the threat by which they are shared out. `ordinary` (ticks, gates, 2 ways, citizens | others) people
    a tick, and the same in `parts`; `load` (ticks, lines, citizens | others) the share of seats that ordinary
    travellers take.
    """

    push: Floats
    push_group: Bools
    rumoured: Bools
    draft: Floats
    draft_group: Bools
    given: Floats
    is_given: Bools
    displaced: Floats
    displaced_from: Bools
    area_hash: Words
    danger: Floats
    ordinary: Floats
    parts: list[Part]
    load: Floats

    @cached_property
    def displaced_apart(self) -> list[Bools]:
        """The areas that people are displaced from, as masks of homes: those that share homes as one."""
        count, part = connected_components(self.displaced_from.astype(np.int64) @ self.displaced_from.T)
        return [self.displaced_from[part == k].any(axis=0) for k in range(count)]


class Part(NamedTuple):
    """What the rows that begin at one time give of ordinary traffic: (ticks, gates, 2 ways, citizens | others).

    It has the ticks from `first` on. `since` (gates,) is the tick in which the rows begin at each gate: their numbers
    are the traffic under the rules in force then.
    """

    first: int
    people: Floats
    since: Ints


class _Layer:
    """Adds dated rows of one driver into an array over ticks and whatever the rows speak of.

    An amount a day acts in a tick by the part of it that counts for the row (`Clock.covered`), so that on every day
    what is given is what comes; a factor on such amounts, likewise, on the part that they both count for. A level acts
    in a tick if it is in force at its start. `beyond`: amounts come in the hours before the first recorded day and
    after the last, too.
    """

    def __init__(self, clock: Clock, offsets: Floats, *, beyond: bool = False) -> None:
        self.clock, self.offsets = clock, offsets
        self.weekday = clock.weekdays(offsets)
        self._covered_by = cache(partial(clock.covered, beyond=beyond))

    def lay(self, out: Floats, row: Row, at: Ints) -> None:
        """Add a row in the way in which its driver acts."""
        ways = {"amount": self.amount, "factor": self.factor, "level": self.level}
        ways[vocabulary("drivers")[row["name"]].acts](out, row, at)

    def amount(self, out: Floats, row: Row, at: Ints) -> None:
        """Add a number a day."""
        for same in self._by_clock(at):
            ticks, part = self._covered(row, same[0])
            out[ticks, same] += row["value"] * part[:, None]

    def factor(self, out: Floats, row: Row, at: Ints) -> None:
        """Multiply by a factor, 1 where the row does not hold."""
        for same in self._by_clock(at):
            ticks, part = self._covered(row, same[0])
            always = self._always[ticks, same[0]]
            share = np.divide(part, always, out=np.zeros_like(part), where=always > 0.0)
            out[ticks, same] *= (row["value"] * share + (1.0 - share))[:, None]

    def level(self, out: Floats, row: Row, at: Ints, *, instead: bool = False) -> None:
        """Add a level, or lay it down instead of what is there."""
        for same in self._by_clock(at):
            start = self.clock.tick_of(row["from"], self.offsets[same[0]])
            end = self.clock.tick_of(row["until"], self.offsets[same[0]], end=True)
            on = np.isin(self.weekday[start:end, same[:1]], _weekdays(row))
            before = out[start:end, same]
            out[start:end, same] = np.where(on, row["value"], before) if instead else before + row["value"] * on

    def _by_clock(self, at: Ints) -> list[Ints]:
        """Tell what has one clock from what has another."""
        return [at[self.offsets[at] == offset] for offset in np.unique(self.offsets[at])]

    @cached_property
    def _always(self) -> Floats:
        """What counts in each tick for a row without dates, (ticks, offsets)."""
        parts = [self._covered_by(pd.NaT, pd.NaT, float(offset))[1] for offset in self.offsets]
        return np.stack(parts, axis=1)

    def _covered(self, row: Row, k: int) -> tuple[slice, Floats]:
        return self._covered_by(row["from"], row["until"], float(self.offsets[k]), _weekdays(row))


def _weekdays(row: Row) -> tuple[int, ...]:
    return tuple(weekdays(row["weekday"]) or ()) if row["weekday"] else tuple(range(7))


class _Homes:
    """Lays drivers that speak of homes."""

    def __init__(self, who: Whom, net: Network, clock: Clock, areas: Areas) -> None:
        self.who, self.net, self.clock, self.areas = who, net, clock, areas
        self.ids = np.array(net.place_ids)[net.home_place]
        self.country = np.array(net.countries)[net.place_country[net.home_place]]
        self.layer = _Layer(clock, net.place_offset[net.home_place])
        self.of = cache(self._of)

    def _of(self, where: str) -> Ints:
        """Return the homes that a `where` speaks of: themselves, or those of a country; all if it is blank."""
        names = resolved(where, self.areas)
        return np.flatnonzero(np.isin(self.ids, names) | np.isin(self.country, names) | (not names))

    def by_who(self, rows: Iterable[Row]) -> tuple[Floats, Bools]:
        """Return levels or amounts (kinds, ticks, homes), and whom each is about (kinds, groups)."""
        rows = list(rows)
        whos = sorted({r["who"] for r in rows})
        levels = np.zeros((len(whos), self.clock.count, len(self.ids)))
        for r in rows:
            self.layer.lay(levels[whos.index(r["who"])], r, self.of(r["where"]))
        mask = np.array([self.who.mask(w) for w in whos], np.bool_).reshape(-1, len(self.who.groups))
        return levels, mask

    def given(self, rows: Iterable[Row]) -> tuple[Floats, Bools]:
        """Return given departures a day (ticks, homes), and for which homes they are given."""
        given, is_given = np.zeros((self.clock.count, len(self.ids))), np.zeros(len(self.ids), np.bool_)
        for r in rows:
            homes = self.of(r["where"])
            self.layer.lay(given, r, homes)
            is_given[homes] = True
        return given, is_given

    def displaced(self, rows: Iterable[Row]) -> tuple[Floats, Bools, Words]:
        """Return the displaced a day of areas by the clock of each home (areas, ticks, homes), their homes, hashes."""
        rows = list(rows)
        wheres = sorted({r["where"] for r in rows})
        displaced = np.zeros((len(wheres), self.clock.count, len(self.ids)))
        displaced_from = np.zeros((len(wheres), len(self.ids)), np.bool_)
        for r in rows:
            area, homes = wheres.index(r["where"]), self.of(r["where"])
            displaced_from[area, homes] = True
            self.layer.lay(displaced[area], r, homes)
        return displaced, displaced_from, np.array([id_hash("area", where) for where in wheres], np.uint64)


def compile_drivers(world: World, net: Network, clock: Clock) -> Drivers:
    """Lay the drivers of a world out over ticks."""
    return _laid_out(world.drivers, world.areas, whom(world), world.people, net, clock)


@remembered(4)
def _laid_out(
    table: pd.DataFrame, area_table: pd.DataFrame, who: Whom, people: Ints, net: Network, clock: Clock
) -> Drivers:
    rows, areas = records(table), areas_of(area_table)

    def called(*names: str) -> list[Row]:
        return [r for r in rows if r["name"] in names]

    homes = _Homes(who, net, clock, areas)
    threat, threat_group = homes.by_who(called("threat"))
    rumour, rumour_group = homes.by_who(called("rumour"))
    draft, draft_group = homes.by_who(called("draft"))
    given, is_given = homes.given(called("departures"))
    displaced, displaced_from, area_hash = homes.displaced(called("displaced"))
    per_tick = clock.hours / 24.0
    ordinary, parts = _ordinary(called(*ORDINARY, "weekday"), net, clock, areas)
    return Drivers(
        push=np.concatenate([threat, rumour]),
        push_group=np.concatenate([threat_group, rumour_group]),
        rumoured=np.repeat([False, True], [len(threat), len(rumour)]),
        draft=_hazard(people, draft, draft_group),
        draft_group=draft_group,
        given=given * per_tick,
        is_given=is_given | displaced_from.any(axis=0),
        displaced=displaced * per_tick,
        displaced_from=displaced_from,
        area_hash=area_hash,
        danger=_mean_threat(people, threat, threat_group),
        ordinary=ordinary,
        parts=parts,
        load=_fitted(_load(called(*SEAT_LOADS), net, clock, areas)),
    )


def _mean_threat(people: Ints, threat: Floats, group: Bools) -> Floats:
    """Return the threat at each home (ticks, homes), as a mean over its people; where nobody lives, of all kinds."""
    everybody = people.sum(axis=1)
    mean = np.zeros(threat.shape[1:])
    for kind, mask in enumerate(group):
        mean += threat[kind] * np.where(everybody > 0, people[:, mask].sum(axis=1) / np.maximum(everybody, 1), 1.0)
    return mean


def _hazard(people: Ints, draft: Floats, group: Bools) -> Floats:
    """Divide people called up a day by those who can be, for each kind of call-up."""
    for kind, mask in enumerate(group):
        pool = people[:, mask].sum(axis=1)
        draft[kind] = np.where(pool > 0, draft[kind] / np.maximum(pool, 1), 0.0)
    return draft


def _ordinary(rows: Sequence[Row], net: Network, clock: Clock, areas: Areas) -> tuple[Floats, list[Part]]:
    """Return ordinary travellers a tick (ticks, gates, 2 ways, citizens | others), and in parts by the rows' begin."""
    gate_ids, gates = np.array(net.gate_ids), len(net.gate_ids)
    towards = np.array([net.countries[c] if c >= 0 else "" for c in net.gate_country[:, 1]])
    # a country may count by another clock than the gate: its first and last day have hours that no day of the gate has
    layer = _Layer(clock, net.gate_offset, beyond=True)

    @cache
    def at(where: str) -> Ints:
        names = resolved(where, areas)
        return np.flatnonzero(np.isin(gate_ids, names) | np.isin(towards, names) | (not names))

    factor = np.ones((clock.count, gates))
    given = [r for r in rows if r["name"] in ORDINARY]
    for r in rows:
        if r["name"] not in ORDINARY:
            layer.lay(factor, r, at(r["where"]))
    factor *= clock.hours / 24.0

    def laid(rows: Iterable[Row]) -> Floats:
        out = np.zeros((clock.count, gates, 2, 2))
        for r in rows:
            layer.lay(out[:, :, *ORDINARY[r["name"]]], r, at(r["where"]))
        out *= factor[:, :, None, None]
        return out

    first_day = pd.Timestamp(clock.first_day)
    begins: list[pd.Timestamp] = [first_day if pd.isna(r["from"]) else max(r["from"], first_day) for r in given]
    parts = []
    for begin in sorted(set(begins)):
        people = laid(r for r, since in zip(given, begins, strict=True) if since == begin)
        some = np.flatnonzero(people.any(axis=(1, 2, 3)))
        if len(some):
            ticks = slice(int(some[0]), int(some[-1]) + 1)
            parts.append(Part(ticks.start, people[ticks].copy(), _begin(begin, net, clock)))
    return laid(given), parts


def _begin(begin: pd.Timestamp, net: Network, clock: Clock) -> Ints:
    """Return the tick in which rows of that time have begun at each gate.

    Rules are read by the clock of the gate or of the place behind it: one of the same time has begun then by either.
    """
    since = [clock.tick_of(begin, float(offset)) for offset in net.gate_offset]
    for link in np.flatnonzero((net.link_gate >= 0) & (net.link_direction == 0)):
        gate = net.link_gate[link]
        since[gate] = max(since[gate], clock.tick_of(begin, float(net.place_offset[net.end[link]])))
    return np.minimum(np.array(since, np.int64), clock.count - 1)


def _load(rows: Iterable[Row], net: Network, clock: Clock, areas: Areas) -> Floats:
    """Return the share of seats taken (ticks, lines, citizens | others).

    The row that speaks most closely of a seat counts: of its link, its gate, its country, any.
    """
    lines = len(net.line_gate)
    load = np.zeros((clock.count, lines, 2))
    seats = {q: _names_of_seats(net, int(net.line_link[q])) for q in np.flatnonzero(net.line_link >= 0)}
    begin = net.place_offset[net.begin[net.line_link]] if lines else np.zeros(0)
    layer = _Layer(clock, np.where(net.line_link >= 0, begin, 0.0))
    kinds: Sequence[Sequence[str]] = (net.countries, net.gate_ids, net.link_ids)
    closeness = {name: rank for rank, names in enumerate(kinds) for name in names}
    named = [(r, name) for r in rows for name in resolved(r["where"], areas) or [""]]
    for r, name in sorted(named, key=lambda each: closeness.get(each[1], -1)):
        spoken_of = [q for q, names in seats.items() if name == "" or name in names]
        layer.level(load[:, :, SEAT_LOADS.index(r["name"])], r, np.array(spoken_of, np.int64), instead=True)
    return load


def _fitted(load: Floats) -> Floats:
    """Return shares of seats that are no more than there are: others take what citizens leave."""
    citizens = np.minimum(load[..., 0], 1.0)
    return np.stack([citizens, np.minimum(load[..., 1], 1.0 - citizens)], axis=-1)


def _names_of_seats(net: Network, link: int) -> set[str]:
    """Return the names under which a row may speak of a link's seats."""
    ends = (net.begin[link], net.end[link])
    gate = net.gate_ids[net.link_gate[link]] if net.link_gate[link] >= 0 else ""
    # the home country is at one end of every seat home or away: a country names the other end
    abroad = {net.countries[net.place_country[place]] for place in ends if net.abroad[place]}
    return {net.link_ids[link], gate, *abroad} - {""}
