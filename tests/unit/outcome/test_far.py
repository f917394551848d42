"""Which figures no member comes near."""

import numpy as np
import pytest

from exeunt.outcome.far import far, less_weight


@pytest.mark.parametrize(
    ("unit", "value", "least", "said"),
    [
        ("people", 0.0, 0.2, ""),
        ("people", 0.0, 0.7, "it is 0, and all members say 1 to 300"),
        ("hours", 0.0, 0.02, ""),
        ("hours", 0.0, 0.2, "it is 0.0, and all members say 0.2 to 300.0"),
        ("share", 0.2, 0.3, "it is 0.20, and all members say 0.30 to 300.00"),
    ],
)
def test_a_figure_is_not_far_from_what_is_written_like_it(target, unit, value, least, said):
    """A line of nobody is 0; a member in which a fifth of a person stands there on average says so too."""
    assert far(target(value=value, unit=unit, aggregate="mean"), np.array([least, 300.0])) == said


def test_what_was_given_less_weight_is_told_with_where_and_when_it_is_and_what_members_say(target):
    figure = target(value=2_000_000.0, unit="people")
    said = less_weight(figure, np.linspace(900.0, 1900.0, 201), "Mongolia")
    assert said.startswith("it is 2,000,000 (Mongolia, ")
    assert ", where 90 % of the members that learned say 950 to 1,850; " in said
    assert "; it was given less weight, for it may be a typing error or " in said
