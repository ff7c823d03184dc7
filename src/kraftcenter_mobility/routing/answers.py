"""What an engine's answers are made of: routes, tables to write to, and cutoffs in ticks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility._kernels.hierarchy import INFINITE
from kraftcenter_mobility.arguments import check_number
from kraftcenter_mobility.errors import InputError

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import IntArray

__all__ = ["Route", "checked_table", "ticks_within"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Route:
    """A fastest way between two nodes."""

    time: float
    """In the unit of the weights; infinite if there is no way."""

    nodes: IntArray = field(repr=False)
    """The nodes passed, both ends included; empty if there is no way."""

    edges: IntArray = field(repr=False)
    """The edges travelled, one fewer than nodes. New edges are numbered on after the others."""

    def __repr__(self) -> str:
        """Say how far it is, and along how many edges."""
        if not self.nodes.size:
            return "<Route: no way>"
        return f"<Route: {self.time:,.6g} along {self.edges.size:,} edges>"


def ticks_within(cutoff: float, tick: float) -> np.uint32:
    """Return the largest number of ticks within a cutoff, which is inclusive."""
    check_number("cutoff", cutoff)
    most = int(INFINITE) - 1
    if cutoff >= most * tick:
        return np.uint32(most)
    ticks = int(cutoff / tick) + 1  # rounding may have moved it past the cutoff
    while ticks * tick > cutoff:
        ticks -= 1
    return np.uint32(ticks)


def checked_table(out: Any, shape: tuple[int, int]) -> np.ndarray[Any, Any]:
    """Return the table that a user wants times to be written to, or say what is wrong with it."""
    if not isinstance(out, np.ndarray):
        raise InputError(f"out must be an array of float64 or float32, got {out!r:.60}")
    if out.shape != shape or out.dtype not in (np.float64, np.float32):
        raise InputError(
            f"out must be an array of float64 or float32 of shape {shape}; got {out.dtype} "
            f"of shape {out.shape}"
        )
    if not out.flags.c_contiguous or not out.flags.writeable:
        raise InputError("out must be writeable and in C order")
    return out
