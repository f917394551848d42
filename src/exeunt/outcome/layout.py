"""How an outcome is laid out: every variable, its dimensions, unit and meaning, as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
import xarray as xr

if TYPE_CHECKING:
    from numpy.typing import DTypeLike, NDArray

CHUNK_BYTES = 32 * 2**20
ACCOUNTS = ("at_home", "on_the_way", "queued", "standing", "settled", "drafted")
ORDINARY_ACCOUNTS = ("in", "out", "present")


class Labels(Protocol):
    """The names along each dimension, as the engine gives them."""

    @property
    def places(self) -> Sequence[str]:
        """Ids of places."""

    @property
    def countries(self) -> Sequence[str]:
        """ISO codes of countries."""

    @property
    def gates(self) -> Sequence[str]:
        """Ids of gates."""

    @property
    def origins(self) -> Sequence[str]:
        """Regions of origin; may be empty."""

    @property
    def days(self) -> NDArray[np.datetime64]:
        """Local days."""

    @property
    def ticks(self) -> NDArray[np.datetime64]:
        """Starts of the ticks, UTC."""


@dataclass(frozen=True)
class Variable:
    """One variable of an outcome; `member` is its first dimension and is not named in `dims`.

    `over_time` says what several days of it come to: a flow's `sum`, a line's or wait's `max`, the highest
    day, a count's `last`.
    """

    name: str
    dims: tuple[str, ...]
    dtype: Literal["int64", "float64", "float32"]
    unit: str
    over_time: Literal["sum", "max", "last"]
    long_name: str


_PLACE, _COUNTRY, _GATE = ("time", "place"), ("time", "country"), ("time", "gate")
_TICK_COUNTRY, _TICK_GATE = ("tick", "country"), ("tick", "gate")

VARIABLES = (
    Variable("departures", _PLACE, "int64", "people", "sum", "people who set out from here"),
    Variable("stock", _PLACE, "int64", "people", "last", "people who fled and are here at the end of the day"),
    Variable("drafted", _PLACE, "int64", "people", "sum", "people called up here"),
    Variable("returned", _PLACE, "int64", "people", "sum", "people who fled and came home again"),
    Variable("arrivals", _COUNTRY, "int64", "people", "sum", "people who fled, as they come abroad"),
    Variable("arrivals_liable", _COUNTRY, "int64", "people", "sum", "those of the arrivals who are liable"),
    Variable("country_crossings_in", _COUNTRY, "int64", "people", "sum", "citizens entering, any way and reason"),
    Variable("country_crossings_out", _COUNTRY, "int64", "people", "sum", "citizens leaving, any way and reason"),
    Variable("men_in", _COUNTRY, "int64", "people", "sum", "men among the citizens entering"),
    Variable("crossings_in", _GATE, "int64", "people", "sum", "citizens let through into `country_to`"),
    Variable("crossings_out", _GATE, "int64", "people", "sum", "citizens let through out of `country_to`"),
    Variable("others_in", _GATE, "int64", "people", "sum", "other nationalities let into `country_to`"),
    Variable("others_out", _GATE, "int64", "people", "sum", "other nationalities let out of `country_to`"),
    Variable("queue_people", _GATE, "float64", "people", "max", "people in the line inwards, mean of the day"),
    Variable("queue_vehicles", _GATE, "float64", "vehicles", "max", "vehicles in the line inwards, mean of the day"),
    Variable("queue_km", _GATE, "float64", "km", "max", "length of the line inwards, mean of the day"),
    Variable("wait_hours", _GATE, "float64", "hours", "max", "mean wait of those who passed that day"),
    Variable("tick_country_in", _TICK_COUNTRY, "int64", "people", "sum", "citizens entering in the tick, any way"),
    Variable("tick_country_out", _TICK_COUNTRY, "int64", "people", "sum", "citizens leaving in the tick, any way"),
    Variable("tick_crossings_in", _TICK_GATE, "int64", "people", "sum", "citizens let into `country_to` in the tick"),
    Variable("tick_queue_vehicles", _TICK_GATE, "float32", "vehicles", "max", "vehicles in the line inwards"),
    Variable("tick_wait_hours", _TICK_GATE, "float32", "hours", "max", "wait of one who joins as the tick ends"),
    Variable(
        "arrivals_by_origin", ("time", "country", "origin"), "int64", "people", "sum", "arrivals by region of origin"
    ),
    Variable("ledger", ("tick", "account"), "int64", "people", "last", "where those who may flee are"),
    Variable(
        "ordinary_ledger",
        ("tick", "ordinary_account"),
        "int64",
        "people",
        "last",
        "ordinary travellers since the start: in, out and present",
    ),
    Variable("parameter_value", ("parameter",), "float64", "1", "last", "the constants that the member ran with"),
)
BY_NAME = {variable.name: variable for variable in VARIABLES}

_LONG_NAMES = {
    "member": "member of the ensemble",
    "time": "local day",
    "tick": "start of the tick, UTC",
    "place": "place (id)",
    "country": "country (ISO 3166-1 alpha-3)",
    "gate": "gate (id)",
    "origin": "region of origin",
    "account": "account of those who may flee",
    "ordinary_account": "account of ordinary travellers",
    "parameter": "name of the constant",
}


def coordinates(labels: Labels, members: Sequence[int], parameters: Sequence[str] = ()) -> xr.Dataset:
    """Return the empty dataset that carries the names along every dimension."""
    names: dict[str, Any] = {
        "member": np.asarray(members, dtype=np.int64),
        # Nanoseconds are what pandas, NetCDF and older readers all understand.
        "time": np.asarray(labels.days).astype("datetime64[ns]"),
        "tick": np.asarray(labels.ticks).astype("datetime64[ns]"),
        "place": _text(labels.places),
        "country": _text(labels.countries),
        "gate": _text(labels.gates),
        "account": _text(ACCOUNTS),
        "ordinary_account": _text(ORDINARY_ACCOUNTS),
        "parameter": _text(parameters),
    }
    if labels.origins:
        names["origin"] = _text(labels.origins)
    return xr.Dataset(coords={name: (name, values, {"long_name": _LONG_NAMES[name]}) for name, values in names.items()})


def to_dataset(
    labels: Labels,
    members: Sequence[int],
    results: Sequence[Mapping[str, NDArray[Any]]],
    *,
    parameters: Sequence[str] = (),
    mean: bool = False,
) -> xr.Dataset:
    """Return one dataset of all members; `results` holds each member's arrays in the order of `members`."""
    dataset = coordinates(labels, members, parameters)
    for variable in expected(labels):
        values = np.stack([result[variable.name] for result in results])
        values = values.astype(stored_dtype(variable, mean=mean), copy=False)
        dataset[variable.name] = (("member", *variable.dims), values, attributes(variable))
    return dataset


