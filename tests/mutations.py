"""Files as people and disks spoil them, and what reads each of them: nothing may come of it but a sentence.

A `Subject` is the files that one reader takes, and what reads them. `spoiled` does a few things to one or two of the
files: to cells, rows, columns and headers where a file is a table, to keys and values where it is JSON, and to bytes in
any. `odd` has the reader take them and says what is wrong with what came of it; None if nothing is.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import resource
import shutil
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exeunt.errors import InputError, Notice, ScenarioError

Files = dict[str, bytes]
LONGEST_SECONDS = 5.0
MOST_MEMORY = 2**30  # bytes, beyond what the process had before

CELLS = [
    "", " ", "0", "-0", "1", "-1", "0.5", "1e308", "-1e308", "1e-308", "1e400", "nan", "inf", "-inf", "8000000000",
    "9007199254740993", "99999999999999999999", "1_000", "1,5", "1.234,5", "0x10", "٣", "１", "+5", "½", "5 %", "1 000",
    "2024-02-29", "2023-02-29", "2024-02-30", "2024-01-02", "2024-01-02T03:04", "2024-01-02T25:00", "0001-01-01",
    "9999-12-31", "1677-01-01", "2262-12-31", "12024-01-01", "01/02/2024", "2024-W01", "now", "45000",
    "yes", "no", "true", "None", "null", "NA", "N/A", "-", "*", "+", ">", "a+b", "home>near", "home", "near", "gate",
    "AAA", "BBB", "aaa", "ZZZ", "all", "everyone", "papers = good", "papers = good and", "not (", "papers in ()",
    "not " * 400 + "papers = good", "(" * 2000, "=1+1", "'=1+1", "@x", "-x", "#date", "#affected+refugees",
    "../x", "/etc/passwd", "..\\x", "C:\\x", "\u202e", "\u200b", "\ufeff", "\u00a0", "\x7f", "é", "e\u0301", "🏕", "ß",
    "a" * 5000, '"', "'", ";", "|", "a\nb", "a\rb", "${HOME}", "{0}", "%s", "<b>", "[red]x[/red]", "[/]", "\\",
    "road", "foot", "air", "rail", "enter", "leave", "stay", "deny", "allow", "delay 7 h", "delay 1e9 h", "price x 0",
    "price x 1e300", "risk 2", "stay 99999999 days", "open 08:00-20:00", "open 24:00-24:00", "open",
    "Mo-Fr 25:00-03:00", "sunset-sunrise", "PH off", "24/7", "threat", "displaced", "pull", "seat_load",
    "arrivals", "crossings_in", "queue_people", "sum", "share", "uniform", "fixed", "beta", "normal", "lognormal",
]  # fmt: skip
VALUES: list[Any] = [None, True, 0, -1, 1e308, 10**30, "", "x", [], {}, [[]], [0], {"": 0}, "2024-02-30", "nan", 2**63]
BYTES = [
    b"\0",
    b"\xff",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\n",
    b"\r",
    b'"',
    b",",
    b";",
    b"[",
    b"{",
    b"}",
    b"=",
    b"-" * 50,
]


@dataclass(frozen=True)
class Subject:
    """What one reader takes: its files by name, and what reads them from a folder, free to write to another."""

    name: str
    files: Callable[[], Files]
    read: Callable[[Path, Path], object]


# Spoiling ---------------------------------------------------------------------------------------------------------


def spoiled(files: Mapping[str, bytes], draw: random.Random) -> Files:
    """Return the files with one to four things done to them."""
    found = dict(files)
    for _ in range(draw.choice([1, 1, 1, 2, 2, 4])):
        name = draw.choice(sorted(found))
        if len(found) > 1 and draw.random() < 0.02:
            del found[name]
            continue
        if name.endswith(".csv") and draw.random() < 0.75:
            found[name] = _table(found[name], draw)
        elif name.endswith(".json") and draw.random() < 0.75:
            found[name] = _json(found[name], draw)
        elif name.endswith((".toml", ".yml")) and draw.random() < 0.6:
            found[name] = _line(found[name], draw)
        elif name.endswith(".xlsx") and draw.random() < 0.75:
            found[name] = _book(found[name], draw)
        else:
            found[name] = _bytes(found[name], draw)
    return found


def _table(content: bytes, draw: random.Random) -> bytes:
    """Spoil a table by its cells, rows and columns."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8", "replace"), newline="")))
    return _written(_rows(rows, draw), draw.choice(",,,,,,,;\t"), draw.choice(["\n", "\n", "\r\n"]))


