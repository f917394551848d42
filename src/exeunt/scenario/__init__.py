"""Scenarios: folders of tables, read into a `World` or refused with every fault at once."""

from typing import TYPE_CHECKING, Any

from exeunt.scenario.catalogue import Listed, find, load, scenarios
from exeunt.scenario.faults import Fault, ScenarioError

if TYPE_CHECKING:
    from exeunt.scenario.world import World

__all__ = ["Fault", "Listed", "ScenarioError", "World", "find", "load", "scenarios"]


def __getattr__(name: str) -> Any:
    """Import `World` when it is first asked for: it brings in pandas, which `--help` should not wait for."""
    if name == "World":
        from exeunt.scenario.world import World

        return World
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
