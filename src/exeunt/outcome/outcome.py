"""The outcome of a run: what was simulated, and what can be asked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import xarray as xr

from exeunt.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from exeunt.outcome.deflection import Deflection
    from exeunt.outcome.score import Scores
    from exeunt.outcome.targets import Targets
    from exeunt.scenario.world import World


@dataclass(frozen=True, repr=False)
class Outcome:
    """What an ensemble came to.

    Variables are attributes: `outcome.arrivals` is an xarray DataArray with the dimensions member, time, country.

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

    def __getattr__(self, name: str) -> xr.DataArray:
        if not name.startswith("_") and name in self.dataset:
            return self.dataset[name]
        raise AttributeError(f"an outcome has no {name!r}; its variables are {', '.join(map(str, self.dataset))}")

    def table(self) -> pd.DataFrame:
        """Return the arrivals by country, with their 90 % band, beside what was counted."""
        from exeunt.outcome.summary import arrivals_table

        return arrivals_table(self)

    def present(self) -> pd.DataFrame:
        """Return the people present at the end where they were counted, with their band, beside the last count."""
        from exeunt.outcome.summary import present_table

        return present_table(self)

    def queues(self) -> pd.DataFrame:
        """Return each gate's longest line, longest first, and when it clears."""
        from exeunt.outcome.queues import queue_table

        return queue_table(self)

    def score(self, observed: str | Path | Targets | None = None) -> Scores:
        """Score the run against the scenario's observations, or against a file of them."""
        from exeunt.outcome.score import score

        return score(self, observed)

    def compare(
        self,
        other: Outcome,
        by: Literal["day"] | None = None,
        *,
        country: str | Sequence[str] = (),
        gate: str | Sequence[str] = (),
        place: str | Sequence[str] = (),
    ) -> pd.DataFrame:
        """Return what changes from this run to the other, in all, by country and gate, member by member.

        Parameters
        ----------
        other
            A run with the same seed, members and period.
        by
            `"day"` for a row each day; the whole period if not given.
        country, gate, place
            Only these: an id, or several.

        """
        from exeunt.outcome.compare import compare

        named = {"country": country, "gate": gate, "place": place}
        chosen = {kind: [ids] if isinstance(ids, str) else list(ids) for kind, ids in named.items()}
        return compare(self, other, by=by, **chosen)

    def deflection(self, other: Outcome) -> Deflection | None:
        """Return where people go instead of the countries that lose arrivals; None if none clearly does."""
        from exeunt.outcome.deflection import deflection

        return deflection(self, other)

    def compare_queues(self, other: Outcome) -> pd.DataFrame:
        """Return what happens to each gate's line from this run to the other, and when it clears in both."""
        from exeunt.outcome.queues import compare_queues

        return compare_queues(self, other)

    def spread(self, again: int | None = None) -> pd.DataFrame | None:
        """Return how much of the spread is disagreement among sources, unknown behaviour, and chance.

        Chance is at most what is left over (`rest`), unless the first `again` members are run again with other luck,
        or were before: then it is measured. None where the members are too few.
        """
        from exeunt.outcome.again import kept, run_again
        from exeunt.outcome.spread import spread_table

        return spread_table(self, kept(self.path) if again is None else run_again(self, again))

    def report(
        self, path: str | Path | None = None, *, against: Outcome | None = None, images: str | Path | None = None
    ) -> Path:
        """Write the report, one HTML file that opens with no network, and return where it lies.

        Parameters
        ----------
        path
            The file; `report.html` in the run's folder if not given.
        against
            Another run with the same members and seed: the report opens with what changes from this one to it.
        images
            A folder to write every picture into as well, as PNG and SVG.

        """
        from exeunt.show.report import write_report

        return write_report(
            self,
            None if path is None else Path(path),
            against=against,
            images=None if images is None else Path(images),
        ).path

    def save(self, path: str | Path, *, force: bool = False) -> Outcome:
        """Store a run that is in memory, and return it as it now lies on disk."""
        from exeunt.engine.store import save

        save(self, Path(path), force=force)
        return open(path)

    def __repr__(self) -> str:
        head = f"{self.manifest['title']}: {self.manifest['members']} members, seed {self.manifest['seed']}"
        return f"<exeunt.Outcome {head}>\n{self.table().to_string(index=False)}"

    def _repr_html_(self) -> str:
        from html import escape

        title = escape(str(self.manifest["title"]))
        head = f"{title}: {self.manifest['members']} members, seed {self.manifest['seed']}"
        return f"<p>{head}</p>{self.table().to_html(index=False)}"


def open(path: str | Path) -> Outcome:
    """Open a stored run; an unfinished one is refused."""
    from exeunt.engine.store import RunFolder
    from exeunt.scenario import load

    folder = RunFolder(Path(path))
    manifest = folder.manifest()
    if not folder.scenario.is_dir():
        raise InputError(f"{path} has lost its copy of the scenario, {folder.scenario}.")
    world = replace(load(folder.scenario), name=manifest["scenario"]).lasting(manifest["period"]["days"])
    for quantity, claim in manifest["chosen"].items():
        world = world.reading(quantity, claim)
    for name, value in manifest["fixed"].items():
        world = world.with_parameter(name, value)
    return Outcome(folder.dataset(), manifest, world, folder.path)
