"""What opens and shuts a way, on a world small enough to see it: two doors, and a country behind one of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest

import exeunt
from worlds import CLAIMS, RULES, build, doors

ASKED = {"start": "home", "on": "2024-01-03", "members": 2, "traits": {"papers": "good", "car": "no"}}


def ways(world, **more):
    return world.ways(**{**ASKED, **more})


def to(answer):
    return {way.country: way for way in answer.ways}


def shut(answer):
    return {each.country: each.said.rule for each in answer.shut}


def test_every_open_country_has_its_best_way_and_the_rules_it_rests_on():
    answer = ways(doors())
    assert set(to(answer)) == {"BBB", "CCC", "DDD"}
    assert [way.worth for way in answer.ways] == sorted((way.worth for way in answer.ways), reverse=True)
    last = to(answer)["DDD"]
    assert [(step.start, step.end, step.mode, step.gate) for step in last.steps] == [
        ("home", "near", "road", "gate"),
        ("near", "last", "road", ""),
    ]
    assert [said.rule for said in last.rules] == ["b-open", "d-open", "d-stay"], "to pass is to enter, too"
    assert last.hours == pytest.approx(5)
    assert last.price == pytest.approx(30)
    assert "leave to stay in DDD: 30 days" in last.rules[2].text
    assert not answer.shut
    assert not answer.unknown


def test_when_a_gate_is_open_is_told_with_the_way():
    rules = "hours, 2024-01-02, , , enter, gate, , open 08:00-20:00, , said"
    way = to(ways(doors(rules=rules)))["BBB"]
    assert [said.rule for said in way.rules] == ["b-open", "hours"]
    assert way.rules[1].text == "at gate: open at 08:00-20:00 only from 2024-01-02"


def test_what_a_gate_lets_through_is_told_with_the_way():
    rules = "staff, 2024-01-02, , , enter, gate, , capacity x 2, , said"
    way = to(ways(doors(rules=rules)))["BBB"]
    assert way.rules[1].text == "at gate: 2 times the usual number let through from 2024-01-02"


def test_a_rule_that_does_nothing_is_not_told():
    rules = """
        idle, 2024-01-02, , , stay, BBB, , risk 0.5, , said
        ended, , 2024-01-10, , leave, AAA, , allow, , said
    """
    way = to(ways(doors(rules=rules)))["BBB"]
    assert [said.rule for said in (*way.rules, *way.risks, *way.closing)] == ["b-open"]


def test_a_rule_about_several_places_is_told_by_all_of_them():
    way = to(ways(doors(rules="dear, , , , enter, BBB + home>far:air, , price x 2, , said")))["CCC"]
    assert way.rules[1].text == "BBB and home to far: prices are 2 times the usual for everyone"


def test_a_border_without_an_allow_for_him_is_shut_by_the_rule_that_names_others():
    answer = ways(doors(), traits={"papers": "poor"})
    assert set(to(answer)) == {"CCC"}
    assert shut(answer) == {"BBB": "b-open"}
    assert [each.country for each in answer.unknown] == ["DDD"], "its own door is open, the way there is not"


@pytest.mark.parametrize("claim", ["said", "guessed"])
def test_a_country_that_lets_one_only_through_is_as_shut_as_without(claim):
    rules = f"b-through, , , , transit, BBB, , allow, , {claim}"
    poor = {"papers": "poor"}
    answer, without = ways(doors(rules=rules), traits=poor), ways(doors(), traits=poor)
    assert [each for each in answer.shut if each.country == "BBB"] == list(without.shut)
    assert answer.shut[0].said.text == "BBB lets in those with papers good, and that is not you"
    assert "BBB" not in {each.country for each in answer.unknown}
    assert ("DDD" in to(answer)) == (claim == "said")


def test_of_a_country_that_lets_one_only_through_no_rule_is_known_by_which_it_lets_him_in():
    for who in ("", "papers = poor"):
        world = doors(rules=f"c-through, , , {who}, transit, CCC, , allow, , said").without_rule("c-open")
        [told] = (each for each in ways(world).unknown if each.country == "CCC")
        assert told.text.startswith("no rule is known by which CCC lets you in"), who


def test_a_denial_shuts_and_taking_it_away_opens():
    closed = doors(rules="c-shut, 2024-01-02, , , enter, CCC, , deny, , said")
    answer = ways(closed)
    assert set(to(answer)) == {"BBB", "DDD"}
    assert shut(answer) == {"CCC": "c-shut"}
    assert answer.as_json()["shut"][0]["claim"] == "said"
    assert set(to(ways(closed.without_rule("c-shut")))) == {"BBB", "CCC", "DDD"}
    assert set(to(ways(closed, on="2024-01-01T23:59"))) == {"BBB", "CCC", "DDD"}, "the minute before"
    assert shut(ways(closed, on="2024-01-02T00:00")) == {"CCC": "c-shut"}


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("enter, gate, , quota 0/day", "at gate: nobody may enter from 2024-01-02"),
        ("enter, BBB, road, quota 0/day", "BBB: nobody may enter by road from 2024-01-02"),
        ("enter, gate, , open off", "at gate: open at no hour from 2024-01-02"),
        ("leave, AAA, , open off", "AAA: open at no hour from 2024-01-02"),
    ],
)
def test_a_rule_that_lets_nobody_through_shuts_in_whatever_words(rule, told):
    world = doors(rules=f"none, 2024-01-02, , , {rule}, , said")
    answer = ways(world)
    assert set(to(answer)) == {"CCC"}
    assert [(each.country, each.said.text) for each in answer.shut] == [("BBB", told)]
    assert set(to(ways(world, on="2024-01-01"))) == {"BBB", "CCC", "DDD"}, "the day before"


def test_a_quota_shuts_to_none_but_those_of_whom_it_lets_none_in():
    for who, quota in (("papers = poor", 0), ("papers = good", 5)):
        rules = f"some, 2024-01-02, , {who}, enter, gate, , quota {quota}/day, , said"
        assert set(to(ways(doors(rules=rules)))) == {"BBB", "CCC", "DDD"}


def test_a_quota_of_none_of_the_country_of_departure_is_a_risk_as_its_ban_is():
    by_quota, by_ban = (
        ways(doors(rules=f"none, 2024-01-02, , papers = good, leave, gate, , {effect}, , said"))
        for effect in ("quota 0/day", "deny")
    )
    assert by_quota.as_json() == by_ban.as_json()
    assert to(by_quota)["BBB"].forbidden_by == "AAA"


@pytest.mark.parametrize("effect", ["quota 0/day", "open off"])
def test_what_will_let_nobody_through_any_more_is_a_closing(effect):
    world = doors(rules=f"none, 2024-01-03T15:30, , , enter, gate, , {effect}, 2024-01-02, said")
    [said] = to(ways(world, on="2024-01-03"))["BBB"].closing
    assert said.text.startswith("closes at 2024-01-03 15:30 there: at gate: ")
    late = ways(world, on="2024-01-03T14:00")
    assert [(each.country, each.said.rule) for each in late.shut] == [("BBB", "none")]
    assert late.shut[0].said.text.endswith(", which is before you could be there")


@pytest.mark.parametrize("where", ["BBB", "near"])
def test_a_gate_shuts_by_the_clock_of_the_country_that_the_rule_names(where):
    places = """id, country, kind, population, utc_offset
        home, AAA, home, 1000, 9
        near, BBB, town, 500, 1
        far, CCC, town, 500, 1
        last, DDD, town, 500, 1"""
    world = doors(rules=f"none, 2024-01-03, , , enter, {where}, , open off, 2024-01-01, said", places=places)
    [said] = to(ways(world, on="2024-01-02T12:00"))["BBB"].closing
    assert said.text.startswith("closes at 2024-01-03 00:00 there: ")
    assert "BBB" in to(ways(world, on="2024-01-02T23:00")), "at 14:00 UTC; it shuts at 23:00 UTC"


def test_before_a_gate_that_opens_again_on_a_day_that_is_known_one_waits_for_it():
    closed = "closed, 2024-01-02, 2024-01-05, , enter, gate, , open off, {}, said"
    way = to(ways(doors(rules=closed.format("2024-01-01"), threat=0), on="2024-01-03"))["BBB"]
    assert way.wait[1] == pytest.approx(57.0), "from 15:00 on the 3rd to the end of the 5th"
    assert shut(ways(doors(rules=closed.format("")))) == {"BBB": "closed"}


def test_a_gate_that_opens_no_more_holds_up_nobody_on_a_seat():
    assert "CCC" in to(ways(doors(rules="closed, 2024-01-02, , , leave, AAA, , open off, , said")))
    links = """from, to, mode, km, hours, seats_per_day, gate
        home, near, rail, 200, 3, 300, gate
        home, far, air, 2000, 4, 300,
        near, last, road, 100, 2, ,"""
    rules = "closed, 2024-01-02, , , enter, gate, , open off, , said"
    assert "BBB" in to(ways(doors(rules=rules, links=links)))


def test_a_door_that_nobody_vouches_for_is_not_known_and_no_part_of_a_way():
    for claim in ("guessed", "rumoured", ""):
        world = doors().without_rule("b-open").with_rule(where="BBB", act="enter", effect="allow", claim=claim)
        answer = ways(world)
        assert set(to(answer)) == {"CCC"}
        assert {each.country for each in answer.unknown} == {"BBB", "DDD"}
        assert not answer.shut


def test_a_denial_without_a_source_still_shuts():
    answer = ways(doors().with_rule(where="CCC", act="enter", effect="deny", id="no-source"))
    assert shut(answer) == {"CCC": "no-source"}
    assert answer.as_json()["shut"][0]["claim"] is None


@pytest.mark.parametrize("where", ["AAA", "gate", "home"])
def test_what_the_country_of_departure_forbids_to_some_is_a_risk_and_no_shut_door(where):
    answer = ways(doors(rules=f"stay-here, 2024-01-01, , papers = good, leave, {where}, , deny, , said"))
    assert "BBB" in to(answer)
    assert [said.rule for said in to(answer)["BBB"].risks] == ["stay-here"]
    assert "those with papers good may not leave" in to(answer)["BBB"].risks[0].text
    assert not answer.shut


def test_a_way_that_is_forbidden_does_not_read_as_plainly_open():
    answer = ways(doors(rules="stay-here, 2024-01-01, , papers = good, leave, gate, , deny, , said"))
    assert {way.country: way.forbidden_by for way in answer.ways} == {"BBB": "AAA", "CCC": "", "DDD": "AAA"}
    assert "Ways that are open, best first (3), 2 of them forbidden by AAA" in str(answer)
    assert "BBB, near, forbidden by AAA: 3 h on the way" in str(answer)
    assert {way["destination"]["country"]: way["forbidden_by"] for way in answer.as_json()["ways"]} == {
        "BBB": "AAA",
        "CCC": None,
        "DDD": "AAA",
    }
    assert "forbidden" not in str(ways(doors()))


@pytest.mark.parametrize("announced", ["", "2024-01-01"])
def test_an_exit_that_lets_nobody_through_is_a_shut_door_told_until_when_if_that_is_known(announced):
    rules = f"road-shut, 2024-01-01, 2024-01-04, , leave, gate, , deny, {announced}, said"
    answer = ways(doors(rules=rules))
    assert set(to(answer)) == {"CCC"}
    assert not to(answer)["CCC"].forbidden_by
    [said] = (each.said for each in answer.shut if each.country == "BBB")
    until = " until 2024-01-04 23:59" if announced else ""
    assert said.text == f"at gate: nobody may leave from 2024-01-01{until}"
    assert "Ministry, official" in said.source
    assert "BBB" in to(ways(doors(rules=rules), on="2024-01-05"))


def test_of_a_country_behind_a_shut_exit_it_is_still_told_that_nobody_vouches_for_its_door():
    """The corridor to Armenia was shut by then, by a source; that Armenia let everybody in is assumed."""
    answer = exeunt.load("karabakh-2023").ways(start="Stepanakert", on="2023-09-24T12:00", members=1)
    assert shut(answer) == {"ARM": "corridor-shut"}
    assert [each.country for each in answer.unknown] == ["ARM"]
    later = exeunt.load("karabakh-2023").ways(start="Stepanakert", on="2023-09-24T16:00", members=1)
    assert not later.shut


@pytest.mark.parametrize("where", ["BBB", "near", "near>last:road"])
def test_what_another_country_forbids_to_those_who_leave_it_shuts_the_way_through_it(where):
    world = doors(rules=f"no-exit, 2024-01-01, , , leave, {where}, , deny, , said")
    answer = ways(world)
    assert set(to(answer)) == {"BBB", "CCC"}
    assert not any(way.risks for way in answer.ways)
    assert shut(answer) == {"DDD": "no-exit"}
    assert "nobody may leave" in answer.shut[0].said.text
    assert not ways(world, start="near").ways, "nor who departs from there"


def test_of_a_rule_about_several_countries_the_one_of_departure_makes_a_risk_and_any_other_shuts():
    answer = ways(doors(rules="no-exit, 2024-01-01, , papers = good, leave, AAA + BBB, , deny, , said"))
    assert set(to(answer)) == {"BBB", "CCC"}
    forbidden = "those with papers good may not leave from 2024-01-01"
    assert [said.text for said in to(answer)["BBB"].risks] == [f"AAA: {forbidden}"]
    assert [each.said.text for each in answer.shut] == [f"BBB: {forbidden}"]


def test_a_risk_is_told_with_its_size_once_that_is_known():
    world = doors(rules="lists, 2024-01-01, , papers = good, leave, AAA, , risk 0.2, , later")
    assert "how many are was not known on that day" in to(ways(world))["BBB"].risks[0].text
    assert "told later" in to(ways(world))["BBB"].risks[0].source
    assert "about 20 in 100 of them are" in to(ways(world, on="2024-01-05"))["BBB"].risks[0].text
    assert not to(ways(world, traits={"papers": "poor"}))["CCC"].risks


@pytest.mark.parametrize("effect", ["deny", "risk 0.4"])
@pytest.mark.parametrize("where", ["AAA", "gate", "home"])
def test_what_the_country_of_departure_will_forbid_him_or_do_to_him_is_told_before_it_does(where, effect):
    ban = f"ban, 2024-01-05T08:00, , papers = good, leave, {where}, , {effect}, 2024-01-02, said"
    answer = ways(doors(rules=ban))
    (said,) = to(answer)["BBB"].risks
    assert said.text.startswith("begins at 2024-01-05 08:00: ")
    assert (said.rule, said.begins) == ("ban", "2024-01-05T08:00")
    assert ("those with papers good may not leave" if effect == "deny" else "may be stopped") in said.text
    assert not to(answer)["BBB"].forbidden_by, "he passes before"
    never = ways(doors())
    assert ways(doors(rules=ban), traits={"papers": "poor"}).ways == ways(doors(), traits={"papers": "poor"}).ways
    assert ways(doors(rules=ban.replace("2024-01-02,", ","))).as_json() == never.as_json(), "nobody announced it"


def test_a_ban_that_is_announced_is_told_where_nothing_is_known_of_the_doors_too():
    ban = "ban, 2024-01-05, , papers = good, leave, gate, , deny, 2024-01-02, said"
    [bbb] = (each for each in ways(doors(rules=ban).without_rule("b-open")).unknown if each.country == "BBB")
    assert [said.text for said in bbb.barred] == ["at gate: those with papers good may not leave from 2024-01-05"]


def test_an_opening_that_has_ended_is_not_announced():
    world = doors(rules="c-once, , 2024-01-02, , enter, CCC, , allow, , said").without_rule("c-open")
    [told] = (each for each in ways(world).unknown if each.country == "CCC")
    assert told.text.startswith("no rule is known by which CCC lets you in")


def test_an_announced_closing_is_told_and_a_later_one_is_not():
    closing = "c-shut, 2024-01-05, , , enter, CCC, , deny, 2024-01-03, said"
    answer = ways(doors(rules=closing))
    assert [said.rule for said in to(answer)["CCC"].closing] == ["c-shut"]
    assert to(answer)["CCC"].closing[0].begins == "2024-01-05T00:00"
    before, never = ways(doors(rules=closing), on="2024-01-02"), doors()
    assert before.as_json() == ways(never, on="2024-01-02").as_json(), "on the 2nd nobody knew"
    sudden = doors(rules="c-shut, 2024-01-05, , , enter, CCC, , deny, , said")
    assert ways(sudden).as_json() == ways(never).as_json(), "nobody announced it"


def test_an_announced_ban_on_staying_is_a_closing_and_one_elsewhere_is_not():
    world = doors(rules="c-full, 2024-01-05, , , stay, CCC, , deny, 2024-01-03, said")
    (said,) = to(ways(world))["CCC"].closing
    assert (said.rule, said.begins) == ("c-full", "2024-01-05T00:00")
    assert said.text == "closes at 2024-01-05 00:00 there: CCC: nobody may stay from 2024-01-05"
    assert not to(ways(world))["BBB"].closing
    assert not to(ways(world, on="2024-01-02"))["CCC"].closing, "on the 2nd nobody knew"


def test_a_ban_on_staying_that_is_expected_is_told():
    (said,) = to(ways(expecting("stay")))["CCC"].closing
    assert said.text.startswith("expected to close between 2024-01-04 and 2024-01-09 there: ")


def expecting(act="enter", where="CCC", effect="deny"):
    """Return the doors with a rule that was announced on the 2nd to begin between then and the 9th."""
    said = {"since": "2024-01-02", "latest": "2024-01-09", "announced": "2024-01-02", "claim": "said"}
    return doors().with_rule(where, act, effect, id="c-shut", **said)


def test_a_closing_that_is_expected_is_told_and_shuts_nothing_yet():
    (said,) = to(ways(expecting()))["CCC"].closing
    assert said.text.startswith("expected to close between 2024-01-04 and 2024-01-09 there: "), "it has not on the 3rd"
    assert (said.rule, said.begins) == ("c-shut", "2024-01-04T00:00")
    assert "from 2024" not in said.text
    assert not to(ways(expecting(), on="2024-01-01"))["CCC"].closing, "nobody had said so"


def by_night(since, latest, **more):
    """Return the answer to one who sets out at 23:00 on the 3rd, so that he is at the gate by 2:00 on the 4th."""
    rule = {"where": "BBB", "act": "enter", "effect": "deny", "id": "b-shut", "announced": "2024-01-02", **more}
    return ways(doors().with_rule(**rule, since=since, latest=latest, claim="said"), on="2024-01-03T23:00")


@pytest.mark.parametrize("act", ["enter", "stay"])
def test_who_comes_after_the_last_day_on_which_a_closing_may_begin_is_not_sent(act):
    answer = by_night("2024-01-04", "2024-01-04", act=act)
    assert set(to(answer)) == ({"CCC", "DDD"} if act == "stay" else {"CCC"})
    [said] = (each.said for each in answer.shut if each.country == "BBB")
    assert said.rule == "b-shut"
    expected = "expected to begin on 2024-01-04: "
    assert said.text == f"{expected}BBB: nobody may {act}, which is before you could be there"


@pytest.mark.parametrize("act", ["enter", "stay"])
def test_who_comes_while_a_closing_may_have_begun_is_told_that_he_may_be_late(act):
    (said,) = to(by_night("2024-01-04", "2024-01-05", act=act))["BBB"].closing
    assert said.text == (
        f"expected to close between 2024-01-04 and 2024-01-05 there: BBB: nobody may {act}; you may come too late"
    )
    (said,) = to(by_night("2024-01-05", "2024-01-06", act=act))["BBB"].closing
    assert "too late" not in said.text


def test_a_ban_on_staying_that_begins_before_one_could_be_there_shuts_as_a_closing_does():
    answer = by_night("2024-01-04", "", act="stay")
    assert shut(answer)["BBB"] == "b-shut"
    assert "which is before you could be there" in str(answer)


def test_a_rule_of_its_gate_that_shuts_it_too_soon_is_named_though_a_door_that_leads_nowhere_stays_open():
    """From DDD, where nobody gets but through BBB, a road leads into BBB that never closes."""
    answer = ways(
        doors(rules="x, 2024-01-04, 2024-01-04, , enter, gate, , deny, 2024-01-03, said"), on="2024-01-03T22:30"
    )
    assert shut(answer)["BBB"] == "x"
    assert "which is before you could be there" in str(answer)


INLAND = {
    "places": """id, country, kind, population, utc_offset
        home, AAA, home, 100000, 0
        {side}post, AAA, hub, , 0
        near, BBB, town, 500000, 0
        far, CCC, town, 500000, 0
        last, DDD, town, 500000, 0""",
    "links": """from, to, mode, km, hours, price, seats_per_day, gate, both_ways
        home, post, road, 200, 1, 2, , , yes
        {round}post, near, road, 1, 0.1, 0, , gate, yes
        near, last, road, 100, 2, 10, , , yes
        home, far, air, 2000, 4, 150, 300, , no""",
}
ROUND = "home, side, road, 200, 2, 2, , , yes\nside, post, road, 200, 1, 2, , , yes\n"


def inland(rules, *, way_round):
    """Return the answer where a road of his own country leads to the gate, and perhaps another round it."""
    parts = {"round": ROUND, "side": "side, AAA, hub, , 0\n"} if way_round else {"round": "", "side": ""}
    tables = {name: text.format(**parts) for name, text in INLAND.items()}
    return ways(doors(rules=rules, **tables), on="2024-01-02")


def test_what_his_own_country_forbids_is_told_and_not_a_closing_that_he_would_be_in_time_for():
    exit_ = "exit, , , , leave, home>post:road, , deny, , said"
    later = "x, 2024-01-05, , , enter, gate, , deny, 2024-01-01, said"
    for rules in (exit_, f"{exit_}\n{later}"):
        answer = inland(rules, way_round=False)
        [told] = [each for each in answer.unknown if each.country == "BBB"]
        assert [said.rule for said in told.barred] == ["exit"]


def test_a_way_round_is_told_though_rules_shut_it_to_all_who_are_like_him():
    """What his own country forbids some is told as a risk of the way, not as a wall."""
    everybody = "b, , , , leave, home>post:road, , deny, , said"
    some = "\n".join(
        f"a-{papers}, , , papers = {papers}, leave, home>side:road, , deny, , said" for papers in ("good", "poor")
    )
    answer = to(inland(f"{everybody}\n{some}", way_round=True))["BBB"]
    assert [step.end for step in answer.steps] == ["side", "post", "near"]
    assert answer.forbidden_by == "AAA"


def test_of_an_opening_that_is_expected_it_is_told_and_not_offered():
    world = doors().without_rule("c-open").with_rule(
        where="CCC", act="enter", effect="allow", since="2024-01-05", latest="2024-01-06", announced="2024-01-02",
        claim="said",
    )  # fmt: skip
    answer = ways(world)
    assert "CCC" not in to(answer)
    [told] = answer.unknown
    assert "is announced to" in told.text
    assert told.said.text.startswith("expected to begin between 2024-01-05 and 2024-01-06: CCC lets in everyone")


def test_of_a_closing_of_several_links_it_is_told_whether_one_comes_too_late_to_the_last():
    both = "home>near:road@gate + near>last:road"
    closing = to(by_night("2024-01-04", "2024-01-05", where=both))["DDD"].closing
    assert ["you may come too late" in said.text for said in closing] == [True]
    first = ways(
        doors().with_rule(both, "enter", "deny", since="2024-01-04", latest="2024-01-05", id="b-shut",
                          announced="2024-01-02", claim="said"),
        on="2024-01-03T20:00",
    )  # fmt: skip
    assert ["you may come too late" in said.text for said in to(first)["DDD"].closing] == [True], "over by 1:00"


def test_a_risk_that_is_expected_is_told_as_one():
    risks = to(ways(expecting("leave", "gate", "risk 0.1")))["BBB"].risks
    (said,) = [each for each in risks if each.rule == "c-shut"]
    assert said.text.startswith("expected to begin between 2024-01-04 and 2024-01-09: ")


def test_what_was_expected_is_told_until_more_was_known():
    world = doors(rules="c-shut, 2024-01-06, , , enter, CCC, , deny, 2024-01-04, said")
    expected = expecting().rules.tail(1).assign(known_until=pd.Timestamp("2024-01-04"))
    world = replace(world, earlier={"rules": expected})
    text = {day: to(ways(world, on=f"2024-01-0{day}"))["CCC"].closing for day in (1, 3, 4)}
    assert text[1] == ()
    assert text[3][0].text.startswith("expected to close between 2024-01-04 and 2024-01-09 there")
    assert text[4][0].text.startswith("closes at 2024-01-06 00:00 there")


@pytest.mark.parametrize("plain_first", [True, False])
def test_what_is_believed_in_one_world_is_no_answer_in_another(plain_first):
    """Two worlds alike but for what was believed before more was known, asked one after the other."""
    plain = doors(rules="c-shut, 2024-01-06, , , enter, CCC, , deny, 2024-01-04, said")
    before = plain.rules.tail(1).assign(**{"from": pd.Timestamp("2024-01-03"), "announced": pd.Timestamp("2024-01-01")})
    believing = replace(plain, earlier={"rules": before.assign(known_until=pd.Timestamp("2024-01-04"))})
    for world in (plain, believing) if plain_first else (believing, plain):
        assert ("CCC" in shut(ways(world))) == (world is believing)


def test_who_would_come_after_an_announced_closing_is_not_sent():
    answer = ways(doors(rules="b-shut, 2024-01-03T14:00, , , enter, BBB, , deny, 2024-01-02, said"))
    assert set(to(answer)) == {"CCC"}, "three hours by road, two until it shuts"
    assert shut(answer)["BBB"] == "b-shut"
    assert "before you could be there" in answer.shut[0].said.text
    in_time = ways(doors(rules="b-shut, 2024-01-03T18:00, , , enter, BBB, , deny, 2024-01-02, said"))
    assert "BBB" in to(in_time)


def test_the_visa_that_egypt_asks_for_from_the_10th_on_is_told_since_the_7th_when_it_was_announced():
    world = exeunt.load("sudan-2023")
    asked = {"start": "Dongola", "to": "Egypt", "traits": {"papers": "none"}, "members": 1}
    [before], [after] = (world.ways(on=f"2023-06-{day}", **asked).ways for day in ("06", "08"))
    assert [said.rule for said in before.rules] == ["EGY-enter"]
    assert [said.rule for said in after.rules] == ["EGY-enter", "EGY-visa-all"]
    assert after.rules[1].text.startswith("Egypt: visa before entry, from Wadi Halfa or Port Sudan, for everybody; ")
    assert after.rules[1].text.endswith("from 2023-06-10")


def test_what_shuts_some_doors_of_a_country_is_told_beside_what_is_not_known_of_it():
    """Walking was barred at seven gates to Poland; that Poland let everybody in is assumed, as of its neighbours."""
    answer = exeunt.load("ukraine-2022").ways(start="Kyiv", on="2022-02-24T08:00", members=1)
    assert not answer.shut
    assert {each.country for each in answer.unknown} >= {"POL", "SVK", "HUN"}
    [poland] = (each for each in answer.unknown if each.country == "POL")
    assert [said.rule for said in poland.barred] == ["walkers-not"]
    assert "nobody may enter on foot" in str(answer)
    assert [rule["id"] for rule in poland.as_json()["barred"]] == ["walkers-not"]


def test_who_is_forbidden_to_leave_is_told_so_where_nothing_is_known_of_the_doors_too():
    asked = {"start": "Kyiv", "on": "2022-02-25T18:00", "members": 1}
    world = exeunt.load("ukraine-2022")
    for liable, barred in (("yes", ["men-stay"]), ("no", [])):
        answer = world.ways(**asked, traits={"liable": liable})
        assert len(answer.unknown) == 7
        assert all([said.rule for said in each.barred] == barred for each in answer.unknown)


@pytest.mark.parametrize(("rules", "closed"), [(("by-road",), False), (("by-road", "by-air"), True)])
def test_what_shuts_each_door_of_a_country_shuts_it_together(rules, closed):
    where = {"by-road": "near>far:road", "by-air": "home>far:air"}
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 900\nnear, AAA, home, 900\nfar, CCC, town, ",
        links="from, to, mode, hours\nhome, near, road, 2\nnear, far, road, 2\nhome, far, air, 2",
        rules=RULES + "\nopen, , , , enter, CCC, , allow, , guessed"
        + "".join(f"\n{id_}, , , , enter, {where[id_]}, , deny, , said" for id_ in rules),
        claims=CLAIMS,
    )  # fmt: skip
    answer = ways(world, traits={})
    assert set(shut(answer)) == ({"CCC"} if closed else set())
    assert [[said.rule for said in each.barred] for each in answer.unknown] == ([] if closed else [["by-road"]])


def test_a_road_at_home_that_is_shut_is_told_where_no_way_is_left():
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 900\nedge, AAA, home, 9\nfar, CCC, town, ",
        links="from, to, mode, hours\nhome, edge, road, 2\nedge, far, road, 2",
        rules=f"{RULES}\nopen, , , , enter, CCC, , allow, , said\nbridge, , , , leave, home>edge:road, , deny, , said",
        claims=CLAIMS,
    )
    [unknown] = ways(world, traits={}).unknown
    assert [said.rule for said in unknown.barred] == ["bridge"]


def test_when_a_rule_will_end_is_known_only_if_it_was_announced():
    silent = doors(rules="c-shut, 2024-01-02, 2024-01-04, , enter, CCC, , deny, , said")
    assert shut(ways(silent)) == {"CCC": "c-shut"}
    assert "until" not in ways(silent).shut[0].said.text
    told = doors(rules="c-shut, 2024-01-02, 2024-01-04, , enter, CCC, , deny, 2024-01-01, said")
    assert "until 2024-01-04" in ways(told).shut[0].said.text
    assert set(to(ways(silent, on="2024-01-05"))) == {"BBB", "CCC", "DDD"}, "it has ended"


def test_an_announced_opening_is_told_and_not_offered():
    world = doors().without_rule("c-open").with_rule(
        where="CCC", act="enter", effect="allow", since="2024-01-05", announced="2024-01-02", claim="said"
    )  # fmt: skip
    answer = ways(world)
    assert "CCC" not in to(answer)
    [told] = answer.unknown
    assert "is announced to" in told.text
    assert "from 2024-01-05" in told.said.text
    assert "CCC" in to(ways(world, on="2024-01-05"))


def test_a_country_that_lets_nobody_stay_is_shut():
    answer = ways(doors(rules="d-none, 2024-01-02, , , stay, DDD, , deny, , said"))
    assert shut(answer) == {"DDD": "d-none"}
    assert "nobody may stay" in answer.shut[0].said.text


def test_an_allow_that_is_announced_to_end_is_a_closing():
    world = doors().without_rule("c-open")
    world = world.with_rule(where="CCC", act="enter", effect="allow", until="2024-01-04", announced="2024-01-01",
                            claim="said", id="c-week")  # fmt: skip
    assert [said.rule for said in to(ways(world))["CCC"].closing] == ["c-week"]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("two, 2024-01-05, , , enter, CCC, , allow, 2024-01-01, said", []),
        ("two, 2024-01-05, 2024-01-08, , enter, CCC, , allow, 2024-01-01, said", [("two", "2024-01-09T00:00")]),
        ("two, 2024-01-06, , , enter, CCC, , allow, 2024-01-01, said", [("one", "2024-01-05T00:00")]),
        ("off, 2024-01-06, , , enter, CCC, , deny, 2024-01-01, said", [("one", "2024-01-05T00:00")]),
        ("off, 2024-01-04T18:00, , , enter, CCC, , deny, 2024-01-01, said", [("off", "2024-01-04T18:00")]),
    ],
    ids=[
        "another goes on",
        "another takes over",
        "another comes later",
        "a denial comes later",
        "a denial comes before",
    ],
)
def test_a_closing_is_told_of_what_shuts_the_door_alone(rule, told):
    week = "one, , 2024-01-04, , enter, CCC, , allow, 2024-01-01, said"
    way = to(ways(doors(rules=f"{week}\n{rule}", seats="100000").without_rule("c-open")))["CCC"]
    assert [(said.rule, said.begins) for said in way.closing] == told


def test_of_several_leaves_to_stay_the_last_in_force_is_told_as_it_counts():
    rules = """d-long, 2024-01-02, , , stay, DDD, , stay 90 days, , said
        d-late, 2024-01-05, , , stay, DDD, , stay 5 days, 2024-01-01, said
        d-poor, , , papers = poor, stay, DDD, , stay 9 days, , said"""
    way = to(ways(doors(rules=rules)))["DDD"]
    assert [said.rule for said in way.rules] == ["b-open", "d-open", "d-long"]


def test_the_usual_price_is_that_under_the_rules():
    dear, free = (to(ways(doors(rules=f"p, , , , enter, CCC, , price x {x}, , said")))["CCC"] for x in (3, 0))
    assert dear.usual == pytest.approx(3 * 150)
    assert dear.price > dear.usual, "seats are dearer, as many want one"
    assert (free.usual, free.price) == (0, 0)


@pytest.mark.parametrize(
    ("mode", "price", "claim", "told"),
    [
        ("road", "", "", "price not known"),
        ("road", "", "km", "price not known"),
        ("rail", 0, "km, hours, price", "free"),
        ("foot", "", "", "free"),
        ("road", 20, "", "about 20 EUR"),
    ],
)
def test_a_way_is_free_only_if_somebody_says_so_or_one_walks(mode, price, claim, told):
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 900\nnear, BBB, town, ",
        links=f"from, to, mode, km, hours, price, claim\nhome, near, {mode}, 90, 20, {price}, way",
        rules=f"{RULES}\nopen, , , , enter, BBB, , allow, , said",
        claims=f"""id, said_by, stance, url, quantity
            said, Ministry, official, https://example.org/said,
            way, , assumption, , "{claim}\"""",
    )
    answer = ways(world, traits={})
    assert f"waiting none, {told}\n" in str(answer)
    assert answer.as_json()["ways"][0]["price_known"] is (told != "price not known")


