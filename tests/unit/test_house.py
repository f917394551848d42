"""The contract on who imports whom (`.importlinter`) holds for every import, wherever in a file it stands."""

import sys
from configparser import ConfigParser
from pathlib import Path
from subprocess import run

import pytest

CONTRACT = Path(__file__).parents[2] / ".importlinter"
LAZY = "def f():\n    from house import {other}\n"
TYPE_ONLY = "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from house import {other}\n"


@pytest.fixture
def contract() -> ConfigParser:
    found = ConfigParser()
    found.read_string(CONTRACT.read_text(encoding="utf-8"))
    return found


def test_nothing_is_let_off_but_the_two_modules_that_measure(contract: ConfigParser) -> None:
    let_off = {
        name: contract[name]["ignore_imports"].split("\n") for name in contract if "ignore_imports" in contract[name]
    }
    measuring = ["exeunt.commands.bench -> exeunt.**"]
    assert {name: [each for each in lines if each] for name, lines in let_off.items()} == {
        "importlinter:contract:roof": measuring
    }


@pytest.mark.parametrize("back", [LAZY, TYPE_ONLY])
def test_a_circle_is_seen_however_its_imports_are_hidden(contract: ConfigParser, tmp_path: Path, back: str) -> None:
    house = tmp_path / "house"
    house.mkdir()
    (house / "__init__.py").touch()
    (house / "above.py").write_text(LAZY.format(other="below"))
    (house / "below.py").write_text(back.format(other="above"))
    for name in ("importlinter", "importlinter:contract:circles"):
        for key, value in contract[name].items():
            contract[name][key] = value.replace("exeunt", "house")
    for name in set(contract.sections()) - {"importlinter", "importlinter:contract:circles"}:
        contract.remove_section(name)
    with (tmp_path / ".importlinter").open("w") as file:
        contract.write(file)
    command = [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"]
    checked = run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert (checked.returncode, "circle" in checked.stdout) == (1, True), checked.stdout + checked.stderr
