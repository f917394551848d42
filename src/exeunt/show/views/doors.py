"""Which dated rules act on a country, a gate or a link on a day, and whose word each rests on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from exeunt.scenario.links import link_of
from exeunt.scenario.rows import pairs, records
from exeunt.scenario.where import areas_of, resolved
from exeunt.show.charts.rules import RuleRow, is_about_liable_at_gate, rules_of

if TYPE_CHECKING:
    from exeunt.show.subject import Subject


@dataclass(frozen=True)
class Doors:
    """The rules of a run, found by what they act on.

    Rules about those who are liable at single gates are found under the country only, at all its gates alike: who is
    liable is never shown by gate.
    """

    subject: Subject

    @cached_property
    def rules(self) -> tuple[RuleRow, ...]:
        """All rules, as the report tells them."""
        return rules_of(self.subject)

    def acting(self, on: str, day: pd.Timestamp) -> tuple[RuleRow, ...]:
        """Return the rules in force at any time of a day on a country, gate, place or link that is named by its id."""
        return tuple(rule for rule in self.rules if self._is_in_force(rule, day) and self._concerns(rule, on))

    def _is_in_force(self, rule: RuleRow, day: pd.Timestamp) -> bool:
        start = rule.start or (rule.announced if self._stops_nobody(rule) else None)
        return (start is None or start < day + pd.Timedelta(days=1)) and (rule.end is None or rule.end > day)

    def _stops_nobody(self, rule: RuleRow) -> bool:
        """Whether a rule stops nobody: the simulation then has none from before it was announced either."""
        return rule.kind == "risk" and not any(self._rows[id_]["effect_value"] for id_ in rule.ids)

    def _concerns(self, rule: RuleRow, on: str) -> bool:
        """Whether a rule acts on a spot: through a gate or along a link one enters one end and leaves the other."""
        names = self._acts_on[rule.ids]
        if on in names or on in self._left[rule.ids]:
            return True
        link, gate = link_of(on), self._gates.get(on)
        mode = str(self._rows[rule.ids[0]]["mode"])
        modes = {link.mode} if link else self._modes.get(on, {mode})
        if mode and mode not in modes:
            return False
        if link:
            before, after = {link.start, self._country.get(link.start)}, {link.end, self._country.get(link.end)}
            if link.gate in names:
                return True
        elif gate:
            before, after = {gate[1]}, {gate[0]}
        else:
            before = after = {self._country.get(on)}
        sides = {"leave": before, "enter": after, "stay": after}.get(self._act[rule.ids], before | after)
        return bool(names & (after if rule.ids in self._folded else sides))

    @cached_property
    def _rows(self) -> dict[str, dict[str, Any]]:
        return {str(row["id"]): row for row in records(self.subject.world.rules)}

    @cached_property
    def _act(self) -> dict[tuple[str, ...], str]:
        return {rule.ids: str(self._rows[rule.ids[0]]["act"]) for rule in self.rules}

    @cached_property
    def _folded(self) -> set[tuple[str, ...]]:
        return {rule.ids for rule in self.rules if is_about_liable_at_gate(self._rows[rule.ids[0]], self.subject)}

    @cached_property
    def _spots(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        areas = areas_of(self.subject.world.areas)
        return {
            rule.ids: tuple(spot for id_ in rule.ids for spot in resolved(str(self._rows[id_]["where"]), areas))
            for rule in self.rules
        }

    @cached_property
    def _acts_on(self) -> dict[tuple[str, ...], frozenset[str]]:
        return {
            ids: frozenset(map(self._entered, spots) if ids in self._folded else spots)
            for ids, spots in self._spots.items()
        }

    @cached_property
    def _left(self) -> dict[tuple[str, ...], frozenset[str]]:
        """The countries left by those of whom a rule speaks at all their gates alike: it is found under these too."""
        return {
            ids: frozenset(map(self._near, spots) if ids in self._folded and self._act[ids] == "leave" else ())
            for ids, spots in self._spots.items()
        }

    def _entered(self, spot: str) -> str:
        """Return the country that a gate, a place or a link leads into."""
        if spot in self._gates:
            return self._gates[spot][0] or self._gates[spot][1]
        link = link_of(spot)
        return self._country.get(link.end if link else spot, spot)

    def _near(self, spot: str) -> str:
        """Return the country that a gate, a place or a link leads out of."""
        if spot in self._gates:
            return self._gates[spot][1]
        link = link_of(spot)
        return self._country.get(link.start if link else spot, spot)

    @cached_property
    def _country(self) -> dict[str, str]:
        return pairs(self.subject.world.places, "id", "country")

    @cached_property
    def _modes(self) -> dict[str, set[str]]:
        """The modes of travel that pass each gate."""
        links = self.subject.world.links
        found: dict[str, set[str]] = {}
        for gate, mode in zip(links["gate"].map(str), links["mode"].map(str), strict=True):
            if gate:
                found.setdefault(gate, set()).add(mode)
        return found

    @cached_property
    def _gates(self) -> dict[str, tuple[str, str]]:
        gates: Any = self.subject.world.gates
        sides = zip(gates["country_to"].map(str), gates["country_from"].map(str), strict=True)
        return dict(zip(gates["id"].map(str), sides, strict=True))
