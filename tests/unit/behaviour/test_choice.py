"""The choice among ways: against all ways and ends written out in plain NumPy, against closed forms, and as drawn."""

import math
from typing import NamedTuple

import numpy as np
import pytest
from numba import njit
from scipy import stats

from exeunt.behaviour.choice import (
    LEG,
    SHUT,
    Choices,
    Legs,
    Weights,
    blank,
    pick,
    pick_end,
    see_what_is_open,
    value_tails,
    weigh,
    weight_of,
)
from exeunt.behaviour.elementary import NEVER
from exeunt.engine.kernel.draws import join, uniform
from written_out import Case, along, ends_of, open_or_not, written_out

CLASSES, STARTS = 3, 4
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


def assembled(tails, ways, fans, *, places, column, stands_for=None):
    """Put tails, ways (by start and country) and fans (country, [(leg, end), ...]) into arrays."""
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
    rows = [(0, 0, 0, 1)] + [(rng.uniform(-4, 0), *rng.uniform(0, 3, 2), fade()) for _ in range(12)]
    fans, tails, ways = [], [], []
    for country in range(countries):
        towns = [STARTS + 2 * country, STARTS + 2 * country + 1]
        for some in (towns, [towns[rng.integers(2)]]):
            fans.append((country, [(int(rng.integers(13)), end) for end in some]))
        tails += [Tail(country, end=end) for end in towns]
        behind = []
        for _ in range(3):
            behind.append(len(tails))
            tails.append(Tail(country, door=3 * country + rng.integers(3), fan=2 * country + rng.integers(2)))
        for _ in range(3):
            onward = {"leg": int(rng.integers(13)), "after": int(rng.choice(behind))}
            behind.append(len(tails))
            tails.append(Tail(country, door=3 * country + rng.integers(3), **onward))
    for start in range(STARTS):
        for country in range(countries):
            mine = [i for i, tail in enumerate(tails) if tail.country == country]
            for tail in rng.choice(mine, rng.integers(0, 6), replace=False):
                ways.append(Way(start, country, int(rng.integers(13)), int(tail), math.log(rng.uniform(0.3, 1))))
    per_seat, per_road = rng.uniform(0, 1, (2, countries, CLASSES)).astype(np.float32)
    return Case(
        assembled(tails, ways, fans, places=places, column=column),
        legs_of(rows, per_seat, per_road),
        utility,
        np.array([fade() for _ in range(doors)], np.float32),
        worth,
        mu=rng.uniform(0.5, 2.0),
        ratio=rng.uniform(0.3, 1.0),
    )


# As weighed -----------------------------------------------------------------------------------------------------------


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


@njit
def choose(ways, w, p, c, key, number, out):
    """Count what so many choose one by one; how many stay is returned."""
    stayed, total = 0, w.place[p, c] + w.stay[p, c]
    for i in range(number):
        mine = join(key, np.uint64(i))
        x = uniform(mine) * total - w.stay[p, c]
        if x < 0.0:
            stayed += 1
            continue
        way = pick(ways, w, p, c, x)
        fan = ways.fan_of[way]
        if fan < 0:
            out[way, -1] += 1
        else:
            k = ways.column[ways.fan_country[fan], c]
            out[way, pick_end(ways, w, fan, k, uniform(join(mine, np.uint64(1))))] += 1
    return stayed


def every_place(case):
    return np.arange(len(case.worth))


def hear(case, w: Weights, before=None) -> None:
    """Value the tails after news: of all, or of what differs from a case before."""
    w.news[0] += 1
    before = before or case._replace(utility=case.utility * np.nan)
    w.link_moved[(case.utility != before.utility).any(axis=1)] = w.news[0]
    w.end_moved[(case.worth != w.worth).any(axis=1)] = w.news[0]
    w.worth[:] = case.worth
    value_tails(case.ways, w, case.legs, case.utility, case.fade, case.mu, case.ratio)


def weighed(case) -> Weights:
    """Return what the ways are worth."""
    w = blank(case.ways, len(case.fade))
    hear(case, w)
    weigh_each(case.ways, w, every_place(case), case.legs, case.mu, case.ratio)
    return w