def test_of_a_way_with_a_price_in_part_it_is_said_that_the_rest_is_not_known():
    answer = ways(doors().with_rule("home>near:road@gate", "enter", "price x 0"))
    assert "waiting none, free" in str(answer), "a rule says so"
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 900\nnear, AAA, home, 9\nlast, BBB, town, ",
        links="from, to, mode, hours, price\nhome, near, road, 2, 20\nnear, last, road, 2, ",
        rules=f"{RULES}\nopen, , , , enter, BBB, , allow, , said",
        claims=CLAIMS,
    )
    assert "about 20 EUR and what is not known of the price" in str(ways(world, traits={}))


def test_what_was_counted_is_told_once_it_was_published_of_which_a_blank_says_the_day_after():
    world = doors(
        observations="""id, from, until, where, measure, aggregate, value, published
            first, 2024-01-01, 2024-01-01, gate, queue_vehicles, mean, 111,
            second, 2024-01-02, 2024-01-02, gate, queue_vehicles, mean, 222, 2024-01-03T18:00
            third, 2024-01-02, 2024-01-02, gate, queue_people, mean, 333, 2024-01-03"""
    )
    told = {
        on: [said.rule for said in to(ways(world, on=f"2024-01-{on}"))["BBB"].counted]
        for on in ("02", "03T00:00", "03T18:00", "04T00:00")
    }
    assert list(told.values()) == [[], ["first"], ["first", "second"], ["first", "second", "third"]]
    for evening, midnight in (("02", "03T00:00"), ("03", "04T00:00")):
        assert world.as_of(f"2024-01-{evening}").observations["id"].tolist() == told[midnight]


