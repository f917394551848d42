"""Scores of a run against what was counted, beside naive forecasts.

Per target
    `median`, `q05`, `q95` over members; `inside90`: whether the figure lies between the last two; `crps`: the
    continuous ranked probability score of the ensemble, in the figure's unit (Gneiting & Raftery 2007); `bias`: median
    less figure; `pit`: the share of members below the figure, those equal to it counting half; `inside50`: likewise of
    the quartiles; `log_score`: minus the logarithm of the probability of the band that the source allows
    (`log_score`), None where it allows none.
    A single number, such as a run of one member, a mean run or a naive forecast gives, has neither band nor
    probability: all but `median`, `bias` and `crps`, which is then its distance, is None.
    Where members learned, they also miss each figure as the model does (`discrepancy`): the ends of the bands and all
    scores but those of the median are of what they would count, and no end is inside of the members' own. `lead` is how
    many days after the day until which they learned the figure's period ends.
    An `at_least` (`at_most`) figure is only missed from below (above): for `crps`, `pit`
    and `bias` whatever is beyond it counts as equal to it. Bands and their median are what the run says.

Overall, over targets that the run can answer
    `ard`: the mean of |median - figure| / figure, `ard_median` its median. `crps`: the mean of crps / figure.
    `coverage90`, `coverage50`: the shares inside. `log_score`: the mean.
    `ard_rescaled`: FLEE's averaged relative difference (Suleimenova, Bell & Groen 2017): targets of one measure,
    aggregate, people and period form a group, such as all camps on one day; the medians are scaled to the group's
    counted total, the absolute differences added up and divided by that total; then the mean over the groups. A group
    needs two targets and a total above 0; it says how well the shares are met, from 0 to 2.

What is undefined is None (null in JSON). Targets marked `check` are scored apart from those marked `fit`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from exeunt.errors import InputError, Option, Placeholder
from exeunt.outcome import targets as figures
from exeunt.outcome.added_figures import added_figures
from exeunt.outcome.bands import Band, held
from exeunt.outcome.discrepancy import ELSEWHERE, Missing, dressed, lead_days
from exeunt.outcome.forecast import most_of
from exeunt.outcome.log_score import log_score
from exeunt.outcome.measures import Numbers, answers
from exeunt.outcome.naive import NAIVE
from exeunt.scenario.crisis import crisis_begins
from exeunt.scenario.settings import MOST_DAYS
from exeunt.scenario.where import areas_of

if TYPE_CHECKING:
    from exeunt.outcome.run import Run
    from exeunt.outcome.targets import Target, Targets

QUARTILES = (0.25, 0.75)
# Days ahead of what was learned from: the first not, the second not included.
LEADS = (
    ("none", 0.0, 0.01),
    ("up to 3", 0.01, 3.01),
    ("4 to 7", 3.01, 7.01),
    ("8 to 14", 7.01, 14.01),
    ("15 or more", 14.01, math.inf),
)


@dataclass(frozen=True)
class Scored:
    """One target and how the run met it; all but the target is None where the run cannot say."""

    target: Target
    band: Band | None
    crps: float | None
    pit: float | None
    naive: Mapping[str, float | None]
    quartiles: tuple[float, float] | None = None
    log_score: float | None = None
    lead: float | None = None

    @property
    def inside90(self) -> bool | None:
        """Whether the figure lies in the run's central 90 %; a single number has no such interval."""
        if self.band is None or not self.band.has_ends:
            return None
        return self.target.lies_between(self.band.q05, self.band.q95)

    @property
    def inside50(self) -> bool | None:
        """Whether the figure lies between the run's quartiles; a single number has none."""
        if self.quartiles is None:
            return None
        return self.target.lies_between(*self.quartiles)

    @property
    def bias(self) -> float | None:
        """Median less figure; 0 where a figure that bounds one side only is not missed from it."""
        return None if self.band is None else float(_forgiven(self.band.median, self.target)) - self.target.value

    def as_json(self) -> dict[str, Any]:
        """Return it in the words of JSON."""
        target, found = self.target, self.band
        start, end = target.written()
        return {
            "id": target.id,
            "where": target.where,
            "measure": target.measure,
            "from": start,
            "until": end,
            "observed": target.value,
            "kind": target.kind,
            "lo": _known(target.lo),
            "hi": _known(target.hi),
            "median": found and found.median,
            "q05": found and _known(found.q05),
            "q95": found and _known(found.q95),
            "inside90": self.inside90,
            "split": target.split,
            "inside50": self.inside50,
            "crps": self.crps,
            "log_score": self.log_score,
            "pit": self.pit,
            "bias": self.bias,
            "lead": self.lead,
        }


