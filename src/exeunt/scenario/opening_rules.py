"""Rules that say when gates are open: what such a rule may speak of."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from exeunt.errors import Fault, quoted
from exeunt.scenario.case import Case
from exeunt.scenario.rows import pairs
from exeunt.scenario.where import areas_of, resolved


def opening_faults(case: Case) -> Iterator[Fault]:
    """Report opening rules about some people only, about something other than passing a gate, or without a gate."""
    if "rules" in case.broken or not case.knows("place", "gate", "area", "link"):
        return
    rules = case.tables["rules"]
    rules = rules[rules["effect_kind"] == "open"]
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
    if rule["who"]:
        yield "who", "a gate is open to everybody or to nobody", "leave it blank"
    if rule["mode"]:
        yield "mode", "a gate is open to every way of travelling or to none", "leave it blank"
    if rule["act"] not in ("enter", "leave", ""):
        yield "act", f"{quoted(rule['act'])} cannot be said of when a gate is open", "write enter or leave"
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
