"""Small cases of a choice among ways, random or by hand; what is worked out for them, and read from that."""

from __future__ import annotations

import itertools
import math
from typing import NamedTuple

import numpy as np
from numba import njit
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from exeunt.behaviour.choice import LEG, SHUT, Choices, Legs, Weights, blank
from exeunt.behaviour.elementary import NEVER
from exeunt.behaviour.picking import weight_of
from exeunt.behaviour.tails import value_tails
from exeunt.behaviour.weighing import weigh
from written_out import Case

CLASSES, STARTS = 3, 4
LEGS, RULED = 13, 8  # of a random case: how many, and from which on rules may act on their roads
# Weights are in single precision: some 1e-6 of utilities around ten, over a scale of 0.15 or more.
CLOSE = 5e-5


class Tail(NamedTuple):
    country: int
    door: int = -1
    leg: int = -1
    after: int = -1
    fan: int = -1
    end: int = -1


class Way(NamedTuple):
    start: int
    country: int
    leg: int
    tail: int
    size: float = 0.0


def assembled(tails, ways, fans, *, places, column, chains, ruled, stands_for=None):
    """Put tails, ways (by start and country), fans (country, [(leg, end), ...]) and the chains of legs into arrays."""
    column = np.array(column, np.int64)
    count = column.max(axis=1) + 1
    if stands_for is None:
        most = max(int(count.max()), 1)
        stands_for = [[int(np.argmax(of == k)) if (of == k).any() else 0 for k in range(most)] for of in column]
    nests = sorted({(way.start, way.country) for way in ways})
    assert [(way.start, way.country) for way in ways] == sorted((way.start, way.country) for way in ways)

    def fan_of(tail):
        return fan_of(tails[tail].after) if tails[tail].after >= 0 else tails[tail].fan

    def ints(values):
        return np.array(list(values), np.int64)

    first = np.searchsorted([nests.index((way.start, way.country)) for way in ways], range(len(nests) + 1))
    country_of = ints(country for _, country in nests)
    return Choices(
        nest_first=np.searchsorted([start for start, _ in nests], range(places + 1)).astype(np.int64),
        place_of=ints(start for start, _ in nests),
        country_of=country_of,
        way_first=first.astype(np.int64),
        leg=ints(way.leg for way in ways),
        tail=ints(way.tail for way in ways),
        rest=np.full(len(ways), -1, np.int64),
        fan_of=ints(fan_of(way.tail) for way in ways),
        size=np.array([way.size for way in ways], np.float32),
        door=ints(tail.door for tail in tails),
        tail_leg=ints(tail.leg for tail in tails),
        after=ints(tail.after for tail in tails),
        fan=ints(tail.fan for tail in tails),
        end=ints(tail.end for tail in tails),
        tail_country=ints(tail.country for tail in tails),
        fan_first=np.cumsum([0, *(len(ends) for _, ends in fans)]).astype(np.int64),
        fan_country=ints(country for country, _ in fans),
        fan_leg=ints(leg for _, ends in fans for leg, _ in ends),
        fan_end=ints(end for _, ends in fans for _, end in ends),
        ruled=ruled,
        chain_first=np.cumsum([0, *map(len, chains)]).astype(np.int64),
        chain=ints(k for each in chains for k in each),
        chain_cost=np.zeros(sum(map(len, chains))),
        road_first=np.zeros(sum(map(len, chains)) + 1, np.int64),
        road=np.zeros(0, np.int64),
        column=column,
        columns=count,
        stands_for=np.array(stands_for, np.int64),
        kept_first=np.concatenate([[0], np.cumsum(np.diff(first) * count[country_of])]).astype(np.int64),
    )


def legs_of(rows, per_seat=None, per_road=None, *, countries=3, columns=CLASSES):
    """Return what legs cost, each (time, seats, road, fade)."""
    of_leg = np.zeros(len(rows), LEG)
    for i, row in enumerate(rows):
        of_leg[i] = tuple(row)
    none = np.zeros((countries, columns), np.float32)
    return Legs(of_leg, none if per_seat is None else per_seat, none if per_road is None else per_road)


