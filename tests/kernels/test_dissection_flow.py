"""Paths that share no node, and cuts: drawn graphs, and NetworkX."""

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twins.dissection import any_edges, both_ways, graph_of, grid, least_cut

from kraftcenter_mobility._kernels.flow_sets import (
    BEGIN,
    CUT,
    END,
    allocate_flow,
    clear_paths,
    grow,
)
from kraftcenter_mobility._kernels.vertex_flow import cut_beside, more_paths


class Search:
    """A graph between two sets that grow."""

    def __init__(self, edges, n_nodes):
        first, self.head = graph_of(both_ways(edges), n_nodes)
        self.first = first.astype(np.uint32)
        self.n_nodes = np.uint64(n_nodes)
        self.flow = allocate_flow(self.n_nodes)
        clear_paths(self.flow, self.n_nodes)
        self.sets = {BEGIN: [], END: []}
        self.n_paths = np.uint64(0)

    def grow(self, which, new):
        """Add nodes to a set."""
        self.sets[which] += new
        whole = np.array(self.sets[which], dtype=np.uint32)
        added = np.array(new, dtype=np.uint32)
        grow(self.first, self.head, self.flow, self.n_nodes, which, whole, added)

    def find(self):
        """Return how many paths there are."""
        starts = np.array(self.sets[BEGIN], dtype=np.uint32)
        graph = (self.first, self.head, self.flow, self.n_nodes)
        self.n_paths = more_paths(*graph, starts, self.n_paths, np.uint64(1000))
        return int(self.n_paths)

    def paths(self):
        """Return the paths as lists of nodes."""
        before, after = self.flow.before.tolist(), self.flow.after.tolist()
        end = int(self.n_nodes)
        paths = []
        for start in range(end):
            if before[start] == end:
                paths.append([start])
                while after[paths[-1][-1]] != end:
                    paths[-1].append(after[paths[-1][-1]])
        return paths

    def division(self, which):
        """Return the side of each node, and how many are on the side of a set."""
        division = np.empty(int(self.n_nodes), dtype=np.uint8)
        graph = (self.first, self.head, self.flow, self.n_nodes)
        n_near = cut_beside(*graph, which, division)
        return division, int(n_near)


def check(search, edges):
    """Check that what was found are paths and cuts of the same size."""
    nodes = [node for path in search.paths() for node in path]
    assert len(nodes) == len(set(nodes))
    joined = set(both_ways(edges))
    for path in search.paths():
        assert set(itertools.pairwise(path)) <= joined
        assert path[0] in search.sets[BEGIN]
        assert path[-1] in search.sets[END]
    for which, side in ((BEGIN, 0), (END, 1)):
        division, n_near = search.division(which)
        assert np.sum(division == CUT) == search.n_paths
        assert np.sum(division == side) == n_near
        assert not any({division[a], division[b]} == {0, 1} for a, b in edges)
        assert set(division[search.sets[BEGIN]]) <= {0, CUT}
        assert set(division[search.sets[END]]) <= {1, CUT}


#   0 -- 1 -- 2
#   |    |    |        two rows of houses, and a bridge from 4 to 6
#   3 -- 4 -- 5
#        |
#        6
#        |
#   7 -- 8 -- 9
BRIDGE = [(0, 1), (1, 2), (3, 4), (4, 5), (0, 3), (1, 4), (2, 5), (4, 6), (6, 8), (7, 8), (8, 9)]


def test_all_ways_lead_over_the_bridge():
    search = Search(BRIDGE, 10)
    search.grow(BEGIN, [0, 1, 2])
    search.grow(END, [7, 9])
    assert search.find() == 1
    check(search, BRIDGE)


def test_the_two_cuts_lie_at_the_two_ends_of_a_bridge():
    search = Search(BRIDGE, 10)
    search.grow(BEGIN, [0, 1, 2])
    search.grow(END, [7, 9])
    search.find()
    assert search.division(BEGIN)[0].tolist() == [0, 0, 0, 0, CUT, 0, 1, 1, 1, 1]
    assert search.division(END)[0].tolist() == [0, 0, 0, 0, 0, 0, 0, 1, CUT, 1]


def test_sets_side_by_side_are_cut_at_their_own_nodes():
    search = Search([(0, 1), (0, 2), (0, 3)], 4)
    search.grow(BEGIN, [0])
    search.grow(END, [1, 2, 3])
    assert search.find() == 1
    assert search.division(BEGIN)[0].tolist() == [CUT, 1, 1, 1]


def test_nothing_separates_what_is_not_joined():
    search = Search([(0, 1), (2, 3)], 4)
    search.grow(BEGIN, [0])
    search.grow(END, [3])
    assert search.find() == 0
    check(search, [(0, 1), (2, 3)])


def test_a_path_is_sent_another_way_for_the_sake_of_a_second():
    # The shortest way, 0-2-3-5, blocks both others.
    #   0 -- 2 ------ 4
    #      /   \        \      the second set is 4 and 5
    #   1        3 -- 5
    edges = [(0, 2), (2, 3), (3, 5), (1, 2), (0, 3), (2, 4)]
    search = Search(edges, 6)
    search.grow(BEGIN, [0, 1])
    search.grow(END, [4, 5])
    assert search.find() == 2
    check(search, edges)


@pytest.mark.parametrize("n_streets", [1, 3, 6])
def test_a_town_of_parallel_streets_has_a_path_along_each(n_streets):
    edges, _, _ = grid(9, n_streets)
    search = Search(edges, 9 * n_streets)
    search.grow(BEGIN, [9 * k for k in range(n_streets)])
    search.grow(END, [9 * k + 8 for k in range(n_streets)])
    assert search.find() == n_streets
    check(search, edges)


@given(any_edges(14), st.data())
@settings(max_examples=80, deadline=None)
def test_growing_sets_have_as_many_paths_as_networkx_finds(graph, data):
    edges, n_nodes = graph
    nodes = data.draw(st.permutations(range(n_nodes)))
    sizes = sorted(data.draw(st.lists(st.integers(1, max(1, n_nodes // 2)), max_size=3)))
    search = Search(edges, n_nodes)
    held = 0
    for size in sizes:
        if 2 * size > n_nodes:
            break
        search.grow(BEGIN, nodes[held:size])
        search.grow(END, nodes[n_nodes - size : n_nodes - held])
        held = size
        found = search.find()
        assert found == least_cut(edges, n_nodes, search.sets[BEGIN], search.sets[END])
        check(search, edges)


@pytest.mark.parametrize("seed", range(4))
def test_a_thinned_town_has_as_many_paths_as_networkx_finds(seed):
    edges, _, _ = grid(10, 10, seed, kept_share=0.8)
    search = Search(edges, 100)
    for held, size in ((0, 10), (10, 25), (25, 40)):
        search.grow(BEGIN, list(range(held, size)))
        search.grow(END, list(range(100 - size, 100 - held)))
        assert search.find() == least_cut(edges, 100, search.sets[BEGIN], search.sets[END])
        check(search, edges)


def test_a_cut_of_two_touching_halves_is_a_smallest_vertex_cover():
    # Koenig: where the sets are all there is, the cut covers the edges between them.
    random = np.random.default_rng(7)
    edges = [tuple(pair) for pair in random.integers((0, 20), (20, 40), (45, 2)).tolist()]
    search = Search(edges, 40)
    search.grow(BEGIN, list(range(20)))
    search.grow(END, list(range(20, 40)))
    graph = nx.Graph(edges)
    matching = nx.bipartite.maximum_matching(graph, top_nodes=[n for n in graph if n < 20])
    assert search.find() == len(matching) // 2
    check(search, edges)
