"""What the map shows, as JSON: who moves on which day, a gate's card, the rules that act on a spot."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from exeunt.as_json import plain
from exeunt.studio.views_pictures import figure_told, pictures_told
from exeunt.studio.views_sources import rule_told, source_told
from exeunt.wording import FEW_PEOPLE

if TYPE_CHECKING:
    from exeunt.api import Views


def overview(views: Views) -> dict[str, Any]:
    """Return what the head of the page says of a run."""
    part, subject = views.part, views.subject
    manifest = views.run.manifest
    until = views.run.known_until
    return {
        "title": manifest["title"],
        "scenario": manifest["scenario"],
        "words": part.words,
        "members": manifest["members"],
        "mean": manifest["mean"],
        "days": [f"{day:%Y-%m-%d}" for day in subject.days],
        "crisis": f"{subject.crisis:%Y-%m-%d}",
        "known_until": None if until is None else f"{until:%Y-%m-%d}",
        "learned": views.run.learned_in_words,
        "finding": [str(each.striptags()) for each in part.finding],
        "assumed": part.assumed,
        "too_few": views.too_few,
    }


def movement(views: Views) -> dict[str, Any]:
    """Return what the map plays."""
    found = views.movement
    return {
        "days": found.days,
        "view": plain(found.view),
        "real": views.is_real,
        "few": FEW_PEOPLE,
        "home": sorted(set(views.run.world.homes["country"])),
        "ways": [{**plain(way), "people": _whole(way.people)} for way in found.ways],
        "gates": [{**_series(row, ("line", "vehicles", "wait")), **_ends(row)} for row in found.gates],
        "countries": [{**_series(row, ("day",)), **_ends(row)} for row in found.countries],
        "homes": [_series(row, ("day",)) for row in found.homes],
    }


def gate(views: Views, id_: str) -> dict[str, Any]:
    """Return the card of a gate."""
    card = views.gate(id_)
    return {
        "id": card.id,
        "title": card.title,
        "country": card.country,
        "note": card.note,
        "hours": card.hours,
        "capacities": plain(card.capacities),
        "seats": card.seats,
        "claim": source_told(views, card.claim),
        "figures": [figure_told(views, figure) for figure in card.figures],
        "pictures": pictures_told(views, card.pictures),
    }


def acting(views: Views, on: str, day: str) -> list[dict[str, Any]]:
    """Return the rules in force on a spot on a day."""
    return [rule_told(views, rule) for rule in views.acting(on, day)]


def _series(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    told = {name: plain(value) for name, value in row.items() if name not in (*names, "low", "high", "km")}
    for name in names:
        told[name] = _short(row[name]) if name == "wait" else _whole(row[name])
    return told


def _ends(row: dict[str, Any]) -> dict[str, list[int | None]]:
    """Return the ends of the band of each day, null where there is none."""
    return {end: [round(each) if each == each else None for each in map(float, row[end])] for end in ("low", "high")}


def _whole(series: Iterable[float]) -> list[int]:
    return [round(value) if value == value else 0 for value in map(float, series)]


def _short(series: Iterable[float]) -> list[float]:
    return [round(value, 1) if value == value else 0.0 for value in map(float, series)]
