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
Arrays run over utility classes in their last axis.
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
    size. Each tail comes after the one behind it. Of fan f, `fan_first[f] : fan_first[f + 1]` are the ends `fan_end`,
    reached by the links of `fan_leg`.
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
    fan_first: Ints
    fan_leg: Ints
    fan_end: Ints


class Legs(NamedTuple):
    """What the links of each leg before its door cost a member's people, felt from the start of the leg.

    `time` is the utility of hours and lumps, `seats` and `road` are EUR a person for seats on trains, planes and ships
    and for seats on the road, `fade` is exp(-delta hours); all (legs,). `per_seat` and `per_road` (classes,) are what a
    EUR costs in utility.
    """

    time: Singles
    seats: Singles
    road: Singles
    fade: Singles
    per_seat: Singles
    per_road: Singles


class Weights(NamedTuple):
    """What the ways are worth, over (fans | tails | nests | places, classes).

    `fan` is the utility of a fan, `value` that of a tail; `nest` the logarithm of W and `share` W relative to the best nest of its place;
    `place` the sum of these, without staying, and `told` V/mu, without staying. `worth` is the s of a place (below
    `SHUT` where nobody may settle) and `stay` what staying there weighs beside `place`. `leads` says whether any way is
    open from a place. `news` counts what has become known, `moved` when the value of a tail last changed, `seen` when
    the ways of a place were last weighed.
    """

    fan: Singles
    value: Singles
    nest: Floats
    share: Floats
    place: Floats
    told: Floats
    worth: Floats
    stay: Floats
    leads: Bools
    news: Ints
    moved: Ints
    seen: Ints
    room: Floats
    single_room: Singles


