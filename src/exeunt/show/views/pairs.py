"""Who went from where to where, as rows that can be filtered: by region of origin where the run keeps that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from exeunt.outcome.bands import whole_band
from exeunt.outcome.forecast import whole_quantiles
from exeunt.outcome.layout import BY_NAME

if TYPE_CHECKING:
    from exeunt.show.subject import Subject


@dataclass(frozen=True)
class Pair:
    """How many arrived in a country from a region, median and 90 % band (NaN of a single member), all days together.

    The band is that of the run's other tables: where members learned it holds what is missed besides.
    """

    origin: str
    country: str
    name: str
    people: float
    low: float
    high: float
    assumed: bool


def pairs(subject: Subject) -> tuple[Pair, ...]:
    """Return one row a region of origin and country, most people first; the whole where origins are not kept."""
    codes = subject.labels("country")
    if "arrivals_by_origin" in subject.run.variables:
        regions, arrived = subject.labels("origin"), subject.daily("arrivals_by_origin")
    else:
        regions, arrived = [subject.origins], subject.daily("arrivals")[:, :, :, np.newaxis]
    totals = whole_quantiles(subject.run, BY_NAME["arrivals"], arrived)
    found = []
    for place, code in enumerate(codes):
        for at, region in enumerate(regions):
            people = whole_band(totals[:, place, at], "people")
            if people.highest > 0:
                name, assumed = subject.names.country(code), subject.is_assumed(code)
                found.append(Pair(region, code, name, people.median, people.q05, people.q95, assumed))
    return tuple(sorted(found, key=lambda pair: -pair.people))
