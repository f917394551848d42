"""Which classes weigh the ways into a country alike: they share a column of all that is worked out about these."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.engine.compile.access import Access
from exeunt.engine.compile.network import Network

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


EIGHT = 8


class Columns(NamedTuple):
    """The columns of each country.

    `of_class` (countries, classes) is that of a class, -1 where no way is ever open to it; `stands_for` (countries,
    most columns) names a class for each of the `how_many` (countries,) columns.
    """

    of_class: Ints
    stands_for: Ints
    how_many: Ints


def find_columns(
    net: Network, access: Access, links: Sequence[Ints], ever_open: Bools, alike: Sequence[NDArray[np.generic]]
) -> Columns:
    """Find the columns of each country.

    Parameters
    ----------
    net, access
        The network and its rules.
    links
        For each country the links that ways into it take.
    ever_open
        Whether any way into a country is ever open to a class, shape (countries, classes).
    alike
        What classes weigh by besides rules, arrays over classes in the last axis; those of more axes run over places in
        the first.

    """
    countries, classes = ever_open.shape
    of_class = np.full((countries, classes), -1, np.int64)
    stands_for: list[list[int]] = []
    by_link = (access.open, access.risk, access.delay, access.price)
    first = _first_like(by_link)
    for country in range(countries):
        rows = np.unique(first[access.row[links[country]]])
        ends = np.flatnonzero(net.settles & (net.place_country == country))
        seen = [a[:, rows[rows >= 0]] for a in by_link] + [access.settle[:, ends], access.stay[:, ends]]
        seen += [a[ends] if a.ndim > 1 else a for a in alike]
        told_apart_by = np.concatenate([_bytes_by_class(a) for a in seen], axis=1)
        number: dict[bytes, int] = {}
        mine: list[int] = []
        for c in np.flatnonzero(ever_open[country]).tolist():
            signature = told_apart_by[c].tobytes()
            if signature not in number:
                number[signature] = len(mine)
                mine.append(c)
            of_class[country, c] = number[signature]
        stands_for.append(mine)
    how_many = -(-np.array([len(mine) for mine in stands_for], np.int64) // EIGHT) * EIGHT
    most = max(EIGHT, how_many.max(initial=0))
    padded = np.array([[*mine, *(mine[:1] or [0]) * (most - len(mine))] for mine in stands_for], np.int64)
    return Columns(of_class, padded, how_many)


def _first_like(arrays: Sequence[NDArray[np.generic]]) -> Ints:
    """Return for each row of arrays over (epochs, rows, classes) the first that is like it in all; then -1."""
    found: dict[bytes, int] = {}
    rows = range(arrays[0].shape[1])
    return np.array([*(found.setdefault(b"".join(a[:, row].tobytes() for a in arrays), row) for row in rows), -1])


def _bytes_by_class(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Return the bytes of an array over classes in its last axis, shape (classes, bytes)."""
    by_class = np.ascontiguousarray(np.moveaxis(values, -1, 0))
    return by_class.reshape(len(by_class), -1).view(np.uint8)
