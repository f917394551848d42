"""Writing the report of a run, or of two."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from exeunt.errors import InputError
from exeunt.show.charts.pictures import write_images
from exeunt.show.page.difference import difference
from exeunt.show.page.page import Page
from exeunt.show.page.part import Part
from exeunt.show.sources import sources
from exeunt.show.subject import Subject
from exeunt.whole_files import write_text

if TYPE_CHECKING:
    from exeunt.outcome.run import Run

FILE = "report.html"


@dataclass(frozen=True)
class Report:
    """What was written."""

    path: Path
    bytes: int
    images: tuple[Path, ...] = ()


def write_report(
    outcome: Run, path: Path | None = None, *, against: Run | None = None, images: Path | None = None
) -> Report:
    """Write the report of a run; with `against`, that of what changes from this run to the other.

    `path` is `report.html` in the run's folder if not given. With `images` every picture is also written into that
    folder, as PNG and SVG.
    """
    if path is None and outcome.path is None:
        raise InputError("This run is in memory only: say where the report should be written, or save the run first.")
    target = path if path is not None else Path(str(outcome.path)) / FILE
    page = make_page(outcome, against)
    text = page.html()
    write_text(target, text)
    written = write_images(page.pictures, images) if images is not None else []
    return Report(target, len(text.encode()), tuple(written))


def make_page(outcome: Run, against: Run | None = None) -> Page:
    """Return the page of one run or two."""
    if against is None:
        only = Subject(outcome)
        claims = sources([only])
        return Page((Part(only, "", claims),), claims)
    first, second = Subject(outcome, "first"), Subject(against, "second")
    claims = sources([first, second])
    parts = (Part(first, "First run", claims), Part(second, "Second run", claims))
    return Page(parts, claims, difference(first, second))
