"""Whom a rule names, in words."""

from __future__ import annotations

from collections.abc import Mapping

from exeunt.scenario.who import Among, And, Everyone, Not, Or, Who, parse
from exeunt.wording import joined

EVERYONE = "everyone"


def whom(who: str, values: Mapping[str, tuple[str, ...]]) -> str:
    """Say whom a condition names; `values` are the traits of people and the values of each."""
    condition = parse(who, values)
    return EVERYONE if isinstance(condition, Everyone) else f"those with {_words(condition, values)}"


def _words(who: Who, values: Mapping[str, tuple[str, ...]]) -> str:
    if isinstance(who, Among):
        return f"{who.trait} {joined(who.values, 'or')}"
    if isinstance(who, Not) and isinstance(who.part, Among):
        part = who.part
        return f"{part.trait} {joined([v for v in values[part.trait] if v not in part.values], 'or')}"
    if isinstance(who, And | Or):
        return joined([_words(part, values) for part in who.parts], "and" if isinstance(who, And) else "or")
    return f"not {who}"
