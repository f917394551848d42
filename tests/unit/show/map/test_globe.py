"""Shapes and windows on the sphere."""

from itertools import pairwise

import numpy as np
import pytest

from exeunt.scenario.names import country_names
from exeunt.scenario.shapes import shapes
from exeunt.show.map.globe import centre, window


def test_no_shape_draws_a_line_across_the_map():
    for feature in shapes():
        for polygon in feature["geometry"]["coordinates"]:
            for ring in polygon:
                lon, lat = np.array(ring).T
                assert ring[0] == ring[-1]
                assert np.abs(lon).max() <= 180
                jumps = np.abs(np.diff(lon)) > 90
                assert (lat[:-1][jumps] == -90).all()  # along the south pole only


def test_every_common_country_has_a_name_and_crimea_is_ukraine():
    names = country_names()
    assert {"RUS", "KAZ", "GEO", "FIN", "FRA", "NOR", "TUR", "ARE"} <= set(names)
    crimea = (34.1, 45.2)
    holders = [
        f["properties"]["country"] for f in shapes() if any(_holds(p[0], crimea) for p in f["geometry"]["coordinates"])
    ]
    assert holders == ["UKR"]


def test_the_centre_is_right_on_both_sides_of_the_date_line():
    lon, lat = centre(np.array([179.0, -179.0]), np.array([10.0, 10.0]), np.ones(2))
    assert abs(lon) == pytest.approx(180)
    assert lat == pytest.approx(10, abs=0.1)
    assert centre(np.array([5.0, 50.0]), np.array([0.0, 0.0]), np.array([1.0, 0.0])) == pytest.approx((5, 0))
    assert centre(np.array([]), np.array([]), np.array([])) == (0, 0)


def test_a_window_holds_its_points_and_is_no_ribbon():
    lon, lat = np.array([20.0, 130.0, 50.0]), np.array([55.0, 50.0, 25.0])
    view = window(lon, lat)
    assert all(view.holds(*point) for point in zip(lon, lat, strict=True))
    assert not view.holds(-60.0, -34.0)
    assert 0.4 < view.aspect < 0.7
    assert window(np.array([7.0]), np.array([47.0])).holds(7.0, 47.0)


def _holds(ring, point):
    """Say whether a point is inside a ring, by the crossings of a ray."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
