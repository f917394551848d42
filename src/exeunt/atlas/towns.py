"""Which towns a world has: those people leave, and those of its neighbours where they may arrive."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
from scipy.spatial import KDTree

from exeunt.atlas.gazetteer import Country, Town, towns
from exeunt.scenario.assembled import Row
from exeunt.scenario.rounding import controlled
from exeunt.scenario.spelling import plain
from exeunt.scenario.sphere import axes, chord_of, of_chord
from exeunt.scenario.textfile import CONTROL

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]

LEAST = 20_000  # people of a town that becomes a place, unless told otherwise
ONE_TOWN_KM = 15.0  # a town so near to a larger one is one place with it
CITY_PER_KM2 = 5_000  # people: how far a city reaches by itself, as a disc that is as densely lived in
COUNTED_FROM = 20_000  # people of a town near a city that are added to those of the city
SMALLER_FROM = 5_001  # people of the smaller towns that tell where the countryside is lived in
LARGEST, NEAREST = 4, 8  # of a neighbour's towns, beside its capital
FIRST_SHARED, ALSO_SPOKEN = 0.8, 0.3  # who is understood there, by the first language of both countries, or of one
SMALL = 3  # towns of a neighbour that has none of the size asked for


@dataclass(frozen=True)
class Places:
    """The towns of a world by their ids: homes first, then those of its neighbours."""

    country: Country
    ids: tuple[str, ...]
    towns: tuple[Town, ...]
    homes: int

    def abroad(self, code: str) -> list[int]:
        """Return the positions of the towns of a neighbour."""
        return [i for i, town in enumerate(self.towns) if i >= self.homes and town.country == code]

    @property
    def lon(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Their longitudes."""
        return np.array([town.lon for town in self.towns])

    @property
    def lat(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Their latitudes."""
        return np.array([town.lat for town in self.towns])


def places_of(country: Country, neighbours: Sequence[Country], least: int) -> Places:
    """Choose the towns of a country, and of its neighbours the capital, the largest and the nearest."""
    homes = cities(country.code, least)
    abroad = [town for neighbour in neighbours for town in _destinations(neighbour, homes, least)] if homes else []
    chosen = (*homes, *abroad)
    return Places(country, tuple(_ids(chosen)), chosen, len(homes))


def is_capital(town: Town, country: Country) -> bool:
    """Whether a town is the capital of its country, by any of its names."""
    return bool(country.capital) and country.capital in (town.name, *town.spellings)


def cities(code: str, least: int) -> list[Town]:
    """Return the towns of a country with at least so many people, each with what it is one place with.

    What is near a city is looked at down to one size, whatever is asked for: how many people a city has must not hang
    on how small the towns are that are to be places.
    """
    return as_one(towns({code}, min(least, COUNTED_FROM)), least)


def as_one(found: Sequence[Town], least: int = 0) -> list[Town]:
    """Count towns near a larger one, or within it, as one place with it: names are kept as spellings of its own.

    GeoNames has the districts of a city beside the city, in whose number their people are, and which of its places are
    such is not carried. So the number of a city holds for all within its own radius (`own_km`); those of towns near by
    but beyond it are added. `least` is how many people the largest of a place must have.
    """
    if not found:
        return []
    own = np.array([own_km(town.population) for town in found])
    near = KDTree(_axes(found)).query_ball_point(_axes(found), chord_of(np.maximum(own, ONE_TOWN_KM)))
    part_of: dict[int, int] = {}
    for one, others in enumerate(near):  # the largest comes first
        if one not in part_of:
            part_of |= {other: one for other in others if other not in part_of}
    members: dict[int, list[Town]] = {}
    for other, one in sorted(part_of.items()):
        members.setdefault(one, []).append(found[other])
    return [_united(found[one], parts) for one, parts in members.items() if found[one].population >= least]


def own_km(people: int) -> float:
    """Return how far a city of so many people reaches by itself."""
    return math.sqrt(people / CITY_PER_KM2 / math.pi)


def _united(largest: Town, parts: Sequence[Town]) -> Town:
    spellings = [name for part in parts for name in (part.name, *part.spellings) if name != largest.name]
    beyond = km_between(largest, parts) > own_km(largest.population)
    counted = [t.population for t, is_beyond in zip(parts, beyond.tolist(), strict=True) if is_beyond]
    added = sum(people for people in counted if people >= COUNTED_FROM)
    return replace(largest, population=largest.population + added, spellings=tuple(dict.fromkeys(spellings)))


def _destinations(neighbour: Country, homes: Sequence[Town], least: int) -> list[Town]:
    found = cities(neighbour.code, least) or cities(neighbour.code, 1)[:SMALL]
    if not found:
        return []
    capital = [town for town in found if is_capital(town, neighbour)][:1]
    distance, _ = KDTree(_axes(homes)).query(_axes(found))
    nearest = [found[i] for i in np.argsort(distance, kind="stable")[:NEAREST].tolist()]
    return sorted(dict.fromkeys([*capital, *found[:LARGEST], *nearest]), key=lambda t: (-t.population, t.key))


def _axes(found: Sequence[Town]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.column_stack(axes(np.array([t.lon for t in found]), np.array([t.lat for t in found])))


def km_between(one: Town, others: Sequence[Town]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return how far towns lie from one."""
    return of_chord(np.linalg.norm(_axes(others) - _axes([one]), axis=1))


def _ids(chosen: Sequence[Town]) -> Iterator[str]:
    """Write ids out of names: small letters, and the country or GeoNames' number where a name alone would not do."""
    slugs = [_slug(town.name) or f"geonames-{town.key}" for town in chosen]
    coded = [f"{name}-{town.country.lower()}" for name, town in zip(slugs, chosen, strict=True)]
    often, coded_often = Counter(slugs), Counter(coded)
    for name, code, town in zip(slugs, coded, chosen, strict=True):
        yield name if often[name] == 1 else code if coded_often[code] == 1 else f"{code}-{town.key}"


def _slug(name: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "-".join("".join(sign if sign.isalnum() else " " for sign in ascii_only).lower().split())


def residents(places: Places) -> list[int]:
    """Return how many people start at each home, so that they add up to the country's.

    Those who live in no town of the table are shared out by `around`: each town stands for the country around it,
    which is not larger where the town is. Where the towns hold more than the country, all are scaled down alike.
    """
    here = np.array([town.population for town in places.towns[: places.homes]], float)
    elsewhere = outside(places)
    people = here + elsewhere * around(places) if elsewhere >= 0 else here * places.country.population / here.sum()
    whole = controlled(people[np.newaxis], np.array([places.country.population]))[0]
    return [int(number) for number in whole]


def around(places: Places) -> Floats:
    """Return the share of those who live in no home's town that lives around each: half evenly, half by smaller towns.

    A smaller town speaks for the home nearest to it. Where the people of regions are known (Russia, Sudan, Syria,
    Ukraine, at 20,000, 60,000 and 200,000 people a town) this puts 15 % of all in a wrong region in the mean, an even
    split alone 17 %, and a split by how large the towns are 21 %.
    """
    homes = places.towns[: places.homes]
    keys = {home.key for home in homes}
    smaller = [town for town in towns({places.country.code}, SMALLER_FROM) if town.key not in keys]
    evenly = np.full(len(homes), 1.0 / len(homes))
    if not smaller:
        return evenly
    _, nearest = KDTree(_axes(homes)).query(_axes(smaller))
    return (evenly + np.bincount(nearest, minlength=len(homes)) / len(smaller)) / 2.0


def outside(places: Places) -> int:
    """Return how many people of the country live in none of its homes; below 0 where these hold more than it has."""
    return places.country.population - sum(town.population for town in places.towns[: places.homes])


def offset(zone: str, day: date) -> float:
    """Return how many hours a time zone's clock is ahead of UTC at noon of a day."""
    ahead = ZoneInfo(zone).utcoffset(datetime(day.year, day.month, day.day, 12))
    return 0.0 if ahead is None else ahead.total_seconds() / 3600


def language_shared(here: Country, there: Country) -> float:
    """Return the share of people there who are taken to speak a language of those who flee."""
    if not here.languages or not there.languages:
        return 0.0
    if here.languages[0] == there.languages[0]:
        return FIRST_SHARED
    one_is_spoken = here.languages[0] in there.languages or there.languages[0] in here.languages
    return ALSO_SPOKEN if one_is_spoken else 0.0


def place_rows(places: Places, neighbours: Mapping[str, Country], first_day: date) -> Iterator[Row]:
    """Yield the rows of `places`."""
    people = residents(places)
    for i, (id_, town) in enumerate(zip(places.ids, places.towns, strict=True)):
        row: Row = {
            "id": id_,
            "name": town.name,
            "country": town.country,
            "admin": town.area,
            "lat": round(town.lat, 5),
            "lon": round(town.lon, 5),
            "utc_offset": offset(town.zone, first_day),
        }
        if i < places.homes:
            yield {**row, "kind": "home", "population": people[i], "claim": "assumed-people"}
        else:
            language = language_shared(places.country, neighbours[town.country])
            row |= {"kind": "town", "population": town.population, "language": language}
            yield {**row, "claim": "assumed-towns-abroad"}


def alias_rows(places: Places) -> Iterator[Row]:
    """Yield every other spelling that means one place only, however it is written."""
    meant: dict[str, set[int]] = {}
    for i, town in enumerate(places.towns):
        for name in (places.ids[i], town.name, *town.spellings):
            meant.setdefault(plain(name), set()).add(i)
    spelled = [(name, i) for i, town in enumerate(places.towns) for name in dict.fromkeys(town.spellings)]
    taken = {town.name for town in places.towns} | set(places.ids)
    for name, i in spelled:
        alone = len(meant[plain(name)]) == 1 and name not in taken
        if name and alone and name.strip() == name and not CONTROL.search(name):
            yield {"name": name, "place": places.ids[i], "claim": "geonames"}


def named(places: Places, which: Iterable[int]) -> list[str]:
    """Return what towns are called."""
    return [places.towns[i].name for i in which]
