"""What all pictures share: colours, type, and the picture itself as Vega-Lite."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import altair as alt

from exeunt.as_json import plain

if TYPE_CHECKING:
    from exeunt.show.figures import Figure

# After Okabe & Ito (2008), some darkened to stand out on white: told apart with any kind of colour blindness.
BLUE, VERMILION, GREEN, SKY, ORANGE, PURPLE, YELLOW = (
    "#0072B2", "#C04A00", "#007F5F", "#56B4E9", "#C98200", "#9C4F86", "#F0E442",
)  # fmt: skip
INK, FAINT, LINE, LAND, SEA = "#1b1b1b", "#595959", "#d0d0d0", "#eceae4", "#f7fafc"
STANCE_COLOURS = {
    "official": BLUE, "reported": SKY, "estimate": GREEN, "assumption": ORANGE, "denied": PURPLE,
}  # fmt: skip
NUMBER, WHOLE_NUMBER = ",~f", ",.0f"  # as axes write it; as tooltips write people

Spec = dict[str, Any]
Rows = Sequence[Mapping[str, Any]]

CONFIG: Spec = {
    "background": "white",
    "font": "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK, "titleColor": INK, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
        "gridColor": "#e6e6e6", "domainColor": FAINT, "tickColor": FAINT, "labelOverlap": True, "labelSeparation": 8,
    },
    "axisTop": {"offset": 8},  # the name of the first row stands right below
    "legend": {"labelColor": INK, "titleColor": INK, "labelFontSize": 12, "titleFontSize": 12, "orient": "top"},
    "title": {"color": INK, "fontSize": 14, "anchor": "start"},
}  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """One picture of the report.

    Parameters
    ----------
    name
        What its file is called, and its anchor in the page.
    title
        The heading above it.
    said
        What it shows, for those who do not see it.
    spec
        The picture as Vega-Lite, without a width: the page gives it the room there is.
    figures
        The counted figures drawn in it.
    note
        A sentence below it.
    key
        What its colours mean; the page says it once for many pictures, an image file for itself.
    context
        What its title leaves unsaid because the page says it above; an image file says it again.
    width
        How wide it is drawn as an image file.
    aspect
        Its height for each unit of width, where it should follow the width.
    is_assumed
        Whether it is of a country of which no figure speaks.

    """

    name: str
    title: str
    said: str
    spec: Spec
    figures: tuple[Figure, ...] = field(default=())
    note: str = ""
    key: str = ""
    context: str = ""
    width: int = 420
    aspect: float | None = None
    is_assumed: bool = False


def rows(records: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return records as the data of a picture."""
    return [{name: plain(value) for name, value in record.items()} for record in records]


def inline(records: Iterable[Mapping[str, Any]]) -> alt.InlineData:
    """Return records as data that stands in the picture itself."""
    return alt.InlineData(values=rows(records))


def day_format(*, year: bool) -> str:
    """Return how an axis writes its days, with the year where they are of several."""
    return "%-d %b %Y" if year else "%-d %b"


def over_rows(base: alt.Chart, text: str) -> tuple[alt.Chart, alt.Chart]:
    """Write a text above each row of a chart, where an axis would leave no room on a small screen."""
    halo, ink = (
        base.mark_text(align="left", dy=-12, fontSize=12, limit=alt.ExprRef("width"), **look).encode(
            alt.Text(f"{text}:N"), x=alt.value(2)
        )
        for look in ({"stroke": "white", "strokeWidth": 3}, {"color": INK})
    )
    return halo, ink


def zero_under_rows(base: alt.Chart) -> alt.Chart:
    """Mark zero in each row of such a chart, below its text, which a line from top to bottom would cross."""
    tick = base.mark_tick(color=INK, orient="vertical", thickness=1, size=22, yOffset=7)
    zero: alt.Chart = tick.transform_calculate(zero="0").encode(alt.X("zero:Q"))
    return zero


SAME = 1e-9  # of a step of an axis: an end so near to a label is labelled


def through_zero(low: float, high: float, most: int = 5) -> list[float]:
    """Return round numbers to label an axis with, zero among them; so few keep clear of each other on a phone."""
    low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        return [0.0]
    size = 10.0 ** math.floor(math.log10((high - low) / most))
    for step in (size, 2 * size, 5 * size, 10 * size):
        first, last = math.ceil(low / step - SAME), math.floor(high / step + SAME)
        if last - first < most:
            break
    return [step * place for place in range(first, last + 1)]


def finished(
    chart: alt.Chart | alt.LayerChart | alt.FacetChart, *, height: int, data: Mapping[str, Rows] | None = None
) -> Spec:
    """Return a chart as Vega-Lite in the report's looks.

    `data` are the rows of the chart's named data. They are put in last, since altair copies whatever it holds often.
    That charts are Vega-Lite is left to tests: to check it takes as long as to make them.
    """
    spec: Spec = chart.properties(height=height).to_dict(validate=False)
    spec["config"] = CONFIG
    spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    if data:
        spec["datasets"] = {**spec.get("datasets", {}), **data}
    return spec
