"""A way, and an end of a fan, by what they weigh; see `choice`."""

from __future__ import annotations

from exeunt.behaviour.choice import Choices, Weights
from exeunt.compiled import inner


@inner
def pick(ways: Choices, w: Weights, p: int, c: int, x: float) -> int:
    """Return the way from a place at which the sum of weights passes x, 0 <= x < `w.place[p, c]`."""
    nest, before = ways.nest_first[p], 0.0
    while x >= w.nests_up[nest, c]:
        before = w.nests_up[nest, c]
        nest += 1
    share = w.nests_up[nest, c] - before
    x = (x - before) / share * w.total[nest, ways.column[ways.country_of[nest], c]]
    chosen = ways.way_first[nest]
    for way in range(chosen, ways.way_first[nest + 1]):
        weight = weight_of(ways, w, nest, way, c)
        if weight > 0.0:
            chosen = way
            x -= weight
            if x < 0.0:
                break
    return chosen


@inner
def weight_of(ways: Choices, w: Weights, nest: int, way: int, c: int) -> float:
    """Return what a way of a nest weighs for a class beside the others of the nest."""
    country = ways.country_of[nest]
    at = ways.kept_first[nest] + (way - ways.way_first[nest]) * ways.columns[country]
    return w.way[at + ways.column[country, c]]


@inner
def pick_end(ways: Choices, w: Weights, fan: int, k: int, x: float) -> int:
    """Return the end of a fan, by its number among those of all fans, at which the running sum passes x in [0, 1)."""
    i = ways.fan_first[fan]
    x *= w.ends_up[ways.fan_first[fan + 1] - 1, k]
    while x >= w.ends_up[i, k]:
        i += 1
    return i
