"""What there is to tell of one way: its steps and waits, the rules it rests on, its risks, what is about to close."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from exeunt.outcome.bands import band
from exeunt.scenario.counts import known_by
from exeunt.scenario.links import link_of
from exeunt.ways.crowd import Crowd
from exeunt.ways.doors import Coming, Doors, Rule, is_late
from exeunt.ways.known import forbids
from exeunt.ways.parts import Said, Step, Way
from exeunt.ways.search import Chain, Found
from exeunt.ways.words import COUNTED, MODES, Figure, Told, between, meant, waited

if TYPE_CHECKING:
    from exeunt.engine.compile.network import Network
    from exeunt.scenario.world import World
    from exeunt.ways.legs import Leg
    from exeunt.ways.waiting import Waits

RECENT = pd.Timedelta(days=3)  # how old a count at a gate may be and still be told


def describe(
    crowd: Crowd, doors: Doors, waits: Waits, told: Told, found: Found, share: float | None
) -> Way:  # fmt: skip
    """Tell all there is to tell of a way that was found."""
    net = crowd.arrays.net
    chain, parts = found.chain, found.chain.legs()
    delay = sum(part.delay for part in parts)
    own = [waits.each(part.leg.line, part.comes) for part in parts if part.leg]
    wait = band(delay + np.sum(own, axis=0))
    slow = wait.highest - wait.median
    steps = tuple(_step(net, part) for part in parts)
    rules, risks = _rules(doors, told, parts, slow=slow)
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
        closing=tuple(_closing(doors, told, parts, slow=slow)),
        also=tuple(_also(net, doors, waits, told, parts)),
        counted=tuple(_counted(told, count) for count in counts),
        waits_counted=tuple(_waits_counted(told, counts)),
        share=share,
        forbidden_by=_forbidden_by(net, doors, parts),
        priced=all(part.leg.priced for part in parts if part.leg),
    )


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


def _rules(doors: Doors, told: Told, parts: list[Chain], *, slow: float) -> tuple[list[Said], list[Said]]:
    """Return the rules a way rests on, in the order they are met, and the risks of leaving.

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

    for part in parts:
        assert part.leg is not None
        met = _met(doors, part)
        allows = [rule for rule in met if rule["effect_kind"] == "allow"]
        enters = [rule for rule in allows if rule["act"] == "enter"]
        for rule in enters or allows:
            note(rule)
        for rule in met:
            if rule["effect_kind"] not in ("allow", "deny"):
                note(rule)
    leave = doors.leave_at(parts[-1].place, parts[-1].hour)
    if leave is not None:
        note(leave)
    for coming, passes in _ahead(doors, parts):
        rule, under = coming.rule, _overtaken(coming, passes, passes + slow, what="come under it")
        if under or is_risk(rule) or is_late(rule):
            begins = f"{rule['from']:%Y-%m-%d %H:%M}"
            before = "" if is_late(rule) else f"begins at {begins}: "
            note(rule, before=before, after=under, begins=begins.replace(" ", "T"))
    return list(rests_on.values()), list(risks.values())


def _ahead(doors: Doors, parts: list[Chain]) -> Iterable[tuple[Coming, float]]:
    """Return the rules that will begin on a way, with the hour at which he passes the last link on which they do."""
    met = ((coming, part.hour) for part in parts if part.leg for coming in doors.begins(part.leg.link))
    return {coming.rule["id"]: (coming, hour) for coming, hour in met}.values()


def _met(doors: Doors, part: Chain) -> list[Rule]:
    """Name the rules that he meets when he comes to a gate and when he passes it, those of both twice."""
    assert part.leg is not None
    assert part.before is not None
    comes = part.before.hour + part.leg.hours
    return [*doors.on_link(part.leg.link, comes), *doors.on_link(part.leg.link, part.hour)]


