"""Where roads for motor vehicles meet, also those that a scenario has added."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility.modes import MODES
from kraftcenter_mobility.networks.geodesy import link_length_m

from .road_parts import open_directions

if TYPE_CHECKING:
    from collections import Counter as CounterType

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.networks.road import RoadNetwork

    from .road_state import RoadState

__all__ = ["Node", "junctions_near", "nearest_junction", "node_of"]

LEAST_ENDS = 3
"""Where fewer roads end, nothing meets."""

MOTOR = tuple(mode for mode in MODES if mode.kind == "motor")


class Node(NamedTuple):
    """A place where roads begin, end or meet."""

    node_id: int
    lon: float
    lat: float


def node_of(state: RoadState, node_id: int) -> Node | None:
    """Return the node with an id, None if no road begins, ends or is joined there."""
    roads = state.network.roads
    node = int(np.searchsorted(roads.node_id, node_id))
    if node < roads.n_nodes and roads.node_id[node] == node_id:
        return Node(node_id, float(roads.node_lon[node]), float(roads.node_lat[node]))
    return _new_nodes(state).get(node_id)


def junctions_near(state: RoadState, lon: float, lat: float, radius_m: float) -> list[Node]:
    """Return the nodes near a point at which at least three roads for motor vehicles end.

    A road that passes ends there twice. Footways and cycle tracks do not count: who crosses
    them has come to no junction.
    """
    roads = state.network.roads
    near = np.flatnonzero(_distance_m(roads.node_lon, roads.node_lat, lon, lat) <= radius_m)
    gained, lost = _gained_ends(state), _lost_ends(state)
    ends = _ends(state)
    found = []
    for node in near.tolist():
        node_id = int(roads.node_id[node])
        n_ends = int(ends[node]) - lost[node] + gained[node_id]
        if n_ends >= LEAST_ENDS:
            found.append(Node(node_id, float(roads.node_lon[node]), float(roads.node_lat[node])))
    for new in _new_nodes(state).values():
        distance_m = _distance_m(np.array([new.lon]), np.array([new.lat]), lon, lat)
        if distance_m[0] <= radius_m and gained[new.node_id] >= LEAST_ENDS:
            found.append(new)
    return found


def nearest_junction(state: RoadState, lon: float, lat: float) -> tuple[Node, float] | None:
    """Return the junction of the network nearest to a point, and its distance in metres."""
    roads = state.network.roads
    junctions = np.flatnonzero(_ends(state) >= LEAST_ENDS)
    if not junctions.size:
        return None
    at_lon, at_lat = roads.node_lon[junctions], roads.node_lat[junctions]
    distance_m = _distance_m(at_lon, at_lat, lon, lat)
    node = int(junctions[np.argmin(distance_m)])
    where = Node(int(roads.node_id[node]), float(roads.node_lon[node]), float(roads.node_lat[node]))
    return where, float(distance_m.min())


def _distance_m(at_lon: FloatArray, at_lat: FloatArray, lon: float, lat: float) -> FloatArray:
    """Return how far some places are from a point."""
    return link_length_m(at_lon, at_lat, np.full(at_lon.size, lon), np.full(at_lon.size, lat))


def _ends(state: RoadState) -> IntArray:
    """Return how many segments for motor vehicles end at each node. Shape (n_nodes,)."""

    def make() -> IntArray:
        roads = state.network.roads
        is_open = _motor_segments(roads)
        ends = np.concatenate((roads.segment_tail[is_open], roads.segment_head[is_open]))
        counted: IntArray = np.bincount(ends, minlength=roads.n_nodes)
        return counted

    return state.network.remembered("road ends", make)


def _motor_segments(roads: RoadNetwork) -> BoolArray:
    """Mark the segments that some motor mode may use; their pieces allow the same."""
    by_set = np.array([any(open_directions(tags, MOTOR)) for tags in roads.tag_sets])
    marked: BoolArray = by_set[roads.way_tag_set[roads.piece_way[roads.first_piece[:-1]]]]
    return marked


def _lost_ends(state: RoadState) -> CounterType[int]:
    """Count the ends that are gone with removed pieces, by node of the network."""
    from collections import Counter

    roads, lost = state.network.roads, Counter[int]()
    for piece in state.changes.removed:
        segment = int(state.network.piece_lines.segment[piece])
        if not any(
            open_directions(roads.tag_sets[roads.way_tag_set[roads.piece_way[piece]]], MOTOR)
        ):
            continue
        if piece == roads.first_piece[segment]:
            lost[int(roads.segment_tail[segment])] += 1
        if piece == roads.first_piece[segment + 1] - 1:
            lost[int(roads.segment_head[segment])] += 1
    return lost


def _gained_ends(state: RoadState) -> CounterType[int]:
    """Count the ends of new roads, and of roads that these cut in two, by node id."""
    from collections import Counter

    gained = Counter[int]()
    for road in state.changes.roads:
        if any(open_directions(road.tags, MOTOR)):
            gained.update(road.node_id[:-1])
            gained.update(road.node_id[1:])
    for cut in {each.node_id: each for each in state.changes.cuts}.values():
        if any(open_directions(state.tags_of(cut.piece), MOTOR)):
            gained[cut.node_id] += 2
    return gained


def _new_nodes(state: RoadState) -> dict[int, Node]:
    """Return the nodes that new roads and cuts have brought, by their ids."""
    roads = state.network.roads
    found = {
        node_id: Node(node_id, lon, lat)
        for road in state.changes.roads
        for node_id, lon, lat in zip(road.node_id, road.lon, road.lat, strict=True)
    }
    ids = np.array(list(found), dtype=np.int64)
    known = set(ids[np.isin(ids, roads.node_id)].tolist())
    return {node_id: node for node_id, node in found.items() if node_id not in known}
