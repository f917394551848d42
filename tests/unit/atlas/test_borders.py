"""What lies where."""

import numpy as np

from exeunt.atlas.borders import WATER, country_at, courses

KHARTOUM, PORT_SUDAN, JEDDAH, NDJAMENA = (32.5, 15.55), (37.2, 19.6), (39.2, 21.5), (15.05, 12.1)


def course(one, other):
    (x, y), (x2, y2) = one, other
    return courses(*(np.array([value]) for value in (x, y, x2, y2)))[0]


def test_points_lie_in_their_countries_or_in_none():
    lon, lat = np.array([KHARTOUM, (38.5, 20.0), (29.0, -29.5), (18.0, 60.0)]).T
    assert country_at(lon, lat).tolist() == ["SDN", WATER, "LSO", "SWE"] or country_at(lon, lat)[3] in ("SWE", WATER)


def test_an_enclave_is_not_the_country_around_it():
    assert country_at(np.array([28.3]), np.array([-29.6]))[0] == "LSO"


def test_a_way_over_the_sea_is_told_by_its_longest_stretch_of_water():
    line = course(PORT_SUDAN, JEDDAH)
    assert 150 < line.longest(line.country == WATER) < 320


def test_a_way_crosses_the_border_where_it_leaves_the_country():
    line = course(KHARTOUM, NDJAMENA)
    lon, lat = line.crossing("SDN", "TCD")
    assert 22 < lon < 24.5
    assert 13 < lat < 15


def test_a_way_over_the_date_line_is_short():
    line = course((179.0, 66.0), (-179.0, 66.0))
    assert line.step * (len(line.lon) - 1) < 100
