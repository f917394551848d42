"""A run as data: what was simulated, what the run says of itself, and the scenario it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xarray as xr

if TYPE_CHECKING:
    from exeunt.scenario.world import World


@dataclass(frozen=True, repr=False)
class Run:
    """What an ensemble came to.

    Variables are attributes: `run.arrivals` is an xarray DataArray with the dimensions member, time, country.

    Parameters
    ----------
    dataset
        All variables, `member` first.
    manifest
        What the run says of itself: seed, members, parameters, versions, seconds.
    world
        The scenario that was simulated.
    path
        The run's folder; None for a run in memory.

    """

    dataset: xr.Dataset
    manifest: Mapping[str, Any]
    world: World
    path: Path | None = None

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *map(str, self.dataset)})

    def __getattr__(self, name: str) -> xr.DataArray:
        if not name.startswith("_") and name in self.dataset:
            return self.dataset[name]
        raise AttributeError(f"an outcome has no {name!r}; its variables are {', '.join(map(str, self.dataset))}")
