"""Who was told to set out by given numbers and did not, as nobody was left at home: said when a run is done."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from exeunt.errors import Notice
from exeunt.wording import few, plural

if TYPE_CHECKING:
    import xarray as xr

    from exeunt.engine.members import Simulator

BY_NUMBERS = ("departures", "displaced")  # drivers that tell how many set out


def say_who_was_not_there(simulator: Simulator, variables: xr.Dataset) -> None:
    """Warn where fewer set out than numbers say, as a call-up or they themselves had taken all who were at home.

    `variables` are those of the whole run. Where homes share an area, others of it have set out instead as long as
    there were any.
    """
    world = simulator.world
    drivers = world.drivers
    if not (drivers["name"].isin(BY_NUMBERS) & (drivers["value"] > 0)).any():
        return
    departed = variables["departures"].sum("time")
    members = [int(member) for member in departed["member"].values]
    told = [simulator.told_to_set_out(member) for member in members]
    for k, (homes, _) in enumerate(told[0]):
        asked = np.array([of_member[k][1] for of_member in told])
        missing = asked - departed.sel(place=homes).sum("place").transpose("member").values
        # by several clocks a home may be told of one more after its last day; the days of a mean run are rounded
        of_one = 0.5 * variables.sizes["time"] if simulator.mean else 1.0
        if missing.mean() <= of_one * len(homes):
            continue
        many = "" if len(members) == 1 else f", in the mean of {plural(len(members), 'member')}"
        names = few([world.names.of("place", home) for home in homes])
        warnings.warn(
            f"Of {asked.mean():,.0f} people who are told to set out from {names}, {missing.mean():,.0f} did not{many}: "
            "nobody was left at home there. See whether `population` in places.csv is too small, or departures, "
            "displaced or draft in drivers.csv too large.",
            Notice,
            stacklevel=2,
        )
