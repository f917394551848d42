"""What a rule does, read from the words of its `effect`."""

from __future__ import annotations

import math
import re
from typing import Literal, NamedTuple, cast

Kind = Literal["allow", "deny", "quota", "delay", "price", "stay", "risk"]

MOST: dict[str, float] = {"risk": 1.0, "delay": 8784.0, "price": 1000.0, "stay": 36_600.0}  # hours, days
RIGHT = (
    "write allow, deny, quota N/day, delay N h, price x N, stay N days or risk N, N a number "
    "(of risk, at most 1; of delay 8784, of price 1000, of stay 36600)"
)
_NUMBER = r"(\d{1,12}(?:\.\d{1,12})?)"
_FORMS: dict[Kind, re.Pattern[str]] = {
    "quota": re.compile(rf"quota {_NUMBER} ?/ ?day", re.ASCII),
    "delay": re.compile(rf"delay {_NUMBER} ?h", re.ASCII),
    "price": re.compile(rf"price [x×] ?{_NUMBER}", re.ASCII),
    "stay": re.compile(rf"stay {_NUMBER} days?", re.ASCII),
    "risk": re.compile(rf"risk {_NUMBER}", re.ASCII),
}


class Effect(NamedTuple):
    """The kind of an effect and its number (NaN where the kind has none)."""

    kind: Kind
    value: float


def parse(text: str) -> Effect | None:
    """Read an effect, or give None if the words are none of the known forms or the number cannot be."""
    words = " ".join(text.split())
    if words in ("allow", "deny"):
        return Effect(cast(Kind, words), math.nan)
    for kind, form in _FORMS.items():
        if match := form.fullmatch(words):
            value = float(match[1])
            return None if value > MOST.get(kind, value) else Effect(kind, value)
    return None
