"""Rules, sources, prices and hours in plain words.

What a rule does is said by the column `ways` of the table of effects, in which stand

    {where}, {into}   what the rule's `where` is called; the same, with an `at` before a gate
    {whom}            whom it names; {whom_not} that these may not
    {act}, {mode}     what they do; by what way of travelling it is limited to
    {value}, {hours}  its number; when it has something open, as `at 08:00-20:00 only`
    {period}          from when until when it holds
    {about}           what its source says in words, and that the rest is what it is reckoned here as
    {allowed}, {risk} whole sentences of those effects whose words depend on more than the rule
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from exeunt.scenario.beginnings import LATEST
from exeunt.scenario.effects import effect_in, hours_said, known_effects, refuses
from exeunt.scenario.rows import records
from exeunt.scenario.where import parts
from exeunt.scenario.whom import whom
from exeunt.ways.known import forbids
from exeunt.ways.parts import Said
from exeunt.wording import BEFORE, rounded

if TYPE_CHECKING:
    from exeunt.scenario.names import Names
    from exeunt.scenario.world import World
    from exeunt.ways.doors import Rule

ACTS = {"leave": "leave", "transit": "pass through", "stay": "stay"}
Figure = Mapping[str, Any]  # a row of `observations`

COUNTED = {"queue_vehicles": "vehicles in line", "queue_people": "people in line", "wait_hours": "hours of waiting"}
MODES = {"road": "by road", "rail": "by rail", "air": "by air", "sea": "by sea", "foot": "on foot"}


@dataclass(frozen=True)
class Told:
    """What rules say and who said so, as far as it was known at a moment.

    Notes of claims are left out: they were written later and tell how it went on.
    """

    names: Names
    values: Mapping[str, tuple[str, ...]]
    claims: Mapping[str, Mapping[str, Any]]
    moment: pd.Timestamp

    @classmethod
    def of(cls, world: World, names: Names, moment: pd.Timestamp) -> Told:
        """Return what tells of the rules of a world at a local moment."""
        claims = {str(row["id"]): row for row in records(world.claims)}
        return cls(names, world.trait_values, claims, moment)

    def said(self, rule: Rule, *, before: str = "", after: str = "", begins: str = "") -> Said:
        """Say what a rule does, and who said so; of one that is expected, if nothing stands `before`, from when."""
        claim = str(rule["claim"])
        if not before and not pd.isna(rule[LATEST]):
            before = f"expected to begin {between(rule)}: "
        return Said(str(rule["id"]), f"{before}{self.effect(rule)}{after}", claim, self.source(claim), begins)

    def effect(self, rule: Rule) -> str:
        """Say what a rule does."""
        # what the country of departure forbids is a risk to him, but told as what it is, and so is a quota of none
        kind = "deny" if forbids(rule) or refuses(effect_in(rule)) else str(rule["effect_kind"])
        into, mode = self._into(str(rule["where"])), _by(rule)
        people = whom(str(rule["who"]), self.values)
        about = self.about(rule)
        words = {
            "into": into,
            "where": self.where(str(rule["where"])),
            "whom": people,
            "whom_not": f"{people} may not" if rule["who"] else "nobody may",
            "act": ACTS.get(str(rule["act"]), "enter"),
            "mode": mode,
            "value": rule["effect_value"],
            "hours": hours_said(str(rule["effect"])),
            "about": f"{about}; reckoned here as " if about else "",
            "period": self.since(rule),
        }
        if kind == "allow":
            words["allowed"] = self._allowed(rule, people, about)
        if kind == "risk":
            words["risk"] = self.risk(
                rule, f"on leaving {into}{mode}" if rule["act"] == "leave" else into + mode, people
            )
        return known_effects()[kind].ways.format(**words)

    def _into(self, where: str) -> str:
        called = self.where(where)
        return f"at {called}" if all(part in self.names.gates for part in parts(where)) else called

    def _allowed(self, rule: Rule, people: str, about: str) -> str:
        """Say whom a rule lets in; what its source asks of them is told first, which the rule may not reckon with."""
        into, where, mode = self._into(str(rule["where"])), self.where(str(rule["where"])), _by(rule)
        let = "let" if len(parts(str(rule["where"]))) > 1 else "lets"
        act = f"{let} through" if rule["act"] == "transit" else f"{let} in"
        if about:
            text = f"{into}{mode}: {about}; reckoned here as open to {people}"
        else:
            text = f"{where} {act} {people}{mode}" if into == where else f"{into}: {people} may enter{mode}"
        return text + self.since(rule, only_after=True)

    def risk(self, rule: Rule, where: str, people: str) -> str:
        """Say what somebody risks; how often is said only if that was known at the moment."""
        about, share = self.about(rule), float(rule["effect_value"])
        dated = self.claims.get(str(rule["claim"]), {}).get("date", pd.NaT)
        is_known = pd.isna(dated) or dated <= self.moment
        if about and share <= 0:
            return f"forbidden to {people}: {about}"
        if about:
            stopped = f"about {_in_so_many(share)} of {people} stopped"
            rate = f"reckoned here as {stopped}" if is_known else "how many that stops was not known on that day"
            return f"{where}: {about}; {rate}"
        what = f"{people} may be stopped or served a summons, {where}"
        if share <= 0:
            return what
        how_many = f"about {_in_so_many(share)} of them are" if is_known else "how many are was not known on that day"
        return f"{what}; {how_many}"

    def about(self, rule: Rule) -> str:
        """Return what the source of a rule is about, if that says more than the rule does.

        One word is the name of a kind of claim, or of a parameter or measure; of what is assumed there is no source.
        """
        claim = self.claims.get(str(rule["claim"]))
        about = "" if claim is None or _assumed(claim) else str(claim["quantity"]).strip()
        return about if " " in about else ""

    def source(self, claim: str) -> str:
        """Say who said it, how and where; a date after the moment is not told."""
        row = self.claims.get(claim)
        if row is None:
            return "no source is named"
        if _assumed(row):
            return f"assumed by whoever made the scenario ({claim})"
        dated = row["date"]
        when = "" if pd.isna(dated) else f", {dated:%Y-%m-%d}" if dated <= self.moment else ", told later"
        link = f", {row['url']}" if row["url"] else ""
        return f"{row['said_by'] or 'nobody named'}, {row['stance']}{when}{link} ({claim})"

    def where(self, ids: str) -> str:
        """Return what a rule's `where` is called."""
        return self.names.where(ids)

    def since(self, rule: Rule, *, only_after: bool = False) -> str:
        """Say from when until when a rule holds, as far as it says; `only_after`: not when it has begun already."""
        begins, latest = rule["from"], rule[LATEST]
        # a day that is not known is told of before
        begun: bool = pd.isna(begins) or (only_after and begins <= self.moment) or not pd.isna(latest)
        start: str = "" if begun else f" from {_when(begins)}"
        end: str = "" if pd.isna(rule["until"]) else f" until {_when(rule['until'] - pd.Timedelta(minutes=1))}"
        return start + end


