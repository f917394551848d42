"""What a member makes of what is not known: numbers by their spread, random walks, and what time brings by these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from exeunt.engine.kernel.records import Times
from exeunt.engine.ordinary import come, exempt_shares
from exeunt.engine.parameters import Unseen

if TYPE_CHECKING:
    from exeunt.engine.compile.arrays import Arrays

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def not_known(arrays: Arrays, theta: Mapping[str, float], unseen: Unseen, spread: str) -> Floats:
    """Return what is not known of each thing that a spread is about: the spread times its number, 0 of the others."""
    unknown = arrays.unknown[spread]
    out = np.zeros(unknown.size)
    if theta[spread]:
        out[unknown.at] = theta[spread] * unseen(unknown)
    return out


def walk(
    arrays: Arrays, theta: Mapping[str, float], unseen: Unseen, spread: str, *, hold: float = 0.0
) -> Floats:  # fmt: skip
    """Return where the random walk of each thing is on each day of UTC, shape (days, things).

    It is the sum of its steps so far, each the spread times its number: 0 before the first, and after n of them with a
    standard deviation of the spread times the root of n. Of a step exp(-1/hold) is left a day later, if it does not
    stay (`hold` 0): then the walk is one of Ornstein and Uhlenbeck (1930), seen day by day.
    """
    unknown = arrays.unknown[spread]
    assert unknown.steps is not None
    before, _, days = unknown.steps
    out = np.zeros((before + days, unknown.size))
    if theta[spread]:
        steps = theta[spread] * unseen(unknown).reshape(len(unknown.names), days)
        left, at = np.exp(-1.0 / hold) if hold else 1.0, np.zeros(len(unknown.names))
        for day, step in enumerate(steps.T, before):
            out[day, unknown.at] = at = left * at + step
    return out


def gate_capacity(arrays: Arrays, theta: Mapping[str, float], unseen: Unseen) -> Floats:
    """Return what each gate lets through on each day of UTC against the figure given for it, shape (days, gates).

    It is gate_capacity exp(gate_unseen z + gate_country_unseen z' + walk), z a number of the gate and z' of the country
    that it leads to, both only where the figure is assumed.
    """
    at = arrays.unknown["gate_unseen"].at
    of_gate = not_known(arrays, theta, unseen, "gate_unseen")
    of_country = not_known(arrays, theta, unseen, "gate_country_unseen")
    beyond = arrays.net.gate_country[at, 1]
    of_gate[at] += np.where(beyond >= 0, of_country[beyond], 0.0)
    return np.asarray(theta["gate_capacity"] * np.exp(of_gate + walk(arrays, theta, unseen, "gate_walk")))


def urge(arrays: Arrays, theta: Mapping[str, float], unseen: Unseen) -> Floats:
    """Return what is added to the logarithm of the hazard of setting out, shape (days of UTC, homes).

    It is the walk of all homes, and that of the region of each, less `push_fade` for each day from the crisis on.
    """
    steps = arrays.unknown["push_walk"].steps
    assert steps is not None
    since = np.maximum(np.arange(steps.before + steps.days) - steps.before, 0)
    everywhere = walk(arrays, theta, unseen, "push_walk")[:, 0] - theta["push_fade"] * since
    by_region = walk(arrays, theta, unseen, "region_walk", hold=theta["region_hold"])
    return np.asarray(everywhere[:, None] + np.take(by_region, arrays.net.home_region, axis=1))


def times(arrays: Arrays, theta: Mapping[str, float], unseen: Unseen) -> Times:
    """Return what time brings to a member, with its walks: what none of them moves is that of the world, not a copy.

    Ordinary travellers at a gate are times the exponential of the walk of the country it leads to, either way. What has
    changed is heard of when it changes. A rule whose first day is uncertain is in force from the day it draws on. Rules
    act on ordinary travellers, and so does the threat. What makes a country worth going to walks too.
    """
    given, day = arrays.times, arrays.times.tick["day"]
    if theta["push_walk"] or theta["push_fade"] or theta["region_walk"]:
        urged, stirred = urge(arrays, theta, unseen), given.tick.copy()
        stirred["stir"][1:] |= (np.diff(urged[day], axis=0) != 0.0).any(axis=1)
        given = given._replace(tick=stirred, urge=urged)
    if theta["country_walk"]:
        given = given._replace(lure=walk(arrays, theta, unseen, "country_walk", hold=theta["country_hold"]))
    if arrays.access.begins:
        begun = given.tick.copy()
        begun["epoch"] += arrays.access.stretches * _state(arrays, not_known(arrays, theta, unseen, "rule_unseen"))
        given = given._replace(tick=begun)
    exempt = exempt_shares(theta["ordinary_exempt"], not_known(arrays, theta, unseen, "exempt_unseen"))
    ordinary, afoot = come(arrays, theta, exempt, given.tick["epoch"])
    if ordinary is not given.ordinary:
        given = given._replace(ordinary=ordinary, afoot=afoot)
    if theta["ordinary_walk"]:
        of_country = np.exp(walk(arrays, theta, unseen, "ordinary_walk"))[day]
        beyond = arrays.net.gate_country[:, 1]
        factor = np.where(beyond >= 0, np.take(of_country, beyond, axis=1), 1.0)[:, :, None]
        given = given._replace(ordinary=given.ordinary * factor[..., None], afoot=given.afoot * factor)
    return given


def _state(arrays: Arrays, numbers: Floats) -> Ints:
    """Return by tick which rules whose first day was uncertain have begun, bit by bit; see `access.Access`.

    A standard normal number z is the quantile Phi(z) of a day that is as likely to be each of those between.
    """
    ticks = np.arange(arrays.clock.count)
    state = np.zeros(len(ticks), np.int64)
    for bit, (ticks_of_days, z) in enumerate(zip(arrays.access.begins, numbers.tolist(), strict=True)):
        days = len(ticks_of_days)
        state |= (ticks >= ticks_of_days[min(int(ndtr(z) * days), days - 1)]).astype(np.int64) << bit
    return state
