"""What `exeunt import arrivals` prints, asks and writes."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from arrivals_files import scenario
from exeunt.cli import app


@pytest.fixture
def typed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scenario(tmp_path / "crisis")

    def run(content: str, *words: str):
        (tmp_path / "figures.csv").write_text(content, encoding="utf-8")
        return CliRunner().invoke(app, ["import", "arrivals", "figures.csv", "--scenario", "crisis", *words])

    return run


ASKING = "Date;Country;Arrivals (families)\n03/05/2023;Tchad;1.234\n04/05/2023;Ethopia;5\n"


def test_everything_that_is_open_is_asked_at_once_in_the_words_of_the_command_line(typed):
    done = typed(ASKING)
    assert done.exit_code == 1
    assert "Arrivals (families)" in done.stdout, "how columns are read is shown first"
    places = {line.split(": ", 1)[0] for line in done.stderr.splitlines()}
    assert {"figures.csv:2:Date", "figures.csv:2:Arrivals (families)", "figures.csv:3:Country"} <= places
    said = done.stderr
    assert "--dates day-first or --dates month-first" in said
    assert "--numbers 1,234.5 or --numbers 1.234,5" in said


def test_what_is_answered_is_taken_and_the_rest_is_asked(typed, tmp_path):
    answers = ["--dates", "day-first", "--numbers", "1.234,5", "--source", "IOM"]
    done = typed(ASKING, *answers)
    assert "--counts cumulative or --counts new or --counts stock" in done.stderr
    assert "--family-size N" in done.stderr
    assert "did you mean Ethiopia (ETH)" in done.stderr
    answers += ["--counts", "cumulative", "--family-size", "4.5", "--means", "Ethopia=-"]
    dry = typed(ASKING, *answers, "--dry-run")
    assert dry.exit_code == 0, dry.stderr
    assert "1 figure would be added to crisis/observations.csv. Nothing was written." in dry.stdout
    assert "- a family has 4.5 people" in dry.stdout
    assert "- row 3: as you say" in dry.stdout
    done = typed(ASKING, *answers)
    assert "1 figure added to crisis/observations.csv." in done.stdout
    assert "TCD    2023-04-15  2023-05-03  arrivals   5,553" in done.stdout
    assert "5553" in (tmp_path / "crisis" / "observations.csv").read_text()
    assert "Nothing to add to crisis/observations.csv; 1 figure stood there already." in typed(ASKING, *answers).stdout


def test_bounds_are_shown_beside_the_figures_to_add(typed):
    content = "Date,Country,Cumulative arrivals (thousands),Low,High\n2023-05-03,Chad,12,11,\n"
    done = typed(content, "--source", "UNHCR", "--dry-run")
    assert "measure   people     low  high" in done.stdout
    assert "arrivals  12,000  11,000" in done.stdout


def test_json_has_all_of_it(typed):
    content = "Date,Country,Cumulative arrivals\n2023-05-03,Chad,7\n2023-05-03,Libya,7\n"
    done = typed(content, "--source", "UNHCR", "--json", "--dry-run")
    said = json.loads(done.stdout)
    assert said["written"] == 0
    assert [row["where"] for row in said["figures"]] == ["TCD"]
    assert said["left_out"] == [{"row": 3, "why": "the scenario has no place in Libya (LBY)"}]
    assert said["columns"][1] == {"column": "Country", "read_as": "where", "example": "Chad"}


def test_a_word_that_is_no_answer_is_wrong_usage(typed):
    assert typed(ASKING, "--dates", "ymd").exit_code == 2
    assert typed(ASKING, "--only", "nonsense").exit_code == 2
