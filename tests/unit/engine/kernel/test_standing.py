"""Lines that stand: at gates that are shut for the night or by a rule, to the person and to the hour, at any tick.

Here people come to the gate at moments that are given, not drawn, so that their waits have closed forms.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from exeunt.api import World
from exeunt.engine import members
from exeunt.engine.kernel.records import BLOCK, NOBODY, ON_WAY, State
from exeunt.engine.members import Simulator
from worlds import build, corridor, run

TICKS = (1, 3, 6, 24)
OPEN = "id, from, until, act, where, effect\nopen, , , enter, BBB, allow"
BOTH = "from, to, mode, hours, gate\nhome, town, road, 1, gate\nhome, town, foot, 1, gate"
SHUT = ["leave, gate, deny", "leave, gate, open off"]

Come = tuple[float, int]  # the hour at which people come to the gate, and how many


def came(
    world: World, *cars: Come, walkers: tuple[Come, ...] = (), group: tuple[int, ...] = (), member: int = 0
) -> dict[str, np.ndarray]:
    """Run a corridor in which people come to its gate at given hours since the first midnight (UTC)."""
    simulator = Simulator(world, seed=3)
    blank, space, start = members.blank_state, simulator.arrays.space, simulator.arrays.clock.start
    before = (np.datetime64("2024-01-01") - start.to_datetime64()) / np.timedelta64(1, "h")
    link_ids, ways = simulator.arrays.net.link_ids, simulator.arrays.ways
    mode_of = [link_ids[link].split(":")[1].split("@")[0] for link in space.way["link"][: len(ways.leg)]]

    def with_people(*args: Any) -> State:
        state = blank(*args)
        coming = [(*each, "road") for each in cars] + [(*each, "foot") for each in walkers]
        for k, (hour, n, mode) in enumerate(coming):
            g, due = group[k] if group else 0, before + hour
            state.block[k] = (NOBODY, 1)
            way = mode_of.index(mode)
            to_town = len(ways.leg) + ways.fan_first[ways.fan_of[way]]
            state.entry[k * BLOCK] = (n, due, 7919 * k + 1, way, to_town, g)
            queue = state.due[int(due // space.hours)]
            if queue["last"] >= 0:
                state.block[queue["last"]]["next"] = k
            else:
                queue["first"] = k
            queue["last"] = k
            state.elsewhere[ON_WAY] += n
            state.home[0, g] -= n
            state.away[g, 0] += n
        state.used[0] = len(coming)
        return state

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(members, "blank_state", with_people)
        out = simulator.run(member)
    assert (out["ledger"].sum(axis=1) == out["ledger"][0].sum()).all()
    assert (out["ordinary_ledger"][:, 0] == out["ordinary_ledger"][:, 1:].sum(axis=1)).all()
    return out


def waits(out: dict[str, np.ndarray]) -> list[float]:
    """Return the mean wait of those who passed, by day; NaN on days on which nobody did."""
    return [float(x) for x in out["wait_hours"][:, 0]]


def passed(out: dict[str, np.ndarray]) -> list[int]:
    return [int(x) for x in out["crossings_in"][:, 0]]


@pytest.mark.parametrize("tick", TICKS)
@pytest.mark.parametrize(
    ("hours", "hour", "wait"),
    [
        ("08:00-20:00", 2.0, 6.0),
        ("08:00-20:00", 9.5, 0.0),
        ("08:00-20:00", 20.5, 11.5),
        ("22:00-06:00", 3.25, 0.0),
        ("22:00-06:00", 13.5, 8.5),
        ("Mo-Fr 08:00-12:00 13:00-18:00", 12.25, 0.75),
        ("Mo 08:00-12:00; We 10:00-11:00", 12.25, 24 + 21.75),
        ("24/7; Mo off", 12.0, 12.0),
    ],
)
def test_who_comes_while_it_is_shut_waits_until_it_opens(tick, hours, hour, wait):
    out = came(corridor(gate=f"2400, , , {hours},", tick=tick), (hour, 1))
    day = int(hour + wait) // 24
    assert waits(out)[day] == pytest.approx(wait, abs=1e-5)
    assert passed(out) == [int(d == day) for d in range(4)]


@pytest.mark.parametrize("tick", TICKS)
@pytest.mark.parametrize(("offset", "first"), [(3, 5), (-3, 11), (5.5, 2.5)])
def test_hours_are_those_of_the_gates_clock(tick, offset, first):
    out = came(corridor(gate=f"2400, , , 08:00-20:00, {offset}", tick=tick), (24.0, 1))
    assert np.nanmax(waits(out)) == pytest.approx(first, abs=1e-5)


@pytest.mark.parametrize("tick", TICKS)
def test_a_days_work_is_done_in_the_days_hours(tick):
    """D/D/1: 36 come at two in the morning to a gate that lets 24 a day through in its twelve hours, two an hour."""
    out = came(corridor(gate="24, , , 08:00-20:00,", tick=tick), (2.0, 36))
    assert passed(out) == [24, 12, 0, 0]
    first = 6 + np.arange(24) / 2
    assert waits(out)[:2] == pytest.approx([first.mean(), (24 + first[:12]).mean()], abs=1e-5)


@pytest.mark.parametrize("tick", TICKS)
def test_a_night_shift_has_two_parts_of_a_day(tick):
    """Three an hour: six hours of the morning, then two before midnight."""
    out = came(corridor(gate="24, , , 22:00-06:00,", tick=tick), (0.0, 30))
    assert passed(out) == [24, 6, 0, 0]
    moments = np.append(np.arange(18) / 3, 22 + np.arange(6) / 3)
    assert waits(out)[:2] == pytest.approx([moments.mean(), 24 + (np.arange(6) / 3).mean()], abs=1e-5)


@pytest.mark.parametrize("tick", TICKS)
def test_every_open_hour_lets_as_many_through(tick):
    """Ten hours on other days, five on Tuesday: half as many."""
    out = came(corridor(gate="20, , , 08:00-18:00; Tu 08:00-13:00,", tick=tick), (1.0, 60))
    assert passed(out) == [20, 10, 20, 10]


@pytest.mark.parametrize("tick", TICKS)
def test_work_not_done_before_anybody_is_there_is_lost(tick):
    """Who comes half an hour before it closes has half an hour of the gate's work, however long the tick."""
    out = came(corridor(gate="24, , , 08:00-20:00,", tick=tick), (19.5, 10))
    assert passed(out) == [1, 9, 0, 0]
    assert waits(out)[1] == pytest.approx(12.5 + (np.arange(9) / 2).mean(), abs=1e-5)


