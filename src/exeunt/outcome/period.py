"""What the days of a period come to, in one number a member."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from exeunt.outcome.bands import peak
from exeunt.outcome.layout import Variable
from exeunt.outcome.measures import Numbers


def over_period(daily: NDArray[Any], variable: Variable) -> Numbers:
    """Return (member, ...) of (member, day, ...): flows added up, counts at the end, lines and waits at the highest."""
    values = np.asarray(daily, dtype=np.float64)
    if variable.over_time == "last":
        return values[:, -1]
    return np.asarray(values.sum(axis=1)) if variable.over_time == "sum" else peak(values, axis=1)
