"""Follow pieces of road that continue each other into chains.

Every piece has two ends, numbered ``2 * piece`` (its beginning) and ``2 * piece + 1``.
``partner[end]`` is the end of another piece that it is to be joined to, or -1.
"""

import numpy as np
from numba import njit

from .csr import BoolArray, IntArray

__all__ = ["follow_chains"]


@njit(cache=True)
def follow_chains(partner: IntArray) -> tuple[IntArray, BoolArray, IntArray]:
    """Return the pieces chain by chain, whether each is passed along, and where chains begin.

    A chain begins at an end without a partner. Rings, which have none, come last, each
    beginning with its lowest piece. Shapes: (n_pieces,), (n_pieces,), (n_chains + 1,).
    """
    n_pieces = partner.size // 2
    order = np.empty(n_pieces, np.int64)
    along = np.empty(n_pieces, np.bool_)
    first = np.empty(n_pieces + 1, np.int64)
    taken = np.zeros(n_pieces, np.bool_)
    n_chains = 0
    n_taken = 0
    for rings in range(2):
        for start in range(2 * n_pieces):
            if taken[start // 2] or (rings == 0 and partner[start] >= 0):
                continue
            first[n_chains] = n_taken
            n_chains += 1
            end = start
            while end >= 0 and not taken[end // 2]:
                order[n_taken] = end // 2
                along[n_taken] = end % 2 == 0
                taken[end // 2] = True
                n_taken += 1
                end = partner[end ^ 1]
    first[n_chains] = n_taken
    return order, along, first[: n_chains + 1].copy()