def test_a_wait_that_was_counted_stands_before_the_simulated_one():
    world = doors(
        observations="""id, from, until, where, measure, aggregate, value, kind, published
            first, 2024-01-01, 2024-01-01, gate, wait_hours, mean, 30, about, 2024-01-02
            second, 2024-01-02, 2024-01-02, gate, wait_hours, mean, 48, at_most, 2024-01-03T06:00
            third, 2024-01-02, 2024-01-02, gate, queue_people, mean, 333, about, 2024-01-03T06:00"""
    )
    answer = ways(world)
    assert to(answer)["BBB"].waits_counted == ("at most 48 h at gate as counted on 2024-01-02",)
    assert not to(answer)["CCC"].waits_counted
    told = str(answer).splitlines()
    assert sum("not adjusted to what was counted" in line for line in told) == 1
    [head] = (line for line in told if " BBB, near: " in line)
    assert "on the way, waiting at most 48 h at gate as counted on 2024-01-02; simulated " in head
    assert "third" in {said.rule for said in to(answer)["BBB"].counted}


def test_more_money_never_removes_a_way():
    world = doors()
    found = [set(to(ways(world, budget=budget))) for budget in (0, 19, 20, 30, 200, 5000)]
    assert found[0] == found[1] == set()
    assert all(less <= more for less, more in pairwise(found))
    assert found[-1] == {"BBB", "CCC", "DDD"}


