"""Text that a spreadsheet would take for a formula when it opens a CSV file: written with an apostrophe before it.

A CSV file cannot say that `=A1` is a name. Spreadsheets take what begins with one of four signs for something to work
out, and would run it. An apostrophe before it keeps it as text; reading takes one away again, so that the text comes
back as it was.
"""

from __future__ import annotations

import re

import pandas as pd

SIGNS = ("=", "+", "-", "@")
_FORMULA = re.compile(r"'*[=+\-@]")
_KEPT = re.compile(r"'+[=+\-@]")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII)


def kept_as_text(text: str) -> str:
    """Return a cell as a CSV file has it."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def rows_kept_as_text(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose texts are as a CSV file has them, the names of its columns among them."""
    texts = table.select_dtypes(["object", "str"])
    kept = {name: cells.map({each: _kept(each) for each in cells.unique()}) for name, cells in texts.items()}
    return table.assign(**{str(name): cells for name, cells in kept.items()}).rename(columns=kept_as_text)


def as_meant(cell: str) -> str:
    """Return what a cell of a CSV file says."""
    return cell[1:] if _KEPT.match(cell) else cell


def _kept(cell: object) -> object:
    return kept_as_text(cell) if isinstance(cell, str) else cell
