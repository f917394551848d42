"""Values of days that stay the same for a while, as the rows of drivers and rules that they become."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.float64]

DECIMALS = 6  # of a driver's value


def steady(values: Days) -> Iterator[tuple[int, int, float]]:
    """Yield the runs of values that are written alike as first day, last day, value; zeros are left out."""
    values = values.round(DECIMALS)  # differences of interpolated counts differ in their last bits
    cuts = [0, *(np.flatnonzero(np.diff(values)) + 1).tolist(), len(values)]
    for first, after in pairwise(cuts):
        if values[first]:
            yield first, after - 1, float(values[first])
