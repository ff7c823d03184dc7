"""Whether a question is answered by plain searches or by a hierarchy: a measured rule.

Both give the same answer. Searches need nothing beforehand and cost the same again for
every origin (or destination, whichever are fewer). A hierarchy has to be prepared once per
network and mode, unless that was done before or was saved with the network, and then
costs next to nothing. The rule estimates both from the size of the network and takes the
smaller. Its constants are rounded from ``benchmarks/bench_choice.py``, which also measures
where the two really cross.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kraftcenter_mobility.networks.metric import RoadMetric
    from kraftcenter_mobility.networks.transport import TransportNetwork

__all__ = ["DIJKSTRA", "HIERARCHY", "choose_method", "matrix_ns", "nearest_ns", "routes_ns"]

DIJKSTRA = "Dijkstra"
HIERARCHY = "contraction hierarchy"

SEARCH_NS = 20.0
"""What a search takes, per edge and turn."""

PREPARE_NS = 3_000.0
"""What preparing takes, per edge and turn."""

CUSTOMIZE_NS = 100.0
"""What customizing and laying out the arcs takes, per edge and turn."""

SWEEP_NS = 5.0
"""What a sweep takes, per edge and turn and for each of the nearest."""

PLACE_NS = 50_000.0
"""What climbing takes, per place."""

ROUTE_NS = 200_000.0
"""What a route takes, its edges included."""

PAIR_NS = 10.0
"""What a pair of places takes."""


def matrix_ns(n_origins: int, n_destinations: int) -> float:
    """Return about what a matrix takes by a hierarchy that is ready."""
    return PLACE_NS * (n_origins + n_destinations) + PAIR_NS * n_origins * n_destinations


def nearest_ns(metric: RoadMetric, k: int) -> float:
    """Return about what the `k` nearest take by a hierarchy that is ready."""
    return SWEEP_NS * k * _size(metric)


def routes_ns(n_routes: int) -> float:
    """Return about what routes take by a hierarchy that is ready."""
    return ROUTE_NS * n_routes


def choose_method(
    network: TransportNetwork, metric: RoadMetric, *, n_searches: int, query_ns: float
) -> str:
    """Return :data:`DIJKSTRA` or :data:`HIERARCHY`, whichever answers sooner.

    `n_searches` is the number of searches it takes, `query_ns` what a ready hierarchy takes.
    """
    size = _size(metric)
    searches_ns = SEARCH_NS * size * n_searches
    if not network.is_customized(metric):
        query_ns += CUSTOMIZE_NS * size
    if query_ns >= searches_ns:
        return DIJKSTRA
    if query_ns + PREPARE_NS * size < searches_ns or network.is_prepared(metric):
        return HIERARCHY
    return DIJKSTRA


def _size(metric: RoadMetric) -> int:
    """Return the number of edges and turns."""
    return metric.edge_time_s.size + metric.turn_time_s.size
