"""Groups of people: whom a `who` names, which terms act on whom, and which groups decide alike."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from exeunt.behaviour.terms import Terms
from exeunt.remembered import remembered
from exeunt.scenario.people import values_of
from exeunt.scenario.rows import records
from exeunt.scenario.who import parse

if TYPE_CHECKING:
    import pandas as pd

    from exeunt.scenario.world import World

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


class Whom:
    """Tells which groups a `who` names."""

    def __init__(self, traits: pd.DataFrame, groups: Sequence[Mapping[str, str]]) -> None:
        known = values_of(traits)
        self.groups = groups
        self._traits = {t: {*known.get(t, ()), *(g[t] for g in groups)} for t in groups[0]}
        self.mask = cache(self._mask)

    def _mask(self, who: str) -> Bools:
        """Return which groups are named, shape (groups,)."""
        if not who:
            return np.ones(len(self.groups), np.bool_)
        predicate = parse(who, self._traits)
        return np.array([predicate.matches(g) for g in self.groups], np.bool_)


def whom(world: World) -> Whom:
    """Return what tells which groups of a world a `who` names."""
    return _whom(world.traits, world.groups)


_whom = remembered(4)(Whom)


def read_terms(world: World) -> Terms:
    """Collect the rows of `parameters` that are terms."""
    names: dict[str, list[str]] = {}
    masks: dict[str, list[Bools]] = {}
    for row in records(world.parameters):
        if row["term"]:
            names.setdefault(row["term"], []).append(row["name"])
            masks.setdefault(row["term"], []).append(whom(world).mask(row["who"]))
    return Terms(
        leave=names.get("leave", []),
        leave_groups=masks.get("leave", []),
        home=names.get("return", []),
        home_groups=masks.get("return", []),
        price=names.get("price", []),
        price_groups=masks.get("price", []),
        settle=names.get("settle", []),
        settle_groups=masks.get("settle", []),
    )


def classes_of(world: World, terms: Terms) -> Ints:
    """Return the utility class of each group: groups that no rule, price or worth tells apart are one class.

    Of the rules that put people to a risk it counts whom they name in a family, not whom of it.
    """
    kinds = world.rules["effect_kind"] == "risk"
    texts, risks = (sorted(set(world.rules.loc[some, "who"]) - {""}) for some in (~kinds, kinds))
    marks = [*(whom(world).mask(text) for text in texts), *terms.price_groups, *terms.settle_groups]
    named = np.array([whom(world).mask(text) for text in risks], np.bool_).reshape(-1, len(world.groups))
    families = families_of(world)
    at_risk = [frozenset(map(tuple, named[:, families == family].T.tolist())) for family in range(families.max() + 1)]
    signature = [
        (g.get("car", ""), g.get("tie", ""), *(bool(mark[i]) for mark in marks), at_risk[families[i]])
        for i, g in enumerate(world.groups)
    ]
    return _numbered(signature)


def families_of(world: World) -> Ints:
    """Return the family of each group: groups are of one that differ in nothing but what families differ in."""
    apart = world.settings.families_differ_in
    return _numbered([tuple(value for trait, value in g.items() if trait not in apart) for g in world.groups])


def _numbered(signatures: Sequence[Hashable]) -> Ints:
    number = {s: i for i, s in enumerate(dict.fromkeys(signatures))}
    return np.array([number[s] for s in signatures], np.int64)


def by_origin(world: World) -> World:
    """Return the world with its groups told apart by declared region of origin."""
    groups, people = _by_origin(world.settings.origins, world.places, world.groups, world.people)
    return dataclasses.replace(world, groups=groups, people=people)


@remembered(4)
def _by_origin(
    origins: Mapping[str, Sequence[str]], places: pd.DataFrame, groups: Sequence[dict[str, str]], people: Ints
) -> tuple[tuple[dict[str, str], ...], Ints]:
    homes = list(places.loc[places["kind"] == "home", "id"])
    region = {place: name for name, inside in origins.items() for place in inside}
    names = [*origins, *(["elsewhere"] if any(h not in region for h in homes) else [])]
    inside = np.array([[region.get(h, "elsewhere") == o for o in names] for h in homes])
    apart = (people[:, :, None] * inside[:, None, :]).reshape(len(homes), -1)
    return tuple({**g, "origin": o} for g in groups for o in names), apart
