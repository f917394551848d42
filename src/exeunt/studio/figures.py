"""Figures that somebody drops on the page: how each column is read, every fault, and the forecast moved by them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from exeunt import api
from exeunt.as_json import plain
from exeunt.errors import CellOf, Fault, InputError, MeaningOf, Option, Placeholder, Question, ScenarioError
from exeunt.wording import by_reason, capitalised, foreseen, moved_fit

if TYPE_CHECKING:
    from exeunt.api import Run
    from exeunt.studio.sessions import Tab
    from exeunt.studio.shelf import Shelf

KINDS = ("csv", "xlsx")
NAME = "figures"
MOST_ROWS, MOST_SAID = 200, 12
OURS = frozenset({"id", "from", "until", "where", "measure", "value"})
TEXTS = ("counts", "each", "dates", "numbers", "figures", "source", "where", "on", "sheet")  # what can be answered
AND = " + "  # between cells of a column
MOVED = ("before", "before_q05", "before_q95", "after", "after_q05", "after_q95")


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
        case Placeholder() | None:
            return {"name": option.name, "of": "", "says": ""}
    return {"name": option.name, "of": "", "says": str(option.value)}


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


def _told(
    columns: Any, rows: pd.DataFrame, faults: list[dict[str, Any]], *, known: int = 0, lines: Sequence[str] = ()
) -> dict[str, Any]:
    """Return what a page is told of a file: how columns are read, its first rows and how many there are, its faults."""
    return {
        "columns": plain(columns),
        "rows": plain(rows.head(MOST_ROWS).astype("object")),
        "count": len(rows),
        "known": known,
        "faults": faults,
        "said": list(lines),
    }


@dataclass(frozen=True)
class Figures:
    """Reads what was dropped, in the tab's own folder and under a name of our own, and takes it in."""

    shelf: Shelf

    def read(self, tab: Tab, run: Path, content: bytes, kind: str, answers: Mapping[str, str]) -> dict[str, Any]:
        """Return how the columns of a file are read, its first rows, and its faults by row.

        A file that has not the columns of observations is read as analysts have arrivals, with the answers that were
        given to what it leaves open. What can be taken in is kept, and told by its `token`: several may be read at
        once, each in a folder of its own.
        """
        if kind not in KINDS:
            raise InputError("Only CSV and xlsx files are read.")
        token = tab.new_id()
        file = tab.folder / f"{NAME}-{token}" / f"{NAME}.{kind}"
        file.parent.mkdir()
        try:
            file.write_bytes(content)
            told, good = self._read(file, self.shelf.run(run), answers)
            if good is not None:
                tab.keep_figures(token, good)
        finally:
            if token not in tab.figures:
                shutil.rmtree(file.parent, ignore_errors=True)
        return {**told, "token": "" if good is None else token}

    def _read(self, file: Path, run: Run, answers: Mapping[str, str]) -> tuple[dict[str, Any], Path | None]:
        """Return what is told of a file, and where its figures lie in the columns of observations, if all are good."""
        try:
            found = api.read_figures(file, run.world)
            ours = {str(column["column"]) for column in plain(found.columns)} >= OURS
        except ScenarioError:
            ours = False
        if not ours:
            return self._arrivals(file, run.world.folder, answers)
        told = _told(found.columns, found.rows, plain(found.faults))
        return told, None if found.faults or found.rows.empty else file

    def _arrivals(
        self, file: Path, scenario: Path | None, answers: Mapping[str, str]
    ) -> tuple[dict[str, Any], Path | None]:
        """Read arrivals as analysts have them, and write them beside their file with the columns of observations."""
        assert scenario is not None, "a run that can be opened has its scenario beside it"
        try:
            found = api.read_arrivals(file, scenario, **said(answers))
        except ScenarioError as error:
            return _told((), pd.DataFrame(), [_asked(each) for each in error.faults]), None
        rows, good = pd.DataFrame([{**row, "claim": ""} for row in found.rows]), None
        if found.rows and not found.faults:
            good = file.with_suffix(".csv")
            rows.to_csv(good, index=False)
        lines = [*found.assumed, *(f"row {line}: {why}" for line, why in found.left_out[:MOST_SAID])]
        faults = [_asked(each) for each in found.faults]
        return _told(found.columns, rows, faults, known=found.known, lines=lines), good

    def take(self, tab: Tab, run: Path, token: str) -> dict[str, Any]:
        """Move the run by the figures of a file that was read, keep it in the tab, and say how it moved."""
        if (file := tab.figures_read(token)) is None:
            raise InputError("There is no file to take in: drop one whose rows are without faults.")
        before = self.shelf.run(run)
        updated = before.update(file)
        key, folder = tab.new_run()
        updated.outcome.save(folder)
        after = updated.outcome
        rows = []
        for row in before.revision(after).to_dict("records"):
            what, days = foreseen(row, year=after.spans_years)
            rows.append({"where": row["name"], "what": what, "when": days, **{each: row[each] for each in MOVED}})
        learned = after.learned_figures()
        fit = moved_fit(list(learned.loc[~learned["inside90"], "id"]), len(learned))
        return {
            "run": key,
            "used": list(updated.used),
            "passed_over": by_reason(updated.passed_over),
            "doubtful": updated.doubtful,
            "rows": plain(rows),
            "told": [f"{capitalised(after.learned_in_words)}.", after.moved_in_words, *fit],
        }
