"""Which school each pupil goes to, if none may be fuller than it can hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.cutoffs import LARGEST
from kraftcenter_mobility.errors import InputError, MobilityError, PlacesError

from .amounts import amounts_of, quoted
from .policy_distances import all_distances
from .policy_shortage import refuse_shortage

if TYPE_CHECKING:
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

__all__ = ["SchoolAssignment", "school_assignment"]

MOST = 1e12
"""More than any amount: stands in for no limit, which a whole number cannot be."""

WHOLE = 1e-6
"""How far from a whole number the solver may end."""


@dataclass(frozen=True, slots=True, eq=False)
class SchoolAssignment:
    """Pupils at schools, none fuller than it can hold, and what that costs them."""

    table: pd.DataFrame = field(repr=False)
    """One row for each origin and school with pupils: ``origin``, ``school``, ``pupils``,
    ``distance``, and ``extra``, what it is more than that to the nearest school."""

    schools: pd.DataFrame = field(repr=False)
    """By school: ``capacity``, ``pupils``, ``free``, and ``nearest_to``, the pupils who would
    come if all went to the nearest school."""

    n_pupils: int
    total_distance: float
    """Of all pupils, one way, in the unit of the distances given."""

    total_extra: float
    """Beyond what it would be to the nearest schools."""

    def __repr__(self) -> str:
        """Say how far pupils go, and how many not to the nearest school."""
        moved = int(self.table.loc[self.table["extra"] > 0, "pupils"].sum())
        return (
            f"<SchoolAssignment {self.n_pupils} pupils at {len(self.schools)} schools, mean "
            f"distance {self.total_distance / self.n_pupils:,.0f}; {moved} not at the nearest, "
            f"{self.total_extra / max(moved, 1):,.0f} further each>"
        )


def school_assignment(
    distances: Any, pupils: Any, *, capacity: Any, at_most: float | None = None
) -> SchoolAssignment:
    r"""Return the assignment of whole pupils to schools with the shortest ways in all.

    Parameters
    ----------
    distances : DataFrame or TimesTable, shape (n_origins, n_schools)
        What is to be short: metres, or seconds of travel; infinite where there is no way.
    pupils : Series, dict or int, shape (n_origins,)
        Pupils at each origin, by its name, in whole numbers.
    capacity : Series, dict or int, shape (n_schools,)
        Places at each school, by its name, in whole numbers.
    at_most : float, optional
        The longest way that anybody may have, inclusive, in the unit of the distances.

    Returns
    -------
    SchoolAssignment
        Who goes where, how full schools are, and how much further than to the nearest.

    Raises
    ------
    InputError
        If a distance cannot be, there are no pupils, or not enough places within reach: how
        many are lacking, and for whom.
    PlacesError
        If tables are about other places, or numbers are not whole.

    See Also
    --------
    kraftcenter_mobility.accessibility.school_transport : Who then has free transport.

    Notes
    -----
    :math:`\min \sum_{ij} d_{ij} x_{ij}` with :math:`\sum_j x_{ij} = P_i` and
    :math:`\sum_i x_{ij} \le C_j`: a flow of least cost [1]_. Its matrix is totally
    unimodular, so every vertex is whole [2]_, and the dual simplex method, which ends at one,
    finds whole pupils without branching. Where several assignments are equally short, one of
    them is returned, the same for the same tables.
    It is the sum that is short: somebody may go further so that others go much less far. Set
    `at_most` where that is too far.

    References
    ----------
    .. [1] F. L. Hitchcock, "The distribution of a product from several sources to numerous
       localities," J. Math. and Physics, vol. 20, pp. 224-230, 1941.
       doi:10.1002/sapm1941201224
    .. [2] A. J. Hoffman and J. B. Kruskal, "Integral boundary points of convex polyhedra," in
       Linear Inequalities and Related Systems, pp. 223-246, 1956.
       doi:10.1515/9781400881987-014

    Examples
    --------
    >>> import pandas as pd
    >>> distances = pd.DataFrame(
    ...     {"North": [500.0, 900.0], "South": [2500.0, 1400.0]}, index=["Mill", "Farm"]
    ... )
    >>> made = school_assignment(
    ...     distances, {"Mill": 40, "Farm": 30}, capacity={"North": 50, "South": 60}
    ... )
    >>> made.table
      origin school  pupils  distance  extra
    0   Mill  North      40     500.0    0.0
    1   Farm  North      10     900.0    0.0
    2   Farm  South      20    1400.0  500.0
    >>> made
    <SchoolAssignment 70 pupils at 2 schools, mean distance 814; 20 not at the nearest, 500 ...>
    """
    table, values = all_distances(distances)
    demand = _whole(table.origins, pupils, name="pupils", places="origins")
    places = _whole(table.destinations, capacity, name="capacity", places="schools")
    if not demand.sum():
        raise InputError(f"there are no pupils at any of the {table.n_origins} origins")
    allowed = values <= (LARGEST if at_most is None else _longest(at_most))
    usable = allowed & (demand > 0)[:, np.newaxis] & (places > 0)
    refuse_shortage(usable, demand, places, table=table)
    row, column = np.nonzero(usable)
    flow = _least_flow(row, column, values[row, column], demand=demand, places=places)
    used = flow > 0
    sent = np.zeros(values.shape, dtype=np.int64)
    sent[row[used], column[used]] = flow[used]
    return _told(table, values, sent, places)


def _longest(at_most: object) -> float:
    """Return the longest way allowed."""
    from kraftcenter_mobility.arguments import check_number

    check_number("at_most", at_most)
    return min(float(at_most), LARGEST)  # type: ignore[arg-type]


def _whole(index: pd.Index, given: Any, *, name: str, places: str) -> IntArray:
    """Return whole amounts in the order of an index."""
    amounts = amounts_of(index, given, name=name, places=places)
    if (bad := amounts != np.rint(amounts)).any():
        raise PlacesError(
            f"{name} must be whole numbers; {int(bad.sum())} of {bad.size} {places} have others: "
            f"{quoted(index[bad])}, the first {amounts[bad][0]:g}; round them"
        )
    return np.minimum(amounts, MOST).astype(np.int64)


def _least_flow(
    row: IntArray, column: IntArray, cost: FloatArray, *, demand: IntArray, places: IntArray
) -> IntArray:
    """Return how many pupils go along each pair of origin and school."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    pairs, ones = np.arange(row.size), np.ones(row.size)
    of_origins: Any = csr_array((ones, (row, pairs)), shape=(demand.size, row.size))
    of_schools: Any = csr_array((ones, (column, pairs)), shape=(places.size, row.size))
    solved = linprog(
        cost,
        A_eq=of_origins,
        b_eq=demand.astype(np.float64),
        A_ub=of_schools,
        b_ub=np.minimum(places, demand.sum()).astype(np.float64),
        method="highs-ds",
    )
    found = solved.x
    if solved.status != 0 or found is None:
        raise MobilityError(f"the assignment was not found: {solved.message}")
    whole: IntArray = np.rint(found).astype(np.int64)
    kept = np.array_equal(np.bincount(row, whole, demand.size), demand)
    held = bool((np.bincount(column, whole, places.size) <= places).all())
    if np.abs(found - whole).max() > WHOLE or not (kept and held):
        raise MobilityError("the solver ended between whole pupils; give smaller distances")
    return whole


def _told(table: Any, values: FloatArray, sent: IntArray, places: IntArray) -> SchoolAssignment:
    """Return an assignment as tables."""
    import pandas as pd

    demand = sent.sum(axis=1)
    shortest = values.min(axis=1)
    row, column = np.nonzero(sent)
    long = pd.DataFrame(
        {
            "origin": table.origins[row],
            "school": table.destinations[column],
            "pupils": sent[row, column],
            "distance": values[row, column],
            "extra": values[row, column] - shortest[row],
        }
    )
    loads = sent.sum(axis=0)
    nearest_to = np.bincount(values.argmin(axis=1), demand, places.size).astype(np.int64)
    schools = pd.DataFrame(
        {"capacity": places, "pupils": loads, "free": places - loads, "nearest_to": nearest_to},
        index=table.destinations.rename("school"),
    )
    return SchoolAssignment(
        long,
        schools,
        int(demand.sum()),
        float(sent[row, column] @ values[row, column]),
        float(sent[row, column] @ (values[row, column] - shortest[row])),
    )
