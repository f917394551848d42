"""Measure a member beside the same binomial draws, made by NumPy's generator in one compiled loop.

Every binomial draw of a member is written down (n and p; draws that are certain are left out), with everybody split by
binomials, as the model has it, and none choosing one by one, as the engine does where it is quicker. Then the engine
runs the member as it is, in a process of its own, and the draws are made once more by `np.random.binomial` alone.

"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from typing import Any

import numpy as np
from numba import njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

SCENARIO, MEMBER, MOST = "mobilisation-2022", 0, 120_000_000
PLAIN = f"""
import time
from exeunt.engine.members import Simulator
from exeunt.api import load
simulator = Simulator(load({SCENARIO!r}))
simulator.run({MEMBER})
best = []
for _ in range(5):
    begun = time.thread_time()
    simulator.run({MEMBER})
    best.append(time.thread_time() - begun)
print(min(best))
"""


@intrinsic
def peek(typing: Any, address: Any) -> Any:
    """Return the number that lies at an address."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.load(builder.inttoptr(args[0], context.get_value_type(types.float64).as_pointer()))

    return types.float64(types.uintp), generate


@intrinsic
def poke(typing: Any, address: Any, value: Any) -> Any:
    """Put a number at an address."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        builder.store(args[1], builder.inttoptr(args[0], context.get_value_type(types.float64).as_pointer()))
        return context.get_dummy_value()

    return types.void(types.uintp, types.float64), generate


def write_down(buffer: NDArray[np.float64]) -> None:
    """Have the engine, which must not have been compiled yet, write each binomial draw into the buffer."""
    from exeunt.engine.kernel import draws

    first, plain_draw = np.uintp(buffer.ctypes.data), draws.binomial

    @njit(error_model="numpy", _nrt=False)
    def note(n: float, p: float) -> None:
        if n > 0.0 and 0.0 < p < 1.0:
            row = peek(first) + 1.0
            poke(first, row)
            if row < MOST:
                at = first + np.uintp(16) * np.uintp(row)
                poke(at, n)
                poke(at + np.uintp(8), p)

    @njit(error_model="numpy", _nrt=False)
    def one(u: float, n: float, p: float) -> Any:
        note(n, p)
        return plain_draw(u, n, p)

    @njit(error_model="numpy", _nrt=False)
    def many(u: Any, n: Any, p: Any, out: Any, size: int) -> None:
        for i in range(size):
            out[i] = one(u[i], n[i], p[i])

    draws.binomial, draws.binomial_all = one, many
    from exeunt.engine.kernel import records, setting_out

    @njit(error_model="numpy", _nrt=False)
    def leave(key: Any, n: float, exposure: float, mean: bool) -> Any:
        return one(draws.uniform(key), n, -np.expm1(-exposure))

    setting_out.some_leave = leave
    records.FEW = 0.0


@njit
def bare(n: NDArray[np.int64], p: NDArray[np.float64]) -> int:
    """Draw as often as there are rows, and return the sum so that no draw is left out."""
    total = 0
    for i in range(len(n)):
        total += np.random.binomial(n[i], p[i])
    return total


def measured() -> tuple[int, float, float]:
    """Return how many binomial draws a member makes, and the seconds of NumPy for them and of the engine for all."""
    own_cache = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    plain = subprocess.run([sys.executable, "-c", PLAIN], capture_output=True, text=True, check=True, env=own_cache)
    # what is compiled here must not be taken for the engine: it gets a cache and a process of its own
    with tempfile.TemporaryDirectory() as folder:
        apart = {**os.environ, "NUMBA_CACHE_DIR": folder}
        command = [sys.executable, "-m", "exeunt.commands.bare_draws"]
        found = subprocess.run(command, capture_output=True, text=True, check=True, env=apart).stdout.split()
    return int(found[0]), float(found[1]), float(plain.stdout)


def _draw() -> tuple[int, float]:
    buffer = np.zeros((MOST, 2))
    write_down(buffer)
    from exeunt.api import load
    from exeunt.engine.members import Simulator

    Simulator(load(SCENARIO)).run(MEMBER)
    drawn = int(buffer[0, 0])
    n, p = buffer[1 : drawn + 1, 0].astype(np.int64), buffer[1 : drawn + 1, 1].copy()
    bare(n[:1], p[:1])
    times = []
    for _ in range(3):
        begun = time.thread_time()
        bare(n, p)
        times.append(time.thread_time() - begun)
    return drawn, min(times)


if __name__ == "__main__":
    print(*_draw())
