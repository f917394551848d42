"""Rows that are added to a table of a scenario: numbered after those that are there, and blamed by their own lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from exeunt.errors import F, Fault
from exeunt.scenario.examine import examine
from exeunt.scenario.settings import Settings


@dataclass(frozen=True)
class Addition:
    """Rows of a file beside those of a table.

    Parameters
    ----------
    name
        Which table.
    rows
        Those added, indexed after the rows that are there.
    line
        The line of the file that each stands on, by that index.

    """

    name: str
    rows: pd.DataFrame
    line: Mapping[int, int]

    @classmethod
    def after(cls, name: str, there: pd.DataFrame, rows: pd.DataFrame) -> Addition:
        """Return typed rows as they are numbered after those that are there."""
        last = int(there.index.max()) if len(there) else 1
        line = {last + place: int(row) for place, row in enumerate(rows.index, start=1)}
        return cls(name, rows.set_axis(pd.Index(list(line), dtype="int64")), line)

    def beside(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return a table with these rows at its end."""
        return pd.concat([table, self.rows]) if len(table) else self.rows

    def faults(self, settings: Settings, tables: Mapping[str, pd.DataFrame], file: str) -> list[Fault]:
        """Return what is wrong with these rows in a scenario's tables, which hold them, by their lines in the file."""
        return self.by_line(examine(settings, dict(tables))[1], file)

    def by_line(self, found: Iterable[F], file: str) -> list[F]:
        """Return what was found about these rows in the table, by their lines in the file."""
        return [
            replace(each, file=file, row=self.line[each.row])
            for each in found
            if each.file == f"{self.name}.csv" and each.row in self.line
        ]
