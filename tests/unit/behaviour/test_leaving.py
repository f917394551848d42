"""How likely people are to set out: by hand, and by what it promises."""

import numpy as np
import pytest

from exeunt.behaviour.elementary import NEVER
from exeunt.behaviour.leaving import hazards

# two homes at places 0 and 2, three groups of two classes
HOMES = np.array([0, 2])
CLASS_OF = np.array([0, 1, 0])
LOG_WEIGHT = np.array([[1.0, 2.0], [50.0, 50.0], [0.5, NEVER]])
THREAT = np.array([[1.0, 1.0, 0.0], [2.0, 2.0, 0.5]])
TERM = np.array([0.0, -1.0, 0.3])
MIND = {"base": -5.0, "beta": 0.7, "reach": 0.2, "reference": 1.0, "mu": 1.5}


def worked_out(*, log_weight=LOG_WEIGHT, threat=THREAT, term=TERM, **changes):
    out = np.full(threat.shape, np.nan)
    given = {**MIND, **changes}
    hazards(out, log_weight, threat, term, CLASS_OF, HOMES, *(given[k] for k in MIND))
    return out


def test_the_hazard_is_the_product_of_its_parts():
    h = worked_out()
    assert h[0, 0] == pytest.approx(np.exp(-5.0 + 0.2 * (1.5 * 1.0 - 1.0)))
    assert h[0, 1] == pytest.approx(np.exp(-5.0 - 1.0 + 0.2 * (1.5 * 2.0 - 1.0)))
    assert h[1, 0] == pytest.approx(np.exp(-5.0 + 0.7 + 0.2 * (1.5 * 0.5 - 1.0)))
    assert h[1, 2] == pytest.approx(np.exp(-5.0 - 0.35 + 0.3 + 0.2 * (1.5 * 0.5 - 1.0)))


def test_nobody_flees_from_no_threat():
    assert worked_out()[0, 2] == 0.0


def test_nobody_sets_out_where_there_is_no_way():
    assert worked_out()[1, 1] == 0.0
    assert worked_out(reach=0.0)[1, 1] == 0.0


def test_at_threat_one_and_the_reference_value_the_base_is_what_it_says():
    assert worked_out(reference=1.5)[0, 0] == pytest.approx(np.exp(-5.0))


@pytest.mark.parametrize("raised", ["base", "beta", "term", "threat", "log_weight"])
def test_the_hazard_rises_with_everything_that_makes_people_go(raised):
    more = {
        "base": {"base": -4.0},
        "beta": {"beta": 0.8, "threat": 1.5 + THREAT},
        "term": {"term": TERM + 0.1},
        "threat": {"threat": THREAT * 1.1},
        "log_weight": {"log_weight": np.where(LOG_WEIGHT > -1e299, LOG_WEIGHT + 0.1, LOG_WEIGHT)},
    }[raised]
    less = worked_out(threat=more["threat"]) if raised == "beta" else worked_out()
    above = worked_out(**more)
    assert (above[less > 0] > less[less > 0]).all()
    assert (above[less == 0] == 0).all()


def test_hazards_are_proportional():
    """One group's term multiplies its hazard by the same factor at every home and every threat."""
    with np.errstate(invalid="ignore"):
        ratio = worked_out(term=TERM + np.array([0.0, 0.0, 1.0])) / worked_out()
    np.testing.assert_allclose(ratio[1], [1.0, np.nan, np.e])
