"""A FLEE conflict folder as the tables of a scenario.

places in conflict -> homes, camps -> refuges, every other place -> a hub, where nobody stays;
routes -> two-way roads; closures -> rules that deny, in force while closed; conflict levels -> the driver `threat`;
the growth of the registered total -> the driver `displaced`; the first day's counts -> people already settled;
later counts -> observations, which only scores look at. Forced redirection from a place where nobody stays shuts the
other ways on; from a camp it takes something off the worth of staying (`SENT_ON`), as some are sent on and some stay.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from exeunt.exchange.flee.countries import country_codes
from exeunt.exchange.flee.folder import Closure, FleeFolder, Location
from exeunt.exchange.flee.joined import Joined, joined_up

# Worth of staying at a camp from which people are sent on: with a camp as good half a day further, half of them stay.
SENT_ON = -1.6
KM_A_DAY = 360.0  # FLEE's default

Row = dict[str, object]


@dataclass(frozen=True)
class Converted:
    """A scenario's tables as text, its settings, and what a reader should know of the conversion."""

    title: str
    first_day: date
    days: int
    tables: dict[str, list[Row]]
    said: tuple[str, ...]


def convert(folder: FleeFolder, *, name: str, capacities: bool = True) -> Converted:
    """Turn a folder into tables; without `capacities`, camps have no limit."""
    ids = _ids(folder.locations)
    codes = country_codes(place.country for place in folder.locations)
    at = _at(folder)
    homes = [str(place) for place in folder.intensity.columns if (folder.intensity[place] > 0).any()]
    homes = [home for home in homes if not at[home].is_camp]
    joined = joined_up(folder, homes=homes)
    said = [*folder.odd, *joined.said]
    displaced = _displaced(folder)
    places = _places(folder, joined, ids=ids, codes=codes, homes=homes, displaced=displaced, capacities=capacities)
    raised = [row for row in places if row["kind"] == "home" and row["claim"] == "assumed-population"]
    if raised:
        said.append(
            f"{len(raised)} of {len(homes)} places in conflict have fewer people than may have to leave them; FLEE does"
            f" not take those who leave out of them, so that they are given {raised[0]['population']:,} each"
        )
    drivers = [*_threat(folder, ids, homes), *_sent_on(folder, ids), *_given(folder, displaced)]
    abroad = {codes[place.country] for place in folder.locations} - {codes[at[home].country] for home in homes}
    tables: dict[str, list[Row]] = {
        "places": places,
        "links": _links(folder, joined, ids),
        "traits": [{"trait": "people", "value": "everyone", "share": 1, "claim": "assumed-alike"}],
        "rules": [
            *(_row(id=f"enter-{code}", act="enter", where=code, effect="allow", claim="flee-routes")
              for code in sorted(abroad)),
            *_closures(folder, joined, ids=ids),
        ],
        "drivers": drivers,
        "observations": list(_observations(folder, ids)),
        "claims": _claims(name),
        "parameters": learned(),
    }  # fmt: skip
    period = f"{folder.first_day} to {folder.first_day + timedelta(days=folder.days - 1)}"
    return Converted(f"{name}, imported from FLEE, {period}", folder.first_day, folder.days, tables, tuple(said))


def learned() -> list[Row]:
    """Return the constants of behaviour learned from other conflicts, as rows of `parameters`."""
    with files("exeunt.exchange.flee").joinpath("parameters.csv").open(encoding="utf-8") as file:
        return [
            {str(k): v for k, v in row.items()} for row in pd.read_csv(file, dtype=str).fillna("").to_dict("records")
        ]


def _row(**cells: object) -> Row:
    return cells


def _at(folder: FleeFolder) -> Mapping[str, Location]:
    return {place.name: place for place in folder.locations}


def _ids(locations: Iterable[Location]) -> dict[str, str]:
    """Keep FLEE's names as ids, but for the signs that join ids in a scenario."""
    return {place.name: place.name.translate(str.maketrans("+>@", "___")) for place in locations}


def _displaced(folder: FleeFolder) -> NDArray[np.float64] | None:
    """Return how many are newly displaced each day: the growth of the total; whoever leaves the count stays away."""
    if folder.counts is None:
        return None
    total = folder.counts.total.to_numpy(np.float64)
    return np.asarray(np.maximum(np.diff(total, prepend=total[0]), 0.0))


