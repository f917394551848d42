"""The scenarios and runs somebody can open: a list the studio makes itself, so that no name from a page is a path."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exeunt import api
from exeunt.errors import InputError

if TYPE_CHECKING:
    from exeunt.api import Folder, World


@dataclass(frozen=True)
class Choice:
    """One scenario or stored run."""

    id: str
    title: str
    detail: str
    is_run: bool
    source: str
    scenario: str
    folder: Folder | None = None

    @property
    def is_own(self) -> bool:
        """Whether it is a scenario of somebody's own, whose tables may be corrected."""
        return not self.is_run and self.source != self.id

    def told(self) -> dict[str, Any]:
        """Return what a page is told of it, which is not where it lies."""
        return {"id": self.id, "title": self.title, "detail": self.detail, "is_run": self.is_run,
                "is_own": self.is_own, "scenario": self.scenario}  # fmt: skip


def choices(root: Path) -> list[Choice]:
    """Return what can be opened: the library's scenarios, then what lies in the folder and below it."""
    found = [Choice(each.id, each.title, each.period, False, each.id, each.id) for each in api.scenarios()]
    for folder in api.folders(root):
        name = str(folder.path.relative_to(root))
        key = key_of(folder.path)
        kind = f"run of {folder.many}" if folder.is_run else "scenario"
        found.append(
            Choice(key, folder.title, f"{name} ({kind})", folder.is_run, str(folder.path), folder.scenario, folder)
        )
    return found


def key_of(folder: Path) -> str:
    """Return the id by which a folder is asked for, which says nothing of where it lies."""
    return hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]


def chosen(root: Path, id_: str) -> Choice:
    """Return the choice of an id.

    Raises
    ------
    InputError
        If there is none.

    """
    for choice in choices(root):
        if choice.id == id_:
            return choice
    raise InputError("There is no such scenario or run here (any more); choose one from the list.")


def stored_run(root: Path, choice: Choice) -> Choice | None:
    """Return the latest stored run of a scenario as it is now; None if there is none."""
    stored = [each for each in choices(root) if each.is_run and each.scenario == choice.scenario]
    now = state_of(choice)
    return next((each for each in stored if each.folder and _is_of(each.folder, choice.source, now)), None)


def state_of(choice: Choice) -> str:
    """Return a fingerprint of a scenario's files as they lie; blank for one that comes with the package."""
    return choice.folder.state if choice.is_own and choice.folder else ""


@lru_cache(maxsize=256)
def _is_of(run: Folder, source: str, state: str) -> bool:
    """Whether a run is of a scenario as it is in a state."""
    return run.is_of(_world(source, state))


@lru_cache(maxsize=4)
def _world(source: str, state: str) -> World:
    return api.load(source)
