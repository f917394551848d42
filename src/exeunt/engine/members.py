"""One member of an ensemble: its parameters, its luck, its run."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from exeunt.behaviour import settling, terms, travelling
from exeunt.behaviour.choice import Weights, blank
from exeunt.engine.compile.arrays import Arrays, Labels, compile_world
from exeunt.engine.compile.groups import by_origin
from exeunt.engine.compile.network import Network
from exeunt.engine.kernel import tick
from exeunt.engine.kernel.draws import id_hash, join_all, uniform, uniform_all
from exeunt.engine.kernel.records import (
    COHORT,
    COUNTRY_DAY,
    ENTRY,
    GATE_DAY,
    GATE_TICK,
    PLACE_DAY,
    QUEUE,
    Books,
    Desk,
    Mind,
    State,
)
from exeunt.scenario.parameters import parameter_table

if TYPE_CHECKING:
    from exeunt.scenario.world import World

Outputs = dict[str, NDArray[np.generic]]

_Z95 = NormalDist().inv_cdf(0.95)  # `low` and `high` of a parameter bound its central 90 %
_COHORTS, _ENTRIES = 1 << 15, 1 << 19


def member_key(seed: int, member: int) -> np.uint64:
    """Return the key of a member's luck."""
    key = id_hash("exeunt")
    for word in (seed, member):
        key = _refine(key, np.uint64(word))
    return key


def _refine(key: np.uint64, word: np.uint64) -> np.uint64:
    return np.uint64(join_all(key, np.array([word], np.uint64))[0])


class Prior(NamedTuple):
    """What is known of a parameter; the hash is that of its name."""

    name: str
    hash: np.uint64
    kind: str
    value: float
    low: float
    high: float


def priors(world: World) -> list[Prior]:
    """Return what is known of every parameter of a world."""
    return [
        Prior(str(name), id_hash("parameter", str(name)), row["prior"], row["value"], row["low"], row["high"])
        for name, row in parameter_table(world).iterrows()
    ]


def sample(known: list[Prior], world: World, key: np.uint64 | None) -> dict[str, float]:
    """Return one value for each parameter: drawn from its prior, or central without a key.

    A parameter that is a contested quantity takes the value of a claim, drawn by the weights of the readings. What
    the world fixes is fixed.
    """
    theta: dict[str, float] = {}
    for name, hashed, kind, value, low, high in known:
        if key is None or kind == "fixed":
            theta[name] = float(value)
            continue
        u = uniform(_refine(key, hashed))
        if kind == "uniform":
            theta[name] = low + (high - low) * u
        elif kind == "normal":
            theta[name] = (low + high) / 2 + NormalDist().inv_cdf(u) * (high - low) / (2 * _Z95)
        else:
            middle, spread = math.log(low * high) / 2, math.log(high / low) / (2 * _Z95)
            theta[name] = math.exp(middle + NormalDist().inv_cdf(u) * spread)
    if not world.settings.readings:
        return {**theta, **world.fixed}
    values = world.claims.set_index("id")["value"] if len(world.claims) else pd.Series(dtype=float)
    for quantity, weights in world.settings.readings.items():
        claims = list(weights)
        if quantity in world.chosen:
            claim = world.chosen[quantity]
        elif key is None:
            claim = max(claims, key=lambda c: weights[c])
        else:
            u = uniform(_refine(key, id_hash("reading", quantity)))
            claim = claims[min(int(np.searchsorted(np.cumsum([weights[c] for c in claims]), u)), len(claims) - 1)]
        theta[quantity] = float(values[claim])
    return {**theta, **world.fixed}


