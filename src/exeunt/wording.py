"""Numbers, dates and lists as people read them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

# In English as all that is said, whatever language a program that uses this has set its dates to.
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
DIGITS = 3
LONGEST = 80
UNKNOWN = "–"
POOR = 0.25  # of figures outside the band of the members that learned from them
FEW = 5  # of many that are named
FEW_PEOPLE = 50.0  # fewer in a line are no line, and a change by fewer is none
STANCES = {
    "official": "official",
    "reported": "reported",
    "estimate": "estimated",
    "denied": "denied",
    "assumption": "assumed",
}

MEASURES = {
    "crossings_in": "people entering",
    "crossings_out": "people leaving again",
    "crossings_both": "people crossing, both ways",
    "departures_air": "people flying out",
    "queue_people": "people in the queue",
    "queue_vehicles": "vehicles in the queue",
    "queue_km": "kilometres of queue",
    "wait_hours": "hours of waiting",
    "stock": "people present",
    "arrivals": "people who fled",
    "departures": "people setting out",
    "drafted": "people called up",
    "returned": "people who came back",
}
BOUNDED = {"at_least": "at least ", "at_most": "at most "}  # before a figure that bounds one side only
BEFORE = {**BOUNDED, "about": "about "}  # a figure, as it is meant
NO_COUNTRY = "no country gains or loses arrivals by more than chance"
ARRIVING = {"arrivals": "arrivals", "crossings_in": "entries"}
OVER_TIME = {"sum": "in all", "last": "at the end", "max": "on the highest day"}  # what several days come to
AGGREGATES = {"per_day": " a day", "max_per_day": f" {OVER_TIME['max']}", "change": ", change"}


def rounded(value: float, digits: int = DIGITS) -> float:
    """Round to as many digits as a number of this kind can bear: more would pretend to be exact."""
    if not math.isfinite(value) or value == 0:
        return value
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def about(value: float, digits: int = DIGITS) -> str:
    """Write a number rounded to a few significant digits, thousands apart."""
    if not math.isfinite(value):
        return "unknown"
    decimals = digits - 1 - math.floor(math.log10(abs(value))) if value else 0
    # a second decimal is never meant, and rounding the rounded would turn 17.46 into 18
    is_fraction = decimals > 0 and value != round(value)
    return f"{value:,.1f}".removesuffix(".0") if is_fraction else f"{rounded(value, digits):,.0f}"


def exact(value: float, decimals: int = 0) -> str:
    """Write a number in full, thousands apart; a dash for what is unknown."""
    return UNKNOWN if pd.isna(value) else f"{value:,.{decimals}f}"


def change(value: float, decimals: int = 0) -> str:
    """Write a difference with its sign."""
    if pd.isna(value):
        return UNKNOWN
    text = f"{value:+,.{decimals}f}".replace("-", "−")
    return "0" if text.strip("+−0.") == "" else text


def ends(low: str, high: str) -> str:
    """Write the ends of a band; a dash where there is none, as of a single number."""
    return UNKNOWN if low == high == UNKNOWN else f"{low} to {high}"


def span(low: float, high: float, *, decimals: int = 0) -> str:
    """Write the ends of a band in full."""
    return ends(exact(low, decimals), exact(high, decimals))


def percent(share: float | None, *, finest: float = 0.0) -> str:
    """Write a share in per cent, a dash for what is unknown; what is within `finest` of nothing or all is said so."""
    if share is None or pd.isna(share):
        return UNKNOWN
    if finest and share < finest:
        return f"less than {math.ceil(100 * finest)} %"
    if finest and share > 1 - finest:
        return f"more than {math.floor(100 - 100 * finest)} %"
    return f"{round(100 * share):,} %".replace("-", "−")


def day(moment: pd.Timestamp | str | np.datetime64, *, year: bool = False) -> str:
    """Write a day as `21 September`, with the year where asked."""
    stamp = pd.Timestamp(moment)
    return f"{stamp.day} {MONTHS[stamp.month - 1]}{f' {stamp.year}' if year else ''}"


def from_day_to_day(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Write the days from the first to the last, a single one as that."""
    return day(first, year=True) if first == last else f"{day(first, year=True)} to {day(last, year=True)}"


def moment(at: pd.Timestamp) -> str:
    """Write a moment as `21 September 2022`, with the hour where it is none at which a day begins."""
    return day(at, year=True) if at == at.normalize() else f"{day(at, year=True)}, {at:%H:%M}"


def learned_from(figures: int, until: pd.Timestamp | str) -> str:
    """Say from what members learned."""
    return f"learned from {plural(figures, 'figure')} published by {day(until, year=True)}"


def forecast_from(until: pd.Timestamp | str) -> str:
    """Say from when on what members say is a forecast: the day after the last known, its year where it is another."""
    last = pd.Timestamp(until)
    first = last + pd.Timedelta(days=1)
    return f"from {day(first, year=first.year != last.year)} on it is a forecast"


def learned_in_words(
    figures: int, until: pd.Timestamp | None, known: pd.Timestamp | None = None, *, only: int | None = None
) -> str:
    """Say from how many figures members learned, and from when on it is a forecast; nothing where they did not.

    `known` is the last day before that, where it may be another than the last from which they learned. `only` is how
    many learned, where those are fewer than ran.
    """
    if until is None:
        return ""
    told = f"{learned_from(figures, until)}; {forecast_from(until if known is None else known)}"
    few = "" if only is None else f"; only {plural(only, 'member')} learned, whom the others repeat with other luck"
    return told + few


