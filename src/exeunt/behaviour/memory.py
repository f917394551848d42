"""Asking for memory before it is used.

The weights of all ways are more than a core keeps at hand. Who goes through some of them waits for each in turn, unless
he has said before which he will need.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

_READ, _KEEP, _DATA = 0, 3, 1  # what LLVM's `prefetch` is told: to be read, to be kept at hand, no instructions


@intrinsic
def fetch(context: Any, array: Any, index: Any) -> Any:
    """Have the element of an array, counted through all its axes, brought near; changes nothing."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        prefetch = builder.module.declare_intrinsic(
            "llvm.prefetch", [byte], ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        )
        at = builder.bitcast(builder.gep(data, [arguments[1]]), byte)
        builder.call(prefetch, [at, *(ir.Constant(number, told) for told in (_READ, _KEEP, _DATA))])
        return context.get_dummy_value()

    return types.void(array, index), generate
