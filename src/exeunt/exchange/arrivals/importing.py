"""From a file as analysts have it to the observations of a scenario, written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from exeunt.errors import Fault, InputError, ScenarioError, in_order
from exeunt.exchange.arrivals.doubts import Doubts, Unsettled
from exeunt.exchange.arrivals.figures import Contents, read_figures
from exeunt.exchange.arrivals.grid import Grid, read_grid
from exeunt.exchange.arrivals.observing import Observed, Row, claims, named, observed
from exeunt.exchange.arrivals.said import Said
from exeunt.exchange.arrivals.shown import Shown, shown
from exeunt.exchange.arrivals.taking import NO_FIGURE
from exeunt.exchange.arrivals.wheres import Wheres
from exeunt.scenario.additions import Addition
from exeunt.scenario.catalogue import scenarios
from exeunt.scenario.columns import typed
from exeunt.scenario.csvtext import mark_of, with_rows
from exeunt.scenario.one_writer import only_writer
from exeunt.scenario.reading import read
from exeunt.scenario.tables import columns
from exeunt.scenario.textfile import UnreadableError, read_text
from exeunt.scenario.world import World
from exeunt.scenario.xlsxfile import ENDING
from exeunt.whole_files import whole_file
from exeunt.wording import plural

SAME = ["where", "from", "until", "measure", "aggregate", "value"]


@dataclass(frozen=True)
class Arrivals:
    """What a file of arrivals says, and the rows that a scenario would get of it.

    Parameters
    ----------
    file, folder
        The file, and the scenario's folder.
    read_as
        How the file was read, in words.
    columns
        How each column was read.
    rows, claims
        The rows of `observations` and `claims` that are not there yet.
    known
        How many figures of the file the scenario has already.
    assumed
        What was assumed, in sentences.
    left_out
        What was left out, by the line of the file, and why.
    faults
        What is wrong with the file, and what it leaves open.
    grid, said
        The file's cells, and what was said of them.

    """

    file: Path
    folder: Path
    read_as: str
    columns: tuple[Shown, ...]
    rows: tuple[Row, ...]
    claims: tuple[Row, ...]
    known: int
    assumed: tuple[str, ...]
    left_out: tuple[tuple[int, str], ...]
    faults: tuple[Fault, ...]
    grid: Grid = field(repr=False)
    said: Said = field(repr=False)

    def __repr__(self) -> str:
        figures, known = plural(len(self.rows), "figure"), f", {self.known} there already" if self.known else ""
        told = {
            "Wrong or left open": list(map(str, self.faults)),
            "Assumed": list(self.assumed),
            "Left out": [f"row {row}: {why}" for row, why in self.left_out],
        }
        parts = ["\n  - ".join([f"{title}:", *lines]) for title, lines in told.items() if lines]
        return "\n".join([f"{self.file.name} for {self.folder}: {figures} to add{known}", *parts])

    @property
    def table(self) -> pd.DataFrame:
        """The rows of `observations` as a table of text."""
        return _text(self.rows).reset_index(drop=True)

    @property
    def text(self) -> str:
        """The rows as a file of `observations` by itself, which names no claims; no spreadsheet runs what is in it."""
        return with_rows("", [{**row, "claim": ""} for row in self.rows], known=_names("observations"))

    def write(self) -> list[Path]:
        """Add the rows to the scenario's tables, and return the files that changed; see `added`."""
        return list(self._files.values()) if self.added().rows else []

    def added(self) -> Arrivals:
        """Add the rows to the scenario's tables as they are now, and return what was added, as its `rows`.

        What others have added since the file was read is not added again, and no id is given twice.

        Raises
        ------
        ScenarioError
            If something is wrong with the file, or left open by it; then nothing is written.
        InputError
            If the scenario has changed so that the file says other things of it, or the tables cannot be written.

        """
        if self.faults:
            raise ScenarioError(self.faults)
        if not self.rows:
            return self
        with only_writer(self.folder):
            now = _read_beside(_own(self.folder), self.grid, self.file, self.folder, self.said)
            if now.faults or not set(map(_told, now.rows)) <= set(map(_told, self.rows)):
                raise InputError(
                    f"{self.folder} has changed since {self.file.name} was read, and the file says something else "
                    "beside it now. Nothing was added; read the file again."
                )
            now._write()
        return now

    @property
    def _files(self) -> dict[str, Path]:
        return {name: self.folder / f"{name}.csv" for name in ("claims", "observations")}

    def _write(self) -> None:
        if not self.rows:
            return
        files, added = self._files, {"claims": self.claims, "observations": self.rows}
        texts = {name: _with_rows(path, name, added[name]) for name, path in files.items()}
        try:
            # Both are complete before either takes its place.
            with whole_file(files["observations"]) as figures, whole_file(files["claims"]) as said:
                for name, fresh in (("observations", figures), ("claims", said)):
                    fresh.write_text(texts[name], encoding="utf-8", newline="")
        except OSError as error:
            raise InputError(f"{self.folder} cannot be written ({error.strerror}); nothing was added.") from error


