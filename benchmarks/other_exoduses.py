"""Forecast `karabakh-2023` and `ukraine-2022` with what they learn themselves, and with what another exodus taught.

    python benchmarks/other_exoduses.py [--members 100] [--jobs 2]

On each evening the same later figures are foretold five times, by nobody who knows more than was known then:

    priors        the scenario's own, nothing learned
    elsewhere     the constants of behaviour that `mobilisation-2022` shares with it, as its shipped posterior has them;
                  the rest from the priors
    learned       members that learned from the figures known on that evening (`exeunt fit`)
    looked back   the same members, moved off by what the evenings before taught (`exeunt fit --evenings-from`)
    persistence   the last figure of the same kind goes on

Every other forecast of members is moved off by what was judged before any was looked at: from what they miss beyond it
`missed.py` learns. Written are `other_exoduses.csv`, one row a figure, evening and forecast, and from it, `missed.csv`
and the words in `other_exoduses.md.j2` the page `docs/explanation/other-exoduses.md`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import arviz_base
import numpy as np
import pandas as pd

import exeunt
from conflicts import HERE, PAGE, filled
from exeunt.engine.members import Simulator
from exeunt.ensemble.pool import Threads
from exeunt.ensemble.posterior import Posterior, shipped
from exeunt.ensemble.simulate import simulate
from exeunt.learning.discrepancy import missed
from exeunt.machine import cores
from exeunt.outcome.discrepancy import JUDGED
from exeunt.outcome.foreseen import foreseen, later_figures
from exeunt.outcome.measures import answers
from exeunt.outcome.naive import persistence
from exeunt.outcome.run import Run
from exeunt.outcome.score import Scored, score_target
from exeunt.outcome.targets import DAY, from_table
from exeunt.scenario.crisis import crisis_begins

NUMBERS, MISSED = HERE / "other_exoduses.csv", HERE / "missed.csv"
WORDS = "other_exoduses.md.j2"
OTHERS_PAGE = PAGE.with_name("other-exoduses.md")
EVENINGS = {
    "karabakh-2023": ("2023-09-25", "2023-09-26"),
    "ukraine-2022": ("2022-02-26", "2022-02-27", "2022-02-28", "2022-03-01", "2022-03-02"),
}
SEED = 1
FORECASTS = ("priors", "elsewhere", "learned", "looked back", "persistence")
# Constants that say how one scenario's own causes work, whatever they are called elsewhere.
ITS_OWN = ("ordinary_threat",)


def elsewhere(world: exeunt.World, members: int) -> tuple[Posterior, list[str]]:
    """Return the constants of behaviour that another exodus taught, as members of a world take them; and which."""
    taught = shipped(exeunt.load("mobilisation-2022"))
    if taught is None:
        raise SystemExit("mobilisation-2022 ships no posterior: nothing carries over")
    known = Simulator(world, seed=SEED).parameters(0)
    own = set(exeunt.load("mobilisation-2022").parameters["name"]) | set(world.parameters["name"]) | set(ITS_OWN)
    shared = [name for name in taught.constants if name in known and name not in own]
    rows = np.arange(members) % taught.members
    draws = {name: taught.constants[name].to_numpy()[rows][None] for name in shared}
    told = {"until": f"{world.settings.first_day:%Y-%m-%d}", "members": members, "seed": SEED, "figures": []}
    return Posterior(arviz_base.from_dict({"posterior": draws}), told), shared


def rows(name: str, members: int, jobs: int | None) -> Iterator[dict[str, Any]]:
    """Return one row a figure, evening and forecast."""
    world = exeunt.load(name)
    crisis = crisis_begins(world)
    history = from_table(world.observations)
    before: list[pd.DataFrame] = []
    for written in EVENINGS[name]:
        evening = pd.Timestamp(written)
        known = world.as_of(written)
        taught, _ = elsewhere(known, members)
        learned = world.fit(written, members=members, seed=SEED, jobs=jobs, progress=False)
        runs = {
            how: simulate(
                known, members=members, seed=SEED, pool=Threads(jobs or cores()), posterior=posterior, build=Run
            )
            for how, posterior in {"priors": None, "elsewhere": taught, "learned": learned}.items()
        }
        until = runs["learned"].known_until or evening
        speakers = {how: answers(run) for how, run in runs.items()}
        past = [figure for figure in history if figure.published.normalize() <= evening]
        missing = {**JUDGED, **(missed(pd.concat(before), past) if before else {})}
        for target in later_figures(world, evening):
            for how, speaker in speakers.items():
                answer = speaker.to(target)
                if answer is not None:
                    scored = score_target(target, answer, until=until, missing=JUDGED)
                    yield _row(name, written, until, how, scored)
                    if how == "learned" and before:
                        dressed = score_target(target, answer, until=until, missing=missing)
                        yield _row(name, written, until, "looked back", dressed)
            went_on = persistence(target, past, crisis)
            if went_on is not None:
                scored = score_target(target, np.array([went_on]), until=None)
                yield _row(name, written, until, "persistence", scored)
        before.append(foreseen(runs["learned"], evening, later_figures(world, evening), JUDGED))
        print(f"{name} {written}: {learned.in_words()}", flush=True)


def _row(name: str, evening: str, until: pd.Timestamp, how: str, scored: Scored) -> dict[str, Any]:
    target, band = scored.target, scored.band
    return {
        "scenario": name,
        "evening": evening,
        "known_until": f"{until:%Y-%m-%d}",
        "forecast": how,
        "figure": target.id,
        "days_ahead": (target.end - until - DAY) / DAY,
        "observed": target.value,
        "q05": band and band.q05,
        "median": band and band.median,
        "q95": band and band.q95,
        "inside90": scored.inside90,
        "crps": scored.crps,
    }


def summed(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a line for each scenario, evening and forecast, over the figures that all of them foretell."""
    lines = []
    for (name, evening), of_evening in table.groupby(["scenario", "evening"], sort=False):
        went_on = set(of_evening[of_evening["forecast"] == "persistence"]["figure"])
        for how in FORECASTS:
            chosen = of_evening[of_evening["forecast"] == how]
            if chosen.empty:
                continue
            beside = chosen[chosen["figure"].isin(went_on)]
            lines.append(
                {
                    "scenario": name,
                    "evening": evening,
                    "forecast": how,
                    "figures": len(chosen),
                    "inside90": None if how == "persistence" else float(chosen["inside90"].astype(float).mean()),
                    "error": float(((chosen["median"] - chosen["observed"]).abs() / chosen["observed"]).median()),
                    "crps": float((chosen["crps"] / chosen["observed"]).mean()),
                    "beside": len(beside),
                    "crps_beside": float((beside["crps"] / beside["observed"]).mean()) if len(beside) else None,
                }
            )
    return lines


def page(table: pd.DataFrame, members: int) -> str:
    """Fill the numbers into the words."""
    shared = {name: elsewhere(exeunt.load(name), members)[1] for name in EVENINGS}
    lines = summed(table)
    return filled(
        WORDS,
        members=members,
        seed=SEED,
        shared=shared,
        of={name: [line for line in lines if line["scenario"] == name] for name in EVENINGS},
        evenings=EVENINGS,
        missed=pd.read_csv(MISSED).to_dict("records"),
    )


def main() -> None:
    """Forecast, write the numbers and the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=None)
    parser.add_argument("--page", action="store_true", help="only write the page anew, from the numbers there are")
    options = parser.parse_args()
    if not options.page:
        found = [row for name in EVENINGS for row in rows(name, options.members, options.jobs)]
        pd.DataFrame(found).to_csv(NUMBERS, index=False, float_format="%.5g")
    table = pd.read_csv(NUMBERS)
    print(pd.DataFrame(summed(table)).to_string())
    if Path(HERE / WORDS).exists():
        OTHERS_PAGE.write_text(page(table, options.members), encoding="utf-8")


if __name__ == "__main__":
    main()
