"""Why a country is not offered: the rule that shuts its doors, or that nothing is known."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from exeunt.engine.access import Acting
from exeunt.ways.answer import Shut, Unknown
from exeunt.ways.doors import Doors, Rule
from exeunt.ways.words import Told

Ints = NDArray[np.int64]


def shut_or_unknown(doors: Doors, told: Told, country: int) -> tuple[list[Shut], list[Unknown]]:
    """Return the rules that shut a country to him, or what is not known of it."""
    net = doors.net
    name = net.countries[country]
    called = told.names.country(name)
    inward = np.flatnonzero(net.crosses & ~net.journey & (net.place_country[net.end] == country))
    open_now = inward[doors.open_until[inward] > 0]
    if len(open_now):
        closing = [rule for link in open_now for rule, _ in doors.closings(int(link))]
        if closing and np.isfinite(doors.open_until[open_now]).all():
            return [
                Shut(name, told.said(rule, before="shuts before you could be there: ")) for rule in _once(closing)
            ], []
        return [], [Unknown(name, f"no way to {called} is known whose every door is open to you")]
    denies = [each for each in _in_force(doors.borders, inward, "deny") if each.rule["id"] not in doors.departing]
    whole = [each for each in denies if np.isin(inward, each.at).all()]
    named = _in_force(doors.borders, inward, "allow")
    unsourced = _in_force(doors.unsourced, inward, "allow")
    not_named = [] if named or unsourced else _in_force(doors.others, inward, "allow")
    shutting = [*not_named, *whole] or denies
    if shutting:
        return [
            Shut(
                name, told.said(each.rule, after="" if each.rule["effect_kind"] == "deny" else ", and that is not you")
            )
            for each in shutting
        ], []
    if unsourced:
        rule = unsourced[0].rule
        text = f"nobody is known to have said that {called} lets you in; it is assumed here, and so it is not offered"
        return [], [Unknown(name, text, told.said(rule))]
    return [], [Unknown(name, f"no rule is known by which {called} lets you in")]


def _in_force(rules: Iterable[Acting], links: Ints, kind: str) -> list[Acting]:
    """Return the rules of a kind about entering or passing that hold on some of the links at the moment of asking."""
    found = []
    for each in rules:
        if each.rule["effect_kind"] == kind and each.rule["act"] in ("enter", "transit"):
            on = [start <= 0 < end for start, end in each.spans]
            if np.isin(each.at[np.array(on, np.bool_)], links).any():
                found.append(each)
    enters = [each for each in found if each.rule["act"] == "enter"]
    return enters or found


def _once(rules: Iterable[Rule]) -> list[Rule]:
    return list({rule["id"]: rule for rule in rules}.values())
