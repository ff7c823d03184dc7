"""Orders of small graphs by minimum fill: next comes the node that adds the fewest arcs.

In a graph of at most 64 nodes a node's neighbours are one machine word, and contracting
and counting are a few operations. Neighbours outside, which are contracted later, count
as well: without this halo [1]_ the nodes at the rim of a part would seem cheaper than
they are.

References
----------
.. [1] F. Pellegrini, J. Roman, P. Amestoy, "Hybridizing nested dissection and halo
   approximate minimum degree for efficient sparse matrix ordering," Concurrency: Pract.
   Exper., vol. 12, pp. 69-84, 2000.
   doi:10.1002/(SICI)1096-9128(200002/03)12:2/3<69::AID-CPE472>3.0.CO;2-W
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .hierarchy import U32Array

__all__ = ["MOST_NODES", "Words", "allocate_words", "count_bits", "minimum_fill_order"]

MOST_NODES = 64
"""As many nodes as a word has bits."""

WordArray = NDArray[np.uint64]

_0, _1, _2, _4, _8 = (np.uint64(number) for number in (0, 1, 2, 4, 8))
_16, _32, _64 = (np.uint64(number) for number in (16, 32, 64))
_ODD, _PAIRS = np.uint64(0x5555555555555555), np.uint64(0x3333333333333333)
_FOURS, _COUNT = np.uint64(0x0F0F0F0F0F0F0F0F), np.uint64(0x7F)
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)


class Words(NamedTuple):
    """A small graph, one word to a node. Shapes (64,)."""

    inner: WordArray
    """Bit ``j`` of the word of ``i`` says whether the two are neighbours."""

    halo: WordArray
    """Which nodes outside are neighbours."""

    fill: WordArray
    """Twice the number of arcs that contracting the node would add."""

    order: U32Array
    """The nodes, the first to be contracted first."""

    seen: U32Array
    """Which nodes outside the bits of `halo` stand for."""


@njit(cache=True, nogil=True)
def allocate_words() -> Words:
    """Return room for a small graph."""
    return Words(
        np.zeros(MOST_NODES, np.uint64),
        np.zeros(MOST_NODES, np.uint64),
        np.zeros(MOST_NODES, np.uint64),
        np.zeros(MOST_NODES, np.uint32),
        np.zeros(MOST_NODES, np.uint32),
    )


@njit(cache=True, nogil=True)
def count_bits(word: np.uint64) -> np.uint64:
    """Return how many bits of a word are set, adding up neighbouring fields in parallel."""
    word = word - ((word >> _1) & _ODD)
    word = (word & _PAIRS) + ((word >> _2) & _PAIRS)
    word = (word + (word >> _4)) & _FOURS
    word = word + (word >> _8)
    word = word + (word >> _16)
    word = word + (word >> _32)
    return np.uint64(word & _COUNT)


@njit(cache=True, nogil=True)
def _fill(words: Words, node: np.uint64) -> np.uint64:
    """Return twice the number of arcs that contracting a node would add."""
    around, outside = words.inner[node], words.halo[node]
    missing = _0
    rest = around
    while rest != _0:
        lowest = rest & (~rest + _1)
        rest ^= lowest
        neighbour = count_bits(lowest - _1)
        missing += count_bits(around & ~(words.inner[neighbour] | lowest))
        missing += _2 * count_bits(outside & ~words.halo[neighbour])
    return missing


@njit(cache=True, nogil=True)
def _contract(words: Words, node: np.uint64) -> np.uint64:
    """Join the neighbours of a node; return whose fill that may change."""
    around, outside = words.inner[node], words.halo[node]
    gone = _1 << node
    touched = around
    rest = around
    while rest != _0:
        lowest = rest & (~rest + _1)
        rest ^= lowest
        neighbour = count_bits(lowest - _1)
        words.inner[neighbour] = (words.inner[neighbour] | around) & ~(lowest | gone)
        words.halo[neighbour] |= outside
        touched |= words.inner[neighbour]
    return np.uint64(touched)


@njit(cache=True, nogil=True)
def minimum_fill_order(words: Words, n_nodes: np.uint64) -> None:
    """Find the order of a small graph, which is used up."""
    fill = words.fill
    left = _ALL >> (_64 - n_nodes)
    touched = left
    for k in range(n_nodes):
        while touched != _0:
            lowest = touched & (~touched + _1)
            touched ^= lowest
            node = count_bits(lowest - _1)
            fill[node] = _fill(words, node)
        best = _0
        least = _ALL
        for j in range(n_nodes):
            if (left >> np.uint64(j)) & _1 and fill[j] < least:
                least = fill[j]
                best = np.uint64(j)
        words.order[k] = best
        left ^= _1 << best
        touched = _contract(words, best)
