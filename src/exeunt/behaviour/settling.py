"""What a place is worth to settle in, before fullness: the s of the choice model, without its safety in time."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def worth(
    theta: Mapping[str, float],
    *,
    population: Floats,
    language: Floats,
    rent: Floats,
    tied: NDArray[np.bool_],
    thrift: Floats,
    terms: Floats,
) -> Floats:
    """Return the worth of settling, shape (places, classes), in units of utility.

    s = base + size log10(population / 100 000) + language share + tie - rent, linear in its parts as in gravity models
    of destination choice (Beine, Docquier & Ozden 2011, equation 5). `population` in people and `rent` in EUR a month
    are per place and nan where unknown (then neutral: a town of 100 000, no rent); `language` is a share; `tied`
    (places, classes) says whether the class has kin or language there; `thrift` (classes,) multiplies money;
    `terms` (classes,) are the scenario's own.
    """
    size = np.log10(np.where(population > 0, population, 1e5) / 1e5)
    of_place = theta["settle_base"] + theta["settle_size"] * size + theta["settle_language"] * language
    money = theta["settle_rent"] * np.nan_to_num(rent) / 100.0
    return np.asarray(
        of_place[:, None] + theta["settle_tie"] * tied - money[:, None] * thrift[None, :] + terms[None, :]
    )
