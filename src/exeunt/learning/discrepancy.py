"""The discrepancy that explains how forecasts of earlier evenings missed; what it is: `outcome.discrepancy`."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

from exeunt.luck import Floats
from exeunt.outcome.discrepancy import Discrepancy

# Before any evening was looked at: a tenth of a figure on the day, and as much for each day ahead.
BEFORE = Discrepancy(base=0.1, growth=0.1)


def learned(
    residuals: Floats, days: Floats, known: Floats, before: Discrepancy = BEFORE, worth: float = 4.0
) -> Discrepancy:
    """Return the discrepancy that explains how forecasts of earlier evenings missed.

    The most probable base and growth, for residuals that are normal with variance known + base^2 + growth^2 days, and
    for variances that are inverse gamma beforehand, each with its mode (in the logarithm) at `before` and worth so many
    residuals: a few evenings move it a little, and it never is nought because they went well by luck.

    Parameters
    ----------
    residuals
        Figure less the members' mean, transformed, shape (n).
    days
        How many days ahead each was, shape (n), 0 or more.
    known
        The variance each had without a discrepancy: of the figure's band and of the members, shape (n).
    before, worth
        What is thought beforehand, and how many residuals that is worth.

    """
    squares = np.asarray(residuals, dtype=np.float64) ** 2
    beforehand = np.array([before.base, before.growth]) ** 2

    def unlikely(logs: Floats) -> float:
        base, growth = np.exp(logs)
        variance = known + base + growth * np.asarray(days)
        prior = worth * (logs + beforehand * np.exp(-logs)).sum()
        return float((np.log(variance) + squares / variance).sum() + prior)

    start = np.log(beforehand)
    found = minimize(unlikely, start, method="L-BFGS-B", bounds=[(each - 9.0, each + 9.0) for each in start])
    base, growth = np.exp(0.5 * found.x)
    return Discrepancy(float(base), float(growth))
