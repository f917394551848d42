"""How people choose among ways out: once, by a nested logit.

A way w from p is a chain of legs to a place where one can settle. Its utility is that of its legs and of its end,
felt from p (Oyama & Hato 2017 discount by link likewise),

    U(w) = u(l) + exp(-delta hours(l)) U(rest of w),        U(nothing left) = s(end),

where u is minus the cost of a leg and s the worth of settling. The ways into one country form a nest (McFadden 1978),

    V(p) = mu log( sum over nests n of W(n) + exp(s(p)/mu) ),
    W(n) = ( sum over ways w of n of PS(w) exp(U(w)/mu_n) )^(mu_n/mu),           mu_n <= mu,

in which the last term of V is that of staying where one is, for those who may. PS is the path size (Ben-Akiva &
Bierlaire 1999, equation 27): thirty roads to one place that share all but a bridge would otherwise count as thirty.

Within a nest weights are taken relative to its best way and at a place relative to its best nest, so that no utility
is too small or too large for them. Arrays run over utility classes in their last axis.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.behaviour.elementary import NEVER, exp_all, log_all
from exeunt.compiled import inner, plain

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SHUT = -1e100  # utilities below this are of no way that is open


class Choices(NamedTuple):
    """The ways that may be chosen where, in nests.

    `nest_first[p] : nest_first[p + 1]` are the nests of place p, `way_first[n] : way_first[n + 1]` the ways of nest n,
    `place_of[n]` its place. A way w takes `leg[w]` and then the way `rest[w]`; -1 there says that it is at its
    `end[w]`. `nest_of[w]` is its nest, `size[w]` the logarithm of its path size. `order` holds the ways so that each
    comes after its rest. `door[l]` is the link with a line or a rule that leg l ends with, or -1; the links before it
    cost the same at all times.
    """

    nest_first: Ints
    place_of: Ints
    way_first: Ints
    leg: Ints
    rest: Ints
    end: Ints
    nest_of: Ints
    size: Floats
    order: Ints
    door: Ints


class Weights(NamedTuple):
    """What the ways are worth, over (ways | nests | places, classes).

    `utility` is U, `run_up` the weights of a nest's ways, run up; `nest` the logarithm of W and `share` W relative to
    the best nest of its place; `place` the sum of these, without staying, and `told` V/mu, without staying. `worth`
    is the s of a place (below `SHUT` where nobody may settle) and `stay` what staying there weighs beside `place`.
    What must be worked out again: `new_link` and `new_end`, then `new_way`, `new_nest` and `new_place`.
    """

    utility: Floats
    run_up: Floats
    nest: Floats
    share: Floats
    place: Floats
    told: Floats
    worth: Floats
    stay: Floats
    new_link: Bools
    new_end: Bools
    new_way: Bools
    new_nest: Bools
    new_place: Bools
    room: Floats


def blank(ways: Choices, links: int, classes: int) -> Weights:
    """Return weights of which nothing is known yet."""
    places, nests, count = len(ways.nest_first) - 1, len(ways.place_of), len(ways.leg)
    return Weights(
        utility=np.full((count, classes), 2.0 * SHUT),
        run_up=np.zeros((count, classes)),
        nest=np.full((nests, classes), NEVER),
        share=np.zeros((nests, classes)),
        place=np.zeros((places, classes)),
        told=np.full((places, classes), NEVER),
        worth=np.full((places, classes), 2.0 * SHUT),
        stay=np.zeros((places, classes)),
        new_link=np.ones(links, np.bool_),
        new_end=np.ones(places, np.bool_),
        new_way=np.zeros(count, np.bool_),
        new_nest=np.zeros(nests, np.bool_),
        new_place=np.zeros(places, np.bool_),
        room=np.zeros((5, classes)),
    )


@plain
def weigh(
    ways: Choices, w: Weights, leg_utility: Floats, leg_fade: Floats, utility: Floats, fade: Floats, mu: float,
    ratio: float,
) -> None:  # fmt: skip
    """Work out again what has changed.

    `leg_utility` (legs, classes) and `leg_fade` (legs,) are u and exp(-delta hours) of the links of a leg before its
    door, `utility` (links, classes) and `fade` (links,) those of links at this moment, u below `SHUT` where a link is
    shut. `ratio` is mu_n/mu.
    """
    classes = leg_utility.shape[1]
    for way in ways.order:
        leg, rest, end = ways.leg[way], ways.rest[way], ways.end[way]
        door = ways.door[leg]
        is_new = w.new_way[rest] if rest >= 0 else w.new_end[end]
        if not (is_new or (door >= 0 and w.new_link[door])):
            continue
        w.new_way[way] = True
        w.new_nest[ways.nest_of[way]] = True
        out, chain, felt = w.utility[way], leg_utility[leg], leg_fade[leg]
        after = w.utility[rest] if rest >= 0 else w.worth[end]
        if door < 0:
            for c in range(classes):
                out[c] = chain[c] + felt * after[c] if after[c] > SHUT else 2.0 * SHUT
        else:
            here, behind = utility[door], fade[door]
            for c in range(classes):
                passes = here[c] > SHUT and after[c] > SHUT
                out[c] = chain[c] + felt * (here[c] + behind * after[c]) if passes else 2.0 * SHUT
    for nest in range(len(ways.place_of)):
        if w.new_nest[nest]:
            w.new_nest[nest] = False
            w.new_place[ways.place_of[nest]] = True
            weigh_nest(ways, w, nest, mu, ratio)
    for p in range(len(w.place)):
        if w.new_place[p] or w.new_end[p]:
            weigh_place(ways, w, p, mu)
    w.new_link.fill(False)
    w.new_way.fill(False)
    w.new_end.fill(False)
    w.new_place.fill(False)


@inner
def weigh_nest(ways: Choices, w: Weights, nest: int, mu: float, ratio: float) -> None:
    """Work out the weights of the ways of a nest, and of the nest."""
    best, a, out, total, spare = w.room[0], w.room[1], w.room[2], w.room[3], w.room[4]
    classes, first, last = len(best), ways.way_first[nest], ways.way_first[nest + 1]
    per_scale = 1.0 / (ratio * mu)
    for c in range(classes):
        best[c], total[c] = 2.0 * SHUT, 0.0
    for way in range(first, last):
        for c in range(classes):
            best[c] = max(best[c], w.utility[way, c])
    for way in range(first, last):
        size = ways.size[way]
        for c in range(classes):
            a[c] = per_scale * (w.utility[way, c] - best[c]) + size
        exp_all(a, out, spare)
        for c in range(classes):
            total[c] += out[c] if w.utility[way, c] > SHUT else 0.0
            w.run_up[way, c] = total[c]
    log_all(total, out, spare)
    for c in range(classes):
        w.nest[nest, c] = best[c] / mu + ratio * out[c] if best[c] > SHUT else NEVER


@inner
def weigh_place(ways: Choices, w: Weights, p: int, mu: float) -> None:
    """Work out what the nests of a place weigh beside each other and beside staying, and V."""
    best, a, out, total, spare = w.room[0], w.room[1], w.room[2], w.room[3], w.room[4]
    classes, first, last = len(best), ways.nest_first[p], ways.nest_first[p + 1]
    for c in range(classes):
        best[c], total[c] = NEVER, 0.0
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


@plain
def pick(ways: Choices, w: Weights, p: int, c: int, x: float) -> int:
    """Return the way from a place at which the running sum of weights passes x, 0 <= x < `w.place[p, c]`."""
    last, of_last = -1, 0.0
    for nest in range(ways.nest_first[p], ways.nest_first[p + 1]):
        share = w.share[nest, c]
        if share > 0.0:
            last, of_last = nest, share
            if x < share:
                break
            x -= share
    nest = last
    first, last = ways.way_first[nest], ways.way_first[nest + 1] - 1
    x = min(max(x / of_last, 0.0), 1.0 - 1e-15) * w.run_up[last, c]  # above 1 only where rounding has carried it
    while first < last:
        middle = (first + last) // 2
        if x < w.run_up[middle, c]:
            last = middle
        else:
            first = middle + 1
    return first
