"""A stand-in for the engine: random numbers of the right shapes, keyed by seed and member like the real one."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
import pytest
from typer.testing import CliRunner, Result

import exeunt
from exeunt.cli import app
from exeunt.commands import reporting
from exeunt.ensemble import simulate as ensemble
from exeunt.outcome.layout import expected


class FakeSimulator:
    """Counts the members it runs; raises what `trouble` holds for a member."""

    parts: ClassVar[int] = 1
    arrays: ClassVar[None] = None
    ran: ClassVar[list[int]] = []
    trouble: ClassVar[dict[int, BaseException]] = {}

    def __init__(self, world: Any, *, seed: int, mean: bool, origins: bool, **given: Any) -> None:
        self.seed, self.mean, self.world = seed, mean, world
        first = np.datetime64(world.settings.first_day)
        days = world.settings.days
        self.labels = SimpleNamespace(
            places=list(world.places["id"]),
            countries=sorted(set(world.places["country"])),
            gates=list(world.gates["id"]),
            origins=list(world.settings.origins) if origins else [],
            days=first + np.arange(days),
            ticks=first.astype("datetime64[h]")
            - np.timedelta64(6, "h")
            + np.arange(8 * days + 8) * np.timedelta64(3, "h"),
        )

    def parameters(self, member: int) -> dict[str, float]:
        return {"scale": 1.0, "reach": 0.1 * member} | self.world.fixed

    def run_part(self, member: int, part: int, *, seed_member: int | None) -> dict[str, np.ndarray]:
        assert (part, seed_member) == (0, None)
        return self.run(member)

    def run(self, member: int) -> dict[str, np.ndarray]:
        if member in self.trouble:
            raise self.trouble[member]
        self.ran.append(member)
        draw = np.random.default_rng([self.seed, member])
        names = self.labels
        sizes = {"time": len(names.days), "tick": len(names.ticks), "place": len(names.places)}
        sizes |= {"country": len(names.countries), "gate": len(names.gates), "origin": len(names.origins)}
        sizes |= {"account": 6, "ordinary_account": 3}
        return {
            variable.name: draw.integers(0, 1000, [sizes[dim] for dim in variable.dims]).astype(
                np.float64 if self.mean else variable.dtype
            )
            for variable in expected(names)
            if variable.name != "parameter_value"
        }


@pytest.fixture
def world() -> Any:
    return exeunt.load("smallest")


@pytest.fixture
def no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """Say of each run's report what is said otherwise, but write none: it takes longer than a small run."""

    def unwritten(outcome: exeunt.Outcome) -> Path:
        print("writing the report", file=sys.stderr, flush=True)
        assert outcome.path is not None
        return outcome.path / "report.html"

    monkeypatch.setattr(reporting, "report_after_run", unwritten)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> type[FakeSimulator]:
    monkeypatch.setattr(FakeSimulator, "ran", [])
    monkeypatch.setattr(FakeSimulator, "trouble", {})
    monkeypatch.setattr(ensemble, "Simulator", FakeSimulator)
    return FakeSimulator


@pytest.fixture(scope="session")
def ran_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stored run of twelve members, made once by the stand-in."""
    folder = tmp_path_factory.mktemp("ran")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(ensemble, "Simulator", FakeSimulator)
        assert CliRunner().invoke(app, ["run", "smallest", "--members", "12"]).exit_code == 0
    return folder / "runs" / "smallest-1"


@pytest.fixture
def twelve(type_in: Callable[..., Result], ran_once: Path) -> str:
    """Where that run lies, as if it had been made here."""
    return str(shutil.copytree(ran_once, "runs/smallest-1"))


@pytest.fixture
def type_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: type[FakeSimulator]) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])
