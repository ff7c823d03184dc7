"""Slow, obvious twins of what the library does fast, in plain Python."""

import heapq
import math
from itertools import pairwise

import networkx as nx
from pyproj import Geod

ELLIPSOID = Geod(ellps="WGS84")


def dijkstra(arcs, seeds):
    """Return the earliest time at everything that can be reached.

    `arcs` maps each thing to (next thing, seconds) pairs; `seeds` are (thing, seconds).
    """
    reached = {}
    waiting = [(seconds, number, thing) for number, (thing, seconds) in enumerate(seeds)]
    heapq.heapify(waiting)
    number = len(waiting)
    while waiting:
        now, _, thing = heapq.heappop(waiting)
        if thing in reached or math.isinf(now):
            continue
        reached[thing] = now
        for follower, seconds in arcs(thing):
            number += 1
            heapq.heappush(waiting, (now + seconds, number, follower))
    return reached


def node_times(tail, head, seconds, seeds, cutoff_s=math.inf):
    """Return the earliest time at every node, as a dictionary."""
    out = {}
    for t, h, s in zip(tail, head, seconds, strict=True):
        out.setdefault(int(t), []).append((int(h), float(s)))
    reached = dijkstra(lambda node: out.get(node, ()), seeds)
    return {node: now for node, now in reached.items() if now <= cutoff_s}


def edge_times(first_out, head, first_turn, edge_s, turn_s, seeds, cutoff_s=math.inf):
    """Return the earliest time at which each edge can be begun, as a dictionary.

    `seeds` are (edge, seconds at its end) pairs. What comes to an end of an edge later
    than the cutoff goes no further.
    """

    def turns(edge, now):
        node = int(head[edge])
        for step, follower in enumerate(range(int(first_out[node]), int(first_out[node + 1]))):
            yield follower, now + float(turn_s[int(first_turn[edge]) + step])

    begun = [pair for edge, now in seeds for pair in turns(int(edge), float(now))]
    reached = dijkstra(lambda edge: turns(edge, float(edge_s[edge])), begun)
    return {edge: now for edge, now in reached.items() if now <= cutoff_s}


def all_pairs(tail, head, seconds, n_nodes):
    """Return the times between all nodes, by Floyd and Warshall's three loops."""
    times = [[0.0 if i == j else math.inf for j in range(n_nodes)] for i in range(n_nodes)]
    for t, h, s in zip(tail, head, seconds, strict=True):
        times[t][h] = min(times[t][h], float(s))
    for k in range(n_nodes):
        for i in range(n_nodes):
            for j in range(n_nodes):
                times[i][j] = min(times[i][j], times[i][k] + times[k][j])
    return times


