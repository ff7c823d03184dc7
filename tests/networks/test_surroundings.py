"""What surrounds each part of a network: checked against looking at everything."""

import numpy as np
import pytest
from drawn import drawn, turn, way
from random_changes import random_town

import kraftcenter_mobility as km

SEEDS = pytest.mark.parametrize("seed", range(6))

# A signal at C, a barrier at E, and B between the ends of a way
STREET = """
A---B---C---D---E---F
        |
        G
"""


@pytest.fixture(scope="module")
def street():
    nodes = {
        "C": {"highway": "traffic_signals"},
        "E": {"barrier": "gate", "access": "no"},
        "B": {"highway": "crossing"},
    }
    return drawn(STREET, [way("ABC"), way("CDEF"), way("CG")], nodes=nodes)


def node_ids(drawing, letters):
    return [1 + sorted(drawing.lonlat).index(letter) for letter in letters]


@SEEDS
def test_segments_at_nodes_are_those_that_end_there(seed):
    network = random_town(seed).network
    roads, known = network.roads, network.surroundings
    for nodes in ([0], [3, 7], list(range(roads.n_nodes))):
        ends = np.isin(roads.segment_tail, nodes) | np.isin(roads.segment_head, nodes)
        found = known.segments_at(np.array(nodes))
        assert found.tolist() == np.flatnonzero(ends).tolist()


@SEEDS
def test_segments_through_a_point_pass_it_between_their_ends(seed):
    network = random_town(seed).network
    roads, known = network.roads, network.surroundings
    inner = [
        (segment, int(node))
        for segment in range(roads.n_segments)
        for node in roads.point_id[
            roads.first_point[segment] + 1 : roads.first_point[segment + 1] - 1
        ]
    ]
    for wanted, node in inner:
        assert wanted in known.segments_through([node])
    assert set(known.segments_through(roads.point_id.tolist())) == {segment for segment, _ in inner}
    assert known.segments_through([10**12]).size == 0


@SEEDS
def test_edges_along_segments_are_all_of_them(seed):
    network = random_town(seed).network
    roads, known = network.roads, network.surroundings
    for segment in range(roads.n_segments):
        one = np.array([segment])
        wanted = np.flatnonzero(roads.edge_segment == segment)
        assert known.edges_along.of(one, one)[1].tolist() == wanted.tolist()
        pieces = known.pieces_of(one).tolist()
        assert pieces == list(range(*roads.first_piece[segment : segment + 2].tolist()))


def test_roads_are_no_longer_than_drawn_unless_that_is_known(street):
    np.testing.assert_array_equal(street.network.surroundings.stretch, 1.0)
    graph = street.network.to_graph()
    for _, _, data in graph.edges(data=True):
        data["length"] *= 1.5
    stretched = km.TransportNetwork.from_graph(graph)
    np.testing.assert_allclose(stretched.surroundings.stretch, 1.5, rtol=1e-6)


def test_tags_of_nodes_are_known_where_they_matter(street):
    tags = street.network.surroundings.node_tags
    crossing, signals, barrier = node_ids(street, "BCE")
    assert tags[crossing] == {"highway": "crossing"}
    assert tags[signals] == {"highway": "traffic_signals"}
    assert tags[barrier]["barrier"] == "gate"


def test_a_node_of_two_roads_that_only_a_barrier_keeps_is_kept(street):
    network = street.network
    everything = np.arange(network.roads.piece_way.size)
    assert network.surroundings.kept_nodes(everything).tolist() == node_ids(street, "E")


def test_cars_may_do_on_a_segment_what_they_may_in_the_better_direction():
    drawing = drawn("A---B---C", [way("AB", oneway="yes"), way("BC", access="destination")])
    roads, known = drawing.network.roads, drawing.network.surroundings
    by_way = dict(
        zip(roads.way_id[roads.piece_way].tolist(), known.car_access.tolist(), strict=True)
    )
    assert by_way[drawing.way_ids["AB"]] != by_way[drawing.way_ids["BC"]]


@pytest.fixture(scope="module")
def restricted():
    #  A---B---C---D   no way from AB by BC and CD to DE
    text = "A---B---C---D\n    |   |   |\n    F   G   E"
    ways = ["AB", "BC", "CD", "DE", "BF", "CG"]
    turns = [turn("no_left_turn", "AB", "BC,CD", "DE"), turn("no_right_turn", "AB", "B", "BF")]
    return drawn(text, ways, turns)


def segments_of(drawing, *names):
    roads, lines = drawing.network.roads, drawing.network.piece_lines
    way_ids = [drawing.way_ids[name] for name in names]
    return np.unique(lines.segment[np.isin(roads.way_id[roads.piece_way], way_ids)])


def test_restrictions_are_about_the_ways_and_nodes_they_name(restricted):
    known = restricted.network.surroundings
    for name, wanted in (("AB", [0, 1]), ("CD", [0]), ("CG", []), ("BF", [1])):
        segments = segments_of(restricted, name)
        assert known.restrictions_about(known.pieces_of(segments), segments) == wanted


def test_the_nodes_of_via_ways_are_tied_together(restricted):
    roads, known = restricted.network.roads, restricted.network.surroundings
    tied = known.tied_nodes(segments_of(restricted, "BC"))
    assert roads.node_id[tied].tolist() == node_ids(restricted, "BCD")
    assert known.tied_nodes(segments_of(restricted, "CG")).size == 0
    assert known.tied_nodes(segments_of(restricted, "AB")).size == 0


def test_nodes_that_restrictions_speak_of_are_known(restricted):
    roads, known = restricted.network.roads, restricted.network.surroundings
    assert roads.node_id[known.restricted_nodes].tolist() == node_ids(restricted, "BCD")


def test_two_segments_meet_where_others_may_use_the_one_than_the_other():
    drawing = drawn("A---B---C\n|       |\nD-------E", ["AB", way("BC", bicycle="no"), "CE", "EDA"])
    roads, known = drawing.network.roads, drawing.network.surroundings
    assert roads.node_id[known.pair_nodes].tolist() == node_ids(drawing, "BC")
