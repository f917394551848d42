"""Which towns are joined by a road, without anybody drawing it: the Gabriel graph of points on the globe.

Two towns are joined if no third lies within the circle of which they are the ends of a diameter (Gabriel & Sokal 1969,
*A new statistical approach to geographic variation analysis*, Systematic Zoology 18). The graph is connected, its edges
do not cross, and it is close to road networks as they are.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Delaunay, KDTree, QhullError

from exeunt.scenario.sphere import axes

Numbers = NDArray[np.float64]
Pairs = NDArray[np.int64]
WITHIN = 1.0 - 1e-9  # a third point upon the circle, such as either end, is not within it
FEW = 8  # points of which all pairs are looked at


def gabriel(lon: Numbers, lat: Numbers) -> Pairs:
    """Return the pairs of points that are joined, shape (edges, 2), the first of each pair the smaller.

    On the sphere the circle is where a ball cuts it whose diameter is the chord, so that the nearest point to the
    middle of the chord tells. Only pairs of the Delaunay triangulation can be such.
    """
    at = np.column_stack(axes(lon, lat))
    pairs = _candidates(at)
    if not len(pairs):
        return pairs
    one, other = at[pairs[:, 0]], at[pairs[:, 1]]
    radius = np.linalg.norm(one - other, axis=1) / 2
    nearest, _ = KDTree(at).query((one + other) / 2)
    return np.asarray(pairs[np.asarray(nearest) >= radius * WITHIN])


def _candidates(at: Numbers) -> Pairs:
    """Return the edges of the triangulation, or all pairs where there are few points or they lie on a line."""
    n = len(at)
    if n > FEW:
        try:
            corners = np.sort(Delaunay(_flat(at)).simplices, axis=1)
        except QhullError:
            corners = np.empty((0, 3), np.int64)
        if len(corners):
            edges = np.concatenate([corners[:, [0, 1]], corners[:, [0, 2]], corners[:, [1, 2]]])
            return np.asarray(np.unique(edges, axis=0), np.int64)
    return np.column_stack(np.triu_indices(n, 1)).astype(np.int64)


def _flat(at: Numbers) -> Numbers:
    """Project points stereographically from the far side of the globe: circles stay circles, the date line is no edge.

    That keeps the triangulation what it is on the sphere.
    """
    centre = at.mean(axis=0)
    centre = centre / max(float(np.linalg.norm(centre)), 1e-12) if np.linalg.norm(centre) > 1e-9 else at[0]
    east = np.cross([0.0, 0.0, 1.0], centre)
    east = east / np.linalg.norm(east) if np.linalg.norm(east) > 1e-9 else np.array([1.0, 0.0, 0.0])
    north = np.cross(centre, east)
    scale = 2.0 / np.maximum(1.0 + at @ centre, 1e-9)
    return np.column_stack([at @ east * scale, at @ north * scale])
