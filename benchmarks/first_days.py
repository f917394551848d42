"""Learn the worth of camps from the counts of a conflict's first days, and write down how good the forecast then is.

    python benchmarks/first_days.py FOLDER

FOLDER is that of `conflicts.py`. Capacities are withheld, and constants are those learned without the conflict's
country (`learned_without.csv`). The fit is what `exeunt fit DIR --until DATE` does, DATE being the first count on day
30 or later. Written are `first_days.csv` and, from it and the words in `first_days.md.j2`, the page
`docs/explanation/the-first-days.md`. It takes about five minutes on one core.

What is learned *from* is told in two ways. `series`: each camp's daily series, lines drawn between counts, as FLEE's
folders and `baselines.csv` have it; its figure of the last day leans on a later count where the camp was not counted
just then. `dated`: only counts dated up to that day, which is what a user has.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import splits
from conflicts import HERE, LEFT_OUT, PAGE, Conflict, brought, filled, never_seen, read_conflict
from exeunt.engine.members import Simulator
from exeunt.ensemble.pool import Threads
from exeunt.exchange.flee.importing import world_of
from exeunt.exchange.flee.scenario import convert
from exeunt.exchange.flee.table_rows import ids_of
from exeunt.learning.discrepancy import learned
from exeunt.learning.fitting import fit
from exeunt.learning.learned import as_posterior
from exeunt.outcome.discrepancy import STOCKS_MISS, Discrepancy
from exeunt.outcome.measures import Numbers
from exeunt.outcome.scales import scale_of
from exeunt.outcome.score import crps
from exeunt.scenario.world import World

NUMBERS = HERE / "first_days.csv"
WORDS = "first_days.md.j2"
FIRST_DAYS_PAGE = PAGE.with_name("the-first-days.md")

MEMBERS, SEED = 100, 1
FIRST_DAYS = 30
TOLD = ("series", "dated")
PIECES = ("frozen", "even", "model")
STEPS = 20  # weights are twentieths
RIDGE = 0.3  # what weights cost that differ from equal ones: their squared distance, times this
LOOKS = 12  # days of a conflict whose misses are learned from: those of neighbouring days are alike
COUNTRIES = ("burundi", "car", "mali", "ssudan", "syria", "tigray")
SCALE = scale_of("stock", "mean")


@dataclass(frozen=True)
class Known:
    """What was counted by the evening of day `cut`: of each camp the first and last count, and the day of the last."""

    cut: int
    first: Numbers
    last: Numbers
    days: NDArray[np.int64]

    @property
    def standing(self) -> float:
        """How much of what was counted last stood there on the first day already, from 0 to 1."""
        return float(self.first.sum() / max(self.last.sum(), self.first.sum(), 1.0))


@dataclass(frozen=True)
class Case:
    """A conflict, what was known of it, and what members that learned from this simulate, (member, day, camp)."""

    conflict: Conflict
    known: Known
    stock: Numbers

    @property
    def country(self) -> str:
        """The country whose conflicts are left out together with this one."""
        return next(name for name in COUNTRIES if self.conflict.name.startswith(name))

    @property
    def after(self) -> splits.Days:
        """The days that are forecast."""
        days = self.conflict.inside.copy()
        days[: self.known.cut + 1] = False
        return days

    @property
    def lead(self) -> Numbers:
        """How many days after the last one known each day is, (day)."""
        return np.maximum(np.arange(len(self.conflict.data), dtype=np.float64) - self.known.cut, 0.0)

    @property
    def opened(self) -> NDArray[np.bool_]:
        """The camps in which anybody was counted so far."""
        return np.asarray(self.known.last >= 1.0)

    def error(self, people: Numbers) -> float:
        """Return the rescaled averaged relative difference on the days that are forecast."""
        return float(splits.ard(people, self.conflict.data, self.after))

    def naive(self) -> dict[str, Numbers]:
        """Return the forecasts without a model, (day, camp)."""
        known, total = self.known, self.conflict.data.sum(axis=1)
        grown = total - known.last.sum()

        def growing(part: Numbers) -> Numbers:
            grown_so = np.maximum(known.last + np.outer(grown, part), 0.0)
            return np.asarray(brought(grown_so[None], self.conflict.data)[0], np.float64)

        return {
            "frozen": np.outer(total, shares(known.last)),
            "growth": growing(shares(np.maximum(known.last - known.first, 0.0))),
            "even": growing(shares(np.ones_like(known.last))),
        }

    def increments(self) -> Numbers:
        """Return the last counts and what each member adds since, brought to each day's total, (member, day, camp)."""
        then = self.stock[:, self.known.days, np.arange(len(self.known.days))]
        return brought(np.maximum(self.known.last + self.stock - then[:, None, :], 0.0), self.conflict.data)

    def mix(self, weights: Numbers, standing: float | None = None) -> Numbers:
        """Return the mix of `PIECES` by weights, as far as the count has not stood from the first day on."""
        trust = self.known.standing if standing is None else standing
        naive = self.naive()
        mixed = weights[0] * naive["frozen"] + weights[1] * naive["even"] + weights[2] * self.increments()
        return np.asarray(trust * naive["frozen"] + (1.0 - trust) * mixed)


