"""One evening's figures taken into a run that is there: its members are moved, not run again.

To run some hundred members again takes minutes. But the members say already how everything goes together: where a gate
let more through by the evening, how long was its line next week? So each number that a run keeps is moved along its
regression, over the members, on what they said to the new figures: an ensemble smoother whose state is the outcome
itself (data-space inversion: Sun & Durlofsky 2017, *Mathematical Geosciences* 49, 679-715; the step is that of
`assimilation`, taken once). It is as good as these regressions are straight on the scales of `outcome.scales`, so it
serves for an evening or a few; what is learned anew with `fit` holds longer. What was learned before stays
(`known_days`), and people do not run out (`peopled`); but numbers are moved one by one, and the ledger of a moved run,
which stays as it ran, no longer balances to the person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from exeunt.ensemble.store import posterior_of, unmoved_of
from exeunt.errors import InputError
from exeunt.learning.assimilation import Counted, alike, assimilate
from exeunt.learning.corrected import known_among, to_take_in
from exeunt.learning.counted_again import told_again
from exeunt.learning.discrepancy import misses
from exeunt.learning.figures import Predicted
from exeunt.learning.fitting import LEAST
from exeunt.learning.known_days import known_days
from exeunt.learning.lines import AFOOT, put_together, taken_apart
from exeunt.learning.localisation import Flags, taper
from exeunt.learning.peopled import peopled
from exeunt.learning.transforms import counted
from exeunt.luck import Floats
from exeunt.outcome.added_figures import added_figures, beside, claims_beside, with_claims
from exeunt.outcome.evenings import as_read, as_written
from exeunt.outcome.far import far
from exeunt.outcome.foreseen import foreseen
from exeunt.outcome.layout import read_only
from exeunt.outcome.measures import Answers, answers
from exeunt.outcome.run import Run
from exeunt.outcome.scales import Scale, scale_of
from exeunt.outcome.targets import DAY, Target, from_table, repeated
from exeunt.scenario.additions import Addition
from exeunt.scenario.where import areas_of
from exeunt.wording import by_reason, decimals, exact, measured, says_the_same, when

# Variables that are moved, and the measure on whose scale each is.
MOVED = {
    "departures": "departures",
    "stock": "stock",
    "drafted": "drafted",
    "returned": "returned",
    "arrivals": "arrivals",
    "country_crossings_in": "crossings_in",
    "country_crossings_out": "crossings_out",
    "crossings_in": "crossings_in",
    "crossings_out": "crossings_out",
    "others_in": "crossings_in",
    "others_out": "crossings_out",
    "queue_vehicles": "queue_vehicles",
    AFOOT: "queue_people",
    "wait_hours": "wait_hours",
    "tick_country_in": "crossings_in",
    "tick_country_out": "crossings_out",
    "tick_crossings_in": "crossings_in",
    "tick_queue_vehicles": "queue_vehicles",
    "tick_wait_hours": "wait_hours",
}
# Variables that are a part of another one, and stay the same part of it.
PARTS = {"men_in": "country_crossings_in", "arrivals_liable": "arrivals", "arrivals_by_origin": "arrivals"}
ALL_THE_SAME = "all members say the same to it"


@dataclass(frozen=True)
class Taken:
    """A run after figures were taken in: which moved it, which could not and why, and which of the first to look at."""

    run: Run
    used: tuple[Target, ...]
    passed_over: dict[str, str]
    doubtful: dict[str, str]


def take_in(run: Run, file: Path) -> Taken:
    """Return a run moved by the figures of a file with the columns of `observations`.

    Where one of them corrects a figure that moved the run before, it is as if it had been told rightly at first
    (`corrected`).

    Raises
    ------
    InputError
        If the run has too few members to tell what goes with what, no figure of the file moves it, or one corrects what
        cannot be taken back.
    ScenarioError
        With every fault of the file.

    """
    rows = added_figures(file, run.world).rows
    claims = with_claims(run.world.claims, claims_beside(file))
    if int(run.manifest["members"]) < LEAST or run.manifest["mean"]:
        raise InputError(f"It takes {LEAST} members or more to see what goes with what; the run has fewer.")
    known = known_among(run, rows)
    new = rows[~rows["id"].isin(known)]
    begun, tables = to_take_in(run, new)
    taken = Taken(begun, (), dict.fromkeys(known, "it was learned from before"), {})
    for table in tables:
        taken = _with(taken, table, claims)
    used = tuple(figure for figure in taken.used if figure.id in set(new["id"]))
    if not used:
        why = "; ".join(f"{ids}: {reason}" for ids, reason in by_reason(taken.passed_over))
        raise InputError(f"No figure of {file} moves the run: {why or 'it has none'}.")
    doubts = {each.id: [taken.doubtful.get(each.id, ""), _replaces(each, run)] for each in used}
    doubtful = {id_: " and ".join(filter(None, why)) for id_, why in doubts.items() if any(why)}
    return replace(taken, used=used, doubtful=doubtful)


def _with(taken: Taken, rows: pd.DataFrame, claims: pd.DataFrame) -> Taken:
    """Return a run with the figures of a table taken in besides, all at one time, and the claims that they name."""
    run = taken.run
    speaker = answers(run)
    asked, said, passed_over = [], [], dict(taken.passed_over)
    figures, ids = from_table(rows), set(run.learned_ids)
    learned = [each for each in from_table(run.world.observations) if each.id in ids]
    new = [each for each in figures if each.split != "check"]
    again = repeated(new, areas_of(run.world.areas), learned)
    for figure in figures:
        answer = speaker.to(figure)
        reason = says_the_same(again[figure.id]) if figure.id in again else _why_not(figure, answer, speaker)
        if reason:
            passed_over[figure.id] = reason
        elif answer is not None:
            asked.append(figure)
            said.append(answer)
    if not asked:
        return replace(taken, passed_over=passed_over)
    compared, left = compared_with(run, Predicted(asked, np.stack(said, axis=1)))
    heard = compared.said()
    used = list(heard.figures)
    passed_over |= {figure.id: ALL_THE_SAME for figure in asked if figure not in used}
    if not used:
        return replace(taken, passed_over=passed_over)
    moving = rows[rows["id"].isin([figure.id for figure in used])]
    addition = Addition.after("observations", run.world.observations, moving)
    said_so = with_claims(run.world.claims, claims[claims["id"].isin(moving["claim"])])
    world = replace(run.world, observations=beside(run.world, addition), claims=said_so)
    until = max(figure.published for figure in used).normalize()
    if run.learned_until is not None:  # a figure that was found late makes nothing that was known unknown
        until = max(until, run.learned_until)
    told = {
        "until": f"{until:%Y-%m-%d}",
        "takings": [*run.takings, [figure.id for figure in used]],
        **_evenings(run, used),
    }
    after = Run(
        read_only(moved(run, heard, left)),
        {**run.manifest, "updated": told, "scenario_hash": world.hash},
        world,
        posterior=posterior_of(run),
        unmoved=unmoved_of(run) if run.taken_in else run,
    )
    doubts = {figure.id: far(figure, answer) for figure, answer in zip(asked, said, strict=True) if figure in used}
    doubtful = {**taken.doubtful, **{id_: why for id_, why in doubts.items() if why}}
    return Taken(after, (*taken.used, *used), passed_over, doubtful)


def _evenings(run: Run, figures: Sequence[Target]) -> dict[str, Any]:
    """Return what the run said before of these figures and of the days after it, beside what was kept so already."""
    evening = run.learned_until
    if evening is None:
        return {}
    kept = as_read(run.manifest.get("updated", {}).get("evenings", {}))
    said = foreseen(run, evening, [figure for figure in figures if figure.published.normalize() > evening])
    return {"evenings": as_written(pd.concat([kept, said], ignore_index=True))}


def compared_with(run: Run, asked: Predicted) -> tuple[Predicted, dict[str, float]]:
    """Return what figures are compared with in a run's members, and by how much they miss each besides.

    Of people that were counted before members know how they missed them (`counted_again`); of others nothing more is
    known than what they say. Bands of the day on which yesterday's count came out are those of a forecast, but its
    figure is taken in as judged: each evening has one, and by a forecast's error members would follow too slowly.
    """
    if run.known_until is None or run.learned_until is None:
        return asked, {}
    until = min(run.known_until + DAY, run.learned_until)
    speaker, ids = answers(run), set(run.learned_ids)
    learned = [each for each in from_table(run.world.observations) if each.id in ids]
    told = [told_again(each, learned, speaker.to, until, run.missing) for each in asked.figures]
    missed = {figure.id: each.missed for figure, each in zip(asked.figures, told, strict=True)}
    return Predicted(asked.figures, np.stack([each.said for each in told], axis=1)), missed


def moved(run: Run, heard: Predicted, left: Mapping[str, float]) -> xr.Dataset:
    """Return a run's variables moved towards figures, each of which members hear and miss besides by what is `left`."""
    predicted = heard.transformed
    told = counted(heard.figures, misses(heard.figures, left))
    known, apart = known_days(run), taken_apart(run.variables, run.world)
    wanted = apart.copy()
    for name, measure in MOVED.items():
        if name in wanted:
            stays = known.of(wanted[name], measure)
            wanted[name] = _moved(wanted[name], scale_of(measure, "sum"), stays, predicted, told)
    dataset = peopled(run.variables, put_together(apart, wanted, run.world), run.world, known)
    for part, whole in PARTS.items():
        if part in dataset:
            before, after = run.variables[whole], dataset[whole]
            kept = run.variables[part] * (after / before.where(before > 0))
            rounded = kept.fillna(0.0).transpose(*dataset[part].dims).round()
            dataset[part] = rounded.astype(dataset[part].dtype)
    return dataset


