"""The ways taken: their lines, lengths, names and legs."""

import numpy as np
import pytest
import shapely
from drawn import drawn, turn, way

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError

#   A --Vestergade-- M --Østergade-- B, and north from M Nørregade to C, a dead end.
CROSSING = """
        C
        |
    A---M---B
"""


@pytest.fixture(scope="module")
def town():
    names = {"AM": "Vestergade", "MB": "Østergade", "CM": "Nørregade"}
    ways = [way(nodes, name=name) for nodes, name in names.items()]
    return drawn(CROSSING, ways, [turn("no_left_turn", "AM", "M", "CM")])


def journey(town, origin, destination, **settings):
    """Return one journey."""
    table = km.journeys(
        town.network,
        town.places(origin),
        town.places(destination),
        **({"mode": km.CAR} | settings),
    )
    return table.iloc[0]


def test_a_journey_names_the_roads_it_takes(town):
    way_east = journey(town, "AM", "MB")
    assert way_east["roads"] == "Vestergade → Østergade"
    assert way_east["travel_time_s"] == pytest.approx(10.0, rel=1e-3)
    assert way_east["length_m"] == pytest.approx(100.0, rel=1e-3)


def test_legs_are_walks_at_the_ends_and_one_per_road_between(town):
    legs = journey(town, "AM", "MB")["legs"]
    assert [leg["kind"] for leg in legs] == ["walk", "car", "car", "walk"]
    assert [leg["road"] for leg in legs] == ["", "Vestergade", "Østergade", ""]
    assert [leg["length_m"] for leg in legs] == pytest.approx([0, 50, 50, 0], abs=0.2)
    assert [leg["time_s"] for leg in legs] == pytest.approx([0, 5, 5, 0], abs=0.02)


def test_a_way_round_is_drawn_there_and_back(town):
    # Not left at M: to the end of Østergade and back.
    round_about = journey(town, "AM", "CM")
    assert round_about["roads"] == "Vestergade → Østergade → Nørregade"
    assert round_about["length_m"] == pytest.approx(300.0, rel=1e-3)
    points = shapely.get_coordinates(round_about["geometry"]).round(6)
    end = np.round(town.lonlat["B"], 6)
    assert any((point == end).all() for point in points)


def test_a_line_runs_from_door_to_door(town):
    line = journey(town, "AM", "MB")["geometry"]
    assert line.geom_type == "LineString"
    assert line.coords[0] == tuple(town.point("AM").coords[0])
    assert line.coords[-1] == tuple(town.point("MB").coords[0])


def test_a_journey_along_one_road_never_leaves_it(town):
    along = journey(town, "AM.2", "AM.7")
    assert along["roads"] == "Vestergade"
    assert along["length_m"] == pytest.approx(50.0, rel=1e-2)
    back = journey(town, "AM.7", "AM.2")
    np.testing.assert_allclose(
        shapely.get_coordinates(back["geometry"]),
        shapely.get_coordinates(along["geometry"])[::-1],
        atol=1e-7,
    )


def test_a_journey_back_along_a_one_way_street_goes_round():
    block = drawn(
        """
        D-------C
        |       |
        A-------B
        """,
        [way("AB", oneway="yes", name="Ensrettet"), way("BCDA", name="Rundt")],
    )
    round_about = journey(block, "AB.75", "AB.25")
    assert round_about["roads"] == "Ensrettet → Rundt → Ensrettet"
    assert round_about["length_m"] == pytest.approx(500.0, rel=1e-3)
    assert len(shapely.get_coordinates(round_about["geometry"])) >= 6


def test_a_place_to_itself_is_a_journey_of_no_length(town):
    stay = journey(town, "MB", "MB")
    assert stay["travel_time_s"] == pytest.approx(0.0, abs=0.01)
    assert stay["length_m"] == pytest.approx(0.0, abs=0.01)
    assert stay["geometry"].geom_type == "LineString"


