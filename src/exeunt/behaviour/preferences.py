"""How the people of a member weigh things: what its constants come to for each link, place, class and group."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.behaviour.choice import Legs
from exeunt.behaviour.leaving import Leaving
from exeunt.behaviour.settling import Settling
from exeunt.behaviour.travelling import Travelling

Floats = NDArray[np.float64]


class Preferences(NamedTuple):
    """What a member's people weigh by; numbers are constants of `vocabulary/parameters.csv`, by their names.

    `utility`, `money` and `worth` are the standing parts of a link's utility and a place's worth: see
    `travelling.utility` and `settling.worth` for what a moment adds.
    """

    utility: Floats  # (links, classes)
    money: Floats  # (links, classes)
    fade: NDArray[np.float32]  # (links,)
    due: NDArray[np.float32]  # (links,)
    legs: Legs
    worth: Floats  # (places, classes)
    leave_term: Floats  # (groups,)
    home_term: Floats  # (homes,): what is not known of the leaving from each
    return_factor: Floats  # (groups,)
    push_weight: Floats  # (kinds of push,)
    draft_factor: float  # `draft_total` against the number that the driver `draft` is given for
    nest_ratio: float  # mu_n / mu
    scale: float  # mu
    leaving: Leaving
    travelling: Travelling
    settling: Settling
    onward: float
    homeward: float  # the constant `return`
    give_up: float
    gate_capacity: Floats  # (ticks, gates): against the figure given for it
    news_hours: float
    ordinary_wait: float  # per day
    ordinary_stay: float  # days
