"""Paired differences of two runs: the same members, the same luck, another world."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from exeunt.asked import table_of
from exeunt.errors import InputError, Option, Part, quoted
from exeunt.outcome.bands import bands, whole
from exeunt.outcome.chance import FEWEST, beyond_chance
from exeunt.outcome.layout import BY_NAME, Variable
from exeunt.outcome.measures import Numbers
from exeunt.outcome.period import over_period
from exeunt.outcome.stretch import written
from exeunt.outcome.targets import from_table
from exeunt.outcome.unlike import of_scenarios
from exeunt.scenario.finding import find_country, find_gate, find_place
from exeunt.scenario.spelling import suggestion
from exeunt.wording import decimals, joined

if TYPE_CHECKING:
    from exeunt.outcome.run import Run

ALL = "all"  # the kind and the id of a sum over all countries or places
ADDED_UP = ("departures", "arrivals", "drafted", "returned")
COMPARED = {
    "country": ("arrivals", "country_crossings_in", "country_crossings_out"),
    "gate": ("crossings_in", "crossings_out", "queue_people", "queue_vehicles", "queue_km", "wait_hours"),
    "place": ("departures", "stock", "drafted", "returned"),
}
BY_ITSELF = (ALL, "country", "gate")  # the kinds of a table for which nothing is named
ALL_COMPARED = tuple(dict.fromkeys([*ADDED_UP, *chain(*COMPARED.values())]))
COLUMNS = (
    "kind", "id", "name", "variable", "over_time", "unit", "before", "after", "difference", "q05", "q95", "clear",
)  # fmt: skip
MOVED = ["difference", "q05", "q95"]
DAY_COLUMNS = ("kind", "id", "name", "variable", "day", "unit", "before", "after", "difference", "q05", "q95")


@dataclass(frozen=True)
class _Block:
    """One variable at spots of one kind in both runs, as (member, day, spot)."""

    kind: str
    ids: list[str]
    variable: Variable
    before: Numbers
    after: Numbers


def compare(
    before: Run,
    after: Run,
    *,
    by: Literal["day"] | None = None,
    country: Sequence[str] = (),
    gate: Sequence[str] = (),
    place: Sequence[str] = (),
    variables: Sequence[str] = (),
) -> pd.DataFrame:
    """Return what changes from one run to another, `after` less `before`.

    Flows are added up over the period, lines and waits taken at their highest day, people present at its end. With
    `by="day"` there is a row for each day instead. `difference`, `q05` and `q95` are the median and the 90 % band of
    the differences member by member, which share their luck; the difference of the medians may be another number.
    `clear` says whether it is more than chance, over all countries, gates or places of the variable together (see
    `chance.beyond_chance`), None where the members that say anything of it are too few to tell.

    Without `country`, `gate` and `place` the table has what all come to (kind `all`: departures, arrivals abroad,
    called up, returned), each country and each gate; with them, only those that are named. With `variables`, only
    these are looked at, each where there is such a variable. Countries, gates and places that only one of the runs has
    are left out.

    Raises
    ------
    InputError
        If the members of the runs do not pair, if something named is in neither of the runs or only in one, if `by`
        is none that there is, or if nothing that the table is of has one of the `variables`.

    """
    named = [kind for kind, ids in (("country", country), ("gate", gate), ("place", place)) if ids]
    _require_known(by, variables, named or BY_ITSELF)
    require_pairs(before, after)
    wanted = set(variables or ALL_COMPARED)
    blocks = _named(before, after, wanted, country, gate, place) if named else _everything(before, after, wanted)
    if by == "day":
        days = written(before)
        rows, columns = [row for block in blocks for row in _daily(block, days)], list(DAY_COLUMNS)
    else:
        rows, columns = [row for block in blocks for row in _in_all(block)], list(COLUMNS)
    names = before.world.names
    return pd.DataFrame([{**row, "name": names.of(row["kind"], row["id"])} for row in rows], columns=columns)


def moved(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a comparison in which anything changed in any of the middle members.

    Less than the half of what its unit is told in is no change: half a person, three minutes, fifty metres.

    Raises
    ------
    InputError
        If it is no such table.

    """
    changes = table_of(table, [*MOVED, "unit"], "compare")[MOVED].fillna(0.0)  # of a single member there are no ends
    least = [0.5 * 10.0 ** -decimals(unit) for unit in table["unit"]]
    return table[changes.abs().ge(least, axis=0).any(axis=1)].dropna(subset=["difference"])


