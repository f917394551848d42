"""How people choose among ways out: a nested recursive logit on a network with cycles.

The value of being at a place is (Fosgerau, Frejinger & Karlstrom 2013, equation 3; discounted in time as Oyama & Hato
2017 discount by link)

    V(p) = mu log( exp(s(p)/mu) + sum over nests n of W(n) ),
    W(n) = ( sum over links l of n of exp(v(l)/mu_n) )^(mu_n/mu),     v(l) = u(l) + exp(-delta hours(l)) V(l),

where s is the worth of settling at p, u minus the cost of a link and V(l) the value on arriving by l. The links from
one place into one country form a nest with mu_n <= mu (McFadden 1978): thirty crossings would otherwise count as
thirty countries, and each road inside a country as a new chance to be lucky. Without the second, what is not seen of
a choice is drawn anew at every crossroads, going round in circles pays, and people do (Mai, Fosgerau & Frejinger 2015
give each node its own scale for the same reason). With all scales equal this is the plain recursive logit.

V(l) is the value of the link's end without the way straight back: nobody turns round on arrival of his own choice.
A hub between two neighbours thus passes people through, and it takes three links to walk in a circle.

A *stance* is where a choice is made: a place, or a place that is passed on the way to its exits, where only those are
open. A link offered at a stance is an *option* there. Everything is kept as weights, exp(V/mu): `place` sums settling
and going on, `nest` and `option` hold the terms, so that choice probabilities are plain ratios of them. Arrays run
over utility classes in their last axis.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.behaviour.elementary import NEVER, exp_all, log_all
from exeunt.compiled import inner, plain

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NOT_SEEN = -1


class Choices(NamedTuple):
    """What may be chosen where: the options at each stance, in nests.

    `nest_first[s] : nest_first[s + 1]` are the nests of stance s, `option_first[n] : option_first[n + 1]` the
    options of nest n; `stance_of[n]` is the stance of nest n, `link[o]` the link that option o takes and
    `nest_of[o]` its nest. `end[l]` is the stance a link leads to, `back[l]` the option there that leads straight
    back (-1 without one), `place[s]` the place of a stance: those of the places come first, in their order.
    `into_first[s] : into_first[s + 1]` are the positions in `into` of the stances with an option that leads to s.
    `order` holds the stances in the order in which values spread best, and `table_first` where each begins in
    `Weights.table`.
    """

    nest_first: Ints
    stance_of: Ints
    option_first: Ints
    link: Ints
    nest_of: Ints
    end: Ints
    back: Ints
    place: Ints
    table_first: Ints
    into_first: Ints
    into: Ints
    order: Ints


class Weights(NamedTuple):
    """The solution: exp(value/mu) and its terms, over (stances | nests | options | links, classes).

    `inner` is the sum within a nest before its power; `past`, by link, what the nest of the way straight back is
    worth at the link's end without that way. `told` is the logarithm of `place` as the stances that lead there know
    it: it lags behind by the tolerance at most. `version` counts how often it was told and `seen` what an option
    knows of. For those who choose one by one, `table` holds, from `ways.table_first[s]` times the number of classes
    and for each class in turn, the weights of the nests at s and then those of its options, run up within each
    nest: all that one choice looks at, side by side. `stale` marks stances to be worked out from scratch, `nudged`
    those that must look for what is new, `shown` those whose table is up to date (see `show`). `room` (6, classes)
    is room to work in.
    """

    place: Floats
    told: Floats
    settle: Floats
    nest: Floats
    inner: Floats
    option: Floats
    past: Floats
    table: Floats
    version: Ints
    seen: Ints
    stale: NDArray[np.bool_]
    nudged: NDArray[np.bool_]
    shown: NDArray[np.bool_]
    room: Floats


def blank(ways: Choices, classes: int) -> Weights:
    """Return weights of which nothing is known yet."""
    stances, nests, options, links = len(ways.place), len(ways.option_first) - 1, len(ways.link), len(ways.end)
    return Weights(
        place=np.zeros((stances, classes)),
        told=np.full((stances, classes), NEVER),
        settle=np.zeros((stances, classes)),
        nest=np.zeros((nests, classes)),
        inner=np.zeros((nests, classes)),
        option=np.zeros((options, classes)),
        past=np.zeros((links, classes)),
        table=np.zeros(int(ways.table_first[-1]) * classes),
        version=np.zeros(stances, np.int64),
        seen=np.zeros(options, np.int64),
        stale=np.ones(stances, np.bool_),
        nudged=np.zeros(stances, np.bool_),
        shown=np.zeros(stances, np.bool_),
        room=np.zeros((6, classes)),
    )


@plain
def start_afresh(w: Weights) -> None:
    """Forget the last solution, as one must when a way or a place has been shut.

    Places from which nowhere can be reached any more would otherwise keep each other's values alive: to walk in a
    circle for ever has a finite value under discounting. From nothing, only what ends somewhere is found.
    """
    for weight in (w.place, w.nest, w.inner, w.option, w.past):
        weight.fill(0.0)
    w.told.fill(NEVER)
    w.stale.fill(True)


@plain
def renew(ways: Choices, w: Weights, option: int) -> None:
    """Have an option weighed again whose utility has changed."""
    w.seen[option] = NOT_SEEN
    w.nudged[ways.stance_of[ways.nest_of[option]]] = True


@plain
def look_past(ways: Choices, w: Weights, ratio: float, link: int, out: Floats, room: Floats) -> None:
    """Put the weight of a link's end without the way straight back into `out`, that of its nest into `w.past`."""
    classes = len(out)
    back, stance = ways.back[link], ways.end[link]
    nest = ways.nest_of[back]
    rest, log, spare, past = room[2], room[3], room[4], w.past[link]
    for c in range(classes):
        rest[c] = 0.0
    for option in range(ways.option_first[nest], ways.option_first[nest + 1]):
        if option != back:
            for c in range(classes):
                rest[c] += w.option[option, c]
    log_all(rest, log, spare)
    for c in range(classes):
        log[c] *= ratio
    exp_all(log, past, spare)
    for c in range(classes):
        out[c] = w.settle[stance, c] + past[c]
    for other in range(ways.nest_first[stance], ways.nest_first[stance + 1]):
        if other != nest:
            for c in range(classes):
                out[c] += w.nest[other, c]


