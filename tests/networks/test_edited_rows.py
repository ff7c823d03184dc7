"""Pieces as rows to build from: whole ones as they are, cut ones in parts, new roads behind."""

import numpy as np
import pytest
from drawn import drawn, way

from kraftcenter_mobility.networks.changes import NewRoad, PieceCut, RoadChanges
from kraftcenter_mobility.networks.edited_rows import NONE, edited_rows
from kraftcenter_mobility.networks.geodesy import link_length_m

# B has no letter of its own on the way from A to C; a side road at E
ROAD = """
A---B---C---E---D
            |
            F
"""


@pytest.fixture(scope="module")
def road():
    return drawn(ROAD, [way("ABCE", "main", maxspeed="60", name="Hovedgaden"), "ED", "EF"])


def rows_of(drawing, changes=None, pieces=None):
    """Return some pieces of a drawing as rows, after some changes."""
    roads, known = drawing.network.roads, drawing.network.surroundings
    pieces = np.arange(roads.piece_way.size) if pieces is None else np.array(pieces)
    return edited_rows(roads, known, changes or RoadChanges(), pieces, restrictions=())


def ids(drawing, letters):
    return [1 + sorted(drawing.lonlat).index(letter) for letter in letters]


def nodes_of(edited):
    """Return the ids of the nodes of every row."""
    extract = edited.rows.extract
    return [part.tolist() for part in np.split(extract.ref, extract.first_ref[1:-1])]


def piece_of(drawing, name):
    roads = drawing.network.roads
    (piece,) = np.flatnonzero(roads.way_id[roads.piece_way] == drawing.way_ids[name])
    return int(piece)


def cut_at(drawing, name, share, node_id=-1):
    """Return the cut of a straight piece at a share of its length."""
    roads, lines = drawing.network.roads, drawing.network.piece_lines
    piece = piece_of(drawing, name)
    ends = lines.first_point[piece], lines.last_point[piece]
    lon, lat = (
        np.interp(share, (0, 1), each[list(ends)]) for each in (roads.point_lon, roads.point_lat)
    )
    return PieceCut(
        piece, share * float(roads.piece_length_m[piece]), node_id, float(lon), float(lat)
    )


def test_without_changes_every_piece_is_a_row_of_its_own(road):
    edited = rows_of(road)
    roads = road.network.roads
    assert edited.piece.tolist() == list(range(roads.piece_way.size))
    assert edited.whole.all()
    np.testing.assert_array_equal(edited.rows.length_m, roads.piece_length_m)
    assert sorted(map(sorted, nodes_of(edited))) == sorted(
        map(sorted, [ids(road, "ABCE"), ids(road, "ED"), ids(road, "EF")])
    )


def test_only_the_pieces_that_are_asked_for_are_rows(road):
    piece = piece_of(road, "EF")
    edited = rows_of(road, pieces=[piece])
    assert edited.piece.tolist() == [piece]
    assert sorted(nodes_of(edited)[0]) == sorted(ids(road, "EF"))


def test_removed_pieces_are_no_rows(road):
    edited = rows_of(road, RoadChanges(removed=frozenset([piece_of(road, "EF")])))
    assert piece_of(road, "EF") not in edited.piece


def test_a_cut_makes_two_rows_that_share_a_node(road):
    cut = cut_at(road, "ED", 0.25)
    edited = rows_of(road, RoadChanges(cuts=(cut,)))
    parts = [
        nodes
        for nodes, piece in zip(nodes_of(edited), edited.piece, strict=True)
        if piece == cut.piece
    ]
    assert [part[-1] for part in parts[:1]] == [part[0] for part in parts[1:]] == [-1]
    assert np.isnan(edited.rows.length_m[edited.piece == cut.piece]).all()
    assert not edited.whole[edited.piece == cut.piece].any()


def test_cuts_are_made_in_their_order_along_the_piece(road):
    cuts = tuple(
        cut_at(road, "ED", share, node) for share, node in ((0.7, -1), (0.2, -2), (0.5, -3))
    )
    edited = rows_of(road, RoadChanges(cuts=cuts))
    parts = [
        nodes for nodes, whole in zip(nodes_of(edited), edited.whole, strict=True) if not whole
    ]
    assert [part[-1] for part in parts[:-1]] == [-2, -3, -1]


