"""Networks built again with changes: the same where nothing changes, and only there."""

from dataclasses import fields

import numpy as np
import pytest
from drawn import drawn, turn, way
from random_changes import random_changes, random_town

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.changes import NewRoad, PieceCut, RoadChanges
from kraftcenter_mobility.networks.edited import edited_network
from kraftcenter_mobility.osm.scenario_tags import closed_to, with_speed

# A town of two blocks, and a footpath to G
BLOCKS = """
A---B---C
|   |   |
D---E---F---G
"""
STREETS = ("ABC", "AD", "BE", "CF", "DE", "EF")


@pytest.fixture(scope="module")
def blocks():
    return drawn(BLOCKS, [*STREETS, way("FG", highway="footway")])


def pieces_of(drawing, *names):
    roads = drawing.network.roads
    way_ids = [drawing.way_ids[name] for name in names]
    return np.flatnonzero(np.isin(roads.way_id[roads.piece_way], way_ids)).tolist()


def arrays(roads):
    """Return all arrays of a network by name."""
    columns = {field.name: getattr(roads, field.name) for field in fields(roads)}
    return {name: value for name, value in columns.items() if isinstance(value, np.ndarray)}


def retagged(drawing, name, tags):
    return RoadChanges(tags=dict.fromkeys(pieces_of(drawing, name), tags))


@pytest.mark.parametrize("seed", range(6))
def test_no_change_gives_the_same_network_bit_for_bit(seed):
    network = random_town(seed).network
    edited = edited_network(network, RoadChanges())
    wanted = arrays(network.roads)
    for name, found in arrays(edited.roads).items():
        if "tag_set" in name:
            continue
        np.testing.assert_array_equal(found, wanted[name], err_msg=name)
    assert edited.before.piece.tolist() == list(range(network.roads.piece_way.size))


def test_no_change_of_the_sample_gives_it_bit_for_bit(sample):
    edited = edited_network(sample, RoadChanges())
    for name in ("piece_length_m", "point_offset_m", "turn_angle_deg", "turn_rule", "edge_role"):
        np.testing.assert_array_equal(getattr(edited.roads, name), getattr(sample.roads, name))


@pytest.mark.parametrize("seed", range(6))
def test_the_network_that_is_edited_is_left_alone(seed):
    network = random_town(seed).network
    before = {name: array.tobytes() for name, array in arrays(network.roads).items()}
    tags = [dict(tags) for tags in network.roads.tag_sets]
    edited_network(network, random_changes(network, seed, n_changes=6))
    assert {name: array.tobytes() for name, array in arrays(network.roads).items()} == before
    assert [dict(each) for each in network.roads.tag_sets] == tags
    assert not any(array.flags.writeable for array in arrays(network.roads).values())


def test_the_arrays_of_an_edited_network_are_read_only(blocks):
    edited = edited_network(blocks.network, retagged(blocks, "BE", {"highway": "primary"}))
    assert not any(array.flags.writeable for array in arrays(edited.roads).values())


def test_a_closed_road_lies_where_it_lay(blocks):
    changes = retagged(blocks, "BE", closed_to({"highway": "unclassified"}, ()))
    edited = edited_network(blocks.network, changes)
    assert edited.roads.n_segments == blocks.network.roads.n_segments
    np.testing.assert_array_equal(edited.roads.node_id, blocks.network.roads.node_id)
    after = blocks.with_network(edited)
    assert (blocks.seconds("B", "E"), after.seconds("B", "E")) == pytest.approx((10, 30), abs=0.01)


def test_a_road_that_is_removed_is_gone_and_its_junctions_with_it(blocks):
    removed = frozenset(pieces_of(blocks, "BE"))
    edited = edited_network(blocks.network, RoadChanges(removed=removed))
    assert blocks.way_ids["BE"] not in edited.roads.way_id
    assert edited.roads.n_nodes == blocks.network.roads.n_nodes - 2


def test_a_part_of_a_road_can_have_other_tags(blocks):
    (first, second) = pieces_of(blocks, "ABC")
    tags = with_speed({"highway": "unclassified"}, 18.0, ())
    after = blocks.with_network(edited_network(blocks.network, RoadChanges(tags={first: tags})))
    assert after.seconds("A", "B") == pytest.approx(20.0, abs=0.01)
    assert after.seconds("B", "C") == pytest.approx(10.0, abs=0.01)
    assert blocks.network.piece_lines.segment[first] != blocks.network.piece_lines.segment[second]