def read_arrivals(file: Path, folder: Path, said: Said) -> Arrivals:
    """Read a file of arrivals for a scenario; nothing is written.

    Parameters
    ----------
    file
        The file: text with separated cells, in UTF-8 or UTF-16, or a workbook.
    folder
        The scenario's folder.
    said
        What the file leaves open.

    Raises
    ------
    ScenarioError
        If the file is no table at all, or the scenario has faults.
    InputError
        If what is said does not fit the file or the scenario.

    """
    return arrivals_for(_own(folder), file, folder, said)


def _own(folder: Path) -> World:
    """Read a scenario to whose tables rows can be added."""
    if not folder.is_dir():
        if any(str(folder) == each.id for each in scenarios()):
            raise InputError(f"{folder} comes with the package, and stays as it is. Name a copy that `new` makes.")
        raise InputError(f"{folder} is no folder of a scenario. Name one that is your own, to which rows can be added.")
    world = read(folder, World)
    for name in ("observations", "claims"):
        if (folder / f"{name}{ENDING}").exists():
            raise InputError(
                f"{folder / name}{ENDING} is a workbook. Save it as {name}.csv, so that rows can be added."
            )
    return world


def arrivals_for(world: World, file: Path, folder: Path, said: Said) -> Arrivals:
    """Read a file of arrivals for a scenario that has been read; see `read_arrivals`."""
    try:
        grid = read_grid(file, said.sheet)
    except UnreadableError as error:
        raise ScenarioError(error.faults) from error
    return _read_beside(world, grid, file, folder, said)


def _read_beside(world: World, grid: Grid, file: Path, folder: Path, said: Said) -> Arrivals:
    """Say what cells mean beside the tables of a scenario."""
    try:
        wheres = Wheres(world, said.means)
        contents = read_figures(grid, wheres, said)
    except UnreadableError as error:
        raise ScenarioError(error.faults) from error
    made = observed(contents, wheres, world.settings, said)
    fresh, known = _not_there(made.rows, world, contents)
    stated, of_claim = claims(fresh, said, file.name, world.claims)
    ids = named(fresh, world.observations["id"])
    rows = [{"id": id_, **each.row, "claim": claim} for id_, each, claim in zip(ids, fresh, of_claim, strict=True)]
    found = contents.found
    wrong = _faults_of(rows, fresh, world, file.name)
    if said.partly:
        sound = _sound(fresh, wrong, contents)
        rows = [row for row, is_sound in zip(rows, sound, strict=True) if is_sound]
        stated = _used(stated, rows)
    else:
        found.faults += [fault for _, fault in wrong]
    faults = found.all_faults
    if not faults and not made.rows:
        faults = [Fault(file.name, contents.header.line, "", "has no figure that could be taken", _why(found))]
    return Arrivals(
        file,
        folder,
        read_as=grid.said,
        columns=tuple(shown(contents, said)),
        rows=tuple(rows),
        claims=tuple(stated),
        known=known,
        assumed=tuple(made.assumed),
        left_out=tuple(sorted(dict.fromkeys(found.left_out))),
        faults=in_order(faults),
        grid=grid,
        said=said,
    )


def _told(row: Row) -> tuple[tuple[str, str], ...]:
    """Return what a row says, whatever it and its claim are called."""
    return tuple(sorted((name, cell) for name, cell in row.items() if name not in ("id", "claim")))


