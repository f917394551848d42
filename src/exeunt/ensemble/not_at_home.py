"""Who was told to set out by given numbers and did not, as nobody was left at home: said when a run is done."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import pandas as pd

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
    if not (world.drivers["name"].isin(BY_NUMBERS) & (world.drivers["value"] > 0)).any():
        return
    out = variables["departures"]
    gone = (out + variables["drafted"] - variables["returned"]).cumsum("time")
    lived = pd.Series(world.people.sum(axis=1), index=world.homes["id"].tolist())
    # of each home part of a person may be left, and the days of a mean run are rounded
    of_one = 0.5 * out.sizes["time"] if simulator.mean else 1.0
    short, told, missing = list[str](), 0.0, 0.0
    for homes, number in simulator.told_to_set_out():
        less = number - float(out.sel(place=homes).sum(["time", "place"]).mean())
        left = lived[homes].to_numpy() - gone.sel(place=homes).transpose(..., "place").values
        if less > of_one * len(homes) and left.min() < 1.0:
            short, told, missing = [*short, *homes], told + number, missing + less
    if short:
        members = out.sizes["member"]
        many = "" if members == 1 else f", in the mean of {plural(members, 'member')}"
        names = few([world.names.of("place", home) for home in short])
        warnings.warn(
            f"Of {told:,.0f} people who are told to set out from {names}, {missing:,.0f} did not{many}: nobody was "
            "left at home there. See whether `population` in places.csv is too small, or departures, displaced or "
            "draft in drivers.csv too large.",
            Notice,
            stacklevel=2,
        )
