"""What must hold within and between tables, one function for each sort of fault.

Every function takes the case and yields faults; a table that could not be read at all is passed over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

import pandas as pd

from exeunt.errors import Fault, quoted
from exeunt.scenario.case import Case
from exeunt.scenario.connected import way_faults
from exeunt.scenario.links import directed
from exeunt.scenario.opening_rules import opening_faults
from exeunt.scenario.people import People, people_of
from exeunt.scenario.ranges import digits, out_of_range, range_words, value_fault
from exeunt.scenario.references import name_faults, reference_faults, settings_faults, unknown_faults, where_faults
from exeunt.scenario.tables import behaviour_parameters, columns, vocabulary
from exeunt.scenario.who import WhoError, parse
from exeunt.wording import joined

COUNTED = ("citizens", "all")


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
        *band_faults(case),
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
        for text in texts.unique():
            try:
                parse(text, case.traits)
            except WhoError as error:
                wrong[text] = error
        for row, text in texts[texts.isin(list(wrong))].items():
            yield Fault(f"{table}.csv", int(str(row)), column, wrong[text].wrong, wrong[text].right)


def nobody_faults(case: Case, people: People) -> Iterator[Fault]:
    """Report conditions that hold for nobody who lives in the scenario."""
    some = people.counts.sum(axis=0) > 0
    groups = [group for group, lives in zip(people.groups, some, strict=True) if lives or not some.any()]
    for table, column, texts in _conditions(case):
        if table == "traits":
            continue
        nobody = [text for text in texts.unique() if text and not _holds(text, case, groups)]
        for row, text in texts[texts.isin(nobody)].items():
            right = "loosen the condition, or see in traits.csv which combinations occur"
            yield Fault(f"{table}.csv", int(str(row)), column, f"{quoted(text)} names no one", right)


def _holds(text: str, case: Case, groups: Iterable[Mapping[str, str]]) -> bool:
    try:
        condition = parse(text, case.traits)
    except WhoError:
        return True  # reported already
    return any(condition.matches(group) for group in groups)


def _conditions(case: Case) -> Iterator[tuple[str, str, pd.Series[str]]]:
    for name, table in case.whole():
        for column in columns(name):
            if column.type in ("who", "counted"):
                texts = table[column.name]
                yield name, column.name, texts[~texts.isin(COUNTED)] if column.type == "counted" else texts


def period_faults(case: Case) -> Iterator[Fault]:
    """Report periods that run backwards or begin after the scenario's end."""
    for name in ("rules", "drivers", "observations"):
        if name in case.broken:
            continue
        table = case.tables[name]
        begins, ends = table["from"], table["until"]
        # what is counted at one moment begins and ends at it
        backwards = (ends < begins) | ((ends == begins) & (begins == begins.dt.normalize()))
        for row in table.index[backwards]:
            yield Fault(f"{name}.csv", int(row), "until", "the period ends before it begins", "put the later date here")
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
        table = case.tables[name]
        crossed = table[low] > table[high]
        outside = ~crossed & ((table["value"] < table[low]) | (table["value"] > table[high]))
        for row, lowest, highest in table.loc[crossed, [low, high]].itertuples():
            wrong = f"{low} {digits(lowest)} is over {high} {digits(highest)}"
            yield Fault(f"{name}.csv", int(row), low, wrong, "swap the two")
        for row, value in table.loc[outside, "value"].items():
            wrong = f"{digits(value)} lies outside its own band"
            right = f"let {low} be at most, and {high} at least, the value"
            yield Fault(f"{name}.csv", int(str(row)), "value", wrong, right)


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
    for row, place in links.loc[(links["from"] == links["to"]) & (links["from"] != ""), "from"].items():
        wrong = f"the link leads from {quoted(place)} to itself"
        yield Fault("links.csv", int(str(row)), "to", wrong, "name another place")
    yield from _twice(links)
    country = case.tables["places"].drop_duplicates("id").set_index("id")["country"]
    gates = case.tables["gates"].drop_duplicates("id").set_index("id")
    ends = pd.DataFrame(
        {
            "gate": links["gate"],
            "a": links["from"].map(country),
            "b": links["to"].map(country),
            "near": links["gate"].map(gates["country_from"]),
            "far": links["gate"].map(gates["country_to"]),
        }
    ).dropna()
    ends = ends[(ends[["a", "b", "near"]] != "").all(axis=1)]  # a blank one is at fault itself
    open_end = ends["far"] == ""  # a gate to any country: only its near side must fit
    there = (ends["a"] == ends["near"]) & ((ends["b"] == ends["far"]) | open_end)
    back = (ends["b"] == ends["near"]) & ((ends["a"] == ends["far"]) | open_end)
    for row, gate, a, b, near, far in ends[~(there | back)].itertuples():
        wrong = f"the link leads from {a} to {b}, but gate {quoted(gate)} from {near} to {far or 'any country'}"
        yield Fault("links.csv", int(row), "gate", wrong, "name a gate between the two countries, or none")