def random_case(seed, *, fading=True):
    """Three countries of two towns, each behind three doors; four places from where people choose."""
    rng = np.random.default_rng(seed)
    countries, doors, places = 3, 9, STARTS + 6

    def fade():
        return rng.uniform(0.5, 1.0) if fading else 1.0

    column, utility = [], np.full((doors, CLASSES), 2 * SHUT, np.float32)
    worth = np.full((places, CLASSES), 2 * SHUT)
    for country in range(countries):
        count = rng.integers(1, CLASSES + 1)
        mine = [*range(count), *rng.integers(-1, count, CLASSES - count)]
        rng.shuffle(mine)
        column.append(mine)
        for rows, table, low, high in (
            (range(3 * country, 3 * country + 3), utility, -4, 0),
            (range(STARTS + 2 * country, STARTS + 2 * country + 2), worth, 0, 8),
        ):
            of_column = np.where(rng.random((3, count)) < 0.15, 2 * SHUT, rng.uniform(low, high, (3, count)))
            for row, values in zip(rows, of_column, strict=False):
                table[row] = [values[k] if k >= 0 else 2 * SHUT for k in mine]
    here = rng.random((STARTS, CLASSES)) < 0.5
    worth[:STARTS][here] = rng.uniform(-3, 6, here.sum())
    chains = [[leg] for leg in range(LEGS)]
    rows = [(0, 0, 0, 1)] + [(rng.uniform(-4, 0), *rng.uniform(0, 3, 2), fade()) for _ in range(LEGS - 1)]
    for each in chains[RULED:]:
        others = int(rng.integers(3))
        each += range(len(rows), len(rows) + others)
        rows += [(rng.uniform(-4, 0), *rng.uniform(0, 3, 2), fade()) for _ in range(others)]
    fans, tails, ways = [], [], []
    for country in range(countries):
        towns = [STARTS + 2 * country, STARTS + 2 * country + 1]
        for some in (towns, [towns[rng.integers(2)]]):
            fans.append((country, [(int(rng.integers(LEGS)), end) for end in some]))
        tails += [Tail(country, end=end) for end in towns]
        behind = []
        for _ in range(3):
            behind.append(len(tails))
            tails.append(Tail(country, door=3 * country + rng.integers(3), fan=2 * country + rng.integers(2)))
        for _ in range(3):
            onward = {"leg": int(rng.integers(LEGS)), "after": int(rng.choice(behind))}
            behind.append(len(tails))
            tails.append(Tail(country, door=3 * country + rng.integers(3), **onward))
    for start in range(STARTS):
        for country in range(countries):
            mine = [i for i, tail in enumerate(tails) if tail.country == country]
            for tail in rng.choice(mine, rng.integers(0, 6), replace=False):
                ways.append(Way(start, country, int(rng.integers(LEGS)), int(tail), math.log(rng.uniform(0.3, 1))))
    per_seat, per_road = rng.uniform(0, 1, (2, countries, CLASSES)).astype(np.float32)
    return Case(
        assembled(tails, ways, fans, places=places, column=column, chains=chains, ruled=RULED),
        legs_of(rows, per_seat, per_road),
        utility,
        np.array([fade() for _ in range(doors)], np.float32),
        worth,
        *roads_taken(rng, chains[RULED:], column),
        mu=rng.uniform(0.5, 2.0),
        ratio=rng.uniform(0.3, 1.0),
    )


def roads_taken(rng, chains, column):
    """Draw by which chain of each leg a class goes, and what rules cost it there: alike where it weighs ways alike."""
    alike = csr_array((CLASSES, CLASSES))
    for mine in np.array(column):
        alike = alike + csr_array((mine[:, None] == mine) & (mine >= 0))
    of_class = connected_components(alike)[1]
    by = np.array([rng.integers(len(each), size=CLASSES)[of_class] for each in chains])
    held = rng.choice([0.0, 0.0, 1.5, math.inf], (len(chains), CLASSES))[:, of_class]
    return by, held.astype(np.float32)


def by_hand(ways, tails, fans=(), *, worth, utility=(), fade=(), rows=((0, 0, 0, 1),), mu=1.0, ratio=1.0):
    """Return a case of one class, whose countries are those of the tails."""
    countries = max(tail.country for tail in tails) + 1
    return Case(
        assembled(
            tails,
            ways,
            list(fans),
            places=len(worth),
            column=[[0]] * countries,
            chains=[[leg] for leg in range(len(rows))],
            ruled=len(rows),
        ),
        legs_of(rows, countries=countries, columns=1),
        np.array(utility, np.float32).reshape(-1, 1),
        np.array(fade, np.float32),
        np.array(worth, float)[:, None],
        np.zeros((0, 1), np.int64),
        np.zeros((0, 1), np.float32),
        mu,
        ratio,
    )


