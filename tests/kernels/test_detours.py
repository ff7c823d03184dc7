"""Whether closing roads parts the ends of one of them, and what is seen on the way."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kraftcenter_mobility._kernels.csr import row_starts
from kraftcenter_mobility._kernels.detours import GAVE_UP, JOINED, PARTED, detour

N_NODES = 9
ROADS = st.lists(
    st.tuples(st.integers(0, N_NODES - 1), st.integers(0, N_NODES - 1), st.integers(0, 2)),
    min_size=1,
    max_size=16,
)
#  0---1---2---3    and 4 by itself
LINE = [(0, 1, 2), (1, 2, 1), (2, 3, 2)]


class Town:
    """Roads (tail, head, rank), a metre longer each, with what the kernel wants to know."""

    def __init__(self, roads):
        columns = np.array(roads, dtype=np.int64).reshape(-1, 3).T
        self.tail, self.head, self.rank = (np.ascontiguousarray(column) for column in columns)
        self.length_m = 1.0 + np.arange(self.tail.size)
        ends = np.concatenate((self.tail, self.head))
        self.first = row_starts(ends, N_NODES)
        self.end = np.argsort(ends, kind="stable") % self.tail.size
        self.seen = np.zeros(N_NODES, dtype=np.int64)

    def ask(self, segment, closed, *, least, budget=1000):
        """Return the answer, and the metres by rank on the side that was seen as a whole."""
        side_m = np.zeros(4)
        answer = detour(
            self.first,
            self.end,
            self.tail,
            self.head,
            self.length_m,
            self.rank,
            np.int64(least),
            np.array(sorted(closed), dtype=np.int64),
            self.tail[segment],
            self.head[segment],
            np.int64(budget),
            self.seen,
            np.empty((2, N_NODES), dtype=np.int64),
            side_m,
        )
        return answer, side_m

    def without(self, closed, least):
        """Return the roads that are left, as NetworkX has them."""
        graph = nx.MultiGraph()
        graph.add_nodes_from(range(N_NODES))
        for road in range(self.tail.size):
            if road not in closed and self.rank[road] >= least:
                graph.add_edge(int(self.tail[road]), int(self.head[road]), road)
        return graph


def test_the_only_road_between_two_places_parts_them():
    answer, side_m = Town(LINE).ask(1, [1], least=1)
    assert answer == PARTED
    assert side_m[:3].tolist() in ([0.0, 0.0, 1.0], [0.0, 0.0, 3.0])


def test_another_road_keeps_them_joined():
    assert Town([*LINE, (0, 3, 1)]).ask(1, [1], least=1)[0] == JOINED


def test_a_road_of_too_low_a_rank_joins_nothing():
    town = Town([*LINE, (0, 3, 1)])
    assert town.ask(1, [1], least=2)[0] == PARTED


def test_a_road_that_is_closed_besides_joins_nothing():
    assert Town([*LINE, (0, 3, 1)]).ask(1, [1, 3], least=1)[0] == PARTED


def test_a_road_that_comes_back_to_its_beginning_parts_nothing():
    assert Town([(0, 0, 2), *LINE]).ask(0, [0], least=1)[0] == JOINED


def test_who_may_not_look_far_gives_up():
    assert Town([*LINE, (0, 3, 1)]).ask(1, [1], least=1, budget=1)[0] == GAVE_UP


@pytest.mark.parametrize("budget", [1, 2, 3, 5, 1000])
@given(ROADS, st.data())
@settings(max_examples=60)
def test_the_answer_is_that_of_a_search_of_everything(budget, roads, data):
    town = Town(roads)
    segment = data.draw(st.integers(0, len(roads) - 1))
    closed = {segment, *data.draw(st.sets(st.integers(0, len(roads) - 1), max_size=3))}
    least = data.draw(st.integers(0, 2))
    answer, side_m = town.ask(segment, closed, least=least, budget=budget)
    assert not town.seen.any()
    graph = town.without(closed, least)
    one, other = int(town.tail[segment]), int(town.head[segment])
    assert answer in {GAVE_UP, JOINED if nx.has_path(graph, one, other) else PARTED}
    assert answer != GAVE_UP or budget < 1000
    if answer == PARTED:
        sides = [metres_by_rank(town, graph, end) for end in (one, other)]
        assert side_m.tolist() in sides


def metres_by_rank(town, graph, node):
    """Return how long the roads of each rank are that can be come to from a node."""
    metres = [0.0] * 4
    part = graph.subgraph(nx.node_connected_component(graph, node))
    for _, _, road in part.edges(keys=True):
        metres[town.rank[road]] += float(town.length_m[road])
    return metres
