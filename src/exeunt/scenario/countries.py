"""Which country is meant by a name, in any usual spelling of it.

The spellings are those of ISO 3166 (short, official and common, in English and in the languages of the countries' own
offices), those that this package says itself, and those of `country_spellings.csv`: how the United Nations, newspapers
and data sets write. They are compared by their words, in any order and without what is only grammar, so that "Iran
(Islamic Republic of)", "Islamic Rep. of Iran" and "Iran, Islamic Republic of the" are one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from functools import cache
from gettext import translation
from importlib.resources import files

from exeunt.scenario.names import country_names
from exeunt.scenario.spelling import bare, near

# The six of the United Nations, and those of many who flee or receive.
LANGUAGES = ("fr", "es", "ar", "ru", "zh_CN", "pt", "de", "it", "nl", "pl", "ro", "tr", "uk", "fa", "sw")

_GRAMMAR = frozenset(
    [
        "the",
        "of",
        "and",
        "an",
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "et",
        "el",
        "los",
        "las",
        "der",
        "die",
        "das",
        "und",
        "do",
        "da",
        "dos",
        "das",
        "di",
        "del",
        "il",
    ]
)
_IN_FULL = {
    "dem": "democratic",
    "rep": "republic",
    "fed": "federated",
    "st": "saint",
    "sint": "saint",
    "ste": "sainte",
    "is": "islands",
    "isl": "islands",
    "island": "islands",
    "peoples": "people",
    "terr": "territory",
}
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")  # U.A.E.
_ELIDED = re.compile(r"\b[dl](?=['’ʼ`])|['’ʼ`](?=s\b)")  # d'Ivoire, People's

Key = frozenset[str]


def country_called(name: str) -> str | None:
    """Return the ISO 3166-1 alpha-3 code of the country that is called so; None if no country or several are."""
    key = _key(name)
    if not key:
        return None
    return _english().get(key) or _other_tongues().get(key)


def country_meant(text: str) -> str | None:
    """Return the code of a country that is given by its name, or by its three or two capital letters."""
    code = text.strip()
    if code in country_names():
        return code
    return _by_code().get(code) or country_called(text)


def country_of_people(text: str) -> str | None:
    """Return the code of the country whose people are called so, where their name begins with its (Chadian, Sudanese).

    Of several such countries it is the one with the longest name: a Nigerian is not of Niger.
    """
    if code := country_meant(text):
        return code
    people = text.strip().casefold()
    stems = ((name.casefold().removesuffix("e"), code) for code, name in spellings())
    begun = [(len(stem), code) for stem, code in stems if len(stem) > 3 and people.startswith(stem)]
    return max(begun)[1] if begun else None


def like_countries(name: str) -> list[str]:
    """Return at most three countries whose names look like this one, each with its code."""
    known = {spelling: code for code, spelling in spellings()}
    codes = dict.fromkeys(known[found] for found in near(name, known, how_near=0.7))
    first = dict(reversed(spellings()))
    return [f"{first[code]} ({code})" for code in codes]


@cache
def spellings() -> tuple[tuple[str, str], ...]:
    """Return the code of each country with each of its names in English, first the one that is shown."""
    import pycountry  # it takes a while

    text = files("exeunt.scenario").joinpath("country_spellings.csv").read_text(encoding="utf-8")
    own = [(row["code"], row["spelling"]) for row in csv.DictReader(text.splitlines())]
    listed = [(each.alpha_3, name) for each in pycountry.countries for name in _names_of(each)]
    return (*country_names().items(), *own, *listed)


@cache
def _by_code() -> dict[str, str]:
    """Return alpha-3 codes by themselves and by the codes of two letters."""
    import pycountry

    return {code: each.alpha_3 for each in pycountry.countries for code in (each.alpha_3, each.alpha_2)}


@cache
def _english() -> dict[Key, str]:
    return _told_apart(spellings())


@cache
def _other_tongues() -> dict[Key, str]:
    """Return the countries by their names in other languages, where one language's name is not another's country."""
    import pycountry

    def told() -> Iterator[tuple[str, str]]:
        for language in LANGUAGES:
            said = translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True).gettext
            for each in pycountry.countries:
                yield from ((each.alpha_3, said(name)) for name in _names_of(each))

    return _told_apart(told())


def _names_of(country: object) -> list[str]:
    """Return what ISO 3166 calls a country: its short name, and the official and the common one if it has them."""
    names = (getattr(country, kind, None) for kind in ("name", "official_name", "common_name"))
    return [name for name in names if name]


def _told_apart(named: Iterable[tuple[str, str]]) -> dict[Key, str]:
    """Return countries by the words of their names, without names that several have."""
    found: dict[Key, set[str]] = {}
    for code, name in named:
        found.setdefault(_key(name), set()).add(code)
    return {key: next(iter(codes)) for key, codes in found.items() if len(codes) == 1}


def _key(name: str) -> Key:
    """Return the words of a name by which it is known: without accents, grammar, order, and short forms in full."""
    joined = _INITIALS.sub(lambda match: match[0].replace(".", ""), name)
    words = re.findall(r"[^\W_]+", _ELIDED.sub("", bare(joined)))
    return frozenset(_IN_FULL.get(word, word) for word in words if word not in _GRAMMAR)
