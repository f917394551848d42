"""What a traveller is told of a wait is his own: in the lines of that moment, from the hour he comes to each."""

from __future__ import annotations

import pytest

from exeunt.ways.crowd import crowd_at
from exeunt.ways.question import ask
from exeunt.ways.waiting import Waits
from worlds import CLAIMS, RULES, build, doors

MOVING = {"drivers": "name, where, value\ndepartures, home, 600", "hold": {"gate_walk": 0.3}}
ASKED = {"start": "home", "traits": {"papers": "good", "car": "no"}}
BY_DAY = "hours, , , , enter, gate, , open 08:00-20:00, , said"  # three hours by road from home


def by_road(world, on):
    return next(way for way in world.ways(on=f"2024-01-03T{on}", members=2, **ASKED).ways if way.country == "BBB")


@pytest.mark.parametrize(
    ("asked", "hours"), [("20:30", 8.5), ("17:30", 11.5), ("16:30", 0), ("12:00", 0), ("03:15", 1.75), ("05:00", 0)]
)
def test_who_comes_by_night_is_told_of_the_hours_until_the_gate_opens(asked, hours):
    way = by_road(doors(rules=BY_DAY, threat=0), asked)
    assert way.wait == pytest.approx((hours,) * 3)
    assert way.as_json()["wait_hours"]["median"] == hours


def test_the_wait_of_a_single_member_has_no_band():
    answer = doors(rules=BY_DAY, threat=0).ways(on="2024-01-03T20:30", members=1, **ASKED)
    (way,) = (way for way in answer.ways if way.country == "BBB")
    assert way.as_json()["wait_hours"] == {"median": 8.5, "q05": None, "q95": None}
    assert "waiting 8 h, " in str(answer)
    assert "told is that of one member of the simulation" in str(answer)


def test_what_a_way_is_worth_goes_by_what_the_crowd_knows_whatever_the_hour():
    world = doors(rules=BY_DAY, threat=0)
    noon, night = by_road(world, "12:00"), by_road(world, "20:30")
    assert noon.wait != night.wait
    assert noon.worth == night.worth


