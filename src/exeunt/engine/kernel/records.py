"""The records a tick works on: what does not change, what time brings, where everybody is, what is written down.

Each is a handful of structured arrays, one row for a link, a line, a way, a place, so that what belongs together is
passed together.

People under way are *entries*: so many of a group, with the way they have before them and the moment they come to the
end of its first link. Entries stand in lists (see `entries`): those due in a tick, those in a line, those who choose,
those at a border. `then` is what comes after the last door of the way; of those who stand it says whether they were on
their way `HOME`, or set out in a given number and found `NO_WAY`. After the ways that people choose among (see
`compile.wayfinding`) come those from behind last doors to the ends of their fans, and then for each place one on which
people stand there, one on which they set off from there, and one on which they go home.

Moments are hours since the first tick began. Within a tick people move on at the moment that they come to, so what
comes of it does not depend on how long ticks are.
"""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from exeunt.compiled import inner, kept
from exeunt.engine.kernel.draws import binomial, uniform

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Records = NDArray[Any]  # a structured array, whose type says the fields

# Kinds of decision, as words of the key.
DRAFT, LEAVE, GIVEN, GO, HOMEWARD, ORDINARY, LOAD = (np.uint64(k) for k in range(1, 8))
PART, STOP, CHOOSE, WHEN, GIVE_UP, WHOSE, QUOTA, NEW, SERVE, END, INSTEAD = (np.uint64(k) for k in range(11, 22))


def _typed(*numbers: int) -> tuple[int, ...]:
    """Return numbers of a type: the compiler would make a function anew for each literal that it is called with."""
    return cast("tuple[int, ...]", tuple(map(np.int64, numbers)))


VEHICLES, FOOT, SEATS = _typed(0, 1, 2)  # what a line waits for
CITIZENS, OTHERS = _typed(-1, -2)  # entries of ordinary traffic, in place of a group
ON_WAY, QUEUED, STANDING = _typed(0, 1, 2)  # where those are who are neither at home nor settled
(NOBODY,) = _typed(-1)  # no entry, or no block of them
(HOME,) = _typed(-2)  # what comes after the last door for those who stand and were turned back on their way home
(NO_WAY,) = _typed(-3)  # likewise, for those who set out in a given number and found no way
(BLOCK,) = _typed(32)  # so many entries lie side by side
CHOOSING, AT_BORDER, AT_QUOTA, THROUGH = _typed(0, 1, 2, 3)  # lists of those who do so in this pass
(IN_CROWD,) = _typed(4)  # likewise, of where and when people are to stand together: place, hour (in `then`) and group
(DUE,) = _typed(-1)  # at the end of a link, or of a while of standing
# Lists of those in a line: from before this tick; who came in it, in order; who came in this pass; who may not pass.
WAITING, NEWLY, FRESH, ASIDE = _typed(0, 1, 2, 3)
FEW = 8.0  # so many choose one by one, more by binomial splits: the same distribution


def _record(fields: list[tuple[str, str]]) -> np.dtype[np.void]:
    return np.dtype(fields, align=True)


LINK = _record(
    [("hash", "u8"), ("hours", "f8"), ("begin", "i4"), ("end", "i4"), ("gate", "i4"), ("line", "i4"), ("rule", "i4"),
     ("quota_step", "i4"), ("direction", "i1"), ("crosses", "?"), ("returns", "?")]
)  # fmt: skip
LINE = _record(
    [("gate", "i8"), ("direction", "i8"), ("kind", "i8"), ("link", "i8"), ("step", "i8"), ("rate", "f8"),
     ("people", "f8"), ("feeds", "?")]
)  # fmt: skip
WAY = _record([("hash", "u8"), ("hours", "f8"), ("link", "i4"), ("rest", "i4"), ("end", "i4"), ("roads", "i4")])
BY_ROADS = _record([("leg", "i8"), ("first", "i8")])
PLACE = _record(
    [("country", "i8"), ("return_link", "i8"), ("through_from", "i8"), ("through_to", "i8"), ("hash", "u8"),
     ("capacity", "f8"), ("abroad", "?")]
)  # fmt: skip
GROUP = _record([("class_of", "i8"), ("origin", "i8"), ("hash", "u8"), ("liable", "?")])
TICK = _record(
    [("key", "u8"), ("epoch", "i8"), ("day", "i8"), ("news", "?"), ("stir", "?"), ("active", "?")]
)  # fmt: skip
RULED = _record([("risk", "f4"), ("delay", "f4"), ("price", "f4"), ("open", "?")])
MEETS = _record([("shuts", "?"), ("stops", "?"), ("delays", "?")])
LEAVE_TO_STAY = _record([("days", "f4"), ("allowed", "?")])
QUOTA_RULE = _record([("hash", "u8"), ("rate", "f8"), ("start", "i8"), ("end", "i8")])
QUOTA_HOUR = _record([("allows", "f8"), ("anew", "?")])  # whole people more, and whether a local day begins
QUEUE = _record(
    [(name, "f8") for name in ("n", "aside", "stood", "free", "takes", "pace")]
    + [(name, "f8") for name in ("wait_seen", "wait_known", "wait_heard")]
    + [("is_news", "?"), ("shut", "?")]
)  # fmt: skip
ENTRY = _record([("n", "f8"), ("due", "f8"), ("key", "u8"), ("way", "i4"), ("then", "i4"), ("group", "i4")])
CROWD = _record([("n", "f8"), ("hours", "f8"), ("key", "u8")])  # hours since the tick began, and keys, added up
LIST = _record([("first", "i8"), ("last", "i8"), ("at", "i8")])  # blocks, and where in the first one it begins
BLOCK_OF_LIST = _record([("next", "i8"), ("fill", "i8")])
PLACE_DAY = _record([(name, "f8") for name in ("departures", "stock", "drafted", "returned")])
COUNTRY_DAY = _record([(name, "f8") for name in ("arrivals", "entered", "left", "men", "liable")])
_GATE_DAY = ("entered", "left", "others_entered", "others_left", "people", "vehicles", "waits", "waited")
GATE_DAY = _record([(name, "f8") for name in _GATE_DAY])
GATE_TICK = _record([("entered", "f8"), ("vehicles", "f4"), ("wait", "f4")])
COUNTRY_TICK = _record([("entered", "f8"), ("left", "f8")])


