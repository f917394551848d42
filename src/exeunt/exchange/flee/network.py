"""The roads of a FLEE folder, with those pieces of its network tied on that no route reaches.

A camp that no route leads to would stay empty for ever, and people in a place without a route could not leave it. Such
pieces are tied to the rest between the two places that are nearest to each other; pieces without a camp or a place in
conflict play no part and are left out.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from exeunt.exchange.flee.folder import FleeFolder
from exeunt.scenario.sphere import axes, of_chord
from exeunt.wording import few, plural

Ints = NDArray[np.int64]

# Road km per km as the crow flies, about what road networks show (Ballou, Rahardja & Sakai 2002, table 1). Of a road
# here and there among those of a folder, with which the constants of behaviour were learned; `atlas/roads.py` draws
# whole networks by a longer one.
DETOUR = 1.3
UNKNOWN_KM = 200.0  # between places whose whereabouts are unknown


@dataclass(frozen=True)
class Road:
    """A two-way road between two places; `assumed` if no route of the folder says so."""

    a: str
    b: str
    km: float
    assumed: bool = False


@dataclass(frozen=True)
class Network:
    """The roads, the places that play a part, and what was tied on or left out, in sentences."""

    roads: tuple[Road, ...]
    places: tuple[str, ...]
    said: tuple[str, ...]


def network_of(folder: FleeFolder, *, homes: Collection[str]) -> Network:
    """Return one connected network of the places that matter."""
    names = [place.name for place in folder.locations]
    number = {name: i for i, name in enumerate(names)}
    shortest: dict[frozenset[str], Road] = {}
    for route in folder.routes:
        pair = frozenset((route.a, route.b))
        if pair not in shortest or route.km < shortest[pair].km:
            shortest[pair] = Road(route.a, route.b, route.km)
    roads = list(shortest.values())
    ends = np.array([[number[r.a], number[r.b]] for r in roads], np.int64).reshape(-1, 2)
    graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(names), len(names)))
    _, piece = connected_components(graph, directed=False)
    matters = np.array([p.name in homes or p.is_camp for p in folder.locations], np.bool_)
    weight = np.bincount(piece, weights=matters)
    order = [int(i) for i in np.argsort(-weight, kind="stable") if weight[i] > 0]
    main = np.flatnonzero(piece == order[0])
    lon, lat = (np.array([getattr(place, axis) for place in folder.locations], np.float64) for axis in ("lon", "lat"))
    on_sphere = np.stack(axes(lon, lat), axis=1)
    said = []
    for other in order[1:]:
        members = np.flatnonzero(piece == other)
        a, b, km = _nearest(on_sphere, members, main)
        roads.append(Road(names[a], names[b], km, assumed=True))
        is_known = np.isfinite(on_sphere[[a, b]]).all()
        why = f"{names[b]}, the nearest place," if is_known else f"{names[b]}, as nobody knows which place is nearest,"
        said.append(f"no route joins {names[a]} to the rest of the network; a road of {km:.0f} km to {why} is assumed")
        main = np.concatenate([main, members])
    kept = {names[i] for i in main}
    left_out = [name for name in names if name not in kept]
    if left_out:
        places, are = plural(len(left_out), "place"), "are" if len(left_out) > 1 else "is"
        said.append(f"{places} with no route to any camp or conflict {are} left out: {few(left_out)}")
    roads = [road for road in roads if road.a in kept]
    return Network(tuple(roads), tuple(name for name in names if name in kept), tuple(said))


def _nearest(on_sphere: NDArray[np.float64], some: Ints, others: Ints) -> tuple[int, int, float]:
    """Return the two nearest places of two sets, and the km of a road between them."""
    known = [side[np.isfinite(on_sphere[side]).all(axis=1)] for side in (some, others)]
    if not all(map(len, known)):
        return int(some[0]), int(others[0]), UNKNOWN_KM
    chord, at = KDTree(on_sphere[known[1]]).query(on_sphere[known[0]])
    best = int(np.argmin(chord))
    km = float(of_chord(chord[best])) * DETOUR
    return int(known[0][best]), int(known[1][at[best]]), max(km, 1.0)
