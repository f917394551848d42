"""Which rules act on which way, when, and whether they name the traveller.

Hours count from the moment of asking. A door counts as open if it is open now and stays so until he would pass it, as
far as is known now; one that is shut now and announced to open is told as shut. A rule that is known to begin, but not
when, acts from the last of its days on, when it surely has begun; before, it is told of.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from exeunt.engine.compile.access import Access, compile_access
from exeunt.engine.compile.acting import Acting, Acts, Wheres, acting
from exeunt.engine.compile.clock import Clock
from exeunt.engine.compile.groups import whom
from exeunt.scenario.beginnings import LATEST, at_the_latest
from exeunt.scenario.effects import effect_in, hours_of, refuses
from exeunt.scenario.rows import records
from exeunt.ways.known import of_departure, travellers_world

if TYPE_CHECKING:
    from exeunt.engine.compile.network import Network
    from exeunt.scenario.world import World

Rule = Mapping[str, Any]

HORIZON = 28 * 24  # hours; what lies further ahead is taken as it is then


class Coming(NamedTuple):
    """A rule by which something will change: the hours from which on it may, and from which on it surely has."""

    rule: Rule
    earliest: int
    surely: int


@dataclass(frozen=True)
class Doors:
    """The rules of one traveller on a network, from the moment of asking on.

    Parameters
    ----------
    net
        The network.
    access
        The rules as arrays over hours, with him as the only group.
    borders, stays
        The rules that name him, what they act on (links, and places), and from when on they surely do.
    others
        The rules about borders that do not name him.
    unsourced
        The rules that would open a border to him, for which nobody vouches.
    departing
        The ids of the rules that the country of departure makes.
    open_until
        For each link the first hour in which it is shut: 0 now, infinite if no closing is known.

    """

    net: Network
    clock: Clock
    access: Access
    borders: tuple[Acting, ...]
    stays: tuple[Acting, ...]
    others: tuple[Acting, ...]
    unsourced: tuple[Acting, ...]
    departing: frozenset[str]
    open_until: NDArray[np.float64]

    def epoch(self, hour: float) -> int:
        """Return the epoch of the rules at an hour; part of an hour counts as the next, which is the safer side."""
        return int(self.access.epoch[min(math.ceil(hour - 1e-9), self.clock.count - 1)])

    def starts(self, hour: int) -> pd.Timestamp:
        """Return an hour as a moment in UTC."""
        return self.clock.start + pd.Timedelta(hours=hour)

    def on_link(self, link: int, hour: float) -> Iterator[Rule]:
        """Name the rules that name him and are in force on a link at an hour."""
        return _in_force(self.borders, link, hour)

    def leave_at(self, place: int, hour: float) -> Rule | None:
        """Return the rule by which one has leave to stay at a place at an hour: of several in force the last counts."""
        return next(reversed([*_in_force(self.stays, place, hour, "stay")]), None)

    def begins(self, link: int) -> Iterator[Coming]:
        """Name the rules that will begin on a link, and neither open nor shut it."""
        for coming, end in self._to_come(self.borders, link):
            begins = is_late(coming.rule) or 0 < coming.surely < end
            if begins and kind_to_him(coming.rule) not in ("allow", "deny"):
                yield coming

    def closings(self, link: int) -> Iterator[Coming]:
        """Name the rules that will shut a link, or stop allowing it.

        What ends while another rule goes on allowing it does not shut it, nor does what begins where it is shut.
        """
        return self._ending(self.borders, link, self.access.open[:, self.access.row[link], 0])

    def bans(self, place: int) -> Iterator[Coming]:
        """Name the rules by which he may not settle at a place any more."""
        return self._ending(self.stays, place, self.access.settle[:, place, 0])

    def _ending(self, rules: tuple[Acting, ...], at: int, allowed: NDArray[np.bool_]) -> Iterator[Coming]:
        """Name the rules that begin or end while what is allowed by epoch is so, and by which it is no more."""
        for coming, end in self._to_come(rules, at):
            kind, late = kind_to_him(coming.rule), is_late(coming.rule)
            if kind == "deny" and (late or coming.surely < end) and self._ends(coming, allowed, surely=late):
                yield coming
            ended = Coming(coming.rule, end, end)
            if kind == "allow" and coming.surely < end and self._ends(ended, allowed, surely=False):
                yield ended

    def _ends(self, coming: Coming, allowed: NDArray[np.bool_], *, surely: bool) -> bool:
        """Say whether what is allowed by epoch is so before a rule can change it, and no more from then on."""
        if coming.earliest <= 0:
            return False
        epoch, hour = self.access.epoch, coming.surely
        before = allowed[epoch[coming.earliest - 1 : hour]].any()
        return bool(before and (surely or (hour < self.clock.count and not allowed[epoch[hour]])))

    def _to_come(self, rules: tuple[Acting, ...], at: int) -> Iterator[tuple[Coming, int]]:
        """Name the rules on a link or at a place with the hours of their beginning, and that of their end."""
        for each in rules:
            for which in np.flatnonzero(each.at == at)[:1].tolist():
                surely, end = each.spans[which]
                earliest = self.clock.tick_of(each.rule["from"], float(each.offsets[which]))
                yield Coming(each.rule, earliest, surely), end


def is_late(rule: Rule) -> bool:
    """Whether a rule is known to begin, but not on which day."""
    return not pd.isna(rule[LATEST])


def kind_to_him(rule: Rule) -> str:
    """Return the kind of what a rule does to whom it names: what lets nobody through is a denial in other words.

    That is a quota of none, and opening at no hour, if nobody knows until when: until a day that is known one may wait.
    """
    return "deny" if refuses(effect_in(rule)) or _closes(rule) else str(rule["effect_kind"])


def _closes(rule: Rule) -> bool:
    return bool(rule["effect_kind"] == "open" and pd.isna(rule["until"]) and not hours_of(str(rule["effect"])).any())


def doors_of(known: World, net: Network, utc: pd.Timestamp, traits: Mapping[str, str], departure: str) -> Doors:
    """Lay out the rules of a known world for one traveller who sets out from a country."""
    his = travellers_world(known, traits, departure)
    hours = Clock(utc, 1, HORIZON, known.settings.first_day, known.settings.days)
    wheres = Wheres.of(his, net)
    begun = replace(his, rules=at_the_latest(his.rules))
    surely = _closed_as_denied(acting(wheres, records(begun.rules), hours), wheres, hours)
    access = compile_access(begun, net, hours, np.zeros(1, np.int64), surely)
    named = {text: bool(whom(his).mask(text)[0]) for text in known.rules["who"].unique()}
    borders, stays = (
        [latest._replace(rule=each.rule) for each, latest in zip(*both, strict=True)]
        for both in zip(acting(wheres, records(his.rules), hours), surely, strict=True)
    )
    all_borders, _ = acting(wheres, records(known.rules), hours)
    kept = set(his.rules["id"])
    return Doors(
        net=net,
        clock=hours,
        access=access,
        borders=tuple(each for each in borders if named[each.rule["who"]]),
        stays=tuple(each for each in stays if named[each.rule["who"]]),
        others=tuple(each for each in borders if not named[each.rule["who"]]),
        unsourced=tuple(e for e in all_borders if e.rule["id"] not in kept and named[e.rule["who"]]),
        departing=frozenset(of_departure(his, his.rules, departure)),
        open_until=_open_until(access, len(net.link_ids)),
    )


def _closed_as_denied(acts: Acts, wheres: Wheres, clock: Clock) -> Acts:
    """Return laid out rules in which each that closes gates denies passing them."""
    borders, stays = acts
    return [_denied(each.rule, wheres, clock) if _closes(each.rule) else each for each in borders], stays


def _denied(closing: Rule, wheres: Wheres, clock: Clock) -> Acting:
    """Return a rule that closes gates as one that denies passing them, but on a seat: seats go by no gate's hours."""
    net, clocks = wheres.net, dict(wheres.gates(str(closing["where"]), str(closing["act"])))
    in_line = (net.line >= 0) & ~net.on_seats
    over = np.flatnonzero(in_line & np.isin(net.link_gate, list(clocks)))
    offsets = np.array([clocks[gate] for gate in net.link_gate[over].tolist()], np.float64)
    return Acting.by(clock, {**closing, "effect_kind": "deny"}, over, offsets)


def _open_until(access: Access, links: int) -> NDArray[np.float64]:
    first = np.searchsorted(access.epoch, np.arange(access.stretches))  # the hour each epoch begins
    shut = ~access.open[: access.stretches, :, 0]
    until = np.where(shut.any(axis=0), first[shut.argmax(axis=0)].astype(np.float64), np.inf)
    out = np.full(links, np.inf)
    ruled = access.row >= 0
    out[ruled] = until[access.row[ruled]]
    return out


def _in_force(rules: tuple[Acting, ...], at: int, hour: float, kind: str = "") -> Iterator[Rule]:
    """Name the rules, or those of a kind, that are in force on a link or at a place at an hour, as `Doors.epoch`."""
    for rule, start, end in _on(rules, at):
        if start <= math.ceil(hour - 1e-9) < end and kind in ("", rule["effect_kind"]):
            yield rule


def _on(rules: tuple[Acting, ...], at: int) -> Iterator[tuple[Rule, int, int]]:
    for each in rules:
        found = np.flatnonzero(each.at == at)
        if len(found):
            yield each.rule, *each.spans[int(found[0])]
