"""Over which gates people came to a country: what a run does not record, and how far what it records tells.

A run records who was let through each gate and who fled to each country, but not who of those let through fled. In
every member all that came are laid over the gates that lead there from home: first over whoever was let through above
the usual of the days before anybody fled, on each day that was above it. If more came than these and all that can
have come without a gate, the others let through are as many; at each gate in proportion. So no gate has more than it
let through, nor all of them more than came, and whom no gate has came by none. Where nobody travels but those who
flee, whoever was let through fled, and nothing is estimated. By air the usual is none: seats are full before and
after, and only who sits on them changes. Of a gate with ways to several countries each has as many as it has of the
seats.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from exeunt.scenario.links import directed
from exeunt.scenario.rows import rows
from exeunt.scenario.sphere import Numbers

if TYPE_CHECKING:
    from exeunt.show.subject import Subject


@dataclass(frozen=True)
class OverGates:
    """The people who fled over each gate to each country (member, gate, country), and of which that is estimated."""

    people: Numbers
    is_estimated: NDArray[np.bool_]  # (gate, country)

    def shares(self, arrived: Numbers) -> Numbers:
        """Return which share came over each gate (gate, country) of those who `arrived` (country), on average."""
        return ratio(self.people.mean(axis=0), arrived)


def over_gates(subject: Subject) -> OverGates:
    """Return over which gates people came."""
    arrived = subject.daily("arrivals")
    fled = arrived.sum(axis=1)  # (member, country)
    began = int(np.append(arrived.sum(axis=(0, 2)) > 0, True).argmax())
    let_through = _outwards(subject)
    usual = let_through[:, :began].mean(axis=1) if began else np.zeros_like(let_through[:, 0])
    usual[:, np.isin(subject.labels("gate"), list(by_air(subject)))] = 0.0
    since = let_through[:, began:]
    passed, rise = since.sum(axis=1), np.maximum(since - usual[:, np.newaxis], 0.0).sum(axis=1)  # (member, gate)
    leads = _leads(subject)
    entered = subject.daily("country_crossings_in")[:, began:].sum(axis=1)  # (member, country)
    by_none = np.where(_without_gates(subject), np.maximum(entered - passed @ leads, 0.0), 0.0)
    people = np.stack(
        [
            laid_over(fled[:, at], rise * leads[:, at], passed * leads[:, at], by_none[:, at])
            for at in range(fled.shape[1])
        ],
        axis=2,
    )
    all_came = np.isclose(people, fled[:, np.newaxis]).all(axis=0)
    all_fled = np.isclose(people, passed[:, :, np.newaxis]).all(axis=0) & (not subject.has_ordinary)
    return OverGates(people, (leads > 0) & ~(all_came | all_fled))


def laid_over(arrived: Numbers, rise: Numbers, passed: Numbers, by_none: Numbers) -> Numbers:
    """Return how many came over each gate (member, gate) of those who arrived (member), of all that passed there.

    The rise comes first; the others that passed only where more came than that and `by_none` (member), which is the
    most that can have come without a gate.
    """
    above = _filled(arrived, rise)
    return above + _filled(np.maximum(arrived - by_none - above.sum(axis=1), 0.0), passed - rise)


def ratio(part: Numbers, whole: Numbers) -> Numbers:
    """Return which share of a whole a part is, 0 where there is none of it."""
    nothing = np.zeros(np.broadcast_shapes(part.shape, whole.shape))
    return np.asarray(np.divide(part, whole, out=nothing, where=whole > 0))


def by_air(subject: Subject) -> set[str]:
    """Return the gates that are passed by air alone."""
    links = subject.world.links
    return set(links.loc[links["mode"] == "air", "gate"]) - set(links.loc[links["mode"] != "air", "gate"])


def _filled(people: Numbers, room: Numbers) -> Numbers:
    """Return room (member, gate) filled at each gate alike until there are so many people (member), or none is left."""
    part = ratio(people, room.sum(axis=1))
    return np.asarray(room * np.minimum(part, 1.0)[:, np.newaxis])


def _outwards(subject: Subject) -> Numbers:
    """Return the citizens let through each gate away from home (member, day, gate)."""
    into = subject.world.gates.set_index("id")["country_to"].reindex(subject.labels("gate")).fillna("")
    is_home = into.isin(set(subject.world.homes["country"])).to_numpy(np.bool_)
    return np.where(is_home, subject.daily("crossings_out"), subject.daily("crossings_in"))


def _leads(subject: Subject) -> Numbers:
    """Return how much of what passes a gate leads from home to each country (gate, country), by the seats."""
    gates, codes = subject.labels("gate"), subject.labels("country")
    found = np.zeros((len(gates), len(codes)))
    for _, gate, into, seats in rows(abroad(subject, directed(subject.world.links)), "gate", "into", "seats"):
        if gate in gates:
            found[gates.index(gate), codes.index(into)] += seats
    return ratio(found, found.sum(axis=1, keepdims=True))


def _without_gates(subject: Subject) -> NDArray[np.bool_]:
    """Say of each country whether any way leads there from home without a gate."""
    ways = abroad(subject, directed(subject.world.links))
    return np.isin(subject.labels("country"), list(ways.loc[ways["gate"] == "", "into"]))


def abroad(subject: Subject, links: pd.DataFrame) -> pd.DataFrame:
    """Return those `directed` links that lead from home to the countries of the run.

    Each has the country it leads `into`, and its `seats` a day: one where no seat is needed.
    """
    country = subject.world.places.set_index("id")["country"]
    homes = set(subject.world.homes["country"])
    into = links["to"].map(country)
    leads = links["from"].map(country).isin(homes) & into.isin(set(subject.labels("country")) - homes)
    return links.assign(into=into, seats=links["seats_per_day"].fillna(1.0))[leads]
