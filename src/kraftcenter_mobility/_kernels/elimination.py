"""The elimination tree of an order [1]_, and its post-order.

A rank's parent is the lowest of its neighbours above once everything below is contracted.
All neighbours above lie on the path to the root, which is what makes upward searches a
walk along that path. The tree follows from the edges alone, before any contraction.

References
----------
.. [1] J. W. H. Liu, "The role of elimination trees in sparse factorization," SIAM J.
   Matrix Anal. Appl., vol. 11, no. 1, pp. 134-172, 1990. doi:10.1137/0611010
"""

import numpy as np
from numba import njit

from .hierarchy import NONE, U32Array

__all__ = ["elimination_tree", "post_order"]

_1 = np.uint64(1)


@njit(cache=True, nogil=True)
def elimination_tree(first_below: U32Array, below: U32Array) -> U32Array:
    """Return the parent of every rank, NONE for roots, from each rank's neighbours below.

    `ancestor` is a short cut towards the root of what is known so far, as in union-find.
    """
    n = np.uint64(first_below.size) - _1
    parent = np.full(n, NONE, np.uint32)
    ancestor = np.full(n, NONE, np.uint32)
    for rank in range(n):
        for k in range(np.uint64(first_below[rank]), np.uint64(first_below[rank + _1])):
            at = below[k]
            while at != NONE and at < rank:
                further = ancestor[at]
                ancestor[at] = np.uint32(rank)
                if further == NONE:
                    parent[at] = np.uint32(rank)
                at = further
    return parent


@njit(cache=True, nogil=True)
def post_order(parent: U32Array) -> U32Array:
    """Return the ranks in post-order: children before parents, subtrees in one piece.

    Children keep their order, so that an order which is a post-order stays as it is.
    """
    n = np.uint64(parent.size)
    child = np.full(n, NONE, np.uint32)
    sibling = np.full(n, NONE, np.uint32)
    for k in range(n):
        rank = n - _1 - np.uint64(k)
        if parent[rank] != NONE:
            sibling[rank] = child[parent[rank]]
            child[parent[rank]] = np.uint32(rank)
    order = np.empty(n, np.uint32)
    n_done = np.uint64(0)
    for root in range(n):
        if parent[root] != NONE:
            continue
        at = np.uint32(root)
        while at != NONE:
            if child[at] != NONE:
                below = child[at]
                child[at] = sibling[below]
                at = below
            else:
                order[n_done] = at
                n_done += _1
                at = parent[at]
    return order
