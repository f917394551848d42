"""How likely people are to set out.

The hazard of setting out from home, per day, is

    log h = base + beta (threat - 1) + terms of the group + reach (V - reach_reference),

a proportional hazard (Cox 1972) in which V, the value of leaving by the best mix of ways, makes more people go where
going is easier. Where no threat is in force nobody flees. Over dt a person sets out with probability
1 - exp(-h dt).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from exeunt.compiled import plain

Floats = NDArray[np.float64]


@plain
def hazards(
    out: Floats,
    log_weight: Floats,
    threat: Floats,
    term: Floats,
    class_of: NDArray[np.int64],
    home_place: NDArray[np.int64],
    base: float,
    beta: float,
    reach: float,
    reference: float,
    mu: float,
) -> None:
    """Fill `out` (homes, groups) with hazards per day.

    `log_weight` (places, classes) is V/mu of leaving, below -1e299 where there is no way out, `threat` (homes, groups)
    the level of the push, `term` (groups,) the group terms.
    """
    for h in range(out.shape[0]):
        p = home_place[h]
        for g in range(out.shape[1]):
            value = mu * log_weight[p, class_of[g]]
            if threat[h, g] <= 0.0 or value < -1e299:
                out[h, g] = 0.0
            else:
                out[h, g] = math.exp(base + beta * (threat[h, g] - 1.0) + term[g] + reach * (value - reference))
