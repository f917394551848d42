"""Figures that no member comes near, and which are to be looked at: a typing error, or what a scenario leaves out."""

from __future__ import annotations

import numpy as np

from exeunt.luck import Floats
from exeunt.outcome.bands import bands
from exeunt.outcome.scales import allowed
from exeunt.outcome.targets import Target
from exeunt.wording import decimals, exact, span, when


def far(figure: Target, answer: Floats) -> str:
    """Say that no member comes near a figure, or what it bounds to one side only; blank if one does."""
    low, high = float(np.nanmin(answer)), float(np.nanmax(answer))
    places = decimals(figure.unit, figure.aggregate)
    lo, hi = allowed(figure)
    low, high, lo, hi = (round(each, places) for each in (low, high, lo, hi))  # as they are written
    if (high >= lo or figure.kind == "at_most") and (low <= hi or figure.kind == "at_least"):
        return ""
    return f"it is {exact(figure.value, places)}, and all members say {span(low, high, decimals=places)}"


def less_weight(figure: Target, answer: Floats, where: str) -> str:
    """Say that a figure lies so far from what members say, who learned, that it was given less weight."""
    places = decimals(figure.unit, figure.aggregate)
    _, low, high = bands(answer)
    return (
        f"it is {exact(figure.value, places)} ({where}, {when(figure.start, figure.end)}), where 90 % of the members "
        f"that learned say {span(low, high, decimals=places)}; it was given less weight, for it may be a typing error "
        "or come of something that the scenario leaves out"
    )
