"""A disk without room for another byte, as far as one process is concerned."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager

NO_ROOM = "File too large"  # what the system says then
IN_A_SHELL = "ulimit -f 0; "  # before a command


@contextmanager
def no_room() -> Iterator[None]:
    """Let no file of this process grow meanwhile."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
