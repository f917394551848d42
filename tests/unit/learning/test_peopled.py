"""What new figures may make of a run: nobody leaves twice, and what was learned before stays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import worlds
from exeunt.api import Outcome
from exeunt.learning.peopled import who_goes
from exeunt.learning.sharing_out import shared_out
from exeunt.scenario.world import World

HEAD = "id,from,until,where,measure,aggregate,who,value,lo,hi,unit,kind,published,split,claim"
ABROAD = ["BBB", "CCC"]
BY_ROAD, BY_RAIL = "home, near, road, 3, one,\nhome, far, road, 4, two,", "home, far, rail, 9, ,"


@pytest.fixture(scope="module")
def emptied() -> Outcome:
    """Return an exodus of a town that many members leave whole, at a pace that nobody knows."""
    world = worlds.two_countries(
        people=20_000, gate="3000", days=8, hold={"leave_base": -2.0, "country_unseen": 1.0, "push_walk": 0.4}
    )
    return world.run(members=60, seed=1)


def update(run: Outcome, folder: Path, *rows: str) -> Outcome:
    file = folder / "figures.csv"
    file.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return run.update(file).outcome


def entering(day: int, value: float, *, where: str = "BBB+CCC") -> str:
    lo, hi, id_ = 0.98 * value, 1.02 * value, f"{where.replace('+', '-')}-{day}"
    date, known = (f"2024-01-0{each}" for each in (day, day + 1))
    return f"{id_},{date},{date},{where},crossings_in,sum,citizens,{value},{lo},{hi},people,about,{known},fit,"


def behind_gates(links: str) -> World:
    """Return a home and a country behind two gates, of whom and of which little is known: `links` lead there."""
    return worlds.build(
        places="id, country, kind, population\nhome, AAA, home, 20000\nnear, BBB, town, 1000\nfar, BBB, town, 1000",
        links=f"from, to, mode, hours, gate, seats_per_day\n{links}",
        gates="id, country_from, country_to, people_per_day\none, AAA, BBB, 900\ntwo, AAA, BBB, ",
        threat=1.0,
        days=8,
        hold={**worlds.CALM, "leave_base": -4.0, "country_unseen": 1.0, "push_walk": 0.8, "gate_unseen": 0.6},
    )


def arrived(run: Outcome) -> xr.DataArray:
    return run.arrivals.sum("country").cumsum("time")


@pytest.fixture(scope="module")
def thrice(emptied, tmp_path_factory) -> Outcome:
    """Return it moved by three times as many as its members say of the second day."""
    said = float(emptied.country_crossings_in.sel(country=ABROAD).sum("country").isel(time=1).median())
    return update(emptied, tmp_path_factory.mktemp("thrice"), entering(2, 3.0 * said))


def test_who_goes_is_as_moved_where_few_go_as_it_was_where_nothing_moved_and_never_more_than_are_left():
    went, wanted = np.array([30.0, 400.0, 900.0, 0.0, 0.0]), np.array([60.0, 400.0, 5000.0, 4.0, 70.0])
    left, left_now = np.array([1e7, 1000.0, 1000.0, 1e7, 0.0]), np.array([1e7, 1000.0, 800.0, 1e7, 50.0])
    goes = who_goes(np.stack([went, wanted]), np.stack([left, left_now]))[1]
    np.testing.assert_array_equal(goes, [60.0, 400.0, 800.0, 4.0, 50.0])


def test_what_is_shared_out_comes_to_the_total():
    parts = shared_out(np.array([10.0, 0.0, 7.0]), np.array([[1.0, 1.0, 1.0], [3.0, 1.0, 0.0], [0.0, 0.0, 5.0]]))
    np.testing.assert_array_equal(parts.sum(axis=-1), [10.0, 0.0, 7.0])
    assert parts[2, 0] == 0.0


def test_nobody_leaves_or_arrives_twice(emptied, thrice):
    people = int(emptied.world.people.sum())
    assert float(arrived(thrice).median("member")[2]) > 1.3 * float(arrived(emptied).median("member")[2])
    assert int(arrived(thrice).max()) <= people
    assert int(thrice.departures.sum(["time", "place"]).max()) <= people
    assert int(thrice.country_crossings_in.sel(country=ABROAD).sum(["time", "country"]).max()) <= people
    assert (arrived(thrice) <= thrice.departures.sum("place").cumsum("time")).all()
    assert (thrice.stock.sel(place=["near", "far"]).sum("place") <= arrived(thrice)).all()
    yesterday = arrived(thrice).shift(time=1, fill_value=0)
    assert (thrice.queue_people.sum("gate") <= people - yesterday).all()


def test_gates_let_no_more_into_a_country_than_enter_it(tmp_path):
    """Two gates into one country, of which each is moved by itself, and one more way in without a gate."""
    run = behind_gates(f"{BY_ROAD}\n{BY_RAIL}").run(members=60, seed=1)

    def beyond(each: Outcome) -> xr.DataArray:
        return each.crossings_in.sum("gate") - each.country_crossings_in.sel(country="BBB")

    said = float(run.country_crossings_in.sel(country="BBB").isel(time=1).median())
    moved = update(run, tmp_path, entering(2, 0.3 * said, where="BBB"))
    assert int(beyond(run).max()) <= 0
    assert int(beyond(moved).max()) <= 0
    later = moved.crossings_in.isel(time=slice(2, None)).sum(["gate", "time"])
    assert float(later.median()) > 0.3 * float(
        run.crossings_in.isel(time=slice(2, None)).sum(["gate", "time"]).median()
    )


@pytest.mark.parametrize("counted", ["BBB", "one"])
def test_where_gates_are_the_only_way_in_they_let_in_who_enters_however_often_figures_come(tmp_path, counted):
    """Two gates into one country; figures of either go up and down from day to day, and other gates follow."""
    run = behind_gates(BY_ROAD).run(members=40, seed=1)
    for day, share in ((2, 0.8), (3, 0.3), (4, 0.9)):
        of_day = {"country": "BBB"} if counted == "BBB" else {"gate": counted}
        name = "country_crossings_in" if counted == "BBB" else "crossings_in"
        value = float(run.dataset[name].sel(of_day).isel(time=day - 1).quantile(share))
        run = update(run, tmp_path, entering(day, value, where=counted))
        for entered, passed in (("country_crossings_in", "crossings_in"), ("country_crossings_out", "crossings_out")):
            np.testing.assert_array_equal(run.dataset[entered].sel(country="BBB"), run.dataset[passed].sum("gate"))
        left = run.country_crossings_out.sel(country="AAA")
        np.testing.assert_array_equal(left, run.crossings_in.sum("gate"))


def by_air_and_road(more: str = "") -> World:
    """Return a home from which one airport leads to two countries, and a road to one of them."""
    return worlds.build(
        places="""id, country, kind, population
            home, AAA, home, 200000
            near, BBB, town, 1000
            far, CCC, town, 1000""",
        links=f"""from, to, mode, hours, gate, seats_per_day
            home, near, air, 3, port, 3000
            home, far, air, 4, port, 3000
            home, near, road, 9, one, {more}""",
        gates="id, country_from, country_to, people_per_day\nport, AAA, , \none, AAA, BBB, ",
        rules=f"{worlds.OPEN}\nalso, enter, CCC, allow",
        threat=1.0,
        days=8,
        hold={**worlds.CALM, "leave_base": -4.0, "country_unseen": 1.0, "push_walk": 0.8},
    )


@pytest.mark.parametrize("by_rail", ["", "\nhome, far, rail, 20, ,"])
def test_over_an_airport_pass_those_who_enter_the_countries_it_leads_to(tmp_path, by_rail):
    """The far side of its gate is blank; past it comes nobody, or who goes by a railway without a gate, who are few."""
    run = by_air_and_road(by_rail).run(members=40, seed=1)
    for day, share in ((2, 0.8), (3, 0.95), (4, 0.3)):
        for country in ABROAD:
            value = float(run.country_crossings_in.sel(country=country).isel(time=day - 1).quantile(share))
            run = update(run, tmp_path, entering(day, value, where=country))
        entered = run.country_crossings_in.sel(country=ABROAD).sum("country")
        passed = run.crossings_in.sum("gate")
        if by_rail:
            assert int((passed - entered).max()) <= 0
            assert 0.95 < float(passed.sum() / entered.sum()) < 1.0
        else:
            np.testing.assert_array_equal(passed, entered)
            np.testing.assert_array_equal(run.country_crossings_out.sel(country="AAA"), passed)


def test_no_larger_part_comes_past_the_gates_of_a_country_that_is_counted_than_did(tmp_path):
    """A hundredth come by a railway without a gate, and so they do where three times as many are counted in all."""
    run = behind_gates(f"{BY_ROAD}\n{BY_RAIL}").run(members=40, seed=1)
    moved = run
    for day in (2, 3, 4):
        said = float(moved.country_crossings_in.sel(country="BBB").isel(time=day - 1).median())
        moved = update(moved, tmp_path, entering(day, 3.0 * said, where="BBB"))

    def past(each: Outcome) -> float:
        entered = each.country_crossings_in.sel(country="BBB").sum(["time", "member"])
        return 1.0 - float(each.crossings_in.sum() / entered)

    assert 0.0 < past(moved) <= past(run) < 0.02


def test_hours_come_to_their_day(thrice):
    for ticks, days in (
        ("tick_country_in", "country_crossings_in"),
        ("tick_country_out", "country_crossings_out"),
        ("tick_crossings_in", "crossings_in"),
    ):
        by_day = thrice.dataset[ticks].coarsen(tick=4).sum()
        np.testing.assert_array_equal(by_day.values, thrice.dataset[days].values)


def test_days_learned_from_before_stay_to_the_bit(thrice, tmp_path):
    again = update(thrice, tmp_path, entering(4, 500.0))
    known, later = slice(None, "2024-01-02"), slice("2024-01-03", None)
    for name, values in thrice.dataset.data_vars.items():
        if "time" in values.dims:
            np.testing.assert_array_equal(again.dataset[name].sel(time=known), values.sel(time=known))
        elif "tick" in values.dims:
            np.testing.assert_array_equal(again.dataset[name].isel(tick=slice(8)), values.isel(tick=slice(8)))
    assert not again.arrivals.sel(time=later).equals(thrice.arrivals.sel(time=later))


def test_a_country_of_which_nothing_was_known_is_moved_in_days_that_are_over(emptied, tmp_path):
    said = emptied.country_crossings_in.isel(time=1).quantile(0.8, "member")
    one = update(emptied, tmp_path, entering(2, float(said.sel(country="CCC")), where="CCC"))
    other = update(one, tmp_path, entering(2, float(said.sel(country="BBB")), where="BBB").replace("01-03", "01-04"))
    day = {"time": "2024-01-02"}
    assert other.arrivals.sel(country="CCC", **day).equals(one.arrivals.sel(country="CCC", **day))
    before, after = (float(run.arrivals.sel(country="BBB", **day).median()) for run in (one, other))
    assert abs(after - float(said.sel(country="BBB"))) < abs(before - float(said.sel(country="BBB")))


def test_a_line_that_was_learned_of_keeps_lines_and_no_flow(emptied, tmp_path):
    line = float(emptied.queue_people.sel(gate="one").isel(time=1).quantile(0.8))
    row = f"line,2024-01-02,2024-01-02,one,queue_people,mean,all,{line},,,people,about,2024-01-03,fit,"
    stood = update(emptied, tmp_path, row)
    said = float(stood.country_crossings_in.sel(country="BBB").isel(time=1).quantile(0.9))
    after = update(stood, tmp_path, entering(2, said, where="BBB").replace("01-03", "01-04"))
    day = {"time": "2024-01-02"}
    assert after.queue_people.sel(gate="one", **day).equals(stood.queue_people.sel(gate="one", **day))
    assert not after.arrivals.sel(country="BBB", **day).equals(stood.arrivals.sel(country="BBB", **day))


def test_where_few_leave_of_many_they_are_moved_as_each_number_is_by_itself(tmp_path, monkeypatch):
    run = worlds.two_countries(people=50_000_000, days=5, hold={"leave_base": -11.0, "country_unseen": 1.0}).run(
        members=40, seed=1
    )
    row = entering(2, 1.5 * float(run.arrivals.sel(country="CCC", time="2024-01-02").median()), where="CCC")
    bounded = update(run, tmp_path, row)
    monkeypatch.setattr("exeunt.learning.updating.peopled", lambda before, wanted, world, known: wanted)
    alone = update(run, tmp_path, row)
    for name in ("arrivals", "country_crossings_in", "crossings_in"):
        np.testing.assert_allclose(bounded.dataset[name], alone.dataset[name], rtol=0.01, atol=1.0)


def test_a_world_of_returns_call_ups_and_people_who_had_settled_holds_together(tmp_path):
    before = worlds.everything().run(members=24, seed=1)
    value = 4.0 * float(before.country_crossings_in.sel(country="BBB").isel(time=2).median())
    day, known = (str(before.dataset["time"].values[d])[:10] for d in (2, 3))
    after = update(before, tmp_path, f"x,{day},{day},BBB,crossings_in,sum,citizens,{value},,,people,about,{known},fit,")
    homes = after.world.homes["id"].to_list()
    gone = (after.departures + after.drafted - after.returned).sel(place=homes).cumsum("time")
    people = xr.DataArray(after.world.people.sum(axis=1), {"place": homes}, "place")
    assert (gone <= people).all()
    assert (after.dataset[["departures", "drafted", "returned", "arrivals", "stock"]] >= 0).to_array().all()
