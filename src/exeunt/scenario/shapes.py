"""The shapes of the countries (Natural Earth), for maps and for what lies where."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def shapes() -> tuple[dict[str, Any], ...]:
    """Return the countries as GeoJSON features with the property `country` (ISO alpha-3, blank without one)."""
    text = files("exeunt.scenario").joinpath("countries.geojson").read_text(encoding="utf-8")
    return tuple(json.loads(text)["features"])
