"""What each column of a file is: by its HXL tag, by what its header is called, or by the country or day it names."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import combinations

from exeunt.errors import Fault
from exeunt.exchange.arrivals.days import readings_of
from exeunt.exchange.arrivals.grid import Cell, Grid, Line
from exeunt.exchange.arrivals.words import TOTALS, Counts, Each
from exeunt.scenario.countries import country_called, country_meant
from exeunt.scenario.spelling import bare
from exeunt.scenario.textfile import UnreadableError
from exeunt.scenario.units import FAMILIES, unit_meant

CLOSER = ("crossing", "point")  # the roles of columns that say where within a country, or at its border
WHERES = (*CLOSER, "where")
LOOKED_AT = 30  # rows among which the header is looked for
_REPORTED = re.compile(r"^#date\b.*\+\s*reported\b")
_TAG = re.compile(r"#[a-z]\w*(?:\s*\+\s*\w+)*", re.I)

_CUMULATIVE = re.compile(r"\b(?:cumul\w*|cum|cumsum|acumulad\w*|kumuliert\w*|to date|running total)\b")
_NEW = re.compile(r"\b(?:new|newly|nouve\w*|nuev\w*|neue?|additional)\b")
_STOCK = re.compile(r"\b(?:present|currently|current|stock|hosted|staying|remaining)\b")
_PACES: dict[Each, re.Pattern[str]] = {
    "day": re.compile(r"\b(?:daily|per day|a day|(?:in |during )?(?:the )?(?:last|past) 24 ?(?:h|hours)|par jour)\b"),
    "week": re.compile(r"\b(?:weekly|per week|a week|(?:in )?(?:the )?(?:last|past) (?:week|7 days)|par semaine)\b"),
    "month": re.compile(r"\b(?:monthly|per month|a month|(?:in )?(?:the )?(?:last|past) month|par mois)\b"),
}
_SCALES = {
    "thousands": re.compile(
        r"\b(?:thousands?|ths|k|tsd|tausend|milliers|en miles|migliaia|тыс\w*|тис\w*|x ?1 ?000|1000s|1 000s)\b"
        r"|(?<!\d )\b000s?\b"
    ),
    "millions": re.compile(r"\b(?:millions?|millones|milioni|millionen|mln|mio|млн|x ?1 ?000 ?000)\b"),
}
_TIMES = {"thousands": 1e3, "millions": 1e6}
# Signs of shares and of changes, which are dropped from words; a Greek letter is one by itself only.
_OF_NO_COUNT = re.compile(r"[%‰‱٪±∆]|\bΔ\b|\+(?:\s*/\s*)?[-–−]|[-–−](?:\s*/\s*)?\+")
_COUNTED = frozenset({"figure", "low", "high"})  # roles of columns with numbers of people


@dataclass(frozen=True)
class Column:
    """One column, and what it is.

    Parameters
    ----------
    position, name
        Where it stands, and what it is called.
    role
        ``day``, ``first``, ``year``, ``month``, ``period``, ``where``, ``origin``, ``crossing``, ``point``, ``figure``,
        ``low``, ``high``, ``unit``, ``counts``, ``published``, ``source``, ``url``, ``group``, ``part`` (of a country),
        ``region``, ``unneeded``, ``unread`` or ``unnamed``.
    counts, each, unit
        What its header says of its figures, if anything.
    country, day
        Which country or day all of its figures are of, where it names one; the day as its header has it.
    tag
        Its HXL tag, blank where it has none.

    """

    position: int
    name: str
    role: str
    counts: Counts | None = None
    each: Each | None = None
    unit: str | None = None
    country: str | None = None
    day: Cell | None = None
    tag: str = ""

    @property
    def scale(self) -> str | None:
        """Whether its name says that figures are in thousands or in millions, as that word."""
        return scale_of(self.name)


@dataclass(frozen=True)
class Header:
    """The columns of a file, the line that names them, and the rows above and below."""

    line: int
    columns: tuple[Column, ...]
    above: tuple[Line, ...]
    rows: tuple[Line, ...]

    def having(self, *roles: str) -> list[Column]:
        """Return the columns that have one of some roles."""
        return [column for column in self.columns if column.role in roles]

    def text(self, row: Line, role: str) -> str:
        """Return what a row says in the first column of a role that is not blank there."""
        return next((text for each in self.having(role) if (text := row.at(each.position).text)), "")


def read_header(grid: Grid, homes: frozenset[str]) -> Header:
    """Find the header of a file and say what its columns are.

    Parameters
    ----------
    grid
        The file.
    homes
        The countries that people flee from: who names one in a header does not mean where they arrive.

    Raises
    ------
    UnreadableError
        If no row can be a header, or two rows together are one.

    """
    near = grid.lines[:LOOKED_AT]
    tags = next((place for place, line in enumerate(near) if _is_tags(line)), None)
    if tags is not None:
        named = tags - 1 if tags else tags
        columns = _columns(near[named] if tags else None, near[tags], homes)
        rows = grid.lines[tags + 1 :]
        return Header(near[named].number, _with_unnamed(columns, rows), grid.lines[:named], rows)
    could = [(place, line, _columns(line, None, homes)) for place, line in enumerate(near) if not _has_numbers(line)]
    for least in (2, 1):
        for place, line, columns in could:
            if len(columns) > 1 and sum(column.role != "unread" for column in columns) >= least:
                header = Header(line.number, columns, grid.lines[:place], grid.lines[place + 1 :])
                _require_one_row(header, grid.file, homes)
                return replace(header, columns=_with_unnamed(columns, header.rows))
    wrong = "has no row that names columns which are understood"
    right = "name at least two in a header: date, country, cumulative arrivals, new arrivals, source"
    raise UnreadableError(Fault(grid.file, grid.lines[0].number, "", wrong, right))


def _require_one_row(header: Header, file: str, homes: frozenset[str]) -> None:
    """Refuse a header whose names go on in the row above or below, as merged cells have it."""
    above, below = header.above[-1:], header.rows[:1]
    named = [column.name for column in header.columns]
    positions = {column.position for column in header.columns}
    repeated = any(re.search(r" \(column \d+\)$", name) for name in named)
    of_above = [figures_called(0, text, homes) for line in above for text in line.texts if text]
    of_below = [_column(place, cell, homes) for line in below for place, cell in enumerate(line.cells) if cell.text]
    goes_above = sum(each is not None for each in of_above) > 1 or (repeated and len(of_above) > 1)
    goes_below = len(of_below) > 1 and all(
        each.role != "unread" and each.country is None and each.day is None for each in of_below
    )
    # one name over several columns, which the row below tells apart: no row of figures, for it has none
    goes_below |= not any(map(_has_numbers, below)) and any(
        each.role != "unread" and each.position not in positions for each in of_below
    )
    if goes_above or goes_below:
        first = above[0].number if goes_above else header.line
        last = header.line if goes_above else below[0].number
        wrong = f"has a header of two rows ({first} and {last}), of which one alone says too little"
        right = "write the names of the columns in one row, such as Chad cumulative and Chad new"
        raise UnreadableError(Fault(file, first, "", wrong, right))


def _with_unnamed(columns: tuple[Column, ...], rows: Sequence[Line]) -> tuple[Column, ...]:
    """Add the columns in which rows say something and the header nothing, so that it is told that they are not read."""
    filled = {place for row in rows for place, cell in enumerate(row.cells) if cell.text}
    unnamed = filled - {column.position for column in columns}
    added = [Column(position, f"column {position + 1}", "unnamed") for position in unnamed]
    return tuple(sorted([*columns, *added], key=lambda column: column.position))


def counts_of(text: str) -> tuple[Counts | None, Each | None]:
    """Return whether words say that figures are cumulative, new (and of which time), or of those present."""
    words = plain(text)
    pace = next((each for each, said in _PACES.items() if said.search(words)), None)
    said: list[Counts] = []
    if _CUMULATIVE.search(words):
        said.append("cumulative")
    if _NEW.search(words) or (pace and not said):
        said.append("new")
    if _STOCK.search(words):
        said.append("stock")
    if len(said) != 1:
        return None, None
    return said[0], pace if said[0] == "new" else None


def scale_of(text: str) -> str | None:
    """Return ``thousands`` or ``millions`` if words say that figures are in these."""
    words = plain(text)
    return next((scale for scale in reversed(_SCALES) if _SCALES[scale].search(words)), None)


def times_of(scale: str | None) -> float:
    """Return by what a figure in that scale is to be multiplied."""
    return _TIMES.get(scale or "", 1.0)


def adds_up(name: str) -> bool:
    """Say whether a name is that of a row or column that adds up others."""
    words = plain(name)
    return words in TOTALS or words.startswith(("total ", "grand total")) or words.endswith(" total")


def plain(text: str) -> str:
    """Return a header as it is compared: in small letters, without accents and signs, words apart."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return " ".join(re.findall(r"[^\W_]+", bare(apart)))


