"""Rules about gates themselves, when they are open and how much they let through: what such a rule may speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from exeunt.errors import Fault, quoted
from exeunt.scenario.case import Case
from exeunt.scenario.rows import pairs
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
    rules = case.tables["rules"]
    rules = rules[rules["effect_kind"].isin(OF_GATES)]
    if rules.empty:
        return
    areas = areas_of(case.tables["areas"])
    known = [case.ids[kind] for kind in ("place", "gate", "country", "link")]
    with_gates = {act: _with_gates(case, act) for act in rules["act"].unique()}
    for row, rule in rules.iterrows():
        names = [name for name in resolved(str(rule["where"]), areas) if any(name in ids for ids in known)]
        gateless = [name for name in names if name not in with_gates[rule["act"]]]
        for column, wrong, right in _faults(rule, gateless):
            yield Fault("rules.csv", int(str(row)), column, wrong, right)


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


def _with_gates(case: Case, act: str) -> set[str]:
    """Return the gates, the links over one, and the places and countries that are entered (or left) over one.

    A country is so only by a link that crosses its border.
    """
    links = case.ways[case.ways["gate"] != ""]
    country = pairs(case.tables["places"], "id", "country")
    crossing = links[links["from"].map(country) != links["to"].map(country)]
    near = "from" if act == "leave" else "to"
    return {*case.ids["gate"], *links["id"], *links[near], *crossing[near].map(country).dropna()}
