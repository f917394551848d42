"""The page beside the tables that says where they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from exeunt.scenario.rows import rows
from exeunt.scenario.tables import NAMES
from exeunt.scenario.world import World
from exeunt.versions import __version__
from exeunt.wording import STANCES, plural

PROVENANCE, TO_DO = "PROVENANCE.md", "TO-DO.md"
ASSUMED = "## What was assumed"
LOOK_UP = [
    "By a small run of the world as it was built. Its members differ in how people choose, in the push, in the worth",
    "of countries and in what crossings let through: the number of people says by how much the answer may move the",
    "forecast, the largest first. What has no number is assumed too, but is the same in all members; where planes",
    "alone leave the country it comes first, for all hangs on it. Write an answer into the table that is named, with a",
    "claim of who said it, and run again. Roads, fares and hours are not asked about: correct them as you know better.",
    "",
]


def said_of(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what was assumed of a world and what to look up first, as its folder says; nothing where it is silent."""
    told, asked = (_text(folder / name) for name in (PROVENANCE, TO_DO))
    assumed = told.partition(f"\n{ASSUMED}\n")[2].partition("\n## ")[0]
    said = re.findall(r"^- (.+)$", assumed, re.MULTILINE)
    return tuple(said), tuple(re.findall(r"^\d+\. (.+)$", asked, re.MULTILINE))


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8") if page.is_file() else ""


def provenance(world: World, said: Sequence[str], unmatched: Sequence[str]) -> str:
    """Write where each table comes from."""
    return "\n".join(_lines(world, said, unmatched)) + "\n"


def _lines(world: World, said: Sequence[str], unmatched: Sequence[str]) -> Iterator[str]:
    yield f"# {world.settings.title}: how these tables were made"
    yield ""
    yield f"By `exeunt new --country` of exeunt {__version__}, with no network; what was corrected since is not told"
    yield "here. The tables beside this page are the scenario: change them row by row, and the claim with them."
    yield ""
    yield ASSUMED
    yield ""
    yield from (f"- {sentence}" for sentence in said)
    yield ""
    yield "## What each row rests on"
    yield ""
    yield "| claim | how it was said | by | rows | what it comes to |"
    yield "|---|---|---|---|---|"
    for _, id_, stance, by, note in rows(world.claims, "id", "stance", "said_by", "note"):
        counted = [
            plural(count, f"row of {name}", f"rows of {name}")
            for name in NAMES
            if name != "claims" and (count := int((world.all_rows[name]["claim"] == id_).sum()))
        ]
        cells = (f"`{id_}`", STANCES.get(stance, stance), by, ", ".join(counted), note)
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
    if unmatched:
        yield ""
        yield "## Events that push nobody"
        yield ""
        yield from (f"- {sentence}" for sentence in unmatched)


def to_do(world: World, questions: Sequence[str]) -> str:
    """Write what to look up, what moves the forecast most first."""
    told = LOOK_UP if questions else ["Nothing was found that moves the forecast by more than a fiftieth.", ""]
    numbered = [f"{number}. {question}" for number, question in enumerate(questions, start=1)]
    return "\n".join([f"# {world.settings.title}: what to look up first", "", *told, *numbered]) + "\n"
