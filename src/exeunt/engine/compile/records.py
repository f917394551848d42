"""Columns as the structured arrays of the kernel."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from exeunt.engine.kernel.records import Records


def as_records(dtype: np.dtype[np.void], **columns: NDArray[Any]) -> Records:
    """Return an array of this type with these columns; the others are 0."""
    out = np.zeros(len(next(iter(columns.values()))), dtype)
    for name, values in columns.items():
        out[name] = values
    return out
