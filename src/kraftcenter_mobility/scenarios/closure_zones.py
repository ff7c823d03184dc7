"""Which closures have a say in zones, and so in turns far from the road that is closed.

An estate whose only open way out is closed, and which a destination-only road leads to as
well, becomes a zone (:mod:`kraftcenter_mobility.networks.zones`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.modes import CAR
from kraftcenter_mobility.networks.zones import zone_segments
from kraftcenter_mobility.osm.tags import DESTINATION, OPEN

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, IntArray
    from kraftcenter_mobility.networks.joins import Joins
    from kraftcenter_mobility.networks.metric import RoadMetric
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .closure_groups import RoadGroups

__all__ = ["are_at_zones", "changes_zones", "places_at_zones"]


def changes_zones(network: TransportNetwork, metric: RoadMetric, groups: RoadGroups) -> BoolArray:
    """Say which groups of roads change the zones of cars when they are closed to a mode.

    Parameters
    ----------
    network : TransportNetwork
        The roads.
    metric : RoadMetric
        Of the mode the roads are closed to.
    groups : RoadGroups
        The roads.

    Returns
    -------
    array of bool, shape (n_groups,)
        Exact: where a look nearby does not tell, all zones are found again.
    """
    changes = np.zeros(len(groups), dtype=np.bool_)
    if metric.mode.name != CAR.name or not metric.turns:
        return changes
    near = network.surroundings.zone_roads
    for group in range(len(groups)):
        segments = groups.of(group)
        changes[group] = not near.stay_without(segments) and _other_zones(network, segments)
    return changes


def _other_zones(network: TransportNetwork, closed: IntArray) -> bool:
    """Say whether zones are other than before when segments are closed to cars."""
    roads, code = network.roads, network.surroundings.car_access
    stays = np.ones(roads.n_segments, dtype=np.bool_)
    stays[closed] = False
    in_zone = zone_segments(
        roads.segment_tail[stays],
        roads.segment_head[stays],
        roads.n_nodes,
        is_open=code[stays] == OPEN,
        is_destination=code[stays] == DESTINATION,
        length_m=roads.segment_length_m[stays],
    )
    return bool((in_zone != roads.segment_in_zone[stays]).any())


def places_at_zones(metric: RoadMetric, joins: Joins, most: int) -> BoolArray:
    """Return segments at whose ends a place stands where a destination-only road begins.

    Only where no more than `most` open roads end: as long as there is one, the place lies on
    it. Shape (n_segments,).
    """
    roads = metric.roads
    stands = np.zeros(roads.n_nodes, dtype=np.bool_)
    at_zone, node = _at_zones(metric, joins)
    stands[node[at_zone]] = True
    if not stands.any():
        return np.zeros(roads.n_segments, dtype=np.bool_)
    segment = np.unique(roads.edge_segment[metric.edge_open & ~metric.edge_destination])
    ends = np.concatenate((roads.segment_tail[segment], roads.segment_head[segment]))
    stands &= np.bincount(ends, minlength=roads.n_nodes) <= most
    found: BoolArray = stands[roads.segment_tail] | stands[roads.segment_head]
    return found


def are_at_zones(metric: RoadMetric, joins: Joins) -> BoolArray:
    """Say which places stand where a destination-only road begins. Shape (n_places,)."""
    return _at_zones(metric, joins)[0]


def _at_zones(metric: RoadMetric, joins: Joins) -> tuple[BoolArray, IntArray]:
    """Return which places stand at such a node, and the node at which each would."""
    roads, segment = metric.roads, joins.segment
    begins = np.zeros(roads.n_nodes, dtype=np.bool_)
    for of_edge in (roads.tail, roads.head):
        begins[of_edge[metric.edge_open & metric.edge_destination]] = True
    at_tail = joins.offset_m == 0.0
    at_node = at_tail | (joins.offset_m == roads.length_of_m(segment))
    node = np.where(at_tail, roads.segment_tail[segment], roads.segment_head[segment])
    return at_node & begins[node], node