def test_the_line_of_the_moment_stands_before_him_and_the_night():
    world = doors(rules=BY_DAY, threat=0, cars="120", drivers="name, where, value\ndepartures, home, 600")
    question = ask(world, on="2024-01-03T20:30", **ASKED)
    crowd = crowd_at(world, question.utc, members=3)
    line = int(crowd.arrays.net.line[crowd.arrays.net.link_ids.index("home>near:road@gate")])
    waits = Waits(crowd.arrays, crowd.lines, question.utc)
    people = crowd.lines.queue["n"][:, line]
    assert (people > 20).all()
    before_noon = 8.5 + people / 20  # 240 people a day, all from 8 to 20
    night = 12.0 * ((before_noon - 8.5) // 12)
    assert waits.each(line, 3.0) == pytest.approx(before_noon + night)
    assert waits.usual(line, 3.0) == pytest.approx(sorted(before_noon + night)[1])
    assert waits.usual(-1, 3.0) == 0


@pytest.mark.parametrize("tick", [1, 6, 12, 24])
@pytest.mark.parametrize("on", ["2024-01-03T00:00", "2024-01-03T12:00"])
@pytest.mark.parametrize("cars", ["", "100000"])
def test_where_nobody_stands_nobody_waits_however_long_a_tick_is(tick, on, cars):
    answer = doors(tick=tick, cars=cars, seats="100000").ways(on=on, members=2, **ASKED)
    waits = [way.wait for way in answer.ways]
    assert len(waits) == 3
    assert waits == [pytest.approx((0.0,) * 3, abs=1e-3)] * 3


def test_who_comes_while_the_tick_still_runs_waits_as_long_as_one_who_comes_at_its_end():
    world = doors(threat=0, tick=12, cars="60", drivers="name, where, value\ndepartures, home, 600")
    question = ask(world, on="2024-01-03T00:00", **ASKED)
    crowd = crowd_at(world, question.utc, members=3)
    line = int(crowd.arrays.net.line[crowd.arrays.net.link_ids.index("home>near:road@gate")])
    waits = Waits(crowd.arrays, crowd.lines, question.utc)
    assert (waits.each(line, 12.0) > 6).all()
    assert waits.each(line, 3.0) == pytest.approx(waits.each(line, 12.0))


def test_he_waits_by_what_the_gate_lets_through_on_that_day_in_each_course():
    """A member's own capacity, of a walk too: two members, whose luck is each other's mirror."""
    world = doors(threat=0, cars="120", drivers="name, where, value\ndepartures, home, 600", hold={"gate_walk": 0.3})
    question = ask(world, on="2024-01-03T12:00", **ASKED)
    crowd = crowd_at(world, question.utc, members=2)
    line = int(crowd.arrays.net.line[crowd.arrays.net.link_ids.index("home>near:road@gate")])
    first, second = crowd.lines.gate_capacity[:, 0]
    assert first != second
    assert first * second == pytest.approx(1.0)
    people, waits = crowd.lines.queue["n"][:, line], Waits(crowd.arrays, crowd.lines, question.utc)
    at_the_end_of_the_tick = waits.each(line, 6.0)
    assert at_the_end_of_the_tick == pytest.approx(people / (10 * crowd.lines.gate_capacity[:, 0]), abs=0.2)


def test_who_has_to_wait_until_after_an_announced_closing_is_not_sent():
    closing = f"{BY_DAY}\nb-shut, 2024-01-04T07:00, , , enter, BBB, , deny, 2024-01-02, said"
    world = doors(rules=closing, threat=0)
    assert by_road(world, "16:30").closing
    late = world.ways(on="2024-01-03T17:30", members=2, **ASKED)
    assert "BBB" not in {way.country for way in late.ways}
    assert "before you could be there" in late.shut[0].said.text


@pytest.mark.parametrize(("latest", "late"), [("2024-01-04", "would"), ("2024-01-05", "may")])
def test_of_a_closing_it_is_told_whether_one_may_or_would_come_too_late_in_the_worse_courses(latest, late):
    """Two members, one's capacity the other's mirror: by the median he passes on the 3rd, by the worse on the 4th."""
    world = doors(threat=0, cars="120", **MOVING).with_rule(
        "BBB", "enter", "deny", since="2024-01-04", latest=latest, announced="2024-01-02", claim="said", id="b-shut"
    )
    [said] = by_road(world, "10:00").closing
    assert said.text.endswith(f"; with the longest of the simulated waits you {late} come too late")


@pytest.mark.parametrize(
    ("act", "where", "effect", "who"),
    [
        ("leave", "AAA", "deny", "papers = good"),
        ("leave", "gate", "risk 0.4", ""),
        ("enter", "gate", "delay 5 h", ""),
        ("enter", "gate", "quota 900/day", ""),
    ],
)
def test_a_rule_that_one_meets_in_the_worse_courses_is_told(act, where, effect, who):
    rule = {"who": who, "since": "2024-01-04", "announced": "2024-01-02", "claim": "said", "id": "then"}
    way = by_road(doors(threat=0, cars="120", **MOVING).with_rule(where, act, effect, **rule), "10:00")
    [said] = (said for said in (*way.rules, *way.risks) if said.rule == "then")
    assert (said in way.risks) == (act == "leave")
    assert said.text.startswith("begins at 2024-01-04 00:00: ")
    assert said.text.endswith("; with the longest of the simulated waits you would come under it")


def test_of_a_gate_that_a_rule_shuts_it_is_told_until_when_and_no_wait():
    shut = "b-shut, 2024-01-02, 2024-01-05, , enter, gate, , deny, 2024-01-01, said"
    told = doors(rules=shut, threat=0).ways(on="2024-01-03", members=2, to="BBB", **ASKED)
    assert not told.ways
    [said] = (each.said.text for each in told.shut)
    assert said == "at gate: nobody may enter from 2024-01-02 until 2024-01-05 23:59", "DDD behind it has a door too"


def test_the_line_beside_is_told_with_that_of_the_same_gate_and_not_with_all_waits_of_the_way():
    """Two gates, the second with a line of its own; at the first cars wait and walkers do not."""
    world = build(
        places="""id, country, kind, population
            home, AAA, home, 100000
            near, BBB, town, 500
            last, CCC, town, 500000""",
        links="""from, to, mode, hours, gate
            home, near, road, 3, gate
            home, near, foot, 3, gate
            near, last, road, 2, next""",
        gates="""id, country_from, country_to, vehicles_per_day, foot_per_day, people_per_vehicle, opening_hours
            gate, AAA, BBB, 24, 24, 2,
            next, BBB, CCC, , , 2, 12:00-13:00""",
        rules=f"""{RULES}
            b-open, , , , enter, BBB, , allow, , said
            c-open, , , , enter, CCC, , allow, , said
            slow, , , , enter, gate, , delay 7 h, , said""",
        claims=CLAIMS,
        threat=0,
    )
    [way] = world.ways(start="home", on="2024-01-02T12:00", members=1, to="CCC").ways
    assert way.wait[1] > 7, "a delay, and a night before the second gate"
    other = "by road" if way.steps[0].mode == "foot" else "on foot"
    used = {"foot": "on foot", "road": "by road"}[way.steps[0].mode]
    assert way.also == (f"{other} over gate, waiting 7 h, where {used} it is 7 h",), "with the delay"
