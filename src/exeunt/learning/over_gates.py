"""Who enters and leaves countries over gates, and gates moved so that they fit their countries."""

from __future__ import annotations

from typing import NamedTuple, Self

import numpy as np
import xarray as xr

from exeunt.luck import Floats
from exeunt.scenario.world import World


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


def fitted(gates: Gates, before: xr.Dataset, into: Floats, crossed: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Return moved crossings, inwards and outwards, of which no more enter a country than enter it in all.

    A gate's day may begin at another hour than its country's: as many as entered over gates beyond all who did in a day
    `before`, as the members ran, may do so now.
    """
    ran = gates.entering(before["crossings_in"].values, before["crossings_out"].values)
    room = into + np.maximum(ran - before["country_crossings_in"].values, 0.0)
    entering = gates.entering(*crossed)
    share = np.divide(room, entering, out=np.ones(room.shape), where=entering > room)
    inwards, outwards = (
        np.where(held < flow, np.floor(held), flow)
        for held, flow in zip(gates.times(share, *crossed), crossed, strict=True)
    )
    return inwards, outwards


def gone_at_least(gates: Gates, before: xr.Dataset, crossed: tuple[Floats, Floats]) -> Floats:
    """Return how many must have left each country, of whom so many crossed at gates; days as in `fitted`."""
    ran = gates.leaving(before["crossings_in"].values, before["crossings_out"].values)
    return np.asarray(gates.leaving(*crossed) - np.maximum(ran - before["country_crossings_out"].values, 0.0))
