"""How people choose among ways out: once, by a nested logit.

A way w from p is a chain of links to a place where one can settle. Its utility is that of its links and of its end,
felt from p (Oyama & Hato 2017 discount by link likewise),

    U(w) = u(l) + exp(-delta hours(l)) U(rest of w),        U(nothing left) = s(end),

where u is minus the cost of a link and s the worth of settling. The ways into one country form a nest (McFadden 1978),

    V(p) = mu log( sum over nests n of W(n) + exp(s(p)/mu) ),
    W(n) = ( sum over ways w of n of PS(w) exp(U(w)/mu_n) )^(mu_n/mu),           mu_n <= mu,

in which the last term of V is that of staying where one is, for those who may. PS is the path size (Ben-Akiva &
Bierlaire 1999, equation 27): thirty roads to one place that share all but a bridge would otherwise count as thirty.

Links with a line or a rule are *doors*. From behind the last door of a way several ends of its country can be reached,
its *fan*. They are valued as they are from there, U = mu_n log(sum over ends of exp(U(end)/mu_n)), and chosen among as
they are from there, as a nest within the nest: how far away one lives says nothing of which town one goes to behind the
border. A way is chosen with its end, at once.

What lies behind the first door of a way is its *tail*. Many ways share one, so fans and tails are valued first, and the
ways of a place when somebody there asks for them. Within a nest weights are taken relative to its best way and at a
place relative to its best nest, so that no utility is too small or too large for them; single precision then serves.
After news only the ways of which there is any are weighed again.

Arrays of places and links run over utility classes in their last axis. Those of what leads into a country run over the
*columns* of that country: classes that weigh all ways into it alike share one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.behaviour.elementary import NEVER, exp32, exp64, log64
from exeunt.compiled import formula, inner, plain, step

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SHUT = -1e30  # utilities below this are of no way that is open
NO_WAY = np.float32(2.0 * SHUT)
LOWEST = np.float32(SHUT)
NOTHING = np.float32(0.0)
# The weights of a nest's ways are taken relative to the best anew when their sum leaves these bounds.
LEAST, MOST = 1e-4, 1e6


class Choices(NamedTuple):
    """The ways that may be chosen where, in nests.

    `nest_first[p] : nest_first[p + 1]` are the nests of place p, `way_first[n] : way_first[n + 1]` the ways of nest n,
    `place_of[n]` its place and `country_of[n]` where it leads. A way w takes the links of `leg[w]` and then has the
    tail `tail[w]` before it: the link `door[t]`, behind it the links of `tail_leg[t]` and the tail `after[t]`, or the
    fan `fan[t]`, or without a door the place `end[t]`; -1 stands for nothing. As people travel it, it goes on after its
    door as the way `rest[w]`, and ends with the fan `fan_of[w]`, if with any. `size[w]` is the logarithm of its path
    size. Each tail comes after the one behind it; `tail_country[t]` and `fan_country[f]` say where they lead. Of fan f,
    `fan_first[f] : fan_first[f + 1]` are the ends `fan_end`, reached by the links of `fan_leg`. Of country n a class c
    has the column `column[n, c]`, -1 where no way is ever open to it; there are `columns[n]`, and `stands_for[n, k]` is
    a class of column k. `kept_first[n]` is where the weights of the ways of nest n begin among all that are kept.
    """

    nest_first: Ints
    place_of: Ints
    country_of: Ints
    way_first: Ints
    leg: Ints
    tail: Ints
    rest: Ints
    fan_of: Ints
    size: Singles
    door: Ints
    tail_leg: Ints
    after: Ints
    fan: Ints
    end: Ints
    tail_country: Ints
    fan_first: Ints
    fan_country: Ints
    fan_leg: Ints
    fan_end: Ints
    column: Ints
    columns: Ints
    stands_for: Ints
    kept_first: Ints


LEG = np.dtype([("time", "f4"), ("seats", "f4"), ("road", "f4"), ("fade", "f4")], align=True)


class Legs(NamedTuple):
    """What the links of each leg before its door cost a member's people, felt from the start of the leg.

    Of the records `of_leg` (legs,), `time` is the utility of hours and lumps, `seats` and `road` are EUR a person for
    seats on trains, planes and ships and for seats on the road, `fade` is exp(-delta hours). `per_seat` and `per_road`
    (countries, columns) are what a EUR costs in utility.
    """

    of_leg: NDArray[np.void]
    per_seat: Singles
    per_road: Singles


class Weights(NamedTuple):
    """What the ways are worth.

    Over columns: `fan` is the utility of a fan, `value` that of a tail, `best` that of the way of a nest that was best
    when all were last weighed, `total` what its ways weigh beside that one, together, and `way` what each does, nest by
    nest and way by way; `ends_up` holds the weights of the ends of a fan, run up. Over classes: `nest` is the logarithm
    of W; `nests_up` holds the W of the nests of a place relative to the best, run up, `place` is their sum, `told`
    V/mu, both without staying; `worth` the s of a place (below `SHUT` where nobody may settle), `stay` what staying
    there weighs beside `place`, and `leads` whether any way is open from it.
    `news` counts what has become known; `moved`, `fan_moved`, `end_moved` and `link_moved` say when the value of a
    tail, a fan, a place and a link last changed, `seen` when the ways of a place were last weighed.
    """

    fan: Singles
    value: Singles
    nest: Singles
    best: Singles
    total: Floats
    way: Singles
    ends_up: Singles
    nests_up: Singles
    place: Floats
    told: Floats
    worth: Floats
    stay: Floats
    leads: Bools
    news: Ints
    moved: Ints
    fan_moved: Ints
    end_moved: Ints
    link_moved: Ints
    seen: Ints
    room: Singles


def blank(ways: Choices, links: int) -> Weights:
    """Return weights of which nothing is known yet, in a network of so many links."""
    places, nests = len(ways.nest_first) - 1, len(ways.place_of)
    classes, most = ways.column.shape[1], ways.stands_for.shape[1]
    return Weights(
        fan=np.full((len(ways.fan_country), most), NO_WAY, np.float32),
        value=np.full((len(ways.end), most), NO_WAY, np.float32),
        nest=np.full((nests, classes), NO_WAY, np.float32),
        best=np.full((nests, most), NO_WAY, np.float32),
        total=np.zeros((nests, most)),
        way=np.zeros(int(ways.kept_first[-1]), np.float32),
        ends_up=np.zeros((len(ways.fan_end), most), np.float32),
        nests_up=np.zeros((nests, classes), np.float32),
        place=np.zeros((places, classes)),
        told=np.full((places, classes), NEVER),
        worth=np.full((places, classes), 2.0 * SHUT),
        stay=np.zeros((places, classes)),
        leads=np.zeros((places, classes), np.bool_),
        news=np.zeros(1, np.int64),
        moved=np.zeros(len(ways.end), np.int64),
        fan_moved=np.zeros(len(ways.fan_country), np.int64),
        end_moved=np.zeros(places, np.int64),
        link_moved=np.zeros(links, np.int64),
        seen=np.full(places, -1, np.int64),
        room=np.zeros((2, max(classes, most)), np.float32),
    )


class Leg(NamedTuple):
    """One leg's row of `Legs`."""

    time: np.float32
    seats: np.float32
    road: np.float32
    fade: np.float32


