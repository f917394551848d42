"""What `exeunt import` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exeunt.commands.printing import command, print_table
from exeunt.wording import first_lines, plural

if TYPE_CHECKING:
    from exeunt.api import Arrivals, Imported

WIDEST = 40  # letters of a cell that are shown
MOST_ROWS = 12


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
    print(f"{told['title']}: {plural(told['days'], 'day')} from {told['first_day']}")
    print(
        f"  {plural(told['places'], 'place')} ({told['in_conflict']} in conflict at some time,"
        f" {plural(told['camps'], 'camp')}), {plural(told['roads'], 'road')},"
        f" {plural(told['figures'], 'figure')} to compare with"
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


def arrivals_json(arrivals: Arrivals, *, dry_run: bool) -> dict[str, Any]:
    """Return what `exeunt import arrivals --json` prints."""
    return {
        "file": str(arrivals.file),
        "scenario": str(arrivals.folder),
        "written": 0 if dry_run else len(arrivals.rows),
        "columns": [{"column": c.column, "read_as": c.read_as, "example": c.example} for c in arrivals.columns],
        "figures": list(arrivals.rows),
        "claims": list(arrivals.claims),
        "known": arrivals.known,
        "assumed": list(arrivals.assumed),
        "left_out": [{"row": row, "why": why} for row, why in arrivals.left_out],
    }


def print_arrivals(arrivals: Arrivals) -> None:
    """Print how each column was read, what was assumed and what was left out."""
    rows = [[_short(each.column), each.read_as, _short(each.example)] for each in arrivals.columns]
    print_table(
        f"How {arrivals.file.name} is read ({arrivals.read_as})", ["column", "read as", "example"], rows, left=3
    )
    _print_listed("Assumed:", list(arrivals.assumed))
    _print_listed("Left out:", [f"row {row}: {why}" for row, why in arrivals.left_out])
    if not arrivals.faults:
        _print_figures(arrivals)
    print()


def print_added(arrivals: Arrivals, *, dry_run: bool) -> None:
    """Print what was written, or would be."""
    figures = plural(len(arrivals.rows), "figure")
    known = f"; {plural(arrivals.known, 'figure')} stood there already" if arrivals.known else ""
    into = arrivals.folder / "observations.csv"
    if dry_run:
        print(f"{figures} would be added to {into}{known}. Nothing was written.")
    elif arrivals.rows:
        print(f"{figures} added to {into}{known}.")
    else:
        print(f"Nothing to add to {into}{known}.")


def _print_figures(arrivals: Arrivals) -> None:
    if not arrivals.rows:
        return
    shown = arrivals.rows[:MOST_ROWS]
    words = ("where", "from", "until", "measure")
    numbers = {"people": "value"}
    if any(row["lo"] or row["hi"] for row in shown):
        numbers |= {"low": "lo", "high": "hi"}
    rows = [[*(row[name] for name in words), *(_people(row[name]) for name in numbers.values())] for row in shown]
    title = "Figures to add"
    if len(shown) < len(arrivals.rows):
        title += f", the first {len(shown)} of {len(arrivals.rows)}"
    print()
    print_table(title, [*words, *numbers], rows, left=4)


def _people(number: str) -> str:
    return f"{float(number):,.10g}" if number else ""


def _print_listed(title: str, lines: list[str]) -> None:
    if lines:
        print(f"\n{title}")
        print("\n".join(f"  - {line}" for line in first_lines(lines, MOST_ROWS, "; `--json` names all")))


def _short(text: str) -> str:
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"
