"""What a `where` speaks of: ids of places, gates, links, areas and countries, joined by ``+``.

Every table and every function that is given a `where` reads it here. A row that names several acts on each of them,
and once on what two of them share.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

Areas = Mapping[str, tuple[str, ...]]


def parts(where: str) -> list[str]:
    """Return the ids as written, without the blanks around them; none for a blank `where`, which means everywhere."""
    return [part.strip() for part in where.split("+")] if where.strip() else []


def areas_of(table: pd.DataFrame) -> Areas:
    """Return the members of each area of a table `areas`."""
    return {id_: tuple(parts(members)) for id_, members in zip(table["id"], table["members"], strict=True)}


def resolved(where: str, areas: Areas) -> list[str]:
    """Return the ids of places, gates, links and countries that a `where` stands for, each once: areas by members."""
    return list(dict.fromkeys(name for part in parts(where) for name in areas.get(part, (part,))))
