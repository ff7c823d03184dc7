"""Where roads come to share nodes: cuts of pieces, and points put into new roads."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.networks.changes import PieceCut
from kraftcenter_mobility.networks.geodesy import link_length_m

from .new_road_geometry import DECIMALS

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray
    from kraftcenter_mobility.networks.changes import NewRoad

    from .near_roads import Spot
    from .road_state import RoadState

__all__ = ["Node", "Splicer", "with_node_moved", "with_point_at"]

SAME_NODE_M = 0.5
"""Along a road, a place this near to one of its points is that point."""


class Node(NamedTuple):
    """A node that roads share, or can share."""

    node_id: int
    lon: float
    lat: float


class Splicer:
    """Makes nodes on roads, and keeps the cuts that this takes until all is done."""

    def __init__(self, state: RoadState) -> None:
        """Begin with the roads as they are."""
        self.state = state
        self.cuts: list[PieceCut] = []
        self._free_id = state.next_id()

    def new_id(self) -> int:
        """Return an id below zero that no way and no node has."""
        self._free_id -= 1
        return self._free_id + 1

    def node_at(self, spot: Spot) -> tuple[Node, bool]:
        """Return the node at a spot, and whether it is new.

        The end of a piece, a point along it and a cut made earlier are nodes already, and so
        are the points of new roads. Elsewhere a piece is cut, and a new road gets a point.
        """
        if spot.piece >= 0:
            return self._on_piece(spot)
        road = self.state.changes.roads[spot.road]
        road, node = with_point_at(road, spot, self)
        is_new = len(road.node_id) > len(self.state.changes.roads[spot.road].node_id)
        self.state = self.state.with_road_at(spot.road, road)
        return node, is_new

    def _on_piece(self, spot: Spot) -> tuple[Node, bool]:
        """Return the node at a spot on a piece, and whether it is new."""
        roads, lines = self.state.network.roads, self.state.network.piece_lines
        first, last = int(lines.first_point[spot.piece]), int(lines.last_point[spot.piece])
        span = slice(first, last + 1)
        offset_m = roads.point_offset_m[span] - roads.point_offset_m[first]
        lonlat = np.column_stack((roads.point_lon[span], roads.point_lat[span]))
        made = [cut for cut in (*self.state.changes.cuts, *self.cuts) if cut.piece == spot.piece]
        known_m = np.append(offset_m, [cut.offset_m for cut in made])
        at = _known_place(known_m, _offset_m(offset_m, lonlat, spot.link, spot.lon, spot.lat))
        if at is None:
            lon, lat = round(spot.lon, DECIMALS), round(spot.lat, DECIMALS)
            node = Node(self.new_id(), lon, lat)
            along_m = _offset_m(offset_m, lonlat, spot.link, lon, lat)
            self.cuts.append(PieceCut(spot.piece, along_m, *node))
            return node, True
        if at >= offset_m.size:
            cut = made[at - offset_m.size]
            return Node(cut.node_id, cut.lon, cut.lat), False
        point = first + at
        node = Node(int(roads.point_id[point]), *map(float, lonlat[at]))
        is_end = point in {first, last}
        if not is_end and all(cut.node_id != node.node_id for cut in made):
            self.cuts.append(PieceCut(spot.piece, float(offset_m[at]), *node))
        return node, False


def with_point_at(road: NewRoad, spot: Spot, splicer: Splicer) -> tuple[NewRoad, Node]:
    """Return a new road with a point at a spot along it, and that point.

    Parameters
    ----------
    road : NewRoad
        The road. It stays as it is where it has a point within half a metre.
    spot : Spot
        The place.
    splicer : Splicer
        Knows which ids are free.
    """
    lonlat = np.column_stack((road.lon, road.lat))
    link_m = link_length_m(lonlat[:-1, 0], lonlat[:-1, 1], lonlat[1:, 0], lonlat[1:, 1])
    offset_m = np.concatenate(([0.0], np.cumsum(link_m)))
    at = _known_place(offset_m, _offset_m(offset_m, lonlat, spot.link, spot.lon, spot.lat))
    if at is not None:
        return road, Node(road.node_id[at], road.lon[at], road.lat[at])
    node = Node(splicer.new_id(), round(spot.lon, DECIMALS), round(spot.lat, DECIMALS))
    points = [*map(Node, road.node_id, road.lon, road.lat)]
    points.insert(spot.link + 1, node)
    return _through(road, points), node


def with_node_moved(road: NewRoad, node_id: int, to: Node) -> NewRoad:
    """Return a new road of which one node is now another, and once only where it was two."""
    points = [
        to if point.node_id == node_id else point
        for point in map(Node, road.node_id, road.lon, road.lat)
    ]
    kept = points[:1] + [
        point for before, point in pairwise(points) if point.node_id != before.node_id
    ]
    return _through(road, kept)


def _through(road: NewRoad, points: list[Node]) -> NewRoad:
    """Return a new road that runs through other points."""
    return road._replace(
        node_id=tuple(point.node_id for point in points),
        lon=tuple(point.lon for point in points),
        lat=tuple(point.lat for point in points),
    )


def _offset_m(offset_m: FloatArray, lonlat: FloatArray, link: int, lon: float, lat: float) -> float:
    """Return how far along a road a place on one of its links lies.

    Links keep the lengths that they are known to have, drawn that long or not.
    """
    x, y = lonlat[link : link + 2].T
    before_m, after_m = link_length_m(x, y, np.full(2, lon), np.full(2, lat)).tolist()
    whole_m = before_m + after_m
    share = before_m / whole_m if whole_m > 0.0 else 0.0
    return float(offset_m[link] + share * (offset_m[link + 1] - offset_m[link]))


def _known_place(known_m: FloatArray, along_m: float) -> int | None:
    """Return which of the places along a road is the one at an offset, None if none is."""
    away_m = np.abs(known_m - along_m)
    nearest = int(away_m.argmin())
    return nearest if away_m[nearest] <= SAME_NODE_M else None
