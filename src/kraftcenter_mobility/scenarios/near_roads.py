"""Which roads lie near a place, and where each of them comes nearest to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.networks.geodesy import metres_per_degree

from .new_road_geometry import feet_on_links

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kraftcenter_mobility._kernels.csr import FloatArray

    from .road_state import RoadState

__all__ = ["Spot", "nearest_spot", "spots_near"]

PLANE_SCALE = 1.02
"""By how much at most the plane of a network stretches, for a first and generous look."""

SAME_M = 1e-6
"""Roads whose distances differ by less are equally near; the one listed first is taken."""


class Spot(NamedTuple):
    """The point of a road that is nearest to a place."""

    piece: int
    """The piece of the network, -1 on a road that is new itself."""

    road: int
    """Index into the new roads of the state, -1 on a piece."""

    link: int
    """Which link of the piece or road it lies on, as that is drawn."""

    lon: float
    lat: float
    distance_m: float
    bearing_deg: float
    """Of that link, as it is drawn."""


def spots_near(state: RoadState, at: tuple[float, float], max_distance_m: float) -> list[Spot]:
    """Return the nearest point of every piece and new road within reach, nearest first.

    Parameters
    ----------
    state : RoadState
        The roads. Removed pieces and closed roads are found as well.
    at : (lon, lat)
        The place, in degrees.
    max_distance_m : float
        How far to look, in metres.

    Returns
    -------
    list of Spot
        Of roads that are equally near, pieces first.
    """
    spots = [*_on_pieces(state, at, max_distance_m), *_on_new_roads(state, at, max_distance_m)]
    near = [spot for spot in spots if spot.distance_m <= max_distance_m]
    return sorted(near, key=lambda spot: round(spot.distance_m / SAME_M))


def _on_pieces(state: RoadState, at: tuple[float, float], max_distance_m: float) -> list[Spot]:
    """Return the nearest point of every piece within reach, and of some beyond it."""
    import shapely

    roads, lines = state.network.roads, state.network.piece_lines
    point = shapely.Point(lines.to_metres(np.array([at[0]]), np.array([at[1]]))[0])
    reach_m = max_distance_m * PLANE_SCALE + 1.0
    pieces = np.sort(lines.tree().query(point, predicate="dwithin", distance=reach_m))
    if pieces.size == 0:
        return []
    index, owner = lines.points_of(pieces)
    lonlat = np.column_stack((roads.point_lon[index], roads.point_lat[index]))
    inner = np.flatnonzero(owner[1:] == owner[:-1])
    feet = feet_on_links(lonlat[inner], lonlat[inner + 1], at)
    of_link = owner[inner]
    order = np.lexsort((np.rint(feet.distance_m / SAME_M), of_link))
    best = order[np.flatnonzero(np.diff(of_link[order], prepend=-1))]
    first_link = np.searchsorted(of_link, of_link[best])
    return [
        Spot(piece, -1, *rest)
        for piece, *rest in zip(
            pieces[of_link[best]].tolist(),
            (best - first_link).tolist(),
            *(column[best].tolist() for column in feet),
            strict=True,
        )
    ]


def _on_new_roads(
    state: RoadState, at: tuple[float, float], max_distance_m: float
) -> Iterable[Spot]:
    """Yield the nearest point of every new road that may be within reach."""
    lon, lat = at
    reach_lon, reach_lat = (
        float(max_distance_m * PLANE_SCALE / per_degree_m[0])
        for per_degree_m in metres_per_degree(np.array([lat]))
    )
    for index, road in enumerate(state.changes.roads):
        beside = min(road.lon) - reach_lon > lon or max(road.lon) + reach_lon < lon
        if not beside and min(road.lat) - reach_lat <= lat <= max(road.lat) + reach_lat:
            yield nearest_spot(np.column_stack((road.lon, road.lat)), at, road=index)


def nearest_spot(lonlat: FloatArray, at: tuple[float, float], *, road: int) -> Spot:
    """Return the point of a line that is nearest to a place.

    Parameters
    ----------
    lonlat : array of float, shape (n_points, 2)
        The line, in degrees.
    at : (lon, lat)
        The place, in degrees.
    road : int
        Index of the new road that the line is of.
    """
    feet = feet_on_links(lonlat[:-1], lonlat[1:], at)
    best = int(np.argmin(np.rint(feet.distance_m / SAME_M)))
    return Spot(-1, road, best, *(float(column[best]) for column in feet))
