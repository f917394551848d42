"""Whatever a page or a picture is told, as JSON has it."""

from __future__ import annotations

import dataclasses
import datetime
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

DIGITS = 6


def plain(value: Any) -> Any:
    """Return a value as JSON has it: what is missing as null, moments as text, tables as rows, numbers cut to size."""
    if value is None or value is pd.NaT or isinstance(value, str | bool | int):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, float | np.floating):
        return _cut(float(value)) if math.isfinite(value) else None
    if isinstance(value, np.datetime64):
        return plain(pd.Timestamp(value))
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, np.ndarray):
        return [plain(each) for each in value.tolist()]
    if isinstance(value, pd.Timestamp | datetime.date):
        return value.isoformat()
    if isinstance(value, pd.DataFrame):
        return [plain(row) for row in value.to_dict("records")]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, Path):
        return value.name
    return [plain(each) for each in value]


def _cut(value: float) -> float:
    """Return a number as short as no table can tell: six decimals, and six digits of one that is less than 1.

    What stands before the point is never cut, however much it is: people are counted one by one.
    """
    return round(value, DIGITS) if abs(value) >= 1 else float(f"{value:.{DIGITS}g}")
