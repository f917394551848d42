"""When it begins: the moment from which on people are pushed to leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from exeunt.scenario.world import World


def crisis_begins(world: World) -> pd.Timestamp:
    """Return the midnight nearest to the first push to leave; without any, when the scenario begins."""
    threats = world.drivers[(world.drivers["name"] == "threat") & (world.drivers["value"] > 0)]
    known = threats["from"].dropna()
    return known.min().round("D") if len(known) else pd.Timestamp(world.settings.first_day)
