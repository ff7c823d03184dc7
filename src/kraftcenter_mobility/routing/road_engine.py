"""Prepare a graph once, weigh it in a millisecond, ask for millions of travel times.

A :class:`RoadEngine` knows a graph and nothing of any weights; :meth:`RoadEngine.customize`
gives it some, and what comes back answers questions. Arrays go in and arrays come out, in
whatever unit the weights have. How it works is told in ``docs/engine.md``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility._kernels.hierarchy import INFINITE
from kraftcenter_mobility._kernels.orders import node_order
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.networks.metric import RoadMetric
from kraftcenter_mobility.networks.prepared_graph import prepare_graph
from kraftcenter_mobility.networks.ticks import TICK_S

from .customized_metric import CustomizedMetric
from .engine_arguments import checked_coordinates, checked_graph, checked_order
from .pool import thread_count
from .weights import (
    checked_rows,
    checked_weights,
    fit,
    tick_by_sum,
    weigh,
    wished_tick,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility._kernels.hierarchy import U32Array
    from kraftcenter_mobility.networks.mode_graph import ModeGraph
    from kraftcenter_mobility.networks.prepared_graph import PreparedGraph

    from .answers import Route
    from .customized import Customized
    from .lane_metrics import LaneMetrics

__all__ = ["RoadEngine"]


class RoadEngine:
    """A directed graph prepared for travel-time questions by any weights.

    Preparing finds an order of the nodes by nested dissection and contracts them in it. It
    depends on which nodes are joined alone; it takes about a second for 100,000 nodes.

    Parameters
    ----------
    first_out : array of int, shape (n_nodes + 1,)
        Where each node's edges begin: those of node ``u`` are ``first_out[u]`` up to, not
        including, ``first_out[u + 1]``.
    head : array of int, shape (n_edges,)
        The node each edge leads to. Parallel edges, loops and islands are welcome.
    x, y : array of float, shape (n_nodes,), optional
        Coordinates in any unit, the same for both. With them orders are better and found
        sooner; without, distances within the graph take their place.
    order : array of int, shape (n_nodes,), optional
        An order of contraction found before (:attr:`order`), lowest node first.
    threads : int, optional
        Number of threads for preparing, all cores if not given. The order does not depend
        on it.

    Raises
    ------
    InputError
        If the arrays describe no graph, or `order` is no permutation of its nodes.

    See Also
    --------
    prepare : The engine of a network and a mode, turns included.
    travel_time_matrix : Travel times between places, which uses an engine where it pays.

    References
    ----------
    J. Dibbelt, B. Strasser, D. Wagner, "Customizable contraction hierarchies," ACM J. Exp.
    Algorithmics, vol. 21, art. 1.5, 2016. doi:10.1145/2886843

    Examples
    --------
    A square, travelled clockwise:

    >>> import numpy as np
    >>> import kraftcenter_mobility as km
    >>> engine = km.RoadEngine([0, 1, 2, 3, 4], [1, 2, 3, 0])
    >>> _ = engine.customize([10.0, 20.0, 30.0, 40.0])
    >>> engine.many_to_many([0, 1], [0, 2])
    array([[ 0., 30.],
           [90., 20.]])
    """

    def __init__(  # noqa: PLR0913 - a graph, and what helps to prepare it
        self,
        first_out: ArrayLike,
        head: ArrayLike,
        *,
        x: ArrayLike | None = None,
        y: ArrayLike | None = None,
        order: ArrayLike | None = None,
        threads: int | None = None,
    ) -> None:
        """Prepare a graph."""
        self.first_out: U32Array
        self.head: U32Array
        self.first_out, self.head = checked_graph(first_out, head)
        n_nodes = self.first_out.size - 1
        if order is None:
            where = checked_coordinates(x, y, n_nodes)
            order = node_order(self.first_out, self.head, *where, threads=thread_count(threads))
        self.prepared: PreparedGraph = prepare_graph(
            checked_order(order, n_nodes), self.first_out, self.head
        )
        self.mode_graph: ModeGraph | None = None
        self._current: CustomizedMetric | None = None

    @classmethod
    def of_mode(cls, graph: ModeGraph, found: Customized) -> RoadEngine:
        """Return the engine of what a mode may use of a network; :func:`prepare` calls this."""
        engine = cls.__new__(cls)
        engine.first_out, engine.head = graph.first_out, graph.head
        engine.prepared, engine.mode_graph = found.prepared, graph
        metric = CustomizedMetric(graph.first_out, graph.head, found, TICK_S)
        engine._current = metric  # noqa: SLF001 - its own
        return engine

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return self.prepared.n_nodes

    @property
    def n_edges(self) -> int:
        """Number of edges."""
        return self.prepared.n_edges

    @property
    def n_arcs(self) -> int:
        """Number of arcs of the chordal supergraph, which sets the cost of everything."""
        return self.prepared.n_arcs

    @property
    def order(self) -> U32Array:
        """The order of contraction, lowest node first; give it to a later engine."""
        return self.prepared.order

    @property
    def memory_bytes(self) -> int:
        """Bytes that the graph and its hierarchy occupy; metrics come on top of it."""
        return self.prepared.memory_bytes + self.first_out.nbytes + self.head.nbytes

    def customize(
        self, weights: ArrayLike | RoadMetric, *, tick: float | None = None
    ) -> CustomizedMetric:
        """Give every edge a weight; return what answers questions by these weights.

        The engine remembers what it returned last, and its own :meth:`many_to_all`,
        :meth:`many_to_many`, :meth:`nearest` and :meth:`route` ask that.

        Parameters
        ----------
        weights : array, shape (n_edges,)
            Zero or more in any unit, infinite for closed edges. Integers stay exact. An
            engine that :func:`prepare` returned also takes a metric of its network.
        tick : float, optional
            What weights are rounded to, in their unit. If not given, 1 for integers; for
            floats a power of two: 1/1024 or finer, coarser only if ways are so long that
            2**30 ticks would not be enough.

        Returns
        -------
        CustomizedMetric
            The answers' side of it; it does not change when the engine is customized again.

        Raises
        ------
        InputError
            If there is not one number per edge, one is negative or NaN, or sums of them
            could exceed 2**30 ticks.

        Notes
        -----
        The kernels add whole ticks. So every answer is exact for the rounded weights, and
        within half a tick per edge of the way for the given ones.
        """
        if isinstance(weights, RoadMetric):
            weights, tick = self._times_of(weights), TICK_S
        numbers = checked_weights(weights, self.n_edges)
        exact = np.asarray(weights).dtype.kind in "iub"
        chosen, found = weigh(self.prepared, numbers, exact_units=exact, tick=tick)
        whole = exact and tick is None
        self._current = CustomizedMetric(self.first_out, self.head, found, chosen, whole=whole)
        return self._current

    def customize_many(self, weights: ArrayLike, *, tick: float | None = None) -> LaneMetrics:
        """Give every edge several weights, one per scenario, and work on them side by side.

        Parameters
        ----------
        weights : array, shape (n_metrics, n_edges)
            As for :meth:`customize`.
        tick : float, optional
            As for :meth:`customize`; one for all of them.

        Returns
        -------
        LaneMetrics
            Answers for all metrics at once.

        Raises
        ------
        InputError
            As :meth:`customize`.
        """
        from .lane_metrics import LaneMetrics

        try:
            rows = np.asarray(weights)
        except ValueError as error:
            raise InputError(
                f"weights must have the shape (n_metrics, {self.n_edges}): {error}"
            ) from error
        if rows.ndim != 2 or rows.shape[0] == 0:  # noqa: PLR2004 - metrics and edges
            raise InputError(
                f"weights must have the shape (n_metrics, {self.n_edges}), got {rows.shape}"
            )
        numbers = checked_rows(rows, self.n_edges)
        exact = rows.dtype.kind in "iub"
        wanted = wished_tick(tick, exact_units=exact)
        if tick is None and not exact:
            wanted = tick_by_sum(numbers.max(axis=0), exact_units=exact, tick=tick) or wanted
        if fit(numbers, wanted):
            found = LaneMetrics(self.prepared, numbers, wanted)
            if found.longest_way() < INFINITE:
                return found
        asked: dict[str, Any] = {"exact_units": exact, "tick": tick}
        coarsest = max(weigh(self.prepared, row, **asked)[0] for row in numbers)
        return LaneMetrics(self.prepared, numbers, coarsest)

    def _times_of(self, metric: RoadMetric) -> FloatArray:
        """Return the times of a network's metric in seconds, edge by edge."""
        if self.mode_graph is None or not self.mode_graph.fits(metric):
            raise InputError(
                "the engine was not prepared for metrics of this kind; use "
                "kraftcenter_mobility.prepare(network, mode, turns=...)"
            )
        return self.mode_graph.time_s(metric)

    @property
    def metric(self) -> CustomizedMetric:
        """What :meth:`customize` returned last."""
        if self._current is None:
            raise InputError("the engine has no weights yet; call engine.customize(weights) first")
        return self._current

    def many_to_all(self, sources: ArrayLike, **settings: Any) -> FloatArray:
        """Ask the last metric: see :meth:`CustomizedMetric.many_to_all`."""
        return self.metric.many_to_all(sources, **settings)

    def many_to_many(self, sources: ArrayLike, targets: ArrayLike, **settings: Any) -> FloatArray:
        """Ask the last metric: see :meth:`CustomizedMetric.many_to_many`."""
        return self.metric.many_to_many(sources, targets, **settings)

    def nearest(self, targets: ArrayLike, **settings: Any) -> tuple[IntArray, FloatArray]:
        """Ask the last metric: see :meth:`CustomizedMetric.nearest`."""
        return self.metric.nearest(targets, **settings)

    def within(self, source: int, cutoff: float, **settings: Any) -> tuple[IntArray, FloatArray]:
        """Ask the last metric: see :meth:`CustomizedMetric.within`."""
        return self.metric.within(source, cutoff, **settings)

    def opportunities_within(
        self, sources: ArrayLike, opportunities: ArrayLike, cutoff: float, **settings: Any
    ) -> FloatArray:
        """Ask the last metric: see :meth:`CustomizedMetric.opportunities_within`."""
        return self.metric.opportunities_within(sources, opportunities, cutoff, **settings)

    def route(self, source: int, target: int) -> Route:
        """Ask the last metric: see :meth:`CustomizedMetric.route`."""
        return self.metric.route(source, target)

    def __repr__(self) -> str:
        """Say how large the graph is, and what it occupies."""
        weighed = "customized" if self._current is not None else "no weights yet"
        return (
            f"<RoadEngine: {self.n_nodes:,} nodes, {self.n_edges:,} edges, {self.n_arcs:,} arcs, "
            f"{self.memory_bytes / 1e6:,.0f} MB; {weighed}>"
        )
