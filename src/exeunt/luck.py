"""Luck that belongs to a thing, not to a place in a table: the same bits in any order and beside any others."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Floats = NDArray[np.float64]

# Members at the central constants, each with its own luck, whose mean a mean run is: two run side by side on the
# smallest machine, and chance moves their mean by half a percent in a country and by some 6 % in the longest line
# (docs/explanation/model.md, 10).
MEAN_OF = 2


def uniforms(ids: Sequence[str], members: int, *what: str | int) -> Floats:
    """Return one uniform number in (0, 1) for each member and id, of shape (members, ids).

    The column of an id follows from the id and from `what`, such as a seed and the number of a pass, alone; the
    number of a member does not depend on how many members there are. Philox (Salmon, Moraes, Dror & Shaw 2011,
    "Parallel random numbers: as easy as 1, 2, 3") under a BLAKE2b key; its raw words are used since NumPy promises
    these, and not what it makes of them, from version to version.
    """
    drawn = np.empty((members, len(ids)))
    for column, each in enumerate(ids):
        text = "\x1f".join([*map(str, what), each]).encode()
        key = int.from_bytes(hashlib.blake2b(text, digest_size=16).digest(), "little")
        words = np.random.Philox(key=key).random_raw(members)
        # 52 bits: 53 and a half could round to 1
        drawn[:, column] = ((words >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52
    return drawn


def normals(ids: Sequence[str], members: int, *what: str | int) -> Floats:
    """Return standard normal numbers keyed like `uniforms`, of shape (members, ids)."""
    return np.asarray(ndtri(uniforms(ids, members, *what)), dtype=np.float64)
