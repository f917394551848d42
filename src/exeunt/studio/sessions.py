"""What belongs to one tab: its runs and its files, found by a token that only that page knows."""

from __future__ import annotations

import secrets
import shutil
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from exeunt.errors import InputError

if TYPE_CHECKING:
    from exeunt.studio.jobs import Job

MOST = 64
MOST_RUNS = 16  # that one tab keeps
IDLE_SECONDS = 12 * 3600


@dataclass
class Tab:
    """One tab: its runs under way and the folders of those that are done, by id."""

    folder: Path
    seen: float
    jobs: dict[str, Job] = field(default_factory=dict)
    runs: dict[str, Path] = field(default_factory=dict)

    def new_run(self) -> tuple[str, Path]:
        """Return the id and the folder of a run that is to be made; the oldest gives way when there are too many."""
        while len(self.runs) >= MOST_RUNS:
            shutil.rmtree(self.runs.pop(next(iter(self.runs))), ignore_errors=True)
        id_ = self.new_id()
        return id_, self.runs.setdefault(id_, self.folder / id_)

    def keep(self, job: Job) -> str:
        """Keep a run under way, and return its id; of those that have ended the oldest give way."""
        ended = [id_ for id_, each in self.jobs.items() if each.ended]
        for id_ in ended[: max(len(self.jobs) + 1 - MOST_RUNS, 0)]:
            del self.jobs[id_]
        id_ = self.new_id()
        self.jobs[id_] = job
        return id_

    def new_id(self) -> str:
        """Return an id that nobody guesses."""
        return secrets.token_urlsafe(9)


class Tabs:
    """All tabs; the one unseen for longest gives way when there are too many."""

    def __init__(self) -> None:
        self._tabs: dict[str, Tab] = {}
        self._root = Path(tempfile.mkdtemp(prefix="exeunt-studio-"))

    def open(self) -> str:
        """Begin a tab and return its token."""
        now = time.monotonic()
        for token, tab in sorted(self._tabs.items(), key=lambda item: item[1].seen):
            if len(self._tabs) >= MOST or now - tab.seen > IDLE_SECONDS:
                self._end(token)
        token = secrets.token_urlsafe(24)
        folder = self._root / secrets.token_hex(8)
        folder.mkdir()
        self._tabs[token] = Tab(folder, now)
        return token

    def of(self, token: str) -> Tab:
        """Return the tab of a token.

        Raises
        ------
        InputError
            If there is none.

        """
        tab = self._tabs.get(token)
        if tab is None:
            raise InputError("The studio was started anew, or this tab was idle for long; reload the page.")
        tab.seen = time.monotonic()
        return tab

    @property
    def shared(self) -> Path:
        """Return where runs lie that are nobody's own: of a scenario as it is."""
        folder = self._root / "shared"
        folder.mkdir(exist_ok=True)
        return folder

    def close(self) -> None:
        """End all tabs and take their files away."""
        for token in list(self._tabs):
            self._end(token)
        shutil.rmtree(self._root, ignore_errors=True)

    def _end(self, token: str) -> None:
        tab = self._tabs.pop(token)
        for job in tab.jobs.values():
            job.stop()
        shutil.rmtree(tab.folder, ignore_errors=True)
