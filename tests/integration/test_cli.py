"""The commands: what they print, on which stream, and the status they leave with."""

import ast
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer

import exeunt
from exeunt.cli import app

pytestmark = pytest.mark.usefixtures("no_report")  # what runs write into their reports is told in `test_report`


@pytest.fixture
def stored(twelve):
    return twelve


@pytest.mark.parametrize("module", ["exeunt", "exeunt.cli"])
def test_the_package_and_its_command_line_run_as_modules(module):
    done = subprocess.run([sys.executable, "-m", module, "--help"], capture_output=True, text=True, check=True)
    assert "compare" in done.stdout


def test_help_waits_for_no_heavy_library():
    heavy = {"numba", "pandas", "xarray", "zarr", "numpy", "altair", "vl_convert", "jinja2"}
    code = f"import sys, exeunt.cli; print(*{heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_version(type_in):
    found = type_in("--version")
    assert found.exit_code == 0
    assert found.stdout.startswith(f"exeunt {exeunt.__version__} (python ")


def test_wrong_usage_is_two(type_in):
    assert type_in("run").exit_code == 2
    assert type_in("run", "smallest", "--members", "many").exit_code == 2
    assert type_in("run", "smallest", "--set", "reach").exit_code == 2
    assert type_in("run", "smallest", "--resume", "--force").exit_code == 2
    many = type_in("run", "smallest", "--members", 10**9)
    assert (many.exit_code, "give a whole number from 1 to 1000000" in many.stderr) == (1, True)
    assert type_in("dance").exit_code == 2


def test_scenarios(type_in):
    assert "mobilisation-2022" in type_in("scenarios").stdout
    found = json.loads(type_in("scenarios", "--json").stdout)
    assert set(found[0]) == {"id", "title", "period", "places", "figures", "folder"}


def test_new_and_check(type_in, tmp_path):
    assert type_in("new", "mine").exit_code == 0
    good = type_in("check", "mine")
    assert good.exit_code == 0
    assert good.stdout.strip() == "mine: no faults"
    links = tmp_path / "mine" / "links.csv"
    links.write_text(links.read_text().replace("road", "raod", 2))
    bad = type_in("check", "mine")
    assert bad.exit_code == 1
    assert len(bad.stdout.splitlines()) == 2
    assert bad.stdout.startswith("links.csv:2:mode: ")
    assert json.loads(type_in("check", "mine", "--json").stdout)[0]["row"] == 2
    run = type_in("run", "mine")
    assert run.exit_code == 1
    assert "links.csv:2:mode" in run.stderr
    assert run.stdout == ""


def test_figures_beyond_a_period_cut_short_for_one_run_are_not_odd(type_in, tmp_path):
    type_in("new", "own", "--from", "smallest")
    for file, old, new in (
        ("observations.csv", "03-06,fit", "03-09,fit"),
        ("observations.csv", "03-05,west", "03-08,west"),
        ("rules.csv", "03-10", "03-02"),
    ):
        path = tmp_path / "own" / file
        path.write_text(path.read_text().replace(old, new))
    cut = type_in("run", "own", "--days", 6, "--members", 2, "--out", "cut")
    assert (cut.exit_code, " odd: " in cut.stderr) == (0, False)
    settings = tmp_path / "own" / "scenario.toml"
    settings.write_text(settings.read_text().replace("days = 14", "days = 6"))
    short = type_in("run", "own", "--members", 2, "--out", "short")
    assert short.exit_code == 0
    assert "observations.csv:2:until: odd: the figure was counted partly outside " in short.stderr


def test_what_is_odd_is_said_and_refuses_nothing(type_in, tmp_path):
    type_in("new", "mine")
    for path in (tmp_path / "mine").glob("*.csv"):
        path.write_text(path.read_text().replace("BBB", "FIN").replace("CCC", "KAS"))
    checked = type_in("check", "mine")
    assert checked.exit_code == 0
    first, odd = checked.stdout.splitlines()
    assert first == "mine: no faults"
    assert " odd: 'KAS' is the code of no country; did you mean KAZ (Kazakhstan)?" in odd
    found = json.loads(type_in("check", "mine", "--json").stdout)
    assert [each["odd"] for each in found] == [True]
    assert "KAZ (Kazakhstan)" in found[0]["right"]
    run = type_in("run", "mine", "--members", 2)
    assert run.exit_code == 0
    assert run.stderr.count("did you mean KAZ (Kazakhstan)?") == 1
    assert "odd:" not in run.stdout
    links = tmp_path / "mine" / "links.csv"
    links.write_text(links.read_text().replace("road", "raod", 1))
    both = type_in("check", "mine")
    assert both.exit_code == 1
    assert [" odd: " in line for line in both.stdout.splitlines()] == [False, True]


