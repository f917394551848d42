"""A FLEE conflict folder as the tables of a scenario.

places in conflict -> homes, camps -> refuges, every other place -> a hub, where nobody stays;
routes -> two-way roads; closures -> rules that deny, in force while closed; conflict levels -> the driver `threat`;
the growth of the registered total -> the driver `displaced`; the first day's counts -> people already settled;
later counts -> observations, which only scores and fits look at. Forced redirection from a place where nobody stays
shuts the other ways on; from a camp it takes something off the worth of staying (`SENT_ON`), as some are sent on and
some stay.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files

import pandas as pd

from exeunt.errors import Fault, ScenarioError
from exeunt.exchange.countries import country_codes
from exeunt.exchange.flee import said
from exeunt.exchange.flee.closure_rules import closures, sent_on, staying_on, vain
from exeunt.exchange.flee.folder import FleeFolder, Location
from exeunt.exchange.flee.leaving import (
    given,
    leaving,
    newly_displaced,
    nobody_there,
    threat,
    told_to_leave,
)
from exeunt.exchange.flee.network import Network, network_of
from exeunt.exchange.flee.table_rows import by_name, ids_of
from exeunt.exchange.flee.transit import transit_of
from exeunt.exchange.flee.whereabouts import guessed, unplaced, whereabouts
from exeunt.exchange.steady import Days
from exeunt.scenario.assembled import Row

AMPLE = 2.0  # times an even share: what a camp of unknown capacity is assumed to hold


@dataclass(frozen=True)
class Converted:
    """A scenario's tables as text, its settings, and what a reader should know of the conversion."""

    title: str
    first_day: date
    days: int
    tables: dict[str, list[Row]]
    odd: tuple[str, ...]
    unused: tuple[str, ...]


def convert(folder: FleeFolder, *, name: str, capacities: bool = True) -> Converted:
    """Turn a folder into tables; without `capacities`, those of the file are not used."""
    codes = country_codes(place.country for place in folder.locations)
    ids = ids_of(folder.locations)
    at = by_name(folder)
    in_conflict = [str(place) for place in folder.intensity.columns if (folder.intensity[place] > 0).any()]
    homes = _homes(folder, in_conflict)
    network = network_of(folder, homes=homes)
    transit = transit_of(folder, network, homes=homes)
    codes_of = {name: codes[transit.get(name, place.country)] for name, place in at.items()}
    displaced = newly_displaced(folder)
    spawned = {} if displaced is not None else told_to_leave(folder, homes)
    blank = unplaced(folder, network)
    places = _places(folder, network, ids=ids, codes=codes_of, homes=homes, leaving=leaving(displaced, spawned, homes),
                     capacities=capacities, blank=blank)  # fmt: skip
    told = [
        *folder.odd,
        *said.renamed(network, ids),
        *network.said,
        *guessed(network, blank),
        *vain(folder, network),
        *staying_on(folder, network, peopled={str(row["name"]) for row in places if row.get("settled")}),
        *said.read_otherwise(folder, in_conflict, transit),
        *said.of_counts(folder),
        *said.above_one(folder, homes),
        *nobody_there(folder, spawned),
        *said.unlisted(codes),
        *said.assumed(places),
        *said.before_conflict(folder, homes, displaced),
    ]
    if displaced is None and not spawned:
        told.append("no counts are given, so that how many leave is what exeunt expects at these levels of conflict")
    abroad = {codes_of[place] for place in network.places} - {codes_of[home] for home in homes}
    tables: dict[str, list[Row]] = {
        "places": places,
        "links": _links(folder, network, ids),
        "traits": [{"trait": "people", "value": "everyone", "share": 1, "claim": "assumed-alike"}],
        "rules": _rules(folder, network, ids=ids, abroad=abroad),
        "drivers": _drivers(folder, ids, homes, displaced, spawned),
        "observations": list(_observations(folder, ids)),
        "claims": _claims(name, blank=bool(blank)),
        "parameters": learned(),
    }  # fmt: skip
    period = f"{folder.first_day} to {folder.first_day + timedelta(days=folder.days - 1)}"
    unused = (*folder.unused, *said.rules_of_movement(folder, counted=displaced is not None))
    title = f"{name}, imported from FLEE, {period}"
    return Converted(title, folder.first_day, folder.days, tables, tuple(told), unused)


