"""The country codes of the countries that a FLEE folder names in its own way."""

from __future__ import annotations

import itertools
import string
from collections.abc import Iterable

from exeunt.scenario.names import country_names

# Short names that conflict folders use and no list of countries has.
USUAL = {
    "car": "CAF",
    "caf": "CAF",
    "drc": "COD",
    "dr congo": "COD",
    "democratic republic of congo": "COD",
    "democratic republic of the congo": "COD",
    "rc": "COG",
    "republic of congo": "COG",
    "republic of the congo": "COG",
    "ivory coast": "CIV",
    "cote d'ivoire": "CIV",
    "uae": "ARE",
    "united arab emirates": "ARE",
    "uk": "GBR",
    "usa": "USA",
    "burma": "MMR",
    "swaziland": "SWZ",
    "guinea bissau": "GNB",
    "trinidad and tobago": "TTO",
    "trinidad": "TTO",
    "dominican republic": "DOM",
    "equatorial guinea": "GNQ",
    "palestine": "PSE",
    "turkiye": "TUR",
    "curacao": "CUW",
    "aruba": "ABW",
}


def country_codes(names: Iterable[str]) -> dict[str, str]:
    """Give each name its ISO 3166-1 alpha-3 code; invented countries get codes left to users, QMA to QZZ."""
    known = {_plain(name): code for code, name in country_names().items()} | USUAL
    codes = set(country_names()) | set(USUAL.values())
    free = (f"Q{a}{b}" for a, b in itertools.product(string.ascii_uppercase[12:], string.ascii_uppercase))
    found: dict[str, str] = {}
    for name in dict.fromkeys(names):
        code = known.get(_plain(name)) or (name if name in codes else None)
        found[name] = code or next(code for code in free if code not in found.values())
    return found


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").replace("-", " ").replace(".", "").lower().split())