@formula
def row(legs: Legs, leg: int) -> Leg:
    """Return what a leg costs."""
    of = legs.of_leg[leg]
    return Leg(of.time, of.seats, of.road, of.fade)


@formula
def felt(leg: Leg, per_seat: np.float32, per_road: np.float32, behind: np.float32) -> np.float32:
    """Return the utility of a leg and of what lies behind it, `behind` (`NO_WAY` where that is shut)."""
    u = leg.time - leg.seats * per_seat - leg.road * per_road + leg.fade * behind
    return u if behind > LOWEST else NO_WAY


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
            if w.end_moved[ways.fan_end[i]] == news:
                w.fan_moved[fan] = news
        if w.fan_moved[fan] == news:
            value_fan(ways, w, legs, fan, np.float32(ratio * mu))
    for tail in range(len(ways.end)):
        door, leg, country = ways.door[tail], ways.tail_leg[tail], ways.tail_country[tail]
        after, fan, end = ways.after[tail], ways.fan[tail], ways.end[tail]
        behind_moved = w.moved[after] if after >= 0 else (w.fan_moved[fan] if fan >= 0 else w.end_moved[end])
        if behind_moved < news and (door < 0 or w.link_moved[door] < news):
            continue
        w.moved[tail] = news
        columns, stands_for, value = ways.columns[country], ways.stands_for[country], w.value[tail]
        for k in range(columns):
            x[k] = w.value[after, k] if after >= 0 else (w.fan[fan, k] if fan >= 0 else w.worth[end, stands_for[k]])
        if leg >= 0:
            before, per_seat, per_road = row(legs, leg), legs.per_seat[country], legs.per_road[country]
            for k in range(columns):
                x[k] = felt(before, per_seat[k], per_road[k], x[k])
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
            best[k] = max(best[k], of_end(ways, w, legs, fan, i, k))
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
    country = ways.fan_country[fan]
    worth = np.float32(w.worth[ways.fan_end[i], ways.stands_for[country, k]])
    return felt(row(legs, ways.fan_leg[i]), legs.per_seat[country, k], legs.per_road[country, k], worth)


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
                value = w.value[ways.tail[way]]
                for k in range(columns):
                    best[k] = value[k] if value[k] > best[k] else best[k]
            for c in range(len(column)):
                w.leads[p, c] |= column[c] >= 0 and best[column[c]] > LOWEST


