"""A FLEE conflict folder as the tables of a scenario.

places in conflict -> homes, camps -> refuges, every other place -> a hub, where nobody stays;
routes -> two-way roads; closures -> rules that deny, in force while closed; conflict levels -> the driver `threat`;
the growth of the registered total -> the driver `displaced`; the first day's counts -> people already settled;
later counts -> observations, which only scores and fits look at. Forced redirection from a place where nobody stays
shuts the other ways on; from a camp it takes something off the worth of staying (`SENT_ON`), as some are sent on and
some stay.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files

import numpy as np
import pandas as pd

from exeunt.errors import Fault, ScenarioError, quoted
from exeunt.exchange.countries import country_codes
from exeunt.exchange.flee.closure_rules import closures, sent_on, staying_on, vain
from exeunt.exchange.flee.folder import FleeFolder, Location
from exeunt.exchange.flee.known_settings import SET_ASIDE
from exeunt.exchange.flee.leaving import (
    SPAWNING,
    given,
    highest,
    leaving,
    newly_displaced,
    nobody_there,
    threat,
    told_to_leave,
)
from exeunt.exchange.flee.network import Network, network_of
from exeunt.exchange.flee.table_rows import Days, Row, by_name, ids_of, row
from exeunt.exchange.flee.transit import transit_of
from exeunt.exchange.rows import SHOWN, listed
from exeunt.scenario.codes import is_free
from exeunt.scenario.names import country_names
from exeunt.wording import joined, plural

GROSSLY = 10.0  # times the other: more is a slip in one of two that count the same people
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
    homes = [place for place in in_conflict if not at[place].is_camp]
    if not homes:
        right = "let conflicts.csv, or conflict_date in locations.csv, name a place that is no camp"
        raise ScenarioError(
            [Fault("conflicts.csv", 1, "", "no place is ever in conflict, so that nobody leaves", right)]
        )
    if not any(place.is_camp for place in folder.locations):
        right = "give at least one place the type camp or idpcamp"
        raise ScenarioError([Fault("locations.csv", 1, "location_type", "no place is a camp", right)])
    network = network_of(folder, homes=homes)
    transit = transit_of(folder, network, homes=homes)
    codes_of = {name: codes[transit.get(name, place.country)] for name, place in at.items()}
    displaced = newly_displaced(folder)
    spawned = {} if displaced is not None else told_to_leave(folder, homes)
    places = _places(folder, network, ids=ids, codes=codes_of, homes=homes, leaving=leaving(displaced, spawned, homes),
                     capacities=capacities)  # fmt: skip
    drivers = [
        *threat(folder, ids, homes),
        *sent_on(folder, ids),
        *given(folder, "displaced", "", displaced, "flee-counts"),
        *(row for home in spawned for row in given(folder, "departures", ids[home], spawned[home], "flee-settings")),
    ]
    said = [*folder.odd, *_renamed(network, ids), *network.said, *vain(folder, network)]
    said += staying_on(folder, network, peopled={str(row["name"]) for row in places if row.get("settled")})
    said += _read_so(folder, in_conflict, transit)
    said += [
        *_counted_early(folder),
        *_counted_late(folder),
        *_counts_end(folder),
        *_total_left_out(folder),
        *_total_far_off(folder),
    ]
    said += _above_one(folder, homes)
    said += nobody_there(folder, spawned)
    said += [*_unlisted(codes), *_assumed(places), *_before_conflict(folder, homes, displaced)]
    if displaced is None and not spawned:
        said.append("no counts are given, so that how many leave is what exeunt expects at these levels of conflict")
    abroad = {codes_of[place] for place in network.places} - {codes_of[home] for home in homes}
    tables: dict[str, list[Row]] = {
        "places": places,
        "links": _links(folder, network, ids),
        "traits": [{"trait": "people", "value": "everyone", "share": 1, "claim": "assumed-alike"}],
        "rules": [
            *(row(id=f"enter-{code}", act="enter", where=code, effect="allow", claim="flee-routes")
              for code in sorted(abroad)),
            *closures(folder, network, ids=ids),
        ],
        "drivers": drivers,
        "observations": list(_observations(folder, ids)),
        "claims": _claims(name),
        "parameters": learned(),
    }  # fmt: skip
    period = f"{folder.first_day} to {folder.first_day + timedelta(days=folder.days - 1)}"
    unused = (*folder.unused, *_rules_of_movement(folder, counted=displaced is not None))
    title = f"{name}, imported from FLEE, {period}"
    return Converted(title, folder.first_day, folder.days, tables, tuple(said), unused)


def _renamed(network: Network, ids: Mapping[str, str]) -> Iterator[str]:
    """Say which places have another id than their name."""
    other = [f"{quoted(name)} is {ids[name]}" for name in network.places if ids[name] != name]
    if other:
        yield f"locations.csv: no id can be as these names are, which are kept beside it: the id of {_several(other)}."


def _several(words: Sequence[str]) -> str:
    """Join words, the first few of many."""
    return joined([*words[:SHOWN], f"so on for {len(words) - SHOWN:,} more"] if len(words) > SHOWN else words)


def _read_so(folder: FleeFolder, in_conflict: Collection[str], transit: Mapping[str, str]) -> Iterator[str]:
    """Say what was read otherwise than it stands in the files."""
    at = by_name(folder)
    both = [place for place in folder.locations if place.is_camp and place.initial_idps]
    if both and folder.counts is not None:
        names = listed(place.name for place in both)
        yield f"locations.csv:{both[0].row}: the initial_idps of {names} are added to who is counted on the first day."
    for place in in_conflict:
        if at[place].is_camp:
            yield f"conflicts.csv: '{place}' is a camp; that there is conflict in it is not read"
    for name, country in transit.items():
        yield f"'{name}' lies in {at[name].country}, but people go back through it into {country}: it counts as there"


def _counted_early(folder: FleeFolder) -> Iterator[str]:
    """Say what becomes of counts of before the first day, and for which camps the last of them stands for it."""
    if folder.counts is None:
        return
    first, rows = pd.Timestamp(folder.first_day), folder.counts.rows
    early = rows[(rows["date"] < first) & rows["camp"].isin(list(by_name(folder)))]
    if early.empty:
        return
    since = early["date"].min().date()
    number = f"{plural(len(early), 'count')} of camps from before the first day, {folder.first_day}, from {since} on"
    yield f"{number}: nothing is compared with them."
    counted = rows.loc[rows["date"] == first, "camp"]
    last = early[~early["camp"].isin(counted)].groupby("camp")["date"].max()
    if len(last):
        days = joined(sorted({str(day.date()) for day in last}))
        yield (
            f"{listed(map(str, last.index))} start the first day with those counted last before it ({days}): "
            "who came between that count and the first day leaves after it."
        )


def _counted_late(folder: FleeFolder) -> Iterator[str]:
    """Say which camps nobody had counted by the first day."""
    if folder.counts is None:
        return
    adds = ", and its first count adds to the total on that day" if folder.settings.sum_from_camps else ""
    known = by_name(folder)
    for camp, rows in folder.counts.rows.groupby("camp", sort=False):
        first = rows["date"].min().date()
        if first > folder.first_day and camp in known:
            yield f"{quoted(str(camp))} is first counted on {first}: until then nobody is counted in it{adds}."


def _total_left_out(folder: FleeFolder) -> Iterator[str]:
    """Say that the total's own series is not used, and how far it ends from the sum that is."""
    if folder.counts is None or folder.counts.own_total is None or not folder.settings.sum_from_camps:
        return
    own, camps = (round(float(total.iloc[-1])) for total in (folder.counts.own_total, folder.counts.total))
    more = f"{abs(own - camps):,} {'more' if own > camps else 'fewer'} than" if own != camps else "as many as"
    yield (
        "data_layout.csv: the series of the total is not used, for the total is the sum of the camps. On the last day"
        f" it has {own:,}, {more} the camps{f' ({camps:,})' if own != camps else ''}; to go by it, set sum_from_camps"
        " to false in simsetting.yml."
    )


