"""A question put to a world: the ways, the shut doors, and what is not known."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np

from exeunt.asked import asked_seed, whole
from exeunt.errors import InputError
from exeunt.scenario.names import Names
from exeunt.scenario.tables import SETTLING
from exeunt.ways.answer import Answer
from exeunt.ways.cheap import cheap_ways
from exeunt.ways.closed import shut_or_unknown
from exeunt.ways.crowd import MEMBERS, Crowd, crowd_at
from exeunt.ways.doors import Doors, doors_of
from exeunt.ways.legs import legs_of, travellers_preferences, walked
from exeunt.ways.parts import Beyond
from exeunt.ways.question import ask
from exeunt.ways.search import Found, Means, search
from exeunt.ways.shares import shares
from exeunt.ways.waiting import Waits
from exeunt.ways.way import describe
from exeunt.ways.words import Told

if TYPE_CHECKING:
    from exeunt.scenario.world import World


def find_ways(
    world: World,
    *,
    start: str,
    on: str | date | datetime,
    traits: Mapping[str, str],
    budget: float | None,
    to: str | None,
    share: bool,
    members: int | None,
    seed: int | None,
    announce: Callable[[], None],
) -> Answer:
    """Answer a traveller; see `World.ways`."""
    question = ask(world, start=start, on=on, traits=traits, budget=budget, to=to)
    members = MEMBERS if members is None else whole(members, "number of members", least=1)
    seed = asked_seed(seed)
    luck = world.settings.seed if seed is None else seed
    crowd = crowd_at(world, question.utc, members=members, seed=luck, announce=announce)
    known, net = crowd.known, crowd.arrays.net
    place = net.place_ids.index(question.place)
    own = net.countries[int(net.place_country[place])]
    doors = doors_of(known, net, question.utc, question.traits, own)
    him = travellers_preferences(crowd, question.traits)
    drives = question.traits.get("car", "no") == "yes"
    legs = legs_of(crowd, him, drives=drives, wait=np.median(crowd.wait, axis=0))
    ways_of_going = [legs, walked(known, crowd, legs)] if question.budget < math.inf else [legs]
    means = Means(him, Waits(crowd.arrays, crowd.lines, question.utc), ways_of_going, question.budget)
    found, least = _best_ways(crowd, doors, means, place)

    names = world.names
    told = Told.of(known, names, question.moment)
    sent = shares(crowd, question) if share else None
    abroad = _abroad(known, own)
    asked = [c for c, code in enumerate(net.countries) if code in abroad and question.to in (None, code)]
    if question.to is not None and not asked:
        raise InputError(f"{names.country(question.to)} is no country to go to from {names.places[question.place]}")
    ways = [
        describe(crowd, doors, means, told, found[c], None if sent is None else sent.get(c, 0.0))
        for c in asked
        if c in found
    ]
    beyond = {c: Beyond(net.countries[c], least[c]) for c in asked if c in least and c not in found}
    closed = [shut_or_unknown(doors, told, c) for c in asked if c not in found and c not in beyond]
    return Answer(
        question=question,
        ways=tuple(sorted(ways, key=lambda way: (-way.worth, way.country))),
        shut=tuple(each for doors_shut, _ in closed for each in doors_shut),
        unknown=tuple(each for _, not_known in closed for each in not_known),
        beyond=tuple(sorted(beyond.values(), key=lambda each: each.price)),
        members=members,
        scenario=world.name,
        names=_all_names(names, net.countries),
        elsewhere=_elsewhere(sent or {}, net.countries, {way.country for way in ways}),
    )


def _best_ways(crowd: Crowd, doors: Doors, means: Means, start: int) -> tuple[dict[int, Found], dict[int, float]]:
    """Return by country the way worth most, and, where money is short, what the cheapest of all costs."""
    found = search(crowd, doors, means, start)
    if means.budget == math.inf:
        return found, {}
    # what the crowd passes over may be all that he can pay for
    cheap, least = cheap_ways(crowd, doors, means, start)
    return found | {c: way for c, way in cheap.items() if c not in found or way.worth > found[c].worth}, least


def _elsewhere(sent: Mapping[int, float], countries: list[str], told: set[str]) -> dict[str, float]:
    """Return the shares of countries that no way is told to, the most first."""
    rest = {countries[c]: share for c, share in sent.items() if share > 0.0 and countries[c] not in told}
    return dict(sorted(rest.items(), key=lambda each: -each[1]))


def _abroad(world: World, own: str) -> set[str]:
    """Return the countries one can go to and stay in."""
    places = world.places
    return set(places.loc[places["kind"].isin(SETTLING), "country"]) - set(world.homes["country"]) - {own}


def _all_names(names: Names, countries: list[str]) -> dict[str, str]:
    return {**{c: names.country(c) for c in countries}, **names.gates, **names.places}
