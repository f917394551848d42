"""People who have settled before the first day, displaced people given for an area, camps that fill, places unseen."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import worlds
from exeunt.engine.kernel.whole import whole_people
from exeunt.engine.members import Simulator
from exeunt.errors import Notice, ScenarioError
from exeunt.luck import MEAN_OF
from worlds import build, many, run

STILL = {"onward": 0.0, "return": 0.0}
TWO_HOMES = "id, country, kind, population, settled\none, AAA, home, 900,\ntwo, AAA, home, 100,\ntown, BBB, town, , 50"
ROADS = "from, to, mode, hours, both_ways\none, town, road, 1, yes\ntwo, town, road, 1, yes"
TWO_CAMPS = (
    "id, country, kind, population, capacity\nhome, AAA, home, 100000,\nnear, BBB, refuge, , {}\nfar, BBB, refuge, , {}"
)
WAYS = "from, to, mode, hours\nhome, near, road, 1\nhome, far, road, 1"


def settled_first(days: int = 2, **more):
    return build(places=TWO_HOMES, links=ROADS, days=days, hold={**STILL, **more.pop("hold", {})}, **more)


def test_who_settled_before_counts_as_stock_and_not_as_arrived():
    out = run(settled_first())
    assert out["stock"][:, 2].tolist() == [50, 50]
    assert out["arrivals"].sum() == out["departures"].sum() == 0
    assert (out["ledger"].sum(axis=1) == 1050).all()


def test_who_settled_before_may_go_home_and_nobody_is_lost():
    world = settled_first(days=8, threat=0.001, hold={"return": 0.5})
    out = run(world)
    home = out["returned"].sum()
    assert 40 < home <= 50
    assert (out["ledger"].sum(axis=1) == 1050).all()
    assert out["ledger"][-1][0] == 1000 - out["departures"].sum() + home, "at home again"


def test_who_settled_before_goes_home_before_anybody_is_pushed():
    """At a rate of 8 a day for ten days, all of them do, whether anybody is ever pushed or only on the last day."""
    later = "name, from, value\nthreat, 2024-01-10, 0.001"
    never, last = (run(settled_first(days=10, drivers=drivers, hold={"return": 8.0})) for drivers in ("", later))
    assert never["returned"].sum() == 50
    assert last["returned"][:9].tolist() == never["returned"][:9].tolist()


@pytest.mark.parametrize("kind", ["home", "hub"])
def test_nobody_can_have_settled_where_nobody_settles(kind):
    where = {"home": "one, AAA, home, 900, 7", "hub": "one, AAA, home, 900,\ncross, BBB, hub, , 7"}[kind]
    with pytest.raises(ScenarioError) as found:
        build(
            places=f"id, country, kind, population, settled\n{where}\ntown, BBB, town, ,",
            links="from, to, mode, hours\none, town, road, 1" + ("\none, cross, road, 1" if kind == "hub" else ""),
        )
    assert "settled: people have settled" in str(found.value)
    assert f"in a {kind};" in str(found.value)


def shares(drivers: str, places: str = TWO_HOMES, **hold: float) -> np.ndarray:
    world = build(
        places=places.replace("900", "90000").replace("100,", "10000,"),
        links=ROADS,
        drivers=f"name, from, until, where, value\n{drivers}",
        hold={**STILL, **hold},
    )
    return run(world)["departures"][:, :2]


def test_displaced_people_come_from_where_the_threat_is():
    left = shares(
        "displaced, , , , 400\nthreat, , 2024-01-01, one, 1\nthreat, 2024-01-02, , one, 1\nthreat, 2024-01-02, , two, 3"
    )
    assert left.tolist() == [[400, 0], [100, 300], [100, 300], [100, 300]]


def test_threats_to_some_add_up_to_the_mean_over_the_people_of_a_home():
    """One home has a threat for everybody and one for each half: 3 in the mean, for 1 at the other."""
    world = build(
        places=TWO_HOMES.replace("900", "100"),
        links=ROADS,
        traits="trait, value, share\nkind, a, 0.5\nkind, b, 0.5",
        drivers="""name, where, who, value
            displaced, AAA, , 40
            threat, one, , 1
            threat, one, kind = a, 1
            threat, one, kind = b, 3
            threat, two, , 1""",
        hold={**STILL, "displaced_size": 0.0},
        days=2,
    )
    assert run(world)["departures"][:, :2].tolist() == [[30, 10]] * 2


def test_displaced_people_of_an_area_come_from_nowhere_else():
    assert shares("displaced, , , two, 40").tolist() == [[0, 40]] * 4


def test_without_any_threat_the_displaced_come_from_everywhere():
    assert shares("displaced, , , AAA, 10").tolist() == [[5, 5]] * 4


def test_the_size_of_a_home_counts_by_its_power():
    assert shares("displaced, , , , 100\nthreat, , , , 1", displaced_size=1.0).tolist() == [[90, 10]] * 4
    assert shares("displaced, , , , 100\nthreat, , , , 1", displaced_size=0.5).tolist() == [[75, 25]] * 4


@pytest.mark.parametrize(
    ("one", "two", "of_one"), [(90, 10, 90), (0.9, 0.1, 90), (0, 3, 0), (0, 0, 50), ("", 10000, 90), ("", "", 90)]
)
def test_the_weight_of_a_home_counts_as_it_is_given(one, two, of_one):
    """In place of its population, 900 and 100, however small; of all that weigh nothing none counts more."""
    places = (
        "id, country, kind, population, weight\none, AAA, home, 900, {}\ntwo, AAA, home, 100, {}\ntown, BBB, town, ,"
    )
    drivers = "displaced, , , , 100\nthreat, , , , 1"
    left = shares(drivers, places.format(one, two), displaced_size=1.0)
    assert left.tolist() == [[of_one, 100 - of_one]] * 4


def test_fractions_of_displaced_people_add_up():
    left = shares("displaced, , , , 1\nthreat, , , , 1")
    assert left.sum(axis=0).tolist() == [2, 2]


THREE = """id, country, kind, population
one, AAA, home, 100000
two, AAA, home, 230000
three, AAA, home, 370000
town, BBB, town,"""
FROM_THREE = "from, to, mode, hours\none, town, road, 1\ntwo, town, road, 1\nthree, town, road, 1"


@pytest.mark.parametrize(
    ("drivers", "by_day", "parts"),
    [
        ("displaced, , 2024-01-03, AAA, 7\ndisplaced, 2024-01-06, 2024-01-07, AAA, 10.5", [7, 7, 7, 0, 0, 10.5, 10.5],
         [[0, 1, 2]]),
        ("displaced, , 2024-01-03, one+two, 5\ndisplaced, , 2024-01-05, two+three, 11", [16, 16, 16, 11, 11, 0, 0],
         [[0, 1, 2]]),
        ("displaced, , 2024-01-03, one+two, 5\ndisplaced, , 2024-01-02, three, 0.5", [5.5, 5.5, 5, 0, 0, 0, 0],
         [[0, 1], [2]]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("tick", [3, 24])
def test_no_home_keeps_part_of_a_person_that_is_displaced(drivers, by_day, parts, tick):
    world = build(
        places=THREE,
        links=FROM_THREE,
        drivers=f"name, from, until, where, value\n{drivers}\nthreat, , , , 1",
        hold={**STILL, "displaced_unseen": 0.5},
        tick=tick,
        days=7,
    )
    gone = many(world, 10)["departures"][..., :3]
    assert set(gone.sum(axis=(1, 2)).tolist()) == {sum(by_day)}
    assert (np.abs(gone.sum(axis=2).cumsum(axis=1) - np.cumsum(by_day)) <= 1).all(), "at any time"
    if len(parts) > 1:
        assert [set(gone[..., part].sum(axis=(1, 2)).tolist()) for part in parts] == [{15}, {1}]


@pytest.mark.parametrize("later", [3, 11])
def test_what_is_told_later_moves_nobody_before(later):
    def gone(after: int) -> np.ndarray:
        drivers = f"displaced, , 2024-01-04, AAA, 10\ndisplaced, 2024-01-05, , AAA, {after}\nthreat, , , , 1"
        world = build(
            places=THREE, links=FROM_THREE, drivers=f"name, from, until, where, value\n{drivers}", hold=STILL, days=7
        )
        return run(world)["departures"][:4, :3]

    assert gone(later).tolist() == gone(10).tolist()


@pytest.mark.parametrize("seed", range(40))
def test_running_totals_are_told_in_whole_people_and_nobody_is_missing_at_any_time(seed):
    """Homes that set out at all times or at some, a few people a time or fractions of one."""
    rng = np.random.default_rng(seed)
    times, homes = rng.integers(1, 60), rng.integers(1, 25)
    weight = rng.random((times if seed % 2 else 1, homes)) ** rng.integers(1, 6)
    weight = weight * (rng.random((times, homes)) < (0.4 if seed % 4 > 1 else 1.0)) + 1e-9
    numbers = rng.integers(0, 20, (times, 1)) if seed % 3 else rng.random((times, 1))
    flow = numbers * weight / weight.sum(axis=1, keepdims=True)
    told = np.concatenate([np.zeros((1, homes)), np.cumsum(flow, axis=0)])
    found = whole_people(told)
    assert (np.diff(found, axis=0) >= 0).all()
    assert (found == np.rint(found)).all()
    assert found.sum(axis=1).tolist() == np.floor(told.sum(axis=1) + 1e-3).tolist()
    assert np.abs(found - told).max() < 2
    assert whole_people(told[: times // 2 + 1]).tolist() == found[: times // 2 + 1].tolist(), "by what came before"


def test_what_is_not_known_of_shares_differs_by_member_and_not_by_day():
    world = build(
        places=TWO_HOMES.replace("900", "90000").replace("100,", "90000,"),
        links=ROADS,
        drivers="name, value\ndisplaced, 1000\nthreat, 1",
        hold={**STILL, "displaced_unseen": 1.0},
    )
    left = many(world, 400)["departures"][..., 0]
    assert (np.ptp(left, axis=1) <= 1).all()
    logit = np.log(left[:, 0] / (1000 - left[:, 0]))
    # the difference of two standard normal numbers, of mirrored pairs; the standard error of the spread is 0.07
    assert abs(logit.mean()) < 0.01
    assert abs(logit.std() - np.sqrt(2)) < 4 * 0.07


def to_two_camps(capacity: tuple[float | str, float | str], **hold: float) -> np.ndarray:
    """Return the people in both camps day by day, in ten thousands: so many that chance plays no part."""
    world = build(
        places=TWO_CAMPS.replace("100000", "1000000000").format(*(each and 10_000 * each for each in capacity)),
        links=WAYS,
        days=10,
        tick=24,
        drivers="name, value\ndisplaced, 10000000\nthreat, 1",
        hold={**STILL, "settle_full": 0.0, "nest_scale": 1.0, "discount": 1e-9, "settle_unseen": 0.0, **hold},
    )
    return worlds.Simulator(world, mean=True).run(0)["stock"][:, 1:] / 10_000


def test_people_share_out_over_camps_by_the_power_of_the_room_that_is_left():
    """At weight (free share)^k each day's newcomers go a : b = (1 - x/A)^k : 1 while the other has no limit."""
    stock = to_two_camps((4000, ""), settle_room=2.0)
    x, expected = 0.0, []
    for _ in range(10):
        weight = (1 - x / 4000) ** 2
        # of a day's newcomers those an hour away from midnight arrive tomorrow
        flow = 1000 * weight / (1 + weight)
        x += flow * 23 / 24 + (expected[-1][1] if expected else 0.0)
        expected.append((x, flow / 24))
    assert stock[:, 0] == pytest.approx([x for x, _ in expected], rel=2e-3)