def _why(found: Doubts) -> str:
    """Say what became of all figures."""
    figures = [why for _, why in sorted(found.left_out) if not why.startswith(NO_FIGURE)]
    if not figures:
        return "write figures below the header"
    reasons = list(dict.fromkeys(figures))[:3]
    return f"all were left out: {'; '.join(reasons)}"


def _not_there(rows: Sequence[Observed], world: World, contents: Contents) -> tuple[list[Observed], int]:
    """Return the figures that the scenario does not have, whoever said them, each once, and how many it has.

    What a row of the file says again is left out, and said.
    """
    there = {_key(row) for row in world.observations[SAME].itertuples(index=False)}
    lines = {line.number: line.texts for line in contents.header.rows}
    typed_rows = _typed([each.row for each in rows])
    fresh: dict[tuple[Any, ...], Observed] = {}
    known = 0
    for each, row in zip(rows, typed_rows[SAME].itertuples(index=False), strict=True):
        key = _key(row)
        known += key in there
        if key in there or fresh.setdefault(key, each) is each:
            continue
        line, before = each.figure.line, fresh[key].figure.line
        again = "repeats" if lines[line] == lines[before] else "says the same as"
        contents.found.left_out.append((line, f"it {again} row {before}"))
    return list(fresh.values()), known


def _key(row: Iterable[Any]) -> tuple[Any, ...]:
    *what, value = row
    return (*what, round(float(value), 3))


def _typed(rows: Sequence[Mapping[str, str]]) -> pd.DataFrame:
    return typed("observations", _text(rows), file="observations.csv")[0]


def _text(rows: Sequence[Mapping[str, str]]) -> pd.DataFrame:
    """Return rows of `observations` as a table of text, with all of its columns."""
    text = {column.name: [row.get(column.name, "") for row in rows] for column in columns("observations")}
    return pd.DataFrame(text, index=pd.RangeIndex(2, 2 + len(rows)), dtype="str")


def _faults_of(rows: Sequence[Row], figures: Sequence[Observed], world: World, file: str) -> list[tuple[int, Fault]]:
    """Return what is wrong with rows among the scenario's, with their place, at the lines that they come from."""
    if not rows:
        return []
    table = _typed(rows).assign(claim="").reset_index(drop=True)
    addition = Addition.after("observations", world.observations, table)
    tables = {**world.tables, "observations": addition.beside(world.observations)}
    found = addition.faults(world.settings, tables, file)
    return [(fault.row, replace(fault, row=figures[fault.row].figure.line)) for fault in found]


def _sound(figures: Sequence[Observed], wrong: Sequence[tuple[int, Fault]], contents: Contents) -> list[bool]:
    """Leave out what is at fault, which is then said to be left out, and say which figures stay.

    A cell of figures is left out by itself, and with any other cell its whole row. What is wrong with the header, or
    with more than one row, stays a fault, and what is left open stays so.
    """
    found, lines = contents.found, {line.number for line in contents.header.rows}
    mended = [fault for fault in found.faults if fault.row in lines and not isinstance(fault, Unsettled)]
    found.faults[:] = [fault for fault in found.faults if fault not in mended]
    left = [*mended, *(fault for _, fault in wrong)]
    found.left_out += [(fault.row, f"{fault.column}: {fault.wrong}; {fault.right}") for fault in left]
    cells = {column.name for column in contents.layout.figures}  # none of these was read where something is wrong
    rows = {fault.row for fault in mended if fault.column not in cells}
    places = {place for place, _ in wrong}
    return [place not in places and each.figure.line not in rows for place, each in enumerate(figures)]


def _used(claims: Iterable[Row], rows: Iterable[Row]) -> list[Row]:
    used = {row["claim"] for row in rows}
    return [claim for claim in claims if claim["id"] in used]


def _with_rows(path: Path, table: str, rows: Sequence[Mapping[str, str]]) -> str:
    """Return the text of a table's file with rows at its end."""
    text = read_text(path, None, missing="") if path.exists() else ""
    return mark_of(path) + with_rows(text, rows, known=_names(table))


def _names(table: str) -> list[str]:
    return [column.name for column in columns(table)]
