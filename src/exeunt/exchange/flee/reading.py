"""Reading a whole FLEE folder, with every fault in it said at once."""

from __future__ import annotations

from pathlib import Path

from exeunt.errors import ScenarioError
from exeunt.exchange.flee.closures import read_closures
from exeunt.exchange.flee.conflicts import read_intensity
from exeunt.exchange.flee.counts import read_corrections, read_counts, read_layout, say_leaks
from exeunt.exchange.flee.folder import Counts, FleeFolder
from exeunt.exchange.flee.locations import read_locations
from exeunt.exchange.flee.period import read_period
from exeunt.exchange.flee.routes import read_routes
from exeunt.exchange.flee.settings import read_settings
from exeunt.exchange.flee.unread_files import say_left_over_counts, say_left_over_input
from exeunt.exchange.rows import Findings


def read_folder(input_dir: Path, *, observed: Path | None, settings: Path | None) -> FleeFolder:
    """Read a conflict.

    Parameters
    ----------
    input_dir
        The folder of ``locations.csv``, ``routes.csv``, ``sim_period.csv`` and the others.
    observed
        The folder of ``data_layout.csv`` and the counts, if there is one.
    settings
        The file ``simsetting.yml``, if there is one.

    Raises
    ------
    ScenarioError
        With every fault, if there is any.

    """
    findings = Findings()
    _fault_missing(input_dir, observed, findings)
    known = read_settings(settings, findings)
    period = read_period(input_dir, findings)
    first_day, days = period or (None, 1)  # with one day the other files can still be checked
    locations, names = read_locations(input_dir, findings)
    routes = read_routes(input_dir, locations, names, findings)
    closures = read_closures(input_dir, locations, names, routes, findings)
    level = known["default_conflict_intensity"]
    intensity = read_intensity(
        input_dir, locations, names, days, float(level) if isinstance(level, int | float) else 1.0, findings
    )
    corrections = read_corrections(input_dir, findings)
    say_left_over_input(input_dir, settings, findings)
    counts: Counts | None = None
    if observed is not None and (layout := read_layout(observed, locations, names, findings)):
        if first_day is not None:
            counts = read_counts(
                observed,
                layout,
                corrections,
                first_day,
                days,
                sum_from_camps=known.sum_from_camps,
                findings=findings,
            )
            say_leaks(locations, counts, findings)
        say_left_over_counts(observed, layout, settings, findings)
    if findings.faults or first_day is None:
        raise ScenarioError(findings.faults)
    return FleeFolder(
        first_day=first_day,
        days=days,
        locations=locations,
        routes=routes,
        closures=closures,
        intensity=intensity,
        counts=counts,
        settings=known,
        odd=tuple(findings.odd),
        unused=tuple(findings.unused),
    )


def _fault_missing(input_dir: Path, observed: Path | None, findings: Findings) -> None:
    for folder, of in ((input_dir, "input"), (observed, "counts")):
        if folder is not None and not folder.is_dir():
            findings.fault(folder.name, 1, "", "is not a folder", f"give the folder of {of}")
    if findings.faults:
        raise ScenarioError(findings.faults)
