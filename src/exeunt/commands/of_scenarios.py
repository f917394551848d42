"""The commands about scenarios: what there is, a new one, its faults, one traveller in it, how fast it is.

What a command needs is imported when it runs, so that `--help` is quick.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from exeunt.commands.options import Json, Scenario, pairs
from exeunt.errors import ScenarioError


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


def bench(json: Json = False) -> None:
    """Measure people-days a second, and what a hundred times more people cost."""
    from exeunt.commands.bench import main as measure

    measure(json=json)
