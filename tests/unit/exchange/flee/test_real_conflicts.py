"""Real conflicts in FLEE's format, where they are at hand."""

import numpy as np
import pytest

from exeunt.exchange.flee import read_folder
from flee_folders import CONFLICTS, needs_real

pytestmark = needs_real

# name, days, places, routes (those from a place to itself left out), closures, camps observed, total on the last day
REAL = [
    ("burundi2015", 396, 30, 41, 4, 5, 205_446),
    ("car2013", 820, 63, 86, 2, 14, 415_180),
    ("mali2012", 300, 23, 35, 2, 7, 89_993),
    ("mali2017", 1735, 65, 85, 1, 14, 155_112),
    ("mali2022", 732, 20, 20, 0, 10, 121_616),
    ("nigeria2022", 395, 41, 185, 0, 4, 336_019),
    ("ssudan2013", 604, 51, 60, 3, 10, 433_300),
    ("syria2013", 1095, 18, 32, 0, 4, 3_813_502),
    ("syria2022", 732, 34, 34, 0, 21, 369_585),
    ("tigray2020", 300, 55, 63, 5, 4, 84_535),
]


def real(name):
    folder = CONFLICTS / name
    return read_folder(folder / "input", observed=folder / "observed", settings=folder / "simsetting.yml")


@pytest.mark.parametrize(("name", "days", "places", "routes", "closures", "camps", "people"), REAL)
def test_a_real_conflict_is_read_without_a_fault(name, days, places, routes, closures, camps, people):
    folder = real(name)
    counts = folder.counts
    assert (folder.days, len(folder.locations), len(folder.routes)) == (days, places, routes)
    assert (len(folder.closures), counts.daily.shape) == (closures, (days, camps))
    assert counts.total.iloc[-1] == pytest.approx(people, abs=1)
    assert folder.settings.unknown == ()
    assert folder.intensity.shape[0] == days
    assert folder.intensity.to_numpy().max() == 1
    assert np.isfinite(counts.daily.to_numpy()).all()
    assert counts.total.to_numpy() == pytest.approx(counts.daily.sum(axis=1).to_numpy())
    assert all(-90 <= place.lat <= 90 and abs(place.lon) <= 180 for place in folder.locations)


def test_the_closure_of_a_pair_in_burundi_is_one_of_a_pair():
    closure = real("burundi2015").closures[0]
    assert (closure.kind, closure.a, closure.b) == ("location", "Bujumbura", "Lusenda")
    assert (closure.start, closure.end) == (0, 91)


def test_who_arrives_in_kagunga_and_in_nduta_is_sent_on_to_nyarugusu():
    redirects = [route.redirect for route in real("burundi2015").routes if route.redirect]
    assert redirects == [("Kagunga", "Nyarugusu"), ("Nduta", "Nyarugusu")]


def test_camps_in_south_sudan_that_open_later_are_closed_wholly_until_then():
    closures = [(one.a, one.b, one.start, one.end) for one in real("ssudan2013").closures]
    assert closures == [("Tierkidi", "", 0, 73), ("Kule", "", 0, 153), ("Jewi", "", 0, 455)]


def test_the_camp_that_the_layout_of_syria_names_twice_is_counted_once():
    folder = real("syria2022")
    assert folder.counts.daily["Bardarash"].iloc[0] == 3925
    assert "data_layout.csv:19: 'Bardarash' is there twice; this last row is read, and once only." in folder.odd


def test_the_camp_of_two_series_in_central_africa_is_their_sum():
    rows = real("car2013").counts.rows
    betou = rows[rows["camp"] == "Betou"].set_index("date")["count"]
    assert betou["2014-03-22"] == 4816 + 5899
    assert betou["2013-12-16"] == pytest.approx(4816 * 15 / 111 + 10232)


def test_a_correction_in_burundi_scales_what_was_counted_before_it():
    rows = real("burundi2015").counts.rows
    mahama = rows[rows["camp"] == "Mahama"].set_index("date")
    scale = (mahama["corrected"] / mahama["count"]).dropna()
    before = scale[scale.index < "2015-10-04"]
    assert before.to_numpy() == pytest.approx(before.iloc[0])
    assert before.iloc[0] < 1
    assert (scale[scale.index >= "2015-10-04"] == 1).all()


def test_a_network_of_twenty_thousand_places_is_read():
    folder = read_folder(CONFLICTS / "netherlands-scale" / "input", observed=None, settings=None)
    assert (len(folder.locations), len(folder.routes), folder.intensity.shape) == (20_704, 23_501, (300, 358))
    assert folder.counts is None
