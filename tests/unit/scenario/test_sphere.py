"""Distances on the globe."""

import numpy as np
import pytest

from exeunt.scenario.sphere import EARTH_KM, kilometres


@pytest.mark.parametrize(
    ("here", "there", "of_half_way_round"),
    [
        ((30.0, 0.0), (30.0, 0.0), 0.0),
        ((0.0, 0.0), (90.0, 0.0), 0.5),
        ((10.0, 90.0), (-70.0, 0.0), 0.5),
        ((179.0, 0.0), (-179.0, 0.0), 2 / 180),
        ((20.0, 40.0), (-160.0, -40.0), 1.0),
    ],
)
def test_kilometres_along_the_globe(here, there, of_half_way_round):
    km = kilometres(*np.array([*here, *there])[:, None])
    assert km == pytest.approx(of_half_way_round * np.pi * EARTH_KM)
