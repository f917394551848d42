"""What changes from one run to another, and what was asked to be different."""

import json
import re

import numpy as np
import pytest

from exeunt.show.charts.drawing import through_zero
from exeunt.show.page.difference import difference
from exeunt.show.page.report import make_page

RULES = "id, from, until, who, act, where, effect, claim\nopen, , , , enter, BBB, allow, law"
DRIVERS = "name, where, from, until, value\nthreat, , 2024-01-02, , "


@pytest.fixture
def asked(subject_of):
    """Return what a report says was asked to be different of two runs whose scenarios have these tables."""

    def ask(ours, theirs):
        return difference(subject_of(**ours), subject_of(**theirs)).asked

    return ask


def test_the_same_is_said_only_of_the_same(asked):
    assert asked({"rules": RULES}, {"rules": RULES}) == ("Both runs were asked the same.",)


def test_a_rule_of_the_same_id_that_says_something_else_is_told(asked):
    other = RULES.replace("allow", "quota 500/day")
    assert asked({"rules": RULES}, {"rules": other}) == (
        "In the second run the rule open (entering BBB: allowed) is another: entering BBB: at most 500 a day.",
    )


@pytest.mark.parametrize(
    ("ours", "theirs", "said"),
    [
        (",2024-01-03", ",2024-01-02T14:59", "until 2 January 2024, 14:59 instead of until 3 January 2024"),
        ("2024-01-02,", ",2024-01-03", "until 3 January 2024 instead of from 2 January 2024"),
        (",", "2024-01-02,2024-01-03", "from 2 January 2024 until 3 January 2024 instead of always"),
    ],
)
def test_a_rule_that_holds_at_another_time_is_told_by_its_times_alone(asked, ours, theirs, said):
    one, other = (f"{RULES}\nshut, {times}, , leave, one, deny, law" for times in (ours, theirs))
    assert asked({"rules": one}, {"rules": other}) == (
        f"In the second run leaving at First <gate>: shut {said} (the rule shut).",
    )


def test_a_rule_that_rests_on_another_claim_is_told_by_that(asked):
    assert asked({"rules": RULES}, {"rules": RULES.replace("law", "rumour")}) == (
        "In the second run the rule open (entering BBB: allowed) differs in claim.",
    )


def test_a_rule_about_who_is_liable_names_no_gate(asked):
    one, other = (f"{RULES}\nrisk, , , liable = yes, leave, one, risk {share}, law" for share in (0.1, 0.2))
    (said,) = asked({"rules": one}, {"rules": other})
    assert "leaving AAA towards BBB: 20 % risk of being stopped (those with liable yes)" in said
    assert "gate" not in said


def test_rules_that_are_left_out_and_added_are_told(asked):
    more = f"{RULES}\nshut, 2024-01-02, , , enter, BBB, deny, law"
    shut = "the rule shut (entering BBB: shut from 2 January 2024)"
    assert asked({"rules": RULES}, {"rules": more}) == (f"The second run adds {shut}.",)
    assert asked({"rules": more}, {"rules": RULES}) == (f"The second run leaves out {shut}.",)


def test_a_rule_that_begins_at_an_hour_is_told_with_it(asked):
    more = f"{RULES}\nshut, 2024-01-02T08:00, , , enter, BBB, deny, law"
    shut = "the rule shut (entering BBB: shut from 2 January 2024, 08:00)"
    assert asked({"rules": RULES}, {"rules": more}) == (f"The second run adds {shut}.",)


def test_tables_that_say_something_else_are_named(asked):
    ours, theirs = ({"rules": RULES, "drivers": DRIVERS + value} for value in ("1", "2"))
    assert asked(ours, theirs) == ("The scenarios say different things in the table drivers.",)


def test_settings_that_differ_are_not_passed_over(subject_of):
    before, after = subject_of(), subject_of()
    after.run.manifest["scenario_hash"] = "1" * 64
    assert difference(before, after).asked == ("The scenarios differ in their settings (scenario.toml).",)


