"""How a workbook shows a number: 453 may be seen as 453k, and 453,000 as 453."""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import eq, ge, gt, le, lt, ne

_SIGN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|.', re.DOTALL)  # texts and signs that stand for themselves, and more
_CONDITION = re.compile(r"\[(<=|>=|<>|[<>=])\s*(-?[\d.]+)\]")
_COMPARED: dict[str, Callable[[float, float], bool]] = {"<=": le, ">=": ge, "<>": ne, "<": lt, ">": gt, "=": eq}
_DIVIDES = re.compile(r"(?<=[0#?]),+(?![0#?,])")  # commas behind the digits, each of which divides by a thousand
_SCALE = re.compile(r"[\s.(]*([^\W\d_]+)(?=[\s.)]|$)")  # the first word behind the digits
_TIMES = {
    **dict.fromkeys(("k", "t", "ths", "thousand", "thousands", "tsd", "тыс"), 1e3),
    **dict.fromkeys(("m", "mn", "mln", "mio", "million", "millions", "млн"), 1e6),
    **dict.fromkeys(("b", "bn", "bln", "mrd", "billion", "billions", "млрд"), 1e9),
}
_MAY_BE_UNITS = ("m", "t")  # metres, minutes and tonnes, where the digits are not divided


def shown_otherwise(number: float, number_format: str) -> str:
    """Return the other number that a format shows a number as; nothing if it shows that number, whatever is beside it.

    It shows another one if it divides by thousands, says that there are thousands, or has digits of its own.
    """
    signs = _section(_sections(number_format), number)
    places = [place for place, sign in enumerate(signs) if sign in ("0", "#", "?")]
    if not places:  # a text in its place, or as it is
        return ""
    before, behind = ("".join(map(_text, some)) for some in (signs[: places[0]], signs[places[-1] + 1 :]))
    commas = sum(map(len, _DIVIDES.findall("".join(sign for sign in signs if len(sign) == 1))))
    word = scale[1] if (scale := _SCALE.match(behind)) else ""
    times = 1.0 if word in _MAY_BE_UNITS and not commas else _TIMES.get(word.casefold(), 1.0)
    seen = number / 1000.0**commas * times
    first, last = re.search(r"\d+$", before), re.match(r"[\s.,'’]?\d+", behind)
    if first or last:
        return f"{first[0] if first else ''}{seen:.15g}{last[0] if last else ''}"
    return "" if _is_close(seen, number) else f"{seen:,.15g}"


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
    """Return the text that a sign of a format stands for, if it is one."""
    if sign.startswith('"'):
        return sign.strip('"')
    return sign[1:] if sign.startswith("\\") else sign if sign == " " else ""


def _is_close(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-9 * max(abs(one), abs(other))
