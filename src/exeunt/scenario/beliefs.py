"""What was believed before something was learned: rows of a table with `known_until`, beside the rows of today.

A row with `known_until` is left out of the plain world. It stands in for the row of today with the same key in a world
as it was known on an earlier day (see `knowledge.py`); where several do, the first that was to end counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from exeunt.errors import Fault
from exeunt.scenario.rows import pairs, rows

Tables = Mapping[str, pd.DataFrame]

UNTIL = "known_until"

# What tells the rows of a table apart; of drivers there may be many, that add up.
KEYS: Mapping[str, tuple[str, ...]] = {
    "places": ("id",),
    "gates": ("id",),
    "areas": ("id",),
    "links": ("id",),
    "traits": ("trait", "value", "place", "given"),
    "rules": ("id",),
    "parameters": ("name",),
}


def today(tables: Tables) -> dict[str, pd.DataFrame]:
    """Return the tables as they are known today."""
    return {name: table[table[UNTIL].isna()] if _has_earlier(table) else table for name, table in tables.items()}


def earlier(tables: Tables) -> dict[str, pd.DataFrame]:
    """Return the rows that were believed earlier, of the tables that have some."""
    return {name: table[table[UNTIL].notna()] for name, table in tables.items() if _has_earlier(table)}


def together(tables: Tables, before: Tables) -> dict[str, pd.DataFrame]:
    """Return tables as their files have them: those of today with the rows believed before, in the order of lines."""
    joined = {name: pd.concat([tables[name], rows]).sort_index() for name, rows in before.items()}
    return {**tables, **joined}


def replaced(name: str, now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of now, but for those that rows believed before stand in for; these as if they were of today."""
    if before.empty:
        return now
    first = before.sort_values(UNTIL, kind="stable")
    if name in KEYS:
        key = list(KEYS[name])
        first = first[~first.duplicated(key)]
        now = now[~pd.MultiIndex.from_frame(now[key]).isin(pd.MultiIndex.from_frame(first[key]))]
    first = first.assign(**{UNTIL: pd.Series(pd.NaT, index=first.index, dtype="datetime64[s]")})
    return pd.concat([now, first]).sort_index() if len(now) else first.sort_index()


def layers(tables: Tables) -> Iterator[dict[str, pd.DataFrame]]:
    """Give tables in which each row believed earlier stands once in the place of that of today, to be checked so."""
    now, before = today(tables), earlier(tables)
    depth = {name: _depth(name, table) for name, table in before.items()}
    for layer in range(max((int(each.max()) + 1 for each in depth.values()), default=0)):
        swapped = {name: replaced(name, now[name], table[depth[name] == layer]) for name, table in before.items()}
        yield {**now, **swapped}


def belief_faults(tables: Tables) -> Iterator[Fault]:
    """Report rows that could never be believed, and two of which nobody could say which was."""
    claims = tables["claims"].drop_duplicates("id")
    dates = pairs(claims, "id", "date")
    for name, table in earlier(tables).items():
        for row, claim, until in rows(table, "claim", UNTIL):
            if claim in dates and dates[claim] >= until:
                wrong = f"the row is believed before {until:%Y-%m-%d}, but its claim is of {dates[claim]:%Y-%m-%d}"
                yield Fault(f"{name}.csv", int(row), UNTIL, wrong, "write a later day, or name an earlier claim")
        key = list(KEYS.get(name, ()))
        for row in table.index[table.duplicated([*key, UNTIL])] if key else ():
            wrong = "another row with this day speaks of the same"
            yield Fault(f"{name}.csv", int(row), UNTIL, wrong, "write another day, or delete one of the two rows")


def _has_earlier(table: pd.DataFrame) -> bool:
    return UNTIL in table and bool(table[UNTIL].notna().any())


def _depth(name: str, before: pd.DataFrame) -> pd.Series[int]:
    """Return for each row how many rows before it in the table stand for the same."""
    if name not in KEYS:
        return pd.Series(0, index=before.index)
    return before.groupby(list(KEYS[name])).cumcount()
