"""The choice among ways written out in plain NumPy: each way and each of its ends, one after the other."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy.special import logsumexp

from exeunt.behaviour.choice import SHUT, Choices, Legs


class Case(NamedTuple):
    """Ways, and all that they are weighed by."""

    ways: Choices
    legs: Legs
    utility: np.ndarray  # (links, classes)
    fade: np.ndarray  # (links,)
    worth: np.ndarray  # (places, classes)
    by: np.ndarray  # (legs with rules on their roads, classes): which of its chains of links is taken
    held: np.ndarray  # likewise: what these rules cost, infinite where a road is shut
    mu: float = 1.0
    ratio: float = 1.0


def open_or_not(x):
    return float(x) if x > SHUT else -math.inf


def along(case, leg, country, column, behind):
    """Return the utility of a leg and of what lies behind it."""
    held = 0.0
    if leg >= case.ways.ruled:
        i, c = leg - case.ways.ruled, case.ways.stands_for[country, column]
        leg, held = case.ways.chain[case.ways.chain_first[leg] + case.by[i, c]], float(case.held[i, c])
    of = case.legs.of_leg[leg]
    money = (
        float(of["seats"]) * case.legs.per_seat[country, column]
        + float(of["road"]) * case.legs.per_road[country, column]
    )
    return float(of["time"]) - money + float(of["fade"]) * behind - held


def ends_of(case, fan, column):
    """Return the utilities of the ends of a fan, as from behind the door."""
    ways, country = case.ways, case.ways.fan_country[fan]
    c, ends = ways.stands_for[country, column], range(ways.fan_first[fan], ways.fan_first[fan + 1])
    worth = [open_or_not(case.worth[ways.fan_end[i], c]) for i in ends]
    return np.array([along(case, ways.fan_leg[i], country, column, s) for i, s in zip(ends, worth, strict=True)])


def ahead(case, tail, column):
    """Return the utility of a tail."""
    ways, country = case.ways, case.ways.tail_country[tail]
    c, scale = ways.stands_for[country, column], case.mu * case.ratio
    if ways.after[tail] >= 0:
        x = along(case, ways.tail_leg[tail], country, column, ahead(case, ways.after[tail], column))
    elif ways.fan[tail] >= 0:
        x = scale * logsumexp(ends_of(case, ways.fan[tail], column) / scale)
    else:
        x = open_or_not(case.worth[ways.end[tail], c])
    door = ways.door[tail]
    return x if door < 0 else open_or_not(case.utility[door, c]) + float(case.fade[door]) * x


def written_out(case, p, c):
    """Return the probability of each way and end, (ways, ends and -1), that of staying, and V without staying."""
    ways, scale = case.ways, case.mu * case.ratio
    nests = range(ways.nest_first[p], ways.nest_first[p + 1])
    chances, inclusive = np.zeros((len(ways.leg), len(ways.fan_end) + 1)), []
    for nest in nests:
        country = ways.country_of[nest]
        k, mine = ways.column[country, c], range(ways.way_first[nest], ways.way_first[nest + 1])
        if k < 0:
            inclusive.append(-math.inf)
            continue
        u = np.array([along(case, ways.leg[w], country, k, ahead(case, ways.tail[w], k)) for w in mine])
        log = u / scale + ways.size[mine.start : mine.stop]
        inclusive.append(case.ratio * logsumexp(log))
        if inclusive[-1] == -math.inf:
            continue
        for w, share in zip(mine, np.exp(log - logsumexp(log)), strict=True):
            fan = ways.fan_of[w]
            if fan < 0:
                chances[w, -1] = share
            elif share > 0:
                end = ends_of(case, fan, k) / scale
                chances[w, ways.fan_first[fan] : ways.fan_first[fan + 1]] = share * np.exp(end - logsumexp(end))
    stay = open_or_not(case.worth[p, c]) / case.mu
    total = logsumexp([*inclusive, stay])
    if total > -math.inf:
        for nest, w_nest in zip(nests, inclusive, strict=True):
            chances[ways.way_first[nest] : ways.way_first[nest + 1]] *= math.exp(w_nest - total)
    told = logsumexp(inclusive) if inclusive else -math.inf
    return chances, math.exp(stay - total) if total > -math.inf else 0.0, case.mu * told
