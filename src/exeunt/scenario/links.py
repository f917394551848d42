"""The ids of links, ``FROM>TO:MODE`` or ``FROM>TO:MODE@GATE``, and the two directions of a row of `links`.

No id of a place or gate holds ``+``, ``>`` or ``@``, and no mode a ``:``, so that an id can be taken apart again.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from exeunt.scenario.rows import pairs, rows


class Link(NamedTuple):
    """What the id of a directed link names; `gate` is blank where it leads through none."""

    start: str
    end: str
    mode: str
    gate: str = ""

    @property
    def id(self) -> str:
        """Return it as an id."""
        return f"{self.start}>{self.end}:{self.mode}" + (f"@{self.gate}" if self.gate else "")


def link_of(id: str) -> Link | None:
    """Take an id apart; None if it does not have the form of a link's."""
    way, _, gate = id.partition("@")
    ends, colon, mode = way.rpartition(":")
    start, arrow, end = ends.partition(">")
    return Link(start, end, mode, gate) if arrow and colon else None


def link_ids(links: pd.DataFrame) -> pd.Series[str]:
    """Return the id of each row of a table with the columns `from`, `to`, `mode` and `gate`."""
    columns = (links[name].tolist() for name in ("from", "to", "mode", "gate"))
    ids = [Link(*names).id for names in zip(*columns, strict=True)]
    return pd.Series(ids, index=links.index, dtype="str")


def directed(links: pd.DataFrame) -> pd.DataFrame:
    """Return a table `links` with a row for each direction: after a row that leads both ways, its way back."""
    at = np.repeat(np.arange(len(links)), 1 + links["both_ways"].to_numpy(np.bool_))
    back = np.append(False, at[1:] == at[:-1])[: len(at)]
    rows = links.iloc[at]
    start, end = (rows[name].to_numpy(object) for name in ("from", "to"))
    ends = {"from": np.where(back, end, start), "to": np.where(back, start, end)}
    rows = rows.assign(**{name: pd.array(ids, dtype="str") for name, ids in ends.items()})
    return rows.assign(id=link_ids(rows))


def far_sides(gates: pd.DataFrame, links: pd.DataFrame, places: pd.DataFrame) -> dict[str, frozenset[str]]:
    """Return the countries that each gate leads into: its `country_to`, or where that is blank, those of its links."""
    country, near = pairs(places, "id", "country"), pairs(gates, "id", "country_from")
    found: dict[str, set[str]] = {id_: {far} - {""} for _, id_, far in rows(gates, "id", "country_to")}
    to_any = {id_ for id_, far in found.items() if not far}
    for _, start, end, gate in rows(directed(links), "from", "to", "gate"):
        if gate in to_any and country[start] == near[gate]:
            found[gate].add(country[end])
    return {id_: frozenset(far) for id_, far in found.items()}