NOT_HERE = 2 * SHUT


def with_news(case, rng):
    """Return the case with some doors, towns and roads that are worth more or less, shut or opened."""
    utility, worth = case.utility.copy(), case.worth.copy()
    for table, rows in ((utility, rng.choice(9, 2)), (worth, STARTS + rng.choice(6, 1))):
        for row in rows:
            # those who weigh it alike still do
            of = {float(x): rng.choice([2 * SHUT, rng.uniform(-4, 4)]) for x in np.unique(table[row])}
            table[row] = [of[float(x)] for x in table[row]]
    ways, by, held = case.ways, case.by.copy(), case.held.copy()
    chains = [ways.chain[a:b] for a, b in itertools.pairwise(ways.chain_first[RULED:])]
    leg = int(rng.integers(len(chains)))
    by[leg], held[leg] = (of[leg] for of in roads_taken(rng, chains, ways.column))
    return case._replace(utility=utility, worth=worth, by=by, held=held)


@njit
def weigh_each(ways, w, places, legs, mu, ratio):
    for p in places:
        weigh(ways, w, p, legs, mu, ratio)


@njit
def read(ways, w, p, c, out):
    """Fill out with what each way and end weighs, of `w.place`."""
    before, columns = 0.0, ways.column
    for nest in range(ways.nest_first[p], ways.nest_first[p + 1]):
        up = w.nests_up[nest, c]
        if up > before:
            total = w.total[nest, columns[ways.country_of[nest], c]]
            for way in range(ways.way_first[nest], ways.way_first[nest + 1]):
                here = weight_of(ways, w, nest, way, c)
                weight, fan = (up - before) * here / total, ways.fan_of[way]
                if fan < 0:
                    out[way, -1] = weight
                    continue
                k, first, end = columns[ways.fan_country[fan], c], ways.fan_first[fan], ways.fan_first[fan + 1]
                for i in range(first, end):
                    of_end = w.ends_up[i, k] - (w.ends_up[i - 1, k] if i > first else 0.0)
                    out[way, i] = weight * of_end / w.ends_up[end - 1, k] if weight > 0.0 else 0.0
        before = up


def every_place(case):
    return np.arange(len(case.worth))


def hear(case, w: Weights, before=None) -> None:
    """Value the tails after news: of all, or of what differs from a case before."""
    w.news[0] += 1
    before = before or case._replace(utility=case.utility * np.nan)
    w.link_moved[(case.utility != before.utility).any(axis=1)] = w.news[0]
    w.end_moved[(case.worth != w.worth).any(axis=1)] = w.news[0]
    w.leg_moved[(case.by != w.by).any(axis=1) | (case.held != w.held).any(axis=1)] = w.news[0]
    w.worth[:], w.by[:], w.held[:] = case.worth, case.by, case.held
    value_tails(case.ways, w, case.legs, case.utility, case.fade, case.mu, case.ratio)


def weighed(case) -> Weights:
    """Return what the ways are worth."""
    w = blank(case.ways, len(case.fade))
    hear(case, w)
    weigh_each(case.ways, w, every_place(case), case.legs, case.mu, case.ratio)
    return w


def after_news(seed, times=8):
    """Give random cases to which news came, one time after the other, with ways weighed for the first of them only."""
    rng, case = np.random.default_rng(seed), random_case(seed)
    w = weighed(case)
    for _ in range(times):
        before, case = case, with_news(case, rng)
        hear(case, w, before)
        yield rng, case, w


def chances(case, w, p, c):
    """Return the probability of each way and end, and of staying."""
    out = np.zeros((len(case.ways.leg), len(case.ways.fan_end) + 1))
    read(case.ways, w, p, c, out)
    total = w.place[p, c] + w.stay[p, c]
    return (out / total, w.stay[p, c] / total) if total > 0 else (out, 0.0)


def told(case, w, p, c):
    return -math.inf if w.told[p, c] == NEVER else case.mu * w.told[p, c]
