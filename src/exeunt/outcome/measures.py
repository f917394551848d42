"""What a run says to the question that a figure answers: one number for each member.

A period of whole days is answered from the daily variables (`time` is the local day everywhere), any other from the
ticks, turned to the local time of the gate, or of the country (that of its first place), a tick that is only partly
inside counting by that part; an instant is answered by the tick that holds it. What a run does not record is answered
by None, never guessed.

    flows   crossings_*, departures_air, arrivals, departures, drafted, returned
            `sum`; `per_day` and `mean` divide it by the days; `max_per_day` is the highest day; `change` the last day
            less the first; `share_men` the men among the citizens who entered the country
    levels  queue_people, queue_vehicles, queue_km (mean of the day), stock (end of the day)
            `mean` and `per_day`; `max_per_day` the highest day; `change` the last day less the first, for a stock less
            the day before the first; `sum` only of a single day or an instant, where it is the level itself
    wait    wait_hours: the mean over the people who passed, over gates and days

Several places joined by `+`, and the members of an area, are added up, day by day; waits are averaged over people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from exeunt.outcome.bands import peak
from exeunt.outcome.discrepancy import past_of
from exeunt.outcome.targets import DAY
from exeunt.scenario.case import Case
from exeunt.scenario.clocks import country_clocks, gate_clocks
from exeunt.scenario.odd_figures import Asked
from exeunt.scenario.tables import COUNTED, LEVELS
from exeunt.scenario.where import areas_of, resolved

if TYPE_CHECKING:
    import xarray as xr

    from exeunt.outcome.run import Run
    from exeunt.outcome.targets import Target
    from exeunt.scenario.world import World

Numbers = NDArray[np.float64]

PLACE_FLOWS = ("departures", "drafted", "returned")
SIZES = tuple(each for each in LEVELS if each != "wait_hours")  # levels that are added up over spots
TICKS = {
    ("gate", "crossings_in"): "tick_crossings_in",
    ("gate", "queue_vehicles"): "tick_queue_vehicles",
    ("gate", "wait_hours"): "tick_wait_hours",
    ("country", "crossings_in"): "tick_country_in",
    ("country", "crossings_out"): "tick_country_out",
}
HOUR = np.timedelta64(1, "h")


@dataclass(frozen=True)
class Spot:
    """One thing a figure can speak of: a `country`, a `gate` or a `place`."""

    kind: str
    id: str


class UnsaidError(Exception):
    """The run does not record what is asked."""


@dataclass(frozen=True)
class Answers:
    """The answers of one run; each series is read from it once."""

    dataset: xr.Dataset
    world: World
    _read: dict[tuple[str, str], Numbers] = field(default_factory=dict)

    def to(self, target: Target) -> Numbers | None:
        """Return one number a member, or None if the run cannot say."""
        try:
            answer = self._answer(target)
        except UnsaidError:
            return None
        return None if np.isnan(answer).all() else answer

    def _answer(self, target: Target) -> Numbers:
        if target.who not in COUNTED:
            raise UnsaidError(target.who)
        spots = list(self.spots(target.where))
        if target.aggregate == "share_men":
            return self._share_men(target, spots)
        if target.measure == "wait_hours":
            return self._wait(target, spots)
        return self._of_days(target, spots) if target.whole_days else self._of_ticks(target, spots)

    def why_not(self, target: Target) -> str:
        """Say why a run that has no answer to a target has none."""
        days = self.dataset.indexes["time"]
        if target.start < days[0]:
            return "its period begins before the run does"
        if target.end > days[-1] + DAY:
            return "its period ends after the run does"
        asked = (target.where, target.measure, target.aggregate, target.who, target.start, target.end)
        if told := self._asked.why_unsaid(*asked):
            _, why, _ = told
            return why
        try:
            self._answer(target)
        except UnsaidError:
            return "the run does not record what it counts"
        return "no member has a number for it"

    @cached_property
    def _asked(self) -> Asked:
        return Asked(Case(self.world.settings, self.world.tables))

    def to_past(self, target: Target, until: pd.Timestamp) -> Numbers | None:
        """Return one number a member of the part of a sum that ended with a day; None if it has no such part."""
        part = past_of(target, until)
        return None if part is None else self.to(part)

    def spots(self, where: str) -> Iterator[Spot]:
        """Resolve ids joined by `+`, areas included."""
        for name in resolved(where, areas_of(self.world.areas)):
            kinds = [kind for kind in ("country", "gate", "place") if name in self.dataset.indexes[kind]]
            if not kinds:
                raise UnsaidError(name)
            yield Spot(kinds[0], name)

    def daily(self, name: str, spot: Spot) -> Numbers:
        """Return a variable (member, day) at one spot."""
        if (name, spot.id) not in self._read:
            values = self.dataset[name].sel({spot.kind: spot.id}).values
            self._read[name, spot.id] = np.asarray(values, dtype=np.float64)
        return self._read[name, spot.id]

    def gates_of(self, country: str, side: str) -> list[Spot]:
        """Return the gates whose `country_to` or `country_from` (the side) is a country."""
        gates = self.world.gates
        ids = gates.loc[gates[side] == country, "id"]
        return [Spot("gate", str(id_)) for id_ in ids if id_ in self.dataset.indexes["gate"]]

    def countries(self, where: str) -> set[str]:
        """Return the countries that ids joined by `+` lie in or lead into."""
        try:
            return {self._country(spot).id for spot in self.spots(where)}
        except UnsaidError:
            return set()

    def clock(self, spot: Spot) -> float | None:
        """Return how many hours the clock of a gate or country is ahead of UTC; None where none is known."""
        return self._clocks.get(spot.kind, {}).get(spot.id)

    @cached_property
    def _clocks(self) -> dict[str, dict[str, float]]:
        tables = self.world.tables
        return {"gate": gate_clocks(tables), "country": country_clocks(tables)}

    # -- whole days ------------------------------------------------------------------------------------------------

    def _of_days(self, target: Target, spots: list[Spot]) -> Numbers:
        first, after = self._days(target)
        whole = sum((self._series(target, spot) for spot in spots), start=np.zeros(()))
        return _aggregate(target, whole, first, after)

    def _days(self, target: Target) -> tuple[int, int]:
        days = self.dataset.indexes["time"]
        first = (target.start - days[0]).days
        after = (target.end - days[0]).days
        if first < 0 or after > len(days):
            raise UnsaidError(target.id)
        return first, after

    def _series(self, target: Target, spot: Spot) -> Numbers:
        """Return what is counted (member, day) at one spot over the whole run."""
        others = target.who == "all"
        match target.measure:
            case "crossings_in":
                return self._crossings(spot, "in", others=others)
            case "crossings_out":
                return self._crossings(spot, "out", others=others)
            case "crossings_both":
                both = (self._crossings(spot, way, others=others) for way in ("in", "out"))
                return sum(both, start=np.zeros(()))
            case "departures_air":
                return self._departures_air(spot, others=others)
            case "arrivals" if spot.kind == "country":
                return self.daily("arrivals", spot)
            case measure if measure in PLACE_FLOWS or measure == "stock":
                return self._added(measure, self._places(spot))
            case measure if measure in SIZES:
                return self._added(measure, self._gates(spot))
            case _:
                raise UnsaidError(target.measure)

    def _crossings(self, spot: Spot, way: str, *, others: bool) -> Numbers:
        if spot.kind == "gate":
            counted = self.daily(f"crossings_{way}", spot)
            return counted + self.daily(f"others_{way}", spot) if others else counted
        if spot.kind != "country":
            raise UnsaidError(spot.id)
        citizens = self.daily(f"country_crossings_{way}", spot)
        if not others:
            return citizens
        # who comes in through a gate that leads away from the country comes by its way out
        against = {"in": "out", "out": "in"}[way]
        inward = self.gates_of(spot.id, "country_to")
        outward = self.gates_of(spot.id, "country_from")
        return (
            citizens
            + self._added(f"others_{way}", inward, none=0.0)
            + self._added(f"others_{against}", outward, none=0.0)
        )

    def _departures_air(self, spot: Spot, *, others: bool) -> Numbers:
        """Count the people through airport gates outwards: their far side is abroad."""
        by_air = set(self.world.links.loc[self.world.links["mode"] == "air", "gate"])
        gates = [spot] if spot.kind == "gate" else self.gates_of(spot.id, "country_from")
        gates = [gate for gate in gates if gate.id in by_air]
        whole = self._added("crossings_in", gates)
        return whole + self._added("others_in", gates) if others else whole

    def _gates(self, spot: Spot) -> list[Spot]:
        return self.gates_of(spot.id, "country_to") if spot.kind == "country" else [spot]

    def _places(self, spot: Spot) -> list[Spot]:
        if spot.kind != "country":
            return [spot]
        places = self.world.places
        ids = places.loc[places["country"] == spot.id, "id"]
        return [Spot("place", str(id_)) for id_ in ids if id_ in self.dataset.indexes["place"]]

    def _added(self, name: str, spots: list[Spot], *, none: float | None = None) -> Numbers:
        """Add a variable up over spots; without any spot it is `none`, or cannot be said."""
        dims = self.dataset[name].dims
        if any(spot.kind not in dims for spot in spots) or (not spots and none is None):
            raise UnsaidError(name)
        return sum((self.daily(name, spot) for spot in spots), start=np.full((), none or 0.0))

    def _share_men(self, target: Target, spots: list[Spot]) -> Numbers:
        """Divide men by citizens entering.

        Liability and sex are kept by country only, so a gate is answered by the country it leads into.
        """
        if target.measure != "crossings_in" or not target.whole_days:
            raise UnsaidError(target.id)
        first, after = self._days(target)
        countries = dict.fromkeys(self._country(spot) for spot in spots)
        men, all_ = (
            sum((self.daily(name, country)[:, first:after].sum(axis=1) for country in countries), start=np.zeros(()))
            for name in ("men_in", "country_crossings_in")
        )
        return np.asarray(np.divide(men, all_, out=np.full(men.shape, np.nan), where=all_ > 0))

    def _country(self, spot: Spot) -> Spot:
        if spot.kind == "country":
            return spot
        table, column = (self.world.gates, "country_to") if spot.kind == "gate" else (self.world.places, "country")
        country = str(table.set_index("id").at[spot.id, column])
        if country not in self.dataset.indexes["country"]:
            raise UnsaidError(country)
        return Spot("country", country)

    # -- waits -----------------------------------------------------------------------------------------------------

    def _wait(self, target: Target, spots: list[Spot]) -> Numbers:
        gates = [gate for spot in spots for gate in self._gates(spot)]
        if any(gate.kind != "gate" for gate in gates) or not gates:
            raise UnsaidError(target.where)
        if not target.whole_days:
            return self._wait_by_tick(target, gates)
        first, after = self._days(target)
        waits = np.stack([self.daily("wait_hours", gate)[:, first:after] for gate in gates])
        people = np.stack([self._crossings(gate, "in", others=True)[:, first:after] for gate in gates])
        match target.aggregate:
            case "mean" | "per_day":
                return _weighted(waits, people, axis=(0, 2))
            case "sum" if target.days == 1:
                return _weighted(waits, people, axis=(0, 2))
            case "max_per_day":
                return peak(_weighted(waits, people, axis=(0,)), axis=1)
            case "change":
                by_day = _weighted(waits, people, axis=(0,))
                return np.asarray(by_day[:, -1] - by_day[:, 0])
            case _:
                raise UnsaidError(target.aggregate)

    def _wait_by_tick(self, target: Target, gates: list[Spot]) -> Numbers:
        """Average what awaited those who joined, over the citizens let through at each gate: others are kept by day."""
        if target.aggregate not in _of_levels(target):
            raise UnsaidError(target.aggregate)
        waits = np.stack([self._over_ticks(target, "wait_hours", gate, "mean") for gate in gates])
        if len(gates) == 1:
            return np.asarray(waits[0])
        people = np.stack([self._over_ticks(target, "crossings_in", gate, "sum") for gate in gates])
        return _weighted(waits, people, axis=(0,))

    # -- parts of days -----------------------------------------------------------------------------------------------

    def _of_ticks(self, target: Target, spots: list[Spot]) -> Numbers:
        is_level = target.measure in SIZES
        if not is_level and (target.who == "all" or target.start == target.end):
            raise UnsaidError(target.id)  # ticks count citizens only, and nothing flows in an instant
        if target.aggregate not in (_of_levels(target) if is_level else ("sum", "per_day", "mean")):
            raise UnsaidError(target.aggregate)
        counted = [each for spot in spots for each in (self._gates(spot) if is_level else [spot])]
        if not counted:
            raise UnsaidError(target.where)
        how = "mean" if is_level else "sum"
        whole = sum((self._over_ticks(target, target.measure, each, how) for each in counted), start=np.zeros(()))
        return whole if is_level or target.aggregate == "sum" else whole / target.days

    def _over_ticks(self, target: Target, measure: str, spot: Spot, how: str) -> Numbers:
        """Add up or average the ticks of a gate or country over the period, by the part of each that lies inside."""
        name = TICKS.get((spot.kind, measure), "")
        if name not in self.dataset:  # runs that were stored by earlier versions have fewer
            raise UnsaidError(measure)
        shares = self._inside(target, spot)
        ticks = np.flatnonzero(shares)
        values = self.dataset[name].sel({spot.kind: spot.id}).isel(tick=ticks).values.astype(np.float64)
        weights = shares[ticks]
        if how == "sum":
            return np.asarray(values @ weights)
        return _weighted(values, np.broadcast_to(weights, values.shape), axis=(1,))

    def _inside(self, target: Target, spot: Spot) -> Numbers:
        """Return for each tick which part of it lies in the period, by the clock of the gate or country."""
        starts = self.dataset["tick"].values
        step = starts[1] - starts[0] if len(starts) > 1 else np.timedelta64(24, "h")
        if (clock := self.clock(spot)) is None:
            raise UnsaidError(spot.id)
        offset = np.timedelta64(round(clock * 3600), "s")
        begin, end = (np.datetime64(moment) - offset for moment in (target.start, target.end))
        if begin < starts[0] or end > starts[-1] + step or begin >= starts[-1] + step:
            raise UnsaidError(target.id)
        if begin == end:
            return np.asarray((starts <= begin) & (begin < starts + step), dtype=np.float64)
        overlap = np.minimum(starts + step, end) - np.maximum(starts, begin)
        return np.asarray(np.clip(overlap / step, 0.0, 1.0))


def answers(run: Run) -> Answers:
    """Return what a run has to say."""
    return Answers(run.variables, run.world)


def _of_levels(target: Target) -> tuple[str, ...]:
    """Return what a part of a day may be asked of a level or wait; an instant has no sum but the level itself."""
    return ("mean", "per_day", "sum") if target.start == target.end else ("mean", "per_day")


def _aggregate(target: Target, series: Numbers, first: int, after: int) -> Numbers:
    days = series[:, first:after]
    is_level = target.measure in SIZES
    match target.aggregate:
        case "sum" if is_level and target.days != 1:
            raise UnsaidError(target.id)
        case "sum":
            return np.asarray(days.sum(axis=1))
        case "mean" | "per_day":
            return np.asarray(days.mean(axis=1))
        case "max_per_day":
            return np.asarray(days.max(axis=1))
        case "change" if target.measure == "stock":
            if first == 0:
                raise UnsaidError(target.id)
            return np.asarray(series[:, after - 1] - series[:, first - 1])
        case "change":
            return np.asarray(days[:, -1] - days[:, 0])
        case _:
            raise UnsaidError(target.aggregate)


def _weighted(values: Numbers, weights: Numbers, *, axis: tuple[int, ...]) -> Numbers:
    """Average with weights, passing over NaN; NaN where nothing weighs."""
    heavy = np.where(np.isnan(values), 0.0, weights)
    total = heavy.sum(axis=axis)
    whole = (np.nan_to_num(values) * heavy).sum(axis=axis)
    return np.asarray(np.divide(whole, total, out=np.full(total.shape, np.nan), where=total > 0))