def require_pairs(before: Run, after: Run) -> None:
    """Refuse two runs whose members do not share their constants and their luck, day by day.

    Raises
    ------
    InputError
        If they differ in seed, number of members, `by_origin`, `mean`, period or what members learned; it says first
        if they are of different scenarios, which no option makes alike.

    """
    different = of_scenarios(before, after)
    again = "run one again like the other" + (", if one is a changed copy of the other" if different else "")
    if why := _why_no_pairs(before, after, again):
        raise InputError(f"{different} " if different else "", *why)


def _why_no_pairs(before: Run, after: Run, again: str) -> tuple[Part, ...]:
    """Say in what two runs differ so that their members do not pair, and what to do; nothing if they do."""
    if bool(before.manifest["mean"]) != bool(after.manifest["mean"]):
        return (
            "One of the two runs is a mean run (", Option("mean", True), ") and the other has members, so they do not "
            f"pair; {again}.",
        )  # fmt: skip
    asked: tuple[tuple[str, tuple[Part, ...]], ...] = (
        ("seed", ("seeds",)),
        ("members", ("numbers of members",)),
        ("by_origin", ("ways to keep regions apart (", Option("by_origin", True), ")")),
        ("period", ("periods",)),
    )
    for key, what in asked:
        ours, theirs = (run.manifest.get(key, False) for run in (before, after))
        if ours != theirs:
            return (
                "The two runs have different ",
                *what,
                f" ({_say(ours)} and {_say(theirs)}), so their members do not pair; {again}.",
            )
    ours, theirs = _learned(before), _learned(after)
    if ours != theirs:
        learned, other = (run.learned_in_words or "drawn from the priors" for run in (before, after))
        return (
            f"The members of the two runs differ in what they learned ({learned}, and {other}), so they do not pair; "
            f"{again}, with the same ", Option("posterior"), " or with ", Option("prior", True),
            ", and with none or the same figures taken in, each as it is in the other.",
        )  # fmt: skip
    return ()


def _learned(run: Run) -> tuple[str | None, list[list[object]]]:
    """Return what members took that was learned, and what the figures say that moved them afterwards, time by time.

    By its name alone a figure is none that both took: it may have been corrected in one of them.
    """
    told = {each.id: (*each.told, each.published) for each in from_table(run.world.observations)} if run.takings else {}
    return run.manifest.get("posterior", {}).get("hash"), [[told.get(id_, id_) for id_ in one] for one in run.takings]


def shared(before: Run, after: Run, kind: str) -> list[str]:
    """Return the ids of a kind that both runs have, in the order of the first."""
    theirs = set(after.variables.indexes[kind])
    return [str(id_) for id_ in before.variables.indexes[kind] if id_ in theirs]


def values(run: Run, name: str, kind: str, ids: list[str]) -> Numbers:
    """Return a daily variable as (member, day, id)."""
    chosen = run.variables[name].sel({kind: ids}).transpose("member", "time", kind)
    return np.asarray(chosen.values, dtype=np.float64)


def _require_known(by: str | None, variables: Sequence[str], kinds: Sequence[str]) -> None:
    """Refuse a step or a variable that `kinds` have none of, which would else give another table than was asked for."""
    if by not in (None, "day"):
        raise InputError(
            f"There is no table by {quoted(str(by))}; write ", Option("by", "day"), ", or leave it out for the whole."
        )
    there = list(dict.fromkeys(chain.from_iterable({ALL: ADDED_UP, **COMPARED}[kind] for kind in kinds)))
    for name in variables:
        if name not in ALL_COMPARED:
            right = suggestion(name, there, what="variables")
            raise InputError(f"There is no variable {quoted(name)} to compare; {right}")
        if name not in there:
            of = next(kind for kind, names in COMPARED.items() if name in names)
            raise InputError(
                f"{quoted(name)} is told of a {of}, and none is named: name one with ", Option(of, ""),
                f", or compare {joined(there, 'or')}.",
            )  # fmt: skip