def _forbidden_by(net: Network, doors: Doors, parts: list[Chain]) -> str:
    """Return the country of departure if it forbids him a way."""
    assert parts[0].leg is not None
    own = net.countries[int(net.place_country[parts[0].leg.begin])]
    return own if any(forbids(rule) for part in parts for rule in _met(doors, part)) else ""


def _closing(doors: Doors, told: Told, parts: list[Chain], *, slow: float) -> list[Said]:
    """Tell what is announced to shut on a way, and whether he may or would come too late.

    Of what a rule shuts on several links the last counts, at which he is latest.
    """
    end = parts[-1]
    met = [(part.hour, doors.closings(part.leg.link)) for part in parts if part.leg]
    said = {}
    for there_at, closings in [*met, (end.hour, doors.bans(end.place))]:
        for coming in closings:
            rule, late = coming.rule, _overtaken(coming, there_at, there_at + slow, what="come too late")
            begins = rule["from"] if rule["effect_kind"] == "deny" else rule["until"]
            expected = is_late(rule) and rule["effect_kind"] == "deny"
            before = f"expected to close {between(rule)}" if expected else f"closes at {begins:%Y-%m-%d %H:%M}"
            said[rule["id"]] = told.said(
                rule, before=f"{before} there: ", after=late, begins=f"{begins:%Y-%m-%dT%H:%M}"
            )  # fmt: skip
    return list(said.values())


def _overtaken(coming: Coming, usual: float, longest: float, *, what: str) -> str:
    """Say what he may or would do if a rule begins before he passes: by the median of waits, and by the longest."""
    with_longest = "with the longest of the simulated waits you"
    if usual >= coming.earliest:  # it may begin later, or he would not be sent
        surely = f", and {with_longest} would" if longest >= coming.surely else ""
        return f"; you may {what}{surely}"
    if longest < coming.earliest:
        return ""
    return f"; {with_longest} {'would' if longest >= coming.surely else 'may'} {what}"


def _also(net: Network, doors: Doors, waits: Waits, told: Told, parts: list[Chain]) -> Iterator[str]:
    """Tell of the other ways of passing the gates of a way that are open too, each line beside the one he takes."""
    for part in parts:
        assert part.leg is not None
        used = part.leg.link
        gate, line = int(net.link_gate[used]), part.leg.line
        beside = np.flatnonzero((net.link_gate == gate) & (net.begin == part.leg.begin) & (net.end == part.leg.end))
        for other in beside if gate >= 0 else ():
            own = int(net.line[other])
            if net.works[other] and own >= 0 and own != line and doors.open_until[other] > part.hour:
                beside_it = link_of(net.link_ids[other])
                assert beside_it is not None
                hour = part.comes - part.leg.hours + float(net.hours[other])
                there, here = _in_line(waits, own, hour), _in_line(waits, line, part.comes)
                name, by = told.names.gate(net.gate_ids[gate]), MODES[_mode(net, part.leg)]
                yield f"{MODES[beside_it.mode]} over {name}, waiting {there}, where {by} it is {here}"


def _in_line(waits: Waits, line: int, hour: float) -> str:
    """Tell the wait in a line alone, of one who comes to it at an hour."""
    wait = band(waits.each(line, hour))
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
    return rows[recent].to_dict("records")


def _counted(told: Told, count: Figure) -> Said:
    gate = told.names.gate(count["where"])
    text = f"{gate}, {count['from']:%Y-%m-%d}: {meant(count, COUNTED[count['measure']])}"
    return Said(str(count["id"]), text, str(count["claim"]), told.source(str(count["claim"])))


def _waits_counted(told: Told, counts: Sequence[Figure]) -> Iterator[str]:
    """Tell the last wait that had been counted at each gate."""
    waits = [count for count in counts if count["measure"] == "wait_hours"]
    for count in {count["where"]: count for count in sorted(waits, key=itemgetter("from"))}.values():
        yield f"{meant(count, 'h')} at {told.names.gate(count['where'])} as counted on {count['from']:%Y-%m-%d}"
