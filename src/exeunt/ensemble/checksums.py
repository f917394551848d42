"""Checksums of a run's files, and JSON that says of itself whether it is whole.

They guard against what disks, copying and editing by mistake do to a run, not against somebody who means to deceive.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from exeunt.whole_files import write_json

Checksums = dict[str, str]
SEAL = "hash"
_BYTES = 8


class DamagedError(Exception):
    """A file of a run that is lost, emptied, garbled or changed; the message is what is wrong with it."""


def plain_content(file: Path) -> bytes:
    """Read a file of a run; a pipe, which would be waited for without end, or anything else is refused.

    Raises
    ------
    OSError
        If it cannot be read.
    DamagedError
        If it is no plain file.

    """
    if file.exists() and not file.is_file():
        raise DamagedError("is not a file")
    return file.read_bytes()


def digest(content: Any) -> str:
    """Return the checksum of what JSON can say, whatever the order of its keys."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return sum_of(text.encode())


def checksums_of(folder: Path, files: Iterable[Path]) -> Checksums:
    """Return the checksum of each plain file by its path inside the folder."""
    return {file.relative_to(folder).as_posix(): sum_of(file.read_bytes()) for file in sorted(files) if file.is_file()}


def broken(folder: Path, known: Mapping[str, str]) -> dict[str, str]:
    """Return which files are not what they were, and what is wrong with each."""
    wrong = {}
    for name, right in known.items():
        try:
            content = plain_content(folder / name)
        except FileNotFoundError:
            wrong[name] = "is lost"
        except OSError as error:
            wrong[name] = f"cannot be read ({error.strerror})"
        except DamagedError as fault:
            wrong[name] = str(fault)
        else:
            if sum_of(content) != right:
                wrong[name] = "has changed" if content else "is empty"
    return wrong


def write_sealed(path: Path, content: Mapping[str, Any]) -> None:
    """Write JSON with a checksum over all of it."""
    write_json(path, {**content, SEAL: digest(content)})


def read_sealed(path: Path) -> tuple[dict[str, Any], bool]:
    """Read JSON, and whether it carries a checksum at all; the checksum itself is taken out.

    Raises
    ------
    DamagedError
        If it is no such JSON, or not what was written.

    """
    try:
        content = json.loads(plain_content(path))
    except FileNotFoundError:
        raise DamagedError("is lost") from None
    except OSError as error:
        raise DamagedError(f"cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise DamagedError("is empty" if not path.stat().st_size else "is garbled") from error
    if not isinstance(content, dict):
        raise DamagedError("is garbled")
    seal = content.pop(SEAL, None)
    if seal is not None and seal != digest(content):
        raise DamagedError("has changed")
    return content, seal is not None


def sum_of(content: bytes) -> str:
    """Return the checksum of bytes."""
    return hashlib.blake2b(content, digest_size=_BYTES).hexdigest()
