"""What changed from one run to another: paired differences per country and gate, with their bands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import pandas as pd
from markupsafe import Markup

from exeunt.outcome.bands import band, whole_band
from exeunt.outcome.chance import none_is_clear, too_few
from exeunt.outcome.compare import ALL, compare, moved
from exeunt.outcome.deflection import deflection
from exeunt.outcome.queues import compare_queues
from exeunt.outcome.unlike import unlike
from exeunt.scenario.rows import records
from exeunt.show.charts import drawing
from exeunt.show.charts.drawing import BLUE, NUMBER, Picture, inline
from exeunt.show.charts.rules import RuleRow, rule_of
from exeunt.show.page.diversion import Diversion, QueueRow, diversion_of, queue_rows, queue_sentence
from exeunt.show.page.finding import banded, number
from exeunt.wording import OVER_TIME, change, decimals, ends, exact, joined, measured, unit_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exeunt.outcome.bands import Band
    from exeunt.show.subject import Subject

MOST_ROWS = 12
SMALLEST_SHARE = 0.03  # of the largest change: less is no more than a dot on the line of zero
MEASURES = {
    "arrivals": ("country", "people who fled there"),
    "crossings_in": ("gate", "citizens let through"),
    "queue_people": ("gate", "people in the longest queue"),
    "wait_hours": ("gate", "longest wait, hours"),
}


@dataclass(frozen=True)
class Change:
    """One paired difference that is not nothing."""

    where: str
    what: str
    before: str
    after: str
    difference: str
    band: str
    is_clear: bool | None


@dataclass(frozen=True)
class Difference:
    """What the first screen of a report of two runs says."""

    sentences: tuple[Markup, ...]
    asked: tuple[str, ...]
    pictures: tuple[Picture, ...]
    changes: tuple[Change, ...]
    diversion: Diversion | None = None
    queues: tuple[QueueRow, ...] = ()


def difference(before: Subject, after: Subject) -> Difference:
    """Return what changes from one run to the other, `after` less `before`, member by member."""
    table = compare(before.run, after.run)
    changed = moved(table)
    found = deflection(before.run, after.run)
    diversion = None if found is None else diversion_of(found, before.names)
    queues = compare_queues(before.run, after.run)
    return Difference(
        sentences=_sentences(changed, diversion, queues, before, after),
        asked=_asked(before, after),
        pictures=pictures_of(table, before),
        changes=tuple(_change(row, before) for row in _ranked(changed)),
        diversion=diversion,
        queues=queue_rows(queues, before),
    )


def pictures_of(table: pd.DataFrame, subject: Subject) -> tuple[Picture, ...]:
    """Return a table of paired differences over the whole period in pictures, one a measure that changes."""
    changed = moved(table)
    pictures = [_picture(changed, measure, subject) for measure in MEASURES]
    return tuple(picture for picture in pictures if picture is not None)


def _sentences(
    changed: pd.DataFrame, diversion: Diversion | None, queues: pd.DataFrame, before: Subject, after: Subject
) -> tuple[Markup, ...]:
    if changed.empty:
        if moved(compare(before.run, after.run, by="day")).empty:
            return (Markup("The two runs do not differ in any country or at any gate."),)
        return (Markup("Over the whole period the two runs do not differ, but on single days they do."),)
    pairs = after.daily("arrivals").sum(axis=(1, 2)) - before.daily("arrivals").sum(axis=(1, 2))
    total = whole_band(band(pairs), "people")
    if total.median == 0:
        whole = Markup("As many people flee abroad in both runs")
    else:
        more = "more" if total.median > 0 else "fewer"
        whole = Markup("{} {} people flee abroad in the second run than in the first").format(
            banded(_sized(total)), more
        )
    by_chance = too_few(before.members, mean=bool(before.run.manifest["mean"]))
    countries = changed[changed["variable"].eq("arrivals") & changed["kind"].eq("country") & changed["clear"].eq(True)]
    countries = countries.sort_values("difference", key=np.abs, ascending=False)
    told = [
        Markup("{} {} to {}").format(
            number(abs(row["difference"])),
            "more" if row["difference"] > 0 else "fewer",
            before.names.country(row["id"]),
        )
        for row in countries[countries["difference"] != 0].head(3).to_dict("records")
    ]
    if told:
        in_medians = ", in medians" if before.has_band else ""
        most = Markup("; the largest changes by country{}: {}").format(in_medians, Markup(", ").join(told))
    else:
        most = Markup("") if by_chance else Markup("; {}").format(none_is_clear(before.members))
    first = Markup("{}{}. {}").format(whole, most, by_chance)
    elsewhere = () if diversion is None else (diversion.sentence,)
    return first, *elsewhere, queue_sentence(queues, before)


def _sized(found: Band) -> Band:
    """Return a difference without its sign, which the words say; ends that cross nothing keep theirs."""
    return found if found.median > 0 else type(found)(-found.median, -found.q95, -found.q05)


def _asked(before: Subject, after: Subject) -> tuple[str, ...]:
    """Say what was asked to be different."""
    told = list(_told_of_rules(before, after))
    for key, what in (("fixed", "held at"), ("chosen", "believed to be as said in")):
        for which, subject, other in (("first", before, after), ("second", after, before)):
            values = subject.run.manifest[key]
            for name, value in values.items():
                if other.run.manifest[key].get(name) != value:
                    told.append(f"In the {which} run {name} is {what} {value}.")
    told.extend(unlike(before.run, after.run))
    others = [name for name in before.world.tables if name != "rules" and not _say_the_same(before, after, name)]
    if others:
        told.append(f"The scenarios say different things in {joined([f'the table {name}' for name in others])}.")
    hashes = {subject.run.manifest["scenario_hash"] for subject in (before, after)}
    if not told and len(hashes) > 1:
        told.append("The scenarios differ in their settings (scenario.toml).")
    return tuple(told) or ("Both runs were asked the same.",)


def _told_of_rules(before: Subject, after: Subject) -> Iterator[str]:
    ours, theirs = (set(subject.world.rules["id"]) for subject in (before, after))
    if gone := sorted(ours - theirs):
        yield f"The second run leaves out {joined([_rule(before, rule) for rule in gone])}."
    if new := sorted(theirs - ours):
        yield f"The second run adds {joined([_rule(after, rule) for rule in new])}."
    one, other = ({row["id"]: row for row in _rows(subject, "rules")} for subject in (before, after))
    for rule in sorted(ours & theirs):
        if one[rule] != other[rule]:
            columns = [name for name in other[rule] if one[rule].get(name) != other[rule][name]]
            yield f"In the second run {_changed_rule(rule, before, after, columns)}."


def _changed_rule(id_: str, before: Subject, after: Subject, columns: list[str]) -> str:
    """Say what a rule of both runs says in the second instead; of what no words tell, which `columns` differ."""
    was, is_ = (_rule_row(subject, id_) for subject in (before, after))
    if was.words != is_.words:
        return f"{_rule(before, id_)} is another: {is_.told}"
    if was.period != is_.period:
        return f"{is_.words} {is_.period} instead of {was.period} (the rule {id_})"
    return f"{_rule(before, id_)} differs in {joined(columns)}"


def _say_the_same(before: Subject, after: Subject, name: str) -> bool:
    ours, theirs = (subject.world.said(name) for subject in (before, after))
    return ours.equals(theirs) or _rows(before, name) == _rows(after, name)


def _rows(subject: Subject, name: str) -> list[dict[str, str]]:
    """Return what the rows of a table say, so that they can be compared."""
    return [{column: str(cell) for column, cell in row.items()} for row in records(subject.world.said(name))]


def _rule(subject: Subject, id_: str) -> str:
    return f"the rule {id_} ({_rule_row(subject, id_).told})"


def _rule_row(subject: Subject, id_: str) -> RuleRow:
    rules = subject.world.rules
    return rule_of(records(rules[rules["id"] == id_])[0], subject)


def _ranked(changed: pd.DataFrame) -> list[dict[str, Any]]:
    order = {ALL: 0, "country": 1, "gate": 2}
    return sorted(
        records(changed), key=lambda row: (order[row["kind"]], row["variable"], -abs(row["difference"]), row["id"])
    )


def _change(row: dict[str, Any], subject: Subject) -> Change:
    digits = decimals(row["unit"])
    name = "everywhere" if row["kind"] == ALL else _called(row["kind"], row["id"], subject)
    highest = f" {OVER_TIME['max']}" if row["over_time"] == "max" else ""
    return Change(
        where=name,
        what=f"{measured(row['variable'].removeprefix('country_'))}{highest}",
        before=exact(row["before"], digits),
        after=exact(row["after"], digits),
        difference=change(row["difference"], digits),
        band=ends(change(row["q05"], digits), change(row["q95"], digits)),
        is_clear=None if row["clear"] is None else bool(row["clear"]),
    )


def _called(kind: str, id_: str, subject: Subject) -> str:
    return subject.names.country(id_) if kind == "country" else subject.names.gate_into(id_)


def _picture(changed: pd.DataFrame, measure: str, subject: Subject) -> Picture | None:
    kind, words = MEASURES[measure]
    found = changed[changed["variable"].eq(measure) & changed["kind"].eq(kind)].sort_values(
        "difference", key=np.abs, ascending=False
    )
    extent = found[["difference", "q05", "q95"]].abs().max(axis=1).sort_values(ascending=False, kind="stable")
    found = found.loc[extent.index][extent >= SMALLEST_SHARE * extent.max()].head(MOST_ROWS)
    if found.empty:
        return None
    digits = decimals(unit_of(measure))
    rows = [
        {
            "name": _called(kind, row["id"], subject),
            "difference": row["difference"], "low": row["q05"], "high": row["q95"],
            "band": ends(change(row["q05"], digits), change(row["q95"], digits)),
            "before": row["before"], "after": row["after"],
        }
        for row in found.to_dict("records")
    ]  # fmt: skip
    base = alt.Chart(inline(rows)).encode(y=alt.Y("name:N", sort=None, axis=None))
    median = ", median" if subject.has_band else ""
    tooltip = [
        alt.Tooltip("name:N", title=kind),
        alt.Tooltip("difference:Q", title=f"difference{median}", format=f"+,.{digits}f"),
        *([alt.Tooltip("band:N", title="90 % band")] if subject.has_band else []),
        alt.Tooltip("before:Q", title=f"first run{median}", format=f",.{digits}f"),
        alt.Tooltip("after:Q", title=f"second run{median}", format=f",.{digits}f"),
    ]
    ends_of = [row[name] for row in rows for name in ("low", "difference", "high")]
    labels = drawing.through_zero(np.nanmin(ends_of), np.nanmax(ends_of))
    across = alt.X(
        "difference:Q",
        title="second run less first",
        axis=alt.Axis(format=NUMBER, orient="top", values=labels, domain=False, ticks=False),
    )
    chart = alt.layer(
        drawing.zero_under_rows(base),
        base.mark_rule(color=BLUE, strokeWidth=6, opacity=0.35).encode(
            alt.X("low:Q"), alt.X2("high:Q"), tooltip=tooltip
        ),
        base.mark_circle(color=BLUE, size=80, opacity=1).encode(across, tooltip=tooltip),
        *drawing.over_rows(base, "name"),
    )
    return Picture(
        name=f"difference-{measure.replace('_', '-')}",
        title=f"{words[0].upper()}{words[1:]}",
        said=f"Paired differences in {words}: "
        + "; ".join(f"{row['name']} {change(row['difference'], digits)}" for row in rows[:5]),
        spec=drawing.finished(chart, height=36 * len(rows)),
        width=640,
    )
