"""What a place is worth to settle in: the s of the choice model.

Its standing part is worked out once a member, for all places and classes; what pull, crowding and leave to stay make
of it at a moment is `worth`, which the tick and the answers to travellers both call.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.compiled import formula

Floats = NDArray[np.float64]

LEAST_ROOM = 0.02  # of its capacity: a full place still takes somebody in


class Settling(NamedTuple):
    """The constants by which a moment is weighed."""

    settle_stay: float
    settle_full: float
    settle_room: float


def standing(
    theta: Mapping[str, float],
    *,
    population: Floats,
    language: Floats,
    rent: Floats,
    tied: NDArray[np.bool_],
    price_sensitivity: Floats,
    terms: Floats,
) -> Floats:
    """Return the worth of settling, shape (places, classes), in units of utility.

    s = base + size log10(population / 100 000) + language share + tie - rent, linear in its parts as in gravity models
    of destination choice (Beine, Docquier & Ozden 2011, equation 5). `population` in people and `rent` in EUR a month
    are per place and nan where unknown (then neutral: a town of 100 000, no rent); `language` is a share; `tied`
    (places, classes) says whether the class has kin or language there; `price_sensitivity` (classes,) multiplies money;
    `terms` (classes,) are the scenario's own.
    """
    size = np.log10(np.where(population > 0, population, 1e5) / 1e5)
    of_place = theta["settle_base"] + theta["settle_size"] * size + theta["settle_language"] * language
    money = theta["settle_rent"] * np.nan_to_num(rent) / 100.0
    return np.asarray(
        of_place[:, None] + theta["settle_tie"] * tied - money[:, None] * price_sensitivity[None, :] + terms[None, :]
    )


@formula
def fullness(constants: Settling, filled: float) -> float:
    """Return what a place loses by the share of its capacity that is filled, 0 where it is empty or unlimited."""
    return constants.settle_full * filled - constants.settle_room * math.log(max(1.0 - filled, LEAST_ROOM))


@formula
def worth(constants: Settling, standing: float, pull: float, filled: float, days: float) -> float:
    """Return the worth of settling at a place at a moment.

    `standing` is what it is worth always, `pull` the level of that driver, `filled` the share of its capacity that is
    filled (0 without a limit), `days` the leave to stay (0 if no limit is known).
    """
    stay = constants.settle_stay * math.log1p(days / 30.0) if days > 0.0 else 0.0
    return standing + pull - fullness(constants, filled) + stay
