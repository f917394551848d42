"""How likely people are to set out: by hand, and by what it promises."""

import numpy as np
import pytest

from exeunt.behaviour.elementary import NEVER
from exeunt.behaviour.leaving import Leaving, hazard

CONSTANTS = Leaving(leave_base=-5.0, leave_threat=0.7, reach=0.2, reach_reference=1.0, scale=1.5)


def worked_out(*, threat=1.0, log_weight=1.0, term=0.0, **changes):
    return hazard(CONSTANTS._replace(**changes), threat, log_weight, term)


def test_the_hazard_is_the_product_of_its_parts():
    assert worked_out() == pytest.approx(np.exp(-5.0 + 0.2 * (1.5 * 1.0 - 1.0)))
    assert worked_out(log_weight=2.0, term=-1.0) == pytest.approx(np.exp(-5.0 - 1.0 + 0.2 * (1.5 * 2.0 - 1.0)))
    assert worked_out(threat=2.0, log_weight=0.5) == pytest.approx(np.exp(-5.0 + 0.7 + 0.2 * (1.5 * 0.5 - 1.0)))
    lower = np.exp(-5.0 - 0.35 + 0.3 + 0.2 * (1.5 * 0.5 - 1.0))
    assert worked_out(threat=0.5, log_weight=0.5, term=0.3) == pytest.approx(lower)


def test_nobody_flees_from_no_threat():
    assert worked_out(threat=0.0) == 0.0


@pytest.mark.parametrize("scale", [1.5, 1.0, 0.01])
def test_nobody_sets_out_where_there_is_no_way(scale):
    assert worked_out(log_weight=NEVER, scale=scale) == 0.0
    assert worked_out(log_weight=NEVER, scale=scale, reach=0.0) == 0.0


def test_at_threat_one_and_the_reference_value_the_base_is_what_it_says():
    assert worked_out(reach_reference=1.5) == pytest.approx(np.exp(-5.0))


@pytest.mark.parametrize(
    "raised", [{"leave_base": -4.0}, {"leave_threat": 0.8}, {"term": 0.1}, {"threat": 2.2}, {"log_weight": 1.1}]
)
def test_the_hazard_rises_with_everything_that_makes_people_go(raised):
    above_one = {"threat": 2.0}
    assert worked_out(**{**above_one, **raised}) > worked_out(**above_one)
    assert worked_out(**{**raised, "threat": 0.0}) == 0.0


@pytest.mark.parametrize(("threat", "log_weight"), [(1.0, 1.0), (2.0, 0.5), (0.5, 50.0)])
def test_hazards_are_proportional(threat, log_weight):
    """A group's term multiplies its hazard by the same factor at every home and every threat."""
    at = {"threat": threat, "log_weight": log_weight}
    assert worked_out(term=1.3, **at) / worked_out(term=0.3, **at) == pytest.approx(np.e)
