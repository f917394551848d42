"""Whether people can get anywhere at all: connectivity of the links, whatever the rules say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from exeunt.errors import Fault
from exeunt.scenario.rows import rows
from exeunt.scenario.tables import SETTLING

Neighbours = Mapping[str, Sequence[str]]


def way_faults(places: pd.DataFrame, ways: pd.DataFrame) -> list[Fault]:
    """Report places nobody can reach and homes nobody can leave; `ways` are the links in each direction."""
    forward: dict[str, list[str]] = defaultdict(list)
    backward: dict[str, list[str]] = defaultdict(list)
    for _, start, end in rows(ways, "from", "to"):
        forward[start].append(end)
        backward[end].append(start)
    named = [(row, id_, kind) for row, id_, kind in rows(places, "id", "kind") if id_]
    reached = _reachable([id_ for _, id_, kind in named if kind == "home"], forward)
    can_settle = _reachable([id_ for _, id_, kind in named if kind in SETTLING], backward)
    faults = []
    for row, id_, kind in named:
        if kind != "home" and id_ not in reached:
            right = "add links to it from a home"
            faults.append(Fault("places.csv", row, "id", f"nobody can reach '{id_}'", right))
        if kind == "home" and id_ not in can_settle:
            right = "add links from it that lead to a town or a refuge"
            faults.append(Fault("places.csv", row, "id", f"nobody can leave '{id_}'", right))
    return faults


def _reachable(starts: Iterable[str], neighbours: Neighbours) -> set[str]:
    seen = set(starts)
    frontier = list(seen)
    while frontier:
        for place in neighbours.get(frontier.pop(), ()):
            if place not in seen:
                seen.add(place)
                frontier.append(place)
    return seen
