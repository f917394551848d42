"""Rows of hashtags, with which humanitarian tables say what their columns hold (HXL 1.1); they are no data."""

from __future__ import annotations

import re
from collections.abc import Iterable

_TAG = re.compile(r"#[a-z][a-z0-9_]*(\s*\+\s*[a-z][a-z0-9_]*)*", re.ASCII | re.IGNORECASE)


def is_tag_row(cells: Iterable[str]) -> bool:
    """Say whether whatever is in a row's cells is hashtags; a single cell may be, the rest being blank."""
    filled = [text for cell in cells if (text := cell.strip())]
    return bool(filled) and all(_TAG.fullmatch(text) for text in filled)
