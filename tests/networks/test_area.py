"""Networks of part of a file: roads are kept to the first node outside."""

import geopandas as gpd
import pytest
import shapely
from drawn import METRES_PER_LAT, METRES_PER_LON, NORTH, WEST, built, way

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, OsmDataError

# A road of five nodes, 100 m apart, and a crossing one at C.
METRES = {chr(65 + k): (100 * k, 0) for k in range(5)} | {"X": (200, 300), "Y": (200, -300)}
WAYS = ["ABCDE", "XCY"]


def box(west_m, south_m, east_m, north_m):
    """Return bounds in degrees, of metres from the beginning of the road."""
    return (
        WEST + west_m / METRES_PER_LON,
        NORTH + south_m / METRES_PER_LAT,
        WEST + east_m / METRES_PER_LON,
        NORTH + north_m / METRES_PER_LAT,
    )


def length_m(area):
    """Return the length of the roads within an area."""
    return built(METRES, WAYS, area=area).network.roads.segment_length_m.sum()


def test_without_an_area_everything_is_kept():
    assert length_m(None) == pytest.approx(400 + 600, rel=1e-3)


@pytest.mark.parametrize(
    ("bounds", "kept_m"),
    [
        ((-10, -50, 150, 50), 200),  # A and B, on to C
        ((150, -50, 250, 50), 200 + 600),  # C alone, and one node on every side
        ((50, -50, 150, 50), 200),  # B alone
        ((-10, -10, 410, 10), 400 + 600),
        ((150, 200, 250, 400), 300),  # X alone
    ],
)
def test_a_road_is_kept_to_the_first_node_outside(bounds, kept_m):
    assert length_m(box(*bounds)) == pytest.approx(kept_m, rel=1e-3)


def test_a_road_that_leaves_the_area_and_comes_back_is_kept_in_parts():
    # In at A, out at B and C, in again at D.
    area = shapely.union_all(
        [shapely.box(*box(-10, -9, 50, 9)), shapely.box(*box(250, -9, 350, 9))]
    )
    town = built(METRES, ["ABCDE"], area=area)
    assert town.network.roads.segment_length_m.sum() == pytest.approx(300, rel=1e-3)
    assert town.network.roads.way_id.tolist() == [1001]


@pytest.mark.parametrize("kind", ["polygon", "table", "table in metres", "file"])
def test_an_area_may_be_given_in_any_of_the_ways_planners_have_one(kind, tmp_path):
    polygon = shapely.box(*box(-10, -50, 150, 50))
    table = gpd.GeoDataFrame(geometry=[polygon], crs="EPSG:4326")
    area = {"polygon": polygon, "table": table, "table in metres": table.to_crs("EPSG:25832")}
    if kind == "file":
        table.to_file(tmp_path / "area.geojson")
        area["file"] = tmp_path / "area.geojson"
    assert length_m(area[kind]) == pytest.approx(200, rel=1e-3)


def test_a_limit_stays_in_force_where_a_road_is_cut():
    ways = [way("ABCDE", maxspeed="30")]
    whole = built(METRES, ways, even=False)
    part = built(METRES, ways, even=False, area=box(-10, -50, 150, 50))
    assert part.seconds("AB", "BC") == pytest.approx(whole.seconds("AB", "BC"), rel=1e-6)


def test_an_area_without_roads_says_where_the_file_has_them():
    with pytest.raises(OsmDataError, match=r"no road of .*drawn\.osm lies in the area .* covers"):
        length_m(box(5000, 5000, 6000, 6000))


@pytest.mark.parametrize(
    ("area", "message"),
    [
        ((56.0, 8.9), "must be"),
        ((9.0, 56.0, 8.9, 56.1), "west < east"),
        ((500_000, 6_200_000, 510_000, 6_210_000), "no degrees"),
        ("nowhere.geojson", "there is no file"),
        (shapely.Polygon(), "empty"),
        (shapely.Point(9, 56), "no surface"),
        (7, "must be"),
        (gpd.GeoDataFrame(geometry=[shapely.box(8, 55, 9, 57)]), "no coordinate system"),
    ],
)
def test_an_area_that_is_none_is_refused(area, message):
    with pytest.raises(InputError, match=message):
        built(METRES, WAYS, area=area)


@pytest.mark.realdata
def test_part_of_a_real_town_has_the_times_of_the_whole(data_folder):
    path = data_folder / "osm" / "sindal_2016.osm"
    whole = km.TransportNetwork.from_osm(path)
    roads = whole.roads
    bounds = (
        roads.node_lon.min(),
        roads.node_lat.min(),
        roads.node_lon.max(),
        roads.node_lat.max(),
    )
    middle = shapely.box(*bounds).centroid
    part = km.TransportNetwork.from_osm(path, area=middle.buffer(0.02))
    assert 0 < part.roads.n_segments < roads.n_segments
    assert set(part.roads.way_id) <= set(roads.way_id)


def test_a_ferry_that_reaches_into_the_area_is_kept_whole():
    metres = {"X": (0, 0), "A": (100, 0), "M": (2600, 0), "B": (5100, 0), "Y": (5200, 0)}
    ways = ["XA", way("AMB", route="ferry", duration="00:30"), "BY"]
    area = box(-200, -200, 200, 200)
    whole, cut = built(metres, ways), built(metres, ways, area=area)
    assert cut.network.roads.way_length_m.max() == whole.network.roads.way_length_m.max()
    for town in (whole, cut):
        crossing_s = town.network.metric(km.CAR).edge_time_s.max()
        assert crossing_s == pytest.approx(1800.0)
