"""What countries, gates and areas are called."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from exeunt.scenario.links import link_of
from exeunt.scenario.rows import pairs, rows
from exeunt.scenario.where import parts
from exeunt.wording import joined, short


@cache
def country_names() -> dict[str, str]:
    """Return the English name of each country by its ISO code."""
    text = files("exeunt.scenario").joinpath("countries.csv").read_text(encoding="utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}


@dataclass(frozen=True)
class Names:
    """The names of one scenario."""

    gates: dict[str, str]
    into: dict[str, str]
    areas: dict[str, str]
    places: dict[str, str]

    def country(self, code: str) -> str:
        """Return a country's name; invented countries keep their code."""
        return country_names().get(code, code)

    def gate(self, id_: str) -> str:
        """Return a gate's name."""
        return self.gates.get(id_, id_)

    def of(self, kind: str, id_: str) -> str:
        """Return the name of a country, gate or place; the id of what has none, and of any other kind."""
        known = {"country": country_names(), "gate": self.gates, "place": self.places}
        return known.get(kind, {}).get(id_, id_)

    def gate_into(self, id_: str) -> str:
        """Return a gate's name and the country it leads into."""
        into = self.into.get(id_, "")
        return f"{self.gate(id_)} (into {self.country(into)})" if into else self.gate(id_)

    def where(self, ids: str) -> str:
        """Return what a `where` speaks of by name; a link by its ends."""
        return joined([self._one(id_) for id_ in parts(ids)])

    def coded(self, ids: str) -> str:
        """Return the names of countries, gates, places or areas with their ids beside them; ids of what has no name."""
        named = [(self._one(id_), id_) for id_ in parts(ids)]
        return joined([id_ if name == id_ else f"{name} ({id_})" for name, id_ in named])

    def _one(self, id_: str) -> str:
        for known in (self.areas, self.gates, self.places):
            if id_ in known:
                return known[id_]
        if link := link_of(id_):
            return f"{self._one(link.start)} to {self._one(link.end)}"
        return self.country(id_)


def names_of(tables: Mapping[str, pd.DataFrame]) -> Names:
    """Return the names in the tables of a scenario; what has no name keeps its id."""

    def named(table: Any) -> dict[str, str]:
        return {id_: short(name) if name else id_ for _, id_, name in rows(table, "id", "name")}

    gates = tables["gates"]
    into = pairs(gates, "id", "country_to")
    return Names(named(gates), into, named(tables["areas"]), named(tables["places"]))
