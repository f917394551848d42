"""Paths as somebody names them."""

from __future__ import annotations

from pathlib import Path

from exeunt.errors import InputError

HOME = "~"


def path_of(named: str | Path) -> Path:
    """Return the path that is named: `~` at its beginning is the home folder, as in a shell, which is not always asked.

    Raises
    ------
    InputError
        If it is not known where that lies.

    """
    path = Path(named)
    if path.parts[:1] != (HOME,):
        return path
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise InputError(f"It is not known where the home folder of {path} lies; write the whole path.") from error