class Space(NamedTuple):
    """What does not change in time; see `network.Network`.

    A way with rules on roads before its first door (its `roads` is not -1 then, but k) is gone by others, each from one
    such road to the next. They begin with `begins[roads[k].first + i]`, where i is the chain of links taken of its leg,
    which is number `roads[k].leg` of those with rules on their roads. `open_first[g] : open_first[g + 1]` are the
    stretches from `open_from` to `open_until` in which gate g is open, moments in order; each of its hours there counts
    for `open_pace` hours of work, so that a day's work is done in the day's opening.
    """

    link: Records
    line: Records
    feeds_quota: Bools  # (quotas, lines): whether people come from there to it
    way: Records
    roads: Records
    begins: Ints
    stands: int  # the first of the ways on which people stand
    steps: int  # in which doors are dealt with in a tick, one after the other (see `compile.doors`)
    place: Records
    group: Records
    class_of: Ints  # (groups,): their classes once more, side by side
    home_place: Ints
    group_hash: NDArray[np.uint64]
    gate_hash: NDArray[np.uint64]
    nest_hash: NDArray[np.uint64]
    gate_rate: Floats  # (gates, 2 directions)
    gate_country: Ints  # (gates, from | to)
    gate_place: Ints  # (gates, from | to): by whose clocks countries count ordinary travellers
    gate_line: Ints  # (gates, 2 directions, vehicles | foot)
    ordinary_line: Ints  # (gates, 2 directions): the line that ordinary traffic joins
    open_first: Ints
    open_from: Floats
    open_until: Floats
    open_pace: Floats
    through: Ints  # (n,): links over third borders on the ways home
    hours: float
    stand_hours: float


class Times(NamedTuple):
    """What time brings; see `access.Access` and `drivers.Drivers`.

    Of a tick, `day` is the day of UTC that it lies in, from that of the first tick on, by which what is not known moves
    (see `compile.unknown`); `news` says that waits and fares become known, `stir` that the push or the urge changes,
    `active` that somebody may be on the way.
    """

    tick: Records
    place_day: Ints  # (ticks + 1, places), -1 outside the period
    gate_day: Ints
    ruled: Records  # (epochs, ruled links, classes)
    meets: Records  # (epochs, ruled links): whether anybody is shut out, stopped or delayed there at all
    stopped: NDArray[np.float32]  # (epochs, ruled links, groups)
    shut: Bools  # (epochs, ruled links): to every group
    closed: Bools  # (epochs, gates, on wheels | foot): to everybody outwards, ordinary travellers too
    leave: Records  # (epochs, places, classes)
    pull: NDArray[np.float32]  # (epochs, places)
    quota: Records
    quota_hour: Records  # (quotas, hours): of a tick as many as it has
    quota_link: Bools
    quota_group: Bools
    push: Floats  # (kinds, ticks, homes)
    push_group: Bools  # (kinds, groups)
    urge: Floats  # (days of UTC, homes): added to the logarithm of the hazard of setting out
    lure: Floats  # (days of UTC, countries): added to the worth of settling there
    draft: Floats  # (kinds, ticks, homes), a hazard per day
    draft_group: Bools
    given: Floats  # (ticks + 1, homes): people told to set out before each tick by numbers of the home itself
    displaced: Floats  # (ticks + 1, homes): likewise by those of areas, whole people
    displaced_by: Floats  # (areas, ticks, homes): what each area says of it in a tick
    displaced_from: Bools  # (areas, homes)
    area_hash: NDArray[np.uint64]  # (areas,)
    is_given: Bools
    ordinary: Floats  # (ticks, gates, 2 directions, citizens | others)
    afoot: Floats  # (ticks, gates, citizens | others): beside these, outwards, on foot where rules forbid vehicles
    load: Floats  # (ticks, lines, citizens | others)


