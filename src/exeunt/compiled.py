"""How the kernel is compiled, and where compiled code is kept between sessions.

The kernel is handed all its arrays and allocates none, so it is compiled without numba's reference counts (`_nrt`):
these are atomic, cost a quarter of the time, and threads that share the arrays of a world would fight over them.

Numba checks whether a cached function is still true to its own file, not to the files of what it calls, and inlines
what it calls. So the cache is kept in a folder of its own for each state of all the compiled sources together: those
of the kernel, and of the behaviour it calls.
"""

import hashlib
from pathlib import Path

import numba
from numba import njit
from platformdirs import user_cache_path

_ROOMS = ("behaviour", "engine/kernel")
_SOURCES = sorted(file for room in _ROOMS for file in (Path(__file__).parent / room).glob("*.py"))


def fingerprint() -> str:
    """Return a name for the present state of the compiled sources."""
    digest = hashlib.sha256()
    for file in _SOURCES:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


if not numba.config.CACHE_DIR:  # the user's own choice, NUMBA_CACHE_DIR, goes before
    numba.config.CACHE_DIR = str(user_cache_path("exeunt") / "compiled" / fingerprint())

# May be called from Python too.
plain = njit(cache=True, error_model="numpy", _nrt=False)

# Only called from compiled code: without a wrapper for Python a function compiles in half the time.
step = njit(cache=True, error_model="numpy", _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)

# Called group by group: handing the records over would cost more than the work.
inner = njit(
    cache=True, error_model="numpy", _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True, forceinline=True
)
