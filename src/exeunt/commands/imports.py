"""`exeunt import`: a command for each format that becomes a scenario, or a part of one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from exeunt.commands.options import Convention, Counts, Each, Json, Measure, Order, named_once, pairs

imports = typer.Typer(help="Turn other people's files into a scenario, or add them to one.", no_args_is_help=True)


@imports.command(
    "flee", epilog="For example: exeunt import flee CONFLICT/input --observed CONFLICT/observed --out my-conflict"
)
def import_flee(
    source: Annotated[Path, typer.Argument(metavar="INPUT", help="The folder with locations.csv and routes.csv.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The scenario's folder, new or empty.")],
    observed: Annotated[
        Path | None, typer.Option(metavar="VALIDATION", help="The folder with data_layout.csv and the counts by camp.")
    ] = None,
    settings: Annotated[Path | None, typer.Option(metavar="FILE", help="simsetting.yml")] = None,
    capacities: Annotated[
        bool, typer.Option(help="Keep the capacities of camps; they are often the largest count, which is an answer.")
    ] = True,
    json: Json = False,
) -> None:
    """Turn a FLEE conflict folder into a scenario to read, edit, run, score and show."""
    from exeunt.api import import_flee as bring_in
    from exeunt.commands.importing import import_json, print_imported
    from exeunt.commands.printing import print_json

    imported = bring_in(source, out, observed=observed, settings=settings, capacities=capacities)
    print_json(import_json(imported)) if json else print_imported(imported)


@imports.command("arrivals", epilog="For example: exeunt import arrivals unhcr.xlsx --scenario my-crisis --dry-run")
def import_arrivals(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="Text with separated cells, or a workbook (.xlsx).")],
    scenario: Annotated[Path, typer.Option(metavar="DIR", help="The scenario's folder.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show how the file is read, and write nothing.")] = False,
    dates: Annotated[
        Order | None, typer.Option(help="Which comes first in dates such as 03/04/2023, where no row tells.")
    ] = None,
    numbers: Annotated[
        Convention | None, typer.Option(help="How numbers are written, where none of them tells.")
    ] = None,
    counts: Annotated[
        Counts | None, typer.Option(help="Whether figures add up since the beginning, are new, or are those present.")
    ] = None,
    each: Annotated[
        Each | None, typer.Option(help="What a new figure is of, up to its date, or since the date before it.")
    ] = None,
    family_size: Annotated[
        float | None, typer.Option(metavar="N", help="How many people a family has, where families were counted.")
    ] = None,
    source_name: Annotated[
        str | None, typer.Option("--source", metavar="NAME", help="Who counted, where no column says it.")
    ] = None,
    published: Annotated[
        str | None, typer.Option(metavar="DATE", help="When it became known, where no column says it.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="When cumulative figures begin; the first day if not given.")
    ] = None,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The day of a file that names none.")] = None,
    where: Annotated[
        str | None, typer.Option(metavar="NAME", help="The country, gate, place or area of a file that names none.")
    ] = None,
    figures: Annotated[str | None, typer.Option(metavar="COLUMN", help="The column of figures, of several.")] = None,
    only: Annotated[list[str] | None, typer.Option(metavar="COLUMN=CELL", help="Take these rows only.")] = None,
    means: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=ID", help="What a name in the file means; NAME=- leaves it out."),
    ] = None,
    measure: Annotated[
        Measure, typer.Option(help="What was counted: those who fled, or all who entered, travellers included.")
    ] = Measure.arrivals,
    sheet: Annotated[str | None, typer.Option(metavar="NAME", help="The sheet, of a workbook with several.")] = None,
    partly: Annotated[bool, typer.Option("--partly", help="Leave out rows that are not understood.")] = False,
    json: Json = False,
) -> None:
    """Add arrivals as analysts have them (UNHCR, HDX, IOM; CSV, HXL, xlsx) to the observations of a scenario."""
    from exeunt.api import read_arrivals
    from exeunt.commands.importing import arrivals_json, print_added, print_arrivals
    from exeunt.commands.printing import print_json

    chosen: dict[str, list[str]] = {}
    for name, cell in pairs("--only", only):
        chosen.setdefault(name, []).append(cell)
    arrivals = read_arrivals(
        source,
        scenario,
        dates=dates,
        numbers=numbers,
        counts=counts,
        each=each,
        family_size=family_size,
        source=source_name,
        published=published,
        since=since,
        on=on,
        where=where,
        figures=figures,
        only=chosen,
        means=named_once("--means", means),
        measure=measure,
        sheet=sheet,
        partly=partly,
    )
    if not json:
        print_arrivals(arrivals)
    if not dry_run or arrivals.faults:
        arrivals = arrivals.added()
    if json:
        print_json(arrivals_json(arrivals, dry_run=dry_run))
    else:
        print_added(arrivals, dry_run=dry_run)


@imports.command("flee-example", epilog="For example: exeunt import flee-example river")
def flee_example(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that does not exist yet.")],
) -> None:
    """Write a small invented conflict in FLEE's format, to try `import flee` on."""
    from exeunt.api import flee_example as write

    written = write(folder)
    command = f"exeunt import flee {folder}/input --observed {folder}/observed --settings {folder}/simsetting.yml"
    print(f"{len(written)} files written to {folder}; `{command} --out SCENARIO` turns them into a scenario.")