def _rows(rows: list[list[str]], draw: random.Random) -> list[list[str]]:
    filled = [row for row in rows if row]
    if not filled:
        return [[draw.choice(CELLS)]]
    row = draw.choice(filled)
    place = draw.randrange(len(row))
    match draw.randrange(14):
        case 0 | 1 | 2 | 3 | 4 | 5:
            row[place] = draw.choice(CELLS)
        case 6:
            row[place] = draw.choice(draw.choice(filled))
        case 7:
            for each in filled[1:]:
                if place < len(each):
                    each[place] = row[place]
        case 8:
            rows.remove(row)
        case 9:
            rows.insert(draw.randrange(len(rows) + 1), list(row))
        case 10:
            draw.shuffle(rows)
        case 11:
            return [[cell for at, cell in enumerate(each) if at != place] for each in rows]
        case 12:
            return [[*each, each[place] if place < len(each) else ""] for each in rows]
        case _:
            row[place] = row[place][: draw.randrange(len(row[place]) + 1)] + draw.choice(CELLS)
    return rows


def _written(rows: list[list[str]], separator: str, end: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(rows)
    return out.getvalue().encode("utf-8", "replace")


def _json(content: bytes, draw: random.Random) -> bytes:
    """Spoil JSON by its keys and values; if it had a seal, half of the times it has none any more."""
    try:
        told = json.loads(content)
    except ValueError:
        return _bytes(content, draw)
    spots = [(told, key) for key in told] if isinstance(told, dict) else []
    for holder, key in spots:
        inner = holder[key]
        if isinstance(inner, dict | list) and len(spots) < 5000:
            spots += [(inner, each) for each in (inner if isinstance(inner, dict) else range(len(inner)))]
    if not spots:
        return json.dumps(draw.choice(VALUES)).encode()
    holder, key = draw.choice(spots)
    if draw.random() < 0.3:
        del holder[key]
    else:
        holder[key] = draw.choice([*VALUES, draw.choice(CELLS)])
    if isinstance(told, dict) and draw.random() < 0.5:
        told = {name: value for name, value in told.items() if name not in ("hash", "checksums")}
    return json.dumps(told).encode()


def _line(content: bytes, draw: random.Random) -> bytes:
    """Spoil a text of settings: a value, a line, an indent."""
    lines = content.decode("utf-8", "replace").splitlines()
    at = draw.randrange(len(lines)) if lines else 0
    line = lines[at] if lines else ""
    key, sign, _ = line.partition("=" if "=" in line else ":")
    value = draw.choice([*CELLS, "[]", "{}", "[1, 2]", "{a = 1}", "[[1]]", "&a [*a]", "!!python/object:os.system x"])
    match draw.randrange(5):
        case 0 | 1:
            lines[at : at + 1] = [f"{key}{sign} {value}"]
        case 2:
            lines[at : at + 1] = [f'{key}{sign} "{value}"']
        case 3:
            lines[at : at + 1] = []
        case _:
            lines.insert(at, draw.choice([line, f"  {line}", f"[{value}]", f"{value}: {value}"]))
    return "\n".join(lines).encode("utf-8", "replace")


def _book(content: bytes, draw: random.Random) -> bytes:
    """Spoil a workbook by a cell; what it cannot hold stays out."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import IllegalCharacterError

    try:
        book = load_workbook(io.BytesIO(content))
    except Exception:  # it was spoiled beyond reading before
        return _bytes(content, draw)
    sheet = draw.choice(book.worksheets)
    cell = sheet.cell(draw.randint(1, sheet.max_row + 1), draw.randint(1, sheet.max_column + 1))
    try:
        cell.value = draw.choice([*CELLS, 0, -1, 1e308, 45000, 2_958_466, -1.5, True, 10**18])
    except (IllegalCharacterError, ValueError):
        cell.value = None
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _bytes(content: bytes, draw: random.Random) -> bytes:
    at = draw.randrange(len(content) + 1)
    end = min(len(content), at + draw.choice([1, 1, 2, 8, 100]))
    match draw.randrange(7):
        case 0:
            return content[:at]
        case 1:
            return content[:at] + content[end:]
        case 2:
            return content[:end] + content[at:end] * draw.choice([1, 3, 200]) + content[end:]
        case 3 | 4 if at < len(content):
            return content[:at] + bytes([content[at] ^ 1 << draw.randrange(8)]) + content[at + 1 :]
        case 5:
            return content[:at] + draw.randbytes(draw.choice([1, 4, 40])) + content[end:]
        case _:
            return content[:at] + draw.choice(BYTES) + content[at:]


# Reading ----------------------------------------------------------------------------------------------------------


def odd(subject: Subject, files: Mapping[str, bytes], workplace: Path) -> str | None:
    """Have the files read below `workplace`, and say what is wrong with what came of it; None if nothing is."""
    inside, outside = workplace / "in", workplace / "out"
    shutil.rmtree(workplace, ignore_errors=True)
    outside.mkdir(parents=True)
    for name, content in files.items():
        (inside / name).parent.mkdir(parents=True, exist_ok=True)
        (inside / name).write_bytes(content)
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    with written_to() as places, warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", Notice)
        try:
            subject.read(inside, outside)
        except (InputError, ScenarioError) as refusal:
            if not str(refusal).strip():
                return "refused without a word"
        except BaseException:  # whatever came is what is looked for
            return traceback.format_exc()
    seconds = time.process_time() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    if seconds > LONGEST_SECONDS:
        return f"took {seconds:.1f} s"
    if grown > MOST_MEMORY:
        return f"took {grown / 2**20:.0f} MB"
    strange = [place for place in places if not _is_below(place, workplace)]
    return f"wrote to {', '.join(strange[:5])}" if strange else None


def _is_below(place: str, folder: Path) -> bool:
    return Path(os.path.abspath(place)).resolve().is_relative_to(folder.resolve())


_WATCHED: list[list[str]] = []
# What changes a folder, and where among what is told of it stand the paths and the folders that these are relative to.
_CHANGING = {
    "os.mkdir": [(0, 2)],
    "os.remove": [(0, 1)],
    "os.rmdir": [(0, 1)],
    "os.rename": [(0, 2), (1, 3)],
    "os.link": [(1, 3)],
    "os.symlink": [(1, 2)],
    "os.truncate": [(0, 0)],
    "os.chmod": [(0, 2)],
}


def _watch(event: str, given: tuple[Any, ...]) -> None:
    if _WATCHED:
        _WATCHED[-1] += changes(event, given)


def changes(event: str, given: tuple[Any, ...]) -> list[str]:
    """Return the paths that an audit event of Python writes to, makes, moves or takes away; none of most events."""
    if event == "open":
        path, mode, flags = given
        writes = bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)) if isinstance(flags, int) else "w" in str(mode)
        return [os.fsdecode(path)] if writes and isinstance(path, str | bytes | os.PathLike) else []
    found = []
    for path_at, folder_at in _CHANGING.get(event, ()):
        path, folder = given[path_at], given[folder_at]
        if isinstance(path, str | bytes | os.PathLike):
            within = os.readlink(f"/proc/self/fd/{folder}") if isinstance(folder, int) and folder >= 0 else ""
            found.append(os.path.join(within, os.fsdecode(path)))
    return found


sys.addaudithook(_watch)


@contextmanager
def written_to() -> Iterator[list[str]]:
    """Give a list that gets every path that Python writes to, makes, moves or takes away."""
    _WATCHED.append([])
    try:
        yield _WATCHED[-1]
    finally:
        _WATCHED.pop()
