"""Of two that may reach somebody in a time: who comes first, and whom the other then reaches of those who are left."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exeunt.compiled import plain
from exeunt.engine.kernel.setting_out import reached_first, reached_of_the_rest

EXPOSURES = st.just(0.0) | st.floats(1e-12, 1e3)


@plain
def both(one, other):
    return reached_first(one, other), reached_of_the_rest(one, other)


@given(EXPOSURES, EXPOSURES)
def test_together_they_reach_whom_a_hazard_of_both_would(one, other):
    first, of_the_rest = both(one, other)
    second, _ = both(other, one)
    assert first + second == pytest.approx(-np.expm1(-one - other), rel=1e-12)
    assert second + (1.0 - second) * of_the_rest == pytest.approx(-np.expm1(-one - other), rel=1e-12)
    assert 0.0 <= of_the_rest <= 1.0


@given(EXPOSURES)
def test_alone_each_reaches_whom_its_hazard_does(one):
    assert both(one, 0.0) == pytest.approx((-np.expm1(-one), -np.expm1(-one)), rel=1e-12)
    assert both(0.0, one)[0] == 0.0
