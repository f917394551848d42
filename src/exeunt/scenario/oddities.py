"""What is odd in a scenario that can be run: said, but nothing is refused for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from exeunt.errors import Oddity, in_order, quoted
from exeunt.scenario.case import Case
from exeunt.scenario.clocks import Clocks
from exeunt.scenario.codes import is_free, known_codes, nearest
from exeunt.scenario.counts import SAYS, odd_counts, says, told_again
from exeunt.scenario.dead_ends import dead_ends
from exeunt.scenario.idle_rows import idle_rows
from exeunt.scenario.loose_ends import loose_ends
from exeunt.scenario.misplaced import misplaced
from exeunt.scenario.odd_figures import odd_figures
from exeunt.scenario.rows import records, rows
from exeunt.scenario.settings import TICKS, Settings
from exeunt.scenario.tables import columns, vocabulary
from exeunt.scenario.times import written_to_the_minute
from exeunt.scenario.where import areas_of, parts


def oddities(settings: Settings | None, tables: Mapping[str, pd.DataFrame], broken: Iterable[str] = ()) -> list[Oddity]:
    """Return what is odd in the tables that could be read, in their order."""
    case = Case(settings, tables, frozenset(broken))
    found = (
        country_oddities, twice_oddities, short_oddities, late_oddities, repeated_oddities, odd_counts, odd_figures,
        dead_ends, loose_ends, misplaced, idle_rows,
    )  # fmt: skip
    return list(in_order([oddity for of in found for oddity in of(case)]))


def country_oddities(case: Case) -> Iterator[Oddity]:
    """Name the codes that ISO 3166 does not know, each once, unless the scenario has no country of this world."""
    cells = [
        (f"{name}.csv", int(str(row)), column.name, str(code))
        for name, table in case.whole()
        for column in columns(name)
        if column.type == "country"
        for row, code in table[column.name].drop_duplicates().items()
        if code
    ]
    used = {code for *_, code in cells}
    if not used & known_codes().keys():
        return
    told: set[str] = set()
    for file, row, column, code in cells:
        if code in known_codes() or is_free(code) or code in told:
            continue
        told.add(code)
        near = nearest(code, used)
        right = f"did you mean {near} ({known_codes()[near]})?" if near else "write one of ISO 3166-1 alpha-3."
        right += " A country of one's own is called QMA to QZZ or XAA to XZZ"
        yield Oddity(file, row, column, f"{quoted(code)} is the code of no country", right)


def repeated_oddities(case: Case) -> Iterator[Oddity]:
    """Name the figures that say the same of the same as an earlier one under another id: one report, told twice."""
    if "observations" in case.broken:
        return
    table = case.tables["observations"]
    table = table[table["split"] != "check"]
    areas = areas_of(case.tables["areas"]) if "areas" not in case.broken else {}
    told = (says(figure, areas) for figure in records(table[list(SAYS)]))
    for place, first in told_again(zip(table["id"], told, strict=True)):
        row, id_ = int(table.index[place]), table["id"].iloc[place]
        wrong = f"{quoted(id_)} says the same of the same as {quoted(first)}, and is learned from once"
        yield Oddity("observations.csv", row, "id", wrong, "leave one of them out, or let one be `check`")


def twice_oddities(case: Case) -> Iterator[Oddity]:
    """Name the ids that one cell names twice: they count once, and one of them may be a slip for another."""
    for name, table in case.whole():
        for column in columns(name):
            for row, where in rows(table, column.name) if column.type in ("where", "members") else ():
                named = parts(where)
                for id_ in sorted({each for each in named if named.count(each) > 1}):
                    wrong = f"{quoted(id_)} is named twice, and counts once"
                    yield Oddity(f"{name}.csv", row, column.name, wrong, "write which other is meant, or leave one out")


def short_oddities(case: Case) -> Iterator[Oddity]:
    """Name the rules and levels that last less than a tick: they act for a whole one, or never."""
    for name, table, settings in _dated(case):
        tick, first_day = settings.tick_hours, pd.Timestamp(settings.first_day)
        hours: pd.Series[float] = (table["until"] - table["from"]).dt.total_seconds() / 3600.0
        short = table[(hours > 0) & (hours < tick) & (table["until"] > first_day)]
        clocks = Clocks(case.tables) if len(short) else None
        for row, cells in zip(short.index, records(short), strict=True):
            assert clocks is not None
            since, lasts = (cells["from"] - first_day) / pd.Timedelta(hours=1), float(str(hours.at[row]))
            starts = {(since - ahead) % tick for ahead in _read_by(clocks, cells, name)}
            acts = {start == 0 or start + lasts > tick for start in starts}
            wrong = f"lasts {_hours(lasts)}, and no tick of {tick} h begins in it: it never acts"
            if acts == {True}:
                wrong = f"lasts {_hours(lasts)}, but acts for a whole tick of {tick} h"
            elif len(acts) > 1:
                wrong += " at some of the clocks it is read by, and for a whole tick at others"
            yield Oddity(f"{name}.csv", int(row), "until", wrong, _tick_that_would_do(lasts))


def late_oddities(case: Case) -> Iterator[Oddity]:
    """Name the rules and levels that end in the first minute of a tick: they act for all of it."""
    for name, table, settings in _dated(case):
        tick, first_day = settings.tick_hours, pd.Timestamp(settings.first_day)
        after = first_day + pd.Timedelta(days=settings.days)
        lasts = table["until"] - table["from"].fillna(first_day)
        timed = table[(table["until"].dt.minute % 15 == 1) & (lasts >= pd.Timedelta(hours=tick))]
        clocks = Clocks(case.tables) if len(timed) else None
        for row, cells in zip(timed.index, records(timed), strict=True):
            assert clocks is not None
            minute = cells["until"] - pd.Timedelta(minutes=1)
            begun = (minute - first_day) / pd.Timedelta(hours=1)
            starts = {(begun - ahead) % tick for ahead in _read_by(clocks, cells, name)}
            if first_day <= minute < after and 0 in starts:
                last, before = (written_to_the_minute(each) for each in (minute, minute - pd.Timedelta(minutes=1)))
                wrong = f"{last} is its last minute, and it acts for the {tick} h that begin then"
                yield Oddity(f"{name}.csv", int(row), "until", wrong, f"write {before} if it is over by then")


def _dated(case: Case) -> Iterator[tuple[str, pd.DataFrame, Settings]]:
    """Give the rules and the drivers that are levels, with the settings, where these can be read."""
    if not case.settings or not case.knows("place", "gate", "link", "area"):
        return
    levels = [term.name for term in vocabulary("drivers").values() if term.is_level]
    if "rules" not in case.broken:
        yield "rules", case.tables["rules"], case.settings
    if "drivers" not in case.broken:
        yield "drivers", case.tables["drivers"][case.tables["drivers"]["name"].isin(levels)], case.settings


def _tick_that_would_do(lasts: float) -> str:
    """Say which is the longest tick that fits in so many hours, and so begins in any period of that length."""
    if lasts < 1:
        return "let it last an hour at least, with tick_hours = 1 in scenario.toml"
    return f"write tick_hours = {max(tick for tick in TICKS if tick <= lasts)} in scenario.toml"


def _hours(hours: float) -> str:
    return f"{hours:.1f}".removesuffix(".0") + " h" if hours >= 1 else f"{60 * hours:.0f} min"


def _read_by(clocks: Clocks, row: Mapping[str, Any], name: str) -> set[float]:
    """Return the clocks that a rule or level is read by; all there are if it acts on nothing."""
    where = str(row["where"])
    if name == "drivers":
        is_of_seats = "link" in vocabulary("drivers")[str(row["name"])].where
        found = clocks.of_seats(where) if is_of_seats else clocks.of_places(where)
    elif "stay" in (row["act"], row["effect_kind"]):
        found = clocks.of_places(where)
    else:
        found = clocks.of_border(where, str(row["act"]), str(row["effect_kind"]))
    return found or clocks.of_places("")
