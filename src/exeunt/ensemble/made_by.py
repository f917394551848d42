"""Which engine made some members: no other may add to them, for a member is the same only to the engine that made it.

A version's number does not tell engines apart, as code changes between two releases. So whatever is finished later
keeps beside it a fingerprint of the code that decides a member, and the versions of the libraries that do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from exeunt.ensemble.claim import OUT
from exeunt.errors import InputError, Option
from exeunt.versions import __version__, versions

DECIDE = ("numba", "numpy")  # libraries that decide a member's bits
_PACKAGE = Path(__file__).parents[1]
_ROOMS = ("behaviour", "engine", "scenario")
_FILES = ("compiled.py", "handed.py", "luck.py", "ensemble/posterior.py", "ensemble/simulate.py")
_LIBRARY = _PACKAGE / "scenario" / "library"  # scenarios are told apart by fingerprints of their own


def sources() -> Iterator[Path]:
    """Go through the files of the package that decide a member: code, and tables that it reads."""
    yield from (_PACKAGE / name for name in _FILES)
    for room in _ROOMS:
        files = (file for kind in ("*.py", "*.csv") for file in (_PACKAGE / room).rglob(kind))
        yield from sorted(file for file in files if not file.is_relative_to(_LIBRARY))


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for file in sources():
        digest.update(f"{file.relative_to(_PACKAGE).as_posix()}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


# Read once, as the code is loaded: what is written over it while a process runs is not what runs there.
_HERE = {"version": __version__, "engine": _fingerprint(), **{name: versions()[name] for name in DECIDE}}


def this_engine() -> dict[str, str]:
    """Return by what the engine that runs here is known, in a plan or manifest."""
    return dict(_HERE)


def made_otherwise(told: Mapping[str, Any]) -> str:
    """Say by what else a plan's members are made; blank if by the engine that runs here.

    The first versions did not tell their engine, which may be any.
    """
    version, engine = told.get("version"), told.get("engine")
    if version != _HERE["version"]:
        return f"made by exeunt {version}, this is {_HERE['version']}"
    if engine is None:
        return "made by an engine that it does not name, as runs of the first versions did not"
    if engine != _HERE["engine"]:
        return f"made by another engine (its fingerprint is {engine}, not {_HERE['engine']})"
    for name in DECIDE:
        if told.get(name) != _HERE[name]:
            return f"made with {name} {told.get(name)}, here it is {_HERE[name]}"
    return ""


def require_same_engine(path: Path, stored: Mapping[str, Any], *, replaceable: bool) -> None:
    """Refuse to go on with what another engine has begun, of whose members it would hold some and of ours the rest.

    With `replaceable` it is also said that it can be replaced.

    Raises
    ------
    InputError
        If it was begun by another, or does not tell by which.

    """
    if made := made_otherwise(stored):
        replaces = (", or here with ", Option("force", True), ", which replaces it") if replaceable else ()
        raise InputError(
            f"{path} cannot be resumed here: it was {made}, so its members may be others. Go on with the exeunt that "
            "began it, or begin anew in another folder with ", OUT, *replaces, ".",
        )  # fmt: skip