def test_a_full_camp_still_takes_somebody_in():
    stock = to_two_camps((500, ""), settle_room=1.0)
    daily = np.diff(stock, axis=0)[-1]
    assert daily[0] / daily.sum() == pytest.approx(0.02 / 1.02, rel=0.02)


def test_a_camp_with_room_for_nobody_is_a_full_one():
    stock = to_two_camps((0, ""), settle_room=1.0)
    assert stock[-1, 0] / stock[-1].sum() == pytest.approx(0.02 / 1.02, rel=0.02)


def test_room_plays_no_part_without_capacity():
    assert to_two_camps(("", ""), settle_room=3.0) == pytest.approx(to_two_camps(("", "")))


def test_what_is_not_known_of_a_place_is_drawn_once_a_member():
    world = build(
        places=TWO_CAMPS.format("", ""),
        links=WAYS,
        days=3,
        drivers="name, until, value\ndisplaced, 2024-01-01, 4000\nthreat, , 1",
        hold={**STILL, "nest_scale": 1.0, "settle_unseen": 1.0, "discount": 1e-9},
    )
    stock = many(world, 400)["stock"][:, -1, 1:]
    logit = np.log(stock[:, 0] / stock[:, 1])
    # of two hundred mirrored pairs; the standard error of the spread is 0.07
    assert abs(logit.std() - np.sqrt(2)) < 4 * 0.07
    assert logit[::2] + logit[1::2] == pytest.approx(np.zeros(200), abs=0.5), (
        "a pair mirrors each other, but for chance"
    )
    expected = worlds.Simulator(world, mean=True).run(0)["stock"][-1, 1:]
    # five standard errors
    assert expected[0] == pytest.approx(2000, abs=5 * np.sqrt(4000 / 4 / MEAN_OF)), (
        "what is not known is nothing on average"
    )


