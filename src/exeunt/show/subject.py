"""The run a report is about, with what every part of it asks for looked up once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from exeunt.outcome.bands import Band, whole_band
from exeunt.outcome.forecast import whole_quantiles
from exeunt.outcome.layout import BY_NAME
from exeunt.outcome.measures import Answers, Numbers, answers
from exeunt.outcome.queues import queue_table
from exeunt.outcome.summary import ASSUMED, arrivals_table
from exeunt.scenario.crisis import crisis_begins
from exeunt.scenario.names import Names
from exeunt.scenario.ordinary import has_ordinary
from exeunt.show.figures import Figure, figures_of
from exeunt.wording import day, joined

if TYPE_CHECKING:
    from exeunt.outcome.run import Run
    from exeunt.scenario.world import World


@dataclass(frozen=True)
class Subject:
    """One run as the report sees it; `key` keeps the pictures of two runs apart."""

    run: Run
    key: str = ""
    _read: dict[str, Numbers] = field(default_factory=dict, repr=False)

    @property
    def world(self) -> World:
        """The scenario."""
        return self.run.world

    @property
    def members(self) -> int:
        """How many members ran."""
        return int(self.run.manifest["members"])

    @property
    def has_band(self) -> bool:
        """Whether there is more than one member, and so a band."""
        return self.run.has_band

    @cached_property
    def names(self) -> Names:
        """What things are called."""
        return self.world.names

    @cached_property
    def speaker(self) -> Answers:
        """What the run says to counted figures."""
        return answers(self.run)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The counted figures of the scenario."""
        return figures_of(self.run, self.speaker)

    @cached_property
    def drawn(self) -> tuple[Figure, ...]:
        """Those of the figures that may be drawn beside the run: of its days alone."""
        first, after = self.days[0], self.days[-1] + pd.Timedelta(days=1)
        return tuple(each for each in self.figures if first <= each.target.start and each.target.end <= after)

    @cached_property
    def table(self) -> pd.DataFrame:
        """Arrivals by country, as `exeunt show` prints them."""
        return arrivals_table(self.run)

    @cached_property
    def queues(self) -> pd.DataFrame:
        """The longest queues, as `exeunt show` prints them."""
        return queue_table(self.run)

    @cached_property
    def crisis(self) -> pd.Timestamp:
        """The midnight nearest to the first push to leave."""
        return crisis_begins(self.world)

    @cached_property
    def has_ordinary(self) -> bool:
        """Whether citizens travel in the scenario who do not flee."""
        return has_ordinary(self.world)

    @property
    def has_known_days(self) -> bool:
        """Whether some of its days are known, as its members learned, and pictures part them from what is forecast."""
        known = self.run.known_until
        return known is not None and bool(known >= self.days[0])

    @cached_property
    def days(self) -> pd.DatetimeIndex:
        """The local days of the run."""
        return pd.DatetimeIndex(self.run.variables["time"].values)

    def day(self, moment: pd.Timestamp | str) -> str:
        """Write a day of the run, with its year where the run is of several."""
        return day(moment, year=self.run.spans_years)

    @cached_property
    def fled(self) -> Band:
        """How many people who fled arrived anywhere abroad, over the whole period."""
        everywhere = self.daily("arrivals").sum(axis=2)
        return whole_band(whole_quantiles(self.run, BY_NAME["arrivals"], everywhere), "people")

    @cached_property
    def origins(self) -> str:
        """The countries people leave, in words."""
        codes = dict.fromkeys(str(code) for code in self.world.homes["country"])
        return joined([self.names.country(code) for code in codes])

    def line_at(self, gate: str, *, seats: bool) -> str:
        """Say at which gate a line stands, and of whom it is where it is of those waiting for a seat."""
        name = self.names.gate_into(gate)
        return f"{name}, waiting for a seat" if seats else name

    def daily(self, name: str) -> Numbers:
        """Return a variable as (member, day, ...); it is read once."""
        if name not in self._read:
            values = self.run.variables[name]
            rest = [str(dim) for dim in values.dims if dim not in ("member", "time")]
            self._read[name] = np.asarray(values.transpose("member", "time", *rest).values, dtype=np.float64)
        return self._read[name]

    def labels(self, dim: str) -> list[str]:
        """Return the ids along a dimension."""
        known = self.run.variables.coords
        return [str(each) for each in known[dim].values] if dim in known else []

    def is_assumed(self, country: str) -> bool:
        """Whether no figure speaks of a country."""
        return country in self._assumed

    def anchor(self, name: str) -> str:
        """Return a name for a part of the page that the other run's part does not have."""
        return f"{self.key}-{name}" if self.key else name

    @cached_property
    def _assumed(self) -> set[str]:
        basis: Any = self.table.set_index("country")["basis"]
        return {str(country) for country in basis.index[basis == ASSUMED]}
