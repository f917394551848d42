"""How people choose among ways out: once, by a nested logit.

A way w from p is a chain of links to a place where one can settle. Its utility is that of its links and of its end,
felt from p (Oyama & Hato 2017 discount by link likewise),

    U(w) = u(l) + exp(-delta hours(l)) U(rest of w),        U(nothing left) = s(end),

where u is minus the cost of a link and s the worth of settling. The ways into one country form a nest (McFadden 1978),

    V(p) = mu log( sum over nests n of W(n) + exp(s(p)/mu) ),
    W(n) = ( sum over ways w of n of PS(w) exp(U(w)/mu_n) )^(mu_n/mu),           mu_n <= mu,

in which the last term of V is that of staying where one is, for those who may. PS is the path size (Ben-Akiva &
Bierlaire 1999, equation 27): thirty roads to one place that share all but a bridge would otherwise count as thirty.

Links with a line, a border or a quota are *doors*. From behind the last door of a way several ends of its country can
be reached, its *fan*. They are valued as they are from there, U = mu_n log(sum over ends of exp(U(end)/mu_n)), and
chosen among as they are from there, as a nest within the nest: how far away one lives says nothing of which town one
goes to behind the border. A way is chosen with its end, at once.

What lies behind the first door of a way is its *tail*. Many ways share one, so fans and tails are valued first, and the
ways of a place when somebody there asks for them. Within a nest weights are taken relative to its best way and at a
place relative to its best nest, so that no utility is too small or too large for them; single precision then serves.
After news only the ways of which there is any are weighed again.

Arrays of places and links run over utility classes in their last axis. Those of what leads into a country run over the
*columns* of that country: classes that weigh all ways into it alike share one.

Here stands what is chosen among and what is known of it; `tails` values what lies behind first doors, `weighing` weighs
the ways and nests of a place, and `picking` draws among them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.behaviour.elementary import NEVER
from exeunt.compiled import formula, inner

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]
Numbers = NDArray[np.int32]  # of things of which there are many: half as much to go through
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
    `fan_first[f] : fan_first[f + 1]` are the ends `fan_end`, reached by the links of `fan_leg`.
    On roads of the legs from number `ruled` on rules may act. Of leg k, `chain_first[k] : chain_first[k + 1]` are the
    chains of links by which it may be gone, themselves legs `chain`, of which the first is k; in general they cost
    `chain_cost`, and of chain i the roads are `road[road_first[i] : road_first[i + 1]]`. Of country n a class c
    has the column `column[n, c]`, -1 where no way is ever open to it; there are `columns[n]`, and `stands_for[n, k]` is
    a class of column k. `kept_first[n]` is where the weights of the ways of nest n begin among all that are kept.
    """

    nest_first: Ints
    place_of: Ints
    country_of: Ints
    way_first: Ints
    leg: Numbers
    tail: Numbers
    rest: Ints
    fan_of: Numbers
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
    ruled: int
    chain_first: Ints
    chain: Ints
    chain_cost: Floats
    road_first: Ints
    road: Ints
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
    tail, a fan, a place and a link last changed, `leg_moved` that of a leg on whose roads rules may act, and `seen`
    when the ways of a place were last weighed. Of such legs each class takes the chain of links `by` (legs, classes),
    by its number among those of the leg, and what rules cost it there is `held`.
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
    leg_moved: Ints
    by: Ints
    held: Singles
    seen: Ints
    room: Singles
    listed: Ints
    fresh: Singles


def blank(ways: Choices, links: int) -> Weights:
    """Return weights of which nothing is known yet, in a network of so many links."""
    places, nests = len(ways.nest_first) - 1, len(ways.place_of)
    classes, most = ways.column.shape[1], ways.stands_for.shape[1]
    ruled = len(ways.chain_first) - 1 - ways.ruled
    return Weights(
        fan=np.full((len(ways.fan_country), most), NO_WAY, np.float32),
        value=np.full((len(ways.end), most), NO_WAY, np.float32),
        nest=np.full((nests, classes), NO_WAY, np.float32),
        best=np.full((nests, most), NO_WAY, np.float32),
        total=np.zeros((nests, most)),
        way=np.full(int(ways.kept_first[-1]), NOTHING),  # unlike zeros it comes in large pages of memory
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
        leg_moved=np.zeros(ruled, np.int64),
        by=np.zeros((ruled, classes), np.int64),
        held=np.zeros((ruled, classes), np.float32),
        seen=np.full(places, -1, np.int64),
        room=np.zeros((2, max(classes, most)), np.float32),
        listed=np.zeros((2, int(np.diff(ways.way_first).max(initial=0))), np.int64),
        fresh=np.zeros(most, np.float32),
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


@inner
def feel(
    ways: Choices, w: Weights, legs: Legs, leg: int, country: int, behind: Singles, out: Singles
) -> None:  # fmt: skip
    """Write down the same for each column of a country."""
    columns, per_seat, per_road = ways.columns[country], legs.per_seat[country], legs.per_road[country]
    if leg < ways.ruled:
        of = row(legs, leg)
        for k in range(columns):
            out[k] = felt(of, per_seat[k], per_road[k], behind[k])
    else:
        for k in range(columns):
            out[k] = felt_by_road(ways, w, legs, leg, country, k, behind[k])


@formula
def felt_by_road(
    ways: Choices, w: Weights, legs: Legs, leg: int, country: int, column: int, behind: np.float32
) -> np.float32:  # fmt: skip
    """Return the same of a leg on whose roads rules may act, for a column of a country."""
    i, c = leg - ways.ruled, ways.stands_for[country, column]
    chain = ways.chain[ways.chain_first[leg] + w.by[i, c]]
    u = felt(row(legs, chain), legs.per_seat[country, column], legs.per_road[country, column], behind)
    return u - w.held[i, c]


@formula
def is_news_of(ways: Choices, w: Weights, leg: int, seen: int) -> bool:
    """Say whether rules on the roads of a leg, if there are any, have changed since something was `seen`."""
    return leg >= ways.ruled and w.leg_moved[leg - ways.ruled] > seen