def chains(partner):
    """Return the pieces chain by chain, each as (piece, passed along), lines before rings."""
    n_pieces = len(partner) // 2
    taken, found = set(), []
    lines = [end for end in range(2 * n_pieces) if partner[end] < 0]
    for start in [*lines, *range(0, 2 * n_pieces, 2)]:
        chain, end = [], start
        while end >= 0 and end // 2 not in taken:
            taken.add(end // 2)
            chain.append((end // 2, end % 2 == 0))
            end = int(partner[end ^ 1])
        if chain:
            found.append(chain)
    return found


class Streets:
    """Ways, links and restrictions as a driver sees them, with no table of turns.

    A link is (way, position, direction): the stretch from one node of a way to the next.
    A driver remembers the last links, and may not drive a forbidden sequence of them; may
    turn back only where nothing else is left; and may not leave a destination-only road
    that was entered from an open one.
    """

    LEAVING, THROUGH, ARRIVED = range(3)

    def __init__(self, lonlat, ways, turns=(), speed_ms=10.0):
        self.lonlat = lonlat
        self.ways = {way.name: way for way in ways}
        self.speed_ms = speed_ms
        self.links = [
            (way.name, position, direction)
            for way in ways
            for position in range(len(way.nodes) - 1)
            for direction in self._directions(way.tags.get("oneway", "no"))
        ]
        self.zones = self._zones()
        self.out_of = {}
        for link in self.links:
            self.out_of.setdefault(self.ends(link)[0], []).append(link)
        self.forbidden = {path for turn in turns for path in self._forbidden(turn)}
        self.memory = max((len(path) for path in self.forbidden), default=2) - 1

    @staticmethod
    def _directions(oneway):
        return {"yes": (1,), "-1": (-1,), "no": (1, -1)}[oneway]

    def ends(self, link):
        """Return the nodes at which a link begins and ends."""
        name, position, direction = link
        pair = self.ways[name].nodes[position : position + 2]
        return pair if direction == 1 else pair[::-1]

    def seconds(self, link):
        """Return the time along a link."""
        begin, end = (self.lonlat[node] for node in self.ends(link))
        return ELLIPSOID.inv(*begin, *end)[2] / self.speed_ms

    def is_local(self, link):
        """Say whether a link may not be driven through."""
        return self._is_signed(link) or link[:2] in self.zones

    def _is_signed(self, link):
        return self.ways[link[0]].tags.get("access") == "destination"

    def _zones(self):
        """Return the open stretches that are reached over local ones alone.

        Of the open parts that local roads join, all but the longest.
        """
        everything, open_roads = nx.Graph(), nx.MultiGraph()
        for link in self.links:
            everything.add_edge(*self.ends(link))
            if not self._is_signed(link) and not open_roads.has_edge(*self.ends(link), link[:2]):
                open_roads.add_edge(*self.ends(link), link[:2], m=self.seconds(link))
        zones = set()
        for joined in nx.connected_components(everything):
            parts = nx.connected_components(open_roads.subgraph(joined))
            by_length = sorted(map(open_roads.subgraph, parts), key=lambda part: part.size("m"))
            zones |= {name for part in by_length[:-1] for *_, name in part.edges(keys=True)}
        return zones

    def _forbidden(self, turn):
        """Yield the sequences of links that a restriction forbids."""
        required = list(self._spelled(turn))
        for path in required:
            if turn.tags["restriction"].startswith("no_"):
                yield path
                continue
            for step in range(1, len(path)):
                for other in self.out_of.get(self.ends(path[step - 1])[1], ()):
                    if other != path[step]:
                        yield (*path[:step], other)

    def _spelled(self, turn):
        """Yield the sequences of links a restriction speaks of: from, all of via, to."""
        vias = [name for name in turn.via.split(",") if len(name) > 1]
        along = [()]
        if vias:
            along = list(self._walks(vias))
        for path in along:
            begins = self.ends(path[0])[0] if path else turn.via
            stops = self.ends(path[-1])[1] if path else turn.via
            for one in self.links:
                for other in self.out_of.get(stops, ()):
                    goes_back = one[:2] == other[:2] and one[2] != other[2]
                    if (
                        one[0] == turn.origin
                        and other[0] == turn.to
                        and self.ends(one)[1] == begins
                        and (path or goes_back == (turn.origin == turn.to))
                    ):
                        yield (one, *path, other)

    def _walks(self, vias):
        """Yield the ways along all of some ways, end to end, in order or the other way round."""
        for names in (vias, vias[::-1]):
            for directions in _choices(len(names)):
                path = []
                for name, direction in zip(names, directions, strict=True):
                    n_links = len(self.ways[name].nodes) - 1
                    span = range(n_links) if direction == 1 else range(n_links)[::-1]
                    path += [(name, position, direction) for position in span]
                connected = all(self.ends(a)[1] == self.ends(b)[0] for a, b in pairwise(path))
                if connected and all(link in self.links for link in path):
                    yield tuple(path)
            if len(vias) == 1:
                return

    def _onward(self, state):
        """Yield what a driver may do at the end of a link, turning back only if forced."""
        history, phase = state
        last = history[-1]
        back = (last[0], last[1], -last[2])
        options = []
        for link in self.out_of.get(self.ends(last)[1], ()):
            path = (*history, link)
            if any(path[-n:] in self.forbidden for n in range(2, len(path) + 1)):
                continue
            local = self.is_local(link)
            if local and phase == self.THROUGH:
                after = self.ARRIVED
            elif not local and phase == self.ARRIVED:
                continue
            elif not local:
                after = self.THROUGH
            else:
                after = phase
            options.append((link, (path[-self.memory :], after)))
        to_stay = phase != self.ARRIVED
        forced = all(
            link == back or (to_stay and onward[1] == self.ARRIVED) for link, onward in options
        )
        for link, onward in options:
            if link != back or forced:
                yield onward

    def times_from(self, name, position):
        """Return the earliest time at the middle of every link, from the middle of one."""
        seeds = []
        for link in self.links:
            if link[:2] == (name, position):
                phase = self.LEAVING if self.is_local(link) else self.THROUGH
                seeds.append((((link,), phase), 0.0))

        def arcs(state):
            half_s = self.seconds(state[0][-1]) / 2.0
            return [
                (onward, half_s + self.seconds(onward[0][-1]) / 2.0)
                for onward in self._onward(state)
            ]

        times = {}
        for (history, _), now in dijkstra(arcs, seeds).items():
            middle = history[-1][:2]
            times[middle] = min(now, times.get(middle, math.inf))
        return times


def _choices(n):
    """Yield every choice of `n` directions."""
    for number in range(2**n):
        yield [1 if number >> bit & 1 else -1 for bit in range(n)]
