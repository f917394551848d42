"""Arguments and options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

RANGE = "NAME=LOW:HIGH:N"

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Scenario = Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario's id, or its folder.")]
Jobs = Annotated[int | None, typer.Option(min=1, help="Threads; all cores if not given.")]
Cluster = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler on whose workers members run, not here.")
]
Seed = Annotated[int | None, typer.Option(min=0, help="Which luck; the scenario says if not given.")]
Days = Annotated[int | None, typer.Option(min=1, help="How many days; the scenario says if not given.")]
Held = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Hold a parameter at a value.")]
Readings = Annotated[list[str] | None, typer.Option("--reading", metavar="QUANTITY=CLAIM", help="Believe one claim.")]
Without = Annotated[list[str] | None, typer.Option(metavar="RULE", help="Leave a rule out.")]
Added = Annotated[
    list[Path] | None, typer.Option("--with", metavar="RULES.csv", help="Add the rules of a file (CSV or xlsx).")
]
Learned = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="What `fit` learned; if not given, what the scenario ships, if it does."),
]
Prior = Annotated[bool, typer.Option("--prior", help="From the priors, whatever the scenario ships.")]
Run = Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")]


class Split(StrEnum):
    """What `run --by` keeps apart."""

    origin = "origin"


class Step(StrEnum):
    """What `compare --by` gives a row each."""

    day = "day"


class Stretch(StrEnum):
    """What `show --by` gives a row each."""

    day = "day"
    week = "week"


class Order(StrEnum):
    """Which of day and month comes first in dates that `import arrivals` reads."""

    day_first = "day-first"
    month_first = "month-first"


class Convention(StrEnum):
    """How numbers are written that `import arrivals` reads."""

    point = "1,234.5"
    comma = "1.234,5"


class Counts(StrEnum):
    """How figures were counted that `import arrivals` reads."""

    cumulative = "cumulative"
    new = "new"
    stock = "stock"


class Each(StrEnum):
    """What a new figure is of."""

    day = "day"
    week = "week"
    month = "month"
    before = "before"


class Measure(StrEnum):
    """What arrivals are taken as."""

    arrivals = "arrivals"
    crossings_in = "crossings_in"


def pairs(option: str, texts: list[str] | None, form: str = "name=value") -> list[tuple[str, str]]:
    """Split `name=value` texts; `form` is how they are written, for who wrote one otherwise."""
    split = [text.partition("=") for text in texts or ()]
    for name, sign, value in split:
        if not (name and sign and value):
            raise typer.BadParameter(f"{option} wants {form}, not {name + sign + value!r}.")
    return [(name.strip(), value.strip()) for name, _, value in split]


def named_once(option: str, texts: list[str] | None, form: str = "name=value") -> dict[str, str]:
    """Split `name=value` texts, of which no two may say something of the same name."""
    found: dict[str, str] = {}
    for name, value in pairs(option, texts, form):
        if name in found:
            raise typer.BadParameter(f"{option} names {name} twice: choose one.")
        found[name] = value
    return found


def spans(texts: list[str]) -> dict[str, tuple[float, ...]]:
    """Split `NAME=LOW:HIGH:N` texts; `N` may be left out."""
    found: dict[str, tuple[float, ...]] = {}
    for name, text in named_once("--vary", texts, RANGE).items():
        low, _, rest = text.partition(":")
        high, _, count = rest.partition(":")
        try:
            found[name] = (float(low), float(high), *([int(count)] if count else []))
        except ValueError:
            raise typer.BadParameter(f"--vary wants {RANGE}, not {f'{name}={text}'!r}.") from None
    return found


def set_or_read(parameters: list[str] | None, readings: list[str] | None) -> tuple[dict[str, str], dict[str, str]]:
    """Split what is held and what is believed; what is held at a value is not believed from a claim too."""
    held, read = named_once("--set", parameters), named_once("--reading", readings)
    if both := [name for name in held if name in read]:
        raise typer.BadParameter(f"--set and --reading both say what {both[0]} is: choose one.")
    return held, read


def choose_one(posterior: Path | None, prior: bool) -> None:
    """Refuse to take what was learned and the priors at once."""
    if prior and posterior is not None:
        raise typer.BadParameter("--posterior takes what was learned and --prior does not: choose one.")
