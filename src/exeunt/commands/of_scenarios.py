"""The commands about scenarios: what there is, a new one, its faults, one traveller in it, how fast it is.

What a command needs is imported when it runs, so that `--help` is quick.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from exeunt.commands.options import Json, Scenario, named_once
from exeunt.errors import ScenarioError

AUTO = "auto"


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
    country: Annotated[
        str | None,
        typer.Option(metavar="ISO3", help="Build the world of this country: its towns, roads, crossings and rules."),
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="The first day; that of the first event, or today.")
    ] = None,
    neighbours: Annotated[
        str,
        typer.Option(metavar="auto|ISO3,…", help="Where people may arrive; auto: by land, or nearest over the sea."),
    ] = AUTO,
    min_population: Annotated[
        int | None, typer.Option(min=1, help="People a town must have to become a place; 20000 if not given.")
    ] = None,
    events: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where and when there was fighting: a table of yours, of ACLED or of UCDP."),
    ] = None,
) -> None:
    """Write a scenario folder to fill in, every column explained, or one built from a country's name."""
    from exeunt import api
    from exeunt.commands.building import print_built
    from exeunt.commands.printing import command

    if country is None:
        _refuse_without_country(since=since, neighbours=neighbours, min_population=min_population, events=events)
        written = api.new(folder, source)
        reads = command("check", folder)
        print(f"{len(written)} files written to {folder}; {reads} reads them, {written[-1].name} explains.")
        return
    if source is not None:
        raise typer.BadParameter("--from copies a scenario and --country builds one; give one of the two.")
    built = api.new_country(
        folder,
        country,
        since=since,
        neighbours=None if neighbours.strip() == AUTO else [code.strip() for code in neighbours.split(",")],
        min_population=min_population,
        events=events,
    )
    print_built(built)


def _refuse_without_country(*, neighbours: str, **given: object) -> None:
    """Refuse options that only speak of a country where none is named."""
    named = [name for name, value in given.items() if value is not None] + ["neighbours"] * (neighbours != AUTO)
    if named:
        options = ", ".join(f"--{name.replace('_', '-')}" for name in named)
        raise typer.BadParameter(f"{options} needs --country, such as --country SDN.")


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
    named = named_once("--trait", traits)
    from exeunt.api import load
    from exeunt.commands.asking import ask_traits
    from exeunt.commands.printing import print_json, print_lines

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
    print_json(answer.as_json()) if json else print_lines(str(answer))


def bench(json: Json = False) -> None:
    """Measure people-days a second, and what a hundred times more people cost; it takes some ten minutes."""
    from exeunt.commands.bench import main as measure

    measure(json=json)