@pytest.mark.parametrize("tick", TICKS)
@pytest.mark.parametrize("effect", SHUT)
def test_a_gate_that_was_shut_for_three_days_goes_on_where_it_stopped(tick, effect):
    """One an hour from ten on Monday, shut from Tuesday to Thursday: the fifteenth passes on Friday at midnight."""
    rules = f"{OPEN}\nshut, 2024-01-02, 2024-01-04, {effect}"
    traits = "trait, value, share\nliable, yes, 0.5\nliable, no, 0.5"
    world = corridor(gate="24, , , ,", tick=tick, days=7, rules=rules, traits=traits)
    out = came(world, (10.0, 30), (12.0, 20), group=(0, 1))
    assert passed(out) == [14, 0, 0, 0, 24, 12, 0]
    late = np.concatenate([96 - 10 + np.arange(16), 96 - 12 + 16 + np.arange(8)])
    last = 120 - 12 + np.arange(12)
    assert [waits(out)[day] for day in (0, 4, 5)] == pytest.approx([6.5, late.mean(), last.mean()], abs=1e-5)
    one, other = sorted([out["arrivals_liable"].sum(axis=1)[[0, 4, 5]].tolist(), [14, 16, 0]])
    assert other == [14, 16, 0] or one == [0, 8, 12], "somebody passes who came later"
    shut = slice(24 // tick, 96 // tick)
    assert (out["ledger"][shut, 2] == 36).all()


@pytest.mark.parametrize("tick", [1, 6, 24])
def test_patience_is_lost_by_the_wait_and_not_by_what_shuts_the_gate(tick):
    """At each news of a day some give up, at give_up a day times the days they have waited; five deviations."""
    left = []
    for effect in SHUT:
        rules = f"{OPEN}\nshut, 2024-01-02, , {effect}"
        hold = {"give_up": 0.2, "stand_hours": 8000, "news_hours": 24}
        world = corridor(gate="2400, , , ,", tick=tick, days=6, rules=rules, hold=hold)
        left.append(came(world, (23.0, 50_000))["ledger"][24 // tick - 1 :: 24 // tick, 2])
    stay = np.exp(-0.2 * np.cumsum(np.arange(5) + 1 / 24))
    expected = left[0][0] * stay
    assert (abs(left[0][1:] - expected) < 5 * np.sqrt(expected * (1 - stay))).all()
    assert left[0].tolist() == left[1].tolist()


@pytest.mark.parametrize("tick", [1, 3, 6])
def test_one_is_told_of_the_morning(tick):
    """A gate eight hours ahead of UTC, whose evening begins at noon: what is told holds as the tick ends."""
    world = corridor(gate="240, , , 08:00-20:00, 8", tick=tick)
    simulator = Simulator(world)
    out = came(world, (0.0, 1))
    ends = (simulator.labels.ticks.astype("datetime64[h]").astype(int) + tick + 8) % 24
    told = out["tick_wait_hours"][:, 0]
    expected = np.where(ends < 8, 8 - ends, np.where(ends >= 20, 32 - ends, 0))
    later = slice(24 // tick, None)  # when he has passed
    assert told[later] == pytest.approx(expected[later], abs=1e-4)
    assert set(expected[later].tolist()) > {0}


def test_at_half_past_eight_in_the_evening_one_is_told_of_the_morning():
    out = came(corridor(gate="240, , , 08:00-20:00, 5.5", tick=1), (0.0, 1))
    simulator = Simulator(corridor(gate="240, , , 08:00-20:00, 5.5", tick=1))
    evening = np.flatnonzero(simulator.labels.ticks == np.datetime64("2024-01-02T14"))[0]  # it ends at 20:30 there
    assert out["tick_wait_hours"][evening, 0] == pytest.approx(11.5, abs=1e-4)


@pytest.mark.parametrize("tick", [1, 6])
def test_where_no_vehicle_is_let_through_one_is_told_how_long_walkers_wait(tick):
    """Of 100 who came at eight and pass at five an hour, fifty stand ten hours later: ten hours for who comes then."""
    out = came(corridor(gate=", 0, 120, , ", tick=tick, links=BOTH), walkers=((8.0, 100),))
    told = out["tick_wait_hours"][:, 0]
    assert told[18 // tick - 1] == pytest.approx(50 / 5, abs=0.2)
    assert told[-1] == 0


@pytest.mark.parametrize("tick", [1, 6])
def test_what_is_told_is_what_one_waits(tick):
    """The line, and the night: of 100 who came at eight and pass at five an hour, forty stand as the gate closes."""
    world = corridor(gate="60, , , 08:00-20:00,", tick=tick)
    out = came(world, (8.0, 100))
    told = out["tick_wait_hours"][24 // tick - 1, 0]  # for who comes at midnight
    assert told == pytest.approx(8 + 40 / 5, abs=1e-4)
    again = came(world, (8.0, 100), (24.0, 1))
    gone, alone = (np.nansum(out["wait_hours"][1] * out["crossings_in"][1]) for out in (again, out))
    assert gone - alone == pytest.approx(told, abs=1e-3)


@pytest.mark.parametrize("tick", TICKS)
def test_cars_that_came_first_leave_walkers_what_they_cannot_use(tick):
    """Twenty an hour in all, ten of them cars at most: both pass ten an hour, as soon as somebody is there."""
    world = corridor(gate="480, 240, , ,", tick=tick, links=BOTH)
    out = came(world, (0.0, 100), walkers=((0.01, 100),))
    assert passed(out) == [200, 0, 0, 0]
    assert waits(out)[0] == pytest.approx((np.arange(100) / 10).mean(), abs=1e-5)


@pytest.mark.parametrize("tick", TICKS)
def test_walkers_that_came_first_pass_first(tick):
    """Nobody is limited but by the total of one an hour: 12 walkers, then 12 cars."""
    world = corridor(gate="24, , , ,", tick=tick, links=BOTH)
    out = came(world, (0.5, 24), walkers=((0.0, 12),))
    assert passed(out) == [24, 12, 0, 0]
    first = np.concatenate([np.arange(12), np.arange(12, 24) - 0.5])
    assert waits(out)[:2] == pytest.approx([first.mean(), (np.arange(24, 36) - 0.5).mean()], abs=1e-5)


@pytest.mark.parametrize("tick", TICKS)
def test_modes_that_come_in_turns_pass_in_turns(tick):
    """Two an hour: twelve cars on the hour, twelve walkers at half past, and so on, all wait alike."""
    world = corridor(gate="48, , , ,", tick=tick, links=BOTH)
    cars = tuple((float(hour), 2) for hour in range(8))
    walkers = tuple((hour + 0.5, 2) for hour in range(8))
    out = came(world, *cars, walkers=walkers)
    place = np.arange(32)
    moments = np.repeat(np.sort([hour for hour, _ in cars + walkers]), 2)
    assert passed(out) == [32, 0, 0, 0]
    assert waits(out)[0] == pytest.approx((place / 2 - moments).mean(), abs=1e-5)


@pytest.mark.parametrize("tick", [1, 6, 24])
@pytest.mark.parametrize(
    ("hours", "wait"),
    [("08:00-20:00", 3.0), ("22:00-06:00", 16 * 8 / 24), ("24/7", 0.0), ("08:00-12:00 13:00-20:00", 72.5 / 24)],
)
def test_who_hears_of_a_gate_far_off_is_told_of_a_wait_at_any_hour(tick, hours, wait):
    """Open for twelve hours: half of those who come do so at night, and wait six hours on average."""
    simulator = Simulator(corridor(gate=f"240, , , {hours}, 4", tick=tick))
    for ticks in (24 // tick, 36 // tick + 1):
        seen = simulator.course(0, ticks).state.queue["wait_seen"]
        assert seen[simulator.arrays.space.gate_line[0, 0, 0]] == pytest.approx(wait, abs=1e-6)


@pytest.mark.parametrize("tick", [1, 24])
def test_a_wait_that_is_told_holds_the_days_on_which_the_gate_is_shut(tick):
    """One an hour, 36 in line: at midnight before Wednesday 48 hours until it opens, and then the line."""
    rules = f"{OPEN}\nshut, 2024-01-02, 2024-01-04, leave, gate, open off"
    out = came(corridor(gate="24, , , ,", tick=tick, days=7, rules=rules), (10.0, 50))
    assert out["tick_wait_hours"][48 // tick - 1, 0] == pytest.approx(48 + 36, abs=1e-4)


def test_cars_that_may_not_pass_keep_no_walker_waiting():
    """With a line of cars left before a gate that walkers pass, as many come on foot as to one without."""

    def daily(cars: str) -> np.ndarray:
        world = build(
            places="id, country, kind, population\nhome, AAA, home, 1000000\ntown, BBB, town,\nother, CCC, town,",
            gates="id, country_from, country_to, people_per_day, people_per_vehicle\ngate, AAA, BBB, 1000, 1",
            links="""from, to, mode, hours, gate
                home, town, road, 1, gate
                home, town, foot, 1, gate
                home, other, road, 20,""",
            drivers=f"name, where, value, from, until\n{cars}departures, home, 600, 2024-01-04,",
            rules="""id, from, act, where, mode, effect
                open, , enter, BBB+CCC, , allow
                cars, 2024-01-04, enter, BBB, road, deny""",
            days=12,
            tick=6,
            hold={"give_up": 0.0, "onward": 0.0, "return": 0.0, "stand_hours": 1.0},
        )
        return run(world)["crossings_in"][7:, 0]

    left = daily("departures, home, 5000, , 2024-01-03\n")
    assert left.sum() == pytest.approx(daily("").sum(), rel=0.02)
    assert left.sum() > 5 * 500