def test_run_prints_the_table_and_where_it_lies(type_in):
    found = type_in("run", "smallest", "--members", 3)
    assert found.exit_code == 0
    for said in ("Arrivals of those who fled", "Longest lines", "runs/smallest-1", "3 members, seed 1"):
        assert said in found.stdout


def test_run_json(type_in):
    found = json.loads(type_in("run", "smallest", "--members", 3, "--seed", 5, "--json").stdout)
    assert set(found) == {"run", "members", "seed", "seconds", "people_days"}
    assert found["run"] == "runs/smallest-1"
    assert found["members"] == 3
    assert found["seed"] == 5
    assert set(found["seconds"]) == {"compile", "simulate"}


def test_run_with_everything_different(type_in, tmp_path):
    rules = tmp_path / "shut.csv"
    rules.write_text("id,act,where,effect\nshut,enter,BBB,deny\n")
    words = ["--members", 2, "--days", 4, "--set", "reach=0.4", "--set", "scale=1.5", "--reading"]
    words += ["draft_total=draft-estimate", "--without", "bbb-closes", "--with", rules, "--by", "origin", "--out", "r"]
    assert type_in("run", "smallest", *words).exit_code == 0
    outcome = exeunt.open("r")
    assert outcome.world.settings.days == 4
    assert outcome.world.fixed == {"reach": 0.4, "scale": 1.5}
    assert outcome.world.chosen == {"draft_total": "draft-estimate"}
    assert "shut" in set(outcome.world.rules["id"])
    assert "bbb-closes" not in set(outcome.world.rules["id"])
    assert "arrivals_by_origin" in outcome.dataset


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "there is no such scenario"),
        (["smallest", "--set", "raech=1"], "There is no parameter 'raech'"),
        (["smallest", "--set", "reach=much"], "'much' is not a number"),
        (["smallest", "--reading", "draft_total=nobody"], "There is no claim 'nobody'"),
        (["smallest", "--without", "bbb"], "There is no rule 'bbb'"),
        (["smallest", "--with", "none.csv"], "none.csv:1:"),
        (["smallest", "--resume"], "There is no run of smallest"),
        (["smallest", "--mean", "--members", "3"], "A mean run is one course, so it has no --members"),
    ],
)
def test_faults_of_the_input_are_a_sentence(type_in, words, said):
    found = type_in("run", *words)
    assert found.exit_code == 1
    assert said in found.stderr
    assert "Traceback" not in found.output
    assert found.stdout == ""


def test_an_interrupted_run_is_kept_refused_and_resumed(type_in, engine):
    engine.trouble[15] = KeyboardInterrupt()
    broken = type_in("run", "smallest", "--members", 25, "--jobs", 1)
    assert broken.exit_code == 130
    assert "10 of 25 members are stored in runs/smallest-1" in broken.stderr
    engine.trouble.clear()
    assert "`exeunt run smallest --out runs/smallest-1 --resume`" in broken.stderr
    for command in (["show"], ["score"], ["compare", "runs/smallest-1"], ["export", "--to", "x.csv"]):
        refused = type_in(*command, "runs/smallest-1")
        assert refused.exit_code == 1
        assert "--resume" in refused.stderr
    resumed = type_in("run", "smallest", "--resume", "--json")
    assert resumed.exit_code == 0
    assert json.loads(resumed.stdout)["members"] == 25


def test_a_run_of_a_run_that_is_gone_goes_on_with_what_it_holds_and_says_where_it_came_from(type_in, engine):
    type_in("run", "smallest", "--members", 2, "--out", "first")
    engine.trouble[15] = KeyboardInterrupt()
    broken = type_in("run", "first/scenario", "--members", 20, "--jobs", 1, "--out", "second")
    assert "`exeunt run first/scenario --out second --resume`" in broken.stderr
    engine.trouble.clear()
    shutil.rmtree("first")
    for words in (["show", "second"], ["run", "first/scenario", "--out", "second", "--resume"]):
        refused = type_in(*words)
        assert refused.exit_code == 1
        assert "`exeunt run second/scenario --out second --resume`" in refused.stderr
    mistyped = type_in("run", "smalest", "--out", "second", "--resume")
    assert "did you mean smallest?" in mistyped.stderr
    assert type_in("run", "second/scenario", "--out", "second", "--resume").exit_code == 0
    assert json.loads(Path("second/run.json").read_text())["first_source"]["source"] == "smallest"


