"""What rules act on: the links, places, countries and gates that a `where` means on a network, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.remembered import remembered
from exeunt.scenario.clocks import acts_on_leaving
from exeunt.scenario.effects import does_nothing
from exeunt.scenario.links import link_of
from exeunt.scenario.where import Areas, areas_of, resolved

if TYPE_CHECKING:
    import pandas as pd

    from exeunt.engine.compile.clock import Clock
    from exeunt.engine.compile.network import Network
    from exeunt.scenario.world import World

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Rule = Mapping[str, Any]
Span = tuple[int, int]  # ticks, the end not included
Named = tuple[str, int]  # a kind of thing, and its number in the network


class Acting(NamedTuple):
    """A rule, and what it acts on: links (or, for leave to stay, places), by which clocks, and when, in ticks.

    `offsets` are the hours that the clock it is read by on each of them is ahead of UTC; `spans` follow from them.
    """

    rule: Rule
    at: Ints
    offsets: Floats
    spans: list[Span]

    @classmethod
    def by(cls, clock: Clock, rule: Rule, at: Ints, offsets: Floats) -> Acting:
        """Return what a rule acts on, dated by these clocks."""
        spans = {offset: span_of(rule, clock, offset) for offset in set(offsets.tolist())}
        return cls(rule, at, offsets, [spans[offset] for offset in offsets.tolist()])

    @property
    def mainly(self) -> int:
        """Which of the things it acts on has the clock that most of them have, the westernmost of several such.

        By it goes what a rule does once for all of them, in whatever order they stand in a table.
        """
        _, which, many = np.unique(self.offsets, return_inverse=True, return_counts=True)
        return int(np.flatnonzero(which == many.argmax())[0])


Acts = tuple[list[Acting], list[Acting]]  # rules about borders, and about staying


@dataclass(frozen=True)
class Wheres:
    """Resolves a `where` into links, places, gates and countries of a network."""

    net: Network
    areas: Areas

    @classmethod
    def of(cls, world: World, net: Network) -> Wheres:
        """Return what resolves each `where` of a world on its network."""
        return _wheres(net, world.areas)

    @cached_property
    def modes(self) -> NDArray[np.str_]:
        """The way of travelling on each link."""
        found = (link_of(id_) for id_ in self.net.link_ids)
        return np.array([link.mode if link else "" for link in found])

    @cached_property
    def _numbers(self) -> dict[str, dict[str, int]]:
        net = self.net
        # the later kinds are asked for only where the earlier do not know a name
        kinds = {"link": net.link_ids, "gate": net.gate_ids, "place": net.place_ids, "country": net.countries}
        return {kind: {id_: number for number, id_ in enumerate(ids)} for kind, ids in kinds.items()}

    def named(self, where: str) -> list[Named]:
        """Return what a `where` names, each as its kind and its number in the network.

        A place with the id of its country counts as the place.
        """
        found = []
        for name in resolved(where, self.areas):
            kind = next((kind for kind, numbers in self._numbers.items() if name in numbers), None)
            if kind is not None:
                found.append((kind, self._numbers[kind][name]))
        return found

    def acted_on(self, rule: Rule) -> Ints:
        """Return the links that a rule about borders acts on."""
        if rule["act"] == "transit" and acts_on_leaving(rule["act"], rule["effect_kind"]):
            return np.flatnonzero(self._ways_on(rule["where"], rule["mode"]))
        return np.flatnonzero(self.links(rule["where"], rule["act"], rule["mode"]))

    def _ways_on(self, where: str, mode: str) -> Bools:
        """Return what may not be gone where it is forbidden to pass through.

        Of a country it is the ways on into a third one, of a place those from itself; a link that is named is meant
        itself, as the train that crosses another country on its way, and so are those outwards over a gate.
        """
        net, numbers = self.net, dict[str, list[int]]()
        for kind, number in self.named(where):
            numbers.setdefault(kind, []).append(number)
        within = np.isin(net.begin, numbers.get("place", ()))
        within |= np.isin(net.place_country[net.begin], numbers.get("country", ()))
        on = within & net.crosses & ~net.returns & net.abroad[net.begin]
        on |= np.isin(np.arange(len(net.link_ids)), numbers.get("link", ()))
        on |= np.isin(net.link_gate, numbers.get("gate", ())) & (net.link_direction == 0)
        return on & (self.modes == mode) if mode else on

    def links(self, where: str, act: str, mode: str = "") -> Bools:
        """Return which links a rule of that act is about."""
        net = self.net
        chosen = np.zeros(len(net.link_ids), np.bool_)
        near = net.begin if act == "leave" else net.end
        for kind, number in self.named(where):
            if kind == "link":
                chosen[number] = True
            elif kind == "gate":
                # out of Russia at a gate is into Georgia at the same gate: both acts mean the outward direction
                chosen |= (net.link_gate == number) & (net.link_direction == 0)
            elif kind == "place":
                chosen |= near == number
            else:
                chosen |= net.crosses & (net.place_country[near] == number)
        if mode:
            chosen &= self.modes == mode
        return chosen

    def gates(self, where: str, act: str) -> list[tuple[int, float]]:
        """Return the gates a rule of that act is about, those named and those of links, each with the rule's clock."""
        net = self.net
        clocks = {number: float(net.gate_offset[number]) for kind, number in self.named(where) if kind == "gate"}
        links = np.flatnonzero(self.links(where, act) & (net.link_gate >= 0))
        offsets = self.offsets(where, links, leaving=act == "leave")
        for gate, offset in zip(net.link_gate[links].tolist(), offsets.tolist(), strict=True):
            clocks.setdefault(gate, offset)
        return sorted(clocks.items())

    def offsets(self, where: str, links: Ints, *, leaving: bool) -> Floats:
        """Return by which clock a rule is read on each link: its hours ahead of UTC.

        It is that of the place which is left or entered, on either side of a gate; where the rule names the gate or
        the link itself, that of the gate.
        """
        net, named = self.net, self.named(where)
        gate = net.link_gate[links]
        itself = np.isin(links, [number for kind, number in named if kind == "link"])
        itself |= np.isin(gate, [number for kind, number in named if kind == "gate"])
        at_end = net.place_offset[(net.begin if leaving else net.end)[links]]
        return np.where(itself & (gate >= 0), net.gate_offset[gate], at_end) if len(net.gate_offset) else at_end

    def countries(self, where: str) -> set[int]:
        """Return the countries that a `where` lies in or leads to."""
        return self._countries(self.named(where))

    def _countries(self, named: Iterable[Named]) -> set[int]:
        net = self.net
        lies_in: dict[str, Callable[[int], Ints]] = {
            "link": lambda number: net.place_country[net.end[[number]]],
            # an airport leads to any country, as far as there are flights
            "gate": lambda number: net.place_country[net.end[(net.link_gate == number) & (net.link_direction == 0)]],
            "place": lambda number: net.place_country[[number]],
            "country": lambda number: np.array([number]),
        }
        return {int(country) for kind, number in named for country in lies_in[kind](number)}

    def places(self, where: str) -> Ints:
        """Return the places a rule about staying speaks of: a place, or all of the country that a name leads to."""
        net, named = self.net, self.named(where)
        own = np.isin(np.arange(len(net.place_ids)), [number for kind, number in named if kind == "place"])
        wider = self._countries(each for each in named if each[0] != "place")
        return np.flatnonzero(own | np.isin(net.place_country, list(wider)))