def _has_numbers(line: Line) -> bool:
    """Say whether a row has figures, and so names no columns; days and years are no figures."""
    return any(re.fullmatch(r"[\d.,\s]+", cell.text) and not readings_of(cell) for cell in line.cells if cell.text)


def _is_tags(line: Line) -> bool:
    written = [text for text in line.texts if text]
    return len(written) > 1 and all(_TAG.fullmatch(text) for text in written)


def _columns(names: Line | None, tags: Line | None, homes: frozenset[str]) -> tuple[Column, ...]:
    width = max(len(line.cells) for line in (names, tags) if line)
    made = []
    for position in range(width):
        cell = names.at(position) if names else Cell("")
        tag = tags.at(position).text if tags else ""
        if cell.text or tag:
            column = _column(position, cell, homes)
            made.append(replace(_tagged(column, tag), tag=tag.casefold()) if tag else column)
    return tuple(_named_apart(_reported(made)))


def _reported(columns: list[Column]) -> list[Column]:
    """Let the day of a report be open, where no column says the day of the figures: it may be that, or later."""
    if any(column.role in ("day", "first", "year", "month", "period") for column in columns):
        return columns
    return [replace(each, role="period") if _REPORTED.search(each.tag) else each for each in columns]


def _named_apart(columns: Sequence[Column]) -> Iterator[Column]:
    """Name columns of one name by where they stand too."""
    names = [column.name for column in columns]
    for column in columns:
        twice = names.count(column.name) > 1
        yield replace(column, name=f"{column.name} (column {column.position + 1})") if twice else column


