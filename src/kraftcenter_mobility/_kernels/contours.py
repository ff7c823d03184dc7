"""The lines at which a field on a grid crosses a level, by marching squares [1]_.

Each cell of the grid that the line passes has one link of it, or two at a saddle, drawn
with what is below the level on the left. A link goes from one side of its cell to another,
and sides have numbers, so that links find each other by sorting. Where a cell's two ways to
be cut are both possible, the mean of its corners decides: lowering the field then never
takes anything away from what lies below the level.

References
----------
.. [1] W. E. Lorensen and H. E. Cline, "Marching cubes: a high resolution 3D surface
   construction algorithm," SIGGRAPH Comput. Graph., vol. 21, no. 4, pp. 163-169, 1987.
   doi:10.1145/37402.37422
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .csr import FloatArray, IntArray

__all__ = ["fill_crossings", "fill_links", "fill_rings"]

FieldArray = NDArray[np.float32]

_S, _E, _N, _W, _NONE = 0, 1, 2, 3, -1

_SIDES = np.array(
    [
        [_NONE, _NONE],
        [_S, _W],
        [_E, _S],
        [_E, _W],
        [_N, _E],
        [_NONE, _NONE],
        [_N, _S],
        [_N, _W],
        [_W, _N],
        [_S, _N],
        [_NONE, _NONE],
        [_E, _N],
        [_W, _E],
        [_S, _E],
        [_W, _S],
        [_NONE, _NONE],
    ]
)
"""From which side of a cell a link goes to which, by the corners below the level: 1 for the
south-western, 2 south-eastern, 4 north-eastern, 8 north-western."""

_SADDLES = np.array(
    [
        [[_S, _W], [_N, _E]],
        [[_S, _E], [_N, _W]],
        [[_E, _S], [_W, _N]],
        [[_E, _N], [_W, _S]],
    ]
)
"""Likewise where opposite corners are below it: the south-western ones, apart and joined,
and the south-eastern ones."""


@njit(cache=True)
def _side(n_columns: int, i: int, j: int, side: int) -> int:
    """Return the number of a side of a cell."""
    if side == _N:
        i += 1
    elif side == _E:
        j += 1
    return 2 * (i * n_columns + j) + side % 2


@njit(cache=True)
def _is_joined(field: FieldArray, i: int, j: int, level: float) -> bool:
    """Say whether the middle of a cell lies below the level; the field holds squares."""
    total = np.sqrt(np.float64(field[i, j])) + np.sqrt(np.float64(field[i, j + 1]))
    total += np.sqrt(np.float64(field[i + 1, j])) + np.sqrt(np.float64(field[i + 1, j + 1]))
    joined: bool = total <= 4.0 * level
    return joined


@njit(cache=True, nogil=True)
def fill_links(
    field: FieldArray,
    level: float,
    first_row: int,
    last_row: int,
    first_column: int,
    last_column: int,
    begin: IntArray,
    end: IntArray,
) -> int:
    """Fill in the sides at which links begin and end; return how many links there are.

    The field holds squares of what is compared with the level. Only nodes from the first to
    the last row and column are looked at; those at the rim are above the level. What has no
    room in `begin` is counted only.
    """
    n_links, n_columns = 0, field.shape[1]
    square = np.float32(level * level)
    for i in range(first_row, last_row):
        left = 0
        for j in range(first_column, last_column):
            south, north = field[i, j + 1] <= square, field[i + 1, j + 1] <= square
            corners = left + (2 if south else 0) + (4 if north else 0)
            left = (1 if south else 0) + (8 if north else 0)
            if corners % 15 == 0:
                continue
            if corners % 5 == 0:
                which = corners // 5 * 2 - 2 + int(_is_joined(field, i, j, level))
                for k in range(2):
                    if n_links < begin.size:
                        begin[n_links] = _side(n_columns, i, j, _SADDLES[which, k, 0])
                        end[n_links] = _side(n_columns, i, j, _SADDLES[which, k, 1])
                    n_links += 1
            else:
                if n_links < begin.size:
                    begin[n_links] = _side(n_columns, i, j, _SIDES[corners, 0])
                    end[n_links] = _side(n_columns, i, j, _SIDES[corners, 1])
                n_links += 1
    return n_links


@njit(cache=True, nogil=True)
def fill_rings(following: IntArray, order: IntArray, first: IntArray) -> int:
    """Fill in the links ring by ring, and where each ring begins; return how many there are.

    `following` is the link after each. Ring ``k`` has ``order[first[k]:first[k + 1]]``.
    """
    taken = np.zeros(following.size, np.bool_)
    n_rings, n_taken = 0, 0
    for start in range(following.size):
        if taken[start]:
            continue
        first[n_rings] = n_taken
        n_rings += 1
        link = start
        while not taken[link]:
            taken[link] = True
            order[n_taken] = link
            n_taken += 1
            link = following[link]
    first[n_rings] = n_taken
    return n_rings


@njit(cache=True, nogil=True)
def fill_crossings(
    field: FieldArray, level: float, side: IntArray, per_cell: float, at: FloatArray
) -> None:
    """Fill in where the level is crossed on sides of cells, as column and row.

    Between the two nodes the field is taken to change evenly. The answer is rounded to
    ``1 / per_cell`` of a cell, and kept that far from both nodes.
    """
    n_columns = field.shape[1]
    least = 16.0 / per_cell
    for k in range(side.size):
        node, upright = side[k] // 2, side[k] % 2
        i, j = node // n_columns, node % n_columns
        one = np.sqrt(np.float64(field[i, j]))
        other = np.sqrt(np.float64(field[i + upright, j + 1 - upright]))
        share = np.rint((level - one) / (other - one) * per_cell) / per_cell
        share = min(max(share, least), 1.0 - least)
        at[k, 0] = j + (0.0 if upright else share)
        at[k, 1] = i + (share if upright else 0.0)
