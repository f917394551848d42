"""Finding a place, a gate or a country by what somebody calls it.

Names are compared in small letters, with hyphens as spaces and without accents; where that finds nothing, as they sound
in Latin letters, so that "Moskva" is what is written "Москва". What is not found is answered with what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from exeunt import asked
from exeunt.errors import InputError, quoted
from exeunt.scenario.countries import country_called
from exeunt.scenario.names import country_names
from exeunt.scenario.spelling import FEW as MANY
from exeunt.scenario.spelling import TOO_MANY, listed, plain
from exeunt.wording import few, joined

if TYPE_CHECKING:
    import pandas as pd

    from exeunt.scenario.world import World

LONGEST = 100  # letters of a name that are compared
FEW = 3
MOST_NAMED = 8
NEAR = 0.7  # of the sounds of two names, for one to be suggested for the other

# Cyrillic letters as English newspapers write them, after their accents are off (й is и, ё is е, ї is і, ў is у).
_LATIN = dict(zip("абвгдезиклмнопрстуфыэіґәғқңөұүһ", "abvgdeziklmnoprstufyeigagknouuh", strict=True))
_LATIN |= {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya", "є": "ye"}
_LATIN |= {"ъ": "", "ь": ""}
_SOUNDS = (
    ("ph", "f"),
    ("kh", "h"),
    ("ck", "k"),
    ("cz", "ch"),
    ("tch", "ch"),
    ("x", "ks"),
    ("c(?!h)", "k"),
    ("q", "k"),
    ("w", "v"),
    ("[jy]", "i"),
    (r"(.)\1+", r"\1"),
)


@dataclass
class Spellings:
    """What the things of one kind may be called.

    Parameters
    ----------
    what, many
        What they are, such as ``place``, and the word for several.
    scenario
        The scenario they are in.
    ids
        The things by each spelling of their ids, as it is compared.
    names
        The things by each spelling of their names, likewise.
    shown
        Each spelling as its author wrote it.

    """

    what: str
    many: str
    scenario: str
    ids: dict[str, set[str]] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)

    def add(self, names: Iterable[object], ids: Iterable[object], *, shown: Iterable[object] | None = None) -> None:
        """Take up names of things that are given by their ids."""
        names = list(names)
        self._add(self.names, names, ids, names if shown is None else shown)

    def add_ids(self, ids: Iterable[object], *, shown: Iterable[object] | None = None) -> None:
        """Take up ids, by which their things may be asked for too."""
        ids = list(ids)
        self._add(self.ids, ids, ids, ids if shown is None else shown)

    def _add(
        self, into: dict[str, set[str]], texts: Iterable[object], ids: Iterable[object], shown: Iterable[object]
    ) -> None:
        for text, id_, written in zip(texts, ids, shown, strict=True):
            if key := plain(str(text)):
                into.setdefault(key, set()).add(str(id_))
                self.shown[key] = str(written)

    def called(self, name: str) -> set[str]:
        """Return the ids of all that is called so; an id goes before a name."""
        wanted = plain(name)
        return self.ids.get(wanted) or self.names.get(wanted) or set()

    def find(self, name: str) -> str | None:
        """Return the id of what is called so, None for nothing; what sounds so, only if it is one thing alone.

        An id goes before a name.

        Raises
        ------
        InputError
            If several things are called so, or it is no text.

        """
        wanted = plain(asked.text(name, f"a {self.what}"))
        meant = self.called(name)
        if name.strip() in meant:
            return name.strip()
        if len(meant) > 1:
            raise InputError(
                f"Several {self.many} in {self.scenario} are called {quoted(name)}: "
                f"{joined(sorted(meant))}. Give the id of the one that is meant."
            )
        alike = meant or self._alike(wanted)
        return next(iter(alike)) if len(alike) == 1 else None

    def _alike(self, wanted: str) -> set[str]:
        """Return the ids of what is written so in Latin letters."""
        spelled = [*self.ids.items(), *self.names.items()] if wanted else []
        return {id_ for key, things in spelled if latin(key) == latin(wanted) for id_ in things}

    def meant(self, name: str) -> list[str]:
        """Return at most three spellings that may have been meant, each of other things."""
        wanted = plain(name)[:LONGEST]
        things = {**self.names, **self.ids}
        within = (key for key in things if wanted and (key.startswith(wanted) or f" {wanted}" in key))
        begins = sorted(within, key=len)
        sounds: dict[str, list[str]] = {}
        for key in list(things)[:TOO_MANY]:
            sounds.setdefault(sound(key), []).append(key)
        close = get_close_matches(sound(wanted), sounds, FEW, NEAR)
        alike = [key for each in close for key in sounds[each]]
        first: dict[frozenset[str], str] = {}
        for key in (*begins, *alike):
            first.setdefault(frozenset(things[key]), self.shown[key])
        return list(first.values())[:FEW]

    def missing(self, name: str, *, known: str) -> InputError:
        """Return the refusal of a name that nothing has, with what was meant, or else with what is `known`."""
        close = self.meant(name)
        right = f"did you mean {' or '.join(close)}?" if close else f"{known}."
        return InputError(f"There is no {self.what} {quoted(name)} in {self.scenario}; {right}")


def find_place(world: World, name: str) -> str:
    """Return the id of a place given by id, name or alias; the very code of a country is that, and no alias.

    Raises
    ------
    InputError
        If there is none, with those that may have been meant, or with those of the country if it is one; if there are
        several, with their ids.

    """
    places, aliases = world.places, world.aliases
    by_id = {str(id_): str(known) or str(id_) for id_, known in zip(places["id"], places["name"], strict=True)}
    spellings = Spellings("place", "places", world.name)
    named = zip(aliases["name"], aliases["place"], strict=True)
    said = [f"{alias} ({by_id.get(str(id_), str(id_))})" for alias, id_ in named]
    spellings.add(aliases["name"], aliases["place"], shown=said)
    spellings.add(places["name"], places["id"])
    spellings.add_ids(places["id"], shown=_as_named(places))
    is_code = name in places["country"].tolist() and name not in by_id  # gazetteers call Benghazi BEN, as airlines do
    found = None if is_code else spellings.find(name)
    if found is None and (code := _country(world.places["country"], name, world.name)):
        inside = [by_id[str(id_)] for id_ in places["id"][places["country"] == code]]
        raise InputError(f"{_named(code)} is a country, not a place; its places are {few(inside, MOST_NAMED)}.")
    if found is None:
        raise spellings.missing(name, known=_places_to_give(places, by_id))
    return found


def _places_to_give(places: pd.DataFrame, by_id: dict[str, str]) -> str:
    """Say which places there are; of many, those where most people live, which everybody knows."""
    if len(places) <= MANY:
        return listed(list(by_id.values()), "places")
    homes = places[places["kind"] == "home"].nlargest(FEW, "population")["id"]
    largest = joined([by_id[str(id_)] for id_ in homes])
    return f"none of its {len(places)} places is spelled like it. Give one nearby; most people live in {largest}"


def find_gate(world: World, name: str) -> str:
    """Return the id of a gate given by id or name.

    Raises
    ------
    InputError
        If there is none, with those that may have been meant, or with those into the country if it is one; if there
        are several, with their ids.

    """
    gates = world.gates
    spellings = Spellings("gate", "gates", world.name)
    spellings.add(gates["name"], gates["id"])
    spellings.add_ids(gates["id"], shown=_as_named(gates))
    found = spellings.find(name)
    if found is None and (code := _country(world.places["country"], name, world.name)):
        into = [world.names.gate(str(id_)) for id_ in gates["id"][gates["country_to"] == code]]
        said = f"the gates into it are {few(into, MOST_NAMED)}" if into else "no gate leads into it alone"
        raise InputError(f"{_named(code)} is a country, not a gate; {said}.")
    if found is None:
        raise spellings.missing(name, known=listed([str(id_) for id_ in gates["id"]], "gates"))
    return found


def _as_named(table: pd.DataFrame) -> list[str]:
    """Return ids as they are shown: written as the name, where they are spelled like it."""
    named = zip(table["id"].astype(str), table["name"].astype(str), strict=True)
    return [name if plain(name) == plain(id_) else id_ for id_, name in named]


def find_country(codes: Iterable[object], name: str, *, scenario: str) -> str:
    """Return which of some ISO codes is meant by a code or an English name.

    Raises
    ------
    InputError
        If it is none of them, with those that may have been meant.

    """
    known = [str(code) for code in dict.fromkeys(codes)]
    found = _country(known, name, scenario)
    if found is None:
        right = "its countries are " + ", ".join(map(_named, known))
        raise _countries(known, scenario).missing(name, known=right)
    return found


def latin(name: str) -> str:
    """Return a plain name in Latin letters, as English newspapers write Cyrillic ones."""
    return "".join(_LATIN.get(sign, sign) for sign in name)


def sound(name: str) -> str:
    """Return roughly how a plain name sounds: letters that are read alike become one, doubled ones single."""
    heard = latin(name)
    for pattern, letter in _SOUNDS:
        heard = re.sub(pattern, letter, heard)
    return heard


def _country(codes: Iterable[object], name: str, scenario: str) -> str | None:
    """Return which of some countries is called so in the scenario, or else anywhere."""
    known = [str(code) for code in dict.fromkeys(codes)]
    found = _countries(known, scenario).find(name) or country_called(name)
    return found if found in known else None


def _countries(codes: Iterable[object], scenario: str) -> Spellings:
    known = [str(code) for code in dict.fromkeys(codes)]
    spellings = Spellings("country", "countries", scenario)
    spellings.add([country_names().get(code, code) for code in known], known, shown=map(_named, known))
    spellings.add_ids(known, shown=map(_named, known))
    return spellings


def _named(code: str) -> str:
    name = country_names().get(code)
    return f"{name} ({code})" if name else code
