"""Entries: people under way, in lists of whatever length.

A list is a chain of blocks from a pool, each of so many entries side by side: people are added at its end, gone through
in order and taken from its front, and what is read together lies together.
"""

from __future__ import annotations

import numpy as np

from exeunt.compiled import inner
from exeunt.engine.kernel.records import (
    BLOCK,
    FRESH,
    NEWLY,
    NOBODY,
    QUEUED,
    WAITING,
    Now,
    Records,
    Space,
    State,
)


@inner
def add(
    s: State, lists: Records, k: int, way: int, then: int, group: int, n: float, due: float, key: np.uint64
) -> None:  # fmt: skip
    """Add an entry to the end of a list; where the pool is full the run is to be done again with more room."""
    b = lists[k].last
    if b < 0 or s.block[b].fill == BLOCK:
        new = s.used[1]
        if new >= 0:
            s.used[1] = s.block[new].next
        elif s.used[0] < len(s.block):
            new = s.used[0]
            s.used[0] += 1
        else:
            s.used[2] = 1
            return
        s.block[new].next, s.block[new].fill = NOBODY, 0
        if b < 0:
            lists[k].first, lists[k].at = new, 0
        else:
            s.block[b].next = new
        lists[k].last = b = new
    i = b * BLOCK + s.block[b].fill
    s.block[b].fill += 1
    s.entry[i].way, s.entry[i].then, s.entry[i].group = way, then, group
    s.entry[i].n, s.entry[i].due, s.entry[i].key = n, due, key


@inner
def take_all(lists: Records, k: int) -> int:
    """Empty a list, and return the first of its blocks, to be gone through with `after`."""
    b = lists[k].first
    lists[k].first = lists[k].last = NOBODY
    return b


@inner
def after(s: State, b: int) -> int:
    """Return the block after one, and give that one back to the pool."""
    following = s.block[b].next
    s.block[b].next = s.used[1]
    s.used[1] = b
    return following


@inner
def front(lists: Records, k: int) -> int:
    """Return the first entry of a list, or `NOBODY`."""
    return lists[k].first * BLOCK + lists[k].at if lists[k].first >= 0 else NOBODY


@inner
def at_once(s: State, lists: Records, k: int) -> float:
    """Return how many in a list came at the very moment at which its first did."""
    b, i, n = lists[k].first, lists[k].at, 0.0
    due = s.entry[b * BLOCK + i].due
    while b >= 0:
        while i < s.block[b].fill:
            if s.entry[b * BLOCK + i].due != due:
                return n
            n += s.entry[b * BLOCK + i].n
            i += 1
        b, i = s.block[b].next, 0
    return n


@inner
def drop_front(s: State, lists: Records, k: int) -> None:
    """Take the first entry out of a list."""
    b = lists[k].first
    lists[k].at += 1
    if lists[k].at == s.block[b].fill:
        lists[k].first, lists[k].at = after(s, b), 0
        if lists[k].first < 0:
            lists[k].last = NOBODY


@inner
def keep_some(s: State, lists: Records, k: int) -> None:
    """Drop from a list the entries of which nobody is left."""
    before, b, first = NOBODY, lists[k].first, lists[k].at
    while b >= 0:
        kept, following = first, s.block[b].next
        for i in range(first, s.block[b].fill):
            if s.entry[b * BLOCK + i].n > 0.0:
                if kept < i:
                    copy(s, b * BLOCK + i, b * BLOCK + kept)
                kept += 1
        s.block[b].fill = kept
        if kept > first:
            before = b
        else:
            if before < 0:
                lists[k].first, lists[k].at = following, 0
            else:
                s.block[before].next = following
            if following < 0:
                lists[k].last = before
            after(s, b)
        b, first = following, 0


@inner
def copy(s: State, i: int, j: int) -> None:
    """Copy entry i over entry j."""
    e, to = s.entry[i], s.entry[j]
    to.n, to.due, to.key, to.way, to.then, to.group = e.n, e.due, e.key, e.way, e.then, e.group


