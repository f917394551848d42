"""The table people want first: who arrived where, beside what was counted there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from exeunt.outcome.bands import UNTOLD, Band, whole_band
from exeunt.outcome.forecast import band_of, said_to, whole_quantiles
from exeunt.outcome.layout import BY_NAME
from exeunt.outcome.measures import Answers, answers
from exeunt.outcome.targets import DAY, Target, from_table
from exeunt.scenario.crisis import crisis_begins
from exeunt.scenario.tables import vocabulary
from exeunt.wording import when

if TYPE_CHECKING:
    from exeunt.outcome.run import Run

ASSUMED = "driven by assumption"
PEOPLE = "people"
COLUMNS = (
    "country", "name", "arrivals", "q05", "q95", "counted_where", "counted_period", "counted", "simulated",
    "simulated_q05", "simulated_q95", "basis", "counted_measure", "counted_who", "counted_kind",
    "otherwise_low", "otherwise_high",
)  # fmt: skip

PRESENT = (
    "place", "name", "present", "q05", "q95", "counted_on", "counted", "simulated", "simulated_q05", "simulated_q95",
    "counted_who", "counted_aggregate", "counted_kind",
)  # fmt: skip
SERIES = (
    "where", "name", "measure", "who", "aggregate", "figures", "counted_period", "counted", "simulated",
    "simulated_q05", "simulated_q95", "unit", "kind",
)  # fmt: skip
CITIZENS = "citizens"


class CountedIn(NamedTuple):
    """Arrivals or entries counted at one spot, or bounded from one side, over periods that do not overlap."""

    where: str
    measure: str
    who: str
    figures: tuple[Target, ...]

    @property
    def value(self) -> float:
        """All of them together."""
        return sum(figure.value for figure in self.figures)

    @property
    def kind(self) -> str:
        """How that is meant: as each of them is, and `about` where some counts are meant otherwise than others."""
        kinds = {figure.kind for figure in self.figures}
        return kinds.pop() if len(kinds) == 1 else "about"

    @property
    def is_bound(self) -> bool:
        """Whether none of them was counted, and they bound one side only."""
        return bool(self.figures[0].bounds)

    def otherwise(self, figures: Iterable[Target]) -> tuple[float, float]:
        """Return the least and the most it comes to by other figures of the same days; NaN where none says otherwise.

        The ends may be of several sources, a day of one and the next of another.
        """
        first, said = self.figures[0], {(own.start, own.end): list[float]() for own in self.figures}
        for each in figures:
            is_alike = (each.series, each.aggregate, each.bounds) == (first.series, first.aggregate, first.bounds)
            if is_alike and each not in self.figures and (each.start, each.end) in said:
                said[each.start, each.end].append(each.value)
        days = [said[own.start, own.end] or [own.value] for own in self.figures]
        low, high = sum(map(min, days)), sum(map(max, days))
        return (np.nan, np.nan) if low == high == self.value else (low, high)

    @property
    def days(self) -> float:
        """The days they cover."""
        return sum(figure.days for figure in self.figures)

    def period(self, *, year: bool = False) -> str:
        """Say which days they cover, as in `21–27 Sep`, or `4 days of 21–27 Sep` with gaps; with the year if asked."""
        start, end = self.figures[0].start, self.figures[-1].end
        text = when(start, end, year=year)
        whole = (end - start) / DAY
        return text if abs(whole - self.days) < 1e-9 else f"{self.days:g} days of {text}"


def arrivals_table(run: Run) -> pd.DataFrame:
    """Return one row a country, most arrivals first.

    `name`: what the code in `country` stands for. `arrivals`, `q05`, `q95`: people who fled, over the whole period,
    median and 90 % band. `counted`: what was counted in `counted_period` at `counted_where`, which by `counted_measure`
    is `arrivals` of those who fled, or else `crossings_in`, entries of citizens with ordinary travel included;
    `simulated` is the same in the run. Where nothing was counted, `counted` is what bounds it, as `counted_kind` says:
    `at_least` or `at_most`; and where other figures say otherwise of the same days, that comes to `otherwise_low` to
    `otherwise_high`. `basis`: `observed` where any figure that the run can answer speaks of the country or a gate into
    it.
    """
    speaker = answers(run)
    figures = from_table(run.world.observations)
    crisis = crisis_begins(run.world)
    spoken = _spoken_of(speaker, figures)
    arrivals = run.variables["arrivals"].transpose("member", "time", "country").values
    totals = whole_quantiles(run, BY_NAME["arrivals"], arrivals)
    rows = []
    for place, country in enumerate(map(str, run.variables["country"].values)):
        arrived = whole_band(totals[:, place], PEOPLE)
        if arrived.highest == 0:
            continue
        counted = counted_in(country, speaker, figures, crisis)
        low, high = counted.otherwise(figures) if counted else (np.nan, np.nan)
        simulated = _simulated(run, speaker, counted.figures if counted else ())
        rows.append(
            {
                "country": country,
                "name": run.world.names.country(country),
                "arrivals": arrived.median,
                "q05": arrived.q05,
                "q95": arrived.q95,
                "counted_where": counted.where if counted else None,
                "counted_period": counted.period(year=run.spans_years) if counted else None,
                "counted": counted.value if counted else np.nan,
                "simulated": simulated.median,
                "simulated_q05": simulated.q05,
                "simulated_q95": simulated.q95,
                "basis": "observed" if country in spoken else ASSUMED,
                "counted_measure": counted.measure if counted else None,
                "counted_who": counted.who if counted else None,
                "counted_kind": counted.kind if counted else None,
                "otherwise_low": low,
                "otherwise_high": high,
            }
        )
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.sort_values(["arrivals", "country"], ascending=[False, True], ignore_index=True)


def present_table(run: Run) -> pd.DataFrame:
    """Return one row a place that is a refuge or where people present (`stock`) were counted, most people first.

    `present`, `q05`, `q95`: people who have settled there at the end of the last day, median and 90 % band; `counted`
    what was last counted, on `counted_on`, and `simulated` the same day's in the run. Where nothing was counted it is
    the last that bounds it, as `counted_kind` says.
    """
    speaker = answers(run)
    last: dict[str, Target] = {}
    for figure in from_table(run.world.observations):
        is_place = figure.where in run.variables.indexes["place"]
        is_level = figure.measure == "stock" and figure.aggregate != "change"
        if is_level and is_place and speaker.to(figure) is not None:
            last[figure.where] = max(last.get(figure.where, figure), figure, key=_counts_later)
    places = run.world.places
    refuges = [id_ for id_ in places.loc[places["kind"] == "refuge", "id"] if id_ in run.variables.indexes["place"]]
    rows = []
    for place in dict.fromkeys([*last, *refuges]):
        stock = run.variables["stock"].sel(place=place).transpose("member", "time").values
        present = whole_band(whole_quantiles(run, BY_NAME["stock"], stock), PEOPLE)
        counted = last.get(place)
        simulated = _simulated(run, speaker, (counted,) if counted else ())
        if counted or present.highest > 0:
            rows.append(
                {
                    "place": place,
                    "name": run.world.names.of("place", place),
                    "present": present.median,
                    "q05": present.q05,
                    "q95": present.q95,
                    "counted_on": counted.written()[1] if counted else None,
                    "counted": counted.value if counted else np.nan,
                    "simulated": simulated.median,
                    "simulated_q05": simulated.q05,
                    "simulated_q95": simulated.q95,
                    "counted_who": counted.who if counted else None,
                    "counted_aggregate": counted.aggregate if counted else None,
                    "counted_kind": counted.kind if counted else None,
                }
            )
    table = pd.DataFrame(rows, columns=list(PRESENT))
    return table.sort_values(["present", "place"], ascending=[False, True], ignore_index=True)


def counted_in(country: str, speaker: Answers, figures: Sequence[Target], crisis: pd.Timestamp) -> CountedIn | None:
    """Return what was counted of a country since the crisis: arrivals, else entries; of all of it, else of a gate.

    Figures of the same people that follow one another are taken together, the earlier and longer first where they
    overlap; those of all citizens go before those of some. What was counted goes before what bounds it from one side,
    and the two are never added up.
    """
    gates = {spot.id for spot in speaker.gates_of(country, "country_to")}
    found: dict[tuple[str, ...], list[Target]] = {}
    for figure in sorted(figures, key=lambda figure: (figure.start, -figure.days)):
        # borders count others too, but whoever fled fled, whether sources say of all or of citizens
        is_of_them = figure.measure == "arrivals" or (figure.measure == "crossings_in" and figure.who != "all")
        if not is_of_them or figure.aggregate != "sum" or figure.end <= crisis or figure.where not in {country, *gates}:
            continue
        taken = found.setdefault((*figure.series, figure.bounds), [])
        if (not taken or figure.start >= taken[-1].end) and speaker.to(figure) is not None:
            taken.append(figure)
    spots = [CountedIn(*taken[0].series, tuple(taken)) for taken in found.values() if taken]

    def rank(spot: CountedIn) -> tuple[Any, ...]:  # of gates counted equally long that of most people
        says_most = not spot.is_bound, spot.measure == "arrivals", spot.where == country, spot.who == CITIZENS
        return *says_most, spot.days, spot.kind != "at_most", spot.value, spot.where, spot.who, spot.kind

    return max(spots, key=rank, default=None)


def counted_table(run: Run) -> pd.DataFrame:
    """Return one row for each series of figures of one measure at one place, gate, country or area: its last figure.

    What was counted, and what bounds it from below or from above, are series of their own, told apart by `kind`.
    `figures`: how many there are; `counted` the last of them, of `counted_period`; `simulated` the run's answer to it,
    median and 90 % band, NaN where the run cannot say. Whatever is observed is here.
    """
    speaker = answers(run)
    series: dict[tuple[str, ...], list[Target]] = {}
    for figure in from_table(run.world.observations):
        series.setdefault((*figure.series, figure.aggregate, figure.bounds), []).append(figure)
    rows = []
    for (where, measure, who, aggregate, _), figures in series.items():
        last = max(figures, key=lambda figure: (figure.end, figure.start))
        unit = "share" if aggregate == "share_men" else vocabulary("measures")[measure].unit
        simulated = _simulated(run, speaker, (last,), unit)
        period = when(last.start, last.end, year=run.spans_years)
        value = (where, run.world.names.where(where), measure, who, aggregate, len(figures), period, last.value)
        rows.append(dict(zip(SERIES, (*value, *simulated, unit, last.kind), strict=True)))
    return pd.DataFrame(rows, columns=list(SERIES))


def _simulated(run: Run, speaker: Answers, figures: Sequence[Target], unit: str = PEOPLE) -> Band:
    """Return what a run says to figures taken together; nothing where there is none, or where it cannot say."""
    said = said_to(run, speaker, *figures) if figures else None
    return UNTOLD if said is None else whole_band(band_of(said), unit)


def _counts_later(figure: Target) -> tuple[bool, pd.Timestamp]:
    """Put what was counted after what bounds it from one side, and then what was counted last."""
    return not figure.bounds, figure.end


def _spoken_of(speaker: Answers, figures: Sequence[Target]) -> set[str]:
    """Return the countries that some figure speaks of, or of a gate into them, where the run has an answer to it."""
    spoken: set[str] = set()
    for figure in figures:
        if speaker.to(figure) is not None:
            spoken |= speaker.countries(figure.where)
    return spoken
