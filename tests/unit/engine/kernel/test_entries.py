"""Lists of entries: what is added, served, dropped, sorted and joined, beside plain lists that do the same."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from numba import njit

from exeunt.engine.kernel.entries import (
    add,
    add_newcomers,
    after,
    await_due,
    drop_front,
    enqueue,
    front,
    keep_some,
    put_in_order,
    take_all,
)
from exeunt.engine.kernel.records import (
    ASIDE,
    BLOCK,
    BLOCK_OF_LIST,
    ENTRY,
    FRESH,
    LIST,
    NEWLY,
    NOBODY,
    QUEUE,
    QUEUED,
    WAITING,
    Now,
)

LINES, TICKS = 2, 3
KINDS = (WAITING, NEWLY, FRESH, ASIDE)
FIELDS = ["way", "then", "group", "n", "due", "key"]
NOW = Now(0, 0.0, 3.0)


class Hours(NamedTuple):
    """Of a world, how long its ticks are."""

    hours: float


class Pool(NamedTuple):
    """Of a state, what lists of entries need."""

    elsewhere: np.ndarray
    queue: np.ndarray
    entry: np.ndarray
    block: np.ndarray
    used: np.ndarray
    order: np.ndarray
    due: np.ndarray
    lines: np.ndarray


def pool(blocks: int) -> Pool:
    """Return empty lists, with room for so many blocks, in which lies what nobody may read."""
    empty = np.zeros((), LIST)
    empty["first"] = empty["last"] = NOBODY
    empty["at"] = 7
    return Pool(
        elsewhere=np.zeros(3),
        queue=np.zeros(LINES, QUEUE),
        entry=np.full(blocks * BLOCK, np.array((9e9, 9e9, 99, 99, 99, 99), ENTRY)),
        block=np.full(blocks, np.array((99, 99), BLOCK_OF_LIST)),
        used=np.array([0, NOBODY, 0]),
        order=np.full((2, blocks * BLOCK), 10**9),
        due=np.full(TICKS, empty),
        lines=np.full((len(KINDS), LINES), empty),
    )


@njit
def adds(s, kind, line, way, then, group, n, due, key):
    add(s, s.lines[kind], line, way, then, group, n, due, key)


@njit
def comes(s, now, line, way, then, group, n, due, key):
    enqueue(s, now, line, way, then, group, n, due, key)


@njit
def waits(sp, s, now, way, then, group, n, due, key):
    await_due(sp, s, now, way, then, group, n, due, key)


@njit
def at_front(s, kind, line):
    return front(s.lines[kind], line)


@njit
def loses_first(s, kind, line):
    drop_front(s, s.lines[kind], line)


@njit
def loses_some(s, kind, line):
    keep_some(s, s.lines[kind], line)


@njit
def is_sorted(s, line):
    put_in_order(s, line)


@njit
def joins(s, line):
    add_newcomers(s, line)


@njit
def is_emptied(s, kind, line, found):
    """Note where the entries of a list lie, block by block as these are given back, and return how many there are."""
    count, begin = 0, s.lines[kind, line].at
    b = take_all(s.lines[kind], line)
    while b >= 0:
        for i in range(begin, s.block[b].fill):
            found[count] = b * BLOCK + i
            count += 1
        b, begin = after(s, b), 0
    return count


def blocks_of(s: Pool, of: np.void) -> list[int]:
    """Return the blocks of a list, which are all filled, the last of them where it says."""
    found, b = [], int(of["first"])
    while b >= 0:
        assert b not in found, "a list leads back into itself"
        found.append(b)
        b = int(s.block["next"][b])
    assert of["last"] == (found[-1] if found else NOBODY)
    return found


def places_of(s: Pool, of: np.void) -> list[int]:
    """Return where the entries of a list lie, from the first to the last."""
    found, begin = [], int(of["at"])
    for b in blocks_of(s, of):
        fill = int(s.block["fill"][b])
        assert begin < fill <= BLOCK, "no block lies in a list for nothing"
        found += range(b * BLOCK + begin, b * BLOCK + fill)
        begin = 0
    return found


def read(s: Pool, places: list[int]) -> list[tuple]:
    return s.entry[places][FIELDS].tolist()


def entries_of(s: Pool, of: np.void) -> list[tuple]:
    return read(s, places_of(s, of))


def moment(entry: tuple) -> tuple:
    """Return what people are put in order by: when they come, and luck."""
    return entry[4:]


# moments and luck of which some are the same
SOMEBODY = st.tuples(
    st.integers(0, 99),
    st.integers(-1, 99),
    st.integers(-2, 3),
    st.integers(1, 50).map(float),
    st.integers(0, 6).map(float),
    st.integers(0, 3).map(lambda luck: luck * 2**62 + 1),
)
SOME = st.one_of(st.lists(SOMEBODY, max_size=3), st.lists(SOMEBODY, min_size=int(BLOCK) - 2, max_size=int(BLOCK) + 2))
LINE, KIND = st.integers(0, LINES - 1), st.sampled_from([int(kind) for kind in KINDS])


class InLine(RuleBasedStateMachine):
    """Lines as a run has them: who comes is put in order, and stands behind the others when the tick is over."""

    @initialize()
    def nobody(self) -> None:
        self.s = pool(600)
        self.lists = {(int(kind), line): [] for kind in KINDS for line in range(LINES)}
        self.at_gate, self.fled = [0.0] * LINES, 0.0

    @rule(line=LINE, some=SOME)
    def come(self, line, some):
        """In a pass, at the end of which they are put in order among those who came in this tick."""
        for who in some:
            comes(self.s, NOW, line, *who[:-1], np.uint64(who[-1]))
            self.at_gate[line] += who[3]
            self.fled += who[3] * (who[2] >= 0)
        self.lists[FRESH, line] += some
        self.lists_hold_what_plain_ones_do()
        is_sorted(self.s, line)
        self.lists[NEWLY, line] = sorted(self.lists[NEWLY, line] + self.lists[FRESH, line], key=moment)
        self.lists[FRESH, line] = []

    @rule(line=LINE, some=SOME)
    def step_aside(self, line, some):
        for who in some:
            adds(self.s, ASIDE, line, *who[:-1], np.uint64(who[-1]))
        self.lists[ASIDE, line] += some

    @rule()
    def close_ranks(self):
        for line in range(LINES):
            if self.lists[NEWLY, line]:
                joins(self.s, line)
            self.lists[WAITING, line] += self.lists[NEWLY, line]
            self.lists[NEWLY, line] = []

    @rule(line=LINE, number=st.one_of(st.integers(1, 3), st.integers(1, 2 * int(BLOCK))))
    def let_through(self, line, number):
        for _ in range(number):
            kind = WAITING if self.lists[WAITING, line] else NEWLY
            if self.lists[kind, line]:
                loses_first(self.s, kind, line)
                del self.lists[kind, line][0]

    @rule(line=LINE, kind=st.sampled_from([int(WAITING), int(ASIDE)]), chance=st.sampled_from([0.1, 0.9, 1.0]),
          luck=st.integers(0, 99))  # fmt: skip
    def give_up(self, line, kind, chance, luck):
        stay = np.random.default_rng(luck).random(len(self.lists[kind, line])) >= chance
        for i, stays in zip(places_of(self.s, self.s.lines[kind, line]), stay, strict=True):
            if not stays:
                self.s.entry["n"][i] = 0.0
        loses_some(self.s, kind, line)
        self.lists[kind, line] = [who for who, stays in zip(self.lists[kind, line], stay, strict=True) if stays]

    @rule(line=LINE, kind=KIND)
    def empty(self, line, kind):
        found = np.zeros(len(self.s.entry), np.int64)
        count = is_emptied(self.s, kind, line, found)
        assert read(self.s, found[:count].tolist()) == self.lists[kind, line]
        self.lists[kind, line] = []

    @invariant()
    def lists_hold_what_plain_ones_do(self):
        for (kind, line), expected in self.lists.items():
            assert entries_of(self.s, self.s.lines[kind, line]) == expected
            first = at_front(self.s, kind, line)
            assert (read(self.s, [first]) if first >= 0 else []) == expected[:1]

    @invariant()
    def every_block_is_in_one_list_or_free(self):
        free, b = [], int(self.s.used[1])
        while b >= 0:
            free.append(b)
            b = int(self.s.block["next"][b])
        taken = [b for of in self.s.lines.ravel() for b in blocks_of(self.s, of)]
        assert sorted(free + taken) == list(range(self.s.used[0]))
        assert self.s.used[2] == 0

    @invariant()
    def who_came_is_counted(self):
        assert self.s.queue["n"].tolist() == self.at_gate
        assert self.s.elsewhere[QUEUED] == self.fled


InLine.TestCase.settings = settings(max_examples=80, stateful_step_count=25)
test_lists_hold_in_order_what_plain_lists_would = pytest.mark.slow(InLine.TestCase)


def entry(due: float) -> tuple:
    return 1, NOBODY, 0, 1.0, due, np.uint64(5)


@pytest.mark.parametrize(("due", "tick"), [(0.0, 1), (5.9, 1), (6.0, 2), (8.9, 2), (9.0, 2), (1e6, 2)])
def test_who_is_due_waits_for_his_tick_at_the_earliest_this_one_at_the_latest_the_last(due, tick):
    s = pool(4)
    waits(Hours(3.0), s, Now(1, 3.0, 6.0), *entry(due))
    assert [len(entries_of(s, of)) for of in s.due] == [int(t == tick) for t in range(TICKS)]


def test_where_the_pool_is_full_that_is_noted_and_what_is_there_stays():
    s = pool(2)
    for i in range(2 * BLOCK):
        adds(s, WAITING, 0, *entry(float(i)))
    assert s.used[2] == 0
    adds(s, WAITING, 0, *entry(99.0))
    adds(s, ASIDE, 1, *entry(99.0))
    assert s.used[2] == 1
    assert [due for *_, due, _ in entries_of(s, s.lines[WAITING, 0])] == list(range(2 * BLOCK))
    assert entries_of(s, s.lines[ASIDE, 1]) == []
