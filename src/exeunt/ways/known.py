"""The world as it was known at a moment, and as it is to one traveller.

A rule is known from the moment it was first heard of (`announced`), and if nobody announced it from the moment it
begins anywhere. When a rule that is in force will end is known only if it was announced. What is not known is left out
before anything is computed, so that no later knowledge can reach an answer. A rule that was expected, and of which more
became known later (`known_until`), is there as long as it was no more than expected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from exeunt.scenario.beginnings import still_to_begin
from exeunt.scenario.beliefs import UNTIL, replaced
from exeunt.scenario.clocks import gate_clocks
from exeunt.scenario.effects import Effect, parse, refuses
from exeunt.scenario.links import directed, link_of
from exeunt.scenario.where import Areas, areas_of, resolved

if TYPE_CHECKING:
    from exeunt.scenario.world import World

UNSOURCED = ("assumption", "denied")


def known_world(world: World, utc: pd.Timestamp) -> World:
    """Return the world of those who live at a moment: no rule, driver or day beyond it."""
    clocks = _Clocks(world)
    drivers = world.drivers
    since = (utc + pd.Timedelta(hours=clocks.most)).date()
    rules = _with_expected(world, clocks, utc)
    heard, announced = _heard(rules, clocks, utc), rules["announced"].notna()
    days = min(world.settings.days, max((since - world.settings.first_day).days + 1, 1))
    return replace(
        world,
        rules=still_to_begin(_without_unknown_ends(rules[heard], clocks, utc, unless=announced[heard]), since),
        drivers=_without_unknown_ends(
            drivers[_passed(drivers["from"], drivers["where"], clocks, utc)], clocks, utc, unless=None
        ),
        settings=replace(world.settings, days=days),
    )


def _heard(rules: pd.DataFrame, clocks: _Clocks, utc: pd.Timestamp) -> pd.Series[bool]:
    """Say of which rules anybody had heard, somewhere."""
    begun = _passed(rules["from"], rules["where"], clocks, utc)
    return begun.where(rules["announced"].isna(), _passed(rules["announced"], rules["where"], clocks, utc))


def _with_expected(world: World, clocks: _Clocks, utc: pd.Timestamp) -> pd.DataFrame:
    """Return the rules, with those that were expected in the place of what nobody had heard of yet."""
    rules, before = world.rules, world.earlier.get("rules")
    if before is None:
        return rules
    heard = set(rules.loc[_heard(rules, clocks, utc), "id"])
    still = before[~_passed(before[UNTIL], before["where"], clocks, utc) & ~before["id"].isin(heard)]
    return replaced("rules", rules, still[_heard(still, clocks, utc)])


def travellers_world(known: World, traits: Mapping[str, str], departure: str) -> World:
    """Return a known world of one traveller who sets out from a country.

    What nobody can vouch for is shut: a border that is open by assumption only has no `allow` here. What the country of
    departure forbids to people it names is a risk: the way stays, and the chance of being stopped is taken as certain.
    What it shuts to everybody is shut.
    """
    rules = known.rules
    vouched = rules["claim"].isin(sourced(known))
    rules = rules[~((rules["effect_kind"] == "allow") & ~vouched)]
    return replace(
        known,
        rules=_forbidden_as_risks(known, rules, departure),
        groups=(dict(traits),),
        people=np.zeros((len(known.homes), 1), dtype=known.people.dtype),
    )


def _forbidden_as_risks(world: World, rules: pd.DataFrame, departure: str) -> pd.DataFrame:
    """Return rules in which each by which the country of departure refuses people it names is a risk of 1.

    One that names nobody is about the gate or the road, which lets no one through: that is no risk to be run. One that
    is about other countries too falls in two: what these forbid shuts the door.
    """
    rules = rules.reset_index(drop=True)  # of some rules the last counts, so they stay in order
    areas, own = areas_of(world.areas), _own(world, departure)
    effects = zip(rules["effect_kind"], rules["effect_value"], strict=True)
    denies = np.array([refuses(Effect(*each)) for each in effects], np.bool_) & (rules["who"] != "")
    apart = [_apart(where, areas, own.get(act, set())) for where, act in rules.loc[denies, ["where", "act"]].to_numpy()]
    his, others = (
        rules[denies].assign(where=pd.Series(part, rules.index[denies], rules["where"].dtype))
        for part in (zip(*apart, strict=True) if apart else ((), ()))
    )
    risks = his.assign(effect_kind="risk", effect_value=1.0)
    parts = [rules[~denies], risks[risks["where"] != ""], others[others["where"] != ""]]
    return pd.concat(parts).sort_index(kind="stable")


def forbids(rule: Mapping[str, Any]) -> bool:
    """Whether a rule of a traveller's world is what the country of departure forbids him."""
    written = parse(str(rule["effect"]))
    return bool(rule["effect_kind"] == "risk" and written is not None and written.kind != "risk")


