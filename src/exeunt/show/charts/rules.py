"""The rules of a scenario: in words, row by row, and in time, as bars."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from exeunt.scenario.beginnings import LATEST
from exeunt.scenario.effects import hours_said, known_effects
from exeunt.scenario.links import Link, link_of
from exeunt.scenario.rows import records
from exeunt.scenario.where import parts
from exeunt.scenario.who import parse
from exeunt.scenario.whom import EVERYONE, whom
from exeunt.show.charts import drawing
from exeunt.show.charts.drawing import (
    BLUE,
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
from exeunt.wording import exact, joined, moment, plural, short

if TYPE_CHECKING:
    from exeunt.show.subject import Subject

LIABLE = "liable"
ALWAYS = "always"
ACTS = {"enter": "entering", "leave": "leaving", "transit": "passing through", "stay": "staying"}
COLOURS = {
    "green": GREEN, "vermilion": VERMILION, "purple": PURPLE, "sky": SKY, "yellow": YELLOW, "blue": BLUE,
    "orange": ORANGE, "grey": FAINT, "ink": INK,
}  # fmt: skip
LONGEST = 400
MINUTE = pd.Timedelta(minutes=1)


@dataclass(frozen=True)
class RuleRow:
    """One rule, or several that are told as one; `start` and `end` are None where it is open.

    `what` stands under the `country`; `words` say the same by themselves, and whom it concerns.
    """

    country: str
    what: str
    who: str
    kind: str
    start: pd.Timestamp | None
    end: pd.Timestamp | None
    announced: pd.Timestamp | None
    claims: tuple[str, ...]
    ids: tuple[str, ...]
    words: str

    @property
    def only(self) -> str:
        """Whom alone it concerns; blank where that is everyone."""
        return "" if self.who == EVERYONE else self.who

    @property
    def since(self) -> str | None:
        """Its first day or minute."""
        return None if self.start is None else _written(self.start, self.start)

    @property
    def until(self) -> str | None:
        """Its last day or minute."""
        return None if self.end is None else _written(self.end - MINUTE, self.end)

    @property
    def period(self) -> str:
        """When it holds, in words."""
        start = "" if self.start is None else f"from {moment(self.start)}"
        end = "" if self.end is None else f"until {_last(self.end)}"
        return f"{start} {end}".strip() or ALWAYS

    @property
    def told(self) -> str:
        """What it says, and when it holds if that is not always."""
        return self.words if self.period == ALWAYS else f"{self.words} {self.period}"

    def changes_in(self, first: pd.Timestamp, after: pd.Timestamp) -> bool:
        """Whether it begins or ends within a period."""
        begins = self.start is not None and first < self.start < after
        ends = self.end is not None and first < self.end < after
        return begins or ends


def rules_of(subject: Subject) -> tuple[RuleRow, ...]:
    """Return the rules by country and start.

    Rules that weigh on those who are liable at single gates are told by country: who is liable is never shown by gate.
    """
    groups: dict[tuple[Hashable, ...], list[dict[str, Any]]] = {}
    for rule in records(subject.world.rules):
        groups.setdefault(_key(rule, subject), []).append(rule)
    told = [_told(rules, subject) for rules in groups.values()]
    return tuple(sorted(told, key=lambda rule: (rule.country, rule.start or pd.Timestamp.min, rule.what)))


def rule_of(rule: dict[str, Any], subject: Subject) -> RuleRow:
    """Return one rule by itself, a row of the table."""
    return _told([rule], subject)


def _key(rule: dict[str, Any], subject: Subject) -> tuple[Hashable, ...]:
    if not is_about_liable_at_gate(rule, subject):
        return (rule["id"],)
    countries = _country(rule, subject), _towards(rule, subject)
    return ("gates", *countries, rule["act"], rule["mode"], rule["effect_kind"], rule["who"])


def is_about_liable_at_gate(rule: dict[str, Any], subject: Subject) -> bool:
    """Whether a rule says at a gate, or on a link, what happens to those who are liable, or stops people there."""
    traits = parse(str(rule["who"]), subject.world.trait_values).traits()
    is_small = not set(subject.labels("country")).issuperset(parts(str(rule["where"])))
    return is_small and (LIABLE in traits or rule["effect_kind"] == "risk")


def _told(rules: list[dict[str, Any]], subject: Subject) -> RuleRow:
    first = rules[0]
    country = _country(first, subject)
    is_summed_up = is_about_liable_at_gate(first, subject)
    place = _crossings(first, subject) if is_summed_up else _place(first, subject)
    is_of_country = is_summed_up or not set(subject.labels("country")).isdisjoint(parts(str(first["where"])))
    mode = f" by {first['mode']}" if first["mode"] else ""
    act = ACTS.get(first["act"], first["act"])
    effect = f"{mode}: {_effect(rules)}{_expected(first)}"
    who = short(whom(str(first["who"]), subject.world.trait_values))
    starts, ends = [rule["from"] for rule in rules], [rule["until"] for rule in rules]
    announced = [rule["announced"] for rule in rules if not pd.isna(rule["announced"])]
    return RuleRow(
        country=country,
        what=f"{act}{place}{effect}",
        who=who,
        kind=str(first["effect_kind"]),
        start=None if any(pd.isna(each) for each in starts) else min(starts),
        end=None if any(pd.isna(each) for each in ends) else max(ends),
        announced=min(announced) if announced else None,
        claims=tuple(dict.fromkeys(str(rule["claim"]) for rule in rules if rule["claim"])),
        ids=tuple(str(rule["id"]) for rule in rules),
        words=f"{act}{f' {country}' if is_of_country else ''}{place}{effect}{_for(who)}",
    )


def _for(who: str) -> str:
    """Name in brackets whom a rule concerns; nothing where it is everyone."""
    return "" if who == EVERYONE else f" ({who})"


def _expected(rule: dict[str, Any]) -> str:
    """Say until when a rule is expected to begin, if that is not known."""
    return "" if pd.isna(rule[LATEST]) else f", from then or from a day until {rule[LATEST]:%Y-%m-%d}"


def _effect(rules: list[dict[str, Any]]) -> str:
    values = sorted({float(rule["effect_value"]) for rule in rules})
    low, high = values[0], values[-1]
    known = known_effects()[rules[0]["effect_kind"]]
    said = known.report_none if high == 0 else ""
    return (said or known.report).format(
        number=f"{low:g}" if low == high else f"{low:g} to {high:g}",
        most=exact(high),
        percent=f"{100 * low:g}" if low == high else f"{100 * low:g} to {100 * high:g}",
        hours=hours_said(str(rules[0]["effect"])),
    )


def _country(rule: dict[str, Any], subject: Subject) -> str:
    """Return the countries a rule is told under; what lies in none stands for itself."""
    told = []
    for part in parts(str(rule["where"])):
        code = next(_codes(part, str(rule["act"]), subject), "")
        told.append(subject.names.country(code) if code else subject.names.where(part))
    return joined(list(dict.fromkeys(told)))


def _codes(where: str, act: str, subject: Subject) -> Iterator[str]:
    """Name the country a rule is told under: itself, the one that is left or else entered at the gate, the place's."""
    world = subject.world
    if where in subject.labels("country"):
        yield where
    gates = world.gates.set_index("id")
    if where in gates.index:
        near, far = (str(gates.at[where, side]) for side in ("country_from", "country_to"))
        yield near if act == "leave" else far or near
    places = world.places.set_index("id")["country"]
    link = link_of(where) or Link(where, where, "")
    for place in (link.end, link.start) if act == "enter" else (link.start, link.end):
        if place in places.index:
            yield str(places[place])


