"""The part of the earth that a small map shows: on Mercator's projection, also over the date line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from exeunt.scenario.shapes import shapes
from exeunt.show.charts import drawing

MARGIN, LEAST = 0.12, 1.0  # of the width, and degrees
MOST = 78.0  # degrees north or south, beyond which Mercator's map grows without end


@dataclass(frozen=True)
class Extent:
    """What it shows in degrees: from `left` to `right` of the meridian in the `middle`, and from south to north."""

    middle: float
    left: float
    right: float
    bottom: float
    top: float

    @classmethod
    def around(cls, lon: pd.Series, lat: pd.Series) -> Extent:
        """Return that around some points, with room about them, no higher than wide."""
        middle = float(np.degrees(np.angle(np.exp(1j * np.radians(lon)).mean())))  # also at the date line
        left, right = _ends((lon - middle + 180.0) % 360.0 - 180.0)
        bottom, top = _ends(lat.clip(-MOST, MOST))
        if (lacking := float(np.degrees(_mercator(top) - _mercator(bottom))) - (right - left)) > 0.0:
            left, right = left - lacking / 2.0, right + lacking / 2.0
        return cls(middle, left, right, bottom, top)

    @property
    def aspect(self) -> float:
        """Its height for each unit of width."""
        return (_mercator(self.top) - _mercator(self.bottom)) / float(np.radians(self.right - self.left))

    def drawn(self, layers: Sequence[alt.Chart], data: Mapping[str, drawing.Rows]) -> drawing.Spec:
        """Return layers over the land as Vega-Lite, so that this fills the chart whatever its width."""
        land = alt.Chart(alt.NamedData("land")).mark_geoshape(
            fill=drawing.LAND, stroke=drawing.LINE, strokeWidth=0.5, clip=True
        )
        chart = alt.layer(land, *layers).project(**self._projection())
        spec = drawing.finished(chart, height=round(300 * self.aspect), data={"land": list(self._land()), **data})
        return {**spec, "view": {"fill": drawing.SEA, "stroke": drawing.LINE}}

    def _projection(self) -> dict[str, Any]:
        scale = f"(width / {np.radians(self.right - self.left):.6f})"
        x = np.radians((self.left + self.right) / 2)
        y = (_mercator(self.bottom) + _mercator(self.top)) / 2
        return {
            "type": "mercator",
            "rotate": [-self.middle, 0, 0],
            "scale": alt.ExprRef(expr=scale),
            "translate": alt.ExprRef(expr=f"[width/2 - {x:.6f}*{scale}, height/2 + {y:.6f}*{scale}]"),
        }

    def _land(self) -> Iterator[dict[str, Any]]:
        return (each for each in shapes() if self._is_near(each))

    def _is_near(self, country: dict[str, Any]) -> bool:
        corners = np.array([corner for polygon in country["geometry"]["coordinates"] for corner in polygon[0]])
        lon, lat = (corners[:, 0] - self.middle + 180.0) % 360.0 - 180.0, corners[:, 1]
        beside = lon.max() < self.left or lon.min() > self.right
        return not (beside or lat.max() < self.bottom or lat.min() > self.top)


def _ends(values: pd.Series) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    room = max(MARGIN * (high - low), LEAST)
    return low - room, high + room


def _mercator(lat: float) -> float:
    """Return how high a latitude stands on Mercator's map of the unit sphere."""
    return float(np.log(np.tan(np.pi / 4.0 + np.radians(min(max(lat, -85.0), 85.0)) / 2.0)))
