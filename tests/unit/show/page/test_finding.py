"""The two sentences."""

import numpy as np

from exeunt.show.page.finding import finding


def test_numbers_carry_the_exact_ones_and_text_is_escaped(subject):
    who, queue = finding(subject)
    total = np.median(subject.daily("arrivals").sum(axis=(1, 2)))
    assert f'<data value="{total:.10g}">' in who
    assert "AAA" in who
    assert "driven by assumption" in who
    assert "First &lt;gate&gt;" in queue or "Second gate" in queue
    assert "<gate>" not in queue
    assert "not cleared when the run ends" in queue


def test_nobody_and_nothing(subject):
    for name in ("arrivals", "queue_people"):
        subject.run.dataset[name][:] = 0
    who, queue = finding(subject)
    assert "nobody fled" in who
    assert queue == "At no gate did a queue reach 50 people."


def test_a_line_that_is_long_in_some_courses_is_told_by_how_often_and_how_long_it_is_then(subject):
    line = subject.run.dataset["queue_people"]
    line[:] = 60
    line[0, 1, 0], line[2, 2, 0] = 4000, 2000
    line[2, 3, 0] = 10
    _, queue = finding(subject)
    told = queue.striptags()
    assert "First <gate> (into BBB): it passes 1,000 people in 2 of 3 simulated courses" in told
    assert "and where it does, its worst day has 3,000 people (2,100 to 3,900)" in told


def test_a_line_that_is_never_long_is_told_as_it_is_in_all_courses(subject):
    subject.run.dataset["queue_people"][:] = 70
    told = finding(subject)[1].striptags()
    assert "The longest line is at First <gate> (into BBB)" in told
    assert "70 people (70 to 70)" in told
    assert "in no course over 1,000" in told
