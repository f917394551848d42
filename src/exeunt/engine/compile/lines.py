"""The lines people stand in: at gates, for seats, in vehicles and on foot, either way."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from exeunt.engine.compile.directed import Directed
from exeunt.engine.kernel.records import FOOT, SEATS, VEHICLES
from exeunt.scenario.opening_hours import week_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Lines:
    """Lines, each with its gate (-1 for a train without one), direction and kind, and what it lets through.

    `link` is that whose seats a line is for, -1 for others.
    `of_link` (links,) is the line a link ends in, or -1; `works` (links,) is False where a line lets nobody through.
    `rate` is vehicles, people on foot or seats a day, `people` how many come with one of these. `on_foot` (gates,)
    says whether ordinary traffic walks, as no vehicle is let through.
    """

    gate: Ints
    direction: Ints
    kind: Ints
    link: Ints
    rate: Floats
    people: Floats
    of_link: Ints
    works: Bools
    on_foot: Bools


def lay_lines(gates: pd.DataFrame, links: Sequence[Directed], direction: Sequence[int]) -> Lines:
    """Return the lines of a network, `direction[k]` being that in which link `k` passes its gate."""
    vehicles, foot, total, per_vehicle = (
        gates[name].to_numpy(np.float64)
        for name in ("vehicles_per_day", "foot_per_day", "people_per_day", "people_per_vehicle")
    )
    on_foot = (vehicles == 0.0) & (foot != 0.0)
    opens = [bool(week_of(text).any()) for text in gates["opening_hours"]]
    lines = _of_gates(on_foot)
    of_link, works = np.full(len(links), -1, np.int64), np.ones(len(links), np.bool_)
    for k, link in enumerate(links):
        if not math.isnan(link.seats):
            key = (link.gate, direction[k], SEATS, k)
            works[k] = link.seats != 0.0
        elif link.gate >= 0:
            kind = FOOT if link.mode == "foot" else VEHICLES
            key = (link.gate, direction[k], kind, -1)
            rate = (foot if kind == FOOT else vehicles)[link.gate]
            works[k] = rate != 0.0 and total[link.gate] != 0.0 and opens[link.gate]
        else:
            continue
        of_link[k] = lines.setdefault(key, len(lines))
    rate = np.full(len(lines), math.inf)
    for (gate, _, kind, k), line in lines.items():
        given = links[k].seats if kind == SEATS else (foot if kind == FOOT else vehicles)[gate]
        if not math.isnan(given):
            rate[line] = given * per_vehicle[gate] if kind == VEHICLES else given
    at, towards, kinds, seats_of = np.array(list(lines), np.int64).reshape(-1, 4).T.copy()
    people = np.array([per_vehicle[gate] if gate >= 0 else 1.0 for gate in at], np.float64)
    return Lines(at, towards, kinds, seats_of, rate, people, of_link, works, on_foot)


def _of_gates(on_foot: Bools) -> dict[tuple[int, int, int, int], int]:
    """Give every gate a line of vehicles either way, for ordinary traffic, and one of walkers where these alone pass.

    Others come with the links that need them. Lines are numbered by (gate, direction, kind, link with seats or -1).
    """
    lines: dict[tuple[int, int, int, int], int] = {}
    for gate, direction in itertools.product(range(len(on_foot)), (0, 1)):
        lines[gate, direction, VEHICLES, -1] = len(lines)
        if on_foot[gate]:
            lines[gate, direction, FOOT, -1] = len(lines)
    return lines
