"""What the rows of a built world rest on: a table, what was learned elsewhere, or an assumption with its reason.

The claims are rows of `claims.csv`, in whose texts numbers stand by the names they have in this room:
`{roads.KM_A_DAY:.0f}`. `when` says of what world each is: one with a file of events or without, with gates or without.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from exeunt.atlas import air, borders, entry, gates, push, roads, towns
from exeunt.atlas.gazetteer import Country
from exeunt.scenario.assembled import Row
from exeunt.wording import few

SOURCES = 3  # of the events at one town that are named
_ROOM = {"air": air, "borders": borders, "entry": entry, "gates": gates, "push": push, "roads": roads, "towns": towns}
_TIMES = math.exp(1.96 * math.hypot(gates.SPREAD, gates.SPREAD_OF_COUNTRY))  # how much more a crossing may let through
_LETS_THROUGH = {"fewest": gates.PEOPLE_PER_DAY / _TIMES, "most": gates.PEOPLE_PER_DAY * _TIMES, "times": _TIMES}


def claim_rows(
    country: Country, *, events: str, told: Mapping[str, Sequence[str]], first_day: date, has_gates: bool
) -> Iterator[Row]:
    """Yield the claims, but for the questions about entry.

    `events` names the file of events, blank if none is; `told` are who told of those at each home, where somebody is
    named; `has_gates` says whether a road crosses the border.
    """
    holds = {"", "events" if events else "no events", "gates" if has_gates else "no gates"}
    known = {**_ROOM, **_LETS_THROUGH, "country": country, "events": events, "first_day": first_day}
    for written in _claims():
        if written["when"] not in holds:
            continue
        claim: Row = {name: text.format(**known) for name, text in written.items() if name != "when"}
        yield claim
        if claim["id"] == "events":
            yield from _of_homes(claim, told)


def _of_homes(claim: Row, told: Mapping[str, Sequence[str]]) -> Iterator[Row]:
    """Yield the claim of the file of events as it is of each home, by those who told of the events there."""
    for home, sources in told.items():
        by = few(sources, SOURCES)
        yield {**claim, "id": push.claim_of(home), "said_by": by, "note": f"in {claim['said_by']}: {claim['note']}"}


@cache
def _claims() -> tuple[Mapping[str, str], ...]:
    with files("exeunt.atlas").joinpath("claims.csv").open(encoding="utf-8") as file:
        return tuple(csv.DictReader(file))
