"""Whatever the package gives can be copied, pickled, and returned by another process."""

import copy
import multiprocessing
import pickle
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import pandas as pd
import pytest

import elsewhere
import exeunt
from exeunt.api.comparison import Comparison
from exeunt.errors import CellOf, Interrupted, Option, Resuming


def _raised(kind: type[BaseException], of: Callable[[], object]) -> BaseException:
    with pytest.raises(kind) as caught:
        of()
    return caught.value


@pytest.fixture(scope="module")
def given(smallest: exeunt.World, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("given")
    stored = smallest.run(members=10, seed=1, out=folder / "run", progress=False)
    before = smallest.run(members=10, seed=1, progress=False)
    after = smallest.without_rule("ccc-open").run(members=10, seed=1, progress=False)
    counts = folder / "counts.csv"
    counts.write_text("date,country,arrivals\n2024-03-05,BBB,300\n")
    return {
        "world": smallest,
        "changed world": smallest.with_parameter("reach", 0.2).with_rule(where="BBB", act="enter", effect="allow"),
        "outcome": before,
        "stored outcome": stored,
        "opened outcome": exeunt.open(folder / "run"),
        "comparison": before.compare(after),
        "deflection": before.deflection(after),
        "scores": before.score(),
        "answer": smallest.ways(start="capital", on="2024-03-05"),
        "posterior": smallest.fit(members=20, progress=False),
        "sweep": smallest.sweep({"reach": (0.1, 0.5, 2)}, members=2, progress=False),
        "views": before.views(),
        "difference": before.difference(after),
        "report": before.write_report(folder / "report.html"),
        "arrivals": exeunt.read_arrivals(counts, folder / "run" / "scenario"),
        "listed": exeunt.scenarios()[0],
        "map": smallest.map(),
        "ScenarioError": _raised(exeunt.ScenarioError, lambda: smallest.with_rule(where="X", act="enter", effect="z")),
        "InputError": _raised(exeunt.InputError, lambda: smallest.run(out=folder / "run")),
        "Interrupted": Interrupted("Go on: ", Resuming("a", folder), Option("only", CellOf("a", "b"))),
    }


def _pickled(thing: Any) -> Any:
    return pickle.loads(pickle.dumps(thing))


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, _pickled])
def test_what_is_given_can_be_copied(given: dict[str, Any], copied: Callable[[Any], Any]) -> None:
    for name, thing in given.items():
        again = copied(thing)
        # what pandas makes of a comparison is a plain table
        kind = pd.DataFrame if isinstance(thing, Comparison) and copied is not _pickled else type(thing)
        assert (name, type(again), repr(again)) == (name, kind, repr(thing))
    error = copied(given["ScenarioError"])
    assert (error.faults, error.folder) == (given["ScenarioError"].faults, given["ScenarioError"].folder)
    assert copied(given["InputError"]).parts == given["InputError"].parts


def test_a_comparison_that_was_pickled_shows_its_pictures(given: dict[str, Any]) -> None:
    again = _pickled(given["comparison"])
    assert again.before.dataset.identical(given["outcome"].dataset)
    assert again._repr_html_() == given["comparison"]._repr_html_()


def test_other_processes_return_outcomes_and_errors(given: dict[str, Any]) -> None:
    """Where one cannot be unpickled a pool hangs or breaks: workers of `multiprocessing` fail in the same way."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        outcome = pool.submit(elsewhere.simulated, 2).result(timeout=120)
        error = pool.submit(elsewhere.ruled, "X").exception(timeout=120)
    assert outcome.dataset.identical(elsewhere.simulated(2).dataset)
    assert isinstance(error, exeunt.ScenarioError)
    assert "'X' is not known" in str(error)
