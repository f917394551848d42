"""Numbers and names that somebody asks for, checked in one place and refused in a sentence."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING, overload

import numpy as np

from exeunt.errors import InputError, Option, Placeholder, quoted
from exeunt.wording import capitalised

if TYPE_CHECKING:
    import pandas as pd

MOST_MEMBERS = 1_000_000


@overload
def whole(value: None, what: str, *, least: int, most: int | None = None) -> None: ...
@overload
def whole(value: object, what: str, *, least: int, most: int | None = None) -> int: ...
def whole(value: object, what: str, *, least: int, most: int | None = None) -> int | None:
    """Return a whole number that was asked for, None if none was.

    Raises
    ------
    InputError
        If it is no whole number (`1.5`, `True` and `"3"` are none), or outside `least` to `most`.

    """
    return None if value is None else given_whole(value, what, least=least, most=most)


def given_whole(value: object, what: str, *, least: int, most: int | None = None) -> int:
    """Return a whole number that must be given: None is refused as well, in the same words as by `whole`."""
    number = int(value) if isinstance(value, Integral) and not isinstance(value, bool) else None
    if number is None or number < least or (most is not None and number > most):
        span = f"from {least} to {most}" if most is not None else f"of {least} or more"
        raise InputError(
            f"{_shown(value)} is no {what}{_not_whole(value)}; give a whole number {span}, such as {max(least, 1)}."
        )
    return number


def _not_whole(value: object) -> str:
    """Say why a number with a point is not a whole one; blank of all else."""
    if isinstance(value, Integral) or not isinstance(value, Real) or not math.isfinite(value):
        return ""
    return ", for it is written with a point" if value == math.floor(value) else ", for it is not whole"


@overload
def asked_members(value: None, *, least: int = 1) -> None: ...
@overload
def asked_members(value: object, *, least: int = 1) -> int: ...
def asked_members(value: object, *, least: int = 1) -> int | None:
    """Return the number of members that was asked for, None if none was.

    Raises
    ------
    InputError
        If it is none, or so many that they are a slip of the finger: all are held as numbers before the first one runs.

    """
    return whole(value, "number of members", least=least, most=MOST_MEMBERS)


def asked_seed(value: object) -> int | None:
    """Return the seed that was asked for, None if none was.

    Raises
    ------
    InputError
        If it is none: keys of luck are made of 64 bits.

    """
    return whole(value, "seed", least=0, most=2**64 - 1)


@overload
def flag(value: None, name: str) -> None: ...
@overload
def flag(value: object, name: str) -> bool: ...
def flag(value: object, name: str) -> bool | None:
    """Return whether something was asked for, by the name of its option; None if nothing was said of it.

    Raises
    ------
    InputError
        If that is neither true nor false: every text but a blank one, "no" as well, would else count as true.

    """
    if value is None or isinstance(value, bool | np.bool_):
        return None if value is None else bool(value)
    raise InputError(
        f"{_shown(value)} is neither True nor False: give ", Option(name, True), " or ", Option(name, False), "."
    )  # fmt: skip


def require_stored(what: str, out: Path | None, *, resume: bool) -> None:
    """Refuse to resume what lies nowhere.

    Raises
    ------
    InputError
        If something is to be resumed and no folder is named.

    """
    if resume and out is None:
        raise InputError(
            f"Only a stored {what} can be resumed: name its folder with ", Option("out", Placeholder("DIR")), "."
        )


def amount(value: object, what: str) -> float:
    """Return a number from 0 upwards that was asked for, infinity if none was.

    Raises
    ------
    InputError
        If it is no number, or below 0.

    """
    if value is None:
        return math.inf
    number = math.nan if isinstance(value, bool) or not isinstance(value, Real) else _float(value)
    if math.isnan(number) or number < 0:
        raise InputError(f"{_shown(value)} is no {what}; give a number from 0 upwards, such as 300, or leave it out.")
    return number


def _float(value: Real) -> float:
    """Return a number as Python reckons with it; a whole one that is larger than any such is infinite."""
    try:
        return float(value)
    except OverflowError:
        return -math.inf if value < 0 else math.inf


def table_of(table: object, columns: Sequence[str], verb: str) -> pd.DataFrame:
    """Return a table that another verb gives, by its columns.

    Raises
    ------
    InputError
        If it is none, or that of another one.

    """
    import pandas as pd

    if isinstance(table, pd.DataFrame) and set(columns) <= set(table):
        return table
    raise InputError(f"Give the table that `Outcome.{verb}` returns: two runs are compared first.")


def text(value: object, what: str) -> str:
    """Return a name, or other text, that was asked for; `what` is what it is of, such as ``a place``.

    Raises
    ------
    InputError
        If it is no text.

    """
    if isinstance(value, str):
        return value
    shown = str(value) if value is None or isinstance(value, Real) else f"a {type(value).__name__}"
    raise InputError(f"{capitalised(what)} is given as text in quotation marks, but {shown} was given.")


def texts(value: object, what: str) -> list[str]:
    """Return one name or several as a list.

    Raises
    ------
    InputError
        If one of them is no text.

    """
    several = [value] if isinstance(value, str) or not isinstance(value, Iterable) else value
    return [text(each, what) for each in several]


def place_of_file(path: Path) -> Path:
    """Return where a file is to be written.

    Raises
    ------
    InputError
        If a folder lies there.

    """
    if path.is_dir():
        raise InputError(f"{path} is a folder; name a file, in it or elsewhere.")
    return path


def place_of_files(path: Path) -> Path:
    """Return the folder into which files are to be written.

    Raises
    ------
    InputError
        If something else lies there.

    """
    if path.exists() and not path.is_dir():
        raise InputError(f"{path} is a file; name a folder.")
    return path


def _shown(value: object) -> str:
    return f"The text {quoted(value)}" if isinstance(value, str) else quoted(str(value))
