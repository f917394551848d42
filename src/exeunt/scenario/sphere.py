"""Points on the globe, taken for a sphere, and how far they lie from each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
EARTH_KM = 6371.0


def axes(lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return points given in degrees on the unit sphere."""
    a, b = np.radians(lon), np.radians(lat)
    return np.cos(b) * np.cos(a), np.cos(b) * np.sin(a), np.sin(b)


def kilometres(lon: Numbers, lat: Numbers, to_lon: Numbers, to_lat: Numbers) -> Numbers:
    """Return how far points lie from others along the globe."""
    chord = np.sqrt(sum((a - b) ** 2 for a, b in zip(axes(lon, lat), axes(to_lon, to_lat), strict=True)))
    return of_chord(chord)


def chord_of(km: Numbers | float) -> Numbers:
    """Return the straight line between points so far apart on a globe with the radius 1."""
    return np.asarray(2 * np.sin(np.asarray(km, np.float64) / (2 * EARTH_KM)))


def of_chord(chord: Numbers) -> Numbers:
    """Return the kilometres along the globe between points so far apart straight through the unit sphere."""
    return np.asarray(2 * EARTH_KM * np.arcsin(np.minimum(chord / 2, 1.0)))
