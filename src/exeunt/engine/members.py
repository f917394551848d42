"""One member of an ensemble: its constants, its luck, its run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from exeunt.behaviour.choice import Weights, blank
from exeunt.behaviour.preferences import Preferences
from exeunt.engine.compile.arrays import Arrays, Labels, compile_world, outline
from exeunt.engine.compile.drivers import compile_drivers
from exeunt.engine.compile.groups import by_origin
from exeunt.engine.compiled_once import begin, steps_for
from exeunt.engine.displaced import given_numbers, told_in_all
from exeunt.engine.kernel import tick
from exeunt.engine.kernel.draws import join_all
from exeunt.engine.kernel.records import Space, State, Tallies, Times
from exeunt.engine.parameters import Given, drawn_unseen, member_key, no_unseen, priors, sample
from exeunt.engine.preferences import preferences
from exeunt.engine.state import blank_state, blank_tallies
from exeunt.engine.unseen import times as times_of
from exeunt.handed import Handed
from exeunt.luck import MEAN_OF
from exeunt.scenario.least import least_world

if TYPE_CHECKING:
    from exeunt.scenario.world import World

Outputs = dict[str, NDArray[np.generic]]

_ROOM = 1 << 18  # entries


class Course(NamedTuple):
    """A member after its last tick: how it weighs things, where everybody is, the tallies, what each way is worth."""

    preferences: Preferences
    state: State
    tallies: Tallies
    weights: Weights


class Simulator:
    """A world, compiled once, of which any member can be run, in any order and from any thread.

    Parameters
    ----------
    world
        What to simulate.
    seed
        Which luck.
    mean
        Run the mean of `MEAN_OF` members at the central constants.
    origins
        Also keep arrivals apart by the scenario's regions of origin.
    parameters
        Constants that members take instead of drawing them, or of what the world fixes: one row a member, member 0
        first, and a column for each such constant.
    unseen
        What is not known, likewise, in standard normal numbers: by the constant that is its spread a table with one
        row a member and a column for each such place, home, country or gate, or for the step of a walk on a day:
        `FIN 2022-09-25`, for the push `everywhere 2022-09-25`.

    Raises
    ------
    InputError
        If a table names what the world does not have, or holds what is no finite number.

    """

    def __init__(
        self,
        world: World,
        *,
        seed: int = 1,
        mean: bool = False,
        origins: bool = False,
        parameters: pd.DataFrame | None = None,
        unseen: Mapping[str, pd.DataFrame] | None = None,
    ) -> None:
        self.world = by_origin(world) if origins else world
        self.seed, self.mean = seed, mean
        self.priors = priors(self.world)
        self.outline = outline(self.world)
        self.given = self._checked(parameters, unseen)
        self.room = _ROOM
        self._making, self._made = Lock(), list[Arrays]()  # these are shared with copies

    @property
    def arrays(self) -> Arrays:
        """The world as arrays: made when somebody first asks, as whoever has others run the members never does."""
        with self._making:
            if not self._made:
                begin(_of_least_world)
                self._made.append(compile_world(self.world, self.outline))
            return self._made[0]

    def with_parameters(
        self, parameters: pd.DataFrame | None, unseen: Mapping[str, pd.DataFrame] | None = None
    ) -> Self:
        """Return the same world with other tables of what members take; it is not compiled again."""
        other = copy(self)
        other.given = self._checked(parameters, unseen)
        return other

    def _checked(self, parameters: pd.DataFrame | None, unseen: Mapping[str, pd.DataFrame] | None) -> Given:
        names = [prior.name for prior in self.priors]
        return Given(parameters, unseen or {}).checked(names, self.outline.unknown)

    @property
    def labels(self) -> Labels:
        """The names along each axis."""
        return self.outline.labels

    def parameters(self, member: int) -> dict[str, float]:
        """Return the parameters of a member; of the mean run, the central ones, where no table gives others.

        Raises
        ------
        InputError
            If there is a table, and it has no row for the member.

        """
        key = None if self.mean else member_key(self.seed, member)
        return self.given.override(member, sample(self.priors, self.world, key))

    def run(self, member: int, *, seed_member: int | None = None) -> Outputs:
        """Run one member and return its arrays, named and shaped as `outcome.layout` says, without the member.

        With `seed_member` the member keeps its constants and what is not known, but meets another's luck.
        """
        return mean_of([self.run_part(member, part, seed_member=seed_member) for part in range(self.parts)])

    @property
    def parts(self) -> int:
        """Into how many parts the run of a member falls that can go on side by side: in a mean run each luck is one."""
        return MEAN_OF if self.mean else 1

    def run_part(self, member: int, part: int, *, seed_member: int | None = None) -> Outputs:
        """Run one part of a member; `run` is the mean of its parts (`mean_of`)."""
        if self.mean:  # whatever the member: with other constants, the same luck
            seed_member = MEAN_OF * (seed_member or 0) + part
        return _outputs(self.arrays, self.course(member, seed_member=seed_member).tallies)

    def course(self, member: int, ticks: int | None = None, *, seed_member: int | None = None) -> Course:
        """Run one member, all of it or only so many ticks, and return where everybody is then."""
        space, times, weighs = self._met_by(member, ticks, member if seed_member is None else seed_member)
        room = self.room  # other threads may write it meanwhile
        while True:
            course, handed = self._begun(space, times, weighs, room)
            if tick.run(steps_for(handed), *handed) == tick.DONE:
                self.room = max(self.room, room)
                return course
            # the same bits again with more room: draws do not depend on it
            room *= 2

    def _met_by(self, member: int, ticks: int | None, luck_of: int) -> tuple[Space, Times, Preferences]:
        """Return what does not change, what time brings, and how people weigh it, for a member with the luck of one."""
        arrays, theta = self.arrays, self.parameters(member)
        unseen = self.given.overriding(member, no_unseen if self.mean else drawn_unseen(self.seed, member))
        weighs = preferences(arrays, theta, unseen)
        space = arrays.space._replace(stand_hours=max(theta["stand_hours"], 0.0))
        times = times_of(arrays, theta, unseen)
        run_ticks = times.tick[:ticks].copy()
        run_ticks["key"] = join_all(member_key(self.seed, luck_of), run_ticks["key"])
        run_ticks["news"] = arrays.clock.first_in_each(weighs.news_hours)[:ticks]
        return space, times._replace(tick=run_ticks, **given_numbers(arrays, theta, unseen)._asdict()), weighs

    def told_to_set_out(self) -> list[tuple[list[str], float]]:
        """Return from which homes how many are told to set out by numbers that are given (`displaced.told_in_all`)."""
        net = self.outline.net
        ids = np.array(net.place_ids)[net.home_place]
        told = told_in_all(compile_drivers(self.world, net, self.outline.clock))
        return [(list(map(str, ids[some])), number) for some, number in told]

    def _begun(self, space: Space, times: Times, weighs: Preferences, room: int) -> tuple[Course, list[Handed]]:
        """Return a course before its first tick, and what `tick.run` is handed to run it."""
        arrays, ways = self.arrays, self.arrays.ways
        weights = blank(ways, len(arrays.net.link_ids))
        course = Course(weighs, blank_state(arrays, space, room), blank_tallies(arrays), weights)
        in_order = (space, times, weighs, course.state, ways, weights, course.tallies)
        return course, [Handed(each) for each in in_order]


def _of_least_world() -> list[Handed]:
    """Return what `tick.run` is handed of a world that is made without anything compiled."""
    least = Simulator(least_world())
    least._made.append(compile_world(least.world, least.outline))
    return least._begun(*least._met_by(0, None, 0), room=1)[1]


def mean_of(parts: Sequence[Outputs]) -> Outputs:
    """Return the mean of the parts of a member's run: of one part itself."""
    if len(parts) == 1:
        return parts[0]
    return {name: mean_of_known(np.array([part[name] for part in parts], np.float64)) for name in parts[0]}


