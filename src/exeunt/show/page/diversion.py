"""Where people go instead, and what happens to the queues, for the first screen of a report of two runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from exeunt.outcome.deflection import NOT_ABROAD, OTHERS, STAY, Deflection
from exeunt.outcome.queues import NEVER, changing
from exeunt.show.gone import gone_in_words
from exeunt.show.page.finding import number
from exeunt.wording import FEW_PEOPLE, UNKNOWN, change, ends, exact, percent, span

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from exeunt.scenario.names import Names
    from exeunt.show.subject import Subject

MOST_COUNTRIES = 4  # named in the sentence
MOST_GATES = 8
MANY = 0.1  # the share of those on the way from which on the sentence tells of them


@dataclass(frozen=True)
class DiversionRow:
    """One line of the table of where people go instead."""

    name: str
    level: int
    people: str
    band: str
    share: str
    share_band: str


@dataclass(frozen=True)
class Attributed:
    """One line of the table that attributes people to several countries at once."""

    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Diversion:
    """Where people go instead."""

    sentence: Markup
    caption: str
    rows: tuple[DiversionRow, ...]
    parts: tuple[str, ...]
    attributed: tuple[Attributed, ...]


@dataclass(frozen=True)
class QueueRow:
    """What happens to one gate's line."""

    gate: str
    before: str
    after: str
    difference: str
    band: str
    stands: str
    before_clears: str
    after_clears: str


def diversion_of(found: Deflection, names: Names) -> Diversion:
    """Put a deflection into a sentence and rows."""
    rows = tuple(_row(row, found, names) for row in found.table.to_dict("records"))
    parts = tuple(dict.fromkeys(str(part) for part in found.matrix["to"]))
    people = {
        (str(row["from"]), str(row["to"])): f"{exact(row['people'])} ({span(row['at_least'], row['at_most'])})"
        for row in found.matrix.to_dict("records")
    }
    attributed = tuple(
        Attributed(names.country(code), tuple(people.get((code, part), "0") for part in parts))
        for code in (found.countries if parts else ())
    )
    headings = tuple(found.called(part, names) for part in parts)
    return Diversion(_sentence(found, names), found.caption(names), rows, headings, attributed)


def queue_rows(table: pd.DataFrame, subject: Subject) -> tuple[QueueRow, ...]:
    """Return the gates whose line changes most."""
    told = changing(table).head(MOST_GATES)
    return tuple(
        QueueRow(
            gate=subject.line_at(row["gate"], seats=row["seats"]),
            before=exact(row["before_people"]),
            after=exact(row["after_people"]),
            difference=change(row["on_average"]),
            band=ends(change(row["q05"]), change(row["q95"])),
            stands=_stands(row["before_stands"], row["after_stands"]),
            before_clears=clears_in_words(row["before_clears"], subject),
            after_clears=clears_in_words(row["after_clears"], subject),
        )
        for row in told.to_dict("records")
    )


def queue_sentence(table: pd.DataFrame, subject: Subject) -> Markup:
    """Say which line at a border changes most, and when it clears; those waiting for a seat are no line."""
    many = subject.has_band  # of a single course nothing holds on average, or in half of them
    told = changing(table[~table["seats"].astype(bool)])
    if told.empty:
        on_average = " on average" if many else ""
        return Markup("No border gate's longest line changes by {} people{}.").format(number(FEW_PEOPLE), on_average)
    row = told.iloc[0]
    return Markup(
        "The longest line changes most at {}: {}{} people on its worst day in the first run, {} in the second; {}."
    ).format(
        subject.names.gate_into(row["gate"]),
        "on average over the courses " if many else "",
        number(row["before_people"]),
        number(row["after_people"]),
        _both_clear(row["before_clears"], row["after_clears"], subject, many=many),
    )


def clears_in_words(clears: str, subject: Subject) -> str:
    """Say when a line is gone."""
    return "no line" if not clears else NEVER if clears == NEVER else subject.day(clears)


def _stands(before: float, after: float) -> str:
    """Say in which shares of the courses of both runs a line stands; a dash of a single course."""
    return UNKNOWN if pd.isna(before) else f"{percent(before)}, {percent(after)}"


def _both_clear(before: str, after: str, subject: Subject, *, many: bool) -> str:
    where = "where it stands, " if many else ""
    first, second = (_gone(clears, subject, many=many) for clears in (before, after))
    told = f"in both runs {first}" if before == after else f"in the first run {first}, in the second {second}"
    return f"{where}{told}"


def _gone(clears: str, subject: Subject, *, many: bool) -> str:
    if not clears:
        return "it stands in no course" if many else "there is none"
    return gone_in_words(clears, subject.day, lines="half" if many else "it")


def _sentence(found: Deflection, names: Names) -> Markup:
    whole = found.whole
    to = found.table[(found.table["part"] == "to") & (found.table["id"] != OTHERS)].head(MOST_COUNTRIES)
    verbs = ["would have arrived in" if found.opens else "arrive in", *["in"] * len(to)]  # said once
    told: Sequence[Markup] = [
        Markup("{} {} {}").format(percent(row["share"]), verbs[n], names.country(row["id"]))
        for n, row in enumerate(to.to_dict("records"))
    ]
    told = [*told, *(Markup("{} {}").format(*each) for each in _not_abroad(found, names))]
    listed = Markup(", ").join(told[:-1]) + Markup(" and ") + told[-1] if len(told) > 1 else told[0]
    return Markup("Of those who {} in {}, on average {} people (means add up, medians do not), {}.").format(
        found.verb, found.where(names), number(whole["people"]), listed
    )


def _not_abroad(found: Deflection, names: Names) -> Iterator[tuple[str, str]]:
    """Yield which share of them is at home instead, and which on the way, where many are.

    They are told together, as not abroad, where more set out than newly arrive.
    """
    stay, on_the_way = (float(found.part("not abroad", part)["share"]) for part in (STAY, NOT_ABROAD))
    if not 0.0 <= stay <= 1.0:
        yield percent(stay + on_the_way), "would not have been abroad" if found.opens else "are not abroad by the end"
        return
    yield percent(stay), found.called(STAY, names)
    if on_the_way >= MANY:
        yield percent(on_the_way), found.called(NOT_ABROAD, names)


def _row(row: dict[Hashable, Any], found: Deflection, names: Names) -> DiversionRow:
    id_, part = str(row["id"]), str(row["part"])
    return DiversionRow(
        name=found.called(id_, names),
        level=0 if part == "of" else 1,
        people=exact(row["people"]).replace("-", "−"),
        band=span(row["q05"], row["q95"]).replace("-", "−"),
        share=percent(row["share"]),
        share_band=ends(percent(row["share_q05"]), percent(row["share_q95"])),
    )
