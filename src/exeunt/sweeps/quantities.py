"""What is taken down of a member in a sweep: one number for each quantity, over the whole period."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.luck import Floats
from exeunt.outcome.compare import ADDED_UP, ALL
from exeunt.outcome.layout import BY_NAME, Labels
from exeunt.outcome.period import over_period

TAKEN = {"country": ("arrivals",), "gate": ("crossings_in", "queue_people", "wait_hours")}


class Quantity(NamedTuple):
    """A variable in all, in a country or at a gate, named as `compare` names it."""

    variable: str
    kind: str
    id: str
    over_time: str
    unit: str


def quantities(labels: Labels) -> list[Quantity]:
    """Return what is taken down, in the order in which `taken` has it."""
    ids = {"country": labels.countries, "gate": labels.gates}
    spots = [(name, ALL, ALL) for name in ADDED_UP]
    spots += [(name, kind, id_) for kind, names in TAKEN.items() for name in names for id_ in ids[kind]]
    return [Quantity(name, kind, id_, BY_NAME[name].over_time, BY_NAME[name].unit) for name, kind, id_ in spots]


def taken(outputs: Mapping[str, NDArray[Any]]) -> Floats:
    """Return the numbers of one member, shape (quantities); NaN where it has none."""
    in_all = [over_period(outputs[name].sum(axis=1)[np.newaxis], BY_NAME[name]) for name in ADDED_UP]
    apart = [over_period(outputs[name][np.newaxis], BY_NAME[name])[0] for names in TAKEN.values() for name in names]
    return np.concatenate([*in_all, *apart])
