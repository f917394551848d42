"""What is refused is said in words for the page."""

from pathlib import Path

import pytest

import studio_benches
from exeunt import api
from exeunt.errors import CellOf, InputError, Option, Placeholder, Question, ScenarioError
from exeunt.studio.told import refusal
from exeunt.studio.worker import Recipe, answer

PRIOR = InputError("Fit anew, or run with ", Option("prior", True), ".")
ASKED = Question("mine.csv", 3, "Group", "who is meant is open", "say it:", (Option("only", CellOf("Group", "all")),))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PRIOR, "Fit anew, or run with --prior."),
        (InputError("Give another ", Option("since", Placeholder("DATE")), "."), "Give another “First day”."),
        (InputError(Option("where"), " is 5; give a text"), "“Where they were counted” is 5; give a text"),
        (
            InputError("Say ", Option("counts", "new"), " or ", Option("on", ""), "."),
            "Say “Figures are” new or “The day they are of”.",
        ),
        (ScenarioError([ASKED]), "mine.csv:3:Group: who is meant is open; say it: “Only rows” Group=all"),
        (OSError(28, "No space left on device", "/a/b"), "/a/b: No space left on device"),
    ],
)
def test_nothing_is_said_in_the_words_of_python(error, said):
    assert refusal(error) == said


def test_neither_by_the_process_that_simulates_nor_by_an_answer(browser, tab, monkeypatch):
    def refuse(*asked, **more):
        raise PRIOR

    monkeypatch.setattr(api, "load", refuse)
    recipe = Recipe("smallest", False, Path("nowhere"))
    assert answer(recipe, studio_benches.Silent(), {}) == ("refused", refusal(PRIOR))
    monkeypatch.setattr(api, "new_country", refuse)
    told = browser.post("/api/crisis", headers=tab, json={"country": "Atlantis"})
    assert told.json()["error"] == refusal(PRIOR)
