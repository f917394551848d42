"""Scenarios and runs that lie in a folder or a little below it, for whoever chooses from a list."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, Any, NamedTuple

from exeunt.ensemble.claim import MANIFEST
from exeunt.ensemble.taken import taken
from exeunt.errors import InputError, ScenarioError
from exeunt.outcome.chance import FEWEST
from exeunt.outcome.run import MEAN_RUN
from exeunt.remembered import remembered
from exeunt.scenario.catalogue import POSTERIOR
from exeunt.wording import plural

if TYPE_CHECKING:
    from exeunt.scenario.world import World

DEEPEST, MOST = 3, 400
SCENARIO = "scenario.toml"


class Identity(NamedTuple):
    """By what a run is known that is asked for nothing: the fingerprints of its world and of what it learned, and more.

    `as_of` is the day by which its world was known, blank if whole; `learned` is blank where its members take the
    priors; `seed` is which luck they have.
    """

    world: str
    as_of: str
    learned: str
    seed: int


@dataclass(frozen=True)
class Folder:
    """A folder that holds a finished run (`is_run`) or a scenario; `changed` is when, in seconds of the epoch.

    `scenario` is the id of what was run; `members` 0 for a scenario. Of a run, `identity` is what it is known by, and
    `is_asked` says that constants were held, claims chosen or figures taken in.
    """

    path: Path
    is_run: bool
    title: str
    scenario: str
    members: int
    changed: float
    identity: Identity | None = None
    is_asked: bool = False
    is_mean: bool = False

    @property
    def many(self) -> str:
        """How many members a run has, or of how many it is the mean."""
        return f"the {MEAN_RUN}" if self.is_mean else plural(self.members, "member")

    @property
    def state(self) -> str:
        """A fingerprint of a scenario's files as they lie, of what was learned too: which, how large, of which moment.

        A file that is taken away, or put back as it was long ago, makes another.
        """
        found = [file for below in (self.path, self.path / POSTERIOR) for file in below.glob("[!.~]*")]
        told = [(str(file.relative_to(self.path)), *moment) for file in found if (moment := _size_and_moment(file))]
        return hashlib.sha256(repr(sorted(told)).encode()).hexdigest()

    def is_of(self, world: World) -> bool:
        """Whether this is the run of a world as it stands, with nothing asked to be otherwise.

        Another luck, the priors of a world that ships what was learned, or so few members that they have no band, are
        asked for; a mean run, which says that it is one, is not.
        """
        has_band = self.members >= FEWEST
        if self.identity is None or self.is_asked or not (self.is_mean or has_band):
            return False
        return self.identity == _identity_of(world)


def _size_and_moment(file: Path) -> tuple[int, int] | None:
    """Return how large a file is and when it was changed; None for a folder, and what may not be seen or is gone."""
    try:
        told = file.stat()
    except OSError:
        return None
    return (told.st_size, told.st_mtime_ns) if S_ISREG(told.st_mode) else None


def _is_file(path: Path) -> bool:
    return _size_and_moment(path) is not None


@remembered(4)
def _identity_of(world: World) -> Identity | None:
    """Return by what the run of a world is known; None where it cannot be run."""
    try:
        learned, known = taken(world, None, prior=False)
    except (InputError, ScenarioError):
        return None
    as_of = known.known_by.isoformat() if known.known_by else ""
    return Identity(known.hash, as_of, learned.hash if learned else "", known.settings.seed)


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
    if depth == DEEPEST or _is_file(folder / MANIFEST):
        return
    try:
        inside = sorted(path for path in folder.iterdir() if not path.is_symlink() and path.is_dir())
    except OSError:  # it is gone, or nobody may look into it
        return
    for path in inside:
        if path.name[0] not in "._":
            yield from _walk(path, depth + 1)


def _run(path: Path) -> Folder | None:
    file = path / MANIFEST
    if not _is_file(file):  # a pipe would be waited for without end
        return None
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        title, scenario, members = str(told["title"]), str(told["scenario"]), int(told["members"])
        asked = bool(told["fixed"] or told["chosen"] or "updated" in told)
        return Folder(
            path, True, title, scenario, members, file.stat().st_mtime, _identity_in(told), asked, bool(told["mean"])
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _identity_in(told: dict[str, Any]) -> Identity:
    """Return by what a run is known, as its manifest tells it."""
    learned = str(told["posterior"]["hash"]) if "posterior" in told else ""
    return Identity(str(told["scenario_hash"]), str(told.get("as_of") or ""), learned, int(told["seed"]))


def _scenario(path: Path) -> Folder | None:
    file = path / SCENARIO
    if not _is_file(file):
        return None
    try:
        title = str(tomllib.loads(file.read_text(encoding="utf-8"))["title"])
        return Folder(path, False, title, path.resolve().name, 0, file.stat().st_mtime)
    except (OSError, ValueError, KeyError):
        return None
