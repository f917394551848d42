"""Evening by evening: intervals of what was said of tomorrow and of the month's end, with the counts that came."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import altair as alt
import pandas as pd

from exeunt.outcome.evenings import QUANTILES, TO_THE_END, TOMORROW
from exeunt.outcome.foreseen import foreseen
from exeunt.outcome.targets import DAY, from_table
from exeunt.scenario.rows import records
from exeunt.show.charts import drawing
from exeunt.show.charts.drawing import BLUE, FAINT, NUMBER, VERMILION, Picture, Spec
from exeunt.show.charts.fan import NUMBER_SHORT
from exeunt.wording import plural, when

if TYPE_CHECKING:
    from exeunt.show.subject import Subject

MOST = 6
KEY = "Tick: median; thick: 25–75 %, thin: 5–95 % of what was said that evening."


def said_by_evening(subject: Subject) -> pd.DataFrame:
    """Return what was said on each evening, that of the run itself last; no row where no earlier one is known."""
    earlier, until = subject.run.evenings, subject.run.learned_until
    if earlier.empty or until is None:
        return earlier
    tonight = foreseen(subject.run, until)
    return pd.concat([earlier[earlier["evening"] < until], tonight], ignore_index=True)


def evenings(subject: Subject, said: pd.DataFrame) -> tuple[Picture, ...]:
    """Draw what was said of the main countries: of tomorrow, and to the month's end."""
    return tuple(_pictures(subject, said))


def _pictures(subject: Subject, said: pd.DataFrame) -> Iterator[Picture]:
    year = subject.run.spans_years
    for country in _main(subject, said):
        name = subject.names.country(country)
        of_it = said[said["where"] == country]
        tomorrow, to_the_end = (of_it[of_it["about"] == about] for about in (TOMORROW, TO_THE_END))
        if len(tomorrow):
            came = _counted(subject, country, tomorrow)
            yield Picture(
                name=subject.anchor(f"tomorrow-{country}"),
                title=f"{name}: entries tomorrow",
                said=f"{name}: what was said each evening of the next day's entries of citizens, for "
                f"{plural(len(tomorrow), 'day')}.",
                spec=_spec(tomorrow, tomorrow["start"], came, "people a day", year=year),
                key=evenings_key(are_counted=not came.empty),
            )
        for end in to_the_end["end"].unique():
            rows = to_the_end[to_the_end["end"] == end]
            came = _counted(subject, country, rows)
            middle = "a median of " if subject.has_band else ""
            period = when(rows["start"].iloc[0], end, year=year)
            yield Picture(
                name=subject.anchor(f"to-the-end-{country}-{end:%m-%d}"),
                title=f"{name}: entries {period} in all",
                said=f"{name}: what was said on {plural(len(rows), 'evening')} of all entries of citizens {period}; "
                f"last, on {subject.day(rows['evening'].iloc[-1])}, {middle}{rows['median'].iloc[-1]:,.0f}.",
                spec=_spec(rows, rows["evening"], came, "people in all", year=year),
                key=evenings_key(are_counted=not came.empty),
            )


def evenings_key(*, are_counted: bool) -> str:
    """Say what is drawn, and that what was counted is red where any of it is there."""
    return f"{KEY} Red: counted." if are_counted else KEY


def _main(subject: Subject, said: pd.DataFrame) -> list[str]:
    """Return the countries that most were thought to enter on the last evening, those first that are counted."""
    of_all = said[said["about"] == TO_THE_END]
    last = of_all[of_all["evening"] == of_all["evening"].max()]
    counted = last["where"].isin({str(figure.target.where) for figure in subject.drawn})
    return list(last.assign(counted=counted).sort_values(["counted", "median"], ascending=False)["where"].head(MOST))


def _counted(subject: Subject, country: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the counts of just the days that were spoken of, where there is one."""
    days = dict(zip(zip(rows["start"], rows["end"], strict=True), rows["evening"], strict=True))
    found = [
        {"start": each.start, "evening": days[each.start, each.end], "counted": each.value}
        for each in from_table(subject.world.observations)
        if (each.start, each.end) in days and each.series == (country, "crossings_in", "citizens")
        if each.aggregate in ("sum", "per_day") and (each.aggregate == "sum" or each.end - each.start == DAY)
    ]
    return pd.DataFrame(found, columns=["start", "evening", "counted"])


def _spec(rows: pd.DataFrame, moments: pd.Series, counted: pd.DataFrame, unit: str, *, year: bool) -> Spec:
    at = dict(zip(rows["evening"], moments, strict=True))
    said = drawing.rows([{**row, "moment": at[row["evening"]]} for row in records(rows[["evening", *QUANTILES]])])
    came = drawing.rows([{**row, "moment": at[row["evening"]]} for row in records(counted[["evening", "counted"]])])
    axis = alt.Axis(format=NUMBER, tickCount=4, titleAnchor="end", titleAngle=0, titleAlign="left", titleY=-8, titleX=0)
    x = alt.X(
        "moment:T",
        title=None,
        axis=alt.Axis(format=drawing.day_format(year=year), grid=False, tickCount={"interval": "day", "step": 1}),
        scale=alt.Scale(padding=14),
    )
    tooltip = [
        alt.Tooltip("evening:T", title="said on the evening of", format="%-d %B %Y"),
        *(
            alt.Tooltip(f"{name}:Q", title=title, format=NUMBER_SHORT)
            for name, title in {"median": "median", "q05": "5 %", "q25": "25 %", "q75": "75 %", "q95": "95 %"}.items()
        ),
    ]
    base = alt.Chart(alt.NamedData("said")).encode(x)
    y = alt.Y("q05:Q", title=unit, axis=axis, scale=alt.Scale(zero=True, nice=True))
    chart = alt.layer(
        base.mark_rule(color=BLUE, strokeWidth=2).encode(y, y2="q95:Q", tooltip=tooltip),
        base.mark_rule(color=BLUE, strokeWidth=7, opacity=0.5).encode(alt.Y("q25:Q"), y2="q75:Q", tooltip=tooltip),
        base.mark_tick(color=FAINT, thickness=2, size=14).encode(alt.Y("median:Q"), tooltip=tooltip),
        alt.Chart(alt.NamedData("came"))
        .mark_point(color=VERMILION, filled=True, size=70, shape="diamond", opacity=1)
        .encode(
            x,
            alt.Y("counted:Q"),
            tooltip=[
                alt.Tooltip("counted:Q", title="counted", format=NUMBER),
                alt.Tooltip("moment:T", format="%-d %B %Y"),
            ],
        ),
    )
    return drawing.finished(chart, height=150, data={"said": said, "came": came})
