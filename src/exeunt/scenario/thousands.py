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


def is_decimal(text: str) -> bool:
    """Whether a number has a point that can only be a decimal one, and so tells what points are in its file."""
    return "." in text.strip(".") and not has_points(text)


def meant(text: str, *, is_whole: bool = False) -> str:
    """Say how either reading of such a number is written; one that must be whole is no decimal."""
    right = f"write {text.replace('.', '')} if the point stands between thousands"
    return right if is_whole else f"{right}, else {decimal(f'{float(text):.15g}')}"


def decimal(text: str) -> str:
    """Return a decimal number as only that can be read: a fourth digit behind a point is none of a thousand."""
    return f"{text}0" if has_points(text) else text
