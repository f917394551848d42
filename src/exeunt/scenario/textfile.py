"""Reading a file that others have written as text, whatever it turns out to be."""

from __future__ import annotations

import re
from pathlib import Path

from exeunt.errors import Fault

MISSING = "a scenario needs this file: exeunt's `new` writes one to start from"
ABSENT = "give the path of a file that is there"  # of a file that is read beside a scenario
EMPTY = "write a header and rows, or delete the file if it is optional"
LARGEST = 100_000_000  # bytes; more than the largest table that is read at all
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")  # they could disturb the terminals that show names


class UnreadableError(Exception):
    """A file so broken that nothing in it can be checked further."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def read_text(path: Path, folder: Path | None, *, missing: str, empty: str = "") -> str:
    """Read a text file.

    Parameters
    ----------
    path, folder
        The file, and the folder that it must lie in, if in any.
    missing
        What to do if there is no such file.
    empty
        What to do if there is nothing in it; blank if there need not be anything.

    Raises
    ------
    UnreadableError
        If it is missing, empty, no plain file, outside the folder, or not UTF-8.

    """

    def unreadable(wrong: str, right: str, row: int = 1) -> UnreadableError:
        return UnreadableError(Fault(path.name, row, "", wrong, right))

    raw = read_bytes(path, folder, missing=missing)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise unreadable("is not UTF-8 text but UTF-16", "save the file as UTF-8 (in Excel: CSV UTF-8)")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        raise unreadable("is not UTF-8 text", "save the file as UTF-8 (in Excel: CSV UTF-8)", row) from error
    if empty and not text.strip():
        raise unreadable("is empty", empty)
    if control := CONTROL.search(text):
        row = text.count("\n", 0, control.start()) + 1
        raise unreadable(f"holds the control character {control[0]!r}", "save the file as plain UTF-8 text", row)
    return text


def read_bytes(path: Path, folder: Path | None, *, missing: str) -> bytes:
    """Read a plain file as it is; the words mean what they mean for `read_text`.

    Raises
    ------
    UnreadableError
        If it is missing, no plain file, outside the folder, or too large.

    """

    def unreadable(wrong: str, right: str) -> UnreadableError:
        return UnreadableError(Fault(path.name, 1, "", wrong, right))

    try:
        if folder is not None and not path.resolve().is_relative_to(folder.resolve()):
            raise unreadable("lies outside the folder", "put the file itself into the folder")
        if path.exists() and not path.is_file():
            raise unreadable("is not a file", "put a plain file here")
        if path.stat().st_size > LARGEST:
            raise unreadable(f"is larger than {LARGEST // 10**6} MB", "leave out what is not needed, or split it")
        return path.read_bytes()
    except FileNotFoundError as error:
        if path.is_symlink():
            raise unreadable("is a link to nothing", "put the file itself here") from error
        raise unreadable("is missing", missing) from error
    except (OSError, RuntimeError, ValueError) as error:  # links that go in circles, names that are too long
        reason = getattr(error, "strerror", None) or str(error)
        raise unreadable(f"cannot be opened ({reason})", "put a plain file here that may be read") from error
