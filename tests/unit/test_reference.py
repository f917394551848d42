"""The written reference leaves no command out."""

from collections.abc import Iterator
from pathlib import Path

import click
import typer

from exeunt.cli import app

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "commands.md"


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