def _apart(where: str, areas: Areas, own: set[str]) -> tuple[str, str]:
    """Return what a `where` names of these, and what else."""
    names = resolved(where, areas)
    inside = [name for name in names if name in own]
    if not inside or len(inside) == len(names):
        return (where, "") if inside else ("", where)
    return " + ".join(inside), " + ".join(name for name in names if name not in own)


def sourced(world: World) -> set[str]:
    """Return the claims that somebody made, and that can be looked up."""
    claims = world.claims
    good = ~claims["stance"].isin(UNSOURCED) & (claims["said_by"] != "") & (claims["url"] != "")
    return set(claims.loc[good, "id"])


def of_departure(world: World, rules: pd.DataFrame, departure: str) -> set[str]:
    """Return the ids of the rules that a country makes about leaving it, or about going to a place of its own."""
    areas, own = areas_of(world.areas), _own(world, departure)
    rows = zip(*(rules[column] for column in ("id", "where", "act")), strict=True)
    return {id_ for id_, where, act in rows if own.get(act, set()).issuperset(resolved(where, areas))}


def _own(world: World, country: str) -> dict[str, set[str]]:
    """Return what a rule about leaving a country may name, and one about entering it."""
    places, links = set(world.places.loc[world.places["country"] == country, "id"]), directed(world.links)
    return {
        act: {country}
        | places
        | set(world.gates.loc[world.gates[f"country_{end}"] == country, "id"])
        | set(links.loc[links[end].isin(places), "id"])
        for act, end in (("leave", "from"), ("enter", "to"))
    }


class _Clocks:
    """How far ahead of UTC the clocks of a place, gate, country, area or link may be, in hours."""

    def __init__(self, world: World) -> None:
        places = world.places
        self.most = float(places["utc_offset"].max())
        self.of = {str(k): float(v) for k, v in places.groupby("country")["utc_offset"].max().items()}
        self.of |= dict(zip(places["id"], places["utc_offset"].astype(float), strict=True))
        self.of |= gate_clocks(world.tables)
        self.areas = areas_of(world.areas)

    def ahead(self, where: str) -> float:
        return max((self._one(name) for name in resolved(where, self.areas)), default=self.most)

    def _one(self, name: str) -> float:
        """Return it for one id; a link lives by the clock of its gate, or of one of its ends."""
        if link := link_of(name):
            return self.of.get(link.gate, max(self.of.get(end, self.most) for end in (link.start, link.end)))
        return self.of.get(name, self.most)


def _passed(
    times: pd.Series[pd.Timestamp], wheres: pd.Series[str], clocks: _Clocks, utc: pd.Timestamp
) -> pd.Series[bool]:
    """Say which local times have passed somewhere; a blank one always has."""
    ahead = pd.to_timedelta(wheres.map(clocks.ahead).astype(float), unit="h")
    return times.isna() | (times - ahead <= utc)


def _without_unknown_ends(
    rows: pd.DataFrame, clocks: _Clocks, utc: pd.Timestamp, *, unless: pd.Series[bool] | None
) -> pd.DataFrame:
    ended = _passed(rows["until"], rows["where"], clocks, utc)
    kept = ended if unless is None else ended | unless
    return rows.assign(until=rows["until"].where(kept, pd.NaT))
