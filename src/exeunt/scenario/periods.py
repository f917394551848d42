"""Periods that end before they begin, and the moments at which something was counted, which look alike once typed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

ENDS_EARLY = ("the period ends before it begins", "put the later date here")
NO_MOMENT = "put the later date here; for a count at one moment write it in both with its time, as 2022-09-21T00:00"


def no_moments(begins: Sequence[str], ends: Sequence[str], is_empty: NDArray[np.bool_]) -> list[bool]:
    """Say which counts that last no time, of which this is the text, are not of a moment that both ends name.

    One that begins on a day and ends with the day before lasts none either.
    """
    return [none and not ("T" in begin and "T" in end) for none, begin, end in zip(is_empty, begins, ends, strict=True)]
