"""The answer to a traveller: the open ways, the shut doors with the rule that shuts each, and what is not known.

It tells itself, as lines of text and as HTML for a notebook.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from typing import Any, NamedTuple

from exeunt.ways.parts import Beyond, Said, Shut, Step, Unknown, Way
from exeunt.ways.question import Question
from exeunt.ways.words import MODES, euro, hours, price, traits_said, waited
from exeunt.wording import joined, percent

NOT_FOR_NOW = "not for travel now, and not legal advice"
PROTECTION = "Protection may still be asked for at a shut door."
WAITS = (
    "the waits are simulated from what was believed then, and not adjusted to what was counted; a wait that was "
    "counted stands first"
)
TITLES = (("rests on", "rules"), ("at risk", "risks"), ("closing", "closing"), ("counted by then", "counted"))


@dataclass(frozen=True, repr=False)
class Answer:
    """A traveller's ways out, best first, as of the moment of the question.

    It prints itself; `as_json()` is what `exeunt ways --json` prints. `elsewhere` is the share of those like him whom
    the simulation sends to each country without a way, the most first; nothing if not asked.
    """

    question: Question
    ways: tuple[Way, ...]
    shut: tuple[Shut, ...]
    unknown: tuple[Unknown, ...]
    beyond: tuple[Beyond, ...]
    members: int
    scenario: str
    names: dict[str, str] = field(default_factory=dict)
    elsewhere: dict[str, float] = field(default_factory=dict)

    @property
    def note(self) -> str:
        """Of what date it is a reconstruction, and what it is not for."""
        return (
            f"A reconstruction for {self.question.moment:%Y-%m-%d, %H:%M} at {self.name(self.question.place)} "
            f"from the scenario {self.scenario}: {NOT_FOR_NOW}. "
            "No rule, count or news from after that moment decides it; a source that is 'told later' was written "
            "afterwards."
        )

    @property
    def asker(self) -> str:
        """For whom it is: where from and with which traits, and which of these were only taken as most common there."""
        called = self.name(self.question.place)
        asked = "" if self.question.asked_as.casefold() == called.casefold() else f" (asked: {self.question.asked_as})"
        return f"From {called}{asked}: {traits_said(self.question.traits, self.question.assumed)}."

    def name(self, id_: str) -> str:
        """Return what a place, gate or country is called."""
        return self.names.get(id_, id_)

    def as_json(self) -> dict[str, Any]:
        """Return the answer for programs: of the traits it has those that were `assumed`, none that was told."""
        return {
            "on": self.question.on,
            "from": self.question.place,
            "assumed": {
                trait: value for trait, value in self.question.traits.items() if trait in self.question.assumed
            },
            "ways": [way.as_json() for way in self.ways],
            "shut": [shut.as_json() for shut in self.shut],
            "unknown": [unknown.as_json() for unknown in self.unknown],
            "beyond_budget": [beyond.as_json() for beyond in self.beyond],
            "share_elsewhere": {code: round(share, 4) for code, share in self.elsewhere.items()},
            "not_known": [*_caveats(self), WAITS],
            "note": f"{self.note} {PROTECTION}",
        }

    def __repr__(self) -> str:
        return "\n".join(lines(self))

    def _repr_html_(self) -> str:
        return html(self)


class Notes:
    """Numbers the sources in the order in which they are first named."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def text(self, said: Said) -> str:
        """Return what is said, with the number of its source."""
        return f"{said.text} [{self._numbers.setdefault(said.source, len(self._numbers) + 1)}]"

    def listed(self) -> Iterator[str]:
        """Name the sources by number."""
        return (f"[{number}] {source}" for source, number in self._numbers.items())


class Section(NamedTuple):
    """A heading with what is told under it: sentences, and then, numbered, ways with what is said of each."""

    title: str
    told: Sequence[str]
    ways: Sequence[tuple[str, Sequence[str]]] = ()


def sections(answer: Answer) -> list[Section]:
    """Return all that is told below the note and the traveller, in order."""
    notes = Notes()
    found = [_open(answer, notes)]
    if answer.beyond:
        found.append(_beyond(answer))
    if answer.shut:
        found.append(Section(f"Shut doors. {PROTECTION}", list(_shut(answer, notes))))
    found.append(Section("Not known", list(_unknown(answer, notes))))
    if listed := list(notes.listed()):
        found.append(Section("Sources", listed))
    return found


def lines(answer: Answer) -> Iterator[str]:
    """Tell an answer, line by line."""
    yield answer.note
    yield answer.asker
    for section in sections(answer):
        yield ""
        yield section.title
        yield from (f"  {text}" for text in section.told)
        for number, (head, rest) in enumerate(section.ways, start=1):
            yield f"{number:3}. {head}"
            yield from (f"     {text}" for text in rest)


def html(answer: Answer) -> str:
    """Tell the same in HTML."""
    parts = [f"<p><strong>{escape(answer.note)}</strong></p><p>{escape(answer.asker)}</p>"]
    for section in sections(answer):
        parts.append(f"<p>{escape(section.title)}</p>{_list(section.told)}")
        ways = "".join(f"<li>{escape(head)}{_list(rest)}</li>" for head, rest in section.ways)
        parts.append(f"<ol>{ways}</ol>" if ways else "")
    return f"<div>{''.join(parts)}</div>"