def _everything(before: Run, after: Run, wanted: set[str]) -> Iterator[_Block]:
    for name in (each for each in ADDED_UP if each in wanted):
        ours, theirs = (
            run.variables[name].transpose("member", "time", ...).values.sum(axis=2, keepdims=True).astype(np.float64)
            for run in (before, after)
        )
        yield _Block(ALL, [ALL], BY_NAME[name], ours, theirs)
    for kind in ("country", "gate"):
        for name in (each for each in COMPARED[kind] if each in wanted):
            yield _of_kind(before, after, kind, name, shared(before, after, kind))


def _named(
    before: Run,
    after: Run,
    variables: set[str],
    countries: Sequence[str],
    gates: Sequence[str],
    places: Sequence[str],
) -> Iterator[_Block]:
    for kind, asked in (("country", countries), ("gate", gates), ("place", places)):
        both = shared(before, after, kind)
        for id_ in dict.fromkeys(_id_of(kind, name, before, after) for name in asked):
            if id_ not in both:
                raise _only_one_has(kind, id_, before, after)
            for name in (each for each in COMPARED[kind] if each in variables):
                yield _of_kind(before, after, kind, name, [id_])


def _id_of(kind: str, name: str, before: Run, after: Run) -> str:
    """Return the id of what is named, in the first run or, if that knows none, in the second."""
    try:
        return _found(kind, name, before)
    except InputError:
        with suppress(InputError):
            return _found(kind, name, after)
        raise


def _found(kind: str, name: str, run: Run) -> str:
    if kind == "country":
        return find_country(run.variables["country"].values, name, scenario=run.world.name)
    return find_gate(run.world, name) if kind == "gate" else find_place(run.world, name)


def _only_one_has(kind: str, id_: str, before: Run, after: Run) -> InputError:
    which, run = ("first", before) if id_ in before.variables.indexes[kind] else ("second", after)
    has = f"Only the {which} run has the {kind} {run.world.names.coded(id_)}, so nothing can be compared there."
    return InputError(" ".join(filter(None, (of_scenarios(before, after), has))))


def _of_kind(before: Run, after: Run, kind: str, name: str, ids: list[str]) -> _Block:
    ours, theirs = (values(run, name, kind, ids) for run in (before, after))
    return _Block(kind, ids, BY_NAME[name], ours, theirs)


def _in_all(block: _Block) -> Iterator[dict[str, Any]]:
    ours, theirs = (over_period(each, block.variable) for each in (block.before, block.after))
    before, after, change = bands(ours)[0], bands(theirs)[0], bands(theirs - ours)
    clear = beyond_chance(theirs - ours)
    can_tell = (~np.isnan(theirs - ours)).sum(axis=0) >= FEWEST
    for n, id_ in enumerate(block.ids):
        yield {
            **_row(block, id_, before[n], after[n], change[:, n]),
            "over_time": block.variable.over_time,
            "clear": bool(clear[n]) if can_tell[n] else None,
        }


def _daily(block: _Block, days: Sequence[str]) -> Iterator[dict[str, Any]]:
    before, after, change = bands(block.before)[0], bands(block.after)[0], bands(block.after - block.before)
    for n, id_ in enumerate(block.ids):
        for d, day in enumerate(days):
            yield {**_row(block, id_, before[d, n], after[d, n], change[:, d, n]), "day": day}


def _row(block: _Block, id_: str, before: float, after: float, change: Numbers) -> dict[str, Any]:
    variable = block.variable
    difference, q05, q95 = change
    numbers = {"before": before, "after": after, "difference": difference, "q05": q05, "q95": q95}
    said = {name: whole(number, variable.unit) for name, number in numbers.items()}
    return {"kind": block.kind, "id": id_, "variable": variable.name, "unit": variable.unit, **said}


def _say(value: object) -> str:
    if isinstance(value, dict):
        return f"{value['days']} days from {value['first_day']}, ticks of {value['tick_hours']} h"
    return str(value)
