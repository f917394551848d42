"""Where the batches of a run are kept: what every such place can do, and the one that is in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import xarray as xr

from exeunt.ensemble.run_folder import Plan, Result, batches
from exeunt.outcome import layout


class Shelf(Protocol):
    """A place that is filled batch by batch; that of a stored run is `store.OnDisk`."""

    @property
    def is_laid_out(self) -> bool:
        """Whether members could be kept."""

    def missing(self) -> list[range]:
        """Return the batches that are still to be computed."""

    def lay_out(self, labels: layout.Labels, parameters: Sequence[str]) -> None:
        """Prepare for all members, given the names along each dimension."""

    def write_batch(self, members: Sequence[int], results: Sequence[Result]) -> None:
        """Keep the arrays of a batch."""

    def dataset(self) -> xr.Dataset:
        """Return all of it as one dataset."""

    def finish(self, manifest: Mapping[str, Any]) -> None:
        """Take note that the run is complete."""


class InMemory:
    """Keeps the batches of a run that is not stored."""

    is_laid_out = False
    _labels: layout.Labels
    _parameters: list[str]

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._results: dict[int, Result] = {}

    def missing(self) -> list[range]:
        """Return every batch."""
        return batches(self.plan["members"])

    def lay_out(self, labels: layout.Labels, parameters: Sequence[str]) -> None:
        """Take note of the names along each dimension."""
        self._labels, self._parameters = labels, list(parameters)

    def write_batch(self, members: Sequence[int], results: Sequence[Result]) -> None:
        """Keep the arrays of a batch."""
        self._results.update(zip(members, results, strict=True))

    def dataset(self) -> xr.Dataset:
        """Return all of it as one dataset."""
        members = sorted(self._results)
        results = [self._results[member] for member in members]
        made = layout.to_dataset(self._labels, members, results, parameters=self._parameters, mean=self.plan["mean"])
        return layout.read_only(made)

    def finish(self, manifest: Mapping[str, Any]) -> None:
        """Do nothing: the outcome carries its manifest itself."""
