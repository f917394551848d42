"""A run as a file: for other programs, or as a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exeunt.errors import InputError

if TYPE_CHECKING:
    from exeunt.api import Outcome
    from exeunt.studio.sessions import Tab

FORMS = {"csv": "csv", "xlsx": "xlsx", "geojson": "geojson", "netcdf": "nc", "parquet": "parquet"}


def exported(tab: Tab, run: Outcome, other: Outcome | None, form: str) -> tuple[Path, str]:
    """Write a run into the tab's folder under a name of our own, and return it with the name to save it by.

    Raises
    ------
    InputError
        If there is no such form.

    """
    name = str(run.manifest["scenario"])
    if form == "report":
        report = run.report(tab.folder / f"{tab.new_id()}.html", against=other)
        return report, f"{name}-report.html"
    if form not in FORMS:
        raise InputError(f"A run can be written as {', '.join(FORMS)} or report.")
    ending = FORMS[form]
    return run.export(tab.folder / f"{tab.new_id()}.{ending}"), f"{name}.{ending}"
