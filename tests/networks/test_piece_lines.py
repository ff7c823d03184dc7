"""Where pieces lie: their points, their ways and what is near them."""

import itertools

import numpy as np
import pytest
import shapely
from drawn import drawn, way
from random_changes import random_town

from kraftcenter_mobility.networks.geodesy import link_length_m

# Two ways that make one segment, drawn towards each other, and a side road at D
ROAD = """
A---B---C---D---E
            |
            F
"""


@pytest.fixture(scope="module")
def road():
    return drawn(ROAD, [way("ABC"), way("DC"), way("DE"), way("DF")])


def lengths_m(network):
    """Return the length of every piece, along its own points."""
    lon, lat = network.roads.point_lon, network.roads.point_lat
    link_m = link_length_m(lon[:-1], lat[:-1], lon[1:], lat[1:])
    lines = network.piece_lines
    return [
        link_m[low:high].sum()
        for low, high in zip(lines.first_point, lines.last_point, strict=True)
    ]


def assert_sound(network):
    """Check that the pieces of every segment follow one another, and are as long as known."""
    roads, lines = network.roads, network.piece_lines
    for segment in range(roads.n_segments):
        pieces = range(*roads.first_piece[segment : segment + 2].tolist())
        assert lines.first_point[pieces[0]] == roads.first_point[segment]
        assert lines.last_point[pieces[-1]] == roads.first_point[segment + 1] - 1
        for piece, follower in itertools.pairwise(pieces):
            assert lines.last_point[piece] == lines.first_point[follower]
    assert (lines.first_point < lines.last_point).all()
    np.testing.assert_allclose(lengths_m(network), roads.piece_length_m, atol=1e-5)


def test_pieces_follow_one_another_along_their_segment(road):
    roads = road.network.roads
    assert np.diff(roads.first_piece).max() == 2
    assert_sound(road.network)


@pytest.mark.parametrize("seed", range(8))
def test_the_pieces_of_a_town_are_as_long_as_their_lines(seed):
    assert_sound(random_town(seed).network)


def test_the_pieces_of_the_sample_are_as_long_as_their_lines(sample):
    assert_sound(sample)


@pytest.mark.realdata
@pytest.mark.parametrize("name", ["sindal_2016.osm", "heidelberg_ors.osm.pbf"])
def test_the_pieces_of_real_roads_are_as_long_as_their_lines(data_folder, name):
    import kraftcenter_mobility as km

    assert_sound(km.TransportNetwork.from_osm(data_folder / "osm" / name))


def test_points_in_one_place_are_shared_out_among_the_pieces_they_are_of():
    metres = drawn("A---B---C\n    |\n    D", ["AB", "BC", "BD"])
    town = random_town(3)
    for network in (metres.network, town.network):
        lines = network.piece_lines
        assert (lines.last_point - lines.first_point >= 1).all()


def test_zero_length_pieces_have_a_link_each():
    from drawn import built

    places = {"A": (0, 0), "B": (100, 0), "C": (100, 0), "D": (100, 0), "E": (200, 0)}
    network = built(places, [way("AB"), way("BC"), way("CD"), way("DE")]).network
    lines = network.piece_lines
    assert network.roads.n_segments == 1
    assert lines.first_point.tolist() == [0, 1, 2, 3]
    assert lines.last_point.tolist() == [1, 2, 3, 4]


def test_the_pieces_of_ways_are_found_in_ascending_order(road):
    roads, lines = road.network.roads, road.network.piece_lines
    everything = lines.of_ways(np.arange(roads.way_id.size))
    assert everything.tolist() == list(range(roads.piece_way.size))
    for k in range(roads.way_id.size):
        found = lines.of_ways(np.array([k]))
        assert found.tolist() == np.flatnonzero(roads.piece_way == k).tolist()
    assert lines.of_ways(np.zeros(0, dtype=np.int64)).size == 0


def test_lines_are_drawn_through_the_points_of_their_pieces(road):
    roads, lines = road.network.roads, road.network.piece_lines
    pieces = np.array([2, 0])
    for piece, line in zip(pieces, lines.lines(pieces), strict=True):
        span = slice(lines.first_point[piece], lines.last_point[piece] + 1)
        wanted = np.column_stack((roads.point_lon[span], roads.point_lat[span]))
        np.testing.assert_array_equal(shapely.get_coordinates(line), wanted)


def test_the_tree_finds_the_nearest_piece(road):
    roads, lines = road.network.roads, road.network.piece_lines
    for name in ("DE", "DF"):
        point = road.point(name)
        ((x, y),) = lines.to_metres(np.array([point.x]), np.array([point.y]))
        piece = lines.tree().nearest(shapely.Point(x, y))
        assert roads.way_id[roads.piece_way[piece]] == road.way_ids[name]


def test_lines_in_metres_are_as_long_as_the_roads(road):
    lines = road.network.piece_lines
    np.testing.assert_allclose(
        shapely.length(lines.lines_m), road.network.roads.piece_length_m, rtol=1e-3
    )
