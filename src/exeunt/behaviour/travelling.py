"""What a way costs: the part of a link's utility that neither rules nor queues change."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def fade(theta: Mapping[str, float], hours: Floats) -> Floats:
    """Return exp(-delta hours), shape (links,): how much of what lies ahead is felt at the start of a link."""
    return np.asarray(np.exp(-theta["discount"] * hours))


def time_cost(theta: Mapping[str, float], hours: Floats) -> Floats:
    """Return the cost of travel time, c (1 - exp(-delta hours)) / delta, shape (links,).

    It is the integral of c exp(-delta t) over the way, so that a road drawn in two pieces costs what it cost in one.
    """
    delta = theta["discount"]
    if delta == 0.0:
        return np.asarray(theta["time_cost"] * hours)
    return np.asarray(-theta["time_cost"] * np.expm1(-delta * hours) / delta)


def money(theta: Mapping[str, float], *, seats: Floats, road: Floats, drives: Bools, thrift: Floats) -> Floats:
    """Return what fares and fuel cost in utility, shape (links, classes).

    `seats` and `road` (links,) are EUR a person for seats on trains, planes and ships, and for seats on the road, of
    which those who drive their own car (`drives`, per class) pay `car_price`. `thrift` (classes,) multiplies money: 1
    for the middle.
    """
    paid = seats[:, None] + road[:, None] * np.where(drives, theta["car_price"], 1.0)
    return np.asarray(theta["price_cost"] / 100.0 * thrift * paid)


def utility(theta: Mapping[str, float], *, time: Floats, money: Floats, border: Bools, walks: Bools) -> Floats:
    """Return minus the standing cost of each link for each class, shape (links, classes).

    `border` marks links that cross one, `walks` those that cross a gate on foot; both are lump costs.
    """
    lump = theta["border_cost"] * border + theta["foot_cost"] * walks
    return np.asarray(-(time + lump)[:, None] - money)