class Now(NamedTuple):
    """A tick: its number, and the moments at which it begins and ends."""

    t: int
    begins: float
    ends: float


class State(NamedTuple):
    """Where everybody is, and the lines.

    In a `queue` are n people, of whom some stand `aside`; `stood` holds the hours of this tick after which people
    passed from it less those after which others came, added up. It is `shut` while rules let nobody at all pass. It
    can serve the next from the moment `free` on, as reckoned at a `pace` (hours a person, were it alone), and `takes` a
    share of its gate's work until then. The wait that was to be expected is `wait_seen` at the last news, `wait_known`
    since then and `wait_heard` by those who choose; `is_news` says that this changed at the last news.
    """

    home: Floats  # (homes, groups)
    away: Floats  # (groups, homes): set out from there and not back
    returned: Floats  # (groups,): came to the nearest home in this tick
    settled: Floats  # (places, groups)
    fresh: Floats  # (places, groups): of these, settled in the last tick
    tired: Floats  # (places, groups): gave up a line there in this tick
    crowd: Records  # (places, groups, hours of a tick): have no way, or no quota lets them in, in this pass
    quota_need: Floats  # (hours of a tick, quotas): how many need its leave then, in this pass
    quota_share: Floats  # (quotas,): of those who need its leave in a pass, what each lets in; `KEPT` once it has
    elsewhere: Floats  # (on the way | queued | standing)
    lived: Bools  # (places,): whether anybody ever settled there
    lure: Floats  # (countries,): as it was heard last
    filled: Floats  # (places,): how full each was at the last news, of those with a capacity
    told: Floats  # (homes,): to set out in this tick, where numbers are given
    left: Floats  # (homes,): people at home beside these
    hazard: Floats  # (homes, groups)
    luck: Floats  # (groups,): the uniform of each, at one place in one tick
    called: Floats  # (groups,): likewise the hazard a day of being taken
    exposed: Floats  # (groups,): likewise hazards times the time
    reached: Ints  # (groups,): likewise those of whom somebody may be reached, first
    push: Floats  # (homes, groups)
    utility: NDArray[np.float32]  # (links, classes), below `choice.SHUT` where shut
    queue: Records  # (lines,)
    gate_at: Ints  # (gates,): the stretch of its opening that was looked at last
    stayed: Floats  # (ticks + 1, gates): hours of ordinary traffic outwards kept at home by waits, before each tick
    entry: Records  # (blocks * `BLOCK`,)
    block: Records  # (blocks,)
    used: Ints  # how many blocks were ever in use, the first of those given back, whether there were too few
    order: Ints  # (2, entries): room to sort in
    due: Records  # (ticks + 1,): lists of those due in each tick, and later
    doing: Records  # (choosing | at a border | whom a quota has to let in | through | in a crowd,)
    lines: Records  # (from before | newly | fresh | aside, lines): lists of those in a line
    comes: Records  # (hours of a tick,): lists of those whom the quotas of a step have to let in, by when they come
    quota_credit: Floats  # (quotas,): how many each lets in yet by the end of the tick


class Tallies(NamedTuple):
    """What is written down, by local day and by tick."""

    place: Records
    country: Records
    gate: Records
    tick: Records
    country_tick: Records
    by_origin: Floats  # (days, countries, origins)
    ledger: Floats  # (ticks, at home | on the way | queued | standing | settled | drafted)
    ordinary_ledger: Floats  # (ticks, in | out | present)


@inner
def draw(key: np.uint64, n: float, p: float) -> float:
    """Return how many of n are drawn with probability p."""
    return binomial(uniform(key), n, p)


@kept(no_cpython_wrapper=True, no_cfunc_wrapper=True, fastmath={"reassoc"})
def add_up(counts: Floats) -> float:
    """Return the sum of some counts; of whole numbers it is the same in any order, and quicker in several at once."""
    everybody = 0.0
    for n in counts:
        everybody += n
    return everybody


@inner
def hour_of(sp: Space, now: Now, moment: float) -> int:
    """Return in which hour of a tick a moment lies; in its first or last one if it lies outside."""
    return min(max(int(moment - now.begins), 0), int(sp.hours) - 1)


@inner
def in_force(tm: Times, q: int, t: int) -> bool:
    """Say whether a quota is in force in a tick."""
    return tm.quota[q].start <= t < tm.quota[q].end


@inner
def is_dealt_with(sp: Space, door: int, step: int) -> bool:
    """Say whether a door of one step is dealt with in another: in its own, and in all that follow the last."""
    return door == step or step >= sp.steps


@inner
def party(n: float, i: int, parties: int) -> float:
    """Return how many of n people are in party i of so many, as even as whole people allow."""
    return np.floor(n * (i + 1) / parties) - np.floor(n * i / parties)