def _towards(rule: dict[str, Any], subject: Subject) -> str:
    """Return the countries that those come to of whom a rule is said at gates or on links."""
    return _country({**rule, "act": "enter"}, subject)


def _crossings(rule: dict[str, Any], subject: Subject) -> str:
    """Say at which crossings of its country a rule holds, without naming any."""
    towards = _towards(rule, subject)
    is_out = rule["act"] == "leave" and towards != _country(rule, subject)
    return f" towards {towards}" if is_out else " at its crossings"


def _place(rule: dict[str, Any], subject: Subject) -> str:
    return " and".join(filter(None, (_part(part, subject) for part in parts(str(rule["where"])))))


def _part(where: str, subject: Subject) -> str:
    if where in subject.labels("country"):
        return ""
    if link := link_of(where):
        return f" on the way {subject.names.where(link.start)} – {subject.names.where(link.end)}"
    return f" at {subject.names.where(where)}"


def rules_bar(subject: Subject, rules: Sequence[RuleRow], claims: dict[str, str]) -> Picture | None:
    """Return the time bar; None if no rule changes in the period. `claims` says who said what is cited."""
    first, after = subject.days[0], subject.days[-1] + pd.Timedelta(days=1)
    changing = [rule for rule in rules if rule.changes_in(first, after)]
    if not changing:
        return None
    rows: list[dict[str, object]] = [
        {
            "label": f"{rule.country}: {rule.what}{_for(rule.who)}",
            "order": place,
            "from": max(rule.start or first, first),
            "until": min(rule.end or after, after),
            "announced": rule.announced if rule.announced and first <= rule.announced < after else None,
            "effect": known_effects()[rule.kind].bar,
            "since": moment(rule.start) if rule.start else "before the run begins",
            "end": _last(rule.end) if rule.end else "after the run ends",
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
        spec=_spec(rows, first, after, year=subject.run.spans_years),
        note="Triangle: the day a rule was announced. In brackets whom a rule concerns, in the scenario's traits: "
        f"{_traits(subject)}.",
        width=860,
    )


def _spec(rows: list[dict[str, object]], first: pd.Timestamp, after: pd.Timestamp, *, year: bool) -> drawing.Spec:
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
                axis=alt.Axis(
                    format=drawing.day_format(year=year), orient="top", tickCount=6, domain=False, ticks=False
                ),
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
    known = subject.world.trait_values
    return "; ".join(f"{short(trait)} ({', '.join(map(short, values))})" for trait, values in known.items())


def _last(end: pd.Timestamp) -> str:
    """Write the last day of what ends at a midnight, and the last minute of what ends at another moment."""
    return moment(end - (pd.Timedelta(days=1) if end == end.normalize() else MINUTE))


def _written(at: pd.Timestamp, edge: pd.Timestamp) -> str:
    """Write a moment, only its day where the edge that it stands at is a midnight."""
    return f"{at:%Y-%m-%d}" if edge == edge.normalize() else f"{at:%Y-%m-%d %H:%M}"
