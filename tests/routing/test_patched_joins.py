"""Where places join after changes: where they did, unless that is gone or another is nearer."""

import numpy as np
import pytest
import shapely
from drawn import drawn, way
from random_changes import times_both_ways

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.changes import NewRoad, PieceCut, RoadChanges
from kraftcenter_mobility.networks.plain_patches import plain_patch
from kraftcenter_mobility.osm.scenario_tags import closed_to, with_node_delay
from kraftcenter_mobility.routing.patched import PatchedRoads
from kraftcenter_mobility.routing.patched_joins import joined_before

TURNS = pytest.mark.parametrize("turns", [True, False])
FAR_M = 5000.0

# A town of two blocks, with another street close to it, and the island P-Q-R beside it
TOWN = """
A---B---C   P---Q---R
|   |   |       |
D---E---F       S
G---H---I
|       |
J-------K
"""
STREETS = ("AB", "BC", "AD", "BE", "CF", "DE", "EF", "DG", "GHI", "FI", "GJ", "JK", "KI")
ISLAND = ("PQ", "QR", "QS")


@pytest.fixture(scope="module")
def town():
    return drawn(TOWN, [*STREETS, *ISLAND])


def node_id(drawing, letter):
    return 1 + sorted(drawing.lonlat).index(letter)


def pieces_of(drawing, name):
    roads = drawing.network.roads
    return np.flatnonzero(roads.way_id[roads.piece_way] == drawing.way_ids[name]).tolist()


def closing(drawing, name, modes=()):
    tags = closed_to({"highway": "unclassified"}, modes)
    return RoadChanges(tags=dict.fromkeys(pieces_of(drawing, name), tags))


def road(drawing, letters, way_id=-1, **tags):
    """Return a straight new road between two letters."""
    lon, lat = zip(*(drawing.lonlat[letter] for letter in letters), strict=True)
    ids = tuple(node_id(drawing, letter) for letter in letters)
    return NewRoad(way_id, {"highway": "residential"} | tags, "", "", ids, lon, lat, built_up=False)


def with_corners_cut(drawing, *new_roads):
    """Return the changes that add roads, joined where they meet points along pieces."""
    roads, lines = drawing.network.roads, drawing.network.piece_lines
    cuts = []
    for piece, (low, high) in enumerate(zip(lines.first_point, lines.last_point, strict=True)):
        for point in range(low + 1, high):
            if any(roads.point_id[point] in new.node_id for new in new_roads):
                offset_m = float(roads.point_offset_m[point] - roads.point_offset_m[low])
                lonlat = float(roads.point_lon[point]), float(roads.point_lat[point])
                cuts.append(PieceCut(piece, offset_m, int(roads.point_id[point]), *lonlat))
    return RoadChanges(roads=new_roads, cuts=tuple(cuts))


def assert_same(drawing, changes, *where, mode=km.CAR, **settings):
    """Check that both ways give the same times between places, and return them by name."""
    places = drawing.places(*where)
    edited, patched = times_both_ways(drawing.network, changes, places, mode, **settings)
    np.testing.assert_array_equal(patched, edited)
    return dict(zip(where, patched, strict=True))


def joined(drawing, *where, max_distance_m=FAR_M):
    """Return places as they join the network as it is."""
    metric = drawing.network.metric(km.CAR)
    places = drawing.places(*where)
    joins = drawing.network.segment_index(metric).nearest(places.x.to_numpy(), places.y.to_numpy())
    return joined_before(metric, places, joins, max_distance_m=max_distance_m, access=True)


def concerned(drawing, changes, *where, turns=True, **settings):
    """Say whether a patch concerns the roads that some place joins."""
    network = drawing.network
    base = network.base_graph(network.metric(km.CAR, turns=turns))
    plain = plain_patch(network, base, changes)
    return joined(drawing, *where, **settings).concerned_by(plain, network.roads)


