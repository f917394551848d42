"""Writing the report of a run, or of two."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from exeunt.asked import place_of_file, place_of_files
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
AGAINST = "report-against-{}.html"


@dataclass(frozen=True)
class Report:
    """What was written."""

    path: Path
    bytes: int
    images: tuple[Path, ...] = ()


def write_report(
    run: Run, path: Path | None = None, *, against: Run | None = None, images: Path | None = None
) -> Report:
    """Write the report of a run; with `against`, that of what changes from this run to the other.

    If `path` is not given, the report lies in the run's folder: as `report.html`, and one against another run as
    `report-against-NAME.html`, so that neither takes the other's place. NAME is what the other run's folder is called,
    without the folders it lies in: a report against another run whose folder has the same name takes this one's place,
    unless it is given a `path`. With `images` every picture is also written into that folder, as PNG and SVG.

    Raises
    ------
    InputError
        If the run is in memory only and no `path` is given, a folder lies there, or `images` is a file.

    """
    target = place_of_file(path) if path is not None else _in_folder(run, against)
    folder = None if images is None else place_of_files(images)
    page = make_page(run, against)
    text = page.html()
    write_text(target, text)
    written = write_images(page.pictures, folder) if folder is not None else []
    return Report(target, len(text.encode()), tuple(written))


def _in_folder(run: Run, against: Run | None) -> Path:
    """Return where a report lies that nobody gave a place."""
    if run.path is None:
        raise InputError("This run is in memory only: say where the report should be written, or save the run first.")
    return Path(run.path) / (FILE if against is None else AGAINST.format(_name(against)))


def _name(run: Run) -> str:
    return "a-run-in-memory" if run.path is None else run.path.resolve().name


def make_page(run: Run, against: Run | None = None) -> Page:
    """Return the page of one run or two."""
    if against is None:
        only = Subject(run)
        claims = sources([only])
        return Page((Part(only, "", claims),), claims)
    first, second = Subject(run, "first"), Subject(against, "second")
    claims = sources([first, second])
    parts = (Part(first, "First run", claims), Part(second, "Second run", claims))
    return Page(parts, claims, difference(first, second))