def mean_of_known(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean over the first axis of what is known (not NaN), where something is."""
    known = ~np.isnan(values)
    total = np.where(known, values, 0.0).sum(axis=0)
    return np.divide(total, known.sum(axis=0), out=np.full(total.shape, np.nan), where=known.any(axis=0))


def _outputs(arrays: Arrays, b: Tallies) -> Outputs:
    """Return what was written down, by the names of `outcome.layout`."""

    def count(values: NDArray[np.float64]) -> NDArray[np.generic]:
        return np.rint(values).astype(np.int64)

    days = len(arrays.labels.days)
    counted = [np.bincount(d[d >= 0], minlength=days) for d in arrays.times.gate_day[:-1].T]
    ticks_in_day = np.array(counted, np.float64).reshape(-1, days).T
    gate = b.gate
    vehicles = gate["vehicles"] / ticks_in_day  # a day's mean of the means over its ticks
    with np.errstate(invalid="ignore", divide="ignore"):
        wait = np.where(gate["waited"] > 0, gate["waits"] / gate["waited"], np.nan)
    out: Outputs = {
        **{name: count(b.place[name]) for name in ("departures", "stock", "drafted", "returned")},
        "arrivals": count(b.country["arrivals"]),
        "country_crossings_in": count(b.country["entered"]),
        "country_crossings_out": count(b.country["left"]),
        "men_in": count(b.country["men"]),
        "arrivals_liable": count(b.country["liable"]),
        "crossings_in": count(gate["entered"]),
        "crossings_out": count(gate["left"]),
        "others_in": count(gate["others_entered"]),
        "others_out": count(gate["others_left"]),
        "queue_people": gate["people"] / ticks_in_day,
        "queue_vehicles": vehicles,
        "queue_km": vehicles * arrays.net.gate_metres / 1000.0,
        "wait_hours": wait,
        "tick_country_in": count(b.country_tick["entered"]),
        "tick_country_out": count(b.country_tick["left"]),
        "tick_crossings_in": count(b.tick["entered"]),
        "tick_queue_vehicles": b.tick["vehicles"],
        "tick_wait_hours": b.tick["wait"],
        "ledger": count(b.ledger),
        "ordinary_ledger": count(b.ordinary_ledger),
    }
    if arrays.labels.origins:
        out["arrivals_by_origin"] = count(b.by_origin)
    return out
