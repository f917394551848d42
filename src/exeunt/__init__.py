"""Who leaves, by which way, where they arrive and how long the queue is.

>>> import exeunt
>>> world = exeunt.load("mobilisation-2022")
>>> outcome = world.run(members=200, seed=1)
>>> outcome.table()

Names are looked up when first used, so that importing the package costs nothing; what they do is in `exeunt.api`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from exeunt.api import Outcome, World, import_arrivals, import_flee, load, new, open, read_arrivals, scenarios
    from exeunt.errors import InputError, ScenarioError
    from exeunt.versions import __version__

_HOMES = {
    "InputError": "exeunt.errors",
    "Outcome": "exeunt.api",
    "ScenarioError": "exeunt.errors",
    "World": "exeunt.api",
    "__version__": "exeunt.versions",
    "import_arrivals": "exeunt.api",
    "import_flee": "exeunt.api",
    "load": "exeunt.api",
    "new": "exeunt.api",
    "open": "exeunt.api",
    "read_arrivals": "exeunt.api",
    "scenarios": "exeunt.api",
}
__all__ = [
    "InputError",
    "Outcome",
    "ScenarioError",
    "World",
    "__version__",
    "import_arrivals",
    "import_flee",
    "load",
    "new",
    "open",
    "read_arrivals",
    "scenarios",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its home when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
