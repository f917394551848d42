"""A fit on disk: what was said in each pass while it goes on, and the posterior when it is done."""

from __future__ import annotations

import hashlib
import io
import shutil
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from exeunt.asked import asked_seed, require_stored, whole
from exeunt.ensemble.checksums import DamagedError, read_sealed, sum_of, write_sealed
from exeunt.ensemble.claim import OUT, held
from exeunt.ensemble.made_by import this_engine
from exeunt.ensemble.pool import Pool, told_when_cut_short
from exeunt.ensemble.posterior import PASSED, Posterior, kept_passes
from exeunt.ensemble.progress import Progress, no_progress
from exeunt.errors import InputError, Option, Part
from exeunt.learning.discrepancy import missed
from exeunt.learning.evenings import figures_after, said_on
from exeunt.learning.fitting import LEAST, PASSES, Forgotten, cut, fit
from exeunt.learning.learned import as_posterior
from exeunt.luck import Floats
from exeunt.outcome.evenings import as_read, as_written
from exeunt.outcome.targets import from_table
from exeunt.whole_files import whole_file
from exeunt.wording import day as day_in_words
from exeunt.wording import plural

if TYPE_CHECKING:
    from exeunt.scenario.world import World

MEMBERS = 200


@dataclass(frozen=True)
class InFolder:
    """Keeps what was said in each pass in a folder, for one way in which the fit was asked for.

    A file that is not as it was written counts as not there, so that its pass is run again.
    """

    folder: Path

    def get(self, turn: int) -> Floats | None:
        """Return what was said in a pass; None if it is not there."""
        file = self._file(turn)
        told, _, written = (file.read_bytes() if file.is_file() else b"").partition(b"\n")
        return np.load(io.BytesIO(written)) if told == sum_of(written).encode() else None

    def put(self, turn: int, answers: Floats) -> None:
        """Keep what was said in a pass, below its checksum."""
        written = io.BytesIO()
        np.save(written, answers)
        with whole_file(self._file(turn)) as fresh:
            fresh.write_bytes(sum_of(written.getvalue()).encode() + b"\n" + written.getvalue())

    def said(self, until: pd.Timestamp) -> pd.DataFrame | None:
        """Return what was said on this evening of what was known by a later one; None if it is not there."""
        try:
            return as_read(read_sealed(self._said(until))[0])
        except DamagedError:
            return None

    def put_said(self, until: pd.Timestamp, said: pd.DataFrame) -> None:
        """Keep what was said on this evening."""
        write_sealed(self._said(until), as_written(said))

    def _file(self, turn: int) -> Path:
        return self.folder / f"{turn}.npy"

    def _said(self, until: pd.Timestamp) -> Path:
        return self.folder / f"said-{until:%Y-%m-%d}.json"


class Nowhere(Forgotten):
    """Keeps nothing, where no folder is named."""

    def said(self, until: pd.Timestamp) -> pd.DataFrame | None:
        """Return nothing."""

    def put_said(self, until: pd.Timestamp, said: pd.DataFrame) -> None:
        """Do nothing."""


def fit_into(
    world: World,
    *,
    until: pd.Timestamp | None,
    members: int | None,
    seed: int | None,
    pool: Pool,
    out: Path | None,
    resume: bool,
    evenings_from: pd.Timestamp | None = None,
    progress: Progress = no_progress,
) -> Posterior:
    """Learn from figures and store what was learned, if a folder is named; see `fitting.fit`.

    What each pass said is kept in the folder meanwhile, so that with `resume` a fit that was cut short goes on, to the
    same bits. Without `until` every figure of the world is learned from. With `evenings_from` every evening from then
    on is learned and forecast from too (`learning.evenings`).

    Raises
    ------
    InputError
        If it cannot be fitted or stored as asked.

    """
    require_stored("fit", out, resume=resume)
    members = whole(members, "number of members", least=LEAST) or MEMBERS
    seed = asked_seed(seed)
    luck = world.settings.seed if seed is None else seed
    day = last_published(world) if until is None else until.normalize()
    evenings = [] if evenings_from is None else _evenings(world, evenings_from, day)
    with nullcontext() if out is None else held(out, "fitting into"):
        if out is not None:
            _require_free(out, InFolder(out / PASSED / _plan(world, day, members, luck)), resume=resume)
        with told_when_cut_short("fit", partial(_kept, out)):
            workshop = None if out is None else out / PASSED
            learned = _learned(world, day, evenings, members, luck, pool, workshop, progress)
            if out is None:
                return learned
            stored = learned.write(out)
        shutil.rmtree(out / PASSED, ignore_errors=True)
        return stored


