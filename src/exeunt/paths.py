"""Paths as somebody names them."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from exeunt.errors import InputError, quoted

HOME = "~"


def path_of(named: object) -> Path:
    """Return the path that is named: `~` at its beginning is the home folder, as in a shell, which is not always asked.

    Raises
    ------
    InputError
        If it is no path, not known where that lies, or nothing can lie there: a name that is too long for the disk.

    """
    if not isinstance(named, str | PathLike):
        raise InputError(
            f"A path is wanted here, and this is of the type {type(named).__name__}: "
            "give where the file or folder lies, as a text. "
            "What is in memory is written to a file first, a table by `table.to_csv(path, index=False)`."
        )
    path = _at_home(Path(named))
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return path  # there is none yet
    except (OSError, ValueError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else fault
        raise InputError(f"{quoted(str(path))} cannot be opened ({why}); name another file or folder.") from fault
    return path


def _at_home(path: Path) -> Path:
    if path.parts[:1] != (HOME,):
        return path
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise InputError(f"It is not known where the home folder of {path} lies; write the whole path.") from error
