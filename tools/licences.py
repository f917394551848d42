"""Write docs/reference/licences.md: what exeunt installs, in which extra, under which licence; `make lock` runs it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageMetadata, metadata
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reference" / "licences.md"
NAME = re.compile(r"[A-Za-z0-9._-]+")
LONGEST = 60  # signs: some put the text of the licence where its name belongs

HEAD = """# Licences

exeunt is under the Apache License 2.0. What it is installed with, each under the licence that its own package names;
in which versions it is developed stands in `locked.txt`, with what these need in turn. Figures and tables that
scenarios carry name their source row by row.

| package | for | licence |
|---|---|---|
"""


def main() -> None:
    """Write the page."""
    PAGE.write_text(HEAD + "".join(f"| {row[0]} | {row[1]} | {row[2]} |\n" for row in rows()), encoding="utf-8")


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield each package that pyproject.toml names, what it is for, and its licence."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {"": project["dependencies"], **project["optional-dependencies"]}
    extras: dict[str, list[str]] = {}
    for extra, requirements in wanted.items():
        for requirement in requirements:
            found = NAME.match(requirement)
            assert found is not None
            extras.setdefault(found[0].lower(), []).append(f"`[{extra}]`" if extra else "everybody")
    for name in sorted(extras):
        yield name, ", ".join(extras[name]), licence(metadata(name))


def licence(said: PackageMetadata) -> str:
    """Return what a package says its licence is: as SPDX, as a classifier, or in a line of its own."""
    classes = [each.rsplit(" :: ", 1)[1] for each in said.get_all("Classifier") or () if each.startswith("License ::")]
    named = [said.get("License-Expression"), "; ".join(classes), (said.get("License") or "").strip()]
    return next((text for text in named if text and len(text) <= LONGEST and "\n" not in text), "see its page")


if __name__ == "__main__":
    main()
