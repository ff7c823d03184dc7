"""Points every few metres along all streets, and which of them lie in parts of streets."""

import geopandas as gpd
import numpy as np
import shapely

from kraftcenter_mobility.routing.isochrones.parts import stretches_of

SLIVER_M = 0.01
"""Nearer than this to an end, half a tick decides whether a point is reached."""


def street_points(roads, every_m, begin_m=1.7, names=None):
    """Return segments, offsets along them, and the points there."""
    rows = []
    for segment in range(roads.n_segments):
        span = slice(roads.first_point[segment], roads.first_point[segment + 1])
        offset_m = roads.point_offset_m[span]
        for at_m in np.arange(begin_m, offset_m[-1] - 0.6, every_m):
            lon = np.interp(at_m, offset_m, roads.point_lon[span])
            lat = np.interp(at_m, offset_m, roads.point_lat[span])
            rows.append((segment, at_m, lon, lat))
    segment, at_m, lon, lat = map(np.array, zip(*rows, strict=True))
    index = None if names is None else [f"{names}{k}" for k in range(segment.size)]
    return segment, at_m, gpd.GeoSeries(shapely.points(lon, lat), index=index, crs=4326)


def inside(roads, parts, segment, at_m):
    """Return which positions lie in parts, and which too near to an end of one to say."""
    stretches = stretches_of(roads, parts)
    within = np.zeros(segment.size, dtype=bool)
    doubtful = np.zeros(segment.size, dtype=bool)
    wanted = np.isin(stretches.segment, segment)
    for which, begin_m, end_m in zip(*(each[wanted] for each in stretches), strict=True):
        here = segment == which
        within |= here & (at_m >= begin_m) & (at_m <= end_m)
        doubtful |= here & (np.minimum(abs(at_m - begin_m), abs(at_m - end_m)) < SLIVER_M)
    return within, doubtful
