"""What drives what: what the inputs rest on, the constants, the contested readings, and what moved the result."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import pandas as pd

from exeunt.scenario.parameters import constants as engine_constants
from exeunt.scenario.parameters import parameter_table
from exeunt.scenario.rows import pairs, records
from exeunt.show.charts import drawing
from exeunt.show.charts.drawing import BLUE, FAINT, STANCE_COLOURS, Picture, inline
from exeunt.show.sources import DEFAULT
from exeunt.wording import STANCES, plural

if TYPE_CHECKING:
    from exeunt.show.subject import Subject

TABLES = {
    "rules": "rules", "observations": "counted figures", "gates": "gates", "links": "ways",
    "drivers": "pushes, traffic", "traits": "shares of people", "places": "places", "parameters": "constants",
}  # fmt: skip
NO_CLAIM = "no claim"
READINGS = "by readings"  # in place of a prior
FEWEST_MEMBERS = 10
MOST_CONSTANTS = 8


@dataclass(frozen=True)
class Constant:
    """One constant of behaviour: what it means, its prior, and what the members ran with.

    A contested one has no prior but readings, each a claim that members believe.
    """

    name: str
    called: str
    meaning: str
    unit: str
    prior: str
    low: float
    high: float
    ran_low: float
    ran_high: float
    held: bool
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """One claim about a contested quantity, and how far it is believed."""

    quantity: str
    claim: str
    said_by: str
    value: float
    unit: str
    weight: float


def stances(subject: Subject) -> pd.DataFrame:
    """Return how many rows of each table rest on what kind of claim."""
    stance = pairs(subject.world.claims, "id", "stance")
    rows = []
    for name, label in TABLES.items():
        table = getattr(subject.world, name)
        kinds = [str(stance.get(claim, NO_CLAIM)) for claim in table["claim"]] if "claim" in table else []
        if name == "parameters":
            own = set(table["name"])
            kinds += ["assumption" for each in subject.labels("parameter") if each not in own]
        counts = pd.Series(kinds, dtype="str").value_counts()
        rows += [{"table": label, "stance": str(kind), "rows": int(count)} for kind, count in counts.items()]
    return pd.DataFrame(rows, columns=["table", "stance", "rows"])


def stances_chart(subject: Subject, counts: pd.DataFrame) -> Picture:
    """Return what the inputs rest on, table by table."""
    words = {kind: STANCES.get(kind, kind) for kind in (*STANCE_COLOURS, NO_CLAIM)}
    colours = {**STANCE_COLOURS, NO_CLAIM: "#b0b0b0"}
    used = [kind for kind in words if kind in set(counts["stance"])]
    order = {kind: place for place, kind in enumerate(words)}
    rows = [{**row, "stance": words[str(row["stance"])], "order": order[str(row["stance"])]} for row in records(counts)]
    scale = alt.Scale(domain=[words[kind] for kind in used], range=[colours[kind] for kind in used])
    chart = (
        alt.Chart(inline(rows))
        .mark_bar(height=18)
        .encode(
            y=alt.Y("table:N", sort=list(TABLES.values()), title=None, axis=alt.Axis(ticks=False, domain=False)),
            x=alt.X("rows:Q", stack="normalize", title="share of rows", axis=alt.Axis(format="%", tickCount=4)),
            order="order:O",
            color=alt.Color(
                "stance:N", scale=scale, title=None, legend=alt.Legend(columns=alt.ExprRef("width < 300 ? 3 : 6"))
            ),
            tooltip=[
                alt.Tooltip("table:N"),
                alt.Tooltip("stance:N", title="rests on"),
                alt.Tooltip("rows:Q", format=",d"),
            ],
        )
    )
    whole = counts.groupby("stance")["rows"].sum()
    said = ", ".join(f"{int(whole[kind]):,} {words[kind]}" for kind in used)
    return Picture(
        name=subject.anchor("stances"),
        title="What the inputs rest on",
        said=f"Rows of the scenario by the kind of claim they rest on: {said}.",
        spec=drawing.finished(chart, height=28 * counts["table"].nunique()),
        note=f"All tables together: {said}. A row counts as one however much it matters.",
        width=640,
    )


def constants(subject: Subject) -> tuple[Constant, ...]:
    """Return every constant the members ran with."""
    names = subject.labels("parameter")
    table = parameter_table(subject.world.parameters).replace("", np.nan).reindex(names)
    words = engine_constants().set_index("name")[["meaning", "unit"]]  # where a scenario has none of its own
    known = table.fillna(words).fillna({"prior": "fixed", "claim": DEFAULT, "meaning": "", "unit": ""})
    values = subject.run.variables["parameter_value"].transpose("member", "parameter").values
    found = []
    for place, name in enumerate(names):
        row = known.loc[name]
        read = tuple(subject.run.manifest["readings"].get(name, ()))
        found.append(
            Constant(
                name=name,
                called=in_words(name),
                meaning=str(row["meaning"]),
                unit=str(row["unit"]),
                prior=READINGS if read else str(row["prior"]),
                low=math.nan if read else _number(row["low"]),
                high=math.nan if read else _number(row["high"]),
                ran_low=float(values[:, place].min()),
                ran_high=float(values[:, place].max()),
                held=name in subject.run.manifest["fixed"],
                claims=read or (str(row["claim"]),),
            )
        )
    return tuple(found)


@cache
def _words() -> dict[str, str]:
    text = files("exeunt.show.charts").joinpath("constants_in_words.csv").read_text(encoding="utf-8")
    return {row["name"]: row["words"] for row in csv.DictReader(text.splitlines())}


def in_words(constant: str) -> str:
    """Return what a constant is called where people read it; one of a scenario's own by its name."""
    return _words().get(constant, constant.replace("_", " "))


