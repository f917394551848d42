"""Roads for tests of how ways are found."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def without_rules(times: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return that no road has rules, and what rules make people pay, at so many times."""
    return np.zeros(0, np.int64), np.zeros((times, 0))
