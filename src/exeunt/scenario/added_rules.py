"""Rules that are added to a scenario, from a file or from Python, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from exeunt.asked import text
from exeunt.errors import Fault, ScenarioError, quoted
from exeunt.scenario import tables as schema
from exeunt.scenario.additions import Addition
from exeunt.scenario.beginnings import LATEST
from exeunt.scenario.beliefs import UNTIL
from exeunt.scenario.columns import typed
from exeunt.scenario.csvfile import read_table
from exeunt.scenario.textfile import ABSENT, UnreadableError
from exeunt.scenario.times import written

if TYPE_CHECKING:
    from exeunt.scenario.settings import Settings
    from exeunt.scenario.times import Moment


def read_rules(path: Path) -> tuple[pd.DataFrame, list[Fault]]:
    """Read a file with the columns of `rules.csv` as text, with its faults."""
    try:
        return read_table(path, path.resolve().parent, "rules", missing=ABSENT)
    except UnreadableError as error:
        raise ScenarioError(error.faults) from error


def row_of_rule(
    taken: pd.Series[str],
    *,
    where: str,
    act: str,
    effect: str,
    who: str | None,
    since: Moment | None,
    until: Moment | None,
    mode: str | None,
    id: str | None,
    announced: Moment | None,
    claim: str | None,
    latest: Moment | None,
) -> pd.DataFrame:
    """Return a rule as a row of text, as it would stand in a file (see `World.with_rule`); `taken` are ids of others.

    Raises
    ------
    InputError
        If what is to be text is none, or a time is none or has a time zone.

    """
    others = set(taken)
    free = (name for number in range(1, len(others) + 2) if (name := f"added-{number}") not in others)
    rule = {
        "id": next(free) if id is None else text(id, "the name of a rule"),
        "from": written(since),
        "until": written(until),
        "who": _text_or_blank(who, "the condition of a rule"),
        "act": text(act, "the act of a rule"),
        "where": text(where, "where a rule holds"),
        "mode": _text_or_blank(mode, "the mode of a rule"),
        "effect": text(effect, "the effect of a rule"),
        "announced": written(announced),
        "claim": _text_or_blank(claim, "the claim of a rule"),
        LATEST: written(latest),
    }
    return pd.DataFrame([rule], index=pd.Index([1]), dtype="str")


def _text_or_blank(given: str | None, what: str) -> str:
    return "" if given is None else text(given, what)


def rules_beside(
    settings: Settings,
    tables: Mapping[str, pd.DataFrame],
    all_rules: pd.DataFrame,
    given: pd.DataFrame,
    *,
    file: str,
    faults: list[Fault],
) -> tuple[pd.DataFrame, frozenset[str]]:
    """Return the rules among a scenario's tables with those `given` as text at their end, and the ids of these.

    They are numbered after `all_rules`, those that were believed earlier included.

    Raises
    ------
    ScenarioError
        With the faults found before, and every fault of the rows that are added, by the file they come from.

    """
    rows, cell_faults = typed("rules", given, file=file)
    cell_faults += [
        Fault(file, int(row), UNTIL, "an added rule is known today", "leave it blank, and call `as_of` before")
        for row in rows.index[rows[UNTIL].notna()]
    ]
    known = [column.name for column in schema.columns("rules")] + ["effect_kind", "effect_value"]
    addition = Addition.after("rules", all_rules, rows[known])
    rules = addition.beside(tables["rules"])
    again = rules["id"].duplicated() & rules.index.isin(list(addition.line))
    found = faults + cell_faults
    told = {(fault.row, fault.column) for fault in found}
    found += [
        Fault(file, addition.line[row], "id", f"{quoted(id_)} is already the id of a rule", "give it another")
        for row, id_ in zip(rules.index[again], rules["id"][again], strict=True)
        if (addition.line[row], "id") not in told
    ]
    others = addition.faults(settings, {**tables, "rules": rules}, file)
    found += [fault for fault in others if (fault.row, fault.column) not in told]
    if found:
        raise ScenarioError(found)
    return rules, frozenset(rows["id"])
