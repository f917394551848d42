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


def test_a_rule_about_the_liable_at_a_gate_is_found_under_the_country_that_is_left_and_that_which_is_entered(subject):
    doors, day = Doors(subject), pd.Timestamp("2024-01-03")
    found = {on: {id_ for rule in doors.acting(on, day) for id_ in rule.ids} for on in ("AAA", "BBB")}
    assert {"risk-one", "risk-two"} <= found["AAA"] & found["BBB"]
