"""How probable the members thought the band of a figure: the logarithmic score."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from exeunt.outcome.measures import Numbers


def log_score(
    members: Numbers, lo: float | Numbers, hi: float | Numbers, error: float | Numbers = 0.0, *, times: int = 1
) -> Numbers:
    """Return minus the logarithm of the probability that members give to a band; less is better, about 0 the best.

    Each of n members spreads its n-th part by a normal law (Gneiting & Raftery 2007, *Journal of the American
    Statistical Association* 102, section 4; a dressed ensemble: Roulston & Smith 2003, *Tellus* A 55). Half a member
    is taken to lie in the band whatever they say (the rule of Jeffreys, for n members and one more), so that what
    members rule out costs log(2 n + 2) and not infinitely much.

    Parameters
    ----------
    members
        Shape (members, ...).
    lo, hi
        The band, of shape (...); minus or plus infinity where the figure is only a bound.
    error
        The standard deviation of the normal law, of shape (...), such as a forecast's discrepancy; 0: a member is
        inside (its ends included) or outside.
    times
        How many of the numbers are of one member, such as what it would count.

    """
    lower, upper, spread = np.asarray(lo) - members, np.asarray(hi) - members, np.asarray(error)
    sharp = np.broadcast_to(spread == 0.0, members.shape)
    scale = np.where(spread > 0.0, spread, 1.0)
    n = len(members) / times
    inside = np.where(sharp, (lower <= 0.0) & (upper >= 0.0), ndtr(upper / scale) - ndtr(lower / scale))
    return np.asarray(-np.log((n * inside.mean(axis=0) + 0.5) / (n + 1.0)))
