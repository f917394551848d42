"""How likely people are to set out.

The hazard of setting out from home, per day, is

    log h = base + beta (threat - 1) + terms of the group + reach (V - reach_reference),

a proportional hazard (Cox 1972) in which V, the value of leaving by the best mix of ways, makes more people go where
going is easier. Where no threat is in force nobody flees. Over dt a person sets out with probability
1 - exp(-h dt).
"""

from __future__ import annotations

from typing import NamedTuple

from exeunt.behaviour.elementary import exp64
from exeunt.compiled import formula


class Leaving(NamedTuple):
    """The constants of setting out; `scale` is that of the choice among ways."""

    leave_base: float
    leave_threat: float
    reach: float
    reach_reference: float
    scale: float


@formula
def hazard(constants: Leaving, threat: float, log_weight: float, term: float) -> float:
    """Return the hazard per day of setting out, 0 without a threat or a way out.

    `threat` is the level of the push, `log_weight` is V/scale, below -1e299 where there is no way out, `term` the sum
    of the group terms.
    """
    easier = constants.reach * (constants.scale * log_weight - constants.reach_reference)
    rate = exp64(constants.leave_base + constants.leave_threat * (threat - 1.0) + term + easier)
    return rate if threat > 0.0 and log_weight > -1e299 else 0.0
