"""Measure FLEE and exeunt side by side, on conflicts in FLEE's format.

    python benchmarks/against_flee.py FOLDER [CONFLICT ...] [--scales 40 20] [--days DAYS]
    python benchmarks/against_flee.py FOLDER [CONFLICT ...] --members 1000
    python benchmarks/against_flee.py FOLDER --size NETWORK

FOLDER holds a folder for each conflict, with `input/`, `observed/` and `simsetting.yml`.

All seconds are CPU seconds of a child process and its children, by the operating system's account, unless they are
called wall seconds. FLEE comes from the package index into a fresh environment, made for this run and removed after it;
its output goes to the null device, and its start-up (imports, reading files) is measured by itself and subtracted.
FLEE moves agents one by one, so what a run costs is proportional to its person-days; the table shows that from two
scales, and takes the rate of the larger population to full population (`--scales 20 1` runs it whole).
exeunt always runs at full population, on one core: a run of 1 member, and one of 21, both with the engine compiled
beforehand, differ by 20 members, so that start-up and compilation drop out of both sides.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FLEE = "flee==3.1"
DRIVER = Path(__file__).with_name("flee_driver.py")
EXEUNT = [sys.executable, "-m", "exeunt"]
CONFLICTS = ("mali2012", "tigray2020")
MEMBERS = 20
REPEATS = 3
MILLION = 1e6
SIZE_DAYS = 300


class StoppedError(Exception):
    """A child process did not do what was asked; the message is the last thing it said."""


@dataclass(frozen=True)
class Cost:
    """What a child process took, and what it printed."""

    cpu: float  # seconds, its children included
    wall: float  # seconds
    peak: float  # MB
    printed: str

    @property
    def json(self) -> Any:
        """Its last line, read as JSON."""
        try:
            return json.loads(self.printed[self.printed.index("{") :])
        except ValueError as error:
            raise StoppedError("stopped without a result") from error


def measured(command: Sequence[str | Path], limit: float, folder: Path | None = None) -> Cost:
    """Run a command, for at most `limit` wall seconds, and return what it took; in a folder, if it matters."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        begun = time.perf_counter()
        child = subprocess.Popen([str(word) for word in command], cwd=folder, stdout=output, stderr=errors)
        watch = threading.Timer(limit, child.kill)
        watch.start()
        try:
            # only wait4 tells one child's resources from those of all children
            _, status, used = os.wait4(child.pid, 0)
        finally:
            watch.cancel()
        wall = time.perf_counter() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if child.returncode:
            said = [line for line in errors.read().splitlines() if line.strip(" │╭╮╰╯─")]
            slow = f"took more than {limit:,.0f} s" if wall >= limit else "stopped without a word"
            raise StoppedError(said[-1].strip(" │") if said else slow)
        return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024.0, output.read())


@dataclass(frozen=True)
class Conflict:
    """A folder in FLEE's format."""

    path: Path

    @property
    def name(self) -> str:
        """Its folder's name."""
        return self.path.name

    @property
    def input(self) -> Path:
        """The geography, the conflict's course, and the period."""
        return self.path / "input"

    @property
    def observed(self) -> Path:
        """The counts by camp."""
        return self.path / "observed"

    @property
    def settings(self) -> Path:
        """The file that FLEE and exeunt share."""
        return self.path / "simsetting.yml"


# FLEE


@contextmanager
def flee_environment() -> Iterator[Path]:
    """Make a fresh environment with FLEE in it, and yield its Python."""
    with tempfile.TemporaryDirectory(prefix="flee-") as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", FLEE], check=True, stderr=subprocess.DEVNULL)
        yield python


@dataclass(frozen=True)
class FleeRun:
    """FLEE on a part of the population, start-up subtracted."""

    scale_down: int
    cpu: float
    people: int
    person_days: int

    @property
    def rate(self) -> float:
        """CPU seconds per million person-days."""
        return self.cpu / self.person_days * MILLION


