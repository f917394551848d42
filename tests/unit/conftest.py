"""Figures to learn from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from exeunt.outcome.targets import Target

DAY = pd.Timestamp("2022-09-22")


@pytest.fixture
def figure() -> Callable[..., Target]:
    def make(**said: Any) -> Target:
        known = {
            "id": "FIN_in",
            "start": DAY,
            "end": DAY + pd.Timedelta(days=1),
            "where": "FIN",
            "measure": "crossings_in",
            "aggregate": "sum",
            "who": "citizens",
            "value": 6400.0,
            "lo": 6350.0,
            "hi": 6500.0,
            "unit": "people",
            "kind": "about",
            "published": DAY + pd.Timedelta(days=1),
            "split": "fit",
        }
        return Target(**{**known, **said})

    return make
