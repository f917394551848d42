"""Who is let in by the neighbours, as far as a table says so, and what the analyst is asked about the rest.

By land, those who flee a war are let in only where the state has said so; nobody can know that of a country of today
but who reads its news. So each neighbour is a question, and the rule that stands for its answer rests on a claim that
says it is assumed. By air the citizens of a country come as the passport index has it; of that, the library carries
what it says of Russian citizens.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from exeunt.atlas.gazetteer import Country
from exeunt.scenario.assembled import Row
from exeunt.scenario.catalogue import find

INDEXED, INDEX = "RUS", "mobilisation-2022"  # whose citizens the index is carried of, and in which scenario
PASSPORTS = 0.2  # share of people who are assumed to hold a passport


@cache
def visa_free(citizens: str) -> Mapping[str, Row]:
    """Return the claims of the passport index about the citizens of a country, by the country they would enter."""
    if citizens != INDEXED:
        return {}
    with (find(INDEX) / "claims.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["quantity"] == "visa" and row["id"].startswith("visa-")]
    return {row["id"].removeprefix("visa-"): dict(row) for row in rows}


def lets_in_by_air(citizens: str, code: str) -> bool:
    """Say whether whoever holds a passport is taken to be let in by air: the index asks for no visa, or is mute."""
    said = visa_free(citizens).get(code)
    return said is None or float(str(said["value"] or 0)) > 0


def question(neighbour: Country) -> str:
    """Return the id of the claim that stands for the answer of the analyst about a neighbour."""
    return f"ask-entry-{neighbour.code}"


def rule_rows(
    citizens: str, neighbours: Iterable[Country], by_land: Iterable[str], by_air: Iterable[str]
) -> Iterator[Row]:
    """Yield the rows of `rules`: by land for everybody, by air for those with a passport, where the index says so.

    `by_land` and `by_air` are the codes of the neighbours that a road, or a flight, leads to.
    """
    reached, flown_to = set(by_land), set(by_air)
    index = visa_free(citizens)
    for neighbour in neighbours:
        code = neighbour.code
        if code in reached:
            yield {"id": f"{code}-enter", "act": "enter", "where": code, "mode": "road", "effect": "allow",
                   "claim": question(neighbour)}  # fmt: skip
        if code in flown_to and lets_in_by_air(citizens, code):
            claim = str(index[code]["id"]) if code in index else "assumed-air"
            yield {"id": f"{code}-fly", "who": "papers = passport", "act": "enter", "where": code, "mode": "air",
                   "effect": "allow", "claim": claim}  # fmt: skip


def claim_rows(citizens: Country, neighbours: Iterable[Country], by_land: Iterable[str]) -> Iterator[Row]:
    """Yield the claims that these rules rest on: questions that are open, and what the index says."""
    reached = set(by_land)
    index = visa_free(citizens.code)
    for neighbour in neighbours:
        if neighbour.code in reached:
            yield {
                "id": question(neighbour),
                "said_by": "this scenario",
                "stance": "assumption",
                "quantity": "entry by land of those who flee",
                "note": f"Does {neighbour.name} let in by land those who flee {citizens.name}? Not answered yet; until "
                "then it is assumed that it does. Write here who said what and when, and change the stance; if it does "
                "not, delete the rule or set its days.",
            }
        if neighbour.code in index:
            yield dict(index[neighbour.code])


def trait_rows() -> Iterator[Row]:
    """Yield the rows of `traits`: who holds a passport."""
    for value, share in (("passport", PASSPORTS), ("none", round(1 - PASSPORTS, 6))):
        yield {"trait": "papers", "value": value, "share": share, "claim": "assumed-papers"}