def flee_cost(
    python: Path, conflict: Conflict, scales: Sequence[int], days: int, limit: float
) -> tuple[Any, list[FleeRun]]:
    """Return the days, people and person-days at full population, and a run at each scale."""

    def driven(what: str, scale_down: int) -> Cost:
        files = (conflict.input, conflict.observed, conflict.settings)
        with tempfile.TemporaryDirectory() as empty:  # FLEE picks up and leaves files where it runs
            return measured([python, "-I", DRIVER, what, *files, str(days), str(scale_down), "1"], limit, Path(empty))

    whole = driven("count", 1).json
    start_up = min(driven("read", scales[0]).cpu for _ in range(2))  # the first fills caches
    runs = []
    for scale_down in scales:
        cost = driven("run", scale_down)
        said = cost.json
        runs.append(FleeRun(scale_down, cost.cpu - start_up, said["people"], said["person_days"]))
    return whole, runs


# exeunt


def imported(conflict: Conflict, into: Path, limit: float) -> Cost:
    """Turn a conflict into a scenario folder."""
    command: list[str | Path] = [*EXEUNT, "import", "flee", conflict.input, "--out", into]
    if conflict.observed.exists():
        command += ["--observed", conflict.observed]
    if conflict.settings.exists():
        command += ["--settings", conflict.settings]
    return measured(command, limit)


def simulated(scenario: Path | str, into: Path, members: int, days: int, jobs: int | None, limit: float) -> Cost:
    """Run a scenario; it prints a report as JSON."""
    command: list[str | Path] = [*EXEUNT, "run", scenario, "--members", str(members), "--seed", "1", "--json"]
    command += ["--out", into / "run", "--force"]
    if days:
        command += ["--days", str(days)]
    if jobs:
        command += ["--jobs", str(jobs)]
    return measured(command, limit)


@dataclass(frozen=True)
class Member:
    """What a member at full population takes; start-up, compilation and the first member are subtracted."""

    cpu: float  # seconds
    own_clock: float  # wall seconds on one core, as the run itself reports them: a check on the first


def exeunt_cost(scenario: Path | str, folder: Path, days: int, limit: float) -> Member:
    """Return what one of 20 members takes; of several runs the least counts, for start-up varies by more than that."""

    def least(members: int) -> tuple[float, float]:
        runs = [simulated(scenario, folder, members, days, 1, limit) for _ in range(REPEATS)]
        return min(run.cpu for run in runs), min(run.json["seconds"]["simulate"] for run in runs)

    simulated(scenario, folder, 1, days, 1, limit)  # compiles
    one, more = least(1), least(1 + MEMBERS)
    return Member((more[0] - one[0]) / MEMBERS, (more[1] - one[1]) / MEMBERS)


# what is printed


def compare(conflict: Conflict, python: Path, options: argparse.Namespace) -> None:
    """Print a conflict's rows: one a scale of FLEE's, the last one with what follows for full population."""
    failed = []
    whole: Any = {}
    runs: list[FleeRun] = []
    try:
        whole, runs = flee_cost(python, conflict, options.scales, options.days, options.limit)
    except StoppedError as error:
        failed.append(f"FLEE: {error}")
    member: Member | None = None
    with tempfile.TemporaryDirectory() as folder:
        try:
            scenario = Path(folder) / conflict.name
            imported(conflict, scenario, options.limit)
            member = exeunt_cost(scenario, Path(folder), options.days, options.limit)
        except StoppedError as error:
            failed.append(f"exeunt: {error}")
    for run in runs[:-1]:
        print(row(conflict.name, whole, run))
    if runs or member is not None:
        last = runs[-1] if runs else None
        full = last.rate * whole["person_days"] / MILLION if last else None
        print(row(conflict.name, whole, last, full, member))
    for line in failed:
        print(f"{conflict.name:16}{line}")
    sys.stdout.flush()


def row(name: str, whole: Any, run: FleeRun | None, full: float | None = None, member: Member | None = None) -> str:
    """Return a row of the table; what is not known is blank."""
    factor = full / member.cpu if full and member and member.cpu > 0 else None
    cells = [
        f"{name:16}",
        _cell(whole.get("people"), 12, ",.0f"),
        _cell(whole.get("days"), 6, ".0f"),
        _cell(run.cpu if run else None, 11, ".2f"),
        f"{f'1/{run.scale_down}' if run else '':>8}",
        _cell(run.rate if run else None, 13, ".2f"),
        _cell(full, 11, ",.0f"),
        _cell(member.cpu if member else None, 12, ".3f"),
        _cell(member.own_clock if member else None, 12, ".3f"),
        _cell(factor, 9, ",.0f"),
    ]
    return "".join(cells)