def blank(ways: Choices, classes: int) -> Weights:
    """Return weights of which nothing is known yet."""
    places, nests, tails = len(ways.nest_first) - 1, len(ways.place_of), len(ways.end)
    return Weights(
        fan=np.full((len(ways.fan_first) - 1, classes), NO_WAY, np.float32),
        value=np.full((tails, classes), NO_WAY, np.float32),
        nest=np.full((nests, classes), NEVER),
        share=np.zeros((nests, classes)),
        place=np.zeros((places, classes)),
        told=np.full((places, classes), NEVER),
        worth=np.full((places, classes), 2.0 * SHUT),
        stay=np.zeros((places, classes)),
        leads=np.zeros((places, classes), np.bool_),
        news=np.zeros(1, np.int64),
        moved=np.zeros(tails, np.int64),
        seen=np.full(places, -1, np.int64),
        room=np.zeros((5, classes)),
        single_room=np.zeros((5, classes), np.float32),
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
    return Leg(legs.time[leg], legs.seats[leg], legs.road[leg], legs.fade[leg])


@formula
def felt(leg: Leg, per_seat: float, per_road: float, behind: float) -> float:
    """Return the utility of a leg and of what lies behind it, `behind` (`NO_WAY` where that is shut)."""
    u = leg.time - leg.seats * per_seat - leg.road * per_road + leg.fade * behind
    return u if behind > LOWEST else NO_WAY


@plain
def value_tails(
    ways: Choices, w: Weights, legs: Legs, utility: Singles, fade: Singles, mu: float, ratio: float
) -> None:  # fmt: skip
    """Value the tails of ways at the news of a moment.

    `utility` (links, classes) and `fade` (links,) are u and exp(-delta hours) of links at this moment, u below `SHUT`
    where a link is shut; `w.worth` is of this moment too. `ratio` is mu_n/mu.
    """
    w.news[0] += 1
    x, classes = w.single_room[0], len(w.single_room[0])
    for fan in range(len(w.fan)):
        value_fan(ways, w, legs, fan, np.float32(ratio * mu))
    for tail in range(len(ways.end)):
        door, leg, after, fan, end = ways.door[tail], ways.tail_leg[tail], ways.after[tail], ways.fan[tail], ways.end[tail]
        for c in range(classes):
            x[c] = w.value[after, c] if after >= 0 else (w.fan[fan, c] if fan >= 0 else w.worth[end, c])
        if leg >= 0:
            before = row(legs, leg)
            for c in range(classes):
                x[c] = felt(before, legs.per_seat[c], legs.per_road[c], x[c])
        if door >= 0:
            here, behind = utility[door], fade[door]
            for c in range(classes):
                x[c] = here[c] + behind * x[c] if x[c] > LOWEST and here[c] > LOWEST else NO_WAY
        known, change = w.value[tail], NOTHING
        for c in range(classes):
            change = max(change, abs(x[c] - known[c]))
        if change > NOTHING:
            w.moved[tail] = w.news[0]
            for c in range(classes):
                known[c] = x[c]


@inner
def value_fan(ways: Choices, w: Weights, legs: Legs, fan: int, scale: np.float32) -> None:
    """Value a fan, as seen from behind the door; `scale` is mu_n."""
    best, total, u, out, spare = w.single_room[0], w.single_room[1], w.single_room[2], w.single_room[3], w.single_room[4]
    first, last, per_scale, value = ways.fan_first[fan], ways.fan_first[fan + 1], np.float32(1.0) / scale, w.fan[fan]
    best.fill(NO_WAY)
    total.fill(NOTHING)
    for i in range(first, last):
        for c in range(len(best)):
            best[c] = max(best[c], of_end(ways, w, legs, i, c))
    for i in range(first, last):
        for c in range(len(best)):
            u[c] = per_scale * (of_end(ways, w, legs, i, c) - best[c])
        exp_single(u, out, spare)
        for c in range(len(best)):
            total[c] += out[c]
    for c in range(len(best)):
        value[c] = best[c] + scale * np.log(total[c]) if best[c] > LOWEST else NO_WAY


@inner
def of_end(ways: Choices, w: Weights, legs: Legs, i: int, c: int) -> float:
    """Return the utility of an end of a fan, from behind the door."""
    worth = np.float32(w.worth[ways.fan_end[i], c])
    return felt(row(legs, ways.fan_leg[i]), legs.per_seat[c], legs.per_road[c], worth)


@plain
def see_what_is_open(ways: Choices, w: Weights) -> None:
    """Note from which places any way is open; to be called when rules have changed."""
    for p in range(len(w.leads)):
        w.leads[p] = False
        for way in range(ways.way_first[ways.nest_first[p]], ways.way_first[ways.nest_first[p + 1]]):
            for c in range(w.leads.shape[1]):
                w.leads[p, c] |= w.value[ways.tail[way], c] > LOWEST


@inner
def weigh(ways: Choices, w: Weights, p: int, legs: Legs, mu: float, ratio: float) -> None:
    """Weigh the ways of a place, where there is news of any since they last were; `ratio` is mu_n/mu."""
    if w.seen[p] == w.news[0]:
        return
    for nest in range(ways.nest_first[p], ways.nest_first[p + 1]):
        changed = w.seen[p] < 0
        for way in range(ways.way_first[nest], ways.way_first[nest + 1]):
            changed |= w.moved[ways.tail[way]] > w.seen[p]
        if changed:
            weigh_nest(ways, w, nest, legs, mu, ratio)
    weigh_place(ways, w, p, mu)
    w.seen[p] = w.news[0]


@inner
def weigh_nest(ways: Choices, w: Weights, nest: int, legs: Legs, mu: float, ratio: float) -> None:
    """Work out what a nest weighs."""
    best, total, u = w.single_room[0], w.single_room[1], w.single_room[2]
    out, spare, per_seat, per_road = w.single_room[3], w.single_room[4], legs.per_seat, legs.per_road
    classes, first, last = len(best), ways.way_first[nest], ways.way_first[nest + 1]
    best.fill(NO_WAY)
    total.fill(NOTHING)
    for way in range(first, last):
        leg, tail = row(legs, ways.leg[way]), w.value[ways.tail[way]]
        for c in range(classes):
            x = felt(leg, per_seat[c], per_road[c], tail[c])
            best[c] = x if x > best[c] else best[c]
    per_scale = np.float32(1.0 / (ratio * mu))
    for way in range(first, last):
        leg, tail, size = row(legs, ways.leg[way]), w.value[ways.tail[way]], ways.size[way]
        for c in range(classes):
            u[c] = per_scale * (felt(leg, per_seat[c], per_road[c], tail[c]) - best[c]) + size
        exp_single(u, out, spare)
        for c in range(classes):
            total[c] += out[c]
    sums, logs = w.room[0], w.room[1]
    for c in range(classes):
        sums[c] = total[c]
    log_all(sums, logs, w.room[2])
    for c in range(classes):
        w.nest[nest, c] = best[c] / mu + ratio * logs[c] if best[c] > LOWEST else NEVER


@inner
def weigh_place(ways: Choices, w: Weights, p: int, mu: float) -> None:
    """Work out what the nests of a place weigh beside each other and beside staying, and V."""
    best, a, out, total, spare = w.room[0], w.room[1], w.room[2], w.room[3], w.room[4]
    classes, first, last = len(best), ways.nest_first[p], ways.nest_first[p + 1]
    best.fill(NEVER)
    total.fill(0.0)
    for nest in range(first, last):
        for c in range(classes):
            best[c] = max(best[c], w.nest[nest, c])
    for c in range(classes):
        if best[c] <= NEVER and w.worth[p, c] > SHUT:
            best[c] = w.worth[p, c] / mu
    for nest in range(first, last):
        for c in range(classes):
            a[c] = w.nest[nest, c] - best[c]
        exp_all(a, out, spare)
        for c in range(classes):
            w.share[nest, c] = out[c] if w.nest[nest, c] > NEVER else 0.0
            total[c] += w.share[nest, c]
    log_all(total, out, spare)
    for c in range(classes):
        w.place[p, c] = total[c]
        w.told[p, c] = best[c] + out[c] if total[c] > 0.0 else NEVER
        a[c] = w.worth[p, c] / mu - best[c]
    exp_all(a, out, spare)
    for c in range(classes):
        w.stay[p, c] = out[c] if w.worth[p, c] > SHUT else 0.0


@inner
def weight_within(ways: Choices, w: Weights, nest: int, way: int, c: int, legs: Legs, mu: float, ratio: float) -> float:
    """Return what share of its nest's weight a way has."""
    u = felt(row(legs, ways.leg[way]), legs.per_seat[c], legs.per_road[c], w.value[ways.tail[way], c])
    if u <= LOWEST:
        return 0.0
    # W of the nest is (sum of exp(U/mu_n) PS)^(mu_n/mu), and `nest` the logarithm of W
    return exp_one(np.float32((u / mu - w.nest[nest, c]) / ratio) + ways.size[way])


@inner
def pick(ways: Choices, w: Weights, p: int, c: int, x: float, legs: Legs, mu: float, ratio: float) -> int:
    """Return the way from a place at which the running sum of weights passes x, 0 <= x < `w.place[p, c]`."""
    nest, share = -1, 0.0
    for other in range(ways.nest_first[p], ways.nest_first[p + 1]):
        if w.share[other, c] > 0.0:
            if nest >= 0:
                x -= share
            nest, share = other, w.share[other, c]
            if x < share:
                break
    x, last = x / share, -1
    for way in range(ways.way_first[nest], ways.way_first[nest + 1]):
        weight = weight_within(ways, w, nest, way, c, legs, mu, ratio)
        if weight > 0.0:
            last = way
            if x < weight:
                break
            x -= weight
    return last  # where rounding has carried x past them all, the last that is open


@inner
def end_weight(ways: Choices, w: Weights, fan: int, i: int, c: int, legs: Legs, mu: float, ratio: float) -> float:
    """Return what share of its fan's weight an end has."""
    u = of_end(ways, w, legs, i, c)
    return exp_one((u - w.fan[fan, c]) / np.float32(ratio * mu)) if u > LOWEST else NOTHING


@inner
def pick_end(ways: Choices, w: Weights, fan: int, c: int, x: float, legs: Legs, mu: float, ratio: float) -> int:
    """Return the end of a fan, by its number among those of all fans, at which the running sum passes x in [0, 1)."""
    last = -1
    for i in range(ways.fan_first[fan], ways.fan_first[fan + 1]):
        weight = end_weight(ways, w, fan, i, c, legs, mu, ratio)
        if weight > 0.0:
            last = i
            if x < weight:
                break
            x -= weight
    return last