@dataclass(frozen=True)
class Missing:
    """How mixes miss: in camps that had opened, in camps that open later, and how many of those open a day."""

    opened: Discrepancy
    later: Discrepancy
    a_day: float


# learning and simulating


def cut_of(conflict: Conflict) -> int:
    """Return the day of the first count at or after the first days."""
    return min(int(day) for day in dated(conflict)["day"] if day >= FIRST_DAYS)


def dated(conflict: Conflict) -> pd.DataFrame:
    """Return the counts with the day they are of."""
    assert conflict.folder.counts is not None
    rows = conflict.folder.counts.rows
    day = (pd.to_datetime(rows["date"]) - pd.Timestamp(conflict.folder.first_day)).dt.days
    return rows.assign(day=day).sort_values("day")


def known_of(conflict: Conflict, told: str) -> Known:
    """Return what was known by the end of the first days."""
    cut, camps = cut_of(conflict), len(conflict.camps)
    first = conflict.data[0]
    if told == "series":
        return Known(cut, first, conflict.data[cut], np.full(camps, cut))
    rows = dated(conflict)
    newest = rows[(rows["day"] >= 0) & (rows["day"] <= cut)].groupby("camp").last()
    newest = newest.reindex(conflict.camps)
    last = np.where(newest["day"].isna(), first, newest["corrected"])
    return Known(cut, first, np.asarray(last, np.float64), newest["day"].fillna(0).to_numpy(np.int64))


def world(conflict: Conflict, constants: Mapping[Any, float], known: Known, told: str) -> World:
    """Return a conflict as it is imported without capacities, with given constants and the counts to learn from."""
    converted = convert(conflict.folder, name=conflict.name, capacities=False)
    if told == "series":
        converted = replace(converted, tables={**converted.tables, "observations": figures(conflict, known)})
    made = world_of(converted).lasting(len(conflict.data))  # what comes after the last count cannot be scored
    for name, value in constants.items():
        made = made.with_parameter(name, value)
    return made


def figures(conflict: Conflict, known: Known) -> list[dict[str, Any]]:
    """Return the series' counts of the last day, of camps in which anybody was counted, as observations."""
    day, ids = str(date_of(conflict, known).date()), ids_of(conflict.folder.locations)
    alike = {"from": day, "until": day, "published": day, "measure": "stock", "aggregate": "mean", "unit": "people"}
    return [
        {"id": f"{ids[camp]} {day}", "where": ids[camp], "value": round(float(count), 3), **alike}
        for camp, count in zip(conflict.camps, known.last, strict=True)
        if count >= 1.0
    ]


def date_of(conflict: Conflict, known: Known) -> pd.Timestamp:
    """Return the last day of which anything is known."""
    return pd.Timestamp(conflict.folder.first_day) + pd.Timedelta(days=known.cut)


def case(conflict: Conflict, constants: Mapping[Any, float], told: str) -> Case:
    """Fit a conflict's first days and forecast on with the members that learned."""
    known = known_of(conflict, told)
    made = world(conflict, constants, known, told)
    fitted = fit(made, date_of(conflict, known), members=MEMBERS, seed=SEED, pool=Threads(1))
    posterior = as_posterior(fitted, {})
    simulator = Simulator(made, seed=SEED).with_parameters(posterior.constants, posterior.unseen)
    ids = ids_of(conflict.folder.locations)
    at = [simulator.labels.places.index(ids[camp]) for camp in conflict.camps]
    stock = [np.asarray(simulator.run(member)["stock"], np.float64)[:, at] for member in range(MEMBERS)]
    return Case(conflict, known, np.stack(stock))


# what is learned on other countries


def shares(people: Numbers) -> Numbers:
    """Return parts of the sum; with nobody counted, even ones."""
    total = people.sum()
    return np.asarray(people / total if total > 0 else np.full(people.shape, 1.0 / people.size), np.float64)


