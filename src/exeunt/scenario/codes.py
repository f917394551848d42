"""The codes of countries: those ISO 3166 knows or knew, and those it leaves to users."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from exeunt.scenario.countries import country_meant
from exeunt.scenario.names import country_names

_FREE = re.compile(r"AAA|Q[M-Z][A-Z]|X[A-Z][A-Z]|ZZ[A-Z]")  # ISO 3166-1, 8.1.3: user-assigned


_LETTERS = (1.2, 1.0, 0.9)  # what each letter counts that fits: the first is rarely the wrong one
_SWAPPED = 2.15  # what the same letters count with two neighbours swapped


@cache
def known_codes() -> dict[str, str]:
    """Return the names of countries by code, those included that ISO 3166 once had."""
    import pycountry  # it takes a while

    return {country.alpha_3: country.name for country in pycountry.historic_countries} | country_names()


def code_of(text: str) -> str | None:
    """Return the code of a country that is named in another way: by its name, two letters, or small ones."""
    return country_meant(text) or country_meant(text.upper()) or _alpha_3(text)


def _alpha_3(text: str) -> str | None:
    return text.upper() if re.fullmatch("[A-Za-z]{3}", text) else None


def is_free(code: str) -> bool:
    """Say whether a code is one that ISO 3166 leaves to users, such as those of made-up countries."""
    return _FREE.fullmatch(code) is not None


def nearest(code: str, used: Collection[str]) -> str | None:
    """Return the code that was most likely meant by three letters.

    It is that of a name that begins so, one with two of the letters in place, or one with two neighbours swapped.

    Of those that fit as well, one that is `used` elsewhere comes first.
    """
    swapped = {code[1] + code[0] + code[2], code[0] + code[2] + code[1]}

    def fit(other: str) -> float:
        letters = sum(worth for worth, a, b in zip(_LETTERS, code, other, strict=True) if a == b)
        letters = max(letters, _SWAPPED * (other in swapped))
        return letters + 2.0 * country_names()[other].upper().startswith(code) + 0.1 * (other in used)

    best = max(sorted(country_names()), key=fit)
    return best if fit(best) >= _LETTERS[1] + _LETTERS[2] else None
