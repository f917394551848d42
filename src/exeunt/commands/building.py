"""What `exeunt new --country` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exeunt.commands.printing import command
from exeunt.wording import first_lines, plural

if TYPE_CHECKING:
    from exeunt.api import Built

SHOWN = 10  # events that match nothing; all of them stand in PROVENANCE.md


def print_built(built: Built) -> None:
    """Print what was made, what was assumed, and which events push nobody."""
    world = built.world
    homes, towns = ((world.places["kind"] == kind).sum() for kind in ("home", "town"))
    print(
        f"{world.settings.title}: {plural(homes, 'home')}, {plural(towns, 'town')} abroad,"
        f" {plural(len(world.links), 'way')}, {plural(len(world.gates), 'crossing')}"
    )
    print("\nAssumed, each a claim in claims.csv that you can correct:")
    print("\n".join(f"  - {sentence}" for sentence in built.said))
    if built.unmatched:
        print("\nEvents that push nobody:")
        shown = first_lines(built.unmatched, SHOWN, ", listed in PROVENANCE.md")
        print("\n".join(f"  - {sentence}" for sentence in shown))
    if built.questions:
        print("\nLook up first, what matters most (all of it in TO-DO.md):")
        print("\n".join(f"  {number}. {text}" for number, text in enumerate(built.first, start=1)))
    print(f"\nThe scenario lies in {built.folder}; {command('run', built.folder)} simulates it.")
