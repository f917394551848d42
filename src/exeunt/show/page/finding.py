"""The finding in two sentences, made from the numbers of the run."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from exeunt.outcome.bands import Band, whole_band
from exeunt.outcome.queues import LongLine, long_line
from exeunt.outcome.summary import ASSUMED
from exeunt.scenario.rows import records
from exeunt.show.charts.evidence import in_words
from exeunt.show.gone import gone_in_words
from exeunt.wording import FEW_PEOPLE, about, day, plural

if TYPE_CHECKING:
    from exeunt.show.subject import Subject

MOST_COUNTRIES = 3
MANY_PEOPLE = 1000.0


def finding(subject: Subject) -> tuple[Markup, Markup]:
    """Return who left for where, and where the longest queue stood; numbers are rounded, and carry the exact ones."""
    return _who_went_where(subject), _longest_queue(subject)


def number(value: float, digits: int = 3) -> Markup:
    """Write a rounded number that carries the exact one."""
    return Markup('<data value="{}">{}</data>').format(f"{value:.10g}", about(value, digits))


def banded(found: Band, unit: str = "") -> Markup:
    """Write a median with its band, or without where it is a single number."""
    unit = f" {unit}" if unit else ""
    if not found.has_ends:
        return Markup("{}{}").format(number(found.median), unit)
    return Markup("{}{} ({} to {})").format(number(found.median), unit, number(found.q05), number(found.q95))


def _who_went_where(subject: Subject) -> Markup:
    first, last = subject.days[0], day(subject.days[-1], year=True)
    when = f"on {last}" if len(subject.days) == 1 else f"between {subject.day(first)} and {last}"
    if subject.fled.highest == 0:
        return Markup("In this run nobody fled from {} {}.").format(subject.origins, when)
    places = Markup("")
    told = [_destination(row, subject) for row in records(subject.table.head(MOST_COUNTRIES))]
    for place, text in enumerate(told):
        places += ("" if place == 0 else " and " if place == len(told) - 1 else ", ") + text
    total = banded(subject.fled, "people")
    if len(subject.table) == 1:  # as many as fled in all
        row = subject.table.iloc[0]
        basis = f" ({ASSUMED})" if row["basis"] == ASSUMED else ""
        places = Markup("all went first to {}{}").format(subject.names.country(row["country"]), basis)
    else:
        places = Markup("the most went first to {}").format(places)
    return Markup("In this simulation {} fled abroad from {} {}; {}.").format(total, subject.origins, when, places)


def _destination(row: dict[str, Any], subject: Subject) -> Markup:
    found = Band(row["arrivals"], row["q05"], row["q95"])
    name = subject.names.country(row["country"])
    basis = f", {ASSUMED}" if row["basis"] == ASSUMED else ""
    if not found.has_ends:
        return Markup("{} ({}{})").format(name, number(found.median), basis)
    return Markup("{} ({}; {} to {}{})").format(name, number(found.median), number(found.q05), number(found.q95), basis)


def _longest_queue(subject: Subject) -> Markup:
    """Say which line is most to be reckoned with: how often it is long, and how long it gets when it is.

    Every number is a median with its band over the courses that are spoken of: those with a long line, or with any.
    """
    standing = subject.queues[~subject.queues["seats"].astype(bool)]
    if standing.empty:
        if not len(subject.world.gates):
            return Markup("The scenario has no gates, so no queue at a border is simulated.")
        on_average = " on average over the courses" if subject.has_band else ""
        return Markup("At no gate did a queue reach {} people{}.").format(about(FEW_PEOPLE), on_average)
    gate = str(standing.iloc[0]["gate"])
    name = subject.names.gate_into(gate)
    many = number(MANY_PEOPLE, 1)
    long = long_line(subject.run, gate, MANY_PEOPLE)
    if subject.has_band and long is not None and long.members < subject.members:
        begin = Markup("The line most to be reckoned with is at {}: it reaches {} people in {}").format(
            name, many, _courses(long, subject)
        )
        gone = _gone(long, subject)
        return Markup("{}, and where it does, its worst day has {}; {}.").format(begin, _line(long), gone)
    found = long or long_line(subject.run, gate)
    assert found is not None, "a gate is in the table only if its line is there in some course"
    at_border = " at a border" if subject.queues.iloc[0]["seats"] else ""  # lines for a seat may be longer
    begin = Markup("The longest line{} is at {}").format(at_border, name)
    if found.members < subject.members:
        begin = Markup("{}: it stands in {}").format(begin, _courses(found, subject))
    often = Markup("")
    if subject.has_band:
        often = Markup(" and in no course {} or more" if long is None else ", in every course {} or more").format(many)
    worst, gone = _day(subject, found.worst), _gone(found, subject)
    return Markup("{}, worst around {}: {}{}; {}.").format(begin, worst, _line(found), often, gone)


def _courses(found: LongLine, subject: Subject) -> str:
    return f"{found.members} of {subject.members} simulated courses"


def _line(found: LongLine) -> Markup:
    people = banded(whole_band(found.longest, "people"), "people")
    vehicles = (
        Markup(" in {} along {} km").format(_vehicles(found.vehicles), number(found.km.median, 2))
        if found.vehicles.median >= 1
        else Markup("")
    )
    wait = Markup("") if pd.isna(found.hours.median) else Markup(", a wait of {}").format(banded(found.hours, "hours"))
    return Markup("{}{}{}").format(people, vehicles, wait)


def _vehicles(found: Band) -> Markup:
    many = whole_band(found, "vehicles").median
    return Markup("{} {}").format(number(many), "vehicle" if many == 1 else "vehicles")


def _gone(found: LongLine, subject: Subject) -> Markup:
    lines = "half of these lines" if found.members > 1 else "it"
    return gone_in_words(found.gone, partial(_day, subject), lines=lines)


def _day(subject: Subject, date: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(date, subject.day(date))


def run_in_words(subject: Subject) -> str:
    """Say which run this is."""
    manifest = subject.run.manifest
    fixed = [f"{in_words(name)} ({name}) held at {value:g}" for name, value in manifest["fixed"].items()]
    chosen = [f"{claim} believed about {quantity}" for quantity, claim in manifest["chosen"].items()]
    many = plural(subject.members, "simulated course")
    how = (
        subject.run.course_in_words
        if manifest["mean"]
        else f"{many} ({'members' if subject.has_band else 'a member'}), seed {manifest['seed']}"
    )
    since = [subject.run.moved_in_short, subject.run.learned_in_words]
    return ", ".join([how, *fixed, *chosen, *filter(None, since)])