def test_an_existing_folder_is_refused(type_in, stored):
    refused = type_in("run", "smallest", "--out", stored)
    assert refused.exit_code == 1
    assert "--force" in refused.stderr
    assert type_in("run", "smallest", "--members", 2, "--out", stored, "--force").exit_code == 0


@pytest.mark.parametrize("asked", [["--mean"], ["--members", "1"]])
def test_one_course_has_no_band_in_any_table(type_in, asked):
    """Bands are written as `4..5`."""
    printed = [type_in("run", "smallest", *asked).stdout]
    assert type_in("run", "smallest", *asked, "--seed", 1, "--set", "reach=0.9", "--out", "other").exit_code == 0
    run = "runs/smallest-1"
    commands = (["show"], ["show", "--by", "day"], ["show", "--gate", "west-gate"], ["score"])
    printed += [type_in(*command, run).stdout for command in commands]
    printed += [type_in("compare", run, "other", *words).stdout for words in ([], ["--all"], ["--by", "day"])]
    assert all(printed)
    for text in printed:
        assert ".." not in text
        assert "()" not in text
    for row in json.loads(type_in("show", run, "--json").stdout)["arrivals"]:
        assert row["arrivals"] > 0
        assert row["q05"] is row["q95"] is None


def test_show(type_in, stored):
    assert "Arrivals of those who fled" in type_in("show", stored).stdout
    found = json.loads(type_in("show", stored, "--json").stdout)
    assert set(found) == {"arrivals", "present", "counted", "queues"}
    assert [row["where"] for row in found["counted"]] == ["west-gate"]
    assert found["arrivals"][0]["arrivals"] > 0
    days = json.loads(type_in("show", stored, "--by", "day", "--gate", "West Gate", "--json").stdout)
    assert len(days) == 14
    assert days[0]["day"] == "2024-03-01"
    assert {"crossings_in", "crossings_in_q05", "queue_km"} <= set(days[0])
    capital = type_in("show", stored, "--place", "OLDTOWN").stdout
    assert capital.startswith("Capital (capital): median over members")
    assert "departures" in capital
    assert "2024-03-14" in type_in("show", stored, "--by", "day").stdout
    by_week = [
        type_in("show", stored, "--by", "week", *spot).stdout
        for spot in (["--gate", "West Gate"], ["--place", "capital"], [])
    ]
    assert (
        "\nQueues and waits are those on the highest day of each week; people who come and go are added" in by_week[0]
    )
    assert "\nThe stock is that at the end of each week;" in by_week[1]
    assert "of each week" not in by_week[2]
    assert type_in("show", stored, "--place", "capital", "--gate", "west-gate").exit_code == 2
    unknown = type_in("show", stored, "--gate", "west")
    assert unknown.exit_code == 1
    assert "did you mean West Gate?" in unknown.stderr
    assert "There is no run at runs/none" in type_in("show", "runs/none").stderr


def test_score(type_in, stored, tmp_path):
    found = json.loads(type_in("score", stored, "--json").stdout)
    assert set(found) == {"overall", "naive", "by_lead", "targets", "repeated", "unscored"}
    assert found["targets"][0]["id"] == "west-0305"
    assert found["overall"]["n"] == 1
    assert "west-0305" in type_in("score", stored).stdout
    observed = tmp_path / "observed.csv"
    observed.write_text("id,from,until,where,measure,value\nx,2024-03-06,2024-03-06,CCC,crossings_in,oops\n")
    refused = type_in("score", stored, "--observed", observed)
    assert refused.exit_code == 1
    assert "observed.csv:2:value: 'oops' is not a number" in refused.stderr


def test_figures_to_score_against_are_held_against_the_scenario_as_those_to_take_in_are(type_in, tmp_path):
    type_in("run", "smallest", "--members", 2, "--days", 7)
    counts = tmp_path / "counts.csv"
    head = "id,from,until,where,measure,value\n"
    rows = [f"x,2024-03-0{day},2024-03-0{day},{gate},crossings_in,5\n" for day, gate in ((6, "west-gat"), (9, "BBB"))]
    counts.write_text(head + rows[0])
    for words in (("score", "runs/smallest-1", "--observed", counts), ("update", "runs/smallest-1", counts)):
        refused = type_in(*words)
        assert refused.exit_code == 1
        assert refused.stderr.startswith("counts.csv:2:where: 'west-gat' is not known; did you mean west-gate")
    counts.write_text(head + rows[1])  # a run may be cut short: what was counted later is no fault
    assert "cannot say" in type_in("score", "runs/smallest-1", "--observed", counts).stdout


