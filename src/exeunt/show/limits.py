"""The card of limits: what this run cannot tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exeunt.outcome.summary import ASSUMED
from exeunt.show.wording import day, joined, plural

if TYPE_CHECKING:
    from exeunt.show.subject import Subject


def limits(subject: Subject) -> tuple[tuple[str, str], ...]:
    """Return each limit as a heading and a sentence."""
    assumed = [subject.names.country(str(c)) for c in subject.table["country"] if subject.is_assumed(str(c))]
    basis = (
        f"No figure speaks of {joined(assumed)}: what is said of them is {ASSUMED}. "
        if assumed
        else "A figure speaks of every country of arrival. "
    )
    manifest = subject.outcome.manifest
    learned = (
        "Its constants were learned from figures, as the run says."
        if manifest.get("posterior")
        else "It was not fitted: the constants of behaviour are drawn from assumed ranges, not learned from what was counted."
    )
    if manifest["mean"]:
        spread = "This run follows expectations at central constants. It has no band, and differs from the mean of an ensemble."
    elif not subject.has_band:
        spread = "A single member ran, so there is no band: another member would come out otherwise."
    else:
        spread = (
            f"A band holds 90 % of {plural(subject.members, 'member')}, each with its own constants, readings and luck. It holds "
            "only the uncertainty somebody wrote down, so the truth falls outside more often than one time in ten."
        )
        if subject.members < 100:
            spread += f" With {subject.members} members its ends are rough themselves."
    return (
        ("Not a forecast for travel", f"It is a reconstruction for {day(subject.days[0], year=True)} to {day(subject.days[-1], year=True)}, not for travel now, and not legal advice. Where a door is shown shut, protection may still be asked for."),
        ("Not fitted" if not manifest.get("posterior") else "Fitted", learned + " Figures that helped to choose inputs are no test of it."),
        ("Much is assumed", basis + "How many of the inputs rest on assumption stands under “What drives what”."),
        ("Two kinds of traveller", "“Fled” are those who set out because of the crisis, counted the first time they are abroad. “Entering” and “let through” are all citizens a border counts, ordinary travel included. The two must not be compared."),
        ("What a band holds", spread),
        ("No persons", "Counts of groups are simulated, never persons. Who is liable is shown by country at most, never by gate."),
    )  # fmt: skip
