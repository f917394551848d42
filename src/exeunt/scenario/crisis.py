"""When it begins: the moment from which on people are pushed to leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from exeunt.scenario.world import World


def crisis_begins(world: World) -> pd.Timestamp:
    """Return the midnight nearest to the first push to leave; without any, when the scenario begins.

    A push with a blank `from` is there from the start.
    """
    first_day = pd.Timestamp(world.settings.first_day)
    threats = world.drivers[(world.drivers["name"] == "threat") & (world.drivers["value"] > 0)]
    return threats["from"].fillna(first_day).min().round("D") if len(threats) else first_day
