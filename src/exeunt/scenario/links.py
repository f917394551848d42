"""The ids of links, ``FROM>TO:MODE`` or ``FROM>TO:MODE@GATE``, and the two directions of a row of `links`.

No id of a place or gate holds ``+``, ``>`` or ``@``, and no mode a ``:``, so that an id can be taken apart again.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd


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
    gate = links["gate"].where(links["gate"] == "", "@" + links["gate"])
    return links["from"] + ">" + links["to"] + ":" + links["mode"] + gate


def directed(links: pd.DataFrame) -> pd.DataFrame:
    """Return a table `links` with a row for each direction: after a row that leads both ways, its way back."""
    both = links["both_ways"].to_numpy(np.bool_)
    back = links[both].rename(columns={"from": "to", "to": "from"})
    rows = pd.concat([links, back.assign(id=link_ids(back))])
    return rows.iloc[np.argsort(np.concatenate([np.arange(len(links)), np.flatnonzero(both)]), kind="stable")]
