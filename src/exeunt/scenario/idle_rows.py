"""Rows of rules and drivers that do nothing in a scenario that can be run: over too early, or of nothing there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import pandas as pd

from exeunt.errors import Oddity, quoted
from exeunt.scenario.case import Case
from exeunt.scenario.effects import Effect, does_nothing, leaves_all
from exeunt.scenario.opening_rules import OF_GATES, gates_meant, rules_of_gates
from exeunt.scenario.rows import pairs, rows
from exeunt.scenario.tables import SETTLING, vocabulary
from exeunt.scenario.where import Areas, areas_of, parts, resolved
from exeunt.wording import joined

SETS_OUT = ("threat", "rumour", "departures", "displaced")  # without any of these nobody flees
OF_HOMES = (*SETS_OUT, "draft")
LIMITS = ("people_per_day", "vehicles_per_day", "foot_per_day")


def idle_rows(case: Case) -> Iterator[Oddity]:
    """Name the rules and drivers that come to nothing."""
    is_known = case.knows("place", "gate", "link", "area")
    for name in {"rules", "drivers"} - set(case.broken):
        yield from _over_before(case, name)
    if "rules" not in case.broken:
        yield from _effects_of_nothing(case)
        if is_known:
            yield from _rules_of_no_way(case)
            yield from _rules_of_ways_home(case)
            yield from _passings_to_nowhere(case)
            yield from _stays_of_no_end(case)
    if "drivers" not in case.broken:
        yield from _nobody_sets_out(case)
        yield from _factors_of_no_traffic(case)
        if is_known:
            yield from _nobody_at_home(case)
            yield from _drivers_of_no_home(case)
            yield from _loads_of_no_seat(case)
            yield from _factors_of_no_gate(case)
            yield from _pulls_of_no_end(case)
            if "rules" not in case.broken:
                yield from _rules_of_seats(case)
                yield from _rules_of_no_limit(case)


def out_of_period(case: Case) -> str:
    """Say what to do about something dated outside the scenario's period, up to what it is."""
    assert case.settings is not None
    return f"the period is {case.settings.period}: change first_day or days in scenario.toml, or the"


def _over_before(case: Case, name: str) -> Iterator[Oddity]:
    """Name the rows that are over before the period begins; one that begins after it is a fault."""
    if case.settings:
        early = case.tables[name]["until"] <= pd.Timestamp(case.settings.first_day)
        for row in early.index[early]:
            wrong = f"this {name.removesuffix('s')} is over before the period begins, so it never acts"
            yield Oddity(f"{name}.csv", int(row), "until", wrong, f"{out_of_period(case)} date")


def _nobody_sets_out(case: Case) -> Iterator[Oddity]:
    """Say that nothing makes anybody set out, if nothing does."""
    drivers = case.tables["drivers"]
    if not ((drivers["value"] > 0) & drivers["name"].isin(SETS_OUT)).any():
        wrong = "no row makes anybody set out, so nobody flees"
        yield Oddity("drivers.csv", 1, "name", wrong, f"write a row of {joined(SETS_OUT, 'or')}")


def _nobody_at_home(case: Case) -> Iterator[Oddity]:
    """Say that nobody lives in any home, nor has settled anywhere, if so."""
    places = case.tables["places"]
    homes = places[places["kind"] == "home"]
    if len(homes) and not (homes["population"] > 0).any() and not (places["settled"] > 0).any():
        wrong = "nobody lives in any home, so nobody flees"
        yield Oddity("places.csv", int(homes.index[0]), "population", wrong, "write how many people live there")


def _drivers_of_no_home(case: Case) -> Iterator[Oddity]:
    """Name what is said to drive people at places where nobody is at home."""
    places, areas = case.tables["places"], areas_of(case.tables["areas"])
    homes = places[places["kind"] == "home"]
    known = {*homes["id"], *homes["country"]}
    drivers = case.tables["drivers"]
    for row, name, where in rows(drivers[drivers["name"].isin(OF_HOMES)], "name", "where"):
        for part in _without(known, where, areas):
            wrong = f"no home lies in {quoted(part)}, so this {name} moves nobody"
            yield Oddity("drivers.csv", row, "where", wrong, "name places of kind home in places.csv, or their country")