@dataclass(frozen=True)
class Scores:
    """Every target's score, and what they come to.

    `repeated` are the figures that are not scored since another says the same of the same, and that one's name.
    `unscored` are those to which the run has no answer, and why.
    """

    targets: tuple[Scored, ...]
    repeated: Mapping[str, str] = field(default_factory=dict)
    unscored: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def fit(self) -> tuple[Scored, ...]:
        """The targets that count: those marked `fit`, or all where none is."""
        return tuple(scored for scored in self.targets if scored.target.split != "check") or self.targets

    @cached_property
    def check(self) -> tuple[Scored, ...]:
        """The targets that are only compared with."""
        return tuple(scored for scored in self.targets if scored not in self.fit)

    @cached_property
    def overall(self) -> dict[str, float | None]:
        """The scores over the targets that count."""
        return summed_up(self.fit)

    @cached_property
    def overall_check(self) -> dict[str, float | None]:
        """The scores over the targets that are only compared with."""
        return summed_up(self.check)

    @cached_property
    def naive(self) -> dict[str, dict[str, float | None]]:
        """The scores of the naive forecasts, over those of the targets that each of them can answer."""
        return {name: summed_up(_as_forecast(self.fit, name)) for name in NAIVE}

    def beside(self, name: str) -> dict[str, float | None]:
        """Return the run's own scores over the targets that a naive forecast can answer."""
        return summed_up([scored for scored in self.fit if scored.naive[name] is not None])

    def by_lead(self) -> pd.DataFrame:
        """Return the scores by how many days ahead the figures were, none where nothing was learned."""
        known = [each for each in self.fit if each.lead is not None]
        spans = [(label, [each for each in known if low <= (each.lead or 0.0) < high]) for label, low, high in LEADS]
        return pd.DataFrame([{"days_ahead": label, **summed_up(some)} for label, some in spans if some])

    def table(self) -> pd.DataFrame:
        """Return one row a target, with everything that is known of it."""
        rows = [
            {
                **scored.as_json(),
                "aggregate": scored.target.aggregate,
                "unit": scored.target.unit,
                **scored.naive,
            }
            for scored in self.targets
        ]
        return pd.DataFrame(rows)

    def as_json(self) -> dict[str, Any]:
        """Return what `exeunt score --json` prints."""
        targets = [scored.as_json() for scored in self.targets]
        by_lead = self.by_lead().to_dict("records")
        found = {"overall": self.overall, "naive": self.naive, "by_lead": by_lead, "targets": targets}
        return {**found, "repeated": dict(self.repeated), "unscored": dict(self.unscored)}

    def __repr__(self) -> str:
        rows = {
            "run": self.overall,
            "run, `check` targets": self.overall_check,
            **{f"naive: {name}": block for name, block in self.naive.items()},
        }
        return pd.DataFrame(rows).T.to_string()

    def _repr_html_(self) -> str:
        return str(self.table().to_html(index=False))


def score(run: Run, observed: str | Path | Targets | None = None) -> Scores:
    """Score a run against its scenario's observations, those published later too, a file of them, or targets.

    Figures that say the same of the same under several names are one (`Scores.repeated`): what was taken in on an
    evening also stands in the scenario once it knows more. Naive forecasts may also use the scenario's own
    observations, each from the day after it was published.

    Raises
    ------
    InputError
        If there is nothing to score against.
    ScenarioError
        With every fault of the file, also in this run's scenario: a gate that there is none of.

    """
    own = figures.from_table(run.world.observations)
    if observed is None:
        known = {figure.id for figure in own}
        chosen = [*own, *(figure for figure in figures.from_table(run.world.later) if figure.id not in known)]
    else:
        chosen = _of_file(Path(observed), run) if isinstance(observed, str | Path) else list(observed)
    if not chosen:
        nothing = "There is nothing to score against: "
        if observed is None:
            raise InputError(
                f"{nothing}the scenario has no observations; give ", Option("observed", Placeholder("FILE")), "."
            )
        given = observed if isinstance(observed, str | Path) else "what was given"
        raise InputError(f"{nothing}{given} has no figures.")
    in_order = sorted(chosen, key=lambda figure: figure.split == "check")
    again = figures.repeated(in_order, areas_of(run.world.areas))
    chosen = [figure for figure in chosen if figure.id not in again]
    history = list({figure.id: figure for figure in [*own, *chosen]}.values())
    crisis = crisis_begins(run.world)
    speaker = answers(run)
    learned, until = run.learned_until, run.known_until
    if learned is not None:  # whoever learned until then is set beside whoever knew as much
        history = [figure for figure in history if figure.published.normalize() <= learned]

    def scored(target: Target) -> Scored:
        naive = {name: forecast(target, history, crisis) for name, forecast in NAIVE.items()}
        return score_target(
            target,
            speaker.to(target),
            naive,
            until=until,
            missing=run.missing,
            past=None if until is None else speaker.to_past(target, until),
            most=most_of(run, target.measure),
        )

    found = tuple(scored(target) for target in chosen)
    unscored = {each.target.id: speaker.why_not(each.target) for each in found if each.band is None}
    return Scores(found, again, unscored)


def _of_file(file: Path, run: Run) -> list[Target]:
    # a run may be cut short: what was counted later is no fault, only nothing that it can say
    return figures.from_table(added_figures(file, run.world.lasting(MOST_DAYS)).rows)


