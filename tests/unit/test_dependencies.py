"""What is installed: locked for those who develop, named with its licence for everybody."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def named(requirement: str) -> str:
    """Return the name of what a requirement asks for, as packages are told apart."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found is not None
    return re.sub(r"[-_.]+", "-", found[0]).lower()


@pytest.fixture(scope="module")
def direct() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    return {named(each) for each in [*project["dependencies"], *(each for extra in extras for each in extra)]}


def test_every_package_is_named_with_its_licence(direct):
    page = (ROOT / "docs" / "reference" / "licences.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \| ([^|]+) \|$", page, re.M)
    assert {named(name) for name, _ in rows if name not in ("package", "---")} == direct
    assert all(licence for _, licence in rows)


def test_every_package_is_locked(direct):
    locked = {named(line) for line in (ROOT / "locked.txt").read_text(encoding="utf-8").splitlines() if line}
    assert direct <= locked