def _loads_of_no_seat(case: Case) -> Iterator[Oddity]:
    """Name the loads of seats where there are none."""
    areas, country = areas_of(case.tables["areas"]), pairs(case.tables["places"], "id", "country")
    seats = case.ways[case.ways["seats_per_day"].notna()]
    ends = {country.get(place, "") for side in ("from", "to") for place in seats[side].unique()}
    fled = _fled(case)
    known = {*seats["id"], *seats["gate"], *(ends - fled)}
    drivers = case.tables["drivers"]
    of_seats = [name for name, term in vocabulary("drivers").items() if "link" in term.where]
    for row, name, where in rows(drivers[drivers["name"].isin(of_seats)], "name", "where"):
        for part in _without(known, where, areas):
            wrong = f"no link of {quoted(part)} has seats, so this {name} does nothing"
            instead = "write seats_per_day in links.csv, or delete the row"
            if part in fled:
                wrong = (
                    f"{quoted(part)} is at one end of all seats, and a country means those at its own, so this {name} "
                )
                wrong, instead = f"{wrong}does nothing", "leave where blank for all seats, or name the country abroad"
            yield Oddity("drivers.csv", row, "where", wrong, instead)


def _factors_of_no_gate(case: Case) -> Iterator[Oddity]:
    """Name the factors on ordinary traffic of countries that no gate leads into."""
    gates, drivers = case.tables["gates"], case.tables["drivers"]
    known = {*gates["id"], *gates["country_to"]}
    for row, name, where in rows(drivers[drivers["name"] == "weekday"], "name", "where"):
        for part in _without(known, where, areas_of(case.tables["areas"])):
            wrong = f"no gate leads into {quoted(part)}, so this {name} does nothing"
            instead = "leave where blank for all gates, or name gates or the country_to of some in gates.csv"
            yield Oddity("drivers.csv", row, "where", wrong, instead)


def _factors_of_no_traffic(case: Case) -> Iterator[Oddity]:
    """Name the factors on ordinary traffic where no row gives any."""
    drivers, traffic = case.tables["drivers"], _traffic()
    if not drivers["name"].isin(traffic).any():
        for row in drivers.index[drivers["name"] == "weekday"]:
            wrong = "no row gives ordinary traffic, so this weekday does nothing"
            yield Oddity("drivers.csv", int(row), "name", wrong, f"write a row of {joined(traffic, 'or')}")


def _traffic() -> list[str]:
    """Return the names of the drivers that are ordinary traffic at gates."""
    return [name for name, term in vocabulary("drivers").items() if term.where == {"gate"}]


def _stays_of_no_end(case: Case) -> Iterator[Oddity]:
    """Name the rules about staying in places where nobody can settle: at home everybody may, and in a hub nobody."""
    nowhere, rules = (case.ids["place"] | case.ids["country"]) - _ends(case), case.tables["rules"]
    stays = rules[rules["act"].isin(["stay"]) & rules["effect_kind"].isin(["deny", "stay"])]
    areas = areas_of(case.tables["areas"])
    for row, where, effect in rows(stays, "where", "effect"):
        for part in parts(where):
            if nowhere.issuperset(resolved(part, areas)):
                wrong = f"nobody can settle in {quoted(part)}, so {quoted(effect)} does nothing there"
                right = "name places of kind town or refuge, or their country"
                yield Oddity("rules.csv", row, "where", wrong, right)


def _ends(case: Case) -> set[str]:
    """Return the places where people can settle, and their countries."""
    places = case.tables["places"]
    ends = places[places["kind"].isin(SETTLING)]
    return {*ends["id"], *ends["country"]}


def _pulls_of_no_end(case: Case) -> Iterator[Oddity]:
    """Name what draws to places where nobody can settle."""
    drivers, known = case.tables["drivers"], _ends(case)
    for row, name, where in rows(drivers[drivers["name"] == "pull"], "name", "where"):
        for part in _without(known, where, areas_of(case.tables["areas"])):
            wrong = f"nobody can settle in {quoted(part)}, so this {name} draws nobody"
            yield Oddity("drivers.csv", row, "where", wrong, "name places of kind town or refuge, or their country")


def _fled(case: Case) -> set[str]:
    """Return the countries where homes lie."""
    places = case.tables["places"]
    return set(places[places["kind"] == "home"]["country"])


def _without(known: set[str], where: str, areas: Areas) -> Iterator[str]:
    """Yield the parts of a `where` none of whose names is known."""
    return (part for part in parts(where) if not known.intersection(resolved(part, areas)))


def _effects_of_nothing(case: Case) -> Iterator[Oddity]:
    """Name the rules whose effect does nothing with their act; that all may leave, always, is as true as it reads."""
    cells = ("act", "effect", "effect_kind", "effect_value", "who", "mode", "from", "until")
    for row, act, effect, kind, value, who, mode, since, until in rows(case.tables["rules"], *cells):
        says_what_is_so = act == "leave" and not (who or mode) and pd.isna(since) and pd.isna(until)
        if leaves_all(Effect(kind, value)) and kind != "risk":  # that nobody is stopped is as true as it reads
            wrong = f"{quoted(effect)} changes nothing"
            yield Oddity("rules.csv", row, "effect", wrong, "write another number, or delete the row")
        elif does_nothing(act, kind) and not (kind in OF_GATES or says_what_is_so):  # these are faults
            wrong = f"{quoted(effect)} does nothing where act is {act}"
            yield Oddity("rules.csv", row, "effect", wrong, _instead(act, kind))


