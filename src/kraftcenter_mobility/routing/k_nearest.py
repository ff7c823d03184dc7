"""The few nearest of some places for every node."""

from __future__ import annotations

import threading
from numbers import Integral
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility._kernels.hierarchy import INFINITE, NONE
from kraftcenter_mobility.errors import InputError

from .overlay import NOWHERE, Overlaid

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import IntArray
    from kraftcenter_mobility._kernels.hierarchy import U32Array

    from .customized import Customized
    from .overlay import KeyArray
    from .seeds import Seeds

__all__ = ["k_nearest"]


def k_nearest(found: Customized | Overlaid, seeds: Seeds, k: int, *, backward: bool) -> KeyArray:
    """Return times and numbers of the `k` nearest sets of seeds for every rank, as keys.

    The time in ticks is in the upper half of a key, the number of the set in the lower;
    new nodes come after the ranks. Shape (n_rows, k), ascending. Backward, one travels to
    the seeds.

    Raises
    ------
    InputError
        If `k` is no whole number from one to the number of sets.
    """
    if seeds.n_sets == 0:
        raise InputError("targets must name one node at least; there is none to be the nearest")
    if isinstance(k, bool) or not isinstance(k, Integral) or not 1 <= k <= seeds.n_sets:
        raise InputError(
            f"k must lie between 1 and the number of destinations, {seeds.n_sets}; got {k!r}"
        )
    if k == 1:
        return found.nearest(seeds, backward=backward)[:, np.newaxis]
    if isinstance(found, Overlaid):
        return _by_sweeps(found, seeds, k, backward=backward)
    return _by_lists(found, seeds, k, backward=backward)


def _by_lists(found: Customized, seeds: Seeds, k: int, *, backward: bool) -> KeyArray:
    """Sweep once, with a list of the k nearest for every rank."""
    from kraftcenter_mobility._kernels.k_nearest_sweep import k_nearest_to_all

    prepared = found.prepared
    key = np.empty((prepared.n_nodes, k), np.uint64)
    k_nearest_to_all(
        prepared.hierarchy,
        found.weights,
        found.sweep_graph(backward=backward),
        np.uint64(backward),
        seeds.rank,
        seeds.time,
        seeds.owner().astype(np.uint32),
        np.full(prepared.n_nodes, NONE, np.uint32),
        np.empty(prepared.n_nodes, np.uint32),
        np.empty((prepared.n_levels, k), np.uint64),
        key,
    )
    return key


def _by_sweeps(found: Overlaid, seeds: Seeds, k: int, *, backward: bool) -> KeyArray:
    """Sweep from all sets of seeds, and keep the k nearest so far."""
    from kraftcenter_mobility._kernels.lanes import LANES

    n_rows = found.prepared.n_nodes + found.n_new
    best = np.full((n_rows, k), NOWHERE)
    lock = threading.Lock()

    def keep(sets: IntArray, label: U32Array) -> None:
        time = label.reshape(-1, LANES)[:, : sets.size].astype(np.uint64)
        key = (time << np.uint64(32)) | sets.astype(np.uint64)
        key[time >= INFINITE] = NOWHERE
        with lock:
            both = np.concatenate((best, key), axis=1)
            both.partition(k - 1, axis=1)
            best[:] = both[:, :k]

    found.sweep(seeds, keep, backward=backward, threads=None)
    best.sort(axis=1)
    best[: found.prepared.n_nodes] = best[found.prepared.hierarchy.node]
    return best
