"""Where nobody can ever get, whoever sets out: countries that no rule opens, and gates that let nobody through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from exeunt.errors import Oddity, quoted
from exeunt.scenario.case import Case
from exeunt.scenario.names import names_of
from exeunt.scenario.opening_hours import opening_hours
from exeunt.scenario.rows import pairs, rows
from exeunt.scenario.where import areas_of, resolved

Doors = Mapping[str, set[tuple[str, str]]]  # by name: how one travels, and into which country


def dead_ends(case: Case) -> Iterator[Oddity]:
    """Name the countries and gates that nobody can ever enter or pass."""
    if case.knows("place", "gate", "link"):
        yield from _gates_without_capacity(case)
        if "rules" not in case.broken and case.knows("area"):
            yield from _shut_countries(case)


def _shut_countries(case: Case) -> Iterator[Oddity]:
    """Name the countries that links lead into and no rule opens: without an `allow` their borders are shut."""
    doors, areas = _doors(case), areas_of(case.tables["areas"])
    rules = case.tables["rules"]
    allows = rules[(rules["effect_kind"] == "allow") & rules["act"].isin(["enter", "transit"])]
    opened = {
        country
        for _, where, mode in rows(allows, "where", "mode")
        for name in resolved(where, areas)
        for its_mode, country in doors.get(name, ())
        if mode in ("", its_mode)
    }
    shut = {country for behind in doors.values() for _, country in behind} - opened
    names = names_of(case.tables)
    for row, code in case.tables["places"]["country"].drop_duplicates().items():
        if code in shut:
            wrong = f"no rule lets anybody into {names.coded(code)}, so nobody arrives there"
            right = f"write a row in rules.csv: act enter, where {code}, effect allow"
            yield Oddity("places.csv", int(str(row)), "country", wrong, right)


def _doors(case: Case) -> Doors:
    """Return the links over borders that need an `allow`, by each name by which a rule about entering may mean them.

    A country that people flee lets its own people in. At a gate the direction out of its `country_from` is meant. A
    place with the id of its country counts as the place.
    """
    places = case.tables["places"]
    country, near = pairs(places, "id", "country"), pairs(case.tables["gates"], "id", "country_from")
    fled = set(places.loc[places["kind"] == "home", "country"])
    found = defaultdict[str, set[tuple[str, str]]](set)
    for _, link, start, end, mode, gate in rows(case.ways, "id", "from", "to", "mode", "gate"):
        here, there = country.get(start, ""), country.get(end, "")
        if here != there and there and there not in fled:
            of_country = {there} - country.keys()
            for name in {link, end, *of_country, *({gate} if near.get(gate) == here else ())}:
                found[name].add((mode, there))
    return found


def _gates_without_capacity(case: Case) -> Iterator[Oddity]:
    """Name the gates that let nobody through by any of the ways of travelling of their links."""
    ways = case.ways
    on_seats = set(ways.loc[ways["seats_per_day"].notna(), "gate"])
    modes = defaultdict[str, set[str]](set)
    for _, gate, mode in rows(ways, "gate", "mode"):
        modes[gate].add("foot_per_day" if mode == "foot" else "vehicles_per_day")
    limits = ("people_per_day", "vehicles_per_day", "foot_per_day")
    for row, gate, hours, *numbers in rows(case.tables["gates"], "id", "opening_hours", *limits):
        of_none = {limit for limit, number in zip(limits, numbers, strict=True) if number == 0}
        if gate not in modes or gate in on_seats:
            continue
        week = opening_hours(hours or "24/7")
        if week is not None and not week.any():
            wrong = f"{quoted(hours)} is open at no hour, so nobody who flees gets through {quoted(gate)}"
            right = "write when it is open, or leave it blank if always, or delete its links"
            yield Oddity("gates.csv", row, "opening_hours", wrong, right)
            continue
        if not ("people_per_day" in of_none or modes[gate] <= of_none):
            continue
        column = next(limit for limit in limits if limit in of_none & {"people_per_day", *modes[gate]})
        otherwise = "" if column == "people_per_day" else " and no link passes it otherwise"
        wrong = f"{column} is 0{otherwise}, so nobody who flees gets through {quoted(gate)}"
        right = "write how many are let through, or leave it blank where there is no limit, or delete its links"
        yield Oddity("gates.csv", row, column, wrong, right)
