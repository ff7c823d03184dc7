"""How many places are lacking at schools, and for whom.

If some pupils are more than the places at all schools they can reach, no assignment exists; and
if there are no such pupils, one does (Hall). A largest flow finds them, as what it cannot cut.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.errors import InputError

from .amounts import quoted

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray

    from .blocks import TimesTable

__all__ = ["crowded_origins", "refuse_shortage"]


def refuse_shortage(
    usable: BoolArray, pupils: IntArray, places: IntArray, *, table: TimesTable
) -> None:
    """Refuse pupils who cannot all have a place.

    Parameters
    ----------
    usable : ndarray of bool, shape (n_origins, n_schools)
        Who may go where.
    pupils : ndarray of int, shape (n_origins,)
        Pupils at each origin.
    places : ndarray of int, shape (n_schools,)
        Places at each school.
    table : TimesTable
        The names of both.

    Raises
    ------
    InputError
        With how many places are lacking, and for whom.
    """
    lacking = int(pupils.sum() - places.sum())
    if lacking > 0:
        raise InputError(
            f"{lacking} places are lacking: {pupils.sum()} pupils, and {places.sum()} places at "
            f"{places.size} schools; raise the capacity of some"
        )
    stuck = np.flatnonzero((pupils > 0) & ~usable.any(axis=1))
    if stuck.size:
        raise InputError(
            f"{pupils[stuck].sum()} pupils at {stuck.size} of {pupils.size} origins have no "
            f"school within reach that has places: {quoted(table.origins[stuck])}; add a way or a "
            f"school, or raise at_most"
        )
    crowded = crowded_origins(usable, pupils, places)
    if crowded.any():
        reached = np.flatnonzero(usable[crowded].any(axis=0))
        wanted, there = pupils[crowded].sum(), places[reached].sum()
        raise InputError(
            f"{wanted - there} places are lacking: {wanted} pupils at {int(crowded.sum())} "
            f"origins ({quoted(table.origins[crowded])}) can only go to {reached.size} "
            f"schools ({quoted(table.destinations[reached])}) with {there} places; raise their "
            f"capacity or at_most"
        )


def crowded_origins(usable: BoolArray, pupils: IntArray, places: IntArray) -> BoolArray:
    """Return the origins whose pupils are more than the places they can reach.

    Parameters
    ----------
    usable : ndarray of bool, shape (n_origins, n_schools)
        Who may go where.
    pupils : ndarray of int, shape (n_origins,)
        Pupils at each origin.
    places : ndarray of int, shape (n_schools,)
        Places at each school.

    Returns
    -------
    ndarray of bool, shape (n_origins,)
        Those with which most places are lacking, none if all can have one.

    References
    ----------
    .. [1] P. Hall, "On representatives of subsets," J. London Math. Soc., vol. s1-10, no. 1,
       pp. 26-30, 1935. doi:10.1112/jlms/s1-10.37.26

    Examples
    --------
    >>> usable = np.array([[True, False], [True, True], [False, True]])
    >>> crowded_origins(usable, np.array([8, 2, 1]), np.array([5, 20]))
    array([ True, False, False])
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow

    n_origins, n_schools = usable.shape
    source, sink = n_origins + n_schools, n_origins + n_schools + 1
    row, column = np.nonzero(usable)
    tail = np.concatenate([np.full(n_origins, source), row, n_origins + np.arange(n_schools)])
    head = np.concatenate([np.arange(n_origins), n_origins + column, np.full(n_schools, sink)])
    enough = np.minimum(places, pupils.sum())
    room = np.concatenate([pupils, pupils[row], enough]).astype(np.int32)
    graph = csr_array((room, (tail, head)), shape=(sink + 1, sink + 1))
    found = maximum_flow(graph, source, sink)
    if found.flow_value == pupils.sum():
        return np.zeros(n_origins, dtype=np.bool_)
    left = csr_array(graph - found.flow)
    left.eliminate_zeros()
    reached = breadth_first_order(left, source, return_predecessors=False)
    crowded = np.zeros(sink + 1, dtype=np.bool_)
    crowded[reached] = True
    return crowded[:n_origins]
