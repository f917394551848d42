"""The public API on one page: a `World` to change and run, an `Outcome` to look at, and where both come from.

What a verb needs is imported when it is used, so that a question about one room does not wait for the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from exeunt.outcome.run import Run
from exeunt.scenario import world as scenario
from exeunt.wording import plural

if TYPE_CHECKING:
    import pandas as pd

    from exeunt.ensemble.progress import Progress
    from exeunt.exchange.flee.importing import Imported as Imported
    from exeunt.outcome.deflection import Deflection as Deflection
    from exeunt.outcome.score import Scored as Scored
    from exeunt.outcome.score import Scores as Scores
    from exeunt.outcome.targets import Targets
    from exeunt.scenario.catalogue import Listed
    from exeunt.scenario.names import Names as Names
    from exeunt.show.page.report import Report as Report
    from exeunt.show.page.spread import Spread
    from exeunt.ways.answer import Answer

Ids = str | Sequence[str]


class World(scenario.World):
    """A scenario: places, ways, rules, people. Immutable: each change gives a new one.

    `with_rule`, `with_rules`, `without_rule`, `with_parameter`, `reading` and `lasting` return a changed world;
    `run` simulates it and `ways` answers one traveller in it.
    """

    def run(
        self,
        *,
        members: int | None = None,
        seed: int | None = None,
        mean: bool | None = None,
        jobs: int | None = None,
        out: Path | str | None = None,
        resume: bool = False,
        force: bool = False,
        by_origin: bool | None = None,
        progress: Progress | bool | None = None,
    ) -> Outcome:
        """Simulate an ensemble and return its outcome.

        The same world, seed and member give the same bits whatever the other options.

        Parameters
        ----------
        members, seed
            How many members, and which luck; if not given, the scenario's own, and one member with `mean`.
        mean
            Follow the expected course at the central parameters instead of drawing; draw if not given.
        jobs
            Threads; all cores if not given.
        out
            Store the run in this folder, in batches as they finish; keep it in memory if not given.
        resume, force
            Finish, or replace, the run that is in `out`. With `resume`, whichever of `members`, `seed`, `mean` and
            `by_origin` is not given is as it was when the run was begun.
        by_origin
            Also keep arrivals apart by the scenario's regions of origin; do not if not given.
        progress
            True for a bar on standard error, False for nothing; if not given, a bar at a terminal and in a notebook. Or
            a function, called as `progress(stage, done, total)`: with `compiling`, once, if the engine must be
            compiled, and with `simulating` for every member done.

        Raises
        ------
        InputError
            If it cannot be run or stored as asked, with what could be done instead.

        """
        from exeunt.ensemble.progress import shown
        from exeunt.ensemble.simulate import simulate

        with shown(progress) as told:
            return simulate(
                self,
                members=members,
                seed=seed,
                mean=mean,
                jobs=jobs,
                out=out,
                resume=resume,
                force=force,
                by_origin=by_origin,
                progress=told,
                build=Outcome,
            )

    def ways(
        self,
        *,
        start: str,
        on: str | date | datetime,
        traits: Mapping[str, str] | None = None,
        budget: float | None = None,
        to: str | None = None,
        share: bool = False,
        members: int | None = None,
        seed: int | None = None,
        announce: Callable[[], None] | None = None,
    ) -> Answer:
        """Return one traveller's ways out as they were known at a moment, the shut doors, and what is not known.

        Nothing about the traveller is stored or logged. The first question at a moment simulates the days until then;
        that is kept in memory for the next.

        Parameters
        ----------
        start
            The place he starts from: its id, name or an alias.
        on
            When he asks: a day (then noon there), or a local time such as ``2022-09-24T18:00``.
        traits
            Values of traits; those not named are the most common at the place.
        budget
            EUR he can spend on the way; None for no limit.
        to
            Answer about this country only: its ISO alpha-3 code or its English name.
        share
            Also work out which part of those like him the simulation sends to each country.
        members, seed
            How many members of the simulation give the waits (a few if None), and which luck (the scenario's own if
            None).
        announce
            Called once if the engine must be compiled first; if not given, that is said on standard error.

        Raises
        ------
        InputError
            If the question cannot be answered, with what could.

        """
        from exeunt.ensemble.progress import announce_compiling
        from exeunt.ways.plan import find_ways

        return find_ways(
            self,
            start=start,
            on=on,
            traits=traits,
            budget=budget,
            to=to,
            share=share,
            members=members,
            seed=seed,
            announce=announce or announce_compiling,
        )

    def traveller(self, start: str, traits: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return a value for every trait of one who starts at a place: those named, and the most common of the rest.

        Raises
        ------
        InputError
            If there is no such place, trait or value, with what there is.

        """
        from exeunt.scenario.finding import find_place
        from exeunt.ways.question import find_traits

        return find_traits(self, find_place(self, start), traits or {})


