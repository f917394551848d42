"""The table of sources: every claim that a run uses, who said it, and where in the scenario it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from exeunt.scenario.rows import records
from exeunt.scenario.tables import NAMES
from exeunt.wording import plural, short

if TYPE_CHECKING:
    from exeunt.show.subject import Subject

DEFAULT = "asm-default"
KINDS = {
    "places": ("place", "places"), "aliases": ("name", "names"), "gates": ("gate", "gates"), "areas": ("area", "areas"),
    "links": ("way", "ways"), "traits": ("share of people", "shares of people"), "rules": ("rule", "rules"),
    "drivers": ("push or traffic", "pushes and traffic"), "observations": ("figure", "figures"),
    "parameters": ("constant", "constants"), "readings": ("reading", "readings"),
}  # fmt: skip
LONGEST_ADDRESS = 70
SAFE = ("https://", "http://")


@dataclass(frozen=True)
class Source:
    """One claim, ready to be shown; `url` is blank unless a browser may follow it."""

    anchor: str
    id: str
    said_by: str
    date: str
    stance: str
    quantity: str
    value: str
    unit: str
    url: str
    read_at: str
    note: str
    used: str

    @property
    def url_in_short(self) -> str:
        """The address as far as it is read; all of it is where the link leads."""
        return short(self.url.split("://", 1)[-1], LONGEST_ADDRESS)


@dataclass(frozen=True)
class Sources:
    """The claims of one report, in the order of the bodies that made them."""

    rows: tuple[Source, ...]
    _anchors: dict[tuple[str, str], str] = field(default_factory=dict)

    def anchor(self, subject: Subject, claim: str) -> str:
        """Return where a claim stands in the table; blank if it does not."""
        return self._anchors.get((subject.key, claim), "")

    def said_by(self, subject: Subject) -> dict[str, str]:
        """Return a line about each claim of a run."""
        by_anchor = {row.anchor: row for row in self.rows}
        return {
            claim: f"{by_anchor[anchor].said_by}, {by_anchor[anchor].stance}, {by_anchor[anchor].date}".strip(", ")
            for (key, claim), anchor in self._anchors.items()
            if key == subject.key
        }


def sources(subjects: Sequence[Subject]) -> Sources:
    """Return the claims that the runs use; a claim of two runs is listed once."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    keys: dict[tuple[str, str], tuple[str, ...]] = {}
    for subject in subjects:
        used = _used(subject)
        claims = records(subject.world.claims)
        if DEFAULT in used and DEFAULT not in {row["id"] for row in claims}:
            claims.append(_default())
        for row in claims:
            if row["id"] in used:
                key = tuple(str(row[name]) for name in ("id", "said_by", "stance", "value", "url"))
                found.setdefault(key, {**row, "used": used[row["id"]]})
                keys[subject.key, str(row["id"])] = key
    order = sorted(
        found, key=lambda key: (found[key]["stance"] == "assumption", str(found[key]["said_by"]).casefold(), key[0])
    )
    anchors = {key: f"source-{number}" for number, key in enumerate(order, start=1)}
    return Sources(
        tuple(_source(anchors[key], found[key]) for key in order),
        {name: anchors[key] for name, key in keys.items()},
    )


def _used(subject: Subject) -> dict[str, str]:
    """Say of each claim how many rows of which table rest on it."""
    counts: dict[str, dict[str, int]] = {}

    def count(claim: str, table: str, rows: int = 1) -> None:
        if claim:
            counts.setdefault(claim, {}).setdefault(table, 0)
            counts[claim][table] += rows

    for name in NAMES:
        table = getattr(subject.world, name)
        if name != "claims" and "claim" in table:
            for claim, rows in table["claim"].value_counts().items():
                count(str(claim), name, int(rows))
    for weights in subject.run.manifest["readings"].values():
        for claim in weights:
            count(str(claim), "readings")
    own = set(subject.world.parameters["name"])
    count(DEFAULT, "parameters", sum(name not in own for name in subject.labels("parameter")) or 1)
    return {
        claim: ", ".join(plural(rows, *KINDS[table]) for table, rows in tables.items())
        for claim, tables in counts.items()
    }


def _default() -> dict[str, Any]:
    return {
        "id": DEFAULT, "date": pd.NaT, "said_by": "exeunt itself", "stance": "assumption",
        "quantity": "constants of behaviour", "value": None, "unit": "", "url": "",
        "note": "The package's own values and ranges, where the scenario gives none. Not estimates.",
    }  # fmt: skip


def _source(anchor: str, row: dict[str, Any]) -> Source:
    url = str(row["url"] or "")
    is_safe = url.lower().startswith(SAFE) and not any(sign.isspace() or sign in "\"'<>" for sign in url)
    return Source(
        anchor=anchor,
        id=str(row["id"]),
        said_by=str(row["said_by"] or ("whoever made the scenario" if row["stance"] == "assumption" else "not named")),
        date="" if pd.isna(row["date"]) else f"{row['date']:%Y-%m-%d}",
        stance=str(row["stance"]),
        quantity=str(row["quantity"] or "").replace("_", " "),
        value="" if pd.isna(row["value"]) else f"{row['value']:,.10g}",
        unit=str(row["unit"] or ""),
        url=url if is_safe else "",
        read_at=url,
        note=str(row["note"] or ""),
        used=row["used"],
    )
