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

Arrays of places and links run over utility classes in their last axis. Those of what leads into a country run over the
*columns* of that country: classes that weigh all ways into it alike share one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.behaviour.elementary import NEVER, exp_all, exp_one, exp_single, log_all
from exeunt.compiled import formula, inner, plain

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SHUT = -1e30  # utilities below this are of no way that is open
NO_WAY = np.float32(2.0 * SHUT)
LOWEST = np.float32(SHUT)
NOTHING = np.float32(0.0)


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
    a class of column k. `up_first[n]` is where the weights of the ways of nest n begin among all that are kept;
    `at_homes` are the nests of homes, country by country.
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
    up_first: Ints
    at_homes: Ints


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

    Over columns: `fan` is the utility of a fan, `value` that of a tail, `nest` the logarithm of W; `ends_up` holds the
    weights of the ends of a fan, run up, and `ways_up` those of a nest's ways, for each nest way by way. Over classes:
    `place` is the sum of the W of a place relative to the best, `told` V/mu, both without staying; `worth` the s of a
    place (below `SHUT` where nobody may settle), `stay` what staying there weighs beside `place`, and `leads` whether
    any way is open from it. `nests_up` holds the W of the nests of a place, run up, for each place class by class.
    `news` counts what has become known; `moved`, `fan_moved`, `end_moved` and `link_moved` say when the value of a
    tail, a fan, a place and a link last changed, `seen` when the ways of a place were last weighed.
    """

    fan: Singles
    value: Singles
    nest: Singles
    ends_up: Singles
    ways_up: Singles
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
    room: Floats
    single_room: Singles
    room_of_nest: Singles


def blank(ways: Choices, links: int) -> Weights:
    """Return weights of which nothing is known yet, in a network of so many links."""
    places, nests = len(ways.nest_first) - 1, len(ways.place_of)
    classes, most = ways.column.shape[1], ways.stands_for.shape[1]
    return Weights(
        fan=np.full((len(ways.fan_country), most), NO_WAY, np.float32),
        value=np.full((len(ways.end), most), NO_WAY, np.float32),
        nest=np.full((nests, most), NO_WAY, np.float32),
        ends_up=np.zeros((len(ways.fan_end), most), np.float32),
        ways_up=np.zeros(int(ways.up_first[-1]), np.float32),
        nests_up=np.zeros(nests * classes, np.float32),
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
        room=np.zeros((3, max(classes, most))),
        single_room=np.zeros((5, max(classes, most)), np.float32),
        room_of_nest=np.zeros((2, int(np.diff(ways.up_first).max(initial=0))), np.float32),
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
    news, x = w.news[0], w.single_room[0]
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
    best, total = w.single_room[0], w.single_room[1]
    columns, first, last = ways.columns[ways.fan_country[fan]], ways.fan_first[fan], ways.fan_first[fan + 1]
    best.fill(NO_WAY)
    total.fill(NOTHING)
    for i in range(first, last):
        for k in range(columns):
            best[k] = max(best[k], of_end(ways, w, legs, fan, i, k))
    for i in range(first, last):
        for k in range(columns):
            u = of_end(ways, w, legs, fan, i, k)
            total[k] += exp_one((u - best[k]) / scale) if u > LOWEST else NOTHING
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
    best = w.single_room[0]
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


@inner
def weigh_homes(ways: Choices, w: Weights, homes: Ints, legs: Legs, mu: float, ratio: float) -> None:
    """Weigh the ways of all homes as `weigh` does, country by country, so that its tails are at hand."""
    for nest in ways.at_homes:
        if has_news(ways, w, nest):
            weigh_nest(ways, w, nest, legs, mu, ratio)
    for p in homes:
        if w.seen[p] < w.news[0]:
            weigh_place(ways, w, p, mu)
            w.seen[p] = w.news[0]


@inner
def weigh(ways: Choices, w: Weights, p: int, legs: Legs, mu: float, ratio: float) -> None:
    """Weigh the ways of a place, where there is news of any since they last were; `ratio` is mu_n/mu."""
    if w.seen[p] == w.news[0]:
        return
    for nest in range(ways.nest_first[p], ways.nest_first[p + 1]):
        if has_news(ways, w, nest):
            weigh_nest(ways, w, nest, legs, mu, ratio)
    weigh_place(ways, w, p, mu)
    w.seen[p] = w.news[0]


@inner
def has_news(ways: Choices, w: Weights, nest: int) -> bool:
    """Say whether the value of a way of a nest has changed since its place was last looked at."""
    seen = w.seen[ways.place_of[nest]]
    changed = seen < 0
    for way in range(ways.way_first[nest], ways.way_first[nest + 1]):
        changed |= w.moved[ways.tail[way]] > seen
    return changed


@inner
def weigh_nest(ways: Choices, w: Weights, nest: int, legs: Legs, mu: float, ratio: float) -> None:
    """Work out what the ways of a nest weigh, and the nest."""
    country, first, last = ways.country_of[nest], ways.way_first[nest], ways.way_first[nest + 1]
    columns, per_seat, per_road = ways.columns[country], legs.per_seat[country], legs.per_road[country]
    size = (last - first) * columns
    u, spare = w.room_of_nest[0][:size], w.room_of_nest[1][:size]
    up, of_nest = w.ways_up[ways.up_first[nest] :][:size], w.nest[nest]
    best = w.single_room[0][:columns]
    best.fill(NO_WAY)
    for way in range(first, last):
        # the best so far, each in a row of its own: to write where one has just read would wait for the reading
        at = (way - first) * columns
        leg, tail, mine, now = row(legs, ways.leg[way]), w.value[ways.tail[way]], u[at:], up[at:]
        for k in range(columns):
            x = felt(leg, per_seat[k], per_road[k], tail[k])
            mine[k] = x
            now[k] = x if x > best[k] else best[k]
        best = now
    per_scale = np.float32(1.0 / (ratio * mu))
    kept = w.single_room[1][:columns]
    for k in range(columns):
        kept[k] = best[k]
    for way in range(first, last):
        path_size, mine = ways.size[way], u[(way - first) * columns :]
        for k in range(columns):
            mine[k] = per_scale * (mine[k] - kept[k]) + path_size
    exp_single(u, up, spare)
    for way in range(first + 1, last):
        before, mine = up[(way - first - 1) * columns :], up[(way - first) * columns :]
        for k in range(columns):
            mine[k] += before[k]
    total, sums, logs = up[size - columns :], w.room[0][:columns], w.room[1][:columns]
    for k in range(columns):
        sums[k] = total[k]
    log_all(sums, logs, w.room[2][:columns])
    for k in range(columns):
        of_nest[k] = kept[k] / mu + ratio * logs[k] if kept[k] > LOWEST else NO_WAY


@inner
def weigh_place(ways: Choices, w: Weights, p: int, mu: float) -> None:
    """Work out what the nests of a place weigh beside each other and beside staying, and V."""
    classes, first, last = ways.column.shape[1], ways.nest_first[p], ways.nest_first[p + 1]
    best, total, a = w.single_room[0][:classes], w.single_room[1][:classes], w.single_room[2][:classes]
    out, spare = w.single_room[3][:classes], w.single_room[4][:classes]
    best.fill(NO_WAY)
    total.fill(NOTHING)
    for nest in range(first, last):
        column, of_nest = ways.column[ways.country_of[nest]], w.nest[nest]
        for c in range(classes):
            x = of_nest[column[c]] if column[c] >= 0 else NO_WAY
            best[c] = x if x > best[c] else best[c]
    for c in range(classes):
        if best[c] <= LOWEST and w.worth[p, c] > SHUT:
            best[c] = w.worth[p, c] / mu
    for nest in range(first, last):
        column, of_nest = ways.column[ways.country_of[nest]], w.nest[nest]
        for c in range(classes):
            a[c] = of_nest[column[c]] - best[c] if column[c] >= 0 and of_nest[column[c]] > LOWEST else NO_WAY
        exp_single(a, out, spare)
        for c in range(classes):
            total[c] += out[c]
            w.nests_up[first * classes + c * (last - first) + nest - first] = total[c]
    sums, logs = w.room[0][:classes], w.room[1][:classes]
    for c in range(classes):
        sums[c] = total[c]
    log_all(sums, logs, w.room[2][:classes])
    for c in range(classes):
        w.place[p, c] = sums[c]
        w.told[p, c] = best[c] + logs[c] if total[c] > NOTHING else NEVER
        sums[c] = w.worth[p, c] / mu - best[c]
    exp_all(sums, logs, w.room[2][:classes])
    for c in range(classes):
        w.stay[p, c] = logs[c] if w.worth[p, c] > SHUT else 0.0


@inner
def nests_at(ways: Choices, p: int, c: int) -> int:
    """Return where in `nests_up` the nests of a place begin for a class."""
    first = ways.nest_first[p]
    return first * ways.column.shape[1] + c * (ways.nest_first[p + 1] - first)


@inner
def pick(ways: Choices, w: Weights, p: int, c: int, x: float) -> int:
    """Return the way from a place at which the running sum of weights passes x, 0 <= x < `w.place[p, c]`."""
    at, k, before = nests_at(ways, p, c), 0, 0.0
    while x >= w.nests_up[at + k]:
        before = w.nests_up[at + k]
        k += 1
    share, nest = w.nests_up[at + k] - before, ways.nest_first[p] + k
    x = (x - before) / share * way_up(ways, w, nest, ways.way_first[nest + 1] - 1, c)
    first, last = ways.way_first[nest], ways.way_first[nest + 1] - 1
    while first < last:
        middle = (first + last) // 2
        if x < way_up(ways, w, nest, middle, c):
            last = middle
        else:
            first = middle + 1
    return first


@inner
def way_up(ways: Choices, w: Weights, nest: int, way: int, c: int) -> float:
    """Return what the ways of a nest weigh for a class, up to and with one of them."""
    country = ways.country_of[nest]
    at = ways.up_first[nest] + (way - ways.way_first[nest]) * ways.columns[country]
    return w.ways_up[at + ways.column[country, c]]


@inner
def pick_end(ways: Choices, w: Weights, fan: int, k: int, x: float) -> int:
    """Return the end of a fan, by its number among those of all fans, at which the running sum passes x in [0, 1)."""
    i = ways.fan_first[fan]
    x *= w.ends_up[ways.fan_first[fan + 1] - 1, k]
    while x >= w.ends_up[i, k]:
        i += 1
    return i
