"""The language in which a rule says whom it is about.

    liable = official and papers != schengen
    means in (middle, high) or not car = yes

A condition compares a trait with a value (`=`, `!=`) or with several (`in (a, b)`, `not in (a, b)`); conditions are
joined by `and`, `or`, `not` and parentheses, `not` binding tightest and `or` loosest. Blank means everyone. A text is
read into the small tree of nodes below and never run as code.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NoReturn, Protocol

from exeunt.errors import quoted
from exeunt.scenario.spelling import suggestion

LONGEST_TEXT = 2000
DEEPEST_NEST = 40
KEYWORDS = frozenset({"and", "or", "not", "in"})
WORD = r"[\w.\-]+"  # what traits and values may be made of


class WhoError(ValueError):
    """A condition that cannot be read.

    Parameters
    ----------
    wrong
        What is wrong, naming the character.
    right
        What would be right.
    position
        The character the fault stands at, the first being 1.

    """

    def __init__(self, wrong: str, right: str, position: int) -> None:
        super().__init__(f"{wrong}; {right}")
        self.wrong = wrong
        self.right = right
        self.position = position


class Who(Protocol):
    """A condition on traits."""

    def matches(self, group: Mapping[str, str]) -> bool:
        """Say whether people with these traits are meant."""

    def traits(self) -> frozenset[str]:
        """Name the traits that the condition looks at."""


@dataclass(frozen=True)
class Everyone:
    """The blank condition."""

    def matches(self, group: Mapping[str, str]) -> bool:
        """Say yes."""
        return True

    def traits(self) -> frozenset[str]:
        """Look at nothing."""
        return frozenset()

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True)
class Among:
    """A trait has one of some values."""

    trait: str
    values: tuple[str, ...]

    def matches(self, group: Mapping[str, str]) -> bool:
        """Say whether the group's value is among them; a group without the trait is not meant."""
        return group.get(self.trait) in self.values

    def traits(self) -> frozenset[str]:
        """Name the one trait."""
        return frozenset({self.trait})

    def __str__(self) -> str:
        if len(self.values) == 1:
            return f"{self.trait} = {self.values[0]}"
        return f"{self.trait} in ({', '.join(self.values)})"


@dataclass(frozen=True)
class Not:
    """Everyone but those of another condition."""

    part: Who

    def matches(self, group: Mapping[str, str]) -> bool:
        """Say whether the inner condition fails."""
        return not self.part.matches(group)

    def traits(self) -> frozenset[str]:
        """Name the traits of the inner condition."""
        return self.part.traits()

    def __str__(self) -> str:
        return f"not ({self.part})"


@dataclass(frozen=True)
class _Several:
    """Several conditions together."""

    parts: tuple[Who, ...]

    def traits(self) -> frozenset[str]:
        """Name the traits of every part."""
        return frozenset().union(*(part.traits() for part in self.parts))


class And(_Several):
    """All of several conditions."""

    def matches(self, group: Mapping[str, str]) -> bool:
        """Say whether every part matches."""
        return all(part.matches(group) for part in self.parts)

    def __str__(self) -> str:
        return " and ".join(f"({part})" for part in self.parts)


class Or(_Several):
    """Any of several conditions."""

    def matches(self, group: Mapping[str, str]) -> bool:
        """Say whether some part matches."""
        return any(part.matches(group) for part in self.parts)

    def __str__(self) -> str:
        return " or ".join(f"({part})" for part in self.parts)


def parse(text: str, traits: Mapping[str, Collection[str]]) -> Who:
    """Read a condition.

    Parameters
    ----------
    text
        The condition; blank means everyone.
    traits
        The known traits, each with its known values.

    Raises
    ------
    WhoError
        With the position, what is wrong and what would be right.

    """
    if not text.strip():
        return Everyone()
    if len(text) > LONGEST_TEXT:
        raise WhoError(f"the condition is {len(text)} characters long", f"keep it under {LONGEST_TEXT}", 1)
    return _Reader(text, traits).whole()