def test_how_many_more_flee_and_where(subject_of):
    before, after = subject_of(members=6), subject_of(members=6)
    after.run.variables["arrivals"][:, 0, 1] += np.array([990, 995, 1000, 1000, 1005, 1010])
    found = difference(before, after)
    assert found.sentences[0].striptags() == (
        "1,000 (991 to 1,010) more people flee abroad in the second run than in the first; the largest changes by "
        "country, in medians: 1,000 more to BBB."
    )
    rows = {change.what: change for change in found.changes if change.where == "BBB"}
    assert set(rows) == {"people who fled"}
    assert (rows["people who fled"].difference, rows["people who fled"].band) == ("+1,000", "+991 to +1,009")
    assert rows["people who fled"].is_clear


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (-700, 1600, [-500, 0, 500, 1000, 1500]),
        (-457, 417, [-400, -200, 0, 200, 400]),
        (-3782, 4917, [-2000, 0, 2000, 4000]),
        (-0.3, 0.1, [-0.3, -0.2, -0.1, 0, 0.1]),
        (-1000, 1900, [-1000, 0, 1000]),
        (10, 390, [0, 100, 200, 300]),
        (-0.35, -0.1, [-0.3, -0.2, -0.1, 0]),
        (0, 0, [0]),
    ],
)
def test_the_axis_of_differences_labels_zero(low, high, labels):
    assert through_zero(low, high) == pytest.approx(labels)


def test_a_picture_of_differences_labels_zero(subject_of):
    before, after = subject_of(), subject_of()
    after.run.variables["arrivals"][:] += 1000
    (picture,) = difference(before, after).pictures
    axes = re.findall(r'"values": (\[[^]]*\])', json.dumps(picture.spec))
    assert [0.0 in json.loads(each) for each in axes if "{" not in each] == [True]


def test_few_members_and_mean_runs_cannot_tell_a_change_from_chance(subject_of):
    for mean, said in ((False, "With 3 members nothing can be told from chance"), (True, "Mean runs are compared")):
        before, after = subject_of(), subject_of()
        for subject in (before, after):
            subject.run.manifest["mean"] = mean
        after.run.variables["arrivals"][:] += 1000
        found = difference(before, after)
        assert said in found.sentences[0]
        assert [each.is_clear for each in found.changes] == [None] * len(found.changes)


def test_runs_that_come_to_the_same_do_not_differ(subject_of):
    assert difference(subject_of(), subject_of()).sentences == (
        "The two runs do not differ in any country or at any gate.",
    )


def test_runs_that_differ_on_single_days_only_are_told_to(subject_of):
    before, after = subject_of(), subject_of()
    for day, more in enumerate((7, -7)):
        after.run.variables["arrivals"][{"time": day}] += more
    assert difference(before, after).sentences == (
        "Over the whole period the two runs do not differ, but on single days they do.",
    )


def test_of_two_mean_runs_nothing_is_said_of_courses_and_people_are_whole(subject_of):
    before, after = subject_of(members=1), subject_of(members=1)
    for subject in (before, after):
        subject.run.manifest["mean"] = True
    after.run.variables["queue_people"][:] += 400
    after.run.variables["arrivals"] = after.run.variables["arrivals"] + np.array([0.0, 1.875])
    assert difference(before, after).sentences[0].startswith('<data value="8">8</data> more people flee abroad')
    html = make_page(before.run, after.run).html()
    read = html[html.index("<h1>") : html.index('<script type="application/json"')]
    words = ("median", "90 % band", "courses", "member by member", "on average", "half ")
    assert not [word for word in words if word in read]


def test_every_difference_is_told_in_words_and_people_are_whole(subject_of):
    before, after = subject_of(members=6), subject_of(members=6)
    for name in ("arrivals", "wait_hours", "country_crossings_in"):
        after.run.variables[name] = after.run.variables[name] + 100.25
    found = difference(before, after)
    told = {change.what for change in found.changes}
    assert told == {"people who fled", "people entering", "hours of waiting on the highest day"}
    formats = {
        picture.name: set(re.findall(r'"format": "[+]?(,[.]\df)"', json.dumps(picture.spec)))
        for picture in found.pictures
    }
    assert formats == {"difference-arrivals": {",.0f"}, "difference-wait-hours": {",.1f"}}
