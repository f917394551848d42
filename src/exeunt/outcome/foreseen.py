"""What members that learned until an evening say of tomorrow, of the month's end, and of figures that came later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from exeunt.outcome.bands import held
from exeunt.outcome.discrepancy import Missing, dressed, is_total
from exeunt.outcome.evenings import COLUMNS, FIGURE, QUANTILES, SINCE, TO_THE_END, TOMORROW
from exeunt.outcome.forecast import most_of
from exeunt.outcome.measures import Numbers, answers
from exeunt.outcome.targets import DAY, Target, from_table
from exeunt.scenario.crisis import crisis_begins

if TYPE_CHECKING:
    from exeunt.outcome.run import Run
    from exeunt.scenario.world import World


def month_ends(evening: pd.Timestamp) -> pd.Timestamp:
    """Return the midnight at which the month of the day after an evening ends."""
    return (evening + DAY).to_period("M").end_time.ceil("D")


def later_figures(world: World, evening: pd.Timestamp) -> list[Target]:
    """Return the figures of a world that were not known on an evening, but for those that only check."""
    found = from_table(world.observations)
    return [each for each in found if each.published.normalize() > evening and each.split != "check"]


def foreseen(
    run: Run, evening: pd.Timestamp, figures: Iterable[Target] = (), missing: Missing | None = None
) -> pd.DataFrame:
    """Return what a run whose members learned until an evening says of tomorrow, of the month's end, and of figures.

    Entries of citizens into each country but those they leave are asked for; what the run cannot say is left out.

    Parameters
    ----------
    run
        A run whose members learned until then.
    evening
        The day on which they knew what they learned from.
    figures
        What was counted and published later.
    missing
        By how much the model misses what lies after what they knew (`Run.known_until`); if not given, what the run
        takes for that.

    """
    known = run.known_until or evening
    speaker, ids = answers(run), set(run.learned_ids)
    later = list(figures)
    counted = [*later, *(each for each in from_table(run.world.observations) if each.id in ids)]
    asked = [*_entries(run, evening), *((FIGURE, figure) for figure in later)]
    begun, rows = {"evening": evening, "known_until": known}, []
    for about, target in asked:
        answer = speaker.to(target)
        if answer is None:
            continue
        if about == FIGURE or np.nansum(answer) > 0.0:
            past = speaker.to_past(target, known)
            counts = dressed(answer, target, known, missing or run.missing, past, most_of(run, target.measure))
            rows.append({**begun, **_row(about, target, answer, counts)})
            part = last_total(target, counted) if about == FIGURE else None
            before = None if part is None else speaker.to(part)
            if part is not None and before is not None:
                rest = replace(target, start=part.end)
                adds, most = answer - before, most_of(run, rest.measure)
                counts = dressed(adds, rest, known, missing or run.missing, most=most)
                rows.append({**begun, **_row(SINCE, rest, adds, counts)})
    return pd.DataFrame(rows, columns=COLUMNS)


def last_total(target: Target, figures: Iterable[Target]) -> Target | None:
    """Return the total before this one of those who came since the same day; None if there is none."""
    if not is_total(target):
        return None
    alike = [each for each in figures if is_total(each) and each.series == target.series and not each.bounds]
    earlier = [each for each in alike if each.start == target.start and each.end < target.end]
    return max(earlier, key=lambda each: (each.end, each.published, each.id), default=None)


def _entries(run: Run, evening: pd.Timestamp) -> Iterator[tuple[str, Target]]:
    days = pd.DatetimeIndex(run.variables["time"].values)
    since = max(crisis_begins(run.world), days[0])
    last = min(month_ends(evening), days[-1] + DAY)
    homes = set(run.world.homes["country"])
    for country in map(str, run.variables["country"].values):
        if country in homes:
            continue
        if evening + 2 * DAY <= last:
            yield TOMORROW, _entering(country, evening + DAY, evening + 2 * DAY)
        if since < last:
            yield TO_THE_END, _entering(country, since, last)


def _entering(country: str, start: pd.Timestamp, end: pd.Timestamp) -> Target:
    return Target(
        id=f"entries {country} {start:%Y-%m-%d} {end:%Y-%m-%d}",
        start=start,
        end=end,
        where=country,
        measure="crossings_in",
        aggregate="sum",
        who="citizens",
        value=np.nan,
        lo=np.nan,
        hi=np.nan,
        unit="people",
        kind="about",
        published=end,
        split="",
    )


def _row(about: str, target: Target, members: Numbers, counts: Numbers) -> dict[str, Any]:
    told = {name: getattr(target, name) for name in ("id", "where", "measure", "start", "end")}
    found = held(members, counts, list(QUANTILES.values()))
    median = found[list(QUANTILES).index("median")]
    ends = np.where(np.isnan(found), median, found)  # of one member that speaks: rows are kept as numbers
    return {"about": about, **told, **dict(zip(QUANTILES, ends.tolist(), strict=True))}
