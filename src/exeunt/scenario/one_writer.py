"""A scenario's folder is written by one process at a time, so that none overwrites what another has just written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from exeunt.errors import InputError

LOCK = ".writing"  # held by the operating system, which lets go of it when the process dies; whoever ends takes it away
PATIENCE = 30.0  # seconds; reading a large scenario and writing its tables takes a few


@contextmanager
def only_writer(folder: Path, *, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the folder of a scenario while its tables are looked at and written; others wait for so many seconds.

    Raises
    ------
    InputError
        If another process holds it for longer, or nothing can be written there.

    """
    lock = _held(folder, patience)
    try:
        yield
    finally:
        with suppress(OSError):
            (folder / LOCK).unlink(missing_ok=True)
        lock.release()


def _held(folder: Path, patience: float) -> FileLock:
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder} to write into.")
    while True:
        lock = FileLock(folder / LOCK)
        try:
            lock.acquire(timeout=patience)
        except Timeout:
            raise InputError(
                f"Another process is writing into {folder}; wait until it ends, and do it again. Nothing was written."
            ) from None
        except OSError as error:
            raise InputError(
                f"{folder} cannot be written ({error.strerror or error}); put that right. Nothing was written."
            ) from error
        if (folder / LOCK).exists():
            return lock
        lock.release()  # whoever held it took the file away before we had it
