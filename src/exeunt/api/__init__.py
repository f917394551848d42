"""The public API: where a `World` and an `Outcome` come from; their verbs stand in `world` and `outcome`.

What a verb needs is imported when it is used, so that a question about one room does not wait for the others.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from exeunt.api.outcome import Outcome as Outcome
from exeunt.api.outcome import Updated as Updated
from exeunt.api.world import World as World
from exeunt.scenario import world as scenario

if TYPE_CHECKING:
    import pandas as pd

    from exeunt.ensemble.folders import Folder as Folder
    from exeunt.ensemble.posterior import Posterior as Posterior
    from exeunt.exchange.flee.importing import Imported as Imported
    from exeunt.outcome.deflection import Deflection as Deflection
    from exeunt.outcome.dropped import Dropped as Dropped
    from exeunt.outcome.run import Run as Run
    from exeunt.outcome.score import Scored as Scored
    from exeunt.outcome.score import Scores as Scores
    from exeunt.scenario.catalogue import Listed
    from exeunt.scenario.names import Names as Names
    from exeunt.show.charts.drawing import Picture as Picture
    from exeunt.show.charts.rules import RuleRow as RuleRow
    from exeunt.show.figures import Figure as Figure
    from exeunt.show.page.report import Report as Report
    from exeunt.show.views.views import Views as Views
    from exeunt.ways.answer import Answer as Answer
    from exeunt.ways.answer import Section as Section


def load(name_or_folder: str | Path) -> World:
    """Read a scenario, by the id of one that comes with the package or by its folder.

    Raises
    ------
    ScenarioError
        With every fault, each naming file, row, column and what would be right.

    """
    from exeunt.scenario.catalogue import find
    from exeunt.scenario.reading import read

    return read(find(name_or_folder), World)


def named(run: Outcome, *, place: str | None = None, gate: str | None = None) -> str:
    """Return what a place or gate is called, its id beside it; see `days.named`."""
    from exeunt.outcome.days import named

    return named(run, place=place, gate=gate)


def moved(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `Outcome.compare` in which anything changed in any of the middle members."""
    from exeunt.outcome.compare import moved

    return moved(table)


def changing(queues: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `Outcome.compare_queues` whose line changes by 50 people or more on average."""
    from exeunt.outcome.queues import changing

    return changing(queues)


def open(path: str | Path) -> Outcome:
    """Open a stored run; an unfinished one is refused."""
    from exeunt.ensemble.store import open_run

    return open_run(Path(path), Outcome, World)


def run_folder(scenario: str, *, resume: bool = False) -> Path:
    """Return `runs/SCENARIO-N`: the next that is free, made and so reserved, or with `resume` the last there is."""
    from exeunt.ensemble.claim import latest, next_free

    return latest(scenario) if resume else next_free(scenario)


def scenarios() -> list[Listed]:
    """List the scenarios that come with the package."""
    from exeunt.scenario.catalogue import scenarios

    return scenarios()


def folders(root: str | Path = ".") -> list[Folder]:
    """List the scenarios and finished runs that lie in a folder or a little below it, the latest first."""
    from exeunt.ensemble.folders import folders

    return folders(Path(root))


def read_figures(file: str | Path, world: scenario.World) -> Dropped:
    """Say how each column of a file of figures is read, for a world it is to speak of, and every fault it has."""
    from exeunt.outcome.dropped import dropped

    return dropped(Path(file), world)


def sections(answer: Answer) -> list[Section]:
    """Return what an answer of `World.ways` tells, section by section."""
    from exeunt.ways.answer import sections

    return sections(answer)


def land() -> tuple[dict[str, Any], ...]:
    """Return the shapes of the countries as GeoJSON features; Natural Earth, public domain."""
    from exeunt.show.map.shapes import shapes

    return shapes()


def picture_library() -> str:
    """Return what draws the pictures, Vega, Vega-Lite and Vega-Embed in one script that sets `vegaEmbed`."""
    from exeunt.show.page.page import library

    return library()


def new(folder: str | Path, source: str | None = None) -> list[Path]:
    """Write a scenario folder to fill in, the smallest or a copy of `source`, and return its files."""
    from exeunt.scenario.new import create

    return create(Path(folder), source)


def flee_example(folder: str | Path) -> list[Path]:
    """Write a small invented conflict in FLEE's format into a new folder, and return its files."""
    from exeunt.exchange.flee.example import write_example

    return write_example(Path(folder))


def import_flee(
    input_dir: str | Path,
    out: str | Path,
    *,
    observed: str | Path | None = None,
    settings: str | Path | None = None,
    capacities: bool = True,
) -> Imported:
    """Turn a FLEE conflict folder into a scenario's folder; see `exchange.flee.importing.import_flee`."""
    from exeunt.exchange.flee.importing import import_flee

    counts, said = (None if each is None else Path(each) for each in (observed, settings))
    return import_flee(Path(input_dir), Path(out), observed=counts, settings=said, capacities=capacities)
