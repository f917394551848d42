"""Who leaves, by which way, where they arrive and how long the queue is.

>>> import exeunt
>>> world = exeunt.load("mobilisation-2022")
>>> outcome = world.run(members=200, seed=1)
>>> outcome.table()

Names are looked up when first used, so that importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from exeunt.errors import InputError
    from exeunt.outcome.outcome import Outcome, open
    from exeunt.scenario import ScenarioError, load, scenarios
    from exeunt.scenario.world import World

__version__ = "0.1.0"
__all__ = ["InputError", "Outcome", "ScenarioError", "World", "__version__", "load", "open", "scenarios"]

_HOMES = {
    "InputError": "exeunt.errors",
    "Outcome": "exeunt.outcome.outcome",
    "ScenarioError": "exeunt.scenario",
    "World": "exeunt.scenario.world",
    "load": "exeunt.scenario",
    "open": "exeunt.outcome.outcome",
    "scenarios": "exeunt.scenario",
}


def __getattr__(name: str) -> Any:
    """Import a public name from its home when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
