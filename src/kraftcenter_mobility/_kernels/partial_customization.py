"""New weights after a few edges have changed, without doing the rest again [1]_.

A weight depends on the edges that enter at its slot and on its *lower triangles*: the
ranks below both ends, by way of which one may also go. Whatever changes therefore changes
from low ranks to high ones, and only ancestors of the changed edges' tails are ever met.
They wait in a queue, are settled in ascending order, and tell those above. Where a weight
comes out as it was, the change has died out. The result is the same, bit for bit, as that
of customizing everything.

What a way took before and what it takes now is known when an arc is told (see
:mod:`.arc_state`), so that weights that fall, as after a new road or a higher speed, are
settled without looking at any triangle. Single arrays instead of tuples of them are handed
down to what is done for every rank: counting the references to a tuple's arrays took up
to half of the time.

References
----------
.. [1] J. Dibbelt, B. Strasser, D. Wagner, "Customizable contraction hierarchies," ACM J.
   Exp. Algorithmics, vol. 21, art. 1.5, 2016. doi:10.1145/2886843
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from .arc_state import CLEAN, DOUBTFUL, StateArray, tell, touch
from .hierarchy import INFINITE, NONE, Hierarchy, U32Array
from .lower_triangles import look_anew
from .rank_queue import WordArray, next_waiting, queue_of, wait

__all__ = ["GAVE_UP", "PartialScratch", "budget_of", "partial_scratch", "recustomize"]

GAVE_UP = np.int64(-1)
"""There was more to do than the budget allowed; the weights are of no use now."""


_0, _1, _2 = np.uint64(0), np.uint64(1), np.uint64(2)


class PartialScratch(NamedTuple):
    """Space to work in, and where the arcs that changed are found afterwards."""

    waiting_rank: WordArray
    """One bit per rank. All zero between calls."""

    waiting_word: WordArray
    """One bit per word of `waiting_rank`. All zero between calls."""

    state: StateArray
    """What is known about each arc. All zero between calls."""

    old_weight: U32Array
    """Weights before the call, by slot, where `changed_arc` points."""

    changed_arc: U32Array
    """The arcs that changed, ascending: as many as the call returned."""


def partial_scratch(hierarchy: Hierarchy) -> PartialScratch:
    """Return scratch space for :func:`recustomize`: 13 bytes per arc, most never touched."""
    n_ranks, n_arcs = hierarchy.rank.size, hierarchy.up_head.size
    return PartialScratch(
        *queue_of(n_ranks),
        np.zeros(n_arcs, np.uint8),
        np.empty(2 * n_arcs, np.uint32),
        np.empty(n_arcs, np.uint32),
    )


def budget_of(hierarchy: Hierarchy) -> np.int64:
    """Return how many steps take about half as long as customizing everything.

    A step takes some 5 ns, and a full customization as much per arc. Giving up at half the
    time is never much dearer than not having tried; edits of a hundred roads all over a
    city, or of a whole district, are about where it begins to happen.
    """
    return np.int64(hierarchy.up_head.size // 2)


@njit(cache=True, nogil=True)
def recustomize(
    arrays: tuple[U32Array, ...],
    edge_weights: U32Array,
    changed_edges: U32Array,
    weights: U32Array,
    scratch_arrays: tuple[WordArray, WordArray, StateArray, U32Array, U32Array],
    budget: np.int64,
) -> np.int64:
    """Bring `weights` up to date after some edges changed; return how many arcs changed.

    `arrays` are a hierarchy's and `scratch_arrays` those of :class:`PartialScratch`, which
    Numba takes apart in half the time when they come as plain tuples.

    `edge_weights` are the new ones already, `changed_edges` may hold an edge twice. The
    budget counts steps, looks at an arc or at half a triangle; once they are used up,
    :data:`GAVE_UP` is returned and the weights have to be customized in full.
    """
    hierarchy, scratch = Hierarchy(*arrays), PartialScratch(*scratch_arrays)
    first_up, up_head, supernode = hierarchy.first_up, hierarchy.up_head, hierarchy.supernode
    first_down, down_tail, down_arc = hierarchy.first_down, hierarchy.down_tail, hierarchy.down_arc
    first_edge, edge_of_slot = hierarchy.first_edge, hierarchy.edge_of_slot
    waiting_rank, waiting_word, state, old_weight, changed_arc = scratch
    n_changed = np.int64(0)
    _begin(hierarchy, edge_weights, changed_edges, weights, scratch)
    rank = next_waiting(waiting_rank, waiting_word, _0)
    while rank != NONE:
        begin, end = np.uint64(first_up[rank]), np.uint64(first_up[rank + _1])
        if budget < 0:
            state[np.int64(begin) : np.int64(end)] = CLEAN
        else:
            n_before = n_changed
            budget -= look_anew(
                up_head,
                first_down,
                down_tail,
                down_arc,
                first_edge,
                edge_of_slot,
                edge_weights,
                weights,
                state,
                rank,
                begin,
                end,
            )
            n_changed = _settle(weights, state, old_weight, changed_arc, begin, end, n_before)
            budget -= np.int64(end - begin) * (n_changed - n_before)
            for k in range(n_before, n_changed):
                tell(
                    first_up,
                    up_head,
                    supernode,
                    weights,
                    state,
                    old_weight,
                    waiting_rank,
                    waiting_word,
                    begin,
                    end,
                    np.uint64(changed_arc[k]),
                )
        rank = next_waiting(waiting_rank, waiting_word, rank)
    return n_changed if budget >= 0 else GAVE_UP


@njit(cache=True, nogil=True)
def _begin(
    hierarchy: Hierarchy,
    edge_weights: U32Array,
    changed_edges: U32Array,
    weights: U32Array,
    scratch: PartialScratch,
) -> None:
    """Let the changed edges enter.

    What an edge took before is not known here, so that one which takes longer than its
    slot's weight may or may not have been the reason for that weight.
    """
    slot_of, first_up = hierarchy.slot, hierarchy.first_up
    waiting_rank, waiting_word = scratch.waiting_rank, scratch.waiting_word
    state, old_weight = scratch.state, scratch.old_weight
    for k in range(changed_edges.size):
        edge = np.uint64(changed_edges[k])
        if slot_of[edge] == NONE:
            continue
        slot = np.uint64(slot_of[edge])
        weight = min(edge_weights[edge], INFINITE)
        if weight == weights[slot]:
            continue
        arc = slot >> _1
        touch(weights, state, old_weight, arc)
        wait(waiting_rank, waiting_word, _tail_of(first_up, arc))
        if weight < weights[slot]:
            weights[slot] = weight
        else:
            state[arc] = DOUBTFUL


@njit(cache=True, nogil=True)
def _tail_of(first_up: U32Array, arc: np.uint64) -> np.uint64:
    """Return the rank among whose upward arcs an arc is."""
    begin, end = _0, np.uint64(first_up.size) - _1
    while end - begin > _1:
        middle = (begin + end) >> _1
        if first_up[middle] <= arc:
            begin = middle
        else:
            end = middle
    return begin


@njit(cache=True, nogil=True)
def _settle(
    weights: U32Array,
    state: StateArray,
    old_weight: U32Array,
    changed_arc: U32Array,
    begin: np.uint64,
    end: np.uint64,
    n_changed: np.int64,
) -> np.int64:
    """Make a rank's upward arcs final; return how many arcs have changed so far.

    Afterwards `old_weight` holds for all arcs of the rank, those left alone included.
    """
    for arc in range(begin, end):
        up, down = _2 * np.uint64(arc), _2 * np.uint64(arc) + _1
        if state[arc] == CLEAN:
            old_weight[up], old_weight[down] = weights[up], weights[down]
        elif weights[up] != old_weight[up] or weights[down] != old_weight[down]:
            changed_arc[n_changed] = np.uint32(arc)
            n_changed += 1
        state[arc] = CLEAN
    return n_changed
