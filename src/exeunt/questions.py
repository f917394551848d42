"""Which unknowns move a forecast of arrivals most, as questions to whoever can look them up.

A small ensemble is run whose members differ in constants of behaviour, the push, the worth of countries and what
crossings let through. Latents are independent, so that the share
of the variance of the logarithm of a country's arrivals that a latent explains by itself is its squared correlation,
less what chance would give; the shares of latents that one answer would settle are added. A share becomes people by the
spread of that country's arrivals, and countries are added up. Of a rule that is only assumed to let people into a
country by land, what may move is as many as come there: shut, they go elsewhere, and the answer may as well be yes.

What is assumed and the same in all members, such as who holds a passport and how many seats a plane has, is asked for
too, without a number: no such run tells what it moves. Where planes alone leave the country all hangs on these answers,
so they come first; and before them whether a bridge or a ferry leads to a country near by, which no table carried here
knows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from exeunt.atlas.gazetteer import towns
from exeunt.atlas.towns import LEAST
from exeunt.engine.members import Simulator
from exeunt.ensemble.compiling import compilation
from exeunt.ensemble.pool import Threads, map_members
from exeunt.ensemble.progress import Progress, announce_compiling
from exeunt.learning.latents import CONSTANT, Latents, draw, latents_of
from exeunt.scenario.links import link_of
from exeunt.scenario.names import Names, names_of
from exeunt.scenario.rows import pairs, rows
from exeunt.scenario.sphere import kilometres
from exeunt.scenario.where import parts
from exeunt.scenario.world import World
from exeunt.wording import about, few, joined

Numbers = NDArray[np.float64]

FEWEST, MOST, WORK = 40, 80, 4_000  # members, and how many times a home that is pushed is looked at in all
QUANTILES = (0.16, 0.84)  # two standard deviations apart, of a normal number
SURE = 4.0  # standard deviations of chance that a share must be above
SOME = 0.02  # of all arrivals, by the median: what moves less is no question
GATES = frozenset({"gate_unseen", "gate_country_unseen", "gate_walk"})
WORTH = frozenset({"settle_unseen", "country_unseen", "country_walk"})
PUSH = frozenset({"push_walk", "region_walk"})
LEAVING = frozenset({"leave_base", "leave_threat", "reach", "push_fade"})

AIR = "air"
FERRY_KM = 500.0  # a night on a ferry; the nearest country is asked about however far

COUNT = (
    "How many have left so far? A dated count of arrivals says more than anything else: write it into observations.csv"
    " and learn from it (fit)."
)
CHOICE = "How do people weigh hours, borders and news? Nobody can look that up; figures teach it (fit)."


@dataclass(frozen=True)
class Question:
    """Something to look up: the sentence, and by how many people its answer may move the forecast of arrivals.

    None where the run cannot tell, since it is the same in all members.
    """

    text: str
    people: float | None


def questions(world: World, *, told: Progress | None = None) -> list[Question]:
    """Return what to look up about a world, what matters most first, and what no run can rank."""
    simulator = Simulator(world, seed=world.settings.seed)
    latents = latents_of(simulator)
    members = _members(world)
    drawn = draw(latents, simulator, members)
    with compilation(announce_compiling):
        many = simulator.with_parameters(latents.constants(drawn), latents.unseen(drawn))
        arrivals = _arrivals(many, members, told)
    names = names_of(world.tables)
    moves = dict([*_unknown(latents, drawn, arrivals, simulator, names), *_rules(world, arrivals, simulator, names)])
    least = SOME * float(np.median(arrivals.sum(axis=1)))
    ranked = [Question(text, people) for text, people in sorted(moves.items(), key=lambda item: -item[1])]
    ranked = [each for each in ranked if moves[each.text] > least]
    alike = [Question(text, None) for text in same_in_all(world)]
    if not _leaves_by_air_alone(world):
        return [*ranked, *alike]
    return [*(Question(text, None) for text in over_water(world)), *alike, *ranked]


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
) -> Iterator[tuple[str, float]]:
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
        yield text, float(np.sum((np.sqrt(sure) * (high - low) / 2)[own]))


def explained(drawn: Numbers, y: Numbers) -> Numbers:
    """Return the share of the variance of each `y` that each latent explains by itself, without bias."""
    z, target = drawn - drawn.mean(axis=0), y - y.mean(axis=0)
    norms = np.sqrt((z**2).sum(axis=0))[:, np.newaxis] * np.sqrt((target**2).sum(axis=0))
    squared = np.divide(z.T @ target, norms, out=np.zeros_like(norms), where=norms > 0) ** 2
    return np.asarray(squared - (1.0 - squared) / max(len(y) - 2, 1))


def _asked(latents: Latents, world: World, names: Names) -> Iterator[tuple[str, str] | None]:
    """Yield of each latent its question and the country this speaks of; None where it moves nothing."""
    into = pairs(world.gates, "id", "country_to")
    places = world.places
    country = pairs(places, "id", "country")
    homes = set(places.loc[places["kind"] == "home", "id"])
    left = {country[home] for home in homes} | homes
    pushed = _pushed(world) or homes
    for kind, id_ in zip(latents.kinds, latents.ids, strict=True):
        thing = id_.rpartition(" ")[0] if kind.endswith("_walk") else id_  # of a step of a walk, without its day
        if kind in GATES:
            code = into.get(thing, thing)
            yield _of_gates(code, into, names), code
        elif kind in WORTH:
            code = country.get(thing, thing)
            yield None if thing in left else (_of_country(code, names), code)
        elif kind == "region_unseen":
            text = f"Is {names.places.get(id_, id_)} emptying? (drivers.csv: threat; places.csv: population)"
            yield (text, "") if id_ in pushed else None
        else:
            yield (COUNT if (kind == CONSTANT and id_ in LEAVING) or kind in PUSH else CHOICE), ""


def _of_gates(code: str, into: Mapping[str, str], names: Names) -> str:
    ids = [gate for gate, country in into.items() if country == code]
    many = f"How many a day do the crossings into {names.country(code)} let through?"
    return f"{many} (gates.csv: people_per_day of {few(ids, 2)})"


def _of_country(code: str, names: Names) -> str:
    return (
        f"Where in {names.country(code)} are people taken in, and what draws them or keeps them away: camps, kin, pay?"
        " (places.csv; drivers.csv: pull)"
    )


def _rules(world: World, arrivals: Numbers, simulator: Simulator, names: Names) -> Iterator[tuple[str, float]]:
    """Yield the rules that let people in by land and are only assumed."""
    middle = dict(zip(simulator.labels.countries, np.median(arrivals, axis=0).tolist(), strict=True))
    rules = _assumed(world, "rules")
    rules = rules[rules["effect"] == "allow"]
    for id_, where, mode, claim in rules[["id", "where", "mode", "claim"]].itertuples(index=False):
        if mode in ("", "road") and where in middle:
            text = f"Does {names.where(where)} let in by land those who flee, and since when?"
            yield f"{text} (rules.csv: {id_}; claims.csv: {claim})", middle[where]


def _assumed(world: World, table: str) -> pd.DataFrame:
    """Return the rows of a table that rest on an assumption."""
    assumed = world.claims.loc[world.claims["stance"] == "assumption", "id"]
    whole = world.tables[table]
    return whole[whole["claim"].isin(assumed)]


def _leaves_by_air_alone(world: World) -> bool:
    country, links = world.places.set_index("id")["country"], world.links
    homes = set(world.places.loc[world.places["kind"] == "home", "country"])
    out = links["from"].map(country).isin(homes) & ~links["to"].map(country).isin(homes)
    return set(links.loc[out, "mode"]) == {AIR}


def over_water(world: World) -> Iterator[str]:
    """Yield whether something else than a plane goes to each country that lies near one that planes alone leave."""
    places, names = world.places, names_of(world.tables)
    homes = places[places["kind"] == "home"]
    left = joined([names.country(code) for code in dict.fromkeys(homes["country"])])
    abroad = _towns_abroad(places[~places["country"].isin(homes["country"])])
    (lon, lat), (to_lon, to_lat) = (each[["lon", "lat"]].to_numpy(np.float64).T for each in (homes, abroad))
    km = kilometres(lon[:, np.newaxis], lat[:, np.newaxis], to_lon, to_lat).min(axis=0)
    nearest = abroad.assign(km=km).sort_values("km", kind="stable").drop_duplicates("country")
    near = nearest[nearest["km"] <= max(FERRY_KM, nearest["km"].min())]
    for _, code, far, town, is_here in rows(near, "country", "km", "name", "is_here"):
        yield (
            f"Does a bridge, a causeway or a ferry lead from {left} to {names.country(code)}, {about(far, 2)} km away"
            f" at {town}? None is drawn here, and one may move more than all else"
            f" ({'' if is_here else 'places.csv: this town; '}links.csv: a row of mode road or sea;"
            f" gates.csv: what it lets through; rules.csv: who is let in, act enter, where {code})"
        )


def _towns_abroad(places: pd.DataFrame) -> pd.DataFrame:
    """Return places abroad and the towns of their countries: those that no way leads to may lie on the next coast."""
    columns = ["country", "name", "lon", "lat"]
    known = [(town.country, town.name, town.lon, town.lat) for town in towns(set(places["country"]), LEAST)]
    here, others = places[columns].assign(is_here=True), pd.DataFrame(known, columns=columns).assign(is_here=False)
    return pd.concat([here, others], ignore_index=True)


def same_in_all(world: World) -> Iterator[str]:
    """Yield what to ask about that is assumed and does not differ between members: planes, and who may take them."""
    names = names_of(world.tables)
    rules = _assumed(world, "rules")
    by_air = np.array([_from_by_air(where) is not None for where in rules["where"]], np.bool_)
    denied = rules[(rules["effect"] == "deny") & by_air]
    for claim, some in _by_claim(denied):
        starts = joined([names.where(start) for start in dict.fromkeys(map(_from_by_air, some["where"])) if start])
        which = f"rules.csv: {few(list(some['id']), 1)}; claims.csv: {claim}"
        yield f"Do planes fly from {starts} while there is fighting? ({which})"
    flights = _assumed(world, "links")
    flights = flights[(flights["mode"] == AIR) & flights["seats_per_day"].notna()]
    for claim, some in _by_claim(flights):
        starts = joined([names.where(start) for start in dict.fromkeys(some["from"])])
        yield f"How many seats a day are there on planes from {starts}? (links.csv: seats_per_day; claims.csv: {claim})"
    allowed = rules[(rules["effect"] == "allow") & (rules["mode"] == AIR)]
    for claim, some in _by_claim(allowed):
        where = joined([names.where(each) for each in dict.fromkeys(some["where"])])
        yield f"Who is let in by air by {where}? (rules.csv: {few(list(some['id']), 1)}; claims.csv: {claim})"
    for claim, some in _by_claim(_assumed(world, "traits")):
        for trait in dict.fromkeys(some["trait"]):
            if any(trait in who for who in world.rules["who"]):
                of_it = some[some["trait"] == trait]
                shares = joined([f"{value} {share:.0%}" for _, value, share in rows(of_it, "value", "share")])
                yield f"How many have which {trait}, taken as {shares}? (traits.csv: {trait}; claims.csv: {claim})"


def _by_claim(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    for claim in dict.fromkeys(table["claim"].tolist()):
        yield claim, table[table["claim"] == claim]


def _from_by_air(where: str) -> str | None:
    link = link_of(where)
    return link.start if link and link.mode == AIR else None


def told_in_words(found: Sequence[Question]) -> list[str]:
    """Write each question with what its answer may move, or that no run tells."""
    return [f"{each.text} {_moved(each.people)}" for each in found]


def _moved(people: float | None) -> str:
    if people is None:
        return "Not ranked: it is the same in all members."
    return f"It may move the forecast by {about(people, 1)} people."
