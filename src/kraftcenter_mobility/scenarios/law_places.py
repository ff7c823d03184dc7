"""Places to test laws between: some near the edits, the others all over the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.osm.tags import CLOSED, access

from .law_steps import touched_pieces

if TYPE_CHECKING:
    import geopandas as gpd

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.networks.changes import RoadChanges
    from kraftcenter_mobility.networks.transport import TransportNetwork

__all__ = ["places_to_test"]

NEAR_SHARE = 0.4
"""Of the places, those near an edit, where a broken law would show."""

MANY = 4000
"""Roads among which places far from each other are looked for."""


def places_to_test(
    network: TransportNetwork,
    changes: RoadChanges,
    modes: tuple[Mode, ...],
    *,
    n_places: int,
    seed: int,
) -> gpd.GeoSeries:
    """Return places in the middle of roads, the same ones for the same seed.

    Parameters
    ----------
    network : TransportNetwork
        Where the places are.
    changes : RoadChanges
        What to be near to.
    modes : tuple of Mode
        Who can use all the roads the places lie on, with the changes and without; only the
        first of them where there is no such road.
    n_places : int
        How many, or fewer where there are not as many roads.
    seed : int
        Of the random numbers.

    Returns
    -------
    GeoSeries, shape (n_places,)
        Points in EPSG:4326.
    """
    import geopandas as gpd

    random = np.random.default_rng(seed)
    mainland = np.flatnonzero(_for_all(network, modes))
    if not mainland.size:
        mainland = np.flatnonzero(_for_all(network, modes[:1]))
    mainland = np.setdiff1d(mainland, _lost_segments(network, changes, modes))
    n_near = round(NEAR_SHARE * n_places)
    touched, beside = (
        np.intersect1d(near, mainland) for near in _touched_segments(network, changes)
    )
    chosen = _some(touched, n_near // 2, random)
    chosen = np.concatenate((chosen, _some(beside, n_near - chosen.size, random)))
    others = np.setdiff1d(mainland, chosen)
    others = _some(others, MANY, random)
    lon, lat = _middles(network, np.concatenate((chosen, others)))
    place = network.piece_lines.to_metres(lon, lat)
    spread = _far_apart(place, chosen.size, min(n_places, lon.size))
    names = [f"place {number}" for number in range(1, spread.size + 1)]
    points = gpd.points_from_xy(lon[spread], lat[spread])
    return gpd.GeoSeries(points, index=names, crs="EPSG:4326")


def _for_all(network: TransportNetwork, modes: tuple[Mode, ...]) -> BoolArray:
    """Return the segments from which every mode can reach the rest of its roads."""
    mainlands = [network.mainland(network.metric(mode)) for mode in modes]
    common: BoolArray = np.logical_and.reduce(mainlands)
    return common


def _lost_segments(
    network: TransportNetwork, changes: RoadChanges, modes: tuple[Mode, ...]
) -> IntArray:
    """Return the segments of which some mode can no longer use a piece in any direction."""
    shut = [
        piece
        for piece, tags in changes.tags.items()
        if any(access(tags, mode) == (CLOSED, CLOSED) for mode in modes)
    ]
    pieces = np.array([*changes.removed, *shut], dtype=np.int64)
    return np.unique(network.piece_lines.segment[pieces])


def _some(segments: IntArray, count: int, random: np.random.Generator) -> IntArray:
    """Return so many of some segments, or all there are."""
    if segments.size <= count:
        return segments
    return random.choice(segments, count, replace=False)


def _touched_segments(network: TransportNetwork, changes: RoadChanges) -> tuple[IntArray, IntArray]:
    """Return the segments that changes concern, and others that meet them."""
    roads = network.roads
    pieces = np.array(sorted(touched_pieces(changes)), dtype=np.int64)
    segments = network.piece_lines.segment[pieces]
    named = [*changes.node_tags, *(node for road in changes.roads for node in road.node_id)]
    known = np.flatnonzero(np.isin(roads.node_id, np.array(named, dtype=np.int64)))
    nodes = (known, roads.segment_tail[segments], roads.segment_head[segments])
    beside = network.surroundings.segments_at(np.unique(np.concatenate(nodes)))
    return np.unique(segments), np.setdiff1d(beside, segments)


def _middles(network: TransportNetwork, segments: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return the points halfway along some segments, in degrees."""
    roads = network.roads
    halfway = []
    for segment in segments.tolist():
        span = slice(int(roads.first_point[segment]), int(roads.first_point[segment + 1]))
        offset_m = roads.point_offset_m[span]
        middle_m = offset_m[-1] / 2.0
        halfway.append(
            [np.interp(middle_m, offset_m, at[span]) for at in (roads.point_lon, roads.point_lat)]
        )
    lon, lat = np.array(halfway, dtype=np.float64).reshape(-1, 2).T
    return lon, lat


def _far_apart(place: FloatArray, n_given: int, n_wanted: int) -> IntArray:
    """Return the first places and others, each the furthest from all those before it."""
    chosen = list(range(n_given)) or [0]
    away_m = np.full(len(place), np.inf)
    for one in chosen:
        away_m = np.minimum(away_m, np.hypot(*(place - place[one]).T))
    while len(chosen) < n_wanted:
        chosen.append(int(away_m.argmax()))
        away_m = np.minimum(away_m, np.hypot(*(place - place[chosen[-1]]).T))
    return np.array(chosen[:n_wanted], dtype=np.int64)