def _places(
    folder: FleeFolder, joined: Joined, *, ids: Mapping[str, str], codes: Mapping[str, str], homes: Collection[str],
    displaced: NDArray[np.float64] | None, capacities: bool,
) -> list[Row]:  # fmt: skip
    # anybody's share of the displaced may be all of them
    needed = 0 if displaced is None else int(np.ceil(displaced.sum()))
    rows: list[Row] = []
    kept = set(joined.places)
    for place in folder.locations:
        if place.name not in kept:
            continue
        row: Row = {
            "id": ids[place.name],
            "name": place.name,
            "country": codes[place.country],
            "lat": 0.0 if np.isnan(place.lat) else place.lat,
            "lon": 0.0 if np.isnan(place.lon) else place.lon,
            "claim": "flee-locations",
        }
        if place.is_camp:
            row["kind"] = "refuge"
            if capacities and place.number:
                row["capacity"] = place.number
            if folder.counts is not None and place.name in folder.counts.daily:
                row["settled"] = round(float(folder.counts.daily[place.name].iloc[0]))
        elif place.name in homes:
            people = place.number or 0
            row |= {"kind": "home", "population": max(people, needed)}
            if people < needed:
                row["claim"] = "assumed-population"
        else:
            row["kind"] = "hub"
        rows.append(row)
    return rows


def _links(folder: FleeFolder, joined: Joined, ids: Mapping[str, str]) -> list[Row]:
    speed = folder.settings["move_rules.max_move_speed"]
    km_an_hour = (float(speed) if isinstance(speed, int | float) and speed > 0 else KM_A_DAY) / 24.0
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
        for road in joined.roads
    ]


def _threat(folder: FleeFolder, ids: Mapping[str, str], homes: Collection[str]) -> Iterator[Row]:
    for home in homes:
        for first, last, level in _steady(folder.intensity[home].to_numpy(np.float64)):
            yield _driver(folder, "threat", ids[home], first, last, level, "flee-conflicts")


def _given(folder: FleeFolder, displaced: NDArray[np.float64] | None) -> Iterator[Row]:
    if displaced is not None:
        for first, last, a_day in _steady(displaced):
            yield _driver(folder, "displaced", "", first, last, a_day, "flee-counts")


def _sent_on(folder: FleeFolder, ids: Mapping[str, str]) -> Iterator[Row]:
    at = _at(folder)
    for place, on in _redirected(folder).items():
        if at[place].is_camp:
            for first, last, level in _steady(_any(on)):
                yield _driver(folder, "pull", ids[place], first, last, level * SENT_ON, "assumed-sent-on")


def _redirected(folder: FleeFolder) -> dict[str, pd.DataFrame]:
    """Return, for each place from which people are sent on, on which days (rows) and where to (columns)."""
    on: dict[str, pd.DataFrame] = {}
    for route in folder.routes:
        if route.redirect:
            place, target = route.redirect
            on.setdefault(place, pd.DataFrame(index=range(folder.days)))[target] = True
    for closure in folder.closures:
        if closure.kind == "remove_forced_redirection":
            for place, target in ((closure.a, closure.b), (closure.b, closure.a)):
                if place in on and target in on[place]:
                    on[place].loc[list(_closed(closure, folder.days)), target] = False
    return on


def _any(on: pd.DataFrame) -> NDArray[np.float64]:
    return np.asarray(on.to_numpy(np.bool_).any(axis=1), np.float64)


def _closed(closure: Closure, days: int) -> range:
    return range(max(closure.start, 0), days if closure.end is None else min(closure.end, days))


