"""Any table of travel times, as one thing that every measure can read.

Wide or long, from this package or another tool, in memory or some origins at a time:
:func:`travel_times` accepts them all, and says what is the matter if it cannot.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.cutoffs import UnitsWarning, check_cutoff, check_cutoffs
from kraftcenter_mobility.errors import InputError

from .amounts import demand_of, opportunities_of, refuse_repeated
from .blocks import Block, TimesTable
from .long_tables import from_long, is_long
from .percentiles import chosen_percentile
from .streams import from_stream
from .wide_tables import from_array, from_wide

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Block",
    "TimesTable",
    "UnitsWarning",
    "check_cutoff",
    "check_cutoffs",
    "demand_of",
    "from_destinations",
    "opportunities_of",
    "travel_times",
]


def travel_times(
    times: Any,
    *,
    origins: Any = None,
    destinations: Any = None,
    percentile: float | None = None,
) -> TimesTable:
    """Return any table of travel times in the form that every measure reads.

    Parameters
    ----------
    times : DataFrame, Series, ndarray, callable, iterable or TimesTable
        Travel times in seconds, infinite where there is no way:

        * a wide table, shape (n_origins, n_destinations), names on both sides;
        * a long one with ``origin``, ``destination`` and ``travel_time_s`` as columns or
          index levels, each pair once; pairs that are not there have no way;
        * an array, with `origins` and `destinations`;
        * parts of one of them from the first origin to the last, or, to read them more than
          once, a function without arguments that returns such parts.
    origins, destinations : Index, sequence or table, optional
        The names of all places in the order wanted (of a table of places, its index). Give
        them with a long table if there are places without any pair.
    percentile : float, optional
        Which one, if the times are percentiles over a window of departures.

    Returns
    -------
    TimesTable
        To be read block by block; nothing is copied before.

    Raises
    ------
    InputError
        If times are NaN, negative or no numbers (in the parts of a stream, once they are
        read); if a pair stands twice, or the table is not of one of these forms.
    PlacesError
        If the name of an origin or of a destination stands twice, or is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> pairs = pd.DataFrame(
    ...     {
    ...         "origin": ["Ikast", "Aulum", "Aulum"],
    ...         "destination": ["Herning", "Herning", "Holstebro"],
    ...         "travel_time_s": [840.0, 1080.0, 960.0],
    ...     }
    ... )
    >>> table = travel_times(pairs)
    >>> table
    <TimesTable 2 origins x 2 destinations>
    >>> next(table.blocks()).travel_time_s
    array([[ 840.,   inf],
           [1080.,  960.]])
    """
    if isinstance(times, TimesTable):
        if origins is not None or destinations is not None or percentile is not None:
            raise InputError(
                "origins, destinations and percentile must be given where the "
                "table is made, not for a TimesTable"
            )
        return times
    if hasattr(times, "iloc") or hasattr(times, "dtype"):
        times = chosen_percentile(times, percentile)
        read = _reader(times)
    else:
        read = partial(from_stream, percentile=percentile)
    table: TimesTable = read(
        times,
        origins=_names(origins, "origins"),
        destinations=_names(destinations, "destinations"),
    )
    return table


def from_destinations(times: Any) -> TimesTable:
    """Return travel times seen from the destinations: who can come, not where one can go.

    Any measure of the turned table is the passive form of that measure. The journeys remain
    those from the origins to the destinations.

    Parameters
    ----------
    times : DataFrame, Series, ndarray or TimesTable
        Travel times in seconds, as :func:`travel_times` takes them; all in memory.

    Returns
    -------
    TimesTable
        With the destinations as its origins, and the origins as its destinations.

    Raises
    ------
    InputError
        If the times come as a stream, which can be read from one side only.

    See Also
    --------
    passive_access : The demand around each destination; also from a stream.

    Examples
    --------
    >>> import pandas as pd
    >>> times = pd.DataFrame({"School": [600.0, 1500.0]}, index=["Ikast", "Aulum"])
    >>> next(from_destinations(times).blocks()).travel_time_s
    array([[ 600., 1500.]])
    """
    table = travel_times(times)
    if table.turned is None:
        raise InputError(
            "travel times that come in parts cannot be turned round; use passive_access, or "
            "bring them together in one table"
        )
    return table.turned()


def _reader(times: Any) -> Any:
    """Return what reads times of this form."""
    if not hasattr(times, "iloc"):
        return from_array
    if is_long(times):
        return from_long
    if not hasattr(times, "columns"):
        raise InputError(
            f"a Series of travel times must have the index levels 'origin' and 'destination', "
            f"got {list(times.index.names)}"
        )
    return from_wide


def _names(given: Any, what: str) -> pd.Index | None:
    """Return names as an index: of a table of places, those of its rows."""
    import pandas as pd

    if given is None:
        return None
    if isinstance(given, str) or not hasattr(given, "__len__"):
        raise InputError(f"{what} must be names of places, got {given!r:.60}")
    names: pd.Index = given.index if hasattr(given, "iloc") else pd.Index(given)
    refuse_repeated(names, f"{what}: their names")
    return names