def _homes(folder: FleeFolder, in_conflict: Collection[str]) -> list[str]:
    """Return the places that people flee; a folder in which nobody does, or there is nowhere to flee to, is refused."""
    at = by_name(folder)
    homes = [place for place in in_conflict if not at[place].is_camp]
    if not homes:
        right = "let conflicts.csv, or conflict_date in locations.csv, name a place that is no camp"
        raise ScenarioError(
            [Fault("conflicts.csv", 1, "", "no place is ever in conflict, so that nobody leaves", right)]
        )
    if not any(place.is_camp for place in folder.locations):
        right = "give at least one place the type camp or idpcamp"
        raise ScenarioError([Fault("locations.csv", 1, "location_type", "no place is a camp", right)])
    return homes


def _rules(folder: FleeFolder, network: Network, *, ids: Mapping[str, str], abroad: Collection[str]) -> list[Row]:
    """Return who may enter where, and what is closed when."""
    enter: list[Row] = [
        {"id": f"enter-{code}", "act": "enter", "where": code, "effect": "allow", "claim": "flee-routes"}
        for code in sorted(abroad)
    ]
    return [*enter, *closures(folder, network, ids=ids)]


def _drivers(
    folder: FleeFolder, ids: Mapping[str, str], homes: list[str], displaced: Days | None, spawned: Mapping[str, Days]
) -> list[Row]:
    """Return what drives people out and on, day by day: levels of conflict, and numbers that are given."""
    return [
        *threat(folder, ids, homes),
        *sent_on(folder, ids),
        *given(folder, "displaced", "", displaced, "flee-counts"),
        *(row for home in spawned for row in given(folder, "departures", ids[home], spawned[home], "flee-settings")),
    ]


def learned() -> list[Row]:
    """Return the constants of behaviour learned from other conflicts, as rows of `parameters`."""
    with files("exeunt.exchange.flee").joinpath("parameters.csv").open(encoding="utf-8") as file:
        return [{**row} for row in csv.DictReader(file)]


def _places(
    folder: FleeFolder, network: Network, *, ids: Mapping[str, str], codes: Mapping[str, str], homes: Collection[str],
    leaving: Mapping[str, int], capacities: bool, blank: Sequence[Location],
) -> list[Row]:  # fmt: skip
    rows: list[Row] = []
    kept, at = set(network.places), whereabouts(folder, network, blank)
    without = {place.name for place in blank}
    for place in folder.locations:
        if place.name not in kept:
            continue
        row: Row = {
            "id": ids[place.name],
            "name": place.name,
            "country": codes[place.name],
            "lat": at[place.name][0],
            "lon": at[place.name][1],
            "claim": "assumed-whereabouts" if place.name in without else "flee-locations",
        }
        if place.is_camp:
            row["kind"] = "refuge"
            if capacities and place.number:
                row["capacity"] = place.number
            elif folder.counts is not None:
                row |= {"capacity": _guessed_capacity(folder, place), "claim": "assumed-capacity"}
            row["settled"] = place.initial_idps + round(_counted_first(folder, place.name))
        elif place.name in homes:
            people, needed = place.number or 0, leaving[place.name]
            row |= {"kind": "home", "population": max(people, needed)}
            if people < needed:
                row |= {"weight": max(people, 1), "claim": "assumed-population"}
        else:
            row["kind"] = "hub"
        rows.append(row)
    return rows


