"""What `exeunt import` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exeunt.commands.printing import command

if TYPE_CHECKING:
    from exeunt.api import Imported


def import_json(imported: Imported) -> dict[str, Any]:
    """Return what `exeunt import flee --json` prints."""
    world = imported.world
    kinds = world.places["kind"].value_counts()
    return {
        "scenario": str(imported.folder),
        "title": world.settings.title,
        "first_day": world.settings.first_day.isoformat(),
        "days": world.settings.days,
        "places": len(world.places),
        "in_conflict": int(kinds.get("home", 0)),
        "camps": int(kinds.get("refuge", 0)),
        "roads": len(world.links),
        "settled": int(world.places["settled"].sum()),
        "displaced": displaced(imported),
        "figures": len(world.observations),
        "odd": list(imported.odd),
        "unused": list(imported.unused),
    }


def displaced(imported: Imported) -> int | None:
    """Add up how many are told to leave over the period; None where the simulation says how many."""
    drivers = imported.world.drivers
    rows = drivers[drivers["name"].isin(["displaced", "departures"])]
    if rows.empty:
        return None
    days = (rows["until"] - rows["from"]).dt.days
    return round(float((rows["value"] * days).sum()))


def print_imported(imported: Imported) -> None:
    """Print what was made, what was odd and what was left out."""
    told = import_json(imported)
    print(f"{told['title']}: {told['days']} days from {told['first_day']}")
    print(
        f"  {told['places']} places ({told['in_conflict']} in conflict at some time, {told['camps']} camps),"
        f" {told['roads']} roads, {told['figures']} figures to compare with"
    )
    leave = "how many leave is simulated" if told["displaced"] is None else f"{told['displaced']:,} displaced after it"
    print(f"  {told['settled']:,} people in camps on the first day, {leave}")
    for title, lines in (
        ("Found odd, and how it was read:", imported.odd),
        ("Has no equivalent here and was left out:", imported.unused),
    ):
        if lines:
            print(f"\n{title}")
            print("\n".join(f"  - {line}" for line in lines))
    print(f"\nThe scenario lies in {imported.folder}; {command('run', imported.folder)} simulates it.")
