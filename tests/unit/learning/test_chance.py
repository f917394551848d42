"""How much of what has nothing to do with any figure a fit takes for told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import worlds
from exeunt.commands.fitting import print_posterior
from exeunt.ensemble.pool import Threads
from exeunt.learning.chance import by_chance, told_apart
from exeunt.learning.fitting import Fitted, fit, moved
from exeunt.learning.learned import as_posterior
from exeunt.luck import normals

UNTIL = pd.Timestamp("2024-01-04")
FIGURES = "id, from, until, where, measure, aggregate, who, value, lo, hi, unit, kind, published, split\n" + "\n".join(
    f"{where}{day}, 2024-01-{day:02}, 2024-01-{day:02}, {where}, crossings_in, sum, citizens, {value}, {0.95 * value}, "
    f"{1.05 * value}, people, about, 2024-01-{day + 1:02}, fit"
    for where, value in (("BBB", 2000), ("CCC", 300))
    for day in (1, 2, 3)
)


def fitted(members: int) -> Fitted:
    world = worlds.two_countries(days=5, observations=FIGURES, hold={"country_unseen": 1.0, "push_walk": 0.3})
    return fit(world, UNTIL, members=members, seed=1, pool=Threads(2))


@pytest.fixture(scope="module")
def few() -> Fitted:
    return fitted(24)


def test_what_the_figures_tell_is_above_chance_and_what_they_do_not_below(few):
    shares = dict(zip(few.latents.names, told_apart(few.before.latents, few.after.latents), strict=True))
    assert by_chance(few) < shares["country_unseen:BBB"]
    assert by_chance(few) > shares["push_walk:everywhere 2024-01-04"] == 0.0, "no figure is of that day or of a later"


@pytest.mark.slow
def test_few_members_take_more_for_told_than_many(few):
    assert 0.02 < by_chance(fitted(120)) < 0.7 * by_chance(few)


@pytest.mark.statistical
def test_of_numbers_that_have_nothing_to_do_with_the_figures_few_are_above(few):
    """Of 2,000 others as many as the level allows of each, give or take four standard deviations."""
    before = after = normals([f"other {k}" for k in range(2000)], 24, "another seed")
    for turn, said in enumerate(few.said, start=1):
        after = moved(after, said.said(), float(len(few.said)), few.seed, turn)
    above = int((told_apart(before, after) > by_chance(few)).sum())
    expected = 2000 * (1.0 - 0.95 ** (1.0 / len(few.latents)))
    assert abs(above - expected) < 4.0 * np.sqrt(expected) + 1.0


def test_what_chance_explains_is_told_and_not_listed(few, tmp_path, capsys):
    learned = as_posterior(few, {})
    percent = f"{100 * learned.chance:.0f} % of a variance or less is explained by chance among 24 members"
    print_posterior(learned, few.world, "world", tmp_path)
    told = capsys.readouterr().out
    assert percent in told
    listed = told.partition("What the figures tell most of")[2]
    assert "country_unseen BBB" in listed
    assert "2024-01-04" not in listed
    nothing = type(learned)(learned.inference, {**learned.told, "chance": 0.999})
    print_posterior(nothing, few.world, "world", tmp_path)
    told = capsys.readouterr().out
    assert "Of no latent by itself do the figures tell more than chance; what they tell of all together" in told
    assert "\n100 % of a variance or less" in told
    assert "What the figures tell most of" not in told
