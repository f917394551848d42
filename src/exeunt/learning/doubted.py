"""Figures that lie too far off to be what they are taken for have their errors raised, so that none pulls too far.

A typing error, a nought that means *not counted*, a count of something else: by a normal law of errors such a figure
pulls the more the further it lies off. By how much right figures lie off the members' mean has the variance v of their
spread and of the figure's error together, and of any law with one peak at most 4/81, of a normal one 0.3 %, lies
further than three standard deviations from its mean (Vysochanskij & Petunin 1980; Pukelsheim 1994, "The three sigma
rule", *The American Statistician* 48, 88-91). One that does is taken for a figure with an error e so large that it
would not:

    e^2  <-  e^2 + max(0, (d / 3)^2 - v)     d = figure less mean

which is the adaptive observation error inflation of Minamide & Zhang (2017, *Monthly Weather Review* 145, 1063-1081),
there with d^2 itself, by which a third of all right figures would be doubted. Alone it draws the mean by 9 s^2 / d, s
being the members' spread: less the further it lies off.

A figure that lies far off may be news, of which others tell too. So it is held against what members would say who
learned from all the others as well, as in Lorenc's check (1981, *Monthly Weather Review* 109, 701-721), and the lesser
raise is taken. With C the covariance of figures as members and errors have it,

    d' = (C^-1 d)_j / (C^-1)_jj     v' = 1 / (C^-1)_jj

In each pass all this is seen anew, so that what others draw members towards is believed again.

A line is zero in most members and long in some: a law with two peaks, of which a standard deviation says little. So
nothing is doubted that any member says or goes beyond.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from exeunt.learning.assimilation import EXACT, Counted
from exeunt.luck import Floats

FAR = 3.0  # standard deviations


def doubted(told: Counted, predicted: Floats) -> Counted:
    """Return figures of which those that lie far off what members say and the others tell have larger errors.

    The others keep their bits, and so do all that bound one side only: they may lie far off on the other.

    Parameters
    ----------
    told
        The figures, transformed.
    predicted
        What members say to them, transformed, shape (members, figures).

    """
    order = np.argsort(np.asarray(told.ids, dtype=str), kind="stable")  # sums are rounded alike in whatever order
    chosen = order if told.bounds is None else order[told.bounds[order] == EXACT]
    values, said, errors = told.values[chosen], predicted[:, chosen], told.errors.copy()
    beyond = (values < said.min(axis=0)) | (values > said.max(axis=0))
    if not beyond.any():
        return told
    off = values - said.mean(axis=0)
    C = np.atleast_2d(np.cov(said, rowvar=False)) + np.diag(errors[chosen] ** 2)
    inverse = np.linalg.inv(C)
    sure = np.diag(inverse)
    more = np.minimum(_more(off, np.diag(C)), _more(inverse @ off / sure, 1.0 / sure))
    far = chosen[beyond & (more > 0.0)]
    errors[far] = np.sqrt(errors[far] ** 2 + more[beyond & (more > 0.0)])
    return replace(told, errors=errors)


def _more(off: Floats, variance: Floats) -> Floats:
    """Return by how much variances fall short of those of which a figure is three standard deviations off."""
    return (off / FAR) ** 2 - variance
