"""The constants of behaviour in war, as learned on conflicts of other countries.

`learned_without.csv` has the constants of choice that do best on the conflicts of all countries but one
(`benchmarks/learn_conflicts.py`), `war_priors.csv` how readily people left in each (`benchmarks/war_priors.py`). A
country of which a conflict was learned on gets those that have not seen it.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from statistics import fmean, stdev

from exeunt.atlas.gates import SPREAD, SPREAD_OF_COUNTRY
from exeunt.exchange.flee.scenario import learned
from exeunt.scenario.assembled import Row

WITHOUT = {"BDI": "burundi", "CAF": "car", "MLI": "mali", "SSD": "ssudan", "SYR": "syria", "ETH": "tigray"}
CERTAIN = 1.96  # standard deviations on either side that hold 95 %
OF_CAMPS = frozenset({"settle_room", "settle_full", "displaced_size", "displaced_unseen"})  # nothing here has room


def parameter_rows(country: str) -> Iterator[Row]:
    """Yield the rows of `parameters` for a country, none of them learned on it."""
    yield from _choosing(country)
    yield from _leaving(country)
    for name, value, meaning, claim in (
        ("region_unseen", 1.0, "spread of the urge to leave of each town", "learned"),
        ("country_unseen", 1.2, "spread of the worth of each country", "assumed-unseen"),
        ("gate_unseen", SPREAD, "spread of the capacity of each crossing", "assumed-gates"),
        ("gate_country_unseen", SPREAD_OF_COUNTRY, "spread of what the crossings into one country have in common",
         "assumed-gates"),
    ):  # fmt: skip
        yield {"name": name, "value": value, "prior": "fixed", "unit": "-", "meaning": meaning, "claim": claim}


def _choosing(country: str) -> Iterator[Row]:
    """Yield the constants of choice: the values learned without the country, in bands as wide as with it."""
    without = constants()[WITHOUT.get(country, "none")]
    for row in learned():
        name = str(row["name"])
        if name in OF_CAMPS:
            continue
        if name in without and row["prior"] == "lognormal":
            factor = without[name] / float(str(row["value"]))
            row |= {end: round(float(str(row[end])) * factor, 6) for end in ("value", "low", "high")}
        elif name in without:
            row |= {"value": without[name]}
        yield row


def _leaving(country: str) -> Iterator[Row]:
    """Yield how readily people leave: the mean over conflicts of other countries, their spread as that of a new one."""
    others = [row for row in conflicts() if row["country"] != country]
    for name, unit, meaning in (("leave_base", "log(1/day)", "log hazard of leaving the country under a threat of 1"),):
        found = [float(row[name]) for row in others]
        mean, spread = _new_one(found)
        yield {
            "name": name,
            "value": round(mean, 3),
            "low": round(mean - CERTAIN * spread, 3),
            "high": round(mean + CERTAIN * spread, 3),
            "prior": "normal",
            "unit": unit,
            "meaning": meaning,
            "claim": "learned-leaving",
        }
    walk = math.sqrt(fmean(float(row["push_walk"]) ** 2 for row in others))
    for name, meaning, claim in (
        ("push_walk", "spread of the daily step of the push", "learned-leaving"),
        ("region_walk", "spread of the daily step of each area by itself", "assumed-areas"),
    ):
        yield {"name": name, "value": round(walk, 3), "prior": "fixed", "unit": "per day", "meaning": meaning,
               "claim": claim}  # fmt: skip


def _new_one(found: Sequence[float]) -> tuple[float, float]:
    """Return the mean of some conflicts, and the standard deviation of one more about it."""
    return fmean(found), stdev(found) * math.sqrt(1 + 1 / len(found))


@cache
def constants() -> Mapping[str, Mapping[str, float]]:
    """Return the constants of choice by the country that they have not seen."""
    return {
        row["left_out"]: {name: float(value) for name, value in row.items() if name != "left_out"}
        for row in _rows("learned_without.csv")
    }


@cache
def conflicts() -> tuple[Mapping[str, str], ...]:
    """Return how readily people left in each conflict."""
    return tuple(_rows("war_priors.csv"))


def _rows(name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(files("exeunt.atlas").joinpath(name).read_text(encoding="utf-8").splitlines())
