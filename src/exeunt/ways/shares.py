"""How many like the traveller the simulation sends where: the shares of what people there choose among."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from exeunt.behaviour.choice import Choices, Weights

if TYPE_CHECKING:
    from exeunt.ways.crowd import Crowd
    from exeunt.ways.question import Question


def shares(crowd: Crowd, question: Question) -> dict[int, float] | None:
    """Return, by country, the share of those like him who would set out for it now, the mean of the members.

    None where the simulation has nobody like him, no way that is open to those, or nobody flees yet.
    """
    if question.traits not in crowd.known.groups:
        return None
    his = int(crowd.arrays.class_of[crowd.known.groups.index(question.traits)])
    start = crowd.arrays.net.place_ids.index(question.place)
    total: dict[int, float] = {}
    for weighed in crowd.weighed:
        weights = weighed.at(start)
        if weights.place[start, his] <= 0.0:
            return None
        for country, share in by_country(crowd.arrays.ways, weights, start, his).items():
            total[country] = total.get(country, 0.0) + share / len(crowd.weighed)
    return total


def by_country(ways: Choices, w: Weights, place: int, c: int) -> dict[int, float]:
    """Return which share of a class that leaves a place makes for each country: W(n) over their sum."""
    first, last = ways.nest_first[place], ways.nest_first[place + 1]
    weight = np.diff(w.nests_up[first:last, c], prepend=np.float32(0.0))
    return {int(n): float(share) for n, share in zip(ways.country_of[first:last], weight / weight.sum(), strict=True)}
