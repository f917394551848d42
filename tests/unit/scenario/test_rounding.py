"""Shares that hold over the whole, though no home has a whole person of some group."""

from __future__ import annotations

import numpy as np
import pytest

from exeunt.scenario import rounding
from exeunt.scenario.rounding import controlled
from worlds import build

VILLAGES = 300


def test_three_hundred_villages_have_their_share_of_a_rare_group():
    """Of 30,000 in villages of a hundred, 2 % are liable, 20 % have a car, one in ten of either speaks the language."""
    places = "id, country, kind, population\ntown, BBB, town,\n" + "\n".join(
        f"v{i}, AAA, home, 100" for i in range(VILLAGES)
    )
    world = build(
        places=places,
        links="from, to, mode, hours, both_ways\n" + "\n".join(f"v{i}, town, road, 3, yes" for i in range(VILLAGES)),
        traits="""trait, value, share
            liable, yes, 0.02
            liable, no, 0.98
            car, yes, 0.2
            car, no, 0.8
            speaks, yes, 0.1
            speaks, no, 0.9""",
    )
    assert (world.people.sum(axis=1) == 100).all()
    counts = {tuple(group.values()): n for group, n in zip(world.groups, world.people.sum(axis=0), strict=True)}
    shares = {"yes": (0.02, 0.2, 0.1), "no": (0.98, 0.8, 0.9)}
    for group, n in counts.items():
        exact = 30_000 * np.prod([shares[value][i] for i, value in enumerate(group)])
        assert n == pytest.approx(exact, abs=1e-6), group  # every share of the whole is a whole number here


def test_one_home_gives_what_is_left_to_the_largest_remainders():
    assert controlled(np.array([[0.5, 0.25, 0.25]]), np.array([3])).tolist() == [[1, 1, 1]]


def test_a_column_that_is_out_is_mended_by_a_chain_of_swaps():
    """Going from row to row, the last columns come too late: 300 rows, each with one column fewer to choose from."""
    shares = np.triu(np.ones((300, 300)))
    exact = (shares / shares.sum(axis=1, keepdims=True)).sum(axis=0)
    counts = controlled(shares, np.ones(300, np.int64))
    assert (abs(counts.sum(axis=0) - exact) < 1).all()
    assert (counts[shares == 0] == 0).all()


@pytest.mark.parametrize("seed", range(20))
def test_any_rounding_of_rows_can_be_mended(seed):
    """Round rows up at random, as badly as can be: chains of swaps still bring every column to within one."""
    draw = np.random.default_rng(seed)
    exact = draw.dirichlet(np.full(9, 0.4), 40) * 4
    part = np.rint((exact - np.floor(exact)) * rounding.UNIT).astype(np.int64)
    missing = 4 - np.floor(exact).astype(np.int64).sum(axis=1)
    up = np.zeros(part.shape, np.bool_)
    for row in range(40):
        up[row, np.argsort(-(part[row] > 0).astype(int), kind="stable")[: missing[row]]] = True
    before = abs(up.sum(axis=0) - part.sum(axis=0) / rounding.UNIT).max()
    rounding._mend(up, part)
    assert before > 1
    assert abs(up.sum(axis=0) - part.sum(axis=0) / rounding.UNIT).max() < 1 + 1e-6
    assert (up.sum(axis=1) == missing).all()
    assert not up[part == 0].any()
