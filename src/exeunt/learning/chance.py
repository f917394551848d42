"""How much of a number that has nothing to do with any figure a fit takes for told, by chance among so few members.

Over N members all that was drawn goes a little with all that was said, and each pass takes some of it for what the
figures tell; the taper takes away most of that, and not all. How much is left depends on the figures, on how alike
they are and how sharp, so no formula has it. But it can be seen: numbers that nothing depends on are taken through the
same passes (pseudovariables: Wu, Boos & Stefanski 2007, *Journal of the American Statistical Association* 102,
235-243), with the figures, what the members said and the luck of the fit.
"""

from __future__ import annotations

import numpy as np

from exeunt.learning.fitting import Fitted, moved
from exeunt.luck import Floats, normals

IDLE = 10_000  # numbers that nothing depends on
LEVEL = 0.05  # how often any number of a fit of which nothing is told may have more than chance gives


def told_apart(before: Floats, after: Floats) -> Floats:
    """Return how much of the variance of standard normal numbers (members, numbers) was taken away, shape (numbers)."""
    return np.asarray(1.0 - after.var(axis=0) / before.var(axis=0))


def by_chance(fitted: Fitted) -> float:
    """Return the share of a variance up to which a fit may take it away by chance.

    Of all its latents, were none told of, one had more only in one of twenty fits (Šidák 1967, *Journal of the American
    Statistical Association* 62: each has less with the probability 0.95^(1/n)). Of more than some 500 latents it is the
    most that any of the 10,000 idle numbers had.
    """
    members = len(fitted.constants)
    half = normals([str(k) for k in range(IDLE)], (members + 1) // 2, fitted.seed, "idle")
    before = np.empty((members, IDLE))
    before[::2], before[1::2] = half, -half[: members // 2]  # in mirrored pairs, as constants are drawn
    after = before
    for turn, predicted in enumerate(fitted.said, start=1):
        after = moved(after, predicted.said(), float(len(fitted.said)), fitted.seed, turn)
    return float(np.quantile(told_apart(before, after), (1.0 - LEVEL) ** (1.0 / len(fitted.latents))))
