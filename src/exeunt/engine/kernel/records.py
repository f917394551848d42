"""The records a tick works on: what does not change, what time brings, where everybody is, what is written down.

Each is a handful of structured arrays, one row for a link, a line, a way, a place, so that what belongs together is
passed together.

A *way* is where people are between two decisions: first the links, then a place to stand at for each place, then a
way home for each place. A *hand* is a set of people who have come to a decision: first those who arrived by each
link, then those who are at each stance without having come by a link (they set out, stood there or end a journey).
Ways that lead to the same hand or line share a *ring* of slots, one for each tick in which somebody can be due and
one more for those due at once, in the next pass of the same tick. A *line* is a queue; a *cohort* is what joined it in
one tick by one link, and ordinary traffic has cohorts of its own.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.compiled import inner, kept
from exeunt.engine.kernel.draws import binomial, hypergeometric, uniform

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Records = NDArray[Any]  # a structured array, whose type says the fields

# Kinds of decision, as words of the key.
DRAFT, LEAVE, GIVEN, GO, HOMEWARD, ORDINARY, LOAD = (np.uint64(k) for k in range(1, 8))
SERVE, PART, STOP, CHOOSE, LATE, GIVE_UP, WHOSE, QUOTA, FRESH = (np.uint64(k) for k in range(11, 20))

VEHICLES, FOOT, SEATS = 0, 1, 2  # what a line waits for
CITIZENS, OTHERS = -1, -2  # cohorts of ordinary traffic, in place of a link
PASSES = 6  # how often somebody can arrive and set out again within one tick
FEW = 8.0  # so many choose one by one, more by binomial splits: the same distribution
MANY = 0.5  # in mean mode, fewer than this wait for the next tick instead of making another pass of this one


def _record(fields: list[tuple[str, str]]) -> np.dtype[np.void]:
    return np.dtype(fields, align=True)


LINK = _record(
    [("begin", "i8"), ("end", "i8"), ("gate", "i8"), ("direction", "i8"), ("line", "i8"), ("rule", "i8"),
     ("crosses", "?"), ("returns", "?")]
)  # fmt: skip
LINE = _record([("gate", "i8"), ("direction", "i8"), ("kind", "i8"), ("link", "i8"), ("rate", "f8"), ("people", "f8")])
WAY = _record([("ring", "i8"), ("rule", "i8"), ("hash", "u8"), ("ticks", "f8")])
RING = _record([("first_slot", "i8"), ("slots", "i8"), ("line", "i8"), ("link", "i8"), ("hand", "i8"), ("stands", "?")])
PLACE = _record(
    [("country", "i8"), ("return_link", "i8"), ("through_from", "i8"), ("through_to", "i8"), ("capacity", "f8"),
     ("abroad", "?")]
)  # fmt: skip
GROUP = _record([("class_of", "i8"), ("mark", "i8"), ("origin", "i8"), ("hash", "u8"), ("liable", "?")])
TICK = _record([("key", "u8"), ("epoch", "i8"), ("news", "?"), ("stir", "?"), ("active", "?")])
RULED = _record([("risk", "f4"), ("delay", "f4"), ("price", "f4"), ("open", "?")])
LEAVE_TO_STAY = _record([("days", "f4"), ("allowed", "?")])
QUOTA_RULE = _record([("rate", "f8"), ("start", "i8"), ("end", "i8")])
QUOTA_TICK = _record([("allows", "f8"), ("anew", "?")])  # whole people more, and whether a local day begins
QUEUE = _record(
    [(name, "f8") for name in ("n", "credit", "wait_seen", "wait_known", "wait_heard")]
    + [("head", "i8"), ("tail", "i8")]
)
COHORT = _record([("n", "f8"), ("link", "i8"), ("tick", "i8"), ("next", "i8"), ("first", "i8"), ("size", "i8")])
ENTRY = _record([("n", "f8"), ("group", "i8")])
PLACE_DAY = _record([(name, "f8") for name in ("departures", "stock", "drafted", "returned")])
COUNTRY_DAY = _record([(name, "f8") for name in ("arrivals", "entered", "left", "men", "liable")])
_GATE_DAY = ("entered", "left", "others_entered", "others_left", "people", "vehicles", "waits", "waited")
GATE_DAY = _record([(name, "f8") for name in _GATE_DAY])
GATE_TICK = _record([("entered", "f8"), ("vehicles", "f4"), ("wait", "f4")])


class Space(NamedTuple):
    """What does not change in time; see `network.Network`.

    `hand_first[s] : hand_first[s + 1]` are the positions in `hands` of the hands that decide at stance s, `hand_ring`
    the ring that leads to a hand without a line before it, or -1.
    """

    link: Records
    line: Records
    way: Records
    ring: Records
    place: Records
    group: Records
    class_of: Ints  # (groups,): their classes once more, side by side
    home_place: Ints
    hand_first: Ints
    hands: Ints
    hand_ring: Ints
    hand_hash: NDArray[np.uint64]
    gate_hash: NDArray[np.uint64]
    nest_hash: NDArray[np.uint64]
    gate_rate: Floats  # (gates, 2 directions)
    gate_country: Ints  # (gates, from | to)
    gate_line: Ints  # (gates, 2 directions, vehicles | foot)
    ordinary_line: Ints  # (gates, 2 directions): the line that ordinary traffic joins
    gate_open: Floats  # (ticks, gates): the share of an even day's opening
    through: Ints  # (n, left | entered): borders on the ways home
    block: int  # groups to a mark
    hours: float


class Times(NamedTuple):
    """What time brings; see `access.Access` and `drivers.Drivers`.

    Of a tick, `news` says that waits and fares become known, `stir` that the push changes, `active` that somebody may
    be on the way.
    """

    tick: Records
    place_day: Ints  # (ticks + 1, places), -1 outside the period
    gate_day: Ints
    ruled: Records  # (epochs, ruled links, classes)
    delays: Bools  # (epochs, ruled links): whether a rule holds somebody up there
    stopped: NDArray[np.float32]  # (epochs, ruled links, groups)
    leave: Records  # (epochs, places, classes)
    pull: NDArray[np.float32]  # (epochs, places)
    quota: Records
    quota_tick: Records
    quota_link: Bools
    quota_group: Bools
    push: Floats  # (kinds, ticks, homes)
    push_group: Bools  # (kinds, groups)
    draft: Floats  # (kinds, ticks, homes), a hazard per day
    draft_group: Bools
    given: Floats  # (ticks + 1, homes): people told to set out before each tick
    is_given: Bools
    ordinary: Floats  # (ticks, gates, 2 directions, citizens | others)
    load: Floats  # (ticks, lines, citizens | others)


class Moment(NamedTuple):
    """When something happens: the tick, the pass of it in which some travel on, and whether it is drawn or expected."""

    t: int
    turn: int
    mean: bool


class Desk(NamedTuple):
    """Room to work in while one stance after the other decides; between two steps it holds nobody.

    `crowd` (groups,) are the people of one hand, `out` (options of a stance, groups) those who have chosen, with
    their marks. The rest are columns over the cells of a batch of draws: who (the group), its class and its key, the
    uniform, how many of how many with which probability, and what is left to be split.
    """

    crowd: Floats
    out: Floats
    out_mark: Ints
    who: Ints
    class_of: Ints
    key: NDArray[np.uint64]
    u: Floats
    n: Floats
    p: Floats
    k: Floats
    left: Floats
    total: Floats
    inside: Floats
    last: Ints


class State(NamedTuple):
    """Where everybody is, and the lines.

    In a `queue` are n people, from the cohort `head` to `tail`. The wait that was to be
    expected is `wait_seen` at the last news, `wait_known` since then and `wait_heard` by those who choose.
    """

    home: Floats  # (homes, groups)
    away: Floats  # (groups, homes): set out from there and not back
    returned: Floats  # (groups,): crossed the border homewards in this tick
    settled: Floats  # (places, groups)
    fresh: Floats  # (places, groups): of these, settled in the last tick
    fresh_mark: Ints  # (places,): which blocks of groups have anybody, bit by bit; so below
    due: Floats  # (slots, groups): on a way, by the tick they are due
    due_total: Floats  # (slots,)
    due_mark: Ints  # (slots,)
    ring_total: Floats  # (rings,)
    at_once: Floats  # (1,): how many are due in the next pass of this tick
    hand: Floats  # (links + stances, groups): let through a gate, or setting out
    hand_total: Floats
    hand_mark: Ints
    checked: Bools  # (links,): whether those in hand have met the risks of this border already
    hazard: Floats  # (homes, groups)
    push: Floats  # (homes, groups)
    utility: Floats  # (options, classes), -inf where shut
    queue: Records  # (lines,)
    gate_seen: Floats  # (gates, people | vehicles): in line at the end of the last tick
    cohort: Records
    entry: Records
    old_cohort: Records  # room for the two while they are compacted
    old_entry: Records
    used: Ints  # how many cohorts and entries are in use
    gate_credit: Floats  # (gates, 2 directions)
    quota_credit: Floats
    desk: Desk


class Tallies(NamedTuple):
    """What is written down, by local day and by tick."""

    place: Records
    country: Records
    gate: Records
    tick: Records
    by_origin: Floats  # (days, countries, origins)
    ledger: Floats  # (ticks, at home | on the way | queued | standing | settled | drafted)
    ordinary_ledger: Floats  # (ticks, in | out | present)


@inner
def draw(key: np.uint64, n: float, p: float, mean: bool) -> float:
    """Return how many of n are drawn with probability p, or how many are expected."""
    if mean:
        return n * min(max(p, 0.0), 1.0)
    return binomial(uniform(key), n, p)


@inner
def draw_from(key: np.uint64, total: float, good: float, drawn: float, mean: bool) -> float:
    """Return how many of the good are among those drawn out of the total."""
    if mean:
        return good * min(drawn / total, 1.0) if total > 0.0 else 0.0
    return hypergeometric(uniform(key), total, good, drawn)


@inner
def whole(x: float, mean: bool) -> float:
    """Return whole people, or in mean mode any number."""
    return x if mean else np.floor(x + 1e-9)


@kept(no_cpython_wrapper=True, no_cfunc_wrapper=True, fastmath={"reassoc"})
def add_up(counts: Floats) -> float:
    """Return the sum of some counts; of whole numbers it is the same in any order, and quicker in several at once."""
    everybody = 0.0
    for n in counts:
        everybody += n
    return everybody
