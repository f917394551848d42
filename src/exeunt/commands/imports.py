"""`exeunt import`: a command for each format that becomes a scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from exeunt.commands.options import Json

imports = typer.Typer(help="Turn other people's files into a scenario.", no_args_is_help=True)


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


@imports.command("flee-example", epilog="For example: exeunt import flee-example river")
def flee_example(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that does not exist yet.")],
) -> None:
    """Write a small invented conflict in FLEE's format, to try `import flee` on."""
    from exeunt.api import flee_example as write

    written = write(folder)
    command = f"exeunt import flee {folder}/input --observed {folder}/observed --settings {folder}/simsetting.yml"
    print(f"{len(written)} files written to {folder}; `{command} --out SCENARIO` turns them into a scenario.")
