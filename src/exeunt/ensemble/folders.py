"""Scenarios and runs that lie in a folder or a little below it, for whoever chooses from a list."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from exeunt.ensemble.claim import MANIFEST
from exeunt.errors import InputError, ScenarioError
from exeunt.outcome.run import MEAN_RUN
from exeunt.wording import plural

if TYPE_CHECKING:
    from exeunt.scenario.world import World

DEEPEST, MOST = 3, 400
SCENARIO = "scenario.toml"


@dataclass(frozen=True)
class Folder:
    """A folder that holds a finished run (`is_run`) or a scenario; `changed` is when, in seconds of the epoch.

    `scenario` is the id of what was run; `members` 0 for a scenario. Of a run, `world` is the fingerprint of its world
    and `as_of` the day it was known by, blank if whole; `is_asked` says that constants were held, claims chosen or
    figures taken in.
    """

    path: Path
    is_run: bool
    title: str
    scenario: str
    members: int
    changed: float
    world: str = ""
    as_of: str = ""
    is_asked: bool = False
    is_mean: bool = False

    @property
    def many(self) -> str:
        """How many members a run has, or of how many it is the mean."""
        return f"the {MEAN_RUN}" if self.is_mean else plural(self.members, "member")

    def is_of(self, world: World) -> bool:
        """Whether this is a run of a world as it stands, with nothing asked to be otherwise."""
        try:
            then = world.as_of(self.as_of) if self.as_of else world
        except (InputError, ScenarioError):
            return False
        return not self.is_asked and then.hash == self.world


def folders(root: Path) -> list[Folder]:
    """Return the scenarios and finished runs in a folder and down to three below it, the latest first.

    Hidden folders and links are not entered, nor a run's own copy of its scenario.
    """
    found = []
    for path in _walk(root, 0):
        told = _run(path) or _scenario(path)
        if told is not None:
            found.append(told)
        if len(found) == MOST:
            break
    return sorted(found, key=lambda folder: -folder.changed)


def _walk(folder: Path, depth: int) -> Iterator[Path]:
    yield folder
    if depth == DEEPEST or (folder / MANIFEST).is_file():
        return
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        return
    for path in inside:
        if path.is_dir() and not path.is_symlink() and path.name[0] not in "._":
            yield from _walk(path, depth + 1)


def _run(path: Path) -> Folder | None:
    file = path / MANIFEST
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        title, scenario, members = str(told["title"]), str(told["scenario"]), int(told["members"])
        asked = bool(told["fixed"] or told["chosen"] or "updated" in told)
        return Folder(
            path, True, title, scenario, members, file.stat().st_mtime,
            str(told["scenario_hash"]), str(told.get("as_of") or ""), asked, bool(told["mean"]),
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _scenario(path: Path) -> Folder | None:
    file = path / SCENARIO
    try:
        title = str(tomllib.loads(file.read_text(encoding="utf-8"))["title"])
        return Folder(path, False, title, path.resolve().name, 0, file.stat().st_mtime)
    except (OSError, ValueError, KeyError):
        return None
