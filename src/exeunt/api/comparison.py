"""A comparison of two runs: a table that shows itself with pictures in a notebook."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, ClassVar

import pandas as pd

if TYPE_CHECKING:
    from exeunt.outcome.run import Run

MOST, MOST_ROWS = 2, 40  # pictures, and rows that are shown


class Comparison(pd.DataFrame):
    """Paired differences as `Outcome.compare` returns them; whatever is made of the table is a plain table.

    `before` is the run that was compared, `unlike` what `Outcome.unlike` says of the two.
    """

    _metadata: ClassVar[list[str]] = ["before", "unlike"]
    before: Run
    unlike: tuple[str, ...]

    @classmethod
    def of(cls, table: pd.DataFrame, before: Run, unlike: tuple[str, ...]) -> Comparison:
        """Return a table of paired differences with the run that was compared, and what is said of the two."""
        found = cls(table)
        found.before, found.unlike = before, unlike
        return found

    @property
    def _constructor(self) -> Callable[..., pd.DataFrame]:
        return pd.DataFrame

    def _repr_html_(self) -> str:
        from exeunt.show.charts.small import small
        from exeunt.show.page.difference import pictures_of
        from exeunt.show.subject import Subject

        pictures = pictures_of(self, Subject(self.before))
        shown = "".join(f"<p>{escape(each)}</p>" for each in self.unlike)
        shown += small(pictures[:MOST], width=380) if pictures else ""
        return shown + self.to_html(index=False, max_rows=MOST_ROWS)
