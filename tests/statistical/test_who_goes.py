"""Who sets out and who is called up at a home of many groups, against the law of the numbers in one day.

Of n people of a group, each of whom two hazards a day may reach, how many each takes first is multinomial: in ticks of
an hour, half a day and a day, of a few people and of many. Level of each test 0.0005 (Bonferroni over 20); seeds are
fixed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from scipy import stats

import worlds
from exeunt.engine.members import Simulator
from exeunt.scenario.world import World

LEVEL, GROUPS = 0.0005, 20
LEAVE, CALL = 0.5, 0.8  # a day
GONE = -math.expm1(-LEAVE - CALL)
CHANCES = GONE * LEAVE / (LEAVE + CALL), GONE * CALL / (LEAVE + CALL), 1.0 - GONE
NAMES = [f"v{i:02d}" for i in range(GROUPS)]
EVERYBODY = ""  # whom a row names that names nobody


def world(people: int, *, tick: int, called: str | None = None, names: Sequence[str] = NAMES) -> World:
    """Return a home of so many people in each group, for a day; `called` says who is called up, if anybody is."""
    drivers = "name, value, where, who\nthreat, 1, ,"
    if called is not None:
        drivers += f"\ndraft, {CALL * people * (1 if called else GROUPS)}, home, {called}"
    return worlds.build(
        places=f"id, country, kind, population\nhome, AAA, home, {people * GROUPS}\nb, BBB, town,",
        links="from, to, mode, hours\nhome, b, road, 30",
        traits="trait, value, share\n" + "\n".join(f"a, {name}, {1 / GROUPS}" for name in names),
        drivers=drivers,
        days=1,
        tick=tick,
        hold={**worlds.CALM, "leave_base": math.log(LEAVE)},
    )


def numbers(asked: World, members: int) -> np.ndarray:
    """Return how many of each group set out, were called up and stayed, shape (members, groups, 3)."""
    simulator = Simulator(asked)
    start, out = simulator.arrays.people[0], []
    for member in range(members):
        state = simulator.course(member).state
        left = state.away[:, 0]
        out.append(np.stack([left, start - state.home[0] - left, state.home[0]], axis=1))
    return np.array(out)


@pytest.mark.parametrize(("people", "tick"), [(3, 1), (3, 24), (8, 12)])
def test_how_many_of_a_few_each_hazard_takes_is_multinomial(people, tick):
    found = numbers(world(people, tick=tick, called=EVERYBODY), 300).reshape(-1, 3).astype(int)
    every = [(i, j, people - i - j) for i in range(people + 1) for j in range(people + 1 - i)]
    expected = stats.multinomial(people, CHANCES).pmf(every) * len(found)
    seen = np.array([(found == each).all(axis=1).sum() for each in every])
    assert seen.sum() == len(found)
    rare = expected < 5.0  # taken together
    pooled = [np.append(of[~rare], of[rare].sum()) if rare.any() else of for of in (seen, expected)]
    assert stats.chisquare(*pooled).pvalue > LEVEL


@pytest.mark.parametrize("tick", [1, 12, 24])
def test_how_many_of_many_each_hazard_takes_is_binomial(tick):
    people = 200
    found = numbers(world(people, tick=tick, called=EVERYBODY), 60).reshape(-1, 3)
    for which, chance in enumerate(CHANCES):
        law, rng = stats.binom(people, chance), np.random.default_rng(which)
        # where each stands in the law, of whole numbers laid out evenly
        stands = law.cdf(found[:, which] - 1) + law.pmf(found[:, which]) * rng.random(len(found))
        assert stats.kstest(stands, "uniform").pvalue > LEVEL


def test_what_groups_do_has_nothing_to_do_with_each_other():
    """Members and groups are as good as so many people on their own: sums over groups spread as they should."""
    people, members = 3, 300
    left = numbers(world(people, tick=24, called=EVERYBODY), members)[..., 0]
    of_one = people * CHANCES[0] * (1.0 - CHANCES[0])
    for sums, parts in ((left.sum(axis=1), GROUPS), (left.sum(axis=0), members)):
        ratio = sums.var(ddof=1) / (parts * of_one) * (len(sums) - 1)
        assert LEVEL / 2 < stats.chi2(len(sums) - 1).cdf(ratio) < 1.0 - LEVEL / 2


@pytest.mark.parametrize("people", [3, 200])
def test_calling_up_one_group_leaves_what_others_do_as_it_is(people):
    calm, called = (numbers(world(people, tick=6, called=who), 20) for who in (None, "a = v07"))
    others = np.arange(GROUPS) != 7
    assert (calm[:, others] == called[:, others]).all()
    assert called[:, 7, 1].sum() > 0
    assert (calm[:, 7, 0] >= called[:, 7, 0]).mean() > 0.9


def test_luck_is_of_the_group_whatever_the_order_of_groups():
    one, other = (numbers(world(4, tick=6, names=names), 10) for names in (NAMES, NAMES[::-1]))
    assert one.tolist() == other[:, ::-1].tolist()
