"""An outcome small enough to know every number of: three members, four days, two gates and an airport."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from exeunt.api import Outcome
from exeunt.outcome.layout import VARIABLES, to_dataset
from exeunt.outcome.targets import Target
from exeunt.scenario.columns import empty
from exeunt.scenario.names import names_of

MEMBERS, DAYS, TICK_HOURS = 3, 4, 6
FIRST_DAY = np.datetime64("2022-09-20")
PLACES, COUNTRIES, GATES = ["home", "town"], ["FIN", "RUS"], ["G1", "G2", "AIR"]


@pytest.fixture
def labels() -> SimpleNamespace:
    start = np.datetime64("2022-09-19T18")
    return SimpleNamespace(
        places=PLACES,
        countries=COUNTRIES,
        gates=GATES,
        origins=[],
        days=FIRST_DAY + np.arange(DAYS),
        ticks=start + np.arange(18) * np.timedelta64(TICK_HOURS, "h"),
    )


@pytest.fixture
def world() -> SimpleNamespace:
    told = SimpleNamespace(
        name="tiny",
        everybody=1_000_000,
        settings=SimpleNamespace(first_day=date(2022, 9, 20), days=DAYS, title="Tiny"),
        places=pd.DataFrame(
            {
                "kind": ["home", "town"],
                "id": PLACES,
                "name": ["Home", "Town"],
                "country": ["RUS", "FIN"],
                "utc_offset": [5.0, 3.0],
            }
        ).assign(lat=60.0, lon=30.0),
        aliases=pd.DataFrame({"name": ["Heim"], "place": ["home"]}),
        gates=pd.DataFrame(
            {
                "id": GATES,
                "name": ["First Gate", "Second Gate", "Airport"],
                "country_from": "RUS",
                "country_to": ["FIN", "FIN", ""],
                "utc_offset": [3.0, np.nan, np.nan],
                "lat": [60.0, np.nan, 61.0],
                "lon": [28.0, np.nan, 29.0],
            }
        ),
        areas=pd.DataFrame({"id": ["BOTH"], "members": ["G1+G2"]}),
        links=pd.DataFrame(
            {
                "id": ["by-first", "by-second", "by-air"],
                "from": "home",
                "to": "town",
                "mode": ["road", "road", "air"],
                "gate": GATES,
                "both_ways": True,
                "seats_per_day": [np.nan, np.nan, 500.0],
            }
        ),
        drivers=pd.DataFrame({"name": ["threat"], "from": [pd.Timestamp("2022-09-21T09:00")], "value": [1.0]}),
        observations=empty("observations"),
        later=empty("observations"),
    )
    known = {name: getattr(told, name) for name in ("places", "aliases", "gates", "links")}
    told.tables = known | {"areas": told.areas.assign(name="Both Gates"), "claims": empty("claims")}
    told.names = names_of(told.tables)
    return told


@pytest.fixture
def results(labels: SimpleNamespace) -> list[dict[str, np.ndarray]]:
    """Each count is 1000 x (its place along the last dimension + 1) + 100 x (day or tick) + member."""
    sizes = {
        "time": DAYS,
        "tick": len(labels.ticks),
        "place": 2,
        "country": 2,
        "gate": 3,
        "account": 6,
        "ordinary_account": 3,
        "parameter": 1,
    }

    def values(dims: tuple[str, ...], member: int) -> np.ndarray:
        shape = [sizes[dim] for dim in dims]
        along = np.indices(shape)
        return 1000 * (along[-1] + 1) + 100 * (along[0] if len(dims) > 1 else 0) + member

    return [
        {v.name: values(v.dims, member).astype(v.dtype) for v in VARIABLES if "origin" not in v.dims}
        for member in range(MEMBERS)
    ]


@pytest.fixture
def outcome(labels: Any, world: Any, results: list[dict[str, np.ndarray]]) -> Outcome:
    dataset = to_dataset(labels, range(MEMBERS), results, parameters=["scale"])
    period = {"first_day": "2022-09-20", "days": DAYS, "tick_hours": TICK_HOURS}
    manifest = {"title": "Tiny", "members": MEMBERS, "seed": 1, "mean": False, "period": period}
    return Outcome(dataset, manifest, world)


@pytest.fixture
def alone(outcome: Outcome) -> Outcome:
    """Its first member by itself."""
    return Outcome(outcome.dataset.isel(member=[0]), {**outcome.manifest, "members": 1}, outcome.world)


@pytest.fixture
def target() -> Callable[..., Target]:
    def make(where: str = "FIN", measure: str = "crossings_in", since: str = "2022-09-20", **words: Any) -> Target:
        start = pd.Timestamp(since)
        until = words.pop("until", since)
        end = pd.Timestamp(until) if "T" in until else pd.Timestamp(until) + pd.Timedelta(days=1)
        known = {
            "id": f"{where}-{measure}-{since}",
            "aggregate": "sum",
            "who": "citizens",
            "value": 1000.0,
            "lo": np.nan,
            "hi": np.nan,
            "unit": "people",
            "kind": "about",
            "published": end,
            "split": "fit",
        }
        return Target(start=start, end=end, where=where, measure=measure, **(known | words))

    return make
