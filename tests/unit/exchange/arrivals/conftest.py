"""Arrivals brought to a small scenario of Sudan, which is read once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import exeunt
from arrivals_files import scenario
from exeunt.errors import ScenarioError
from exeunt.exchange.arrivals.importing import Arrivals, arrivals_for
from exeunt.exchange.arrivals.said import Said


@pytest.fixture(scope="session")
def sudan(tmp_path_factory) -> exeunt.World:
    return exeunt.load(scenario(tmp_path_factory.mktemp("sudan") / "sudan"))


@pytest.fixture
def bring(sudan, tmp_path) -> Callable[..., Arrivals]:
    """Read a file for the scenario: its text or bytes, or a path."""

    def read(content: str | bytes | Path, **said: object) -> Arrivals:
        path = content if isinstance(content, Path) else tmp_path / "figures.csv"
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8")
        elif isinstance(content, bytes):
            path.write_bytes(content)
        return arrivals_for(sudan, path, Path(str(sudan.folder)), Said(**said))

    return read


@pytest.fixture
def figures(bring) -> Callable[..., list[tuple[str, ...]]]:
    """Read a file that has no fault, and return where, from, until and value of its figures."""

    def read(content: str | bytes | Path, **said: object) -> list[tuple[str, ...]]:
        arrivals = bring(content, **{"source": "UNHCR", **said})
        if arrivals.faults:
            raise ScenarioError(arrivals.faults)
        return [(row["where"], row["from"], row["until"], row["value"]) for row in arrivals.rows]

    return read


@pytest.fixture
def told(bring) -> Callable[..., list[str]]:
    """Read a file, and return what is wrong with it."""

    def read(content: str | bytes | Path, **said: object) -> list[str]:
        return [str(fault) for fault in bring(content, **{"source": "UNHCR", **said}).faults]

    return read
