"""Which roads lie in an area: those of which it holds at least half the length."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray
    from kraftcenter_mobility.networks.transport import TransportNetwork

__all__ = ["extent", "lines_within", "pieces_within"]

LEAST_SHARE = 0.5

STEP_DEG = 0.005
"""Between two points this far apart, what is straight in degrees is straight in metres to 1 cm."""

MARGIN_DEG = 0.01


def extent(network: TransportNetwork) -> tuple[float, float, float, float]:
    """Return west, south, east and north of a network's roads, in degrees."""

    def make() -> tuple[float, float, float, float]:
        lon, lat = network.roads.point_lon, network.roads.point_lat
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())

    return network.remembered("extent", make)


def pieces_within(network: TransportNetwork, area: Any) -> IntArray:
    """Return the pieces of which at least half lies in an area in degrees, ascending."""
    import shapely

    west, south, east, north = extent(network)
    around = shapely.box(
        west - MARGIN_DEG, south - MARGIN_DEG, east + MARGIN_DEG, north + MARGIN_DEG
    )
    here = shapely.intersection(area, around)
    if here.is_empty:
        return np.zeros(0, dtype=np.int64)
    lines = network.piece_lines

    def to_metres(lonlat: Any) -> Any:
        return lines.to_metres(lonlat[:, 0], lonlat[:, 1])

    here_m = shapely.transform(shapely.segmentize(here, STEP_DEG), to_metres)
    near = np.sort(lines.tree().query(here_m, predicate="intersects"))
    return near[lines_within(lines.lines(near), area)]


def lines_within(lines: Any, area: Any) -> BoolArray:
    """Mark the lines of which at least half lies in an area, both in degrees."""
    import shapely

    shapely.prepare(area)
    inside: BoolArray = shapely.covers(area, lines)
    doubtful = np.flatnonzero(~inside & shapely.intersects(area, lines))
    if doubtful.size:
        tall = 1.0 / float(np.cos(np.radians(shapely.get_coordinates(area)[:, 1].mean())))

        def even(lonlat: Any) -> Any:
            return lonlat * (1.0, tall)

        crossing = shapely.transform(lines[doubtful], even)
        part = shapely.intersection(shapely.transform(area, even), crossing)
        inside[doubtful] = shapely.length(part) >= LEAST_SHARE * shapely.length(crossing)
    return inside
