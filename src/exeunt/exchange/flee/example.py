"""A small invented conflict in FLEE's format, to try an import on."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

from exeunt.errors import InputError

EXAMPLE = Path(__file__).parent / "example"


def write_example(folder: Path) -> list[Path]:
    """Write the example into a new folder, and return its files.

    Raises
    ------
    InputError
        If the folder is there already.

    """
    if folder.exists():
        raise InputError(f"{folder} is there already; name a new folder. Nothing was written.")
    copytree(EXAMPLE, folder)
    return sorted(path for path in folder.rglob("*") if path.is_file())
