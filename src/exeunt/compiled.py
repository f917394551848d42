"""How the kernel is compiled, and where compiled code is kept between sessions.

The kernel is handed all its arrays and allocates none, so it is compiled without numba's reference counts (`_nrt`):
these are atomic, cost a quarter of the time, and threads that share the arrays of a world would fight over them.

Numba checks whether a cached function is still true to its own file, not to the files of what it calls, and inlines
what it calls. So the cache is kept in a folder of its own for each state of all the compiled sources together: those
of the kernel, of the behaviour it calls, of how it is handed its arrays, and of this file. They may therefore read no
number from any other file.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numba
from numba import njit, types
from numba.core import ir
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import AnalysisPass, register_pass
from numba.core.typed_passes import AnnotateTypes
from platformdirs import user_cache_path

_HERE = Path(__file__)
_HANDED = _HERE.with_name("handed.py")
_ROOMS = ("behaviour", "engine/kernel")
_SOURCES = [_HERE, _HANDED, *sorted(file for room in _ROOMS for file in (_HERE.parent / room).glob("*.py"))]


@cache
def fingerprint() -> str:
    """Return a name for the state of the compiled sources, as it was when they were loaded."""
    digest = hashlib.sha256()
    for file in _SOURCES:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


# NUMBA_CACHE_DIR, the user's own choice, says where the folder is, not that it is left out.
_chosen = numba.config.CACHE_DIR
cache_folder = (Path(_chosen) if _chosen else user_cache_path("exeunt") / "compiled") / fingerprint()


@register_pass(mutates_CFG=False, analysis_only=True)
class _CountFromTheFront(AnalysisPass):
    """Lets every index of an array count from its front, as all in the kernel do.

    Numba takes -1 for the last, and so asks of each index with a sign whether it is negative: an eighth to a sixth of a
    member. Here they are handed on as numbers without a sign. One that is written out, as in `x[-1]`, goes another way.
    """

    _name = "count_from_the_front"

    def __init__(self) -> None:
        AnalysisPass.__init__(self)

    def run_pass(self, state: Any) -> bool:
        """Change the types of the calls that read from and write to arrays."""
        state.calltypes.update(
            (call, signature.replace(args=(signature.args[0], _without_sign(signature.args[1]), *signature.args[2:])))
            for call, signature in state.calltypes.items()
            if _reaches_in(call) and isinstance(signature.args[0], types.Array)
        )
        return True


def _reaches_in(call: Any) -> bool:
    return isinstance(call, ir.SetItem) or (isinstance(call, ir.Expr) and call.op == "getitem")


def _without_sign(index: Any) -> Any:
    if isinstance(index, types.BaseTuple):
        return types.BaseTuple.from_types([_without_sign(each) for each in index])
    return types.uintp if isinstance(index, types.Integer) else index


class _Compiler(CompilerBase):
    def define_pipelines(self) -> list[Any]:
        """Return the usual steps, with indices that count from the front before the last."""
        steps = DefaultPassBuilder.define_nopython_pipeline(self.state)
        steps.add_pass_after(_CountFromTheFront, AnnotateTypes)
        steps.finalize()
        return [steps]


def kept(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Return a decorator that compiles a function with these options of numba and keeps it in `cache_folder`.

    Numba asks where to keep a function when it is decorated; what others compile stays where they want it.
    """

    def decorate(function: Callable[..., Any]) -> Any:
        elsewhere = numba.config.CACHE_DIR
        numba.config.CACHE_DIR = str(cache_folder)
        try:
            return njit(pipeline_class=_Compiler, **{"cache": True, "error_model": "numpy", "_nrt": False, **options})(
                function
            )
        finally:
            numba.config.CACHE_DIR = elsewhere

    return decorate


# May be called from Python too.
plain = kept()

# Likewise, and put into its callers like a formula written out there.
formula = kept(forceinline=True, no_cfunc_wrapper=True)

# Only called from compiled code: without a wrapper for Python a function compiles in half the time.
step = kept(no_cpython_wrapper=True, no_cfunc_wrapper=True)

# Called group by group: handing the records over would cost more than the work.
inner = kept(no_cpython_wrapper=True, no_cfunc_wrapper=True, forceinline=True)