def best_naive(of: Case) -> float:
    """Return the error of the better of the two naive forecasts."""
    naive = of.naive()
    return min(of.error(naive["frozen"]), of.error(naive["growth"]))


def weights_from(others: Sequence[Case], standing: float | None = None, *, model: bool = True) -> Numbers:
    """Return the weights with which the mix does best on conflicts, countries counting alike, drawn to equal ones."""
    used = np.array([True, True, model])
    parts = [part for part in itertools.product(range(STEPS + 1), repeat=len(PIECES)) if sum(part) == STEPS]
    tried = [np.array(part) / STEPS for part in parts if model or not part[-1]]
    loss = RIDGE * np.array([((weights - used / used.sum()) ** 2).sum() for weights in tried])
    countries = [other.country for other in others]
    for other in others:
        best, average = best_naive(other), replace(other, stock=other.stock.mean(axis=0)[None])
        ratios = np.array([other.error(average.mix(weights, standing)[0]) / best for weights in tried])
        loss += ratios / countries.count(other.country) / len(set(countries))
    return tried[int(np.argmin(loss))]


def missing_from(others: Sequence[Case], weights: Numbers) -> Missing:
    """Return how mixes with these weights missed conflicts."""

    def found(opened: bool) -> Discrepancy:
        told = [misses(other, other.mix(weights), opened) for other in others]
        residuals, ahead, known = (np.concatenate(part) for part in zip(*told, strict=True))
        return learned(residuals, ahead, known)

    openings, waited = 0, 0.0
    for other in others:
        counted = other.conflict.data[other.after][:, ~other.opened] >= 1.0
        openings += int(counted.any(axis=0).sum())
        waited += float(np.where(counted.any(axis=0), counted.argmax(axis=0), len(counted)).sum())
    return Missing(found(True), found(False), openings / max(waited, 1.0))


def misses(of: Case, mixed: Numbers, opened: bool) -> tuple[Numbers, Numbers, Numbers]:
    """Return by how much counts were missed on the scale of people, how many days ahead, and the members' variance."""
    data, days = of.conflict.data, np.flatnonzero(of.after)
    looks = days[np.unique(np.linspace(0, len(days) - 1, LOOKS).astype(int))]
    these = of.conflict.near[looks] & (of.opened == opened) & (opened | (data[looks] >= 1.0))
    said = SCALE.there(mixed[:, looks])
    ahead = np.broadcast_to(of.lead[looks][:, None], these.shape)
    return (SCALE.there(data[looks]) - said.mean(axis=0))[these], ahead[these], said.var(axis=0)[these]


def moved_off(of: Case, people: Numbers, missing: Missing) -> Numbers:
    """Return members moved off by how forecasts miss, by one normal number for each camp."""
    normal = np.random.default_rng(SEED).normal(size=people[:, :1].shape)
    normal -= normal.mean(axis=0)
    sd = np.where(of.opened, missing.opened.sd(of.lead)[:, None], missing.later.sd(of.lead)[:, None])
    return np.asarray(SCALE.back(SCALE.there(people) + sd * normal))


def dressed(of: Case, mixed: Numbers, missing: Missing) -> Numbers:
    """Return members that miss as mixes do, brought to each day's total; camps not open yet open on a day drawn."""
    people = moved_off(of, mixed, missing)
    opens = np.random.default_rng(SEED + 1).exponential(1.0 / max(missing.a_day, 1e-9), size=people[:, :1].shape)
    is_open = of.opened | (of.lead[:, None] >= opens)
    return brought(np.where(is_open, people, 0.0), of.conflict.data)


# scoring