def _counted_first(folder: FleeFolder, camp: str) -> float:
    """Return how many were counted in a camp last, up to the first day."""
    return 0.0 if folder.counts is None else float(folder.counts.unforeseen.iloc[0].get(camp, 0.0))


def _guessed_capacity(folder: FleeFolder, camp: Location) -> int:
    """Return how many may find room in a camp of which it is not known.

    That is `AMPLE` times those who were there on the first day and an even share of all who come later: a camp without
    any limit would take nearly everybody who lives near it.
    """
    assert folder.counts is not None
    there = camp.initial_idps + _counted_first(folder, camp.name)
    total = folder.counts.total
    camps = sum(place.is_camp for place in folder.locations)
    return math.ceil(AMPLE * (there + float(total.max() - total.iloc[0]) / camps))


def _links(folder: FleeFolder, network: Network, ids: Mapping[str, str]) -> list[Row]:
    km_an_hour = folder.settings.km_a_day / 24.0
    return [
        {
            "from": ids[road.a],
            "to": ids[road.b],
            "mode": "road",
            "km": round(road.km, 3),
            "hours": round(max(road.km / km_an_hour, 0.1), 4),
            "both_ways": "yes",
            "claim": "assumed-road" if road.assumed else "flee-routes",
        }
        for road in network.roads
    ]


def _observations(folder: FleeFolder, ids: Mapping[str, str]) -> Iterator[Row]:
    """Yield the counts, each known on the evening of its day.

    Nothing is to be learned from the first day, for people start as they were counted then; nor from an empty camp in
    which nobody was ever counted: it is not unattractive but not open, and these folders tell of neither.
    """
    if folder.counts is None:
        return
    known, rows = by_name(folder), folder.counts.rows
    opened = rows[rows["corrected"] > 0].groupby("camp")["date"].min()
    for count in rows.to_dict("records"):
        day = pd.Timestamp(count["date"]).date()
        tells = day > folder.first_day and count["camp"] in opened and count["date"] >= opened[count["camp"]]
        if count["camp"] in known and 0 <= (day - folder.first_day).days < folder.days:
            yield {
                "id": f"{ids[count['camp']]} {day}",
                "from": str(day),
                "until": str(day),
                "where": ids[count["camp"]],
                "measure": "stock",
                "aggregate": "mean",
                "value": round(float(count["corrected"]), 3),
                "unit": "people",
                "published": str(day),
                "split": "fit" if tells else "check",
                "claim": "flee-counts",
            }


def _claims(name: str, *, blank: bool) -> list[Row]:
    """Return the claims, that of coordinates only where some are `blank`."""
    said = [
        ("flee-locations", "reported", "places, kinds, capacities", f"the authors of {name}: locations.csv"),
        ("flee-routes", "reported", "roads and where people are sent on", f"the authors of {name}: routes.csv"),
        ("flee-closures", "reported", "closures", f"the authors of {name}: closures.csv"),
        ("flee-conflicts", "reported", "levels of conflict", f"the authors of {name}: conflicts.csv"),
        ("flee-settings", "reported", "people who leave a day", f"the authors of {name}: simsetting.yml"),
        ("flee-counts", "reported", "registered people", f"the registrations kept in the validation data of {name}"),
        ("assumed-alike", "assumption", "traits", ""),
        ("assumed-population", "assumption", "population", ""),
        ("assumed-capacity", "assumption", "capacity of a camp of which none is given", ""),
        ("assumed-news", "assumption", "how often it becomes known how full camps are", ""),
        ("assumed-road", "assumption", "a road that no route names", ""),
        *([("assumed-whereabouts", "assumption", "latitude and longitude", "")] if blank else []),
        ("assumed-sent-on", "assumption", "how many of those who reach a camp are sent on: half", ""),
        ("learned", "estimate", "constants of behaviour", "exeunt, learned from other conflicts"),
    ]
    return [{"id": id_, "stance": stance, "quantity": what, "said_by": who} for id_, stance, what, who in said]
