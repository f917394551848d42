"""Figures that somebody drops on the page: how each column is read, every fault, and the forecast moved by them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from exeunt import api
from exeunt.errors import CellOf, Fault, InputError, MeaningOf, Option, Question, ScenarioError
from exeunt.studio.plain import plain

if TYPE_CHECKING:
    from exeunt.studio.sessions import Tab
    from exeunt.studio.shelf import Shelf

KINDS = ("csv", "xlsx")
NAME = "figures"
MOST_ROWS, MOST_SAID = 200, 12
OURS = frozenset({"id", "from", "until", "where", "measure", "value"})
TEXTS = ("counts", "each", "dates", "numbers", "figures", "source", "where", "on", "sheet")  # what can be answered
OF_ITS_KIND = frozenset({"COUNTRY", "NAME", "N", "YYYY-MM-DD", "COLUMN"})  # what stands for an answer of one's own
AND = " + "  # between cells of a column


def _asked(fault: Fault) -> dict[str, Any]:
    """Return a fault, and the answers that a question takes."""
    answers = fault.answers if isinstance(fault, Question) else ()
    told = {"file": fault.file, "row": fault.row, "column": fault.column, "wrong": fault.wrong, "right": fault.right}
    return {**told, "answers": [_answer(each) for each in answers]}


def _answer(option: Option) -> dict[str, str]:
    """Return an answer: what it is called, of which column or name it is, and what it says, blank if one's own."""
    match option.value:
        case CellOf(of, says) | MeaningOf(of, says):
            return {"name": option.name, "of": of, "says": says}
    says = "" if option.value is None or option.value in OF_ITS_KIND else str(option.value)
    return {"name": option.name, "of": "", "says": says}


def said(answers: Mapping[str, str]) -> dict[str, Any]:
    """Return what a page answered in the words of `api.read_arrivals`; of a column or name it writes `only:COLUMN`.

    Raises
    ------
    InputError
        If there is no number of people that a family has.

    """
    given = {name: answer.strip() for name, answer in answers.items() if answer.strip()}
    of = {name: {key.removeprefix(f"{name}:"): answer for key, answer in given.items() if key.startswith(f"{name}:")}
          for name in ("only", "means")}  # fmt: skip
    told: dict[str, Any] = {name: given[name] for name in TEXTS if name in given}
    if cells := {column: cells.split(AND) for column, cells in of["only"].items()}:
        told["only"] = cells
    if meant := of["means"]:
        told["means"] = meant
    if size := given.get("family_size"):
        try:
            told["family_size"] = float(size)
        except ValueError:
            raise InputError(f"{size!r} is no number of people that a family has; write one such as 4.5.") from None
    return told


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
        try:
            found = api.read_arrivals(file, scenario, **said(answers))
        except ScenarioError as error:
            return {
                "columns": [],
                "rows": [],
                "count": 0,
                "known": 0,
                "faults": [_asked(each) for each in error.faults],
                "said": [],
            }
        finally:
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