def between(rule: Rule) -> str:
    """Say on which days a rule may begin of which it is not known when, or on which that is left."""
    first, last = f"{rule['from']:%Y-%m-%d}", f"{rule[LATEST]:%Y-%m-%d}"
    return f"on {first}" if first == last else f"between {first} and {last}"


def _assumed(claim: Mapping[str, Any]) -> bool:
    return bool(claim["stance"] == "assumption" and not claim["url"])


def _by(rule: Rule) -> str:
    return f" {MODES[rule['mode']]}" if rule["mode"] else ""


def hours(value: float) -> str:
    """Write a time: minutes below an hour, days above two."""
    if value < 0.05:
        return "none"
    if value < 1:
        return f"{60 * value:.0f} min"
    return f"{value:.0f} h" if value < 48 else f"{value / 24:.1f} days"


def waited(low: float, middle: float, high: float) -> str:
    """Write a wait with its band, which that of a single member has not."""
    if math.isnan(high):
        return hours(middle)
    if high < 0.05:
        return "none"
    return f"{hours(middle)} ({hours(low)} to {hours(high)})"


def meant(figure: Figure, unit: str) -> str:
    """Write a figure as its source means it, with the range that it allows."""
    low, high = figure["lo"], figure["hi"]
    allowed = "" if pd.isna(low) or pd.isna(high) or low == high else f" ({low:,.10g} to {high:,.10g})"
    return f"{BEFORE.get(figure['kind'], '')}{figure['value']:,.10g} {unit}{allowed}"


def price(low: float, high: float, *, known: bool) -> str:
    """Write the price of a way, of some of whose links it may not be `known`."""
    if known:
        return euro(low, high)
    return f"{euro(low, high)} and what is not known of the price" if high else "price not known"


def euro(low: float, high: float) -> str:
    """Write a price from the usual to that at the load seen."""
    if high < 0.5:
        return "free" if high == 0 else "less than 1 EUR"
    least, most = (f"{rounded(price, 2):,.0f}" for price in (low, high))
    return f"about {most} EUR" if least == most else f"{least} to {most} EUR"


def traits_said(traits: Mapping[str, str], assumed: frozenset[str]) -> str:
    """Write the traits of a traveller, and which are only the most common."""
    named = [f"{trait} {value}" for trait, value in traits.items() if trait not in assumed]
    rest = [f"{trait} {value}" for trait, value in traits.items() if trait in assumed]
    parts: Sequence[str] = [", ".join(named)] if named else []
    return "; ".join([*parts, *([f"taken as most common there: {', '.join(rest)}"] if rest else [])])


def _in_so_many(share: float) -> str:
    return f"{100 * share:.2g} in 100" if share >= 0.01 else f"{1000 * share:.2g} in 1,000"


def _when(moment: pd.Timestamp) -> str:
    midnight = (moment.hour, moment.minute) == (0, 0)
    return f"{moment:%Y-%m-%d}" if midnight else f"{moment:%Y-%m-%d %H:%M}"