def test_a_cut_at_a_point_that_is_there_adds_none(road):
    roads, lines = road.network.roads, road.network.piece_lines
    piece = piece_of(road, "main")
    point = int(lines.first_point[piece]) + 1
    offset_m = float(roads.point_offset_m[point] - roads.point_offset_m[lines.first_point[piece]])
    lonlat = float(roads.point_lon[point]), float(roads.point_lat[point])
    cut = PieceCut(piece, offset_m, int(roads.point_id[point]), *lonlat)
    edited = rows_of(road, RoadChanges(cuts=(cut, cut)))
    parts = [
        nodes for nodes, one in zip(nodes_of(edited), edited.piece, strict=True) if one == piece
    ]
    assert sorted(map(len, parts)) == [2, 3]
    assert {node for part in parts for node in part} == set(ids(road, "ABCE"))


def test_a_cut_at_the_end_of_a_piece_leaves_it_in_one(road):
    roads, lines = road.network.roads, road.network.piece_lines
    piece = piece_of(road, "ED")
    point = int(lines.first_point[piece])
    lonlat = float(roads.point_lon[point]), float(roads.point_lat[point])
    cut = PieceCut(piece, 0.0, int(roads.point_id[point]), *lonlat)
    edited = rows_of(road, RoadChanges(cuts=(cut,)))
    assert edited.piece.tolist().count(piece) == 1


def new_road(drawing, nodes, way_id=-5):
    """Return a road through letters, and below zero through nodes between them."""
    lonlat = [drawing.lonlat.get(node, drawing.point("BF").coords[0]) for node in nodes]
    lon, lat = zip(*lonlat, strict=True)
    node_id = [node if isinstance(node, int) else ids(drawing, node)[0] for node in nodes]
    return NewRoad(
        way_id, {"highway": "primary"}, "Ny vej", "", tuple(node_id), lon, lat, built_up=False
    )


def test_new_roads_are_rows_of_no_piece_cut_where_they_are_joined(road):
    one, other = new_road(road, ["B", -1, -2, "F"]), new_road(road, ["D", -2], way_id=-6)
    edited = rows_of(road, RoadChanges(roads=(one, other)))
    new = [
        nodes for nodes, piece in zip(nodes_of(edited), edited.piece, strict=True) if piece == NONE
    ]
    (b, f, d) = ids(road, "BFD")
    assert new == [[b, -1, -2], [-2, f], [d, -2]]
    extract = edited.rows.extract
    assert extract.way_id[edited.piece == NONE].tolist() == [-5, -5, -6]
    assert extract.names[extract.way_name[-1]] == "Ny vej"


def test_a_new_road_is_cut_at_a_point_within_a_segment():
    drawing = drawn("A---B---C\n|       |\nE       F\nD", ["AB", "BCF", "AED"])
    assert drawing.network.roads.n_segments == 1
    new = new_road(drawing, [-1, "B", "E", -2])
    edited = rows_of(drawing, RoadChanges(roads=(new,)))
    (b, e) = ids(drawing, "BE")
    rows = zip(nodes_of(edited), edited.piece, strict=True)
    assert [nodes for nodes, piece in rows if piece == NONE] == [[-1, b], [b, e], [e, -2]]


def test_what_is_known_of_a_way_stays_where_a_part_of_it_changes(road):
    roads = road.network.roads
    piece = piece_of(road, "main")
    changes = RoadChanges(tags={piece: {"highway": "primary"}})
    edited = rows_of(road, changes)
    row = int(np.flatnonzero(edited.piece == piece)[0])
    ways = edited.rows.ways
    way_index = roads.piece_way[piece]
    for known, was in (
        (ways.length_m, roads.way_length_m),
        (ways.bendiness_deg_km, roads.way_bendiness_deg_km),
        (ways.built_up, roads.way_built_up),
    ):
        assert known[ways.of_row[row]] == was[way_index]
    extract = edited.rows.extract
    assert extract.tag_sets[extract.way_tag_set[row]] == {"highway": "primary"}


def test_a_new_road_is_as_long_and_as_bent_as_it_is_drawn(road):
    new = new_road(road, ["A", "F", "D"])
    edited = rows_of(road, RoadChanges(roads=(new,)))
    ways = edited.rows.ways
    row = int(np.flatnonzero(edited.piece == NONE)[0])
    lon, lat = np.array(new.lon), np.array(new.lat)
    wanted_m = link_length_m(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum()
    assert ways.length_m[ways.of_row[row]] == pytest.approx(wanted_m)
    assert ways.bendiness_deg_km[ways.of_row[row]] > 10.0


def test_the_tags_of_changed_nodes_are_those_they_get(road):
    (node,) = ids(road, "B")
    edited = rows_of(road, RoadChanges(node_tags={node: {"highway": "traffic_signals"}}))
    assert edited.rows.extract.node_tags == {node: {"highway": "traffic_signals"}}
