"""What is not known of a world: of each place, home, gate, country and rule, and of each day on which something moves.

Each is a standard normal number of a member, times a constant that is its spread. Those of a random walk come day by
day, in UTC, from the crisis on. Their luck is that of the date, so that a run that ends later or has other ticks, and
a scenario that differs in something else, meet the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.engine.compile.clock import Clock
from exeunt.engine.compile.network import Network
from exeunt.engine.compile.passing import denying
from exeunt.engine.kernel.draws import id_hash, join
from exeunt.scenario.beginnings import uncertain
from exeunt.scenario.crisis import crisis_begins
from exeunt.scenario.rows import records

if TYPE_CHECKING:
    from exeunt.scenario.world import World

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Hashes = NDArray[np.uint64]

OF_RULES = ("exempt_unseen", "rule_unseen")  # spreads of what is not known of rules, by their ids
EVERYWHERE = "everywhere"  # what moves alike for all has this name

_join = join.py_func  # of arrays: as it stands, it is a formula for these too


class Steps(NamedTuple):
    """The days on which a walk takes a step: how many days of the run come before, the first one, and how many."""

    before: int
    first: date
    days: int


@dataclass(frozen=True)
class Unknown:
    """What is not known of some things: a number of each, or of each on every day on which it takes a step.

    `spread` is the constant, `word` that of the keys, `what` the things are in the plural. `names` and `hash` are
    those of things `at` places in an array of `size`; of the others there is nothing unknown. `since` is the day from
    which on each acts, if that is not the first.
    """

    spread: str
    word: str
    what: str
    names: Sequence[str]
    hash: Hashes
    at: Ints
    size: int
    steps: Steps | None = None
    since: Sequence[date] | None = None

    @cached_property
    def ids(self) -> list[str]:
        """What each number is called in a table that gives it; on a day, by its name and the date."""
        if self.steps is None:
            return list(self.names)
        return [f"{name} {day}" for name in self.names for day in self._days]

    @cached_property
    def hashes(self) -> Hashes:
        """What tells the luck in each number apart."""
        if self.steps is None:
            return self.hash
        return np.asarray(_join(self.hash[:, None], self._days.astype(np.uint64)[None, :]).ravel(), np.uint64)

    def has(self, id_: str) -> bool:
        """Say whether there is a number of that name; in a longer run there are steps on more days."""
        if self.steps is None:
            return id_ in self._named
        name, _, day = id_.rpartition(" ")
        return name in self._named and _is_since(self.steps.first, day)

    @cached_property
    def _named(self) -> frozenset[str]:
        return frozenset(self.names)

    @property
    def _days(self) -> NDArray[np.datetime64]:
        assert self.steps is not None
        return np.datetime64(self.steps.first, "D") + np.arange(self.steps.days)


def _is_since(first: date, text: str) -> bool:
    """Say whether a text is a day, as it is written, no earlier than another."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return day >= first and str(day) == text


def compile_unknown(world: World, net: Network, clock: Clock) -> dict[str, Unknown]:
    """Return what is not known, by the constant that is its spread."""
    homes = [net.place_ids[home] for home in net.home_place]
    beyond = net.gate_country[:, 1]
    limited, assumed = _limited(world), assumed_gates(world)
    steps = _steps(world, clock)
    places = (net.place_ids, net.place_hash, "places")
    of_homes = (homes, net.place_hash[net.home_place], "homes")
    countries = (net.countries, net.country_hash, "countries")
    gates = (net.gate_ids, net.gate_hash, "gates")
    everywhere = ([EVERYWHERE], np.array([id_hash(EVERYWHERE)], np.uint64), "days")
    regions = (net.regions, np.array([id_hash("region", region) for region in net.regions], np.uint64), "regions")
    every_home = np.arange(len(homes))
    late = uncertain(world.rules)
    ids = late["id"].tolist()
    dated = (ids, np.array([id_hash(rule) for rule in ids], np.uint64), "rules")
    bans = denying(records(world.rules))
    rules = (bans, np.array([id_hash("rule", id_) for id_ in bans], np.uint64), "rules that deny")
    known = [
        _of("settle_unseen", *places, np.arange(len(net.place_ids)), word="unseen"),
        _of("country_unseen", *countries, np.unique(net.place_country)),
        _of("displaced_unseen", *of_homes, every_home, word="displaced"),
        _of("region_unseen", *of_homes, every_home),
        _of("gate_unseen", *gates, np.flatnonzero(assumed)),
        _of("gate_country_unseen", *countries, _some(beyond[assumed])),
        replace(_of("rule_unseen", *dated, np.arange(len(ids))), since=[day.date() for day in late["from"]]),
        _of("exempt_unseen", *rules, np.arange(len(bans))),
        _of("push_walk", *everywhere, np.arange(1), steps=steps),
        _of("region_walk", *regions, np.arange(len(net.regions)), steps=steps),
        _of("country_walk", *countries, np.unique(net.place_country), steps=steps),
        _of("ordinary_walk", *countries, _some(beyond), steps=steps),
        _of("gate_walk", *gates, np.flatnonzero(limited), steps=steps),
    ]
    return {unknown.spread: unknown for unknown in known}


def _of(
    spread: str, ids: Sequence[str], hashes: Hashes, what: str, at: Ints, *, word: str = "", steps: Steps | None = None
) -> Unknown:  # fmt: skip
    return Unknown(spread, word or spread, what, [ids[i] for i in at], hashes[at], at, len(ids), steps)


def _some(countries: Ints) -> Ints:
    """Return the countries among these, each once; -1 is none."""
    return np.unique(countries[countries >= 0])


def _limited(world: World) -> Bools:
    """Say of each gate whether it lets through only so many."""
    numbers = world.gates[["people_per_day", "vehicles_per_day", "foot_per_day"]]
    return np.asarray(numbers.notna().any(axis=1), np.bool_)


def assumed_gates(world: World) -> Bools:
    """Say of each gate whether what it lets through is assumed or estimated, or nobody is named for it."""
    assumptions = world.claims.loc[world.claims["stance"].isin(["assumption", "estimate"]), "id"]
    return _limited(world) & np.asarray(world.gates["claim"].isin(["", *assumptions]), np.bool_)


def _steps(world: World, clock: Clock) -> Steps:
    first = max(crisis_begins(world).date(), clock.first_day)
    days = int(clock.utc_days()[-1]) + 1
    before = min((first - clock.start.date()).days, days)
    return Steps(before, first, days - before)
