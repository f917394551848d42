"""Where compiled code is kept between sessions.

Numba checks whether a cached function is still true to its own file, not to the files of what it calls, and inlines
what it calls. So the cache is kept in a folder of its own for each state of all the compiled sources together.
"""

import hashlib
from pathlib import Path

import numba
from platformdirs import user_cache_path

_SOURCES = sorted(file for room in ("behaviour", "engine") for file in (Path(__file__).parent / room).glob("*.py"))


def fingerprint() -> str:
    """Return a name for the present state of the compiled sources."""
    digest = hashlib.sha256()
    for file in _SOURCES:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


if not numba.config.CACHE_DIR:  # the user's own choice, NUMBA_CACHE_DIR, goes before
    numba.config.CACHE_DIR = str(user_cache_path("exeunt") / "compiled" / fingerprint())
