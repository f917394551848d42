"""A scenario with its public verbs: change it, run it, ask it for one traveller.

What a verb needs is imported when it is used, so that a question about one room does not wait for the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from exeunt.api.outcome import Outcome, require_run
from exeunt.asked import asked_members, flag, text
from exeunt.errors import InputError
from exeunt.paths import path_of
from exeunt.scenario import world as scenario

if TYPE_CHECKING:
    from exeunt.api.answer import Answer
    from exeunt.ensemble.posterior import Posterior
    from exeunt.ensemble.progress import Progress
    from exeunt.scenario.times import Day, Moment
    from exeunt.show.charts.drawing import Picture
    from exeunt.sweeps.sweep import Sweep


class World(scenario.World):
    """A scenario: places, ways, rules, people. Immutable: each change gives a new one.

    `with_rule`, `with_rules`, `without_rule`, `with_parameter`, `reading`, `lasting` and `as_of` return a changed one;
    `fit` learns from its figures, `run` simulates it and `ways` answers one traveller in it. Its tables, such as
    `rules` and `drivers`, are pandas data frames and copies: what is changed in one reaches neither the world nor a
    run, and pandas warns where it can see that the change is lost. Their `until` is the first moment that is no longer
    meant, a day (or a minute) after what a file says: they are not to be written back as files, `exeunt.sheets` are.
    """

    def run(
        self,
        *,
        members: int | None = None,
        seed: int | None = None,
        mean: bool | None = None,
        jobs: int | None = None,
        cluster: str | None = None,
        out: Path | str | None = None,
        resume: bool = False,
        force: bool = False,
        by_origin: bool | None = None,
        posterior: Posterior | Path | str | None = None,
        prior: bool = False,
        progress: Progress | bool | None = None,
    ) -> Outcome:
        """Simulate an ensemble and return its outcome.

        The same world, seed and member give the same bits whatever the other options.

        Parameters
        ----------
        members, seed
            How many members, a million at the most, and which luck; if not given, the scenario's own. A mean run has no
            number of members.
        mean
            Make a mean run: the mean of a few members at the central constants, kept as if it were one, which has no
            band; an ensemble if not given.
        jobs
            Threads; all cores if not given.
        cluster
            The address of a Dask scheduler, such as ``tcp://head:8786``: members run on its workers instead. It needs
            the extra `exeunt[cluster]`.
        out
            Store the run in this folder, in batches as they finish; keep it in memory if not given.
        resume, force
            Finish, or replace, the run that is in `out`; not both. With `resume`, whichever of `members`, `seed`,
            `mean` and `by_origin` is not given is as it was when the run was begun.
        by_origin
            Also keep arrivals apart by the scenario's regions of origin; do not if not given.
        posterior
            What was learned, or the folder that `fit` put it into: members take it instead of drawing from the priors,
            and the world is as it was known on the evening until which was learned. If not given, what the scenario
            ships, if it does.
        prior
            Draw from the priors, whatever the scenario ships; not with `posterior`.
        progress
            True for a bar on standard error, False for nothing; if not given, a bar at a terminal and in a notebook. Or
            a function, called as `progress(stage, done, total)`: with `compiling`, once, if the engine must be
            compiled, and with `simulating` for every member done.

        Raises
        ------
        InputError
            If it cannot be run or stored as asked, with what could be done instead.

        """
        from exeunt.ensemble.chosen_pool import chosen_pool
        from exeunt.ensemble.progress import shown
        from exeunt.ensemble.simulate import simulate
        from exeunt.ensemble.taken import taken

        learned, world = taken(self, posterior, prior=flag(prior, "prior"))
        with chosen_pool(jobs, cluster) as pool, shown(progress) as told:
            return simulate(
                world,
                members=members,
                seed=seed,
                mean=flag(mean, "mean"),
                pool=pool,
                out=out,
                resume=flag(resume, "resume"),
                force=flag(force, "force"),
                by_origin=flag(by_origin, "by_origin"),
                posterior=learned,
                progress=told,
                build=Outcome,
            )

    def run_beside(
        self,
        run: Outcome,
        *,
        members: int | None = None,
        mean: bool | None = None,
        out: Path | str | None = None,
        progress: Progress | bool | None = None,
    ) -> Outcome:
        """Run this world as another run was run, with the same seed and what it had learned, so that both pair.

        Parameters
        ----------
        run
            A run of a world from which this one was derived, with `without_rule` and the like.
        members, mean
            As that run has them if not given.
        out, progress
            As for `run`.

        Raises
        ------
        InputError
            If the members of that run were moved by figures (`update`): none would pair.

        """
        from exeunt.ensemble.pairing import as_run

        asked = as_run(require_run(run), members=members, mean=flag(mean, "mean"))
        return self.run(**asked._asdict(), out=out, progress=progress)

    def fit(
        self,
        until: Day | None = None,
        *,
        members: int | None = None,
        seed: int | None = None,
        jobs: int | None = None,
        cluster: str | None = None,
        out: Path | str | None = None,
        resume: bool = False,
        evenings_from: Day | None = None,
        progress: Progress | bool | None = None,
    ) -> Posterior:
        """Learn what is not known from what was published up to a date, and return what was learned.

        `run(posterior=...)` forecasts on with it. The method and what it gets wrong:
        `docs/explanation/how-it-learns.md`.

        Parameters
        ----------
        until
            The last day of which anything is known: figures published, rules announced, causes told of by then. If not
            given, the day on which the last figure was published.
        members, seed
            How many members learn (20 at least, 200 if not given), and which luck (the scenario's own).
        jobs, cluster
            As for `run`.
        out
            Store what was learned in this folder, and what every pass said while it goes on.
        resume
            Go on with a fit that was cut short in `out`.
        evenings_from
            Also learn anew from what was known on this evening and on each later one of a day on which a figure was
            published, and keep what would have been said then of the days after it (`Posterior.evenings`; the report of
            a run shows it). Each takes about as long as the fit itself.
        progress
            As for `run`.

        Raises
        ------
        InputError
            If there is nothing to learn, or nothing to learn from, or it cannot be stored as asked.

        """
        import pandas as pd

        from exeunt.ensemble.chosen_pool import chosen_pool
        from exeunt.ensemble.progress import shown
        from exeunt.learning.fitting import LEAST
        from exeunt.learning.keeping import fit_into
        from exeunt.scenario.times import as_day

        with chosen_pool(jobs, cluster) as pool, shown(progress) as told:
            return fit_into(
                self,
                until=None if until is None else pd.Timestamp(as_day(until)),
                members=asked_members(members, least=LEAST),
                seed=seed,
                pool=pool,
                out=None if out is None else path_of(out),
                resume=flag(resume, "resume"),
                evenings_from=None if evenings_from is None else pd.Timestamp(as_day(evenings_from)),
                progress=told,
            )

    def sweep(
        self,
        vary: Mapping[str, Sequence[float]],
        *,
        sobol: int | None = None,
        members: int | None = None,
        seed: int | None = None,
        jobs: int | None = None,
        cluster: str | None = None,
        out: Path | str | None = None,
        resume: bool = False,
        posterior: Posterior | Path | str | None = None,
        prior: bool = False,
        progress: Progress | bool | None = None,
    ) -> Sweep:
        """Run this world at many values of its constants, with the same members and luck at each.

        Parameters
        ----------
        vary
            What is varied, by the constant's name: ``{"reach": (0.1, 0.5, 5)}`` takes five values from 0.1 to 0.5,
            both included; several constants make a grid of every combination.
        sobol
            Instead of a grid, a sample for Sobol indices: a power of two, of which ``sobol * (constants + 2)`` points
            come; a range is then ``(low, high)``, evenly likely. It needs the extra `exeunt[sweep]`.
        members, seed
            How many members at each point (20 if not given), and which luck (the scenario's own).
        jobs, cluster, posterior, prior, progress
            As for `run`.
        out
            Store the tables in this folder, and what every member came to at each point that is finished.
        resume
            Go on with a sweep that was cut short in `out`; no finished point is computed again.

        Returns
        -------
        Sweep
            `table` has one row for each point and quantity, `indices` the Sobol indices, both as pandas has them.

        Raises
        ------
        InputError
            If it cannot be varied or stored as asked, with what could be done instead.

        """
        from exeunt.ensemble.chosen_pool import chosen_pool
        from exeunt.ensemble.progress import shown
        from exeunt.ensemble.taken import taken
        from exeunt.sweeps.sweep import sweep

        learned, world = taken(self, posterior, prior=flag(prior, "prior"))
        with chosen_pool(jobs, cluster) as pool, shown(progress) as told:
            return sweep(
                world,
                vary,
                sobol=sobol,
                members=members,
                seed=seed,
                posterior=learned,
                pool=pool,
                out=None if out is None else path_of(out),
                resume=flag(resume, "resume"),
                progress=told,
            )

    def last_published(self) -> date:
        """Return the day on which its last figure was published, until which `fit` learns if no other is named."""
        from exeunt.learning.keeping import last_published

        return last_published(self).date()

    def ways(
        self,
        *,
        start: str,
        on: Moment,
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
            When he asks: a day (then noon there), or a local time such as ``2022-09-24T18:00``. A `datetime` is a
            time, at midnight too, and so is a `np.datetime64` that is finer than a day.
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
        from exeunt.api.answer import Answer
        from exeunt.ensemble.progress import announce_compiling
        from exeunt.scenario.times import written_to_the_minute
        from exeunt.ways.plan import find_ways

        found = find_ways(
            self,
            start=start,
            on=written_to_the_minute(on),
            traits=_traits(traits),
            budget=budget,
            to=to,
            share=flag(share, "share"),
            members=asked_members(members),
            seed=seed,
            announce=announce or announce_compiling,
        )
        return Answer.of(found, self)

    def traveller(self, start: str, traits: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return a value for every trait of one who starts at a place: those named, and the most common of the rest.

        Raises
        ------
        InputError
            If there is no such place, trait or value, with what there is.

        """
        from exeunt.scenario.finding import find_place
        from exeunt.ways.question import find_traits

        return find_traits(self, find_place(self, start), _traits(traits))

    def map(self) -> Picture | None:
        """Return its homes, ways and gates on the map; None where no two places have coordinates."""
        from exeunt.show.map.world_map import world_map

        return world_map(self)

    def _repr_html_(self) -> str:
        from exeunt.show.charts.small import small

        found = self.map()
        return super()._repr_html_() + (small([found], width=360) if found else "")


def _traits(named: object) -> Mapping[str, str]:
    """Return the traits that are named with their values.

    Raises
    ------
    InputError
        If they are none.

    """
    if named is None:
        return {}
    if not isinstance(named, Mapping):
        raise InputError("Traits are named with their values, such as {'papers': 'foreign', 'car': 'yes'}.")
    return {text(trait, "a trait"): value for trait, value in named.items()}
