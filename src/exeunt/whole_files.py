"""Files and folders that are there whole or not at all, whenever they are looked at.

Each is made beside its place, under a name that begins with a dot, and moved there complete. What is cut short leaves
what was there before.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a path to write to, and put what was written there in the place of `path` at the end.

    Folders on the way are made. A file that is replaced hands on who may read it; a link stays, and what it points to
    is replaced; what is no plain file, such as a pipe, is written to as it is.
    """
    if path.exists() and not path.is_file():
        with _named(path, path):
            yield path
        return
    place = path.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = _beside(place)
    try:
        with _named(fresh, path):
            yield fresh
            _settle(fresh)
            if place.exists():
                shutil.copymode(place, fresh)
            fresh.replace(place)
    except BaseException:
        with suppress(OSError):  # where nothing can be written, nothing can be taken away either
            fresh.unlink(missing_ok=True)
        raise


def write_text(path: Path, text: str) -> None:
    """Write a text as UTF-8 with plain line ends."""
    with whole_file(path) as fresh:
        fresh.write_text(text, encoding="utf-8", newline="")


def write_json(path: Path, content: Mapping[str, Any], *, indent: int | None = 2) -> None:
    """Write JSON; a number that JSON cannot say is refused."""
    write_text(path, json.dumps(content, indent=indent, ensure_ascii=False, allow_nan=False) + "\n")


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Give a new folder to fill, which becomes `path` at the end.

    `path` may be an empty folder; then it stays the folder it is, for somebody may stand in it.

    Raises
    ------
    OSError
        If something has come to lie at `path` meanwhile, or it cannot be written.

    """
    place = path.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    workshop = _beside(place)
    try:
        with _named(workshop, path):
            workshop.mkdir()
            yield workshop
            if place.exists():
                _move_into(workshop, place)
            else:
                workshop.rename(place)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def is_free(path: Path) -> bool:
    """Whether a folder can be made at a path: nothing is there, or an empty folder."""
    if path.is_symlink() and not path.exists():
        return False
    return not path.exists() or (path.is_dir() and not any(path.iterdir()))


def _move_into(workshop: Path, place: Path) -> None:
    moved: list[Path] = []
    try:
        if any(place.iterdir()):
            raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY), str(place))
        for entry in sorted(workshop.iterdir()):
            moved.append(entry.rename(place / entry.name))
    except BaseException:
        for entry in moved:
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        raise


@contextmanager
def _named(fresh: Path, path: Path) -> Iterator[None]:
    """Let faults of what is written at `fresh` speak of `path`, which is the name that somebody gave it."""
    try:
        yield
    except OSError as fault:
        if fault.errno is None or (fault.filename is not None and fresh.name not in str(fault)):
            raise
        told = str(fault.filename or fresh).replace(str(fresh), str(path))
        raise OSError(fault.errno, os.strerror(fault.errno), told) from fault


def _beside(place: Path) -> Path:
    """Name a new thing in the same folder, with the same ending, for some writers go by it."""
    return place.with_name(f".{secrets.token_hex(6)}{place.suffix}")


def _settle(file: Path) -> None:
    """Wait until a file is on the disk, so that its name is never there before its content."""
    with file.open("rb+") as written:
        os.fsync(written.fileno())
