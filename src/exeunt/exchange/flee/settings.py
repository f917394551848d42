"""``simsetting.yml``: how FLEE is to run."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import yaml

from exeunt.errors import quoted
from exeunt.exchange.flee.folder import Settings, Value
from exeunt.exchange.flee.known_settings import ALIASES, KNOWN, LEAST, SECTIONS, SET_ASIDE, SWITCHES, USED, WORDS, Kind
from exeunt.exchange.rows import Findings, number, read_or_note, whole
from exeunt.scenario.spelling import all_meant
from exeunt.wording import joined

TRUE, FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")
RIGHT = {
    "yes or no": "write True or False",
    "whole": "write a whole number",
    "number": "write a number",
    "numbers": "write numbers between brackets: [1.0, 0.5]",
    "text": "write a word",
}
AS: dict[Kind, str] = {
    "yes or no": "True or False",
    "whole": "a whole number",
    "number": "a number",
    "numbers": "a list of numbers",
    "text": "a word",
}
HOW_NEAR = 0.8  # settings of one section are alike by its name
BLANK = ("", "~", "null", "none")

Entry = tuple[str, yaml.Node]


def read_settings(path: Path | None, findings: Findings) -> Settings:
    """Read the settings; FLEE's defaults stand for those that the file does not hold, or if there is no file."""
    values = {key: default for key, (_, default) in KNOWN.items()}
    if path is None:
        return Settings(values, frozenset(), ())
    given: dict[str, int] = {}
    unknown: dict[str, int] = {}
    for written, node in _entries(path, findings):
        key, line = ALIASES.get(written, written), node.start_mark.line + 1
        if key not in KNOWN:
            unknown[written] = line
            continue
        if key in given:
            findings.say_odd(path.name, line, f"{quoted(written)} is set twice; the last is read")
        kind = KNOWN[key][0]
        value = _value(node, kind)
        if value is None and not _is_blank(node):
            wrong = f"is {quoted(_shown(node))}"
            if key in USED:
                findings.fault(path.name, line, written, wrong, RIGHT[kind])
            else:
                findings.say_odd(
                    path.name, line, f"{quoted(written)} {wrong} where FLEE has {AS[kind]}; it is not used"
                )
        if key in WORDS and isinstance(value, str):
            value = value.strip().lower()
            if value not in WORDS[key]:
                findings.fault(path.name, line, written, f"is {quoted(value)}", f"write {joined(WORDS[key], 'or')}")
        if key in LEAST and isinstance(value, int | float) and value < LEAST[key]:
            findings.fault(path.name, line, written, f"is {quoted(_shown(node))}", f"write {LEAST[key]:g} or more")
        if value is not None:
            values[key], given[key] = value, line
    free = [key for key in KNOWN if key not in given]
    for written, question in all_meant(unknown, free, how_near=HOW_NEAR).items():
        sentence = f"{quoted(written)} is no setting of FLEE{question} and is not read"
        findings.say_odd(path.name, unknown[written], sentence)
    if aside := [key for key in given if key.startswith(SET_ASIDE)]:
        findings.say_unused(path.name, f"the settings {', '.join(aside)} have no equivalent")
    return Settings(values, frozenset(given), tuple(unknown))


def _entries(path: Path, findings: Findings) -> Iterator[Entry]:
    """Go through the settings by their full names, as they are written: what they mean depends on the key."""
    text = read_or_note(path, None, findings, missing="give the path of the settings, or none")
    if text is None:
        return
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:  # escapes such as "\\UFFFFFFFF"
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        wrong = f"is no YAML from here on ({problem})"
        findings.fault(path.name, mark.line + 1 if mark else 1, "", wrong, "write lines such as `hasten: 1`")
        return
    if root is None or _is_blank(root):
        return
    if not isinstance(root, yaml.MappingNode):
        right = "write sections with their settings below them, such as `move_rules:` and `  camp_weight: 1.0`"
        findings.fault(path.name, 1, "", "does not hold settings by name", right)
        return
    yield from _below("", root, path, findings)


def _below(section: str, mapping: yaml.MappingNode, path: Path, findings: Findings) -> Iterator[Entry]:
    for name, node in mapping.value:
        key = f"{section}{name.value}" if isinstance(name, yaml.ScalarNode) else f"{section}?"
        if key not in SECTIONS:
            yield key, node
        elif isinstance(node, yaml.MappingNode):
            yield from _below(f"{key}.", node, path, findings)
        elif key in SWITCHES and _value(node, "yes or no") is not None:
            sentence = f"{quoted(key)} is set to {_shown(node)}, which says nothing beside its settings and is not read"
            findings.say_odd(path.name, node.start_mark.line + 1, sentence)
        elif not _is_blank(node):
            right = "write its settings below it, further to the right"
            findings.fault(path.name, node.start_mark.line + 1, key, "does not hold settings by name", right)


def _value(node: yaml.Node, kind: Kind) -> Value:
    """Understand a value as its key wants it: so `"False"`, no and 0 are all false. None if it cannot be."""
    if kind == "numbers":
        if not isinstance(node, yaml.SequenceNode):
            return None
        numbers = [number(item.value) if isinstance(item, yaml.ScalarNode) else None for item in node.value]
        known = tuple(value for value in numbers if value is not None)
        return known if len(known) == len(numbers) else None
    if not isinstance(node, yaml.ScalarNode) or _is_blank(node):
        return None
    word = node.value.strip().lower()
    if kind == "yes or no":
        return True if word in TRUE else False if word in FALSE else None
    if kind == "whole":
        return whole(word)
    if kind == "number":
        value = number(word)
        return value if value is not None and math.isfinite(value) else None
    return str(node.value)


def _is_blank(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.value.strip().lower() in BLANK


def _shown(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    return "a list" if isinstance(node, yaml.SequenceNode) else "a section"
