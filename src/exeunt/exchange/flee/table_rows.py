"""Rows of a scenario's tables, as text and numbers, and the dates of a FLEE folder's days."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta

from exeunt.exchange.countries import country_codes
from exeunt.exchange.flee.folder import FleeFolder, Location
from exeunt.exchange.steady import DECIMALS
from exeunt.scenario.assembled import Row
from exeunt.scenario.columns import safe_id


def by_name(folder: FleeFolder) -> Mapping[str, Location]:
    """Return the places by name."""
    return {place.name: place for place in folder.locations}


def ids_of(locations: Iterable[Location]) -> dict[str, str]:
    """Keep FLEE's names as ids, each once, but for signs that no id of a scenario may hold.

    The code of a country is taken too: a row that names it speaks of the whole country.
    """
    country = {place.name: place.country for place in locations}
    codes = frozenset(country_codes(country.values()).values())
    ids = {name: name for name in country if name == safe_id(name) and name not in codes}
    taken = {*codes, *ids}
    for name in country:
        if name not in ids:
            ids[name] = unlike(safe_id(name), taken)
            taken.add(ids[name])
    return ids


def unlike(wanted: str, taken: Collection[str]) -> str:
    """Return an id as it is wanted, with a number where it is taken."""
    numbered = (f"{wanted}_{number}" for number in itertools.count(2))
    return next(id_ for id_ in itertools.chain([wanted], numbered) if id_ not in taken)


def day(folder: FleeFolder, day: int) -> str:
    """Write the date of a day."""
    return str(folder.first_day + timedelta(days=day))


def driver(folder: FleeFolder, name: str, where: str, first: int, last: int, value: float, claim: str) -> Row:
    """Write a driver that holds from its first to its last day."""
    period = {"from": day(folder, first), "until": day(folder, last)}
    return {"name": name, **period, "where": where, "value": round(value, DECIMALS), "claim": claim}


def rule(folder: FleeFolder, id_: str, act: str, where: str, span: range, claim: str) -> Row:
    """Write a rule that denies on some days."""
    period = {"from": day(folder, span.start), "until": day(folder, span.stop - 1)}
    return {"id": id_, **period, "act": act, "where": where, "effect": "deny", "claim": claim}


def link(ids: Mapping[str, str], a: str, b: str) -> str:
    """Name the road from one place to another."""
    return f"{ids[a]}>{ids[b]}:road"
