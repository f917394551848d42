"""What is odd in a scenario that can be run: said, but nothing is refused for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from exeunt.errors import Oddity, in_order, quoted
from exeunt.scenario.case import Case
from exeunt.scenario.codes import is_free, known_codes, nearest
from exeunt.scenario.links import directed
from exeunt.scenario.settings import TICKS, Settings
from exeunt.scenario.tables import columns
from exeunt.scenario.where import areas_of, resolved

# Drivers that are no number a day: they hold for whole ticks, as rules do.
LEVELS = ("threat", "rumour", "pull", "seat_load", "seat_load_others")


def oddities(settings: Settings | None, tables: Mapping[str, pd.DataFrame], broken: Iterable[str] = ()) -> list[Oddity]:
    """Return what is odd in the tables that could be read, in their order."""
    case = Case(settings, tables, frozenset(broken))
    return list(in_order([*country_oddities(case), *short_oddities(case)]))


def country_oddities(case: Case) -> Iterator[Oddity]:
    """Name the codes that ISO 3166 does not know, each once, unless the scenario has no country of this world."""
    cells = [
        (f"{name}.csv", int(str(row)), column.name, str(code))
        for name, table in case.whole()
        for column in columns(name)
        if column.type == "country"
        for row, code in table[column.name].items()
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
        right = f"did you mean {near} ({known_codes()[near]})?" if near else "write one of ISO 3166-1 alpha-3"
        right += " A country of one's own is called QMA to QZZ or XAA to XZZ"
        yield Oddity(file, row, column, f"{quoted(code)} is the code of no country", right)


def short_oddities(case: Case) -> Iterator[Oddity]:
    """Name the rules and levels that last less than a tick: they act for a whole one, or never."""
    if not case.settings or not case.knows("place", "gate", "link", "area"):
        return
    tick, first_day = case.settings.tick_hours, pd.Timestamp(case.settings.first_day)
    for name in ("rules", "drivers"):
        if name in case.broken:
            continue
        table = case.tables[name]
        hours: pd.Series[float] = (table["until"] - table["from"]).dt.total_seconds() / 3600.0
        short = table[(hours > 0) & (hours < tick) & (table["until"] > first_day)]
        if name == "drivers":
            short = short[short["name"].isin(LEVELS)]
        offsets = _Offsets(case) if len(short) else None
        for row, begins, where, lasts in short[["from", "where"]].assign(hours=hours[short.index]).itertuples():
            assert offsets is not None
            since = (begins - first_day) / pd.Timedelta(hours=1)
            acts = {
                (since - offset) % tick == 0 or (since - offset) % tick + lasts > tick for offset in offsets.of(where)
            }
            wrong = f"lasts {_hours(lasts)}, and no tick of {tick} h begins in it: it never acts"
            if acts == {True}:
                wrong = f"lasts {_hours(lasts)}, but acts for a whole tick of {tick} h"
            elif len(acts) > 1:
                wrong += " at some of the clocks it is read by, and for a whole tick at others"
            yield Oddity(f"{name}.csv", int(row), "until", wrong, _tick_that_would_do(lasts))


def _tick_that_would_do(lasts: float) -> str:
    """Say which is the longest tick that fits in so many hours, and so begins in any period of that length."""
    if lasts < 1:
        return "let it last an hour at least, with tick_hours = 1 in scenario.toml"
    return f"write tick_hours = {max(tick for tick in TICKS if tick <= lasts)} in scenario.toml"


def _hours(hours: float) -> str:
    return f"{hours:.3g} h" if hours >= 1 else f"{60 * hours:.0f} min"


class _Offsets:
    """The clocks by which a row may be read: hours ahead of UTC of what its `where` names."""

    def __init__(self, case: Case) -> None:
        tables = case.tables
        places = tables["places"].drop_duplicates("id").set_index("id")
        at_place = {str(id_): float(str(hours)) for id_, hours in places["utc_offset"].items()}
        self.areas = areas_of(tables["areas"])
        self.found: dict[str, set[float]] = {}
        self._note(((str(id_), str(c)), at_place[str(id_)]) for id_, c in places["country"].items())
        at_gate: dict[str, float] = {}
        for _, link in tables["links"].iterrows():
            if link["gate"] and link["from"] in at_place:
                at_gate.setdefault(str(link["gate"]), at_place[str(link["from"])])
        for _, gate in tables["gates"].iterrows():
            if gate["utc_offset"] == gate["utc_offset"]:
                at_gate[str(gate["id"])] = float(gate["utc_offset"])
            ends = (str(gate["id"]), str(gate["country_from"]), str(gate["country_to"]))
            self._note([(ends, at_gate[str(gate["id"])])] if gate["id"] in at_gate else [])
        ways = directed(tables["links"])
        for id_, gate, towards in zip(ways["id"], ways["gate"], tables["links"]["to"].loc[ways.index], strict=True):
            self._note([((str(id_),), at_gate.get(str(gate), at_place.get(str(towards), 0.0)))])

    def _note(self, pairs: Iterable[tuple[tuple[str, ...], float]]) -> None:
        for names, offset in pairs:
            for name in names:
                self.found.setdefault(name, set()).add(offset)

    def of(self, where: str) -> set[float]:
        """Return the clocks of a `where`; all there are where it is blank."""
        return {
            offset for name in resolved(str(where), self.areas) for offset in self.found.get(name, ())
        } or set().union(*self.found.values())