def row(of: Case, told: str, others: Sequence[Case]) -> dict[str, Any]:
    """Return all numbers of a conflict, the mix and its bands learned on `others`."""
    weights = weights_from(others)
    mixed = of.mix(weights)
    missing = missing_from(others, weights)
    bands = dressed(of, mixed, missing)
    naive, best = of.naive(), best_naive(of)
    plain = of.mix(weights_from(others, standing=0.0), standing=0.0)
    modelless = of.mix(weights_from(others, model=False))
    these = of.conflict.near & of.after[:, None]
    counted = of.conflict.data[these]

    def inside(people: Numbers) -> float:
        low, high = np.quantile(people[:, these], [0.05, 0.95], axis=0)
        return float(((counted >= np.floor(low)) & (counted <= np.ceil(high))).mean())

    errors = {name: of.error(people) for name, people in naive.items()}
    mix = of.error(mixed.mean(axis=0))
    return {
        "conflict": of.conflict.name,
        "told": told,
        "until": of.known.cut,
        "days": int(of.after.sum()),
        "camps": len(of.opened),
        "camps_opened": int(of.opened.sum()),
        "standing": of.known.standing,
        **errors,
        "posterior": of.error(of.stock.mean(axis=0)),
        "increments": of.error(of.increments().mean(axis=0)),
        "mix": mix,
        "best_naive": best,
        "ratio": mix / best,
        "ratio_even": errors["even"] / best,
        "ratio_model": of.error(of.increments().mean(axis=0)) / best,
        "ratio_equal_weights": of.error(of.mix(np.full(3, 1.0 / 3.0)).mean(axis=0)) / best,
        "ratio_without_standing": of.error(plain.mean(axis=0)) / best,
        "ratio_without_model": of.error(modelless.mean(axis=0)) / best,
        **{f"weight_{name}": float(weight) for name, weight in zip(PIECES, weights, strict=True)},
        "base": missing.opened.base,
        "growth_a_day": missing.opened.growth,
        "later_base": missing.later.base,
        "days_to_open": 1.0 / max(missing.a_day, 1e-9),
        "camp_days": int(these.sum()),
        "coverage90": inside(bands),
        "coverage90_posterior": inside(of.stock),
        "coverage90_scored": inside(moved_off(of, of.stock, Missing(STOCKS_MISS, STOCKS_MISS, 0.0))),
        "crps": float(crps(bands[:, these], counted).mean() / counted.mean()),
        "crps_posterior": float(crps(of.stock[:, these], counted).mean() / counted.mean()),
        "crps_best_naive": min(
            float(np.abs(naive[name][these] - counted).mean() / counted.mean()) for name in ("frozen", "growth")
        ),
    }


def page(table: pd.DataFrame) -> str:
    """Fill the numbers into the words."""
    rows = [{str(key): value for key, value in line.items()} for line in table.to_dict("records")]
    return filled(
        WORDS,
        members=MEMBERS,
        seed=SEED,
        first_days=FIRST_DAYS,
        ridge=RIDGE,
        countries=len(COUNTRIES),
        series=[line for line in rows if line["told"] == "series"],
        dated=[line for line in rows if line["told"] == "dated"],
        mean=lambda chosen, name: float(np.mean([line[name] for line in chosen])),
        least=lambda chosen, name: min(line[name] for line in chosen),
        most=lambda chosen, name: max(line[name] for line in chosen),
        wins=lambda chosen, name: sum(line[name] <= 1.0 for line in chosen),
        pooled=lambda chosen, name: (
            sum(line[name] * line["camp_days"] for line in chosen) / sum(line["camp_days"] for line in chosen)
        ),
    )


def summary(table: pd.DataFrame) -> str:
    """Return the short table that is printed."""
    chosen = ["conflict", "told", "frozen", "growth", "even", "posterior", "increments", "mix", "ratio"]
    chosen += ["ratio_without_standing", "ratio_without_model", "coverage90", "crps", "crps_best_naive"]
    lines = [table[chosen].to_string(index=False, float_format="{:.3f}".format)]
    for told, rows in table.groupby("told", sort=False):
        ratios = rows["ratio"]
        lines.append(f"{told}: mean ratio {ratios.mean():.3f}, at most 1 in {(ratios <= 1).sum()} of {len(ratios)}")
    return "\n".join(lines)


def main(say: Callable[[str], object] = print) -> int:
    """Fit all conflicts that tell forecasts apart, write the numbers and the page, and print a short table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the folder of conflicts and of baselines.csv")
    folder: Path = parser.parse_args().folder
    baselines = pd.read_csv(folder / "baselines.csv").set_index("conflict")
    constants = pd.read_csv(LEFT_OUT).set_index("left_out")
    published = {str(name): line for name, line in baselines.iterrows()}
    conflicts = [read_conflict(folder / name, line) for name, line in sorted(published.items())]
    rows = []
    for told in TOLD:
        cases = [
            case(conflict, constants.loc[never_seen(conflict.name, constants)].astype(float).to_dict(), told)
            for conflict in conflicts
            if conflict.is_informative
        ]
        rows += [row(one, told, [other for other in cases if other.country != one.country]) for one in cases]
    table = pd.DataFrame(rows)
    table.to_csv(NUMBERS, index=False, float_format="%.6g")
    FIRST_DAYS_PAGE.write_text(page(table), encoding="utf-8")
    say(summary(table))
    return 0


if __name__ == "__main__":
    sys.exit(main())