def test_where_there_is_no_way_there_is_no_line():
    island = drawn("A---B---C   X---Y", ["AB", "BC", "XY"])
    nowhere = journey(island, "AB", "XY", allow_islands=True)
    assert np.isinf(nowhere["travel_time_s"])
    assert np.isinf(nowhere["length_m"])
    assert nowhere["geometry"] is None
    assert nowhere["legs"] == []
    assert nowhere["roads"] == ""


def test_every_pair_has_its_row(town):
    table = km.journeys(
        town.network, town.places("AM", "MB"), town.places("CM", "AM", "MB"), mode=km.CAR
    )
    assert table.index.names == ["origin", "destination"]
    assert len(table) == 6
    assert table.crs == "EPSG:4326"
    times = km.travel_time_matrix(
        town.network, town.places("AM", "MB"), town.places("CM", "AM", "MB"), mode=km.CAR
    )
    np.testing.assert_array_equal(table["travel_time_s"], times.to_numpy().ravel())


def test_walks_at_both_ends_are_part_of_the_journey(town):
    # 40 m east of the end of the road, which is at B.
    places = town.places("MB", "AM")
    beside = places.to_crs("EPSG:25832").translate(yoff=-40.0).to_crs("EPSG:4326")
    walked = km.journeys(town.network, beside, places, mode=km.CAR).loc[("MB", "AM")]
    assert walked["legs"][0]["length_m"] == pytest.approx(40.0, rel=0.01)
    assert walked["legs"][0]["time_s"] == pytest.approx(30.0, rel=0.01)
    assert walked["length_m"] == pytest.approx(140.0, rel=0.01)


def test_without_access_a_journey_begins_and_ends_on_the_road(town):
    places = town.places("MB", "AM")
    beside = places.to_crs("EPSG:25832").translate(yoff=-40.0).to_crs("EPSG:4326")
    table = km.journeys(town.network, beside, places, mode=km.CAR, access=False)
    driven = table.loc[("MB", "AM")]
    assert driven["travel_time_s"] == pytest.approx(10.0, rel=0.01)
    assert driven["length_m"] == pytest.approx(100.0, rel=0.01)
    assert [leg["kind"] for leg in driven["legs"]] == ["car", "car"]
    assert driven["roads"] == "Østergade → Vestergade"
    line = driven["geometry"]
    assert shapely.Point(line.coords[0]).distance(places["MB"]) < 1e-5
    assert shapely.Point(line.coords[-1]).distance(places["AM"]) < 1e-5
    stay = table.loc[("MB", "MB")]
    assert stay["length_m"] == pytest.approx(0.0, abs=0.05)
    assert stay["geometry"].geom_type == "LineString"


def test_pieces_of_one_road_have_their_own_legs_by_name():
    town = drawn(
        "A---M---B",
        [way("AM", name="Kirkegade", maxspeed="30"), way("MB", ref="15", maxspeed="60")],
        even=False,
    )
    legs = journey(town, "AM", "MB")["legs"]
    assert [leg["road"] for leg in legs[1:-1]] == ["Kirkegade", "15"]
    assert legs[1]["time_s"] > legs[2]["time_s"]


def test_too_many_journeys_are_refused_before_any_is_looked_for(town, monkeypatch):
    from kraftcenter_mobility.routing import journeys as module

    monkeypatch.setattr(module, "MOST_JOURNEYS", 5)
    places = town.places("AM", "MB", "CM")
    with pytest.raises(InputError, match="3 x 3 journeys are more than 5"):
        km.journeys(town.network, places, places, mode=km.CAR)


def test_journeys_of_towns_in_the_sample_pass_through_the_roads_they_name(sample):
    towns = sample.places(km.TOWNS).iloc[:4]
    table = km.journeys(sample, towns, towns, mode=km.CAR)
    for row in table.itertuples():
        if np.isfinite(row.travel_time_s):
            assert sum(leg["time_s"] for leg in row.legs) == row.travel_time_s
            assert sum(leg["length_m"] for leg in row.legs) == pytest.approx(row.length_m)
            assert row.geometry.is_valid or row.Index[0] == row.Index[1]