def chances(case, w, p, c):
    """Return the probability of each way and end, and of staying."""
    out = np.zeros((len(case.ways.leg), len(case.ways.fan_end) + 1))
    read(case.ways, w, p, c, out)
    total = w.place[p, c] + w.stay[p, c]
    return (out / total, w.stay[p, c] / total) if total > 0 else (out, 0.0)


def told(case, w, p, c):
    return -math.inf if w.told[p, c] == NEVER else case.mu * w.told[p, c]


@pytest.mark.parametrize("seed", range(40))
def test_ways_ends_and_staying_have_the_chances_that_are_written_out(seed):
    case = random_case(seed)
    w = weighed(case)
    for p in range(STARTS):
        for c in range(CLASSES):
            expected, stay, value = written_out(case, p, c)
            found, stays = chances(case, w, p, c)
            np.testing.assert_allclose(found, expected, atol=CLOSE)
            assert stays == pytest.approx(stay, abs=CLOSE)
            assert (found[expected == 0] == 0).all(), "a way that is shut weighs nothing"
            assert told(case, w, p, c) == pytest.approx(value, abs=10 * CLOSE)
            if expected.any() or stay:
                assert found.sum() + stays == pytest.approx(1)


@pytest.mark.parametrize("seed", range(10))
def test_without_discount_a_way_and_its_end_weigh_their_summed_utility(seed):
    """Then a fan within a nest is no more than its ends: each way to each end is an alternative of the nest."""
    case = random_case(seed, fading=False)
    ways, w, scale = case.ways, weighed(case), case.mu * case.ratio
    for nest, (p, country) in enumerate(zip(ways.place_of, ways.country_of, strict=True)):
        for c in range(CLASSES):
            k = ways.column[country, c]
            if k < 0:
                continue
            weight = np.zeros((len(ways.leg), len(ways.fan_end) + 1))
            for way in range(ways.way_first[nest], ways.way_first[nest + 1]):
                before, tail = along(case, ways.leg[way], country, k, 0.0), int(ways.tail[way])
                while True:
                    if ways.door[tail] >= 0:
                        before += open_or_not(case.utility[ways.door[tail], c])
                    if ways.after[tail] < 0:
                        break
                    before += along(case, ways.tail_leg[tail], country, k, 0.0)
                    tail = int(ways.after[tail])
                if (fan := ways.fan[tail]) >= 0:
                    weight[way, ways.fan_first[fan] : ways.fan_first[fan + 1]] = before + ends_of(case, fan, k)
                else:
                    weight[way, -1] = before + open_or_not(case.worth[ways.end[tail], c])
                some = weight[way] != 0
                weight[way, some] = np.exp(weight[way, some] / scale + ways.size[way])
            if weight.sum() > 0:
                found, _ = chances(case, w, p, c)
                mine = found[ways.way_first[nest] : ways.way_first[nest + 1]]
                expected = weight[ways.way_first[nest] : ways.way_first[nest + 1]] / weight.sum()
                np.testing.assert_allclose(mine / mine.sum() if mine.sum() else mine, expected * bool(mine.sum()),
                                           atol=CLOSE)  # fmt: skip


def with_news(case, rng):
    """Return the case with some doors and towns that are worth more or less, shut or opened."""
    utility, worth = case.utility.copy(), case.worth.copy()
    for table, rows in ((utility, rng.choice(9, 2)), (worth, STARTS + rng.choice(6, 1))):
        for row in rows:
            # those who weigh it alike still do
            of = {float(x): rng.choice([2 * SHUT, rng.uniform(-4, 4)]) for x in np.unique(table[row])}
            table[row] = [of[float(x)] for x in table[row]]
    return case._replace(utility=utility, worth=worth)


