"""From a network to a NetworkX graph in osmnx's form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility import _version
from kraftcenter_mobility.modes import CAR, MODES
from kraftcenter_mobility.osm.oneway_tags import oneway_directions
from kraftcenter_mobility.osm.tags import CLOSED

from .edges import access_table
from .metric import road_metric
from .road import ORDINARY
from .storage import places_to_records

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import networkx as nx

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray

    from .road import RoadNetwork
    from .transport import TransportNetwork

__all__ = ["graph_from_network"]

TOLERANCE_M = 1e-6


class _Parts(NamedTuple):
    """Stretches of road between the nodes of the graph. Shape of each: (n_parts,)."""

    begin: IntArray
    end: IntArray
    """First and last point, both included."""

    segment: IntArray
    piece: IntArray

    @property
    def n_parts(self) -> int:
        """Number of stretches."""
        return self.begin.size


def graph_from_network(network: TransportNetwork) -> nx.MultiDiGraph[int]:
    """Return the roads of a network as a graph in osmnx's form.

    Parameters
    ----------
    network : TransportNetwork
        The network.

    Returns
    -------
    MultiDiGraph
        Nodes under their OpenStreetMap ids, with ``x``, ``y``, ``street_count`` and their
        tags: junctions, places where ways meet, and signals, crossings and barriers. Edges
        with ``osmid``, ``length`` in metres, ``geometry``, ``oneway`` (for cars),
        ``reversed`` (against the way as it is drawn), ``name``, ``ref`` and every tag the
        library uses; ``tags`` holds all of these in JSON.

    See Also
    --------
    kraftcenter_mobility.networks.interchange.extract_from_graph : The way back.

    Notes
    -----
    There is an edge wherever *anybody* may travel, so that walkers have both directions of
    a one-way street. ``travel_time_car_s`` and its like for the other modes say who may:
    they are free-flow times in seconds without turns and signals, and infinite where the
    edge is closed to the mode. ``segment``, ``piece``, ``step`` and ``bendiness_deg_km``
    are what makes the way back exact. Attributes that are changed by hand count on the way
    back, also where ``tags`` says otherwise.

    Examples
    --------
    >>> import kraftcenter_mobility as km
    >>> graph = graph_from_network(km.TransportNetwork.sample())
    >>> graph.graph["crs"], graph.number_of_edges() > len(graph)
    ('epsg:4326', True)
    """
    import networkx as nx

    roads = network.roads
    parts = _cut(roads)
    graph: nx.MultiDiGraph[int] = nx.MultiDiGraph(
        crs="epsg:4326",
        simplified=True,
        created_with=f"kraftcenter_mobility {_version.__version__}",
        source=network.source,
        timestamp=network.timestamp,
        restrictions=_to_json(
            [[r.relation_id, r.tags, [list(m) for m in r.members]] for r in roads.restrictions]
        ),
        places=_to_json(places_to_records(network.place_table)),
    )
    graph.add_nodes_from(_nodes(roads, parts))
    graph.add_edges_from(_edges(network, parts))
    return graph


def _to_json(value: Any) -> str:
    """Return a value as text."""
    return json.dumps(value, ensure_ascii=False)


def _cut(roads: RoadNetwork) -> _Parts:
    """Cut the segments where ways meet, and at signals and the like."""
    every = np.arange(roads.n_segments)
    of_piece = np.repeat(every, np.diff(roads.first_piece))
    start_m = np.concatenate(([0.0], np.cumsum(roads.piece_length_m)))[:-1]
    offset_m = start_m - start_m[roads.first_piece[of_piece]]
    later = np.ones(of_piece.size, dtype=np.bool_)
    later[roads.first_piece[:-1]] = False
    piece_begin = roads.first_point[of_piece]
    piece_begin[later] = _points_at(roads, of_piece[later], offset_m[later])
    is_cut = np.zeros(roads.point_id.size, dtype=np.bool_)
    is_cut[piece_begin] = True
    is_cut[roads.first_point[1:] - 1] = True
    is_cut[_control_points(roads)] = True
    cuts = np.flatnonzero(is_cut)
    segment = np.searchsorted(roads.first_point, cuts, side="right") - 1
    same = segment[1:] == segment[:-1]
    begin = cuts[:-1][same]
    piece = np.searchsorted(piece_begin, begin, side="right") - 1
    return _Parts(begin, cuts[1:][same], segment[:-1][same], piece)


def _control_points(roads: RoadNetwork) -> IntArray:
    """Return the point of every control along a segment."""
    segment = np.repeat(np.arange(roads.n_segments), np.diff(roads.first_control))
    return _points_at(roads, segment, roads.control_offset_m)


def _points_at(roads: RoadNetwork, segment: IntArray, offset_m: FloatArray) -> IntArray:
    """Return the points at some distances along segments, in order, each a later one.

    The points of all segments are put on one line, a metre apart, to be searched at once.
    """
    end_m = np.cumsum(roads.segment_length_m + 1.0)
    start_m = np.concatenate(([0.0], end_m[:-1]))
    line_m = roads.point_offset_m + np.repeat(start_m, np.diff(roads.first_point))
    found = np.searchsorted(line_m, start_m[segment] + offset_m - TOLERANCE_M)
    found = np.maximum(found, roads.first_point[segment] + 1)
    step = np.arange(found.size)
    points: IntArray = np.maximum.accumulate(found - step) + step
    return points


def _nodes(roads: RoadNetwork, parts: _Parts) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the nodes of the graph with their attributes."""
    tag_set = {int(i): s for i, s in zip(roads.node_id, roads.node_tag_set, strict=True) if s >= 0}
    controls = roads.point_id[_control_points(roads)].tolist()
    tag_set.update(zip(controls, roads.control_tag_set.tolist(), strict=True))
    points = np.concatenate((parts.begin, parts.end))
    node_id, first, n_streets = np.unique(
        roads.point_id[points], return_index=True, return_counts=True
    )
    lon, lat = roads.point_lon[points[first]], roads.point_lat[points[first]]
    columns = (node_id, lon, lat, n_streets)
    for osm_id, x, y, count in zip(*(column.tolist() for column in columns), strict=True):
        tags = roads.node_tag_sets[tag_set[osm_id]] if osm_id in tag_set else {}
        yield osm_id, {"x": x, "y": y, "street_count": count, **tags}


