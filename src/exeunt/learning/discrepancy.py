"""By how much a model misses figures it learns from, and forecasts of earlier evenings; see `outcome.discrepancy`."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from exeunt.learning.counted_again import times_told
from exeunt.luck import Floats
from exeunt.outcome.discrepancy import (
    JUDGED,
    Discrepancy,
    days_ahead,
    discrepancy_of,
    kind_of,
    missed_by,
)
from exeunt.outcome.evenings import FIGURE, SINCE
from exeunt.outcome.foreseen import last_total
from exeunt.outcome.scales import HALF_BAND, allowed, error_of, scale_of

if TYPE_CHECKING:
    from exeunt.outcome.targets import Target

# Before any evening was looked at: a tenth of a figure on the day, and as much for each day ahead.
BEFORE = Discrepancy(base=0.1, growth=0.1)

WORTH = 4.0  # as much as so many residuals is what is thought beforehand worth

# Degrees of freedom of Student's t, and the square of its scale that fits normal numbers of variance 1 best: the root u
# of 1 = (FREEDOM + 1) E[z^2 / (FREEDOM u + z^2)].
FREEDOM, OF_NORMAL = 4.0, 0.690567


def misses(figures: Sequence[Target], known: Mapping[str, float] | None = None) -> Callable[[Target], float]:
    """Return by how much the model misses each of the figures that are learned from, a standard deviation.

    As is judged, or as is `known` of figures of which members that learned before are told (`counted_again`). Figures
    of the same people that are taken in together tell hardly more than one.
    """

    def misses_by(figure: Target) -> float:
        by = (known or {}).get(figure.id, discrepancy_of(figure.measure).base)
        return by * sqrt(times_told(figure, figures))

    return misses_by


def missed(said: pd.DataFrame, figures: Sequence[Target]) -> dict[str, Discrepancy]:
    """Return the discrepancies that explain how what was said on earlier evenings missed figures, by kind.

    What members differed by is what the band that was said has over the discrepancy with which it was said. Figures
    that bound on one side only, and kinds of which no figure came, say nothing.

    Parameters
    ----------
    said
        Rows of `outcome.evenings`, made with the judged discrepancies.
    figures
        What was counted.

    """
    table = residuals(said, figures)
    return {
        str(kind): learned(
            of_kind["residual"].to_numpy(),
            of_kind["days"].to_numpy(),
            of_kind["variance"].to_numpy(),
            before=JUDGED[str(kind)],
            weights=1.0 / of_kind.groupby("id")["id"].transform("size").to_numpy(np.float64),
        )
        for kind, of_kind in table.groupby("kind")
    }


def residuals(said: pd.DataFrame, figures: Sequence[Target]) -> pd.DataFrame:
    """Return how what was said on earlier evenings missed figures, on their scales; see `missed`.

    A row for each forecast: `id` of the figure, the last day of which it was known (`known_until`), `kind`, `residual`
    of the figure less the median, `days` ahead of that day, as forecasts of a run have them, and `variance`, what it
    had without a discrepancy: of the figure's band and of the members. Most of a total was over when it was forecast,
    so it is judged by what it adds to the one before it.
    """
    by_id = {figure.id: figure for figure in figures if not figure.bounds}
    rows = said[said["about"].isin([FIGURE, SINCE]) & said["id"].isin(by_id)]
    since = set(rows.loc[rows["about"] == SINCE, ["evening", "id"]].itertuples(index=False, name=None))
    is_whole = [about == FIGURE for about in rows["about"]]
    adds = [key in since for key in rows[["evening", "id"]].itertuples(index=False, name=None)]
    chosen = rows[[not (whole and added) for whole, added in zip(is_whole, adds, strict=True)]]
    columns = ["id", "known_until", "kind", "residual", "days", "variance"]
    found = [_missed(row, by_id[row["id"]], figures) for row in chosen.to_dict("records")]
    return pd.DataFrame([row for row in found if row], columns=columns)


def _missed(row: Mapping[Hashable, Any], figure: Target, figures: Sequence[Target]) -> dict[str, Any] | None:
    part = None
    if row["about"] == SINCE:
        part = last_total(figure, [each for each in figures if each.end == row["start"] and each.split != "check"])
        if part is None:  # it was taken back since
            return None
    counts = figure if part is None else replace(figure, start=part.end)
    value, error = (figure.value, error_of(figure)) if part is None else _added(figure, part)
    scale = scale_of(figure.measure, figure.aggregate)
    low, middle, high = (float(scale.there(row[name])) for name in ("q05", "median", "q95"))
    dressed = ((high - low) / (2.0 * HALF_BAND)) ** 2
    members = max(dressed - missed_by(counts, row["known_until"], JUDGED) ** 2, 0.0)
    return {
        "id": figure.id,
        "known_until": row["known_until"],
        "kind": kind_of(figure.measure),
        "residual": float(scale.there(value)) - middle,
        "days": days_ahead(counts, row["known_until"]),
        "variance": members + error**2,
    }


def _added(figure: Target, part: Target) -> tuple[float, float]:
    """Return how many a total adds to an earlier one, and the error of that on its scale, from the bands of both."""
    scale, more = scale_of(figure.measure, figure.aggregate), max(figure.value - part.value, 0.0)
    people = [np.diff(allowed(each))[0] / (2.0 * HALF_BAND) for each in (figure, part)]
    off = float(np.hypot(*people))
    return more, float(scale.there(more + off) - scale.there(max(more - off, 0.0))) / 2.0


def learned(
    residuals: Floats,
    days: Floats,
    variance: Floats,
    before: Discrepancy = BEFORE,
    weights: Floats | float = 1.0,
) -> Discrepancy:
    """Return the discrepancy that explains how forecasts of earlier evenings missed.

    The most probable base and growth, for residuals of variance v + base^2 + growth^2 days, and for variances that
    are inverse gamma beforehand, each with its mode (in the logarithm) at `before` and worth WORTH residuals: a few
    evenings move it a little, and it never is nought because they went well by luck.

    The few that are missed by far (a country of whose ordinary traffic nothing is known yet) tell of a cause that is
    left out, not of how well the others are known. So residuals follow Student's t with four degrees of freedom, as
    robust fits take it (Lange, Little & Taylor 1989, *Journal of the American Statistical Association* 84), scaled so
    that normal ones give their variance back.

    Parameters
    ----------
    residuals
        Figure less the members' mean, transformed, shape (n).
    days
        How many days ahead each was, shape (n), 0 or more.
    variance
        The variance v that each had without a discrepancy: of the figure's band and of the members, shape (n).
    before
        What is thought beforehand.
    weights
        How much each tells, shape (n): forecasts of one figure on several evenings miss it alike.

    """
    squares = np.asarray(residuals, dtype=np.float64) ** 2
    beforehand = np.array([before.base, before.growth]) ** 2

    def unlikely(logs: Floats) -> float:
        base, growth = np.exp(logs)
        explained = variance + base + growth * np.asarray(days)
        prior = WORTH * (logs + beforehand * np.exp(-logs)).sum()
        far = (FREEDOM + 1.0) * np.log1p(squares / (FREEDOM * OF_NORMAL * explained))
        return float((weights * (np.log(explained) + far)).sum() + prior)

    start = np.log(beforehand)
    found = minimize(unlikely, start, method="L-BFGS-B", bounds=[(each - 9.0, each + 9.0) for each in start])
    base, growth = np.exp(0.5 * found.x)
    return Discrepancy(float(base), float(growth))