def test_a_rule_on_staying_at_one_place_leaves_the_others_of_its_country_open():
    world = build(
        places=TWO_CAMPS.format("", ""),
        links=WAYS,
        rules="id, act, where, effect\nopen, enter, BBB, allow\nshut, stay, near, deny",
        drivers="name, value\ndisplaced, 1000\nthreat, 1",
        hold=STILL,
    )
    stock = run(world)["stock"][-1]
    assert stock[1] == 0
    assert stock[2] > 3000


def test_a_road_that_a_rule_shuts_for_a_while_is_gone_round():
    """Two roads to the crossing, the shorter one shut on the first two days: people take the longer one then."""
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 9999\nmid, AAA, hub,\nend, AAA, hub,\ntown, BBB, town,",
        links="from, to, mode, hours\nhome, end, road, 2\nhome, mid, road, 10\nmid, end, road, 10\nend, town, road, 1",
        rules="id, until, act, where, effect\nopen, , enter, BBB, allow\nshut, 2024-01-02, enter, home>end:road, deny",
        drivers="name, value\ndisplaced, 480\nthreat, 1",
        hold=STILL,
        tick=1,
    )
    arrived = run(world)["arrivals"][:, 1]
    assert arrived[:2].tolist() == [480 - 21 * 20, 480], "eighteen hours longer on the way"
    assert 0.95 < arrived[2] / (480 + 18 * 20) <= 1, "the last by the long road and the first by the short one"


