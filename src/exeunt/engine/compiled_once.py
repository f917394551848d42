"""The kernel made ready: its steps compiled, and handed to `tick.run` by where they lie.

So each step is compiled by itself, and once. Were they called by name, numba would link them into `tick.run` and
optimise and translate all of them there once more, a sixth of all compilation.

Where nothing has been compiled yet a second process helps, as numba compiles one function at a time in each. It begins
while this one searches for ways, with the types of a world in which nothing need be searched for. Each takes the next
step that the other has not taken, this one from the front and the other from the back, as steps that stand together in
`tick.Steps` call the same functions. What the other has compiled is found in the cache.
"""

from __future__ import annotations

import inspect
import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import RLock
from typing import Any

from numba import typeof, types
from numba.core import event

from exeunt import compiled
from exeunt.engine.kernel.records import Now
from exeunt.engine.kernel.tick import Steps, run
from exeunt.handed import Function, Handed
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
_HANDED = [name for name in inspect.signature(run.py_func).parameters if name != "do"]

_lock = RLock()
_ready: dict[tuple[Any, ...], Handed] = {}
_helpers: list[_Helper] = []


def steps_for(handed: Sequence[Handed]) -> Handed:
    """Return the steps of a tick for what `tick.run` is handed beside them, both compiled."""
    kinds = tuple(map(typeof, handed))
    if kinds not in _ready:
        with _lock:
            if kinds not in _ready:
                _ready[kinds] = _made_ready(dict(zip(_HANDED, kinds, strict=True)))
    return _ready[kinds]


def begin(handed: Callable[[], Sequence[Handed]]) -> None:
    """Have another process begin to compile, if there is a core for it and nothing has been compiled yet.

    `handed` gives what `tick.run` is handed of some world: its types are those of any other.
    """
    with _lock:
        if not _helpers and not _ready and cores() > 1 and not _was_compiled():
            kinds = dict(zip(_HANDED, map(typeof, handed()), strict=True))
            _helpers.append(_Helper(kinds))


def compile_steps(kinds: Mapping[str, Any], taken: Path | None = None, *, from_the_back: bool = False) -> None:
    """Compile the steps that nobody has taken yet, as noted in a folder; all of them without one.

    `kinds` are the types of the arguments of `tick.run`, by name; steps call theirs alike.
    """
    for step in reversed(Steps()) if from_the_back else Steps():
        try:
            if taken:
                (taken / step.py_func.__name__).touch(exist_ok=False)
        except FileExistsError:
            continue
        step.compile(_arguments(step, kinds))


def _made_ready(kinds: Mapping[str, Any]) -> Handed:
    if _was_compiled():
        return _put_together(kinds)
    with event.trigger_event("numba:compile", {}):
        if _helpers:
            helper = _helpers.pop()
            try:
                compile_steps(kinds, helper.taken)
                helper.process.wait()
            finally:
                helper.stop()
        return _put_together(kinds)


def _put_together(kinds: Mapping[str, Any]) -> Handed:
    compile_steps(kinds)  # most are found in the cache, but what the other process took and failed to do
    do = Handed(Steps(*(Function(step, _arguments(step, kinds)) for step in Steps())))
    run.compile((typeof(do), *kinds.values()))
    return do


def _arguments(step: Any, kinds: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the types of a step's arguments."""
    whole = dict.fromkeys(("t", "where", "step"), types.int64)
    said = dict.fromkeys(("is_news", "changed"), types.boolean)
    own = {"now": typeof(Now(0, 0.0, 0.0)), **said, **whole}
    return tuple({**kinds, **own}[name] for name in inspect.signature(step.py_func).parameters)


def _was_compiled() -> bool:
    """Say whether a process before this one has compiled the kernel."""
    return any(compiled.cache_folder.rglob(_OF_THIS_PYTHON))


class _Helper:
    """A process that compiles too, and the folder in which each notes what it takes."""

    def __init__(self, kinds: Mapping[str, Any]) -> None:
        self._folder = TemporaryDirectory(prefix="exeunt-")
        self.taken = Path(self._folder.name)
        (self.taken / _ASKED).write_bytes(pickle.dumps((compiled.cache_folder, dict(kinds))))
        command = [sys.executable, "-c", _HELP, self._folder.name]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def stop(self) -> None:
        """End it, if it has not ended."""
        self.process.kill()
        self.process.wait()
        self._folder.cleanup()