@TURNS
def test_a_closed_street_concerns_places_along_it_and_at_its_ends(town, turns):
    changes = closing(town, "BE")
    for where, expected in (("BE", True), ("B", True), ("E", True), ("D", False), ("JK", False)):
        assert concerned(town, changes, where, turns=turns) == expected
        assert concerned(town, changes, "JK", where, turns=turns) == expected


def test_a_delay_concerns_places_at_its_junction_only(town):
    changes = RoadChanges(node_tags={node_id(town, "E"): with_node_delay({}, delay_s=9.0)})
    assert concerned(town, changes, "E")
    assert not concerned(town, changes, "BE", "D")


def test_places_that_no_road_comes_near_are_looked_at_again(town):
    assert concerned(town, closing(town, "BE"), "QS", max_distance_m=1.0)


@TURNS
def test_a_place_on_a_removed_street_joins_the_next(town, turns):
    removed = frozenset(pieces_of(town, "BE"))
    times = assert_same(town, RoadChanges(removed=removed), "BE.4", "AB", "DE", turns=turns)
    assert np.isfinite(times["BE.4"]).all()


def test_a_place_joins_nothing_that_lies_too_far(town):
    found, metric = joined(town, "BE", "AB", max_distance_m=30.0), town.network.metric(km.CAR)
    patched = PatchedRoads(town.network, metric, closing(town, "BE"), joined=(found,))
    ends = patched.ends(found)
    times = patched.matrix(ends, ends)
    assert np.isinf(times[0]).all()
    assert np.isinf(times[:, 0]).all()
    assert times[1, 1] == 0.0


def test_a_street_that_is_closed_to_others_is_joined_as_before(town):
    times = assert_same(town, closing(town, "BE", (km.BICYCLE,)), "BE", "AB")
    assert times["BE"][0] == 0.0


@TURNS
def test_a_new_street_is_joined_where_it_is_nearest(town, turns):
    changes = with_corners_cut(town, road(town, "EJ"))
    times = assert_same(town, changes, "EJ", "EJ.9", "DE", turns=turns)
    assert times["EJ"][0] == pytest.approx(0.0, abs=0.01)


def test_no_door_opens_on_to_a_new_motorway(town):
    changes = with_corners_cut(town, road(town, "EJ", highway="motorway", oneway="no"))
    times = assert_same(town, changes, "EJ", "DE")
    assert times["EJ"][0] > 1.0


@TURNS
def test_who_lives_on_an_island_joins_the_town_until_a_road_comes(town, turns):
    before = assert_same(town, RoadChanges(), "QS", "AB", turns=turns)
    assert before["QS"][0] > 10.0
    after = assert_same(town, with_corners_cut(town, road(town, "CP")), "QS", "AB", turns=turns)
    assert after["QS"][0] == 0.0
    assert after["QS"][1] == pytest.approx(10 + 10 + 10 + 5 + 5, abs=0.1)


@TURNS
@pytest.mark.parametrize("letters", ["CP", "CQ", "FS"])
def test_an_island_behind_a_street_for_residents_is_joined(town, letters, turns):
    changes = with_corners_cut(town, road(town, letters, motor_vehicle="destination"))
    times = assert_same(town, changes, "QS", "PQ", "QR.9", "AB", "C", turns=turns)
    assert times["QS"][0] == 0.0


@TURNS
@pytest.mark.parametrize("letters", ["CP", "PC"])
def test_a_street_into_an_island_that_leads_nowhere_else_makes_it_no_mainland(town, letters, turns):
    changes = with_corners_cut(town, road(town, letters, oneway="yes"))
    times = assert_same(town, changes, "QS", "AB", turns=turns)
    assert times["QS"][0] > 10.0


