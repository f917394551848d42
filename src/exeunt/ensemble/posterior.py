"""What was learned, as tables that members take: kept in a folder of its own, or in `posterior/` of a scenario's.

DIR/inference.zarr.zip   ArviZ's groups: prior, posterior, prior_predictive, posterior_predictive, observed_data
DIR/posterior.json       from what it was learned: scenario, until when, every figure; written last

In `prior` and `posterior` a variable over members alone is a constant in its own unit; one with a further dimension is
what is not known by its spread, in standard normal numbers.
"""

from __future__ import annotations

import hashlib
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd
import xarray as xr
import zarr
from zarr.core.buffer import Buffer
from zarr.storage import MemoryStore, ZipStore

from exeunt.engine.compile.unknown import OF_RULES
from exeunt.engine.parameters import Given
from exeunt.ensemble.checksums import DamagedError, plain_content, read_sealed, write_sealed
from exeunt.ensemble.claim import refuse_begun
from exeunt.errors import InputError, Notice, Option, ResumingFit, ScenarioError
from exeunt.outcome.bands import bands
from exeunt.outcome.discrepancy import Discrepancy, Missing, missing_in_words
from exeunt.outcome.evenings import as_read, as_written, beside_counts, in_words
from exeunt.outcome.targets import lie_between
from exeunt.paths import path_of
from exeunt.scenario.catalogue import POSTERIOR
from exeunt.scenario.fingerprint import fingerprint
from exeunt.whole_files import whole_file
from exeunt.wording import learned_from, plural

if TYPE_CHECKING:
    from exeunt.scenario.world import World

INFERENCE, MANIFEST = "inference.zarr.zip", "posterior.json"
PASSED = "passes"  # where an unfinished fit keeps what was said in each pass, below the name of what was asked

# What a forecast may change and still be one of the world that was learned about.
_FREE = ("rules", "observations", "claims", "aliases")


