"""``data_layout.csv``: which file holds the counts of which camp."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from exeunt.errors import quoted
from exeunt.exchange.flee.findings import Findings, listed
from exeunt.exchange.flee.folder import Location
from exeunt.exchange.flee.rows import Row, read_table

FILE = "data_layout.csv"


@dataclass(frozen=True)
class Layout:
    """The files of each camp and of the total, and all files that are named."""

    camps: Mapping[str, tuple[str, ...]]
    total: tuple[str, ...]
    named: frozenset[str]


def read_layout(
    folder: Path, locations: Iterable[Location], names: frozenset[str], findings: Findings
) -> Layout | None:
    """Read which files there are; None if there is no layout.

    FLEE takes the first row for the total whatever its name; here it is a camp if a place has its name.
    """
    missing = "write one with rows such as total,refugees.csv and then camp,file.csv"
    table = read_table(folder / FILE, folder, findings, missing=missing, is_header=lambda cells: False)
    if table is None:
        return None
    places = {location.name: location for location in locations}
    camps: dict[str, tuple[str, ...]] = {}
    total: tuple[str, ...] = ()
    named: set[str] = set()
    for position, row in enumerate(table.rows):
        name, files = row.cells[0], tuple(text for text in row.cells[1:] if text)
        named.update(files)
        if not _is_sound(row, files, findings):
            continue
        if name in names:
            if position == 0:
                findings.say_odd(
                    FILE, row.line, f"the first row is the camp {quoted(name)}, and is read as it, not as a total"
                )
            if name in camps:
                findings.say_odd(FILE, row.line, f"{quoted(name)} is there twice; this last row is read, and once only")
            elif name in places and not places[name].is_camp:
                sentence = f"{quoted(name)} is a {places[name].kind}, not a camp; its counts are read all the same"
                findings.say_odd(FILE, row.line, sentence)
            camps[name] = files
        elif position == 0 or name.lower() == "total":
            total = files
        elif names:
            findings.say_odd(FILE, row.line, f"{quoted(name)} is not in locations.csv; its counts are not read")
    unobserved = [place.name for place in places.values() if place.is_camp and place.name not in camps]
    if unobserved:
        findings.say_odd(FILE, 1, f"no counts are named for {listed(unobserved)}, which so cannot be compared")
    return Layout(camps, total, frozenset(named))


def _is_sound(row: Row, files: tuple[str, ...], findings: Findings) -> bool:
    if not row.cells[0] or not files:
        wrong = "names no camp" if not row.cells[0] else f"names no file for {quoted(row.cells[0])}"
        findings.fault(FILE, row.line, "", wrong, "write the camp and its file: camp,file.csv")
        return False
    # As Windows understands it, because that covers both kinds of slash and drives.
    outside = [file for file in files if PureWindowsPath(file).anchor or ".." in PureWindowsPath(file).parts]
    here = [file for file in files if PureWindowsPath(file).name == ""]
    for file in here:
        findings.fault(FILE, row.line, "", f"{quoted(file)} is a folder", "write the name of a file")
    for file in outside:
        right = "write the name of a file in the folder of counts"
        findings.fault(FILE, row.line, "", f"{quoted(file)} is outside the folder", right)
    return not outside and not here
