"""The public API: where a `World` and an `Outcome` come from; their verbs stand in `world` and `outcome`.

What a verb needs is imported when it is used, so that a question about one room does not wait for the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from exeunt.api.outcome import Outcome as Outcome
from exeunt.api.outcome import Updated as Updated
from exeunt.api.world import World as World
from exeunt.asked import flag, text, texts, whole
from exeunt.paths import path_of
from exeunt.scenario import world as scenario

if TYPE_CHECKING:
    import pandas as pd

    from exeunt.api.answer import Answer as Answer
    from exeunt.api.comparison import Comparison as Comparison
    from exeunt.atlas.building import Built as Built
    from exeunt.ensemble.folders import Folder as Folder
    from exeunt.ensemble.posterior import Posterior as Posterior
    from exeunt.ensemble.progress import Progress
    from exeunt.exchange.arrivals.importing import Arrivals as Arrivals
    from exeunt.exchange.flee.importing import Imported as Imported
    from exeunt.outcome.deflection import Deflection as Deflection
    from exeunt.outcome.dropped import Dropped as Dropped
    from exeunt.outcome.run import Run as Run
    from exeunt.outcome.score import Scored as Scored
    from exeunt.outcome.score import Scores as Scores
    from exeunt.scenario.catalogue import Listed
    from exeunt.scenario.names import Names as Names
    from exeunt.scenario.sheets import Sheet as Sheet
    from exeunt.scenario.tables import Column as Column
    from exeunt.scenario.times import Day
    from exeunt.show.charts.drawing import Picture as Picture
    from exeunt.show.charts.rules import RuleRow as RuleRow
    from exeunt.show.figures import Figure as Figure
    from exeunt.show.page.report import Report as Report
    from exeunt.show.views.views import Views as Views
    from exeunt.sweeps.sweep import Sweep as Sweep
    from exeunt.ways.answer import Section as Section


def load(name_or_folder: str | Path) -> World:
    """Read a scenario, by the id of one that comes with the package or by its folder.

    Raises
    ------
    ScenarioError
        With every fault, each naming file, row, column and what would be right.

    """
    from exeunt.scenario.catalogue import OF_RUN, find
    from exeunt.scenario.reading import read

    folder = find(name_or_folder)
    world = read(folder, World)
    if folder.resolve().name != OF_RUN:
        return world
    from exeunt.ensemble.store import first_source_of

    return replace(world, first_source=first_source_of(folder.resolve(), world))


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

    return open_run(path_of(path), Outcome, World)


def run_folder(scenario: str, *, resume: bool = False, below: str | Path = ".") -> Path:
    """Return `runs/SCENARIO-N` in a folder: the next that is free, made and so reserved, or with `resume` the last."""
    return _numbered(scenario, path_of(below) / "runs", resume=resume)


def require_scenario_of(run: Path, source: str) -> None:
    """Refuse to go on with an unfinished run of a scenario that is gone, saying where its tables lie."""
    from exeunt.ensemble.store import require_scenario_of

    require_scenario_of(run, source)


def given_back_unused(folder: Path) -> AbstractContextManager[None]:
    """Remove a folder that was reserved, if what was to fill it fails before it has begun."""
    from exeunt.ensemble.claim import given_back_unused

    return given_back_unused(folder)


def sweep_folder(scenario: str, *, resume: bool = False) -> Path:
    """Return `sweeps/SCENARIO-N`: the next that is free, made and so reserved, or with `resume` the last there is."""
    return _numbered(scenario, Path("sweeps"), resume=resume)


def _numbered(scenario: str, runs: Path, *, resume: bool) -> Path:
    from exeunt.ensemble.claim import latest, next_free

    return latest(scenario, runs=runs) if flag(resume, "resume") else next_free(scenario, runs=runs)


def scenarios() -> list[Listed]:
    """List the scenarios that come with the package."""
    from exeunt.scenario.catalogue import scenarios

    return scenarios()


def folders(root: str | Path = ".") -> list[Folder]:
    """List the scenarios and finished runs that lie in a folder or a little below it, the latest first."""
    from exeunt.ensemble.folders import folders

    return folders(path_of(root))


def read_figures(file: str | Path, world: scenario.World) -> Dropped:
    """Say how each column of a file of figures is read, for a world it is to speak of, and every fault it has."""
    from exeunt.outcome.dropped import dropped

    return dropped(path_of(file), world)


def sections(answer: Answer) -> list[Section]:
    """Return what an answer of `World.ways` tells, section by section."""
    from exeunt.ways.answer import sections

    return sections(answer)


def land() -> tuple[dict[str, Any], ...]:
    """Return the shapes of the countries as GeoJSON features; Natural Earth, public domain."""
    from exeunt.scenario.shapes import shapes

    return shapes()


def picture_library() -> str:
    """Return what draws the pictures, Vega, Vega-Lite and Vega-Embed in one script that sets `vegaEmbed`."""
    from exeunt.show.page.vega import library

    return library()


def new(folder: str | Path, source: str | None = None) -> list[Path]:
    """Write a scenario folder to fill in, the smallest or a copy of `source`, and return its files."""
    from exeunt.scenario.new import create

    return create(path_of(folder), source)


def new_country(
    folder: str | Path,
    country: str,
    *,
    since: Day | None = None,
    neighbours: Sequence[str] | None = None,
    min_population: int | None = None,
    events: str | Path | None = None,
    progress: Progress | bool | None = None,
) -> Built:
    """Write a world built from a country's name into a new or empty folder; it needs the extra `exeunt[atlas]`.

    Parameters
    ----------
    folder
        Where to write.
    country
        The country that people leave: three letters such as ``SDN``, or its name.
    since
        The first day; if not given, that of the first event, or today.
    neighbours
        The countries they may arrive in; if not given, those with a land border and, where no road leads out, the
        three nearest over the sea.
    min_population
        How many people a town must have to become a place (20,000 if not given).
    events
        A table of where and when there was fighting: ours, ACLED's or UCDP's; see `atlas.events`. Without it a threat
        of the same level is assumed everywhere.
    progress
        As for `World.run`: a small run finds out which unknowns move the forecast most.

    Raises
    ------
    InputError
        If the tables are not installed, the folder is taken, or there is nothing to build.
    ScenarioError
        With every fault of the table of events.

    """
    from exeunt.atlas.building import Wanted, build, write_built
    from exeunt.atlas.towns import LEAST
    from exeunt.ensemble.progress import shown
    from exeunt.questions import questions, told_in_words
    from exeunt.scenario.catalogue import require_new
    from exeunt.scenario.times import as_day

    wanted = Wanted(
        country=text(country, "a country"),
        since=None if since is None else as_day(since),
        neighbours=None if neighbours is None else tuple(texts(neighbours, "a country")),
        min_population=LEAST if min_population is None else whole(min_population, "number of people", least=1),
        events=None if events is None else path_of(events),
    )
    require_new(path_of(folder))
    built = build(wanted)
    with shown(progress) as told:
        found = told_in_words(questions(built.world, told=told))
    return write_built(replace(built, questions=tuple(found)), path_of(folder))


def flee_example(folder: str | Path) -> list[Path]:
    """Write a small invented conflict in FLEE's format into a new folder, and return its files."""
    from exeunt.exchange.flee.example import write_example

    return write_example(path_of(folder))


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

    counts, said = (None if each is None else path_of(each) for each in (observed, settings))
    taken = flag(capacities, "capacities")
    return import_flee(path_of(input_dir), path_of(out), observed=counts, settings=said, capacities=taken)