SLOW_BY_ROAD = """slow, , , , enter, home>near:road@gate, , delay 20 h, , said
    dear, , , , enter, home>near:road@gate, , price x 30, , said"""


def two_doors(rules, **more):
    """Return the answer to one of the papers good who may walk or ride over one gate, each in a line of its own."""
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 1000\nnear, BBB, town, 500",
        links="""from, to, mode, km, hours, price, gate
            home, near, road, 30, 1, 20, gate
            home, near, foot, 30, 6, , gate""",
        gates="""id, country_from, country_to, vehicles_per_day, foot_per_day, people_per_vehicle
            gate, AAA, BBB, 99, 99, 1""",
        traits="trait, value, share\npapers, good, 0.6\npapers, poor, 0.4",
        rules=f"{RULES}\nb-open, , , , enter, BBB, , allow, , said\n{rules}",
        claims=CLAIMS,
        days=6,
    )
    (way,) = ways(world, traits={"papers": "good"}, **more).ways
    return way


@pytest.mark.parametrize("where", ["AAA", "gate"])
def test_another_way_over_a_gate_that_is_forbidden_him_is_told_so(where):
    way = two_doors(f"no-cars, 2024-01-02, , papers = good, leave, {where}, road, deny, , said")
    assert [step.mode for step in way.steps] == ["foot"]
    assert not way.forbidden_by
    assert way.also == ("by road over gate, forbidden by AAA, waiting none, where on foot it is none",)
    [said] = way.risks
    assert said.text.startswith("by road over gate: ")
    assert "those with papers good may not leave by road from 2024-01-02" in said.text


