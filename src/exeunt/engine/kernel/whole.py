"""Running totals in whole people, of whom nobody is missing."""

from __future__ import annotations

import numpy as np

from exeunt.compiled import plain
from exeunt.engine.kernel.records import Floats

NEARLY = 1e-3  # a person short of so much is one: rates a day are written with few digits


def whole_people(told: Floats) -> Floats:
    """Return running totals (times, homes), 0 at first, in whole people: see `hand_out`."""
    out = np.zeros(told.shape)
    hand_out(np.ascontiguousarray(told), out)
    return out


@plain
def hand_out(told: Floats, out: Floats) -> None:
    """Put running totals (times, homes) in whole people into `out`, of which the first row is known.

    At each time the homes together have as many as they were told, rounded down. Each has the whole people that it was
    told since the time before; whoever is left comes from the home of which most is missing by then. So nothing depends
    on what is told later.
    """
    for t in range(1, len(told)):
        everybody, has = NEARLY, 0.0
        for h in range(told.shape[1]):
            everybody += told[t, h]
            out[t, h] = out[t - 1, h] + np.floor(told[t, h] - told[t - 1, h])
            has += out[t, h]
        for _ in range(int(np.floor(everybody) - has)):
            most = 0
            for h in range(1, told.shape[1]):
                if told[t, h] - out[t, h] > told[t, most] - out[t, most]:
                    most = h
            out[t, most] += 1.0
