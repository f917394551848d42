"""The least world there can be: somebody at home, a town, and the road between them."""

from __future__ import annotations

from datetime import date
from functools import cache

import pandas as pd

from exeunt.errors import ScenarioError
from exeunt.scenario.columns import empty, typed
from exeunt.scenario.examine import examine
from exeunt.scenario.settings import Settings
from exeunt.scenario.tables import NAMES
from exeunt.scenario.world import World

_ROWS = {
    "places": [
        {"id": "home", "name": "Home", "country": "AAA", "kind": "home", "lat": "0", "lon": "0", "population": "1"},
        {"id": "town", "name": "Town", "country": "AAA", "kind": "town", "lat": "0", "lon": "1", "population": "1"},
    ],
    "links": [{"from": "home", "to": "town", "mode": "road", "hours": "1"}],
    "traits": [{"trait": "kind", "value": "any", "share": "1"}],
}


@cache
def least_world() -> World:
    """Return a world of one day without any door, gate, line or rule."""
    tables = {name: _table(name, _ROWS[name]) if name in _ROWS else empty(name) for name in NAMES}
    settings = Settings(title="The least world", first_day=date(2000, 1, 1), days=1, tick_hours=24)
    people, faults = examine(settings, tables)
    if people is None or faults:
        raise ScenarioError(list(faults))
    return World.of(folder=None, settings=settings, tables=tables, people=people)


def _table(name: str, rows: list[dict[str, str]]) -> pd.DataFrame:
    return typed(name, pd.DataFrame(rows, index=pd.RangeIndex(2, 2 + len(rows)), dtype="str"), file=name)[0]
