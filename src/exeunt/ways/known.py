"""The world as it was known at a moment, and as it is to one traveller.

A rule is known from the moment it was first heard of (`announced`), and if nobody announced it from the moment it
begins anywhere. When a rule that is in force will end is known only if it was announced. What is not known is left out
before anything is computed, so that no later knowledge can reach an answer. A rule that was expected, and of which more
became known later (`known_until`), is there as long as it was no more than expected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from exeunt.scenario.beginnings import still_to_begin
from exeunt.scenario.beliefs import UNTIL, replaced
from exeunt.scenario.clocks import gate_clocks
from exeunt.scenario.links import link_of
from exeunt.scenario.where import areas_of, resolved

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


def travellers_world(known: World, traits: Mapping[str, str]) -> World:
    """Return a known world of one traveller: what nobody can vouch for is shut, what his own state forbids is a risk.

    A border that is open by assumption only has no `allow` here. Where the country of departure forbids leaving, or
    going to a place of its own, the way stays and the chance of being stopped is taken as certain.
    """
    rules = known.rules
    vouched = rules["claim"].isin(sourced(known))
    rules = rules[~((rules["effect_kind"] == "allow") & ~vouched)]
    forbids = (rules["effect_kind"] == "deny") & of_departure(known, rules)
    rules = rules.assign(
        effect_kind=rules["effect_kind"].where(~forbids, "risk"),
        effect_value=rules["effect_value"].where(~forbids, 1.0),
    )
    return replace(
        known, rules=rules, groups=(dict(traits),), people=np.zeros((len(known.homes), 1), dtype=known.people.dtype)
    )


def sourced(world: World) -> set[str]:
    """Return the claims that somebody made, and that can be looked up."""
    claims = world.claims
    good = ~claims["stance"].isin(UNSOURCED) & (claims["said_by"] != "") & (claims["url"] != "")
    return set(claims.loc[good, "id"])


def of_departure(world: World, rules: pd.DataFrame) -> pd.Series[bool]:
    """Say of each rule whether the country that people leave makes it: about leaving, or about its own places."""
    homes = set(world.homes["country"])
    own = homes | set(world.places.loc[world.places["country"].isin(homes), "id"])
    areas = areas_of(world.areas)
    # without any rule a mapped column of texts would stay one of texts
    inside = rules["where"].map(lambda where: own.issuperset(resolved(where, areas))).astype(bool)
    return (rules["act"] == "leave") | (inside & (rules["act"] == "enter"))


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
