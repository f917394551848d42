"""Dated rules as arrays: who may take which link, settle where, at what price and risk, from which tick.

Between two *changes* nothing moves, so rules are laid out by epoch, and an array over ticks names the epoch in force.
A rule is read in local time: of the gate if it names one, else of the place a link enters (`enter`, `transit`) or
leaves (`leave`). It acts in a tick if it is in force at the tick's start.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.engine.compile.groups import who_mask

if TYPE_CHECKING:
    from exeunt.engine.compile.clock import Clock
    from exeunt.engine.compile.network import Network
    from exeunt.scenario.world import World

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Singles = NDArray[np.float32]


@dataclass(frozen=True)
class Access:
    """Rules by epoch.

    `row` gives each link its row in the arrays over `ruled` links (-1: open to all, always). Shapes: `open`, `risk`,
    `delay` (hours), `price` (factor) (epochs, ruled, classes); `stopped` (epochs, ruled, groups), the chance of being
    turned back; `settle` (epochs, places, classes); `stay` (days of leave, 0 = no limit known); `pull`
    (epochs, places). Quotas let through `quota_rate` people a day of `quota_group` on `quota_link` between the ticks
    `quota_from` and `quota_until`.
    """

    epoch: Ints
    row: Ints
    open: Bools
    risk: Singles
    delay: Singles
    price: Singles
    stopped: Singles
    settle: Bools
    stay: Singles
    pull: Singles
    quota_rate: NDArray[np.float64]
    quota_from: Ints
    quota_until: Ints
    quota_link: Bools
    quota_group: Bools


class Acting(NamedTuple):
    """A rule, and what it acts on: links (or, for leave to stay, places) and when, in ticks, on each of them."""

    rule: Mapping[Hashable, Any]
    at: Ints
    spans: list[tuple[int, int]]


@dataclass(frozen=True)
class Wheres:
    """Resolves the `where` of a rule into links, places and countries."""

    net: Network
    areas: dict[str, list[str]]
    modes: list[str]

    @classmethod
    def of(cls, world: World, net: Network) -> Wheres:
        """Return what resolves the rules of a world on its network."""
        areas = {r["id"]: r["members"].split("+") for r in world.areas.to_dict("records")}
        return cls(net, areas, [k.split(":")[-1].split("@")[0] for k in net.link_ids])

    def acted_on(self, rule: Mapping[Hashable, Any]) -> Ints:
        """Return the links that a rule about borders acts on."""
        net = self.net
        if rule["act"] == "transit" and rule["effect_kind"] != "allow":
            # what is forbidden is to pass through: the ways on into a third country
            within = np.isin(net.place_country[net.begin], list(self.countries(rule["where"])))
            return np.flatnonzero(within & net.crosses & ~net.returns & net.abroad[net.begin])
        return np.flatnonzero(self.links(rule["where"], rule["act"], rule["mode"]))

    def names(self, where: str) -> list[str]:
        """Return the ids that a `where` stands for."""
        return [n for part in where.split("+") for n in self.areas.get(part.strip(), [part.strip()])]

    def links(self, where: str, act: str, mode: str) -> Bools:
        """Return which links a rule of that act is about."""
        net = self.net
        chosen = np.zeros(len(net.link_ids), np.bool_)
        towards, away = net.place_country[net.end], net.place_country[net.begin]
        for name in self.names(where):
            if name in net.link_ids:
                chosen[net.link_ids.index(name)] = True
            elif name in net.gate_ids:
                # out of Russia at a gate is into Georgia at the same gate: both acts mean the outward direction
                chosen |= (net.link_gate == net.gate_ids.index(name)) & (net.link_direction == 0)
            elif name in net.place_ids:
                chosen |= (net.begin if act == "leave" else net.end) == net.place_ids.index(name)
            elif name in net.countries:
                c = net.countries.index(name)
                chosen |= net.crosses & ((away if act == "leave" else towards) == c)
        if mode:
            chosen &= np.array(self.modes) == mode
        chosen &= ~net.journey
        # a rule on a link acts on the journeys that go over it
        hit = set(map(int, np.flatnonzero(chosen)))
        chosen[net.journey] = [not hit.isdisjoint(chain) for chain in net.chains]
        return chosen

    def countries(self, where: str) -> set[int]:
        """Return the countries that a `where` lies in or leads to."""
        net = self.net
        found = set()
        for name in self.names(where):
            if name in net.countries:
                found.add(net.countries.index(name))
            elif name in net.gate_ids:
                found.add(int(net.gate_country[net.gate_ids.index(name), 1]))
            elif name in net.place_ids:
                found.add(int(net.place_country[net.place_ids.index(name)]))
            elif name in net.link_ids:
                found.add(int(net.place_country[net.end[net.link_ids.index(name)]]))
        return found - {-1}

    def places(self, where: str) -> Ints:
        """Return the places a rule about staying speaks of: a place, or all of the country that a name leads to."""
        names = self.names(where)
        own = np.isin(self.net.place_ids, names)
        wider = "+".join(name for name in names if name not in self.net.place_ids)
        return np.flatnonzero(own | np.isin(self.net.place_country, list(self.countries(wider))))


def acting(wheres: Wheres, rules: Iterable[Mapping[Hashable, Any]], clock: Clock) -> tuple[list[Acting], list[Acting]]:
    """Return the rules about borders with the links they act on, and those about staying with their places."""
    net = wheres.net
    borders, stays = [], []
    for rule in rules:
        if rule["act"] == "stay" or rule["effect_kind"] == "stay":
            at = wheres.places(rule["where"])
            stays.append(Acting(rule, at, [_span(rule, clock, net.place_offset[p]) for p in at]))
            continue
        chosen = wheres.acted_on(rule)
        near = net.begin if rule["act"] == "leave" else net.end
        offsets = [
            net.gate_offset[net.link_gate[k]] if net.link_gate[k] >= 0 else net.place_offset[near[k]] for k in chosen
        ]
        borders.append(Acting(rule, chosen, [_span(rule, clock, offset) for offset in offsets]))
    return borders, stays


def _span(row: Mapping[Hashable, Any], clock: Clock, offset: float) -> tuple[int, int]:
    return clock.tick_of(row["from"], offset), clock.tick_of(row["until"], offset, end=True)


def compile_access(world: World, net: Network, clock: Clock, class_of: Ints) -> Access:
    """Lay the rules and pulls of a world out over ticks, links and groups."""
    wheres = Wheres.of(world, net)
    masks = {text: who_mask(world, text) for text in world.rules["who"].unique()}
    pulls = world.drivers[world.drivers["name"] == "pull"].to_dict("records")
    acts, stays = acting(wheres, world.rules.to_dict("records"), clock)
    ruled = net.crosses & ~net.returns
    for _, chosen, _ in acts:
        ruled[chosen] = True
    pull_spans = [(r, p, _span(r, clock, net.place_offset[p])) for r in pulls for p in wheres.places(r["where"])]

    cuts = {0, clock.count}
    for _, _, spans in [*acts, *stays]:
        cuts.update(t for pair in spans for t in pair)
    cuts.update(t for *_, pair in pull_spans for t in pair)
    edges = np.array(sorted(cuts))
    epoch = np.searchsorted(edges, np.arange(clock.count), side="right") - 1
    epochs, groups, classes = max(len(edges) - 1, 1), len(world.groups), int(class_of.max()) + 1
    at_edge = {int(t): i for i, t in enumerate(edges)}
    row = np.where(ruled, np.cumsum(ruled) - 1, -1)
    rows, countries, places = int(ruled.sum()), len(net.countries), len(net.place_ids)

    allows = np.zeros((epochs, rows, groups), np.int16)
    denies = np.zeros((epochs, rows, groups), np.int16)
    stopped = np.zeros((epochs, rows, groups), np.float32)
    delay = np.zeros((epochs, rows, groups), np.float32)
    price = np.ones((epochs, rows, groups), np.float32)
    welcome = np.zeros((epochs, countries, groups), np.bool_)
    quotas: list[tuple[float, int, int, Bools, Bools]] = []
    for rule, chosen, spans in acts:
        mask = masks[rule["who"]]
        kind, value = rule["effect_kind"], rule["effect_value"]
        for k, (start, end) in zip(chosen, spans, strict=True):
            part = (slice(at_edge[start], at_edge[end]), row[k])
            if kind == "allow" and rule["act"] in ("enter", "transit"):
                allows[part] += mask
            elif kind == "deny":
                denies[part] += mask
            elif kind == "risk":
                stopped[part] = 1 - (1 - stopped[part]) * (1 - value * mask)
            elif kind == "delay":
                delay[part] += value * mask
            elif kind == "price":
                price[part] *= np.where(mask, value, 1.0)
        if spans and kind == "quota":
            taken = np.isin(np.arange(len(net.link_ids)), chosen)
            quotas.append((value, spans[0][0], spans[0][1], taken, mask))
        if spans and kind == "allow" and rule["act"] == "enter":
            for c in wheres.countries(rule["where"]):
                welcome[at_edge[spans[0][0]] : at_edge[spans[0][1]], c] |= mask

    # Inside a country all is open, and a state lets its own people in: only other borders need an allow.
    border = net.crosses & net.abroad[net.end]
    shut = (denies > 0) | ((allows == 0) & border[ruled][None, :, None])
    stopped[shut] = 1.0

    stay = np.zeros((epochs, places, groups), np.float32)
    may_settle = net.settles[None, :, None] & (welcome[:, net.place_country] | ~net.abroad[None, :, None])
    for rule, at, spans in stays:
        mask = masks[rule["who"]]
        for p, (start, end) in zip(at, spans, strict=True):
            part = (slice(at_edge[start], at_edge[end]), p)
            if rule["effect_kind"] == "stay":
                stay[part] = np.where(mask, rule["effect_value"], stay[part])
            elif rule["effect_kind"] == "deny":
                may_settle[part] &= ~mask
    pull = np.zeros((epochs, places), np.float32)
    for driver, p, (start, end) in pull_spans:
        pull[at_edge[start] : at_edge[end], p] += driver["value"]

    members = [np.flatnonzero(class_of == c) for c in range(classes)]

    def by_class(values: NDArray[np.generic], how: np.ufunc) -> NDArray[np.generic]:
        return np.stack([how.reduce(values[..., m], axis=-1) for m in members], axis=-1)

    closed = by_class(shut, np.logical_and)
    worst = by_class(np.where(shut, 0.0, stopped).astype(np.float32), np.maximum)
    return Access(
        epoch=epoch.astype(np.int64),
        row=row.astype(np.int64),
        open=np.asarray(~closed.astype(np.bool_)),
        risk=np.asarray(worst, np.float32),
        delay=np.asarray(by_class(delay, np.maximum), np.float32),
        price=np.asarray(by_class(price, np.maximum), np.float32),
        stopped=stopped,
        settle=np.asarray(by_class(may_settle, np.logical_or), np.bool_),
        stay=np.asarray(by_class(stay, np.maximum), np.float32),
        pull=pull,
        quota_rate=np.array([q[0] for q in quotas], np.float64),
        quota_from=np.array([q[1] for q in quotas], np.int64),
        quota_until=np.array([q[2] for q in quotas], np.int64),
        quota_link=np.array([q[3] for q in quotas], np.bool_).reshape(-1, len(net.link_ids)),
        quota_group=np.array([q[4] for q in quotas], np.bool_).reshape(-1, groups),
    )
