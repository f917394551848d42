"""What must hold within and between tables, one function for each sort of fault.

Every function takes the case and yields faults; a table that could not be read at all is passed over.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping

import pandas as pd

from exeunt.errors import Fault, quoted
from exeunt.scenario.beginnings import beginning_faults
from exeunt.scenario.case import Case
from exeunt.scenario.connected import way_faults
from exeunt.scenario.counts import count_faults
from exeunt.scenario.opening_rules import opening_faults
from exeunt.scenario.people import People, people_of
from exeunt.scenario.periods import ENDS_EARLY
from exeunt.scenario.ranges import digits, range_words, value_fault, within
from exeunt.scenario.references import name_faults, reference_faults, settings_faults, unknown_faults, where_faults
from exeunt.scenario.rows import pairs, rows
from exeunt.scenario.tables import COUNTED, behaviour_parameters, columns, has_moments, vocabulary
from exeunt.scenario.units import unit_faults
from exeunt.scenario.who import WhoError, parse
from exeunt.wording import joined


def check(case: Case, *, sound: Collection[str]) -> tuple[People | None, list[Fault]]:
    """Find every fault between rows and tables.

    Parameters
    ----------
    case
        The scenario.
    sound
        The tables without a fault in any cell: what is worked out from a whole table waits for these.

    Returns
    -------
    tuple
        The people by home and group (None if the traits do not allow it), and the faults.

    """
    faults = [
        *reference_faults(case),
        *where_faults(case),
        *who_faults(case),
        *period_faults(case),
        *beginning_faults(case),
        *count_faults(case),
        *band_faults(case),
        *unit_faults(case),
        *name_faults(case),
        *settled_faults(case),
        *link_faults(case),
        *opening_faults(case),
        *driver_faults(case),
        *parameter_faults(case),
        *trait_faults(case),
        *settings_faults(case),
    ]
    places = case.tables["places"]
    homes = places[places["kind"] == "home"]
    if "places" in sound and homes.empty:
        faults.append(Fault("places.csv", 1, "kind", "no place is a home", "give at least one place the kind home"))
    people = None
    touched = {fault.file.removesuffix(".csv") for fault in faults}
    if {"places", "traits"} <= set(sound) - touched:
        population = homes["population"].astype("int64").tolist()
        people, wrong = people_of(case.tables["traits"], homes["id"].tolist(), population)
        faults += wrong
    if {"places", "links"} <= set(sound) - touched:
        faults += way_faults(places, case.ways)
    if people:
        faults += nobody_faults(case, people)
    return people, faults


def who_faults(case: Case) -> Iterator[Fault]:
    """Report conditions that cannot be read."""
    if "traits" in case.broken:
        return
    for table, column, texts in _conditions(case):
        wrong: dict[str, WhoError] = {}
        for text in set(texts.values()):
            try:
                parse(text, case.traits)
            except WhoError as error:
                wrong[text] = error
        for row, text in texts.items():
            if text in wrong:
                yield Fault(f"{table}.csv", row, column, wrong[text].wrong, wrong[text].right)


def nobody_faults(case: Case, people: People) -> Iterator[Fault]:
    """Report conditions that hold for nobody who lives in the scenario."""
    some = people.counts.sum(axis=0) > 0
    groups = [group for group, lives in zip(people.groups, some, strict=True) if lives or not some.any()]
    for table, column, texts in _conditions(case):
        if table == "traits":
            continue
        nobody = {text for text in set(texts.values()) if not _holds(text, case, groups)}
        for row, text in texts.items():
            if text in nobody:
                right = "loosen the condition, or see in traits.csv which combinations occur"
                yield Fault(f"{table}.csv", row, column, f"{quoted(text)} names no one", right)


def _holds(text: str, case: Case, groups: Iterable[Mapping[str, str]]) -> bool:
    try:
        condition = parse(text, case.traits)
    except WhoError:
        return True  # reported already
    return any(condition.matches(group) for group in groups)


def _conditions(case: Case) -> Iterator[tuple[str, str, dict[int, str]]]:
    """Give the conditions that are not blank by line, for each column that holds some."""
    for name, table in case.whole():
        for column in columns(name):
            if column.type in ("who", "counted"):
                other = ("", *COUNTED) if column.type == "counted" else ("",)
                cells = zip(table.index.tolist(), table[column.name], strict=True)
                yield name, column.name, {row: text for row, text in cells if text not in other}


def period_faults(case: Case) -> Iterator[Fault]:
    """Report periods that run backwards or begin after the scenario's end."""
    for name in ("rules", "drivers", "observations"):
        if name in case.broken:
            continue
        table = case.tables[name]
        begins, ends = table["from"], table["until"]
        # what is counted at one moment begins and ends at it; a day before it that ends there is known by its text only
        backwards = ends < begins if has_moments(name) else ends <= begins
        for row in table.index[backwards]:
            yield Fault(f"{name}.csv", int(row), "until", *ENDS_EARLY)
        if case.settings:
            over = pd.Timestamp(case.settings.last_day) + pd.Timedelta(days=1)
            for row in table.index[begins >= over]:
                wrong = f"{str(begins.at[row])[:10]} is after the scenario's end"
                right = f"its period is {case.settings.period}: change the date, or `days` in scenario.toml"
                yield Fault(f"{name}.csv", int(row), "from", wrong, right)


def band_faults(case: Case) -> Iterator[Fault]:
    """Report bands whose low end is above the high one, or that do not hold their value."""
    for name, low, high in (("observations", "lo", "hi"), ("parameters", "low", "high")):
        if name in case.broken:
            continue
        for row, value, lowest, highest in case.tables[name][["value", low, high]].itertuples():
            if lowest > highest:
                wrong = f"{low} {digits(lowest)} is over {high} {digits(highest)}"
                yield Fault(f"{name}.csv", row, low, wrong, "swap the two")
            elif value < lowest or value > highest:
                wrong = f"{digits(value)} lies outside its own band"
                right = f"let {low} be at most, and {high} at least, the value"
                yield Fault(f"{name}.csv", row, "value", wrong, right)


