"""Which rules act on which way, when, and whether they name the traveller.

Hours count from the moment of asking. A door counts as open if it is open now and stays so until he would pass it, as
far as is known now; one that is shut now and announced to open is told as shut. A rule that is known to begin, but not
when, shuts no door yet: it is told of.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from exeunt.engine.compile.access import Access, compile_access
from exeunt.engine.compile.acting import Acting, Wheres, acting
from exeunt.engine.compile.clock import Clock
from exeunt.engine.compile.groups import whom
from exeunt.scenario.beginnings import uncertain
from exeunt.ways.known import of_departure, travellers_world

if TYPE_CHECKING:
    from exeunt.engine.compile.network import Network
    from exeunt.scenario.world import World

Rule = Mapping[Hashable, Any]

HORIZON = 28 * 24  # hours; what lies further ahead is taken as it is then


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
        The rules that name him, and what they act on: links, and places.
    expected, expected_stays
        The rules that name him and whose first day is not known: about borders, and about staying.
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
    expected: tuple[Acting, ...]
    expected_stays: tuple[Acting, ...]
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

    def expects(self, link: int) -> Iterator[Rule]:
        """Name the rules that are expected on a link, on a day that is not known."""
        return (rule for rule, _, _ in _on(self.expected, link))

    def expects_at(self, place: int) -> Iterator[Rule]:
        """Name the rules about staying at a place that are expected, on a day that is not known."""
        return (rule for rule, _, _ in _on(self.expected_stays, place))

    def closings(self, link: int) -> Iterator[tuple[Rule, int]]:
        """Name the rules that will shut a link, or stop allowing it, with the hour.

        What ends while another rule goes on allowing it does not shut it, nor does what begins where it is shut.
        """
        for rule, start, end in _on(self.borders, link):
            hour = {"deny": start, "allow": end}.get(rule["effect_kind"], 0)
            if start < end and self._ends_at(hour, self.access.open[:, self.access.row[link], 0]):
                yield rule, hour

    def bans(self, place: int) -> Iterator[tuple[Rule, int]]:
        """Name the rules by which nobody may settle at a place any more, with the hour from which on."""
        for rule, start, end in _on(self.stays, place):
            if rule["effect_kind"] == "deny" and start < end and self._ends_at(start, self.access.settle[:, place, 0]):
                yield rule, start

    def _ends_at(self, hour: int, allowed: NDArray[np.bool_]) -> bool:
        """Say whether what is allowed by epoch is so until an hour, and no more from then on."""
        if not 0 < hour < self.clock.count:
            return False
        before, then = allowed[self.access.epoch[hour - 1 : hour + 1]]
        return bool(before and not then)


def doors_of(known: World, net: Network, utc: pd.Timestamp, traits: Mapping[str, str], departure: str) -> Doors:
    """Lay out the rules of a known world for one traveller who sets out from a country."""
    his = travellers_world(known, traits, departure)
    hours = Clock(utc, 1, HORIZON, known.settings.first_day, known.settings.days)
    access = compile_access(his, net, hours, np.zeros(1, np.int64))
    wheres = Wheres.of(his, net)
    named = {text: bool(whom(his).mask(text)[0]) for text in known.rules["who"].unique()}
    borders, stays = acting(wheres, his.rules.to_dict("records"), hours)
    all_borders, _ = acting(wheres, known.rules.to_dict("records"), hours)
    kept, late = set(his.rules["id"]), set(uncertain(his.rules)["id"])
    his_own = [each for each in borders if named[each.rule["who"]]]
    his_stays = [each for each in stays if named[each.rule["who"]]]
    return Doors(
        net=net,
        clock=hours,
        access=access,
        borders=tuple(each for each in his_own if each.rule["id"] not in late),
        stays=tuple(each for each in his_stays if each.rule["id"] not in late),
        expected=tuple(each for each in his_own if each.rule["id"] in late),
        expected_stays=tuple(each for each in his_stays if each.rule["id"] in late),
        others=tuple(each for each in borders if not named[each.rule["who"]]),
        unsourced=tuple(e for e in all_borders if e.rule["id"] not in kept and named[e.rule["who"]]),
        departing=frozenset(of_departure(his, his.rules, departure)),
        open_until=_open_until(access, len(net.link_ids)),
    )


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
