"""The version of exeunt, and those of what a run stands on."""

from __future__ import annotations

import platform
from importlib.metadata import version

__version__ = "0.1.0"
STANDS_ON = ("numpy", "numba", "pandas", "xarray", "zarr")


def versions() -> dict[str, str]:
    """Return Python's version and those of the libraries that decide or store a run's numbers."""
    return {"python": platform.python_version(), **{name: version(name) for name in STANDS_ON}}
