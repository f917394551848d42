"""Arguments and options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Scenario = Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario's id, or its folder.")]
Jobs = Annotated[int | None, typer.Option(min=1, help="Threads; all cores if not given.")]
Cluster = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler on whose workers members run, not here.")
]
Run = Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")]


class Split(StrEnum):
    """What `run --by` keeps apart."""

    origin = "origin"


class Step(StrEnum):
    """What `show --by` gives a row each."""

    day = "day"


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


def pairs(option: str, texts: list[str] | None) -> list[tuple[str, str]]:
    """Split `name=value` texts."""
    split = [text.partition("=") for text in texts or ()]
    for name, sign, value in split:
        if not (name and sign and value):
            raise typer.BadParameter(f"{option} wants name=value, not {name + sign + value!r}.")
    return [(name.strip(), value.strip()) for name, _, value in split]
