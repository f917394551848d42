"""Scales rise strictly, come back, and keep 0."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exeunt.outcome.scales import Scale, Share, SignedLog, StartedLog

COUNTS = st.floats(0.0, 1e9)
CHANGES = st.floats(-1e9, 1e9)
SHARES = st.floats(0.0, 1.0)
CASES = [(StartedLog(10.0), COUNTS), (SignedLog(30.0), CHANGES), (Share(), SHARES)]


@given(st.data(), st.sampled_from(CASES))
def test_there_and_back(data: st.DataObject, case: tuple[Scale, st.SearchStrategy[float]]) -> None:
    scale, figures = case
    x = data.draw(figures)
    assert float(scale.back(scale.there(x))) == pytest.approx(x, rel=1e-9, abs=1e-9)


@given(st.data(), st.sampled_from(CASES))
def test_more_is_more(data: st.DataObject, case: tuple[Scale, st.SearchStrategy[float]]) -> None:
    scale, figures = case
    a, b = sorted(data.draw(st.tuples(figures, figures)))
    assert float(scale.there(a)) <= float(scale.there(b))
    if b - a > 1e-6 * max(1.0, abs(a), abs(b)):
        assert float(scale.there(a)) < float(scale.there(b))


@given(st.floats(-30.0, 30.0))
def test_whatever_a_member_is_moved_to_is_a_figure(t: float) -> None:
    assert float(StartedLog(10.0).back(t)) >= 0.0
    assert 0.0 <= float(Share().back(t)) <= 1.0


def test_nothing_is_zero() -> None:
    assert float(StartedLog(10.0).there(0.0)) == 0.0
    assert float(SignedLog(10.0).there(0.0)) == 0.0
    assert float(Share().there(0.5)) == pytest.approx(0.0)
    assert np.isfinite(Share().there(np.array([0.0, 1.0]))).all()
