"""Figures that somebody drops on the page: how each column is read, every fault, and the forecast moved by them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from exeunt import api
from exeunt.errors import Fault, InputError, ScenarioError
from exeunt.studio.plain import plain

if TYPE_CHECKING:
    from exeunt.studio.sessions import Tab
    from exeunt.studio.shelf import Shelf

KINDS = ("csv", "xlsx")
NAME = "figures"
MOST_ROWS, MOST_SAID = 200, 12
OURS = frozenset({"id", "from", "until", "where", "measure", "value"})
ANSWERS = ("counts", "each", "dates", "numbers", "figures", "source")  # to what a file of arrivals leaves open


def _asked(fault: Fault) -> dict[str, Any]:
    """Return a fault, and the answers that a question takes, in words."""
    answers = [f"{answer.name}: {answer.value}" for answer in getattr(fault, "answers", ())]
    return {**plain(fault), "right": f"{fault.right} {' or '.join(answers)}".strip()}


@dataclass(frozen=True)
class Figures:
    """Reads what was dropped, in the tab's own folder and under a name of our own."""

    shelf: Shelf

    def read(self, tab: Tab, run: Path, content: bytes, kind: str, answers: Mapping[str, str]) -> dict[str, Any]:
        """Return how the columns of a file are read, its first rows, and its faults by row.

        A file that has not the columns of observations is read as analysts have arrivals, with the answers that were
        given to what it leaves open.
        """
        if kind not in KINDS:
            raise InputError("Only CSV and xlsx files are read.")
        self._forget(tab)
        file = tab.folder / f"{NAME}.{kind}"
        file.write_bytes(content)
        world = self.shelf.run(run).world
        try:
            found = api.read_figures(file, world)
            ours = {str(column["column"]) for column in plain(found.columns)} >= OURS
        except ScenarioError:
            ours = False
        if not ours:
            return self._arrivals(tab, file, world.folder, answers)
        if found.faults:
            self._forget(tab)
        rows = found.rows.head(MOST_ROWS).astype("object")
        return {
            "columns": plain(found.columns),
            "rows": plain(rows),
            "count": len(found.rows),
            "known": 0,
            "faults": plain(found.faults),
            "said": [],
        }

    def _arrivals(self, tab: Tab, file: Path, scenario: Path | None, answers: Mapping[str, str]) -> dict[str, Any]:
        """Read arrivals as analysts have them, and keep them with the columns of observations."""
        assert scenario is not None, "a run that can be opened has its scenario beside it"
        given = {name: answer for name, answer in answers.items() if answer and name in ANSWERS}
        try:
            found = api.read_arrivals(file, scenario, **given)
        except ScenarioError as error:
            self._forget(tab)
            return {
                "columns": [],
                "rows": [],
                "count": 0,
                "known": 0,
                "faults": [_asked(each) for each in error.faults],
                "said": [],
            }
        self._forget(tab)
        rows = pd.DataFrame([{**row, "claim": ""} for row in found.rows])
        if found.rows and not found.faults:
            rows.to_csv(tab.folder / f"{NAME}.csv", index=False)
        return {
            "columns": plain(found.columns),
            "rows": plain(rows.head(MOST_ROWS).astype("object")),
            "count": len(rows),
            "known": found.known,
            "faults": [_asked(each) for each in found.faults],
            "said": [*found.assumed, *(f"row {line}: {why}" for line, why in found.left_out[:MOST_SAID])],
        }

    def take(self, tab: Tab, run: Path) -> dict[str, Any]:
        """Move the run by the figures of the file that was read last, keep it in the tab, and say how it moved."""
        file = next((tab.folder / f"{NAME}.{kind}" for kind in KINDS if (tab.folder / f"{NAME}.{kind}").exists()), None)
        if file is None:
            raise InputError("There is no file to take in: drop one whose rows are without faults.")
        before = self.shelf.run(run)
        updated = before.update(file)
        key, folder = tab.new_run()
        updated.outcome.save(folder)
        names = before.world.names
        rows = [{**row, "where": names.where(str(row["where"]))} for row in plain(before.revision(updated.outcome))]
        return {
            "run": key,
            "used": list(updated.used),
            "passed_over": updated.passed_over,
            "doubtful": updated.doubtful,
            "rows": rows,
            "learned": updated.outcome.learned_in_words,
        }

    def _forget(self, tab: Tab) -> None:
        for kind in KINDS:
            (tab.folder / f"{NAME}.{kind}").unlink(missing_ok=True)