def score_target(
    target: Target,
    answer: Numbers | None,
    naive: Mapping[str, float | None] | None = None,
    until: pd.Timestamp | None = None,
    missing: Missing = ELSEWHERE,
    past: Numbers | None = None,
    most: float = np.inf,
) -> Scored:
    """Score one number a member against one figure.

    `until` is the last day of which members knew, if they learned, `missing` how the model then misses, `past` what
    each member says to the part of a sum that was over by then, and `most` how many there are at most.
    """
    forecasts = dict.fromkeys(NAIVE) | dict(naive or {})
    lead = None if until is None else lead_days(target, until)
    if answer is None:
        return Scored(target, None, None, None, forecasts, lead=lead)
    members = _saying(answer)
    counted = members if until is None else _saying(dressed(answer, target, until, missing, past, most))
    forgiven = _forgiven(counted, target)
    said, score = Band(*held(members, counted)), float(crps(forgiven, target.value))
    if not said.has_ends:
        return Scored(target, said, score, None, forecasts, lead=lead)
    pit = np.mean(forgiven < target.value) + np.mean(forgiven == target.value) / 2
    low, high = held(members, counted, QUARTILES)
    return Scored(
        target,
        said,
        score,
        float(pit),
        forecasts,
        quartiles=(float(low), float(high)),
        log_score=_of_band(counted, target, times=len(counted) // len(members)),
        lead=lead,
    )


def _saying(numbers: Numbers) -> Numbers:
    return numbers[~np.isnan(numbers)]


def _of_band(counted: Numbers, target: Target, times: int) -> float | None:
    low, high = target.lo, target.hi
    if target.kind == "at_least":
        low, high = target.value, math.inf
    elif target.kind == "at_most":
        low, high = -math.inf, target.value
    return None if math.isnan(low) or math.isnan(high) else float(log_score(counted, low, high, times=times))


def summed_up(scored: Iterable[Scored]) -> dict[str, float | None]:
    """Return the scores over several targets; those the run cannot answer are passed over."""
    said = [each for each in scored if each.band is not None]
    relative = [each for each in said if each.target.value > 0]
    missed = [abs(each.bias or 0.0) / each.target.value for each in relative]
    return {
        "ard_rescaled": _ard_rescaled(said),
        "ard": _mean(missed),
        "ard_median": float(np.median(missed)) if missed else None,
        "crps": _mean(each.crps / each.target.value for each in relative if each.crps is not None),
        "coverage90": _mean(float(each.inside90) for each in said if each.inside90 is not None),
        "coverage50": _mean(float(each.inside50) for each in said if each.inside50 is not None),
        "log_score": _mean(each.log_score for each in said if each.log_score is not None),
        "n": len(said),
    }


def _ard_rescaled(said: Sequence[Scored]) -> float | None:
    groups: dict[tuple[Any, ...], list[Scored]] = {}
    for each in said:
        target = each.target
        key = (target.measure, target.aggregate, target.who, target.start, target.end)
        groups.setdefault(key, []).append(each)
    return _mean(_rescaled_difference(group) for group in groups.values() if len(group) > 1)


def crps(members: Numbers, counted: float | Numbers) -> Numbers:
    """Return the continuous ranked probability score of an ensemble, E|X - y| - E|X - X'| / 2.

    X and X' are members, of all pairs with itself included (Gneiting & Raftery 2007, *Journal of the American
    Statistical Association* 102, eq. 21). The second mean is taken from the members in their order: the k-th of n is
    above k - 1 and below n - k of them.

    Parameters
    ----------
    members
        Shape (members, ...).
    counted
        What was counted: a number, or of shape (...).

    """
    n = len(members)
    above = np.arange(1 - n, n, 2)
    spread = np.tensordot(above, np.sort(members, axis=0), axes=1) / n**2
    return np.asarray(np.abs(members - counted).mean(axis=0) - spread)


def _rescaled_difference(group: Sequence[Scored]) -> float | None:
    counted = np.array([each.target.value for each in group])
    simulated = counted + np.array([each.bias or 0.0 for each in group])
    if counted.sum() <= 0:
        return None
    # a run with nobody anywhere cannot be scaled up: it misses everyone, as in FLEE
    scale = counted.sum() / simulated.sum() if simulated.sum() > 0 else 0.0
    return float(np.abs(simulated * scale - counted).sum() / counted.sum())


def _as_forecast(scored: Sequence[Scored], name: str) -> list[Scored]:
    """Return targets as a naive forecast met them, with a single number."""
    said = [(each.target, each.naive[name]) for each in scored]
    return [score_target(target, np.array([value])) for target, value in said if value is not None]


def _forgiven(numbers: Numbers | float, target: Target) -> Numbers:
    if target.kind == "at_least":
        return np.asarray(np.minimum(numbers, target.value))
    return np.asarray(np.maximum(numbers, target.value) if target.kind == "at_most" else numbers)


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return math.fsum(known) / len(known) if known else None


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
