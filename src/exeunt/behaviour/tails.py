"""What lies behind the first doors of ways: tails, and the fans at their ends, valued at the news; see `choice`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from exeunt.behaviour.choice import (
    LOWEST,
    NO_WAY,
    NOTHING,
    Choices,
    Legs,
    Weights,
    feel,
    felt,
    felt_by_road,
    is_news_of,
    row,
)
from exeunt.behaviour.elementary import exp32, higher
from exeunt.compiled import inner, plain

Singles = NDArray[np.float32]


@plain
def value_tails(
    ways: Choices, w: Weights, legs: Legs, utility: Singles, fade: Singles, mu: float, ratio: float
) -> None:  # fmt: skip
    """Value the tails of ways at the news of a moment, those of which something has changed.

    `utility` (links, classes) and `fade` (links,) are u and exp(-delta hours) of links at this moment, u below `SHUT`
    where a link is shut; `w.worth` is of this moment too. What has changed is marked with `w.news`, which the caller
    has counted on. `ratio` is mu_n/mu.
    """
    news, x = w.news[0], w.room[0]
    for fan in range(len(w.fan)):
        for i in range(ways.fan_first[fan], ways.fan_first[fan + 1]):
            if w.end_moved[ways.fan_end[i]] == news or is_news_of(ways, w, ways.fan_leg[i], news - 1):
                w.fan_moved[fan] = news
        if w.fan_moved[fan] == news:
            value_fan(ways, w, legs, fan, np.float32(ratio * mu))
    for tail in range(len(ways.end)):
        door, leg, country = ways.door[tail], ways.tail_leg[tail], ways.tail_country[tail]
        after, fan, end = ways.after[tail], ways.fan[tail], ways.end[tail]
        behind_moved = w.moved[after] if after >= 0 else (w.fan_moved[fan] if fan >= 0 else w.end_moved[end])
        leg_moved = leg >= 0 and is_news_of(ways, w, leg, news - 1)
        if behind_moved < news and not leg_moved and (door < 0 or w.link_moved[door] < news):
            continue
        w.moved[tail] = news
        columns, stands_for, value = ways.columns[country], ways.stands_for[country], w.value[tail]
        for k in range(columns):
            x[k] = w.value[after, k] if after >= 0 else (w.fan[fan, k] if fan >= 0 else w.worth[end, stands_for[k]])
        if leg >= 0:
            feel(ways, w, legs, leg, country, x, x)
        for k in range(columns):
            value[k] = x[k]
            if door >= 0:
                here = utility[door, stands_for[k]]
                value[k] = here + fade[door] * x[k] if x[k] > LOWEST and here > LOWEST else NO_WAY


@inner
def value_fan(ways: Choices, w: Weights, legs: Legs, fan: int, scale: np.float32) -> None:
    """Value a fan, as seen from behind the door, and run up the weights of its ends; `scale` is mu_n."""
    best, total = w.room[0], w.room[1]
    columns, first, last = ways.columns[ways.fan_country[fan]], ways.fan_first[fan], ways.fan_first[fan + 1]
    best.fill(NO_WAY)
    total.fill(NOTHING)
    for i in range(first, last):
        for k in range(columns):
            best[k] = higher(best[k], of_end(ways, w, legs, fan, i, k))
    for i in range(first, last):
        for k in range(columns):
            u = of_end(ways, w, legs, fan, i, k)
            total[k] += exp32((u - best[k]) / scale) if u > LOWEST else NOTHING
            w.ends_up[i, k] = total[k]
    for k in range(columns):
        w.fan[fan, k] = best[k] + scale * np.log(total[k]) if best[k] > LOWEST else NO_WAY


@inner
def of_end(ways: Choices, w: Weights, legs: Legs, fan: int, i: int, k: int) -> np.float32:
    """Return the utility of an end of a fan, from behind the door."""
    country, leg = ways.fan_country[fan], ways.fan_leg[i]
    worth = np.float32(w.worth[ways.fan_end[i], ways.stands_for[country, k]])
    if leg >= ways.ruled:
        return felt_by_road(ways, w, legs, leg, country, k, worth)
    return felt(row(legs, leg), legs.per_seat[country, k], legs.per_road[country, k], worth)


@plain
def see_what_is_open(ways: Choices, w: Weights) -> None:
    """Note from which places any way is open; to be called when rules have changed."""
    best = w.room[0]
    for p in range(len(w.leads)):
        w.leads[p] = False
        for nest in range(ways.nest_first[p], ways.nest_first[p + 1]):
            country = ways.country_of[nest]
            column, columns = ways.column[country], ways.columns[country]
            best.fill(NO_WAY)
            for way in range(ways.way_first[nest], ways.way_first[nest + 1]):
                value, leg = w.value[ways.tail[way]], ways.leg[way]
                for k in range(columns):
                    is_open = leg < ways.ruled or w.held[leg - ways.ruled, ways.stands_for[country, k]] < np.inf
                    best[k] = higher(best[k], value[k] if is_open else NO_WAY)
                if are_open(best, columns):  # as it is most often after the first
                    break
            for c in range(len(column)):
                w.leads[p, c] |= column[c] >= 0 and best[column[c]] > LOWEST


@inner
def are_open(best: Singles, columns: int) -> bool:
    """Say whether a way is open for each column, of which these are the best."""
    shut = 0
    for k in range(columns):
        shut += best[k] <= LOWEST
    return shut == 0
