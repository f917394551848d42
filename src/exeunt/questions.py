"""Which unknowns move a forecast of arrivals most, as questions to whoever can look them up.

A small ensemble is run whose members differ in everything that is not known. Latents are independent, so that the share
of the variance of the logarithm of a country's arrivals that a latent explains by itself is its squared correlation,
less what chance would give; the shares of latents that one answer would settle are added. A share becomes people by the
spread of that country's arrivals, and countries are added up. Of a rule that is only assumed to let people into a
country by land, what may move is as many as come there: shut, they go elsewhere, and the answer may as well be yes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exeunt.engine.members import Simulator
from exeunt.ensemble.compiling import compilation
from exeunt.ensemble.pool import Threads, map_members
from exeunt.ensemble.progress import Progress, announce_compiling
from exeunt.learning.latents import CONSTANT, Latents, draw, latents_of
from exeunt.scenario.names import Names, names_of
from exeunt.scenario.where import parts
from exeunt.scenario.world import World
from exeunt.wording import about, joined

Numbers = NDArray[np.float64]

FEWEST, MOST, WORK = 40, 80, 4_000  # members, and how many times a home that is pushed is looked at in all
QUANTILES = (0.16, 0.84)  # two standard deviations apart, of a normal number
SURE = 4.0  # standard deviations of chance that a share must be above
SOME = 0.02  # of all arrivals, by the median: what moves less is no question
GATES = frozenset({"gate_unseen", "gate_country_unseen", "gate_walk"})
WORTH = frozenset({"settle_unseen", "country_unseen", "country_walk"})
PUSH = frozenset({"push_walk", "region_walk"})
LEAVING = frozenset({"leave_base", "leave_threat", "reach", "push_fade"})

COUNT = (
    "How many have left so far? A dated count of arrivals says more than anything else: write it into observations.csv"
    " and learn from it (fit)."
)
CHOICE = "How do people weigh hours, borders and news? Nobody can look that up; figures teach it (fit)."


@dataclass(frozen=True)
class Question:
    """Something to look up: the sentence, and by how many people its answer may move the forecast of arrivals."""

    text: str
    people: float


def questions(world: World, *, told: Progress | None = None) -> list[Question]:
    """Return what to look up about a world, what matters most first."""
    simulator = Simulator(world, seed=world.settings.seed)
    latents = latents_of(simulator)
    members = _members(world)
    drawn = draw(latents, simulator, members)
    with compilation(announce_compiling):
        many = simulator.with_parameters(latents.constants(drawn), latents.unseen(drawn))
        arrivals = _arrivals(many, members, told)
    names = names_of(world.tables)
    found = [*_unknown(latents, drawn, arrivals, simulator, names), *_rules(world, arrivals, simulator, names)]
    least = SOME * float(np.median(arrivals.sum(axis=1)))
    return sorted((each for each in found if each.people > least), key=lambda each: -each.people)


def _members(world: World) -> int:
    """Return how many members are run: fewer where many homes are pushed, which takes longer."""
    pushed = len(_pushed(world)) or int((world.places["kind"] == "home").sum())
    return min(max(WORK // pushed, FEWEST), MOST)


def _pushed(world: World) -> set[str]:
    """Return the homes that a threat is told of by name; none if one holds everywhere."""
    where = set(world.drivers.loc[world.drivers["name"] == "threat", "where"])
    return set() if "" in where else {part for each in where for part in parts(each)}


def _arrivals(simulator: Simulator, members: int, told: Progress | None = None) -> Numbers:
    """Return how many come to each country over the whole period, shape (members, countries)."""

    def run(member: int) -> Numbers:
        return np.asarray(np.asarray(simulator.run(member)["arrivals"], np.float64).sum(axis=0))

    out: dict[int, Numbers] = {}
    for member, arrived in map_members(run, range(members), Threads()):
        out[member] = arrived
        if told:
            told("simulating", len(out), members)
    return np.array([out[member] for member in range(members)])


def _unknown(
    latents: Latents, drawn: Numbers, arrivals: Numbers, simulator: Simulator, names: Names
) -> Iterator[Question]:
    """Yield what numbers are not known, those together that one answer would settle.

    What is not known of a country, or of the crossings into it, is only asked for that country's own arrivals.
    """
    shares = explained(drawn, np.log1p(arrivals))
    low, high = np.quantile(arrivals, QUANTILES, axis=0)
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for column, asked in enumerate(_asked(latents, simulator.world, names)):
        if asked:
            groups[asked].append(column)
    for (text, country), columns in groups.items():
        together = shares[columns].sum(axis=0)
        chance = SURE * np.sqrt(2 * len(columns)) / len(drawn)
        sure = np.where(together > chance, np.clip(together, 0.0, 1.0), 0.0)
        own = np.array([country in ("", code) for code in simulator.labels.countries], np.bool_)
        yield Question(text, float(np.sum((np.sqrt(sure) * (high - low) / 2)[own])))


def explained(drawn: Numbers, y: Numbers) -> Numbers:
    """Return the share of the variance of each `y` that each latent explains by itself, without bias."""
    z, target = drawn - drawn.mean(axis=0), y - y.mean(axis=0)
    norms = np.sqrt((z**2).sum(axis=0))[:, np.newaxis] * np.sqrt((target**2).sum(axis=0))
    squared = np.divide(z.T @ target, norms, out=np.zeros_like(norms), where=norms > 0) ** 2
    return np.asarray(squared - (1.0 - squared) / max(len(y) - 2, 1))


def _asked(latents: Latents, world: World, names: Names) -> Iterator[tuple[str, str] | None]:
    """Yield of each latent its question and the country this speaks of; None where it moves nothing."""
    into = dict(zip(world.gates["id"], world.gates["country_to"], strict=True))
    places = world.places
    country = dict(zip(places["id"], places["country"], strict=True))
    homes = set(places.loc[places["kind"] == "home", "id"])
    left = {country[home] for home in homes} | homes
    pushed = _pushed(world) or homes
    for kind, id_ in zip(latents.kinds, latents.ids, strict=True):
        if kind in GATES:
            code = into.get(id_, id_)
            yield _of_gates(code, into, names), code
        elif kind in WORTH:
            code = country.get(id_, id_)
            yield None if id_ in left else (_of_country(code, names), code)
        elif kind == "region_unseen":
            text = f"Is {names.places.get(id_, id_)} emptying? (drivers.csv: threat; places.csv: population)"
            yield (text, "") if id_ in pushed else None
        else:
            yield (COUNT if (kind == CONSTANT and id_ in LEAVING) or kind in PUSH else CHOICE), ""


def _of_gates(code: str, into: Mapping[str, str], names: Names) -> str:
    ids = [gate for gate, country in into.items() if country == code]
    shown = joined(ids) if len(ids) <= 3 else f"{', '.join(ids[:2])} and {len(ids) - 2} more"
    many = f"How many a day do the crossings into {names.country(code)} let through?"
    return f"{many} (gates.csv: people_per_day of {shown})"


def _of_country(code: str, names: Names) -> str:
    return (
        f"Where in {names.country(code)} are people taken in, and what draws them or keeps them away: camps, kin, pay?"
        " (places.csv; drivers.csv: pull)"
    )


def _rules(world: World, arrivals: Numbers, simulator: Simulator, names: Names) -> Iterator[Question]:
    """Yield the rules that let people in by land and are only assumed."""
    assumed = set(world.claims.loc[world.claims["stance"] == "assumption", "id"])
    middle = dict(zip(simulator.labels.countries, np.median(arrivals, axis=0).tolist(), strict=True))
    rules = world.rules[world.rules["claim"].isin(assumed) & (world.rules["effect"] == "allow")]
    for id_, where, mode, claim in rules[["id", "where", "mode", "claim"]].itertuples(index=False):
        if mode in ("", "road") and where in middle:
            text = f"Does {names.where(where)} let in by land those who flee, and since when?"
            yield Question(f"{text} (rules.csv: {id_}; claims.csv: {claim})", middle[where])


def told_in_words(found: Sequence[Question]) -> list[str]:
    """Write each question with what its answer may move."""
    return [f"{each.text} It may move the forecast by {about(each.people, 1)} people." for each in found]
