"""One place, gate or every country, day by day or over the whole period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from exeunt.errors import InputError
from exeunt.outcome.bands import bands
from exeunt.outcome.layout import VARIABLES, Variable
from exeunt.scenario.names import country_names

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from exeunt.outcome.run import Run


def by_day(outcome: Run, *, place: str | None = None, gate: str | None = None) -> pd.DataFrame:
    """Return one row a day: each variable's median and 90 % band at a place or gate, or arrivals by country."""
    found = _columns(outcome, place, gate)
    table = pd.DataFrame({"day": np.datetime_as_string(outcome.dataset["time"].values, unit="D")})
    for name, (_, values) in found.items():
        table[name], table[f"{name}_q05"], table[f"{name}_q95"] = bands(values)
    return table


def in_all(outcome: Run, *, place: str | None = None, gate: str | None = None) -> pd.DataFrame:
    """Return one row a variable over the whole period: flows added up, counts at the end, lines at their worst."""
    rows = []
    for name, (variable, values) in _columns(outcome, place, gate).items():
        if variable.over_time == "sum":
            whole, how = values.sum(axis=1), "in all"
        elif variable.over_time == "last":
            whole, how = values[:, -1], "at the end"
        else:
            whole, how = np.fmax.reduce(values, axis=1), "on the worst day"
        median, q05, q95 = bands(whole)
        rows.append(
            {"variable": name, "over_time": how, "unit": variable.unit, "median": median, "q05": q05, "q95": q95}
        )
    return pd.DataFrame(rows)


def find_place(outcome: Run, name: str) -> str:
    """Return the id of a place given by id, name or alias, in any case."""
    places, aliases = outcome.world.places, outcome.world.aliases
    spellings = {str(alias).casefold(): str(id_) for alias, id_ in zip(aliases["name"], aliases["place"], strict=True)}
    spellings |= {str(known).casefold(): str(id_) for known, id_ in zip(places["name"], places["id"], strict=True)}
    spellings |= {str(id_).casefold(): str(id_) for id_ in places["id"]}
    return _found(spellings, name, "place")


def find_gate(outcome: Run, name: str) -> str:
    """Return the id of a gate given by id or name, in any case."""
    gates = outcome.world.gates
    spellings = {str(known).casefold(): str(id_) for known, id_ in zip(gates["name"], gates["id"], strict=True)}
    spellings |= {str(id_).casefold(): str(id_) for id_ in gates["id"]}
    return _found(spellings, name, "gate")


def find_country(outcome: Run, code: str) -> str:
    """Return the ISO code of a country given by code or by name, in any case."""
    codes = [str(each) for each in outcome.dataset["country"].values]
    spellings = {country_names()[each].casefold(): each for each in codes if each in country_names()}
    return _found(spellings | {each.casefold(): each for each in codes}, code, "country")


def _found(spellings: dict[str, str], name: str, what: str) -> str:
    from difflib import get_close_matches

    if name.casefold() in spellings:
        return spellings[name.casefold()]
    near = [spelling for spelling in spellings if name.casefold() in spelling][:3]
    near = near or get_close_matches(name.casefold(), spellings, n=3)
    hint = f"; did you mean {', '.join(dict.fromkeys(spellings[spelling] for spelling in near))}?" if near else "."
    raise InputError(f"There is no {what} {name!r} in this run{hint}")


def _columns(outcome: Run, place: str | None, gate: str | None) -> dict[str, tuple[Variable, NDArray[np.float64]]]:
    """Return the daily variables (member, day) that were asked for."""
    dataset = outcome.dataset
    if place is None and gate is None:
        arrivals = dataset["arrivals"].transpose("country", "member", "time").values.astype(np.float64)
        order = np.argsort(-np.median(arrivals.sum(axis=2), axis=1), kind="stable")
        variable = next(each for each in VARIABLES if each.name == "arrivals")
        countries = [str(name) for name in dataset["country"].values]
        return {countries[i]: (variable, arrivals[i]) for i in order if arrivals[i].any()}
    kind, id_ = ("place", find_place(outcome, place)) if place is not None else ("gate", find_gate(outcome, str(gate)))
    if id_ not in dataset.indexes[kind]:
        raise InputError(f"Nothing is recorded at the {kind} {id_}.")
    return {
        variable.name: (variable, dataset[variable.name].sel({kind: id_}).values.astype(np.float64))
        for variable in VARIABLES
        if variable.dims == ("time", kind) and variable.name in dataset
    }