def _list(texts: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>" if texts else ""


def _open(answer: Answer, notes: Notes) -> Section:
    shared = _shared(answer)
    told = [WAITS, *_elsewhere(answer), *(f"on every one of them at risk: {notes.text(said)}" for said in shared)]
    ways = [(_head(answer, way), list(_of_way(answer, way, shared, notes))) for way in answer.ways]
    forbidden = [way.forbidden_by for way in answer.ways if way.forbidden_by]
    ban = f", {len(forbidden)} of them forbidden by {answer.name(forbidden[0])}" if forbidden else ""
    title = f"Ways that are open, best first ({len(ways)}){ban}"
    return Section(title, told if ways else ["none is known", *_elsewhere(answer)], ways)


def _elsewhere(answer: Answer) -> Iterator[str]:
    """Say where the simulation sends those like him who take none of the ways that are told."""
    if answer.elsewhere:
        rest = percent(sum(answer.elsewhere.values()), finest=0.01)
        where = joined([f"{answer.name(code)} ({percent(s, finest=0.01)})" for code, s in answer.elsewhere.items()])
        yield f"the simulation sends {rest} of those like you to countries without a way here: {where}"


def _of_way(answer: Answer, way: Way, shared: Collection[Said], notes: Notes) -> Iterator[str]:
    yield _steps(answer, way)
    for title, name in TITLES:
        told = [notes.text(said) for said in getattr(way, name) if said not in shared]
        if told:
            yield f"{title}: {'; '.join(told)}"
    if not any(said.text.startswith("leave to stay") for said in way.rules):
        yield "how long one may stay there is not known"
    if way.also:
        yield f"also: {'; '.join(way.also)}"


def _head(answer: Answer, way: Way) -> str:
    share = percent(way.share, finest=0.01)
    sent = "" if way.share is None else f"; the simulation sends {share} of those like you there"
    counted = f"{joined(way.waits_counted)}; simulated " if way.waits_counted else ""
    forbidden = f", forbidden by {answer.name(way.forbidden_by)}" if way.forbidden_by else ""
    return (
        f"{answer.name(way.country)}, {answer.name(way.place)}{forbidden}: {hours(way.hours)} on the way, "
        f"waiting {counted}{waited(*way.wait)}, {price(way.usual, way.price, known=way.priced)}{sent}"
    )


def _steps(answer: Answer, way: Way) -> str:
    """Write the steps; roads that follow each other without a gate are told as one."""
    parts = [answer.name(way.steps[0].start)]
    for (mode, gate, *_), run in groupby(way.steps, key=_alike):
        steps = list(run)
        over = _over(mode, answer.name(gate)) if gate else ""
        parts.append(f"{MODES[mode]}{over} to {answer.name(steps[-1].end)} ({hours(sum(s.hours for s in steps))})")
    return ", ".join(parts)


def _alike(step: Step) -> tuple[str, ...]:
    """Return what is the same for steps that are told as one: each flight is told by itself."""
    return (step.mode, step.gate, step.start, step.end) if step.mode == "air" else (step.mode, step.gate)


def _over(mode: str, gate: str) -> str:
    """Say by which gate; one flies from an airport and over none."""
    if mode != "air":
        return f" over {gate}"
    return f" ({gate})" if "airport" in gate.casefold() else f" (airport: {gate})"


def _shared(answer: Answer) -> tuple[Said, ...]:
    """Return the risks that every way has, if there are several ways."""
    if len(answer.ways) < 2:
        return ()
    first, *rest = (way.risks for way in answer.ways)
    return tuple(said for said in first if all(said in risks for risks in rest))


def _shut(answer: Answer, notes: Notes) -> Iterator[str]:
    for each in answer.shut:
        called = answer.name(each.country)
        yield notes.text(each.said) if called in each.said.text else f"{called}: {notes.text(each.said)}"


def _beyond(answer: Answer) -> Section:
    told = [", ".join(f"{answer.name(each.country)} {euro(each.price, each.price)}" for each in answer.beyond)]
    if answer.question.budget == 0:
        told.append(
            "With no money only what costs nothing and walks of up to 50 km are reckoned with; fuel for one's own car "
            "costs money too."
        )
    budget = f"{answer.question.budget:,.0f} EUR"
    return Section(f"Open, but beyond the budget of {budget}; the cheapest way to each:", told)


def _unknown(answer: Answer, notes: Notes) -> Iterator[str]:
    for each in answer.unknown:
        rule = f": {notes.text(each.said)}" if each.said else ""
        barred = f"; barred: {'; '.join(map(notes.text, each.barred))}" if each.barred else ""
        yield f"{answer.name(each.country)}: {each.text}{rule}{barred}"
    yield from _caveats(answer)


def _caveats(answer: Answer) -> Iterator[str]:
    """Say what is not known of any way."""
    whose = (
        f"the median of {answer.members} members (in brackets 5 % to 95 % of them)"
        if answer.members > 1
        else "that of one member"
    )
    yield "what an officer at a border decides in the single case, and what happened after that moment"
    yield (
        f"the true wait: told is {whose} of the simulation in the lines of that moment, from the hour one comes to "
        "each; by air it is the wait for a seat"
    )
    yield "how far later knowledge shaped the simulation: its constants and ordinary traffic were set afterwards"
    yield "the true price: told is what one person pays, from the usual price to that at the load in the simulation"
    if answer.question.traits.get("car") == "yes":
        yield "what driving costs: roads are reckoned at an assumed part of a paid seat, also after a flight"
