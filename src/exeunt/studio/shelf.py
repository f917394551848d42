"""Runs that are looked at, kept open: what was made of one is there for the next question."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

from exeunt import api

if TYPE_CHECKING:
    from exeunt.api import Outcome, Views

MOST = 8


class Shelf:
    """Open runs by their folder, the latest used kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: OrderedDict[Path, tuple[Outcome, Views]] = OrderedDict()

    def take(self, path: Path) -> tuple[Outcome, Views]:
        """Return a run and what there is to see of it."""
        with self._lock:
            if path not in self._open:
                run = api.open(path)
                self._open[path] = run, run.views()
                while len(self._open) > MOST:
                    self._open.popitem(last=False)
            self._open.move_to_end(path)
            return self._open[path]

    def glance(self, path: Path) -> Outcome:
        """Return a run that is looked at once, and takes the place of no other."""
        with self._lock:
            kept = self._open.get(path)
        return kept[0] if kept is not None else api.open(path)

    def run(self, path: Path) -> Outcome:
        """Return a run."""
        return self.take(path)[0]

    def views(self, path: Path) -> Views:
        """Return what there is to see of a run."""
        return self.take(path)[1]
