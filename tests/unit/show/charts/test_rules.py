"""The rules in words, and what is never shown by gate."""

import pandas as pd

from exeunt.show.charts.rules import rules_bar, rules_of


def test_who_is_liable_is_told_by_country_and_never_by_gate(subject):
    told = [rule for rule in rules_of(subject) if "liable" in rule.who]
    assert len(told) == 1
    assert told[0].what == "leaving towards BBB: 2 to 5 % risk of being stopped"
    assert told[0].country == "AAA"
    assert told[0].start == pd.Timestamp("2024-01-02")
    assert told[0].end is None  # one of the two has no end
    assert set(told[0].claims) == {"law", "rumour"}
    assert "First" not in told[0].what


def test_a_rule_of_leaving_is_told_under_the_country_that_is_left(subject_of):
    rules = """id, from, until, who, act, where, mode, effect, claim
out, , , , leave, one, , deny, law
in, , , , enter, one, , deny, law"""
    told = {rule.ids: (rule.country, rule.what) for rule in rules_of(subject_of(rules=rules))}
    assert told["out",] == ("AAA", "leaving at First <gate>: shut")
    assert told["in",] == ("BBB", "entering at First <gate>: shut")


def test_other_rules_name_their_gate(subject):
    by_id = {rule.ids: rule for rule in rules_of(subject)}
    assert by_id[("quota",)].what == "entering at First <gate>: at most 500 a day"
    assert by_id[("shut",)].what == "entering: shut"
    assert by_id[("open",)].who == "everyone"


def test_the_bar_shows_what_begins_or_ends_in_the_period(subject):
    picture = rules_bar(subject, rules_of(subject), {"rumour": "whoever made the scenario, assumption"})
    rows = (
        [row for data in picture.spec["datasets"].values() for row in data if "label" in row]
        if "datasets" in picture.spec
        else []
    )
    assert {row["label"] for row in rows} == {
        "BBB: entering: shut",
        "AAA: leaving towards BBB: 2 to 5 % risk of being stopped (those with liable yes)",
    }
    assert rows[0]["from"] >= "2024-01-01"
    assert "whoever made the scenario" in " ".join(row["said"] for row in rows)


def test_hours_at_which_rules_begin_and_end_are_told(subject_of):
    rules = """id, from, until, who, act, where, mode, effect, claim
open, , , , enter, BBB, , allow, law
shut, 2024-01-02T21:00, 2024-01-03T06:00, , enter, BBB, , deny, law
slow, 2024-01-02, 2024-01-03, , enter, BBB, , delay 1 h, law"""
    subject = subject_of(rules=rules)
    told = rules_bar(subject, rules_of(subject), {}).spec["datasets"]
    rows = {row["effect"]: (row["since"], row["end"]) for data in told.values() for row in data if "label" in row}
    assert ("2 January 2024, 21:00", "3 January 2024, 06:00") in rows.values()
    assert ("2 January 2024", "3 January 2024") in rows.values()


def test_rules_of_two_modes_are_two_rows(subject_of):
    rules = """id, from, until, who, act, where, mode, effect, claim
open, , , , enter, BBB, , allow, law
by-road, 2024-01-02, , liable = yes, leave, one, road, risk 0.02, law
by-rail, 2024-01-02, , liable = yes, leave, two, rail, risk 0.05, law"""
    told = [rule.what for rule in rules_of(subject_of(rules=rules)) if rule.kind == "risk"]
    assert len(told) == 2
    assert any(" by road: " in what for what in told)
    assert any(" by rail: " in what for what in told)


def test_of_a_risk_of_none_it_is_said_that_nobody_is_stopped(subject_of):
    rules = """id, from, until, who, act, where, mode, effect, claim
law, , , liable = yes, leave, AAA, , risk 0, law
free, , , , enter, BBB, , price x 0, law"""
    told = [rule.what for rule in rules_of(subject_of(rules=rules))]
    assert told == ["leaving: nobody is stopped for it", "entering: free of charge"]
