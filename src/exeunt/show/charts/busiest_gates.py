"""By which way: the gates that filled up when the crisis began."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import numpy as np

from exeunt.outcome.bands import Band
from exeunt.outcome.forecast import whole_quantiles
from exeunt.outcome.layout import BY_NAME
from exeunt.show.charts import drawing
from exeunt.show.charts.drawing import BLUE, FAINT, NUMBER, WHOLE_NUMBER, Picture, inline
from exeunt.wording import span

if TYPE_CHECKING:
    from exeunt.show.subject import Subject

DAYS = 14
MOST_GATES = 14
FEWEST = 20.0


def filling(subject: Subject) -> Picture | None:
    """Return citizens let through a day at the busiest gates, before the crisis and in its first two weeks.

    Ordinary travel, if there is any, is in both, since a run keeps what passes a gate as a border counts it; the rise
    is what the crisis adds. None where no gate rises.
    """
    before = np.asarray(subject.days < subject.crisis)
    first = int(before.sum())
    after = slice(first, first + DAYS)
    passed = subject.daily("crossings_in")
    if not before.any() or not passed[:, after].size:
        return None
    usual, since = passed[:, before].mean(axis=1), passed[:, after].mean(axis=1)
    rise = np.median(since - usual, axis=0)
    order = [place for place in np.argsort(-rise, kind="stable") if rise[place] >= FEWEST][:MOST_GATES]
    if not order:
        return None
    days = min(DAYS, len(subject.days) - first)
    rows = []
    for place in order:
        counted = whole_quantiles(subject.run, BY_NAME["crossings_in"], passed[:, after, place], first=first)
        found = Band(*counted / days)
        name = subject.names.gate_into(subject.labels("gate")[place])
        rows.append(
            {
                "gate": name, "usual": float(np.median(usual[:, place])), "since": found.median,
                "low": found.q05, "high": found.q95, "band": span(found.q05, found.q95),
                "rise": float(rise[place]), "label": "before",
            }
        )  # fmt: skip
    sized = ", median, with its 90 % band" if subject.has_band else ""
    ordinary = "Ordinary travel is in both, as a border counts it. " if subject.has_ordinary else ""
    return Picture(
        name=subject.anchor("ways"),
        title=f"By which way: citizens let through a day, before the crisis and in its first {days} days",
        said="Gates by the rise in citizens let through a day: "
        + "; ".join(f"{row['gate']} from {row['usual']:,.0f} to {row['since']:,.0f}" for row in rows[:5]),
        spec=_spec(rows, has_band=subject.has_band),
        note=f"Grey ring: the mean day before. Blue dot: a day since{sized}. {ordinary}What the crisis added is the "
        "distance. Gates with a rise below "
        f"{FEWEST:.0f} a day are left out; so are ways without a gate.",
        width=760,
    )


def _spec(rows: list[dict[str, object]], *, has_band: bool) -> drawing.Spec:
    base = alt.Chart(inline(rows)).encode(y=alt.Y("gate:N", sort=None, title=None, axis=None))
    across = alt.X(
        "since:Q",
        title="citizens a day",
        axis=alt.Axis(format=NUMBER, orient="top", tickCount=5, domain=False, ticks=False),
    )
    tooltip = [
        alt.Tooltip("gate:N"),
        alt.Tooltip("usual:Q", title="before, a day", format=WHOLE_NUMBER),
        alt.Tooltip("since:Q", title="since, a day", format=WHOLE_NUMBER),
        *([alt.Tooltip("band:N", title="90 % band")] if has_band else []),
    ]
    chart = alt.layer(
        base.mark_rule(color=FAINT, strokeWidth=1).encode(x="usual:Q", x2="since:Q"),
        base.mark_rule(color=BLUE, strokeWidth=6, opacity=0.35).encode(x="low:Q", x2="high:Q", tooltip=tooltip),
        base.mark_point(color=FAINT, size=70, strokeWidth=2, fill="white", opacity=1).encode(
            x="usual:Q", tooltip=tooltip
        ),
        base.mark_circle(color=BLUE, size=90, opacity=1).encode(across, tooltip=tooltip),
        *drawing.over_rows(base, "gate"),
    )
    return drawing.finished(chart, height=38 * len(rows))
