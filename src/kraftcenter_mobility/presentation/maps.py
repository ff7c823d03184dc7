"""A map of travel times as one file that any browser opens, without a network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.files import write_atomically
from kraftcenter_mobility.places import check_places
from kraftcenter_mobility.units import SECONDS_PER_MINUTE

from .map_page import Content, page

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray
    from kraftcenter_mobility.networks.transport import TransportNetwork

__all__ = ["travel_time_map"]

NAMED_AT_MOST = 3


def travel_time_map(  # noqa: PLR0913 - what to show, and what to call it
    network: TransportNetwork,
    path: str | Path,
    *,
    origins: gpd.GeoDataFrame | gpd.GeoSeries,
    travel_time_s: pd.Series,
    destinations: gpd.GeoDataFrame | gpd.GeoSeries | None = None,
    title: str = "",
    note: str = "",
    legend: str = "minutes",
) -> Path:
    """Draw travel times on a map and write it as one self-contained HTML file.

    The file needs no network, no server and no other file: it can be mailed, put on a
    screen or printed. It can be moved and zoomed, and says each place's name and time
    under the pointer.

    Parameters
    ----------
    network : TransportNetwork
        Its roads are drawn and its towns named.
    path : str or Path
        The HTML file to write; an existing one is replaced.
    origins : GeoDataFrame or GeoSeries, shape (n_origins,)
        Places on the index of their names. With a column ``population`` the circles are
        larger where more people live, and the legend counts people instead of places.
    travel_time_s : Series, shape (n_origins,)
        Travel time of each origin in seconds, such as one column of a travel time matrix
        or ``travel_time_s`` of the nearest destinations. Infinite or missing where there
        is no way through. Any order, but the same names as `origins`.
    destinations : GeoDataFrame or GeoSeries, shape (n_destinations,), optional
        Places to mark and name.
    title : str, optional
        Heading of the map.
    note : str, optional
        A sentence below the heading, such as the assumptions behind the times.
    legend : str, optional
        Heading of the colours.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    PlacesError
        If there are no origins, or places that cannot be used.
    InputError
        If `travel_time_s` is no series of times about the same places as `origins`, or the
        file cannot be written.

    See Also
    --------
    travel_time_matrix : The times to show.
    nearest_destinations : Likewise, to the nearest of many.

    Notes
    -----
    Roads of the least classes are left out where all would take more than about 1.5 MB,
    and the map says so. Beyond 20,000 origins it shows them as dots without names.

    Examples
    --------
    >>> import tempfile
    >>> import kraftcenter_mobility as km
    >>> network = km.TransportNetwork.sample()
    >>> towns = network.places(km.TOWNS).loc[["Herning", "Ikast", "Sunds"]]
    >>> hospital = network.places(km.HOSPITALS).loc[["Regionshospitalet Gødstrup"]]
    >>> times = km.travel_time_matrix(network, towns, hospital, mode=km.CAR)
    >>> written = km.travel_time_map(
    ...     network,
    ...     Path(tempfile.mkdtemp()) / "map.html",
    ...     origins=towns,
    ...     travel_time_s=times["Regionshospitalet Gødstrup"],
    ...     destinations=hospital,
    ...     title="By car to the hospital",
    ... )
    >>> written.name
    'map.html'
    """
    points = check_places(origins, "origins")
    content = Content(
        network=network,
        origins=points,
        minutes=_seconds(travel_time_s, points.index) / SECONDS_PER_MINUTE,
        population=_population(origins),
        credit=str(getattr(origins, "attrs", {}).get("credit", "")),
        destinations=None if destinations is None else check_places(destinations, "destinations"),
        hospitals=_hospitals(destinations),
        title=title,
        note=note,
        legend=legend,
    )
    text = page(content).encode("utf-8", "replace")
    write_atomically(path, lambda file: _put(file, text))
    return Path(path)


def _seconds(travel_time_s: pd.Series, names: pd.Index) -> FloatArray:
    """Return the time of each origin, infinite where there is none."""
    import pandas as pd

    if not isinstance(travel_time_s, pd.Series):
        raise InputError(
            f"travel_time_s must be a Series with one time per origin, not a "
            f"{type(travel_time_s).__name__}; take one column of a travel time matrix, "
            f"such as times[times.columns[0]]"
        )
    given = travel_time_s.index
    if given.has_duplicates:
        doubled = given[given.duplicated()].unique()
        raise InputError(
            f"travel_time_s has more than one time for {len(doubled)} places: {_some(doubled)}; "
            f"keep one for each origin"
        )
    if len(differ := names.symmetric_difference(given, sort=False)):
        without, strangers = names.difference(given), given.difference(names)
        raise InputError(
            f"origins and travel_time_s must be about the same places, but {len(without)} of "
            f"{len(names)} origins have no time and {len(strangers)} times belong to no origin: "
            f"{_some(differ)}; select with travel_time_s.loc[origins.index]"
        )
    try:
        seconds: FloatArray = travel_time_s.reindex(names).to_numpy(dtype=np.float64)
    except (TypeError, ValueError) as trouble:
        raise InputError(f"travel_time_s must be numbers, in seconds: {trouble}") from trouble
    if (wrong := seconds < 0).any():
        raise InputError(
            f"travel_time_s is below zero for {int(wrong.sum())} of {len(names)} origins: "
            f"{_some(names[wrong])}"
        )
    return np.where(np.isnan(seconds), np.inf, seconds)


def _some(names: pd.Index) -> str:
    """Return the first few of some names."""
    shown = ", ".join(repr(name) for name in names[:NAMED_AT_MOST])
    return shown + (", ..." if len(names) > NAMED_AT_MOST else "")


def _population(origins: gpd.GeoDataFrame | gpd.GeoSeries) -> FloatArray | None:
    """Return how many people live at each origin, None if nobody is known to."""
    import geopandas as gpd
    import pandas as pd

    if not isinstance(origins, gpd.GeoDataFrame) or "population" not in origins:
        return None
    given = pd.to_numeric(origins["population"], errors="coerce").to_numpy(dtype=np.float64)
    people: FloatArray = np.where(np.isfinite(given), given, np.nan)
    return people if (people > 0).any() else None


def _hospitals(destinations: gpd.GeoDataFrame | gpd.GeoSeries | None) -> BoolArray | None:
    """Mark the destinations that are known to be hospitals."""
    import geopandas as gpd

    if not isinstance(destinations, gpd.GeoDataFrame) or "kind" not in destinations:
        return None
    hospitals: BoolArray = (destinations["kind"] == "hospital").to_numpy(dtype=bool)
    return hospitals


def _put(file: BinaryIO, text: bytes) -> None:
    """Write all of a text."""
    file.write(text)