@dataclass(frozen=True, repr=False)
class Posterior:
    """What was learned of a world: `inference` as ArviZ has it, `told` what its manifest says, `folder` if stored."""

    inference: xr.DataTree
    told: Mapping[str, Any]
    folder: Path | None = None

    @property
    def until(self) -> pd.Timestamp:
        """The last day of which anything was known."""
        return pd.Timestamp(self.told["until"])

    @property
    def members(self) -> int:
        """How many members it has."""
        return int(self.told["members"])

    @cached_property
    def constants(self) -> pd.DataFrame:
        """The constants of each member, one row a member."""
        return pd.DataFrame({name: values.values[0] for name, values in self._variables("posterior") if _alone(values)})

    @cached_property
    def unseen(self) -> dict[str, pd.DataFrame]:
        """What is not known, by the constant that is its spread, one row a member."""
        return {
            name: pd.DataFrame(np.asarray(values.values[0], np.float64), columns=values[str(values.dims[2])].values)
            for name, values in self._variables("posterior")
            if not _alone(values)
        }

    def given(self, world: World, members: int, *, mean: bool = False) -> Given:
        """Return what so many members of a world take; beyond its own members it begins again, with other luck.

        What the world fixes or reads in one way only stays so. In a mean run the one member takes the means.
        """
        chosen, rules = set(world.fixed) | set(world.chosen), set(world.rules["id"])
        unseen = {
            name: table[
                [id_ for id_ in table if name not in OF_RULES or id_ in rules]
            ]  # a forecast may leave rules out
            for name, table in self.unseen.items()
        }
        constants = self.constants.drop(columns=[name for name in self.constants if name in chosen])
        if mean:
            constants = constants.drop(columns=[name for name in constants if name in world.readings])
            return Given(_mean(constants), {name: _mean(table) for name, table in unseen.items()})
        rows = np.arange(members) % self.members
        taken = {name: table.iloc[rows].reset_index(drop=True) for name, table in unseen.items()}
        return Given(constants.iloc[rows].reset_index(drop=True), taken)

    def require_of(self, world: World) -> None:
        """Refuse a world whose tables are others than those that were learned about.

        Raises
        ------
        InputError
            If they are.

        """
        if world.known_by is not None and world.known_by < self.until.date():
            raise InputError(
                f"{world.name} is what was known on {world.known_by}, and {self.folder or 'the posterior'} was learned "
                f"from what was known on {self.until:%Y-%m-%d}: that would be to know more than was known."
            )
        if self.told["tables"] != tables_hash(world.as_of(self.until)):
            raise InputError(
                f"{self.folder or 'The posterior'} was learned from other tables than those of {world.name}: its "
                f"places, ways, gates, people or causes differ. Fit anew, or run with ",
                Option("prior", True),
                ".",
            )

    @cached_property
    def hash(self) -> str:
        """A fingerprint of what members take of it, the same stored and in memory."""
        digest = hashlib.sha256(self.constants.to_csv(index=False).encode())
        for name, table in self.unseen.items():
            digest.update(f"{name} {list(table)}".encode() + table.to_numpy(np.float64).tobytes())
        return digest.hexdigest()

    @property
    def figures(self) -> list[str]:
        """The figures that it was learned from: those to which members had something to say, and not all the same."""
        return [figure["id"] for figure in self.told["figures"] if figure["told"]]

    @property
    def deaf(self) -> list[str]:
        """The figures to which no member had anything to say, or all the same."""
        return [figure["id"] for figure in self.told["figures"] if not figure["told"]]

    @property
    def repeated(self) -> dict[str, str]:
        """The figures that were left out since another says the same of the same, and that one's name."""
        return dict(self.told.get("repeated", {}))

    @property
    def doubtful(self) -> dict[str, str]:
        """The figures to be looked at, and why: no member came near before it learned, or they got less weight."""
        return dict(self.told.get("doubtful", {}))

    @property
    def evenings(self) -> pd.DataFrame:
        """What would have been said on each earlier evening; no row if none was learned from (`outcome.evenings`)."""
        return as_read(self.told.get("evenings", {}))

    @property
    def missing(self) -> Missing:
        """By how much the model misses besides, by kind, as those evenings showed; nothing if none was learned from."""
        return {kind: Discrepancy(**numbers) for kind, numbers in self.told.get("missing", {}).items()}

    def evenings_in_words(self, world: World) -> str:
        """Say how often what would have been said on earlier evenings held, beside the figures of a world."""
        held = in_words(beside_counts(self.evenings, world.observations))
        return f"{held} {missing_in_words(self.missing, is_taught=True)}" if self.missing else held

    def with_evenings(self, said: pd.DataFrame, missing: Missing) -> Self:
        """Return it with what would have been said on earlier evenings, and how that missed what came."""
        numbers = {kind: {"base": each.base, "growth": each.growth} for kind, each in missing.items()}
        return replace(self, told={**self.told, "evenings": as_written(said), "missing": numbers})

    def said(self) -> dict[str, Any]:
        """Return what a run says of it."""
        names = ("until", "members", "seed", "evenings", "missing")
        told = {name: self.told[name] for name in names if name in self.told}
        return {**told, "hash": self.hash, "figures": self.figures}

    def in_words(self) -> str:
        """Return in a sentence what it was learned from."""
        return learned_from(len(self.figures), self.until)

    def summary(self) -> pd.DataFrame:
        """Return each latent before and after: mean and spread, and how much of its spread the figures took away.

        Constants are in their own units, the rest in standard normal numbers. `told_apart` is 1 less the ratio of the
        variances, all in standard normal numbers: up to `chance` the figures may say nothing of it.
        """
        prior = dict(self._variables("prior"))
        rows = [row for name, after in self._variables("posterior") for row in _compared(name, prior[name], after)]
        table = pd.DataFrame(rows)
        of_constants = table["latent"].map(self.told.get("told_apart", {})).astype(np.float64)
        return table.assign(told_apart=of_constants.fillna(table["told_apart"]))

    @property
    def chance(self) -> float:
        """The share of a variance that chance alone takes away among so many members; 0 where it was not kept."""
        return float(self.told.get("chance", 0.0))

    def predicted(self) -> pd.DataFrame:
        """Return each figure, its kind, and the central 90 % of what members said to it before and after."""
        observed = self.inference["observed_data"].dataset
        kinds = [figure.get("kind", "about") for figure in self.told["figures"]]
        table = pd.DataFrame({"id": observed["figure"].values, "value": observed["value"].values, "kind": kinds})
        for group, when in (("prior_predictive", "before"), ("posterior_predictive", "after")):
            middle, low, high = bands(self.inference[group].dataset["answer"].values[0])
            table[f"{when}_q05"], table[when], table[f"{when}_q95"] = low, middle, high
        whole = [
            figure.get("whole", False) for figure in self.told["figures"]
        ]  # posteriors of before say nothing of it
        table["inside90"] = lie_between(table["value"], table["kind"], table["after_q05"], table["after_q95"], whole)
        return table[table["id"].isin(self.figures)].reset_index(drop=True)

    def write(self, folder: str | Path) -> Self:
        """Store it in a folder, and return it as it lies there."""
        folder = path_of(folder)
        kept: dict[str, Buffer] = {}
        with _quietly():
            self.inference.to_zarr(MemoryStore(kept), zarr_format=2, consolidated=False)
        written = BytesIO()  # a zip file that finds no room for its end tries again when it is thrown away
        with zipfile.ZipFile(written, "w") as packed:
            for name in sorted(kept):  # no clock is asked: zip files know no year before 1980
                packed.writestr(zipfile.ZipInfo(name), kept[name].to_bytes())
        with whole_file(folder / INFERENCE) as fresh:
            fresh.write_bytes(written.getvalue())
        told = {**self.told, "inference": _sum(folder / INFERENCE)}
        write_sealed(folder / MANIFEST, told)
        return replace(self, told=told, folder=folder)

    def copy(self, folder: str | Path) -> None:
        """Store it in another folder, to the byte if it is stored already."""
        folder = path_of(folder)
        if self.folder is None:
            self.write(folder)
            return
        for name in (INFERENCE, MANIFEST):
            with whole_file(folder / name) as fresh:
                fresh.write_bytes((self.folder / name).read_bytes())

    @staticmethod
    def read(folder: str | Path) -> Posterior:
        """Read it from a folder.

        Raises
        ------
        InputError
            If there is none, or it is not as it was written.

        """
        folder = path_of(folder)
        if not (folder / MANIFEST).is_file():
            raise _not_there(folder)
        try:
            return _read(folder, _sum(folder / MANIFEST), _sum(folder / INFERENCE))
        except (DamagedError, OSError, KeyError) as error:
            raise _garbled(folder) from error

    @property
    def _tells_all(self) -> bool:
        """Whether it says what is asked of it, each in its kind: the first versions put no checksum over that."""
        try:
            _ = repr(self), self.said(), self.deaf, self.evenings, missing_in_words(self.missing, is_taught=True)
            kinds = {"title": str, "tables": str, "until": str, "seed": int, "members": int}
            known = all(isinstance(self.told[name], kind) for name, kind in kinds.items())
            return known and self.members == len(self.constants)
        except (KeyError, TypeError, ValueError, AttributeError):
            return False

    def _variables(self, group: str) -> Iterator[tuple[str, xr.DataArray]]:
        # a file gives them in no order
        found = self.inference[group].dataset.data_vars
        yield from ((name, found[name]) for name in sorted(map(str, found)))

    def __repr__(self) -> str:
        said = self.predicted()
        inside = f"{int(said['inside90'].sum())} of {len(said)} lie in the 90 % band of the members now"
        return f"<exeunt.Posterior of {self.told['title']}: {self.members} members, {self.in_words()}; {inside}>"

    def _repr_html_(self) -> str:
        return str(self.predicted().to_html(index=False))


