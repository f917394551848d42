"""Whether what is said with certainty is as often true: simulation-based calibration.

A truth is drawn from the prior, figures are made from it, members learn from these, and the truth is ranked among them.
If the learning is right, every rank is as likely as any other (Talts, Betancourt, Simpson, Vehtari & Gelman 2018,
"Validating Bayesian inference algorithms with simulation-based calibration", arXiv:1804.06788). Too many at both ends:
the members are too sure; too many in the middle: too unsure; at one end: they are off to the other side.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from exeunt.luck import Floats, uniforms

Ranks = NDArray[np.int64]

# Ranks expected in a bin: with fewer the law of Pearson's statistic is no longer that of chi squared.
IN_A_BIN = 10


class Lean(NamedTuple):
    """How the ranks of each quantity are off, both of shape (quantities).

    `bias`: of their mean from the middle, where the whole range is 1; `width`: their variance over that of uniform
    ones, above 1 where members are too sure.
    """

    bias: Floats
    width: Floats


def ranks(truth: Floats, members: Floats, names: Sequence[str], *luck: str | int) -> Ranks:
    """Return how many members lie below the truth, from 0 to their number, shape (worlds, quantities).

    Of members equal to the truth, as where nobody queues, a number drawn by keyed luck counts as below.

    Parameters
    ----------
    truth
        Shape (worlds, quantities).
    members
        Shape (worlds, members, quantities).
    names
        Of the quantities: what luck is keyed by.
    *luck
        A seed, and whatever else tells this luck from other luck.

    """
    below = (members < truth[:, None]).sum(axis=1)
    ties = (members == truth[:, None]).sum(axis=1)
    drawn = uniforms(names, len(truth), "rank", *luck)
    return np.asarray(below + np.floor(drawn * (ties + 1)), dtype=np.int64)


def chance_of(found: Ranks, members: int) -> Floats:
    """Return for each quantity how often ranks less even than these come by chance alone, shape (quantities).

    Pearson's chi squared over bins of equally many ranks, or nearly, with ten or more expected in each.
    """
    worlds = len(found)
    bins = min(members + 1, worlds // IN_A_BIN)
    if bins < 2:
        raise ValueError(f"Ranks of {worlds} worlds cannot be told from uniform ones; it takes {2 * IN_A_BIN} or more.")
    of_rank = np.arange(members + 1) * bins // (members + 1)
    expected = np.bincount(of_rank, minlength=bins) * (worlds / (members + 1))
    seen = np.stack([np.bincount(column, minlength=bins) for column in of_rank[found].T], axis=1)
    statistic = ((seen - expected[:, None]) ** 2 / expected[:, None]).sum(axis=0)
    return np.asarray(chdtrc(bins - 1, statistic))


def uneven(found: Ranks, members: int, level: float = 0.01) -> NDArray[np.bool_]:
    """Return which quantities have ranks that are not uniform, shape (quantities).

    If all are, one or more is said not to be at a rate of at most `level`, over all of them together (Holm 1979,
    *Scandinavian Journal of Statistics* 6).
    """
    chances = chance_of(found, members)
    order = np.argsort(chances)
    beyond = chances[order] <= level / np.arange(len(chances), 0, -1)
    verdict = np.zeros(len(chances), np.bool_)
    verdict[order] = np.logical_and.accumulate(beyond)
    return verdict


def lean(found: Ranks, members: int) -> Lean:
    """Return which way the ranks of each quantity are off."""
    place = (found + 0.5) / (members + 1)
    even = (1.0 - (members + 1.0) ** -2) / 12.0
    bias = place.mean(axis=0) - 0.5
    return Lean(np.asarray(bias), np.asarray((place**2).mean(axis=0) - place.mean(axis=0) ** 2) / even)