@pytest.mark.parametrize("effect", ["risk 0.9", "deny"])
def test_what_will_be_done_to_those_who_take_another_way_over_a_gate_is_told(effect):
    rule = f"cars, 2024-01-05, , papers = good, leave, gate, road, {effect}, 2024-01-02, said"
    way = two_doors(f"{SLOW_BY_ROAD}\n{rule}")
    assert [step.mode for step in way.steps] == ["foot"]
    [said] = way.risks
    assert said.text.startswith("by road over gate: begins at 2024-01-05 00:00: ")


def test_a_closing_of_another_way_over_a_gate_is_told_and_one_who_comes_too_late_is_not_sent_there():
    shut = "cars-shut, {}, , , enter, gate, road, deny, 2024-01-02, said"
    way = two_doors(f"{SLOW_BY_ROAD}\n{shut.format('2024-01-05')}")
    assert [step.mode for step in way.steps] == ["foot"]
    assert way.also == ("by road over gate, waiting 20 h (20 h to 20 h), where on foot it is none",)
    assert [said.text.split("there")[0] for said in way.closing] == ["by road over gate: closes at 2024-01-05 00:00 "]
    way = two_doors(f"{SLOW_BY_ROAD}\n{shut.format('2024-01-04')}")
    assert (way.also, way.closing) == ((), ())


