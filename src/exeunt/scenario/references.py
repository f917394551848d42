"""Names that stand in one table and are defined in another.

A table that could not be read is neither checked nor blamed on others: nobody is told that each place is unknown
because `places.csv` is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from exeunt.errors import Fault, quoted
from exeunt.scenario.case import Case
from exeunt.scenario.ranges import value_fault
from exeunt.scenario.rows import rows
from exeunt.scenario.settings import Settings
from exeunt.scenario.spelling import suggestions
from exeunt.scenario.tables import behaviour_parameters, columns, vocabulary
from exeunt.scenario.where import parts

_A = {"area": "an", "country": "a", "gate": "a", "link": "a", "place": "a"}


def reference_faults(case: Case) -> Iterator[Fault]:
    """Report ids of one kind (the schema's types place, gate and claim) that no table has."""
    for name, table in case.whole():
        for column in columns(name):
            if column.type in ("place", "gate", "claim") and case.knows(column.type):
                yield from unknown_faults(
                    name, column.name, table[column.name], case.ids[column.type], column.type + "s"
                )


def where_faults(case: Case) -> Iterator[Fault]:
    """Report places of any kind, alone or joined by `+`, that nothing has as its id."""
    kinds = ("place", "gate", "area", "country", "link")
    if not case.knows(*kinds):
        return
    anything = set().union(*(case.ids[kind] for kind in kinds))
    ids = set().union(*(case.ids[kind] for kind in kinds[:-1]))
    for table, column, known in (
        ("rules", "where", anything),
        ("drivers", "where", anything),
        ("observations", "where", ids),
        ("areas", "members", ids - case.ids["area"]),
    ):
        if table not in case.broken:
            yield from unknown_faults(table, column, case.tables[table][column], known, "places", split=parts)
    yield from _kind_faults(case, "observations", "measure", ids)
    yield from _kind_faults(case, "drivers", "name", anything)


def _kind_faults(case: Case, table: str, column: str, known: set[str]) -> Iterator[Fault]:
    """Report words of the vocabulary that are unknown, or said of a kind of place they cannot be said of."""
    if table in case.broken:
        return
    rows = case.tables[table]
    words = vocabulary("measures" if table == "observations" else "drivers")
    yield from unknown_faults(
        table, column, rows[column], set(words), "measures" if table == "observations" else "drivers"
    )
    said = list(zip(rows.index, rows[column], rows["where"], strict=True))
    misplaced: dict[tuple[str, str], str] = {}
    for word, where in dict.fromkeys((word, where) for _, word, where in said):
        allowed = words[word].where if word in words else {"all"}
        for part in parts(where) or [""]:
            fits = "all" in allowed if not part else any(part in case.ids.get(kind, ()) for kind in allowed)
            if word in words and not fits and (part in known or not part):
                misplaced[word, where] = part
    for row, word, where in said:
        if (word, where) in misplaced:
            part = misplaced[word, where]
            wrong = f"{word} cannot be said of {quoted(part) if part else 'everywhere'}"
            right = "name " + " or ".join(f"{_A[kind]} {kind}" for kind in sorted(words[word].where - {"all"}))
            yield Fault(f"{table}.csv", int(row), "where", wrong, right)


def name_faults(case: Case) -> Iterator[Fault]:
    """Report one id used for two things that a row could speak of."""
    if not case.knows("place", "gate", "area"):
        return
    ids, places = case.ids, case.tables["places"]
    taken = {
        "gates": {**dict.fromkeys(ids["country"], "country"), **dict.fromkeys(ids["place"], "place")},
        "areas": {kind_id: kind for kind in ("country", "place", "gate") for kind_id in ids[kind]},
    }
    for name, others in taken.items():
        table = case.tables[name]
        for row, id_ in rows(table, "id"):
            if id_ in others:
                wrong = f"{quoted(id_)} is already the id of a {others[id_]}"
                yield Fault(f"{name}.csv", int(str(row)), "id", wrong, "give it an id of its own")
    # a place may be called by its own country's code where it stands for the whole of it
    for row, id_, country in rows(places, "id", "country"):
        if id_ in ids["country"] and id_ != country:
            wrong = f"{quoted(id_)} is the code of a country the place does not lie in"
            yield Fault("places.csv", int(row), "id", wrong, "give it an id of its own")


def settings_faults(case: Case) -> Iterator[Fault]:
    """Report readings, regions of origin and traits of families that do not fit the tables."""
    if not case.settings:
        return
    source = case.source
    if case.knows("claim"):
        claims = case.tables["claims"].drop_duplicates("id").set_index("id")
        for quantity, weights in case.settings.readings.items():
            parameters = behaviour_parameters() | set(case.tables["parameters"]["name"])
            for _, right in suggestions(
                [quantity] if quantity not in parameters else [], sorted(parameters), what="parameters"
            ).items():
                yield source.fault(("readings", quantity), "is no parameter", right)
            for claim, right in suggestions(
                [claim for claim in weights if claim not in claims.index], claims.index, what="claims"
            ).items():
                yield source.fault(("readings", quantity, claim), f"{quoted(claim)} is no claim", right)
            for claim in [claim for claim in weights if claim in claims.index]:
                wrong = claim_fault(claims, quantity, claim)
                if wrong:
                    yield source.fault(("readings", quantity, claim), *wrong)
    if case.knows("place"):
        yield from _origin_faults(case, case.settings)
    if "traits" not in case.broken:
        of_families = case.settings.families_differ_in
        unknown = [trait for trait in of_families if trait not in case.traits]
        for trait, right in suggestions(unknown, case.traits, what="traits").items():
            yield source.fault(("families_differ_in",), f"{quoted(trait)} is no trait", right)


def claim_fault(claims: pd.DataFrame, quantity: str, claim: str) -> tuple[str, str] | None:
    """Say why a claim (of a table indexed by id) cannot be a reading of a quantity, if it cannot."""
    about, value = str(claims["quantity"].at[claim]), float(str(claims["value"].at[claim]))
    if np.isnan(value):
        return f"claim {quoted(claim)} has no value", "name a claim with a number"
    if about != quantity:
        return f"claim {quoted(claim)} is about {quoted(about)}", f"name a claim whose quantity is {quantity}"
    if out := value_fault(quantity, value):
        return f"claim {quoted(claim)}: {out[0]}", f"{out[1]} in claims.csv, or name another claim"
    return None


def _origin_faults(case: Case, settings: Settings) -> Iterator[Fault]:
    places = case.tables["places"]
    homes = places.loc[places["kind"] == "home", "id"].tolist()
    seen: dict[str, str] = {}
    for region, members in settings.origins.items():
        key = ("origins", region)
        for home, right in suggestions([home for home in members if home not in homes], homes, what="homes").items():
            yield case.source.fault(key, f"{quoted(home)} is no home", right)
        for home in members:
            if home in seen:
                wrong = f"{quoted(home)} is already in {quoted(seen[home])}"
                yield case.source.fault(key, wrong, "put each home into one region")
            seen.setdefault(home, region)


def unknown_faults(
    table: str,
    column: str,
    texts: pd.Series[str],
    known: set[str],
    what: str,
    *,
    split: Callable[[str], list[str]] = lambda text: [text],
) -> Iterator[Fault]:
    """Report everything unknown that cells, `split` into their parts, hold; blank cells are left to the schema."""
    cells = texts.tolist()
    found = {text: [part for part in split(text) if part not in known] for text in dict.fromkeys(cells) if text}
    unknown = {text: names for text, names in found.items() if names}
    if not unknown:
        return
    right = suggestions((name for names in unknown.values() for name in names), sorted(known), what=what)
    for row, text in zip(texts.index, cells, strict=True):
        for name in unknown.get(text, ()):
            yield Fault(f"{table}.csv", int(str(row)), column, f"{quoted(name)} is not known", right[name])
