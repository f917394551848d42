"""The longest lines, for a reader who stops at the first screen."""

import numpy as np

from exeunt.show.page.lines import Line, longest_lines


def test_each_line_is_told_by_its_gate_its_size_and_when_it_stands(subject):
    dataset = subject.run.dataset
    dataset["queue_people"][:, :, 0] = np.array([[0, 300, 0, 0], [0, 1300, 0, 0], [0, 800, 0, 0]])
    dataset["queue_people"][:, :, 1] = 70
    dataset["wait_hours"][:] = 0
    dataset["wait_hours"][:, 1, 0] = 12
    assert longest_lines(subject) == (
        Line(
            gate="First <gate> (into BBB)",
            size="800 (350 to 1,250) people, 12 (12 to 12) hours",
            when="1,000 or more in 1 of 3 courses; this line is worst around 2 January; it is gone by 3 January",
        ),
        Line(
            gate="Second gate (into BBB)",
            size="70 (70 to 70) people",
            when="1,000 or more in 0 of 3 courses; lines of 50 or more are worst around 1 January; half of them have "
            "not cleared when the run ends",
        ),
    )


def test_when_a_line_stands_is_told_of_the_courses_that_are_named(subject):
    """As in the finding: two are long, on the third day, and one is short, on the first."""
    subject.run.variables["queue_people"][:] = 0
    subject.run.variables["queue_people"][:, :, 0] = np.array([[60, 0, 0, 0], [0, 0, 1300, 0], [0, 0, 1100, 900]])
    (line,) = longest_lines(subject)
    assert (
        line.when
        == "1,000 or more in 2 of 3 courses; these lines are worst around 3 January; half of them are gone by 4 January"
    )


def test_a_single_course_has_no_band_and_is_not_counted(subject_of):
    subject = subject_of(members=1)
    subject.run.variables["queue_people"][:] = 0
    subject.run.variables["queue_people"][0, 2, 1] = 500
    subject.run.variables["wait_hours"][:] = 0
    (line,) = longest_lines(subject)
    assert (line.size, line.when) == ("500 people", "worst around 3 January; it is gone by 4 January")


def test_days_over_a_turn_of_the_year_say_of_which_year_they_are(subject_of):
    subject = subject_of(members=1, first_day="2023-12-30")
    subject.run.variables["queue_people"][:] = 0
    subject.run.variables["queue_people"][0, 1, 1] = 500
    (line,) = longest_lines(subject)
    assert line.when == "worst around 31 December 2023; it is gone by 1 January 2024"
