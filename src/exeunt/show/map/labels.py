"""The names on the map, each shown from the width on at which it keeps clear of larger ones."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import altair as alt
import numpy as np

from exeunt.show.charts.drawing import INK, inline
from exeunt.wording import about

if TYPE_CHECKING:
    from exeunt.show.map.flows import Flows
    from exeunt.show.map.globe import Window

WIDTHS = (320, 380, 460, 560, 680, 820, 1000)
NOMINAL = WIDTHS[-1]
ON_PAGE = 780  # about how wide the map is on a large screen, beside the longest lines
LETTER, LINE_HEIGHT = 7.2, 30.0  # pixels, of the largest type used
MOST_HOMES = 12  # more names of homes than these would hide the map


def labels(found: Flows, view: Window) -> Iterator[alt.Chart]:
    """Name the countries, and few homes: each from the width on at which it keeps clear of those with more people."""
    rows = list(_apart(found, view))
    for halo in (True, False):
        mark = {"stroke": "white", "strokeWidth": 4, "opacity": 0.9} if halo else {"color": INK}
        yield (
            alt.Chart(inline(rows))
            .transform_filter("width >= datum.needs")
            .mark_text(
                fontSize=alt.ExprRef("width < 600 ? 10 : 12"),
                fontWeight="bold",
                lineBreak="\n",
                lineHeight=13,
                baseline="middle",
                dx=alt.ExprRef("datum.dx"),
                dy=alt.ExprRef("datum.dy"),
                clip=True,
                **mark,
            )
            .encode(longitude="lon:Q", latitude="lat:Q", text="text:N")
        )


def unnamed(found: Flows, view: Window) -> list[dict[Hashable, Any]]:
    """Return the countries in sight whose name has no room on the map where it is as wide as the page draws it."""
    named = {(row["lon"], row["lat"]) for row in _apart(found, view) if row["needs"] <= ON_PAGE}
    rows = found.countries.to_dict("records")
    return [row for row in rows if view.holds(row["lon"], row["lat"]) and (row["lon"], row["lat"]) not in named]


class _Frame(NamedTuple):
    """Where the map ends, in units of its width."""

    left: float
    bottom: float
    top: float


class _Label(NamedTuple):
    """A label: its anchor in units of the map's width, its size and how far it is moved (down), in pixels."""

    x: float
    y: float
    wide: float
    tall: float
    dx: float
    dy: float
    needs: int

    def meets(self, other: _Label, width: int) -> bool:
        sideways = abs((self.x - other.x) * width + self.dx - other.dx)
        upright = abs((other.y - self.y) * width + self.dy - other.dy)
        return sideways < (self.wide + other.wide) / 2 and upright < LINE_HEIGHT

    def fits(self, placed: list[_Label], frame: _Frame, width: int) -> bool:
        """Whether it is inside the map and clear of what is shown at this width."""
        sideways = (self.x - frame.left) * width + self.dx > self.wide / 2 < (frame.left + 1 - self.x) * width - self.dx
        upright = (frame.top - self.y) * width + self.dy > self.tall / 2 < (self.y - frame.bottom) * width - self.dy
        return sideways and upright and not any(self.meets(other, width) for other in placed if other.needs <= width)


def _apart(found: Flows, view: Window) -> Iterator[dict[str, Any]]:
    placed: list[_Label] = []
    span = view.right - view.left
    frame = _Frame(view.left / span, view.bottom / span, view.top / span)
    for row in [*found.countries.to_dict("records"), *_few_homes(found)]:
        if not view.holds(row["lon"], row["lat"]):
            continue
        text = f"{row['name']}\n{about(row['arrivals'])}" if "arrivals" in row else str(row["name"])
        xs, ys = view.project(np.array([row["lon"]]), np.array([row["lat"]]))
        lines = text.split("\n")
        wide, tall = LETTER * max(map(len, lines)), LINE_HEIGHT * len(lines) / 2
        aside = wide / 2 + 5
        tried = [
            _narrowest(_Label(xs[0] / span, ys[0] / span, wide, tall, dx, dy, 0), placed, frame)
            for dx, dy in ((0, 0), (aside, 0), (-aside, 0), (0, 20), (0, -20), (aside, 18), (-aside, 18))
        ]
        best = min(tried, key=lambda label: label.needs)
        if best.needs <= NOMINAL:
            placed.append(best)
            yield {"text": text, "lon": row["lon"], "lat": row["lat"], **best._asdict()}


def _few_homes(found: Flows) -> list[dict[Hashable, Any]]:
    """Return the homes that people set out from, most first, if there are few."""
    left = found.homes[found.homes["people"] > 0].sort_values("people", ascending=False, kind="stable")
    return left[["name", "lon", "lat"]].to_dict("records") if len(left) <= MOST_HOMES else []


def _narrowest(label: _Label, placed: list[_Label], frame: _Frame) -> _Label:
    """Return the label with the width from which on it fits."""
    needs = NOMINAL + 1
    for width in reversed(WIDTHS):
        if not label.fits(placed, frame, width):
            break
        needs = width
    return label._replace(needs=needs)
