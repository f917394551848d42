"""A comparison of two runs: a table that shows itself with pictures in a notebook."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

import pandas as pd

if TYPE_CHECKING:
    from exeunt.outcome.run import Run

MOST, MOST_ROWS = 2, 40  # pictures, and rows that are shown


class Comparison(pd.DataFrame):
    """Paired differences as `Outcome.compare` returns them; whatever is made of the table is a plain table.

    `before` is the run that was compared.
    """

    _metadata: ClassVar[list[str]] = ["before"]
    before: Run

    @classmethod
    def of(cls, table: pd.DataFrame, before: Run) -> Comparison:
        """Return a table of paired differences with the run that was compared."""
        found = cls(table)
        found.before = before
        return found

    @property
    def _constructor(self) -> Callable[..., pd.DataFrame]:
        return pd.DataFrame

    def _repr_html_(self) -> str:
        from exeunt.show.charts.small import small
        from exeunt.show.page.difference import pictures_of
        from exeunt.show.subject import Subject

        pictures = pictures_of(self, Subject(self.before))
        return (small(pictures[:MOST], width=380) if pictures else "") + self.to_html(index=False, max_rows=MOST_ROWS)
