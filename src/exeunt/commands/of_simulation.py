"""The commands that simulate: `run`, `fit`, which learns from figures, and `sweep`, which varies constants.

What a command needs is imported when it runs, so that `--help` is quick.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from exeunt.commands.options import (
    RANGE,
    Added,
    Cluster,
    Days,
    Held,
    Jobs,
    Json,
    Learned,
    Prior,
    Readings,
    Scenario,
    Seed,
    Split,
    Without,
    choose_one,
    set_or_read,
    spans,
)


def run(
    scenario: Scenario,
    members: Annotated[
        int | None, typer.Option(min=1, help="How many members; the scenario says if not given.")
    ] = None,
    seed: Seed = None,
    days: Days = None,
    parameters: Held = None,
    readings: Readings = None,
    without: Without = None,
    added: Added = None,
    posterior: Learned = None,
    prior: Prior = False,
    by: Annotated[
        Split | None,
        typer.Option(help="Keep arrivals apart by region of origin; members have other luck than without."),
    ] = None,
    mean: Annotated[
        bool,
        typer.Option("--mean", help="One quick course without a band: the mean of a few members at central constants."),
    ] = False,
    jobs: Jobs = None,
    cluster: Cluster = None,
    out: Annotated[Path | None, typer.Option(help="The run's folder; runs/SCENARIO-N if not given.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Finish the run in the folder.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace the run in the folder.")] = False,
    json: Json = False,
) -> None:
    """Simulate an ensemble, store the outcome and print the table people want first."""
    if resume and force:
        raise typer.BadParameter("--resume finishes a run and --force replaces it: choose one.")
    choose_one(posterior, prior)
    held, read = set_or_read(parameters, readings)
    from exeunt.api import given_back_unused, load, require_scenario_of, run_folder
    from exeunt.commands.printing import command, print_json
    from exeunt.commands.reporting import report_after_run
    from exeunt.commands.running import changed, run_json, say_what_is_not_known, say_what_is_odd
    from exeunt.commands.tables import print_outcome

    if resume and out is not None:
        require_scenario_of(out, scenario)
    whole = load(scenario)
    world = changed(whole, days=days, parameters=held, readings=read, without=without, added=added)
    say_what_is_odd(world, None if added or days else scenario, days=whole.settings.days)
    folder = out or run_folder(world.name, resume=resume)
    with given_back_unused(folder):
        outcome = world.run(
            members=members,
            seed=seed,
            mean=mean or None,
            jobs=jobs,
            cluster=cluster,
            out=folder,
            resume=resume,
            force=force,
            by_origin=None if by is None else True,
            posterior=posterior,
            prior=prior,
            progress=True,
        )
    say_what_is_not_known(whole, outcome.learned_until)
    written = report_after_run(outcome)
    if json:
        print_json(run_json(outcome))
        return
    print_outcome(outcome)
    print(f"\nThe outcome lies in {folder}; {command('show', folder)} prints this again.")
    if written is not None:
        print(f"The report lies in {written}; any browser opens it.")


def fit(
    scenario: Scenario,
    until: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="The last day of which anything is known; the last figure's if not given."),
    ] = None,
    members: Annotated[
        int | None, typer.Option(min=1, help="How many members learn, 20 at least; 200 if not given.")
    ] = None,
    seed: Seed = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where it goes; posteriors/SCENARIO-DATE if not given.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a fit that was cut short.")] = False,
    evenings_from: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="Also say what evenings with new figures, from this one on, would have foretold."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Learn what is not known from what was published up to a date; `run --posterior` forecasts on with it."""
    from exeunt.api import load
    from exeunt.commands.fitting import fit_folder, print_posterior
    from exeunt.commands.printing import print_json
    from exeunt.commands.running import say_what_is_odd

    world = load(scenario)
    say_what_is_odd(world, scenario)
    folder = out or fit_folder(world, until)
    learned = world.fit(
        until,
        members=members,
        seed=seed,
        jobs=jobs,
        cluster=cluster,
        out=folder,
        resume=resume,
        evenings_from=evenings_from,
        progress=True,
    )
    if json:
        print_json({"posterior": str(folder), **learned.told})
        return
    print_posterior(learned, world, scenario, folder)


def sweep(
    scenario: Scenario,
    vary: Annotated[
        list[str],
        typer.Option(metavar=RANGE, help="Vary a parameter over N values; with --sobol, LOW:HIGH."),
    ],
    sobol: Annotated[
        int | None,
        typer.Option(min=2, metavar="N", help="No grid but a sample for Sobol indices: N base points, a power of two."),
    ] = None,
    members: Annotated[int | None, typer.Option(min=1, help="How many members at each point; 20 if not given.")] = None,
    seed: Seed = None,
    days: Days = None,
    parameters: Held = None,
    readings: Readings = None,
    without: Without = None,
    added: Added = None,
    posterior: Learned = None,
    prior: Prior = False,
    jobs: Jobs = None,
    cluster: Cluster = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where it goes; sweeps/SCENARIO-N if not given.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a sweep that was cut short.")] = False,
    json: Json = False,
) -> None:
    """Run a scenario at many values of its parameters: one tidy table, and which parameter moves what."""
    choose_one(posterior, prior)
    ranges, (held, read) = spans(vary), set_or_read(parameters, readings)
    from exeunt.api import given_back_unused, load, sweep_folder
    from exeunt.commands.printing import print_json
    from exeunt.commands.running import changed, say_what_is_not_known, say_what_is_odd
    from exeunt.commands.sweeping import print_sweep, sweep_json

    whole = load(scenario)
    world = changed(whole, days=days, parameters=held, readings=read, without=without, added=added)
    say_what_is_odd(world, None if added or days else scenario, days=whole.settings.days)
    folder = out or sweep_folder(world.name, resume=resume)
    with given_back_unused(folder):
        found = world.sweep(
            ranges,
            sobol=sobol,
            members=members,
            seed=seed,
            jobs=jobs,
            cluster=cluster,
            out=folder,
            resume=resume,
            posterior=posterior,
            prior=prior,
            progress=True,
        )
    say_what_is_not_known(whole, found.learned_until)
    if json:
        print_json(sweep_json(found))
        return
    print_sweep(found)
