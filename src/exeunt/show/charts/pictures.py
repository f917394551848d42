"""Pictures as files: PNG and SVG, with their title and note, for a paper or a slide."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from pathlib import Path

import vl_convert

from exeunt.show.charts.drawing import FAINT, Picture, Spec
from exeunt.whole_files import whole_file, write_text

SCALE = 2.0
LETTER = 6.2


def write_images(pictures: Iterable[Picture], folder: Path) -> list[Path]:
    """Write each picture as PNG and SVG; a file that is there already is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    taken: set[str] = set()
    for picture in pictures:
        name = free_name(picture.name, taken)
        spec = titled(picture)
        svg, png = folder / f"{name}.svg", folder / f"{name}.png"
        write_text(svg, vl_convert.vegalite_to_svg(spec))
        with whole_file(png) as fresh:
            fresh.write_bytes(vl_convert.vegalite_to_png(spec, scale=SCALE))
        written += [svg, png]
    return written


def titled(picture: Picture) -> Spec:
    """Return a picture that stands alone: as wide as it is meant to be, with its title and note."""
    lines = textwrap.wrap(f"{picture.key} {picture.note}".strip(), max(30, int(picture.width / LETTER)))
    heading = f"{picture.context}: {picture.title}" if picture.context else picture.title
    title = {
        "text": textwrap.wrap(heading, max(30, int(picture.width / 7.5))),
        "subtitle": lines,
        "subtitleColor": FAINT,
        "anchor": "start",
    }
    return {**picture.spec, "width": picture.width, "title": title, "padding": 12, "description": picture.said}


def free_name(name: str, taken: set[str]) -> str:
    """Return a file name of plain letters that no other picture has: names come from a scenario's ids."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-") or "picture"
    free, number = plain[:80], 2
    while free.casefold() in taken:
        free, number = f"{plain[:80]}-{number}", number + 1
    taken.add(free.casefold())
    return free