class Unseen(NamedTuple):
    """The luck of what is not known of places: members come in pairs whose luck is each other's mirror.

    So the median over few members is not carried off by the luck of a few places (antithetic variates; Hammersley &
    Morton 1956). Each member by itself is as likely as any.
    """

    key: np.uint64
    sign: float

    @classmethod
    def of(cls, seed: int, member: int) -> Unseen:
        """Return a member's."""
        return cls(member_key(seed, member // 2), 1.0 - 2.0 * (member % 2))


def unseen(luck: Unseen | None, kind: str, hashes: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Return what is not known of each place, as standard normal numbers; without luck, nothing is unknown."""
    if luck is None:
        return np.zeros(len(hashes))
    key = _refine(luck.key, id_hash(kind))
    return np.asarray(luck.sign * ndtri(uniform_all(join_all(key, hashes))), np.float64)


def given(arrays: Arrays, theta: dict[str, float], luck: Unseen | None) -> NDArray[np.float64]:
    """Return how many people have been told to set out from each home before each tick, shape (ticks + 1, homes).

    Numbers of displaced given for an area come from its homes in proportion to

        threat x population^displaced_size x exp(displaced_unseen z),

    z a standard normal number of the home and the member; with no threat anywhere in the area, to the rest of it.
    """
    p, net = arrays.pressure, arrays.net
    size = np.maximum(net.population[net.home_place], 1.0) ** theta["displaced_size"]
    size *= np.exp(theta["displaced_unseen"] * unseen(luck, "displaced", net.place_hash[net.home_place]))
    flow = p.given.copy()
    for numbers, homes in zip(p.displaced, p.displaced_from, strict=True):
        anywhere = (p.danger[:, homes] > 0).any(axis=1, keepdims=True)
        danger = np.where(anywhere, p.danger, 1.0)
        weight = danger * size * homes
        flow += numbers[:, None] * weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-300)
    return np.concatenate([np.zeros((1, len(net.home_place))), np.cumsum(flow, axis=0)])


def mind(arrays: Arrays, theta: dict[str, float], luck: Unseen | None = None) -> Mind:
    """Work out how people with these parameters weigh things; the luck is that of what is not known of each place."""
    net, t = arrays.net, arrays.terms
    classes, groups = len(arrays.drives), len(arrays.class_of)
    thrift = np.exp(terms.total(theta, t.price, t.price_groups, classes))
    money = travelling.money(theta, seats=net.price, road=net.road_price, drives=arrays.drives, thrift=thrift)
    return Mind(
        utility=travelling.utility(
            theta,
            time=travelling.time_cost(theta, net.hours),
            money=money,
            border=net.crosses,
            walks=net.walks,
        ),
        money=money,
        fade=travelling.fade(theta, net.hours),
        worth=settling.worth(
            theta,
            population=net.population,
            language=net.language,
            rent=net.rent,
            tied=arrays.tied,
            thrift=thrift,
            terms=terms.total(theta, t.settle, t.settle_groups, classes),
        )
        + theta["settle_unseen"] * unseen(luck if theta["settle_unseen"] else None, "unseen", net.place_hash)[:, None],
        leave_term=terms.total(theta, t.leave, t.leave_groups, groups),
        return_factor=np.exp(terms.total(theta, t.home, t.home_groups, groups)),
        push_weight=np.where(arrays.rumoured, theta["rumour"], 1.0),
        mu=theta["scale"],
        nest_ratio=min(theta["nest_scale"] / theta["scale"], 1.0),
        base=theta["leave_base"],
        beta=theta["leave_threat"],
        reach=theta["reach"],
        reference=theta["reach_reference"],
        draft=theta["draft_total"] / 300_000.0,
        wait_cost=theta["wait_cost"],
        wait_cap=theta["wait_cap"],
        risk_cost=theta["risk_cost"],
        stay_worth=theta["settle_stay"],
        full_cost=theta["settle_full"],
        room_worth=theta["settle_room"],
        onward=theta["onward"],
        homeward=theta["return"],
        give_up=theta["give_up"],
        fare_slope=theta["fare_slope"],
        fare_cap=theta["fare_cap"],
        gate_factor=theta["gate_capacity"],
        news_hours=theta["news_hours"],
    )


class Course(NamedTuple):
    """A member after its last tick: how it weighs things, where everybody is, the books, what each way is worth."""

    mind: Mind
    state: State
    books: Books
    weights: Weights


class Simulator:
    """A world compiled once, of which any member can be run, in any order and from any thread."""

    def __init__(self, world: World, *, seed: int = 1, mean: bool = False, origins: bool = False) -> None:
        self.world = by_origin(world) if origins else world
        self.seed, self.mean = seed, mean
        self.priors = priors(self.world)
        central = sample(self.priors, self.world, None)
        self.arrays = compile_world(self.world, central)
        self.room = (_COHORTS, _ENTRIES) if len(self.arrays.space.line) else (1, 1)

    @property
    def labels(self) -> Labels:
        """The names along each axis."""
        return self.arrays.labels

    def parameters(self, member: int) -> dict[str, float]:
        """Return the parameters of a member; of the mean run, the central ones."""
        key = None if self.mean else member_key(self.seed, member)
        return sample(self.priors, self.world, key)

    def run(self, member: int, *, seed_member: int | None = None) -> Outputs:
        """Run one member and return its arrays, named and shaped as `outcome.layout` says, without the member.

        With `seed_member` the member keeps its constants and what is not known of places, but meets another's luck.
        """
        return _outputs(self.arrays, self.course(member, seed_member=seed_member).books, whole=not self.mean)

    def course(self, member: int, ticks: int | None = None, *, seed_member: int | None = None) -> Course:
        """Run one member, all of it or only so many ticks, and return where everybody is then."""
        arrays = self.arrays
        theta = self.parameters(member)
        luck = member_key(self.seed, member if seed_member is None else seed_member)
        unknown = None if self.mean else Unseen.of(self.seed, member)
        behaviour = mind(arrays, theta, unknown)
        run_ticks = arrays.times.tick[:ticks].copy()
        run_ticks["key"] = join_all(luck, run_ticks["key"])
        times = arrays.times._replace(tick=run_ticks, given=given(arrays, theta, unknown))
        while True:
            state, books, weights = (
                _state(arrays, self.room),
                _books(arrays),
                blank(arrays.net.choices, len(arrays.drives)),
            )
            done = tick.run(arrays.space, times, behaviour, state, arrays.net.choices, weights, books, self.mean)
            if done == tick.DONE:
                return Course(behaviour, state, books, weights)
            # the same bits again with more room: draws do not depend on it
            self.room = (2 * self.room[0], 2 * self.room[1])


def _state(arrays: Arrays, room: tuple[int, int]) -> State:
    sp, net = arrays.space, arrays.net
    homes, groups = arrays.people.shape
    links, places, gates = len(net.link_ids), len(net.place_ids), len(net.gate_ids)
    hands, slots = len(sp.hand_ring), int((sp.ring["slots"] + 1).sum())
    queue = np.zeros(len(sp.line), QUEUE)
    queue["head"] = queue["tail"] = -1
    cohorts, entries = room
    return State(
        home=arrays.people.copy(),
        away=arrays.away.copy(),
        returned=np.zeros(groups),
        settled=arrays.settled.copy(),
        fresh=np.zeros((places, groups)),
        fresh_mark=np.zeros(places, np.int64),
        due=np.zeros((slots, groups)),
        due_total=np.zeros(slots),
        due_mark=np.zeros(slots, np.int64),
        ring_total=np.zeros(len(sp.ring)),
        at_once=np.zeros(1),
        hand=np.zeros((hands, groups)),
        hand_total=np.zeros(hands),
        hand_mark=np.zeros(hands, np.int64),
        checked=np.zeros(links, np.bool_),
        hazard=np.zeros((homes, groups)),
        push=np.zeros((homes, groups)),
        utility=np.zeros((len(net.choices.link), len(arrays.drives))),
        queue=queue,
        gate_seen=np.zeros((gates, 2)),
        cohort=np.zeros(cohorts, COHORT),
        entry=np.zeros(entries, ENTRY),
        old_cohort=np.zeros(cohorts, COHORT),
        old_entry=np.zeros(entries, ENTRY),
        used=np.zeros(2, np.int64),
        gate_credit=np.zeros((gates, 2)),
        quota_credit=np.zeros(len(arrays.times.quota)),
        desk=_desk(net, groups),
    )


def _desk(net: Network, groups: int) -> Desk:
    options = int(np.diff(net.choices.option_first[net.choices.nest_first]).max(initial=0))
    columns = {name: np.zeros(groups) for name in ("u", "n", "p", "k", "left", "total", "inside")}
    return Desk(
        crowd=np.zeros(groups),
        out=np.zeros((options, groups)),
        out_mark=np.zeros(options, np.int64),
        who=np.zeros(groups, np.int64),
        kind=np.zeros(groups, np.int64),
        key=np.zeros(groups, np.uint64),
        last=np.zeros(groups, np.int64),
        **columns,
    )


def _books(arrays: Arrays) -> Books:
    labels = arrays.labels
    days, ticks, countries, gates = (
        len(labels.days),
        arrays.clock.count,
        len(labels.countries),
        len(labels.gates),
    )
    return Books(
        place=np.zeros((days, len(labels.places)), PLACE_DAY),
        country=np.zeros((days, countries), COUNTRY_DAY),
        gate=np.zeros((days, gates), GATE_DAY),
        tick=np.zeros((ticks, gates), GATE_TICK),
        by_origin=np.zeros((days, countries, max(len(labels.origins), 1))),
        ledger=np.zeros((ticks, 6)),
        ordinary_ledger=np.zeros((ticks, 3)),
    )


def _outputs(arrays: Arrays, b: Books, *, whole: bool) -> Outputs:
    def count(values: NDArray[np.float64]) -> NDArray[np.generic]:
        return np.rint(values).astype(np.int64) if whole else values

    days = len(arrays.labels.days)
    counted = [np.bincount(d[d >= 0], minlength=days) for d in arrays.times.gate_day[:-1].T]
    ticks_in_day = np.array(counted, np.float64).reshape(-1, days).T
    gate = b.gate
    vehicles = gate["vehicles"] / ticks_in_day  # a day's mean of what was read at the end of each of its ticks
    with np.errstate(invalid="ignore", divide="ignore"):
        wait = np.where(gate["waited"] > 0, gate["waits"] / gate["waited"], np.nan)
    out: Outputs = {
        **{name: count(b.place[name]) for name in ("departures", "stock", "drafted", "returned")},
        "arrivals": count(b.country["arrivals"]),
        "country_crossings_in": count(b.country["entered"]),
        "country_crossings_out": count(b.country["left"]),
        "men_in": count(b.country["men"]),
        "arrivals_liable": count(b.country["liable"]),
        "crossings_in": count(gate["entered"]),
        "crossings_out": count(gate["left"]),
        "others_in": count(gate["others_entered"]),
        "others_out": count(gate["others_left"]),
        "queue_people": gate["people"] / ticks_in_day,
        "queue_vehicles": vehicles,
        "queue_km": vehicles * arrays.net.gate_metres / 1000.0,
        "wait_hours": wait,
        "tick_crossings_in": count(b.tick["entered"]),
        "tick_queue_vehicles": b.tick["vehicles"],
        "tick_wait_hours": b.tick["wait"],
        "ledger": count(b.ledger),
        "ordinary_ledger": count(b.ordinary_ledger),
    }
    if arrays.labels.origins:
        out["arrivals_by_origin"] = count(b.by_origin)
    return out
