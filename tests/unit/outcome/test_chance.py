"""One test of more than chance: how often it is wrong, and what it finds."""

import numpy as np
import pytest

from exeunt.outcome.chance import ALPHA, FEWEST, TRUSTED, beyond_chance, none_is_clear, too_few


@pytest.mark.slow
@pytest.mark.parametrize("members", [5, 8, 20, 200])
def test_chance_alone_is_taken_for_a_change_no_more_often_than_said(members):
    draw = np.random.default_rng(members)
    wrong = sum(beyond_chance(draw.normal(size=(members, 12))).any() for _ in range(2000))
    assert wrong / 2000 < ALPHA + 3 * np.sqrt(ALPHA * (1 - ALPHA) / 2000)  # 1 in 740


def test_a_change_of_two_spreads_is_found_with_twenty_members():
    draw = np.random.default_rng(1)
    changes = draw.normal(size=(20, 12))
    changes[:, 3] += 2.0
    assert list(np.flatnonzero(beyond_chance(changes))) == [3]


def test_differences_that_all_go_one_way_are_no_chance_however_skewed():
    skewed = 10.0 ** np.arange(12)[:, None]
    assert beyond_chance(skewed).all()
    assert beyond_chance(-skewed).all()
    assert not beyond_chance(np.concatenate([skewed, [[-1.0]]])).any()


def test_what_does_not_change_at_all_makes_nothing_else_harder_to_find():
    one = np.random.default_rng(2).normal(1.4, 1.0, (10, 1))
    assert beyond_chance(one).all()
    assert beyond_chance(np.concatenate([one, np.zeros((10, 500))], axis=1))[0]


def test_with_few_members_nothing_is_more_than_chance_and_that_is_said():
    few = np.full((FEWEST - 1, 1), 7.0)
    assert not beyond_chance(few).any()
    assert "With 4 members nothing can be told from chance" in too_few(FEWEST - 1)
    assert beyond_chance(np.full((FEWEST, 1), 7.0)).all()
    assert too_few(FEWEST) == ""


def test_members_that_say_nothing_are_left_out():
    changes = np.random.default_rng(3).normal(5.0, 1.0, (12, 1))
    changes[::3] = np.nan
    assert beyond_chance(changes).all()
    changes[4:] = np.nan
    assert not beyond_chance(changes).any()


def test_of_one_member_and_of_mean_runs_it_is_said_what_they_are():
    assert "With 1 member nothing" in too_few(1)
    assert too_few(1, mean=True).startswith("Mean runs are compared, which keep no members")
    assert too_few(1, mean=True, compared=False).startswith("This is a mean run, which keeps no members")
    assert too_few(1, compared=False) == too_few(1)


def test_that_nothing_is_clear_says_little_of_few_members():
    assert none_is_clear(TRUSTED) == "no country gains or loses arrivals by more than chance"
    assert none_is_clear(6).endswith(
        "by more than chance, which with 6 members may be much; 20 or more tell smaller changes"
    )
