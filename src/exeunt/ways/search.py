"""The best way into every country, of those that people choose among: see `behaviour.choice`.

A way is worth to one traveller what it is to the crowd: minus the cost of each link, faded by the hours before it, plus
the worth of settling at its end, faded by all of them,

    U = sum over links i of  e^(-delta T_i) u_i  +  e^(-delta T) s(end),      T_i the hours before link i.

But the rules are those that he meets when he gets there, and as they are to him; and when that is, goes by what he
himself would wait (see `waiting`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from exeunt.engine.compile.ways import chains_of, links_of
from exeunt.ways.legs import Leg, utility, worth

if TYPE_CHECKING:
    from exeunt.behaviour.preferences import Preferences
    from exeunt.engine.compile.arrays import Arrays
    from exeunt.ways.crowd import Crowd
    from exeunt.ways.doors import Doors
    from exeunt.ways.waiting import Waits


@dataclass(frozen=True, eq=False)
class Chain:
    """A way so far.

    Parameters
    ----------
    place
        Where it has come to.
    cost, fade
        What it has cost in utility, and how much of what lies ahead is felt at its start.
    hour
        When he gets there, with the waits, in hours from the moment of asking.
    spent, usual
        EUR, at the load seen and at the usual one.
    leg, before
        The last leg and the chain before it; None at the start.
    delay
        Hours of delay that a rule makes on the last leg.
    comes
        When he comes to the line of the last leg, likewise.

    """

    place: int
    cost: float
    fade: float
    hour: float
    spent: float
    usual: float
    leg: Leg | None = None
    before: Chain | None = None
    delay: float = 0.0
    comes: float = 0.0

    def legs(self) -> list[Chain]:
        """Return the chain link by link, each with the state after it."""
        found: list[Chain] = []
        here: Chain | None = self
        while here is not None and here.leg is not None:
            found.append(here)
            here = here.before
        return found[::-1]


@dataclass(frozen=True)
class Found:
    """The best way into a country, and what it is worth."""

    chain: Chain
    worth: float


class Means(NamedTuple):
    """How one traveller may go: his preferences and waits, what links are to him if he travels so or so, his money."""

    him: Preferences
    waits: Waits
    legs: Sequence[Mapping[int, Leg]]
    budget: float


def search(crowd: Crowd, doors: Doors, means: Means, start: int) -> dict[int, Found]:
    """Return by country the way worth most within his budget.

    A way is looked at by each of the ways he may travel. Countries are numbered as in the network; that of the start
    and the one that people leave are none to go to.
    """
    net = crowd.arrays.net
    best: dict[int, Found] = {}
    for links in ways_from(crowd.arrays, start):
        for legs in means.legs:
            chain = _along(doors, means, [legs[link] for link in links if link in legs], start)
            if chain is None or not links or chain.place != net.end[links[-1]]:
                continue
            found = valued(crowd, doors, means.him, chain)
            country = int(net.place_country[chain.place])
            if found is not None and (country not in best or found.worth > best[country].worth):
                best[country] = found
    best.pop(int(net.place_country[start]), None)
    return best


def ways_from(arrays: Arrays, start: int) -> Iterator[list[int]]:
    """Yield the links of each way that people at a place choose among, to each of its ends."""
    ways, legs = arrays.ways, arrays.legs
    first, last = ways.way_first[ways.nest_first[start]], ways.way_first[ways.nest_first[start + 1]]
    for way in range(first, last):
        fan = int(ways.fan_of[way])
        for links in links_of(ways, legs, way):
            if fan < 0:
                yield links
                continue
            for leg in ways.fan_leg[ways.fan_first[fan] : ways.fan_first[fan + 1]].tolist():
                yield from ([*links, *chain] for chain in chains_of(ways, legs, leg))


def _along(doors: Doors, means: Means, legs: Sequence[Leg], start: int) -> Chain | None:
    """Follow links one by one, or return None where a door is shut, or the money spent."""
    here = Chain(place=start, cost=0.0, fade=1.0, hour=0.0, spent=0.0, usual=0.0)
    for leg in legs:
        there = follow(doors, means.him, means.waits, here, leg)
        if leg.begin != here.place or there is None or there.spent > means.budget:
            return None
        here = there
    return here


def valued(crowd: Crowd, doors: Doors, him: Preferences, chain: Chain) -> Found | None:
    """Return what a way is worth, None where he may not settle at its end."""
    net, access, e, end = crowd.arrays.net, doors.access, doors.epoch(chain.hour), chain.place
    if not (net.abroad[end] and access.settle[e, end, 0]):
        return None
    s = worth(
        him,
        end,
        pull=float(access.pull[e, end]),
        filled=float(crowd.filled[end]),
        days=float(access.stay[e, end, 0]),
    )
    return Found(chain, chain.fade * s - chain.cost)


def follow(doors: Doors, him: Preferences, waits: Waits, here: Chain, leg: Leg) -> Chain | None:
    """Extend a chain by a leg, or return None where the door is shut before he is through it."""
    row, access = int(doors.access.row[leg.link]), doors.access
    delay, price, risk = 0.0, 1.0, 0.0
    if row >= 0:
        e = doors.epoch(here.hour + leg.hours)
        delay, price = float(access.delay[e, row, 0]), float(access.price[e, row, 0])
        risk = float(access.risk[e, row, 0])
    comes = here.hour + leg.hours + delay
    hour = comes + waits.usual(leg.line, comes)
    if hour >= doors.open_until[leg.link]:
        return None
    return Chain(
        place=leg.end,
        cost=here.cost - here.fade * utility(leg, him, delay=delay, price=price, risk=risk),
        fade=here.fade * leg.fade,
        hour=hour,
        spent=here.spent + leg.price * leg.fare * price,
        usual=here.usual + leg.price * price,
        leg=leg,
        before=here,
        delay=delay,
        comes=comes,
    )