def test_no_other_way_over_a_gate_is_told_that_costs_more_than_one_has():
    asked = {"rules": "no-cars, 2024-01-02, , papers = good, leave, gate, road, deny, , said"}
    assert two_doors(**asked, budget=20).also
    assert not two_doors(**asked, budget=19).also


def test_what_is_beyond_the_budget_is_told_with_its_price():
    answer = ways(doors(), budget=25)
    assert set(to(answer)) == {"BBB"}
    assert {each.country: each.price for each in answer.beyond} == pytest.approx({"DDD": 30, "CCC": 150}, rel=2)
    assert "beyond the budget of 25 EUR" in str(answer)


@pytest.mark.parametrize("budget", [0, 5])
def test_with_little_money_one_is_told_of_a_slow_way_that_the_crowd_passes_over(budget):
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 900\nnear, BBB, town, 500",
        links="from, to, mode, km, hours, price\nhome, near, road, 120, 2, 30\nhome, near, foot, 120, 72, ",
        rules=f"{RULES}\nb-open, , , , enter, BBB, , allow, , said",
        claims=CLAIMS,
    )
    [rich] = ways(world, traits={}, budget=30).ways
    assert [step.mode for step in rich.steps] == ["road"]
    answer = ways(world, traits={}, budget=budget)
    [poor] = answer.ways
    assert ([step.mode for step in poor.steps], poor.price, poor.hours) == (["foot"], 0, 72)
    assert poor.worth < rich.worth
    assert not answer.beyond