@pytest.mark.parametrize("effect", ["risk 0.6", "delay 70 h", "price x 100"])
def test_a_road_that_a_rule_makes_dear_is_gone_round(effect):
    """Two roads to the crossing, the shorter one with a check, a wait or a toll: people take the longer one."""
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 9999\nmid, AAA, hub,\nend, AAA, hub,\ntown, BBB, town,",
        links="""from, to, mode, hours, price
            home, end, road, 2, 20
            home, mid, road, 10, 0
            mid, end, road, 10, 0
            end, town, road, 1, 0""",
        rules=f"id, act, where, effect\nopen, enter, BBB, allow\ncheck, enter, home>end:road, {effect}",
        drivers="name, value\ndisplaced, 480\nthreat, 1",
        hold={**STILL, "wait_cost": 0.1},
        tick=1,
    )
    arrived = run(world)["arrivals"][:, 1]
    assert arrived[0] < 480 - 20 * 20, "on the first day nobody is there in less than 21 hours"
    assert arrived[3] > 470


@pytest.mark.parametrize("order", ["west\neast", "east\nwest"])
@pytest.mark.parametrize("tick", [3, 24])
def test_displaced_of_homes_with_several_clocks_set_out_by_each_home_s_own(order, tick):
    clock = {"west": 0, "east": 12}
    homes = "\n".join(f"{home}, AAA, home, 10000, {clock[home]}" for home in order.split())
    world = build(
        places=f"id, country, kind, population, utc_offset\n{homes}\ntown, BBB, town, , 0",
        links="from, to, mode, hours\nwest, town, road, 1\neast, town, road, 1",
        drivers="name, where, value\nthreat, , 1\ndisplaced, AAA, 1000",
        tick=tick,
        days=3,
    )
    assert run(world)["departures"][:, :2].tolist() == [[500, 500]] * 3


def test_what_threatened_homes_cannot_give_comes_at_last_from_those_that_are_not():
    world = build(
        places="id, country, kind, population\none, AAA, home, 10000\ntwo, AAA, home, 100000\ntown, BBB, town,",
        links="from, to, mode, hours\none, town, road, 1\ntwo, town, road, 1",
        drivers="name, where, value\ndisplaced, AAA, 8000\nthreat, one, 1",
        days=3,
    )
    assert run(world)["departures"][:, :2].tolist() == [[8000, 0], [2000, 6000], [0, 8000]]


