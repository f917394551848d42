"""Which engine made some members: no other may add to them, for a member is the same only to the engine that made it.

A version's number does not tell engines apart, as code changes between two releases. So whatever is finished later
keeps a fingerprint of the engine's compiled sources beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from exeunt.compiled import fingerprint
from exeunt.ensemble.claim import OUT
from exeunt.errors import InputError
from exeunt.versions import __version__


def this_engine() -> dict[str, str]:
    """Return by what the engine that runs here is known, in a plan or manifest."""
    return {"version": __version__, "engine": fingerprint()}


def made_otherwise(told: Mapping[str, Any]) -> str:
    """Say by what else a plan's members are made; blank if by the engine that runs here.

    The first versions did not tell their engine, which may be any.
    """
    version, engine = told.get("version"), told.get("engine")
    if version != __version__:
        return f"made by exeunt {version}, this is {__version__}"
    if engine is None:
        return "made by an engine that it does not name, as runs did not once"
    here = fingerprint()
    return "" if engine == here else f"made by another engine (its fingerprint is {engine}, not {here})"


def require_same_engine(path: Path, stored: Mapping[str, Any]) -> None:
    """Refuse to go on with what another engine has begun, of whose members it would hold some and of ours the rest.

    Raises
    ------
    InputError
        If it was begun by another, or does not tell by which.

    """
    if made := made_otherwise(stored):
        raise InputError(
            f"{path} cannot be resumed here: it was {made}, so its members may be others. Go on with the exeunt that "
            "began it, or begin anew in another folder with ", OUT, ".",
        )  # fmt: skip
