"""A graph prepared for queries: its hierarchy and what else needs no metric."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility._kernels.contraction import build_hierarchy
from kraftcenter_mobility._kernels.customization_plan import customization_plan
from kraftcenter_mobility._kernels.subtrees import subtrees
from kraftcenter_mobility._kernels.sweep_graph import tree_levels
from kraftcenter_mobility.errors import InputError

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import IntArray
    from kraftcenter_mobility._kernels.customization_plan import CustomizationPlan
    from kraftcenter_mobility._kernels.hierarchy import Hierarchy, U32Array
    from kraftcenter_mobility._kernels.subtrees import Subtrees
    from kraftcenter_mobility._kernels.sweep_steps import LevelArray

__all__ = ["PreparedGraph", "nbytes", "prepare_graph"]


WORTH_SHARING = 1_000_000
"""Arcs from which on threads share a customization: it takes some 5 ms then."""

PARTS = 4
"""Parts of a customization that is shared."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PreparedGraph:
    """A hierarchy, how to customize it, and the levels of its tree. Independent of metrics."""

    hierarchy: Hierarchy = field(repr=False)
    plan: CustomizationPlan = field(repr=False)
    parts: Subtrees = field(repr=False)
    """What can be customized side by side: one part where that is not worth while."""

    lane_parts: Subtrees = field(repr=False)
    """The same for many metrics side by side."""

    level: LevelArray = field(repr=False)
    """Level of each rank in the elimination tree."""

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return self.hierarchy.node.size

    @property
    def n_edges(self) -> int:
        """Number of edges of the graph, not counting what contraction adds."""
        return self.hierarchy.slot.size

    @property
    def n_arcs(self) -> int:
        """Number of arcs of the chordal supergraph."""
        return self.hierarchy.up_head.size

    @property
    def n_levels(self) -> int:
        """Number of levels of the elimination tree."""
        return int(self.level.max()) + 1 if self.level.size else 0

    @property
    def order(self) -> U32Array:
        """The order of contraction, lowest node first: all that need be kept."""
        return self.hierarchy.node

    @property
    def memory_bytes(self) -> int:
        """Bytes that everything here occupies."""
        return nbytes(self.hierarchy) + nbytes(self.plan) + self.level.nbytes


def prepare_graph(
    order: U32Array, first_out: IntArray | U32Array, head: IntArray | U32Array
) -> PreparedGraph:
    """Contract a graph in the given order, lowest node first.

    Raises
    ------
    InputError
        If that takes more arcs than can be numbered or kept.
    """
    try:
        hierarchy = build_hierarchy(order, first_out, head)
    except (OverflowError, MemoryError) as error:
        raise InputError(
            f"the graph of {first_out.size - 1:,} nodes cannot be prepared in this order: {error}; "
            f"only graphs with small separators can, such as roads. Leave out `order`, if you "
            f"gave one"
        ) from error
    plan = customization_plan(hierarchy)
    _freeze(plan)
    level = tree_levels(hierarchy.parent)
    level.setflags(write=False)
    n_parts = PARTS if hierarchy.up_head.size > WORTH_SHARING else 1
    return PreparedGraph(
        hierarchy=hierarchy,
        plan=plan,
        parts=subtrees(hierarchy, plan, n_parts),
        lane_parts=subtrees(hierarchy, plan, PARTS),
        level=level,
    )


def nbytes(arrays: Any) -> int:
    """Return the bytes of all arrays in a named tuple."""
    return sum(part.nbytes for part in arrays if isinstance(part, np.ndarray))


def _freeze(arrays: Any) -> None:
    """Make every array read-only: what is prepared is shared."""
    for part in arrays:
        if isinstance(part, np.ndarray):
            part.setflags(write=False)