def fewer_learned(manifest: Mapping[str, Any]) -> int | None:
    """Return of how many members those of a run are repetitions; None where each learned, or none."""
    learned = (manifest.get("posterior") or {}).get("members")
    return None if learned is None or learned >= manifest["members"] else int(learned)


def capitalised(text: str) -> str:
    """Begin a sentence: the first letter large, the others as they are."""
    return f"{text[:1].upper()}{text[1:]}"


def when(start: pd.Timestamp, end: pd.Timestamp, *, year: bool = False) -> str:
    """Write a period whose end is not included; parts of days with their hours, the year where it changes or asked."""
    is_whole = start == start.normalize() and end == end.normalize()
    last = end - pd.Timedelta(days=1) if is_whole and start < end else end
    with_year = year or start.year != last.year

    def written(at: pd.Timestamp, hour: str = "") -> str:
        month = MONTHS[at.month - 1][:3]
        return f"{at.day} {month}{f' {at.year}' if with_year else ''}{at.strftime(hour)}"

    if start == end:
        return written(start, ", %H:%M")
    if is_whole and last == start:
        return written(start)
    if is_whole and (start.year, start.month) == (last.year, last.month):
        return f"{start.day}–{written(last)}"
    hour = "" if is_whole else " %H:%M"
    return f"{written(start, hour)} – {written(last, hour)}"


def foreseen(row: Mapping[Any, Any], *, year: bool = False) -> tuple[str, str]:
    """Write what a row of a revision is about, and of which days: of a queue it is the most people in it."""
    most = ", at most" if row["measure"] == "queue_people" else ""
    return MEASURES[row["measure"]] + most, when(row["from"], row["until"] + pd.Timedelta(days=1), year=year)


def outside_band(outside: Sequence[str], figures: int, most: int = 12) -> str:
    """Say how many figures that a moved run learned from its band does not hold, and name them."""
    lie = "lies" if len(outside) == 1 else "lie"
    told = f"{len(outside)} of {plural(figures, 'figure')}, taken in now or learned from before, {lie} outside the band"
    return f"{told} of the moved run{f': {few(outside, most)}' if outside else ''}."


def is_poor(outside: int, figures: int) -> bool:
    """Whether so many of the figures lie outside the band of the members that learned from them that it is told."""
    return outside > POOR * figures


def moved_fit(outside: Sequence[str], figures: int) -> list[str]:
    """Say how a moved run meets the figures that it learned from, sentence by sentence; what to do where it is poor."""
    poor = (
        "That is a poor fit: put the figures into observations.csv and fit anew.",
        "Where that is poor too, something that the scenario leaves out moves these figures.",
    )
    return [outside_band(outside, figures), *(poor if is_poor(len(outside), figures) else ())]


def says_the_same(first: str) -> str:
    """Say why a figure is none of its own."""
    return f"it says the same as {first}"


def by_reason(reasons: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what each reason of some figures holds of, the first few of many, and the reason."""
    ids: dict[str, list[str]] = {}
    for id_, reason in reasons.items():
        ids.setdefault(reason, []).append(id_)
    return [(few(some), reason) for reason, some in ids.items()]


def gone_by(*, has_band: bool) -> str:
    """Head the days of a table by which lines are gone: of several courses, by which half of their lines are."""
    return "half gone by" if has_band else "gone by"


def joined(words: Sequence[str], last: str = "and") -> str:
    """Join words as in a sentence."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def few(words: Sequence[str], most: int = FEW, *, are_clauses: bool = False) -> str:
    """Write words as in a sentence, the first few of many and how many more there are; clauses with semicolons.

    One more than `most` is named as well, which is as short.
    """
    more = len(words) - most
    shown, rest = (words[:most], [f"{more:,} more"]) if more > 1 else (words, [])
    return "; ".join([*shown, *(f"and {last}" for last in rest)]) if are_clauses else joined([*shown, *rest])


def first_lines(lines: Sequence[str], most: int, rest: str = "") -> list[str]:
    """Return lines, the first of many and one that says how many more there are, and `rest`: where they stand."""
    more = len(lines) - most
    return [*lines[:most], f"and {more:,} more{rest}"] if more > 1 else list(lines)


def plural(count: int, one: str, many: str | None = None) -> str:
    """Write how many, with the right form of the word."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def decimals(unit: str, aggregate: str = "sum") -> int:
    """Return how many decimals a number is written with: kilometres and hours have one, shares two."""
    if aggregate == "share_men" or unit == "share":
        return 2
    return 1 if unit in ("km", "hours") else 0


def unit_of(measure: str) -> str:
    """Return the unit of a measure, which is called after it where that is not people."""
    last = measure.rpartition("_")[2]
    return last if last in ("vehicles", "km", "hours") else "people"


def short(text: str, longest: int = LONGEST) -> str:
    """Cut a text that would not fit into a picture."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def measured(measure: str, who: str = "all", aggregate: str = "sum") -> str:
    """Say what was counted."""
    if aggregate == "share_men":
        return "share of men among those entering"
    words = MEASURES.get(measure, measure.replace("_", " "))
    of_border = measure.startswith(("crossings", "departures_air"))  # who flees is not told by citizenship
    told = words.startswith("people") and who != "all" and (of_border or who != "citizens")
    whom = f" ({who})" if told else ""
    return f"{words}{whom}{AGGREGATES.get(aggregate, '')}"
