"""Figures that somebody drops on the page: how each column is read, every fault, and the forecast moved by them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exeunt import api
from exeunt.errors import InputError, ScenarioError
from exeunt.studio.plain import plain

if TYPE_CHECKING:
    from exeunt.studio.sessions import Tab
    from exeunt.studio.shelf import Shelf

KINDS = ("csv", "xlsx")
NAME = "figures"
MOST_ROWS = 200


@dataclass(frozen=True)
class Figures:
    """Reads what was dropped, in the tab's own folder and under a name of our own."""

    shelf: Shelf

    def read(self, tab: Tab, run: Path, content: bytes, kind: str) -> dict[str, Any]:
        """Return how the columns of a file are read, its first rows, and its faults by row."""
        if kind not in KINDS:
            raise InputError("Only CSV and xlsx files are read.")
        self._forget(tab)
        file = tab.folder / f"{NAME}.{kind}"
        file.write_bytes(content)
        try:
            found = api.read_figures(file, self.shelf.run(run).world)
        except ScenarioError as error:
            self._forget(tab)
            return {"columns": [], "rows": [], "count": 0, "faults": plain(error.faults)}
        if found.faults:
            self._forget(tab)
        rows = found.rows.head(MOST_ROWS).astype("object")
        return {
            "columns": plain(found.columns),
            "rows": plain(rows),
            "count": len(found.rows),
            "faults": plain(found.faults),
        }

    def take(self, tab: Tab, run: Path) -> dict[str, Any]:
        """Move the run by the figures of the file that was read last, keep it in the tab, and say how it moved."""
        file = next((tab.folder / f"{NAME}.{kind}" for kind in KINDS if (tab.folder / f"{NAME}.{kind}").exists()), None)
        if file is None:
            raise InputError("There is no file to take in: drop one whose rows are without faults.")
        before = self.shelf.run(run)
        updated = before.update(file)
        key = tab.new_id()
        updated.outcome.save(tab.folder / key)
        tab.runs[key] = tab.folder / key
        names = before.world.names
        rows = [{**row, "where": names.where(str(row["where"]))} for row in plain(before.revision(updated.outcome))]
        return {
            "run": key,
            "used": list(updated.used),
            "passed_over": updated.passed_over,
            "rows": rows,
            "learned": updated.outcome.learned_in_words,
        }

    def _forget(self, tab: Tab) -> None:
        for kind in KINDS:
            (tab.folder / f"{NAME}.{kind}").unlink(missing_ok=True)
