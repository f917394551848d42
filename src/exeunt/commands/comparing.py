"""What `exeunt compare` prints: who no longer leaves, who goes elsewhere, what happens to the queues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exeunt import api
from exeunt.commands.printing import number, print_left_out, print_lines, print_table, records, span, with_span
from exeunt.wording import FEW_PEOPLE, about, capitalised, decimals, gone_by, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from exeunt.api import Deflection, Names, Outcome

IN_JSON = "; `--json` has all"
MOST_COUNTRIES, MOST_GATES, MOST_COLUMNS = 10, 8, 8
WORDS = {
    "departures": "set out from home",
    "arrivals": "arrive abroad",
    "drafted": "called up",
    "returned": "came home again",
}
EVERYTHING = "`--all` prints every measure."


def print_changes(before: Outcome, after: Outcome) -> None:
    """Print in short what changes from one run to another."""
    # no more than is told here: the rest takes a second
    table = api.moved(before.compare(after, variables=tuple(WORDS)))
    queues = before.compare_queues(after)
    print_unlike(before.unlike(after))
    if table.empty and not queues["on_average"].any():
        print_nothing(before.compare(after, by="day"))
        return
    how = "Differences member by member: medians and 90 % bands. " if before.has_band else ""
    print_lines(f"{before.manifest['title']}: {before.members_in_words}. {how}{EVERYTHING}\n\n")
    whole = table[table["kind"] == "all"]
    if whole.empty:
        print("In all as many leave, arrive abroad, are called up and come home as before.")
    else:
        _print_numbers("In all", "", whole.assign(id=whole["variable"].map(WORDS)), str)
    countries = _largest(table[table["variable"].eq("arrivals") & table["kind"].eq("country")])
    if len(countries):
        print()
        title = "Arrivals of those who fled, where they change most"
        _print_numbers(title, "country", countries.head(MOST_COUNTRIES), before.world.names.coded)
        print_left_out(len(countries) - MOST_COUNTRIES, "country", "countries", IN_JSON)
    instead = before.deflection(after)
    print()
    if instead is None:
        print_lines(before.too_few() or f"{capitalised(before.none_is_clear())}.")
    else:
        print_deflection(instead, before.world.names)
    if len(before.variables["gate"]):
        print()
        _print_queues(queues, before)


def changes_json(before: Outcome, after: Outcome) -> dict[str, Any]:
    """Return the same for programs, and every difference."""
    instead = before.deflection(after)
    return {
        "unlike": before.unlike(after),
        "differences": records(before.compare(after)),
        "deflection": None
        if instead is None
        else {
            "opens": instead.opens,
            "countries": list(instead.countries),
            "table": records(instead.table),
            "matrix": records(instead.matrix),
        },
        "queues": records(before.compare_queues(after)),
    }


def print_unlike(told: Sequence[str]) -> None:
    """Print what only one of two runs has, before what is told of both."""
    if told:
        print_lines(" ".join(told) + "\n\n")


def print_nothing(by_day: pd.DataFrame) -> None:
    """Print that nothing changed, or that only single days did, of differences by day."""
    if api.moved(by_day).empty:
        print("Nothing changed.")
    else:
        print("Over the whole period nothing changed, but single days did: `--all --by day` prints them.")


def print_differences(table: pd.DataFrame, names: Names, by_day_too: Callable[[], pd.DataFrame]) -> None:
    """Print every difference, or those of single days; rows in which nothing changed are left out.

    Where none is left, the differences by day are asked for.
    """
    changed = api.moved(table)
    if changed.empty:
        print_nothing(table if "day" in table else by_day_too())
        return
    by_day = "day" in changed
    rows = [
        [
            names.coded(row["id"]),
            row["variable"].replace("_", " ") + ("" if by_day or row["over_time"] != "max" else " (highest day)"),
            row["day"] if by_day else row["unit"],
            *_numbers(row),
            *([] if by_day else [_clear(row)]),
        ]
        for row in records(changed)
    ]
    headers = ["where", "what", "day" if by_day else "unit", "before", "after", "difference", "90 % band"]
    headers += [] if by_day else ["more than chance"]
    print_table("Differences, member by member", headers, rows, left=3)


def print_days(before: Outcome, after: Outcome) -> None:
    """Print arrivals from the first to the last day that changes, a column for each country where they change most."""
    table = before.compare(after, by="day", variables="arrivals")
    print_unlike(before.unlike(after, ["country"]))
    arrivals = table[table["kind"] == "country"]
    changed = api.moved(arrivals)
    size = changed.groupby("id")["difference"].apply(lambda changes: changes.abs().sum())
    codes = list(size[size > 0].sort_values(ascending=False, kind="stable").index[:MOST_COLUMNS])
    if not codes:
        print("No day's arrivals change" + (" in the median; `--json` has the bands." if before.has_band else "."))
        return
    found = arrivals.set_index(["day", "id"])
    days = [day for day in dict.fromkeys(arrivals["day"]) if changed["day"].min() <= day <= changed["day"].max()]
    rows = [[str(day), *(_cell(found.loc[(day, code)]) for code in codes)] for day in days]
    title = "Arrivals a day, difference" + (" (90 % band)" if before.has_band else "")
    print_table(title, ["day", *map(before.world.names.coded, codes)], rows)


def print_deflection(instead: Deflection, names: Names) -> None:
    """Print where people go instead, and of several countries which of them each part may be."""
    rows = [
        [
            _part(row, instead, names),
            number(row["people"]),
            span(row["q05"], row["q95"]),
            _signed(row["share"]),
            f"{_signed(row['share_q05'])}..{_signed(row['share_q95'])}",
        ]
        for row in records(instead.table)
    ]
    headers = ["", "people, mean", "90 % band", "share", "90 % of members"]
    print_table(instead.caption(names), headers, rows)
    if len(instead.matrix):
        print()
        _print_matrix(instead, names)


def _signed(share: float | None) -> str:
    """Write a share with the hyphen for a minus that the numbers beside it have: it can be copied into a sheet."""
    return percent(share).replace("−", "-")


def _part(row: dict[str, Any], instead: Deflection, names: Names) -> str:
    called = _called(row["id"], instead, names)
    if row["part"] != "of":
        return f"  {called}"
    return f"in {called}" if row["id"] in instead.countries else called


def _called(id_: str, instead: Deflection, names: Names) -> str:
    """Name a part of a deflection, a country with its code beside it."""
    called = instead.called(id_, names)
    return names.coded(id_) if called == names.country(id_) else called


def _print_matrix(instead: Deflection, names: Names) -> None:
    matrix = instead.matrix
    parts = list(dict.fromkeys(matrix["to"]))
    found = matrix.set_index(["from", "to"])["people"]
    rows = [
        [names.coded(code), *(number(found.get((code, part))) for part in parts)]
        for code in dict.fromkeys(matrix["from"])
    ]
    title = "Attributed in proportion: which country's, nobody knows (`--json` has bounds)"
    print_table(title, ["", *(_called(part, instead, names) for part in parts)], rows)


def _print_queues(table: pd.DataFrame, before: Outcome) -> None:
    told = api.changing(table)
    if told.empty:
        on_average = " on average" if before.has_band else ""
        print(f"No gate's longest line changes by {about(FEW_PEOPLE)} people{on_average}.")
        return
    headers = [
        "gate",
        "by",
        "before",
        "after",
        "difference",
        "90 % band",
        "in members",
        f"{gone_by(has_band=before.has_band)}, before",
        "after",
    ]
    rows = [
        [
            before.world.names.coded(row["gate"]),
            row["by"] + (", for a seat" if row["seats"] else ""),
            number(row["before_people"]),
            number(row["after_people"]),
            number(row["on_average"]),
            span(row["q05"], row["q95"]),
            _in_members(row["before_stands"], row["after_stands"]),
            row["before_clears"] or "no line",
            row["after_clears"] or "no line",
        ]
        for row in records(told.head(MOST_GATES))
    ]
    print_table(
        "Longest lines (people on the worst day, mean over all members), and when half of those that stand are gone"
        if before.has_band
        else "Longest lines (people on the worst day), and when they are gone",
        headers,
        rows,
        left=2,
    )
    print_left_out(len(told) - MOST_GATES, "gate", "gates", IN_JSON)


def _in_members(before: float | None, after: float | None) -> str:
    """Say in which shares of the members of both runs a line stands; nothing of a single member."""
    return "" if before is None else f"{percent(before)}, {percent(after)}"


def _print_numbers(title: str, first: str, table: pd.DataFrame, called: Callable[[str], str]) -> None:
    rows = [[called(row["id"]), *_numbers(row), _clear(row)] for row in records(table)]
    print_table(title, [first, "before", "after", "difference", "90 % band", "more than chance"], rows)


def _clear(row: dict[str, Any]) -> str:
    return {True: "yes", False: "no", None: "cannot tell"}[row["clear"]]


def _numbers(row: dict[str, Any]) -> Sequence[str]:
    digits = decimals(row["unit"])
    values = (number(row[name], digits) for name in ("before", "after", "difference"))
    return [*values, span(row["q05"], row["q95"], digits)]


def _cell(row: pd.Series) -> str:
    return with_span(number(row["difference"]), row["q05"], row["q95"])


def _largest(table: pd.DataFrame) -> pd.DataFrame:
    extent = table[["difference", "q05", "q95"]].abs()
    order = extent.sort_values(["difference", "q95", "q05"], ascending=False, kind="stable").index
    return table.loc[order]
