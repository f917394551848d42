"""Countries in one piece again where the files cut them along the meridian of 180°.

Shapes of countries are cut there so that plane maps can draw them, and their edges would show as a border through
Chukotka and Wrangel Island. The pieces are laid together where one ends and another begins at the same latitude.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from exeunt.show.map.globe import Window

Point = list[float]
Ring = list[Point]

SEAM, STEP = 180.0, 0.05  # degrees; a window is many steps high
LEAST = 4  # corners of a ring, the first being there twice


def is_cut_in(view: Window, feature: dict[str, Any]) -> bool:
    """Whether a window shows where the shape of a country has been cut."""
    edges = (edge for polygon in feature["geometry"]["coordinates"] for edge in pairwise(polygon[0]) if _along(*edge))
    return any(view.holds(SEAM, lat) for (_, one), (_, other) in edges for lat in _between(one, other))


def _between(one: float, other: float) -> list[float]:
    return [float(lat) for lat in np.linspace(one, other, 2 + int(abs(one - other) / STEP))]


def whole(feature: dict[str, Any]) -> dict[str, Any]:
    """Return a country whose pieces on both sides of the seam are one; unchanged if they do not fit."""
    polygons = feature["geometry"]["coordinates"]
    cut = [polygon for polygon in polygons if any(_along(*edge) for edge in pairwise(polygon[0]))]
    joined = _joined([chain for polygon in cut for chain in _chains(polygon[0])])
    if joined is None:
        return feature
    holes = [hole for polygon in cut for hole in polygon[1:]]
    if holes and len(joined) > 1:
        return feature
    kept = [polygon for polygon in polygons if polygon not in cut]
    coordinates = [*kept, *([ring, *holes] for ring in joined)]
    return {**feature, "geometry": {**feature["geometry"], "coordinates": coordinates}}


def _along(one: Point, other: Point) -> bool:
    """Whether an edge runs along the seam."""
    return one[0] == other[0] and abs(one[0]) == SEAM


def _chains(ring: Ring) -> Iterator[Ring]:
    """Yield what lies between the edges of a ring that run along the seam."""
    corners = ring[:-1]
    count = len(corners)
    starts = [i for i in range(count) if _along(corners[i - 1], corners[i])]
    for start in starts:
        chain = [corners[start]]
        while not _along(chain[-1], following := corners[(start + len(chain)) % count]):
            chain.append(following)
        yield chain


def _joined(chains: list[Ring]) -> list[Ring] | None:
    """Lay chains end to end, over the seam, into rings; None if one of them has no neighbour there."""
    begins = {(-chain[0][0], chain[0][1]): chain for chain in chains}
    if len(begins) < len(chains) or any(tuple(chain[-1]) not in begins for chain in chains):
        return None
    rings = []
    left = {id(chain): chain for chain in chains}
    while left:
        _, chain = left.popitem()
        ring = list(chain)
        while id(following := begins[ring[-1][0], ring[-1][1]]) in left:
            del left[id(following)]
            ring += following[1:]  # its first corner is where the last one ended
        ring[-1] = ring[0]
        rings.append(ring)
    return [ring for ring in rings if len(ring) >= LEAST]
