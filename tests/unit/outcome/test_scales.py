"""Figures and their errors in the units in which they are compared."""

from __future__ import annotations

import numpy as np
import pytest

from exeunt.learning.assimilation import AT_LEAST, AT_MOST, EXACT, assimilate
from exeunt.learning.transforms import counted
from exeunt.luck import normals
from exeunt.outcome.scales import SHARPEST, Share, SignedLog, StartedLog, allowed, error_of, scale_of


def test_each_measure_has_its_scale():
    assert scale_of("crossings_in", "sum") == StartedLog(10.0)
    assert scale_of("queue_vehicles", "mean") == StartedLog(30.0)
    assert scale_of("stock", "change") == SignedLog(10.0)
    assert scale_of("crossings_in", "share_men") == Share()


def test_a_band_is_the_central_90_percent_of_the_error(figure):
    assert error_of(figure(value=1000.0, lo=900.0, hi=1100.0)) == pytest.approx(
        np.log(1110.0 / 910.0) / (2 * 1.6448536), rel=1e-6
    )


def test_without_a_band_the_kind_says_how_far_off_a_figure_may_be(figure):
    blank = {"lo": np.nan, "hi": np.nan}
    rough, sharp = error_of(figure(kind="about", **blank)), error_of(figure(kind="exact", **blank))
    assert rough == pytest.approx(np.log(7050.0 / 5770.0) / (2 * 1.6448536), rel=1e-6)
    assert SHARPEST < sharp < rough / 5
    assert error_of(figure(lo=6400.0, hi=6400.0)) == SHARPEST
    assert np.isfinite(error_of(figure(aggregate="share_men", value=0.97, unit="share", **blank)))


def test_the_band_of_a_figure_is_its_source_s_or_what_is_usual_of_its_kind(figure):
    blank = {"value": 100.0, "lo": np.nan, "hi": np.nan}
    assert allowed(figure(value=100.0, lo=70.0, hi=np.nan, kind="about")) == (70.0, pytest.approx(110.0))
    assert allowed(figure(kind="at_most", **blank)) == pytest.approx((97.0, 103.0))
    share = figure(aggregate="share_men", unit="share", value=0.97, lo=np.nan, hi=np.nan)
    assert allowed(share) == pytest.approx((0.873, 1.0)), "no share is above 1"


def test_figures_keep_their_ids_bounds_and_a_discrepancy_in_quadrature(figure):
    targets = [figure(), figure(id="more", kind="at_least"), figure(id="less", kind="at_most", value=0.0, lo=0.0)]
    plain, wide = counted(targets), counted(targets, lambda each: 0.3 if each.id == "more" else 0.0)
    assert list(plain.ids) == ["FIN_in", "more", "less"]
    assert plain.bounds is not None
    assert plain.bounds.tolist() == [EXACT, AT_LEAST, AT_MOST]
    assert plain.values == pytest.approx([np.log(641.0), np.log(641.0), 0.0])
    assert wide.errors == pytest.approx([plain.errors[0], np.hypot(plain.errors[1], 0.3), plain.errors[2]])


@pytest.mark.statistical
def test_a_line_that_most_members_lack_is_learned(figure):
    """Two of three members have no line at all; after four passes most have one, near what was counted."""
    z = normals(["flow", "capacity"], 400, "queue")

    def queue(z):
        return np.maximum(0.0, 2000.0 * np.exp(0.4 * z[:, :1]) - 2600.0 * np.exp(0.2 * z[:, 1:]))

    target = figure(measure="queue_vehicles", value=1715.0, lo=1600.0, hi=1800.0, unit="vehicles")
    scale = scale_of("queue_vehicles", "sum")
    assert (queue(z) == 0.0).mean() > 0.66
    for k in range(4):
        z = assimilate(z, scale.there(queue(z)), counted([target], lambda _: 0.2), 4.0, 1, k)
    found = queue(z)
    assert (found > 0.0).mean() > 0.9
    assert np.median(found) == pytest.approx(1715.0, rel=0.3)
