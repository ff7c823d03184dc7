"""Roads as a few SVG paths, one per class, the greatest on top."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.osm.road_classes import road_class

from .map_frame import path_data

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray
    from kraftcenter_mobility.networks.road import RoadNetwork

    from .map_frame import Frame

__all__ = ["RoadLayer", "draw_roads"]

STYLES = ("motorway", "trunk", "primary", "secondary", "tertiary", "ferry", "local", "path")
"""How roads are drawn, from the greatest to the least."""

STYLE_OF_CLASS = {
    **{name: name for name in STYLES},
    "motorway_link": "secondary",
    "trunk_link": "secondary",
    "primary_link": "secondary",
    "secondary_link": "tertiary",
    "tertiary_link": "tertiary",
    "unclassified": "local",
    "residential": "local",
    "living_street": "local",
    "road": "local",
}
"""Everything else is drawn as a path."""

STYLE_NAMES = {
    "motorway": "motorways",
    "trunk": "trunk roads",
    "primary": "primary roads",
    "secondary": "secondary roads",
    "tertiary": "tertiary roads",
    "ferry": "ferries",
    "local": "local streets",
    "path": "tracks, paths",
}

LARGEST_SIZE = 1_500_000
"""Characters of path data in one map; the least roads are left out to stay below."""

LEAST_PER_POINT = 4
"""Characters that a point takes at least, `1 2 `."""

TOLERANCE = 1.5
"""How far a simplified road may be from the real one, in units."""

WIDE_STYLES = STYLES[:4]
"""Roads that are drawn beyond the frame too, where a wide window shows more."""

BEYOND = 0.6
"""How far beyond the frame, in its long sides; other roads a tenth of that."""


class RoadLayer(NamedTuple):
    """Roads drawn, and which had no room."""

    svg: str
    drawn: tuple[str, ...]
    """Names of the classes drawn, the greatest first."""

    left_out: tuple[str, ...]


def draw_roads(roads: RoadNetwork, frame: Frame, *, largest_size: int = LARGEST_SIZE) -> RoadLayer:
    """Return the roads in and around a frame, at most `largest_size` characters of them."""
    x, y = frame.place(roads.point_lon, roads.point_lat)
    style = _segment_styles(roads)
    paths: dict[str, str] = {}
    left_out: list[str] = []
    room = largest_size
    for number, name in enumerate(STYLES):
        beyond = BEYOND if name in WIDE_STYLES else BEYOND / 10
        chosen = (style == number) & _near(roads, frame, x, y, beyond)
        if not chosen.any():
            continue
        data = "" if left_out else _simplified(roads, x, y, chosen, room)
        if left_out or data is None:
            left_out.append(STYLE_NAMES[name])
        elif data:
            paths[name] = data
            room -= len(data)
    lines = [f'<path class="{name}" d="{paths[name]}"/>' for name in reversed(paths)]
    return RoadLayer("\n".join(lines), tuple(paths), tuple(left_out))


def _segment_styles(roads: RoadNetwork) -> IntArray:
    """Return how each segment is drawn: as the longest of its pieces."""
    tag_set_style = np.array(
        [
            STYLES.index(STYLE_OF_CLASS.get(road_class(tags).name, "path"))
            for tags in roads.tag_sets
        ],
        dtype=np.int64,
    )
    owner = np.repeat(np.arange(roads.n_segments), np.diff(roads.first_piece))
    order = np.lexsort((roads.piece_length_m, owner))
    longest = order[roads.first_piece[1:] - 1]
    return tag_set_style[roads.way_tag_set[roads.piece_way[longest]]]


def _near(roads: RoadNetwork, frame: Frame, x: IntArray, y: IntArray, beyond: float) -> BoolArray:
    """Mark the segments whose bounding box meets the frame, widened by some of its long side."""
    margin = beyond * max(frame.width, frame.height)
    first = roads.first_point[:-1]
    near: BoolArray = (
        (np.minimum.reduceat(x, first) <= frame.width + margin)
        & (np.maximum.reduceat(x, first) >= -margin)
        & (np.minimum.reduceat(y, first) <= frame.height + margin)
        & (np.maximum.reduceat(y, first) >= -margin)
    )
    return near


def _simplified(
    roads: RoadNetwork, x: IntArray, y: IntArray, chosen: BoolArray, room: int
) -> str | None:
    """Return segments as path data with fewer points, None if that takes more than the room."""
    import shapely

    owner = np.repeat(np.arange(roads.n_segments), np.diff(roads.first_point))
    mine = chosen[owner]
    line = (np.cumsum(chosen) - 1)[owner[mine]]
    lines = shapely.linestrings(np.column_stack((x[mine], y[mine])), indices=line)
    lines = shapely.simplify(lines, TOLERANCE, preserve_topology=False)
    points, of_line = shapely.get_coordinates(lines, return_index=True)
    if len(points) * LEAST_PER_POINT > room:
        return None
    px, py = points.astype(np.int64).T
    data = path_data(px, py, of_line)
    return data if len(data) <= room else None