def readings(subject: Subject) -> tuple[Reading, ...]:
    """Return the claims about contested quantities with their weights."""
    claims = subject.world.claims.set_index("id")
    return tuple(
        Reading(
            quantity=quantity.replace("_", " "),
            claim=claim,
            said_by=str(claims.at[claim, "said_by"] or "whoever made the scenario") if claim in claims.index else "",
            value=_number(claims.at[claim, "value"]) if claim in claims.index else math.nan,
            unit=str(claims.at[claim, "unit"]) if claim in claims.index else "",
            weight=float(weight),
        )
        for quantity, weights in subject.run.manifest["readings"].items()
        for claim, weight in weights.items()
    )


def influence(subject: Subject) -> Picture | None:
    """Return which constants the number who fled follows over the members, by rank; None where too few ran."""
    values = subject.run.variables["parameter_value"].transpose("member", "parameter").values
    total = subject.daily("arrivals").sum(axis=(1, 2))
    moving = [place for place in range(values.shape[1]) if np.ptp(values[:, place]) > 0]
    if subject.members < FEWEST_MEMBERS or not moving or np.ptp(total) == 0:
        return None
    ranks = pd.DataFrame(values[:, moving]).rank().to_numpy()
    against = pd.Series(total).rank().to_numpy()
    names = [subject.labels("parameter")[place] for place in moving]
    follows = {name: float(np.corrcoef(ranks[:, n], against)[0, 1]) for n, name in enumerate(names)}
    # Bonferroni: looking at many constants, some seem to matter by chance
    chance = NormalDist().inv_cdf(1 - 0.025 / len(moving)) / math.sqrt(subject.members - 1)
    meaning = {each.name: each.meaning for each in constants(subject)}
    most = sorted(follows, key=lambda name: -abs(follows[name]))[:MOST_CONSTANTS]
    rows = [
        {
            "name": name,
            "rank": follows[name],
            "clear": abs(follows[name]) > chance,
            "meaning": meaning.get(name, ""),
            "label": in_words(name),
        }
        for name in most
    ]
    clear = sum(bool(row["clear"]) for row in rows)
    stand = "stands" if clear == 1 else "stand"
    verdict = f"{clear} of {plural(len(moving), 'constant')} {stand} out" if clear else "no constant stands out"
    return Picture(
        name=subject.anchor("influence"),
        title="Which constants the number who fled follows",
        said="Rank correlations: " + ", ".join(f"{in_words(name)} {follows[name]:+.2f}" for name in most),
        spec=_influence_spec(rows, min(chance, 1.0)),
        note=f"Rank correlation over {subject.members} members between a constant and the number who fled abroad. "
        f"Between the dotted lines lies what chance alone would show (±{min(chance, 1.0):.2f}): {verdict}.",
        width=640,
    )


def _influence_spec(rows: list[dict[str, Any]], chance: float) -> drawing.Spec:
    base = alt.Chart(inline(rows)).encode(y=alt.Y("name:N", sort=None, axis=None))
    tooltip = [
        alt.Tooltip("label:N", title="constant"),
        alt.Tooltip("name:N", title="its name"),
        alt.Tooltip("rank:Q", title="rank correlation", format="+.2f"),
        alt.Tooltip("meaning:N"),
    ]
    chart = alt.layer(
        base.mark_bar(height=10, yOffset=7).encode(
            x=alt.X(
                "rank:Q",
                title="less ← rank correlation → more",
                scale=alt.Scale(domain=[-1, 1]),
                axis=alt.Axis(tickCount=5),
            ),
            color=alt.condition("datum.clear", alt.value(BLUE), alt.value("#b0b0b0")),
            tooltip=tooltip,
        ),
        alt.Chart(inline([{"edge": -chance}, {"edge": chance}]))
        .mark_rule(color=FAINT, strokeDash=[3, 3])
        .encode(x="edge:Q"),
        drawing.zero_under_rows(base),
        *drawing.over_rows(base, "label"),
    )
    return drawing.finished(chart, height=36 * len(rows))


def _blank(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def _number(value: Any) -> float:
    return math.nan if _blank(value) else float(value)
