"""Rules and sources as JSON: what acts, and whose word it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from exeunt.api import RuleRow, Views


def rule_told(views: Views, rule: RuleRow) -> dict[str, Any]:
    """Return a rule in words, with whose word it is."""
    return {
        "ids": rule.ids,
        "country": rule.country,
        "what": rule.what,
        "only": rule.only,
        "kind": rule.kind,
        "since": rule.since,
        "until": rule.until,
        "announced": None if rule.announced is None else f"{rule.announced:%Y-%m-%d}",
        "sources": sources_told(views, rule.claims),
    }


def sources_told(views: Views, claims: Iterable[str]) -> list[dict[str, Any]]:
    """Return the sources of some claims."""
    return [told for told in (source_told(views, claim) for claim in claims) if told]


def source_told(views: Views, claim: str) -> dict[str, Any] | None:
    """Return the source of a claim in short; None where it names none."""
    anchor = views.sources.anchor(views.subject, claim)
    row = next((row for row in views.sources.rows if row.anchor == anchor), None) if anchor else None
    if row is None:
        return None
    return {"id": row.id, "said_by": row.said_by, "date": row.date, "stance": row.stance, "url": row.url,
            "note": row.note}  # fmt: skip
