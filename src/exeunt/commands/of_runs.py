"""The commands about runs that are stored: shown, reported, compared, scored, moved by figures, written elsewhere.

What a command needs is imported when it runs, so that `--help` is quick.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from exeunt.commands.options import Json, Run, Step, Stretch


def show(
    run: Run,
    by: Annotated[
        Stretch | None,
        typer.Option(help="A row for each day, or for every seven days from the first."),
    ] = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Only from this day on; the run's first if not given.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only until this day, it included; the last if not given.")
    ] = None,
    place: Annotated[str | None, typer.Option(metavar="PLACE", help="Only this place: its id, name or alias.")] = None,
    gate: Annotated[str | None, typer.Option(metavar="GATE", help="Only this gate: its id or name.")] = None,
    spread: Annotated[
        bool, typer.Option("--spread", help="What the spread is made of: behaviour, disagreement, chance.")
    ] = False,
    again: Annotated[
        int | None, typer.Option(min=2, metavar="N", help="With --spread: run N members again, to measure chance.")
    ] = None,
    json: Json = False,
) -> None:
    """Print the table of a run again, or one place or gate or some days: in all, by days or by weeks."""
    if place is not None and gate is not None:
        raise typer.BadParameter("--place and --gate cannot be shown at once: choose one.")
    if again is not None and not spread:
        raise typer.BadParameter("--again measures chance for --spread: give both.")
    parts = (by, start, until, place, gate)
    if spread and any(parts):
        raise typer.BadParameter("--spread is of a whole run: leave out --by, --from, --until, --place and --gate.")
    from exeunt.api import named, open
    from exeunt.commands.printing import print_json, records
    from exeunt.commands.tables import outcome_json, print_frame, print_outcome, spaced

    outcome = open(run)
    if spread:
        from exeunt.commands.spreading import print_spread

        print_spread(outcome, again, json=json)
        return
    if not any(parts):
        print_json(outcome_json(outcome)) if json else print_outcome(outcome)
        return
    verb = {None: outcome.in_all, Stretch.day: outcome.by_day, Stretch.week: outcome.by_week}[by]
    table = verb(place=place, gate=gate, start=start, until=until)
    if json:
        print_json(records(table))
    else:
        spot = place or gate
        shown = named(outcome, place=place, gate=gate) if spot else "arrivals by country"
        called = spaced if spot else outcome.world.names.coded
        how = "median over members (90 % band)" if outcome.has_band else f"{outcome.course_in_words}, without a band"
        days = f", from {start or 'the first day'} to {until or 'the last'}" if start or until else ""
        print_frame(f"{shown}{days}: {how}", table, called=called, left={None: 3, Stretch.day: 1, Stretch.week: 2}[by])
        if by is Stretch.week and spot:
            what = "Queues and waits are those on the highest day" if gate else "The stock is that at the end"
            print(f"{what} of each week; people who come and go are added up.")


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
    if everything and (country or gate or place):
        raise typer.BadParameter("--all prints every country and gate: leave out --country, --gate and --place.")
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
    compared = partial(before.compare, after, country=country or (), gate=gate or (), place=place or ())
    table = compared(by=None if by is None else "day")
    if json:
        print_json(records(table))
        return
    comparing.print_unlike(before.unlike(after, ("country", "gate", "home") if everything else ()))
    comparing.print_differences(table, before.world.names, partial(compared, by="day"))


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


def update(
    run: Run,
    figures: Annotated[
        Path, typer.Argument(metavar="FIGURES.csv", help="New figures, with the columns of observations.csv.")
    ],
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the moved run goes; RUN-DATE if not given.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the run in the folder.")] = False,
    json: Json = False,
) -> None:
    """Take new figures in, store the run as they move it, and print how the forecast moved."""
    from exeunt.api import open
    from exeunt.commands.printing import print_json, records
    from exeunt.commands.updating import print_update, update_folder

    before = open(run)
    updated = before.update(figures)
    after = updated.outcome
    folder = out or update_folder(run, after)
    after.save(folder, force=force)
    revision = before.revision(after)
    if json:
        said = {"used": updated.used, "passed_over": updated.passed_over, "doubtful": updated.doubtful}
        tables = {"revision": records(revision), "figures": records(after.learned_figures())}
        print_json({"run": str(folder), **said, **tables})
        return
    print_update(updated, revision, before, folder)


def export(
    run: Run,
    to: Annotated[Path, typer.Option(metavar="FILE", help="The file: .csv .parquet .nc .geojson .xlsx")],
    form: Annotated[
        str | None,
        typer.Option(
            "--as",
            help="The format, whatever the file's ending; hub: quantiles as forecast hubs take them, .csv or .parquet.",
            metavar="FORMAT",
        ),
    ] = None,
) -> None:
    """Write a run's medians and bands for other programs, or its quantiles for a forecast hub."""
    from exeunt.api import open

    print(open(run).export(to, form))
