"""A quota lets through its number in every local day from the day it begins, whatever the tick."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom

import worlds
from exeunt.engine.compile.arrays import compile_world
from exeunt.engine.compile.clock import Clock
from exeunt.engine.compile.quotas import quota_hours
from worlds import CALM, build, corridor, run, two_countries

TICKS = (1, 2, 3, 4, 6, 8, 12, 24)


def laid(rate: float, tick: int, start: int, end: int, offset: float = 0.0) -> np.ndarray:
    """Return a quota over the ticks of four days, what all hours of each allow together."""
    clock = Clock.over(date(2024, 1, 1), 4, tick, east=max(offset, 0.0), west=min(offset, 0.0))
    one = [np.array([x]) for x in (rate, start, min(end, clock.count), offset)]
    hours = quota_hours(clock, *one, np.ones((1, tick * clock.count)))[0].reshape(-1, tick)
    quota = hours[:, 0].copy()
    quota["allows"] = hours["allows"].sum(axis=1)
    return quota


@pytest.mark.parametrize("tick", TICKS)
@pytest.mark.parametrize("number", [1, 2, 5, 23, 100, 1000, 999_999_999])
def test_each_day_has_its_number(tick, number):
    a_day = 24 // tick
    allows = laid(number, tick, 0, 4 * a_day)["allows"].reshape(4, a_day)
    assert allows.sum(axis=1).tolist() == [number] * 4
    assert allows[0].tolist() == np.diff(np.ceil(number * np.arange(a_day + 1) / a_day)).tolist()


@pytest.mark.parametrize("tick", TICKS)
@pytest.mark.parametrize("hour", [0, 6, 12, 18])
def test_a_quota_that_begins_in_the_middle_of_a_day_has_its_part_of_it(tick, hour):
    a_day, start = 24 // tick, -(-hour // tick)
    quota = laid(100, tick, start, 4 * a_day)
    left = a_day - start
    assert quota["allows"][:start].sum() == 0
    assert quota["allows"][start:a_day].sum() == np.floor(100 * left / a_day)
    assert quota["allows"][a_day:].reshape(3, a_day).sum(axis=1).tolist() == [100] * 3
    assert np.flatnonzero(quota["anew"]).tolist() == ([start] if left else []) + [a_day, 2 * a_day, 3 * a_day]


def test_half_a_person_a_day_is_one_every_other_day():
    assert laid(0.5, 6, 0, 16)["allows"].reshape(4, 4).sum(axis=1).tolist() == [0, 1, 0, 1]


@given(
    tick=st.sampled_from(TICKS),
    number=st.integers(0, 3000),
    start=st.integers(0, 96),
    offset=st.sampled_from([-9.5, -3.0, 0.0, 5.75, 13.0]),
)
def test_never_more_than_the_number_in_a_local_day(tick, number, start, offset):
    quota = laid(number, tick, start // tick, 10_000, offset)
    ticks = np.arange(len(quota))
    clock = Clock.over(date(2024, 1, 1), 4, tick, east=max(offset, 0.0), west=min(offset, 0.0))
    day = np.floor((clock.start.hour + tick * ticks + offset) / 24).astype(int)
    by_day = np.bincount(day - day.min(), quota["allows"])
    assert by_day.max() <= number
    whole = np.bincount(day - day.min(), ticks >= start // tick) == 24 // tick
    assert (by_day[whole] == number).all()


ROAD = "from, to, mode, hours, gate, both_ways\nhome, town, road, 1, gate, yes"
STEADY = "name, where, value\ndepartures, home, 2400"


@pytest.mark.parametrize("tick", TICKS)
@pytest.mark.parametrize("number", [1, 1000])
@pytest.mark.parametrize("since", ["", "2024-01-02", "2024-01-02T12:00"])
def test_no_day_of_a_run_lets_in_more(tick, number, since):
    rules = f"id, from, act, where, effect\nopen, , enter, BBB, allow\nquota, {since}, enter, BBB, quota {number}/day"
    came = run(corridor(rules=rules, drivers=STEADY, links=ROAD, days=5, tick=tick))["arrivals"].sum(axis=1)
    begins = 1 if since else 0
    assert came[begins + 1 :].tolist() == [number] * (4 - begins)
    if since.endswith("T12:00"):
        return
    assert came[begins] <= number


@pytest.mark.parametrize(("act", "gate", "clock"), [("leave", "", 9), ("enter", "", 3), ("leave", "gate", 9)])
def test_a_quota_counts_its_days_by_the_clock_that_dates_it(act, gate, clock):
    """On leaving, by that of the place that is left; the town that one comes to is six hours behind."""
    world = build(
        places="id, country, kind, population, utc_offset\nhome, AAA, home, 100, 9\ntown, BBB, town, , 3",
        gates="id, country_from, country_to\ngate, AAA, BBB",
        links=f"from, to, mode, hours, gate\nhome, town, road, 1, {gate}",
        rules="id, from, act, where, effect\nopen, , enter, BBB, allow\n"
        f"q, 2024-01-02, {act}, {'AAA' if act == 'leave' else 'BBB'}, quota 10/day",
        tick=3,
    )
    arrays = compile_world(world)
    anew = np.flatnonzero(arrays.times.quota_hour["anew"][0]) // 3
    begins = (arrays.clock.starts()[anew] - np.datetime64("2024-01-02T00", "h")).astype(int) + clock
    assert begins.tolist()[:3] == [0, 24, 48]


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 2, 0), (2, 0, 1)])
def test_a_quota_over_several_clocks_goes_by_that_of_most_of_its_links_in_any_order(order):
    links = [f"home, {town}, road, 1, {town}-gate" for town in ("west", "east", "orient")]
    world = build(
        places="""id, country, kind, population, utc_offset
            home, AAA, home, 100, 0
            west, BBB, town, , 3
            east, BBB, town, , 6
            orient, BBB, town, , 6""",
        links="\n".join(["from, to, mode, hours, gate", *(links[i] for i in order)]),
        gates="id, country_from, country_to\nwest-gate, AAA, BBB\neast-gate, AAA, BBB\norient-gate, AAA, BBB",
        rules="id, act, where, effect\nopen, enter, BBB, allow\nfew, enter, BBB, quota 50/day",
        tick=1,
    )
    access = compile_world(world).access
    assert access.quota_offset.tolist() == [6.0]


@pytest.mark.parametrize("tick", [1, 6, 24])
@pytest.mark.parametrize("men_first", [True, False])
def test_of_two_quotas_neither_loses_what_the_other_turns_back(tick, men_first):
    """Four in five who come need both: all of the larger number is let in, whichever stands first in the table."""
    rules = ["all, enter, BBB, , quota 400/day", "men, enter, BBB, kind = man, quota 20/day"][:: -1 if men_first else 1]
    world = corridor(
        traits="trait, value, share\nkind, man, 0.8\nkind, woman, 0.2",
        drivers="name, where, value\ndepartures, home, 3000",
        rules="\n".join(
            ["id, act, where, who, effect", "open, enter, BBB, , allow", *rules[:: -1 if men_first else 1]]
        ),
        links=ROAD,
        days=6,
        tick=tick,
    )
    assert run(world)["arrivals"][1:, 1].tolist() == [400] * 5


@pytest.mark.parametrize("tick", TICKS)
@pytest.mark.parametrize("opening", ["08:00-20:00", "06:00-12:00", "22:00-02:00"])
def test_a_quota_is_let_in_whole_while_its_gate_is_open(tick, opening):
    """4,800 come a day, some in every hour: what is free of a quota while its gate is shut would be lost to all."""
    rules = "id, act, where, effect\nopen, enter, BBB, allow\nquota, enter, BBB, quota 240/day"
    drivers = "name, where, value\nthreat, , 1\ndepartures, home, 4800"
    world = corridor(
        gate=f"100000, , , {opening}, 0", rules=rules, drivers=drivers, tick=tick, days=4, hold={"stand_hours": 1000}
    )
    assert run(world)["arrivals"][1:, 1].tolist() == [240] * 3


def test_a_quota_that_stops_nobody_moves_nobody():
    """Luck goes by the names of rules, not by their number."""

    def found(*more: str) -> dict[str, np.ndarray]:
        rows = ["id, act, where, effect", "b, enter, BBB, allow", "c, enter, CCC, allow", *more]
        places = "id, country, kind, population\nhome, AAA, home, 3000\nb, BBB, town,\nc, CCC, town,"
        links = "from, to, mode, hours\nhome, b, road, 1\nhome, c, road, 3"
        return run(build(places=places, links=links, rules="\n".join(rows), threat=1.0, hold={"leave_base": -2.0}))

    quota = "quota, enter, BBB, quota 50/day"
    one, other = found(quota), found("wide, enter, CCC, quota 900000/day", quota)
    assert all(np.array_equal(one[name], other[name], equal_nan=True) for name in one)


@pytest.mark.parametrize("since", ["", "2024-01-03"])
@pytest.mark.parametrize("order", [1, -1])
def test_whom_a_quota_of_none_keeps_out_choose_as_if_the_door_were_shut_whatever_others_allow(since, order):
    """Even if another quota would let some in: who falls under several needs them all."""
    rules = ["open, , , enter, BBB, allow", "also, , , enter, CCC, allow", "few, , , enter, BBB, quota 500/day"]
    world = {"drivers": "name, where, value\ndepartures, home, 2000", "people": 10_000, "hold": {}}

    def by(effect):
        table = [*rules, f"none, {since}, k = a, enter, one, {effect}"][::order]
        return two_countries(
            rules="\n".join(["id, from, who, act, where, effect", *table]),
            traits="trait, value, share\nk, a, 0.5\nk, b, 0.5",
            **world,
        )

    of_none, denied = run(by("quota 0/day")), run(by("deny"))
    assert of_none["arrivals"].sum() > 7000, "the other door is open to them"
    assert all((of_none[name] == denied[name]).all() for name in of_none)


def test_a_quota_of_none_holds_up_no_ordinary_traveller():
    rules = "id, act, where, effect\nopen, enter, BBB, allow\nnone, enter, gate, quota 0/day"
    came = run(corridor(rules=rules, links=ROAD, drivers="name, where, value\nthreat, , 1\nordinary_in, gate, 2400"))
    assert came["crossings_in"].sum() == pytest.approx(4 * 2400, rel=0.05)
    assert came["arrivals"].sum() == came["departures"].sum() == 0


@pytest.mark.parametrize("tick", TICKS)
@pytest.mark.parametrize(
    ("gate", "quota", "people", "arrived"),
    [
        # a line that passes as its gate opens finds what the first hour frees: 50, and on the second day as many
        pytest.param(", , , 00:00-06:00, 0", 300, 12_000, [300, 50, 0], id="opens"),
        # what a slow gate lets out in a tick does not come to the quota at once: 100 an hour of a line of days, and 50
        pytest.param("2400, , , , 0", 1200, 24_000, [None, 1200, 1200], id="slow"),
    ],
)
def test_a_quota_lets_in_what_it_frees_hour_by_hour(gate, quota, people, arrived, tick):
    world = corridor(
        gate=gate,
        rules=f"id, act, where, effect\nopen, enter, BBB, allow\nquota, enter, BBB, quota {quota}/day",
        drivers=f"name, where, until, value\ndepartures, home, 2024-01-01, {people}",
        tick=tick,
        days=len(arrived) + 1,
        hold={"stand_hours": 1000},
    )
    came = run(world)["arrivals"][: len(arrived), 1]
    assert [None if n is None else one for n, one in zip(arrived, came.tolist(), strict=True)] == arrived


@pytest.mark.parametrize("tick", TICKS)
def test_nobody_stands_before_a_gate_that_lets_all_through_however_often_a_quota_turns_him_back(tick):
    """They are at it again after two hours and a half, in the same tick where it is longer."""
    world = corridor(
        rules="id, act, where, effect\nopen, enter, BBB, allow\nquota, enter, BBB, quota 24/day",
        drivers="name, where, value\ndepartures, home, 240",
        links=ROAD,
        tick=tick,
        hold={"stand_hours": 1.5},
    )
    assert run(world)["queue_people"].max() == 0


@pytest.mark.parametrize("tick", [1, 3, 6, 24])
def test_what_a_train_lets_out_in_a_tick_does_not_come_to_a_quota_at_a_later_border_at_once(tick):
    """The first are there after two hours and a half, and of each 600 a day all find room."""
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 100000\nhub, AAA, hub,\ntown, BBB, town,",
        links="from, to, mode, hours, seats_per_day\nhome, hub, rail, 1, 600\nhub, town, road, 1,",
        rules="id, act, where, effect\nopen, enter, BBB, allow\nquota, enter, BBB, quota 600/day",
        drivers="name, where, until, value\ndepartures, home, 2024-01-01, 24000",
        tick=tick,
        hold={**CALM, "stand_hours": 1000},
    )
    assert run(world)["arrivals"][:, 1].tolist() == pytest.approx([538, 600, 600, 600], abs=1)


@pytest.mark.parametrize("tick", [1, 6, 8, 24])
@pytest.mark.parametrize("offset", [-5, 3, 5.5])
@pytest.mark.parametrize("opening", ["00:00-06:00", "08:00-20:00", "22:00-02:00"])
def test_no_recorded_day_has_more_than_a_quota_lets_in_by_a_clock_that_ticks_do_not_go_by(tick, offset, opening):
    """Both are made of the ticks that begin in them.

    Of a clock that is half an hour off the parties come, at half past an hour of UTC, just as a gate opens or shuts: so
    an eighth of a night of four hours may be lost (210 of 240).
    """
    world = build(
        places=f"""id, country, kind, population, utc_offset
            home, AAA, home, 100000, {offset}
            town, BBB, town, , {offset}""",
        gates=f"id, country_from, country_to, opening_hours, utc_offset\ngate, AAA, BBB, {opening}, {offset}",
        links="from, to, mode, hours, gate\nhome, town, road, 0.1, gate",
        rules="id, act, where, effect\nopen, enter, BBB, allow\nquota, enter, BBB, quota 240/day",
        drivers="name, where, value\ndepartures, home, 4800",
        tick=tick,
        days=5,
        hold={**CALM, "stand_hours": 1000},
    )
    came = run(world)["arrivals"][:, 1]
    assert came.max() <= 240
    assert came[1:].min() >= (240 if offset % 1 == 0 else 210)


@pytest.mark.parametrize("tick", [1, 6, 24])
def test_however_many_a_quota_keeps_out_they_stand_in_as_many_crowds(tick):
    """Apart they would be split over both ways at each try, twice a day, until each stood by himself."""

    def used(days):
        world = two_countries(
            rules="""id, act, where, effect
                b, enter, BBB, allow
                c, enter, CCC, allow
                few, enter, BBB+CCC, quota 100/day""",
            drivers="name, where, value\ndepartures, home, 5000",
            days=days,
            tick=tick,
            hold={},
        )
        return worlds.Simulator(world).course(0).state.used[0]

    assert used(20) <= 1.5 * used(5)


@pytest.mark.parametrize("tick", [1, 6])
@pytest.mark.parametrize(("since", "until", "days"), [("2024-01-05", "", slice(4)), ("", "2024-01-01", slice(None))])
def test_a_quota_moves_nobody_before_it_begins(tick, since, until, days):
    """Nor after it has ended: here it has before anybody sets out."""

    def found(more):
        world = build(
            places="id, country, kind, population\nhome, AAA, home, 100000\nhub, AAA, hub,\ntown, BBB, town,",
            links="from, to, mode, hours, seats_per_day\nhome, hub, rail, 1, 3000\nhub, town, road, 1,",
            rules="id, from, until, act, where, effect\nopen, , , enter, BBB, allow\nalso, , , leave, AAA, risk 0.3\n"
            + more,
            drivers="name, from, where, value\ndepartures, 2024-01-02, home, 4000",
            traits="trait, value, share\nkind, man, 0.4\nkind, woman, 0.6",
            tick=tick,
            days=6,
        )
        return run(world)

    one, other = found(""), found(f"quota, {since}, {until}, enter, BBB, quota 100/day")
    by_day = ("departures", "stock", "arrivals", "country_crossings_out")
    assert all((one[name][days] == other[name][days]).all() for name in by_day)


def test_each_of_several_quotas_has_luck_of_its_own():
    """Of 100 who need two quotas, and 100 who need each besides, as many are let in as two draws from lots let in.

    On each day all come in one hour, by which each quota has freed 100. If luck were shared, whom the first quota lets
    in would be let in by the other too, and the number would vary twice as much.
    """
    days = range(1, 29)
    world = build(
        places="""id, country, kind, population
            ha, AAA, home, 100000
            hb, AAA, home, 100000
            hc, AAA, home, 100000
            ta, DDD, town,
            tb, BBB, town,
            tc, CCC, town,""",
        links="from, to, mode, hours\nha, ta, road, 1\nhb, tb, road, 1\nhc, tc, road, 1",
        rules="""id, act, where, effect
            open, enter, BBB+CCC+DDD, allow
            one, enter, BBB+DDD, quota 200/day
            two, enter, CCC+DDD, quota 200/day""",
        drivers="\n".join(
            [
                "name, from, until, where, value",
                *(
                    f"departures, 2024-01-{day:02d}T10:00, 2024-01-{day:02d}T10:59, {home}, 2400"
                    for day in days
                    for home in ("ha", "hb", "hc")
                ),
            ]
        ),
        tick=1,
        days=28,
        hold={**CALM, "stand_hours": 1000},
    )
    out = worlds.many(world, 12)
    came = np.diff(out["stock"][..., 3], axis=1, prepend=0)
    first = np.arange(101)
    of_first = hypergeom(200, 100, 100).pmf(first)
    law = sum(p * hypergeom(100 + k, k, 100).pmf(first) for k, p in zip(first, of_first, strict=True))
    mean = float(law @ first)
    variance = float(law @ (first - mean) ** 2)
    n = came.size
    assert abs(came.mean() - mean) < 4 * np.sqrt(variance / n)
    assert abs(came.var() / variance - 1) < 4 * np.sqrt(2 / n)


def test_those_of_a_crowd_whom_a_gate_lets_out_in_parts_have_luck_of_their_own_at_a_quota():
    """Of 150 from each of two homes, who come at once and are let out in three hours, half are let in.

    Of those from the one home so many are as a draw of 150 from a lot of 300 has. If the parts shared their luck, the
    number would vary by far more.
    """
    world = build(
        places="""id, country, kind, population
            ha, AAA, home, 1000000
            hb, AAA, home, 1000000
            ta, BBB, town,
            tb, BBB, town,""",
        links="from, to, mode, hours, gate\nha, ta, road, 1, gate\nhb, tb, road, 1, gate",
        gates="id, country_from, country_to, people_per_day\ngate, AAA, BBB, 2400",
        rules="id, act, where, effect\nopen, enter, BBB, allow\nfew, enter, BBB, quota 1200/day",
        drivers="name, where, value\ndepartures, ha, 3600\ndepartures, hb, 3600",
        tick=1,
        days=28,
        hold={**CALM, "stand_hours": 1000},
    )
    out = worlds.many(world, 12)
    came = np.diff(out["stock"][..., 2:], axis=1)[:, 1:]
    assert (came.sum(axis=2) == 1200).all()
    variance = 8 * hypergeom(300, 150, 150).var()
    assert abs(came[..., 0].var() / variance - 1) < 4 * np.sqrt(2 / came[..., 0].size)
