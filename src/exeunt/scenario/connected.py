"""Whether people can get anywhere at all: connectivity of the links, whatever the rules say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from exeunt.errors import Fault
from exeunt.scenario.links import directed

Neighbours = Mapping[str, Sequence[str]]


def way_faults(places: pd.DataFrame, links: pd.DataFrame) -> list[Fault]:
    """Report places nobody can reach and homes nobody can leave."""
    forward: dict[str, list[str]] = defaultdict(list)
    backward: dict[str, list[str]] = defaultdict(list)
    both_ways = directed(links)
    for start, end in zip(both_ways["from"], both_ways["to"], strict=True):
        forward[start].append(end)
        backward[end].append(start)
    homes = places["kind"] == "home"
    reached = _reachable(places.loc[homes, "id"], forward)
    can_settle = _reachable(places.loc[places["kind"].isin(["town", "refuge"]), "id"], backward)
    lost = places[~homes & ~places["id"].isin(reached) & (places["id"] != "")]
    stuck = places[homes & ~places["id"].isin(can_settle) & (places["id"] != "")]
    return [
        *(
            Fault("places.csv", int(str(row)), "id", f"nobody can reach '{id_}'", "add links to it from a home")
            for row, id_ in lost["id"].items()
        ),
        *(
            Fault(
                "places.csv",
                int(str(row)),
                "id",
                f"nobody can leave '{id_}'",
                "add links from it that lead to a town or a refuge",
            )
            for row, id_ in stuck["id"].items()
        ),
    ]


def _reachable(starts: Iterable[str], neighbours: Neighbours) -> set[str]:
    seen = set(starts)
    frontier = list(seen)
    while frontier:
        for place in neighbours.get(frontier.pop(), ()):
            if place not in seen:
                seen.add(place)
                frontier.append(place)
    return seen
