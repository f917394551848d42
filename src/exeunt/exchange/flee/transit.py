"""Foreign places that people only pass on their way back into the country they flee.

In a scenario nobody who fled abroad is sent through his own country again. A FLEE folder may have roads that do: a hub
across the border from which people are sent on to a town at home, or a camp that is reached in no other way. Such a hub
counts as a place of the country that people flee.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from exeunt.exchange.flee.folder import FleeFolder
from exeunt.exchange.flee.network import Network
from exeunt.exchange.flee.table_rows import by_name


def transit_of(folder: FleeFolder, network: Network, *, homes: Collection[str]) -> dict[str, str]:
    """Return the country that such places count as, by name."""
    at = by_name(folder)
    fled = {at[home].country for home in homes}
    country = {name: place.country for name, place in at.items()}
    counted: dict[str, str] = {}
    for route in folder.routes:
        if route.redirect and not at[route.redirect[0]].is_camp:
            hub, target = route.redirect
            if country[hub] not in fled and country[target] in fled:
                counted[hub] = country[target]
    names = list(network.places)
    number = {name: i for i, name in enumerate(names)}
    sources = [number[home] for home in homes]
    ways = [(number[a], number[b], road.km) for road in network.roads for a, b in ((road.a, road.b), (road.b, road.a))]
    start, end, km = (np.array(column) for column in zip(*ways, strict=True))
    while True:
        lies_in = [counted.get(name) or country[name] for name in names]
        abroad = np.array([name not in fled for name in lies_in])
        open_to_all = ~(abroad[start] & ~abroad[end])
        one_way = coo_array((km[open_to_all] + 1e-6, (start[open_to_all], end[open_to_all])), shape=(len(names),) * 2)
        within = dijkstra(one_way.tocsr(), indices=sources, min_only=True)
        lost = [i for i, name in enumerate(names) if at[name].is_camp and not np.isfinite(within[i])]
        if not lost:
            return counted
        anyhow = coo_array((km + 1e-6, (start, end)), shape=(len(names),) * 2)
        _, came, _ = dijkstra(anyhow.tocsr(), indices=sources, min_only=True, return_predecessors=True)
        before = len(counted)
        for camp in lost:
            here, back_in = camp, ""
            while came[here] >= 0:
                back_in = back_in if abroad[here] else lies_in[here]
                here = int(came[here])
                if back_in and abroad[here] and not at[names[here]].is_camp:
                    counted[names[here]] = back_in
        if len(counted) == before:  # what is left can only be reached through a camp abroad
            return counted
