"""How probable the members thought the band of a figure: the logarithmic score."""

from __future__ import annotations

import numpy as np

from exeunt.outcome.measures import Numbers


def log_score(members: Numbers, lo: float | Numbers, hi: float | Numbers, *, times: int = 1) -> Numbers:
    """Return minus the logarithm of the probability that members give to a band; less is better, about 0 the best.

    It is the share of n members in the band, its ends included (Gneiting & Raftery 2007, *Journal of the American
    Statistical Association* 102, section 4). Half a member is taken to lie in it whatever they say (the rule of
    Jeffreys, for n members and one more), so that what members rule out costs log(2 n + 2) and not infinitely much.

    Parameters
    ----------
    members
        Shape (members, ...).
    lo, hi
        The band, of shape (...); minus or plus infinity where the figure is only a bound.
    times
        How many of the numbers are of one member, such as what it would count.

    """
    n = len(members) / times
    inside = (members >= np.asarray(lo)) & (members <= np.asarray(hi))
    return np.asarray(-np.log((n * inside.mean(axis=0) + 0.5) / (n + 1.0)))