def heading() -> str:
    """Return the table's two lines of names."""
    widths = (12, 6, 11, 8, 13, 11, 12, 12, 9)
    above = ("", "", "FLEE", "at", "FLEE s per", "FLEE s a", "exeunt s", "by its own", "")
    below = ("people", "days", "s measured", "scale", "M pers.-days", "full run", "a member", "clock", "factor")
    lines = ["".join(f"{name:>{width}}" for name, width in zip(names, widths, strict=True)) for names in (above, below)]
    return f"{'':16}{lines[0]}\n{'conflict':16}{lines[1]}"


def _cell(value: float | None, width: int, form: str) -> str:
    return f"{'' if value is None else format(value, form):>{width}}"


def many(conflict: Conflict, members: int, options: argparse.Namespace) -> None:
    """Print how long many members of a conflict take on all cores."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            scenario = Path(folder) / conflict.name
            imported(conflict, scenario, options.limit)
            simulated(scenario, Path(folder), 1, options.days, None, options.limit)  # compiles
            cost = simulated(scenario, Path(folder), members, options.days, None, options.limit)
            simulating = cost.json["seconds"]["simulate"]
            print(
                f"{conflict.name}: {members:,} members, {os.cpu_count()} cores: {cost.wall:.1f} wall s with start-up, "
                f"{simulating:.1f} of them simulating; {cost.cpu:.1f} CPU s, peak {cost.peak:,.0f} MB"
            )
        except StoppedError as error:
            print(f"{conflict.name}: exeunt: {error}")


def size(conflict: Conflict, options: argparse.Namespace) -> None:
    """Print what one member of a very large network takes."""
    days = options.days or SIZE_DAYS
    with (conflict.input / "locations.csv").open(encoding="utf-8") as file:
        places = sum(1 for line in file if line.strip() and not line.startswith("#"))
    with tempfile.TemporaryDirectory() as folder:
        try:
            scenario = Path(folder) / conflict.name
            reading = imported(conflict, scenario, options.limit)
            simulated(scenario, Path(folder), 1, days, 1, options.limit)  # compiles
            cost = simulated(scenario, Path(folder), 1, days, 1, options.limit)
            print(
                f"{conflict.name}: {places:,} places, {days} days, 1 member: {cost.wall:.1f} wall s with start-up, "
                f"{cost.json['seconds']['simulate']:.1f} of them simulating, peak {cost.peak:,.0f} MB; "
                f"the import before it {reading.wall:.1f} wall s, peak {reading.peak:,.0f} MB"
            )
        except StoppedError as error:
            print(f"{conflict.name}: exeunt: {error}")


def asked() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="a folder of conflicts in FLEE's format")
    parser.add_argument("conflicts", nargs="*", default=CONFLICTS, help=f"{' '.join(CONFLICTS)} if not given")
    parser.add_argument(
        "--scales", nargs=2, type=int, default=(40, 20), metavar="N", help="by what FLEE's people are divided"
    )
    parser.add_argument("--days", type=int, default=0, help="at most so many days; 0 is all")
    parser.add_argument("--members", type=int, help="instead: so many members of exeunt's on all cores")
    parser.add_argument("--size", metavar="NAME", help="instead: one member on this large network")
    parser.add_argument("--limit", type=float, default=900.0, help="wall seconds after which a run is given up")
    return parser.parse_args()


def main() -> None:
    """Measure what was asked for."""
    options = asked()
    conflicts = [Conflict(options.folder.resolve() / name) for name in options.conflicts]
    if options.size:
        return size(Conflict(options.folder.resolve() / options.size), options)
    if options.members:
        for conflict in conflicts:
            many(conflict, options.members, options)
        return None
    with flee_environment() as python:
        print(heading(), flush=True)
        for conflict in conflicts:
            compare(conflict, python, options)


if __name__ == "__main__":
    main()
