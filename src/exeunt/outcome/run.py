"""A run as data: what was simulated, what the run says of itself, and the scenario it came from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import xarray as xr

from exeunt.luck import MEAN_OF
from exeunt.outcome.discrepancy import ELSEWHERE, Discrepancy, Missing, missing_in_words
from exeunt.outcome.evenings import as_read
from exeunt.wording import fewer_learned, learned_in_words, plural

if TYPE_CHECKING:
    from exeunt.scenario.world import World

MEAN_RUN = f"mean of {plural(MEAN_OF, 'member')} at central constants"


@dataclass(frozen=True, repr=False)
class Run:
    """What an ensemble came to.

    Variables are attributes: `run.arrivals` is an xarray DataArray with the dimensions member, time, country.

    Parameters
    ----------
    variables
        All variables as they were simulated, `member` first: every table is made of them, and nothing is put into them.
    manifest
        What the run says of itself: seed, members, parameters, versions, seconds.
    world
        The scenario that was simulated.
    path
        The run's folder; None for a run in memory.
    posterior
        What its members took that was learned (an `ensemble.posterior.Posterior`), if this process ran them; None if
        they drew from the priors, or what they took lies in the run's folder.
    unmoved
        The run as its members ran, if this process moved them by figures; None if none did, or it lies in the run's
        folder.

    """

    variables: xr.Dataset
    manifest: Mapping[str, Any]
    world: World
    path: Path | None = None
    posterior: object | None = None
    unmoved: Run | None = None

    @cached_property
    def dataset(self) -> xr.Dataset:
        """The variables for whoever reckons with them: what is put into this one changes no table of the run.

        Of a stored run nothing is read for it: xarray copies what lies on a disk as what is still to be read. Arrays of
        a run in memory are shared, and refuse to be changed.
        """
        return self.variables.copy(deep=self.path is not None)

    @property
    def has_band(self) -> bool:
        """Whether there is more than one member, and so a band."""
        return int(self.manifest["members"]) > 1

    @property
    def spans_years(self) -> bool:
        """Whether its days are of several calendar years, so that a day must say which."""
        days = pd.DatetimeIndex(self.variables["time"].values)
        return bool(days[0].year != days[-1].year)

    @property
    def course_in_words(self) -> str:
        """What a run without a band is."""
        return f"the {MEAN_RUN}" if self.manifest["mean"] else "the one course of this run"

    @property
    def members_in_words(self) -> str:
        """How many members it has, or of how many it is the mean, and their luck."""
        many = MEAN_RUN if self.manifest["mean"] else plural(int(self.manifest["members"]), "member")
        return f"{many}, seed {self.manifest['seed']}"

    @property
    def tells_of_seats(self) -> bool:
        """Whether a table tells of those who wait for seats: those of some way stand at a gate."""
        links = self.world.links
        return bool((links["seats_per_day"].notna() & (links["gate"] != "")).any())

    @property
    def untold_lines(self) -> str:
        """Of which lines no table tells: those of who wait for seats where there is no gate; blank if there is none.

        A run keeps lines by gate. These people are in its ledger only, among all who stand in a line.
        """
        links = self.world.links
        if not (links["seats_per_day"].notna() & (links["gate"] == "")).any():
            return ""
        return "Those who wait for seats on ways without a gate are simulated, but in no line that is told here."

    @property
    def takings(self) -> list[list[str]]:
        """The figures that members were moved by after they had run (`update`), those of one time together."""
        told = self.manifest.get("updated", {})
        return list(told["takings"]) if "takings" in told else [list(told["figures"])] if told else []

    @property
    def taken_in(self) -> list[str]:
        """The figures that members were moved by after they had run, in the order in which they came."""
        return list(chain.from_iterable(self.takings))

    @property
    def learned_ids(self) -> list[str]:
        """The figures that members learned from, before they ran or after."""
        return [*self.manifest.get("posterior", {}).get("figures", []), *self.taken_in]

    @property
    def learned_until(self) -> pd.Timestamp | None:
        """The last day from which the members learned; None if they drew from the priors."""
        told = [self.manifest[how]["until"] for how in ("posterior", "updated") if how in self.manifest]
        return max(map(pd.Timestamp, told)) if told else None

    @cached_property
    def known_until(self) -> pd.Timestamp | None:
        """The last day before what is a forecast (`known_until`); None if members drew from the priors."""
        until = self.learned_until
        return None if until is None else known_until(self.world, self.learned_ids, until)

    @property
    def evenings(self) -> pd.DataFrame:
        """What would have been said on evenings before the last one of which members learned (`outcome.evenings`)."""
        told = [self.manifest.get(how, {}).get("evenings", {}) for how in ("posterior", "updated")]
        return pd.concat([as_read(each) for each in told], ignore_index=True)

    @property
    def missing(self) -> Missing:
        """By how much the model misses what it forecasts: as earlier evenings taught, or else other exoduses."""
        return {**ELSEWHERE, **self.taught_to_miss}

    @property
    def taught_to_miss(self) -> Missing:
        """What earlier evenings taught of that, by kind; nothing where none was looked at."""
        told = self.manifest.get("posterior", {}).get("missing", {})
        return {kind: Discrepancy(**numbers) for kind, numbers in told.items()}

    @property
    def learned_in_words(self) -> str:
        """What the members learned from, and from when on it is a forecast; blank if they drew from the priors."""
        only = fewer_learned(self.manifest)
        return learned_in_words(len(self.learned_ids), self.learned_until, self.known_until, only=only)

    @property
    def moved_in_words(self) -> str:
        """That members were moved after they had run, which is less than to run them; blank if they were not."""
        if not self.taken_in:
            return ""
        figures = plural(len(self.taken_in), "figure")
        return (
            f"This run was moved by {figures}, not simulated anew: the rest follows what went with these figures in "
            "its members, along straight lines."
        )

    @property
    def moved_in_short(self) -> str:
        """The same in a few words, beside how many members there are."""
        return f"moved by {plural(len(self.taken_in), 'figure')}, not simulated anew" if self.taken_in else ""

    @property
    def missing_in_words(self) -> str:
        """By how much forecasts miss, as bands hold; blank if members drew from the priors, or there is no band."""
        if self.learned_until is None or not self.has_band:
            return ""
        return missing_in_words(self.missing, is_taught=bool(self.taught_to_miss))

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *map(str, self.variables)})

    def __getattr__(self, name: str) -> xr.DataArray:
        # A copy in the making is asked for names before it has variables.
        variables: Mapping[Any, xr.DataArray] = self.__dict__.get("variables", {})
        if not name.startswith("_") and name in variables:
            return self.dataset[name]
        raise AttributeError(f"an outcome has no {name!r}; its variables are {', '.join(map(str, variables))}")


def known_until(world: World, learned_ids: Collection[str], until: pd.Timestamp) -> pd.Timestamp:
    """Return the last day before what is a forecast to members that learned from some figures until an evening.

    That is the evening, or an earlier day: the last of which one of the figures counts anything. A day is not known
    before somebody counted it, be it that on which the count of the day before comes out: of it members know no more
    than of the next.
    """
    figures = world.observations
    last = figures.loc[figures["id"].isin(learned_ids), "until"].max()
    return until if pd.isna(last) else min(until, (pd.Timestamp(last) - pd.Timedelta(nanoseconds=1)).normalize())
