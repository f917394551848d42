"""When gates are open: stretches of time by the gate's own hours and those of the rules in force."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from exeunt.engine.compile.acting import Wheres
from exeunt.engine.compile.clock import Clock
from exeunt.engine.compile.network import Network
from exeunt.scenario.effects import hours_of

if TYPE_CHECKING:
    from exeunt.scenario.world import World

Stretch = tuple[float, float]  # from one moment to another, in hours since the first tick began

BEYOND = 35  # days after the last for which opening is laid out, so that waits can be told


class Opening(NamedTuple):
    """Stretches of all gates, one gate after the other: `first[g] : first[g + 1]` are those of gate g, in order."""

    first: NDArray[np.int64]
    begins: NDArray[np.float64]
    ends: NDArray[np.float64]


def compile_opening(world: World, net: Network, clock: Clock) -> Opening:
    """Lay the opening of each gate out over time: it is open while its own hours and those of every rule are."""
    wheres = Wheres.of(world, net)
    stretches = [_daily(clock, *hours, offset) for hours, offset in zip(net.gate_open, net.gate_offset, strict=True)]
    for rule in world.rules[world.rules["effect_kind"] == "open"].to_dict("records"):
        for gate in wheres.gates(rule["where"], rule["act"]):
            offset = float(net.gate_offset[gate])
            since, until = (
                _moment(clock, rule["from"], offset, -math.inf),
                _moment(clock, rule["until"], offset, math.inf),
            )
            inside = _common(_daily(clock, *hours_of(rule["effect"]), offset), [(since, until)])
            stretches[gate] = _common(stretches[gate], [(-math.inf, since), *inside, (until, math.inf)])
    flat = np.array([each for gate in stretches for each in gate], np.float64).reshape(-1, 2)
    first = np.cumsum([0, *map(len, stretches)]).astype(np.int64)
    return Opening(first, flat[:, 0].copy(), flat[:, 1].copy())


def _moment(clock: Clock, local: pd.Timestamp, offset: float, missing: float) -> float:
    return missing if pd.isna(local) else (local - clock.start) / pd.Timedelta(hours=1) - offset


def _daily(clock: Clock, opens: float, closes: float, offset: float) -> list[Stretch]:
    """Return the stretches of a gate that is open every day from one local hour to another."""
    if closes - opens >= 24.0:
        return [(-math.inf, math.inf)]
    midnight = _moment(clock, pd.Timestamp(clock.first_day), offset, 0.0)
    days = 24.0 * np.arange(-2, clock.days + BEYOND) + midnight
    return [(day + opens, day + closes) for day in days.tolist()]


def _common(some: Sequence[Stretch], others: Iterable[Stretch]) -> list[Stretch]:
    """Return the stretches that lie in both of two lists in order, those that touch made one."""
    common: list[Stretch] = []
    for a, b in others:
        for c, d in some:
            begins, ends = max(a, c), min(b, d)
            if begins < ends:
                if common and common[-1][1] == begins:
                    begins = common.pop()[0]
                common.append((begins, ends))
    return common