def settled_faults(case: Case) -> Iterator[Fault]:
    """Report people who are said to have settled where nobody settles."""
    if "places" in case.broken:
        return
    table = case.tables["places"]
    for row, kind in table.loc[(table["settled"] > 0) & table["kind"].isin(["home", "hub"]), "kind"].items():
        wrong = f"people have settled, but nobody settles in a {kind}"
        yield Fault(
            "places.csv", int(str(row)), "settled", wrong, "leave it blank, or make the place a town or a refuge"
        )


def link_faults(case: Case) -> Iterator[Fault]:
    """Report links there twice, links to themselves, and gates that lead elsewhere."""
    if not case.knows("link", "place", "gate"):
        return
    links = case.tables["links"]
    for row, start, end in rows(links, "from", "to"):
        if start == end != "":
            wrong = f"the link leads from {quoted(start)} to itself"
            yield Fault("links.csv", row, "to", wrong, "name another place")
    yield from _twice(case.ways["id"])
    yield from _elsewhere(links, case.tables["places"], case.tables["gates"])


def _twice(names: pd.Series[str]) -> Iterator[Fault]:
    """Report links with the same name, the way back of a two-way link included."""
    first: dict[str, int] = {}
    again: dict[int, str] = {}
    for row, name in zip(names.index.tolist(), names.tolist(), strict=True):
        if first.setdefault(name, row) != row:
            again.setdefault(row, name)
    for row, name in again.items():
        wrong = f"the link {quoted(name)} is already there in row {first[name]}"
        yield Fault("links.csv", row, "from", wrong, "delete one, or set both_ways of the other to no")


def _elsewhere(links: pd.DataFrame, places: pd.DataFrame, gates: pd.DataFrame) -> Iterator[Fault]:
    """Report links over a gate that lies between other countries than theirs."""
    # backwards: of rows with the same id the first counts
    country = pairs(places[::-1], "id", "country")
    sides = {id_: ends for _, id_, *ends in rows(gates[::-1], "id", "country_from", "country_to")}
    for row, start, end, gate in rows(links, "from", "to", "gate"):
        a, b, (near, far) = country.get(start), country.get(end), sides.get(gate, ("", ""))
        if not (a and b and near):  # unknown, or blank because it could not be read: a fault of its own
            continue
        # a gate to any country: only its near side must fit
        if not ((a == near and far in (b, "")) or (b == near and far in (a, ""))):
            wrong = f"the link leads from {a} to {b}, but gate {quoted(gate)} from {near} to {far or 'any country'}"
            yield Fault("links.csv", row, "gate", wrong, "name a gate between the two countries, or none")


def driver_faults(case: Case) -> Iterator[Fault]:
    """Report values of drivers out of their range, and conditions where they would be ignored."""
    if "drivers" in case.broken:
        return
    table = case.tables["drivers"]
    terms = vocabulary("drivers")
    with_who = [name for name, term in terms.items() if term.has_who]
    for row, name, value, who in table[["name", "value", "who"]].itertuples():
        term = terms.get(name)
        if term and not math.isnan(value) and not within(value, term.value):
            wrong = f"{digits(value)} is out of range for {name}"
            yield Fault("drivers.csv", row, "value", wrong, f"write {range_words(term.value)} ({term.unit})")
        if who and name not in with_who:
            wrong = f"{quoted(name)} looks at no condition"
            yield Fault("drivers.csv", row, "who", wrong, f"leave it blank; only {joined(with_who)} use it")


def parameter_faults(case: Case) -> Iterator[Fault]:
    """Report parameters the engine does not know, values out of their range, and uncertain ones without a band."""
    if "parameters" in case.broken:
        return
    table = case.tables["parameters"]
    named = table.loc[table["term"] == "", "name"]
    yield from unknown_faults("parameters", "name", named, set(behaviour_parameters()), "parameters")
    for row, name, prior, *numbers in table[["name", "prior", "value", "low", "high"]].itertuples():
        for column, number in zip(("value", "low", "high"), numbers, strict=True):
            if not math.isnan(number) and (wrong := value_fault(name, number)):
                yield Fault("parameters.csv", row, column, *wrong)
        _, low, high = numbers
        if prior != "fixed" and (math.isnan(low) or math.isnan(high)):
            column = "low" if math.isnan(low) else "high"
            right = f"write it: a {prior} prior needs both ends; or make the prior fixed"
            yield Fault("parameters.csv", row, column, "is blank", right)
        if prior == "lognormal" and low <= 0:
            right = "write a number above 0, or make the prior normal"
            yield Fault("parameters.csv", row, "low", f"{low:g} cannot be lognormal", right)


def trait_faults(case: Case) -> Iterator[Fault]:
    """Report rows of traits that are there twice, or speak of a place where nobody starts."""
    if "traits" in case.broken:
        return
    table = case.tables["traits"]
    for row in table.index[table.duplicated(["trait", "value", "place", "given"])]:
        wrong = "this trait and value are already there with the same place and condition"
        yield Fault("traits.csv", int(row), "value", wrong, "delete one of the two rows")
    if case.knows("place"):
        places = case.tables["places"]
        elsewhere = set(places.loc[places["kind"] != "home", "id"]) - {""}
        for row, place in table["place"].items():
            if place in elsewhere:
                wrong = f"{quoted(place)} is not a home, so nobody there has traits"
                right = "name a home, or leave it blank for everywhere"
                yield Fault("traits.csv", int(str(row)), "place", wrong, right)
