"""The country codes of the countries that a FLEE folder names in its own way."""

from __future__ import annotations

import itertools
import string
from collections.abc import Iterable

from exeunt.errors import InputError
from exeunt.scenario.countries import country_called
from exeunt.scenario.names import country_names


def country_codes(names: Iterable[str]) -> dict[str, str]:
    """Give each name its ISO 3166-1 alpha-3 code; invented countries get codes left to users, from QMA on.

    Raises
    ------
    InputError
        If there are more invented countries than codes left to users.

    """
    unknown = iter(_left_to_users())
    found: dict[str, str] = {}
    for name in dict.fromkeys(names):
        code = country_called(name) or (name if name in country_names() else None)
        code = code or next((free for free in unknown if free not in found.values()), None)
        if code is None:
            raise InputError(
                f"There are more than {len(found):,} countries that no list knows, and no codes are left for them. "
                "Write their names as ISO 3166 does, or join some."
            )
        found[name] = code
    return found


def _left_to_users() -> list[str]:
    """Return the codes that ISO 3166 leaves to users: QMA to QZZ, then XAA to XZZ without those that some list has."""
    letters = string.ascii_uppercase
    codes = [f"Q{a}{b}" for a, b in itertools.product(letters[12:], letters)]
    codes += [f"X{a}{b}" for a, b in itertools.product(letters, letters)]
    return [code for code in codes if code not in country_names()]
