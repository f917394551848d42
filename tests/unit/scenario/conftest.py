import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from exeunt.errors import Fault, ScenarioError
from exeunt.scenario.new import create
from exeunt.scenario.reading import read
from exeunt.scenario.world import World


class Copy:
    """A copy of the smallest scenario, to break in one place."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        create(folder)

    def rows(self, table: str) -> list[list[str]]:
        with (self.folder / f"{table}.csv").open(newline="") as file:
            return list(csv.reader(file))

    def write(self, table: str, rows: list[list[str]]) -> None:
        with (self.folder / f"{table}.csv").open("w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)

    def put(self, table: str, row: int, column: str, value: str) -> None:
        """Write into the cell at a line of the file; a column that is not there yet is added."""
        rows = self.rows(table)
        if column not in rows[0]:
            rows = [[*cells, column if i == 0 else ""] for i, cells in enumerate(rows)]
        rows[row - 1][rows[0].index(column)] = value
        self.write(table, rows)

    def add(self, table: str, **cells: str) -> int:
        """Append a row and give its line."""
        rows = self.rows(table)
        assert set(cells) <= set(rows[0])
        self.write(table, [*rows, [cells.get(column, "") for column in rows[0]]])
        return len(rows) + 1

    def settings(self, old: str, new: str) -> int:
        """Change the settings and give the line."""
        path = self.folder / "scenario.toml"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))
        return text.count("\n", 0, text.index(old)) + 1

    def faults(self) -> tuple[Fault, ...]:
        with pytest.raises(ScenarioError) as caught:
            read(self.folder, World)
        return caught.value.faults

    def only_fault(self) -> Fault:
        faults = self.faults()
        assert len(faults) == 1, [str(fault) for fault in faults]
        return faults[0]


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "copy")


@pytest.fixture
def at() -> Callable[[Fault], str]:
    return lambda fault: f"{fault.file}:{fault.row}:{fault.column}"
