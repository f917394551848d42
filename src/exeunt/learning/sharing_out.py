"""Whole people shared out in proportion."""

from __future__ import annotations

import numpy as np

from exeunt.luck import Floats


def shared_out(total: Floats, parts: Floats) -> Floats:
    """Return whole people that come to a total, in proportion to parts along the last axis."""
    whole = parts.sum(axis=-1)
    scale = np.divide(total, whole, out=np.zeros(whole.shape), where=whole > 0.0)
    return np.asarray(np.diff(np.rint(np.cumsum(parts, axis=-1) * scale[..., None]), axis=-1, prepend=0.0))
