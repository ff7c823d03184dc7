"""Isochrones: the areas within travel times of places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility import herning
from kraftcenter_mobility.modes import CAR
from kraftcenter_mobility.routing.travel_times import MAX_DISTANCE_M

from .areas_people import people_within, residents_of
from .far_away import check_near
from .parts import stretches_of
from .polygons import nested_areas
from .reaching import for_each_place
from .settings import (
    PERCENTILE,
    Settings,
    buffer_of,
    check_cutoffs,
    check_settings,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from kraftcenter_mobility.modes import Mode, TransitMode
    from kraftcenter_mobility.networks.timetables.windows import ArrivalWindow, DepartureWindow
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .parts import ReachedParts
    from .polygons import Area

__all__ = ["isochrones", "told_of"]

OPENSTREETMAP = "© OpenStreetMap contributors (ODbL)"

METRES_PER_KM = 1000.0


class _Reached(NamedTuple):
    """What is known of one place and cutoff."""

    area: Area
    roads_km: float


def isochrones(  # noqa: PLR0913 - places, how to travel, and what counts as reached
    network: TransportNetwork,
    places: gpd.GeoDataFrame | gpd.GeoSeries,
    cutoffs_s: Sequence[float],
    *,
    mode: Mode | TransitMode = CAR,
    direction: str = "from",
    together: bool = False,
    buffer_m: float | None = None,
    people: gpd.GeoDataFrame | None = None,
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
    """Return the areas within some travel times of places.

    What is reached of the roads is exact, to the metre along each road and not only at
    junctions: :func:`reached_roads` returns it. The area is everything within `buffer_m` of
    it as the crow flies. The area of a longer time contains that of a shorter one.

    Parameters
    ----------
    network : TransportNetwork
        The roads to travel on.
    places : GeoDataFrame or GeoSeries of points, shape (n_places,)
        Where journeys begin (or end), indexed by unique names, in any coordinate reference
        system.
    cutoffs_s : sequence of float, shape (n_cutoffs,)
        Longest journeys, in seconds, inclusive, in any order.
    mode : Mode or TransitMode, optional
        How to travel.
    direction : str, optional
        ``"from"``: where one gets to from a place. ``"to"``: from where one gets to it.
    together : bool, optional
        Return one area for all places, which is within reach of any of them, and not one
        for each.
    buffer_m : float, optional
        How far from a reached position of a road an area extends, in metres; if not given,
        250 by car and ambulance, 100 by bicycle, on foot and by public transport. The only
        choice there is in how areas are drawn; they are made on a grid of a fifth of it.
    people : GeoDataFrame of points or cells, optional
        Where people live, with a column ``population``. Counted are those whose point, or a
        point inside of whose cell, lies in the area. At least one must lie within 10 km of
        the network.
    access : bool, optional
        Whether the walk between a place and the road counts.
    turns : bool, optional
        Whether turn restrictions and delays at junctions count. The mode decides if not
        given: they do for cars and ambulances.
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
        Number of threads, all cores if not given. The areas do not depend on it.
    progress : bool, optional
        Show a progress bar; by default for work of more than half a second at a terminal.

    Returns
    -------
    GeoDataFrame, shape (n_places * n_cutoffs, n_columns)
        Indexed by ``place`` (``"all"`` if `together`) and ``cutoff_s``, ascending. Columns
        ``area_km2``, square kilometres on the ellipsoid; ``roads_km``, kilometres of road
        reached, each road once; ``people``, if they are given; and ``geometry``, valid
        MultiPolygons in EPSG:4326, empty where no road is reached. ``attrs`` holds the
        settings.

    Raises
    ------
    InputError
        If a cutoff is negative, NaN or stands twice, `buffer_m` is not above zero and at most
        10 km, or another setting means nothing.
    PlacesError, SnappingError, ModeError, TimetableError
        As in :func:`travel_time_matrix`.

    Warns
    -----
    UnitsWarning
        If all cutoffs are below two minutes, and so probably in minutes.

    See Also
    --------
    reached_roads : The roads themselves.
    isochrone_changes : What is gained and lost between two networks.
    travel_time_matrix : The same travel times, between places.

    Notes
    -----
    A position on a road is within reach exactly if :func:`travel_time_matrix` says so of a
    place there. Motorways and ferries, on to which no door opens, have no area around them,
    but the roads they lead to have.

    The area is found as the contour of the distance to the nearest reached position, which is
    exact at the nodes of a grid and interpolated between them. Its boundary lies between 0.98
    and 1.15 times `buffer_m` from the nearest reached position: the excess occurs only where
    two buffers meet, and gaps narrower than a cell are closed.

    Examples
    --------
    >>> import kraftcenter_mobility as km
    >>> network = km.TransportNetwork.sample()
    >>> hospital = network.places(km.HOSPITALS).loc[["Regionshospitalet Gødstrup"]]
    >>> areas = km.isochrones(network, hospital, [600, 1200], direction="to")
    >>> areas.loc["Regionshospitalet Gødstrup", "area_km2"].is_monotonic_increasing
    True
    """
    import geopandas as gpd
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
    cutoffs = check_cutoffs(cutoffs_s)
    near_m = buffer_of(buffer_m, mode)
    residents = None if people is None else residents_of(people)
    if residents is not None:
        check_near(residents, network.roads)

    def work(parts: list[ReachedParts]) -> list[_Reached]:
        return _areas(network, parts, near_m)

    names, found = for_each_place(network, places, cutoffs, settings, work)
    flat = [each for of_place in found for each in of_place]
    geometry = np.array([each.area.geometry for each in flat], dtype=object)
    columns: dict[str, Any] = {
        "area_km2": [each.area.area_km2 for each in flat],
        "roads_km": [each.roads_km for each in flat],
    }
    if residents is not None:
        columns["people"] = people_within(residents, geometry)
    index = pd.MultiIndex.from_product([names, cutoffs], names=["place", "cutoff_s"])
    table = gpd.GeoDataFrame(columns, index=index, geometry=geometry, crs="EPSG:4326")
    table.attrs.update(told_of(network, settings), buffer_m=near_m)
    return table


def told_of(network: TransportNetwork, settings: Settings) -> dict[str, Any]:
    """Return what a table says of how it was made, and whose data it was made from."""
    is_sample = network.source == herning.sample_path().name
    told: dict[str, Any] = {
        "direction": settings.direction,
        "mode": settings.mode.name,
        "credits": (herning.CREDITS if is_sample else OPENSTREETMAP,),
    }
    windows = {"departure": settings.departure, "arrival": settings.arrival}
    for name, window in windows.items():
        if window is not None:
            told |= {name: repr(window), "percentile": float(settings.percentile)}
    return told


def _areas(network: TransportNetwork, parts: list[ReachedParts], buffer_m: float) -> list[_Reached]:
    """Return the areas around what is reached within each cutoff, and how much road that is."""
    areas = nested_areas(network.roads, parts, buffer_m=buffer_m)
    lengths = [stretches_of(network.roads, each) for each in parts]
    return [
        _Reached(area, float((some.end_m - some.begin_m).sum()) / METRES_PER_KM)
        for area, some in zip(areas, lengths, strict=True)
    ]
