"""From a FLEE folder to a scenario's folder, written whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from exeunt.errors import InputError
from exeunt.exchange.flee.reading import read_folder
from exeunt.exchange.flee.scenario import Converted, convert
from exeunt.scenario.assembled import assembled
from exeunt.scenario.catalogue import require_new
from exeunt.scenario.csvfile import MOST_ROWS
from exeunt.scenario.settings import Settings
from exeunt.scenario.world import World
from exeunt.scenario.writing import write

MEMBERS = 50  # of a run unless told otherwise


@dataclass(frozen=True)
class Imported:
    """What an import made: the scenario and its folder, what was found odd, and what has no equivalent here."""

    world: World
    folder: Path
    odd: tuple[str, ...]
    unused: tuple[str, ...]


def import_flee(
    input_dir: Path,
    out: Path,
    *,
    observed: Path | None = None,
    settings: Path | None = None,
    capacities: bool = True,
) -> Imported:
    """Turn a FLEE conflict folder into a scenario's folder.

    Parameters
    ----------
    input_dir
        The folder with `locations.csv`, `routes.csv` and the rest.
    out
        The folder to write, new or empty.
    observed
        The folder with `data_layout.csv` and the counts by camp; without it nobody is told to leave in numbers.
    settings
        `simsetting.yml`.
    capacities
        Whether camps have the capacities of the file; they are often the largest count, which leaks the answer.

    Raises
    ------
    ScenarioError
        With every fault of the folder's files.
    InputError
        If `out` is taken or cannot be written.

    """
    require_new(out)
    folder = read_folder(input_dir, observed=observed, settings=settings)
    converted = convert(folder, name=_name(input_dir), capacities=capacities)
    _refuse_too_many_rows(converted)
    world = world_of(converted)
    try:
        write(world, out)
    except OSError as error:
        raise InputError(f"{out} cannot be written ({error.strerror}). Name a folder of your own.") from error
    return Imported(world, out, converted.odd, converted.unused)


def _refuse_too_many_rows(converted: Converted) -> None:
    """Refuse what could be written but not be read again."""
    for name, rows in converted.tables.items():
        if len(rows) > MOST_ROWS:
            raise InputError(
                f"The conflict comes to {len(rows):,} rows of {name}, and at most {MOST_ROWS:,} of a table are read."
                " Shorten its period, or let levels of conflict change on fewer days. Nothing was written."
            )


def world_of(converted: Converted) -> World:
    """Put the tables together as if they had been read from a folder."""
    settings = Settings(
        title=converted.title, first_day=converted.first_day, days=converted.days, tick_hours=24, members=MEMBERS
    )
    return assembled(settings, converted.tables)


def _name(input_dir: Path) -> str:
    """Name a conflict by its folder, or by the one above if that is called `input`."""
    path = input_dir.resolve()
    return path.parent.name if path.name in ("input", "input_csv") else path.name
