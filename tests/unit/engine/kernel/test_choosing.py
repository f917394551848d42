"""Who sets out, few or many, takes ways and ends by the chances that are written out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy import stats

from exeunt.engine.members import Course, Simulator
from worlds import EVERY_LINK, EVERY_PLACE, EVERY_RULE, build
from written_out import Case, written_out

CLAIMS = "id, date, said_by, stance, url\nsaid, 2023-06-01, Ministry, official, https://example.org/said"
TRAITS = """trait, value, share
    papers, good, 0.6
    papers, poor, 0.4
    car, yes, 0.3
    car, no, 0.7"""


def simulator(a_day: int) -> Simulator:
    """Return a world in which so many set out from one home; no way is over within the first tick."""
    world = build(
        places=EVERY_PLACE,
        links=EVERY_LINK,
        rules=EVERY_RULE,
        claims=CLAIMS,
        traits=TRAITS,
        gates="id, country_from, country_to, vehicles_per_day, foot_per_day\ngate, AAA, BBB, 900, 300",
        drivers=f"name, where, value\ndepartures, home, {a_day}",
        tick=3,
        hold={"onward": 0.0, "return": 0.0},
    )
    return Simulator(world)


def under_way(course: Course, ticks: int) -> Iterator[Any]:
    """Yield those on their way, in the order of the lists in which they wait for their ticks."""
    state = course.state
    for tick in range(ticks):
        block = state.due["first"][tick]
        while block >= 0:
            size = len(state.entry) // len(state.block)
            yield from state.entry[block * size : block * size + state.block["fill"][block]]
            block = state.block["next"][block]


def chosen(simulator: Simulator, course: Course) -> dict[int, np.ndarray]:
    """Return by class how many have chosen each way from the home and each end."""
    ways, counts = simulator.arrays.ways, {}
    home = simulator.arrays.net.place_ids.index("home")
    first, last = ways.way_first[ways.nest_first[home]], ways.way_first[ways.nest_first[home + 1]]
    for entry in under_way(course, len(course.state.due)):
        if not first <= entry["way"] < last:
            continue
        c = int(simulator.arrays.class_of[entry["group"]])
        counts.setdefault(c, np.zeros((len(ways.leg), len(ways.fan_end) + 1)))
        end = entry["then"] - len(ways.leg) if entry["then"] >= 0 else -1
        counts[c][entry["way"], end] += entry["n"]
    return counts


def likely(simulator: Simulator, course: Course, c: int) -> np.ndarray:
    """Return the chance of each way and end for those who leave the home."""
    m, home = course.preferences, simulator.arrays.net.place_ids.index("home")
    w = course.weights
    case = Case(
        simulator.arrays.ways, m.legs, course.state.utility, m.fade, w.worth, w.by, w.held, m.scale, m.nest_ratio
    )
    chances, _, _ = written_out(case, home, c)
    return chances / chances.sum()


def check(counts: np.ndarray, chances: np.ndarray) -> float:
    """Return how likely counts that differ so much from the chances are; nobody takes what is shut."""
    assert (counts[chances == 0] == 0).all()
    found, expected = counts.ravel(), chances.ravel() * counts.sum()
    rare = expected < 8
    found, expected = np.append(found[~rare], found[rare].sum()), np.append(expected[~rare], expected[rare].sum())
    assert len(found) > 2
    return float(stats.chisquare(found, expected).pvalue)


def test_many_are_split_over_ways_and_ends_by_their_chances():
    """Over forty members by their means, and by how they differ: each wrong in one of ten thousand, by class."""
    several = simulator(200_000)
    total: dict[int, np.ndarray] = {}
    found: list[float] = []
    for member in range(40):
        course = several.course(member, 1)
        counts = chosen(several, course)
        assert sum(of_class.sum() for of_class in counts.values()) == 25_000
        for c, of_class in counts.items():
            found.append(check(of_class, likely(several, course, c)))
            total[c] = total.get(c, 0) + of_class
    for c, of_class in total.items():
        assert check(of_class, likely(several, course, c)) > 1e-4
    assert stats.kstest(found, "uniform").pvalue > 1e-4


def test_few_choose_ways_and_ends_one_by_one_by_the_same_chances():
    """Wrong in one of ten thousand, by class."""
    few = simulator(8 * 8)
    total: dict[int, np.ndarray] = {}
    for member in range(800):
        course = few.course(member, 1)
        for c, of_class in chosen(few, course).items():
            total[c] = total.get(c, 0) + of_class
    assert sum(of_class.sum() for of_class in total.values()) == 6400
    for c, of_class in total.items():
        assert check(of_class, likely(few, course, c)) > 1e-4
