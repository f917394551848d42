"""The contract on who imports whom (`.importlinter`) holds for every import, wherever in a file it stands."""

import re
import sys
from configparser import ConfigParser
from pathlib import Path
from subprocess import run

import pytest

HERE = Path(__file__).parents[2]
CONTRACT = HERE / ".importlinter"
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


def test_the_house_on_a_page_has_the_floors_of_the_contract(contract: ConfigParser) -> None:
    floors = contract["importlinter:contract:floors"]["layers"].split("\n")
    layers = [re.findall(r"exeunt\.(\w+)", line) for line in floors if line]
    page = (HERE / "CONTRIBUTING.md").read_text(encoding="utf-8").split("| floor | room | holds |")[1].split("\n\n")[0]
    rows = [line.split("|")[1:3] for line in page.splitlines() if line.startswith("| ")]
    rooms, floor = list[tuple[str, str]](), ""
    for named, cell in rows:
        floor = named.strip() or floor
        rooms += [(name, floor) for name in dict.fromkeys(re.findall(r"`(\w+)", cell))]
    level = {name: number for number, names in enumerate(layers) for name in names}
    assert sorted(name for name, _ in rooms) == sorted(level)
    assert [level[name] for name, _ in rooms] == sorted(level[name] for name, _ in rooms)
    for named in {floor for _, floor in rooms} - {"roof", "ground"}:
        assert len({level[name] for name, floor in rooms if floor == named}) == 1, named
    there = {each.stem for each in (HERE / "src" / "exeunt").iterdir() if each.suffix in ("", ".py")}
    assert set(level) == {name for name in there if not name.startswith("__")}


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
