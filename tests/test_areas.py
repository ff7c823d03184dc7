"""Areas in any of the ways a planner has one."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from small_osm import STREET, row_of_nodes, way, write_osm

import kraftcenter_mobility as km
from kraftcenter_mobility.areas import area_geometry
from kraftcenter_mobility.errors import InputError, OsmDataError

BOX = (8.8, 56.0, 9.1, 56.3)
POLYGON = shapely.box(*BOX)
DEGREES = gpd.GeoDataFrame(geometry=[POLYGON], crs="EPSG:4326")
METRES = DEGREES.to_crs("EPSG:25832")

FORMS = {
    "a tuple": BOX,
    "a list": list(BOX),
    "texts": tuple(map(str, BOX)),
    "an array": np.array(BOX),
    "total bounds": DEGREES.total_bounds,
    "a polygon": POLYGON,
    "a multipolygon": shapely.MultiPolygon([POLYGON]),
    "a table": DEGREES,
    "a column": DEGREES.geometry,
    "a table in metres": METRES,
    "two halves": gpd.GeoSeries(
        [shapely.box(8.8, 56.0, 9.0, 56.3), shapely.box(9.0, 56.0, 9.1, 56.3)], crs="EPSG:4326"
    ),
}


@pytest.mark.parametrize("area", FORMS.values(), ids=FORMS)
def test_every_form_of_an_area_is_the_same_area(area):
    assert area_geometry(area).bounds == pytest.approx(BOX, abs=1e-9)


@pytest.mark.parametrize("name", ["area.geojson", "area.gpkg", "area.shp", "AREA.JSON"])
def test_an_area_is_read_from_a_file_in_metres_or_degrees(tmp_path, name):
    path = tmp_path / name
    table = DEGREES if path.suffix.lower().endswith("json") else METRES
    table.to_file(path, driver="GeoJSON" if path.suffix == ".JSON" else None)
    assert area_geometry(path).bounds == pytest.approx(BOX, abs=1e-6)
    assert area_geometry(str(path)).bounds == pytest.approx(BOX, abs=1e-6)


def test_an_area_is_read_from_geoparquet(tmp_path):
    METRES.to_parquet(tmp_path / "area.parquet")
    assert area_geometry(tmp_path / "area.parquet").bounds == pytest.approx(BOX, abs=1e-9)


def test_a_polygon_that_crosses_itself_is_mended():
    bow_tie = shapely.Polygon([(8, 55), (9, 56), (9, 55), (8, 56)])
    area = area_geometry(bow_tie)
    assert area.is_valid
    assert area.bounds == bow_tie.bounds


REFUSED = {
    "a number": (5, "area must be .* got int"),
    "nothing": (None, "got NoneType"),
    "a mapping": ({"type": "Polygon"}, "got dict"),
    "three numbers": ((1, 2, 3), r"area must be \(west, south, east, north\)"),
    "words": (("a", "b", "c", "d"), "west < east and south < north"),
    "a NaN": ((8.8, float("nan"), 9.1, 56.3), "got .*nan"),
    "east before west": ((9.1, 56.0, 8.8, 56.3), "west < east"),
    "no width": ((9, 56, 9, 57), "west < east"),
    "without end": ((-float("inf"), 56, 9, 57), "are no degrees"),
    "metres": ((480_000, 6_200_000, 490_000, 6_210_000), "EPSG:25832"),
    "swapped": ((56.0, 8.8, 56.3, 9.1), "longitude and latitude look swapped"),
    "an empty polygon": (shapely.Polygon(), "area is empty"),
    "an empty table": (DEGREES.iloc[:0], "area is empty"),
    "a table of nothing": (gpd.GeoSeries([None], crs="EPSG:4326"), "area is empty"),
    "a line": (shapely.LineString([(8, 55), (9, 56)]), "no surface"),
    "a point": (shapely.Point(9, 56), "no surface"),
    "a table of points": (gpd.GeoSeries.from_xy([9], [56], crs="EPSG:4326"), "no surface"),
    "no system": (gpd.GeoSeries([POLYGON]), r"set one with area\.set_crs"),
    "no geometry": (gpd.GeoDataFrame({"a": [1]}), r"area\.set_geometry"),
    "a wrong system": (METRES.set_crs(4326, allow_override=True), "are no degrees"),
    "a file of another kind": (Path("area.vrt"), "ends in none of .geojson"),
    "a missing file": ("nowhere.gpkg", r"no file nowhere\.gpkg"),
}


@pytest.mark.parametrize(("area", "told"), REFUSED.values(), ids=REFUSED)
def test_an_area_that_cannot_be_used_is_refused_with_the_reason(area, told):
    with pytest.raises(InputError, match=told):
        area_geometry(area)


def test_an_area_file_that_is_not_what_its_name_says_is_not_handed_on(tmp_path):
    path = tmp_path / "area.gpkg"
    path.write_text("<OGRVRTDataSource><SrcDataSource>/etc/passwd</SrcDataSource>")
    with pytest.raises(InputError, match="it is not what its name says"):
        area_geometry(path)


def test_a_damaged_area_file_is_refused(tmp_path):
    path = tmp_path / "area.geojson"
    path.write_text('{"type": "FeatureCollection", "features": [')
    with pytest.raises(InputError, match=r"the area in .*area\.geojson cannot be read"):
        area_geometry(path)


def test_a_network_is_cut_to_an_area_of_any_form(tmp_path):
    path = write_osm(tmp_path / "long.osm", row_of_nodes(20) + way(10, range(1, 21)))
    box = (9.0055, 55.9, 9.0105, 56.1)
    table = gpd.GeoDataFrame(geometry=[shapely.box(*box)], crs="EPSG:4326").to_crs("EPSG:25832")
    table.to_file(tmp_path / "area.gpkg")
    for area in (box, shapely.box(*box), table, tmp_path / "area.gpkg"):
        network = km.TransportNetwork.from_osm(path, area=area)
        assert network.roads.point_id.tolist() == [5, 6, 7, 8, 9, 10, 11]


def test_an_area_far_away_is_refused_with_what_the_file_covers(tmp_path):
    path = write_osm(tmp_path / "street.osm", STREET)
    with pytest.raises(OsmDataError, match=r"street\.osm lies in the area \(10\.0, 57\.0"):
        km.TransportNetwork.from_osm(path, area=(10, 57, 11, 58))
