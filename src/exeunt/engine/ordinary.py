"""How many ordinary travellers come to the gates, by the rules and the threat at home; waits are the kernel's.

What a driver's row gives is the traffic under the rules in force when the row begins. Of those let in then, whom a
later rule bars stays at home, but for the share who have other grounds to come; who may not drive any more walks or
stays at home. Who does not set out does not come back: the way back is what the way out was in the days before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from exeunt.engine.compile.passing import AFOOT, WHEELS, Passing

if TYPE_CHECKING:
    from exeunt.engine.compile.arrays import Arrays

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CITIZENS, OTHERS = 0, 1


def exempt_shares(share: float, of_rules: Floats) -> Floats:
    """Return the share of those barred by each rule who come all the same, and at last by no rule that denies.

    It is `share`, moved for each rule by so much on the scale of log(share/(1 - share)).
    """
    return np.asarray(expit(logit(share) + np.append(of_rules, 0.0)))


def come(
    arrays: Arrays, theta: Mapping[str, float], exempt: Floats, epoch: Ints
) -> tuple[Floats, Floats]:  # fmt: skip
    """Return ordinary travellers a tick, (ticks, gates, 2 ways, citizens | others), and on foot beside them.

    Parameters
    ----------
    arrays
        The world.
    theta
        A member's constants.
    exempt
        What `exempt_shares` returns: (rules that deny + 1,).
    epoch
        The epoch of the rules in each tick.

    Returns
    -------
    ordinary, afoot
        What comes to the usual line of each gate; and outwards, on foot, to the line of walkers (ticks, gates,
        citizens | others). What nothing acts on is the world's own, not a copy.

    """
    ordinary, afoot = arrays.times.ordinary, arrays.times.afoot
    threat = theta["ordinary_threat"]
    at = np.flatnonzero(arrays.passing.acts | (threat != 0.0))
    if not len(at) or not ordinary[:, at].any():
        return ordinary, afoot
    stirred = np.exp(threat * mean_push(arrays, theta)) if threat else np.ones(len(epoch))
    table, state = _table(arrays.passing, exempt, theta["ordinary_walks"]), arrays.passing.state[:, at]
    ticks, stay = np.arange(len(epoch))[:, None], round(24.0 * theta["ordinary_stay"] / arrays.clock.hours)
    there, back, walk = (np.zeros((2, len(epoch), len(at))) for _ in range(3))  # (citizens | others, ticks, gates)
    for first, people, since in arrays.drivers.parts:
        some, then = slice(first, first + len(people)), state[epoch[since[at]], np.arange(len(at))]
        for who in (CITIZENS, OTHERS):
            of_epoch = table[who, :, at, then, state]  # (epochs, gates, wheels | foot)
            wheels, foot = (np.take(of_epoch[..., way], epoch, axis=0) for way in (WHEELS, AFOOT))  # (ticks, gates)
            if who == CITIZENS:
                wheels, foot = wheels * stirred[:, None], foot * stirred[:, None]
            lost = np.where(ticks >= since[at], 1.0 - (wheels + foot), 0.0)
            there[who, some] += people[:, at, 0, who] * wheels[some]
            walk[who, some] += people[:, at, 0, who] * foot[some]
            back[who, some] += people[:, at, 1, who] * (1.0 - _before(lost, stay)[some])
    ordinary, afoot = ordinary.copy(), afoot.copy()
    for who in (CITIZENS, OTHERS):
        ordinary[:, at, 0, who], ordinary[:, at, 1, who] = there[who], back[who]
        afoot[:, at, who] += walk[who]
    return ordinary, afoot


def mean_push(arrays: Arrays, theta: Mapping[str, float]) -> Floats:
    """Return the push in each tick, as a mean over the people at home at first."""
    push = arrays.drivers.push
    everybody = max(arrays.people.sum(), 1.0)
    of_kind = [arrays.people[:, mask].sum(axis=1) / everybody for mask in arrays.drivers.push_group]
    weight = np.where(arrays.rumoured, theta["rumour"], 1.0)
    return np.asarray(sum((w * (levels @ at) for w, levels, at in zip(weight, push, of_kind, strict=True)),
                          np.zeros(push.shape[1])))  # fmt: skip


def _table(passing: Passing, exempt: Floats, walks: float) -> Floats:
    """Return what share of the traffic under one state comes under another, (citizens | others, way, gates, then, now).

    Ways are on wheels and on foot. Of the citizens whom rules bar, those exempt take what way there is.
    """
    barred, excused = passing.barred.sum(axis=3), passing.barred @ exempt
    on_wheels = 1.0 - barred - passing.dismounted - passing.walking
    may_drive, may_walk = (~passing.closed[:, None, :, way] for way in (WHEELS, AFOOT))
    must_walk = may_walk & ~may_drive
    table = np.zeros((2, 2, *barred.shape))
    table[CITIZENS, WHEELS] = may_drive * (on_wheels + excused)
    walking = passing.walking + walks * (passing.dismounted + must_walk * (on_wheels + excused))
    table[CITIZENS, AFOOT] = may_walk * walking
    table[OTHERS, WHEELS] = may_drive
    table[OTHERS, AFOOT] = walks * must_walk
    return table


def _before(lost: Floats, stay: int) -> Floats:
    """Return the mean of a share (ticks, ...) over so many ticks before the middle of each; 0 before the first."""
    if stay < 1:
        return lost
    whole = np.cumsum(lost, axis=0)
    middle = whole - 0.5 * lost
    middle[stay:] -= middle[:-stay].copy()
    return middle / stay
