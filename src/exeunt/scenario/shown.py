"""How a workbook shows a number: 453 may be seen as 453k, and 453,000 as 453."""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import eq, ge, gt, le, lt, ne

from exeunt.scenario.units import unit_meant

_SIGN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|.', re.DOTALL)  # texts and signs that stand for themselves, and more
_CONDITION = re.compile(r"\[(<=|>=|<>|[<>=])\s*(-?[\d.]+)\]")
_COMPARED: dict[str, Callable[[float, float], bool]] = {"<=": le, ">=": ge, "<>": ne, "<": lt, ">": gt, "=": eq}
_DIVIDES = re.compile(r"(?<=[0#?]),+(?![0#?,])")  # commas behind the digits, each of which divides by a thousand
_MONEY = re.compile(r"\[\$([^-\]]*)[^\]]*\]")
_TELLS = re.compile(r"[^\W_]|[%‰<>≤≥~≈±$€£¥]")
_TIMES = {
    **dict.fromkeys(("k", "t", "ths", "thousand", "thousands", "tsd", "тыс"), 1e3),
    **dict.fromkeys(("m", "mn", "mln", "mio", "million", "millions", "млн"), 1e6),
    **dict.fromkeys(("b", "bn", "bln", "mrd", "billion", "billions", "млрд"), 1e9),
    "%": 0.01,
    "‰": 0.001,
}


def unlike(number: float, number_format: str, *, of_people: bool) -> str:
    """Return how a format shows a number if that is another number, or `of_people` no number of people; else nothing.

    Of people a share is none, nor what stands beside a word for something else.
    """
    signs = _section(_sections(number_format), number)
    digits = "".join(sign for sign in signs if len(sign) == 1)
    if not set("0#?") & set(digits):  # a text in its place, or as it is
        return ""
    beside = "".join(map(_text, signs)).strip()
    if not _TELLS.search(beside):
        beside = ""
    commas = sum(map(len, _DIVIDES.findall(digits)))
    seen = number / 1000.0**commas * (100 if "%" in digits else 1)
    word = beside.strip(" .()").casefold()
    times = 1.0 if beside == "m" and commas < 2 else _TIMES.get(word, 1.0)  # may be metres, and minutes
    is_other_number = not _is_close(seen * times, number) or any(sign.isdigit() for sign in beside)
    is_of_others = of_people and bool(beside) and unit_meant(word) != "people" and times <= 1
    if not (is_other_number or is_of_others):
        return ""
    return f"{seen:,.15g}{'' if len(word) < 2 else ' '}{beside}"


def _sections(number_format: str) -> list[list[str]]:
    """Return the signs of a format by what they are for: numbers above nought, below it, nought, and texts."""
    sections: list[list[str]] = [[]]
    for sign in _SIGN.findall(number_format):
        if sign == ";":
            sections.append([])
        else:
            sections[-1].append(sign)
    return sections


def _section(sections: list[list[str]], number: float) -> list[str]:
    """Return the part of a format that a number is shown by."""
    conditions = [next((found for sign in each if (found := _CONDITION.fullmatch(sign))), None) for each in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _COMPARED[condition[1]](number, float(condition[2])):
                return section
        return []
    place = 1 if number < 0 else 2 if number == 0 else 0
    return sections[place] if place < min(len(sections), 3) else sections[0]


def _text(sign: str) -> str:
    """Return what a sign of a format puts beside the digits."""
    if money := _MONEY.fullmatch(sign):
        return money[1]
    if sign.startswith(('"', "\\")):
        return sign.strip('"') if sign.startswith('"') else sign[1:]
    return sign if sign in ("%", "‰", "$", "€", "£", "¥", " ") else ""


def _is_close(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-9 * max(abs(one), abs(other))
