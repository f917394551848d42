"""One traveller's question and its answer; nothing of either is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from exeunt.errors import InputError

if TYPE_CHECKING:
    from exeunt.api import Views


def form(views: Views) -> dict[str, Any]:
    """Return what can be asked."""
    world = views.run.world
    homes = world.places[world.places["kind"] == "home"]
    names = world.names
    return {
        "places": [
            {"id": str(row["id"]), "name": str(row["name"]) or str(row["id"])} for row in homes.to_dict("records")
        ],
        "traits": world.trait_values,
        "countries": [
            {"id": code, "name": names.country(code)}
            for code in sorted(set(world.places["country"]) - set(homes["country"]), key=names.country)
        ],
        "days": [f"{day:%Y-%m-%d}" for day in views.subject.days],
    }


def answer(views: Views, asked: dict[str, Any]) -> dict[str, Any]:
    """Return the answer, in sections of sentences."""
    from exeunt.api import World, sections

    world = views.run.world
    assert isinstance(world, World), "runs are opened by the API, with worlds of its own"
    told = asked.get("traits") or {}
    if not isinstance(told, Mapping):
        raise InputError("What was said of the traveller could not be read; reload the page.")
    traits = {str(name): str(value) for name, value in told.items() if value}
    found = world.ways(
        start=str(asked.get("start", "")),
        on=str(asked.get("on", "")),
        traits=traits,
        budget=_budget(asked.get("budget")),
        to=str(asked["to"]) if asked.get("to") else None,
        announce=lambda: None,
    )
    return {
        "note": found.note,
        "asker": found.asker,
        "sections": [
            {
                "title": section.title,
                "told": list(section.told),
                "ways": [{"head": head, "rest": list(rest)} for head, rest in section.ways],
            }
            for section in sections(found)
        ],
    }


def _budget(said: object) -> float | None:
    if said in (None, ""):
        return None
    try:
        return float(str(said))
    except ValueError:
        raise InputError(f"{said!r} is no number of euros; write it like 900, or leave it blank.") from None
