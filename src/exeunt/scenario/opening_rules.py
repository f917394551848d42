"""Rules about gates themselves, when they are open and how much they let through: what such a rule may speak of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import pandas as pd

from exeunt.errors import Fault, quoted
from exeunt.scenario.case import Case
from exeunt.scenario.rows import pairs, rows
from exeunt.scenario.where import areas_of, resolved

OF_GATES: Mapping[
    str, tuple[str, str, str]
] = {  # by effect: what it cannot be said of, people, ways of travelling, acts
    "open": (
        "a gate is open to everybody or to nobody",
        "a gate is open to every way of travelling or to none",
        "when a gate is open",
    ),
    "capacity": (
        "the capacity of a gate changes for everybody",
        "the capacity of a gate changes for every way of travelling",
        "the capacity of a gate",
    ),
}


def opening_faults(case: Case) -> Iterator[Fault]:
    """Report rules of gates about some people only, about something other than passing a gate, or without a gate."""
    if "rules" in case.broken or not case.knows("place", "gate", "area", "link"):
        return
    rules = rules_of_gates(case)
    if rules.empty:
        return
    areas = areas_of(case.tables["areas"])
    known = [case.ids[kind] for kind in ("place", "gate", "country", "link")]
    meant = {act: gates_meant(case, act) for act in rules["act"].unique()}
    for row, rule in rules.iterrows():
        names = [name for name in resolved(str(rule["where"]), areas) if any(name in ids for ids in known)]
        gateless = [name for name in names if name not in meant[rule["act"]]]
        for column, wrong, right in _faults(rule, gateless):
            yield Fault("rules.csv", int(str(row)), column, wrong, right)


def rules_of_gates(case: Case) -> pd.DataFrame:
    """Return the rules about gates themselves."""
    rules = case.tables["rules"]
    return rules[rules["effect_kind"].isin(OF_GATES)]


def _faults(rule: pd.Series[str], gateless: list[str]) -> Iterator[tuple[str, str, str]]:
    of_people, of_modes, what = OF_GATES[rule["effect_kind"]]
    if rule["who"]:
        yield "who", of_people, "leave it blank"
    if rule["mode"]:
        yield "mode", of_modes, "leave it blank"
    if rule["act"] not in ("enter", "leave", ""):
        yield "act", f"{quoted(rule['act'])} cannot be said of {what}", "write enter or leave"
        return
    for name in gateless:
        right = "name a gate, a link or a place with a gate, or a country with gates at its border"
        yield "where", f"no gate is known at {quoted(name)}", right


def gates_meant(case: Case, act: str) -> Mapping[str, set[str]]:
    """Return the gates that are meant by each name: a gate, a link over one, a place or country so entered (or left).

    A country is so only by a link that crosses its border.
    """
    country = pairs(case.tables["places"], "id", "country")
    near, far = ("from", "to") if act == "leave" else ("to", "from")
    meant = defaultdict[str, set[str]](set, {gate: {gate} for gate in case.ids["gate"]})
    for _, gate, link, place, other in rows(case.ways[case.ways["gate"] != ""], "gate", "id", near, far):
        names = {link, place}
        if place in country and country[place] != country.get(other):
            names.add(country[place])
        for name in names:
            meant[name].add(gate)
    return meant