@cache
def _words(kind: str) -> frozenset[str]:
    """Return the words of a kind: for figures, for parts of a country, those that may stand beside them, and more.

    Those of ``no_count`` are for shares, changes and money.
    """
    text = (files("exeunt.exchange.arrivals") / "header_words.csv").read_text(encoding="utf-8")
    return frozenset(row["word"] for row in csv.DictReader(text.splitlines()) if row["kind"] == kind)


@cache
def _roles() -> dict[str, str]:
    text = (files("exeunt.exchange.arrivals") / "headers.csv").read_text(encoding="utf-8")
    return {plain(row["header"]) or row["header"]: row["role"] for row in csv.DictReader(text.splitlines())}


def _column(position: int, cell: Cell, homes: frozenset[str]) -> Column:
    name, words = cell.text, plain(cell.text)
    if role := _roles().get(words) or _roles().get(_unscaled(words)):
        return Column(position, name, "unread" if role in _COUNTED and is_no_count(name) else role)
    if readings_of(cell):
        return Column(position, name, "figure", day=cell)
    return figures_called(position, name, homes) or Column(position, name, "part" if _is_part(words) else "unread")


def is_no_count(name: str) -> bool:
    """Say whether a header is that of shares, changes or sums of money, by its signs or words."""
    name = unicodedata.normalize("NFKC", name)
    has_sign = _OF_NO_COUNT.search(name) or any(unicodedata.category(sign) == "Sc" for sign in name)
    return bool(has_sign) or not _words("no_count").isdisjoint(plain(name).split())


def has_no_words(column: Column, rows: Sequence[Line]) -> bool:
    """Say whether a column holds numbers and no words, by its header or by what is seen in it."""
    if is_no_count(column.name):
        return True
    unseen = {(row.number, place) for row in rows for place, _ in row.unseen}
    texts = [row.at(column.position).text for row in rows if (row.number, column.position) not in unseen]
    seen = [text for text in texts if text]
    return bool(seen) and all(re.fullmatch(r"[-+]?\d[\d.,\s]*", text) for text in seen)


def _is_part(words: str) -> bool:
    """Say whether a header is made of words for the parts of a country, and those that may stand beside them."""
    apart = set(words.split())
    return bool(apart & _words("part")) and apart <= _words("part") | _words("beside") | _words("beside_part")


def _unscaled(words: str) -> str:
    """Leave out of words those that say that figures are in thousands or millions."""
    for scale in _SCALES.values():
        words = scale.sub(" ", words)
    return " ".join(words.split())


