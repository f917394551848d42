"""An outcome in other people's formats: tidy tables with HXL tags, Parquet, NetCDF, GeoJSON, workbooks, hub quantiles.

All carry the median and the 5 % and 95 % quantiles over members, by variable, time and id; where members learned these
also hold what forecasts miss besides. They are blank where only one member has a value. What forecast hubs take is in
`hub.py`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import xarray as xr

from exeunt.errors import InputError
from exeunt.exchange.hub import model_output
from exeunt.outcome.bands import QUANTILES, bands
from exeunt.outcome.forecast import daily_quantiles, whole_quantiles
from exeunt.outcome.layout import BY_NAME, VARIABLES, Variable
from exeunt.scenario.formulas import rows_kept_as_text
from exeunt.whole_files import whole_file

if TYPE_CHECKING:
    from exeunt.outcome.run import Run

DIMENSIONS = ("country", "gate", "place")
BOOKS = ("account", "ordinary_account")  # kept by the model, counted by nobody
HXL_TAGS = {
    "variable": "#indicator+name",
    "unit": "#indicator+unit",
    "time": "#date",
    "kind": "#loc+type",
    "id": "#loc+code",
    "name": "#loc+name",
    "median": "#indicator+value+median",
    "q05": "#indicator+value+q05",
    "q95": "#indicator+value+q95",
}
WORDS = ("id", "name")  # columns of what an author wrote
WORDS_AT = [[*HXL_TAGS].index(each) + 1 for each in WORDS]  # in a sheet
FIRST_YEAR = 1980  # of a zip file, which a workbook is
SHEET_ROWS = 1_048_576
HUB = "hub"  # a format that says what the rows are; how they are written the file's ending says

Writer = Callable[["Run", Path], None]


def export(run: Run, path: Path, form: str | None = None) -> Path:
    """Write an outcome to a file, in the format of its ending or of `form`."""
    ending = ENDINGS.get(path.suffix.lower())
    if form == HUB and ending not in HUB_WRITERS:
        raise InputError(f"Forecast hubs take CSV and Parquet: let {path.name} end in .csv or .parquet.")
    writers, known = (HUB_WRITERS, ending) if form == HUB else (WRITERS, form or ending)
    if known not in writers:
        asked = f"{form!r}" if form else f"a file ending in {path.suffix!r}"
        known_forms, known_endings = ", ".join([*WRITERS, HUB]), ", ".join(ENDINGS)
        raise InputError(
            f"{asked} is not a format to export to; use {known_forms} or one of the endings {known_endings}."
        )
    _require(known)
    with whole_file(path) as fresh:
        writers[known](run, fresh)
    return path


def tidy(run: Run) -> pd.DataFrame:
    """Return one row for each daily variable, day and id, with median and 90 % band."""
    return pd.concat([_tidy_variable(run, variable) for variable in _daily(run)], ignore_index=True)


def quantiles(run: Run) -> xr.Dataset:
    """Return the outcome with the dimension `quantile` in the place of `member`."""
    dataset = run.variables
    summary = xr.Dataset(
        coords={name: values for name, values in dataset.coords.items() if name != "member"},
        attrs={**dataset.attrs, "title": run.manifest["title"], "seed": run.manifest["seed"]},
    )
    for kind in DIMENSIONS:
        names = [run.world.names.of(kind, str(id_)) for id_ in dataset.indexes[kind]]
        summary = summary.assign_coords({f"{kind}_name": (kind, np.array(names, np.str_), {"long_name": "its name"})})
    order = np.argsort(QUANTILES)
    summary["quantile"] = ("quantile", np.sort(QUANTILES), {"long_name": "quantile over members"})
    for name, values in dataset.data_vars.items():
        variable = BY_NAME[str(name)]
        numbers = values.transpose("member", *variable.dims).values
        summary[name] = (("quantile", *variable.dims), _over_members(run, variable, numbers)[order], values.attrs)
    return summary


def _over_members(run: Run, variable: Variable, numbers: np.ndarray[Any, Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return medians and bands: of what is counted day by day or tick by tick as forecasts miss it, else of members."""
    if variable.dims[0] not in ("time", "tick") or variable.dims[-1] in BOOKS:
        return bands(numbers)
    moments = pd.DatetimeIndex(run.variables[variable.dims[0]].values)
    return daily_quantiles(run, variable.name, numbers, moments=moments)


def _daily(run: Run) -> list[Variable]:
    shapes = [("time", dimension) for dimension in DIMENSIONS]
    return [variable for variable in VARIABLES if variable.dims in shapes and variable.name in run.variables]


