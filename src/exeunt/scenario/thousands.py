"""Signs between the digits of a number: commas that stand between thousands, and points that may or may not."""

from __future__ import annotations

import re

_COMMAS = re.compile(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]*)?")
_POINTS = re.compile(r"[+-]?[1-9][0-9]{0,2}(\.[0-9]{3})+")


def has_commas(text: str) -> bool:
    """Whether commas stand between the thousands of a number; in ``0,125`` and ``12,5`` they do not."""
    return _COMMAS.fullmatch(text) is not None


def has_points(text: str) -> bool:
    """Whether the points of a number may be decimal ones or stand between its thousands: ``12.000``."""
    return _POINTS.fullmatch(text) is not None