def _counts_end(folder: FleeFolder) -> Iterator[str]:
    """Say how long before the run the counts end by which people are displaced."""
    last = folder.first_day + timedelta(days=folder.days - 1)
    if folder.counts is not None and folder.counts.last_day is not None and folder.counts.last_day < last:
        after = plural((last - max(folder.counts.last_day, folder.first_day)).days, "day")
        yield (
            f"The counts end on {folder.counts.last_day} and the run on {last}: in the {after} after the counts nobody"
            " is newly displaced."
        )


def _total_far_off(folder: FleeFolder) -> Iterator[str]:
    """Say that the total by which people are displaced is of another size than the camps together."""
    if folder.counts is None or folder.counts.own_total is None or folder.settings.sum_from_camps:
        return
    counted = {"the total": folder.counts.total, "the camps together": folder.counts.unforeseen.sum(axis=1)}
    most = {whose: float(people.max()) for whose, people in counted.items()}
    low, high = sorted(most.values())
    if low > 0 and high > GROSSLY * low:
        told = [
            f"{whose} {most[whose]:,.0f} ({folder.first_day + timedelta(days=int(people.argmax()))})"
            for whose, people in counted.items()
        ]
        yield (
            f"data_layout.csv: at their highest {joined(told, 'and')} are {high / low:,.0f} times apart, and people are"
            " displaced by the total; look whether it is right, or set sum_from_camps to true in simsetting.yml."
        )


