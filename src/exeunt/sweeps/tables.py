"""What a sweep comes to, as tables: every quantity at every point, and what moves it most."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence

import numpy as np
import pandas as pd

from exeunt.luck import Floats
from exeunt.outcome.bands import COUNTED_IN_WHOLE, bands
from exeunt.outcome.compare import ALL
from exeunt.sweeps.design import Range, problem
from exeunt.sweeps.quantities import Quantity

CONFIDENCE = 0.95
WIDE = 0.25  # half of an interval that leaves open whether a constant moves little or half of it
BEYOND = 0.1  # so far below nought or above one no share lies that is told
MOST_TIMES = 64  # of very few points the intervals are as rough as the shares


def tidy(points: pd.DataFrame, named: Sequence[Quantity], numbers: Floats) -> pd.DataFrame:
    """Return one row for each point and quantity: its constants, mean, median and 90 % band over members.

    Of people and vehicles the median and the band are whole, as everywhere.

    What is nought, or has no number, in every member of every point is left out.

    Parameters
    ----------
    points
        The constants of each point.
    named
        The quantities.
    numbers
        What members came to, shape (points, members, quantities).

    """
    moves = np.flatnonzero((np.nan_to_num(numbers) != 0.0).any(axis=(0, 1)))
    kept = numbers[:, :, moves]
    counted = np.array([named[int(k)].unit in COUNTED_IN_WHOLE for k in moves], np.bool_)
    ends = bands(kept.transpose(1, 0, 2))
    found = dict(zip(("median", "q05", "q95"), np.where(counted, np.rint(ends), ends), strict=True))
    numbered = points.rename_axis("point").reset_index()
    table = numbered.merge(pd.DataFrame([named[int(k)] for k in moves], columns=list(Quantity._fields)), how="cross")
    return table.assign(mean=means(kept).ravel(), **{name: values.ravel() for name, values in found.items()})


def means(numbers: Floats) -> Floats:
    """Return the means over members, shape (points, quantities), of those that have a number; NaN where none has."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Mean of empty slice", RuntimeWarning)
        return np.asarray(np.nanmean(numbers, axis=1))


def indices(ranges: Sequence[Range], named: Sequence[Quantity], numbers: Floats, seed: int) -> pd.DataFrame:
    """Return one row for each quantity and constant: which share of the variance of its mean this explains.

    `first` by itself, `total` together with whatever it works with; each with half the width of its 95 % interval
    (bootstrap over the points). A quantity that is the same at all points, or has no number at some, has no row.

    Parameters
    ----------
    ranges
        What was varied.
    named, numbers, seed
        The quantities, what members came to, shape (points, members, quantities), and the luck of the bootstrap.

    """
    from SALib.analyze import sobol

    columns = [*Quantity._fields[:3], "parameter", "first", "first_conf", "total", "total_conf"]
    rows = []
    for quantity, answers in zip(named, means(numbers).T, strict=True):
        if not np.isfinite(answers).all() or np.ptp(answers) == 0.0:
            continue
        found = sobol.analyze(
            problem(ranges), answers, calc_second_order=False, conf_level=CONFIDENCE, seed=seed + 1
        )  # fmt: skip  # SALib takes the seed 0 for none
        shares = zip(*(found[key].tolist() for key in ("S1", "S1_conf", "ST", "ST_conf")), strict=True)
        rows += [(*quantity[:3], each.name, *share) for each, share in zip(ranges, shares, strict=True)]
    return pd.DataFrame(rows, columns=columns)


def base_needed(shares: pd.DataFrame, base: int, most: int) -> int | None:
    """Return how many base points may tell the shares of what all come to; None if so many as there are do.

    Intervals narrow with the root of the number of points. No more are told than the power of 2 that `most` allows,
    which may be no more than there are.
    """
    in_all = shares[shares["kind"] == ALL]
    widest = in_all[["first_conf", "total_conf"]].fillna(math.inf).to_numpy().max(initial=0.0)
    found = in_all[["first", "total"]].to_numpy()
    if widest <= WIDE and ((found >= -BEYOND) & (found <= 1.0 + BEYOND)).all():
        return None
    times = min(max((widest / WIDE) ** 2, 2.0), MOST_TIMES)
    return int(2 ** min(math.ceil(math.log2(base * times)), math.floor(math.log2(most))))
