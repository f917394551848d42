"""The scenarios that come with the package, and finding any scenario by its id or folder."""

from __future__ import annotations

import csv
import tomllib
import warnings
import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from os import PathLike, fspath
from pathlib import Path

from exeunt.errors import Fault, InputError, Notice, ScenarioError
from exeunt.paths import path_of
from exeunt.scenario.spelling import meant
from exeunt.whole_files import is_free

LIBRARY = Path(__file__).parent / "library"
OF_RUN = "scenario"  # in a run's folder: the scenario that it is of
POSTERIOR = "posterior"  # in a scenario's folder: what was learned of it, if it ships that


@dataclass(frozen=True)
class Listed:
    """A scenario of the library, in brief.

    Parameters
    ----------
    id
        The name to load it by.
    title
        What it is about.
    period
        Its first and last day.
    places
        How many places it has.
    figures
        How many counted figures it is checked against.
    folder
        Where its files lie.

    """

    id: str
    title: str
    period: str
    places: int
    figures: int
    folder: Path


def scenarios() -> list[Listed]:
    """List the scenarios of the library, without reading them in full."""
    return [_listed(folder) for folder in _ids().values()]


def find(name_or_folder: str | Path) -> Path:
    """Give the folder of a scenario named by its id or its folder.

    Of a text that is both it is the id, which is said; a path is a folder's.

    Raises
    ------
    ScenarioError
        If there is none, with the known ids and those that look alike, or it is a file.
    InputError
        If nothing of that name can be opened.

    """
    ids = _ids()
    name = fspath(name_or_folder) if isinstance(name_or_folder, str | PathLike) else None
    if not isinstance(name, str) or not name:
        shown = "a blank name" if name == "" else type(name_or_folder).__name__
        raise InputError(
            f"A scenario is given by its folder or its id, one of {', '.join(ids)}, as text, but not by {shown}."
        )
    if name in ids:
        is_here = Path(name, "scenario.toml").is_file()
        if is_here and isinstance(name_or_folder, Path):
            return name_or_folder
        if is_here:
            warnings.warn(_SHADOWED.format(name), Notice, stacklevel=3)
        return ids[name]
    if "\0" not in name:
        path = path_of(name)
        if path.is_dir():
            _require_no_run(path)
            return path
        if path.is_file():
            raise ScenarioError([_of_file(path, name)])
    right = f"name a folder, or one of the scenarios that come with exeunt: {', '.join(ids)}{meant(name, ids)}"
    raise ScenarioError([Fault(name, 1, "", "there is no such scenario and no such folder", right)])


_SHADOWED = (
    "{0} is read as the scenario that comes with exeunt, and not the folder of that name: for the folder write ./{0}."
)


def _require_no_run(folder: Path) -> None:
    inside = folder / OF_RUN
    if not (folder / "scenario.toml").exists() and (inside / "scenario.toml").is_file():
        raise InputError(f"{folder} is no scenario but holds one, as runs do: name {inside}.")


def require_new(folder: Path) -> None:
    """Refuse a folder into which no scenario can be written, or that nobody could name afterwards.

    Raises
    ------
    InputError
        If the folder is not empty, or called as a scenario of the library is.

    """
    if str(folder) in _ids():
        raise InputError(
            f"{folder} is the name of a scenario that comes with exeunt, which is read wherever it is named. "
            f"Name another folder, such as my-{folder}; nothing was written."
        )
    if not is_free(folder):
        raise InputError(f"{folder} exists and is not an empty folder. Name a new one; nothing was written.")


def name_of(folder: Path) -> str:
    """Return what a scenario is loaded by: the id of one of the library, else its folder, told from such an id."""
    if folder.parent == LIBRARY:
        return folder.name
    return f"./{folder}" if str(folder) in _ids() else str(folder)


def is_there(source: str) -> bool:
    """Whether a scenario can be loaded by what it was loaded by once."""
    return source in _ids() or Path(source, "scenario.toml").is_file()


def _ids() -> dict[str, Path]:
    return {path.name: path for path in sorted(LIBRARY.iterdir()) if (path / "scenario.toml").is_file()}


def _of_file(path: Path, name: str) -> Fault:
    """Return the fault of a file that was named in the place of a scenario's folder."""
    if path.name == "scenario.toml":
        return Fault(name, 1, "", "is the settings of a scenario, which is a folder", f"name the folder: {path.parent}")
    unpack = "unpack it, and " if zipfile.is_zipfile(path) and path.suffix == ".zip" else ""
    return Fault(
        name, 1, "", "is a file, and a scenario is a folder", f"{unpack}name the folder with scenario.toml in it"
    )


def _listed(folder: Path) -> Listed:
    says = tomllib.loads((folder / "scenario.toml").read_text(encoding="utf-8"))
    first = says["first_day"] if isinstance(says["first_day"], date) else date.fromisoformat(says["first_day"])
    last = first + timedelta(days=says["days"] - 1)
    return Listed(
        id=folder.name,
        title=says["title"],
        period=f"{first} to {last}",
        places=_rows(folder / "places.csv"),
        figures=_rows(folder / "observations.csv"),
        folder=folder,
    )


def _rows(path: Path) -> int:
    if not path.exists():
        return 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        return max(0, sum(1 for row in csv.reader(file) if row) - 1)