@pytest.mark.parametrize("seed", range(20))
def test_what_is_worked_out_after_news_is_what_would_be_worked_out_anew(seed):
    """What leads to ends to the bit: what cannot have changed is passed over; ways, which are corrected, nearly."""
    rng, case = np.random.default_rng(seed), random_case(seed)
    w = weighed(case)
    for _ in range(8):
        before, case = case, with_news(case, rng)
        hear(case, w, before)
        # others look at their ways again after later news only
        here = rng.choice(STARTS, 2, replace=False)
        weigh_each(case.ways, w, here, case.legs, case.mu, case.ratio)
        anew = weighed(case)
        for name in ("fan", "value", "ends_up"):
            np.testing.assert_array_equal(getattr(w, name), getattr(anew, name), err_msg=name)
        for p in here:
            for c in range(CLASSES):
                found, stays = chances(case, w, p, c)
                expected, stay = chances(case, anew, p, c)
                np.testing.assert_allclose(found, expected, rtol=CLOSE, atol=CLOSE / 100)
                assert stays == pytest.approx(stay, rel=CLOSE)
                assert told(case, w, p, c) == pytest.approx(told(case, anew, p, c), abs=CLOSE)


@pytest.mark.parametrize("seed", range(20))
def test_where_any_way_is_open_is_noted(seed):
    case = random_case(seed)
    w = weighed(case)
    see_what_is_open(case.ways, w)
    for p in range(len(case.worth)):
        for c in range(CLASSES):
            assert w.leads[p, c] == (written_out(case, p, c)[2] > -math.inf)


# Closed forms ---------------------------------------------------------------------------------------------------------


def by_hand(ways, tails, fans=(), *, worth, utility=(), fade=(), rows=((0, 0, 0, 1),), mu=1.0, ratio=1.0):
    """Return a case of one class, whose countries are those of the tails."""
    countries = max(tail.country for tail in tails) + 1
    return Case(
        assembled(tails, ways, list(fans), places=len(worth), column=[[0]] * countries),
        legs_of(rows, countries=countries, columns=1),
        np.array(utility, np.float32).reshape(-1, 1),
        np.array(fade, np.float32),
        np.array(worth, float)[:, None],
        mu,
        ratio,
    )


NOT_HERE = 2 * SHUT


@pytest.mark.parametrize("ratio", [1.0, 0.5, 0.1])
def test_many_ways_into_one_country_count_for_less_than_as_many_countries(ratio):
    tails = [Tail(0, end=1), Tail(0, end=2), Tail(0, end=3), Tail(1, end=4)]
    ways = [Way(0, tail.country, 0, i) for i, tail in enumerate(tails)]
    case = by_hand(ways, tails, worth=[NOT_HERE, 5, 5, 5, 5], ratio=ratio)
    w = weighed(case)
    assert chances(case, w, 0, 0)[0][3].sum() == pytest.approx(1 / (1 + 3**ratio), abs=1e-6)
    assert told(case, w, 0, 0) == pytest.approx(5 + math.log(1 + 3**ratio), abs=1e-5)


def test_thirty_ways_that_share_all_count_as_one():
    tails = [Tail(0, end=1), Tail(1, end=2)]
    ways = [*(Way(0, 0, 0, 0, -math.log(30)) for _ in range(30)), Way(0, 1, 0, 1)]
    case = by_hand(ways, tails, worth=[NOT_HERE, 5, 5], ratio=0.7)
    found, _ = chances(case, weighed(case), 0, 0)
    assert found[30].sum() == pytest.approx(0.5, abs=1e-6)
    assert found[:30].sum(axis=1) == pytest.approx(np.full(30, 1 / 60), abs=1e-6)


def fan_behind(hours_before, ratio=0.6, delta=0.05):
    """Return a way over a door to a near and a far town, and one to another country, all from so far away."""
    rows = [(0, 0, 0, 1), (-0.1 * hours_before, 0, 0, math.exp(-delta * hours_before)), (-1, 0, 0, 0.8)]
    tails = [Tail(0, door=0, fan=0), Tail(1, end=3)]
    ways = [Way(0, 0, 1, 0), Way(0, 1, 1, 1)]
    return by_hand(ways, tails, [(0, [(0, 1), (2, 2)])], worth=[NOT_HERE, 4, 6, 5], utility=[-2], fade=[0.9],
                   rows=rows, mu=1.3, ratio=ratio)  # fmt: skip


