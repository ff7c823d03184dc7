"""Where places join the roads: along an edge, from both sides, and never to an island."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from drawn import METRES_PER_LAT, METRES_PER_LON, built, drawn, way

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import SnappingError
from kraftcenter_mobility.networks.joins import join_places, segment_points

# 300 m of road, with a place P 50 m north of it, and Q at its beginning.
METRES = {"A": (0, 0), "B": (100, 0), "C": (300, 0), "P": (160, 50), "Q": (0, 0)}
WALK_MS = 4.8 / 3.6


def joins_of(town, *where, mode=km.CAR, allow_islands=False, max_distance_m=1000.0):
    """Return where places of a drawing join its roads."""
    metric = town.network.metric(mode)
    index = town.network.segment_index(metric, allow_islands=allow_islands)
    return join_places(
        index, town.places(*where), max_distance_m=max_distance_m, mode_name=mode.name
    )


def test_a_place_joins_the_nearest_point_along_a_road_not_the_nearest_node():
    joins = joins_of(built(METRES, ["AB", "BC"]), "P")
    assert joins.offset_m[0] == pytest.approx(160.0, rel=1e-3)
    assert joins.distance_m[0] == pytest.approx(50.0, rel=1e-3)
    assert joins.lon[0] == pytest.approx(8.97 + 160 / METRES_PER_LON, abs=2e-6)
    assert joins.lat[0] == pytest.approx(56.14, abs=2e-6)


def test_the_walk_to_the_road_counts_once_at_each_end():
    town = built(METRES, ["AB", "BC"])
    walk_s = 50.0 / WALK_MS
    assert town.seconds("P", "AB") == pytest.approx(walk_s + 11.0, rel=1e-3)
    assert town.seconds("AB", "P") == pytest.approx(walk_s + 11.0, rel=1e-3)
    assert town.seconds("P", "P") == pytest.approx(2 * walk_s, rel=1e-3)
    assert town.seconds("P", "AB", access=False) == pytest.approx(11.0, rel=1e-3)


def test_cyclists_and_drivers_walk_to_the_road_at_the_same_pace():
    town = built(METRES, ["AB", "BC"])
    for mode in km.MODES:
        walk_s = town.seconds("P", "AB", mode) - town.seconds("P", "AB", mode, access=False)
        assert walk_s == pytest.approx(50.0 / WALK_MS, rel=1e-3)


@pytest.mark.parametrize(
    ("origin", "destination", "seconds"),
    [("AC.2", "AC.7", 15.0), ("AC.7", "AC.2", 15.0), ("AC.4", "AC.4", 0.0), ("AC0", "AC1", 30.0)],
)
def test_a_journey_along_one_road_covers_only_the_part_between(origin, destination, seconds):
    assert built(METRES, ["AC"]).seconds(origin, destination) == pytest.approx(
        seconds, rel=1e-3, abs=0.01
    )


BLOCK = """
    D-------C
    |       |
