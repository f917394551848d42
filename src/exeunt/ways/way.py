"""What there is to tell of one way: its steps and waits, the rules it rests on, its risks, what is about to close."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from exeunt.outcome.bands import Band, band
from exeunt.scenario.counts import known_by
from exeunt.scenario.links import link_of
from exeunt.scenario.rows import records
from exeunt.ways.crowd import Crowd
from exeunt.ways.doors import Coming, Doors, Rule, is_late, kind_to_him
from exeunt.ways.known import forbids
from exeunt.ways.parts import Said, Step, Way
from exeunt.ways.search import Chain, Found, Means, follow
from exeunt.ways.words import COUNTED, MODES, Figure, Told, between, meant, waited

if TYPE_CHECKING:
    from exeunt.engine.compile.network import Network
    from exeunt.scenario.world import World
    from exeunt.ways.legs import Leg
    from exeunt.ways.waiting import Waits

RECENT = pd.Timedelta(days=3)  # how old a count at a gate may be and still be told


def describe(
    crowd: Crowd, doors: Doors, means: Means, told: Told, found: Found, share: float | None
) -> Way:  # fmt: skip
    """Tell all there is to tell of a way that was found."""
    net, waits = crowd.arrays.net, means.waits
    chain, parts = found.chain, found.chain.legs()
    wait = _wait(waits, parts)
    beside = list(_beside(net, doors, means, chain))
    passings = [Passing("", part, _slow(wait)) for part in parts]
    passings += [Passing(f"{_over(net, told, each)}: ", each, _slow(_wait(waits, each.legs()))) for _, each in beside]
    steps = tuple(_step(net, part) for part in parts)
    rules, risks = _rules(doors, told, passings, chain)
    counts = _counts(crowd.known, told, [step.gate for step in steps if step.gate])
    return Way(
        country=net.countries[int(net.place_country[chain.place])],
        place=net.place_ids[chain.place],
        steps=steps,
        hours=sum(step.hours for step in steps),
        wait=(wait.q05, wait.median, wait.q95),
        price=chain.spent,
        usual=chain.usual,
        worth=found.worth,
        rules=tuple(rules),
        risks=tuple(risks),
        closing=tuple(_closing(doors, told, passings, chain)),
        also=tuple(_also(net, doors, waits, told, beside)),
        counted=tuple(_counted(told, count) for count in counts),
        waits_counted=tuple(_waits_counted(told, counts)),
        share=share,
        forbidden_by=_forbidden_by(net, doors, parts),
        priced=all(part.leg.priced for part in parts if part.leg),
    )


class Passing(NamedTuple):
    """A link that he passes, and by how much later than by the median if the waits are long.

    `over` is blank on his way; of another way of passing one of its gates it says which.
    """

    over: str
    part: Chain
    slow: float

    @property
    def link(self) -> int:
        """The number of the link."""
        assert self.part.leg is not None
        return self.part.leg.link


def _wait(waits: Waits, parts: list[Chain]) -> Band:
    """Return all waits of some parts, with the delays that rules make."""
    own = [waits.each(part.leg.line, part.comes) for part in parts if part.leg]
    return band(sum(part.delay for part in parts) + np.sum(own, axis=0))


def _slow(wait: Band) -> float:
    return wait.highest - wait.median


def _step(net: Network, part: Chain) -> Step:
    assert part.leg is not None
    assert part.before is not None
    gate = int(net.link_gate[part.leg.link])
    return Step(
        start=net.place_ids[part.leg.begin],
        end=net.place_ids[part.leg.end],
        mode=_mode(net, part.leg),
        gate=net.gate_ids[gate] if gate >= 0 else "",
        hours=part.leg.hours,
        price=part.spent - part.before.spent,
    )


def _rules(doors: Doors, told: Told, passings: list[Passing], chain: Chain) -> tuple[list[Said], list[Said]]:
    """Return the rules a way rests on, in the order they are met, and the risks of leaving, also beside the way.

    Of rules that begin only when he has passed, the risks are told to one who may set out later; any other to one who
    meets it if the waits are long.
    """
    rests_on: dict[str, Said] = {}
    risks: dict[str, Said] = {}

    def is_risk(rule: Rule) -> bool:
        return bool(rule["effect_kind"] == "risk" or rule["id"] in doors.departing)

    def note(rule: Rule, **more: str) -> None:
        into = risks if is_risk(rule) else rests_on
        into.setdefault(str(rule["id"]), told.said(rule, **more))

    for over, part, _ in passings:
        met = _met(doors, part)
        if over:
            for rule in filter(is_risk, met):
                note(rule, before=f"{over}{_expected(rule)}")
            continue
        allows = [rule for rule in met if rule["effect_kind"] == "allow"]
        enters = [rule for rule in allows if rule["act"] == "enter"]
        for rule in enters or allows:
            note(rule)
        for rule in met:
            if kind_to_him(rule) not in ("allow", "deny"):
                note(rule)
    leave = doors.leave_at(chain.place, chain.hour)
    if leave is not None:
        note(leave)
    for coming, (over, part, slow) in _ahead(doors, passings):
        rule, under = coming.rule, _overtaken(coming, part.hour, part.hour + slow, what="come under it")
        if is_risk(rule) or (not over and (under or is_late(rule))):
            begins = _expected(rule) or f"begins at {rule['from']:%Y-%m-%d %H:%M}: "
            note(rule, before=f"{over}{begins}", after=under, begins=f"{rule['from']:%Y-%m-%dT%H:%M}")
    return list(rests_on.values()), list(risks.values())


def _ahead(doors: Doors, passings: list[Passing]) -> Iterable[tuple[Coming, Passing]]:
    """Return the rules that will begin on a way or beside it, each with the last link on which it does."""
    return _last((coming, each) for each in passings for coming in doors.begins(each.link))


def _last(met: Iterable[tuple[Coming, Passing]]) -> Iterable[tuple[Coming, Passing]]:
    """Return each rule once, as it is met last on the way, where he is latest; beside it if it is met nowhere else."""
    found: dict[str, tuple[Coming, Passing]] = {}
    for coming, passing in met:
        id_ = str(coming.rule["id"])
        found[id_] = found.get(id_, (coming, passing)) if passing.over else (coming, passing)
    return found.values()


def _expected(rule: Rule) -> str:
    return f"expected to begin {between(rule)}: " if is_late(rule) else ""


def _met(doors: Doors, part: Chain) -> list[Rule]:
    """Name the rules that he meets when he comes to a gate and when he passes it, those of both twice."""
    assert part.leg is not None
    assert part.before is not None
    comes = part.before.hour + part.leg.hours
    return [*doors.on_link(part.leg.link, comes), *doors.on_link(part.leg.link, part.hour)]


def _forbidden_by(net: Network, doors: Doors, parts: list[Chain]) -> str:
    """Return the country of departure if it forbids him a way."""
    first = parts[0].legs()[0].leg
    assert first is not None
    own = net.countries[int(net.place_country[first.begin])]
    return own if any(forbids(rule) for part in parts for rule in _met(doors, part)) else ""


def _closing(doors: Doors, told: Told, passings: list[Passing], chain: Chain) -> Iterator[Said]:
    """Tell what is announced to shut on a way or beside it, and whether he may or would come too late."""
    met = [(coming, each) for each in passings for coming in doors.closings(each.link)]
    there = next(each for each in passings if each.part is chain)
    for coming, (over, part, slow) in _last([*met, *((ban, there) for ban in doors.bans(chain.place))]):
        rule, late = coming.rule, _overtaken(coming, part.hour, part.hour + slow, what="come too late")
        denies = kind_to_him(rule) == "deny"
        begins = rule["from"] if denies else rule["until"]
        expected = is_late(rule) and denies
        before = f"expected to close {between(rule)}" if expected else f"closes at {begins:%Y-%m-%d %H:%M}"
        yield told.said(rule, before=f"{over}{before} there: ", after=late, begins=f"{begins:%Y-%m-%dT%H:%M}")


def _overtaken(coming: Coming, usual: float, longest: float, *, what: str) -> str:
    """Say what he may or would do if a rule begins before he passes: by the median of waits, and by the longest."""
    with_longest = "with the longest of the simulated waits you"
    if usual >= coming.earliest:  # it may begin later, or he would not be sent
        surely = f", and {with_longest} would" if longest >= coming.surely else ""
        return f"; you may {what}{surely}"
    if longest < coming.earliest:
        return ""
    return f"; {with_longest} {'would' if longest >= coming.surely else 'may'} {what}"


def _beside(net: Network, doors: Doors, means: Means, chain: Chain) -> Iterator[tuple[Chain, Chain]]:
    """Find the other ways of passing the gates of a way that are open to him and within his budget, with a line each.

    Each comes with the part of the way that it would stand for. One that he would pay for, and may walk, he pays for if
    he has the money.
    """
    for part in chain.legs():
        assert part.leg is not None
        assert part.before is not None
        gate = int(net.link_gate[part.leg.link])
        at = (net.link_gate == gate) & (net.begin == part.leg.begin) & (net.end == part.leg.end)
        for link in np.flatnonzero(at & net.works).tolist() if gate >= 0 else ():
            if net.line[link] in (-1, part.leg.line):
                continue
            passed = (follow(doors, means.him, means.waits, part.before, legs[link]) for legs in means.legs)
            left = means.budget - (chain.spent - part.spent)
            other = next((each for each in passed if each is not None and each.spent <= left), None)
            if other is not None:
                yield part, other


def _also(net: Network, doors: Doors, waits: Waits, told: Told, beside: Iterable[tuple[Chain, Chain]]) -> Iterator[str]:
    """Tell of the other ways of passing the gates of a way, each line beside the one he takes."""
    for part, other in beside:
        forbidden = _forbidden_by(net, doors, [other])
        ban = f", forbidden by {told.names.country(forbidden)}" if forbidden else ""
        there, here = _in_line(waits, other), _in_line(waits, part)
        yield f"{_over(net, told, other)}{ban}, waiting {there}, where {_by(net, part)} it is {here}"


def _over(net: Network, told: Told, part: Chain) -> str:
    """Say how, and over which gate, one travels."""
    assert part.leg is not None
    return f"{_by(net, part)} over {told.names.gate(net.gate_ids[int(net.link_gate[part.leg.link])])}"


def _by(net: Network, part: Chain) -> str:
    assert part.leg is not None
    return MODES[_mode(net, part.leg)]


def _in_line(waits: Waits, part: Chain) -> str:
    """Tell the wait at one link alone, with the delay that a rule makes there."""
    assert part.leg is not None
    wait = band(part.delay + waits.each(part.leg.line, part.comes))
    return waited(wait.q05, wait.median, wait.q95)


def _mode(net: Network, leg: Leg) -> str:
    """Return by what way of travelling he takes a leg."""
    link = link_of(net.link_ids[leg.link])
    assert link is not None
    return "foot" if leg.walked else link.mode


def _counts(known: World, told: Told, gates: list[str]) -> Sequence[Figure]:
    """Return what had been counted at the gates of a way in the days before, and published."""
    rows = known.observations
    recent = (
        rows["where"].isin(gates)
        & rows["measure"].isin(list(COUNTED))
        & known_by(rows, told.moment)
        & (rows["from"] <= told.moment)
        & (rows["from"] >= told.moment - RECENT)
    )
    return records(rows[recent])


def _counted(told: Told, count: Figure) -> Said:
    gate = told.names.gate(count["where"])
    text = f"{gate}, {count['from']:%Y-%m-%d}: {meant(count, COUNTED[count['measure']])}"
    return Said(str(count["id"]), text, str(count["claim"]), told.source(str(count["claim"])))


def _waits_counted(told: Told, counts: Sequence[Figure]) -> Iterator[str]:
    """Tell the last wait that had been counted at each gate."""
    waits = [count for count in counts if count["measure"] == "wait_hours"]
    for count in {count["where"]: count for count in sorted(waits, key=itemgetter("from"))}.values():
        yield f"{meant(count, 'h')} at {told.names.gate(count['where'])} as counted on {count['from']:%Y-%m-%d}"
