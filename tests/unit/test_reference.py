"""The written documentation leaves no command out and names no file that is not there."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import typer
import yaml

from exeunt.cli import app
from exeunt.versions import __version__

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "commands.md"
NAMING = ["CONTRIBUTING.md", "README.md", *(f"docs/explanation/{name}.md" for name in ("design", "model"))]


def called(command: click.Command, words: str) -> Iterator[str]:
    """Every command below one, as it is typed."""
    if not hasattr(command, "commands"):
        yield words
        return
    for name, each in command.commands.items():
        yield from called(each, f"{words} {name}")


def test_every_command_has_its_heading_and_those_of_a_group_too() -> None:
    text = PAGE.read_text(encoding="utf-8")
    commands = list(called(typer.main.get_command(app), "exeunt"))
    assert "exeunt import flee" in commands
    assert [command for command in commands if f"\n## `{command}" not in text] == []


def test_every_option_says_what_it_takes() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if "TEXT`" in line] == []
    assert "`--dates day-first\\|month-first`" in text


@pytest.mark.parametrize("page", NAMING)
def test_a_page_names_only_files_that_are_there(page: str) -> None:
    named = re.findall(r"`([\w.-]+(?:/[\w.-]*)+)`", (ROOT / page).read_text(encoding="utf-8"))
    ours = [name for name in named if not name.startswith(("runs/", "site/"))]
    missing = [name for name in ours if not any((top / name).exists() for top in (ROOT, ROOT / "src" / "exeunt"))]
    assert missing == []


def test_it_can_be_cited_as_the_version_it_is() -> None:
    said = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert (said["cff-version"], said["version"], said["license"]) == ("1.2.0", __version__, "Apache-2.0")
