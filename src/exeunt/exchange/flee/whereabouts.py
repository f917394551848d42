"""Where places lie of which ``locations.csv`` leaves the coordinates blank: in the middle of those beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from exeunt.exchange.flee.folder import FleeFolder, Location
from exeunt.exchange.flee.network import Network
from exeunt.exchange.flee.table_rows import by_name
from exeunt.exchange.rows import listed
from exeunt.scenario.sphere import axes

Degrees = tuple[float, float]  # latitude and longitude

DECIMALS = 3  # of a guess: about a hundred metres
NOWHERE = (0.0, 0.0)


def whereabouts(folder: FleeFolder, network: Network, blank: Sequence[Location]) -> dict[str, Degrees]:
    """Return where each place of the network lies, those `unplaced` too; `NOWHERE` if that is known of none."""
    without = {place.name for place in blank}
    at = {name: (place.lat, place.lon) for name, place in by_name(folder).items() if name not in without}
    beside: dict[str, list[str]] = {name: [] for name in network.places}
    for road in network.roads:
        beside[road.a].append(road.b)
        beside[road.b].append(road.a)
    while True:
        near = {name: [at[other] for other in beside[name] if other in at] for name in beside if name not in at}
        found = {name: _middle(places) for name, places in near.items() if places}
        if not found:
            return at | dict.fromkeys(near, NOWHERE)
        at |= found


def unplaced(folder: FleeFolder, network: Network) -> list[Location]:
    """Return the places of the network of which the file does not say where they lie."""
    kept = set(network.places)
    return [place for place in folder.locations if place.name in kept and np.isnan([place.lat, place.lon]).any()]


def guessed(network: Network, blank: Sequence[Location]) -> Iterator[str]:
    """Say where places are put that are `unplaced`."""
    if blank:
        middle = "a place without is put in the middle of those that roads join it to"
        where = middle if len(blank) < len(network.places) else "all are put at 0, 0, and no map shows where they lie"
        names = listed(place.name for place in blank)
        yield f"locations.csv:{blank[0].row}: the coordinates of {names} are not given; {where}"


def _middle(places: Sequence[Degrees]) -> Degrees:
    lat, lon = np.array(places).T
    x, y, z = (float(axis.sum()) for axis in axes(lon, lat))
    middle = np.degrees([np.arctan2(z, np.hypot(x, y)), np.arctan2(y, x)])
    return round(float(middle[0]), DECIMALS), round(float(middle[1]), DECIMALS)
