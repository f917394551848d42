"""The command line: every command, thin. What a command needs is imported when it runs, so that `--help` is quick."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from exeunt.commands.exits import INTERRUPTED, Commands
from exeunt.commands.imports import imports
from exeunt.commands.options import Json, Run, Scenario, Split, Step, pairs
from exeunt.errors import ScenarioError

if TYPE_CHECKING:
    from exeunt.api import Outcome

app = typer.Typer(
    cls=Commands,
    help="Who leaves, by which way, where they arrive and how long the queue is.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(imports, name="import")


def main() -> None:
    """Run the command line."""
    try:
        app(prog_name="exeunt")
    except SystemExit as end:
        if end.code == INTERRUPTED:
            # Members that are being simulated cannot be called back, and leaving normally would wait for them.
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(INTERRUPTED)
        raise


def _show_version(asked: bool) -> None:
    if asked:
        from exeunt.versions import __version__, versions

        print(f"exeunt {__version__} ({', '.join(f'{name} {number}' for name, number in versions().items())})")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take the options that belong to no command."""


@app.command(epilog="For example: exeunt scenarios")
def scenarios(json: Json = False) -> None:
    """List the scenarios that come with the package."""
    from exeunt import api
    from exeunt.commands.printing import print_json, print_table

    found = api.scenarios()
    if json:
        print_json([{**vars(each), "folder": str(each.folder)} for each in found])
        return
    headers = ["id", "title", "period", "places", "figures", "folder"]
    rows = [[e.id, e.title, e.period, str(e.places), str(e.figures), str(e.folder)] for e in found]
    print_table("Scenarios", headers, rows, left=3)


@app.command(epilog="For example: exeunt new my-crisis")
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is new or empty.")],
    source: Annotated[
        str | None, typer.Option("--from", metavar="SCENARIO", help="Copy this one; the smallest if not given.")
    ] = None,
) -> None:
    """Write a scenario folder to fill in, every column explained."""
    from exeunt import api
    from exeunt.commands.printing import command

    written = api.new(folder, source)
    reads = command("check", folder)
    print(f"{len(written)} files written to {folder}; {reads} reads them, {written[-1].name} explains.")


@app.command(epilog="For example: exeunt check my-crisis")
def check(scenario: Scenario, json: Json = False) -> None:
    """Read a scenario and print every fault, one a line, then what is odd, which is no fault."""
    from exeunt.api import load
    from exeunt.commands.printing import print_json

    try:
        odd, faults = load(scenario).oddities(), []
    except ScenarioError as error:
        odd, faults = list(error.oddities), list(error.faults)
    if json:
        print_json([*(vars(fault) for fault in faults), *({**vars(each), "odd": True} for each in odd)])
    else:
        print("\n".join(str(fault) for fault in faults) or f"{scenario}: no faults")
        print("".join(f"{each}\n" for each in odd), end="")
    if faults:
        raise typer.Exit(1)


@app.command(epilog="For example: exeunt run mobilisation-2022 --members 20 --without FIN-shut")
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
    jobs: Annotated[int | None, typer.Option(min=1, help="Threads; all cores if not given.")] = None,
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

    world = changed(
        load(scenario),
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
        out=folder,
        resume=resume,
        force=force,
        by_origin=None if by is None else True,
        posterior=posterior,
        prior=prior,
        progress=True,
    )
    say_what_is_not_known(load(scenario), outcome)
    written = report_after_run(outcome)
    if json:
        print_json(run_json(outcome))
        return
    _print_outcome(outcome)
    print(f"\nThe outcome lies in {folder}; {command('show', folder)} prints this again.")
    if written is not None:
        print(f"The report lies in {written}; any browser opens it.")


@app.command(epilog="For example: exeunt fit mobilisation-2022 --until 2022-09-24 --out learned")
def fit(
    scenario: Scenario,
    until: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="The last day of which anything is known; the last figure's if not given."),
    ] = None,
    members: Annotated[int | None, typer.Option(min=1, help="How many members learn; 200 if not given.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Which luck; the scenario says if not given.")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Threads; all cores if not given.")] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where it goes; posteriors/SCENARIO-DATE if not given.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a fit that was cut short.")] = False,
    json: Json = False,
) -> None:
    """Learn what is not known from what was published up to a date; `run --posterior` forecasts on with it."""
    from exeunt.api import load
    from exeunt.commands.fitting import asked_day, fit_folder, print_posterior
    from exeunt.commands.printing import print_json

    world, day = load(scenario), asked_day(until)
    folder = out or fit_folder(world, day)
    learned = world.fit(day, members=members, seed=seed, jobs=jobs, out=folder, resume=resume, progress=True)
    if json:
        print_json({"posterior": str(folder), **learned.told})
        return
    print_posterior(learned, scenario, folder)