def test_what_an_empty_home_cannot_give_comes_from_the_others_of_the_area():
    """60,000 a day come from homes of 10,000, 100,000 and 200,000 alike, and when one is empty from those left."""
    world = build(
        places="id, country, kind, population\none, AAA, home, 10000\ntwo, AAA, home, 100000\n"
        "three, AAA, home, 200000\ntown, BBB, town,",
        links="from, to, mode, hours\none, town, road, 1\ntwo, town, road, 1\nthree, town, road, 1",
        drivers="name, where, value\ndisplaced, AAA, 60000",
        days=7,
    )
    gone = run(world)["departures"]
    assert gone.sum(axis=1).tolist() == [60_000] * 5 + [10_000, 0]
    assert gone.sum(axis=0)[:3].tolist() == [10_000, 100_000, 200_000]
    assert gone[0].tolist()[:3] == [10_000, 25_000, 25_000]


def called_up(drivers: str, *, people: int = 50_000, **more):
    """Build homes of 1,000 and more people, of which a call-up empties the first one within a day or two."""
    return build(
        places=f"""id, country, kind, population
            one, AAA, home, 1000
            two, AAA, home, {people}
            three, AAA, home, {people}
            town, BBB, town,""",
        links=FROM_THREE,
        drivers=f"name, where, value\ndraft, one, 3000\nthreat, , 1\n{drivers}",
        hold={**STILL, **more.pop("hold", {})},
        **more,
    )


@pytest.mark.parametrize("tick", [1, 3, 6])
def test_a_call_up_and_numbers_of_displaced_take_as_many_whatever_the_tick(tick):
    """N' = -3 N - 400 a day: after log(1 + 3 * 1000 / 400) / 3 = 0.71 days nobody is left of 1,000; 285 have fled."""
    out = many(called_up("displaced, one+two, 800", tick=tick), 40)
    # the standard error of the mean is 2; half a tick's worth of what goes at the end
    assert out["departures"][..., 0].sum(axis=1).mean() == pytest.approx(285, abs=4 * 2 + 2.5 * tick)


@pytest.mark.parametrize("tick", [1, 6, 24])
def test_whom_a_call_up_has_taken_others_of_the_area_are_displaced_instead_of(tick):
    """A third of 900 a day is told to come from a home that the call-up empties."""
    out = many(called_up("displaced, AAA, 900", tick=tick), 5)
    gone = out["departures"][..., :3]
    assert (out["drafted"].sum(axis=(1, 2)) + gone[..., 0].sum(axis=1) == 1000).all(), "nobody is left there"
    assert (out["drafted"].sum(axis=(1, 2)) > 500).all()
    assert (gone.sum(axis=2) == 900).all(), "on each day"
    # the others alike, but for luck: of at most 1,200 that are handed on the standard error of a part is 17
    assert np.abs(gone[..., 1].sum(axis=1) - gone[..., 2].sum(axis=1)).max() < 2 * 5 * 17
    assert (out["ledger"].sum(axis=2) == out["ledger"][0, 0].sum()).all()


def test_who_is_displaced_instead_of_another_is_of_the_same_area():
    """Two areas share the home that is emptied: each has its number, and one that shares nothing gives no more."""
    gone = many(called_up("displaced, one+two, 400\ndisplaced, one+three, 200", days=6), 5)["departures"][..., :3]
    assert (gone.sum(axis=(1, 2)) == 6 * 600).all()
    two, three = gone[..., 1].sum(axis=1), gone[..., 2].sum(axis=1)
    # what the home was told, 200 and 100 a day, is shared between the areas by luck: of at most 1,800 people
    assert (two + gone[..., 0].sum(axis=1) >= 6 * 400 - 5 * 20).all()
    assert (three >= 6 * 100).all()
    assert (three <= 6 * 200 + 5 * 20).all()
    apart = many(called_up("displaced, one+two, 400\ndisplaced, three, 200"), 5)["departures"][..., :3]
    assert (apart[..., :2].sum(axis=2) == 400).all()
    assert (apart[..., 2] == 200).all()


