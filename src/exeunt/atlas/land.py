"""A country to build a world of: its towns, its neighbours, and the ways between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exeunt.atlas import air, gates, roads, towns
from exeunt.atlas.gazetteer import Country
from exeunt.atlas.gazetteer import towns as known
from exeunt.atlas.neighbours import neighbours_of, over_sea
from exeunt.errors import InputError, Option, Part
from exeunt.wording import joined


@dataclass(frozen=True)
class Land:
    """A country, where one can go from it, and how.

    Parameters
    ----------
    country, neighbours
        The country, and those that a road or a flight leads into.
    asked
        All neighbours that were looked at, by code.
    beyond
        Those of them that were taken in since they are nearest over the sea.
    places, reached
        The towns, and which of them a way leads to.
    network, flights, crossings
        The roads, the flights, and where roads cross the border.

    """

    country: Country
    neighbours: list[Country]
    asked: dict[str, Country]
    beyond: list[Country]
    places: towns.Places
    reached: NDArray[np.bool_]
    network: roads.Roads
    flights: list[air.Flight]
    crossings: list[gates.Gate]

    @property
    def by_land(self) -> list[str]:
        """The codes of the neighbours into which roads lead."""
        crossed = {crossing.country for crossing in self.crossings}
        return [neighbour.code for neighbour in self.neighbours if neighbour.code in crossed]


def land_of(country: Country, wanted: Sequence[str] | None, least: int) -> Land:
    """Return the towns of a country and of its neighbours, and the ways between them.

    Neighbours are those that are `wanted`, if any are named; towns have so many people at the `least`.
    """
    bordering = neighbours_of(country, wanted)
    places = towns.places_of(country, bordering, least)
    if not places.homes:
        raise InputError(*_too_small(country, least))
    beyond = over_sea(places, bordering) if wanted is None else []
    neighbours = [*bordering, *beyond]
    places = towns.places_of(country, neighbours, least) if beyond else places
    network = roads.roads_of(places)
    asked = {neighbour.code: neighbour for neighbour in neighbours}
    flights = air.flights_of(places, asked)
    reached = roads.within_reach(network.roads, [(f.start, f.end) for f in flights], places)
    network = roads.reached_only(network, reached)
    if not reached[places.homes :].any():
        raise InputError(*_no_way_out(country, neighbours))
    found = {town.country for town, is_reached in zip(places.towns, reached, strict=True) if is_reached}
    neighbours = [neighbour for neighbour in neighbours if neighbour.code in found]
    crossings = gates.gates_of(network.roads, places)
    return Land(country, neighbours, asked, beyond, places, reached, network, flights, crossings)


def _too_small(country: Country, least: int) -> tuple[Part, ...]:
    largest = known({country.code}, 1)[:1]
    if not largest:
        return (f"GeoNames has no town in {country.name}, so there is nothing to build a world from.",)
    town = largest[0]
    return (
        f"{country.name} has no town of {least:,} people; its largest, {town.name}, has {town.population:,}. "
        "Give a lower ",
        Option("min_population"),
        ".",
    )


def _no_way_out(country: Country, neighbours: Sequence[Country]) -> tuple[Part, ...]:
    told = joined([neighbour.name for neighbour in neighbours]) or "any other country"
    return (
        f"No road and no airport leads from the towns of {country.name} to {told}. Name other countries as ",
        Option("neighbours", ""),
        ", or take smaller towns in with ",
        Option("min_population"),
        ".",
    )