@inner
def await_due(
    sp: Space, s: State, now: Now, way: int, then: int, group: int, n: float, due: float, key: np.uint64
) -> None:  # fmt: skip
    """Let an entry wait for the tick in which it is due, at the earliest this one."""
    tick = min(max(int(due / sp.hours), now.t), len(s.due) - 1)
    add(s, s.due, tick, way, then, group, n, due, key)


@inner
def enqueue(
    s: State, now: Now, line: int, way: int, then: int, group: int, n: float, due: float, key: np.uint64
) -> None:  # fmt: skip
    """Let an entry come to a line; those who come in a pass are put in order before they are served."""
    add(s, s.lines[FRESH], line, way, then, group, n, due, key)
    s.queue[line].n += n
    s.queue[line].stood -= n * max(due - now.begins, 0.0)
    if group >= 0:
        s.elsewhere[QUEUED] += n


@inner
def noted(s: State, lists: Records, k: int, count: int) -> int:
    """Note where the entries of a list lie in `s.order`, behind so many others, and return how many these are then."""
    b, i = lists[k].first, lists[k].at
    while b >= 0:
        while i < s.block[b].fill:
            s.order[0, count] = b * BLOCK + i
            count += 1
            i += 1
        b, i = s.block[b].next, 0
    return count


@inner
def is_before(s: State, a: int, b: int) -> bool:
    """Say whether entry a comes before entry b: first come, and of two at once whom luck sets first."""
    return s.entry[a].due < s.entry[b].due or (s.entry[a].due == s.entry[b].due and s.entry[a].key <= s.entry[b].key)


@inner
def sort(s: State, count: int) -> int:
    """Sort the first entries noted in `s.order` by the moments at which people come, and say in which row they are."""
    row, size = 0, 1
    while size < count:
        begin = 0
        while begin < count:
            middle, end = min(begin + size, count), min(begin + 2 * size, count)
            a, b = begin, middle
            for k in range(begin, end):
                if a < middle and (b >= end or is_before(s, s.order[row, a], s.order[row, b])):
                    s.order[1 - row, k] = s.order[row, a]
                    a += 1
                else:
                    s.order[1 - row, k] = s.order[row, b]
                    b += 1
            begin = end
        row, size = 1 - row, 2 * size
    return row


@inner
def put_in_order(s: State, line: int) -> None:
    """Put those who have come to a line in this pass in order, among those who came before them in this tick."""
    count, next_fresh = noted(s, s.lines[FRESH], line, 0), 0
    row = sort(s, count)
    i, newly, fresh = s.lines[NEWLY, line].at, take_all(s.lines[NEWLY], line), take_all(s.lines[FRESH], line)
    while newly >= 0:
        while i < s.block[newly].fill:
            at = newly * BLOCK + i
            while next_fresh < count and not is_before(s, at, s.order[row, next_fresh]):
                add_again(s, s.lines[NEWLY], line, s.order[row, next_fresh])
                next_fresh += 1
            add_again(s, s.lines[NEWLY], line, at)
            i += 1
        newly, i = after(s, newly), 0
    for k in range(next_fresh, count):
        add_again(s, s.lines[NEWLY], line, s.order[row, k])
    while fresh >= 0:
        fresh = after(s, fresh)


@inner
def add_again(s: State, lists: Records, k: int, i: int) -> None:
    """Add entry i of another list to a list."""
    e = s.entry[i]
    add(s, lists, k, e.way, e.then, e.group, e.n, e.due, e.key)


@inner
def add_newcomers(s: State, line: int) -> None:
    """Let those who came to a line in the tick before, one at least, stand behind those who were there already."""
    newly, waiting = s.lines[NEWLY, line], s.lines[WAITING, line]
    first, last, at = newly.first, waiting.last, newly.at
    if last < 0:
        waiting.first, waiting.last, waiting.at = first, newly.last, at
    elif first == newly.last and s.block[last].fill + s.block[first].fill - at <= BLOCK:
        for i in range(at, s.block[first].fill):
            add_again(s, s.lines[WAITING], line, first * BLOCK + i)
        after(s, first)
    else:  # at is 0: of those who have come none is served before all others are
        s.block[last].next, waiting.last = first, newly.last
    take_all(s.lines[NEWLY], line)