def test_of_cheap_ways_the_one_in_time_for_a_door_is_told_though_another_is_cheaper():
    """To the edge of the country one may walk or ride; who walks comes to the border when it has shut."""
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 900\nedge, AAA, home, 9\nfar, BBB, town, 500",
        links="""from, to, mode, km, hours, price
            home, edge, foot, 100, 30, 0
            home, edge, road, 100, 2, 9
            home, far, air, 900, 1, 400
            edge, far, foot, 9, 40, 0""",
        rules=f"""{RULES}
            b-open, , , , enter, BBB, , allow, , said
            b-shut, 2024-01-05T11:00, , , enter, BBB, , deny, 2024-01-01, said""",
        claims=CLAIMS,
        days=6,
    )
    [way] = ways(world, traits={}, budget=9).ways
    assert [(step.mode, step.end) for step in way.steps] == [("road", "edge"), ("foot", "far")]
    [beyond] = ways(world, traits={}, budget=8).beyond
    assert beyond.price == pytest.approx(9)


def test_with_no_money_one_can_still_walk():
    world = build(
        places="id, country, kind, population, utc_offset\nhome, AAA, home, 1000, 0\nnear, BBB, town, 500, 0",
        links="from, to, mode, km, hours, price, gate, both_ways\nhome, near, foot, 30, 1, 2, gate, yes",
        gates="id, country_from, country_to\ngate, AAA, BBB",
        rules=f"{RULES}\nb-open, , , , enter, BBB, , allow, , said",
        claims=CLAIMS,
        threat=1,
    )
    answer = world.ways(start="home", on="2024-01-02", budget=0, members=1)
    assert answer.ways[0].price == 0
    assert answer.ways[0].hours == pytest.approx(6)
    assert world.ways(start="home", on="2024-01-02", members=1).ways[0].hours == pytest.approx(1)


def test_leaving_begins_anywhere_and_no_country_is_a_way_to_itself():
    answer = ways(doors(), start="near")
    assert set(to(answer)) == {"DDD"}


def test_one_country_may_be_asked_about():
    answer = ways(doors(), to="CCC")
    assert set(to(answer)) == {"CCC"}
    assert not answer.shut
    assert not answer.unknown
