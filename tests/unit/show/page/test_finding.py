"""The two sentences."""

import numpy as np
import pytest

from exeunt.show.page.finding import finding
from exeunt.show.page.report import make_page
from exeunt.show.subject import Subject


def stand(subject, courses, **sizes):
    """Let a line stand at the first gate as (member, day) says, of so many vehicles, km and hours, and at no other."""
    for name, value in {"queue_people": courses, **sizes}.items():
        subject.run.variables[name][:] = 0
        subject.run.variables[name][:, :, 0] = value


def test_who_went_where_with_the_exact_numbers_behind_the_rounded(subject):
    subject.run.variables["arrivals"][:] = 0
    subject.run.variables["arrivals"][:, 0, 1] = [1234, 1234, 2345]
    who, _ = finding(subject)
    assert '<data value="1234">1,230</data>' in who
    assert who.striptags() == (
        "In this simulation 1,230 people (1,230 to 2,230) fled abroad from AAA between 1 January and 4 January 2024; "
        "all went first to BBB (driven by assumption)."
    )
    subject.run.variables["arrivals"][:, 0, 0] = 1
    (who, _), told = finding(Subject(subject.run)), "; the most went first to BBB (1,230; 1,230 to 2,230, driven by "
    assert f"{told}assumption) and AAA (1; 1 to 1, driven by assumption)." in who.striptags()


def test_a_run_of_one_day_is_of_that_day(subject_of):
    subject = subject_of(days=1)
    assert "fled abroad from AAA on 1 January 2024; " in finding(subject)[0].striptags()
    assert make_page(subject.run).subtitle.startswith("1 January 2024; ")
    subject.run.variables["arrivals"][:] = 0
    assert finding(Subject(subject.run))[0] == "In this run nobody fled from AAA on 1 January 2024."


def test_names_of_a_scenario_are_escaped(subject):
    stand(subject, 4000)
    assert "First &lt;gate&gt;" in finding(subject)[1]


def test_nobody_and_nothing(subject):
    for name in ("arrivals", "queue_people"):
        subject.run.variables[name][:] = 0
    who, queue = finding(subject)
    assert "nobody fled" in who
    assert queue == "At no gate did a queue reach 50 people on average over the courses."


def test_a_single_course_is_told_as_it_went(subject_of):
    subject = subject_of(members=1)
    stand(subject, [[0, 600, 0, 0]], queue_vehicles=0, wait_hours=np.nan)
    assert finding(subject)[1].striptags() == (
        "The longest line is at First <gate> (into BBB), worst around 2 January: 600 people; it is gone by 3 January."
    )
    without = subject_of(members=1)
    stand(without, 49)
    assert finding(without)[1] == "At no gate did a queue reach 50 people."


def test_a_line_that_is_long_in_some_courses_is_told_by_how_often_and_how_long_it_is_then(subject):
    stand(subject, 60, queue_vehicles=40, queue_km=2, wait_hours=6)
    line = subject.run.variables["queue_people"]
    line[0, 1, 0], line[2, 2, 0] = 4000, 2000
    line[2, 3, 0] = 10
    assert finding(subject)[1].striptags() == (
        "The line most to be reckoned with is at First <gate> (into BBB): it reaches 1,000 people in 2 of 3 simulated "
        "courses, and where it does, its worst day has 3,000 people (2,100 to 3,900) in 40 vehicles along 2 km, a wait "
        "of 6 hours (6 to 6); half of these lines are gone by 3 January."
    )


def test_a_line_that_is_never_long_is_told_as_it_is_in_all_courses(subject):
    stand(subject, 70, queue_vehicles=0, wait_hours=np.nan)
    assert finding(subject)[1].striptags() == (
        "The longest line is at First <gate> (into BBB), worst around 1 January: 70 people (70 to 70) and in no course "
        "1,000 or more; half of these lines have not cleared when the run ends."
    )


def test_courses_without_a_line_say_nothing_of_when_it_is_worst_and_when_it_is_gone(subject_of):
    subject = subject_of(members=10, days=31)
    courses = np.zeros((10, 31))
    courses[:4, 25:30] = 600
    stand(subject, courses, queue_vehicles=0, wait_hours=np.nan)
    assert finding(subject)[1].striptags() == (
        "The longest line is at First <gate> (into BBB): it stands in 4 of 10 simulated courses, worst around "
        "26 January: 600 people (600 to 600) and in no course 1,000 or more; half of these lines are gone by "
        "31 January."
    )


@pytest.mark.parametrize(
    ("people", "said"), [(5000, ", in every course 1,000 or more"), (999, " and in no course 1,000")]
)
def test_a_line_in_every_course_says_whether_it_is_long_in_all(subject, people, said):
    stand(subject, people, queue_vehicles=0, wait_hours=np.nan)
    assert f" people ({people:,} to {people:,}){said}" in finding(subject)[1].striptags()


def test_days_over_a_turn_of_the_year_say_of_which_year_they_are(subject_of):
    subject = subject_of(members=1, first_day="2023-12-30")
    stand(subject, [[0, 600, 0, 0]], queue_vehicles=0, wait_hours=np.nan)
    who, queue = finding(subject)
    assert " between 30 December 2023 and 2 January 2024; " in who
    assert queue.striptags() == (
        "The longest line is at First <gate> (into BBB), worst around 31 December 2023: 600 people; it is gone by "
        "1 January 2024."
    )


def test_who_fled_is_whole(subject):
    subject.run.variables["arrivals"] = subject.run.variables["arrivals"] * 0.0 + np.array([10.0, 20.25])
    assert "In this simulation 121 people (121 to 121) fled" in finding(subject)[0].striptags()


def test_people_and_vehicles_are_whole_where_kilometres_and_hours_are_not(subject):
    stand(subject, np.array([[60.4, 0, 0, 0], [93.7, 0, 0, 0], [95.2, 0, 0, 0]]), queue_vehicles=31.2, queue_km=0.26)
    stand_of = finding(subject)[1].striptags()
    assert "94 people (64 to 95) in 31 vehicles along 0.3 km" in stand_of
