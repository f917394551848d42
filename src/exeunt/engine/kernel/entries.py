"""Entries: people under way, in a pool and linked into chains."""

from __future__ import annotations

import numpy as np

from exeunt.compiled import inner
from exeunt.engine.kernel.records import NOBODY, QUEUED, Now, Space, State


@inner
def new(s: State, way: int, group: int, n: float, due: float, key: np.uint64) -> int:
    """Return a new entry, or `NOBODY` where the pool is full: then the run is to be done again with more room."""
    e = s.used[1]
    if e >= 0:
        s.used[1] = s.entry[e].next
    elif s.used[0] < len(s.entry):
        e = s.used[0]
        s.used[0] += 1
    else:
        s.used[2] = 1
        return NOBODY
    s.entry[e].way, s.entry[e].group, s.entry[e].n, s.entry[e].due = way, group, n, due
    s.entry[e].key, s.entry[e].next = key, NOBODY
    return e


@inner
def give_back(s: State, e: int) -> None:
    """Return an entry of nobody to the pool."""
    s.entry[e].next = s.used[1]
    s.used[1] = e


@inner
def put(s: State, chain: int, e: int) -> None:
    """Put an entry into a chain of this pass."""
    s.entry[e].next = s.chain[chain]
    s.chain[chain] = e


@inner
def taken(s: State, chain: int) -> int:
    """Take an entry out of a chain of this pass."""
    e = s.chain[chain]
    s.chain[chain] = s.entry[e].next
    s.entry[e].next = NOBODY
    return e


@inner
def await_due(sp: Space, s: State, now: Now, e: int) -> None:
    """Let an entry wait for the tick in which it is due, at the earliest this one."""
    tick = min(max(int(s.entry[e].due / sp.hours), now.t), len(s.due) - 1)
    s.entry[e].next = s.due[tick]
    s.due[tick] = e


@inner
def before(s: State, a: int, b: int) -> bool:
    """Say whether entry a comes before entry b: first come, and of two at once whom luck sets first."""
    return s.entry[a].due < s.entry[b].due or (s.entry[a].due == s.entry[b].due and s.entry[a].key <= s.entry[b].key)


@inner
def merged(s: State, a: int, b: int) -> int:
    """Merge two chains in order into one, and return its head."""
    if a < 0:
        return b
    if b < 0:
        return a
    head = NOBODY
    tail = NOBODY
    while a >= 0 and b >= 0:
        if before(s, a, b):
            e = a
            a = s.entry[a].next
        else:
            e = b
            b = s.entry[b].next
        if tail < 0:
            head = e
        else:
            s.entry[tail].next = e
        tail = e
    s.entry[tail].next = a if a >= 0 else b
    return head


@inner
def in_order(s: State, chain: int) -> int:
    """Return a chain sorted by the moments at which people come: a merge sort from the bottom up."""
    size = 1
    while True:
        rest, head, tail, merges = chain, NOBODY, NOBODY, 0
        while rest >= 0:
            merges += 1
            a = rest
            b = cut(s, a, size)
            rest = cut(s, b, size)
            part = merged(s, a, b)
            if tail < 0:
                head = part
            else:
                s.entry[tail].next = part
            tail = part
            while s.entry[tail].next >= 0:
                tail = s.entry[tail].next
        chain = head
        if merges <= 1:
            return chain
        size *= 2


@inner
def cut(s: State, chain: int, size: int) -> int:
    """Cut a chain after so many entries, and return what follows."""
    e = chain
    for _ in range(size - 1):
        if e < 0:
            break
        e = s.entry[e].next
    if e < 0:
        return NOBODY
    rest = s.entry[e].next
    s.entry[e].next = NOBODY
    return rest


@inner
def enqueue(s: State, line: int, e: int) -> None:
    """Let an entry come to a line; those who come in a pass are put in order before they are served."""
    s.entry[e].next = s.queue[line].fresh
    s.queue[line].fresh = e
    s.queue[line].n += s.entry[e].n
    if s.entry[e].group >= 0:
        s.elsewhere[QUEUED] += s.entry[e].n


@inner
def put_in_order(s: State, line: int) -> None:
    """Put those who have come in this pass into the line, among those who came before them in this tick."""
    if s.queue[line].fresh < 0:
        return
    came = in_order(s, s.queue[line].fresh)
    s.queue[line].fresh = NOBODY
    last = s.queue[line].settled
    if last >= 0:
        s.entry[last].next = merged(s, s.entry[last].next, came)
    else:
        s.queue[line].head = merged(s, s.queue[line].head, came)
    tail = last if last >= 0 else s.queue[line].head
    while s.entry[tail].next >= 0:
        tail = s.entry[tail].next
    s.queue[line].tail = tail