@cache
def figures_called(position: int, name: str, homes: frozenset[str]) -> Column | None:
    """Return a column whose header is made of the words for figures, and of one country at most that people come to."""
    if is_no_count(name):
        return None
    counts, each = counts_of(name)
    rest = plain(name)
    for said in (_CUMULATIVE, _NEW, _STOCK, *_PACES.values()):
        rest = said.sub(" ", rest)
    words = _unscaled(rest).split()
    code, beside = _code_in(name, words) or _country_in(words)
    others = beside if code else words
    tells = counts is not None or any(word in _words("figure") for word in others)
    if not all(word in _words("figure") | _words("beside") for word in others):
        return None
    if not tells and (code is None or code in homes):
        return None
    units = {unit for word in others if (unit := unit_meant(word))}
    unit = units.pop() if len(units) == 1 else FAMILIES if FAMILIES in units else None
    country = code if code not in homes else None
    return Column(position, name, "figure", counts, each, unit, country)


def _code_in(name: str, words: list[str]) -> tuple[str, list[str]] | None:
    """Return the country that a header names by three capital letters, and the other words; None if it does not."""
    known = _words("figure") | _words("beside")
    for letters in re.findall(r"(?<![^\W_])[A-Z]{3}(?![^\W_])", name):
        word = letters.lower()
        if word in words and word not in known and (code := country_meant(letters)):
            return code, [each for each in words if each != word]
    return None


def _country_in(words: list[str]) -> tuple[str | None, list[str]]:
    """Return the country that some words of a header name together, the longest such, and the other words."""
    spans = sorted(combinations(range(len(words) + 1), 2), key=lambda span: span[0] - span[1])
    for start, end in spans if len(words) < 20 else ():
        if set(words[start:end]) - _words("figure") - _words("beside") and (
            code := country_called(" ".join(words[start:end]))
        ):
            return code, words[:start] + words[end:]
    return None, words


# What HXL's tags are, the first that fits: a tag, attributes of which it has one (or any), and the role.
_TAGGED: tuple[tuple[str, frozenset[str], str], ...] = (
    ("date", frozenset({"start", "from"}), "first"),
    ("date", frozenset({"published", "publication", "updated", "reported"}), "published"),
    ("date", frozenset({"year"}), "year"),
    ("date", frozenset({"month"}), "month"),
    ("date", frozenset(), "day"),
    ("country", frozenset({"origin", "coo", "from"}), "origin"),
    ("adm0", frozenset({"origin", "coo", "from"}), "origin"),
    ("country", frozenset(), "where"),
    ("adm0", frozenset(), "where"),
    *((f"adm{level}", frozenset[str](), "part") for level in range(1, 5)),
    ("loc", frozenset({"lat", "lon", "code"}), "unneeded"),
    ("loc", frozenset(), "point"),
    ("geo", frozenset(), "unneeded"),
    ("meta", frozenset({"source"}), "source"),
    ("org", frozenset(), "source"),
    ("meta", frozenset({"url"}), "url"),
    ("indicator", frozenset({"unit"}), "unit"),
    ("indicator", frozenset({"name"}), "counts"),
    ("affected", frozenset({"min"}), "low"),
    ("affected", frozenset({"max"}), "high"),
    ("indicator", frozenset({"min"}), "low"),
    ("indicator", frozenset({"max"}), "high"),
)
_TAGS_OF_FIGURES = frozenset({"affected", "indicator", "population", "inneed", "reached", "value"})
_NO_ARRIVALS = frozenset({"idps", "f", "m", "female", "male", "children", "adults", "elderly", "infants", "returned"})


def _tagged(column: Column, tag: str) -> Column:
    """Return a column as its tag has it; what a tag leaves open, its header may say."""
    name = column.name or tag
    base, *attributes = re.split(r"\s*\+\s*", tag.strip("# ").lower())
    has = set(attributes)
    told = (role for said, one_of, role in _TAGGED if base == said and (not one_of or has & one_of))
    role = next(told, "figure" if base in _TAGS_OF_FIGURES else "")
    if role in _COUNTED and (has & _NO_ARRIVALS or is_no_count(" ".join([column.name, *attributes]))):
        return replace(column, name=name, role="unread")
    if not role:
        return replace(column, name=name, role="unneeded" if column.role == "unread" else column.role)
    if role != "figure":
        return replace(column, name=name, role=role, day=None, country=None)
    counts, each = counts_of(" ".join(attributes))
    unit = next((unit for each_ in attributes if (unit := unit_meant(each_))), None)
    return replace(
        column,
        name=name,
        role="figure",
        counts=counts or column.counts,
        each=each or column.each,
        unit=unit or column.unit,
    )
