"""The time bar of the rules that begin or end while the run lasts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import altair as alt
import pandas as pd

from exeunt.scenario.effects import known_effects
from exeunt.show.charts import drawing
from exeunt.show.charts.drawing import (
    BLUE,
    DAY,
    FAINT,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    YELLOW,
    Picture,
    inline,
)
from exeunt.show.rules import RuleRow
from exeunt.wording import plural, short

if TYPE_CHECKING:
    from exeunt.show.subject import Subject

COLOURS = {
    "green": GREEN, "vermilion": VERMILION, "purple": PURPLE, "sky": SKY, "yellow": YELLOW, "blue": BLUE,
    "orange": ORANGE, "grey": FAINT,
}  # fmt: skip
LONGEST = 400


def rules_bar(subject: Subject, rules: Sequence[RuleRow], claims: dict[str, str]) -> Picture | None:
    """Return the time bar; None if no rule changes in the period. `claims` says who said what is cited."""
    first, after = subject.days[0], subject.days[-1] + pd.Timedelta(days=1)
    changing = [rule for rule in rules if rule.changes_in(first, after)]
    if not changing:
        return None
    rows: list[dict[str, object]] = [
        {
            "label": f"{rule.country}: {rule.what}" + ("" if rule.who == "everyone" else f" ({rule.who})"),
            "order": place,
            "from": max(rule.start or first, first),
            "until": min(rule.end or after, after),
            "announced": rule.announced if rule.announced and first <= rule.announced < after else None,
            "effect": known_effects()[rule.kind].bar,
            "since": _day(rule.start, "before the run begins"),
            "end": _day(rule.end and rule.end - pd.Timedelta(seconds=1), "after the run ends"),
            "who": rule.who,
            "said": short("; ".join(claims.get(claim, claim) for claim in rule.claims), LONGEST) or "no claim is named",
        }
        for place, rule in enumerate(changing)
    ]
    return Picture(
        name=subject.anchor("rules"),
        title="Rules that began or ended while the run lasts",
        said=f"Time bar of {plural(len(rows), 'rule')}: "
        + "; ".join(f"{row['label']} from {row['since']}" for row in rows[:6]),
        spec=_spec(rows, first, after),
        note="Triangle: the day a rule was announced. In brackets whom a rule concerns, in the scenario's traits: "
        f"{_traits(subject)}.",
        width=860,
    )


def _spec(rows: list[dict[str, object]], first: pd.Timestamp, after: pd.Timestamp) -> drawing.Spec:
    used = [each for each in known_effects().values() if any(row["effect"] == each.bar for row in rows)]
    scale = alt.Scale(domain=[each.bar for each in used], range=[COLOURS[each.colour] for each in used])
    whole = alt.Scale(nice=False)
    ends = alt.Chart(inline([{"end": first}, {"end": after}])).mark_point(opacity=0).encode(x="end:T")
    base = alt.Chart(inline(rows)).encode(y=alt.Y("order:O", axis=None))
    tooltip = [
        alt.Tooltip("label:N", title="rule"),
        alt.Tooltip("since:N", title="from"),
        alt.Tooltip("end:N", title="until"),
        alt.Tooltip("who:N", title="for"),
        alt.Tooltip("said:N", title="claim"),
    ]
    chart = alt.layer(
        ends,
        base.mark_bar(height=11, yOffset=7, cornerRadius=2).encode(
            x=alt.X(
                "from:T",
                title=None,
                scale=whole,
                axis=alt.Axis(format=DAY, orient="top", tickCount=6, domain=False, ticks=False),
            ),
            x2="until:T",
            color=alt.Color("effect:N", scale=scale, title=None, legend=alt.Legend(columns=4)),
            tooltip=tooltip,
        ),
        base.transform_filter("datum.announced != null")
        .mark_point(shape="triangle-down", filled=True, color=INK, size=60, yOffset=7, opacity=1)
        .encode(x="announced:T", tooltip=tooltip),
        base.mark_text(
            align="left", baseline="middle", dy=-7, fontSize=12, color=INK, limit=alt.ExprRef("width")
        ).encode(x=alt.value(0), text="label:N", tooltip=tooltip),
    )
    return drawing.finished(chart, height=36 * len(rows))


def _traits(subject: Subject) -> str:
    return "; ".join(f"{short(trait)} ({', '.join(map(short, known))})" for trait, known in subject.traits.items())


def _day(moment: pd.Timestamp | None, otherwise: str) -> str:
    return otherwise if moment is None else f"{moment:%-d %B %Y}"
