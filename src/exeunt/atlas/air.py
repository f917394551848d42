"""Flights out of the country: from its largest towns with an airport to the capital of each neighbour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from exeunt.atlas.gazetteer import Airport, Country, airports
from exeunt.atlas.push import Push
from exeunt.atlas.towns import Places, is_capital
from exeunt.exchange.steady import steady
from exeunt.scenario.assembled import Row
from exeunt.scenario.sphere import axes, chord_of, kilometres

NEAR_KM = 45.0  # how far from a town its airport may lie
FROM = 4  # towns of the country that people fly from
KM_H, GROUND_HOURS = 700.0, 4.0
FARE, FARE_A_KM = 150.0, 0.12  # EUR
SEATS_PER_DAY = 300
NO_FLIGHTS = 0.5  # the threat at a town from which on nobody is taken to fly from it


@dataclass(frozen=True)
class Flight:
    """A way by air between two towns, by their positions."""

    start: int
    end: int
    km: float

    @property
    def hours(self) -> float:
        """How long it takes, with what is spent on the ground."""
        return self.km / KM_H + GROUND_HOURS

    @property
    def price(self) -> int:
        """What a seat is assumed to cost, in EUR."""
        return int(round(FARE + FARE_A_KM * self.km, -1))


def flights_of(places: Places, neighbours: Mapping[str, Country]) -> list[Flight]:
    """Join the largest homes with an airport to the capital, or the largest town with an airport, of each neighbour.

    An airport is that of the first of the towns near it: its seats are there once, and shut with that town.
    """
    near = _airport_of(places, airports({places.country.code, *neighbours}))
    homes = [i for i in range(places.homes) if i in near]
    homes.sort(key=lambda i: (not is_capital(places.towns[i], places.country), i))
    of_airport: dict[str, int] = {}
    for home in homes:
        of_airport.setdefault(near[home].code, home)
    starts = list(of_airport.values())[:FROM]
    ends = []
    for code, neighbour in neighbours.items():
        served = [i for i in places.abroad(code) if i in near]
        ends += sorted(served, key=lambda i: (not is_capital(places.towns[i], neighbour), i))[:1]
    return [_flight(start, end, near, places) for start in starts for end in ends]


def flight_rows(flights: Sequence[Flight], places: Places) -> Iterator[Row]:
    """Yield the rows of `links` for flights."""
    for flight in flights:
        yield {
            "from": places.ids[flight.start],
            "to": places.ids[flight.end],
            "mode": "air",
            "km": round(flight.km, 1),
            "hours": round(flight.hours, 2),
            "price": flight.price,
            "seats_per_day": SEATS_PER_DAY,
            "both_ways": "no",
            "claim": "assumed-flights",
        }


def grounded(flights: Sequence[Flight], push: Push) -> NDArray[np.bool_]:
    """Whether each flight stays on the ground on each day, for fighting at its town, shape (days, flights).

    Where nobody tells of fighting none does.
    """
    starts = [flight.start for flight in flights]
    return (push.levels[:, starts] >= NO_FLIGHTS) & (not push.is_assumed)


def grounding_rows(flights: Sequence[Flight], push: Push, places: Places, first_day: date) -> Iterator[Row]:
    """Yield rules that shut the flights from a town while there is fighting."""
    stays = grounded(flights, push)
    for column, flight in enumerate(flights):
        one, other = places.ids[flight.start], places.ids[flight.end]
        for first, last, _ in steady(stays[:, column].astype(np.float64)):
            yield {
                "id": f"no-flight-{one}-{other}-{first_day + timedelta(days=first)}",
                "from": str(first_day + timedelta(days=first)),
                "until": str(first_day + timedelta(days=last)),
                "act": "leave",
                "where": f"{one}>{other}:air",
                "effect": "deny",
                "claim": "assumed-no-flights",
            }


def _flight(start: int, end: int, near: Mapping[int, Airport], places: Places) -> Flight:
    points = [np.array([value]) for airport in (near[start], near[end]) for value in (airport.lon, airport.lat)]
    return Flight(start, end, float(kilometres(*points)[0]))


def _airport_of(places: Places, known: Sequence[Airport]) -> dict[int, Airport]:
    """Return the nearest airport of each town that has one nearby in its country."""
    if not known:
        return {}
    tree = KDTree(_axes((a.lon, a.lat) for a in known))
    distance, at = tree.query(
        _axes((t.lon, t.lat) for t in places.towns), distance_upper_bound=float(chord_of(NEAR_KM))
    )
    found = zip(range(len(places.towns)), distance.tolist(), at.tolist(), strict=True)
    return {i: known[a] for i, far, a in found if np.isfinite(far) and known[a].country == places.towns[i].country}


def _axes(points: Iterable[tuple[float, float]]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    lon, lat = np.array(list(points), np.float64).T
    return np.column_stack(axes(lon, lat))