def _unlisted(codes: Mapping[str, str]) -> Iterator[str]:
    """Say which countries got a code of their own."""
    unlisted = {name: code for name, code in codes.items() if is_free(code) and code not in country_names()}
    own = [f"{quoted(name)} is {code}" for name, code in unlisted.items() if name != code]
    if own:
        yield f"locations.csv: countries that no list knows have codes left to users: {_several(own)}."


def _above_one(folder: FleeFolder, homes: list[str]) -> Iterator[str]:
    """Say how levels above 1 are read."""
    if (most := highest(folder, homes)) > 1:
        levels = folder.intensity[homes].to_numpy(np.float64)
        day, home = np.unravel_index(levels.argmax(), levels.shape)
        yield (
            f"conflicts.csv: levels go up to {most:g} ({quoted(homes[int(home)])} on day {day}); all are divided by it,"
            " for 1 is full."
        )


def _before_conflict(folder: FleeFolder, homes: list[str], displaced: Days | None) -> Iterator[str]:
    """Say if people leave while nothing says where from."""
    calm = ~folder.intensity[homes].to_numpy(np.float64).any(axis=1)
    days = np.flatnonzero((displaced > 0) & calm) if displaced is not None else np.array([])
    if days.size:
        yield (
            f"on {days.size} days, the first of them day {days[0]}, the total grows while no place is in conflict;"
            " those who leave then come from all places that ever are"
        )


def _assumed(places: Collection[Row]) -> Iterator[str]:
    """Say which numbers of places are assumed."""
    raised = [row for row in places if row["claim"] == "assumed-population"]
    if raised:
        yield (
            f"{plural(len(raised), 'place in conflict has', 'places in conflict have')} fewer people than may have to"
            " leave; FLEE does not take those who leave out of there, so as many are given as may leave, and they count"
            " by those they had"
        )
    guessed = [str(row["name"]) for row in places if row["claim"] == "assumed-capacity"]
    if guessed:
        yield (
            f"{plural(len(guessed), 'camp has', 'camps have')} no capacity; twice an even share of those who come"
            f" is assumed ({', '.join(guessed[:5])}{', ...' if len(guessed) > 5 else ''})"
        )


def learned() -> list[Row]:
    """Return the constants of behaviour learned from other conflicts, as rows of `parameters`."""
    with files("exeunt.exchange.flee").joinpath("parameters.csv").open(encoding="utf-8") as file:
        return [
            {str(k): v for k, v in row.items()} for row in pd.read_csv(file, dtype=str).fillna("").to_dict("records")
        ]


def _rules_of_movement(folder: FleeFolder, *, counted: bool) -> Iterator[str]:
    """Name the settings that steer how FLEE's agents move and how many there are, where something else decides here."""
    heeded = {"move_rules.max_move_speed", "spawn_rules.sum_from_camps", "spawn_rules.insert_day0"}
    if not counted:
        heeded |= {key for key in folder.settings.given if key.startswith(f"{SPAWNING}.")}
        if any(key.startswith(SPAWNING) for key in heeded):
            heeded.add("spawn_rules.take_from_population")
    for section, instead in (
        ("move_rules.", "people choose by constants learned from other conflicts (parameters.csv)"),
        ("spawn_rules.", "the counts say how many leave" if counted else "conflict and these constants say who leaves"),
    ):
        names = sorted(
            key for key in folder.settings.given - heeded
            if key.startswith(section) and not key.startswith(SET_ASIDE)
        )  # fmt: skip
        if names:
            yield f"simsetting.yml: {', '.join(names)} steer FLEE's own rules; here {instead}."


def _places(
    folder: FleeFolder, network: Network, *, ids: Mapping[str, str], codes: Mapping[str, str], homes: Collection[str],
    leaving: Mapping[str, int], capacities: bool,
) -> list[Row]:  # fmt: skip
    rows: list[Row] = []
    kept = set(network.places)
    for place in folder.locations:
        if place.name not in kept:
            continue
        row: Row = {
            "id": ids[place.name],
            "name": place.name,
            "country": codes[place.name],
            "lat": 0.0 if np.isnan(place.lat) else place.lat,
            "lon": 0.0 if np.isnan(place.lon) else place.lon,
            "claim": "flee-locations",
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


def _claims(name: str) -> list[Row]:
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
        ("assumed-sent-on", "assumption", "how many of those who reach a camp are sent on: half", ""),
        ("learned", "estimate", "constants of behaviour", "exeunt, learned from other conflicts"),
    ]
    return [{"id": id_, "stance": stance, "quantity": what, "said_by": who} for id_, stance, what, who in said]
