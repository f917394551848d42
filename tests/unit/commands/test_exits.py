"""What Python says, in the words of the command line."""

from pathlib import Path

import pytest

import exeunt
from arrivals_files import bulletin
from exeunt.commands.exits import first, typed
from exeunt.errors import (
    CellOf,
    InputError,
    Interrupted,
    MeaningOf,
    Option,
    Placeholder,
    RangeOf,
    Resuming,
    ResumingFit,
    ScenarioError,
)
from exeunt.outcome.added_figures import added_figures


@pytest.mark.parametrize(
    ("part", "in_python", "when_typed"),
    [
        (
            Resuming("smallest", Path("runs/a")),
            "load('smallest').run(out='runs/a', resume=True)",
            "exeunt run smallest --out runs/a --resume",
        ),
        (
            Resuming("my scen", Path("it's mine")),
            "load('my scen').run(out=\"it's mine\", resume=True)",
            "exeunt run 'my scen' --out 'it'\"'\"'s mine' --resume",
        ),
        (
            ResumingFit(Path("a b")),
            "load(SCENARIO).fit(out='a b', resume=True)",
            "exeunt fit SCENARIO --out 'a b' --resume",
        ),
        (Option("out", Path("runs/a b")), "out='runs/a b'", "--out 'runs/a b'"),
        (Option("out", ""), "out=", "--out"),
        (Option("only", CellOf("Group of", "it's")), """only={'Group of': ["it's"]}""", "--only 'Group of=it'\"'\"'s'"),
        (Option("means", MeaningOf("A b", "c")), "means={'A b': 'c'}", "--means 'A b=c'"),
        (Option("vary", RangeOf("reach")), "vary={'reach': (LOW, HIGH, N)}", "--vary reach=LOW:HIGH:N"),
        (Option("path", ""), "path=", "--out"),
        (Option("force", True), "force=True", "--force"),
        (Option("observed", Placeholder("FILE")), "observed=FILE", "--observed FILE"),
        (Option("seed"), "seed", "--seed"),
        (Option("with_parameter"), "with_parameter", "--set"),
        (Option("min_population"), "min_population", "--min-population"),
        (Option("family_size", Placeholder("N")), "family_size=N", "--family-size N"),
        (Option("by_origin"), "by_origin", "--by origin"),
        (Option("period"), "period", "period (--days)"),
        ("a file called resume=True",) * 3,
    ],
)
@pytest.mark.parametrize("kind", [InputError, Interrupted])
def test_advice_is_worded_for_whoever_reads_it(kind, part, in_python, when_typed):
    error = kind("Say ", part, ".")
    assert str(error) == f"Say {in_python}."
    assert typed(error.parts) == f"Say {when_typed}."


def test_a_sheet_as_analysts_have_it_is_sent_to_the_command_that_reads_it(tmp_path):
    file = bulletin(tmp_path)
    with pytest.raises(ScenarioError) as refused:
        added_figures(file, exeunt.load("smallest"))
    (fault,) = refused.value.faults
    assert typed(fault.parts).endswith(f"exeunt import arrivals {file} --scenario SCENARIO")


def test_only_the_first_of_many_faults_are_said_and_where_the_others_are():
    lines = [f"fault {n}" for n in range(23)]
    assert first(lines[:20], "mine") == lines[:20]
    assert first(lines, "my scen") == [*lines[:20], "and 3 more; `exeunt check 'my scen'` names all"]
    assert first(lines, None) == [*lines[:20], "and 3 more"]