def read_arrivals(
    file: str | Path,
    scenario: str | Path,
    *,
    since: Day | None = None,
    on: Day | None = None,
    published: Day | None = None,
    **said: Any,
) -> Arrivals:
    """Read arrivals as analysts have them, for a scenario's folder; nothing is written until `write`.

    Parameters
    ----------
    file
        Text with separated cells, in UTF-8 or UTF-16, or a workbook; HXL tags are read.
    scenario
        The scenario's folder.
    since
        The day from which a cumulative figure counts; the scenario's first if nothing is said.
    on
        The day of a file that names none.
    published
        The day on which figures became known, where no column says it.
    said
        Whatever else the file leaves open: `dates`, `numbers`, `counts`, `each`, `where`, `figures`, `only`, `means`,
        `measure`, `family_size`, `source`, `sheet`, `partly`; see `exeunt import arrivals --help`.

    Returns
    -------
    Arrivals
        How each column was read, the rows to add, what was assumed and left out, and every fault.

    Raises
    ------
    InputError
        If what is said does not fit the file or the scenario.
    ScenarioError
        If the file is no table at all, or the scenario has faults.

    """
    from exeunt.exchange.arrivals.importing import read_arrivals
    from exeunt.exchange.arrivals.said import said_of
    from exeunt.scenario.times import as_day

    days = {"since": since, "on": on, "published": published}
    said |= {name: as_day(day) for name, day in days.items() if day is not None}
    return read_arrivals(path_of(file), path_of(scenario), said_of(said))


def sheets(folder: str | Path) -> tuple[Sheet, ...]:
    """Return the tables of a scenario's folder as text, to be corrected by hand; see `correct`.

    Raises
    ------
    InputError
        If there is no such folder.

    """
    from exeunt.scenario.sheets import sheets

    return sheets(path_of(folder))


def correct(
    folder: str | Path,
    changed: Mapping[str, Sequence[Sequence[str]]],
    *,
    marks: Mapping[str, str] = MappingProxyType({}),
    write: bool = False,
) -> World:
    """Return the world of a folder with other rows in some of its tables; the files stay as they are.

    Parameters
    ----------
    folder
        The scenario's folder.
    changed
        For each table that changes all its rows, cell by cell in the order of its `Sheet`'s header.
    marks
        For each of these tables the `mark` of the `Sheet` that its rows were typed into; needed to `write`.
    write
        Whether to write these tables into the folder, if nothing is wrong.

    Raises
    ------
    InputError
        If there is no such table, a row does not fit its header, or a file was changed since its sheet was read.
    ScenarioError
        With every fault; the row is that of the table, the header being 1.

    """
    from exeunt.scenario.first_source import FirstSource
    from exeunt.scenario.one_writer import only_writer
    from exeunt.scenario.reading import read
    from exeunt.scenario.sheets import cells_typed, require_as_read, typed_in, write_sheets

    place, write, changed = path_of(folder), flag(write, "write"), cells_typed(changed)
    with only_writer(place) if write else nullcontext():
        require_as_read(place, changed, marks, all_marked=write)
        given = typed_in(place, changed)
        world = read(place, World, given)
        if write:
            write_sheets(place, given, marks)
            world = replace(world, first_source=FirstSource.of(place))
    return world


def said_of(folder: str | Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what was assumed of a world that `new_country` wrote, and what to look up first."""
    from exeunt.atlas.provenance import said_of

    return said_of(path_of(folder))


def import_arrivals(file: str | Path, scenario: str | Path, **said: Any) -> Arrivals:
    """Add arrivals as analysts have them to a scenario's observations, whole or not at all; see `read_arrivals`.

    Raises
    ------
    ScenarioError
        With every fault of the file, and everything that it leaves open.

    """
    return read_arrivals(file, scenario, **said).added()
