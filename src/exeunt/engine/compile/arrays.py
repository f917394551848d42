"""A world as arrays: what the tick needs and no member changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from exeunt.behaviour.choice import Choices
from exeunt.behaviour.terms import Terms
from exeunt.engine.compile.access import Access, compile_access
from exeunt.engine.compile.capacity import compile_capacity
from exeunt.engine.compile.clock import Clock
from exeunt.engine.compile.drivers import Drivers, compile_drivers
from exeunt.engine.compile.groups import classes_of, read_terms
from exeunt.engine.compile.network import Network, compile_network
from exeunt.engine.compile.opening import compile_opening
from exeunt.engine.compile.passing import Passing, compile_passing
from exeunt.engine.compile.space import compile_space
from exeunt.engine.compile.times import compile_times
from exeunt.engine.compile.unknown import Unknown, compile_unknown
from exeunt.engine.compile.ways import compile_ways
from exeunt.engine.kernel.records import Space, Times
from exeunt.remembered import remembered
from exeunt.scenario.rounding import controlled

if TYPE_CHECKING:
    import pandas as pd

    from exeunt.scenario.settings import Settings
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
class Outline:
    """Of a world what is quickly known: what there is, and what of it is not known, by the constant that is its spread.

    Whoever has others run the members needs no more.
    """

    labels: Labels
    net: Network
    clock: Clock
    unknown: dict[str, Unknown]


@dataclass(frozen=True)
class Arrays(Outline):
    """Everything about a world that the members share."""

    ways: Choices
    legs: list[tuple[int, ...]]  # the links of each leg
    plain: Ints  # of these, the links before its door, filled up with -1
    space: Space
    access: Access
    times: Times
    drivers: Drivers
    passing: Passing
    gate_factor: NDArray[np.float64]  # (ticks, gates): on their capacity, by rules
    people: NDArray[np.float64]
    settled: NDArray[np.float64]  # (places, groups): before the first tick
    away: NDArray[np.float64]  # (groups, homes): where these came from
    class_of: Ints
    drives: Bools  # (classes,)
    tied: Bools  # (places, classes)
    terms: Terms
    rumoured: Bools  # (kinds of push,)


def _settled(world: World) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return who has settled where before anything happens, and which homes they left: a sample of everybody."""
    people = np.maximum(world.people, 1e-9)  # where nobody lives any more, each is as likely
    settled = controlled(
        np.tile(people.sum(axis=0), (len(world.places), 1)), world.places["settled"].to_numpy(np.int64)
    )
    return settled.astype(np.float64), controlled(people.T, settled.sum(axis=0)).astype(np.float64)


def outline(world: World) -> Outline:
    """Return what is quickly known of a world."""
    clock, net = _clock(world.settings, world.places, world.gates), compile_network(world)
    return Outline(_labels(world.groups, net, clock), net, clock, compile_unknown(world, net, clock))


@remembered(4)
def _labels(groups: Sequence[Mapping[str, str]], net: Network, clock: Clock) -> Labels:
    days = np.datetime64(clock.first_day, "D") + np.arange(clock.days).astype("timedelta64[D]")
    names = list(dict.fromkeys(g["origin"] for g in groups if "origin" in g))
    return Labels(net.place_ids, net.countries, net.gate_ids, names, days, clock.starts())


@remembered(4)
def _clock(settings: Settings, places: pd.DataFrame, gates: pd.DataFrame) -> Clock:
    of_gates = gates["utc_offset"].to_numpy(np.float64)
    offsets = np.concatenate([places["utc_offset"].to_numpy(np.float64), of_gates[~np.isnan(of_gates)]])
    east, west = float(offsets.max()), float(offsets.min())
    return Clock.over(settings.first_day, settings.days, settings.tick_hours, east=east, west=west)


def compile_world(world: World, known: Outline | None = None) -> Arrays:
    """Turn a world, of which this much may be known, into arrays: none of them depends on a constant of behaviour."""
    known = known or outline(world)
    net, clock = known.net, known.clock
    terms = read_terms(world)
    class_of = classes_of(world, terms)
    access = compile_access(world, net, clock, class_of)
    drivers = compile_drivers(world, net, clock)
    first = [int(np.flatnonzero(class_of == c)[0]) for c in range(int(class_of.max()) + 1)]
    ties = [world.groups[g].get("tie", "") for g in first]
    place_country = [net.countries[c] for c in net.place_country]
    drives = np.array([world.groups[g].get("car", "no") == "yes" for g in first], np.bool_)
    tied = np.array([[c == t for t in ties] for c in place_country], np.bool_)
    terms = terms.by_class(first)
    ways, legs, plain = compile_ways(world, net, access, [drives, *terms.price_groups, *terms.settle_groups, tied])
    settled, away = _settled(world)
    passing, opening = compile_passing(world, net, access.laid), compile_opening(world, net, clock)
    return Arrays(
        labels=known.labels,
        net=net,
        clock=clock,
        unknown=known.unknown,
        ways=ways,
        legs=legs,
        plain=plain,
        space=compile_space(world, net, access, ways, legs, clock, class_of, opening),
        access=access,
        times=compile_times(net, clock, access, drivers, passing, opening, settled=bool(settled.any())),
        drivers=drivers,
        passing=passing,
        gate_factor=compile_capacity(world, net, clock),
        people=np.asarray(world.people, np.float64),
        settled=settled,
        away=away,
        class_of=class_of,
        drives=drives,
        tied=tied,
        terms=terms,
        rumoured=drivers.rumoured,
    )
