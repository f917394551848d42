"""What leads nowhere in a scenario that can be run: gates, stays and lengths meant otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from exeunt.errors import Oddity, quoted
from exeunt.scenario.case import Case
from exeunt.scenario.names import names_of
from exeunt.scenario.rows import pairs, rows
from exeunt.scenario.spelling import plain
from exeunt.scenario.sphere import kilometres
from exeunt.scenario.times import weekdays
from exeunt.scenario.where import areas_of, resolved

ROUNDING = 1e-9
FAR_KM, TOO_SHORT = 100.0, 0.5  # ends so far apart that their own size is no matter, and a way that cannot lead there
# km/h, above which nobody travels; who passes a border on foot may have been driven there
FASTEST = {"foot": 200.0, "road": 200.0, "sea": 120.0, "rail": 350.0, "air": 1000.0}


def loose_ends(case: Case) -> Iterator[Oddity]:
    """Name what is there and comes to nothing."""
    if case.knows("place", "gate", "link"):
        yield from _unused_gates(case)
        yield from _short_links(case)
        yield from _fast_links(case)
        yield from _between_homes(case)
        if "rules" not in case.broken and case.knows("area"):
            yield from _first_stays(case)
    if "drivers" not in case.broken:
        yield from _overfull_seats(case)
    if "aliases" not in case.broken and case.knows("place"):
        yield from _unheard_aliases(case)


def _unused_gates(case: Case) -> Iterator[Oddity]:
    used = set(case.tables["links"]["gate"].unique().tolist())
    if not used <= case.ids["gate"] | {""}:  # a gate that is misspelt there is told as that
        return
    for row, gate in rows(case.tables["gates"], "id"):
        if gate and gate not in used:
            right = "name it in the column gate of a link, or delete it"
            yield Oddity("gates.csv", row, "id", f"no link passes the gate {quoted(gate)}", right)


def _first_stays(case: Case) -> Iterator[Oddity]:
    """Name the rules that limit in mid-period a stay of which no limit was known: none counts less than any."""
    places, areas = case.tables["places"], areas_of(case.tables["areas"])
    country = pairs(places, "id", "country")
    names, stays = names_of(case.tables), case.tables["rules"]
    stays = stays[stays["effect_kind"] == "stay"]
    limits = [
        (row, since, until, {country.get(name, name) for name in resolved(where, areas)})
        for row, since, until, where in zip(stays.index, stays["from"], stays["until"], stays["where"], strict=True)
    ]
    first_day = pd.Timestamp(case.settings.first_day) if case.settings else None
    for row, since, _, of in limits:
        if first_day is None or pd.isna(since) or since <= first_day:
            continue
        known = {  # by what holds just before it; an end is the moment from which a limit holds no more
            code
            for _, begins, ends, others in limits
            if (pd.isna(begins) or begins < since) and (pd.isna(ends) or ends >= since)
            for code in others
        }
        for code in sorted(of - known):
            wrong = f"before {since:%Y-%m-%d} no leave to stay in {names.coded(code)} is known: any draws more there"
            right = "write a row for the time before too, such as `stay 365 days`, with the day before as its `until`"
            yield Oddity("rules.csv", int(str(row)), "from", wrong, right)


def _overfull_seats(case: Case) -> Iterator[Oddity]:
    """Name the loads of seats that take more than all of them, with a row of citizens that says the same `where`."""
    drivers, cells = case.tables["drivers"], ("where", "value", "from", "until", "weekday")
    citizens = list(rows(drivers[drivers["name"] == "seat_load"], *cells))
    for row, where, load, *times in rows(drivers[drivers["name"] == "seat_load_others"], *cells):
        for _, same, taken, *their_times in citizens:
            if same == where and taken + load > 1.0 + ROUNDING and _overlap(times, their_times):
                wrong = f"{load:g} of the seats beside {taken:g} that citizens take: others get what is left"
                right = "let seat_load and seat_load_others add up to 1 at most"
                yield Oddity("drivers.csv", row, "value", wrong, right)


def _overlap(one: Sequence[Any], other: Sequence[Any]) -> bool:
    """Say whether two rows, each by `from`, `until` and `weekday`, hold at once at some time."""
    (since, until, days), (other_since, other_until, other_days) = one, other
    on_one_day = set(weekdays(days) or range(7)) & set(weekdays(other_days) or range(7))
    return bool(on_one_day) and not (since >= other_until or other_since >= until)


def _unheard_aliases(case: Case) -> Iterator[Oddity]:
    """Name the aliases that are another place's id: an id goes before a name."""
    ids = {plain(id_): id_ for id_ in case.ids["place"]}
    for row, name, place in rows(case.tables["aliases"], "name", "place"):
        if (other := ids.get(plain(name), place)) != place:
            wrong = f"{quoted(name)} is the id of another place, so nobody who asks for it is led to {quoted(place)}"
            yield Oddity("aliases.csv", row, "name", wrong, f"write another name, or name {quoted(other)} as its place")


def _apart(case: Case) -> pd.Series[float]:
    """Return how far the ends of each link are apart, in kilometres, NaN where that is not known."""
    places, links = case.tables["places"].drop_duplicates("id").set_index("id"), case.tables["links"]
    start, end = (places[["lon", "lat"]].reindex(links[side]).to_numpy(np.float64).T for side in ("from", "to"))
    return pd.Series(kilometres(*start, *end), index=links.index)


def _short_links(case: Case) -> Iterator[Oddity]:
    """Name the links that are much shorter than their ends are apart: a length, or a place, is wrong."""
    links, apart = case.tables["links"], _apart(case)
    short = links[(apart > FAR_KM) & (links["km"] > 0) & (links["km"] < TOO_SHORT * apart)]
    for row, one, other, length in rows(short, "from", "to", "km"):
        wrong = f"{length:g} km, but {quoted(one)} and {quoted(other)} are {apart[row]:,.0f} km apart as the crow flies"
        yield Oddity("links.csv", row, "km", wrong, "look at km, and at lat and lon of both in places.csv")


def _fast_links(case: Case) -> Iterator[Oddity]:
    """Name the links on which nobody can be as quick: the hours may be days, or the length metres."""
    links = case.tables["links"]
    length = links["km"].fillna(_apart(case))
    pace = length / links["hours"]
    most = links["mode"].map(FASTEST).astype(float)  # of no links it would be text
    for row, mode, hours in rows(links[pace > most], "mode", "hours"):
        wrong = (
            f"{length[row]:,.0f} km in {hours:g} h are {pace[row]:,.0f} km/h, and {mode} is at most {FASTEST[mode]:g}"
        )
        yield Oddity("links.csv", row, "hours", wrong, "look at hours and km, and at lat and lon of both in places.csv")


def _between_homes(case: Case) -> Iterator[Oddity]:
    """Name the first way between two countries that people flee: rules keep nobody there, and no arrival is counted."""
    places = case.tables["places"]
    country, homes = pairs(places, "id", "country"), set(places.loc[places["kind"] == "home", "country"])
    for row, one, other in rows(case.ways, "from", "to"):
        near, far = country.get(one, ""), country.get(other, "")
        if near != far and {near, far} <= homes:
            wrong = f"there are homes in {quoted(near)} and in {quoted(far)}, so that people pass between the two "
            wrong += "whatever the rules, and are in no arrivals there"
            right = "keep homes in one country, or take this for a world whose countries are fled alike"
            yield Oddity("links.csv", row, "to", wrong, right)
            return
