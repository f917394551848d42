"""What each link costs the traveller: hours, EUR and utility, by the formulas of the simulation.

The utility of a link and the worth of a place are those of step 1 of a tick (`engine/kernel/news.py`), by the same
functions of `behaviour/`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from exeunt.behaviour import settling, travelling
from exeunt.behaviour.travelling import Met
from exeunt.engine.compile.groups import read_terms
from exeunt.engine.preferences import preferences
from exeunt.scenario.links import directed
from exeunt.scenario.rows import records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exeunt.behaviour.preferences import Preferences
    from exeunt.scenario.world import World
    from exeunt.ways.crowd import Crowd

LONGEST_WALK = 50.0  # km; a day on foot, to a line or from one to the next town
WALKING = 5.0  # km an hour


@dataclass(frozen=True)
class Leg:
    """A link as the traveller would take it.

    Parameters
    ----------
    link
        Its number in the network.
    begin, end
        The places it leads from and to.
    hours, fade, due
        How long it takes, and how much is felt at its start: of what lies ahead, and of what a border or a line costs.
    utility, money
        Its standing utility at the usual price, and the part of it that is money.
    price, fare
        EUR at the usual price, and the multiple of it at the load seen.
    line, wait
        The line he would stand in (-1 without one), and the hours that are known to await one there.
    priced
        Whether it is known what it costs: of a price of 0 only if somebody says so, or one walks.
    walked
        Whether it is taken on foot instead of a seat.

    """

    link: int
    begin: int
    end: int
    hours: float
    fade: float
    due: float
    utility: float
    money: float
    price: float
    fare: float
    line: int
    wait: float
    priced: bool = True
    walked: bool = False


def travellers_preferences(crowd: Crowd, traits: Mapping[str, str]) -> Preferences:
    """Return how one traveller weighs things, at the central constants; its only class is he."""
    arrays = crowd.arrays
    one = replace(crowd.known, groups=(dict(traits),))
    tie = traits.get("tie", "")
    country = np.array(arrays.net.countries)[arrays.net.place_country]
    alone = replace(
        arrays,
        class_of=np.zeros(1, np.int64),
        drives=np.array([traits.get("car", "no") == "yes"]),
        tied=(country == tie)[:, None],
        terms=read_terms(one).by_class([0]),
        plain=arrays.plain[:0],  # he is told of links, not of legs
        ways=arrays.ways._replace(stands_for=np.zeros_like(arrays.ways.stands_for)),
    )
    return preferences(alone, crowd.theta)


def legs_of(crowd: Crowd, him: Preferences, *, drives: bool, wait: NDArray[np.float64]) -> dict[int, Leg]:
    """Return every link that may be taken, by its number, with the wait at its line (by line)."""
    net = crowd.arrays.net
    factor = crowd.theta["car_price"] if drives else 1.0
    unpriced = _unpriced(crowd.known)
    legs = {}
    for link in np.flatnonzero(net.works & ~net.returns).tolist():
        line = int(net.line[link])
        hours = float(wait[line]) if line >= 0 else 0.0
        legs[link] = Leg(
            link=link,
            begin=int(net.begin[link]),
            end=int(net.end[link]),
            hours=float(net.hours[link]),
            fade=float(him.fade[link]),
            due=float(him.due[link]),
            utility=float(him.utility[link, 0]),
            money=float(him.money[link, 0]),
            price=float(net.price[link] + factor * net.road_price[link]),
            fare=travelling.fare(him.travelling, hours) if net.on_seats[link] else 1.0,
            line=line,
            wait=hours,
            priced=net.link_ids[link] not in unpriced,
        )
    return legs


def _unpriced(world: World) -> set[str]:
    """Return the links on which nothing is paid, so far as is known, and of whose price no claim speaks."""
    claims = world.claims
    of_prices = set(claims.loc[claims["quantity"].str.contains("price", case=False), "id"])
    links = directed(world.links)
    silent = (links["price"] == 0) & (links["mode"] != "foot") & ~links["claim"].isin(of_prices)
    return set(links.loc[silent, "id"])


def walked(world: World, crowd: Crowd, legs: Mapping[int, Leg]) -> dict[int, Leg]:
    """Return these with short ones as walks that cost nothing: roads without a gate, and ways over a gate on foot."""
    net, theta = crowd.arrays.net, crowd.theta
    known: dict[str, float] = {}
    for row in records(directed(world.links)):
        if row["mode"] == "foot" or (row["mode"] == "road" and not row["gate"]):
            known[row["id"]] = row["km"]
    walks = dict(legs)
    for leg in legs.values():
        km = known.get(net.link_ids[leg.link], np.nan)
        if km <= LONGEST_WALK:
            hours = max(km / WALKING, leg.hours)
            time = travelling.time_cost(theta, np.array([leg.hours, hours]))
            fade = float(travelling.fade(theta, np.array([hours]))[0])
            met = travelling.at_border(theta, border=net.crosses[leg.link], walks=net.walks[leg.link])
            walks[leg.link] = replace(
                leg,
                hours=hours,
                fade=fade,
                due=fade,
                utility=leg.utility + leg.money + float(time[0] - time[1]) + (leg.due - fade) * float(met),
                money=0.0,
                price=0.0,
                priced=True,
                walked=True,
            )
    return walks


def utility(leg: Leg, him: Preferences, *, delay: float = 0.0, price: float = 1.0, risk: float = 0.0) -> float:
    """Return minus the cost of a leg under the rules of a moment: hours of delay, a factor of price, a risk."""
    met = Met(leg.wait, leg.fare, delay, price, risk, leg.due)
    return float(travelling.utility(him.travelling, leg.utility, leg.money, met))


def worth(him: Preferences, place: int, *, pull: float, filled: float, days: float) -> float:
    """Return the worth of settling at a place under the rules of a moment; `days` of leave to stay, 0 if unknown."""
    return float(settling.worth(him.settling, float(him.worth[place, 0]), pull, filled, days))