@TURNS
@pytest.mark.parametrize("at", ["P", "Q", "R"])
def test_a_barrier_on_an_island_is_one_after_a_road_has_come(at, turns):
    drawing = drawn(TOWN, [*STREETS, *ISLAND], nodes={at: {"barrier": "bollard"}})
    for letters in ("CP", "FS"):
        changes = with_corners_cut(drawing, road(drawing, letters))
        assert_same(drawing, changes, "QS", "PQ", "QR", "R", "AB", turns=turns)
        changes = with_corners_cut(drawing, road(drawing, letters, oneway="yes"))
        assert_same(drawing, changes, "QS", "PQ", "QR", "R", "AB", turns=turns)


@TURNS
def test_an_island_of_new_roads_is_joined_by_nobody(town, turns):
    lon, lat = town.lonlat["S"]
    far = tuple(round(lon + step, 7) for step in (1e-3, 2e-3))
    lonely = NewRoad(
        -1, {"highway": "residential"}, "", "", (-2, -3), far, (lat, lat), built_up=False
    )
    changes = RoadChanges(roads=(lonely,))
    assert_same(town, changes, "AB", "QS", "S", turns=turns)
    islands = assert_same(town, changes, "S", "QS", turns=turns, allow_islands=True)
    assert islands["S"][0] == 0.0


@TURNS
def test_who_is_cut_off_with_his_streets_stays_there(turns):
    drawing = drawn(
        "A---B---C---D---E\n|   |       |   |\nF---G       H---I", ["BAFGB", "BCD", "DEIHD"]
    )
    times = assert_same(drawing, closing(drawing, "BCD"), "AB", "DE", "BC", turns=turns)
    assert np.isinf(times["AB"][1])
    assert times["DE"][1] == 0.0


@TURNS
def test_a_new_road_on_the_larger_side_of_a_closure_is_joined(turns):
    text = "A---B---E---F---I   X\n|   |   |   |   |\nD---C   H---G---J"
    ways = ["AB", "BC", "CD", "DA", "BE", "EF", "FG", "GH", "HE", "FI", "IJ", "JG"]
    drawing = drawn(text, [*ways, way("DC", "path", highway="footway")])
    shut = closing(drawing, "BE")
    new = with_corners_cut(drawing, road(drawing, "IX"))
    changes = RoadChanges(tags=shut.tags, roads=new.roads, cuts=new.cuts)
    times = assert_same(drawing, changes, "AB", "IJ", "X", turns=turns)
    assert times["X"][2] == 0.0
    assert np.isinf(times["X"][0])


@TURNS
@pytest.mark.parametrize("name", [*STREETS, "ac", "ca"])
def test_of_streets_drawn_upon_one_another_a_place_joins_the_same_after_any_change(name, turns):
    double = [
        way("AB", "ac", highway="service"),
        way("BA", "ca", highway="tertiary", oneway="yes"),
        way("GHI", "gi", highway="tertiary", oneway="yes"),
    ]
    drawing = drawn(TOWN, [*STREETS, *double], even=False)
    for changes in (
        closing(drawing, name),
        RoadChanges(removed=frozenset(pieces_of(drawing, name)[:1])),
    ):
        assert_same(drawing, changes, "AB", "AB.3", "GH", "HI.7", "E", "JK", turns=turns)


def test_a_new_road_drawn_upon_an_old_one_leaves_places_where_they_are(town):
    before = assert_same(town, RoadChanges(), "BE", "AB")
    slow = with_corners_cut(town, road(town, "BE", maxspeed="10"))
    after = assert_same(town, slow, "BE", "AB")
    np.testing.assert_array_equal(after["BE"], before["BE"])


def test_asking_moves_no_place(town):
    found = joined(town, "BE", "AB")
    before = [column.copy() for column in found.joins]
    assert_same(town, RoadChanges(removed=frozenset(pieces_of(town, "BE"))), "BE", "AB")
    for column, was in zip(found.joins, before, strict=True):
        np.testing.assert_array_equal(column, was)
    assert isinstance(found.places.iloc[0], shapely.Point)