class Outcome(Run):
    """What an ensemble came to.

    Variables are attributes: `outcome.arrivals` is an xarray DataArray with the dimensions member, time, country;
    `dataset` holds all of them, `manifest` what the run says of itself, `world` the scenario and `path` the run's
    folder (None in memory).
    """

    def table(self) -> pd.DataFrame:
        """Return the arrivals by country, with their 90 % band, beside what was counted."""
        from exeunt.outcome.summary import arrivals_table

        return arrivals_table(self)

    def present(self) -> pd.DataFrame:
        """Return the people present at the end where they were counted, with their band, beside the last count."""
        from exeunt.outcome.summary import present_table

        return present_table(self)

    def counted(self) -> pd.DataFrame:
        """Return the last figure of every series that was observed, beside what was simulated of it."""
        from exeunt.outcome.summary import counted_table

        return counted_table(self)

    def queues(self) -> pd.DataFrame:
        """Return each gate's longest line, longest first, and when it clears."""
        from exeunt.outcome.queues import queue_table

        return queue_table(self)

    def by_day(self, *, place: str | None = None, gate: str | None = None) -> pd.DataFrame:
        """Return one row a day: medians and 90 % bands at a place or gate, or arrivals by country."""
        from exeunt.outcome.days import by_day

        return by_day(self, place=place, gate=gate)

    def in_all(self, *, place: str | None = None, gate: str | None = None) -> pd.DataFrame:
        """Return one row a variable over the whole period, at a place or gate, or arrivals by country."""
        from exeunt.outcome.days import in_all

        return in_all(self, place=place, gate=gate)

    def score(self, observed: str | Path | Targets | None = None) -> Scores:
        """Score the run against the scenario's observations, or against a file of them."""
        from exeunt.outcome.score import score

        return score(self, observed)

    def compare(
        self,
        other: Run,
        by: Literal["day"] | None = None,
        *,
        country: Ids = (),
        gate: Ids = (),
        place: Ids = (),
        variables: Ids = (),
    ) -> pd.DataFrame:
        """Return what changes from this run to the other, in all, by country and gate, member by member.

        Parameters
        ----------
        other
            A run with the same seed, members and period.
        by
            `"day"` for a row each day; the whole period if not given.
        country, gate, place
            Only these: an id or a name, or several.
        variables
            Only these variables, such as ``arrivals``.

        """
        from exeunt.outcome.compare import compare

        named = {"country": country, "gate": gate, "place": place, "variables": variables}
        chosen = {kind: [ids] if isinstance(ids, str) else list(ids) for kind, ids in named.items()}
        return compare(self, other, by=by, **chosen)

    def too_few(self) -> str:
        """Say that its members are too few to tell what changes from chance, or expectations; blank if they are not."""
        from exeunt.outcome.chance import too_few

        return too_few(int(self.manifest["members"]), mean=bool(self.manifest["mean"]))

    def deflection(self, other: Run) -> Deflection | None:
        """Return where people go instead of the countries that lose arrivals; None if none clearly does."""
        from exeunt.outcome.deflection import deflection

        return deflection(self, other)

    def compare_queues(self, other: Run) -> pd.DataFrame:
        """Return what happens to each gate's line from this run to the other, and when it clears in both."""
        from exeunt.outcome.queues import compare_queues

        return compare_queues(self, other)

    def spread(self, again: int | None = None) -> pd.DataFrame | None:
        """Return how much of the spread is disagreement among sources, unknown behaviour, and chance.

        Chance is at most what is left over (`rest`), unless the first `again` members are run again with other luck,
        or were before: then it is measured. None where the members are too few (see `members_for_spread`) or do not
        differ; then none is run again.
        """
        from exeunt.outcome.spread import can_tell, kept, spread_table

        if again is None:
            return spread_table(self, kept(self))
        from exeunt.ensemble.rerun import require_same_members, run_again

        require_same_members(self)
        return spread_table(self, run_again(self, again)) if can_tell(self) else None

    def members_for_spread(self) -> int:
        """Return how many members it takes to tell what the spread of this run is made of."""
        from exeunt.outcome.spread import members_needed

        return members_needed(self)

    def spread_in_words(self, table: pd.DataFrame | None = None) -> Spread | None:
        """Return the same in sentences and rows of text, of a table that `spread` gave or a new one."""
        from exeunt.show.page.spread import spread_in_words

        told = self.spread() if table is None else table
        return None if told is None else spread_in_words(told, self.world.names)

    def report(
        self, path: str | Path | None = None, *, against: Run | None = None, images: str | Path | None = None
    ) -> Path:
        """Write the report, one HTML file that opens with no network, and return where it lies.

        Parameters
        ----------
        path
            The file. If not given, `report.html` in the run's folder; with `against`, `report-against-NAME.html`
            there, where NAME is what the other run's folder is called; two of the same name take turns.
        against
            Another run with the same members and seed: the report opens with what changes from this one to it.
        images
            A folder to write every picture into as well, as PNG and SVG.

        """
        return self.write_report(path, against=against, images=images).path

    def write_report(
        self, path: str | Path | None = None, *, against: Run | None = None, images: str | Path | None = None
    ) -> Report:
        """Write the report as `report` does, and return all that was written."""
        from exeunt.show.page.report import write_report

        where, pictures = (None if each is None else Path(each) for each in (path, images))
        return write_report(self, where, against=against, images=pictures)

    def export(self, to: str | Path, form: str | None = None) -> Path:
        """Write medians and bands for other programs, in the format of the file's ending or of `form`."""
        from exeunt.exchange.export import export

        return export(self, to, form)

    def save(self, path: str | Path, *, force: bool = False) -> Outcome:
        """Store a run, elsewhere if it is stored already, and return it as it now lies on disk."""
        from exeunt.ensemble.store import save

        save(self, Path(path), force=force)
        return open(path)

    def __repr__(self) -> str:
        return f"<exeunt.Outcome {self._head()}>\n{self.table().to_string(index=False)}"

    def _repr_html_(self) -> str:
        return f"<p>{escape(self._head())}</p>{self.table().to_html(index=False)}"

    def _head(self) -> str:
        return f"{self.manifest['title']}: {plural(self.manifest['members'], 'member')}, seed {self.manifest['seed']}"


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
