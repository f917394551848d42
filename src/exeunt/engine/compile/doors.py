"""In which order doors are dealt with in a tick: whoever comes to one from another must be there when it is.

A *door* is here what holds people up: a gate in one direction, a train's seats, or quotas that share a link. Within a
tick doors are dealt with in *steps*, each door once all from which people can come to it in the same tick have been. So
people pass in the order in which they come, however long ticks are. Doors that lead to each other in a circle share a
step: who comes to one of them from another in the same tick comes late there.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from exeunt.engine.compile.by_roads import ByRoads
from exeunt.engine.compile.network import Network
from exeunt.engine.kernel.records import SEATS, Records

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Steps(NamedTuple):
    """The step in which each line is served, that in which the quotas of each link are kept (-1: none), how many."""

    line: Ints
    quota: Ints
    many: int


def door_steps(net: Network, way: Records, roads: ByRoads, quota_link: Bools, hours: float) -> Steps:
    """Return in which step of a tick of so many hours each door is dealt with.

    Parameters
    ----------
    net
        The network.
    way
        What people travel, `WAY` records: `rest` is the way that each goes on by.
    roads
        Which ways are gone by others.
    quota_link
        Which links each quota is about, (quotas, links).
    hours
        The length of a tick.

    """
    lines, quotas = _doors_of_lines(net), _doors_of_quotas(quota_link)
    at_line = np.where(net.line >= 0, np.append(lines, -1)[net.line], -1)
    at_quota = np.where(quotas >= 0, quotas + lines.max(initial=-1) + 1, -1)
    doors = int(max(at_line.max(initial=-1), at_quota.max(initial=-1), lines.max(initial=-1))) + 1
    entered, left = np.where(at_line >= 0, at_line, at_quota), np.where(at_quota >= 0, at_quota, at_line)
    near = _near(way, roads, entered, left, hours)
    both = np.flatnonzero((at_line >= 0) & (at_quota >= 0))
    within = np.stack([at_line[both], at_quota[both]])  # a step's lines are served before its quotas are kept
    step = _longest(np.concatenate([near, within], axis=1), np.repeat([1, 0], [near.shape[1], within.shape[1]]), doors)
    return Steps(step[lines], np.where(at_quota >= 0, np.append(step, -1)[at_quota], -1), int(step.max(initial=0)) + 1)


def _doors_of_lines(net: Network) -> Ints:
    """Return the door of each line: those of a gate in one direction are one."""
    keys = [
        (-1, line, 0) if kind == SEATS else (gate, -1, direction)
        for line, (gate, direction, kind) in enumerate(
            zip(net.line_gate.tolist(), net.line_direction.tolist(), net.line_kind.tolist(), strict=True)
        )
    ]
    number = {key: n for n, key in enumerate(dict.fromkeys(keys))}
    return np.array([number[key] for key in keys], np.int64)


def _doors_of_quotas(quota_link: Bools) -> Ints:
    """Return the door of each link's quotas, -1 without one: who falls under several needs all of them at once."""
    if not len(quota_link):
        return np.full(quota_link.shape[1], -1)
    shared = quota_link.astype(np.int64) @ quota_link.T.astype(np.int64)
    _, door = connected_components(csr_array(shared), directed=False)
    return np.where(quota_link.any(axis=0), door[quota_link.argmax(axis=0)], -1)


def _near(way: Records, roads: ByRoads, entered: Ints, left: Ints, hours: float) -> Ints:
    """Return which doors people can come to from which within so many hours, shape (from | to, pairs)."""
    rows = np.flatnonzero((way["link"] >= 0) & (way["rest"] >= 0) & (way["roads"] < 0))
    rows = rows[left[way["link"][rows]] >= 0]
    source, at, since = left[way["link"][rows]], way["rest"][rows].astype(np.int64), np.zeros(len(rows))
    found = [np.zeros((2, 0), np.int64)]
    while len(at):
        at, each = roads.taken(at)
        source, since = source[each], since[each]
        link, since = way["link"][at], since + way["hours"][at]
        in_time = (link >= 0) & (since < hours)
        door = np.where(in_time, entered[link], -1)
        found.append(np.unique(np.stack([source, door])[:, door >= 0], axis=1))
        goes_on = in_time & (door < 0) & (way["rest"][at] >= 0)
        source, at, since = source[goes_on], way["rest"][at[goes_on]].astype(np.int64), since[goes_on]
    return np.unique(np.concatenate(found, axis=1), axis=1)


def _longest(pairs: Ints, length: Ints, doors: int) -> Ints:
    """Return the longest chain of pairs that leads to each door; doors in a circle are as one."""
    if not pairs.shape[1]:
        return np.zeros(doors, np.int64)
    graph = coo_array((np.ones(pairs.shape[1]), tuple(pairs)), shape=(doors, doors))
    count, circle = connected_components(graph, directed=True, connection="strong")
    source, target = circle[pairs]
    apart = source != target
    source, target, length = source[apart], target[apart], length[apart]
    step = np.zeros(count, np.int64)
    for _ in range(count):
        before = step.copy()
        np.maximum.at(step, target, step[source] + length)
        if (step == before).all():
            break
    return step[circle]
