"""When gates are open: stretches of time by the gate's own hours and those of the rules in force.

A gate lets through what it does in a day on the day of its week with most open hours, and as many in every other open
hour: so the hours of a stretch count by its *pace*, 24 over the hours of that day.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from exeunt.engine.compile.acting import Wheres
from exeunt.scenario.effects import hours_of
from exeunt.scenario.opening_hours import DAY, WEEK, Week, longest_day
from exeunt.scenario.rows import records

if TYPE_CHECKING:
    from exeunt.engine.compile.clock import Clock
    from exeunt.engine.compile.network import Network
    from exeunt.scenario.world import World

BEYOND = 35  # days after the last for which opening is laid out, so that waits can be told


class Opening(NamedTuple):
    """Stretches of all gates, one gate after the other: `first[g] : first[g + 1]` are those of gate g, in order."""

    first: NDArray[np.int64]
    begins: NDArray[np.float64]
    ends: NDArray[np.float64]
    pace: NDArray[np.float64]


class _Stretch(NamedTuple):
    """From one moment to another, in hours since the first tick began."""

    begins: float
    ends: float
    pace: float


class _Hours(NamedTuple):
    """Hours of the week by the clock of their gate, and from when until when they hold."""

    week: Week
    since: float
    until: float


def compile_opening(world: World, net: Network, clock: Clock) -> Opening:
    """Lay the opening of each gate out over time: it is open while its own hours and those of every rule are."""
    holding = [[_Hours(week, -math.inf, math.inf)] for week in net.gate_open]
    wheres = Wheres.of(world, net)
    for rule in records(world.rules[world.rules["effect_kind"] == "open"]):
        for gate, offset in wheres.gates(rule["where"], rule["act"]):
            holding[gate].append(_of_rule(rule, clock, offset, float(net.gate_offset[gate])))
    gates = [
        list(_joined(_stretches(hours, clock, float(offset))))
        for hours, offset in zip(holding, net.gate_offset, strict=True)
    ]
    flat = np.array([each for stretches in gates for each in stretches], np.float64).reshape(-1, 3)
    first = np.cumsum([0, *map(len, gates)]).astype(np.int64)
    return Opening(first, *flat.T.copy())


def open_hours(opening: Opening, gates: NDArray[np.int64], clock: Clock) -> NDArray[np.float64]:
    """Return in which part of each hour at least one of some gates is open, shape (hours,)."""
    own = np.concatenate([np.arange(opening.first[gate], opening.first[gate + 1]) for gate in gates])
    change = np.zeros(clock.count * clock.hours * 60 + 1, np.int64)  # minute by minute, as opening hours are given
    for moments, more in ((opening.begins[own], 1), (opening.ends[own], -1)):
        np.add.at(change, np.rint(np.clip(60.0 * moments, 0.0, len(change) - 1.0)).astype(np.int64), more)
    is_open = np.cumsum(change)[:-1] > 0
    return np.asarray(is_open.reshape(-1, 60).sum(axis=1) / 60.0)


def _of_rule(rule: Mapping[str, Any], clock: Clock, offset: float, of_gate: float) -> _Hours:
    """Return the hours of a rule, read by a clock so many hours ahead of UTC, by the clock of a gate."""
    shift = round((of_gate - offset) * 60)
    since, until = (
        _moment(clock, rule[edge], offset, none) for edge, none in (("from", -math.inf), ("until", math.inf))
    )
    return _Hours(np.roll(hours_of(rule["effect"]), shift), since, until)


def _moment(clock: Clock, local: pd.Timestamp, offset: float, missing: float) -> float:
    return missing if pd.isna(local) else (local - clock.start) / pd.Timedelta(hours=1) - offset


def _stretches(hours: list[_Hours], clock: Clock, offset: float) -> Iterator[_Stretch]:
    """Yield when a gate is open, period by period in which the same hours hold."""
    edges = sorted({edge for each in hours for edge in (each.since, each.until)})
    for begins, ends in itertools.pairwise(edges):
        week = np.logical_and.reduce([each.week for each in hours if each.since <= begins and ends <= each.until])
        yield from _over(week, begins, ends, clock, offset)


def _over(week: Week, begins: float, ends: float, clock: Clock, offset: float) -> Iterator[_Stretch]:
    """Yield the stretches of a period in which a week returns."""
    if week.all():
        yield _Stretch(begins, ends, 1.0)
        return
    monday = pd.Timestamp(clock.first_day) - pd.Timedelta(days=clock.first_day.weekday())
    since = _moment(clock, monday, offset, 0.0)
    edges = np.flatnonzero(np.diff(week, prepend=False, append=False)).reshape(-1, 2) / 60.0
    pace = DAY / max(longest_day(week), 1)
    for number in range(-1, (clock.days + BEYOND) // 7 + 2):
        for opens, closes in (since + number * WEEK / 60.0 + edges).tolist():
            if max(opens, begins) < min(closes, ends):
                yield _Stretch(max(opens, begins), min(closes, ends), pace)


def _joined(stretches: Iterator[_Stretch]) -> Iterator[_Stretch]:
    """Make one of stretches that touch and have one pace."""
    last: _Stretch | None = None
    for each in stretches:
        if last and last.ends == each.begins and last.pace == each.pace:
            last = last._replace(ends=each.ends)
            continue
        if last:
            yield last
        last = each
    if last:
        yield last
