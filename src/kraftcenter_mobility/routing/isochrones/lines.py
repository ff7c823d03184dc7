"""The lines of stretches of segments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.networks.runs import runs

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.networks.road import RoadNetwork

__all__ = ["lines_along"]


def lines_along(
    roads: RoadNetwork,
    segment: IntArray,
    begin_m: FloatArray,
    end_m: FloatArray,
    forward: BoolArray,
) -> np.ndarray[Any, np.dtype[Any]]:
    """Return the lines of segments between two offsets, backwards where not `forward`.

    Shape of everything: (n,). The offsets are metres from where the segment begins.
    """
    import shapely

    first = roads.first_point[segment]
    owner, point = runs(first, roads.first_point[segment + 1])
    offset_m = roads.point_offset_m[point]
    inner = (offset_m > begin_m[owner]) & (offset_m < end_m[owner])
    each = np.arange(segment.size)
    ends = [_at(roads, segment, offset) for offset in (begin_m, end_m)]
    who = np.concatenate((owner[inner], each, each))
    at_m = np.concatenate((offset_m[inner], begin_m, end_m))
    lonlat = np.concatenate(
        (np.column_stack((roads.point_lon[point], roads.point_lat[point]))[inner], *ends)
    )
    last = np.concatenate((np.zeros(at_m.size - each.size, dtype=np.int8), np.ones(each.size)))
    place = np.lexsort((last, at_m, who))
    turned = ~forward[who[place]]
    sequence = place[np.lexsort((np.where(turned, -1, 1) * np.arange(place.size), who[place]))]
    linestrings: Any = shapely.linestrings
    return np.asarray(linestrings(lonlat[sequence], indices=who[sequence]), dtype=object)


def _at(roads: RoadNetwork, segment: IntArray, offset_m: FloatArray) -> FloatArray:
    """Return where positions along segments lie, in degrees. Shape (n, 2)."""
    n_points = np.diff(roads.first_point)
    base_m = np.concatenate(([0.0], np.cumsum(roads.segment_length_m + 1.0)))[:-1]
    key_m = np.repeat(base_m, n_points) + roads.point_offset_m
    first, last = roads.first_point[segment], roads.first_point[segment + 1] - 1
    after = np.searchsorted(key_m, base_m[segment] + offset_m, side="right")
    after = np.clip(after, first + 1, last)
    a_m, b_m = roads.point_offset_m[after - 1], roads.point_offset_m[after]
    share = np.clip((offset_m - a_m) / np.where(b_m > a_m, b_m - a_m, 1.0), 0.0, 1.0)
    found = [
        coordinate[after - 1] + share * (coordinate[after] - coordinate[after - 1])
        for coordinate in (roads.point_lon, roads.point_lat)
    ]
    return np.column_stack(found)