@dataclass(frozen=True)
class _Token:
    text: str
    position: int

    @property
    def is_name(self) -> bool:
        return bool(re.fullmatch(WORD, self.text)) and self.text not in KEYWORDS


def _tokens(text: str) -> list[_Token]:
    found = []
    for match in re.finditer(rf"({WORD}|!=|[=(),])|\s+|(.)", text, re.DOTALL):
        token = _Token(match[1] or match[2] or "", match.start() + 1)
        if match[2]:
            _fail(token, "is no part of a condition", "use =, !=, in, and, or, not and parentheses")
        if token.text:
            found.append(token)
    return [*found, _Token("", len(text) + 1)]


def _fail(token: _Token, wrong: str, right: str) -> NoReturn:
    shown = quoted(token.text) if token.text else "the end"
    raise WhoError(f"{shown} at character {token.position} {wrong}", right, token.position)


class _Reader:
    """Recursive descent: one method for each level of binding, loosest first."""

    def __init__(self, text: str, traits: Mapping[str, Collection[str]]) -> None:
        self.tokens = _tokens(text)
        self.known = traits
        self.at = 0
        self.depth = 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.at]

    def take(self) -> _Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def accept(self, text: str) -> bool:
        if self.token.text != text:
            return False
        self.at += 1
        return True

    def expect(self, text: str, why: str) -> None:
        if not self.accept(text):
            _fail(self.token, f"stands where '{text}' is missing", why)

    def whole(self) -> Who:
        read = self.either()
        if self.token.text:
            _fail(self.token, "comes after the condition is complete", "join conditions by and / or")
        return read

    def either(self) -> Who:
        parts = [self.both()]
        while self.accept("or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def both(self) -> Who:
        parts = [self.one()]
        while self.accept("and"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def one(self) -> Who:
        self.depth += 1
        if self.depth > DEEPEST_NEST:
            _fail(self.token, "is nested too deep", f"use at most {DEEPEST_NEST} levels of parentheses and nots")
        if self.accept("not"):
            read: Who = Not(self.one())
        elif self.accept("("):
            read = self.either()
            self.expect(")", "close every parenthesis")
        else:
            read = self.comparison()
        self.depth -= 1
        return read

    def comparison(self) -> Who:
        trait = self.take()
        if not trait.is_name:
            _fail(trait, "stands where a trait is expected", "write a condition such as papers = foreign")
        if trait.text not in self.known:
            _fail(trait, "is no trait here", suggestion(trait.text, self.known, what="traits"))
        if self.accept("="):
            self.refuse_double()
            return Among(trait.text, (self.value(trait.text),))
        if self.accept("!="):
            return Not(Among(trait.text, (self.value(trait.text),)))
        negated = self.accept("not")
        if self.accept("in"):
            among = Among(trait.text, self.values(trait.text))
            return Not(among) if negated else among
        _fail(self.token, f"stands where {trait.text} is to be compared", f"write {trait.text} =, != or in (…)")

    def refuse_double(self) -> None:
        if self.token.text == "=":
            _fail(self.token, "is one too many", "write a single =")

    def values(self, trait: str) -> tuple[str, ...]:
        self.expect("(", f"write {trait} in (one, two)")
        values = [self.value(trait)]
        while self.accept(","):
            values.append(self.value(trait))
        self.expect(")", "close the list of values")
        return tuple(dict.fromkeys(values))

    def value(self, trait: str) -> str:
        value = self.take()
        if not value.is_name:
            _fail(value, f"stands where a value of {trait} is expected", self.known_values(value, trait))
        if value.text not in self.known[trait]:
            _fail(value, f"is no value of {trait}", self.known_values(value, trait))
        return value.text

    def known_values(self, value: _Token, trait: str) -> str:
        return suggestion(value.text, sorted(self.known[trait]), what=f"values of {trait}")
