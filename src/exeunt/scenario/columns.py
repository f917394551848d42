"""From text to typed columns, a column at a time and its cells one by one.

Cells are plain Python text while they are read: for the few rows of most tables that takes a fifth of the time that
pandas takes, for a hundred thousand rows half as much again.

The types of the schema, each with what it becomes:

==================  ===================================================================================
text, key           text; a key is unique in its table, together with `known_until`
id                  a unique key that can be part of a joined list or a link's name: no ``+``, ``>``, ``@``
word                a single word that a condition can name
number, whole       a finite number, with a range such as ``> 0``, ``> 0 <= 9`` or ``0..1``
yes/no              True or False
one of …            one of the words that follow
country             three capital letters (ISO 3166-1 alpha-3)
from, until, …      a local time, see `times.py`
date                a local time that stands alone
opening hours       hours of the week, text, see `opening_hours.py`
effect              what a rule does, with the parsed columns `effect_kind` and `effect_value`
weekdays            ``mon`` to ``sun`` joined by ``+``
place, gate, claim  an id of that table; `where` and `members` are ids of several kinds, see `where.py`; all stay text
who, counted        a condition on traits, text; `counted` may also be ``citizens`` or ``all``
driver, measure     a word of the vocabulary, text
==================  ===================================================================================
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple
from unicodedata import category

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray

from exeunt.errors import Fault, quoted
from exeunt.scenario import effects, times
from exeunt.scenario.beliefs import UNTIL
from exeunt.scenario.codes import code_of
from exeunt.scenario.formulas import SIGNS
from exeunt.scenario.links import link_ids
from exeunt.scenario.opening_hours import RIGHT as RIGHT_HOURS
from exeunt.scenario.opening_hours import opening_hours
from exeunt.scenario.periods import ENDS_EARLY, NO_MOMENT, no_moments
from exeunt.scenario.ranges import example, out_of_range, range_words, within
from exeunt.scenario.spelling import suggestions
from exeunt.scenario.tables import Column, columns, has_moments
from exeunt.scenario.thousands import has_points, is_decimal, meant
from exeunt.scenario.units import counting
from exeunt.scenario.who import KEYWORDS, WORD

SHORTEST_HOURS = 0.1  # a journey that takes less reads as this
_NO_SIGN = ("Cc", "Zl", "Zp")  # what Unicode calls control characters, and ends of lines and paragraphs
_JOINING, _PATH = frozenset("+>@"), frozenset("/\\")
_CODE = re.compile("[A-Z]{3}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


class Cells(NamedTuple):
    """The cells of a column without the blanks around them, the line each stands on, and the column's type.

    `believed` is until when each row was believed, as text: keys tell apart rows of one day only. `counting` is whether
    each number is one of people or vehicles, whose points nothing in the table tells to be decimal ones.
    """

    texts: list[str]
    lines: list[int]
    type: str
    believed: Sequence[str] = ()
    counting: Sequence[bool] = ()


class Problem(NamedTuple):
    """Which cells of a column have one sort of fault; `{}` in `wrong` stands for the cell.

    What is wrong and what is right may differ from cell to cell (a list as long as the column).
    """

    at: Sequence[bool] | NDArray[np.bool_]
    wrong: str | list[str]
    right: str | list[str]


Array = ExtensionArray | NDArray[Any]
Converted = tuple[Array, list[Problem]]
Converter = Callable[[Cells], Converted]


def typed(table: str, text: pd.DataFrame, *, file: str) -> tuple[pd.DataFrame, list[Fault]]:
    """Turn a table of text into typed columns, with every cell that is at fault.

    Columns the schema does not know are kept as text.
    """
    faults: list[Fault] = []
    out: dict[str, Array] = {}
    lines = text.index.tolist()
    cells = {
        column.name: [cell.strip() for cell in text[column.name].tolist()] if column.name in text else [""] * len(lines)
        for column in columns(table)
    }
    believed = [cell.strip() for cell in text[UNTIL].tolist()] if UNTIL in text else []
    counted = counting(table, cells)
    if _has_decimals(table, cells):  # a file has one convention
        counted = {column.name: counted[column.name] for column in columns(table) if column.type.startswith("whole")}
    for column in columns(table):
        given = cells[column.name]
        values, problems = _convert(Cells(given, lines, column.type, believed, counted.get(column.name, ())), column)
        if column.required == "yes" and column.name in text:
            problems.append(Problem([not cell for cell in given], "is blank", f"fill it in: {column.meaning}"))
        faults += [fault for problem in problems for fault in _faults(problem, given, lines, file, column.name)]
        out[column.name] = values
    if has_moments(table):
        lasts_none = np.asarray(out["from"] == out["until"], np.bool_)
        problem = Problem(no_moments(cells["from"], cells["until"], lasts_none), ENDS_EARLY[0], NO_MOMENT)
        faults += _faults(problem, cells["until"], lines, file, "until")
    for name in text:
        out.setdefault(str(name), text[name].array)
    return _with_parsed(pd.DataFrame(out, index=text.index), table), faults


def empty(table: str) -> pd.DataFrame:
    """Give the table as it is read from a file without rows."""
    return _empty(table).copy()


@cache
def _empty(table: str) -> pd.DataFrame:
    names = [column.name for column in columns(table)]
    return typed(table, pd.DataFrame(columns=names, index=pd.Index([], dtype="int64"), dtype="str"), file="")[0]


def _faults(problem: Problem, given: list[str], lines: list[int], file: str, column: str) -> Iterator[Fault]:
    for i in np.flatnonzero(problem.at).tolist():
        wrong, right = (text if isinstance(text, str) else text[i] for text in problem[1:])
        yield Fault(file, lines[i], column, wrong.replace("{}", quoted(given[i])), right)


def _convert(given: Cells, column: Column) -> Converted:
    if not any(given.texts):  # most columns of a small scenario: a blank cell reads as its default and is no fault
        return _default(column).take(np.zeros(len(given.texts), np.intp)), []
    filled = given._replace(texts=[text or column.default for text in given.texts]) if column.default else given
    return _converter(column)(filled)


@cache
def _default(column: Column) -> Array:
    """Return what a blank cell of a column reads as, as an array of one."""
    return _converter(column)(Cells([column.default], [0], column.type))[0]


def _converter(column: Column) -> Converter:
    return _CONVERTERS.get(column.type.split()[0], _text)


def _words(texts: list[str]) -> ExtensionArray:
    return pd.array(texts, dtype="str")


def _text(cells: Cells) -> Converted:
    return _words(cells.texts), []


def _key(cells: Cells) -> Converted:
    first: dict[tuple[str, str], int] = {}
    believed = cells.believed or [""] * len(cells.texts)
    keys = zip(cells.texts, believed, strict=True)
    before = [first.setdefault(key, line) for key, line in zip(keys, cells.lines, strict=True)]
    again = [text != "" and line != one for text, line, one in zip(cells.texts, cells.lines, before, strict=True)]
    wrong = [f"{{}} is already used in row {line}" for line in before]
    return _words(cells.texts), [Problem(again, wrong, "give each row a name of its own, or delete one")]


def _id(cells: Cells) -> Converted:
    values, problems = _key(cells)
    joined = [not _JOINING.isdisjoint(text) for text in cells.texts]
    problems.append(Problem(joined, "{} holds one of the signs + > @", "leave them out: they join names"))
    path = [not _PATH.isdisjoint(text) for text in cells.texts]
    problems.append(Problem(path, "{} could be taken for a path", "write a name without / and \\"))
    broken = [any(category(sign) in _NO_SIGN for sign in text) for text in cells.texts]
    problems.append(Problem(broken, "{} holds a line break or another sign that steers", "leave it out"))
    return values, problems


def safe_id(name: str) -> str:
    """Return a name as an id: signs that none may hold become ``_``, and one at its beginning that makes a formula."""
    sound = "".join("_" if sign in _JOINING | _PATH else sign for sign in name)
    return f"_{sound[1:]}" if sound.startswith(SIGNS) else sound


def _word(cells: Cells) -> Converted:
    bad = _refused(cells.texts, lambda text: re.fullmatch(WORD, text) and text not in KEYWORDS)
    right = "write one word of letters, digits, _ . or -, other than and, or, not, in"
    return _words(cells.texts), [Problem(bad, "{} is not a word a condition can name", right)]


def _has_decimals(table: str, cells: Mapping[str, Sequence[str]]) -> bool:
    """Say whether a number of a table shows that its points are decimal ones."""
    numbers = (column.name for column in columns(table) if column.type.split()[0] in ("number", "whole"))
    return any(is_decimal(text) and _NUMBER.fullmatch(text) for name in numbers for text in cells[name])


def _number(cells: Cells) -> Converted:
    is_number = np.array([_NUMBER.fullmatch(text) is not None for text in cells.texts], np.bool_)
    numbers = np.array([float(text) if good else math.nan for text, good in zip(cells.texts, is_number, strict=True)])
    infinite = np.isinf(numbers)
    outside = out_of_range(numbers, cells.type) & ~infinite
    words = range_words(cells.type)
    written = np.array([text != "" for text in cells.texts], np.bool_)
    problems = [
        Problem(~is_number & written, "{} is not a number", _meant_numbers(cells, is_number)),
        Problem(infinite, "{} is too large for a number", f"write {words}"),
        Problem(outside, "{} is out of range", f"write {words}"),
    ]
    pointed = [heads and has_points(text) for text, heads in zip(cells.texts, cells.counting, strict=False)]
    unclear = is_number & ~outside & np.array(pointed or [False] * len(is_number), np.bool_)
    is_whole = cells.type.startswith("whole")
    if unclear.any():
        rights = [meant(text, is_whole=is_whole) if at else "" for text, at in zip(cells.texts, unclear, strict=True)]
        problems.append(Problem(unclear, "{} can be read in two ways", rights))
    if is_whole:
        broken = ~unclear & ~outside & np.isfinite(numbers) & (numbers != np.floor(numbers))
        problems.append(Problem(broken, "{} is not a whole number", "write it without a fraction"))
    return np.where(infinite | outside, math.nan, numbers), problems


def _meant_numbers(cells: Cells, is_number: NDArray[np.bool_]) -> list[str]:
    """Say for each text what it should be: the number that was meant, where that can be seen."""
    general = f"write {range_words(cells.type)}, such as {example(cells.type)}"
    rights: dict[str, str] = {}
    for text, good in zip(cells.texts, is_number, strict=True):
        if not good and text not in rights:
            fit = (each for each in _readings(text) if _NUMBER.fullmatch(each) and within(float(each), cells.type))
            rights[text] = f"write {number}" if (number := next(fit, "")) else general
    return [rights.get(text, general) for text in cells.texts]


def _readings(text: str) -> Iterator[str]:
    """Give what a number with signs of other tongues and trades may stand for, the likelier first."""
    bare = re.sub(r"[\s'’_]", "", text)
    if _NUMBER.fullmatch(bare.removesuffix("%")) and bare.endswith("%"):
        yield f"{float(bare[:-1]) / 100:.6g}"
    if re.fullmatch(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?", bare):
        yield bare.replace(",", "")
    if bare.count(".") > 1 and has_points(bare):
        yield bare.replace(".", "")
    yield bare.replace(".", "").replace(",", ".") if "," in bare else bare


def _yes_no(cells: Cells) -> Converted:
    bad = [text not in ("yes", "no", "") for text in cells.texts]
    yes = np.array([text == "yes" for text in cells.texts], np.bool_)
    return yes, [Problem(bad, "{} is neither yes nor no", "write yes or no")]


def _one_of(cells: Cells) -> Converted:
    allowed = cells.type.split()[2:]
    bad = _refused(cells.texts, lambda text: text in allowed)
    unknown = (text for text, refused in zip(cells.texts, bad, strict=True) if refused)
    right = suggestions(unknown, allowed, what="words")
    rights = [right.get(text, "") for text in cells.texts]
    return _words(cells.texts), [Problem(bad, "{} is not a known word here", rights)]


def _country(cells: Cells) -> Converted:
    bad = _refused(cells.texts, lambda text: _CODE.fullmatch(text))
    right = "write its three capital letters (ISO 3166-1 alpha-3), such as FIN"
    codes = {text: code_of(text) for text, refused in zip(cells.texts, bad, strict=True) if refused}
    rights = [f"write {codes[text]}" if codes.get(text) else right for text in cells.texts]
    texts = ["" if refused else text for text, refused in zip(cells.texts, bad, strict=True)]
    return _words(texts), [Problem(bad, "{} is not the code of a country", rights)]


def _time(cells: Cells) -> Converted:
    type_ = cells.type
    edge: times.Edge = "until" if type_ == "until" else times.EXACTLY if type_ == times.EXACTLY else "from"
    moments = np.array([times.parse_time(text, edge) for text in cells.texts], "datetime64[s]")
    bad = _refused(cells.texts, times.parse_time)
    return moments, [Problem(bad, "{} is not a date that can be read", times.RIGHT)]


def _opening_hours(cells: Cells) -> Converted:
    bad = _refused(cells.texts, lambda text: opening_hours(text) is not None)
    return _words(cells.texts), [Problem(bad, "{} are not opening hours", f"{RIGHT_HOURS}; blank means always")]


def _effect(cells: Cells) -> Converted:
    bad = _refused(cells.texts, effects.parse)
    told = [effects.fault(text) if refused else ("", "") for text, refused in zip(cells.texts, bad, strict=True)]
    return _words(cells.texts), [Problem(bad, [wrong for wrong, _ in told], [right for _, right in told])]


def _weekdays(cells: Cells) -> Converted:
    bad = _refused(cells.texts, times.weekdays)
    right = "write mon to sun joined by +, such as sat+sun"
    return _words(cells.texts), [Problem(bad, "{} are not days of the week", right)]


def _refused(texts: list[str], read: Callable[[str], object]) -> list[bool]:
    """Say which texts cannot be read; a blank is left to the schema."""
    refused = {text for text in set(texts) - {""} if not read(text)}
    return [text in refused for text in texts]


_CONVERTERS: dict[str, Converter] = {
    "key": _key,
    "id": _id,
    "word": _word,
    "number": _number,
    "whole": _number,
    "yes/no": _yes_no,
    "one": _one_of,
    "country": _country,
    "from": _time,
    "until": _time,
    "date": _time,
    "opening": _opening_hours,
    "effect": _effect,
    "weekdays": _weekdays,
}


def _with_parsed(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Add what other rooms would otherwise have to parse again."""
    if table == "links":
        return frame.assign(id=link_ids(frame), hours=frame["hours"].clip(lower=SHORTEST_HOURS))
    if table == "rules":
        parsed = [effects.parse(text) for text in frame["effect"]]
        kinds = pd.Series([effect.kind if effect else "" for effect in parsed], index=frame.index, dtype="str")
        values = [effect.value if effect else math.nan for effect in parsed]
        return frame.assign(effect_kind=kinds, effect_value=pd.Series(values, index=frame.index, dtype="float64"))
    return frame
