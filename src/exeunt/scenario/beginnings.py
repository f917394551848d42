"""Rules that are known to begin, but not on which day: between `from` and `from_latest`, on each day as likely."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd

from exeunt.errors import Fault, quoted
from exeunt.scenario.case import Case
from exeunt.scenario.opening_rules import OF_GATES
from exeunt.scenario.rows import records, rows

LATEST = "from_latest"
MOST = 3  # rules of a world may be uncertain: the engine lays out each state of all of them
_CERTAIN = (*OF_GATES, "quota")  # effects whose times are laid out once for all members


def uncertain(rules: pd.DataFrame) -> pd.DataFrame:
    """Return the rules whose first day is not known."""
    return rules[rules[LATEST].notna()]


def first_days(rule: Mapping[str, Any]) -> list[pd.Timestamp]:
    """Return when an uncertain rule may begin, the earliest first."""
    return list(pd.date_range(rule["from"], rule[LATEST], freq="D"))


def at_the_latest(rules: pd.DataFrame) -> pd.DataFrame:
    """Return rules as if each began on the last day on which it may: from then on it surely is in force."""
    waited = rules[LATEST].notna()
    last = [first_days(row)[-1] for row in records(rules[waited])]
    begins = rules["from"].copy()
    begins[waited] = last
    return rules.assign(**{"from": begins, LATEST: rules[LATEST].mask(waited)})


def still_to_begin(rules: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return rules as they are known by the end of a day: what had not begun by then can only begin later.

    Where the last day it was expected on has passed, nothing is expected any more.
    """
    waited = rules[LATEST].notna()
    if not waited.any():
        return rules
    tomorrow = pd.Timestamp(day) + pd.Timedelta(days=1)
    kept = rules[~waited | (rules[LATEST] >= tomorrow)]
    late = kept[LATEST].notna() & (kept["from"] < tomorrow)
    return kept.assign(**{"from": kept["from"].mask(late, tomorrow).astype(rules["from"].dtype)})


def beginning_faults(case: Case) -> Iterator[Fault]:
    """Report last days of beginning without a first one, before it or after the rule's end, and too many of them."""
    if "rules" in case.broken:
        return
    table = uncertain(case.tables["rules"])
    for row, begins, latest, until, kind in rows(table, "from", LATEST, "until", "effect_kind"):
        if pd.isna(begins):
            right = f"write the first day it may begin, or leave {LATEST} blank"
            yield Fault("rules.csv", row, "from", "is blank", right)
        elif latest < begins:
            yield Fault("rules.csv", row, LATEST, "lies before `from`", "write the later of the two here")
        elif pd.notna(until) and until <= latest:
            wrong = f"the rule may end before it begins, on {latest:%Y-%m-%d}"
            yield Fault("rules.csv", row, "until", wrong, "put a later date here")
        if kind in _CERTAIN:
            wrong = f"when {quoted(kind)} begins must be known"
            yield Fault("rules.csv", row, LATEST, wrong, "leave it blank")
    for row in table.index[MOST:]:
        wrong = f"the day on which it begins is uncertain, as that of {MOST} other rules"
        yield Fault("rules.csv", int(row), LATEST, wrong, f"leave it blank for all rules but {MOST}")
