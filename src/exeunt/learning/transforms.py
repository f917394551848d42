"""Figures as the analysis takes them: on their scales (`outcome.scales`), with their errors and bounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from exeunt.learning.assimilation import AT_LEAST, AT_MOST, EXACT, Counted
from exeunt.outcome.scales import error_of, scale_of

if TYPE_CHECKING:
    from exeunt.outcome.targets import Target

SIDES = {"at_least": AT_LEAST, "at_most": AT_MOST}


def counted(targets: Sequence[Target], discrepancy: Callable[[Target], float] | None = None) -> Counted:
    """Return figures as the analysis takes them.

    Parameters
    ----------
    targets
        The figures.
    discrepancy
        The standard deviation, in transformed units, by which a model with the right constants misses a figure; it is
        added to the error in quadrature. None given: none.

    """
    scales = [scale_of(each.measure, each.aggregate) for each in targets]
    errors = [np.hypot(error_of(each), discrepancy(each) if discrepancy else 0.0) for each in targets]
    return Counted(
        [each.id for each in targets],
        np.array([float(scale.there(each.value)) for scale, each in zip(scales, targets, strict=True)]),
        np.array(errors, dtype=np.float64),
        np.array([SIDES.get(each.kind, EXACT) for each in targets], dtype=np.int8),
    )