def _instead(act: str, kind: str) -> str:
    """Say what to write in the place of an effect that does nothing with an act."""
    if act == "leave":
        return "all may leave whom no rule denies it: write deny for those who may not, or act enter to let people in"
    if kind == "allow":
        return "whoever is let in may stay: write act enter to let people in, or stay N days to say for how long"
    return "write act enter, leave or transit, or else effect deny or stay N days"


def _rules_of_no_way(case: Case) -> Iterator[Oddity]:
    """Name the rules of a way of travelling by which no link leads there, and prices where nothing has to be paid.

    That a country is shut by a way of travelling by which none leads there is as true as it reads.
    """
    areas, links, home, onward = areas_of(case.tables["areas"]), _links_of(case), _leads_home(case), _onward(case)
    cells = ("act", "where", "mode", "effect", "effect_kind")
    for row, act, where, mode, effect, kind in rows(case.tables["rules"], *cells):
        if "stay" in (act, kind):
            continue
        # where nobody passes through is told by itself
        nowhere = set(_without(_by(onward, mode), where, areas)) if act == "transit" and kind != "allow" else set[str]()
        for part in (each for each in parts(where) if each not in nowhere):
            found = [link for name in resolved(part, areas) for link in links.get(name, ())]
            by_mode = [price for its_mode, price in found if mode in ("", its_mode)]
            if found and not by_mode and not (kind == "deny" and part in case.ids["country"]):
                wrong = f"no link of {quoted(part)} is travelled by {mode}, so this rule does nothing there"
                yield Oddity("rules.csv", row, "mode", wrong, "write the mode of a link there, or leave it blank")
            elif _only_home(home, act, part, areas):
                continue  # no price is met there, whatever links say
            elif by_mode and kind == "price" and not any(price > 0.0 for price in by_mode):
                wrong = f"{quoted(effect)} does nothing at {quoted(part)}, where no link has a price"
                yield Oddity("rules.csv", row, "effect", wrong, "write price in links.csv, or delete the rule")


def _rules_of_ways_home(case: Case) -> Iterator[Oddity]:
    """Name the delays and prices on nothing but ways home: who goes home is held up by neither, nor chooses by them."""
    rules, areas = case.tables["rules"], areas_of(case.tables["areas"])
    slow, home = rules[rules["effect_kind"].isin(["delay", "price"])], _leads_home(case)
    for row, act, where, effect in rows(slow, "act", "where", "effect"):
        for part in parts(where):
            if _only_home(home, act, part, areas):
                wrong = f"{quoted(effect)} does nothing at {quoted(part)}: who goes home meets no delay and no price"
                yield Oddity("rules.csv", row, "where", wrong, "name the ways that lead abroad, or delete the rule")


def _only_home(home: Mapping[tuple[str, str], set[bool]], act: str, part: str, areas: Areas) -> bool:
    """Whether all links that a rule of an act may mean by part of its `where` lead home."""
    return {leads for name in resolved(part, areas) for leads in home.get((act, name), ())} == {True}


def _leads_home(case: Case) -> Mapping[tuple[str, str], set[bool]]:
    """Return whether links lead home from abroad, of all that a rule of an act (enter, leave) may mean by a name."""
    country, fled = pairs(case.tables["places"], "id", "country"), _fled(case)
    near = pairs(case.tables["gates"], "id", "country_from")
    found = defaultdict[tuple[str, str], set[bool]](set)
    for _, link, gate, start, end in rows(case.ways, "id", "gate", "from", "to"):
        here, there = country.get(start, ""), country.get(end, "")
        for act, place in (("enter", end), ("leave", start)):
            of_country = {country.get(place, "")} - country.keys() if here != there else set[str]()
            for name in {link, place, *of_country}:
                found[act, name].add(here not in fled and there in fled)
            if near.get(gate) == here:
                found[act, gate].add(here not in fled and there in fled)
    return found


