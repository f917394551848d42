"""From text to typed columns, a column at a time.

The types of the schema, each with what it becomes:

==================  ===================================================================================
text, key           text; a key is unique in its table
id                  a unique key that can be part of a joined list or a link's name: no ``+``, ``>``, ``@``
word                a single word that a condition can name
number, whole       a finite number, with a range such as ``> 0``, ``> 0 <= 9`` or ``0..1``
yes/no              True or False
one of …            one of the words that follow
country             three capital letters (ISO 3166-1 alpha-3)
from, until, …      a local time, see `times.py`
date                a local time that stands alone
opening hours       ``HH:MM-HH:MM``, with the parsed columns `opens` and `closes` in hours of the day
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
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray

from exeunt.errors import Fault, quoted
from exeunt.scenario import effects, times
from exeunt.scenario.codes import code_of
from exeunt.scenario.links import link_ids
from exeunt.scenario.ranges import example, out_of_range, range_words, within
from exeunt.scenario.spelling import suggestions
from exeunt.scenario.tables import Column, columns
from exeunt.scenario.who import KEYWORDS, WORD

SHORTEST_HOURS = 0.1  # a journey that takes less reads as this
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


class Problem(NamedTuple):
    """Cells of a column with one sort of fault; `{}` in `wrong` stands for the cell.

    What is wrong and what is right may differ from cell to cell (a column of texts with the same index).
    """

    cells: pd.Series[bool] | NDArray[np.bool_]
    wrong: str | pd.Series[str]
    right: str | pd.Series[str]


Converted = tuple["pd.Series[Any]", list[Problem]]
Converter = Callable[["pd.Series[str]", str], Converted]


def typed(table: str, text: pd.DataFrame, *, file: str) -> tuple[pd.DataFrame, list[Fault]]:
    """Turn a table of text into typed columns, with every cell that is at fault.

    Columns the schema does not know are kept as text.
    """
    faults: list[Fault] = []
    out: dict[str, pd.Series[Any]] = {}
    known = columns(table)
    for column in known:
        given = text[column.name].str.strip() if column.name in text else _blank(text)
        blank = given == ""
        values, problems = _convert(given, blank, column)
        if column.required == "yes" and column.name in text:
            problems.append(Problem(blank, "is blank", f"fill it in: {column.meaning}"))
        faults += [fault for problem in problems for fault in _faults(problem, given, file, column.name)]
        out[column.name] = values
    for name in text:
        out.setdefault(str(name), text[name])
    return _with_parsed(pd.DataFrame(out, index=text.index), table), faults


def empty(table: str) -> pd.DataFrame:
    """Give the table as it is read from a file without rows."""
    return _empty(table).copy()


@cache
def _empty(table: str) -> pd.DataFrame:
    names = [column.name for column in columns(table)]
    return typed(table, pd.DataFrame(columns=names, index=pd.Index([], dtype="int64"), dtype="str"), file="")[0]


def _blank(text: pd.DataFrame) -> pd.Series[str]:
    return pd.Series("", index=text.index, dtype="str")


def _faults(problem: Problem, given: pd.Series[str], file: str, column: str) -> Iterator[Fault]:
    if not problem.cells.any():
        return
    cells = given[problem.cells]
    texts = ([text] * len(cells) if isinstance(text, str) else text[problem.cells].tolist() for text in problem[1:])
    for row, cell, wrong, right in zip(cells.index, cells, *texts, strict=True):
        yield Fault(file, int(row), column, wrong.replace("{}", quoted(cell)), right)


def _convert(given: pd.Series[str], blank: pd.Series[bool], column: Column) -> Converted:
    if blank.all():  # most columns of a small scenario: a blank cell reads as its default and is no fault
        one = _default(column)
        return pd.Series(one.take(np.zeros(len(given), np.intp)), index=given.index), []
    filled = given.where(~blank, column.default) if column.default and blank.any() else given
    return _converter(column)(filled, column.type)


@cache
def _default(column: Column) -> ExtensionArray:
    """Return what a blank cell of a column reads as, as an array of one."""
    return _converter(column)(pd.Series([column.default], dtype="str"), column.type)[0].array


def _converter(column: Column) -> Converter:
    return _CONVERTERS.get(column.type.split()[0], _text)


def _text(texts: pd.Series[str], type_: str) -> Converted:
    return texts, []


def _key(texts: pd.Series[str], type_: str) -> Converted:
    first = pd.Series(texts.index, index=texts.index).groupby(texts).transform("first")
    again = texts.duplicated() & (texts != "")
    wrong = "{} is already used in row " + first.astype("str")
    return texts, [Problem(again, wrong, "give each row a name of its own, or delete one")]


def _id(texts: pd.Series[str], type_: str) -> Converted:
    values, problems = _key(texts, type_)
    joined = texts.str.contains("[+>@]")
    problems.append(Problem(joined, "{} holds one of the signs + > @", "leave them out: they join names"))
    path = texts.str.contains(r"[/\\]")
    problems.append(Problem(path, "{} could be taken for a path", "write a name without / and \\"))
    return values, problems


def _word(texts: pd.Series[str], type_: str) -> Converted:
    bad = (~texts.str.fullmatch(WORD) | texts.isin(KEYWORDS)) & (texts != "")
    right = "write one word of letters, digits, _ . or -, other than and, or, not, in"
    return texts, [Problem(bad, "{} is not a word a condition can name", right)]


def _number(texts: pd.Series[str], type_: str) -> Converted:
    cells = texts.tolist()
    # cell by cell in Python: quicker than pandas, for few rows much
    is_number = np.array([_NUMBER.fullmatch(cell) is not None for cell in cells], np.bool_)
    numbers = np.array([float(cell) if good else math.nan for cell, good in zip(cells, is_number, strict=True)])
    infinite = np.isinf(numbers)
    outside = out_of_range(numbers, type_) & ~infinite
    words = range_words(type_)
    problems = [
        Problem(~is_number & (texts != ""), "{} is not a number", _meant_numbers(texts, is_number, type_)),
        Problem(infinite, "{} is too large for a number", f"write {words}"),
        Problem(outside, "{} is out of range", f"write {words}"),
    ]
    if type_.startswith("whole"):
        broken = ~outside & np.isfinite(numbers) & (numbers != np.floor(numbers))
        problems.append(Problem(broken, "{} is not a whole number", "write it without a fraction"))
    return pd.Series(np.where(infinite | outside, math.nan, numbers), index=texts.index), problems


def _meant_numbers(texts: pd.Series[str], is_number: NDArray[np.bool_], type_: str) -> pd.Series[str]:
    """Say for each text what it should be: the number that was meant, where that can be seen."""
    general = f"write {range_words(type_)}, such as {example(type_)}"
    rights = dict.fromkeys(texts.unique().tolist(), general)
    for text in texts[~is_number].unique().tolist():
        for meant in _readings(text):
            if _NUMBER.fullmatch(meant) and within(float(meant), type_):
                rights[text] = f"write {meant}"
                break
    return texts.map(rights)


def _readings(text: str) -> Iterator[str]:
    """Give what a number with signs of other tongues and trades may stand for, the likelier first."""
    bare = re.sub(r"[\s'’_]", "", text)
    if _NUMBER.fullmatch(bare.removesuffix("%")) and bare.endswith("%"):
        yield f"{float(bare[:-1]) / 100:.6g}"
    if re.fullmatch(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?", bare):
        yield bare.replace(",", "")
    yield bare.replace(".", "").replace(",", ".") if "," in bare else bare


def _yes_no(texts: pd.Series[str], type_: str) -> Converted:
    bad = ~texts.isin(["yes", "no", ""])
    return texts == "yes", [Problem(bad, "{} is neither yes nor no", "write yes or no")]


def _one_of(texts: pd.Series[str], type_: str) -> Converted:
    allowed = type_.split()[2:]
    bad = ~texts.isin(["", *allowed])
    right = texts.map(suggestions(texts[bad].unique(), allowed, what="words"))
    return texts, [Problem(bad, "{} is not a known word here", right)]


def _country(texts: pd.Series[str], type_: str) -> Converted:
    bad = ~texts.str.fullmatch("[A-Z]{3}") & (texts != "")
    if not bad.any():
        return texts, []
    right = "write its three capital letters (ISO 3166-1 alpha-3), such as FIN"
    meant = {text: code_of(text) for text in texts[bad].unique().tolist()}
    rights = texts.map({text: f"write {code}" if code else right for text, code in meant.items()})
    return texts.mask(bad, ""), [Problem(bad, "{} is not the code of a country", rights)]


def _time(texts: pd.Series[str], type_: str) -> Converted:
    edge: times.Edge = "until" if type_ == "until" else "until exactly" if type_.startswith("until") else "from"
    moments = times.parse_times(texts, edge)
    bad = moments.isna() & (texts != "")
    return moments, [Problem(bad, "{} is not a date that exists", times.RIGHT)]


def _opening_hours(texts: pd.Series[str], type_: str) -> Converted:
    bad = texts.isin([text for text in texts.unique() if text and times.opening_hours(text) is None])
    right = "write 08:00-20:00, from earlier to later and at most 24:00, or leave it blank for always"
    return texts, [Problem(bad, "{} are not opening hours", right)]


def _effect(texts: pd.Series[str], type_: str) -> Converted:
    bad = texts.isin([text for text in texts.unique() if text and effects.parse(text) is None])
    return texts, [Problem(bad, "{} is not a known effect", effects.right())]


def _weekdays(texts: pd.Series[str], type_: str) -> Converted:
    bad = texts.isin([text for text in texts.unique() if text and times.weekdays(text) is None])
    return texts, [Problem(bad, "{} are not days of the week", "write mon to sun joined by +, such as sat+sun")]


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
    if table == "gates":
        hours = [times.opening_hours(text) or (math.nan, math.nan) for text in frame["opening_hours"]]
        opens, closes = (pd.Series([pair[i] for pair in hours], index=frame.index, dtype="float64") for i in (0, 1))
        return frame.assign(opens=opens, closes=closes)
    return frame
