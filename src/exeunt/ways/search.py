"""The best way into every country: a chain of links and the place to settle at its end.

A chain is worth what the recursive logit gives for following it: minus the cost of each link, faded by the hours before
it, plus the worth of settling, faded by all of them,

    W = sum over links i of  e^(-delta T_i) u_i  +  e^(-delta T) s(end),      T_i the hours before link i.

What remains of a chain at a place is its cost, its fade and the hour he gets there (which decides which rules he
meets); a chain that is beaten in all of them, and in money where money is short, is dropped (Martins 1984).
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exeunt.ways.legs import Leg, utility, worth

if TYPE_CHECKING:
    from exeunt.behaviour.preferences import Preferences
    from exeunt.ways.crowd import Crowd
    from exeunt.ways.doors import Doors


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
    spent
        EUR.
    leg, before
        The last leg and the chain before it; None at the start.
    delay
        Hours of delay that a rule makes on the last leg.

    """

    place: int
    cost: float
    fade: float
    hour: float
    spent: float
    leg: Leg | None = None
    before: Chain | None = None
    delay: float = 0.0

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


def search(
    crowd: Crowd,
    doors: Doors,
    him: Preferences,
    legs: Sequence[Leg],
    start: int,
    *,
    budget: float = float("inf"),
    cheapest: bool = False,
) -> dict[int, Found]:
    """Return by country the way worth most within a budget, or the cheapest one.

    Countries are numbered as in the network; that of the start and the one that people leave are none to go to.
    """
    net, access = crowd.arrays.net, doors.access
    out: dict[int, list[Leg]] = {}
    for leg in legs:
        if doors.open_until[leg.link] > 0:
            out.setdefault(leg.begin, []).append(leg)
    timeless = len(access.open) == 1
    money_matters = cheapest or budget < float("inf")
    state = _state(timeless=timeless, money_matters=money_matters)
    best: dict[int, Found] = {}
    front: dict[int, list[tuple[float, ...]]] = {}
    order = itertools.count()
    queue = [(0.0, next(order), Chain(place=start, cost=0.0, fade=1.0, hour=0.0, spent=0.0))]
    while queue:
        _, _, here = heapq.heappop(queue)
        if not _keeps(front.setdefault(here.place, []), state(here)):
            continue
        e = doors.epoch(here.hour)
        if net.abroad[here.place] and access.settle[e, here.place, 0]:
            s = worth(
                him,
                here.place,
                pull=float(access.pull[e, here.place]),
                filled=float(crowd.filled[here.place]),
                days=float(access.stay[e, here.place, 0]),
            )
            found = Found(here, -here.spent if cheapest else here.fade * s - here.cost)
            country = int(net.place_country[here.place])
            if country not in best or found.worth > best[country].worth:
                best[country] = found
        for leg in out.get(here.place, ()):
            there = _follow(doors, him, here, leg)
            if there is not None and there.spent <= budget:
                heapq.heappush(queue, (there.cost, next(order), there))
    best.pop(int(net.place_country[start]), None)
    return best


def _follow(doors: Doors, him: Preferences, here: Chain, leg: Leg) -> Chain | None:
    """Extend a chain by a leg, or return None where the door is shut before he is through it."""
    row, access = int(doors.access.row[leg.link]), doors.access
    delay, price, risk = 0.0, 1.0, 0.0
    if row >= 0:
        e = doors.epoch(here.hour + leg.hours)
        delay, price = float(access.delay[e, row, 0]), float(access.price[e, row, 0])
        risk = float(access.risk[e, row, 0])
    hour = here.hour + leg.hours + leg.wait + delay
    if hour >= doors.open_until[leg.link]:
        return None
    return Chain(
        place=leg.end,
        cost=here.cost - here.fade * utility(leg, him, delay=delay, price=price, risk=risk),
        fade=here.fade * leg.fade,
        hour=hour,
        spent=here.spent + leg.price * leg.fare * price,
        leg=leg,
        before=here,
        delay=delay,
    )


def _state(*, timeless: bool, money_matters: bool) -> Callable[[Chain], tuple[float, ...]]:
    """Return what of a chain can matter later; less is better in each."""

    def state(chain: Chain) -> tuple[float, ...]:
        own: tuple[float, ...] = (chain.cost, -chain.fade)
        if not timeless:
            own = (*own, chain.hour)
        return (*own, chain.spent) if money_matters else own

    return state


def _keeps(front: list[tuple[float, ...]], own: tuple[float, ...]) -> bool:
    """Add a state to those not beaten at a place, unless it is beaten itself."""
    if any(all(a <= b for a, b in zip(other, own, strict=True)) for other in front):
        return False
    front[:] = [other for other in front if not all(a >= b for a, b in zip(other, own, strict=True))]
    front.append(own)
    return True
