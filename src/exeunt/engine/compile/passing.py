"""Who may pass each gate by the rules, as far as ordinary travellers go by them.

Ordinary travellers have no traits: they are taken to be of all the groups that may pass, in proportion to people. A
number in a driver's row is the traffic under the rules in force when the row begins, so what later rules do to it goes
by two *states* of a gate: that of then, and that of now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.engine.kernel.records import VEHICLES

if TYPE_CHECKING:
    from exeunt.engine.compile.access import Laid
    from exeunt.engine.compile.network import Network
    from exeunt.scenario.world import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

WHEELS, AFOOT = 0, 1  # ways of passing: in the line that ordinary travellers join as a rule, and on foot beside it


@dataclass(frozen=True)
class Passing:
    """What rules make of those who pass each gate outwards.

    `state` (epochs, gates) numbers the states that rules bring a gate into. Of the citizens whom a state lets in,
    `barred` (gates, states then, states now, rules that deny + 1) is the share whom a later one bars on any way, by
    the first rule that denies them (the last: none does, a leave to enter has ended); `dismounted` (gates, then, now)
    the share who could take a vehicle and now may pass on foot alone; `walking` those who only walked then too.
    `closed` (gates, states, wheels | foot) says where rules let nobody at all pass, or where there is no such way.
    `acts` (gates,) says whether any of this ever makes a difference.
    """

    state: Ints
    barred: Floats
    dismounted: Floats
    walking: Floats
    closed: Bools
    acts: Bools

    @property
    def closed_at(self) -> Bools:
        """The same by epoch, (epochs, gates, wheels | foot)."""
        return np.asarray(self.closed[np.arange(len(self.closed)), self.state])


class _Gate(NamedTuple):
    """The states of a gate: by epoch, whom each lets pass how, what bars the others, and whether it is closed."""

    of_epoch: Ints
    may: Bools  # (states, wheels | foot, kinds of people)
    by: Ints  # (states, kinds of people): the first rule that denies those barred, -1 of others
    closed: Bools  # (states, wheels | foot)


class _Denied(NamedTuple):
    """By epoch and ruled link: whom no rule lets pass, the first rule that denies it, and whether one denies it all."""

    shut: Bools  # (epochs, ruled links, kinds of people)
    by: Ints
    to_all: Bools  # (epochs, ruled links)


def denying(rules: Iterable[Mapping[Any, Any]]) -> list[str]:
    """Return the ids of the rules that deny passing a border, in their order."""
    return [str(rule["id"]) for rule in rules if rule["effect_kind"] == "deny" and rule["act"] != "stay"]


def compile_passing(world: World, net: Network, laid: Laid) -> Passing:
    """Work out the states of each gate, and whom each bars of those whom another lets in."""
    people = np.zeros(laid.kinds.size)
    np.add.at(people, laid.kinds.of_group, world.people.sum(axis=0))
    rules = len(denying(rule for rule, *_ in laid.acts))
    denied = _denied(laid, rules)
    gates = [_gate(net, laid, denied, gate) for gate in range(len(net.gate_ids))]
    most = max((len(gate.may) for gate in gates), default=1)
    barred = np.zeros((len(gates), most, most, rules + 1))
    dismounted, walking = np.zeros((2, len(gates), most, most))
    closed = np.zeros((len(gates), most, 2), np.bool_)
    state = np.zeros((laid.epochs.count, len(gates)), np.int64)
    for g, gate in enumerate(gates):
        n = len(gate.may)
        state[:, g], closed[g, :n] = gate.of_epoch, gate.closed
        barred[g, :n, :n], dismounted[g, :n, :n], walking[g, :n, :n] = _shares(gate, people, rules)
    acts = barred.any(axis=(1, 2, 3)) | dismounted.any(axis=(1, 2)) | walking.any(axis=(1, 2)) | closed[:, :, 0].any(1)
    return Passing(state, barred, dismounted, walking, closed, np.asarray(acts))


def _denied(laid: Laid, rules: int) -> _Denied:
    by = np.full(laid.shut.shape, rules, np.int64)
    to_all = np.zeros(laid.shut.shape[:2], np.bool_)
    number = 0
    for rule, links, _, spans in laid.acts:
        if rule["effect_kind"] != "deny":
            continue
        for link, span in zip(links, spans, strict=True):
            part = (laid.epochs.within(span, rule["id"]), laid.row[link])
            by[part] = np.where(laid.kinds.masks[rule["who"]], np.minimum(by[part], number), by[part])
            to_all[part] |= not rule["who"]
        number += 1
    return _Denied(laid.shut, by, to_all)


def _gate(net: Network, laid: Laid, denied: _Denied, gate: int) -> _Gate:
    """Return the states of a gate; without a link outwards no rule acts on it."""
    outwards = (net.link_gate == gate) & (net.link_direction == 0) & net.crosses & ~net.returns & net.works
    links = np.flatnonzero(outwards)
    epochs, kinds = len(denied.shut), denied.shut.shape[2]
    if not len(links):
        return _Gate(np.zeros(epochs, np.int64), np.ones((1, 2, kinds), np.bool_),
                     np.full((1, kinds), -1), np.array([[False, True]]))  # fmt: skip
    on_wheels = net.line_kind[net.line[links]] == VEHICLES
    ways = [links[on_wheels], links[net.walks[links]]] if on_wheels.any() else [links, links[:0]]
    rows: Sequence[Ints] = [laid.row[way] for way in ways]
    may = np.stack([~denied.shut[:, row].all(axis=1) for row in rows], axis=1)
    closed = np.stack([denied.to_all[:, row].all(axis=1) for row in rows], axis=1)
    barred = ~may.any(axis=1)
    by = np.where(barred, denied.by[:, laid.row[links]].min(axis=1), -1)
    every = np.concatenate([may.reshape(epochs, -1), closed, by + 1], axis=1).astype(
        ">u4"
    )  # so that bytes sort as these
    rows = [row.tobytes() for row in every]
    states = sorted(set(rows))
    first = [rows.index(state) for state in states]
    return _Gate(np.array([states.index(row) for row in rows]), may[first], by[first], closed[first])


def _shares(gate: _Gate, people: Floats, rules: int) -> tuple[Floats, Floats, Floats]:
    """Return `barred`, `dismounted` and `walking` of one gate."""
    wheels, foot = gate.may[:, WHEELS], gate.may[:, AFOOT]
    let_in = (wheels | foot) * people
    everybody = np.maximum(let_in.sum(axis=1), 1e-300)[:, None]
    blamed = (gate.by[:, :, None] == np.arange(rules + 1)).astype(np.float64)
    walks_now = (foot & ~wheels).astype(np.float64)
    return (
        np.einsum("ik,jkr->ijr", let_in, blamed) / everybody[:, :, None],
        (let_in * wheels) @ walks_now.T / everybody,
        (let_in * ~wheels) @ walks_now.T / everybody,
    )
