"""What is said to hold from the start holds from the first local day on, and to the end of the last."""

from __future__ import annotations

import numpy as np
import pytest

from worlds import CALM, build, many

HALF_A_DAY = float(np.log(0.5))


@pytest.mark.parametrize(
    ("clock", "beyond", "tick"),
    [(0, 0, 3), (2, 2, 3), (-4, -4, 3), (5.5, 5.5, 3), (1, 1, 24), (-4, -4, 24), (0, 12, 1), (0, -11, 6)],
)
def test_people_set_out_in_the_days_that_are_recorded_and_in_no_others(clock, beyond, tick):
    """A run begins by the easternmost clock and ends by the westernmost: at home nothing pushes before and after.

    Of 10,000 a hazard of 0.5 a day moves 6,065 within two days (sd 49; of a mean over four members 24).
    """
    world = build(
        places=f"""id, country, kind, population, utc_offset
            home, AAA, home, 10000, {clock}
            town, BBB, town, , {beyond}""",
        links="from, to, mode, hours\nhome, town, road, 0.1",
        days=2,
        tick=tick,
        threat=1.0,
        hold={**CALM, "leave_base": HALF_A_DAY},
    )
    found = many(world, 4)
    assert (found["departures"].sum(axis=(1, 2)) == 10_000 - found["ledger"][:, -1, 0]).all()
    assert 10_000 * (1 - np.exp(-1)) == pytest.approx(found["departures"].sum(axis=(1, 2)).mean(), abs=125)


@pytest.mark.parametrize(("clock", "tick"), [(0, 24), (2, 24), (2, 6), (-4, 24)])
def test_who_has_settled_before_goes_home_from_the_first_local_day_on(clock, tick):
    """Of 10,000 a hazard of 0.5 a day leaves 6,065 and 3,679 (sd 49)."""
    world = build(
        places=f"""id, country, kind, population, settled, utc_offset
            home, AAA, home, 100000, , {clock}
            town, BBB, town, , 10000, {clock}""",
        links="from, to, mode, hours, both_ways\nhome, town, road, 0.1, yes",
        days=2,
        tick=tick,
        hold={**CALM, "return": 0.5},
    )
    assert many(world, 4)["stock"][:, :, 1].mean(axis=0) == pytest.approx([6065, 3679], abs=125)
