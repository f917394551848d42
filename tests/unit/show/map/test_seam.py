"""Countries that are cut along the meridian of 180° are drawn in one piece where that shows."""

from itertools import pairwise

import numpy as np
import pytest

from exeunt.scenario.shapes import shapes
from exeunt.show.map.globe import window
from exeunt.show.map.seam import is_cut_in, whole


def shape(code):
    return next(each for each in shapes() if each["properties"]["country"] == code)


def outlines(feature):
    return [polygon[0] for polygon in feature["geometry"]["coordinates"]]


def along_the_seam(feature):
    return [
        edge for ring in outlines(feature) for edge in pairwise(ring) if edge[0][0] == edge[1][0] in (180.0, -180.0)
    ]


def test_russia_is_one_piece_on_both_sides_of_the_date_line():
    cut, joined = shape("RUS"), whole(shape("RUS"))
    assert len(along_the_seam(cut)) == 4  # the mainland and Wrangel Island, from both sides
    assert along_the_seam(joined) == []
    assert len(outlines(joined)) == len(outlines(cut)) - 2
    assert all(ring[0] == ring[-1] for ring in outlines(joined))
    corners = {tuple(corner) for ring in outlines(joined) for corner in ring}
    assert {tuple(c) for ring in outlines(cut) for c in ring if abs(c[0]) < 180} <= corners


def test_every_other_shape_keeps_its_outlines():
    for feature in shapes():
        if feature["properties"]["country"] != "RUS":
            assert len(outlines(whole(feature))) == len(outlines(feature))


@pytest.mark.parametrize(
    ("lon", "lat", "shows"),
    [
        ([177.5, -165.4], [64.7, 64.5], True),  # Anadyr to Nome
        ([179.5, -179.8], [67.2, 67.0], True),  # in the middle of Chukotka, with no corner of it near
        ([-169.8, -168.1], [66.2, 65.6], False),  # the strait itself
        ([20.0, 140.0], [45.0, 60.0], False),
    ],
)
def test_only_a_map_that_shows_the_cut_needs_it_whole(lon, lat, shows):
    assert is_cut_in(window(np.array(lon), np.array(lat)), shape("RUS")) is shows