def _edges(network: TransportNetwork, parts: _Parts) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Yield the edges of the graph with their attributes, in both directions where they run."""
    roads = network.roads
    length_m = (roads.point_offset_m[parts.end] - roads.point_offset_m[parts.begin]).tolist()
    times_s = _times(network, parts)
    lines = _lines(roads, parts)
    runs = _directions(roads)[parts.segment].tolist()
    of_way = _way_attributes(roads)
    way = roads.piece_way[parts.piece].tolist()
    along = roads.piece_along[parts.piece].tolist()
    step = _steps(roads, parts).tolist()
    ends = (roads.point_id[parts.begin].tolist(), roads.point_id[parts.end].tolist())
    for part in range(parts.n_parts):
        for direction in (0, 1):
            if not runs[part][direction]:
                continue
            yield (
                ends[direction][part],
                ends[1 - direction][part],
                {
                    **of_way[way[part]],
                    "reversed": along[part] == bool(direction),
                    "length": length_m[part],
                    "geometry": lines[direction][part],
                    "segment": int(parts.segment[part]),
                    "piece": int(parts.piece[part]),
                    "step": step[part],
                    **{name: values[part][direction] for name, values in times_s.items()},
                },
            )


def _steps(roads: RoadNetwork, parts: _Parts) -> IntArray:
    """Return the place of each stretch within its piece, counted along the way."""
    of_piece = np.arange(parts.n_parts) - np.searchsorted(parts.piece, parts.piece)
    n_parts = np.bincount(parts.piece)[parts.piece]
    return np.where(roads.piece_along[parts.piece], of_piece, n_parts - 1 - of_piece)


def _directions(roads: RoadNetwork) -> BoolArray:
    """Say in which directions segments may be travelled. Shape (n_segments, 2)."""
    runs = np.zeros((roads.n_segments, 2), dtype=np.bool_)
    ordinary = roads.edge_role == ORDINARY
    column = np.where(roads.edge_forward, 0, 1)
    runs[roads.edge_segment[ordinary], column[ordinary]] = True
    return runs


def _way_attributes(roads: RoadNetwork) -> list[dict[str, Any]]:
    """Return the attributes that all edges of a way share, by way."""
    of_tags = [_tag_attributes(tags) for tags in roads.tag_sets]
    columns = (
        roads.way_id,
        roads.way_tag_set,
        roads.way_name,
        roads.way_number,
        roads.way_bendiness_deg_km,
        roads.way_built_up,
    )
    attributes = []
    for row in zip(*(column.tolist() for column in columns), strict=True):
        way_id, tag_set, name, number, bendiness_deg_km, built_up = row
        known = (("name", name), ("ref", number))
        attributes.append(
            {
                "osmid": way_id,
                **of_tags[tag_set],
                **{key: roads.names[index] for key, index in known if index >= 0},
                "bendiness_deg_km": bendiness_deg_km,
                "built_up": built_up,
            }
        )
    return attributes


def _tag_attributes(tags: Mapping[str, str]) -> dict[str, Any]:
    """Return the attributes that come from a set of tags."""
    return {
        **{key: value for key, value in tags.items() if key != "oneway"},
        "oneway": oneway_directions(tags, CAR) != (True, True),
        "tags": _to_json(dict(tags)),
    }


def _times(network: TransportNetwork, parts: _Parts) -> dict[str, list[list[float]]]:
    """Return free-flow times by attribute, each of shape (n_parts, 2), infinite if closed."""
    roads = network.roads
    table = access_table(roads.tag_sets, MODES)
    allowed = table[roads.way_tag_set[roads.piece_way[parts.piece]]]
    along = roads.piece_along[parts.piece][:, np.newaxis, np.newaxis]
    is_open = np.where(along, allowed, allowed[:, :, ::-1]) != CLOSED
    length_m = roads.point_offset_m[parts.end] - roads.point_offset_m[parts.begin]
    whole_m = roads.piece_length_m[parts.piece]
    share = length_m / np.where(whole_m > 0, whole_m, 1.0)
    times_s = {}
    for column, mode in enumerate(MODES):
        metric = road_metric(roads, mode, turns=False, speeds=network.speeds, delays=network.delays)
        time_s = metric.piece_time_s[parts.piece] * share[:, np.newaxis]
        name = f"travel_time_{mode.name}_s"
        times_s[name] = np.where(is_open[:, column], time_s, np.inf).tolist()
    return times_s


def _lines(roads: RoadNetwork, parts: _Parts) -> tuple[Any, Any]:
    """Return the lines of the stretches, as drawn and the other way."""
    import shapely

    n_points = parts.end - parts.begin + 1
    owner = np.repeat(np.arange(parts.n_parts), n_points)
    step = np.arange(owner.size) - np.repeat(np.cumsum(n_points) - n_points, n_points)
    lonlat = np.stack((roads.point_lon, roads.point_lat), axis=1)
    return tuple(
        shapely.linestrings(lonlat[position], indices=owner)
        for position in (parts.begin[owner] + step, parts.end[owner] - step)
    )
