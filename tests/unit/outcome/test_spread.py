"""The parts of a spread, where they are known."""

import numpy as np
import pytest

from exeunt.outcome.spread import Drawn, normal_scores, shares_of

WEIGHTS = np.array([0.7, 0.2, 0.1])
LEVELS = np.array([0.0, 1.0, -1.0])
LEVELS_VARIANCE = (WEIGHTS * LEVELS**2).sum() - (WEIGHTS * LEVELS).sum() ** 2  # 0.29


def draw(rng, *, members=200, constants=33, readings, behaviour, chance):
    """Draw members whose variance has these parts; a third of the constants are lognormal, some do not matter."""
    z = rng.standard_normal((members, constants))
    claims = rng.choice(3, members, p=WEIGHTS)
    weights = np.zeros(constants)
    weights[:10] = np.sqrt(behaviour / 10)
    y = (
        z @ weights
        + np.sqrt(readings / LEVELS_VARIANCE) * LEVELS[claims]
        + np.sqrt(chance) * rng.standard_normal(members)
    )
    values = np.where(np.arange(constants) % 3 == 0, np.exp(0.5 * z), z)
    return y, Drawn(((claims, WEIGHTS),), values)


@pytest.mark.slow
@pytest.mark.parametrize("parts", [(0.2, 0.5, 0.3), (0.0, 0.95, 0.05), (0.0, 0.0, 1.0), (0.9, 0.05, 0.05)])
def test_known_parts_are_found_on_average_and_many_constants_do_not_explain_chance_away(parts):
    readings, behaviour, chance = parts
    rng = np.random.default_rng(1)
    found = np.array(
        [shares_of(*draw(rng, readings=readings, behaviour=behaviour, chance=chance))[0] for _ in range(40)]
    )
    # 40 trials: a mean is within 4 standard errors but once in 16,000; parts cut off at nothing are a little high
    error = found.std(axis=0) / np.sqrt(40)
    assert (np.abs(found.mean(axis=0) - parts) < 4 * error + 0.03).all(), found.mean(axis=0)
    assert np.allclose(found.sum(axis=1), 1)


@pytest.mark.slow
def test_the_error_is_about_what_another_run_would_differ_by():
    rng = np.random.default_rng(2)
    told = [shares_of(*draw(rng, readings=0.2, behaviour=0.5, chance=0.3)) for _ in range(60)]
    shares, errors = (np.array([each[n] for each in told]) for n in (0, 1))
    ratio = np.sqrt((errors**2).mean(axis=0)) / shares.std(axis=0)
    # of 60 trials a standard deviation is known to 9 %; the jackknife of least squares leans to the safe side
    assert (ratio > 0.7).all(), ratio
    assert (ratio < 2.5).all(), ratio


def test_no_readings_and_no_constants():
    rng = np.random.default_rng(3)
    y, drawn = draw(rng, readings=0.0, behaviour=0.7, chance=0.3)
    assert shares_of(y, Drawn((), drawn.constants))[0][0] == 0
    assert shares_of(y, Drawn((), np.empty((200, 0))))[0].tolist() == [0, 0, 1]


def test_scores_are_those_of_ranks():
    scores = normal_scores(np.array([[1.0, 8.0], [2.0, 8.0], [3.0, 9.0], [50.0, 1.0]]))
    assert np.allclose(scores[:, 0], [-1.1503, -0.3186, 0.3186, 1.1503], atol=1e-4)
    assert scores[0, 1] == scores[1, 1]
    assert scores[0, 1] == pytest.approx(0.0)
