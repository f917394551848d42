"""Records handed to compiled code by where they lie.

Numba hands a named tuple over member by member, some hundred arrays of seven numbers and more each, from function to
function. Spelling that out took a quarter of all compilation. What is `Handed` is one address, and what lies there is
looked up where it is used. Compiled code reads `handed.name` just as it reads `named_tuple.name`.
"""

from __future__ import annotations

import struct
from collections.abc import Hashable
from hashlib import sha256
from typing import Any, cast

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_builtin,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)
from numba.np.arrayobj import populate_array

_WORD = ir.IntType(64)


class Handed:
    """A named tuple of arrays, numbers and such tuples, to be handed to compiled code; it keeps what it hands alive."""

    def __init__(self, of: Any) -> None:
        self.of = of
        words: list[int] = []
        self.kind = _spell(of, words)
        self._words = np.array(words, np.int64)
        self.address = self._words.ctypes.data


class Function:
    """A function that was compiled for some types of arguments, to be called by where it lies."""

    def __init__(self, dispatcher: Any, kinds: tuple[Any, ...]) -> None:
        found = dispatcher.overloads[kinds]
        self.signature = found.signature
        self.address = found.library.get_pointer_to_function(found.fndesc.llvm_func_name)


def _spell(of: Any, words: list[int]) -> Hashable:
    """Append what is to be known of a member, and return what tells its type from others.

    Of an array it is where it lies, its shape and its strides, of a number its bits, of a function its address.
    """
    if isinstance(of, Function):
        words.append(of.address)
        return cast("Hashable", of.signature)
    if isinstance(of, np.ndarray):
        words += (of.ctypes.data, *of.shape, *of.strides)
        return of.dtype, of.ndim, of.flags.c_contiguous, of.flags.writeable
    if isinstance(of, tuple):
        return type(of), *[_spell(member, words) for member in of]
    words.append(struct.unpack("q", struct.pack("d", of))[0] if isinstance(of, float) else int(of))
    return cast("Hashable", type(of))


class HandedType(types.Type):
    """The type of what is `Handed`, by that of the named tuple; its name is short, as it is part of many others."""

    def __init__(self, of: Any) -> None:
        self.of = of
        super().__init__(f"{of.instance_class.__name__}.{sha256(str(of).encode()).hexdigest()[:16]}")


_types: dict[Hashable, HandedType] = {}  # numba asks at each call


@typeof_impl.register(Handed)
def _typeof(value: Handed, context: Any) -> HandedType:
    if value.kind not in _types:
        _types[value.kind] = HandedType(typeof_impl(value.of, context))
    return _types[value.kind]


@register_model(HandedType)
class _Address(models.PrimitiveModel):
    def __init__(self, manager: Any, of: Any) -> None:
        super().__init__(manager, of, _WORD.as_pointer())

    def from_argument(self, builder: Any, value: Any) -> Any:
        value.attributes.dereferenceable = 8 * _length(self.fe_type.of)
        value.add_attribute("noalias")
        return value


@unbox(HandedType)
def _unbox(of: HandedType, value: Any, c: Any) -> NativeValue:
    address = c.pyapi.object_getattr_string(value, "address")
    word = c.pyapi.long_as_longlong(address)
    c.pyapi.decref(address)
    return NativeValue(c.builder.inttoptr(word, _WORD.as_pointer()))


class FunctionType(types.Callable):
    """The type of a `Function`; numba asks it how it is called, by these names."""

    def __init__(self, signature: Any) -> None:
        self.signature = signature
        super().__init__(f"Function.{sha256(str(signature).encode()).hexdigest()[:16]}")

    def get_call_type(self, context: Any, args: Any, kws: Any) -> Any:
        """Return the one signature, of which the function itself is the receiver."""
        return self.signature.replace(recvr=self)

    def get_call_signatures(self) -> Any:
        """Return all signatures, and that none is a template."""
        return [self.signature], False

    def get_impl_key(self, sig: Any) -> Any:
        """Return by what `_call` is found."""
        return FunctionType


@typeof_impl.register(Function)
def _typeof_function(value: Function, context: Any) -> FunctionType:
    return FunctionType(value.signature)


@register_model(FunctionType)
class _FunctionAddress(models.PrimitiveModel):
    def __init__(self, manager: Any, of: Any) -> None:
        super().__init__(manager, of, _WORD.as_pointer())


@lower_builtin(FunctionType, types.VarArg(types.Any))
def _call(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    address, *args = args
    types_, result = signature.args[1:], signature.return_type
    function = builder.bitcast(address, context.call_conv.get_function_type(result, types_).as_pointer())
    status, returned = context.call_conv.call_function(builder, function, result, types_, args)
    with cgutils.if_unlikely(builder, status.is_error):
        context.call_conv.return_status_propagate(builder, status)
    return returned


@infer_getattr
class _Members(AttributeTemplate):
    key = HandedType

    def generic_resolve(self, of: HandedType, name: str) -> Any:
        if name not in of.of.fields:
            return None
        member = of.of.types[of.of.fields.index(name)]
        return HandedType(member) if isinstance(member, types.BaseTuple) else member


@lower_getattr_generic(HandedType)
def _look_up(context: Any, builder: Any, of: HandedType, address: Any, name: str) -> Any:
    number = of.of.fields.index(name)
    first, member = sum(map(_length, of.of.types[:number])), of.of.types[number]

    def word(k: int) -> Any:
        at = builder.gep(address, [_WORD(first + k)])
        loaded = builder.load(at)
        # It never changes while compiled code runs, whatever that writes elsewhere.
        loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
        return loaded

    if isinstance(member, types.BaseTuple):
        return builder.gep(address, [_WORD(first)])
    if isinstance(member, types.Array):
        array = context.make_array(member)(context, builder)
        itemsize = context.get_constant(types.intp, context.get_abi_sizeof(context.get_data_type(member.dtype)))
        populate_array(
            array,
            data=builder.inttoptr(word(0), array.data.type),
            shape=[word(1 + k) for k in range(member.ndim)],
            strides=[word(1 + member.ndim + k) for k in range(member.ndim)],
            itemsize=itemsize,
            meminfo=None,
        )
        return array._getvalue()
    kind = context.get_value_type(member)
    if isinstance(member, FunctionType):
        return builder.inttoptr(word(0), kind)
    if isinstance(member, types.Float):
        return builder.bitcast(word(0), kind)
    if kind == _WORD:
        return word(0)
    return builder.trunc(word(0), kind)


def _length(member: Any) -> int:
    """Return how many words are known of a member."""
    if isinstance(member, types.Array):
        return 1 + 2 * int(member.ndim)
    if isinstance(member, types.BaseTuple):
        return sum(map(_length, member.types))
    return 1