@pytest.mark.parametrize("hours", [0, 10, 60])
def test_of_the_towns_behind_a_border_one_is_chosen_as_from_there(hours):
    case = fan_behind(hours)
    scale = case.mu * case.ratio
    near, far = 4.0, -1 + 0.8 * 6
    found, _ = chances(case, weighed(case), 0, 0)
    share = 1 / (1 + math.exp((far - near) / scale))
    assert found[0, 0] / found[0].sum() == pytest.approx(share, abs=1e-6)
    # felt from afar: the log-sum at the door, not its parts, is discounted
    door = -2 + 0.9 * scale * np.logaddexp(near / scale, far / scale)
    felt = math.exp(-0.05 * hours)
    assert found[0].sum() / found[1].sum() == pytest.approx(math.exp(felt * (door - 5) / case.mu), rel=1e-5)


def test_where_nothing_is_open_nobody_is_told_of_anything():
    tails = [Tail(0, door=0, fan=0), Tail(1, end=2)]
    case = by_hand([Way(0, 0, 0, 0), Way(0, 1, 0, 1)], tails, [(0, [(0, 1)])], worth=[NOT_HERE, 5, NOT_HERE],
                   utility=[2 * SHUT], fade=[1])  # fmt: skip
    w = weighed(case)
    assert w.place[0, 0] == w.stay[0, 0] == 0
    assert w.told[0, 0] == NEVER
    # at the town nobody has a way, and may stay
    assert w.place[1, 0] == 0
    assert w.stay[1, 0] > 0
    assert w.told[1, 0] == NEVER


def test_who_may_stay_weighs_that_beside_the_ways():
    case = by_hand([Way(0, 0, 0, 0)], [Tail(0, end=1)], worth=[3, 5], mu=2.0)
    w = weighed(case)
    assert chances(case, w, 0, 0)[1] == pytest.approx(1 / (1 + math.e), abs=1e-6)
    assert told(case, w, 0, 0) == pytest.approx(5, abs=1e-5), "the worth of leaving is that of the ways alone"


@pytest.mark.parametrize("worth", [-1e4, -300.0, 0.0, 300.0, 1e4])
def test_no_utility_is_too_small_or_too_large(worth):
    tails = [Tail(0, end=1), Tail(0, end=2), Tail(1, end=3), Tail(1, end=4)]
    ways = [Way(0, tail.country, 0, i) for i, tail in enumerate(tails)]
    case = by_hand(ways, tails, worth=[worth, worth, worth + 1, worth + 0.5, worth - 500], ratio=0.5)
    found, stay = chances(case, weighed(case), 0, 0)
    expected, stays, value = written_out(case, 0, 0)
    np.testing.assert_allclose(found, expected, atol=2e-3)  # 1e-7 of ten thousand, over a scale of a half
    assert stay == pytest.approx(stays, abs=2e-3)
    assert told(case, weighed(case), 0, 0) == pytest.approx(value, abs=1e-2)


# As drawn -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_one_by_one_people_choose_by_these_chances(seed):
    """Wrong by chance in one of ten thousand places and classes, here of 96."""
    case, number = random_case(seed), 100_000
    w = weighed(case)
    for p in range(STARTS):
        for c in range(CLASSES):
            if w.place[p, c] + w.stay[p, c] <= 0:
                continue
            expected, stay, _ = written_out(case, p, c)
            counts = np.zeros(expected.shape)
            stayed = choose(case.ways, w, p, c, np.uint64(100 * seed + p), number, counts)
            assert counts.sum() + stayed == number
            assert (counts[expected == 0] == 0).all(), "nobody takes a way that is shut"
            found, likely = np.append(counts.ravel(), stayed), np.append(expected.ravel(), stay) * number
            # the rare are taken together, so that the law is close to its limit
            rare = likely < 10
            found = np.append(found[~rare], found[rare].sum())
            likely = np.append(likely[~rare], likely[rare].sum())
            found, likely = found[likely > 0], likely[likely > 0]
            if len(found) > 1:
                assert stats.chisquare(found, likely * number / likely.sum()).pvalue > 1e-4
