"""The parts of an answer: ways and their steps, what is said of them and by whom, and doors that are shut."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Step:
    """One link of a way; `price` in EUR at the load seen, `gate` blank without one."""

    start: str
    end: str
    mode: str
    gate: str
    hours: float
    price: float

    def as_json(self) -> dict[str, Any]:
        """Return it as `ways --json` has it."""
        return {
            "from": self.start,
            "to": self.end,
            "mode": self.mode,
            "gate": self.gate or None,
            "hours": round(self.hours, 2),
            "price": round(self.price, 2),
        }


@dataclass(frozen=True)
class Said:
    """A rule in words, the claim it rests on (blank without one), who said so, and when one to come begins (local)."""

    rule: str
    text: str
    claim: str
    source: str
    begins: str = ""

    @property
    def sourced(self) -> str:
        """The rule in words, and who said so."""
        return f"{self.text}; source: {self.source}"

    def as_json(self) -> dict[str, Any]:
        """Return it as `ways --json` has it."""
        own: dict[str, Any] = {"id": self.rule, "text": self.sourced, "claim": self.claim or None}
        return {**own, "from": self.begins} if self.begins else own


@dataclass(frozen=True)
class Way:
    """The best way into a country.

    `hours` are those on the way without waiting, `wait` the hours in lines and for seats (5 %, median, 95 % of the
    members; of a single one the ends are NaN); `price` EUR at the load seen and `usual` without it, both under the
    rules; `worth` is in units of utility; `share` is the part of those like him whom the simulation sends to this
    country, None if not asked. `counted` is what had been counted at its gates by then, `waits_counted` the waits
    alone, `also` the other ways of passing them. `forbidden_by` is the country of departure if it forbids him this way,
    else blank. `priced` is whether the price of every link is known.
    """

    country: str
    place: str
    steps: tuple[Step, ...]
    hours: float
    wait: tuple[float, float, float]
    price: float
    usual: float
    worth: float
    rules: tuple[Said, ...]
    risks: tuple[Said, ...]
    closing: tuple[Said, ...]
    counted: tuple[Said, ...] = ()
    waits_counted: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    share: float | None = None
    forbidden_by: str = ""
    priced: bool = True

    def as_json(self) -> dict[str, Any]:
        """Return it as `ways --json` has it."""
        q05, median, q95 = (None if math.isnan(value) else round(value, 2) for value in self.wait)
        return {
            "steps": [step.as_json() for step in self.steps],
            "destination": {"place": self.place, "country": self.country},
            "hours": round(self.hours, 2),
            "wait_hours": {"median": median, "q05": q05, "q95": q95},
            "price": round(self.price, 2),
            "usual_price": round(self.usual, 2),
            "price_known": self.priced,
            "rules": [said.as_json() for said in self.rules],
            "risks": [said.as_json() for said in self.risks],
            "closing": [said.as_json() for said in self.closing],
            "counted": [said.as_json() for said in self.counted],
            "waits_counted": list(self.waits_counted),
            "also": list(self.also),
            "share": None if self.share is None else round(self.share, 4),
            "forbidden_by": self.forbidden_by or None,
        }


@dataclass(frozen=True)
class Shut:
    """A country whose doors are shut to him, and a rule that shuts them."""

    country: str
    said: Said

    def as_json(self) -> dict[str, Any]:
        """Return it as `ways --json` has it."""
        return {
            "country": self.country,
            "rule": self.said.rule,
            "claim": self.said.claim or None,
            "text": self.said.sourced,
        }


@dataclass(frozen=True)
class Unknown:
    """A country of which it is not known whether and how he may get in.

    `said` is a rule that nobody vouches for, `barred` are those by which he may not take some of the ways.
    """

    country: str
    text: str
    said: Said | None = None
    barred: tuple[Said, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as `ways --json` has it."""
        return {
            "country": self.country,
            "text": self.text,
            "rule": self.said.rule if self.said else None,
            "barred": [said.as_json() for said in self.barred],
        }


@dataclass(frozen=True)
class Beyond:
    """A country whose door is open, and what the cheapest of the ways there costs in EUR, which is more than he has."""

    country: str
    price: float

    def as_json(self) -> dict[str, Any]:
        """Return it as `ways --json` has it."""
        return {"country": self.country, "price": round(self.price, 2)}
