"""The finding in two sentences, made from the numbers of the run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from exeunt.outcome.bands import Band
from exeunt.outcome.queues import NEVER
from exeunt.outcome.summary import ASSUMED
from exeunt.wording import about, day, plural

if TYPE_CHECKING:
    from exeunt.show.subject import Subject

MOST_COUNTRIES = 3
MANY_PEOPLE = 1000


def finding(subject: Subject) -> tuple[Markup, Markup]:
    """Return who left for where, and where the longest queue stood; numbers are rounded, and carry the exact ones."""
    return _who_went_where(subject), _longest_queue(subject)


def number(value: float, digits: int = 3) -> Markup:
    """Write a rounded number that carries the exact one."""
    return Markup('<data value="{}">{}</data>').format(f"{value:.10g}", about(value, digits))


def banded(found: Band, subject: Subject, unit: str = "") -> Markup:
    """Write a median with its band, or without where a single member ran."""
    unit = f" {unit}" if unit else ""
    if not subject.has_band:
        return Markup("{}{}").format(number(found.median), unit)
    return Markup("{}{} ({} to {})").format(number(found.median), unit, number(found.q05), number(found.q95))


def _who_went_where(subject: Subject) -> Markup:
    period = (subject.days[0], subject.days[-1])
    when = Markup("between {} and {}").format(day(period[0]), day(period[1], year=True))
    if subject.fled.q95 == 0:
        return Markup("In this run nobody fled from {} {}.").format(subject.origins, when)
    places = Markup("")
    rows = subject.table.head(MOST_COUNTRIES).to_dict("records")
    told = [_destination({str(name): cell for name, cell in row.items()}, subject) for row in rows]
    for place, text in enumerate(told):
        places += ("" if place == 0 else " and " if place == len(told) - 1 else ", ") + text
    total = banded(subject.fled, subject, "people")
    return Markup("In this simulation {} fled abroad from {} {}; the most went first to {}.").format(
        total, subject.origins, when, places
    )


def _destination(row: dict[str, Any], subject: Subject) -> Markup:
    found = Band(row["arrivals"], row["q05"], row["q95"])
    name = subject.names.country(row["country"])
    amount = banded(found, subject) if not subject.has_band else None
    basis = f", {ASSUMED}" if row["basis"] == ASSUMED else ""
    if amount is not None:
        return Markup("{} ({}{})").format(name, amount, basis)
    return Markup("{} ({}; {} to {}{})").format(name, number(found.median), number(found.q05), number(found.q95), basis)


def _longest_queue(subject: Subject) -> Markup:
    standing = subject.queues[subject.queues["by"] != "air"]
    if standing.empty:
        if not len(subject.world.gates):
            return Markup("The scenario has no gates, so no queue is simulated.")
        return Markup("At no gate did a queue reach 50 people.")
    row = {str(name): cell for name, cell in standing.iloc[0].items()}
    people = Band(row["people"], row["people_q05"], row["people_q95"])
    hours = Band(row["hours"], row["hours_q05"], row["hours_q95"])
    vehicles = (
        Markup(" in {} vehicles along {} km").format(number(row["vehicles"]), number(row["km"], 2))
        if row["vehicles"] >= 1
        else Markup("")
    )
    waits = Markup("") if pd.isna(hours.median) else Markup(", a wait of {}").format(banded(hours, subject, "hours"))
    if row["clears"] == NEVER:
        end = Markup("it has not cleared when the run ends")
    else:
        end = Markup('it is gone by <time datetime="{}">{}</time>').format(row["clears"], day(row["clears"]))
    if subject.has_band:
        end = Markup("on average over the courses {}").format(end)
    return Markup('The longest queue to expect stood at {} on <time datetime="{}">{}</time>: {}{}{}{}; {}.').format(
        subject.names.gate_into(row["gate"]),
        row["date"],
        day(row["date"]),
        banded(people, subject, "people"),
        vehicles,
        waits,
        _how_often_long(row["gate"], people, subject),
        end,
    )


def _how_often_long(gate: str, people: Band, subject: Subject) -> Markup:
    """Say in how many courses very many stand there: where a gate breaks down in some, no middle tells of it."""
    if not subject.has_band or people.q95 < MANY_PEOPLE:
        return Markup("")
    longest = subject.outcome.dataset["queue_people"].sel(gate=gate).max("time")
    share = 100.0 * float((longest > MANY_PEOPLE).mean())
    return Markup(", and in {} of 100 simulated courses more than {} people").format(
        number(share, 2), number(float(MANY_PEOPLE), 1)
    )


def run_in_words(subject: Subject) -> str:
    """Say which run this is."""
    manifest = subject.outcome.manifest
    fixed = [f"{name} held at {value:g}" for name, value in manifest["fixed"].items()]
    chosen = [f"{claim} believed about {quantity}" for quantity, claim in manifest["chosen"].items()]
    many = plural(subject.members, "simulated course")
    how = (
        "the expected course at central constants"
        if manifest["mean"]
        else f"{many} ({'members' if subject.has_band else 'a member'}), seed {manifest['seed']}"
    )
    return ", ".join([how, *fixed, *chosen])
