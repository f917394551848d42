"""Files in a scenario's folder that look like a table of it and would be passed over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from exeunt.errors import Fault, Oddity, quoted
from exeunt.scenario.catalogue import POSTERIOR
from exeunt.scenario.settings import FILE
from exeunt.scenario.spelling import near
from exeunt.scenario.tables import NAMES
from exeunt.scenario.xlsxfile import ENDING

ENDINGS = (".csv", ENDING)
# How tables end that other programs write; with other endings an author may keep what he likes, such as drivers.py.
OTHERS = frozenset({"", ".txt", ".tsv", ".tab", ".ods", ".xls", ".xlsm", ".xlsb"})


def misnamed(folder: Path) -> Iterator[Fault]:
    """Yield the faults of files that have nearly the name of a file that is not there, or its name with other ends."""
    lacking = _lacking(folder)
    absent = [f"{name}{end}" for name in lacking for end in ENDINGS]
    if not (folder / FILE).exists():
        absent.append(FILE)
    known = {f"{name}{end}" for name in NAMES for end in ENDINGS} | {FILE}
    for path in sorted(folder.iterdir()):
        name, wrong = path.name, f"{quoted(path.name)} is no file of a scenario"
        if name in known or name[:2] == "~$":
            continue
        if path.stem.lower() in lacking and path.suffix.lower() in OTHERS and path.is_file():
            right = f"save it as CSV under the name {path.stem.lower()}.csv, if that is meant"
            yield Fault(name, 1, "", wrong, right)
        elif meant := near(name, absent, how_near=0.85):
            yield Fault(name, 1, "", wrong, f"rename it {meant[0]}, if that is meant")


def out_of_reach(folder: Path) -> Iterator[Oddity]:
    """Yield the tables that the folder lacks and a folder in it has, unless that is a scenario of its own."""
    if not folder.is_dir():
        return
    lacking = _lacking(folder)
    for below in sorted(folder.iterdir()):
        if not below.is_dir() or below.name[0] == "." or below.name == POSTERIOR or (below / FILE).exists():
            continue
        for path in [below / f"{name}{end}" for name in lacking for end in ENDINGS]:
            if path.is_file():
                right = f"put it beside {FILE}, if it is meant"
                yield Oddity(f"{below.name}/{path.name}", 1, "", "lies in a folder below and is not read", right)


def _lacking(folder: Path) -> list[str]:
    """Return the tables of which no file is in the folder."""
    return [name for name in NAMES if not any((folder / f"{name}{end}").exists() for end in ENDINGS)]