def _tidy_variable(run: Run, variable: Variable) -> pd.DataFrame:
    values = run.variables[variable.name].transpose("member", *variable.dims)
    kind = variable.dims[1]
    days, ids = run.variables.indexes["time"], run.variables.indexes[kind]
    median, q05, q95 = (numbers.ravel() for numbers in daily_quantiles(run, variable.name, values.values))
    return pd.DataFrame(
        {
            "variable": variable.name,
            "unit": variable.unit,
            "time": np.repeat(np.datetime_as_string(days.to_numpy(), unit="D"), len(ids)),
            "kind": kind,
            "id": np.tile(ids.to_numpy(), len(days)),
            "name": [run.world.names.of(kind, str(id_)) for id_ in ids] * len(days),
            "median": median,
            "q05": q05,
            "q95": q95,
        }
    )


def _write_csv(run: Run, path: Path) -> None:
    table = tidy(run)
    with path.open("w", encoding="utf-8", newline="") as file:
        pd.DataFrame([HXL_TAGS], columns=list(table.columns)).to_csv(file, index=False)
        rows_kept_as_text(table).to_csv(file, index=False, header=False)


def _write_parquet(run: Run, path: Path) -> None:
    # made in memory: where there is no room for it, pandas may take away what lies at the path
    path.write_bytes(tidy(run).to_parquet(index=False))


def _write_hub_csv(run: Run, path: Path) -> None:
    rows_kept_as_text(model_output(run, _daily(run))).to_csv(path, index=False, encoding="utf-8")


def _write_hub_parquet(run: Run, path: Path) -> None:
    path.write_bytes(model_output(run, _daily(run)).to_parquet(index=False))


def _write_netcdf(run: Run, path: Path) -> None:
    # made in memory: of a disk that fills up the library says no more than "HDF error", or that nothing is permitted
    path.write_bytes(quantiles(run).to_netcdf(engine="netcdf4"))


def _write_xlsx(run: Run, path: Path) -> None:
    table = tidy(run)
    sheets = [(kind, table[table["kind"] == kind]) for kind in DIMENSIONS]
    if any(len(rows) + 2 > SHEET_ROWS for _, rows in sheets):
        raise InputError("The outcome has more rows than a worksheet can hold; export it as parquet or csv.")
    if (year := time.localtime().tm_year) < FIRST_YEAR:
        raise InputError(
            f"The clock of this machine says {year}, and no workbook can be so old; set it right, or export as csv."
        )
    written = BytesIO()  # a zip file that finds no room for its end tries again when it is thrown away
    with pd.ExcelWriter(written, engine="openpyxl") as book:
        for kind, rows in sheets:
            tags = pd.DataFrame([HXL_TAGS], columns=list(table.columns))
            tags.to_excel(book, sheet_name=kind, index=False)
            rows.to_excel(book, sheet_name=kind, index=False, header=False, startrow=2)
            for at in WORDS_AT:
                for (cell,) in book.sheets[kind].iter_rows(min_col=at, max_col=at):
                    cell.data_type = "s"  # where it begins with =, it was taken for a formula
    path.write_bytes(written.getvalue())


def _write_geojson(run: Run, path: Path) -> None:
    features = [*_features(run, "place"), *_features(run, "gate")]
    content = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(content, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")


def _features(run: Run, kind: str) -> Iterator[dict[str, Any]]:
    """Give a point for each place or gate, with its totals: flows in all, a stock at the end, lines at their worst."""
    known = (run.world.places if kind == "place" else run.world.gates).set_index("id")
    totals = {variable.name: _total(run, variable) for variable in _daily(run) if variable.dims[1] == kind}
    for position, id_ in enumerate(map(str, run.variables[kind].values)):
        row = known.loc[id_] if id_ in known.index else None
        if row is None or pd.isna(row["lat"]) or pd.isna(row["lon"]):
            continue
        numbers = {
            f"{name}_{end}": None if np.isnan(value) else float(value)
            for name, total in totals.items()
            for end, value in zip(("median", "q05", "q95"), total[:, position], strict=True)
        }
        yield {
            "type": "Feature",
            "id": id_,
            "geometry": {"type": "Point", "coordinates": [float(row["lon"]), float(row["lat"])]},
            "properties": {"kind": kind, "name": str(row["name"]) or id_, **numbers},
        }


def _total(run: Run, variable: Variable) -> np.ndarray[Any, np.dtype[np.float64]]:
    values = run.variables[variable.name].transpose("member", *variable.dims).values
    return whole_quantiles(run, variable, values)


def _require(form: str) -> None:
    library = LIBRARIES.get(form)
    if library and find_spec(library) is None:
        raise InputError(f"Exporting to {form} needs {library}; install it with: pip install 'exeunt[export]'")


WRITERS: dict[str, Writer] = {
    "csv": _write_csv,
    "parquet": _write_parquet,
    "netcdf": _write_netcdf,
    "geojson": _write_geojson,
    "xlsx": _write_xlsx,
}
HUB_WRITERS: dict[str, Writer] = {"csv": _write_hub_csv, "parquet": _write_hub_parquet}
ENDINGS = {".csv": "csv", ".parquet": "parquet", ".nc": "netcdf", ".geojson": "geojson", ".xlsx": "xlsx"}
LIBRARIES = {"parquet": "pyarrow", "netcdf": "netCDF4", "xlsx": "openpyxl"}
