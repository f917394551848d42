"""A scenario as it was known by the end of a day: nothing in it was published, announced or claimed later.

Rows go by the date of their claim, whatever its stance; a row without a claim, or whose claim has no date, was always
known. Rules go by the day they were announced, else by their claim, else by the day they begin; figures by the day they
were published. Where something was believed then that is known better today, that stands in (see `beliefs.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date

import pandas as pd

from exeunt.errors import Fault, InputError, ScenarioError, quoted
from exeunt.scenario.beginnings import still_to_begin
from exeunt.scenario.beliefs import KEYS, UNTIL, Tables, replaced
from exeunt.scenario.counts import DAY, known_by
from exeunt.scenario.examine import examine
from exeunt.scenario.people import People
from exeunt.scenario.rows import pairs, rows
from exeunt.scenario.settings import MOST_DAYS, Settings

Dates = Mapping[str, pd.Timestamp]

# Without a row of these there is something else that makes no sense: they are replaced, never left out.
_NEEDED: Mapping[str, str] = {
    "places": "place",
    "gates": "gate",
    "areas": "area",
    "links": "link",
    "traits": "share of a trait",
}


def known_scenario(
    settings: Settings,
    tables: Tables,
    before: Tables,
    day: date,
    *,
    supposed: Collection[str],
    chosen: Mapping[str, str],
) -> tuple[Settings, dict[str, pd.DataFrame], People]:
    """Return what a scenario was known to be by the end of a day: settings, tables and people; see `known_tables`.

    `chosen` are the claims that are believed, by what they are about.

    Raises
    ------
    InputError
        If a claim is believed that nobody had made.
    ScenarioError
        If something needed was not known then, or what was known does not make a scenario.

    """
    known, faults = known_tables(tables, before, day, supposed=supposed)
    said = set(known["claims"]["id"])
    if unsaid := [f"{claim} about {quantity}" for quantity, claim in chosen.items() if claim not in said]:
        raise InputError(f"Nobody had said {' and '.join(unsaid)} by {day}; choose what was said by then")
    then = known_settings(settings, known["claims"])
    whole = replace(then, days=MOST_DAYS)  # a world may be cut short: what begins later is no fault
    people, found = examine(whole, known) if not faults else (None, ())
    if faults or found or people is None:
        raise ScenarioError([*faults, *found])
    return then, known, people


def known_tables(
    tables: Tables, before: Tables, day: date, *, supposed: Collection[str] = ()
) -> tuple[dict[str, pd.DataFrame], list[Fault]]:
    """Return tables as they were known by the end of a day, and what is missing there.

    Parameters
    ----------
    tables
        The tables of today.
    before
        The rows with `known_until`, of the tables that have some.
    day
        The last day whose news is known.
    supposed
        The ids of rules that are kept whenever anybody heard of them.

    """
    claims = tables["claims"]
    dates = pairs(claims, "id", "date")
    known: dict[str, pd.DataFrame] = {"claims": claims[~_is_later(claims["date"], day)]}
    faults: list[Fault] = []
    for name, table in tables.items():
        if name == "claims":
            continue
        kept = table["id"].isin(list(supposed)) if name == "rules" else False
        now = table[_is_known(name, table, dates, day) | kept]
        old = before.get(name, table.iloc[:0])
        if len(old):
            in_force = (old[UNTIL] > pd.Timestamp(day)) & _is_known(name, old, dates, day)
            now = replaced(name, now, old[in_force])
        faults += _missing(name, table, now, dates)
        known[name] = now
    known["rules"] = still_to_begin(known["rules"], day)
    said = set(known["claims"]["id"])
    return {name: _without_claims_unsaid(known[name], said) for name in tables}, faults


def known_settings(settings: Settings, claims: pd.DataFrame) -> Settings:
    """Return settings that read only these claims: what the others weighed falls to those that are known."""
    known = set(claims["id"])
    readings = {}
    for quantity, weights in settings.readings.items():
        kept = {claim: weight for claim, weight in weights.items() if claim in known}
        whole = sum(kept.values())
        if len(kept) == len(weights):
            readings[quantity] = weights
        elif whole > 0:
            readings[quantity] = {claim: round(weight / whole, 12) for claim, weight in kept.items()}
    return replace(settings, readings=readings)


def _is_known(name: str, table: pd.DataFrame, dates: Dates, day: date) -> pd.Series[bool]:
    """Say of each row whether it was known by the end of a day."""
    said = [dates.get(claim, pd.NaT) for claim in table["claim"].tolist()]
    claimed = pd.Series(said, index=table.index, dtype="datetime64[s]")
    if name == "rules":
        return ~_is_later(table["announced"].fillna(claimed).fillna(table["from"]), day)
    if name == "observations":
        return known_by(table, pd.Timestamp(day) + DAY)
    return ~_is_later(claimed, day)


def _is_later(moments: pd.Series[pd.Timestamp], day: date) -> pd.Series[bool]:
    return moments >= pd.Timestamp(day) + DAY


def _missing(name: str, table: pd.DataFrame, known: pd.DataFrame, dates: Dates) -> Iterator[Fault]:
    """Name what nobody knew of, where something else needs it."""
    if name not in _NEEDED or len(known) == len(table):
        return
    key = list(KEYS[name])
    there = set(known[key].itertuples(index=False, name=None))
    unknown: dict[str, list[tuple[int, str]]] = {}
    for row, claim, *cells in rows(table, "claim", *key):
        if tuple(cells) not in there:
            unknown.setdefault(claim, []).append((int(row), " ".join(cell for cell in cells if cell)))
    for claim, ((row, called), *others) in unknown.items():
        more = f" and {len(others)} more rows of that claim are" if others else " is"
        wrong = f"{_NEEDED[name]} {quoted(called)}{more} known only from {dates[claim]:%Y-%m-%d} on"
        yield Fault(f"{name}.csv", row, "claim", wrong, f"give a row with {UNTIL} for those who know less")


def _without_claims_unsaid(table: pd.DataFrame, said: set[str]) -> pd.DataFrame:
    """Leave the source of a row blank if it says so only later, as of a rule announced before it was put in force."""
    if "claim" not in table:
        return table
    unsaid = ~table["claim"].isin(said) & (table["claim"] != "")
    return table.assign(claim=table["claim"].mask(unsaid, "")) if unsaid.any() else table