@app.command(epilog="For example: exeunt show runs/mobilisation-2022-1 --by day --gate GEO-LAR")
def show(
    run: Run,
    by: Annotated[Step | None, typer.Option(help="A row for each day.")] = None,
    place: Annotated[str | None, typer.Option(help="Only this place: its id, name or alias.")] = None,
    gate: Annotated[str | None, typer.Option(help="Only this gate: its id or name.")] = None,
    spread: Annotated[
        bool, typer.Option("--spread", help="What the spread is made of: behaviour, disagreement, chance.")
    ] = False,
    again: Annotated[
        int | None, typer.Option(min=2, metavar="N", help="With --spread: run N members again, to measure chance.")
    ] = None,
    json: Json = False,
) -> None:
    """Print the table of a run again, or one place or gate, in all or day by day."""
    if place is not None and gate is not None:
        raise typer.BadParameter("--place and --gate cannot be shown at once: choose one.")
    if again is not None and not spread:
        raise typer.BadParameter("--again measures chance for --spread: give both.")
    from exeunt.api import named, open
    from exeunt.commands.printing import print_json, records
    from exeunt.commands.tables import outcome_json, print_frame, spaced

    outcome = open(run)
    if spread:
        from exeunt.commands.spreading import print_spread

        print_spread(outcome, again, json=json)
        return
    if by is None and place is None and gate is None:
        print_json(outcome_json(outcome)) if json else _print_outcome(outcome)
        return
    table = (outcome.in_all if by is None else outcome.by_day)(place=place, gate=gate)
    if json:
        print_json(records(table))
    else:
        spot = place or gate
        shown = named(outcome, place=place, gate=gate) if spot else "arrivals by country"
        called = spaced if spot else outcome.world.names.coded
        print_frame(f"{shown}: median over members (90 % band)", table, called=called, left=3 if by is None else 1)


@app.command(epilog="For example: exeunt report runs/mobilisation-2022-1 runs/mobilisation-2022-2 --images pictures")
def report(
    run: Run,
    other: Annotated[
        Path | None,
        typer.Argument(metavar="[RUN]", help="Another run with the same members: the report shows what changes."),
    ] = None,
    images: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Also write each picture into this folder, as PNG and SVG.")
    ] = None,
    json: Json = False,
) -> None:
    """Write RUN/report.html, which opens with no network; of two runs A/report-against-B.html, their difference."""
    from exeunt.api import open
    from exeunt.commands.printing import print_json
    from exeunt.commands.reporting import report_json

    outcome = open(run)
    written = outcome.write_report(against=None if other is None else open(other), images=images)
    if json:
        print_json(report_json(written))
        return
    print(f"The report lies in {written.path} ({written.bytes / 1e6:.1f} MB); any browser opens it.")
    if images is not None:
        print(f"{len(written.images)} pictures lie in {images}.")


@app.command(epilog="For example: exeunt compare runs/mobilisation-2022-1 runs/mobilisation-2022-2 --country Finland")
def compare(
    run_a: Annotated[Path, typer.Argument(metavar="RUN_A", help="The folder of a run.")],
    run_b: Annotated[Path, typer.Argument(metavar="RUN_B", help="The folder of a run with the same members.")],
    by: Annotated[Step | None, typer.Option(help="A row for each day.")] = None,
    country: Annotated[
        list[str] | None, typer.Option(metavar="COUNTRY", help="Only this country: its ISO code or name.")
    ] = None,
    gate: Annotated[list[str] | None, typer.Option(metavar="GATE", help="Only this gate.")] = None,
    place: Annotated[list[str] | None, typer.Option(metavar="PLACE", help="Only this place.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every measure of every country and gate.")] = False,
    json: Json = False,
) -> None:
    """Print what changed from one run to another: who no longer leaves, who goes elsewhere, the queues."""
    from exeunt.api import open
    from exeunt.commands import comparing
    from exeunt.commands.printing import print_json, records

    before, after = open(run_a), open(run_b)
    named = bool(country or gate or place or everything)
    if not named and not (json and by):
        if json:
            print_json(comparing.changes_json(before, after))
        elif by is None:
            comparing.print_changes(before, after)
        else:
            comparing.print_days(before, after)
        return
    table = before.compare(
        after, None if by is None else "day", country=country or (), gate=gate or (), place=place or ()
    )
    print_json(records(table)) if json else comparing.print_differences(table, before.world.names)


