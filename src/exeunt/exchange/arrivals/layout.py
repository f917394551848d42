"""Which columns of a file hold the figures: one, or one for each country or day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from exeunt.errors import Fault, Option, Placeholder, Question
from exeunt.exchange.arrivals.headers import WHERES, Column, Header, adds_up
from exeunt.scenario.units import FAMILIES
from exeunt.wording import joined

MOST = 4  # columns that are offered where one is to be chosen


@dataclass(frozen=True)
class Layout:
    """The columns of figures, why others that could be are passed over (by position), and what is wrong.

    `could` are those of which one is to be chosen, where that is asked.
    """

    figures: tuple[Column, ...]
    passed_over: dict[int, str]
    faults: tuple[Fault, ...] = ()
    could: tuple[Column, ...] = ()

    @property
    def scale(self) -> str | None:
        """The scale that the figures are said to be in, if it is one for all: bounds that name none are in it too."""
        named = {column.scale for column in self.figures}
        return named.pop() if len(named) == 1 else None


def layout_of(header: Header, file: str, asked: str | None, counts: str | None = None) -> Layout:
    """Choose the columns of figures; `asked` is the one that was asked for, `counts` how they were, if any was."""
    if asked is not None:
        return _asked(header, file, asked)
    found = header.having("figure")
    dated, placed = [each for each in found if each.day], [each for each in found if each.country]
    bare = [each for each in found if not each.day and not each.country]
    if dated and placed:
        wrong = f"columns are named by days ({dated[0].name}) and by countries ({placed[0].name})"
        return Layout((), {}, (Fault(file, header.line, "", wrong, "keep the one kind, and the other in rows"),))
    if placed and (wheres := header.having(*WHERES)):
        (where, *_) = wheres
        wrong = f"both this column and the header of {placed[0].name} say where"
        return Layout((), {}, (Fault(file, header.line, where.name, wrong, "keep one of the two"),))
    if wide := dated or placed:
        sums = {each.position: "adds up others" for each in bare if adds_up(each.name)}
        others = [each for each in bare if each.position not in sums]
        if others:
            return _which(header, file, others + wide[:1])
        return _each_once(wide, sums, header, file, counts)
    people = [each for each in bare if each.unit != FAMILIES]
    families = {each.position: "counts families; people are taken" for each in bare if each.unit == FAMILIES}
    if len(people) == 1:
        return Layout(tuple(people), families)
    if len(bare) == 1:
        return Layout(tuple(bare), {})
    return _which(header, file, bare)


def _each_once(wide: Sequence[Column], sums: dict[int, str], header: Header, file: str, counts: str | None) -> Layout:
    """Take one column of each country or day, for two count the same people twice, or two groups of them."""
    passed = dict(sums)
    several = _of_one(wide)
    if len({each.counts for each in several if each.unit != FAMILIES}) > 1:
        if counts is None:
            return Layout((), sums, (_in_two_ways(several, header, file),), tuple(several))
        passed |= {each.position: "not asked for" for each in wide if each.counts not in (None, counts)}
    kept = [each for each in wide if each.position not in passed]
    people = {each.country for each in kept if each.unit != FAMILIES}
    families = [each for each in kept if each.unit == FAMILIES and each.country and each.country in people]
    passed |= {each.position: "counts families; people are taken" for each in families}
    kept = [each for each in kept if each.position not in passed]
    again = _of_one(kept)
    return _which(header, file, again) if again else Layout(tuple(kept), passed)


def _of_one(wide: Sequence[Column]) -> list[Column]:
    """Return the columns of the first country or day that has several."""
    named = [each.country or (each.day.text if each.day else "") for each in wide]
    twice = next((name for name in named if name and named.count(name) > 1), None)
    return [each for each, name in zip(wide, named, strict=True) if twice and name == twice]


def _in_two_ways(several: Sequence[Column], header: Header, file: str) -> Question:
    wrong = f"count the same people in several ways: {joined([each.name for each in several])}"
    answers = tuple(Option("counts", word) for each in several if (word := each.counts))
    return Question(file, header.line, "", wrong, "say which are meant:", tuple(dict.fromkeys(answers)))


def _asked(header: Header, file: str, asked: str) -> Layout:
    named = [each for each in header.columns if each.name.casefold() == asked.strip().casefold()]
    if not named:
        has = f"the columns are {', '.join(each.name for each in header.columns)}"
        wrong = f"has no column {asked}"
        return Layout((), {}, (Question(file, header.line, "", wrong, f"{has}: name one by", (Option("figures"),)),))
    chosen = replace(named[0], role="figure")
    others = {each.position: "not asked for" for each in header.having("figure") if each.position != chosen.position}
    return Layout((chosen,), others)


def _which(header: Header, file: str, could: Sequence[Column]) -> Layout:
    """Ask which column is meant."""
    columns = could or header.having("unread")
    names = [each.name for each in columns]
    wrong = "has no column whose header says that it holds figures"
    if could:
        wrong = f"has several columns of figures: {joined(names)}"
    answers = tuple(Option("figures", name) for name in names[:MOST]) or (Option("figures", Placeholder("COLUMN")),)
    right = "say which is meant:"
    if not could:
        right = (
            "name columns such as Cumulative arrivals, New arrivals, Poland or Poland cumulative, or say which it is:"
        )
    asked = Question(file, header.line, "", wrong, right, answers)
    return Layout((), {}, (asked,), tuple(replace(each, role="figure") for each in columns[:MOST]))
