"""Paths as somebody names them."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from exeunt.errors import InputError

HOME = "~"


def path_of(named: object) -> Path:
    """Return the path that is named: `~` at its beginning is the home folder, as in a shell, which is not always asked.

    Raises
    ------
    InputError
        If it is no path, or not known where that lies.

    """
    if not isinstance(named, str | PathLike):
        raise InputError(
            f"A path is wanted here, not a {type(named).__name__}: give where the file or folder lies, as a text. "
            "What is in memory is written to a file first, a table by `table.to_csv(path, index=False)`."
        )
    path = Path(named)
    if path.parts[:1] != (HOME,):
        return path
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise InputError(f"It is not known where the home folder of {path} lies; write the whole path.") from error
