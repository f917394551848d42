"""Whether people can get anywhere at all: connectivity of the links, whatever the rules say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from exeunt.errors import Fault

Neighbours = Mapping[str, Sequence[str]]


def way_faults(places: pd.DataFrame, ways: pd.DataFrame) -> list[Fault]:
    """Report places nobody can reach and homes nobody can leave; `ways` has a row for each direction of a link."""
    forward: dict[str, list[str]] = defaultdict(list)
    backward: dict[str, list[str]] = defaultdict(list)
    for start, end in zip(ways["from"].tolist(), ways["to"].tolist(), strict=True):
        forward[start].append(end)
        backward[end].append(start)
    of_kind: dict[str, list[str]] = defaultdict(list)
    rows = list(zip(places.index.tolist(), places["id"].tolist(), places["kind"].tolist(), strict=True))
    for _, id_, kind in rows:
        of_kind[kind].append(id_)
    reached = _reachable(of_kind["home"], forward)
    can_settle = _reachable([*of_kind["town"], *of_kind["refuge"]], backward)
    faults = []
    for row, id_, kind in rows:
        if kind != "home" and id_ not in reached:
            faults.append(Fault("places.csv", row, "id", f"nobody can reach '{id_}'", "add links to it from a home"))
        elif kind == "home" and id_ not in can_settle:
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
