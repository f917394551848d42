"""Groups of people: whom a `who` names, which terms act on whom, and which groups decide alike."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from exeunt.behaviour.terms import Terms
from exeunt.scenario.people import values_of
from exeunt.scenario.who import parse

if TYPE_CHECKING:
    from exeunt.scenario.world import World

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def who_mask(world: World, text: str) -> Bools:
    """Return which groups a `who` names, shape (groups,)."""
    if not text:
        return np.ones(len(world.groups), np.bool_)
    known = values_of(world.traits)
    traits = {t: {*known.get(t, ()), *(g[t] for g in world.groups)} for t in world.groups[0]}
    predicate = parse(text, traits)
    return np.array([predicate.matches(g) for g in world.groups], np.bool_)


def read_terms(world: World) -> Terms:
    """Collect the rows of `parameters` that are terms."""
    names: dict[str, list[str]] = {}
    masks: dict[str, list[Bools]] = {}
    for row in world.parameters.to_dict("records"):
        if row["term"]:
            names.setdefault(row["term"], []).append(row["name"])
            masks.setdefault(row["term"], []).append(who_mask(world, row["who"]))
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
    """Return the utility class of each group: groups that no rule, price or worth tells apart are one class."""
    texts = {r["who"] for r in world.rules.to_dict("records") if r["effect_kind"] != "risk"}
    marks = [who_mask(world, text) for text in sorted(texts) if text]
    marks += [*terms.price_groups, *terms.settle_groups]
    signature = [
        (g.get("car", ""), g.get("tie", ""), *(bool(mark[i]) for mark in marks)) for i, g in enumerate(world.groups)
    ]
    number = {s: i for i, s in enumerate(dict.fromkeys(signature))}
    return np.array([number[s] for s in signature], np.int64)


def by_origin(world: World) -> World:
    """Return the world with its groups told apart by declared region of origin."""
    origins = world.settings.origins
    homes = list(world.places.loc[world.places["kind"] == "home", "id"])
    region = {place: name for name, places in origins.items() for place in places}
    names = [*origins, *(["elsewhere"] if any(h not in region for h in homes) else [])]
    groups = tuple({**g, "origin": o} for g in world.groups for o in names)
    inside = np.array([[region.get(h, "elsewhere") == o for o in names] for h in homes])
    people = (world.people[:, :, None] * inside[:, None, :]).reshape(len(homes), -1)
    return dataclasses.replace(world, groups=groups, people=people)
