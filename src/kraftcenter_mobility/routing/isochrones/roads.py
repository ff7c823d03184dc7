"""The roads within a travel time of places, to the metre."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.cutoffs import check_cutoff
from kraftcenter_mobility.modes import CAR, TransitMode
from kraftcenter_mobility.routing.travel_times import MAX_DISTANCE_M

from .isochrones import told_of
from .lines import lines_along
from .reaching import for_each_place
from .settings import PERCENTILE, Settings, check_settings
from .sooner import soonest

if TYPE_CHECKING:
    import geopandas as gpd

    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.networks.road import RoadNetwork
    from kraftcenter_mobility.networks.timetables.windows import ArrivalWindow, DepartureWindow
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .parts import ReachedParts
    from .sooner import ReachedPieces

__all__ = ["reached_roads"]


def reached_roads(  # noqa: PLR0913 - places, how to travel, and what counts as reached
    network: TransportNetwork,
    places: gpd.GeoDataFrame | gpd.GeoSeries,
    cutoff_s: float,
    *,
    mode: Mode | TransitMode = CAR,
    direction: str = "from",
    together: bool = False,
    access: bool = True,
    turns: bool | None = None,
    departure: DepartureWindow | None = None,
    arrival: ArrivalWindow | None = None,
    percentile: float = PERCENTILE,
    max_distance_m: float = MAX_DISTANCE_M,
    allow_islands: bool = False,
    threads: int | None = None,
    progress: bool | None = None,
) -> gpd.GeoDataFrame:
    """Return the parts of roads within a travel time of places, exactly.

    Each reached position of a road is in one row, in the direction in which one is soonest
    there. Roads are cut where they are reached no further, where one is sooner there from
    the other end, and where their way in OpenStreetMap ends.

    Parameters
    ----------
    network : TransportNetwork
        The roads to travel on.
    places : GeoDataFrame or GeoSeries of points, shape (n_places,)
        Where journeys begin (or end), indexed by unique names.
    cutoff_s : float
        Longest journey, in seconds, inclusive.
    mode : Mode or TransitMode, optional
        How to travel.
    direction : str, optional
        ``"from"``: where one gets to from a place. ``"to"``: from where one gets to it.
    together : bool, optional
        Return what is within reach of any of the places, and not of each.
    access : bool, optional
        Whether the walk between a place and the road counts.
    turns : bool, optional
        Whether turn restrictions and delays at junctions count. The mode decides if not
        given.
    departure : DepartureWindow, optional
        When one sets out; public transport only, which needs it or `arrival`.
    arrival : ArrivalWindow, optional
        When one must have arrived; public transport only.
    percentile : float, optional
        The share of the moments of the window, in percent, at which a position must be
        within the cutoff; public transport only.
    max_distance_m : float, optional
        Furthest a place may lie from a road, in metres.
    allow_islands : bool, optional
        Join places also to roads that cannot reach the rest of the network.
    threads : int, optional
        Number of threads, all cores if not given. The answer does not depend on it.
    progress : bool, optional
        Show a progress bar; by default for work of more than half a second at a terminal.

    Returns
    -------
    GeoDataFrame, shape (n_parts, 7)
        Columns ``place`` (``"all"`` if `together`); ``way_id`` and ``name`` of the way;
        ``length_m``, metres; ``begin_s`` and ``end_s``, the travel times between the place
        and the two ends of the line, seconds; ``geometry``, lines in EPSG:4326, drawn as one
        travels. By public transport one comes to a position by other ways at other moments:
        there ``begin_s`` and ``end_s`` are NaN, and lines are drawn along the road.

    Raises
    ------
    InputError
        If `cutoff_s` is no number of zero or more, or another setting means nothing.
    PlacesError, SnappingError, ModeError, TimetableError
        As in :func:`travel_time_matrix`.

    Warns
    -----
    UnitsWarning
        If `cutoff_s` is below two minutes, and so probably in minutes.

    See Also
    --------
    isochrones : The areas around these roads.

    Examples
    --------
    >>> import kraftcenter_mobility as km
    >>> network = km.TransportNetwork.sample()
    >>> hospital = network.places(km.HOSPITALS).loc[["Regionshospitalet Gødstrup"]]
    >>> roads = km.reached_roads(network, hospital, 300)
    >>> bool((roads["end_s"] <= 300).all())
    True
    """
    import pandas as pd

    settings = Settings(
        mode,
        direction,
        together,
        access,
        turns,
        departure,
        arrival,
        percentile,
        max_distance_m,
        allow_islands,
        threads,
        progress,
    )
    check_settings(network, settings)
    cutoffs = np.array([check_cutoff(cutoff_s)])
    is_timed = not isinstance(mode, TransitMode)
    metric = network.metric(mode, turns=turns) if is_timed else None  # type: ignore[arg-type]

    def work(parts: list[ReachedParts]) -> gpd.GeoDataFrame:
        found = soonest(network.roads, parts[0], metric, to_place=direction == "to")
        return _table(network.roads, found)

    names, tables = for_each_place(network, places, cutoffs, settings, work)
    n_rows = [len(each) for each in tables]
    reached = [each for each in tables if len(each)] or tables[:1]  # empty ones know no types
    table: Any = pd.concat(reached, ignore_index=True)
    table.insert(0, "place", np.repeat(np.array(names, dtype=object), n_rows))
    table.attrs.update(told_of(network, settings), cutoff_s=float(cutoff_s))
    return table


def _table(roads: RoadNetwork, found: ReachedPieces) -> gpd.GeoDataFrame:
    """Return reached roads as a table."""
    import geopandas as gpd

    way = roads.piece_way[found.piece]
    ways, which = np.unique(way, return_inverse=True)
    names = np.array([roads.name_of(int(each)) for each in ways], dtype=object)
    lines = lines_along(roads, found.segment, found.begin_m, found.end_m, found.forward)
    return gpd.GeoDataFrame(
        {
            "way_id": roads.way_id[way],
            "name": names[which],
            "length_m": found.end_m - found.begin_m,
            "begin_s": found.from_s,
            "end_s": found.to_s,
        },
        geometry=lines,
        crs="EPSG:4326",
    )
