"""Which unknowns move a forecast."""

import numpy as np

from exeunt.questions import explained


def test_shares_of_the_variance_are_found_and_luck_is_none():
    luck = np.random.default_rng(1)
    drawn = luck.normal(size=(400, 30))
    y = 3 * drawn[:, 0] + drawn[:, 1] + luck.normal(size=400)
    shares = explained(drawn, y[:, np.newaxis])[:, 0]
    assert abs(shares[0] - 9 / 11) < 0.05
    assert abs(shares[1] - 1 / 11) < 0.06
    assert abs(shares[2:].sum()) < 0.1


def test_what_does_not_vary_is_moved_by_nothing():
    assert explained(np.random.default_rng(1).normal(size=(50, 3)), np.ones((50, 2))).max() <= 0