@inner
def weigh(
    ways: Choices, w: Weights, utility: Floats, fade: Floats, mu: float, ratio: float, nest: int, everything: bool,
    room: Floats,
) -> None:  # fmt: skip
    """Work out the weights of those options of a nest that lead where something is new (or all), and their sum."""
    a, log, spare = room[0], room[1], room[4]
    classes = len(a)
    first, last = ways.option_first[nest], ways.option_first[nest + 1]
    alone = last - first == 1
    per_scale = 1.0 / (mu if alone else ratio * mu)
    any_new = False
    for option in range(first, last):
        link = ways.link[option]
        end = ways.end[link]
        if not everything and w.seen[option] == w.version[end]:
            continue
        any_new = True
        w.seen[option] = w.version[end]
        near, far = per_scale, fade[link] * mu * per_scale
        if ways.back[link] < 0:
            for c in range(classes):
                a[c] = near * utility[option, c] + far * w.told[end, c]
        else:
            look_past(ways, w, ratio, link, a, room)
            log_all(a, log, spare)
            for c in range(classes):
                a[c] = near * utility[option, c] + far * log[c]
        exp_all(a, w.option[option], spare)
    if not any_new:
        return
    inner = w.inner[nest]
    for c in range(classes):
        inner[c] = 0.0
    for option in range(first, last):
        for c in range(classes):
            inner[c] += w.option[option, c]
    if alone:
        for c in range(classes):
            w.nest[nest, c] = inner[c]
    else:
        log_all(inner, log, spare)
        for c in range(classes):
            log[c] *= ratio
        exp_all(log, w.nest[nest], spare)


@plain
def show(ways: Choices, w: Weights, stance: int) -> None:
    """Copy the weights of the options at a stance into `table`, for who chooses there next."""
    table, nest_weight, option_weight = w.table, w.nest, w.option
    low, high = ways.nest_first[stance], ways.nest_first[stance + 1]
    classes = nest_weight.shape[1]
    at = ways.table_first[stance] * classes
    for c in range(classes):
        for nest in range(low, high):
            table[at] = nest_weight[nest, c]
            at += 1
        for nest in range(low, high):
            run_up = 0.0
            for option in range(ways.option_first[nest], ways.option_first[nest + 1]):
                run_up += option_weight[option, c]
                table[at] = run_up
                at += 1
    w.shown[stance] = True


@plain
def solve(
    ways: Choices, w: Weights, utility: Floats, fade: Floats, mu: float, ratio: float, tolerance: float, sweeps: int
) -> float:
    """Solve for the weights in place, starting from those given, and return the last change of log weight.

    `utility` (options, classes) is u, -inf where a way is shut; `fade` (links,) is exp(-delta hours); `ratio` is
    mu_n/mu. `w.settle` holds exp(s/mu), 0 where nobody settles. Sweeps over the stances in `ways.order` that are stale
    or nudged, each nudging those that lead to it when a log weight of it has moved by more than `tolerance` since it
    last did, until none is left (Gauss-Seidel; the map is a contraction for delta > 0 and finite on acyclic networks
    for delta = 0). What lies past a way straight back thus lags by the tolerance of all there is at the stance, of
    which it may be little.
    """
    classes = utility.shape[1]
    change = 0.0
    room = w.room
    log, total = room[1], room[5]
    for _ in range(sweeps):
        change = 0.0
        for stance in ways.order:
            if not (w.stale[stance] or w.nudged[stance]):
                continue
            for c in range(classes):
                total[c] = w.settle[stance, c]
            for nest in range(ways.nest_first[stance], ways.nest_first[stance + 1]):
                weigh(ways, w, utility, fade, mu, ratio, nest, w.stale[stance], room)
                for c in range(classes):
                    total[c] += w.nest[nest, c]
            w.stale[stance] = w.nudged[stance] = w.shown[stance] = False
            log_all(total, log, room[4])
            moved = 0.0
            for c in range(classes):
                w.place[stance, c] = total[c]
                moved = max(moved, abs(log[c] - w.told[stance, c]))
            if moved > tolerance:
                change = max(change, moved)
                w.version[stance] += 1
                for c in range(classes):
                    w.told[stance, c] = log[c]
                for k in range(ways.into_first[stance], ways.into_first[stance + 1]):
                    w.nudged[ways.into[k]] = True
        if change <= tolerance:
            break
    return change
