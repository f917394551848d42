"""What belongs to one tab: its runs and its files, found by a token that only that page knows."""

from __future__ import annotations

import secrets
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from exeunt.errors import InputError

if TYPE_CHECKING:
    from exeunt.studio.jobs import Job

MOST = 64
MOST_RUNS, MOST_AHEAD = 16, 32  # that one tab keeps: of runs that were asked for, and of those made ahead
IDLE_SECONDS = 12 * 3600
MOST_FIGURES = 4  # files of figures that one tab keeps
AHEAD_SECONDS = 600  # for which what was made ahead is kept for a tab that is not seen: it may have been closed


@dataclass
class Tab:
    """One tab: its runs under way, and the folders of those asked for and of those made ahead, by id.

    Of the folders the latest used come last. `made` tells for a question the job that answers it, and before it its id.
    `figures` are the files that can be taken in, by token, each in a folder of its own.
    """

    folder: Path
    seen: float
    jobs: dict[str, Job] = field(default_factory=dict)
    runs: dict[str, Path] = field(default_factory=dict)
    ahead: dict[str, Path] = field(default_factory=dict)
    made: dict[str, tuple[str, Job]] = field(default_factory=dict)
    figures: dict[str, Path] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def new_run(self) -> tuple[str, Path]:
        """Return the id and the folder of a run that is to be made."""
        id_ = self.new_id()
        self._keep_run(id_, self.folder / id_, ahead=False)
        return id_, self.folder / id_

    def path(self, id_: str) -> Path | None:
        """Return the folder of a run of this tab, which is in use now; None if it has none of that id."""
        with self.lock:
            kept = next((kept for kept in (self.runs, self.ahead) if id_ in kept), None)
            if kept is None:
                return None
            kept[id_] = kept.pop(id_)
            return kept[id_]

    def answer(self, question: str, *, ahead: bool) -> dict[str, str | None] | None:
        """Return the run that answers a question, and the job in which it is made; None if it is to be made yet.

        A run that was made ahead is from now on one that was asked for, unless it is only to be there `ahead`.
        """
        with self.lock:
            id_, job = self.made.get(question, ("", None))
            if job is None or job.is_stopped or (job.ended and not job.is_done) or self.path(job.run) is None:
                return None
            run = job.run
            if run in self.ahead and not ahead:
                self._keep_run(run, self.ahead.pop(run), ahead=False)
            return {"run": run, "job": None if job.ended else id_}

    def keep_answer(self, question: str, job: Job) -> dict[str, str | None]:
        """Keep the run that is to answer a question, and return it and the job in which it is made."""
        with self.lock:
            id_ = self.keep(job)
            self._keep_run(job.run, job.recipe.out, ahead=job.ahead)
            self.made[question] = id_, job
            return {"run": job.run, "job": id_}

    def _keep_run(self, id_: str, folder: Path, *, ahead: bool) -> None:
        """Keep the folder of a run; the one unused for longest gives way when there are too many."""
        kept, most = (self.ahead, MOST_AHEAD) if ahead else (self.runs, MOST_RUNS)
        with self.lock:
            self._drop(kept, len(kept) - most + 1)
            kept[id_] = folder

    def drop_ahead(self) -> None:
        """Let go of all that was made ahead and that nobody asked for."""
        with self.lock:
            self._drop(self.ahead, len(self.ahead))

    def _drop(self, kept: dict[str, Path], so_many: int) -> None:
        for gone in list(kept)[: max(so_many, 0)]:
            shutil.rmtree(kept.pop(gone), ignore_errors=True)
            self.made = {question: made for question, made in self.made.items() if made[1].run != gone}

    def keep(self, job: Job) -> str:
        """Keep a run under way, and return its id; of those that have ended the oldest give way."""
        with self.lock:
            ended = [id_ for id_, each in self.jobs.items() if each.ended]
            for id_ in ended[: max(len(self.jobs) + 1 - MOST_RUNS, 0)]:
                del self.jobs[id_]
            id_ = self.new_id()
            self.jobs[id_] = job
            return id_

    def keep_figures(self, token: str, file: Path) -> None:
        """Keep a file of figures that can be taken in; the one used longest ago gives way when there are too many."""
        with self.lock:
            for gone in list(self.figures)[: max(len(self.figures) + 1 - MOST_FIGURES, 0)]:
                shutil.rmtree(self.figures.pop(gone).parent, ignore_errors=True)
            self.figures[token] = file

    def figures_read(self, token: str) -> Path | None:
        """Return a file of figures that can be taken in, which then gives way last; None if there is no such file."""
        with self.lock:
            if (file := self.figures.pop(token, None)) is not None:
                self.figures[token] = file
            return file

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
            elif now - tab.seen > AHEAD_SECONDS:
                tab.drop_ahead()
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
