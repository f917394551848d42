"""What may act on a figure, and what is no more than chance."""

from __future__ import annotations

import numpy as np
import pytest

from exeunt.learning.assimilation import Counted, assimilate
from exeunt.learning.localisation import in_time, related, taper
from exeunt.luck import normals


def test_a_latent_acts_on_figures_that_end_after_it_begins():
    begins = np.array(["NaT", "2022-09-21", "2022-09-22", "2022-09-23"], "datetime64[D]")
    ends = np.array(["2022-09-22", "2022-09-22T06:00"], "datetime64[s]")  # the 21st; a line at six on the 22nd
    assert in_time(begins, ends).tolist() == [[True, True], [True, True], [False, True], [False, False]]


def test_a_gate_has_nothing_to_do_with_a_figure_of_another_country():
    latents = [None, frozenset({"FIN"}), frozenset({"GEO"}), frozenset({"GEO-LAR", "GEO-KAZ"})]
    kin = {"FIN": {"FIN", "FIN-SE"}, "GEO-LAR": {"GEO", "GEO-LAR"}}
    found = related(latents, ["FIN", "GEO-LAR", "EU-LAND"], kin)
    assert found.T.tolist() == [[True, True, False, False], [True, False, True, True], [True, True, True, True]]
    assert related(latents, [], kin).shape == (4, 0)


def test_the_taper_is_the_garrote_of_the_correlation():
    z = normals(["a", "b"], 101, "taper")
    z = (z - z.mean(axis=0)) / z.std(axis=0)
    z[:, 1] -= z[:, 0] * (z[:, 0] @ z[:, 1]) / 101
    z[:, 1] /= z[:, 1].std()
    mixed = np.column_stack([0.6 * z[:, 0] + 0.8 * z[:, 1], z[:, 1], np.ones(101)])
    # theta = 2 / sqrt(100)
    assert taper(z[:, :1], mixed)[0] == pytest.approx([1.0 - 0.04 / 0.36, 0.0, 0.0])
    assert taper(z[:, :1], -7.0 * mixed)[0] == pytest.approx(taper(z[:, :1], mixed)[0])


@pytest.mark.statistical
def test_chance_takes_next_to_no_spread_and_what_is_real_is_learned():
    """2000 latents that 40 figures say nothing about; the loss of variance, a mean over them, varies by 0.002."""
    members = 200
    null = normals([f"null {i}" for i in range(2000)], members, 1)
    real = normals([f"real {i}" for i in range(4)], members, 1)
    noise = normals([f"noise {i}" for i in range(40)], members, 1)
    predicted = np.tile(real, 10) + 0.5 * noise
    latents = np.hstack([real, null])
    counted = Counted([str(i) for i in range(40)], np.ones(40), np.full(40, 0.5))
    plain = assimilate(latents, predicted, counted, 1.0, 1)
    localised = assimilate(latents, predicted, counted, 1.0, 1, taper=taper(latents, predicted))
    kept = [(each[:, 4:].var(axis=0) / null.var(axis=0)).mean() for each in (plain, localised)]
    assert kept[0] < 0.9
    assert kept[1] > 0.97
    assert localised[:, :4].mean() == pytest.approx(1.0, abs=0.15)
    assert (localised[:, :4].std(axis=0) < 0.5).all()
