"""How people choose among ways out: a nested recursive logit on a network with cycles.

The value of being at place p is (Fosgerau, Frejinger & Karlstrom 2013, equation 3; discounted in time as Oyama & Hato
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

Everything is kept as weights, exp(V/mu): `place` sums settling and going on, `nest` and `link` hold the terms, so that
choice probabilities are plain ratios of them. Arrays run over utility classes in their last axis.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from exeunt.behaviour.elementary import NEVER, exp_all, log_all

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Choices(NamedTuple):
    """What may be chosen where: the options at each place, in nests.

    `nest_first[p] : nest_first[p + 1]` are the nests of place p, `link_first[n] : link_first[n + 1]` the positions in
    `links` of nest n; `nest_of[l]` is the nest of link l (-1 for links nobody chooses), `end[l]` the place a link leads
    to, `back[l]` the link straight back (-1 without one). The first `exits[p]` nests are open to who passes through p
    on a `journey[l]`; a nest of journeys, if there is one, comes after them. `into_first[p] : into_first[p + 1]` are
    the positions in `into` of the places from which a link leads to p, `through` likewise for journeys; `order` holds
    the places in the order in which values spread best, and `table_first` where each begins in `Weights.table`.
    """

    nest_first: Ints
    exits: Ints
    journey: NDArray[np.bool_]
    link_first: Ints
    links: Ints
    nest_of: Ints
    end: Ints
    back: Ints
    table_first: Ints
    through_first: Ints
    through: Ints
    into_first: Ints
    into: Ints
    order: Ints


class Weights(NamedTuple):
    """The solution: exp(value/mu) and its terms, over (places | nests | links, classes).

    `exit` is `place` without the journeys, `log` and `log_exit` their logarithms, `inner` the sum within a nest before
    its power. For those who choose one by
    one, `table` holds, from `ways.table_first[p]` times the number of classes and for each class in turn, the weights
    of the nests at p and then those of its links, run up within each nest: all that one choice looks at, side by side.
    `stale` (places,) marks whose exits must be worked out again, `onward` whose journeys.
    """

    place: Floats
    exit: Floats
    log: Floats
    log_exit: Floats
    settle: Floats
    nest: Floats
    inner: Floats
    link: Floats
    table: Floats
    stale: NDArray[np.bool_]
    onward: NDArray[np.bool_]


@njit(cache=True, error_model="numpy")
def look_past(w: Weights, ratio: float, end: int, back: int, nest: int, a: Floats, b: Floats, spare: Floats) -> None:
    """Put the weight of a place without the way `back`, which is in `nest`, into `a`; `b` and `spare` are scratch."""
    # what the nest of the way back is worth without it: (inner - x)^ratio, or nothing if it stands alone
    for c in range(len(a)):
        rest = w.inner[nest, c] - w.link[back, c]
        a[c] = rest if rest > 1e-12 * w.inner[nest, c] else 0.0
    log_all(a, b, spare)
    for c in range(len(a)):
        b[c] *= ratio
    exp_all(b, a, spare)
    for c in range(len(a)):
        rest = w.place[end, c] - w.nest[nest, c] + a[c]
        a[c] = rest if rest > 1e-12 * w.place[end, c] else 0.0


@njit(cache=True, error_model="numpy")
def run_up(ways: Choices, w: Weights, p: int) -> None:
    """Copy the weights of the options at a place into `table`."""
    table, nest_weight, link_weight, links, link_first = w.table, w.nest, w.link, ways.links, ways.link_first
    low, high = ways.nest_first[p], ways.nest_first[p + 1]
    classes = nest_weight.shape[1]
    width = high - low + link_first[high] - link_first[low]
    start = ways.table_first[p] * classes
    for nest in range(low, high):
        for c in range(classes):
            table[start + c * width + nest - low] = nest_weight[nest, c]
        at = start + high - low + link_first[nest] - link_first[low]
        for k in range(link_first[nest], link_first[nest + 1]):
            link = links[k]
            for c in range(classes):
                x = link_weight[link, c]
                table[at + c * width] = x if k == link_first[nest] else table[at + c * width - 1] + x
            at += 1


@njit(cache=True, error_model="numpy")
def start_afresh(w: Weights) -> None:
    """Forget the last solution, as one must when a way or a place has been shut.

    Places from which nowhere can be reached any more would otherwise keep each other's values alive: to walk in a
    circle for ever has a finite value under discounting. From nothing, only what ends somewhere is found.
    """
    for weight in (w.place, w.exit, w.nest, w.inner, w.link):
        weight.fill(0.0)
    w.log.fill(NEVER)
    w.log_exit.fill(NEVER)
    w.stale.fill(True)


@njit(cache=True, error_model="numpy")
def weigh(
    ways: Choices, w: Weights, utility: Floats, fade: Floats, mu: float, ratio: float, nest: int, room: Floats
) -> None:
    """Work out the weights of a nest, its links and their sum; `room` (5, classes) is room to work in."""
    inner, log, a, b, spare = room[0], room[1], room[2], room[3], room[4]
    log_place, log_exit, link_weight = w.log, w.log_exit, w.link
    links, ends, backs, nest_of, journey = ways.links, ways.end, ways.back, ways.nest_of, ways.journey
    classes = len(inner)
    first, last = ways.link_first[nest], ways.link_first[nest + 1]
    alone = last - first == 1
    scale = mu if alone else ratio * mu
    for c in range(classes):
        inner[c] = 0.0
    for k in range(first, last):
        link = links[k]
        end, back = ends[link], backs[link]
        far = fade[link] * mu
        if journey[link]:
            for c in range(classes):
                a[c] = (utility[link, c] + far * log_exit[end, c]) / scale
        elif back < 0 or nest_of[back] < 0:
            for c in range(classes):
                a[c] = (utility[link, c] + far * log_place[end, c]) / scale
        else:
            look_past(w, ratio, end, back, nest_of[back], a, b, spare)
            log_all(a, log, spare)
            for c in range(classes):
                a[c] = (utility[link, c] + far * log[c]) / scale
        exp_all(a, b, spare)
        for c in range(classes):
            link_weight[link, c] = b[c]
            inner[c] += b[c]
    for c in range(classes):
        w.inner[nest, c] = inner[c]
    if not alone:
        log_all(inner, a, spare)
        for c in range(classes):
            a[c] *= ratio
        exp_all(a, inner, spare)
    for c in range(classes):
        w.nest[nest, c] = inner[c]


@njit(cache=True, error_model="numpy")
def renew(place: Floats, log: Floats, new: Floats, room: Floats) -> float:
    """Put new weights of a place and their logarithms in, and return how far a logarithm moved at most."""
    log_all(new, room[1], room[4])
    moved = 0.0
    for c in range(len(new)):
        moved = max(moved, abs(room[1, c] - log[c]))
        log[c] = room[1, c]
        place[c] = new[c]
    return moved


@njit(cache=True, error_model="numpy")
def finish(
    ways: Choices, w: Weights, utility: Floats, fade: Floats, mu: float, ratio: float, tolerance: float, p: int,
    total: Floats, room: Floats,
) -> float:  # fmt: skip
    """Add the journeys of a place to the weight of its exits, `total`, and make what leads to it stale if it moved."""
    w.onward[p] = False
    for nest in range(ways.nest_first[p] + ways.exits[p], ways.nest_first[p + 1]):
        weigh(ways, w, utility, fade, mu, ratio, nest, room)
        for c in range(len(total)):
            total[c] += w.nest[nest, c]
    moved = renew(w.place[p], w.log[p], total, room)
    run_up(ways, w, p)
    if moved > tolerance:
        for k in range(ways.into_first[p], ways.into_first[p + 1]):
            w.stale[ways.into[k]] = True
    return moved


@njit(cache=True, error_model="numpy")
def solve(
    ways: Choices, w: Weights, utility: Floats, fade: Floats, mu: float, ratio: float, tolerance: float, sweeps: int
) -> float:
    """Solve for the weights in place, starting from those given, and return the last change of log weight.

    `utility` (links, classes) is u, -inf where a way is shut; `fade` (links,) is exp(-delta hours); `ratio` is
    mu_n/mu. `w.settle` holds exp(s/mu), 0 where nobody settles. Sweeps over the stale places in `ways.order`, first
    their exits and then their journeys, each making the places before it stale if a log weight of it moved by more
    than `tolerance`, until none is (Gauss-Seidel; the map is a contraction for delta > 0 and finite on acyclic
    networks for delta = 0).
    """
    classes = utility.shape[1]
    change = 0.0
    total = np.empty(classes)
    room = np.empty((5, classes))
    for _ in range(sweeps):
        change = 0.0
        for p in ways.order:
            if not w.stale[p]:
                continue
            w.stale[p] = False
            for c in range(classes):
                total[c] = w.settle[p, c]
            low = ways.nest_first[p]
            for nest in range(low, low + ways.exits[p]):
                weigh(ways, w, utility, fade, mu, ratio, nest, room)
                for c in range(classes):
                    total[c] += w.nest[nest, c]
            moved = renew(w.exit[p], w.log_exit[p], total, room)
            change = max(change, moved)
            if moved > tolerance:
                for k in range(ways.through_first[p], ways.through_first[p + 1]):
                    w.onward[ways.through[k]] = True
            if low + ways.exits[p] < ways.nest_first[p + 1]:
                w.onward[p] = True
            else:  # no journeys: this is all
                change = max(change, finish(ways, w, utility, fade, mu, ratio, tolerance, p, total, room))
        for p in ways.order:
            if w.onward[p]:
                for c in range(classes):
                    total[c] = w.exit[p, c]
                change = max(change, finish(ways, w, utility, fade, mu, ratio, tolerance, p, total, room))
        if change <= tolerance:
            break
    return change
