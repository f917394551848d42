"""What rules make of the capacity of gates, tick by tick."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from exeunt.engine.compile.acting import Wheres, span_of
from exeunt.scenario.rows import records

if TYPE_CHECKING:
    from exeunt.engine.compile.clock import Clock
    from exeunt.engine.compile.network import Network
    from exeunt.scenario.world import World


def compile_capacity(world: World, net: Network, clock: Clock) -> NDArray[np.float64]:
    """Return what each gate lets through against the figure given for it, by the rules in force (ticks, gates).

    Rules multiply each other. The waits that people hear of go by the factor of now, so nobody knows what is to come.
    """
    factor = np.ones((clock.count, len(net.gate_ids)))
    wheres = Wheres.of(world, net)
    for rule in records(world.rules[world.rules["effect_kind"] == "capacity"]):
        for gate, offset in wheres.gates(rule["where"], rule["act"]):
            since, until = span_of(rule, clock, offset)
            factor[since:until, gate] *= rule["effect_value"]
    return factor
