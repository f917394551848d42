"""The folder of a run, claimed by one process before anything else, and given up when that ends, however it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from exeunt.errors import InputError, Option

LOCK = ".lock"  # held by the operating system, which lets go of it when the process dies; the file itself stays
OUT = Option("out", "")
PROGRESS, MANIFEST = "progress.json", "run.json"
OURS = {"outcome.zarr", "scenario", "unmoved"}  # and hidden names: what is left of a run that was killed half gone


@contextmanager
def claimed(path: Path, *, resume: bool) -> Iterator[None]:
    """Hold a folder for one run, making it where it is not there; a run that stores nothing leaves nothing behind.

    Raises
    ------
    InputError
        If the folder is something else, there is nothing to resume, or another process holds it.

    """
    if resume and not is_run(path):
        killed = ", for it was cut short before anything was stored" if (path / LOCK).exists() else ""
        raise InputError(f"There is no run at {path} to resume{killed}; begin one without ", Option("resume"), ".")
    refuse_foreign(path)
    with held(path, "storing a run in", keeps_lock=_holds_something):
        yield


@contextmanager
def held(path: Path, doing: str, *, keeps_lock: Callable[[Path], bool] = lambda _: False) -> Iterator[None]:
    """Hold a folder for this process, making it where it is not there, and taking it away if nothing comes into it.

    `doing` says what the process does in it, to others that want it meanwhile. The lock's file stays where
    `keeps_lock` says so in the end.

    Raises
    ------
    InputError
        If another process holds it.

    """
    was_ours = not path.exists() or (path / LOCK).exists()
    lock = _hold(path, doing)
    try:
        yield
    finally:
        with suppress(OSError):
            if not keeps_lock(path):
                (path / LOCK).unlink(missing_ok=True)
                if was_ours:
                    path.rmdir()
        lock.release()


def _holds_something(path: Path) -> bool:
    """Whether there is more than the lock, if only what could not be taken away: by the lock it is known as a run's."""
    return any(entry.name != LOCK for entry in path.iterdir())


@contextmanager
def given_back_unused(path: Path) -> Iterator[None]:
    """Take away a folder that nobody holds and that has nothing but its lock, if what was to fill it fails."""
    try:
        yield
    except BaseException:
        if path.is_dir():
            with suppress(Timeout, OSError), FileLock(path / LOCK).acquire(blocking=False):
                if [entry.name for entry in path.iterdir()] == [LOCK]:
                    give_back(path)
        raise


def give_back(path: Path) -> None:
    """Take away the lock of a folder, by whoever holds it, and the folder if there is nothing else in it."""
    with suppress(OSError):
        (path / LOCK).unlink(missing_ok=True)
        path.rmdir()


def is_run(path: Path) -> bool:
    """Whether a run lies in a folder, finished or not."""
    return (path / MANIFEST).is_file() or (path / PROGRESS).is_file()


def refuse_begun(path: Path) -> None:
    """Refuse to read a folder in which there is the lock alone."""
    if path.is_dir() and [entry.name for entry in path.iterdir()] == [LOCK]:
        raise InputError(
            f"{path} holds nothing yet: if nobody is at work in it, what was to fill it was cut short before anything "
            "was stored; do the same again."
        )


def refuse_foreign(path: Path) -> None:
    """Refuse a folder that holds something which no run has put there."""
    if not path.exists() and not path.is_symlink():
        return
    if path.is_dir():
        names = {entry.name for entry in path.iterdir()}
        if not names or is_run(path) or (LOCK in names and all(name in OURS or name[0] == "." for name in names)):
            return
    raise InputError(f"{path} exists and is not a run; give another folder with ", OUT, ".")


def require_free(path: Path, *, force: bool, resumable: bool) -> None:
    """Refuse a folder that holds something: replacing needs `force`, and only ever replaces a run."""
    refuse_foreign(path)
    if is_run(path) and not force:
        finishes = (Option("resume", True), " finishes it, ") if resumable else ()
        replaces = (Option("force", True), " replaces it, ", OUT, " names another.")
        raise InputError(f"{path} holds a run already; ", *finishes, *replaces)


def next_free(scenario: str, *, runs: Path = Path("runs")) -> Path:
    """Make `runs/SCENARIO-N` with N one above the highest that is taken, and return it.

    Whoever makes the folder has the number, so two runs that start at once get two.

    Raises
    ------
    InputError
        If it cannot be made.

    """
    try:
        runs.mkdir(parents=True, exist_ok=True)
        while True:
            path = runs / f"{scenario}-{max(_numbers(scenario, runs), default=0) + 1}"
            with suppress(FileExistsError):
                path.mkdir()
                (path / LOCK).touch()
                return path
    except OSError as fault:
        raise _unwritable(runs, fault) from fault


def latest(scenario: str, *, runs: Path = Path("runs")) -> Path:
    """Return the `runs/SCENARIO-N` of the highest N."""
    numbers = _numbers(scenario, runs)
    if not numbers:
        raise InputError(f"There is no run of {scenario} in {runs} to resume; name one with ", OUT, ".")
    return runs / f"{scenario}-{max(numbers)}"


def _hold(path: Path, doing: str) -> FileLock:
    """Take the lock of a folder, made if it is not there; `doing` is as for `held`."""
    while True:
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise _unwritable(path, fault) from fault
        lock = FileLock(path / LOCK)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            raise InputError(
                f"Another process is {doing} {path} at this moment; wait until it ends, or name another folder with ",
                OUT,
                ".",
            ) from None
        except FileNotFoundError:
            continue  # whoever held it has just given up and taken the folder away
        except OSError as fault:
            raise _unwritable(path, fault) from fault
        if (path / LOCK).exists():
            return lock
        lock.release()


def _unwritable(path: Path, fault: OSError) -> InputError:
    wrong = f"{path} cannot be written ({fault.strerror or fault}); put that right, or name another folder with "
    return InputError(wrong, OUT, ".")


def _numbers(scenario: str, runs: Path) -> list[int]:
    start = f"{scenario}-"
    names = [entry.name for entry in runs.iterdir()] if runs.is_dir() else []
    ends = [name.removeprefix(start) for name in names if name.startswith(start)]
    return [int(end) for end in ends if end.isdecimal()]