def test_people_of_a_home_s_own_number_are_nobody_else_s():
    """Of those whom its own number names nobody comes from elsewhere, and it goes before the area's."""
    gone = many(called_up("departures, one, 100\ndisplaced, one+two, 200", days=6), 5)["departures"][..., :3]
    of_two = gone[:, -1, 1]
    assert (of_two == 200).all(), "once nobody is left in the other"
    assert (gone[:, -1, 0] == 0).all()


def test_those_without_threat_are_displaced_at_last_instead_of_whom_a_call_up_has_taken():
    world = build(
        places="id, country, kind, population\none, AAA, home, 1000\ntwo, AAA, home, 5000\ntown, BBB, town,",
        links="from, to, mode, hours\none, town, road, 1\ntwo, town, road, 1",
        drivers="name, where, value\ndisplaced, AAA, 200\ndraft, one, 3000\nthreat, one, 1",
        hold=STILL,
    )
    gone = run(world)["departures"][:, :2]
    assert gone.sum(axis=1).tolist() == [200] * 4
    assert gone[-1].tolist() == [0, 200]


def test_who_has_come_home_again_can_be_displaced_once_all_have_been():
    """All 1,000 are told to go on the first days, and 100 a day for a month: who returns in it goes again."""
    world = build(
        places="id, country, kind, population\none, AAA, home, 1000\ntown, BBB, town,",
        links="from, to, mode, hours, both_ways\none, town, road, 1, yes",
        drivers="name, where, value\ndisplaced, AAA, 100\nthreat, , 1",
        days=30,
        hold={**STILL, "return": 0.1},
    )
    out = run(world)
    gone, back = out["departures"].sum(), out["returned"].sum()
    assert 1000 < gone <= 1000 + back
    assert out["ledger"][-1, 0] == 1000 + back - gone


def warned(world, **how) -> list[str]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", Notice)
        world.run(jobs=1, **how)
    return [str(each.message) for each in caught if each.category is Notice]


def test_a_run_says_who_was_told_to_set_out_and_was_not_there():
    """Of 1,500 a day for four days from two homes with 3,000 people each, some of whom are called up."""
    said = warned(called_up("displaced, one+two, 1500\ndisplaced, three, 10", people=3000), members=1)
    assert len(said) == 1
    assert said[0].startswith("Of 6,000 people who are told to set out from one and two, 2,")
    assert "did not: nobody was left at home there." in said[0]
    assert "`population` in places.csv" in said[0]
    said = warned(called_up("departures, one, 500", people=3000), members=3)
    assert len(said) == 1
    assert said[0].startswith("Of 2,000 people who are told to set out from one, 1,")
    assert "did not, in the mean of 3 members: nobody" in said[0]


def test_homes_by_themselves_that_are_emptied_are_told_together_and_no_others():
    """500 a day of 1,000 people for four days from two homes; the third has more than are told."""
    said = warned(
        called_up("departures, one, 500\ndepartures, two, 500\ndepartures, three, 100", people=1000), members=1
    )
    assert len(said) == 1
    assert said[0].startswith("Of 4,000 people who are told to set out from one and two, 2,")


def test_whoever_has_others_run_the_members_need_not_make_arrays_to_know_who_was_told():
    simulator = Simulator(called_up("displaced, one+two, 1500\ndepartures, three, 2.5", people=3000))
    assert simulator.told_to_set_out() == [(["three"], 10), (["one", "two"], 6000)]
    assert not simulator._made


@pytest.mark.parametrize("how", [{"members": 2}, {"mean": True}])
@pytest.mark.parametrize("offset", [0, 5.75, -9.5])
def test_a_run_in_which_all_set_out_says_nothing(how, offset):
    """Nor where fractions of people are told, by clocks that ticks do not go by."""
    world = build(
        places=f"""id, country, kind, population, utc_offset
            one, AAA, home, 1000, 0
            two, AAA, home, 90000, {offset}
            three, AAA, home, 90000, {offset}
            town, BBB, town, , 0""",
        links=FROM_THREE,
        drivers="""name, from, where, value
            displaced, , one+two, 7.3
            displaced, 2024-01-02T05:30, two+three, 11.1
            departures, , three, 0.7
            draft, , one, 900
            threat, , , 1""",
        hold={**STILL, "displaced_unseen": 0.5},
        days=6,
    )
    assert warned(world, **how) == []
