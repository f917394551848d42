"""A world as of a day holds what was known by its end, and nothing else can reach it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from exeunt.api import World
from exeunt.errors import InputError, ScenarioError
from exeunt.scenario.reading import read
from exeunt.scenario.writing import write
from worlds import build

PLACES = "id, country, kind, population\nhome, AAA, home, 1000\ntown, BBB, town,"
LINKS = "from, to, mode, hours, gate, both_ways\nhome, town, road, 1, gate, yes"
CLAIMS = """id, date, stance, quantity, value
    early, 2024-01-01, official, draft_total, 1000
    late, 2024-01-03, official, draft_total, 5000
    guess, , assumption, , """
GATES = """id, country_from, country_to, people_per_day, claim, known_until
    gate, AAA, BBB, 100, late,
    gate, AAA, BBB, 40, guess, 2024-01-03"""
DRIVERS = """name, where, value, claim, known_until
    threat, , 1, early,
    threat, , 3, late,
    threat, , 2, guess, 2024-01-03"""
RULES = """id, from, until, act, where, effect, announced, claim, known_until
    open, , , enter, BBB, allow, , ,
    soon, 2024-01-04, , enter, BBB, delay 1 h, 2024-01-02, late,
    told, 2024-01-02, , enter, BBB, delay 2 h, , late,
    begun, 2024-01-03, , enter, BBB, delay 3 h, , guess,
    ends, , 2024-01-02, enter, BBB, delay 4 h, , late,
    ends, , , enter, BBB, delay 4 h, , guess, 2024-01-03"""
FIGURES = """id, from, until, where, measure, value, published, claim
    one, 2024-01-01, 2024-01-01, gate, crossings_in, 10, 2024-01-02T20:00, guess
    two, 2024-01-01, 2024-01-01, gate, crossings_in, 11, 2024-01-03, guess
    three, 2024-01-01, 2024-01-02, gate, crossings_in, 12, , guess"""


def small(**other: str) -> World:
    tables = {"claims": CLAIMS, "gates": GATES, "drivers": DRIVERS, "rules": RULES, "observations": FIGURES, **other}
    return build(places=PLACES, links=LINKS, **tables)


def test_what_was_believed_before_is_no_part_of_the_world_of_today():
    world = small()
    assert world.gates["people_per_day"].tolist() == [100]
    assert world.drivers["value"].tolist() == [1, 3]
    assert world.rules["id"].tolist() == ["open", "soon", "told", "begun", "ends"]
    plain = small(gates=GATES.rsplit("\n", 1)[0], drivers=DRIVERS.rsplit("\n", 1)[0], rules=RULES.rsplit("\n", 1)[0])
    assert world.hash == plain.hash, "it decides no run of today"


@pytest.mark.parametrize(
    ("day", "rules", "values", "capacity", "figures"),
    [
        # on the first nobody had heard of the rules but the open door, and `ends` had no end that anybody knew of
        ("2024-01-01", ["open", "ends"], [1, 2], 40, []),
        ("2024-01-02", ["open", "soon", "ends"], [1, 2], 40, ["one"]),
        ("2024-01-03", ["open", "soon", "told", "begun", "ends"], [1, 3], 100, ["one", "two", "three"]),
    ],
)
def test_each_row_is_known_from_its_day_on(day, rules, values, capacity, figures):
    known = small().as_of(day)
    assert known.rules["id"].tolist() == rules
    assert known.drivers["value"].tolist() == values
    assert known.gates["people_per_day"].tolist() == [capacity]
    assert known.observations["id"].tolist() == figures
    assert known.claims["id"].tolist() == (["early", "guess"] if day < "2024-01-03" else ["early", "late", "guess"])
    assert known.check() == []
    assert f"as it was known by the end of {day}" in repr(known)


def test_a_rule_without_an_announcement_or_a_dated_claim_is_known_when_it_begins():
    world = small(rules=f"{RULES}\n always, , 2024-01-04, enter, BBB, price x 2, , ,")
    assert "always" in set(world.as_of("2023-01-01").rules["id"]), "one with no date at all was always known"
    assert "begun" not in set(world.as_of("2024-01-02").rules["id"])
    assert "begun" in set(world.as_of("2024-01-03").rules["id"])


def test_a_rule_announced_before_its_claim_was_made_names_no_claim():
    assert small().as_of("2024-01-02").rules.set_index("id")["claim"].to_dict()["soon"] == ""
    assert small().as_of("2024-01-03").rules.set_index("id")["claim"].to_dict()["soon"] == "late"


def test_an_end_that_was_learned_later_is_not_known():
    ends = {day: small().as_of(day).rules.set_index("id").loc["ends", "until"] for day in ("2024-01-02", "2024-01-03")}
    assert pd.isna(ends["2024-01-02"])
    assert ends["2024-01-03"] == pd.Timestamp("2024-01-03"), "the moment it is over"


def test_of_two_beliefs_the_first_that_was_to_end_counts():
    gates = GATES.replace("40, guess, 2024-01-03", "40, early, 2024-01-03\ngate, AAA, BBB, 20, guess, 2024-01-02")
    world = small(gates=gates)
    assert [world.as_of(f"2024-01-0{day}").gates["people_per_day"].item() for day in (1, 2, 3)] == [20, 40, 100]


def test_what_something_else_needs_is_missed_by_name():
    world = small(gates=GATES.rsplit("\n", 1)[0])
    with pytest.raises(ScenarioError) as caught:
        world.as_of("2024-01-02")
    (fault,) = caught.value.faults
    assert (fault.file, fault.row, fault.column) == ("gates.csv", 2, "claim")
    assert str(fault).endswith(
        "gate 'gate' is known only from 2024-01-03 on; give a row with known_until for those who know less"
    )
    assert world.as_of("2024-01-03").gates["people_per_day"].item() == 100


def test_traits_are_replaced_and_people_counted_anew():
    traits = """trait, value, share, claim, known_until
        kind, plain, 0.75, late,
        kind, rare, 0.25, late,
        kind, plain, 0.5, guess, 2024-01-03
        kind, rare, 0.5, guess, 2024-01-03"""
    world = small(traits=traits)
    assert world.people.tolist() == [[750, 250]]
    assert world.as_of("2024-01-02").people.tolist() == [[500, 500]]
    assert world.as_of("2024-01-03").people.tolist() == [[750, 250]]


def test_readings_fall_to_the_claims_that_were_made():
    world = small()
    world = replace(world, settings=replace(world.settings, readings={"draft_total": {"early": 0.25, "late": 0.75}}))
    assert world.as_of("2024-01-02").readings == {"draft_total": {"early": 1.0}}
    assert world.as_of("2024-01-03").readings == {"draft_total": {"early": 0.25, "late": 0.75}}
    assert world.as_of("2023-12-31").readings == {}
    assert world.reading("draft_total", "early").as_of("2024-01-02").chosen == {"draft_total": "early"}
    with pytest.raises(InputError, match=r"Nobody had said late about draft_total by 2024-01-02"):
        world.reading("draft_total", "late").as_of("2024-01-02")


def test_knowledge_only_shrinks():
    known = small().as_of("2024-01-02")
    assert known.as_of("2024-01-03") is known, "who knows less knows no more later"
    with pytest.raises(InputError, match=r"only what was known on 2024-01-02; ask the whole scenario"):
        known.as_of("2024-01-01")
    with pytest.raises(InputError, match=r"'28 September' is no day; write one as 2022-09-28"):
        small().as_of("28 September")


def test_what_is_set_by_hand_stays():
    world = small().with_parameter("news_hours", 5)
    assert world.as_of("2024-01-02").fixed == world.fixed


def test_a_world_that_is_cut_short_or_changed_is_known_as_of_a_day_too():
    short = small().lasting(2)
    assert short.as_of("2024-01-03").hash == small().as_of("2024-01-03").lasting(2).hash
    supposed = small().with_rule("BBB", "enter", "deny", since="2024-01-04", id="what-if", claim="late")
    known = supposed.as_of("2024-01-01").rules.set_index("id")
    assert known.loc["what-if", "claim"] == ""
    assert known.index.tolist() == ["open", "ends", "what-if"], "what it would do is asked, whoever knew of it"
    assert "ends" not in set(small().without_rule("ends").as_of("2024-01-01").rules["id"])


def test_it_is_written_with_what_was_believed_and_read_again(tmp_path):
    world = small()
    write(world, tmp_path / "whole")
    again = replace(read(tmp_path / "whole", World), fixed=world.fixed)
    assert again.hash == world.hash
    assert again.as_of("2024-01-02").hash == world.as_of("2024-01-02").hash
    known = world.as_of("2024-01-02")
    write(known, tmp_path / "known")
    as_known = replace(read(tmp_path / "known", World), fixed=world.fixed)
    assert as_known.hash == known.hash
    assert as_known.earlier == {}


# -- what `exeunt check` says of the columns


def faults_of(**tables: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        small(**tables)
    return [f"{fault.file}:{fault.row}:{fault.column} {fault.wrong}" for fault in caught.value.faults]


def test_an_id_may_stand_once_more_only_with_a_day_of_its_own():
    wrong = "'gate' is already used in row 3"
    assert faults_of(gates=f"{GATES}\ngate, AAA, BBB, 30, guess, 2024-01-03") == [f"gates.csv:4:id {wrong}"]
    again = GATES.replace("40, guess, 2024-01-03", "40, guess,")
    assert faults_of(gates=again) == ["gates.csv:3:id 'gate' is already used in row 2"]


def test_two_links_of_one_day_cannot_both_be_believed():
    links = f"{LINKS.replace('both_ways', 'both_ways, known_until')},\n" + "\n".join(
        f"home, town, road, {hours}, gate, yes, 2024-01-03" for hours in (2, 3)
    )
    tables = {"places": PLACES, "links": links, "claims": CLAIMS, "gates": GATES}
    with pytest.raises(ScenarioError) as caught:
        build(**tables)
    assert [(fault.row, fault.column, fault.wrong) for fault in caught.value.faults] == [
        (4, "known_until", "another row with this day speaks of the same")
    ]
    assert build(**{**tables, "links": links.rsplit("\n", 1)[0]}).as_of("2024-01-02").links["hours"].tolist() == [2]


def test_a_belief_that_nobody_could_hold_is_a_fault():
    wrong = "the row is believed before 2024-01-03, but its claim is of 2024-01-03"
    assert faults_of(gates=GATES.replace("40, guess", "40, late")) == [f"gates.csv:3:known_until {wrong}"]


def test_rows_believed_before_are_checked_as_those_of_today():
    assert faults_of(drivers=DRIVERS.replace("2, guess", "2, nobody")) == ["drivers.csv:4:claim 'nobody' is not known"]
    found = faults_of(rules=RULES.replace("ends, , , enter, BBB", "ends, , , enter, CCC"))
    assert found == ["rules.csv:7:where 'CCC' is not known"]


def test_an_added_rule_is_known_today(tmp_path):
    file = tmp_path / "more.csv"
    file.write_text("id,act,where,effect,known_until\nmore,enter,BBB,delay 1 h,2024-01-02\n")
    with pytest.raises(ScenarioError, match=r"more.csv:2:known_until: an added rule is known today"):
        small().with_rules(file)


@pytest.mark.parametrize(
    ("row", "column", "wrong"),
    [
        ("x, , , delay 1 h, 2024-01-03", "from", "is blank"),
        ("x, 2024-01-03, , delay 1 h, 2024-01-02", "from_latest", "lies before `from`"),
        ("x, 2024-01-01, 2024-01-02, delay 1 h, 2024-01-03", "until", "the rule may end before it begins"),
        ("x, 2024-01-01, , quota 5/day, 2024-01-03", "from_latest", "when 'quota' begins must be known"),
        ("x, 2024-01-01, , capacity x 2, 2024-01-03", "from_latest", "when 'capacity' begins must be known"),
        ("x, 2024-01-01, , open 08:00-20:00, 2024-01-03", "from_latest", "when 'open' begins must be known"),
    ],
)
def test_uncertain_days_are_checked(row, column, wrong):
    rules = "id, from, until, effect, from_latest, act, where"
    (found,) = faults_of(rules=f"{rules}\n{row}, enter, BBB")
    assert found.startswith(f"rules.csv:2:{column} {wrong}")


def test_more_than_three_uncertain_rules_are_refused():
    rows = [f"x{n}, 2024-01-01, delay 1 h, 2024-01-03, enter, BBB" for n in range(4)]
    head = "id, from, effect, from_latest, act, where"
    assert len(small(rules="\n".join([head, *rows[:3]])).rules) == 3
    (found,) = faults_of(rules="\n".join([head, *rows]))
    assert found == "rules.csv:5:from_latest the day on which it begins is uncertain, as that of 3 other rules"


def test_what_has_not_begun_begins_later():
    """By the end of a day a rule that is still uncertain has not begun; what was expected by then is not any more."""
    head = "id, from, from_latest, announced, act, where, effect"
    world = small(rules=f"{head}\nx, 2024-01-02, 2024-01-04, 2024-01-01, enter, BBB, deny")
    assert [world.as_of(f"2024-01-0{day}").rules["from"].dt.day.tolist() for day in (1, 2, 3, 4)] == [[2], [3], [4], []]
    assert world.as_of("2023-12-31").rules.empty
