"""The edges that fastest ways between places take, found by searches or by a hierarchy.

Both find ways of the same time. Where several are equally fast, they may find different
ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.heap import MAX_TIME_S
from kraftcenter_mobility._kernels.hierarchy import INFINITE
from kraftcenter_mobility.networks.ticks import TICK_S

from .searches import entries, scratch_for

if TYPE_CHECKING:
    from kraftcenter_mobility.networks.joins import EdgeEnds
    from kraftcenter_mobility.networks.layouts import Layout

    from .by_hierarchy import ModeHierarchy
    from .searches import Entries, Scratch
    from .travel_times import Question

__all__ = ["HierarchyWays", "SearchedWays", "WayFound"]


class WayFound(NamedTuple):
    """A way along more than one edge."""

    time_s: float
    edges: list[int]
    labels_s: list[float]
    """When each edge but the first is begun, the walk and the turn before it included."""

    seed: int
    target: int
    """Entries of the two places."""


class SearchedWays:
    """Ways by Dijkstra's algorithm, from one origin to all destinations at a time."""

    def __init__(self, question: Question, layout: Layout) -> None:
        """Have nothing found yet."""
        self.question = question
        self.layout = layout
        self.scratch: Scratch = scratch_for(layout, previous=True)
        begin, end = question.begin, question.end
        self.seeds: Entries = entries(layout, begin, begin.after_s, seeds=True)
        self.targets: Entries = entries(layout, end, end.before_s, seeds=False)
        self.origin = 0

    def search(self, origin: int) -> None:
        """Find the way from one origin to everywhere."""
        from kraftcenter_mobility._kernels.dijkstra import search
        from kraftcenter_mobility._kernels.turn_dijkstra import turn_search

        self.origin = origin
        span = slice(self.seeds.first[origin], self.seeds.first[origin + 1])
        item, time_s = self.seeds.item[span], self.seeds.time_s[span]
        layout = self.layout
        if layout.turns:
            turn_search(
                layout.turn_graph,
                layout.edge_time_s,
                layout.turn_time_s,
                item,
                time_s,
                MAX_TIME_S,
                *self.scratch,
            )
        else:
            search(layout.graph, layout.edge_time_s, item, time_s, MAX_TIME_S, *self.scratch)

    def to(self, destination: int) -> WayFound | None:
        """Return the way to one destination, None if there is none."""
        first = int(self.targets.first[destination])
        span = slice(first, self.targets.first[destination + 1])
        items = self.targets.item[span]
        total_s = self.scratch.time_s[items] + self.targets.time_s[span]
        if total_s.size == 0 or total_s.min() > MAX_TIME_S:
            return None
        best = int(total_s.argmin())
        target = first + best
        edges, labels_s, seed = self._edges(int(items[best]), int(self.question.end.edge[target]))
        return WayFound(float(total_s[best]), edges, labels_s, seed, target)

    def _edges(self, item: int, last: int) -> tuple[list[int], list[float], int]:
        """Return the edges of a way, when each but the first is begun, and the seed it is from."""
        roads = self.question.metric.roads
        time_s, previous = self.scratch.time_s, self.scratch.previous
        edges, labels_s = [last], [float(time_s[item])]
        came_by = int(previous[item])
        while came_by >= 0:
            label = came_by if self.layout.turns else int(roads.tail[came_by])
            edges.append(came_by)
            labels_s.append(float(time_s[label]))
            came_by = int(previous[label])
        seed = int(self.seeds.first[self.origin]) - 2 - came_by
        edges.append(int(self.question.begin.edge[seed]))
        return edges[::-1], labels_s[::-1], seed


class HierarchyWays:
    """Ways by a hierarchy, one pair of places at a time."""

    def __init__(self, question: Question, hierarchy: ModeHierarchy) -> None:
        """Have nothing found yet."""
        self.question = question
        self.hierarchy = hierarchy
        self.sources = hierarchy.origins(question.begin)
        self.targets = hierarchy.destinations(question.end)
        self.origin = 0

    def search(self, origin: int) -> None:
        """Remember the origin: ways are looked for pair by pair."""
        self.origin = origin

    def to(self, destination: int) -> WayFound | None:
        """Return the way to one destination, None if there is none."""
        source = self.sources.of_sets(np.array([self.origin]))
        target = self.targets.of_sets(np.array([destination]))
        found = self.hierarchy.found.way(source, target)
        if found.ticks >= INFINITE:
            return None
        graph, edge_ticks = self.hierarchy.graph, self.hierarchy.found.edge_ticks
        node = self.hierarchy.found.prepared.hierarchy.node
        passed = np.concatenate(([node[found.begin]], graph.head[found.edges])).astype(np.int64)
        travelled = edge_ticks[found.edges].astype(np.int64)
        first = int(source.time[source.rank == found.begin].min())
        labels_s = (first + np.concatenate(([0], np.cumsum(travelled)))) * TICK_S
        seed = self._entry_of_seed(int(passed[0]), float(labels_s[0]))
        entry = self._entry_of_target(destination, int(passed[-1]))
        edges = graph.item[passed] if graph.turns else graph.edge[found.edges]
        if not graph.turns:
            edges = np.append(edges, self.question.end.edge[entry])
        edges = np.concatenate(([self.question.begin.edge[seed]], edges))
        return WayFound(found.ticks * TICK_S, edges.tolist(), labels_s.tolist(), seed, entry)

    def _entry_of_seed(self, node: int, time_s: float) -> int:
        """Return the entry of the origin from which one comes to a node at a time."""
        begin, metric, graph = self.question.begin, self.question.metric, self.hierarchy.graph
        walk_s = begin.walk_s[self.origin]
        for entry in _entries_of(begin, self.origin):
            edge, leaves_s = int(begin.edge[entry]), float(walk_s + begin.after_s[entry])
            if graph.turns:
                own = int(np.searchsorted(graph.item, edge))
                arcs = slice(int(graph.first_out[own]), int(graph.first_out[own + 1]))
                times_s = leaves_s + metric.turn_time_s[graph.turn[arcs]]
                comes_by = bool(((graph.head[arcs] == node) & (times_s == time_s)).any())
            else:
                at_head = int(graph.item[node]) == int(metric.roads.head[edge])
                comes_by = at_head and leaves_s == time_s
            if comes_by:
                return entry
        message = "a way begins where no seed is"
        raise AssertionError(message)

    def _entry_of_target(self, destination: int, node: int) -> int:
        """Return the nearest entry of a destination at a node."""
        end, graph = self.question.end, self.hierarchy.graph
        item = int(graph.item[node])
        here = [
            entry
            for entry in _entries_of(end, destination)
            if item == (end.edge[entry] if graph.turns else self._tail(int(end.edge[entry])))
        ]
        return min(here, key=lambda entry: float(end.before_s[entry]))

    def _tail(self, edge: int) -> int:
        """Return the node at which an edge of the network begins."""
        return int(self.question.metric.roads.tail[edge])


def _entries_of(ends: EdgeEnds, place: int) -> range:
    """Return the entries of a place."""
    return range(int(ends.first[place]), int(ends.first[place + 1]))