@step
def weigh(ways: Choices, w: Weights, p: int, legs: Legs, mu: float, ratio: float) -> None:
    """Weigh the ways of a place, those of which there is news since they last were; `ratio` is mu_n/mu."""
    for nest in range(ways.nest_first[p], ways.nest_first[p + 1]):
        weigh_nest(ways, w, nest, w.seen[p], legs, mu, ratio)
    weigh_place(ways, w, p, mu)
    w.seen[p] = w.news[0]


@inner
def weigh_nest(ways: Choices, w: Weights, nest: int, seen: int, legs: Legs, mu: float, ratio: float) -> None:
    """Work out what those ways of a nest weigh of which there is news, and the nest.

    Weights are relative to what was the best way when all were last weighed, and all are weighed anew once their sum
    is far from what it was then: so it is exact to rounding although it is only corrected.
    """
    country, first, last = ways.country_of[nest], ways.way_first[nest], ways.way_first[nest + 1]
    columns, per_seat, per_road = ways.columns[country], legs.per_seat[country], legs.per_road[country]
    best, total, fresh = w.best[nest], w.total[nest], w.room[0]
    column, of_nest = ways.column[country], w.nest[nest]
    per_scale, anew, news = np.float32(1.0 / (ratio * mu)), seen < 0, False
    while True:
        if anew:
            find_best(ways, w, nest, legs)
        for way in range(first, last):
            if not (anew or w.moved[ways.tail[way]] > seen):
                continue
            news = True
            leg, tail, size = row(legs, ways.leg[way]), w.value[ways.tail[way]], ways.size[way]
            weight = w.way[ways.kept_first[nest] + (way - first) * columns :]
            for k in range(columns):
                u = felt(leg, per_seat[k], per_road[k], tail[k])
                x = exp32(per_scale * (u - best[k]) + size)
                fresh[k] = x if u > LOWEST else NOTHING
            for k in range(columns):
                total[k] += np.float64(fresh[k]) - np.float64(weight[k])
                weight[k] = fresh[k]
        if anew or not news:
            break
        for k in range(columns):
            anew |= best[k] > LOWEST and total[k] < LEAST
            anew |= total[k] > MOST
        if not anew:
            break
    if news:
        for k in range(columns):
            fresh[k] = best[k] / mu + ratio * log64(total[k]) if best[k] > LOWEST else NO_WAY
        for c in range(len(column)):
            of_nest[c] = fresh[column[c]] if column[c] >= 0 else NO_WAY


@inner
def find_best(ways: Choices, w: Weights, nest: int, legs: Legs) -> None:
    """Find the utility of the best way of a nest, and forget what its ways weighed."""
    country, first, last = ways.country_of[nest], ways.way_first[nest], ways.way_first[nest + 1]
    columns, per_seat, per_road = ways.columns[country], legs.per_seat[country], legs.per_road[country]
    best, total = w.best[nest], w.total[nest]
    best.fill(NO_WAY)
    total.fill(0.0)
    for way in range(first, last):
        leg, tail = row(legs, ways.leg[way]), w.value[ways.tail[way]]
        for k in range(columns):
            u = felt(leg, per_seat[k], per_road[k], tail[k])
            best[k] = u if u > best[k] else best[k]
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
            best[c] = of_nest[c] if of_nest[c] > best[c] else best[c]
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
