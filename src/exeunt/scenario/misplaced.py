"""Places and gates that lie where they cannot, on a map and for the distances that are reckoned from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import numpy as np

from exeunt.errors import Oddity, quoted
from exeunt.scenario.case import Case
from exeunt.scenario.names import Names, names_of
from exeunt.scenario.rows import rows
from exeunt.scenario.shapes import shapes
from exeunt.scenario.sphere import kilometres

FAR_KM = 100.0  # so far off both ends of a way, however short it is, a gate does not lie on it
RIGHT = "look at its lat and lon"

Box = tuple[float, float, float, float]  # west, south, east, north


def misplaced(case: Case) -> Iterator[Oddity]:
    """Name the places and gates whose latitude and longitude are swapped, and gates far from every way over them."""
    if not case.knows("place", "gate", "link"):
        return
    names, told = names_of(case.tables), set()
    for oddity in _swapped(case, names):
        told.add((oddity.file, oddity.row))
        yield oddity
    yield from (each for each in _far_gates(case) if (each.file, each.row) not in told)


def _swapped(case: Case, names: Names) -> Iterator[Oddity]:
    """Name what lies outside of its countries and would lie within them with latitude and longitude swapped."""
    for table, columns in (("places", ("country",)), ("gates", ("country_from", "country_to"))):
        for row, lat, lon, *codes in rows(case.tables[table], "lat", "lon", *columns):
            swapped = [code for code in codes if code and _within([code], lat, lon)]
            if swapped and not _within(codes, lon, lat):
                country = names.coded(swapped[0])
                wrong = f"{lat:g}, {lon:g} lies outside of {country}, and with lat and lon swapped within it"
                yield Oddity(f"{table}.csv", row, "lat", wrong, RIGHT)


def _within(codes: Iterable[str], lon: float, lat: float) -> bool:
    """Say whether a point lies within the bounds of one of some countries."""
    bounds = (box for code in codes for box in _boxes(code))
    return any(west <= lon <= east and south <= lat <= north for west, south, east, north in bounds)


@cache
def _boxes(code: str) -> tuple[Box, ...]:
    """Return the bounds of each part of a country, none for one that is not of this world."""
    found = (shape["geometry"] for shape in shapes() if shape["properties"]["country"] == code)
    return tuple(_bounds(part[0]) for geometry in found for part in _parts(geometry))


def _parts(geometry: dict[str, Any]) -> list[Any]:
    return list(geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]])


def _bounds(ring: list[list[float]]) -> Box:
    (west, south), (east, north) = np.min(ring, axis=0), np.max(ring, axis=0)
    return float(west), float(south), float(east), float(north)


def _far_gates(case: Case) -> Iterator[Oddity]:
    """Name the gates that lie farther from both ends of each link over them than the link is long."""
    places, links = case.tables["places"].drop_duplicates("id").set_index("id"), case.tables["links"]
    ends = [places[["lon", "lat"]].reindex(links[side]).to_numpy(np.float64).T for side in ("from", "to")]
    apart = kilometres(*ends[0], *ends[1])
    length = np.fmax(np.fmax(links["km"].to_numpy(np.float64), apart), FAR_KM)
    for row, gate, lat, lon in rows(case.tables["gates"], "id", "lat", "lon"):
        over = (links["gate"] == gate).to_numpy()
        off = np.minimum(*(kilometres(np.array(lon), np.array(lat), *end[:, over]) for end in ends))
        if len(off) and (off > length[over]).all():  # where something has no coordinates nothing is known of it
            one, other = links.loc[over, ["from", "to"]].iloc[int(off.argmin())]
            wrong = f"lies {off.min():,.0f} km or more from {quoted(one)} and {quoted(other)}, between which it stands"
            yield Oddity("gates.csv", row, "lat", wrong, f"{RIGHT}, which maps draw it by")
