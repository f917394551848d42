"""Where things lie on the map: centres on the sphere, and the window that shows what matters.

The picture itself is projected by Vega; the same projection is worked out here only to choose the window and to keep
labels apart. Azimuthal equal-area, Snyder (1987, *Map projections: a working manual*), equations 24-2 to 24-4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from exeunt.scenario.sphere import Numbers, axes

MARGIN = 0.06  # of its width and height: the room around all points
SMALLEST = 0.03  # radii of the globe: a window on one point is as wide


def centre(lon: Numbers, lat: Numbers, weight: Numbers) -> tuple[float, float]:
    """Return the weighted middle of points on the sphere, right on both sides of the meridian of 180°."""
    if not len(lon):
        return 0.0, 0.0
    weight = weight if weight.sum() > 0 else np.ones(len(lon))
    x, y, z = (float((axis * weight).sum()) for axis in axes(lon, lat))
    return float(np.degrees(np.arctan2(y, x))), float(np.degrees(np.arctan2(z, np.hypot(x, y))))


@dataclass(frozen=True)
class Window:
    """The part of the globe that a map shows, around `lon`, `lat`, in the units of the projection."""

    lon: float
    lat: float
    left: float
    right: float
    bottom: float
    top: float

    @property
    def aspect(self) -> float:
        """Its height for each unit of width."""
        return (self.top - self.bottom) / (self.right - self.left)

    def project(self, lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers]:
        """Return where points lie on the plane; what is behind the globe ends at its rim."""
        return _project(lon, lat, self.lon, self.lat)

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a point lies in the window."""
        x, y = self.project(np.array([lon]), np.array([lat]))
        return bool(self.left <= x[0] <= self.right and self.bottom <= y[0] <= self.top)


def window(lon: Numbers, lat: Numbers) -> Window:
    """Return the window that holds all points, with room around them."""
    middle = centre(lon, lat, np.ones(len(lon)))
    x, y = _project(lon, lat, *middle)
    left, right, bottom, top = (
        (float(x.min()), float(x.max()), float(y.min()), float(y.max())) if len(x) else (0.0, 0.0, 0.0, 0.0)
    )
    width, height = max(right - left, SMALLEST), max(top - bottom, SMALLEST)
    # neither a ribbon nor a tower: it should fit a screen with its heading
    width, height = max(width, height * 1.6), max(height, width * 0.45)
    x0, y0 = (left + right) / 2, (bottom + top) / 2
    half_x, half_y = width * (0.5 + MARGIN), height * (0.5 + MARGIN)
    return Window(*middle, x0 - half_x, x0 + half_x, y0 - half_y, y0 + half_y)


def _project(lon: Numbers, lat: Numbers, lon0: float, lat0: float) -> tuple[Numbers, Numbers]:
    a, b, b0 = np.radians(lon - lon0), np.radians(lat), np.radians(lat0)
    near = np.sin(b0) * np.sin(b) + np.cos(b0) * np.cos(b) * np.cos(a)
    k = np.sqrt(2 / np.maximum(1 + near, 1e-6))
    return k * np.cos(b) * np.sin(a), k * (np.cos(b0) * np.sin(b) - np.sin(b0) * np.cos(b) * np.cos(a))