def shipped(world: World) -> Posterior | None:
    """Return the posterior in a scenario's folder, None if there is none or it is of other tables, which is said."""
    if world.folder is None or not (world.folder / POSTERIOR / MANIFEST).is_file():
        return None
    found = Posterior.read(world.folder / POSTERIOR)
    try:
        found.require_of(world)
    except (InputError, ScenarioError) as fault:
        warnings.warn(f"{fault} The priors are used.", Notice, stacklevel=2)
        return None
    return found


def tables_hash(world: World) -> str:
    """Return a fingerprint of what a forecast may not change."""
    settings = world.settings
    frame = {"first_day": settings.first_day, "tick_hours": settings.tick_hours, "readings": settings.readings}
    if settings.families_differ_in:
        frame["families_differ_in"] = settings.families_differ_in
    return fingerprint(frame, {name: world.said(name) for name in world.tables if name not in _FREE})


def _alone(values: xr.DataArray) -> bool:
    return values.ndim == 2


def _mean(table: pd.DataFrame) -> pd.DataFrame:
    return table.mean(axis=0).to_frame().T


def _compared(name: str, before: xr.DataArray, after: xr.DataArray) -> Iterator[dict[str, Any]]:
    ids: Sequence[str] = [""] if _alone(after) else [str(id_) for id_ in after[str(after.dims[2])].values]
    one, other = (values.values[0].reshape(-1, len(ids)).astype(np.float64) for values in (before, after))
    for k, id_ in enumerate(ids):
        was, now = one[:, k], other[:, k]
        yield {
            "latent": name,
            "of": id_,
            "prior_mean": was.mean(),
            "prior_sd": was.std(),
            "mean": now.mean(),
            "sd": now.std(),
            "moved": (now.mean() - was.mean()) / was.std() if was.std() > 0.0 else 0.0,
            "told_apart": 1.0 - (now.std() / was.std()) ** 2 if was.std() > 0.0 else 0.0,
        }


