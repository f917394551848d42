"""Which figures no member comes near."""

import numpy as np
import pytest

from exeunt.outcome.far import far


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
