"""Roads below everything else: quiet, the greatest on top, and no more than a map can carry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.presentation.layers import Lines, Scale

from .road_styles import DASHED, NEAR, STYLES, segment_styles

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray
    from kraftcenter_mobility.networks.road import RoadNetwork

    from .sheet import Bounds, Sheet

__all__ = ["background", "lines_of", "n_points", "widened"]

MOST_POINTS = 150_000
"""Points of all roads of one map; the least roads are left out to stay below."""

TOLERANCE = 1.5e-4
"""How far a simplified road may be from the real one, as a share of the map's longer side."""

BEYOND = 0.6
"""How far beyond the map great roads are drawn, where a wide window shows more; in its long
sides. Other roads half of that."""

GREAT = ("motorway", "trunk", "primary", "secondary")


def background(
    sheet: Sheet, *, most_points: int = MOST_POINTS
) -> tuple[tuple[Lines, ...], list[str]]:
    """Return the roads in and around a sheet, and the names of those that have no room."""
    roads = sheet.network.roads
    if not roads.n_segments:
        return (), []
    style = segment_styles(roads)
    geometry, classes, left_out = [], [], list[str]()
    room = most_points
    for number in reversed(range(len(STYLES))):
        beyond = BEYOND if STYLES[number].name in GREAT else BEYOND / 2
        chosen = (style == number) & _near(sheet, beyond)
        if not chosen.any():
            continue
        shape = None if left_out else lines_of(sheet, chosen, most_points=room)
        if shape is None:
            left_out.append(sheet.say(STYLES[number].text))
            continue
        geometry.append(shape)
        classes.append(number)
        room -= n_points(shape)
    return _layers(sheet, geometry[::-1], classes[::-1]), left_out


def _layers(sheet: Sheet, geometry: list[object], classes: list[int]) -> tuple[Lines, ...]:
    """Return the roads as a layer, if there are any."""
    if not geometry:
        return ()
    shapes: np.ndarray[tuple[int], np.dtype[np.object_]] = np.empty(len(geometry), dtype=object)
    shapes[:] = geometry
    scale = Scale(
        title=sheet.say("roads"),
        labels=tuple(sheet.say(style.text) for style in STYLES),
        colours=tuple(style.colour for style in STYLES),
        shown=tuple(reversed(classes)),
    )
    layer = Lines(
        name=sheet.say("roads"),
        geometry=shapes,
        scale=scale,
        class_of=np.array(classes, dtype=np.int64),
        width=tuple(style.width for style in STYLES),
        dashed=DASHED,
        near=NEAR,
        quiet=True,
    )
    return (layer,)


def _near(sheet: Sheet, beyond: float) -> BoolArray:
    """Mark the segments whose bounding box meets the sheet, widened by some of its long side."""
    roads = sheet.network.roads
    west, south, east, north = widened(sheet.bounds, beyond)
    first = roads.first_point[:-1]
    x, y = sheet.lon(roads.point_lon), roads.point_lat
    near: BoolArray = (
        (np.minimum.reduceat(x, first) <= east)
        & (np.maximum.reduceat(x, first) >= west)
        & (np.minimum.reduceat(y, first) <= north)
        & (np.maximum.reduceat(y, first) >= south)
    )
    return near


def widened(bounds: Bounds, beyond: float) -> Bounds:
    """Return a box that is larger on all sides by some of its long side."""
    west, south, east, north = bounds
    narrow = _narrow(bounds)
    margin = beyond * max((east - west) * narrow, north - south)
    return west - margin / narrow, south - margin, east + margin / narrow, north + margin


def _narrow(bounds: Bounds) -> float:
    """Return how many degrees of latitude are as long as one of longitude."""
    return max(float(np.cos(np.radians((bounds[1] + bounds[3]) / 2))), 0.01)


def lines_of(sheet: Sheet, chosen: BoolArray, *, most_points: int | None = None) -> Any:
    """Return segments as one MultiLineString of fewer points, None if they are still too many."""
    import shapely

    lines, narrow = _drawn(sheet, chosen), _narrow(sheet.bounds)
    west, south, east, north = sheet.bounds
    tolerance = TOLERANCE * max((east - west) * narrow, north - south)
    lines = shapely.simplify(lines, tolerance, preserve_topology=False)
    points, line = shapely.get_coordinates(lines, return_index=True)
    if most_points is not None and len(points) > most_points:
        return None
    points[:, 0] /= narrow
    simplified: Any = shapely.linestrings(points, indices=line)
    return shapely.multilinestrings(simplified)


def _drawn(sheet: Sheet, chosen: BoolArray) -> Any:
    """Return segments as lines in degrees of latitude, so that lengths are the same all round."""
    import shapely

    roads: RoadNetwork = sheet.network.roads
    mine = np.repeat(chosen, np.diff(roads.first_point))
    owner = np.repeat(np.cumsum(chosen) - 1, np.diff(roads.first_point))[mine]
    x = sheet.lon(roads.point_lon[mine]) * _narrow(sheet.bounds)
    lines: Any = shapely.linestrings(np.column_stack((x, roads.point_lat[mine])), indices=owner)
    return lines


def n_points(shape: Any) -> int:
    """Return how many points a shape has."""
    import shapely

    return int(shapely.get_num_coordinates(shape))
