"""How names are compared, and suggestions for one that nobody knows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import partial
from itertools import islice

FEW = 12
HOW_NEAR = 0.6  # alike in so much of their letters, from 0 to 1, names look like each other
TOO_MANY = 5000  # comparing with more names than this would take longer than the reader wants to wait
MOST_WORDS = 50  # after so many unknown words in one column the rest are not searched for


def plain(name: str) -> str:
    """Return a name as it is compared: in small letters, hyphens as spaces, ё as е, without accents."""
    return re.sub(r"[\s\-–—_]+", " ", re.sub(r"['’ʼ`.]", "", bare(name.strip()))).strip()


def bare(text: str) -> str:
    """Return a text in small letters without their accents."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in letters if not unicodedata.combining(sign))


def near(word: str, known: Iterable[str], *, how_near: float = HOW_NEAR) -> list[str]:
    """Give at most three known names that look like the word, the closest first; case is ignored."""
    by_lower = {name.lower(): name for name in islice(known, TOO_MANY)}
    return [by_lower[match] for match in get_close_matches(word.lower()[:100], by_lower, 3, how_near)]


def meant(word: str, known: Iterable[str], *, how_near: float = HOW_NEAR) -> str:
    """Ask in brackets whether a name that looks like the word is meant; blank if there is none."""
    close = near(word, known, how_near=how_near)
    return f" (did you mean {' or '.join(close)}?)" if close else ""


def suggestion(word: str, known: Iterable[str], *, what: str) -> str:
    """Say what could be written instead of an unknown word.

    Parameters
    ----------
    word
        What was written.
    known
        The names that exist.
    what
        What the names are, in the plural, such as ``places``.

    """
    names = list(known)
    if close := near(word, names):
        return "did you mean " + " or ".join(close) + "?"
    return listed(names, what)


def suggestions(words: Iterable[str], known: Iterable[str], *, what: str) -> dict[str, str]:
    """Give a suggestion for each of many unknown words, in a time that does not grow with their number."""
    names = list(known)
    return _searched(words, partial(suggestion, known=names, what=what), listed(names, what))


def all_meant(words: Iterable[str], known: Iterable[str], *, how_near: float = HOW_NEAR) -> dict[str, str]:
    """Ask of each of many unknown words what it means (`meant`), in a time that does not grow with their number."""
    return _searched(words, partial(meant, known=list(known), how_near=how_near), "")


def _searched(words: Iterable[str], search: Callable[[str], str], unsearched: str) -> dict[str, str]:
    return {
        word: search(word) if position < MOST_WORDS else unsearched
        for position, word in enumerate(dict.fromkeys(words))
    }


def listed(names: list[str], what: str) -> str:
    """Say which names there are, a few of many."""
    if not names:
        return f"there are no {what} yet: add one, or leave this out"
    if len(names) <= FEW:
        return f"the known {what} are " + ", ".join(names)
    return f"write one of the {len(names):,} known {what}, such as " + ", ".join(names[:3])
