"""The parts of a spread, where they are known."""

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from exeunt.errors import InputError
from exeunt.outcome.spread import KEPT, Drawn, kept, members_needed, normal_scores, shares_of, spread_table

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


@pytest.fixture
def stored(outcome, tmp_path):
    return replace(outcome, path=tmp_path)


def keep(run, countries, arrivals):
    (run.path / KEPT).write_text(json.dumps({"countries": countries, "arrivals": arrivals}))


def test_members_run_again_are_found_beside_the_run(stored):
    assert kept(stored) is None
    keep(stored, ["FIN", "RUS"], [[1, 2], [3, 4]])
    assert kept(stored).tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("countries", "arrivals"),
    [
        (["FIN", "RUS"], [1, 2]),
        (["FIN", "RUS"], [[1], [2]]),
        (["FIN", "RUS"], [[1, 2]]),
        (["FIN", "RUS"], [[1, 2]] * 4),  # the run has three members
        (["FIN", "RUS"], [[1, 2], [3, -4]]),
        (["FIN", "RUS"], [[1, 2], [3, None]]),
        (["RUS", "FIN"], [[1, 2], [3, 4]]),
        (["FIN", "RUS"], []),
    ],
)
def test_members_run_again_of_the_wrong_shape_are_refused(stored, countries, arrivals):
    keep(stored, countries, arrivals)
    with pytest.raises(InputError, match=r"again\.json is damaged; delete it"):
        kept(stored)


def test_a_file_that_is_no_json_object_is_refused(stored):
    (stored.path / KEPT).write_text("[]")
    with pytest.raises(InputError, match="is damaged"):
        kept(stored)


def test_the_number_of_members_that_is_said_to_be_needed_is_the_least_that_tell(outcome):
    def run_of(members):
        draw = np.random.default_rng(members)
        arrivals = (("member", "time", "country"), draw.integers(1, 999, (members, 4, 2)))
        constants = (("member", "parameter"), draw.random((members, 5)))
        dataset = xr.Dataset(
            {"arrivals": arrivals, "parameter_value": constants},
            {"country": ["FIN", "RUS"], "parameter": list("abcde"), "member": range(members)},
        )
        world = SimpleNamespace(claims=pd.DataFrame({"id": [], "value": []}))
        return replace(outcome, variables=dataset, world=world, manifest={"fixed": {}, "readings": {}})

    needed = members_needed(run_of(40))
    assert needed == 29  # 26 are left when a tenth, three of them, is left out: 20 beyond the level and 5 constants
    assert spread_table(run_of(needed)) is not None
    assert spread_table(run_of(needed - 1)) is None