def _twice(links: pd.DataFrame) -> Iterator[Fault]:
    """Report links with the same name, the way back of a two-way link included."""
    to_itself = links["from"] == links["to"]
    names = directed(links.assign(both_ways=links["both_ways"] & ~to_itself))["id"]
    if names.is_unique:
        return
    first = pd.Series(names.index, index=names.index).groupby(names.to_numpy()).transform("first")
    again = names[(names.duplicated() & (first != names.index)).to_numpy()]
    first_row = dict(zip(names[::-1], names.index[::-1], strict=True))
    for row, name in again.groupby(level=0).first().items():
        wrong = f"the link {quoted(str(name))} is already there in row {first_row[str(name)]}"
        right = "delete one, or set both_ways of the other to no"
        yield Fault("links.csv", int(str(row)), "from", wrong, right)


def driver_faults(case: Case) -> Iterator[Fault]:
    """Report values of drivers out of their range, and conditions where they would be ignored."""
    if "drivers" in case.broken:
        return
    table = case.tables["drivers"]
    for name, term in vocabulary("drivers").items():
        values = table.loc[table["name"] == name, "value"]
        for row in values.index[out_of_range(values.to_numpy(), term.value)]:
            wrong = f"{digits(values[row])} is out of range for {name}"
            yield Fault("drivers.csv", int(str(row)), "value", wrong, f"write {range_words(term.value)} ({term.unit})")
    with_who = [name for name, term in vocabulary("drivers").items() if term.has_who]
    ignored = table[(table["who"] != "") & ~table["name"].isin(with_who)]
    for row, name in ignored["name"].items():
        wrong = f"{quoted(name)} looks at no condition"
        yield Fault("drivers.csv", int(str(row)), "who", wrong, f"leave it blank; only {joined(with_who)} use it")


def parameter_faults(case: Case) -> Iterator[Fault]:
    """Report parameters the engine does not know, values out of their range, and uncertain ones without a band."""
    if "parameters" in case.broken:
        return
    table = case.tables["parameters"]
    named = table[table["term"] == ""]
    yield from unknown_faults("parameters", "name", named["name"], set(behaviour_parameters()), "parameters")
    for column in ("value", "low", "high"):
        for row, name, number in table[["name", column]].dropna().itertuples():
            if wrong := value_fault(name, number):
                yield Fault("parameters.csv", int(row), column, *wrong)
    open_ended = table[(table["prior"] != "fixed") & (table["low"].isna() | table["high"].isna())]
    for row, prior, low in open_ended[["prior", "low"]].itertuples():
        column = "high" if low == low else "low"
        right = f"write it: a {prior} prior needs both ends; or make the prior fixed"
        yield Fault("parameters.csv", int(row), column, "is blank", right)
    for row, low in table.loc[(table["prior"] == "lognormal") & (table["low"] <= 0), "low"].items():
        right = "write a number above 0, or make the prior normal"
        yield Fault("parameters.csv", int(str(row)), "low", f"{low:g} cannot be lognormal", right)


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
        for row, place in table["place"][table["place"].isin(elsewhere)].items():
            wrong = f"{quoted(place)} is not a home, so nobody there has traits"
            yield Fault("traits.csv", int(str(row)), "place", wrong, "name a home, or leave it blank for everywhere")
