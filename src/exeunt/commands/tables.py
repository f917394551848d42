"""The tables that `run`, `show` and `score` print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exeunt.commands.printing import (
    number,
    print_by_reason,
    print_left_out,
    print_lines,
    print_table,
    records,
    span,
    with_span,
)
from exeunt.wording import (
    ARRIVING,
    BOUNDED,
    FEW_PEOPLE,
    about,
    capitalised,
    decimals,
    gone_by,
    measured,
    plural,
    says_the_same,
    unit_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    import pandas as pd

    from exeunt.api import Names, Outcome, Scored, Scores

MOST_LINES = 12
MOST_PLACES = 25
MOST_SERIES = 12

SCORES = {
    "ard": "ARD",
    "ard_median": "median",
    "ard_rescaled": "ARD rescaled",
    "crps": "CRPS/figure",
    "coverage90": "in 90 %",
    "coverage50": "in 50 %",
    "log_score": "log score",
    "n": "targets",
}


def print_outcome(outcome: Outcome) -> None:
    """Print the table people want first."""
    manifest = outcome.manifest
    period = manifest["period"]
    print_lines(
        f"{manifest['title']}: {plural(period['days'], 'day')} from {period['first_day']}, {outcome.members_in_words}"
    )
    if outcome.learned_in_words:
        print_lines(f"{capitalised(outcome.learned_in_words)}.")
    if outcome.moved_in_words:
        print_lines(outcome.moved_in_words)
    if outcome.missing_in_words:
        print_lines(outcome.missing_in_words)
    print()
    arrivals = outcome.table()
    if len(arrivals):
        _print_arrivals(arrivals, outcome.world.names)
    else:
        print("Nobody who fled crossed a border.")
    present = outcome.present()
    if len(present):
        print()
        _print_present(present, outcome.world.names)
    _print_counted(counted_elsewhere(outcome.counted(), arrivals, present), outcome.world.names)
    if not len(outcome.variables["gate"]):
        print("\nThe scenario has no gates, so no queue at a border is simulated.")
        _print_untold_lines(outcome)
        return
    queues = outcome.queues()
    seats = queues["seats"].astype(bool)
    print()
    _print_queues("Longest lines (the worst day)", queues[~seats], outcome)
    if outcome.tells_of_seats:
        print()
        _print_queues("Longest waits for a seat (the worst day)", queues[seats], outcome, seats=True)
    _print_untold_lines(outcome)


def _print_untold_lines(outcome: Outcome) -> None:
    if untold := outcome.untold_lines:
        print_lines(untold)


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """Return the same for programs."""
    return {
        "arrivals": records(outcome.table()),
        "present": records(outcome.present()),
        "counted": records(outcome.counted()),
        "queues": records(outcome.queues()),
    }


def spaced(name: str) -> str:
    """Write the name of a variable as words."""
    return name.replace("_", " ")


def print_frame(title: str, table: pd.DataFrame, *, called: Callable[[str], str] = spaced, left: int = 1) -> None:
    """Print a table with a median and a band in each three columns `x`, `x_q05`, `x_q95`; `called` names a column."""
    columns = [str(name) for name in table.columns if not name.endswith(("_q05", "_q95"))]
    headers = [called(name) for name in columns]
    rows = [
        [called(row[name]) if name == "variable" else _cell(row, name) for name in columns] for row in records(table)
    ]
    print_table(title, headers, rows, left=left)


def print_scores(scores: Scores, names: Names) -> None:
    """Print how well each target was met, and all of them together."""
    _print_targets("Targets marked fit", scores.fit, names)
    if scores.check:
        print()
        _print_targets(
            "Targets marked check (witnesses, derived and loose figures; not counted above)", scores.check, names
        )
    print()
    same = {id_: says_the_same(first) for id_, first in scores.repeated.items()}
    if passed_over := {**same, **scores.unscored}:
        print_by_reason("Not scored", passed_over)
        print()
    blocks: dict[str, Mapping[str, float | None]] = {"this run": scores.overall}
    for name, block in scores.naive.items():
        blocks[f"naive: {name}"] = block
        blocks[f"  this run on the same targets as {name}"] = scores.beside(name)
    if scores.check:
        blocks["this run, targets marked check"] = scores.overall_check
    rows = [[name, *_scores(block)] for name, block in blocks.items()]
    print_table("Scores (lower is better; coverage is best at 0.9 and 0.5)", ["overall", *SCORES.values()], rows)
    leads = records(scores.by_lead())
    if leads:
        print()
        rows = [[row["days_ahead"], *_scores(row)] for row in leads]
        print_table("By how many days ahead of what was learned from", ["days ahead", *SCORES.values()], rows)


def _scores(block: Mapping[str, Any]) -> list[str]:
    return [number(block[key], 0 if key == "n" else 3) for key in SCORES]


def _print_arrivals(table: pd.DataFrame, names: Names) -> None:
    """Print the arrivals, beside what was counted where anything was."""
    is_counted = bool(table["counted"].notna().any())
    beside = ["what was counted", "counted", "simulated", "90 % band"] if is_counted else []
    headers = ["country", "fled there", "90 % band", *beside, "basis"]
    rows = [
        [
            names.coded(row["country"]),
            number(row["arrivals"]),
            span(row["q05"], row["q95"]),
            *([_where_and_when(row, names), *_counted(row)] if is_counted else []),
            row["basis"],
        ]
        for row in records(table)
    ]
    title = "Arrivals of those who fled, over the whole period"
    print_table(f"{title}, beside what was counted" if is_counted else title, headers, rows)


def _print_present(table: pd.DataFrame, names: Names) -> None:
    """Print who is present, beside the last count where there is any."""
    is_counted = bool(table["counted"].notna().any())
    beside = ["last count", "counted", "simulated", "90 % band"] if is_counted else []
    headers = ["place", "at the end", "90 % band", *beside]
    rows = [
        [
            names.coded(row["place"]),
            number(row["present"]),
            span(row["q05"], row["q95"]),
            *([row["counted_on"] or "", *_counted(row)] if is_counted else []),
        ]
        for row in records(table.head(MOST_PLACES))
    ]
    print_table("People present, beside the last count" if is_counted else "People present at the end", headers, rows)
    print_left_out(len(table) - MOST_PLACES, "place", "places")


def _counted(row: Mapping[str, Any]) -> list[str]:
    """Return what was counted, and what is simulated of the same."""
    simulated = span(row["simulated_q05"], row["simulated_q95"])
    return [_side(row) + number(row["counted"]), number(row["simulated"]), simulated]


def counted_elsewhere(counted: pd.DataFrame, arrivals: pd.DataFrame, present: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the last figure of each series that stands in neither of the other tables."""
    columns = ["counted_where", "counted_measure", "counted_who"]
    shown = {(*(row[name] for name in columns), "sum", _side(row)) for row in records(arrivals)}
    columns = ["counted_who", "counted_aggregate"]
    shown |= {(row["place"], "stock", *(row[name] for name in columns), _side(row)) for row in records(present)}
    keys = ["where", "measure", "who", "aggregate"]
    return [row for row in records(counted) if (*(row[name] for name in keys), _side(row, "kind")) not in shown]


