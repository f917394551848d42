"""Who enters and leaves countries over gates, and gates moved so that they fit their countries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from exeunt.learning.sharing_out import shared_out
from exeunt.luck import Floats
from exeunt.scenario.world import World

Flags = NDArray[np.bool_]


class Gates(NamedTuple):
    """Which country lies on either side of each gate, as matrices of 0 and 1, shape (gates, countries).

    Who crosses inwards at a gate comes into the country it leads `to`, who crosses outwards goes back into that it
    leads `from_`.
    """

    to: Floats
    from_: Floats

    @classmethod
    def of(cls, dataset: xr.Dataset, world: World) -> Self:
        """Return those of a run."""
        gates, countries = dataset["gate"].values, dataset["country"].values
        beside = world.gates.set_index("id")[["country_to", "country_from"]].reindex(gates).astype(str)
        return cls(*(np.equal.outer(beside[side].to_numpy(), countries).astype(np.float64) for side in beside))

    def entering(self, inwards: Floats, outwards: Floats) -> Floats:
        """Return how many enter each country over its gates, of how many cross at each, shape (..., gates)."""
        return np.asarray(inwards @ self.to + outwards @ self.from_)

    def leaving(self, inwards: Floats, outwards: Floats) -> Floats:
        """Return how many leave each country over its gates."""
        return np.asarray(inwards @ self.from_ + outwards @ self.to)

    def times(self, factor: Floats, inwards: Floats, outwards: Floats) -> tuple[Floats, Floats]:
        """Return crossings times a factor (..., countries) of the country entered; as they are where there is none."""
        known = factor - 1.0
        return inwards * (1.0 + known @ self.to.T), outwards * (1.0 + known @ self.from_.T)


def only_over_gates(world: World, countries: Sequence[str]) -> Flags:
    """Return which countries nobody comes into or leaves but over a gate that counts who does, shape (countries)."""
    country = dict(zip(world.places["id"], world.places["country"], strict=True))
    sides = {gate: {a, b} for gate, a, b in world.gates[["id", "country_from", "country_to"]].itertuples(index=False)}
    past = set[str]()
    for start, end, gate in world.links[["from", "to", "gate"]].itertuples(index=False):
        ends = {country[start], country[end]}
        if len(ends) == 2 and sides.get(gate) != ends:
            past |= ends
    return ~np.isin(countries, sorted(past))


def fitted(
    gates: Gates, before: xr.Dataset, into: Floats, crossed: tuple[Floats, Floats], *, stays: Flags, only: Flags
) -> tuple[Floats, Floats]:
    """Return moved crossings, inwards and outwards, that are of those who enter each country (`_bounds`).

    It is gates that yield, all into a country by the same factor, but not on days that stay, shape (days, gates): where
    only some gates of a country have such days, or all, they may differ from it by what these hold.
    """
    least, most = _bounds(gates, before, into, only)
    held = gates.entering(*(np.where(stays, flow, 0.0) for flow in crossed))
    stay = np.concatenate([stays, stays], axis=-1)  # of gates inwards, then outwards
    free = np.where(stay, 0.0, np.concatenate(crossed, axis=-1))
    ran = np.concatenate([before[name].values for name in ("crossings_in", "crossings_out")], axis=-1)
    usual = np.where(stay, 0.0, ran.mean(axis=0))
    for country, flows in enumerate(np.concatenate([gates.to, gates.from_]).T > 0.0):
        mine = free[..., flows]
        low, high = (np.maximum(end - held, 0.0)[..., country] for end in (least, most))
        enter = np.clip(mine.sum(axis=-1), low, high)
        # who enters where nobody was moved to cross does so as members do in the mean
        free[..., flows] = shared_out(enter, np.where(mine.sum(axis=-1, keepdims=True) > 0.0, mine, usual[:, flows]))
    inwards, outwards = np.split(np.where(stay, np.concatenate(crossed, axis=-1), free), 2, axis=-1)
    return inwards, outwards


def _bounds(gates: Gates, before: xr.Dataset, into: Floats, only: Flags) -> tuple[Floats, Floats]:
    """Return how many gates let into each country at least and at most, shape (members, days, countries).

    Where `only` gates let people in (countries) they are all who enter. Elsewhere they are no more, and past the gates
    come no more than did `before`, as the members ran, or as many times more as enter in all. A gate's day may begin at
    another hour than its country's, so gates may be as far ahead of their countries as they were.
    """
    entered = before["country_crossings_in"].values.astype(np.float64)
    past = entered - gates.entering(before["crossings_in"].values, before["crossings_out"].values)
    most = _ahead_by(np.where(only, -np.cumsum(past, axis=1), _ahead(past)), into)
    growth = np.maximum(np.divide(into, entered, out=np.ones(into.shape), where=entered > 0.0), 1.0)
    return np.where(only, most, np.minimum(into - np.maximum(past, 0.0) * growth, most)), most


def who_left(gates: Gates, before: xr.Dataset, out: Floats, crossed: tuple[Floats, Floats], only: Flags) -> Floats:
    """Return how many left each country, of whom so many crossed at gates; days as in `fitted`."""
    ran = gates.leaving(before["crossings_in"].values, before["crossings_out"].values)
    past, leaving = before["country_crossings_out"].values - ran, gates.leaving(*crossed)
    return np.where(
        only, _ahead_by(np.cumsum(past, axis=1), leaving), np.maximum(out, leaving - np.maximum(-past, 0.0))
    )


def _ahead(past: Floats) -> Floats:
    """Return how many had crossed at gates but not yet entered, of how many more entered than that each day.

    Who enters past the gates on one day makes no room for others at them on another.
    """
    ahead = np.zeros_like(past)
    for day in range(past.shape[1]):
        ahead[:, day] = np.maximum((ahead[:, day - 1] if day else 0.0) - past[:, day], 0.0)
    return ahead


def _ahead_by(ahead: Floats, flow: Floats) -> Floats:
    """Return a flow by other days, of which so many more have come by the end of each; nobody comes back."""
    come = np.maximum.accumulate(np.maximum(np.cumsum(flow, axis=1) + ahead, 0.0), axis=1)
    return np.asarray(np.diff(come, axis=1, prepend=0.0))
