"""More than chance: the one test of whether paired members differ, for tables, sentences and the report."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit  # the quantile of Student's t; scipy.stats would take a second to import

from exeunt.outcome.measures import Numbers
from exeunt.wording import NO_COUNTRY, plural

ALPHA = 0.05  # how often, over all that is looked at together, chance alone is taken for a change
FEWEST = 5  # members: with fewer, how much they differ by chance is not known
TRUSTED = 20  # with fewer, only what is large beside their spread is told from chance


def beyond_chance(changes: Numbers) -> NDArray[np.bool_]:
    """Return which of several things change by more than chance, from differences member by member, (member, thing).

    A thing does if the mean of its differences is beyond Student's t for so many members (Student 1908), or if they all
    go the same way, as skewed differences may while their spread hides it (the sign test, Arbuthnott 1710: chance does
    it 2 times in 2^members); each at 5 % for all things together that change at all (Bonferroni). NaN are members that
    say nothing. With fewer than five members nothing is said to be more than chance.
    """
    known = ~np.isnan(changes)
    members = known.sum(axis=0)
    filled = np.where(known, changes, 0.0)
    moves = (filled != 0.0).any(axis=0)
    level = ALPHA / max(int(moves.sum()), 1)
    enough = moves & (members >= FEWEST)
    n = np.maximum(members, 2)
    mean = filled.sum(axis=0) / n
    variance = np.where(known, (changes - mean) ** 2, 0.0).sum(axis=0) / (n - 1)
    beyond = np.abs(mean) > stdtrit(n - 1, 1.0 - level / 2.0) * np.sqrt(variance / n)
    one_way = (np.where(known, changes > 0.0, True).all(axis=0) | np.where(known, changes < 0.0, True).all(axis=0)) & (
        2.0 ** (1.0 - n) <= level
    )
    return np.asarray(enough & (beyond | one_way), np.bool_)


def too_few(members: int, *, mean: bool = False, compared: bool = True) -> str:
    """Say that members are too few to tell a change from chance, or only means of some; blank if they are not.

    `compared` is whether two runs are, or one is looked at by itself.
    """
    if mean and not compared:
        return "This is a mean run, which keeps no members: how far they lie apart is not told."
    if mean:
        return "Mean runs are compared, which keep no members: how much of a change chance could make is not told."
    if members >= FEWEST:
        return ""
    whose = plural(members, "member")
    return f"With {whose} nothing can be told from chance; it takes {FEWEST} or more, and {TRUSTED} to trust it."


def none_is_clear(members: int) -> str:
    """Say that no country's arrivals change by more than chance, and how much that says of so many members."""
    if members >= TRUSTED:
        return NO_COUNTRY
    return f"{NO_COUNTRY}, which with {plural(members, 'member')} may be much; {TRUSTED} or more tell smaller changes"