def _closures(folder: FleeFolder, joined: Joined, *, ids: Mapping[str, str]) -> Iterator[Row]:
    """Turn closures, and the other ways on from places where people are sent on, into rules that deny."""
    at = _at(folder)
    kept = set(joined.places)
    ways = [way for road in joined.roads for way in ((road.a, road.b), (road.b, road.a))]
    for number, closure in enumerate(folder.closures, start=1):
        span = _closed(closure, folder.days)
        if not span or closure.kind == "remove_forced_redirection":
            continue
        if closure.kind in ("camp", "idpcamp"):
            if closure.a in kept and at[closure.a].is_camp:
                yield _rule(folder, f"closure-{number}", "stay", ids[closure.a], span, "flee-closures")
            continue
        shut = [way for way in ways if _shuts(closure, way, at)]
        for part, (a, b) in enumerate(shut, start=1):
            yield _rule(folder, f"closure-{number}-{part}", "enter", _link(ids, a, b), span, "flee-closures")
    for place, on in _redirected(folder).items():
        if at[place].is_camp or place not in kept:
            continue
        for first, last, anywhere in _steady(_any(on)):
            targets = {str(target) for target in on.columns if on[target].iloc[first]}
            others = [b for a, b in ways if a == place and b not in targets]
            for other in others if anywhere else ():
                id_ = f"sent-on-{ids[place]}-{ids[other]}-{first}"
                yield _rule(folder, id_, "enter", _link(ids, place, other), range(first, last + 1), "flee-routes")


def _shuts(closure: Closure, way: tuple[str, str], at: Mapping[str, Location]) -> bool:
    match closure.kind:
        case "country":
            return {at[end].country for end in way} == {closure.a, closure.b}
        case "location" if not closure.b:
            return closure.a in way
        case "link":
            return way == (closure.a, closure.b)
        case _:
            return set(way) == {closure.a, closure.b}


def _observations(folder: FleeFolder, ids: Mapping[str, str]) -> Iterator[Row]:
    if folder.counts is None:
        return
    known = _at(folder)
    for row in folder.counts.rows.to_dict("records"):
        day = pd.Timestamp(row["date"]).date()
        if row["camp"] in known and 0 <= (day - folder.first_day).days < folder.days:
            yield {
                "id": f"{ids[row['camp']]} {day}",
                "from": str(day),
                "until": str(day),
                "where": ids[row["camp"]],
                "measure": "stock",
                "aggregate": "mean",
                "value": round(float(row["corrected"]), 3),
                "unit": "people",
                "split": "check",
                "claim": "flee-counts",
            }


def _claims(name: str) -> list[Row]:
    said = [
        ("flee-locations", "reported", "places, kinds, capacities", f"the authors of {name}: locations.csv"),
        ("flee-routes", "reported", "roads and where people are sent on", f"the authors of {name}: routes.csv"),
        ("flee-closures", "reported", "closures", f"the authors of {name}: closures.csv"),
        ("flee-conflicts", "reported", "levels of conflict", f"the authors of {name}: conflicts.csv"),
        ("flee-counts", "reported", "registered people", f"the registrations kept in the validation data of {name}"),
        ("assumed-alike", "assumption", "traits", ""),
        ("assumed-population", "assumption", "population", ""),
        ("assumed-road", "assumption", "a road that no route names", ""),
        ("assumed-sent-on", "assumption", "how many of those who reach a camp are sent on: half", ""),
        ("learned", "estimate", "constants of behaviour", "exeunt, learned from other conflicts"),
    ]
    return [{"id": id_, "stance": stance, "quantity": what, "said_by": who} for id_, stance, what, who in said]


def _steady(values: NDArray[np.float64]) -> Iterator[tuple[int, int, float]]:
    """Yield the runs of equal values as first day, last day, value; zeros are left out."""
    cuts = [0, *(np.flatnonzero(np.diff(values)) + 1).tolist(), len(values)]
    for first, after in itertools.pairwise(cuts):
        if values[first]:
            yield first, after - 1, float(values[first])


def _day(folder: FleeFolder, day: int) -> str:
    return str(folder.first_day + timedelta(days=day))


def _driver(folder: FleeFolder, name: str, where: str, first: int, last: int, value: float, claim: str) -> Row:
    period = {"from": _day(folder, first), "until": _day(folder, last)}
    return {"name": name, **period, "where": where, "value": round(value, 6), "claim": claim}


def _rule(folder: FleeFolder, id_: str, act: str, where: str, span: range, claim: str) -> Row:
    period = {"from": _day(folder, span.start), "until": _day(folder, span.stop - 1)}
    return {"id": id_, **period, "act": act, "where": where, "effect": "deny", "claim": claim}


def _link(ids: Mapping[str, str], a: str, b: str) -> str:
    return f"{ids[a]}>{ids[b]}:road"
