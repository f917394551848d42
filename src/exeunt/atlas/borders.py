"""What lies where: the country of a point, the course of a way and the point where it crosses a border."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from exeunt.scenario.shapes import shapes
from exeunt.scenario.sphere import axes, kilometres

Numbers = NDArray[np.float64]
STEP_KM = 4.0  # between the points at which a course is looked at
WATER = ""


@dataclass(frozen=True)
class Course:
    """Points along the great circle between two places, `step` kilometres apart, and the country each lies in."""

    lon: Numbers
    lat: Numbers
    country: NDArray[np.str_]
    step: float

    @property
    def km(self) -> float:
        """How long it is."""
        return self.step * (len(self.lon) - 1)

    def longest(self, outside: NDArray[np.bool_]) -> float:
        """Return the longest stretch, in kilometres, of those points that are named."""
        edges = np.flatnonzero(np.diff(np.concatenate([[0], outside.astype(np.int8), [0]])))
        return float((edges[1::2] - edges[::2]).max(initial=0)) * self.step

    def crossing(self, before: str, after: str) -> tuple[float, float]:
        """Return where the course leaves one country for another: (lon, lat)."""
        of_first, of_second = np.flatnonzero(self.country == before), np.flatnonzero(self.country == after)
        middle = len(self.lon) // 2
        last = int(of_first[-1]) if len(of_first) else max(int(of_second[0]) - 1, 0) if len(of_second) else middle
        return float(self.lon[last]), float(self.lat[last])


def courses(lon: Numbers, lat: Numbers, to_lon: Numbers, to_lat: Numbers) -> list[Course]:
    """Return the courses between pairs of points; the country of all their points is looked up at once."""
    km = kilometres(lon, lat, to_lon, to_lat)
    count = np.maximum(np.ceil(km / STEP_KM).astype(np.int64), 8) + 1
    ends = np.column_stack([lon, lat, to_lon, to_lat]).tolist()
    lines = [_between(*each, count=n) for each, n in zip(ends, count.tolist(), strict=True)]
    if not lines:
        return []
    country = country_at(np.concatenate([x for x, _ in lines]), np.concatenate([y for _, y in lines]))
    parts = np.split(country, np.cumsum(count)[:-1])
    steps = (km / (count - 1)).tolist()
    return [Course(x, y, part, step) for (x, y), part, step in zip(lines, parts, steps, strict=True)]


def _between(lon: float, lat: float, to_lon: float, to_lat: float, *, count: int) -> tuple[Numbers, Numbers]:
    one, other = np.array(axes(np.array([lon, to_lon]), np.array([lat, to_lat]))).T
    angle = np.arccos(np.clip(one @ other, -1.0, 1.0))
    part = np.linspace(0.0, 1.0, count)[:, np.newaxis]
    if angle < 1e-9:
        points = np.repeat(one[np.newaxis], count, axis=0)
    else:
        points = (np.sin((1 - part) * angle) * one + np.sin(part * angle) * other) / np.sin(angle)
    return np.degrees(np.arctan2(points[:, 1], points[:, 0])), np.degrees(np.arcsin(np.clip(points[:, 2], -1.0, 1.0)))


def country_at(lon: Numbers, lat: Numbers) -> NDArray[np.str_]:
    """Return the code of the country that each point lies in, blank in none (`WATER`); lakes count as land."""
    found = np.full(len(lon), WATER, dtype="<U3")
    for code, rings, (west, south, east, north) in _polygons():
        near = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
        if len(near):
            inside = np.zeros(len(near), np.bool_)
            for ring in rings:
                inside ^= _within(lon[near], lat[near], ring)
            found[near[inside]] = code
    return found


def _within(lon: Numbers, lat: Numbers, ring: Numbers) -> NDArray[np.bool_]:
    """Whether points lie within a ring: a ray to the east meets it an odd number of times."""
    inside = np.zeros(len(lon), np.bool_)
    for (x, y), (x2, y2) in itertools.pairwise(ring.tolist()):
        if y != y2:
            inside ^= ((lat < y) != (lat < y2)) & (lon < x + (lat - y) / (y2 - y) * (x2 - x))
    return inside


Box = tuple[float, float, float, float]


@cache
def _polygons() -> tuple[tuple[str, tuple[Numbers, ...], Box], ...]:
    return tuple(_read_polygons())


def _read_polygons() -> Iterator[tuple[str, tuple[Numbers, ...], Box]]:
    for feature in shapes():
        for polygon in feature["geometry"]["coordinates"]:
            rings = tuple(np.array(ring, np.float64) for ring in polygon)
            west, south = rings[0].min(axis=0).tolist()
            east, north = rings[0].max(axis=0).tolist()
            yield feature["properties"]["country"] or "-", rings, (west, south, east, north)