def kept_passes(folder: Path) -> int:
    """Return how many passes of an unfinished fit are kept in a folder."""
    return sum(1 for _ in (folder / PASSED).glob("*/[0-9]*.npy"))


def _not_there(folder: Path) -> InputError:
    refuse_begun(folder)
    if passes := kept_passes(folder):
        return InputError(
            f"{folder} is an unfinished fit ({plural(passes, 'pass', 'passes')} of it kept); finish it with `",
            ResumingFit(folder),
            "` and the options it was started with.",
        )
    return InputError(f"There is no posterior at {folder}; fit a scenario to make one.")


def _garbled(folder: Path) -> InputError:
    return InputError(f"{folder / MANIFEST} is garbled, or what it tells of is lost; fit anew.")


@lru_cache(maxsize=2)
def _read(folder: Path, _sum_of_manifest: str, sum_of_inference: str) -> Posterior:
    """Read what is in files of that content, once for all who ask one after the other; nobody changes it."""
    told, _ = read_sealed(folder / MANIFEST)
    if told["inference"] != sum_of_inference:
        raise InputError(f"{folder / INFERENCE} is not what was written; fit anew.")
    found = Posterior(_opened(folder / INFERENCE), told, folder)
    if not found._tells_all:
        raise _garbled(folder)
    return found


def _opened(file: Path) -> xr.DataTree:
    with _quietly():
        store: Any = ZipStore(file, mode="r")  # xarray takes one, though its types do not say so
        try:
            return xr.open_datatree(store, engine="zarr", consolidated=False, zarr_format=2).load()
        finally:
            store.close()


def _sum(file: Path) -> str:
    return hashlib.sha256(plain_content(file)).hexdigest()


@contextmanager
def _quietly() -> Iterator[None]:
    """Leave out zarr's remarks on its own format."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=zarr.errors.ZarrUserWarning)
        yield
