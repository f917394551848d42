"""What the ways of a place weigh beside each other, once their tails are valued; see `choice`."""

from __future__ import annotations

import numpy as np

from exeunt.behaviour.choice import (
    LOWEST,
    NO_WAY,
    NOTHING,
    SHUT,
    Choices,
    Legs,
    Weights,
    feel,
    felt,
    felt_by_road,
    is_news_of,
    row,
)
from exeunt.behaviour.elementary import NEVER, exp32, exp64, higher, log64
from exeunt.behaviour.memory import fetch
from exeunt.compiled import inner, step

# The weights of a nest's ways are taken relative to the best anew when their sum leaves these bounds.
LEAST, MOST = 1e-4, 1e6
LINE = 16  # singles that come from memory together


@step
def weigh(ways: Choices, w: Weights, p: int, legs: Legs, mu: float, ratio: float) -> None:
    """Weigh the ways of a place, those of which there is news since they last were; `ratio` is mu_n/mu.

    What the next nest is weighed by comes from memory while one is weighed.
    """
    first, last, seen, count = ways.nest_first[p], ways.nest_first[p + 1], w.seen[p], 0
    for following in range(first, last + 1):
        of_next = look_for_news(ways, w, following, seen, legs) if following < last else 0
        if following > first:
            weigh_nest(ways, w, following - 1, seen, count, legs, mu, ratio)
        count = of_next
    weigh_place(ways, w, p, mu)
    w.seen[p] = w.news[0]


@inner
def look_for_news(ways: Choices, w: Weights, nest: int, seen: int, legs: Legs) -> int:
    """Note the ways of a nest of which there is news in `w.listed`, ask for what they need, and say how many they are.

    All of them, where none was `seen` before.
    """
    listed, count, is_ruled = w.listed[nest % 2], 0, len(w.leg_moved) > 0
    for way in range(ways.way_first[nest], ways.way_first[nest + 1]):
        if w.moved[ways.tail[way]] > seen or seen < 0 or (is_ruled and is_news_of(ways, w, ways.leg[way], seen)):
            listed[count] = way
            count += 1
            fetch_way(ways, w, legs, nest, way)
    return count


@inner
def weigh_nest(
    ways: Choices, w: Weights, nest: int, seen: int, count: int, legs: Legs, mu: float, ratio: float
) -> None:  # fmt: skip
    """Work out what the first `count` ways noted of a nest weigh, and the nest.

    Weights are relative to what was the best way when all were last weighed, and all are weighed anew once their sum
    is far from what it was then: so it is exact to rounding although it is only corrected.
    """
    if count == 0:
        return
    country, first, last = ways.country_of[nest], ways.way_first[nest], ways.way_first[nest + 1]
    columns, best, total = ways.columns[country], w.best[nest], w.total[nest]
    column, of_nest, result = ways.column[country], w.nest[nest], w.room[0]
    per_scale, anew, listed = np.float32(1.0 / (ratio * mu)), seen < 0, w.listed[nest % 2]
    if not anew:
        weigh_listed(ways, w, nest, count, legs, per_scale)
        for k in range(columns):
            anew |= best[k] > LOWEST and total[k] < LEAST
            anew |= total[k] > MOST
    if anew:
        find_best(ways, w, nest, legs)
        for way in range(first, last):
            listed[way - first] = way
        weigh_listed(ways, w, nest, last - first, legs, per_scale)
    for k in range(columns):
        result[k] = best[k] / mu + ratio * log64(total[k]) if best[k] > LOWEST else NO_WAY
    for c in range(len(column)):
        of_nest[c] = result[column[c]] if column[c] >= 0 else NO_WAY


@inner
def fetch_way(ways: Choices, w: Weights, legs: Legs, nest: int, way: int) -> None:
    """Ask for what a way is weighed by and for what it weighed."""
    columns = ways.columns[ways.country_of[nest]]
    tail, weight = ways.tail[way] * w.value.shape[1], ways.kept_first[nest] + (way - ways.way_first[nest]) * columns
    fetch(legs.of_leg, ways.leg[way])
    for k in range(0, columns, LINE):
        fetch(w.value, tail + k)
        fetch(w.way, weight + k)
    fetch(w.way, weight + columns - 1)


@inner
def weigh_listed(ways: Choices, w: Weights, nest: int, count: int, legs: Legs, per_scale: np.float32) -> None:
    """Work out what the first ways noted of a nest weigh, and correct its sums."""
    country = ways.country_of[nest]
    columns, per_seat, per_road = ways.columns[country], legs.per_seat[country], legs.per_road[country]
    best, total, first, listed, fresh = w.best[nest], w.total[nest], ways.way_first[nest], w.listed[nest % 2], w.fresh
    for i in range(count):
        way = listed[i]
        size, leg, behind = ways.size[way], ways.leg[way], w.value[ways.tail[way]]
        weight = w.way[ways.kept_first[nest] + (way - first) * columns :]
        if leg < ways.ruled:
            of = row(legs, leg)
            for k in range(columns):
                u = felt(of, per_seat[k], per_road[k], behind[k])
                fresh[k] = exp32(per_scale * (u - best[k]) + size if u > LOWEST else NO_WAY)
        else:
            for k in range(columns):
                fresh[k] = felt_by_road(ways, w, legs, leg, country, k, behind[k])
            for k in range(columns):
                fresh[k] = exp32(per_scale * (fresh[k] - best[k]) + size if fresh[k] > LOWEST else NO_WAY)
        for k in range(columns):
            total[k] += np.float64(fresh[k]) - np.float64(weight[k])
            weight[k] = fresh[k]


@inner
def find_best(ways: Choices, w: Weights, nest: int, legs: Legs) -> None:
    """Find the utility of the best way of a nest, and forget what its ways weighed."""
    country, first, last = ways.country_of[nest], ways.way_first[nest], ways.way_first[nest + 1]
    columns, u = ways.columns[country], w.fresh
    best, total = w.best[nest], w.total[nest]
    best.fill(NO_WAY)
    total.fill(0.0)
    for way in range(first, last):
        feel(ways, w, legs, ways.leg[way], country, w.value[ways.tail[way]], u)
        for k in range(columns):
            best[k] = higher(best[k], u[k])
    for i in range(ways.kept_first[nest], ways.kept_first[nest + 1]):
        w.way[i] = NOTHING


@inner
def weigh_place(ways: Choices, w: Weights, p: int, mu: float) -> None:
    """Work out what the nests of a place weigh beside each other and beside staying, and V."""
    classes, first, last = ways.column.shape[1], ways.nest_first[p], ways.nest_first[p + 1]
    best, total = w.room[0][:classes], w.room[1][:classes]
    best.fill(NO_WAY)
    total.fill(NOTHING)
    for nest in range(first, last):
        of_nest = w.nest[nest]
        for c in range(classes):
            best[c] = higher(best[c], of_nest[c])
    for c in range(classes):
        if best[c] <= LOWEST and w.worth[p, c] > SHUT:
            best[c] = w.worth[p, c] / mu
    for nest in range(first, last):
        of_nest, up = w.nest[nest], w.nests_up[nest]
        for c in range(classes):
            x = exp32(of_nest[c] - best[c])
            total[c] += x if of_nest[c] > LOWEST else NOTHING
            up[c] = total[c]
    for c in range(classes):
        w.place[p, c] = total[c]
        w.told[p, c] = best[c] + log64(total[c]) if total[c] > NOTHING else NEVER
        w.stay[p, c] = exp64(w.worth[p, c] / mu - best[c]) if w.worth[p, c] > SHUT else 0.0
