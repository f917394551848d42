"""The commands that simulate: `run`, and `fit`, which learns from figures.

What a command needs is imported when it runs, so that `--help` is quick.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from exeunt.commands.options import Cluster, Jobs, Json, Scenario, Split, pairs


def run(
    scenario: Scenario,
    members: Annotated[
        int | None, typer.Option(min=1, help="How many members; the scenario says if not given.")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Which luck; the scenario says if not given.")] = None,
    days: Annotated[int | None, typer.Option(min=1, help="How many days; the scenario says if not given.")] = None,
    parameters: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Hold a parameter at a value.")
    ] = None,
    readings: Annotated[
        list[str] | None, typer.Option("--reading", metavar="QUANTITY=CLAIM", help="Believe one claim.")
    ] = None,
    without: Annotated[list[str] | None, typer.Option(metavar="RULE", help="Leave a rule out.")] = None,
    added: Annotated[
        list[Path] | None, typer.Option("--with", metavar="RULES.csv", help="Add the rules of a file (CSV or xlsx).")
    ] = None,
    posterior: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="What `fit` learned; if not given, what the scenario ships, if it does."),
    ] = None,
    prior: Annotated[bool, typer.Option("--prior", help="From the priors, whatever the scenario ships.")] = False,
    by: Annotated[Split | None, typer.Option(help="Keep arrivals apart by region of origin.")] = None,
    mean: Annotated[bool, typer.Option("--mean", help="The mean of four members at central constants.")] = False,
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
    if prior and posterior is not None:
        raise typer.BadParameter("--posterior takes what was learned and --prior does not: choose one.")
    parameter_pairs, reading_pairs = pairs("--set", parameters), pairs("--reading", readings)
    from exeunt.api import load, run_folder
    from exeunt.commands.printing import command, print_json
    from exeunt.commands.reporting import report_after_run
    from exeunt.commands.running import changed, run_json, say_what_is_not_known, say_what_is_odd
    from exeunt.commands.tables import print_outcome

    whole = load(scenario)
    world = changed(
        whole,
        days=days,
        parameters=parameter_pairs,
        readings=reading_pairs,
        without=without or (),
        added=added or (),
    )
    say_what_is_odd(world, None if added or days else scenario)
    folder = out or run_folder(world.name, resume=resume)
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
    say_what_is_not_known(whole, outcome)
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
    members: Annotated[int | None, typer.Option(min=1, help="How many members learn; 200 if not given.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Which luck; the scenario says if not given.")] = None,
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

    world = load(scenario)
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
