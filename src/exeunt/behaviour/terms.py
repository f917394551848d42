"""Group terms: parameters of a scenario that act on the groups their `who` names."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Terms:
    """Names of the parameters and the groups (or, for price and settle, classes) they act on."""

    leave: list[str]
    leave_groups: list[Bools]
    home: list[str]
    home_groups: list[Bools]
    price: list[str]
    price_groups: list[Bools]
    settle: list[str]
    settle_groups: list[Bools]

    def by_class(self, first: list[int]) -> Terms:
        """Return the terms with price and settle per class; `first` names a group of each class."""
        return dataclasses.replace(
            self,
            price_groups=[g[first] for g in self.price_groups],
            settle_groups=[g[first] for g in self.settle_groups],
        )


def total(theta: Mapping[str, float], names: list[str], groups: list[Bools], size: int) -> NDArray[np.float64]:
    """Return the sum of the terms that act on each group or class, shape (size,)."""
    out = np.zeros(size)
    for name, acted_on in zip(names, groups, strict=True):
        out += theta[name] * acted_on
    return out
