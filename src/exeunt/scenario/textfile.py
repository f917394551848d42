"""Reading a file that others have written as text, whatever it turns out to be."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from exeunt.errors import Fault

MISSING = "a scenario needs this file: exeunt's `new` writes one to start from"
ABSENT = "give the path of a file that is there"  # of a file that is read beside a scenario
EMPTY = "write a header and rows, or delete the file if it is optional"
LARGEST = 100_000_000  # bytes; more than the largest table that is read at all
PLAIN = "delete it, or save the file as plain UTF-8 text"
AS_UTF8 = "save the file as UTF-8 (in Excel: CSV UTF-8)"
# They could disturb the terminals that show names; the last two ranges turn around what comes after them.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


NO_UTF8 = re.compile(r"[\ud800-\udfff]+")  # what stands for bytes that are no text
UNKNOWN = "\ufffd"  # stands for a letter that is not known


@dataclass(frozen=True)
class Unread(Fault):
    """One thing for which a part of a file cannot be read, so that nothing can be said of what is missing there."""


class OtherForm(Fault):
    """A form that files have as other people keep theirs: cells apart by other signs, several sheets."""


class UnreadableError(Exception):
    """A file so broken that nothing in it can be checked further."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults

    @property
    def fault(self) -> Fault:
        """The first of its faults."""
        return self.faults[0]


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
    text = read_as_it_is(path, folder, missing=missing, empty=empty)
    faults = [*not_utf8(text, path.name), *controls(text, path.name)]
    if faults:
        raise UnreadableError(*faults)
    return text


def read_as_it_is(path: Path, folder: Path | None, *, missing: str, empty: str = "") -> str:
    """Read a text file as `read_text` does, whatever stands in it: lone surrogates stand for bytes that are not UTF-8.

    Raises
    ------
    UnreadableError
        If it is missing, empty, no plain file, outside the folder, or UTF-16.

    """
    raw = read_bytes(path, folder, missing=missing)
    if utf16_of(raw):
        raise UnreadableError(Fault(path.name, 1, "", "is not UTF-8 text but UTF-16", AS_UTF8))
    text = raw.decode("utf-8-sig", errors="surrogateescape")
    if empty and not text.strip():
        raise UnreadableError(Fault(path.name, 1, "", "is empty", empty))
    return text


def utf16_of(raw: bytes) -> str:
    """Return how a text in UTF-16 is coded, by its first bytes or by the zeros between them; blank if it is none."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = raw[:4000:2].count(0), raw[1:4000:2].count(0)
    if max(even, odd) <= 2 * min(even, odd) + len(raw[:4000]) // 50:  # a stray zero makes no UTF-16
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def not_utf8(text: str, file: str) -> Iterator[Fault]:
    """Yield the one fault of a text with bytes that are not UTF-8, for it is put right in all of its rows at once."""
    rows = _rows_with(NO_UTF8, text)
    if rows:
        more = f" here and in {len(rows) - 1} more row{'s' * (len(rows) > 2)}" if len(rows) > 1 else ""
        yield Unread(file, min(rows), "", f"is not UTF-8 text{more}", AS_UTF8)


def controls(text: str, file: str) -> Iterator[Fault]:
    """Yield a fault for each row with control characters."""
    for row, sign in _rows_with(CONTROL, text).items():
        yield Fault(file, row, "", f"holds the control character {sign!r}", PLAIN)


def _rows_with(pattern: re.Pattern[str], text: str) -> dict[int, str]:
    """Return what a pattern finds first in each row in which it finds something."""
    found = dict[int, str]()
    row = at = 0
    for each in pattern.finditer(text):
        row, at = row + text.count("\n", at, each.start()), each.start()
        found.setdefault(row + 1, each[0])
    return found


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
