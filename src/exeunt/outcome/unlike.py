"""What only one of two runs has: no row compares it, though the people of a country or home are in the totals."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from exeunt.wording import few, joined

if TYPE_CHECKING:
    from exeunt.outcome.run import Run

KINDS = {"country": "countries", "gate": "gates", "home": "homes"}
WITH_PEOPLE = ("country", "home")  # whose people are in the totals; none of these is of gates
MOST_NAMED = 3


def unlike(before: Run, after: Run, kinds: Collection[str] = tuple(KINDS)) -> tuple[str, ...]:
    """Say that two runs are of different scenarios, and what of these kinds only one has; nothing if neither is so."""
    told = [of_scenarios(before, after)]
    for which, run, other in (("first", before, after), ("second", after, before)):
        only = {kind: ids for kind, ids in only_in(run, other).items() if ids and kind in kinds}
        for has_people in (True, False):
            of_these = {kind: ids for kind, ids in only.items() if (kind in WITH_PEOPLE) == has_people}
            if of_these:
                told.append(f"Only the {which} run has {_told(run, of_these, has_people=has_people)}.")
    return tuple(filter(None, told))


def of_scenarios(before: Run, after: Run) -> str:
    """Say that two runs are of different scenarios; blank if they are of one, or of a run's own copy of it.

    Two folders may have one name, so by their names only those are told that do not say where they came from.
    """
    ours, theirs = before.world.name, after.world.name
    source, other = (run.manifest.get("first_source", {}).get("source") for run in (before, after))
    if ours == theirs if source is None or other is None else source == other:
        return ""
    return f"The two runs are of different scenarios, {source or ours} and {other or theirs}."


def only_in(run: Run, other: Run) -> dict[str, list[str]]:
    """Return the ids that a run has of each kind and another has not."""
    theirs = {kind: set(_ids(other, kind)) for kind in KINDS}
    return {kind: [id_ for id_ in _ids(run, kind) if id_ not in theirs[kind]] for kind in KINDS}


def _ids(run: Run, kind: str) -> list[str]:
    if kind == "home":
        places = run.world.places
        return [str(id_) for id_ in places.loc[places["kind"] == "home", "id"]]
    return [str(id_) for id_ in run.variables.indexes[kind]]


def _told(run: Run, only: Mapping[str, list[str]], *, has_people: bool) -> str:
    """Name what only a run has, and say where it is to be seen."""
    has = joined([_named(run, kind, ids) for kind, ids in only.items()])
    its, it = ("its", "it") if sum(map(len, only.values())) == 1 else ("their", "them")
    return f"{has}: {f'{its} people are in the totals, but ' if has_people else ''}no row compares {it}"


def _named(run: Run, kind: str, ids: list[str]) -> str:
    names = few([run.world.names.coded(id_) for id_ in ids], MOST_NAMED)
    return f"the {kind if len(ids) == 1 else KINDS[kind]} {names}"