def _passings_to_nowhere(case: Case) -> Iterator[Oddity]:
    """Name the rules about passing through where no way leads on to a third country."""
    rules, areas = case.tables["rules"], areas_of(case.tables["areas"])
    passing, onward = rules[(rules["act"] == "transit") & ~rules["effect_kind"].isin(["allow", "stay"])], _onward(case)
    for row, where, mode, effect in rows(passing, "where", "mode", "effect"):
        for part in _without(_by(onward, mode), where, areas):
            way = f"no way by {mode}" if mode else "no way"
            wrong = f"{way} leads on from {quoted(part)} to a third country, so {quoted(effect)} does nothing there"
            right = "write act enter to say who may come, or name where people pass through"
            yield Oddity("rules.csv", row, "where", wrong, right)


def _by(ways: set[tuple[str, str]], mode: str) -> set[str]:
    """Return what may name ways of a mode, of any if it is blank."""
    return {name for name, its_mode in ways if mode in ("", its_mode)}


def _onward(case: Case) -> set[tuple[str, str]]:
    """Return what may name a way on, and its mode: where it begins, between two countries that nobody fled.

    So may the id of any link, and its gate where it leads out over it.
    """
    country, fled = pairs(case.tables["places"], "id", "country"), _fled(case)
    near, found = pairs(case.tables["gates"], "id", "country_from"), set[tuple[str, str]]()
    for _, link, gate, start, end, mode in rows(case.ways, "id", "gate", "from", "to", "mode"):
        here, there = country.get(start, ""), country.get(end, "")
        names = {link}
        if here != there and not fled & {here, there}:
            names |= {start, *({here} - country.keys())}
        if near.get(gate) == here:
            names.add(gate)
        found |= {(name, mode) for name in names}
    return found


def _links_of(case: Case) -> Mapping[str, list[tuple[str, float]]]:
    """Return mode and price of the links that each name may mean: its own, its gate, and its ends and their countries.

    To a country belong those alone that cross its border.
    """
    country = pairs(case.tables["places"], "id", "country")
    found = defaultdict[str, list[tuple[str, float]]](list)
    for _, link, gate, start, end, mode, price in rows(case.ways, "id", "gate", "from", "to", "mode", "price"):
        countries = {country.get(start, ""), country.get(end, "")}
        for name in {link, gate, start, end, *(countries if len(countries) > 1 else ())}:
            found[name].append((mode, price))
    return found


def _rules_of_seats(case: Case) -> Iterator[Oddity]:
    """Name the rules about gates that are passed on seats only, which go by no gate's hours and capacity."""
    seats = _gates_of_seats(case)
    for row, part, effect, kind, gates in _parts_about_gates(case):
        if gates <= seats:
            wrong = f"{quoted(effect)} does nothing at {quoted(part)}, which everybody passes on a seat"
            yield Oddity("rules.csv", row, "where", wrong, _OF_SEATS[kind])


_OF_SEATS = {  # by effect: what to write for seats instead
    "open": "seats go by no gate's hours: write deny for the days on which nobody may travel",
    "capacity": "to change how many travel, write seats_per_day in links.csv, or seat_load in drivers.csv",
}


def _gates_of_seats(case: Case) -> set[str]:
    """Return the gates at which nobody stands in line: links over them have seats, and no ordinary traffic comes."""
    ways, drivers = case.ways, case.tables["drivers"]
    by_line = set(ways.loc[ways["seats_per_day"].isna(), "gate"])
    wheres, areas = drivers.loc[drivers["name"].isin(_traffic()), "where"].unique(), areas_of(case.tables["areas"])
    return set(ways["gate"]) - by_line - {"", *(name for where in wheres for name in resolved(where, areas))}


def _rules_of_no_limit(case: Case) -> Iterator[Oddity]:
    """Name the rules that multiply what is let through where everybody is."""
    gates, seats = case.tables["gates"], _gates_of_seats(case)
    limitless = set(gates.loc[gates[list(LIMITS)].isna().all(axis=1), "id"])
    for row, part, effect, kind, meant in _parts_about_gates(case):
        if kind == "capacity" and meant <= limitless and not meant <= seats:
            wrong = f"{quoted(effect)} does nothing at {quoted(part)}, where no gate has a limit"
            yield Oddity(
                "rules.csv", row, "where", wrong, f"write {', '.join(LIMITS[:-1])} or {LIMITS[-1]} in gates.csv"
            )


def _parts_about_gates(case: Case) -> Iterator[tuple[int, str, str, str, set[str]]]:
    """Yield, of rules about gates, the row, each part of its `where`, the effect, its kind, and the gates meant."""
    rules, areas = rules_of_gates(case), areas_of(case.tables["areas"])
    meant = {act: gates_meant(case, act) for act in rules["act"].unique()}
    for row, act, effect, kind, where in rows(rules, "act", "effect", "effect_kind", "where"):
        for part in parts(where):
            if gates := {gate for name in resolved(part, areas) for gate in meant[act].get(name, ())}:
                yield row, part, effect, kind, gates