@app.command(epilog="For example: exeunt score runs/mobilisation-2022-1")
def score(
    run: Run,
    observed: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Figures to score against; the scenario's if not given.")
    ] = None,
    json: Json = False,
) -> None:
    """Score a run against what was counted, beside naive forecasts."""
    from exeunt.api import open
    from exeunt.commands.printing import print_json
    from exeunt.commands.tables import print_scores

    outcome = open(run)
    scores = outcome.score(observed)
    print_json(scores.as_json()) if json else print_scores(scores, outcome.world.names)


@app.command(epilog="For example: exeunt update runs/mobilisation-2022-1 this-evening.csv")
def update(
    run: Run,
    figures: Annotated[
        Path, typer.Argument(metavar="FIGURES.csv", help="New figures, with the columns of observations.csv.")
    ],
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the moved run goes; RUN-DATE if not given.")
    ] = None,
    json: Json = False,
) -> None:
    """Take new figures in, store the run as they move it, and print how the forecast moved."""
    from exeunt.api import open
    from exeunt.commands.printing import print_json, records
    from exeunt.commands.updating import print_update, update_folder

    before = open(run)
    updated = before.update(figures)
    folder = out or update_folder(run, updated.outcome)
    updated.outcome.save(folder)
    revision = before.revision(updated.outcome)
    if json:
        said = {"used": updated.used, "passed_over": updated.passed_over}
        print_json({"run": str(folder), **said, "revision": records(revision)})
        return
    print_update(updated, revision, before, folder)


@app.command(epilog="For example: exeunt export runs/mobilisation-2022-1 --to arrivals.csv")
def export(
    run: Run,
    to: Annotated[Path, typer.Option(metavar="FILE", help="The file: .csv .parquet .nc .geojson .xlsx")],
    form: Annotated[
        str | None, typer.Option("--as", help="The format, whatever the file's ending.", metavar="FORMAT")
    ] = None,
) -> None:
    """Write a run's medians and bands for other programs."""
    from exeunt.api import open

    print(open(run).export(to, form))


@app.command(
    epilog="For example: exeunt ways mobilisation-2022 --from Krasnodar --on 2022-09-24 --trait papers=foreign"
)
def ways(
    scenario: Scenario,
    start: Annotated[
        str, typer.Option("--from", metavar="PLACE", help="Where the traveller starts: an id, a name or an alias.")
    ],
    on: Annotated[
        str, typer.Option("--on", metavar="DATE", help="The day, asked at noon there; or 2022-09-24T18:00, local time.")
    ],
    traits: Annotated[
        list[str] | None,
        typer.Option("--trait", metavar="NAME=VALUE", help="A trait; those not named are the most common there."),
    ] = None,
    budget: Annotated[float | None, typer.Option(metavar="EUR", help="What may be spent on the way.")] = None,
    to: Annotated[str | None, typer.Option(metavar="COUNTRY", help="Only this country: its ISO code or name.")] = None,
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask for the traits at a prompt, so that they stay out of the history.")
    ] = False,
    share: Annotated[
        bool, typer.Option("--share", help="Also say how many of those like him the simulation sends where.")
    ] = False,
    members: Annotated[
        int | None, typer.Option(min=1, help="Members of the simulation that give the waits; a few if not given.")
    ] = None,
    json: Json = False,
) -> None:
    """Print one traveller's ways out on a date, and the shut ones with the rule that shuts each."""
    named = {name.strip(): value for name, value in pairs("--trait", traits)}
    from exeunt.api import load
    from exeunt.commands.asking import ask_traits
    from exeunt.commands.printing import print_json

    world = load(scenario)
    answer = world.ways(
        start=start,
        on=on,
        traits=ask_traits(world, start, named) if ask else named,
        budget=budget,
        to=to,
        share=share,
        members=members,
    )
    print_json(answer.as_json()) if json else print(answer)


@app.command(epilog="For example: exeunt bench --json")
def bench(json: Json = False) -> None:
    """Measure people-days a second, and what a hundred times more people cost."""
    from exeunt.commands.bench import main as measure

    measure(json=json)


def _print_outcome(outcome: Outcome) -> None:
    from exeunt.commands.tables import print_outcome

    print_outcome(outcome)


if __name__ == "__main__":
    main()
