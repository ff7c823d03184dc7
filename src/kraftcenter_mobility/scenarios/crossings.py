"""Which roads a new one crosses without joining them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .near_roads import Spot
from .spot_roads import is_there, label_of, short_label_of, way_at

if TYPE_CHECKING:
    from shapely import LineString

    from kraftcenter_mobility._kernels.csr import IntArray
    from kraftcenter_mobility.networks.changes import NewRoad

    from .laying import Laid
    from .road_state import RoadState

__all__ = ["crossed_roads"]


def crossed_roads(state: RoadState, laid: Laid) -> list[str]:
    """Return what to call every road that a new one crosses, along its line.

    A road of several ways with one number or name counts once; what has neither counts once
    for every way, by its class.

    Parameters
    ----------
    state : RoadState
        With the new road and its links.
    laid : Laid
        These.
    """
    line = _metres(state, laid.road)
    spots = [Spot(piece, -1, 0, 0.0, 0.0, 0.0, 0.0) for piece in _pieces(state, laid, line)]
    spots += [Spot(-1, road, 0, 0.0, 0.0, 0.0, 0.0) for road in _new_roads(state, laid, line)]
    found: dict[str | int, str] = {}
    for spot in spots:
        if is_there(state, spot):
            short = short_label_of(state, spot)
            is_named = not label_of(state, spot).startswith("an unnamed")
            found.setdefault(short if is_named else way_at(state, spot), short)
    return list(found.values())


def _pieces(state: RoadState, laid: Laid, line: LineString) -> list[int]:
    """Return the pieces that the line crosses and does not join, in order along it."""
    import shapely

    lines, roads = state.network.piece_lines, state.network.roads
    met: IntArray = np.sort(lines.tree().query(line, predicate="intersects"))
    joined = np.array([each.spot.piece for each in laid.joined])
    nodes = np.array([each.node.node_id for each in laid.joined])
    ends = np.stack((roads.point_id[lines.first_point[met]], roads.point_id[lines.last_point[met]]))
    met = met[~np.isin(met, joined) & ~np.isin(ends, nodes).any(axis=0)]
    along = shapely.line_locate_point(line, shapely.centroid(lines.lines_m[met]))
    return [int(piece) for piece in met[np.argsort(along, kind="stable")]]


def _new_roads(state: RoadState, laid: Laid, line: LineString) -> list[int]:
    """Return the earlier new roads that the line crosses and does not join."""
    own = {laid.road.way_id, *(link.way_id for link in laid.links)}
    nodes = {each.node.node_id for each in laid.joined}
    return [
        index
        for index, road in enumerate(state.changes.roads)
        if road.way_id not in own
        and nodes.isdisjoint(road.node_id)
        and line.intersects(_metres(state, road))
    ]


def _metres(state: RoadState, road: NewRoad) -> LineString:
    """Return the line of a new road in the plane of the network."""
    import shapely

    lines = state.network.piece_lines
    return shapely.LineString(lines.to_metres(np.array(road.lon), np.array(road.lat)))
