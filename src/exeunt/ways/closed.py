"""Why a country is not offered: the rule that shuts its doors, or that nothing is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from exeunt.engine.compile.acting import Acting, Span
from exeunt.ways.doors import Doors, Rule, is_late, kind_to_him
from exeunt.ways.known import forbids
from exeunt.ways.parts import Shut, Unknown
from exeunt.ways.words import Told

Ints = NDArray[np.int64]
Reasons = tuple[list[Shut], list[Unknown]]

# what makes a claim one that a traveller may be told of (see `known.sourced`)
LOOKED_UP = "with `said_by`, `url` and a stance other than assumption and denied"

BORDER, STAY, LET_IN = ("enter", "transit", "leave"), ("stay",), ("enter",)  # acts of rules


def shut_or_unknown(doors: Doors, told: Told, country: int) -> Reasons:
    """Return the rules that shut a country to him, or what is not known of it.

    A door through which he may only pass on into another country lets him in no more than a shut one.
    """
    net = doors.net
    inward = np.flatnonzero(net.crosses & (net.place_country[net.end] == country))
    open_now = inward[doors.open_until[inward] > 0]
    code = net.countries[country]
    if len(open_now) and _in_force(doors.borders, inward, "allow", LET_IN):
        return _not_reached(doors, told, country, code, open_now)
    return _closed(doors, told, code, inward)


def _not_reached(doors: Doors, told: Told, country: int, code: str, open_now: Ints) -> Reasons:
    """Say why a country with an open door is none to go to.

    It shuts too soon, bars staying, or no way leads to it; perhaps because a rule shuts another of its doors.
    """
    net = doors.net
    closing = _once(
        coming.rule
        for link in open_now.tolist()
        for coming in doors.closings(link)
        if coming.surely == doors.open_until[link]
    )
    if closing and np.isfinite(doors.open_until[open_now]).all():
        return [_too_soon(told, code, rule) for rule in closing], []
    places = np.flatnonzero(net.settles & (net.place_country == country))
    no_stay = _in_force(doors.stays, places, "deny", STAY)
    if no_stay:
        return [Shut(code, told.said(each.rule)) for each in no_stay], []
    bans = [[coming.rule for coming in doors.bans(place)] for place in places.tolist()]
    if bans and all(bans):
        return [_too_soon(told, code, rule) for rule in _once(chain.from_iterable(bans))], []
    inward = np.flatnonzero(net.crosses & (net.place_country[net.end] == country))
    denied = _once(each.rule for each in _in_force(doors.borders, inward, "deny"))
    if denied:
        return [Shut(code, told.said(rule)) for rule in denied], []
    text = f"no way to {told.names.country(code)} is known whose every door is open to you"
    everywhere = np.arange(len(net.link_ids))
    at_home = [each for each in _in_force(doors.borders, everywhere, "deny") if each.rule["id"] in doors.departing]
    if closing and not at_home:  # he has no way to the doors that stay open
        return [_too_soon(told, code, rule) for rule in closing], []
    return [], [Unknown(code, text, barred=tuple(told.said(each.rule) for each in at_home))]


def _too_soon(told: Told, code: str, rule: Rule) -> Shut:
    return Shut(code, told.said(rule, after=", which is before you could be there"))


def _closed(doors: Doors, told: Told, code: str, inward: Ints) -> Reasons:
    """Say which rules shut every door of a country now, or that none is known that opens one.

    Of a country whose doors are shut by no more than the exits to them, it may be both. What shuts only some of the
    doors, or is forbidden him on leaving, is told beside what is not known.
    """
    denies = _in_force(doors.borders, inward, "deny")
    unsourced = _in_force(doors.unsourced, inward, "allow", LET_IN)
    allowing = _in_force(doors.borders, inward, "allow", LET_IN)
    others = [] if unsourced or allowing else _in_force(doors.others, inward, "allow", LET_IN)
    closing = _closing(denies, _among(inward, unsourced + allowing) if unsourced or allowing else inward)
    shut = [Shut(code, told.said(each.rule, after=", and that is not you")) for each in others]
    shut += [Shut(code, told.said(each.rule)) for each in closing]
    its_own = others or any(each.rule["act"] == "enter" for each in closing)
    if its_own or (shut and allowing and not unsourced):
        return shut, []
    risks = [*_in_force(doors.borders, inward, "risk"), *_to_come(doors.borders, inward, "risk")]
    forbidden = [each for each in risks if forbids(each.rule)]
    barred = tuple(told.said(each.rule) for each in [*([] if closing else denies), *forbidden])
    return shut, [replace(_not_let_in(doors, told, code, inward, unsourced), barred=barred)]


def _closing(denies: list[Acting], doors: Ints) -> list[Acting]:
    """Return the rules that shut all of some doors: those that do so alone, else all if they do so together."""
    whole = [each for each in denies if np.isin(doors, each.at).all()]
    return whole or (denies if np.isin(doors, _among(doors, denies)).all() else [])


def _among(links: Ints, rules: list[Acting]) -> Ints:
    """Return which of some links any of some rules act on."""
    return np.array([link for link in links.tolist() if any((each.at == link).any() for each in rules)], np.int64)


def _not_let_in(doors: Doors, told: Told, code: str, inward: Ints, unsourced: list[Acting]) -> Unknown:
    """Say that no rule is known by which a country lets him in, or none yet, or none that somebody vouches for."""
    called = told.names.country(code)
    if unsourced:
        rule = unsourced[0].rule
        text = (
            f"nobody is known to have said that {called} lets you in; it is assumed here, and so it is not offered. It "
            f"would be known if rule '{rule['id']}' rested on a claim {LOOKED_UP}"
        )
        return Unknown(code, text, told.said(rule))
    later = _to_come(doors.borders, inward, "allow", LET_IN)
    if later:
        return Unknown(code, f"{called} does not let you in yet, but is announced to", told.said(later[0].rule))
    text = f"no rule is known by which {called} lets you in; a row of `rules` that allows it would make it known, with"
    return Unknown(code, f"{text} a claim {LOOKED_UP}")


def _in_force(rules: Iterable[Acting], at: Ints, kind: str, acts: tuple[str, ...] = BORDER) -> list[Acting]:
    """Return the rules of a kind that hold on some of the links (or places) at the moment of asking.

    Each that denies bars the way by itself.
    """
    return [each for each in _of_kind(rules, kind, acts) if any(start <= 0 < end for start, end in _spans(each, at))]


def _to_come(rules: Iterable[Acting], at: Ints, kind: str, acts: tuple[str, ...] = BORDER) -> list[Acting]:
    """Return the rules of a kind that are announced to begin on some of the links."""
    return [
        each
        for each in _of_kind(rules, kind, acts)
        if any(start > 0 and (start < end or is_late(each.rule)) for start, end in _spans(each, at))
    ]


def _of_kind(rules: Iterable[Acting], kind: str, acts: tuple[str, ...]) -> Iterator[Acting]:
    return (each for each in rules if kind_to_him(each.rule) == kind and each.rule["act"] in acts)


def _spans(rule: Acting, at: Ints) -> list[Span]:
    """Return when a rule is in force on those of some links on which it acts."""
    among = set(at.tolist())
    return [span for acted_on, span in zip(rule.at.tolist(), rule.spans, strict=True) if acted_on in among]


def _once(rules: Iterable[Rule]) -> list[Rule]:
    return list({rule["id"]: rule for rule in rules}.values())
