"""What members do not know, as columns of standard normal numbers, and the tables that a simulator takes for these.

A latent is a constant with a prior, or a number not known of a place, gate, country or day (`engine.compile.unknown`)
whose spread is not 0. Contested quantities are no latents: which claim a member believes stays as it was drawn, so that
no figure decides what was said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

from exeunt.engine.compile.unknown import OF_RULES
from exeunt.engine.parameters import Prior, drawn_unseen
from exeunt.learning.localisation import Belongs
from exeunt.luck import Floats, normals
from exeunt.scenario.ranges import reflected

if TYPE_CHECKING:
    from exeunt.engine.compile.unknown import Unknown
    from exeunt.engine.members import Simulator
    from exeunt.scenario.world import World

CONSTANT = "constant"

# What is not known of a gate, or of ordinary travel to a country, says nothing of any other.
OF_ITS_OWN = ("gate_unseen", "gate_walk", "gate_country_unseen", "ordinary_walk")


@dataclass(frozen=True)
class Latents:
    """The latents of a world.

    `kinds` is `CONSTANT` or the constant that is the spread, `ids` the name of the constant or what the number is of;
    `belongs` the gates or the country to whose figures alone it speaks, None if to all; `acts_from` the day from which
    on it acts, NaT if from the first. All of shape (latents).
    """

    kinds: Sequence[str]
    ids: Sequence[str]
    belongs: Sequence[Belongs]
    acts_from: NDArray[np.datetime64]
    priors: Mapping[str, Prior]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def names(self) -> list[str]:
        """What each is called in one word: a constant by its name, any other `spread:id`."""
        return [id_ if kind == CONSTANT else f"{kind}:{id_}" for kind, id_ in zip(self.kinds, self.ids, strict=True)]

    def at(self, kind: str) -> NDArray[np.intp]:
        """Return the columns of a kind."""
        return np.flatnonzero(np.array(self.kinds, dtype=str) == kind)

    def constants(self, latents: Floats) -> pd.DataFrame:
        """Return the constants of members as their priors have them, one row a member."""
        columns = {}
        for column in self.at(CONSTANT):
            prior = self.priors[self.ids[column]]
            # a member far beyond its prior has a quantile that would round to 1
            quantiles = np.clip(ndtr(latents[:, column]), 1e-15, 1.0 - 1e-15)
            columns[prior.name] = [reflected(prior.name, prior.at(float(u))) for u in quantiles]
        return pd.DataFrame(columns, index=range(len(latents)))

    def unseen(self, latents: Floats) -> dict[str, pd.DataFrame]:
        """Return what is not known by the constant that is the spread, one row a member."""
        kinds = [kind for kind in dict.fromkeys(self.kinds) if kind != CONSTANT]
        return {
            kind: pd.DataFrame(latents[:, self.at(kind)], columns=[self.ids[column] for column in self.at(kind)])
            for kind in kinds
        }


def latents_of(simulator: Simulator) -> Latents:
    """Return the latents of a world."""
    world = simulator.world
    held = set(world.fixed) | set(world.readings)
    free = {prior.name: prior for prior in simulator.priors if prior.kind != "fixed" and prior.name not in held}
    spreads = {prior.name: prior.value for prior in simulator.priors} | world.fixed
    kinds: list[str] = []
    ids: list[str] = []
    belongs: list[Belongs] = []
    acts_from: list[Any] = []
    for name in free:
        kinds.append(CONSTANT)
        ids.append(name)
        belongs.append(None)
        acts_from.append(np.datetime64("NaT", "D"))
    for spread, unknown in _drawn(simulator, spreads):
        names, days = (list(unknown.names), _begins(world, unknown)) if spread in OF_RULES else _parts(unknown)
        kinds += [spread] * len(names)
        ids += unknown.ids
        belongs += _belongs(simulator, spread, names)
        acts_from += days
    return Latents(kinds, ids, belongs, np.array(acts_from, "datetime64[D]"), free)


def _drawn(simulator: Simulator, spreads: Mapping[str, float]) -> list[tuple[str, Unknown]]:
    return [(spread, unknown) for spread, unknown in simulator.outline.unknown.items() if spreads[spread] > 0.0]


def _parts(unknown: Unknown) -> tuple[list[str], list[Any]]:
    """Return of each number what it is of, and from which day on it acts (datetime64)."""
    if unknown.steps is None:
        since = ["NaT"] * len(unknown.names) if unknown.since is None else unknown.since
        return list(unknown.names), [np.datetime64(day, "D") for day in since]
    days = list(np.datetime64(unknown.steps.first, "D") + np.arange(unknown.steps.days))
    return [name for name in unknown.names for _ in days], days * len(unknown.names)


def _begins(world: World, unknown: Unknown) -> list[Any]:
    """Return from which day on each rule acts (datetime64)."""
    rules = world.rules.drop_duplicates("id").set_index("id").loc[list(unknown.names)]
    return list(rules["from"].to_numpy().astype("datetime64[D]"))


def _belongs(simulator: Simulator, spread: str, names: Sequence[str]) -> list[Belongs]:
    """Return to whose figures alone each number speaks that is not known of these."""
    if spread in OF_ITS_OWN:
        return [frozenset({name}) for name in names]
    return [*_gates_barred(simulator)] if spread == "exempt_unseen" else [None] * len(names)


def _gates_barred(simulator: Simulator) -> list[frozenset[str]]:
    """Return at which gates each rule that denies bars ordinary travellers, by whatever name it is written."""
    bars = np.asarray(simulator.arrays.passing.barred.any(axis=(1, 2)))  # (gates, rules that deny + 1)
    gates = simulator.labels.gates
    return [frozenset(gates[g] for g in np.flatnonzero(column)) for column in bars.T[:-1]]


def draw(latents: Latents, simulator: Simulator, members: int) -> Floats:
    """Return what members draw beforehand, shape (members, latents), in pairs whose luck is each other's mirror."""
    out = np.empty((members, len(latents)))
    constants = latents.at(CONSTANT)
    half = normals([latents.ids[k] for k in constants], (members + 1) // 2, simulator.seed, "constant")
    out[::2, constants], out[1::2, constants] = half, -half[: members // 2]
    for kind in dict.fromkeys(latents.kinds):
        if kind != CONSTANT:
            unknown = simulator.outline.unknown[kind]
            drawn = [drawn_unseen(simulator.seed, member)(unknown) for member in range(members)]
            out[:, latents.at(kind)] = np.array(drawn)
    return out
