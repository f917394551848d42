"""Ways from one road with rules to the next, by which those are gone that have such roads before their first door.

Whoever comes to the end of such a road meets its rules there, as at a door. By which of several chains of links people
go is settled when they take a leg, so each chain is there as ways of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.behaviour.choice import Choices
from exeunt.engine.compile.records import as_records
from exeunt.engine.compile.roads import Leg
from exeunt.engine.kernel.records import BY_ROADS, Records

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class ByRoads(NamedTuple):
    """Ways to be added to others, as `records.WAY` has them, and which of them stand for which of those.

    `of` (ways,) is the row in `roads` of each of the others, -1 where it has no such road; `roads` and `begins` are
    those of `records.Space`.
    """

    of: Ints
    roads: Records
    begins: Ints
    link: Ints
    rest: Ints
    end: Ints
    hours: Floats

    def taken(self, rows: Ints) -> tuple[Ints, Ints]:
        """Return what people may take who take some ways, and for each the position of its way among these."""
        first = np.append(self.roads["first"], len(self.begins))
        of = np.append(self.of, -1)[np.minimum(rows, len(self.of))]
        many = np.where(of >= 0, np.append(np.diff(first), 1)[of], 1)
        position = np.repeat(np.arange(len(rows)), many)
        nth = np.arange(len(position)) - np.repeat(np.cumsum(many) - many, many)
        by = np.append(self.begins, -1)[np.minimum(first[of[position]] + nth, len(self.begins))]
        return np.where(of[position] >= 0, by, rows[position]), position


def by_roads(
    ways: Choices, legs: Sequence[Leg], hours: Floats, ruled: Bools, *, leg: Ints, rest: Ints, end: Ints
) -> ByRoads:
    """Return the ways that stand for those with rules on the roads before their first door.

    Parameters
    ----------
    ways, legs
        What people choose among, and the links of each leg.
    hours, ruled
        How long each link takes, and whether it has rules.
    leg, rest, end
        Of the ways (and those to the ends of fans) the leg, the way that they go on by, and where they end.

    """
    of, roads, begins = np.full(len(leg), -1), list[tuple[int, int]](), [np.zeros(0, np.int64)]
    blocks = [_Block.empty()]
    count, begun = len(leg), 0
    by_leg = np.argsort(leg, kind="stable")
    ruled_legs = np.unique(leg[leg >= ways.ruled])
    at = np.searchsorted(leg[by_leg], [*ruled_legs, len(ways.chain_first)])
    for one, (since, until) in zip(ruled_legs.tolist(), pairwise(at.tolist()), strict=True):
        mine = by_leg[since:until]
        first = []
        for chain in ways.chain[ways.chain_first[one] : ways.chain_first[one + 1]].tolist():
            blocks.append(_Block.of(list(_pieces(legs[chain], ruled)), hours, count, rest[mine], end[mine]))
            first.append(count + np.arange(len(mine)) * (len(blocks[-1].link) // len(mine)))
            count += len(blocks[-1].link)
        of[mine] = len(roads) + np.arange(len(mine))
        roads += [(one - ways.ruled, begun + k * len(first)) for k in range(len(mine))]
        begins.append(np.stack(first, axis=1).ravel())
        begun += len(begins[-1])
    numbers = np.array(roads, np.int64).reshape(-1, 2)
    return ByRoads(
        of,
        as_records(BY_ROADS, leg=numbers[:, 0], first=numbers[:, 1]),
        np.concatenate(begins),
        *(np.concatenate(each) for each in zip(*blocks, strict=True)),
    )


class _Block(NamedTuple):
    """Several ways, one after the other, each in the same pieces."""

    link: Ints
    rest: Ints
    end: Ints
    hours: Floats

    @classmethod
    def empty(cls) -> _Block:
        none = np.zeros(0, np.int64)
        return cls(none, none, none, np.zeros(0))

    @classmethod
    def of(cls, pieces: Sequence[Leg], hours: Floats, first: int, rest: Ints, end: Ints) -> _Block:
        """Return ways numbered from `first` on, each of which ends as one of some others does."""
        many = len(pieces)
        following = first + 1 + np.arange(len(rest) * many).reshape(-1, many)
        following[:, -1] = rest
        ends = np.full(following.shape, -1)
        ends[:, -1] = end
        long = [float(hours[list(piece)].sum()) for piece in pieces]
        link = [piece[-1] for piece in pieces]
        return cls(np.tile(link, len(rest)), following.ravel(), ends.ravel(), np.tile(long, len(rest)))


def _pieces(leg: Leg, ruled: Bools) -> Iterator[Leg]:
    """Cut a leg behind each road that has rules."""
    begin = 0
    for k, link in enumerate(leg, start=1):
        if ruled[link] or k == len(leg):
            yield leg[begin:k]
            begin = k
