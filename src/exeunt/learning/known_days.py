"""Which numbers of a run stay when new figures move it: those of days of which its members learned before.

What was learned from figures is not to be guessed again from what goes with others. Each country is known until the end
of the day in which the last figure of it ends that was learned: until another is known of it, its days may still be
moved, since figures of one country come later than those of the next. A figure of a line says nothing of who came while
it stood, and so holds lines only; any other holds all. A country that people flee from is known as long as every one
that they flee to, and a gate that leads to any country as long as every one that it leads to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from exeunt.outcome.discrepancy import kind_of
from exeunt.outcome.measures import Answers, Spot, answers
from exeunt.outcome.run import Run
from exeunt.outcome.targets import Target, from_table
from exeunt.scenario.links import far_sides
from exeunt.scenario.rows import pairs

Flags = NDArray[np.bool_]
Moments = NDArray[np.datetime64]


@dataclass(frozen=True)
class KnownDays:
    """Until when countries are known: `flows` and stocks, and `lines`; `since` is where nothing is."""

    speaker: Answers
    countries_of: Mapping[tuple[str, str], frozenset[str]]
    since: np.datetime64
    flows: Mapping[str, np.datetime64]
    lines: Mapping[str, np.datetime64]

    def of(self, values: xr.DataArray, measure: str) -> Flags:
        """Return which numbers of a variable are known, of shape (days or ticks, spots)."""
        ends = self.lines if kind_of(measure) == "lines" else self.flows
        dim = str(values.dims[2])
        countries = [self.countries_of.get((dim, str(id_)), frozenset()) for id_ in values[dim].values]
        known = [min((ends.get(each, self.since) for each in spot), default=self.since) for spot in countries]
        return np.asarray(local_starts(values, self.speaker) < np.array(known, "datetime64[ns]"), np.bool_)


def known_days(run: Run) -> KnownDays:
    """Return until when countries are known to the members of a run."""
    speaker, since = answers(run), run.variables["time"].values[0]
    learned = [each for each in from_table(run.world.observations) if each.id in set(run.learned_ids)]
    told = [each for each in learned if kind_of(each.measure) != "lines"]
    homes, places, gates = set(run.world.homes["country"]), run.world.places, run.world.gates
    countries_of = {
        **{("country", str(id_)): frozenset({str(id_)}) for id_ in run.variables["country"].values},
        **{("place", id_): frozenset({country}) for id_, country in pairs(places, "id", "country").items()},
        **{("gate", id_): countries for id_, countries in far_sides(gates, run.world.links, places).items()},
    }
    arrivals = run.variables["arrivals"]
    reached = arrivals["country"].values[(arrivals > 0).any(["member", "time"]).values]

    def ends(figures: list[Target]) -> dict[str, np.datetime64]:
        abroad = _ends(figures, speaker)
        left = min((abroad.get(str(country), since) for country in reached), default=since)
        return abroad | dict.fromkeys(homes, left)

    return KnownDays(speaker, countries_of, since, ends(told), ends(learned))


def local_starts(values: xr.DataArray, speaker: Answers) -> Moments:
    """Return when each day or tick of a variable begins by the clock of each spot, shape (days or ticks, spots)."""
    dim, starts = str(values.dims[2]), values[values.dims[1]].values
    if values.dims[1] == "time":  # days are local
        return np.tile(starts[:, None], (1, values.sizes[dim]))
    # nobody passes a gate without a clock, which is that of UTC to the engine too
    hours = np.array([speaker.clock(Spot(dim, str(id_))) or 0.0 for id_ in values[dim].values])
    return np.asarray(starts[:, None] + np.rint(hours * 3600).astype("timedelta64[s]"))


def _ends(figures: list[Target], speaker: Answers) -> dict[str, np.datetime64]:
    """Return the end of the day in which the last figure of each country ends."""
    ends = dict[str, np.datetime64]()
    for figure in sorted(figures, key=lambda each: each.end):
        ends |= dict.fromkeys(speaker.countries(figure.where), figure.end.ceil("D").to_datetime64())
    return ends
