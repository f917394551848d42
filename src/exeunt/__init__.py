"""Who leaves, by which way, where they arrive and how long the queue is.

>>> import exeunt
>>> world = exeunt.load("mobilisation-2022")
>>> outcome = world.run(members=200, seed=1)
>>> outcome.table()

Names are looked up when first used, so that importing the package costs nothing; what they do is in `exeunt.api`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exeunt.api import (
        Outcome,
        World,
        changing,
        correct,
        flee_example,
        import_arrivals,
        import_flee,
        load,
        moved,
        new,
        new_country,
        open,
        read_arrivals,
        scenarios,
        sheets,
    )
    from exeunt.errors import InputError, ScenarioError
    from exeunt.versions import __version__

__all__ = [
    "InputError",
    "Outcome",
    "ScenarioError",
    "World",
    "__version__",
    "changing",
    "correct",
    "flee_example",
    "import_arrivals",
    "import_flee",
    "load",
    "moved",
    "new",
    "new_country",
    "open",
    "read_arrivals",
    "scenarios",
    "sheets",
]

_ELSEWHERE = {"InputError": "exeunt.errors", "ScenarioError": "exeunt.errors", "__version__": "exeunt.versions"}

if not TYPE_CHECKING:  # whoever checks types sees the names above only, so that a misspelt one is an error to him

    def __getattr__(name: str) -> object:
        """Import a public name from its home when it is first asked for."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_ELSEWHERE.get(name, "exeunt.api")), name)


def __dir__() -> list[str]:
    return sorted(__all__)