@remembered(4)
def _wheres(net: Network, areas: pd.DataFrame) -> Wheres:
    return Wheres(net, areas_of(areas))


def acting(wheres: Wheres, rules: Iterable[Rule], clock: Clock) -> Acts:
    """Return the rules about borders with the links they act on, and those about staying with their places.

    A rule that does nothing acts on nothing.
    """
    net = wheres.net
    nowhere = np.empty(0, np.int64)
    borders, stays = [], []
    for rule in rules:
        is_idle = does_nothing(rule["act"], rule["effect_kind"])
        if rule["act"] == "stay" or rule["effect_kind"] == "stay":
            at = nowhere if is_idle else wheres.places(rule["where"])
            stays.append(Acting.by(clock, rule, at, net.place_offset[at]))
            continue
        chosen = nowhere if is_idle else wheres.acted_on(rule)
        leaving = acts_on_leaving(rule["act"], rule["effect_kind"])
        borders.append(Acting.by(clock, rule, chosen, wheres.offsets(rule["where"], chosen, leaving=leaving)))
    return borders, stays


def span_of(row: Rule, clock: Clock, offset: float) -> Span:
    """Return the ticks in which a dated row is in force by a clock so many hours ahead of UTC."""
    return clock.tick_of(row["from"], offset), clock.tick_of(row["until"], offset, end=True)
