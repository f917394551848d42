"""Every word that the page says of itself stands in one file."""

import re
from importlib.resources import files

import pytest

from exeunt.studio import changes, figures, told

STATIC = files("exeunt.studio").joinpath("static")
SCRIPTS = sorted(each.name for each in STATIC.iterdir() if each.name.endswith(".js") and each.name != "words.js")
TEXT = re.compile(r'"([^"\n]*)"|`([^`\n]*)`')
OF_THE_PROGRAM = re.compile(r"^[a-z0-9_-]+( [a-z0-9_-]+)*$|[#./\[\]=<]|px |^[A-Z][a-z]+(-[A-Z][a-z]+)+$")


def words_of(script):
    """Texts of a script that a reader could take for prose: two words, or one with a capital; no class, path or key."""
    code = "\n".join(line.split(" // ")[0] for line in script.splitlines() if not line.lstrip().startswith("//"))
    for quoted, written in TEXT.findall(code):
        text = re.sub(r"\$\{[^}]*\}", "", quoted or written).strip()
        if re.search(r"[A-Za-z]{2,} [a-z]{2,}|^[A-Z][a-z]{2,}", text) and not OF_THE_PROGRAM.search(text):
            yield text


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_script_but_that_of_words_says_anything(name):
    assert list(words_of(STATIC.joinpath(name).read_text(encoding="utf-8"))) == []


def test_prose_is_told_from_what_belongs_to_the_program():
    said = 'make("p", { class: "card top" }, "Nothing here", `${many} people, all gone`); get("/api/x"); // "Never"'
    assert list(words_of(said)) == ["Nothing here", "people, all gone"]


def test_whatever_a_file_of_figures_may_leave_open_has_one_name():
    (asks,) = re.findall(r"asks: \{(.*)\},", STATIC.joinpath("words.js").read_text(encoding="utf-8"))
    said = re.findall(r'(\w+): (?:\(\w+\) => )?["`](.*?)["`]', asks)
    assert {name for name, _ in said} == {*figures.TEXTS, "only", "means", "family_size"} == set(told.OF_FIGURES)
    assert [name for name, words in said if not words.startswith(told.OF_FIGURES[name])] == []


@pytest.mark.parametrize("names", [changes.FIELDS, told.FIELDS], ids=["of a rule", "of what is refused"])
def test_fields_are_named_as_the_page_names_them(names):
    words = STATIC.joinpath("words.js").read_text(encoding="utf-8")
    assert [name for name in names.values() if f'"{name}"' not in words and f"`{name} " not in words] == []
