"""Drivers as arrays: the threat, the call-up, given departures, ordinary traffic and how full seats are, by tick."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from exeunt.engine.compile.groups import who_mask
from exeunt.engine.kernel.records import SEATS

if TYPE_CHECKING:
    from exeunt.engine.compile.clock import Clock
    from exeunt.engine.compile.network import Network
    from exeunt.scenario.world import World

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Row = Mapping[Hashable, Any]

DRAFT_UNIT = 300_000.0  # the call-up for which `draft` is given
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Pressure:
    """Drivers over ticks.

    `push` (kinds, ticks, homes) holds the levels of threat and of what is `rumoured` (kinds,), each for the groups of
    its mask (kinds, groups); `draft` likewise, as a hazard per day. `given` (ticks, homes) people who set out in a
    tick where numbers are given (`is_given`). `displaced` (areas, ticks) people who set out in a tick from the homes
    of an area (`displaced_from` (areas, homes)) together; `danger` (ticks, homes) the threat by which they are shared
    out. `ordinary` (ticks, gates, 2 ways, citizens | others) people a tick; `load` (ticks, lines, citizens | others)
    the share of seats that ordinary travellers take.
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
    danger: Floats
    ordinary: Floats
    load: Floats


class _Layer:
    """Adds dated rows of one driver into an array over ticks and whatever the rows speak of.

    An amount a day and a factor on one act in a tick by the part of it that the row covers, so that what is given is
    what comes. A level acts in a tick if it is in force at its start.
    """

    def __init__(self, clock: Clock, offsets: Floats) -> None:
        self.clock, self.offsets = clock, offsets
        self.weekday = clock.weekdays(offsets)

    def amount(self, out: Floats, row: Row, at: Ints) -> None:
        """Add a number a day."""
        midnight = pd.Timestamp(self.clock.first_day)
        for k in at:
            ticks, part = self._covered(row, k)
            out[ticks, k] += row["value"] * part
            # what belongs to the first day is not lost in a tick that begins, and is counted, before it
            first = self.clock.first_tick(self.offsets[k])
            if ticks.start < first < self.clock.count:
                since: pd.Timestamp = midnight if pd.isna(row["from"]) else max(row["from"], midnight)
                ticks, part = self._covered({**row, "from": since}, k)
                early = part[: max(first - ticks.start, 0)]
                out[ticks.start : ticks.start + len(early), k] -= row["value"] * early
                out[first, k] += row["value"] * early.sum()

    def factor(self, out: Floats, row: Row, at: Ints) -> None:
        """Multiply by a factor, 1 where the row does not hold."""
        for k in at:
            ticks, part = self._covered(row, k)
            out[ticks, k] *= row["value"] * part + (1.0 - part)

    def level(self, out: Floats, row: Row, at: Ints, *, instead: bool = False) -> None:
        """Add a level, or lay it down instead of what is there."""
        for k in at:
            start = self.clock.tick_of(row["from"], self.offsets[k])
            end = self.clock.tick_of(row["until"], self.offsets[k], end=True)
            on = np.isin(self.weekday[start:end, k], _weekdays(row))
            before = out[start:end, k]
            out[start:end, k] = np.where(on, row["value"], before) if instead else before + row["value"] * on

    def _covered(self, row: Row, k: int) -> tuple[slice, Floats]:
        return self.clock.covered(row["from"], row["until"], float(self.offsets[k]), _weekdays(row))


def _weekdays(row: Row) -> list[int]:
    return [WEEK.index(d.strip()) for d in str(row["weekday"]).split("+")] if row["weekday"] else list(range(7))


