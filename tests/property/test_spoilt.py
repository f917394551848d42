"""Spoiled files of all kinds are read or refused in a sentence, in time and memory, and nothing else is written.

`tools/mutate.py` does the same ten thousand times.
"""

import random

import pytest

from mutations import odd, spoiled
from spoilt_subjects import subjects

MANY = {"a posterior": 6, "a stored run": 10, "a scenario that a traveller asks": 8, "figures to take in": 8}
EACH = 16


@pytest.mark.parametrize("subject", subjects(), ids=lambda subject: subject.name)
def test_spoiled_files_are_read_or_refused_in_a_sentence(subject, tmp_path):
    odd(subject, subject.files(), tmp_path / "work")  # what is made and compiled once is made now
    assert odd(subject, subject.files(), tmp_path / "work") is None
    for number in range(MANY.get(subject.name, EACH)):
        files = spoiled(subject.files(), random.Random(f"{subject.name} {number}"))
        assert odd(subject, files, tmp_path / "work") is None, f"mutation {number}"