X---A-------B---Y
"""  # round the block 600 m


@pytest.mark.parametrize(
    ("origin", "destination", "seconds"),
    [("AB.25", "AB.75", 10.0), ("AB.75", "AB.25", 50.0), ("AB.5", "AB.5", 0.0)],
)
def test_back_along_a_one_way_street_one_goes_round_the_block(origin, destination, seconds):
    town = drawn(BLOCK, ["XA", way("AB", oneway="yes"), "BCDA", "BY"])
    assert town.seconds(origin, destination) == pytest.approx(seconds, rel=1e-3, abs=0.01)


def test_the_way_round_may_be_faster_than_the_way_along():
    # From one end of a slow road to the other; D and C lie on a fast one.
    town = drawn(BLOCK, ["XA", way("AB", highway="track", tracktype="grade1"), "BCDA"])
    slow = km.SpeedModel(
        free_flow_kmh=lambda road, *_: 3.6 if road.name == "track" else 36.0,
        lowest_bend_factor=1.0,
    )
    town = town.with_network(town.network.with_speeds(slow))
    assert town.seconds("AB.1", "AB.9") == pytest.approx(20.0 + 40.0 + 20.0, rel=1e-3)
    assert town.seconds("AB.1", "AB.3") == pytest.approx(40.0, rel=1e-3)


def test_a_place_exactly_at_a_node_joins_there():
    town = built(METRES, ["AB", "BC"])
    joins = joins_of(town, "B", "A", "Q")
    assert joins.distance_m == pytest.approx([0, 0, 0], abs=0.01)
    assert joins.offset_m == pytest.approx([100, 0, 0], abs=0.02)
    assert town.seconds("A", "C") == pytest.approx(30.0, rel=1e-3)
    assert town.seconds("C", "A") == pytest.approx(30.0, rel=1e-3)
    assert town.seconds("B", "B") == pytest.approx(0.0, abs=0.01)


def test_a_place_at_a_junction_goes_every_way():
    town = drawn("    C\n    |\nA---M---B\n    |\n    D", ["AM", "MB", "CM", "MD"])
    for end in ("A", "B", "C", "D"):
        assert town.seconds("M", end) == pytest.approx(10.0, rel=1e-3)
        assert town.seconds(end, "M") == pytest.approx(10.0, rel=1e-3)


# A mainland A-B-C with a cul-de-sac, and an island X-Y nearer to the place P.
ISLAND = {
    "A": (0, 0),
    "B": (300, 0),
    "C": (600, 0),
    "E": (300, -200),
    "X": (100, 100),
    "Y": (300, 100),
    "P": (200, 90),
}


def test_a_place_is_not_joined_to_an_island_unless_asked():
    town = built(ISLAND, ["AB", "BC", "BE", "XY"])
    assert joins_of(town, "P").distance_m[0] == pytest.approx(90.0, rel=1e-2)
    assert joins_of(town, "P", allow_islands=True).distance_m[0] == pytest.approx(10.0, rel=1e-2)
    assert np.isfinite(town.seconds("P", "BC"))
    assert np.isinf(town.seconds("P", "BC", allow_islands=True))


def test_a_street_that_cannot_be_left_again_is_an_island():
    streets = built(ISLAND | {"X": (300, 100)}, ["AB", "BC", "BE", way("BX", oneway="yes")])
    assert joins_of(streets, "BX").distance_m[0] == pytest.approx(50.0, rel=1e-2)


def test_a_place_joins_only_roads_its_mode_may_use():
    town = built(ISLAND, ["AB", "BC", way("XY", highway="footway"), way("BY", highway="footway")])
    assert joins_of(town, "P", mode=km.WALKING).distance_m[0] == pytest.approx(10.0, rel=1e-2)
    assert joins_of(town, "P", mode=km.CAR).distance_m[0] == pytest.approx(90.0, rel=1e-2)


def test_a_place_too_far_away_is_named():
    town = built(METRES | {"Z": (160, 1200)}, ["AB", "BC"])
    with pytest.raises(SnappingError, match=r"1 of 2 places lie more than 1000 m .* 'Z' at 12\d\d"):
        joins_of(town, "P", "Z")
    with pytest.raises(SnappingError, match=r"1 of 1 places lie more than 40 m"):
        joins_of(town, "P", max_distance_m=40.0)


@pytest.mark.parametrize("crs", ["EPSG:25832", "EPSG:3857", "EPSG:32632"])
def test_places_may_come_in_any_coordinate_system(crs):
    town = built(METRES, ["AB", "BC"])
    places = town.places("P", "AB")
    expected = km.travel_time_matrix(town.network, places, places, mode=km.CAR)
    again = km.travel_time_matrix(town.network, places.to_crs(crs), places, mode=km.CAR)
    np.testing.assert_allclose(again, expected, atol=1e-3)


def test_a_place_east_of_the_network_joins_its_end():
    town = built(METRES, ["AB", "BC"])
    beyond = gpd.GeoSeries(
        [shapely.Point(8.97 + 400 / METRES_PER_LON, 56.14)], ["beyond"], crs=4326
    )
    metric = town.network.metric(km.CAR)
    joins = town.network.segment_index(metric).nearest(beyond.x.to_numpy(), beyond.y.to_numpy())
    assert joins.offset_m[0] == pytest.approx(300.0, rel=1e-3)
    assert joins.distance_m[0] == pytest.approx(100.0, rel=1e-3)


def test_the_points_between_two_offsets_are_those_along_the_way():
    roads = built(METRES | {"D": (300, 100)}, ["ABCD"]).network.roads
    forward = segment_points(roads, 0, 50.0, 350.0)
    assert len(forward) == 4
    assert segment_points(roads, 0, 350.0, 50.0) == forward[::-1]
    assert segment_points(roads, 0, 120.0, 120.0)[0] == segment_points(roads, 0, 120.0, 120.0)[-1]
    assert forward[0][0] == pytest.approx(8.97 + 50 / METRES_PER_LON, abs=2e-6)
    assert forward[-1][1] == pytest.approx(56.14 + 50 / METRES_PER_LAT, abs=2e-6)


@pytest.mark.parametrize("share", [0.0, 0.2, 1 / 3, 0.5, 0.9, 1.0])
def test_the_times_before_and_after_a_point_add_up_to_the_whole(share):
    ways = [way("AB", maxspeed="30"), way("BC", surface="gravel", maxspeed="70")]
    town = built(
        METRES, ways, nodes={"B": {"highway": "crossing", "crossing": "zebra"}}, even=False
    )
    metric = town.network.metric(km.CAR)
    zero = np.zeros(1, dtype=np.int64)
    whole = metric.time_along_s(zero, np.array([300.0 * 1.01]))
    part = metric.time_along_s(zero, np.array([300.0 * share]))
    assert (part <= whole).all()
    assert (part >= 0).all()
    expected = {"lowest": metric.edge_time_s.min(), "highest": metric.edge_time_s.max()}
    assert whole.min() == pytest.approx(expected["lowest"], rel=1e-3)
    assert whole.max() == pytest.approx(expected["highest"], rel=1e-3)