def compile_pressure(world: World, net: Network, clock: Clock) -> Pressure:
    """Lay the drivers of a world out over ticks."""
    rows = world.drivers.to_dict("records")
    homes, groups, ticks = len(net.home_place), len(world.groups), clock.count
    home_ids = np.array(net.place_ids)[net.home_place]
    home_country = np.array(net.countries)[net.place_country[net.home_place]]
    areas = {r["id"]: set(r["members"].split("+")) for r in world.areas.to_dict("records")}

    def homes_of(where: str) -> NDArray[np.int64]:
        names = areas.get(where, {where})
        return np.flatnonzero(np.isin(home_ids, list(names)) | np.isin(home_country, list(names)) | (where == ""))

    at_home = _Layer(clock, net.place_offset[net.home_place])

    def by_who(name: str, lay: Callable[[Floats, Row, Ints], None]) -> tuple[Floats, Bools]:
        mine = [r for r in rows if r["name"] == name]
        whos = sorted({r["who"] for r in mine})
        levels = np.zeros((len(whos), ticks, homes))
        for r in mine:
            lay(levels[whos.index(r["who"])], r, homes_of(r["where"]))
        mask = np.array([who_mask(world, w) for w in whos], np.bool_).reshape(-1, groups)
        return levels, mask

    threat, threat_group = by_who("threat", at_home.level)
    rumour, rumour_group = by_who("rumour", at_home.level)
    draft, draft_group = by_who("draft", at_home.amount)
    for kind in range(len(draft)):
        pool = world.people[:, draft_group[kind]].sum(axis=1)
        draft[kind] = np.where(pool > 0, draft[kind] / np.maximum(pool, 1), 0.0)
    given = np.zeros((ticks, homes))
    is_given = np.zeros(homes, np.bool_)
    for r in rows:
        if r["name"] == "departures":
            at_home.amount(given, r, homes_of(r["where"]))
            is_given[homes_of(r["where"])] = True
    wheres = sorted({r["where"] for r in rows if r["name"] == "displaced"})
    displaced = np.zeros((len(wheres), ticks, 1))
    displaced_from = np.zeros((len(wheres), homes), np.bool_)
    for area, where in enumerate(wheres):
        from_here = homes_of(where)
        displaced_from[area, from_here] = is_given[from_here] = True
        clock_of_area = _Layer(clock, net.place_offset[net.home_place[from_here[:1]]])
        for r in rows:
            if r["name"] == "displaced" and r["where"] == where and len(from_here):
                clock_of_area.amount(displaced[area], r, np.array([0]))

    per_tick = clock.hours / 24.0
    gate_ids, gates = np.array(net.gate_ids), len(net.gate_ids)
    towards = np.array([net.countries[c] if c >= 0 else "" for c in net.gate_country[:, 1]])
    ordinary = np.zeros((ticks, gates, 2, 2))
    factor = np.ones((ticks, gates))
    at_gate = _Layer(clock, net.gate_offset)
    names = {"ordinary_in": (0, 0), "ordinary_out": (1, 0), "others_in": (0, 1), "others_out": (1, 1)}
    for r in rows:
        where = list(areas.get(r["where"], {r["where"]}))
        at = np.flatnonzero(np.isin(gate_ids, where) | np.isin(towards, where) | (r["where"] == ""))
        if r["name"] in names:
            at_gate.amount(ordinary[:, :, *names[r["name"]]], r, at)
        elif r["name"] == "weekday":
            at_gate.factor(factor, r, at)
    ordinary *= factor[:, :, None, None] * per_tick

    lines = len(net.line_gate)
    load = np.zeros((ticks, lines, 2))
    seat_links = {
        int(net.line[k]): k for k in range(len(net.line)) if net.line[k] >= 0 and net.line_kind[net.line[k]] == SEATS
    }
    at_line = _Layer(
        clock,
        np.array([net.place_offset[net.begin[seat_links[q]]] if q in seat_links else 0.0 for q in range(lines)]),
    )
    # the row that speaks most closely of a seat counts: its link, its gate, its country, any
    closeness = {name: rank for rank, names in enumerate((net.countries, net.gate_ids, net.link_ids)) for name in names}
    for r in sorted(rows, key=lambda row: closeness.get(row["where"], -1)):
        if r["name"] in ("seat_load", "seat_load_others"):
            spoken_of = [q for q, k in seat_links.items() if r["where"] == "" or r["where"] in _speaks_of(net, k)]
            who = 0 if r["name"] == "seat_load" else 1
            at_line.level(load[:, :, who], r, np.array(spoken_of, np.int64), instead=True)
    return Pressure(
        push=np.concatenate([threat, rumour]),
        push_group=np.concatenate([threat_group, rumour_group]),
        rumoured=np.repeat([False, True], [len(threat), len(rumour)]),
        draft=draft,
        draft_group=draft_group,
        given=given * per_tick,
        is_given=is_given,
        displaced=displaced[:, :, 0] * per_tick,
        displaced_from=displaced_from,
        danger=threat.max(axis=0, initial=0.0),
        ordinary=ordinary,
        load=np.minimum(load, 1.0),
    )


def _speaks_of(net: Network, link: int) -> set[str]:
    """Return the names under which a row may speak of a link's seats."""
    ends = (
        net.countries[net.place_country[net.begin[link]]],
        net.countries[net.place_country[net.end[link]]],
    )
    gate = net.gate_ids[net.link_gate[link]] if net.link_gate[link] >= 0 else ""
    # the home country is at one end of every seat home or away: a country names the other end
    abroad = {c for c, place in zip(ends, (net.begin[link], net.end[link]), strict=True) if net.abroad[place]}
    return {net.link_ids[link], gate, *abroad} - {""}
