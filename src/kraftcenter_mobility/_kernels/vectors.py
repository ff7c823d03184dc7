"""Pieces of LLVM code from which the vector operations are put together.

LLVM does not find the vectors in a sweep by itself: the loops over lanes lie inside loops
whose ends depend on the data, and the sums go through memory. Written as operations on
whole vectors, the sweeps run several times as fast. LLVM divides each vector into the
registers that the processor has, so nothing in here depends on the processor.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import lower_builtin, type_callable

__all__ = [
    "INDEX",
    "WORD",
    "array_data",
    "array_size",
    "array_width",
    "constant_row",
    "field",
    "give_code",
    "index",
    "load_row",
    "lower",
    "prefetch",
    "splat",
    "store_row",
    "vector_of",
]

WORD = ir.IntType(32)
INDEX = ir.IntType(64)
_WORD_BYTES = 4


def give_code(
    function: Callable[..., Any],
    generate: Callable[[Any, Any, Any, Any], Any],
    result: Any = types.void,
) -> None:
    """Give a Python function the code it has when a compiled kernel calls it.

    The function itself says what the code does, and runs when Numba is switched off.
    `generate` takes Numba's context, an LLVM builder, the signature and the arguments, and
    returns the value of the call; `result` is that value's type. Numba's own `intrinsic`
    and `overload` do the same in three times as many lines.
    """

    def typer_of(_context: Any) -> Callable[..., Any]:
        return wraps(function)(lambda *_args: result)

    type_callable(function)(typer_of)
    lower_builtin(function, types.VarArg(types.Any))(generate)  # type: ignore[no-untyped-call]


def index(value: int) -> Any:
    """Return a constant index."""
    return ir.Constant(INDEX, value)


def vector_of(lanes: int) -> Any:
    """Return the type of a vector of 32-bit words."""
    return ir.VectorType(WORD, lanes)


def constant_row(value: int, lanes: int) -> Any:
    """Return a vector with the same constant in every lane."""
    return ir.Constant(vector_of(lanes), [value] * lanes)


def array_data(context: Any, builder: Any, signature: Any, args: Any, position: int) -> Any:
    """Return a pointer to the first element of an array argument."""
    array_type = signature.args[position]
    return context.make_array(array_type)(context, builder, args[position]).data


def array_size(context: Any, builder: Any, signature: Any, args: Any, position: int) -> Any:
    """Return the number of elements of an array argument."""
    array_type = signature.args[position]
    return context.make_array(array_type)(context, builder, args[position]).nitems


def array_width(context: Any, builder: Any, signature: Any, args: Any, position: int) -> Any:
    """Return the number of columns of a two-dimensional array argument."""
    array_type = signature.args[position]
    shape = context.make_array(array_type)(context, builder, args[position]).shape
    return builder.extract_value(shape, 1)


def field(builder: Any, base: Any, offset: Any) -> Any:
    """Return an element of an array of unsigned integers, widened to an index."""
    value = builder.load(builder.gep(base, [offset]))
    return value if value.type == INDEX else builder.zext(value, INDEX)


def splat(builder: Any, scalar: Any, lanes: int) -> Any:
    """Return a vector with the same scalar in every lane."""
    nothing = ir.Constant(ir.VectorType(scalar.type, lanes), ir.Undefined)
    first = builder.insert_element(nothing, scalar, ir.Constant(WORD, 0))
    return builder.shuffle_vector(first, nothing, constant_row(0, lanes))


def load_row(builder: Any, base: Any, offset: Any, lanes: int) -> Any:
    """Return the vector that begins at an element of an array."""
    kind = ir.VectorType(base.type.pointee, lanes)
    pointer = builder.bitcast(builder.gep(base, [offset]), kind.as_pointer())
    row = builder.load(pointer)
    row.align = _WORD_BYTES
    return row


def store_row(builder: Any, row: Any, base: Any, offset: Any, aligned_bytes: int = 0) -> None:
    """Store a vector from an element of an array on.

    With `aligned_bytes` the vector goes to memory without being fetched into the cache
    first; the address must be a multiple of it.
    """
    pointer = builder.bitcast(builder.gep(base, [offset]), row.type.as_pointer())
    store = builder.store(row, pointer)
    store.align = aligned_bytes or _WORD_BYTES
    if aligned_bytes:
        store.set_metadata("nontemporal", builder.module.add_metadata([ir.Constant(WORD, 1)]))


def lower(builder: Any, left: Any, right: Any) -> Any:
    """Return the lower of two vectors in each lane."""
    return builder.select(builder.icmp_unsigned("<", left, right), left, right)


def prefetch(builder: Any, pointer: Any) -> None:
    """Fetch a cache line that will be read soon."""
    byte_pointer = ir.IntType(8).as_pointer()
    kind = ir.FunctionType(ir.VoidType(), [byte_pointer, WORD, WORD, WORD])
    function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")  # type: ignore[no-untyped-call]
    read, keep, data = (ir.Constant(WORD, value) for value in (0, 3, 1))
    builder.call(function, [builder.bitcast(pointer, byte_pointer), read, keep, data])
