"""Who enters and leaves countries over gates, and gates moved so that they fit their countries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from exeunt.learning.sharing_out import shared_out
from exeunt.luck import Floats
from exeunt.scenario.links import far_sides
from exeunt.scenario.rows import pairs, rows
from exeunt.scenario.world import World

Flags = NDArray[np.bool_]


class Crossings(NamedTuple):
    """How many cross at each gate inwards and outwards, shape (members, days, gates)."""

    inwards: Floats
    outwards: Floats

    @classmethod
    def of(cls, dataset: xr.Dataset) -> Self:
        """Return those of a run."""
        return cls(*(dataset[f"crossings_{way}"].values.astype(np.float64) for way in ("in", "out")))


class Gates(NamedTuple):
    """Which country lies on either side of each gate, as matrices of 0 and 1, shape (gates, countries).

    Who crosses inwards at a gate comes into the country it leads `to`, who crosses outwards goes back into that it
    leads `from_`.
    """

    to: Floats
    from_: Floats

    @classmethod
    def of(cls, dataset: xr.Dataset, world: World) -> Self:
        """Return those of a run; a gate that leads to any country, as an airport, leads to none of them."""
        gates, countries = dataset["gate"].values, dataset["country"].values
        beside = world.gates.set_index("id")[["country_to", "country_from"]].reindex(gates).astype(str)
        return cls(*(np.equal.outer(beside[side].to_numpy(), countries).astype(np.float64) for side in beside))

    def entering(self, crossed: Crossings) -> Floats:
        """Return how many enter each country over its gates."""
        return np.asarray(crossed.inwards @ self.to + crossed.outwards @ self.from_)

    def leaving(self, crossed: Crossings) -> Floats:
        """Return how many leave each country over its gates."""
        return np.asarray(crossed.inwards @ self.from_ + crossed.outwards @ self.to)

    def times(self, factor: Floats, crossed: Crossings) -> Crossings:
        """Return crossings times a factor (..., countries) of the country entered; as they are where there is none."""
        known = factor - 1.0
        return Crossings(crossed.inwards * (1.0 + known @ self.to.T), crossed.outwards * (1.0 + known @ self.from_.T))


class ToAny(NamedTuple):
    """Gates that lead to any country, as airports do, by the groups of countries that one can come to over them.

    Countries that one gate leads to are in one group. Who enters a group past the gates of its countries does so over
    the gates of the group, if there is no other way.
    """

    gates: Gates  # (gates, groups)
    groups: Floats  # (countries, groups)

    @classmethod
    def of(cls, dataset: xr.Dataset, world: World) -> Self:
        """Return those of a run."""
        countries = [str(id_) for id_ in dataset["country"].values]
        to_any = set(world.gates.loc[world.gates["country_to"] == "", "id"])
        far = far_sides(world.gates, world.links, world.places)
        gates = [far[id_] if id_ in to_any else frozenset() for id_ in dataset["gate"].values]
        leads = np.array([[id_ in sides for id_ in countries] for sides in gates], np.float64)
        leads = leads.reshape(len(gates), len(countries))
        number, group = connected_components(leads.T @ leads, directed=False)
        groups = np.eye(number)[group] * leads.max(axis=0, initial=0.0)[:, None]
        groups = groups[:, groups.any(axis=0)]
        to = np.minimum(leads @ groups, 1.0)
        return cls(Gates(to, np.zeros_like(to)), groups)


class OnlyOver(NamedTuple):
    """Which countries nobody comes into or leaves but over gates, shape (countries)."""

    its_own: Flags  # gates between it and one other country, or out of it to any
    any_gate: Flags  # these, or gates that lead to any country

    @classmethod
    def of(cls, world: World, countries: Sequence[str]) -> Self:
        """Return those of a world."""
        country, past_own, past_all = pairs(world.places, "id", "country"), set[str](), set[str]()
        sides = {id_: {*ends} - {""} for _, id_, *ends in rows(world.gates, "id", "country_from", "country_to")}
        for _, start, end, gate in rows(world.links, "from", "to", "gate"):
            ends = {country[start], country[end]}
            if len(ends) == 2:
                past_own |= ends - sides.get(gate, set())
                past_all |= set() if gate else ends
        return cls(*(~np.isin(countries, sorted(past)) for past in (past_own, past_all)))


def fitted(
    gates: Gates,
    before: Crossings,
    entered: tuple[Floats, Floats],
    crossed: Crossings,
    *,
    stays: Flags,
    only: Flags,
) -> Crossings:
    """Return moved crossings that are of those who enter each country (`_bounds`).

    It is gates that yield, all into a country by the same factor, but not on days that stay, shape (days, gates): where
    only some gates of a country have such days, or all, they may differ from it by what these hold. `entered` is how
    many did so as members ran and as they are moved, (members, days, countries).
    """
    least, most = _bounds(gates, before, entered, only)
    held = gates.entering(Crossings(*(np.where(stays, flow, 0.0) for flow in crossed)))
    stay = np.concatenate([stays, stays], axis=-1)  # of gates inwards, then outwards
    free = np.where(stay, 0.0, np.concatenate(crossed, axis=-1))
    usual = np.where(stay, 0.0, np.concatenate(before, axis=-1).mean(axis=0))
    for country, flows in enumerate(np.concatenate([gates.to, gates.from_]).T > 0.0):
        mine = free[..., flows]
        low, high = (np.maximum(end - held, 0.0)[..., country] for end in (least, most))
        enter = np.clip(mine.sum(axis=-1), low, high)
        # who enters where nobody was moved to cross does so as members do in the mean
        free[..., flows] = shared_out(enter, np.where(mine.sum(axis=-1, keepdims=True) > 0.0, mine, usual[:, flows]))
    return Crossings(*np.split(np.where(stay, np.concatenate(crossed, axis=-1), free), 2, axis=-1))


def _bounds(gates: Gates, before: Crossings, entered: tuple[Floats, Floats], only: Flags) -> tuple[Floats, Floats]:
    """Return how many gates let into each country at least and at most, shape (members, days, countries).

    Where `only` gates let people in (countries) they are all who enter. Elsewhere they are no more, and past the gates
    come no more than did `before`, as the members ran, or as many times more as enter in all. A gate's day may begin at
    another hour than its country's, so gates may be as far ahead of their countries as they were.
    """
    ran, into = entered
    past = ran - gates.entering(before)
    most = _ahead_by(np.where(only, -np.cumsum(past, axis=1), _ahead(past)), into)
    growth = np.maximum(np.divide(into, ran, out=np.ones(into.shape), where=ran > 0.0), 1.0)
    return np.where(only, most, np.minimum(into - np.maximum(past, 0.0) * growth, most)), most


def who_left(gates: Gates, before: Crossings, left: tuple[Floats, Floats], crossed: Crossings, only: Flags) -> Floats:
    """Return how many left each country, of whom so many crossed at gates; `left` and days as in `fitted`."""
    ran, out = left
    past, leaving = ran - gates.leaving(before), gates.leaving(crossed)
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
