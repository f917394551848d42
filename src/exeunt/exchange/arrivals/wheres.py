"""Where a figure was counted: a country in any spelling, or a gate, place or area of the scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from exeunt.errors import InputError, Option, quoted
from exeunt.exchange.arrivals.headers import adds_up
from exeunt.scenario.clocks import Clocks, gate_clocks
from exeunt.scenario.countries import country_meant, like_countries
from exeunt.scenario.finding import Spellings
from exeunt.scenario.names import Names, country_names, names_of
from exeunt.scenario.where import areas_of, resolved
from exeunt.scenario.world import World
from exeunt.wording import few, joined

LEFT_OUT = "-"
MOST_LISTED = 6


@dataclass(frozen=True)
class Left:
    """Why a figure is left out though its name is understood."""

    why: str


@dataclass(frozen=True)
class Unknown:
    """What is wrong with a name, and what would be right."""

    wrong: str
    right: str


@dataclass(frozen=True)
class Several:
    """The ids that a name may mean, and why it is open."""

    ids: tuple[str, ...]
    why: str


Meant = str | Left | Unknown | Several


class Wheres:
    """The countries, gates, places and areas that the figures of a file may be of.

    Parameters
    ----------
    world
        The scenario.
    means
        What names of the file mean, as it was said.

    Raises
    ------
    InputError
        If a name is said to mean what the scenario does not have.

    """

    def __init__(self, world: World, means: Mapping[str, str]) -> None:
        self._world = world
        self._means: dict[str, str | Left] = {}
        self._met: dict[str, Meant] = {}
        for name, said in means.items():
            found = Left("as you say") if said.strip() == LEFT_OUT else self._found(said)
            if isinstance(found, Unknown):
                raise InputError(Option("means"), f" {name}={said}: {found.wrong}; {found.right}")
            if isinstance(found, Several):
                right = f"give the id that is meant, {joined(found.ids, 'or')}"
                raise InputError(Option("means"), f" {name}={said}: {found.why}; {right}")
            self._means[name.strip().casefold()] = found

    @cached_property
    def homes(self) -> frozenset[str]:
        """The countries that people flee from."""
        places = self._world.places
        return frozenset(places.loc[places["kind"] == "home", "country"])

    @cached_property
    def _countries(self) -> frozenset[str]:
        return frozenset(self._world.places["country"]) | set(self._world.gates["country_to"]) - {""}

    @cached_property
    def _spellings(self) -> Spellings:
        world = self._world
        spellings = Spellings("country, gate, place or area", "gates, places and areas", "the scenario")
        spellings.add(world.aliases["name"], world.aliases["place"])
        for table in (world.places, world.gates, world.areas):
            spellings.add(table["name"], table["id"])
            spellings.add_ids(table["id"])
        return spellings

    def meant(self, name: str) -> Meant:
        """Return the id or country code that is meant by a name of the file."""
        if said := self._means.get(name.strip().casefold()):
            return said
        if name not in self._met:
            found = self._found(name)
            is_sum = isinstance(found, Unknown | Several) and adds_up(name)
            self._met[name] = Left("it adds up others") if is_sum else found
        return self._met[name]

    def crossing(self, name: str) -> Meant:
        """Return the id or country code that is meant by the name of a crossing: a gate's, if one is called so.

        A place that gates lead to is what travellers pass the border for, and not the border: which is meant is open.
        """
        if name.strip().casefold() in self._means:
            return self.meant(name)
        try:
            if gate := self._gates_called.find(name.strip()):
                return gate
        except InputError:
            return self.meant(name)
        found = self.meant(name)
        gates = self._gates_to.get(found, []) if isinstance(found, str) else []
        why = f"{quoted(name)} is a place that gates lead to, and the column says crossings"
        return Several((*gates, str(found)), why) if gates else found

    @cached_property
    def _gates_called(self) -> Spellings:
        gates = self._world.gates
        spellings = Spellings("gate", "gates", "the scenario")
        spellings.add(gates["name"], gates["id"])
        spellings.add_ids(gates["id"])
        return spellings

    @cached_property
    def _gates_to(self) -> dict[str, list[str]]:
        """The gates on the ways to or from each place."""
        links = self._world.links
        at = links[links["gate"] != ""]
        ends = [(place, gate) for end in ("from", "to") for place, gate in zip(at[end], at["gate"], strict=True)]
        found: dict[str, list[str]] = {}
        for place, gate in dict.fromkeys(ends):
            found.setdefault(str(place), []).append(str(gate))
        return found

    def kind(self, where: str) -> str:
        """Return what an id is of: a gate, a place, an area or a country."""
        tables = {"gate": self._world.gates, "place": self._world.places, "area": self._world.areas}
        return next((kind for kind, table in tables.items() if (table["id"] == where).any()), "country")

    def country(self, where: str) -> str:
        """Return the code of the country of a place, of that behind a gate, or of a country; blank of an area."""
        for table, column in ((self._world.gates, "country_to"), (self._world.places, "country")):
            if (found := table.loc[table["id"] == where, column]).size:
                return str(found.iloc[0])
        return where if where in self._countries else ""

    def listed(self, ids: Sequence[str]) -> str:
        """Write ids as a list, each once and with its name; the first few of many."""
        named = [self._names.coded(id_) for id_ in dict.fromkeys(ids)]
        return few(named, MOST_LISTED)

    def clock(self, where: str) -> float | None:
        """Return how many hours the clock of an id is ahead of UTC; None if there are several, or none."""
        found = set[float]()
        for name in resolved(where, areas_of(self._world.areas)):
            found |= {self._at_gates[name]} if name in self._at_gates else self._clocks.of_places(name)
        return found.pop() if len(found) == 1 else None

    @cached_property
    def _names(self) -> Names:
        return names_of(self._world.tables)

    @cached_property
    def _clocks(self) -> Clocks:
        return Clocks(self._world.tables)

    @cached_property
    def _at_gates(self) -> dict[str, float]:
        return gate_clocks(self._world.tables)

    def _found(self, name: str) -> Meant:
        text = name.strip()
        country = country_meant(text) or (text if text in self._countries else None)
        if country in self.homes and country:
            return Left(f"{_named(country)} is where people flee from")
        if text in self._countries or any((t["id"] == text).any() for t in (self._world.gates, self._world.areas)):
            return text
        if country in self._countries:
            return country
        try:
            if found := self._spellings.find(text):
                return found
        except InputError:
            why = f"several gates, places or areas are called {quoted(text)}"
            return Several(tuple(sorted(self._spellings.called(text))), why)
        if country:
            return Left(f"the scenario has no place in {_named(country)}")
        close = [*self._spellings.meant(text), *like_countries(text)][:3]
        right = f"did you mean {' or '.join(close)}?" if close else "write the name or code of a country"
        return Unknown(f"{quoted(name)} is no country, gate, place or area that is known", right)


def _named(code: str) -> str:
    return f"{country_names().get(code, code)} ({code})"