def _moved(values: xr.DataArray, scale: Scale, stays: Flags, predicted: Floats, told: Counted) -> xr.DataArray:
    """Return one variable moved, on its scale; what is known, NaN, or alike in all members that have it stays.

    Members that have none, such as a wait where nobody passes, say nothing of what goes with it in the others.
    """
    numbers = values.values.astype(np.float64)
    flat = numbers.reshape(len(numbers), -1)
    has = np.isfinite(flat)
    varies = np.flatnonzero((_spans(flat, has) > 0.0) & ~stays.ravel())
    for columns, members in alike(has[:, varies].T):
        cell = np.ix_(members, varies[columns])
        latents, said = np.asarray(scale.there(flat[cell])), predicted[members]
        after = assimilate(latents, said, told, 1.0, "update", taper=taper(latents, said), members=members)
        flat[cell] = scale.back(after)
    out = flat.reshape(numbers.shape)
    return values.copy(data=(np.rint(out) if values.dtype.kind == "i" else out).astype(values.dtype))


def _spans(values: Floats, has: Flags) -> Floats:
    """Return how far members that have a number lie apart, shape (numbers); below 0 where none has one."""
    low, high = np.where(has, values, np.inf).min(axis=0), np.where(has, values, -np.inf).max(axis=0)
    return np.asarray(high - low)


def _why_not(figure: Target, answer: Floats | None, speaker: Answers) -> str:
    """Say why a figure cannot move a run; blank if it can."""
    if figure.split == "check":
        return "it is marked check"
    if answer is None:
        return speaker.why_not(figure)
    if figure.aggregate.startswith("share"):
        return "it is a share, and only numbers are moved"
    if np.isnan(answer).all() or np.nanmax(answer) == np.nanmin(answer):
        return ALL_THE_SAME
    return ""


def _replaces(figure: Target, run: Run) -> str:
    """Say that a figure is not what the scenario of a run has under its name; blank if it is, or has none."""
    for there in from_table(run.world.observations):
        if there.id == figure.id and not there.counts_the_same(figure):
            return f"it takes the place of the figure of that name in the scenario, {_beside(there, figure)}"
    return ""


def _beside(there: Target, figure: Target) -> str:
    """Write a figure: its value, and what it counts and when if that is not what another one counts."""
    value = exact(there.value, decimals(there.unit))
    if replace(there, value=figure.value).counts_the_same(figure):
        return value
    counted = measured(there.measure, there.who, there.aggregate)
    return f"{value}: {counted}, {there.where}, {when(there.start, there.end)}"
