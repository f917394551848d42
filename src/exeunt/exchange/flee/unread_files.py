"""The files of a folder that are not read, and what they would be."""

from __future__ import annotations

import re
from pathlib import Path

from exeunt.exchange.flee.counts import LAYOUT, Layout
from exeunt.exchange.rows import Findings

READ = (
    "locations.csv",
    "routes.csv",
    "closures.csv",
    "conflicts.csv",
    "sim_period.csv",
    "registration_corrections.csv",
)
WITHOUT_EQUIVALENT = {
    r"demographics_.*\.csv": "the attributes of people have no equivalent",
    r"flood_level\.csv": "levels of flood have no equivalent",
    r"region_attributes_.*\.csv": "the attributes of regions have no equivalent",
    r"location_attributes_.*\.csv": "the attributes of places have no equivalent",
    r"location_changes\.csv": "changes of a place's type have no equivalent",
    r"major_routes\.csv": "major routes have no equivalent",
    r"agents\.csv": "single people given by hand have no equivalent",
}


def say_left_over_input(folder: Path, settings: Path | None, findings: Findings) -> None:
    """Say which files of the input are left out, and why."""
    for name in _names(folder, settings):
        if name not in READ:
            known = (why for pattern, why in WITHOUT_EQUIVALENT.items() if re.fullmatch(pattern, name))
            findings.say_unused(name, next(known, "FLEE reads no file of this name"))


def say_left_over_counts(folder: Path, layout: Layout, settings: Path | None, findings: Findings) -> None:
    """Say which files beside the counts are left out."""
    named = {Path(file).parts[0] for file in layout.named if Path(file).parts}
    if over := [name for name in _names(folder, settings) if name != LAYOUT and name not in named]:
        findings.say_unused(LAYOUT, f"the files {', '.join(over)} beside it are not named in it")


def _names(folder: Path, settings: Path | None) -> list[str]:
    """Name what lies in the folder, except the settings if they lie there."""
    aside = settings.name if settings and settings.parent.resolve() == folder.resolve() else None
    return sorted(path.name for path in folder.iterdir() if path.name != aside)
