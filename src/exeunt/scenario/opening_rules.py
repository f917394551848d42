"""Rules that say when gates are open: what such a rule may speak of."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from exeunt.errors import Fault, quoted
from exeunt.scenario.case import Case
from exeunt.scenario.links import directed
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
    for row, rule in rules.iterrows():
        for column, wrong, right in _faults(case, rule, resolved(str(rule["where"]), areas)):
            yield Fault("rules.csv", int(str(row)), column, wrong, right)


def _faults(case: Case, rule: pd.Series[str], names: list[str]) -> Iterator[tuple[str, str, str]]:
    if rule["who"]:
        yield "who", "a gate is open to everybody or to nobody", "leave it blank"
    if rule["mode"]:
        yield "mode", "a gate is open to every way of travelling or to none", "leave it blank"
    if rule["act"] not in ("enter", "leave", ""):
        yield "act", f"{quoted(rule['act'])} cannot be said of when a gate is open", "write enter or leave"
    else:
        known = set().union(*(case.ids[kind] for kind in ("place", "gate", "country", "link")))
        with_gate = _with_gates(case, str(rule["act"]))
        for name in names:
            if name in known and name not in with_gate:
                right = "name a gate, a link with a gate, or a country with gates"
                yield "where", f"no gate is known at {quoted(name)}", right


def _with_gates(case: Case, act: str) -> set[str]:
    """Return the gates, the links over a gate, and the countries that are entered (or left) over one."""
    links = directed(case.tables["links"])
    links = links[links["gate"] != ""]
    country = dict(zip(case.tables["places"]["id"], case.tables["places"]["country"], strict=True))
    near = links["from" if act == "leave" else "to"].map(country).dropna()
    return {*case.ids["gate"], *links["id"], *near}