def _learned(
    world: World,
    day: pd.Timestamp,
    evenings: Sequence[pd.Timestamp],
    members: int,
    luck: int,
    pool: Pool,
    workshop: Path | None,
    progress: Progress,
) -> Posterior:
    """Learn up to a day, and from each of the evenings; what each pass says is kept in a workshop, if there is one."""

    def kept(evening: pd.Timestamp) -> InFolder | Nowhere:
        return Nowhere() if workshop is None else InFolder(workshop / _plan(world, evening, members, luck))

    runs_of_a_fit = members * (PASSES + 1)
    done, in_all = count(1), runs_of_a_fit + len(evenings) * (runs_of_a_fit + members)

    def ran(how_many: int = 1) -> None:
        for _ in range(how_many):
            progress("simulating", next(done), in_all)

    def told(stage: str, *_: int) -> None:
        ran() if stage == "simulating" else progress(stage, 0, 0)

    begun = time.perf_counter()
    fitted = fit(world, day, members=members, seed=luck, pool=pool, kept=kept(day), progress=told)
    learned = as_posterior(fitted, {"fit": time.perf_counter() - begun})
    said = []
    for evening in evenings:
        shelf = kept(evening)
        before = shelf.said(day)
        if before is None:
            later = figures_after(world, evening, day)
            before = said_on(world, evening, later, members=members, seed=luck, pool=pool, kept=shelf, on_member=ran)
            shelf.put_said(day, before)
        else:
            ran(runs_of_a_fit + members)
        said.append(before)
    if said:
        rows = pd.concat(said, ignore_index=True)
        learned = learned.with_evenings(rows, missed(rows, from_table(world.observations)))
    return learned


def _kept(out: Path | None) -> list[Part]:
    """Say what is kept of a fit that was cut short."""
    passes = 0 if out is None else kept_passes(out)
    if not passes:
        return ["no pass was finished, so there is nothing to resume"]
    return [
        f"{plural(passes, 'pass', 'passes')} {'is' if passes == 1 else 'are'} kept in {out}; ",
        Option("resume", True),
        ", with the options it was started with, goes on with them",
    ]


def last_published(world: World) -> pd.Timestamp:
    """Return the day on which the last figure of a world was published."""
    figures = from_table(world.observations)
    if not figures:
        raise InputError(f"{world.name} has no figures to learn from; put some into its observations.csv.")
    return max(figure.published for figure in figures).normalize()


def _evenings(world: World, first: pd.Timestamp, until: pd.Timestamp) -> list[pd.Timestamp]:
    """Return the evenings from the first on that lie before the last: that one, and those of days with new figures."""
    published = [figure.published.normalize() for figure in from_table(world.observations)]
    if not published or first.normalize() < min(published):
        earliest = f" was published on {day_in_words(min(published), year=True)}" if published else " is there"
        raise InputError(
            f"No figure of {world.name} was known on {day_in_words(first, year=True)}: the first{earliest}."
        )
    if first.normalize() >= until:
        raise InputError(
            f"Evenings are learned from up to the last one, {day_in_words(until, year=True)}: begin on an earlier day."
        )
    return sorted({first.normalize(), *(day for day in published if first.normalize() < day < until)})


def _plan(world: World, until: pd.Timestamp, members: int, seed: int) -> str:
    """Return what decides the bits of a fit, in short: what was asked, and after it the engine that answers.

    It learns from the world as it was known then, to which rows believed earlier and rules added belong; what an
    evening says is asked of figures that only the world of today has.
    """
    worlds = f"{cut(world, until).hash} {world.hash}"
    decides = (f"{worlds} {until:%Y-%m-%d} {members} {seed}", " ".join(this_engine().values()))
    return "-".join(hashlib.sha256(each.encode()).hexdigest()[:12] for each in decides)


def _require_free(out: Path, kept: InFolder, *, resume: bool) -> None:
    """Refuse a folder that holds something; what a fit leaves that was killed before its first pass is nothing."""
    if resume and not kept.folder.is_dir():
        asked, _ = kept.folder.name.split("-")
        others = [folder.name for folder in (out / PASSED).glob("*/")]
        elsewhere = "or begin anew in another folder with ", OUT, "."
        if not others:
            raise InputError(
                f"There is no unfinished fit in {out} to resume; begin one without ", Option("resume"), "."
            )
        if any(name.startswith(f"{asked}-") for name in others):
            raise InputError(
                f"The fit in {out} was begun by another engine: another exeunt than runs here, or one with other "
                "libraries. Go on with that, ", *elsewhere,
            )  # fmt: skip
        raise InputError(
            f"There is no unfinished fit of this scenario, day, members and seed in {out} to resume; ask for what it "
            "was begun with, ", *elsewhere,
        )  # fmt: skip
    if not resume and any(file.is_file() and file.name[0] != "." for file in out.rglob("*")):
        raise InputError(
            f"{out} holds something already; ",
            Option("resume", True),
            " goes on with a fit that was cut short, ",
            Option("out", ""),
            " names another folder.",
        )
