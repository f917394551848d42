"""What a way costs: the utility of a link.

Its standing part is worked out once a member, for all links and classes; what rules, waits and fares make of it at a
moment is `utility`, which the tick and the answers to travellers both call.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.compiled import formula

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


class Travelling(NamedTuple):
    """The constants by which a moment is weighed."""

    wait_cost: float
    wait_cap: float
    risk_cost: float
    fare_slope: float
    fare_cap: float


class Met(NamedTuple):
    """What is met on a link at a moment, as far as it has been heard of."""

    wait: float  # hours in line
    fare: float  # multiple of the usual price, by how full seats are
    delay: float  # hours that rules hold one up
    price: float  # factor that rules put on the price
    risk: float  # chance of being stopped
    due: float  # how much of what the end of the link costs is felt at its start, see `due`


def fade(theta: Mapping[str, float], hours: Floats) -> Floats:
    """Return exp(-delta hours), shape (links,): how much of what lies ahead is felt at the start of a link."""
    return np.asarray(np.exp(-theta["discount"] * hours))


def due(fade: Floats, seats: Bools) -> Floats:
    """Return how much of what a border or a line costs is felt at the start of each link, shape (links,).

    They fall due where they are met: at the end of the link, so that a road to a border that is drawn in two pieces
    costs what it cost in one; with a seat (`seats`) before it, where one waits for it.
    """
    return np.where(seats, 1.0, fade)


def time_cost(theta: Mapping[str, float], hours: Floats) -> Floats:
    """Return the cost of travel time, c (1 - exp(-delta hours)) / delta, shape (links,).

    It is the integral of c exp(-delta t) over the way, so that a road drawn in two pieces costs what it cost in one.
    """
    delta = theta["discount"]
    if delta == 0.0:
        return np.asarray(theta["time_cost"] * hours)
    return np.asarray(-theta["time_cost"] * np.expm1(-delta * hours) / delta)


def money(
    theta: Mapping[str, float], *, seats: Floats, road: Floats, drives: Bools, price_sensitivity: Floats
) -> Floats:
    """Return what fares and fuel cost in utility, shape (links, classes).

    `seats` and `road` (links,) are EUR a person for seats on trains, planes and ships, and for seats on the road, of
    which those who drive their own car (`drives`, per class) pay `car_price`. `price_sensitivity` (classes,) multiplies
    money: 1 for the middle.
    """
    paid = seats[:, None] + road[:, None] * np.where(drives, theta["car_price"], 1.0)
    return np.asarray(theta["price_cost"] / 100.0 * price_sensitivity * paid)


def lumps(theta: Mapping[str, float], *, time: Floats, due: Floats, border: Bools, walks: Bools) -> Floats:
    """Return what links cost everybody alike, shape (links,): their time and lumps.

    `border` marks links that cross one, `walks` those that cross a gate on foot; both are lump costs, felt as much as
    `due` says.
    """
    return np.asarray(time + due * at_border(theta, border=border, walks=walks))


def at_border(theta: Mapping[str, float], *, border: Bools, walks: Bools) -> Floats:
    """Return the lumps that fall due at the border of links, as they are felt there, shape (links,)."""
    return np.asarray(theta["border_cost"] * border + theta["foot_cost"] * walks)


def standing(lumps: Floats, money: Floats) -> Floats:
    """Return minus the standing cost of each link for each class, shape (links, classes)."""
    return -lumps[:, None] - money


def along(chains: Ints, cost: Floats, fade: Floats) -> tuple[Floats, Floats]:
    """Return what chains of links come to as felt at their start, shape (chains, k), and what they fade, (chains,).

    `chains` (chains, longest) are filled up with -1. `cost` (links, k) is added up, that of each link faded by the
    links before it.
    """
    total, felt = np.zeros((len(chains), cost.shape[1])), np.ones(len(chains))
    for links in chains.T:
        longer = np.flatnonzero(links >= 0)
        total[longer] += felt[longer, None] * cost[links[longer]]
        felt[longer] *= fade[links[longer]]
    return total, felt


@formula
def fare(constants: Travelling, wait: float) -> float:
    """Return the multiple of its usual price that a seat costs, from the hours one would wait for it.

    A seat is booked ahead: the wait in days is the load in days of seats.
    """
    return min(1.0 + constants.fare_slope * wait / 24.0, constants.fare_cap)


@formula
def utility(constants: Travelling, standing: float, money: float, met: Met) -> float:
    """Return the utility of a link at a moment: `standing`, of which `money` is paid at the usual price, and more."""
    return (
        standing
        - money * (met.fare * met.price - 1.0)
        - met.due * constants.wait_cost * min(met.wait + met.delay, constants.wait_cap)
        - met.due * constants.risk_cost * met.risk
    )