def read_only(dataset: xr.Dataset) -> xr.Dataset:
    """Return variables that lie in memory so that numpy refuses to change them: all tables of a run come from them.

    A copy that was pickled forgets that, as numpy's arrays do.
    """
    for variable in dataset.data_vars.values():
        variable.values.flags.writeable = False
    return dataset


@dataclass(frozen=True)
class StoredLabels:
    """The names along each dimension of a dataset that is there already."""

    places: Sequence[str]
    countries: Sequence[str]
    gates: Sequence[str]
    origins: Sequence[str]
    days: NDArray[np.datetime64]
    ticks: NDArray[np.datetime64]


def labels_of(dataset: xr.Dataset) -> StoredLabels:
    """Return the names along each dimension of a dataset."""

    def names(dim: str) -> list[str]:
        return [str(name) for name in dataset[dim].values] if dim in dataset.coords else []

    return StoredLabels(
        places=names("place"),
        countries=names("country"),
        gates=names("gate"),
        origins=names("origin"),
        days=dataset["time"].values,
        ticks=dataset["tick"].values,
    )


def expected(labels: Labels) -> list[Variable]:
    """Return the variables that a run with these labels records."""
    return [variable for variable in VARIABLES if labels.origins or "origin" not in variable.dims]


def stored_dtype(variable: Variable, *, mean: bool) -> DTypeLike:
    """Return the type a variable is kept in: means are fractions, so a mean run keeps no integers."""
    return np.dtype("float64" if mean and variable.dtype == "int64" else variable.dtype)


def attributes(variable: Variable) -> dict[str, str]:
    """Return what every stored variable says of itself."""
    return {"units": variable.unit, "long_name": variable.long_name}


def chunks(shape: Sequence[int], batch: int) -> tuple[int, ...]:
    """Return the chunk shape: one batch of members, cut along the last dimension if it grows too large."""
    whole = (min(batch, shape[0]), *shape[1:])
    bytes_a_column = 8 * int(np.prod(whole[:-1]))
    columns = max(1, min(whole[-1], CHUNK_BYTES // max(1, bytes_a_column)))
    return tuple(max(1, size) for size in (*whole[:-1], columns))


def _text(values: Sequence[str]) -> NDArray[np.str_]:
    return np.asarray(list(values), dtype=np.str_)
