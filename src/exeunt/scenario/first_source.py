"""Where the tables of a world first came from: a scenario of the library or a folder, in a state that is told again."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from exeunt.scenario.catalogue import LIBRARY, name_of
from exeunt.scenario.settings import FILE
from exeunt.scenario.tables import NAMES
from exeunt.scenario.xlsxfile import ENDING


@dataclass(frozen=True)
class FirstSource:
    """Where the tables of a world were read first, before anything was changed, learned or stored.

    Parameters
    ----------
    source
        What the scenario was loaded by: the id of one of the library, else its folder.
    fingerprint
        That of its files, letter for letter: with other letters it is another.

    """

    source: str
    fingerprint: str

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Return that of a world which is read from a folder now."""
        digest = sha256()
        for name in (FILE, *(f"{name}{ending}" for name in NAMES for ending in (".csv", ENDING))):
            if (folder / name).is_file():
                content = (folder / name).read_bytes()
                digest.update(f"{name} {len(content)}\n".encode() + content)
        return cls(name_of(folder), digest.hexdigest())

    @classmethod
    def told(cls, said: Mapping[str, Any] | None) -> Self | None:
        """Return what a run says of it; None of one that says nothing, as the first versions did."""
        return None if said is None else cls(str(said["source"]), str(said["fingerprint"]))

    @property
    def folder(self) -> Path:
        """Where its files lay."""
        shipped = LIBRARY / self.source
        return shipped if name_of(shipped) == self.source and shipped.is_dir() else Path(self.source)

    @property
    def is_there(self) -> bool:
        """Whether its files lie there as they did."""
        with suppress(OSError):  # what cannot be read is not there
            return self.folder.is_dir() and FirstSource.of(self.folder) == self
        return False
