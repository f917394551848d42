"""A scenario under examination: its tables, and what they define."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from exeunt.scenario.links import directed
from exeunt.scenario.people import values_of
from exeunt.scenario.settings import Settings, Source

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Case:
    """A scenario under examination.

    Parameters
    ----------
    settings
        The settings, or None if they are at fault themselves.
    tables
        Every table, typed.
    broken
        The names of the tables that could not be read.
    source
        The settings file, to find lines in.

    """

    settings: Settings | None
    tables: Tables
    broken: Collection[str] = ()
    source: Source = field(default_factory=lambda: Source({}))

    @cached_property
    def ids(self) -> dict[str, set[str]]:
        """The known ids of each kind of thing a row can speak of."""
        tables = self.tables
        ids = {
            "place": _texts(tables["places"]["id"]),
            "gate": _texts(tables["gates"]["id"]),
            "area": _texts(tables["areas"]["id"]),
            "claim": _texts(tables["claims"]["id"]),
            "country": _texts(
                tables["places"]["country"], tables["gates"]["country_from"], tables["gates"]["country_to"]
            ),
            "link": _texts(self.ways["id"]),
        }
        return {kind: known - {""} for kind, known in ids.items()}

    @cached_property
    def ways(self) -> pd.DataFrame:
        """The links, a row for each direction."""
        return directed(self.tables["links"])

    @cached_property
    def traits(self) -> dict[str, tuple[str, ...]]:
        """The known traits and their values."""
        return values_of(self.tables["traits"])

    def knows(self, *kinds: str) -> bool:
        """Say whether all tables that define these kinds could be read."""
        defined_in = {
            "place": ("places",),
            "gate": ("gates",),
            "area": ("areas",),
            "claim": ("claims",),
            "country": ("places", "gates"),
            "link": ("links",),
        }
        return not any(table in self.broken for kind in kinds for table in defined_in[kind])

    def whole(self) -> Iterator[tuple[str, pd.DataFrame]]:
        """Give the tables that could be read."""
        return ((name, table) for name, table in self.tables.items() if name not in self.broken)


def _texts(*columns: pd.Series[str]) -> set[str]:
    return {text for column in columns for text in column.unique().tolist()}