def test_compare(type_in, stored):
    assert type_in("run", "smallest", "--members", 12, "--set", "reach=0.4").exit_code == 0
    assert "Nothing changed" in type_in("compare", stored, "runs/smallest-2").stdout  # the stand-in has no choices
    found = json.loads(type_in("compare", stored, "runs/smallest-2", "--json").stdout)
    assert set(found) == {"unlike", "differences", "deflection", "queues"}
    assert found["unlike"] == []
    assert {"kind", "id", "variable", "difference", "q05", "q95"} <= set(found["differences"][0])
    assert found["deflection"] is None
    assert {"gate", "before_clears", "after_clears", "on_average"} <= set(found["queues"][0])
    type_in("run", "smallest", "--members", 12, "--seed", 2)
    refused = type_in("compare", stored, "runs/smallest-3")
    assert refused.exit_code == 1
    assert "different seeds (1 and 2)" in refused.stderr


def test_compare_says_first_that_runs_are_of_different_scenarios(type_in, stored):
    assert type_in("new", "mine").exit_code == 0
    for table in Path("mine").glob("*.csv"):
        table.write_text(table.read_text().replace("CCC", "FIN"))
    assert type_in("run", "mine", "--members", 12, "--out", "other").exit_code == 0
    different = "The two runs are of different scenarios, smallest and mine. "
    for words in ([], ["--all"], ["--by", "day"]):
        printed = type_in("compare", stored, "other", *words).stdout
        assert printed.startswith(f"{different}Only the first run has the country CCC: its people are in the totals")
        assert "Only the second run has the country Finland (FIN): its people are" in printed
    named = type_in("compare", stored, "other", "--country", "BBB").stdout
    assert named.startswith(different.strip())
    assert "Only" not in named
    told = json.loads(type_in("compare", stored, "other", "--json").stdout)["unlike"]
    assert [each.partition(" has")[0] for each in told[1:]] == ["Only the first run", "Only the second run"]


def test_compare_says_who_goes_elsewhere_and_what_happens_each_day(type_in, stored, engine, monkeypatch):
    real = engine.run

    def shut(self, member):
        arrays = real(self, member)
        bbb, ccc = self.labels.countries.index("BBB"), self.labels.countries.index("CCC")
        arrays["arrivals"][:, ccc] += arrays["arrivals"][:, bbb]
        arrays["arrivals"][:, bbb] = 0
        arrays["queue_people"] = arrays["queue_people"] + 1000
        return arrays

    monkeypatch.setattr(engine, "run", shut)
    assert type_in("run", "smallest", "--members", 12).exit_code == 0
    text = type_in("compare", stored, "runs/smallest-2").stdout
    assert "Where those go who no longer arrive in BBB" in text
    assert any(line.split()[0] == "CCC" and "100 %" in line for line in text.splitlines() if line.startswith("  "))
    assert "gone by" in text
    days = type_in("compare", stored, "runs/smallest-2", "--by", "day").stdout
    assert days.splitlines()[1].split() == ["day", "BBB", "CCC"]
    assert "2024-03-14" in days
    rows = json.loads(
        type_in("compare", stored, "runs/smallest-2", "--by", "day", "--gate", "West Gate", "--json").stdout
    )
    assert {row["id"] for row in rows} == {"west-gate"}
    assert {row["difference"] for row in rows if row["variable"] == "queue_people"} == {1000}
    named = type_in("compare", stored, "runs/smallest-2", "--country", "bbb", "--place", "capital").stdout
    assert "BBB" in named
    assert "CCC" not in named
    assert "country crossings in" not in text
    assert "queue people (highest day)" in type_in("compare", stored, "runs/smallest-2", "--all").stdout
    unknown = type_in("compare", stored, "runs/smallest-2", "--gate", "west")
    assert unknown.exit_code == 1
    assert "did you mean West Gate?" in unknown.stderr


