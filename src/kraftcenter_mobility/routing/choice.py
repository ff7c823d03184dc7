"""Whether a question is answered by plain searches or by a hierarchy: a measured rule.

Both give the same answer. Searches need nothing beforehand and cost the same again for
every origin (or destination, whichever are fewer). A hierarchy has to be prepared once per
network and mode, unless that was done before or was saved with the network, and then
costs next to nothing. The rule estimates both from the size of the network and takes the
smaller; with a cutoff, searches look only at the part of the network within its reach. Its
constants are rounded from ``benchmarks/bench_choice.py``, which also measures where the two
really cross.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility._kernels.heap import MAX_TIME_S
from kraftcenter_mobility.networks.geodesy import metres_per_degree

if TYPE_CHECKING:
    from kraftcenter_mobility.networks.metric import RoadMetric
    from kraftcenter_mobility.networks.transport import TransportNetwork

__all__ = [
    "DIJKSTRA",
    "HIERARCHY",
    "by_sweep",
    "choose_method",
    "matrix_ns",
    "nearest_ns",
    "routes_ns",
    "share_within",
]

DIJKSTRA = "Dijkstra"
HIERARCHY = "contraction hierarchy"

SEARCH_NS = 20.0
"""What a search takes, per edge and turn."""

CLEARING_SHARE = 0.01
"""What a search takes however soon it stops, as a share of one that never does."""

DETOUR = 0.8
"""How far a straight line gets in the time it takes to travel a road of length one."""

CELLS = 32
"""Into how many columns and rows an area is divided to see where its roads are dense."""

PREPARE_NS = 3_000.0
"""What preparing takes, per edge and turn."""

CUSTOMIZE_NS = 100.0
"""What customizing and laying out the arcs takes, per edge and turn."""

SWEEP_NS = 5.0
"""What a sweep takes, per edge and turn and for each of the nearest."""

LIST_SHARE = 0.08
"""What each of the nearest adds to that, as a share: the lists are merged."""

PLACE_NS = 10_000.0
"""What climbing takes, per place."""

ROUTE_NS = 200_000.0
"""What a route takes, its edges included."""

PAIR_NS = 10.0
"""What a pair of places takes."""

CHOOSE_NS = 20.0
"""What choosing the lowest times takes, per pair."""


def matrix_ns(n_origins: int, n_destinations: int) -> float:
    """Return about what a matrix takes by a hierarchy that is ready."""
    return PLACE_NS * (n_origins + n_destinations) + PAIR_NS * n_origins * n_destinations


def nearest_ns(metric: RoadMetric, k: int, n_origins: int, n_destinations: int) -> float:
    """Return about what the `k` nearest take by a hierarchy that is ready."""
    if by_sweep(metric, k, n_origins, n_destinations):
        return _sweep_ns(metric, k)
    return _k_lowest_ns(n_origins, n_destinations)


def by_sweep(metric: RoadMetric, k: int, n_origins: int, n_destinations: int) -> bool:
    """Say whether a sweep finds the `k` nearest sooner than the times of all pairs do."""
    return k == 1 or _sweep_ns(metric, k) < _k_lowest_ns(n_origins, n_destinations)


def _sweep_ns(metric: RoadMetric, k: int) -> float:
    """Return about what a sweep takes that finds the `k` nearest of every node."""
    return SWEEP_NS * k * (1.0 + LIST_SHARE * (k - 1)) * _size(metric)


def _k_lowest_ns(n_origins: int, n_destinations: int) -> float:
    """Return about what the lowest times of a matrix take, the matrix included."""
    return matrix_ns(n_origins, n_destinations) + CHOOSE_NS * n_origins * n_destinations


def routes_ns(n_routes: int) -> float:
    """Return about what routes take by a hierarchy that is ready."""
    return ROUTE_NS * n_routes


def choose_method(  # noqa: PLR0913 - the parts of one estimate
    network: TransportNetwork,
    metric: RoadMetric,
    *,
    n_searches: int,
    query_ns: float,
    cutoff_s: float = np.inf,
    places_at_once: int = 1,
) -> str:
    """Return :data:`DIJKSTRA` or :data:`HIERARCHY`, whichever answers sooner.

    `n_searches` is the number of searches it takes, from `places_at_once` each, and
    `query_ns` what a ready hierarchy takes.
    """
    size = _size(metric)
    share = min(1.0, CLEARING_SHARE + places_at_once * share_within(network, metric, cutoff_s))
    searches_ns = SEARCH_NS * share * size * n_searches
    if not network.is_customized(metric):
        query_ns += CUSTOMIZE_NS * size
    if query_ns >= searches_ns:
        return DIJKSTRA
    if query_ns + PREPARE_NS * size < searches_ns or network.is_prepared(metric):
        return HIERARCHY
    return DIJKSTRA


def share_within(network: TransportNetwork, metric: RoadMetric, cutoff_s: float) -> float:
    """Return about which share of the network lies within a cutoff of a place."""
    if cutoff_s == np.inf:
        return 1.0
    share_per_s2: float = network.remembered(
        ("share", metric.mode, metric.turns), lambda: _share_per_s2(metric)
    )
    return share_per_s2 * min(float(cutoff_s), MAX_TIME_S) ** 2


def _share_per_s2(metric: RoadMetric) -> float:
    """Return which share of the network lies within a second of a place: a circle's worth.

    The circle is as wide as one gets at the mean speed. Most places lie where roads are
    dense, so the density is that around the average node and not that of the whole area.
    """
    roads = metric.roads
    usable = np.isfinite(metric.edge_time_s)
    length_m = roads.segment_length_m[roads.edge_segment[usable]].sum()
    time_s = metric.edge_time_s[usable].sum()
    x_m, y_m = (float(m[0]) for m in metres_per_degree(np.array([roads.node_lat.mean()])))
    area_m2 = float(np.ptp(roads.node_lon)) * x_m * float(np.ptp(roads.node_lat)) * y_m
    if not time_s or not area_m2:
        return 1.0
    share = np.histogram2d(roads.node_lon, roads.node_lat, bins=CELLS)[0] / roads.n_nodes
    share_per_m2 = float((share**2).sum()) * CELLS**2 / area_m2
    return math.pi * (DETOUR * float(length_m / time_s)) ** 2 * share_per_m2


def _size(metric: RoadMetric) -> int:
    """Return the number of edges and turns."""
    return metric.edge_time_s.size + metric.turn_time_s.size
