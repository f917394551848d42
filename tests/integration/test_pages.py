"""The numbers in pages are what the pages' own commands print."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.usefixtures("no_report")
DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def pages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_pages", DOCS / "make_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_marked_block_is_what_the_command_before_it_prints(pages, engine):
    page = (
        "Type\n\n    exeunt run smallest --members 3 --out runs/a\n\n{}\n```text\n{}```\n\n```text\nnot marked\n```\n"
    )
    made = pages.printed(page.format("<!-- printed: Longest lines -->", "old\n"))
    assert "\nLongest lines (the worst day)\ngate " in made
    assert "\nold\n" not in made
    assert "Arrivals of those who fled" not in made
    assert made.endswith("```text\nnot marked\n```\n")
    assert pages.printed(made) == made
    assert not Path("runs/a").exists()
    whole = pages.printed(page.format("<!-- printed -->", ""))
    assert "Arrivals of those who fled" in whole
    assert "`exeunt show runs/a` prints this again" in whole


def test_a_title_that_is_not_printed_and_a_command_that_fails_are_said(pages, engine):
    with pytest.raises(SystemExit, match="nothing that was printed begins with 'Nowhere'"):
        pages.printed("    exeunt scenarios\n\n<!-- printed: Nowhere -->\n```text\n```\n")
    with pytest.raises(SystemExit, match="there is no such scenario"):
        pages.printed("    exeunt check nowhere-at-all\n")


def test_every_block_of_numbers_in_the_tutorial_is_marked():
    text = (DOCS / "tutorial" / "first-run.md").read_text(encoding="utf-8")
    assert text.count("```text\n") == text.count("-->\n```text\n") == 3


def test_the_tutorial_prints_what_it_says(pages):
    for path in pages.PAGES:
        text = path.read_text(encoding="utf-8")
        assert pages.printed(text) == text, f"{path.name}: run docs/make_pages.py"
