"""Who went from where to where, as the studio lists it."""

from dataclasses import replace

import numpy as np
import pytest

from exeunt.outcome.summary import arrivals_table
from exeunt.show.subject import Subject
from exeunt.show.views.pairs import pairs


@pytest.fixture
def learned(subject):
    told = {"until": "2024-01-02", "figures": ["one"]}
    return replace(subject.run, manifest={**subject.run.manifest, "posterior": told})


def test_a_country_has_the_band_of_the_table(subject, learned):
    rows, before = pairs(Subject(learned)), pairs(subject)
    table = arrivals_table(learned).set_index("country")[["arrivals", "q05", "q95"]]
    for row, narrow in zip(rows, before, strict=True):
        assert tuple(table.loc[row.country]) == (row.people, row.low, row.high)
        assert row.people == narrow.people
        assert row.low < narrow.low < narrow.high < row.high


def test_regions_of_origin_are_missed_as_forecasts_are(subject, learned):
    arrived = learned.dataset["arrivals"].expand_dims({"origin": ["north", "south"]}, axis=-1)
    runs = [replace(run, variables=run.dataset.assign(arrivals_by_origin=arrived)) for run in (subject.run, learned)]
    narrow, wide = (pairs(Subject(run)) for run in runs)
    assert len(wide) == len(narrow) == 4
    assert np.all([row.low < other.low and row.high > other.high for row, other in zip(wide, narrow, strict=True)])
