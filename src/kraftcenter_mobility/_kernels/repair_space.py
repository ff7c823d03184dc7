"""What a repair of a forest is told, and the space it works in."""

from typing import NamedTuple

import numpy as np

from .csr import BoolArray, PreviousArray
from .forest import Forest, Seeds
from .heap import KeyArray
from .hierarchy import U32Array
from .nearest_sweep import NOWHERE, LabelArray

__all__ = ["Changes", "RepairScratch", "repair_scratch"]


class Changes(NamedTuple):
    """What is different. New nodes are numbered after the graph's, new edges in this order."""

    edge: U32Array
    """Edges that take another time. If one is named twice, the last counts."""

    ticks: U32Array
    """That time, INFINITE for closed."""

    seed: U32Array
    """Seeds that have another key. If one is named twice, the last counts."""

    seed_key: LabelArray
    """That key, NOWHERE for seeds that are gone."""

    tail: U32Array
    """Where new edges begin."""

    head: U32Array
    new_ticks: U32Array
    new_seed_node: U32Array
    """Nodes that have a new seed, beside those they had."""

    new_seed_key: LabelArray


class RepairScratch(NamedTuple):
    """What a repair works on: the forest's keys and the edges' times, to be put back."""

    ticks: U32Array
    seed_key: LabelArray
    key: LabelArray
    """Keys, of new nodes too: after a repair those of the changed graph."""

    is_touched: BoolArray
    touched: U32Array
    """Nodes whose keys were ever written, the first ``n_touched[0]``."""

    changed: U32Array
    """Nodes whose keys are other than before, as many as :func:`repair` says."""

    edge_from: PreviousArray
    """One new edge that leaves each node, -1 for none."""

    edge_to: PreviousArray
    """One new edge that arrives at each node, -1 for none."""

    heap: KeyArray
    n_touched: U32Array
    """Shape (1,)."""


def repair_scratch(ticks: U32Array, seeds: Seeds, forest: Forest, n_new: int) -> RepairScratch:
    """Return scratch space for questions with up to `n_new` new nodes."""
    n_nodes = forest.key.size + n_new
    key = np.full(n_nodes, NOWHERE)
    key[: forest.key.size] = forest.key
    return RepairScratch(
        ticks.copy(),
        seeds.key.copy(),
        key,
        np.zeros(n_nodes, np.bool_),
        np.empty(n_nodes, np.uint32),
        np.empty(n_nodes, np.uint32),
        np.full(n_nodes, -1, np.int32),
        np.full(n_nodes, -1, np.int32),
        np.empty(n_nodes + 64, np.uint64),
        np.zeros(1, np.uint32),
    )
