"""The first compilation of the kernel, shared with another process: numba compiles one function at a time in each.

Each takes the next step that the other has not taken, this one from the front and the other from the back, as steps
that stand together in `tick.STEPS` call the same functions. What the other has compiled is found in the cache.
"""

from __future__ import annotations

import inspect
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from numba import typeof, types
from numba.core import event

from exeunt import compiled
from exeunt.engine.kernel.records import Now
from exeunt.engine.kernel.tick import STEPS, run
from exeunt.handed import Handed
from exeunt.machine import cores

_ASKED = "asked.pickle"
# Where compiled code is kept is asked for when the kernel is read, so it is said before.
_HELP = f"""
import pickle, sys
from pathlib import Path
from exeunt import compiled
taken = Path(sys.argv[1])
compiled.cache_folder, kinds = pickle.loads((taken / "{_ASKED}").read_bytes())
from exeunt.engine.compiled_once import compile_steps
compile_steps(kinds, taken, from_the_back=True)
"""
_OF_THIS_PYTHON = f"tick.run-*.py{sys.version_info.major}{sys.version_info.minor}*.nbi"

_lock = Lock()


def compile_once(handed: Sequence[Handed]) -> None:
    """Compile what `tick.run` is for what it is handed, unless a process before did so."""
    if run.signatures:
        return
    with _lock:
        if run.signatures or any(compiled.cache_folder.rglob(_OF_THIS_PYTHON)):
            return
        kinds = dict(zip(inspect.signature(run.py_func).parameters, map(typeof, handed), strict=True))
        with event.trigger_event("numba:compile", {}):
            with _another(kinds) as taken:
                compile_steps(kinds, taken)
            run.compile(tuple(kinds.values()))


def compile_steps(kinds: Mapping[str, Any], taken: Path, *, from_the_back: bool = False) -> None:
    """Compile the steps that nobody has taken yet, as noted in a folder.

    `kinds` are the types of the arguments of `tick.run`, by name; steps call theirs alike.
    """
    kinds = {**kinds, "now": typeof(Now(0, 0.0, 0.0)), "t": types.int64, "where": types.int64, "changed": types.boolean}
    for step in reversed(STEPS) if from_the_back else STEPS:
        try:
            (taken / step.py_func.__name__).touch(exist_ok=False)
        except FileExistsError:
            continue
        step.compile(tuple(kinds[name] for name in inspect.signature(step.py_func).parameters))


@contextmanager
def _another(kinds: Mapping[str, Any]) -> Iterator[Path]:
    """Have another process help, if it finds a core; give the folder in which each notes what it takes.

    What it fails to do is compiled with `tick.run`.
    """
    with tempfile.TemporaryDirectory(prefix="exeunt-") as folder:
        taken = Path(folder)
        if cores() < 2:
            yield taken
            return
        (taken / _ASKED).write_bytes(pickle.dumps((compiled.cache_folder, dict(kinds))))
        command = [sys.executable, "-c", _HELP, folder]
        helper = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield taken
            helper.wait()
        finally:
            helper.kill()
            helper.wait()
