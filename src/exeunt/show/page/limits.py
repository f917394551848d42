"""The card of limits: what this run cannot tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exeunt.outcome.summary import ASSUMED
from exeunt.wording import capitalised, day, forecast_from, from_day_to_day, joined, plural

if TYPE_CHECKING:
    from exeunt.show.subject import Subject

FEW_MEMBERS = 100
PERSONS = (
    "Counts of groups are simulated, never persons. Who is liable to be called up is shown by country at most, "
    "never by gate."
)


def limits(subject: Subject) -> tuple[tuple[str, str], ...]:
    """Return each limit as a heading and a sentence or two."""
    moved = subject.run.moved_in_words
    return (
        ("Not for travel now", _date(subject)),
        _learned(subject),
        *([("Moved, not simulated", moved)] if moved else []),
        ("Much is assumed", _assumed(subject)),
        ("Two kinds of traveller", _travellers(subject)),
        ("What a band holds", _band(subject)),
        ("No persons", PERSONS),
    )


def _date(subject: Subject) -> str:
    period = from_day_to_day(subject.days[0], subject.days[-1])
    learned, known = subject.run.learned_until, subject.run.known_until
    forecast = ""
    if learned is not None and known is not None:
        forecast = f", as of the evening of {day(learned, year=True)}: {forecast_from(known)}"
    return (
        f"It is a reconstruction for {period}{forecast}; not for travel now, and not legal advice. Where a door is "
        "shown shut, protection may still be asked for."
    )


def _learned(subject: Subject) -> tuple[str, str]:
    tested = "Figures that helped to choose inputs are no test of it."
    if subject.run.manifest.get("posterior"):
        told = [f"{capitalised(subject.run.learned_in_words)}.", subject.run.missing_in_words, tested]
        return "Fitted", " ".join(filter(None, told))
    claims = subject.world.claims.set_index("id")["stance"].to_dict()
    elsewhere = [claim for claim in subject.world.parameters["claim"] if claims.get(claim) == "estimate"]
    if elsewhere:
        count = plural(len(elsewhere), "constant")
        return "Fitted elsewhere", f"{count} of behaviour were learned from other episodes and none from this. {tested}"
    drawn = "The constants of behaviour are drawn from assumed ranges, not learned from what was counted."
    return "Not fitted", f"{drawn} {tested}"


def _travellers(subject: Subject) -> str:
    ordinary = ", ordinary travel included" if subject.has_ordinary else "; the scenario has no ordinary travel"
    return (
        "“Fled” are those who set out because of the crisis, counted as they come abroad from their own country. "
        f"“Entering” and “let through” are all citizens a border counts, however often each crosses{ordinary}. "
        "The two must not be compared."
    )


def _assumed(subject: Subject) -> str:
    codes = [str(code) for code in subject.table["country"]]
    unspoken = [subject.names.country(code) for code in codes if subject.is_assumed(code)]
    if not codes:
        basis = "Nobody arrived in any country."
    elif not unspoken:
        basis = "A figure speaks of every country where people arrived."
    else:
        basis = f"No figure speaks of {joined(unspoken)}: what is said of them is {ASSUMED}."
    return f"{basis} How many of the inputs rest on assumption stands under “What drives what”."


def _band(subject: Subject) -> str:
    if subject.run.manifest["mean"]:
        return f"This run is {subject.run.course_in_words}. It has no band, nor is it that of an ensemble."
    if not subject.has_band:
        return "A single member ran, so there is no band: another member would come out otherwise."
    rough = "" if subject.members >= FEW_MEMBERS else f" With {subject.members} members its own ends are rough."
    members = f"{plural(subject.members, 'member')}, each with its own constants, readings and luck"
    if subject.run.missing_in_words:
        return (
            f"It holds 90 % of what would be counted by {members}, each missing it as forecasts do. How they do was "
            f"seen in few exoduses, so the truth may fall outside more often than one time in ten.{rough}"
        )
    return (
        f"It holds 90 % of {members}. It holds only the uncertainty that somebody wrote down, so the truth falls "
        f"outside more often than one time in ten.{rough}"
    )
