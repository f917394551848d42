"""Rules: from their first tick to their last, by the clock of the place they hold at, and what each effect does."""

from __future__ import annotations

import math

import numpy as np
import pytest

import worlds
from exeunt.engine.compile.arrays import compile_world
from worlds import build, corridor, run

ROAD = "from, to, mode, hours, gate, both_ways\nhome, town, road, 1, gate, yes"
STEADY = "name, where, value\ndepartures, home, 2400"
ONCE = "name, from, until, where, value\ndepartures, 2024-01-01, 2024-01-01T00:59, home, 240000"
HEAD = "id, from, until, act, where, effect, who\nopen, , , enter, BBB, allow,\n"


def hourly(rule: str, *, offset: str = "", tick: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Return the UTC times of the ticks and who crossed in them, of a hundred people an hour under one more rule."""
    gate = f", , , , {offset}"
    simulator = worlds.Simulator(corridor(gate=gate, drivers=STEADY, links=ROAD, rules=HEAD + rule, days=3, tick=tick))
    return simulator.labels.ticks, simulator.run(0)["tick_crossings_in"][:, 0]


def coming(when: np.ndarray) -> np.ndarray:
    """Say when those come who set out on the three recorded days of their home: an hour later."""
    return (when > np.datetime64("2024-01-01T00")) & (when <= np.datetime64("2024-01-04T00"))


@pytest.mark.parametrize(("offset", "first"), [("", "12"), ("5", "07"), ("-3", "15"), ("5.5", "07")])
def test_a_gate_closes_and_opens_by_its_own_clock(offset, first):
    """Shut from 12:00 to 17:59 local time: six ticks, the first the one that starts at or after noon."""
    when, passed = hourly("shut, 2024-01-02T12:00, 2024-01-02T17:59, leave, gate, deny,", offset=offset)
    start = np.datetime64(f"2024-01-02T{first}")
    opens = start + np.timedelta64(6, "h")
    shut = (when >= start) & (when < opens)
    on_the_way = when == opens  # an hour's drive off when the gate opens
    assert not passed[shut].any()
    assert (passed[coming(when) & ~shut & ~on_the_way] >= 100).all()
    assert not passed[~coming(when)].any()


@pytest.mark.parametrize(("where", "midnight"), [("gate", "2024-01-01T19"), ("BBB", "2024-01-02T00")])
def test_a_rule_without_a_clock_time_holds_from_midnight_to_midnight(where, midnight):
    """Those of the gate, where it is named; a country's rules hold by the country's clock."""
    when, passed = hourly(f"shut, 2024-01-02, 2024-01-02, enter, {where}, deny,", offset="5")
    start = np.datetime64(midnight)
    opens = start + np.timedelta64(24, "h")
    shut = (when >= start) & (when < opens)
    assert not passed[shut].any()
    assert (passed[coming(when) & ~shut & (when != opens)] >= 100).all()


def test_a_rule_acts_in_a_tick_if_it_is_in_force_when_the_tick_starts():
    when, passed = hourly("shut, 2024-01-02T05:00, 2024-01-02T06:00, enter, BBB, deny,", tick=6)
    assert passed[when == np.datetime64("2024-01-02T06")] == 0, "in force at six"
    assert passed[when == np.datetime64("2024-01-02T00")] > 0
    _, passed = hourly("shut, 2024-01-02T06:01, 2024-01-02T11:59, enter, BBB, deny,", tick=6)
    assert (passed[1:] > 0).all(), "in force between two starts of ticks only"


def test_where_no_gate_is_the_clock_is_that_of_the_place_entered_or_left():
    def denied(act: str, where: str) -> np.ndarray:
        world = build(
            places="id, country, kind, population, utc_offset\nhome, AAA, home, 99999, -3\ntown, BBB, town, , 12",
            links="from, to, mode, hours\nhome, town, road, 1",
            rules=HEAD + f"shut, 2024-01-03, 2024-01-03, {act}, {where}, deny,",
            drivers=STEADY,
            tick=1,
            days=6,
        )
        out = run(world)
        return out["country_crossings_in"][:, 1], out["country_crossings_out"][:, 0]

    came, _ = denied("enter", "BBB")
    assert came[2] == 0
    assert (came[[1, 4]] == 2400).all()
    _, left = denied("leave", "AAA")
    assert left[2] == 0
    assert left[1] == 2400


def test_no_border_is_crossed_without_an_allow():
    out = run(corridor(rules="id, act, where, effect\nback, enter, AAA, allow", threat=4, links=ROAD))
    assert not out["departures"].any()
    assert not out["arrivals"].any()


def test_one_deny_beats_every_allow():
    rules = HEAD + "again, , , enter, gate, allow,\nthrough, , , transit, BBB, allow,\nshut, , , leave, gate, deny,"
    assert not run(corridor(rules=rules, threat=4, links=ROAD))["arrivals"].any()


def test_an_exception_is_written_in_who():
    traits = "trait, value, share\npapers, foreign, 0.25\npapers, internal, 0.75"
    out = run(corridor(rules=HEAD + "shut, , , enter, BBB, deny, papers != foreign", traits=traits, links=ROAD,
                       threat=20, people=1000))  # fmt: skip
    assert out["arrivals"].sum() == 250


def test_a_risk_turns_back_that_share_of_those_who_try():
    """Ten thousand try at once, and those turned back once more after standing for twelve hours: 5 sigma."""
    out = run(corridor(rules=HEAD + "risky, , , leave, gate, risk 0.25,", drivers=ONCE, links=ROAD))
    passed = out["tick_crossings_in"][:, 0]
    tries = np.flatnonzero(passed)
    assert tries.tolist()[:3] == [1, 14, 27]
    standing = 10_000
    for hour in tries[:3]:
        assert abs(passed[hour] - 0.75 * standing) < 5 * math.sqrt(standing * 0.75 * 0.25)
        standing -= passed[hour]


def test_a_delay_holds_people_up():
    out = run(corridor(rules=HEAD + "slow, , , enter, BBB, delay 7 h,", drivers=ONCE, links=ROAD))
    assert np.flatnonzero(out["tick_crossings_in"][:, 0]).tolist() == [1 + 7]


def test_a_quota_lets_its_number_through_each_day():
    out = run(corridor(rules=HEAD + "quota, , , enter, BBB, quota 1000/day,", drivers=STEADY, links=ROAD, days=6))
    came = out["arrivals"].sum(axis=1)
    assert came.max() == 1000
    assert came[1:].tolist() == [1000] * 5
    assert out["ledger"][-1, 3] > 5000


def test_a_quota_counts_only_those_it_names():
    traits = "trait, value, share\nliable, yes, 0.5\nliable, no, 0.5"
    rules = HEAD + "quota, , , enter, BBB, quota 240/day, liable = yes"
    out = run(corridor(rules=rules, drivers=STEADY, links=ROAD, traits=traits))
    liable, everybody = out["arrivals_liable"].sum(axis=1), out["arrivals"].sum(axis=1)
    assert (abs(liable[1:] - 240) <= 1).all()
    assert ((everybody - liable)[1:] > 900).all()


def choice(rule: str) -> float:
    """Return the log odds of one country against another that is like it but for a rule."""
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 1000000\none, BBB, town,\nother, CCC, town,",
        links="from, to, mode, hours, price\nhome, one, road, 4, 100\nhome, other, road, 4, 100",
        rules="id, act, where, effect\nb, enter, BBB, allow\nc, enter, CCC, allow\n" + rule,
        drivers="name, until, where, value\ndepartures, 2024-01-01, home, 1000000",
        days=8,
        hold={"onward": 0, "return": 0},
    )
    went = run(world)["arrivals"].sum(axis=0)
    return math.log(went[1] / went[2])


FADE = math.exp(-0.025 * 4)  # what lies four hours ahead, at the discount held


@pytest.mark.parametrize(
    ("rule", "odds"),
    [
        ("", 0.0),
        ("x, enter, BBB, delay 10 h", FADE * -0.06 * 10),
        ("x, enter, BBB, delay 100 h", FADE * -0.06 * 72),
        ("x, enter, BBB, price x 3", -0.45 * 2),
        ("x, enter, BBB, risk 0.1", None),
        ("x, stay, BBB, stay 90 days", FADE * 0.6 * math.log1p(3)),
        ("x, enter, CCC, price x 2\ny, stay, CCC, stay 30 days", 0.45 - FADE * 0.6 * math.log1p(1)),
    ],
)
def test_what_a_rule_costs_shows_in_the_odds(rule, odds):
    """Costs add to the log odds as the choice model says; of a million, 5 sigma is below 0.05."""
    if odds is None:
        # ten in a hundred are turned back and choose again, so fewer arrive than chose
        share = 1 / (1 + math.exp(FADE * 15 * 0.1))
        arrived = share * 0.9
        odds = math.log(arrived / (1 - share))
    assert choice(rule) == pytest.approx(odds, abs=0.05)


def test_who_may_only_pass_through_does_not_settle():
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 50000\nmid, BBB, town,\nfar, CCC, town,",
        links="from, to, mode, hours\nhome, mid, road, 3\nmid, far, road, 3",
        rules="id, act, where, effect\nb, transit, BBB, allow\nc, enter, CCC, allow",
        drivers="name, where, value\ndepartures, home, 9999",
    )
    stock = run(world)["stock"][-1]
    assert stock[1] == 0
    assert stock[2] > 30_000


def test_who_may_not_pass_through_settles_on_the_way():
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 50000\nmid, BBB, town,\nfar, CCC, town,",
        links="from, to, mode, hours\nhome, mid, road, 3\nmid, far, road, 3\nhome, far, sea, 90",
        rules="id, act, where, effect\nb, enter, BBB, allow\nc, enter, CCC, allow\nno, transit, BBB, deny",
        drivers="name, where, value\ndepartures, home, 9999",
        days=3,
    )
    stock = run(world)["stock"][-1]
    assert stock[1] > 10_000
    assert stock[2] == 0


@pytest.mark.parametrize(
    ("where", "mode", "shut"), [("BBB", "", {3, 4}), ("BBB", "road", {3}), ("m", "", {3}), ("n", "rail", {4})]
)
def test_passing_through_is_forbidden_by_the_mode_and_from_the_place_that_a_rule_names(where, mode, shut):
    """Two hubs of one country, a road on from one and a train from the other, each to a town of its own."""
    abroad = "m, BBB, hub,\nn, BBB, hub,\nfar, CCC, town,\nother, CCC, town,"
    world = build(
        places=f"id, country, kind, population\nhome, AAA, home, 50000\n{abroad}",
        links="from, to, mode, hours\nhome, m, road, 3\nhome, n, road, 3\nm, far, road, 3\nn, other, rail, 3",
        rules=f"""id, act, where, mode, effect
            b, enter, BBB, , allow
            c, enter, CCC, , allow
            no, transit, {where}, {mode}, deny""",
        drivers="name, where, value\ndepartures, home, 9999",
    )
    stock = run(world)["stock"][-1]
    assert {town for town in (3, 4) if stock[town] == 0} == shut
    assert stock[3:].sum() > (30_000 if len(shut) < 2 else -1)


@pytest.mark.parametrize(("where", "by"), [("home>exclave:rail", 200), ("exclave>far:road@g", 0), ("g", 0)])
def test_passing_through_is_forbidden_on_the_train_or_at_the_gate_that_a_rule_names(where, by):
    """Of 1,000 those with poor papers may not pass: in a train through another country, or at the end of it."""
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 1000\nexclave, AAA, hub,\nfar, CCC, town,",
        links="from, to, mode, hours, gate\nhome, exclave, rail, 3,\nexclave, far, road, 3, g",
        gates="id, country_from, country_to\ng, AAA, CCC",
        traits="trait, value, share\npapers, good, 0.2\npapers, poor, 0.8",
        rules=f"""id, act, where, effect, who
            c, enter, CCC, allow,
            no, transit, {where}, deny, {"papers = poor" if by else ""}""",
        drivers="name, where, value\nthreat, , 20",
    )
    assert run(world)["stock"][-1, 2] == by


def test_where_staying_is_denied_nobody_settles():
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 50000\nmid, BBB, town,\nfar, CCC, town,",
        links="from, to, mode, hours\nhome, mid, road, 3\nhome, far, road, 3\nmid, far, road, 3",
        rules="id, act, where, effect\nb, enter, BBB, allow\nc, enter, CCC, allow\nno, stay, BBB, deny",
        drivers="name, where, value\ndepartures, home, 9999",
    )
    stock = run(world)["stock"][-1]
    assert stock[1] == 0
    assert stock[2] > 30_000


def test_who_finds_a_border_shut_may_stay_where_he_came_from():
    """Turned back from a border that shut while they were on the way, people settle again, as they had."""
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 50000\nmid, BBB, town,\nfar, CCC, town,",
        links="from, to, mode, hours\nhome, mid, road, 3\nmid, far, road, 24",
        rules="""id, act, where, effect, from
            b, enter, BBB, allow,
            c, enter, CCC, allow,
            no, enter, CCC, deny, 2024-01-02""",
        drivers="name, until, where, value\ndepartures, 2024-01-01, home, 9999",
        days=8,
    )
    out = run(world)
    assert out["ledger"][:, 1].max() > 1000
    assert out["ledger"][-1, 3] == 0, "people stand at a shut border for ever, in a town where they may settle"


def test_a_deny_reaches_those_who_are_on_the_way():
    when, passed = hourly("shut, 2024-01-02T12:00, , enter, BBB, deny,")
    assert not passed[when >= np.datetime64("2024-01-02T12")].any()


def flights_from_a_port(rules: str, **more) -> worlds.World:
    """Build a home with one airport, from which two countries are flown to."""
    return build(
        places="id, country, kind, population\nhome, AAA, home, 1000\nfar, CCC, town,\nlast, DDD, town,",
        gates="id, country_from, country_to\nport, AAA,",
        links="from, to, mode, hours, gate\nhome, far, air, 1, port\nhome, last, air, 1, port",
        rules=f"id, act, where, effect\n{rules}",
        **more,
    )


@pytest.mark.parametrize("where", ["port", "CCC+DDD", "home>far:air@port", "far"])
def test_who_is_let_in_at_an_airport_may_settle_where_its_flights_lead(where):
    world = flights_from_a_port(
        f"open, enter, {where}, allow",
        drivers="name, until, where, value\ndepartures, 2024-01-01, home, 500",
        hold=worlds.CALM,
    )
    arrivals = run(world)["arrivals"].sum(axis=0)
    assert arrivals.sum() == 500
    assert (arrivals[2] > 0) == (where in ("port", "CCC+DDD")), "the last is of DDD"


@pytest.mark.parametrize("where", ["port", "CCC+DDD"])
def test_leave_to_stay_given_at_an_airport_is_that_of_where_its_flights_lead(where):
    world = flights_from_a_port(f"open, enter, CCC+DDD, allow\nleave, enter, {where}, stay 30 days")
    assert compile_world(world).times.leave["days"][0].tolist() == [[0.0], [30.0], [30.0]]


def test_a_rule_of_two_countries_lets_people_settle_in_each_by_its_own_clock():
    """Where it begins on 2 January it is half a day earlier in UTC in the east, and as much later in the west."""
    world = build(
        places="""id, country, kind, population, utc_offset
            home, AAA, home, 100000, 0
            west, BBB, town, , -12
            east, CCC, town, , 12""",
        links="from, to, mode, hours\nhome, west, road, 0.1\nhome, east, road, 0.1",
        rules="id, from, act, where, effect\nopen, 2024-01-02, enter, BBB+CCC, allow",
        drivers="name, where, value\ndepartures, home, 24000",
        days=5,
        tick=1,
        hold={**worlds.CALM, "stand_hours": 1.0},
    )
    simulator = worlds.Simulator(world)
    came = simulator.run(0)["tick_country_in"]
    first = [simulator.labels.ticks[np.flatnonzero(came[:, c])[0]] for c in (1, 2)]
    assert first == [np.datetime64("2024-01-02T12"), np.datetime64("2024-01-01T12")]


@pytest.mark.parametrize("tick", [1, 6])
@pytest.mark.parametrize("also", ["", "\nidle, , , enter, home>hub:road, price x 1,"], ids=["", "two doors"])
@pytest.mark.parametrize(
    ("dates", "arrives"),
    [("2024-01-03, ", [3, 4]), (", 2024-01-01", [2, 3]), (", ", [3, 4])],
)
def test_a_delay_holds_up_whoever_sets_out_on_its_link_while_it_holds(dates, arrives, also, tick):
    """Two days lead to the link: a delay that begins meanwhile holds people up, and one that is over does not."""
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 1000\nhub, AAA, hub,\ntown, BBB, town,",
        links="from, to, mode, hours\nhome, hub, road, 48\nhub, town, road, 1",
        rules=HEAD + f"slow, {dates}, enter, BBB, delay 24 h," + also,
        drivers="name, from, until, where, value\ndepartures, 2024-01-01, 2024-01-01, home, 240",
        days=8,
        tick=tick,
        hold=worlds.CALM,
    )
    arrivals = run(world)["arrivals"][:, 1]
    assert arrivals.sum() == 240
    assert np.flatnonzero(arrivals).tolist() == arrives