def _print_counted(rows: Sequence[dict[str, Any]], names: Names) -> None:
    if not rows:
        return
    print()
    headers = ["where", "what was counted", "last", "counted", "simulated", "90 % band"]
    cells = [
        [
            names.coded(row["where"]),
            measured(row["measure"], row["who"], row["aggregate"]),
            row["counted_period"],
            _side(row, "kind") + number(row["counted"], decimals(row["unit"])),
            "cannot say" if row["simulated"] is None else number(row["simulated"], decimals(row["unit"])),
            span(row["simulated_q05"], row["simulated_q95"], decimals(row["unit"])),
        ]
        for row in rows[:MOST_SERIES]
    ]
    print_table("What else was counted: the last figure of each series", headers, cells, left=3)
    print_left_out(len(rows) - MOST_SERIES, rest="; `exeunt score` has every figure")


def _side(row: Mapping[str, Any], kind: str = "counted_kind") -> str:
    """Say in words which side a figure bounds, if it bounds one only; blank for what was counted."""
    return BOUNDED.get(row[kind], "")


def _where_and_when(row: Mapping[str, Any], names: Names) -> str:
    where = row["counted_where"]
    period = f"{ARRIVING[row['counted_measure']]}, {row['counted_period']}" if where else ""
    low, high = row["otherwise_low"], row["otherwise_high"]
    others = number(low) if low == high else span(low, high)
    period += f" (also said: {others})" if others else ""
    return "" if not period else str(period) if where == row["country"] else f"{names.coded(where)}, {period}"


def _print_queues(title: str, table: pd.DataFrame, outcome: Outcome, *, seats: bool = False) -> None:
    if table.empty:
        print(f"{title}: none of {about(FEW_PEOPLE)} people or more on average.")
        return
    in_line = [] if seats else ["vehicles", "km", "hours", "90 % band"]  # how long a seat is waited for nobody knows
    headers = ["gate", "date", "people", "90 % band", *in_line, gone_by(has_band=outcome.has_band)]
    rows = [
        [
            outcome.world.names.coded(row["gate"]),
            row["date"],
            number(row["people"]),
            span(row["people_q05"], row["people_q95"]),
            *([] if seats else _in_line(row)),
            row["clears"],
        ]
        for row in records(table.head(MOST_LINES))
    ]
    print_table(title, headers, rows, left=2)
    print_left_out(len(table) - MOST_LINES, rest=f" with {about(FEW_PEOPLE)} people or more on average")


def _in_line(row: Mapping[str, Any]) -> list[str]:
    hours = number(row["hours"], 1), span(row["hours_q05"], row["hours_q95"], 1)
    return [number(row["vehicles"]), number(row["km"], 1), *hours]


def _print_targets(title: str, scored: Sequence[Scored], names: Names) -> None:
    headers = [
        "target",
        "where",
        "measure",
        "observed",
        "median",
        "90 % band",
        "inside",
        *(scored[0].naive if scored else ()),
    ]
    rows = [_target_row(each, names) for each in scored]
    print_table(title, headers, rows, left=3)


def _target_row(scored: Scored, names: Names) -> list[str]:
    target, found = scored.target, scored.band
    digits = decimals(target.unit, target.aggregate)
    inside = {True: "yes", False: "no", None: ""}[scored.inside90]
    return [
        target.id,
        names.coded(target.where),
        f"{target.measure} {target.aggregate}",
        BOUNDED.get(target.kind, "") + number(target.value, digits),
        "cannot say" if found is None else number(found.median, digits),
        "" if found is None else span(found.q05, found.q95, digits),
        inside,
        *(number(forecast, digits) for forecast in scored.naive.values()),
    ]


def _cell(row: Mapping[str, Any], name: str) -> str:
    value = row[name]
    if isinstance(value, str):
        return value
    digits = decimals(row.get("unit") or unit_of(name))
    return with_span(number(value, digits), row.get(f"{name}_q05"), row.get(f"{name}_q95"), digits)
