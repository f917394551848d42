"""What is open and under way: tabs, their runs, and the processes that simulate."""

from __future__ import annotations

import json
import shutil
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exeunt import api
from exeunt.asked import whole
from exeunt.errors import InputError
from exeunt.studio.changes import Changes
from exeunt.studio.choices import Choice, choices, chosen, state_of, stored_run
from exeunt.studio.jobs import BusyError
from exeunt.studio.sessions import Tab, Tabs
from exeunt.studio.shelf import Shelf
from exeunt.studio.worker import Recipe

if TYPE_CHECKING:
    from exeunt.api import Views
    from exeunt.studio.jobs import Job, Workshop

FIRST_MEMBERS, FEWEST_MEMBERS, MOST_MEMBERS = 24, 2, 1000  # of an ensemble
MOST_SHARED = 32  # runs of scenarios as they are: one whose files are changed has others


@dataclass
class Bench:
    """The studio's memory."""

    root: Path
    workshop: Workshop
    tabs: Tabs = field(default_factory=Tabs)
    shelf: Shelf = field(default_factory=Shelf)
    shared: dict[str, Path] = field(default_factory=dict)
    kept: dict[Path, Path] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def choices(self) -> list[Choice]:
        """Return what can be opened."""
        return choices(self.root)

    def open(self, tab: Tab, id_: str) -> dict[str, Any]:
        """Return the run to show for a choice; for a scenario without one, the choice is to be run first."""
        if tab.path(id_) is not None:
            return {"run": id_, "choice": id_}
        choice = chosen(self.root, id_)
        if choice.is_run:
            return {"run": id_, "choice": id_, "scenario": choice.scenario}
        for mean in (False, True):
            key = self._shared_key(choice, mean=mean)
            if self._shared(key):
                return {"run": key, "choice": id_, "scenario": choice.scenario}
        stored = stored_run(self.root, choice)
        if stored is not None:
            return {"run": stored.id, "choice": id_, "scenario": choice.scenario}
        api.load(choice.source)  # its faults are told before anything is run
        return {"run": None, "choice": id_, "scenario": choice.scenario, "members": FIRST_MEMBERS}

    def start(self, tab: Tab, asked: dict[str, Any]) -> dict[str, Any]:
        """Start a run: of a `choice` as it is, or of what pairs with a `run`, changed.

        What was asked before is not run again; what may be asked next can be made `ahead`.
        """
        mean = bool(asked.get("mean"))
        members = whole(asked.get("members"), "number of members", least=FEWEST_MEMBERS, most=MOST_MEMBERS)
        if "run" in asked:
            return self._start_beside(tab, asked, members=members, mean=mean)
        choice = chosen(self.root, str(asked.get("choice", "")))
        key = self._shared_key(choice, mean=mean)
        if self._shared(key):
            return {"run": key, "job": None}
        out = self.tabs.shared / tab.new_id()
        job = self.workshop.start(Recipe(choice.source, choice.is_run, out, Changes(), members, mean))
        job.then = lambda: self._share(key, out)
        return {"run": key, "job": tab.keep(job)}

    def _start_beside(self, tab: Tab, asked: dict[str, Any], *, members: int | None, mean: bool) -> dict[str, Any]:
        source, ahead = self.path(tab, str(asked["run"])), bool(asked.get("ahead"))
        question = json.dumps([str(source), members, mean, asked.get("changes")], sort_keys=True)
        with tab.lock:  # two who ask the same at once get the same
            if (found := tab.answer(question, ahead=ahead)) is not None:
                return found
            out, changes = tab.folder / tab.new_id(), Changes.read(asked.get("changes"))
            try:
                job = self.workshop.start(Recipe(str(source), True, out, changes, members, mean), ahead=ahead)
            except BusyError:
                return {"run": None, "job": None}
            return tab.keep_answer(question, job)

    def job(self, tab: Tab, id_: str) -> Job:
        """Return a run under way in a tab."""
        if id_ not in tab.jobs:
            raise InputError("This run is not under way (any more).")
        return tab.jobs[id_]

    def path(self, tab: Tab, key: str) -> Path:
        """Return the folder of a run that a tab may look at."""
        if (own := tab.path(key)) is not None:
            return own
        if shared := self._shared(key):
            return shared
        choice = chosen(self.root, key)
        if not choice.is_run:
            raise InputError(f"{choice.title} has not been run yet; open it first.")
        return Path(choice.source)

    def views(self, tab: Tab, key: str) -> Views:
        """Return what there is to see of a run."""
        return self.shelf.views(self.path(tab, key))

    def save(self, tab: Tab, key: str) -> dict[str, Any]:
        """Keep a run in the folder `runs` below the studio's folder; return where it is, and if it was there before."""
        source = self.path(tab, key)
        if tab.path(key) is None and key not in self.shared:
            return {"folder": str(source.relative_to(self.root)), "before": True}
        before = source in self.kept and self.kept[source].exists()
        if not before:
            run = self.shelf.run(source)
            folder = api.run_folder(str(run.manifest["scenario"]), below=self.root)
            with api.given_back_unused(folder):
                run.save(folder)
            self.kept[source] = folder
        return {"folder": str(self.kept[source].relative_to(self.root)), "before": before}

    def close(self) -> None:
        """End what is under way and take away what was not kept."""
        self.tabs.close()
        self.workshop.close()

    def _shared(self, key: str) -> Path | None:
        """Return the folder of a run that all tabs have, now the one used last; None if there is none."""
        with self.lock:
            if key in self.shared:
                self.shared[key] = self.shared.pop(key)
            return self.shared.get(key)

    def _share(self, key: str, folder: Path) -> None:
        """Let all tabs have a run, unless they do; the one unused for longest gives way when there are too many."""
        with self.lock:
            too_many = max(len(self.shared) + 1 - MOST_SHARED, 0)
            gone = [folder] if key in self.shared else [self.shared.pop(each) for each in list(self.shared)[:too_many]]
            self.shared.setdefault(key, folder)
        for each in gone:
            shutil.rmtree(each, ignore_errors=True)

    def _shared_key(self, choice: Choice, *, mean: bool) -> str:
        """Name the run of a scenario as it is now: one whose files were changed is another."""
        return f"{choice.id}.{state_of(choice)}.{'mean' if mean else 'ensemble'}"