def test_how_to_resume_can_be_typed_as_it_is_printed(type_in, engine, tmp_path):
    """Whatever the folders are called."""
    type_in("new", "my scen")
    engine.trouble[15] = KeyboardInterrupt()
    broken = type_in("run", "my scen", "--members", 25, "--jobs", 1, "--out", "it's my run")
    assert broken.exit_code == 130
    engine.trouble.clear()
    program, *words = shlex.split(re.search("`(exeunt run .*?)`, with", broken.stderr)[1])
    assert program == "exeunt"
    assert type_in(*words).exit_code == 0
    assert exeunt.open("it's my run").manifest["members"] == 25
    again = type_in("run", "my scen", "--members", 2, "--out", "another run").stdout
    assert "The outcome lies in another run; `exeunt show 'another run'` prints this again." in again
    assert "`exeunt check 'a third'` reads them" in type_in("new", "a third").stdout


def test_many_faults_are_named_by_the_command_that_names_them_all(type_in, tmp_path):
    type_in("new", "my scen")
    links = tmp_path / "my scen" / "links.csv"
    head, row, *_ = links.read_text().splitlines()
    links.write_text("\n".join([head, *[row.replace("road", "raod")] * 30]) + "\n")
    refused = type_in("run", "my scen").stderr.splitlines()
    faults = [line for line in type_in("check", "my scen").stdout.splitlines() if " odd: " not in line]
    more = len(faults) - 20
    assert refused[-1] == f"and {more} more; `exeunt check 'my scen'` names all"
    rules = tmp_path / "more.csv"
    rules.write_text("id,act,where,effect\n" + "".join(f"r{n},enter,BBB,forbid\n" for n in range(30)))
    assert type_in("run", "smallest", "--with", rules).stderr.splitlines()[-1] == "and 10 more"
    figures = tmp_path / "figures.csv"
    rows = "".join(f"x{n},2024-03-06,2024-03-06,CCC,crossings_in,oops\n" for n in range(30))
    figures.write_text(f"id,from,until,where,measure,value\n{rows}")
    type_in("run", "smallest", "--members", 2)
    assert type_in("score", "runs/smallest-1", "--observed", figures).stderr.splitlines()[-1] == "and 10 more"


def test_what_cannot_be_written_is_named_as_it_was_given(type_in, stored):
    refused = type_in("export", stored, "--to", "/proc/out.csv")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("/proc/out.csv: ")


def test_export(type_in, stored, tmp_path):
    assert type_in("export", stored, "--to", "out.csv").stdout.strip() == "out.csv"
    assert (tmp_path / "out.csv").read_text().startswith("variable,")
    assert type_in("export", stored, "--to", "out.doc").exit_code == 1
    assert type_in("export", stored, "--as", "hub", "--to", "hub.csv").stdout.strip() == "hub.csv"
    assert (tmp_path / "hub.csv").read_text().startswith("reference_date,target,horizon,")


def test_compiling_is_announced(type_in, engine, monkeypatch):
    from numba import njit

    def run(self, member, real=engine.run):
        njit(lambda: member)()
        return real(self, member)

    monkeypatch.setattr(engine, "run", run)
    found = type_in("run", "smallest", "--members", 2, "--json")
    assert found.stderr.count("compiling the engine, once; about") == 1
    assert json.loads(found.stdout)["seconds"]["compile"] > 0


def test_each_help_has_an_example_whose_options_exist():
    group = typer.main.get_command(app)
    commands = {**group.commands, **group.commands["import"].commands}
    for name, command in commands.items():
        if name == "import":
            continue
        example = command.epilog.removeprefix("For example: ").split()
        assert example[0] == "exeunt"
        assert name in example
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in example if word.startswith("--")} <= known


def test_resuming_something_else_is_refused_in_options(type_in, stored):
    refused = type_in(
        "run", "smallest", "--out", stored, "--resume", "--members", 12, "--seed", 9, "--set", "reach=0.4"
    )
    assert refused.exit_code == 1
    assert "its --seed is 1, not 9; its --set is none, not reach=0.4" in refused.stderr
    assert "another folder with --out." in refused.stderr


def test_no_message_below_the_command_line_names_its_options():
    """Whoever writes Python sees them too; `exits.typed` says them in the words of the command line."""
    package = Path(exeunt.__file__).parent
    above = {package / "cli.py", *(package / "commands").iterdir()}
    for path in set(package.rglob("*.py")) - above:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Raise):
                words = " ".join(str(part.value) for part in ast.walk(node) if isinstance(part, ast.Constant))
                assert not re.search(r"(?<!\w)--[a-z]|`exeunt ", words), f"{path.name}:{node.lineno}: {words}"
