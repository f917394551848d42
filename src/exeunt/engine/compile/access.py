"""Dated rules as arrays: who may take which link, settle where, at what price and risk, from which tick.

Between two *changes* nothing moves, so rules are laid out by epoch, and an array over ticks names the epoch in force.
A rule is read in local time: of the gate if it names that or its link, else of the place a link enters (`enter`) or
leaves (`leave`, and what is not to pass through), on either side of a gate: so a country's rules hold by that
country's clock. It acts in a tick if it is in force at the tick's start. How several rules in force combine is said
in the table of effects.

Rules whose first day is uncertain are laid out both ways: the epochs come once for each state of all of them, in which
some are in force from their earliest day on and the others never. Which state a member is in, and from which tick, it
draws (see `unseen.times`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.engine.compile.acting import Acting, Acts, Span, Wheres, acting, span_of
from exeunt.engine.compile.groups import families_of, whom
from exeunt.engine.kernel.draws import id_hash
from exeunt.scenario.beginnings import first_days, uncertain
from exeunt.scenario.effects import effect_in, known_effects, leaves_all, refuses
from exeunt.scenario.rows import records

if TYPE_CHECKING:
    from exeunt.engine.compile.clock import Clock
    from exeunt.engine.compile.network import Network
    from exeunt.scenario.world import World

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Singles = NDArray[np.float32]
Masks = Mapping[str, Bools]

# How a rule with a number joins those in force before it, for the kinds of people of its mask.
COMBINED: Mapping[str, Callable[[NDArray[Any], float, Bools], NDArray[Any]]] = {
    "any": lambda before, _, mask: before | mask,
    "sum": lambda before, number, mask: before + number * mask,
    "product": lambda before, number, mask: before * np.where(mask, number, 1.0),
    "chance": lambda before, number, mask: 1 - (1 - before) * (1 - number * mask),
    "last": lambda before, number, mask: np.where(mask, number, before),
}


@dataclass(frozen=True)
class Access:
    """Rules by epoch.

    Of the epochs of a world without uncertain rules there are `stretches`; those of a state of these follow `stretches`
    times the state, in which bit b stands for the rule whose candidate first ticks are `begins[b]`. `epoch` is that of
    each tick while none has begun.

    `row` gives each link its row in the arrays over `ruled` links (-1: open to all, always). Shapes: `open`, `risk`,
    `delay` (hours), `price` (factor) (epochs, ruled, classes); `stopped` (epochs, ruled, groups), the chance of being
    turned back; `shut` (epochs, ruled) where no group at all may pass; `settle` (epochs, places, classes); `stay` (days
    of leave, 0 = no limit known); `pull` (epochs, places). Quotas let through `quota_rate` people a day of
    `quota_group` on `quota_link` between the ticks `quota_from` and `quota_until`, their days by a clock `quota_offset`
    hours ahead of UTC.
    """

    epoch: Ints
    stretches: int
    begins: tuple[Ints, ...]
    row: Ints
    open: Bools
    risk: Singles
    delay: Singles
    price: Singles
    stopped: Singles
    shut: Bools
    settle: Bools
    stay: Singles
    pull: Singles
    quota_hash: NDArray[np.uint64]
    quota_rate: NDArray[np.float64]
    quota_from: Ints
    quota_until: Ints
    quota_offset: NDArray[np.float64]
    quota_link: Bools
    quota_group: Bools
    laid: Laid


class _Pull(NamedTuple):
    value: float
    place: int
    span: Span


class _Border(NamedTuple):
    """What rules make of the ruled links, by epoch and kind of people."""

    shut: Bools
    risk: Singles
    delay: Singles
    price: Singles


class _Epochs:
    """The stretches of ticks between changes, in each state of the rules whose first day is uncertain."""

    def __init__(self, spans: Iterable[Span], ticks: int, uncertain: Sequence[str]) -> None:
        edges = sorted({0, ticks, *(tick for span in spans for tick in span)})
        self.of_tick = (np.searchsorted(edges, np.arange(ticks), side="right") - 1).astype(np.int64)
        self.stretches = max(len(edges) - 1, 1)
        self.states = np.arange(1 << len(uncertain))
        self.count = self.stretches * len(self.states)
        self._bit = {rule: bit for bit, rule in enumerate(uncertain)}
        self._at = {tick: epoch for epoch, tick in enumerate(edges)}

    def within(self, span: Span, rule: str = "") -> Ints:
        """Return the epochs of a span of ticks, in every state or, of an uncertain rule, where it is in force."""
        bit = self._bit.get(rule)
        states = self.states if bit is None else self.states[self.states >> bit & 1 == 1]
        inside = np.arange(self._at[span[0]], self._at[span[1]])
        return np.asarray((states[:, None] * self.stretches + inside).ravel(), np.int64)


class Kinds(NamedTuple):
    """The kinds of people that rules tell apart: which is that of each group, how many, and which each `who` names."""

    of_group: Ints
    size: int
    masks: Masks

    @classmethod
    def of(cls, world: World) -> Kinds:
        """Return the kinds of people that the rules of a world tell apart."""
        masks = {text: whom(world).mask(text) for text in world.rules["who"].unique()}
        every = np.stack([np.ones(len(world.groups), np.bool_), *masks.values()])
        kinds, of_group = np.unique(every, axis=1, return_inverse=True)
        return cls(of_group.reshape(-1), kinds.shape[1], dict(zip(masks, kinds[1:], strict=True)))


class Laid(NamedTuple):
    """The rules about borders as they are laid out: what they act on, whom they name, and whom they shut out where."""

    acts: list[Acting]
    kinds: Kinds
    epochs: _Epochs
    row: Ints
    shut: Bools  # (epochs, ruled links, kinds of people)


def compile_access(world: World, net: Network, clock: Clock, class_of: Ints, rules: Acts | None = None) -> Access:
    """Lay the rules and pulls of a world out over ticks, links and groups.

    Rules about borders and about staying may be given as they are to act, as one traveller meets them.
    """
    wheres = Wheres.of(world, net)
    kinds = Kinds.of(world)
    acts, stays = rules or acting(wheres, records(world.rules), clock)
    pulls = _pulls(world, wheres, clock)
    spans = [span for each in [*acts, *stays] for span in each.spans] + [pull.span for pull in pulls]
    known_later = uncertain(world.rules)["id"].tolist()
    epochs = _Epochs(spans, clock.count, known_later)
    row = _rows(net, acts)
    border = _border(net, acts, kinds, epochs, row)
    classes = range(int(class_of.max()) + 1)
    families = families_of(world)
    alone = _in_turn([kinds.of_group[class_of == c] for c in classes])
    with_family = _in_turn([kinds.of_group[np.isin(families, families[class_of == c])] for c in classes])

    def by_class(values: NDArray[np.generic], how: np.ufunc, in_turn: Ints = alone) -> NDArray[np.generic]:
        return reduce(how, (np.take(values, each, axis=-1) for each in in_turn))

    turned = border.shut | _turned(acts, kinds, epochs, row)
    shut = by_class(turned, np.logical_and).astype(np.bool_)
    stopped = np.where(border.shut, np.float32(1.0), border.risk)
    welcome = _welcome(wheres, acts, kinds, epochs)
    return Access(
        epoch=epochs.of_tick,
        stretches=epochs.stretches,
        begins=_begins([*acts, *stays], known_later, clock),
        row=row,
        open=np.asarray(~shut),
        risk=np.where(shut, np.float32(0.0), by_class(border.risk, np.maximum, with_family).astype(np.float32)),
        delay=np.asarray(by_class(border.delay, np.maximum), np.float32),
        price=np.asarray(by_class(border.price, np.maximum), np.float32),
        stopped=np.take(stopped, kinds.of_group, axis=-1),
        shut=np.asarray(border.shut.all(axis=-1)),
        settle=np.asarray(by_class(_settle(net, stays, kinds.masks, epochs, welcome), np.logical_or), np.bool_),
        stay=np.asarray(by_class(_leave(net, stays, kinds, epochs), np.maximum), np.float32),
        pull=_laid(pulls, epochs, places=len(net.place_ids)),
        **_quotas(net, acts, kinds),
        laid=Laid(acts, kinds, epochs, row, border.shut),
    )


def _in_turn(kinds: Sequence[Ints]) -> Ints:
    """Return the kinds of people of each class one after another, some again, shape (most kinds, classes)."""
    of_class = [np.unique(mine) for mine in kinds]
    most = max(map(len, of_class))
    return np.stack([np.resize(mine, most) for mine in of_class], axis=1)


def _begins(acts: Iterable[Acting], rules: Sequence[str], clock: Clock) -> tuple[Ints, ...]:
    """Return for each of some rules the ticks in which it may begin, by its main clock (`Acting.mainly`)."""
    acting_as = {str(each.rule["id"]): each for each in acts}
    found = []
    for rule in rules:
        each = acting_as[rule]
        offset = float(each.offsets[each.mainly]) if len(each.offsets) else 0.0
        found.append(np.array([clock.tick_of(day, offset) for day in first_days(each.rule)], np.int64))
    return tuple(found)


def _pulls(world: World, wheres: Wheres, clock: Clock) -> list[_Pull]:
    rows = records(world.drivers[world.drivers["name"] == "pull"])
    offset = wheres.net.place_offset
    return [_Pull(r["value"], p, span_of(r, clock, offset[p])) for r in rows for p in wheres.places(r["where"])]


def _laid(pulls: Iterable[_Pull], epochs: _Epochs, *, places: int) -> Singles:
    pull = np.zeros((epochs.count, places), np.float32)
    for each in pulls:
        pull[epochs.within(each.span), each.place] += each.value
    return pull


def _rows(net: Network, acts: Iterable[Acting]) -> Ints:
    """Give a row to each link that rules may act on: those over a border, and others on which a rule does something.

    Inside a country all is open, so an `allow` does nothing.
    """
    ruled = net.crosses & ~net.returns
    for rule, links, _, spans in acts:
        if rule["effect_kind"] != "allow" and not leaves_all(effect_in(rule)):
            ruled[[link for link, (begin, end) in zip(links, spans, strict=True) if begin < end]] = True
    return np.where(ruled, np.cumsum(ruled) - 1, -1).astype(np.int64)


def _border(net: Network, acts: Iterable[Acting], kinds: Kinds, epochs: _Epochs, row: Ints) -> _Border:
    """Lay the rules about borders out over epochs, ruled links and kinds of people."""
    shape = (epochs.count, int((row >= 0).sum()), kinds.size)
    laid: dict[str, NDArray[Any]] = {kind: np.zeros(shape, np.bool_) for kind in ("allow", "deny")}
    laid |= {kind: np.zeros(shape, np.float32) for kind in ("risk", "delay")} | {"price": np.ones(shape, np.float32)}
    for rule, links, _, spans in acts:
        kind = rule["effect_kind"]
        if kind not in laid:
            continue
        combined = COMBINED[known_effects()[kind].combines]
        for link, span in zip(links, spans, strict=True):
            if row[link] < 0:
                continue
            part = (epochs.within(span, rule["id"]), row[link])
            laid[kind][part] = combined(laid[kind][part], rule["effect_value"], kinds.masks[rule["who"]])
    # Inside a country all is open, and a state lets its own people in: only other borders need an allow.
    needs_allow = (net.crosses & net.abroad[net.end])[row >= 0]
    shut = laid["deny"] | (~laid["allow"] & needs_allow[None, :, None])
    return _Border(shut, laid["risk"], laid["delay"], laid["price"])


def _turned(acts: Iterable[Acting], kinds: Kinds, epochs: _Epochs, row: Ints) -> Bools:
    """Return whom quotas of none turn back, by epoch, ruled link and kind: no other rule makes up for it.

    To those who flee such a door is shut, and they need not try it. Ordinary travellers go by no quota.
    """
    turned = np.zeros((epochs.count, int((row >= 0).sum()), kinds.size), np.bool_)
    for each in acts:
        if each.spans and each.rule["effect_kind"] == "quota" and refuses(effect_in(each.rule)):
            links = row[each.at]
            in_force = epochs.within(each.spans[each.mainly], each.rule["id"])
            turned[np.ix_(in_force, links[links >= 0])] |= kinds.masks[each.rule["who"]]
    return turned


def _welcome(wheres: Wheres, acts: Iterable[Acting], kinds: Kinds, epochs: _Epochs) -> Bools:
    """Return by epoch, country and kind who is let in somewhere, and so may settle."""
    net = wheres.net
    welcome = np.zeros((epochs.count, len(net.countries), kinds.size), np.bool_)
    for rule, links, _, spans in acts:
        if rule["effect_kind"] == "allow" and rule["act"] == "enter":
            for country, span in dict.fromkeys(zip(net.place_country[net.end[links]].tolist(), spans, strict=True)):
                welcome[epochs.within(span, rule["id"]), country] |= kinds.masks[rule["who"]]
    return welcome


def _settle(net: Network, stays: Iterable[Acting], masks: Masks, epochs: _Epochs, welcome: Bools) -> Bools:
    """Return by epoch, place and kind who may settle."""
    settle = net.settles[None, :, None] & (welcome[:, net.place_country] | ~net.abroad[None, :, None])
    for rule, places, _, spans in stays:
        if rule["effect_kind"] == "deny":
            for place, span in zip(places, spans, strict=True):
                settle[epochs.within(span, rule["id"]), place] &= ~masks[rule["who"]]
    return np.asarray(settle)


def _leave(net: Network, stays: Iterable[Acting], kinds: Kinds, epochs: _Epochs) -> Singles:
    """Return by epoch, place and kind for how many days one may stay; 0 where no limit is known."""
    leave = np.zeros((epochs.count, len(net.place_ids), kinds.size), np.float32)
    combined = COMBINED[known_effects()["stay"].combines]
    for rule, places, _, spans in stays:
        if rule["effect_kind"] == "stay":
            for place, span in zip(places, spans, strict=True):
                part = (epochs.within(span, rule["id"]), place)
                leave[part] = combined(leave[part], rule["effect_value"], kinds.masks[rule["who"]])
    return leave


def _quotas(net: Network, acts: Iterable[Acting], kinds: Kinds) -> dict[str, Any]:
    """Return the arrays over quotas; each counts for itself, by its main clock (`Acting.mainly`)."""
    quotas = [each for each in acts if each.spans and each.rule["effect_kind"] == "quota"]
    every_link = np.arange(len(net.link_ids))
    return {
        "quota_hash": np.array([id_hash("quota", each.rule["id"]) for each in quotas], np.uint64),
        "quota_rate": np.array([each.rule["effect_value"] for each in quotas], np.float64),
        "quota_from": np.array([each.spans[each.mainly][0] for each in quotas], np.int64),
        "quota_until": np.array([each.spans[each.mainly][1] for each in quotas], np.int64),
        "quota_offset": np.array([each.offsets[each.mainly] for each in quotas], np.float64),
        "quota_link": np.array([np.isin(every_link, each.at) for each in quotas], np.bool_).reshape(
            -1, len(every_link)
        ),
        "quota_group": np.array([kinds.masks[each.rule["who"]][kinds.of_group] for each in quotas], np.bool_).reshape(
            -1, len(kinds.of_group)
        ),
    }
