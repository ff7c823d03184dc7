"""What other tools hand to an engine: checked once, cast once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.errors import InputError

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility._kernels.hierarchy import U32Array

__all__ = ["checked_coordinates", "checked_graph", "checked_nodes", "checked_order"]

MOST = 2**31 - 2
"""Nodes and edges are numbered with 32 bits, and two slots to an arc."""


def checked_graph(first_out: Any, head: Any) -> tuple[U32Array, U32Array]:
    """Return a graph's arrays, or say what is wrong with them."""
    starts, heads = _whole_numbers(first_out, "first_out"), _whole_numbers(head, "head")
    if starts.size == 0:
        raise InputError("first_out must have one entry per node and one more, and is empty")
    if starts.size > MOST or heads.size > MOST:
        raise InputError(f"at most {MOST:,} nodes and edges can be numbered")
    if starts[0] != 0 or starts[-1] != heads.size or (np.diff(starts) < 0).any():
        raise InputError(
            f"first_out must rise from 0 to the number of edges, {heads.size}; it goes from "
            f"{starts[0]} to {starts[-1]}"
            + (" and falls in between" if (np.diff(starts) < 0).any() else "")
        )
    checked_nodes(heads, starts.size - 1, "head")
    found = starts.astype(np.uint32), heads.astype(np.uint32)
    for array in found:
        array.setflags(write=False)
    return found


def checked_nodes(nodes: Any, n_nodes: int, name: str, *, what: str = "nodes") -> IntArray:
    """Return numbers of nodes, or of something else there is, or say which is none."""
    numbers = _whole_numbers(nodes, name)
    wrong = (numbers < 0) | (numbers >= n_nodes)
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        known = f"from 0 to {n_nodes - 1}" if n_nodes else "and there are none"
        raise InputError(
            f"{name} must be numbers of {what} {known}; {int(wrong.sum())} of "
            f"{numbers.size} are not, the first {numbers[first]} at position {first}"
        )
    return numbers


def checked_coordinates(
    x: Any, y: Any, n_nodes: int
) -> tuple[FloatArray | None, FloatArray | None]:
    """Return coordinates, or None for both if there are none."""
    if (x is None) != (y is None):
        raise InputError("give both x and y, or neither")
    if x is None:
        return None, None
    try:
        found = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"x and y must be numbers, one per node: {error}") from error
    for name, values in zip("xy", found, strict=True):
        if values.shape != (n_nodes,) or not np.isfinite(values).all():
            raise InputError(
                f"{name} must be one finite number per node, shape ({n_nodes},); got shape "
                f"{values.shape}"
            )
    return found


def checked_order(order: Any, n_nodes: int) -> U32Array:
    """Return an order of contraction, which must name every node once."""
    numbers = _whole_numbers(order, "order")
    if numbers.size != n_nodes or not np.array_equal(np.sort(numbers), np.arange(n_nodes)):
        raise InputError(f"order must name each of the {n_nodes} nodes once")
    found: U32Array = numbers.astype(np.uint32)
    return found


def _whole_numbers(values: Any, name: str) -> IntArray:
    """Return a list of whole numbers, or say that it is none."""
    try:
        found = np.asarray(values)
    except ValueError as error:
        raise InputError(f"{name} must be a list of whole numbers: {error}") from error
    if found.size == 0:
        found = found.astype(np.int64)
    if found.ndim != 1 or found.dtype.kind not in "iu":
        raise InputError(
            f"{name} must be a list of whole numbers, got shape {found.shape} of {found.dtype}"
        )
    return found.astype(np.int64)
