"""Which rules a page says are in force on a day."""

import pandas as pd
import pytest

from exeunt.show.views.doors import Doors

RULES = """id, from, until, who, act, where, mode, effect, announced, claim
register, , , liable = yes, leave, AAA, , risk 0, 2024-01-03, law
stopped, , , liable = yes, leave, AAA, , risk 0.1, 2024-01-03, law"""


@pytest.mark.parametrize(("day", "told"), [("2024-01-02", {"stopped"}), ("2024-01-03", {"stopped", "register"})])
def test_without_a_first_day_what_acts_is_told_of_throughout_and_what_does_not_once_it_was_announced(
    subject_of, day, told
):
    acting = Doors(subject_of(rules=RULES)).acting("AAA", pd.Timestamp(day))
    assert {id_ for rule in acting for id_ in rule.ids} == told