def test_a_new_road_has_its_name_and_number(blocks):
    road = new_road(blocks, "AE", name="Skråvej", number="18")
    edited = edited_network(blocks.network, RoadChanges(roads=(road,)))
    (way_index,) = np.flatnonzero(edited.roads.way_id == road.way_id)
    assert edited.roads.names[edited.roads.way_name[way_index]] == "Skråvej"
    assert edited.roads.names[edited.roads.way_number[way_index]] == "18"
    assert blocks.with_network(edited).seconds("A", "E") == pytest.approx(14.14, abs=0.02)


def new_road(drawing, letters, *, way_id=-9, name="", number="", **tags):
    """Return a road through nodes of a drawing."""
    lon, lat = zip(*(drawing.lonlat[letter] for letter in letters), strict=True)
    ids = tuple(1 + sorted(drawing.lonlat).index(letter) for letter in letters)
    tags = {"highway": "unclassified"} | tags
    return NewRoad(way_id, tags, name, number, ids, lon, lat, built_up=False)


def test_new_roads_join_one_another_and_a_road_that_is_cut_for_them(blocks):
    (piece,) = pieces_of(blocks, "BE")
    middle = blocks.point("BE")
    lon, lat = round(middle.x, 7), round(middle.y, 7)
    west, east = (blocks.point(name) for name in ("AD", "CF"))
    offset_m = float(blocks.network.roads.piece_length_m[piece]) / 2.0
    (left,), (right,) = pieces_of(blocks, "AD"), pieces_of(blocks, "CF")
    cuts = (
        PieceCut(piece, offset_m, -1, lon, lat),
        PieceCut(left, offset_m, -2, west.x, west.y),
        PieceCut(right, offset_m, -3, east.x, east.y),
    )
    tags = {"highway": "unclassified"}
    roads = (
        NewRoad(-10, tags, "", "", (-2, -1), (west.x, lon), (west.y, lat), built_up=False),
        NewRoad(-11, tags, "", "", (-1, -3), (lon, east.x), (lat, east.y), built_up=False),
    )
    edited = edited_network(blocks.network, RoadChanges(cuts=cuts, roads=roads))
    after = blocks.with_network(edited)
    assert blocks.seconds("AD", "CF") == pytest.approx(30.0, abs=0.01)
    assert after.seconds("AD", "CF") == pytest.approx(20.0, abs=0.01)
    assert after.seconds("AD", "BE") == pytest.approx(10.0, abs=0.01)


def test_a_restriction_stays_in_force_at_a_new_road():
    ways = [*STREETS[1:], "AB", "BC"]
    only = turn("only_straight_on", "AB", "B", "BC")
    drawing = drawn(BLOCKS, ways, [only])
    after = drawing.with_network(
        edited_network(drawing.network, RoadChanges(roads=(new_road(drawing, "BF"),)))
    )
    assert after.seconds("AB", "BF") > after.seconds("BC", "BF")
    assert after.seconds("AB", "BF.9") == pytest.approx(5 + 10 + 10 + 1.41, abs=0.1)


def test_who_is_cut_off_stays_where_he_lives(blocks):
    tags = closed_to({"highway": "unclassified"}, ())
    shut = [piece for name in ("BE", "DE", "EF") for piece in pieces_of(blocks, name)]
    edited = edited_network(blocks.network, RoadChanges(tags=dict.fromkeys(shut[:1], tags)))
    metric = edited.metric(km.CAR)
    usable = edited.islands(metric).usable
    np.testing.assert_array_equal(edited.mainland(metric), usable)


def test_a_network_can_be_edited_twice():
    network = random_town(9).network
    once = edited_network(network, random_changes(network, 1, ("add",), n_changes=2))
    assert once.roads.point_id.min() < 0
    twice = edited_network(once, random_changes(once, 2, ("add", "remove"), n_changes=3))
    assert twice.before.network is once
    np.testing.assert_array_equal(edited_network(twice, RoadChanges()).roads.head, twice.roads.head)
