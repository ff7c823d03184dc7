"""The answers' side of a :class:`.road_engine.RoadEngine`: one metric, asked by node."""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility._kernels.hierarchy import INFINITE
from kraftcenter_mobility.arguments import check_count, check_flag, check_number
from kraftcenter_mobility.errors import InputError

from .answers import Route, checked_table, ticks_within
from .engine_arguments import checked_nodes
from .k_nearest import k_nearest
from .overlay import MOST_PORTALS, NewEdges, Overlaid, overlaid
from .seeds import Seeds
from .weights import new_ticks
from .within import nodes_within, opportunities_within

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility._kernels.hierarchy import U32Array

    from .customized import Customized

__all__ = ["CustomizedMetric", "Route"]

_ONE = np.array([0, 1])


class CustomizedMetric:
    """Answers to travel-time questions by one set of weights.

    Made by :meth:`RoadEngine.customize`, and never changed: :meth:`with_weights` and
    :meth:`with_edges` return others. All times are in the unit of the weights, infinite
    where there is no way. Times must stay below 2**30 ticks: what is asked after changes that
    could make some longer is refused with an :class:`InputError` that says so.
    """

    def __init__(
        self,
        first_out: U32Array,
        head: U32Array,
        found: Customized | Overlaid,
        tick: float,
        *,
        whole: bool = False,
    ) -> None:
        """Keep a customized graph; :meth:`RoadEngine.customize` makes it.

        With `whole`, weights were whole numbers, and all that come later must be, too.
        """
        self._first_out = first_out
        self._head = head
        self._found = found
        self._is_sure = False
        self._tick = tick
        self._whole = whole

    @property
    def tick(self) -> float:
        """What weights were rounded to, in their unit."""
        return self._tick

    @property
    def n_nodes(self) -> int:
        """Number of nodes, new ones included."""
        n_new = self._found.n_new if isinstance(self._found, Overlaid) else 0
        return self._found.prepared.n_nodes + n_new

    @property
    def n_edges(self) -> int:
        """Number of edges, new ones included."""
        n_new = self._found.edges.tail.size if isinstance(self._found, Overlaid) else 0
        return int(self._found.prepared.n_edges + n_new)

    @property
    def memory_bytes(self) -> int:
        """Bytes of this metric's own arrays, those of the engine not counted."""
        return self._found.memory_bytes

    def many_to_all(
        self,
        sources: ArrayLike,
        *,
        backward: bool = False,
        cutoff: float = np.inf,
        out: np.ndarray[Any, Any] | None = None,
        threads: int | None = None,
    ) -> FloatArray:
        """Return the times from every source to every node.

        Parameters
        ----------
        sources : array of int, shape (n_sources,)
            Nodes.
        backward : bool, optional
            Return the times from every node to every source instead.
        cutoff : float, optional
            Longest time of interest, inclusive; longer ones are infinite.
        out : array of float64 or float32, shape (n_sources, n_nodes), optional
            Where to write, to save making a large array.
        threads : int, optional
            Number of threads, all cores if not given.

        Returns
        -------
        array of float, shape (n_sources, n_nodes)
            Times; for ``backward`` row ``i`` has the times to source ``i``. Rows begin on
            cache lines and may be further apart than they are long; `out` itself if given.

        Raises
        ------
        InputError
            If a source is no node, or `out` has another shape or type.
        """
        from kraftcenter_mobility._kernels.write_out import time_table, write_out_to

        check_flag("backward", backward)
        self._make_sure()
        seeds = self._seeds(sources, "sources")
        shape = seeds.n_sets, self.n_nodes
        table = time_table(*shape, np.float64) if out is None else checked_table(out, shape)
        row_of_node = np.arange(self.n_nodes, dtype=np.uint32)
        limit = self._limit(cutoff)

        def write(sets: IntArray, label: U32Array) -> None:
            write_out_to(label, row_of_node, limit, self.tick, sets, table)

        self._found.sweep(seeds, write, backward=backward, threads=threads)
        times: FloatArray = table[:, : self.n_nodes] if out is None else out
        return times

    def many_to_many(
        self,
        sources: ArrayLike,
        targets: ArrayLike,
        *,
        cutoff: float = np.inf,
        threads: int | None = None,
    ) -> FloatArray:
        """Return the times from every source to every target.

        Parameters
        ----------
        sources, targets : array of int
            Nodes; the same one may occur more than once.
        cutoff, threads
            As for :meth:`many_to_all`.

        Returns
        -------
        array of float, shape (n_sources, n_targets)
            Times.

        Raises
        ------
        InputError
            If one of them is no node.
        """
        check_number("cutoff", cutoff)
        self._make_sure()
        ends = self._seeds(sources, "sources"), self._seeds(targets, "targets")
        times = self._found.matrix(*ends, tick=self.tick, threads=threads)
        if cutoff < np.inf:
            times[times > cutoff] = np.inf
        return times

    def nearest(
        self,
        targets: ArrayLike,
        *,
        k: int = 1,
        direction: str = "to",
        cutoff: float = np.inf,
    ) -> tuple[IntArray, FloatArray]:
        """Return the nearest of some targets for every node, or the `k` nearest.

        Parameters
        ----------
        targets : array of int, shape (n_targets,)
            Nodes.
        k : int, optional
            How many to name for each node, nearest first.
        direction : {"to", "from"}, optional
            Whether the nodes travel to the targets, or the targets to the nodes.
        cutoff : float, optional
            Longest time of interest, inclusive.

        Returns
        -------
        which : array of int, shape (n_nodes,), or (n_nodes, k) for `k` above one
            Positions in `targets`; -1 for none. Of equally near ones the first.
        time : array of float, of the same shape
            Times; infinite for none.

        Raises
        ------
        InputError
            If a target is no node, or there are fewer than `k`.
        """
        from kraftcenter_mobility._kernels.k_nearest_sweep import write_k_nearest
        from kraftcenter_mobility._kernels.nearest_sweep import write_nearest

        if direction not in {"to", "from"}:
            raise InputError(f'direction must be "to" or "from", got {direction!r}')
        self._make_sure()
        limit = self._limit(cutoff)
        seeds = self._seeds(targets, "targets")
        key = k_nearest(self._found, seeds, k, backward=direction == "to")
        which, time = np.empty(key.shape, np.int32), np.empty(key.shape)
        if k == 1:
            which, time, key = which[:, 0], time[:, 0], key[:, 0]
            write_nearest(key, self._ranks(), limit, self.tick, which, time)
        else:
            write_k_nearest(key, self._ranks(), limit, self.tick, which, time)
        return which.astype(np.int64), time

    def within(
        self, source: int, cutoff: float, *, backward: bool = False
    ) -> tuple[IntArray, FloatArray]:
        """Return the nodes within a cutoff of a source, and their times.

        Takes time for what is reached, not for the whole graph.

        Parameters
        ----------
        source : int
            A node.
        cutoff : float
            Longest time, inclusive.
        backward : bool, optional
            Return the nodes from which the source is reached instead.

        Returns
        -------
        nodes : array of int, shape (n_reached,)
            Ascending.
        time : array of float, shape (n_reached,)
            Times.

        Raises
        ------
        InputError
            If the source is no node or the cutoff no number.
        """
        check_flag("backward", backward)
        self._make_sure()
        seeds = self._seed(source, "source")
        nodes, ticks = nodes_within(self._found, seeds, self._limit(cutoff), backward=backward)
        times: FloatArray = ticks.astype(np.float64) * self.tick
        return nodes, times

    def opportunities_within(
        self,
        sources: ArrayLike,
        opportunities: ArrayLike,
        cutoff: float,
        *,
        backward: bool = False,
        threads: int | None = None,
    ) -> FloatArray:
        """Return how much there is within a cutoff of every source.

        The times themselves are added up at once and never stored.

        Parameters
        ----------
        sources : array of int, shape (n_sources,)
            Nodes.
        opportunities : array of float, shape (n_nodes,)
            How much there is at each node: jobs, people, beds.
        cutoff : float
            Longest time, inclusive.
        backward : bool, optional
            Count what is within the cutoff on the way to the source instead.
        threads : int, optional
            Number of threads, all cores if not given.

        Returns
        -------
        array of float, shape (n_sources,)
            Sums.

        Raises
        ------
        InputError
            If a source is no node, or there is not one finite number of opportunities per
            node.
        """
        check_flag("backward", backward)
        self._make_sure()
        try:
            amount = np.asarray(opportunities, dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise InputError(f"opportunities must be numbers, one per node: {error}") from error
        if amount.shape != (self.n_nodes,) or not np.isfinite(amount).all():
            raise InputError(
                f"opportunities must be one finite number per node, shape ({self.n_nodes},); got "
                f"shape {amount.shape}"
            )
        return opportunities_within(
            self._found,
            self._seeds(sources, "sources"),
            amount,
            self._limit(cutoff),
            backward=backward,
            threads=threads,
        )

    def route(self, source: int, target: int) -> Route:
        """Return a fastest way from one node to another.

        Raises
        ------
        InputError
            If one of them is no node.
        """
        way = self._found.way(self._seed(source, "source"), self._seed(target, "target"))
        edges = way.edges.astype(np.int64)
        if way.ticks >= INFINITE:
            self._make_sure()
            return Route(time=np.inf, nodes=edges, edges=edges)
        nodes = np.empty(edges.size + 1, np.int64)
        nodes[0] = source
        nodes[1:] = self._heads(edges)
        return Route(time=way.ticks * self._tick, nodes=nodes, edges=edges)

    def with_weights(self, edges: ArrayLike, weights: ArrayLike) -> CustomizedMetric:
        """Return the metric with other weights for some edges; the tick stays the same.

        Only what the changed edges can reach is worked out again. The result is that of
        customizing everything, bit for bit.

        Parameters
        ----------
        edges : array of int, shape (n_changed,)
            Edges, each once.
        weights : array, shape (n_changed,)
            Their new weights; infinite closes an edge.

        Raises
        ------
        InputError
            If an edge does not exist or occurs twice, or a weight cannot be used.
        """
        changed = checked_nodes(edges, self.n_edges, "edges", what="edges")
        if np.unique(changed).size != changed.size:
            raise InputError("edges must name every edge once; some occur twice")
        ticks = new_ticks(weights, changed.size, self.tick, whole=self._whole)
        return self._with(self._found.with_ticks(changed, ticks))

    def with_edges(
        self, tail: ArrayLike, head: ArrayLike, weights: ArrayLike, *, n_new_nodes: int = 0
    ) -> CustomizedMetric:
        """Return the metric of the graph with further edges, laid on top of the engine.

        Nothing is prepared again. The answers are those of an engine that was prepared with
        these edges.

        Parameters
        ----------
        tail, head : array of int, shape (n_new_edges,)
            Where the edges begin and end. New nodes are numbered on from :attr:`n_nodes`.
        weights : array, shape (n_new_edges,)
            Their weights.
        n_new_nodes : int, optional
            How many new nodes there are.

        Raises
        ------
        InputError
            If an end is no node, or the edges touch more nodes than an overlay can have.
        """
        if n_new_nodes != 0:
            check_count("n_new_nodes", n_new_nodes)
        if n_new_nodes > MOST_PORTALS:
            raise InputError(f"n_new_nodes must be {MOST_PORTALS:,} at most, got {n_new_nodes:,}")
        n_nodes = self.n_nodes + int(n_new_nodes)
        tails, heads = checked_nodes(tail, n_nodes, "tail"), checked_nodes(head, n_nodes, "head")
        if tails.size != heads.size:
            raise InputError(f"there are {tails.size} tails and {heads.size} heads of new edges")
        ticks = new_ticks(weights, tails.size, self.tick, whole=self._whole)
        rank = self._ranks(n_nodes)
        new = NewEdges(rank[tails], rank[heads], ticks)
        if not isinstance(self._found, Overlaid):
            return self._with(overlaid(self._found, new, int(n_new_nodes)))
        parts = zip(self._found.edges, new, strict=True)
        both = NewEdges(*(np.concatenate(pair) for pair in parts))
        n_new = self._found.n_new + int(n_new_nodes)
        return self._with(overlaid(self._found.below, both, n_new))

    def _with(self, found: Customized | Overlaid) -> CustomizedMetric:
        """Return another metric of the same graph."""
        return CustomizedMetric(self._first_out, self._head, found, self.tick, whole=self._whole)

    def _make_sure(self) -> None:
        """Refuse to answer if a way could be so long that it would be taken for none."""
        if self._is_sure:
            return
        longest = self._found.longest_way()
        if longest >= INFINITE:
            raise InputError(
                f"ways by these weights may be as long as {longest * self.tick:.4g}, which is "
                f"{longest:,} ticks of {self.tick:g}, and only sums below {int(INFINITE):,} are "
                f"exact; customize the engine anew, with a larger tick="
            )
        self._is_sure = True

    def _ranks(self, n_nodes: int | None = None) -> U32Array:
        """Return the rank of every node; new ones have their own numbers."""
        rank = self._found.prepared.hierarchy.rank
        n_nodes = self.n_nodes if n_nodes is None else n_nodes
        if n_nodes == rank.size:
            return rank
        return np.concatenate((rank, np.arange(rank.size, n_nodes, dtype=np.uint32)))

    def _seeds(self, nodes: ArrayLike, name: str) -> Seeds:
        """Return one set of seeds per node."""
        numbers = checked_nodes(nodes, self.n_nodes, name)
        first = np.arange(numbers.size + 1)
        return Seeds(first, self._ranks()[numbers], np.zeros(numbers.size, dtype=np.uint32))

    def _seed(self, node: int, name: str) -> Seeds:
        """Return one set of one seed, without the detours that many need."""
        sound = isinstance(node, Integral) and not isinstance(node, bool)
        if not (sound and 0 <= node < self.n_nodes):
            checked_nodes([node], self.n_nodes, name)
        rank = self._ranks()[node]
        return Seeds(_ONE, np.array([rank], np.uint32), np.zeros(1, np.uint32))

    def _heads(self, edges: IntArray) -> IntArray:
        """Return the nodes that edges lead to."""
        if not isinstance(self._found, Overlaid):
            return self._head[edges]  # type: ignore[return-value]
        below = self._found.prepared
        nodes = np.arange(self.n_nodes)
        nodes[: below.n_nodes] = below.hierarchy.node
        return np.concatenate((self._head.astype(np.int64), nodes[self._found.edges.head]))[edges]

    def _limit(self, cutoff: float) -> np.uint32:
        """Return the largest number of ticks within a cutoff."""
        return ticks_within(cutoff, self.tick)

    def __repr__(self) -> str:
        """Say how large the graph is and what weights are rounded to."""
        return (
            f"<CustomizedMetric: {self.n_nodes:,} nodes, {self.n_edges:,} edges, "
            f"tick {self.tick:g}, {self.memory_bytes / 1e6:,.0f} MB>"
        )
