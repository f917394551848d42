"""Queues at the gates in pictures."""

import numpy as np
import pytest

from exeunt.show.charts.queues import gate_row


@pytest.mark.parametrize(
    ("members", "said"),
    [(1, "Longest around 2 January; it is gone by 4 January."),
     (3, "Lines of 50 people or more are longest around 2 January; half of them are gone by 4 January.")],
)  # fmt: skip
def test_a_gates_note_says_of_whose_lines_it_speaks(subject_of, members, said):
    subject = subject_of(members=members, days=5)
    subject.run.variables["queue_people"][:, :, 0] = np.array([0, 600, 70, 0, 0])
    assert gate_row(subject, "one", seats=False).note == said


def test_a_line_that_stands_on_the_last_day_has_not_cleared(subject_of):
    subject = subject_of(members=1, days=5)
    subject.run.variables["queue_people"][:, :, 0] = np.array([0, 600, 0, 0, 60])
    note = gate_row(subject, "one", seats=False).note
    assert note == "Longest around 2 January; it has not cleared when the run ends."


def test_a_short_line_has_a_scale_of_its_size(subject):
    for name, value in (("queue_people", 60), ("queue_vehicles", 30), ("queue_km", 0.2), ("wait_hours", 0.1)):
        subject.run.variables[name][:] = value
    tops = {
        picture.title: picture.spec["datasets"]["top"][0]["top"]
        for picture in gate_row(subject, "one", seats=False).pictures
    }
    assert tops == {"vehicles in line": 30, "kilometres of line": 0.4, "hours of waiting": 0.4}
