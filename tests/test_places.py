"""Reading a user's places, and refusing tables that cannot be places."""

import re
import subprocess
import sys

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box

from kraftcenter_mobility import places as places_module
from kraftcenter_mobility.errors import MissingExtraError, PlacesError
from kraftcenter_mobility.place_files import decimal_number
from kraftcenter_mobility.places import (
    FOLKESKOLER,
    HIGHER_EDUCATION,
    HOSPITALS,
    SCHOOLS,
    STATIONS,
    TOWNS,
    VENUES,
    YOUTH_EDUCATION,
    PlaceKind,
    check_places,
    read_places,
)

HERNING, SUNDS = (8.9766, 56.1362), (9.0148, 56.2044)

# On the middle meridian of UTM zone 32 the easting is 500 km and the northing 0.9996 of the
# arc from the equator, by the textbook series for the ellipsoid GRS 80
#   111132.952547 B - 16038.50841 sin 2B + 16.83220 sin 4B - 0.02181 sin 6B
# = 6223445.34 - 14870.65 - 11.69 + 0.01 = 6208563.01 m at B = 56 degrees.
MERIDIAN, MERIDIAN_UTM = (9.0, 56.0), (500_000.0, 6_206_079.6)


@pytest.fixture
def file(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def lonlat(table):
    return {name: (point.x, point.y) for name, point in table.geometry.items()}


# Kinds of places


@pytest.fixture
def table():
    rows = [
        ("Gødstrup", "hospital", "hospital_emergency"),
        ("Lind Skole", "school", "folkeskole"),
        ("Herning Gymnasium", "school", "youth"),
        ("VIA", "school", "higher"),
        ("Kildebakken", "school", "special"),
        ("Boxen", "venue", "arena"),
        ("Herning", "town", "city"),
        ("Herning (station)", "station", "station"),
    ]
    names, kinds, categories = zip(*rows, strict=True)
    return gpd.GeoDataFrame(
        {"kind": kinds, "category": categories},
        geometry=[Point(HERNING)] * len(rows),
        crs="EPSG:4326",
        index=pd.Index(names, name="name"),
    )


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (HOSPITALS, ["Gødstrup"]),
        (SCHOOLS, ["Lind Skole", "Herning Gymnasium", "VIA", "Kildebakken"]),
        (FOLKESKOLER, ["Lind Skole"]),
        (YOUTH_EDUCATION, ["Herning Gymnasium"]),
        (HIGHER_EDUCATION, ["VIA"]),
        (VENUES, ["Boxen"]),
        (TOWNS, ["Herning"]),
        (STATIONS, ["Herning (station)"]),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_a_kind_selects_its_own_places(table, kind, expected):
    assert kind.select(table).index.tolist() == expected


def test_a_kind_that_nothing_is_of_selects_no_rows(table):
    zoos = PlaceKind(name="zoos", kind="zoo")
    assert zoos.select(table).empty


def test_a_table_that_does_not_say_its_kinds_is_refused(table):
    with pytest.raises(PlacesError, match=r"which places are hospitals: .* no column 'kind'"):
        HOSPITALS.select(table.drop(columns="kind"))


# Text files


@pytest.mark.parametrize(
    "content",
    [
        "name,lon,lat\nHerning,8.9766,56.1362\nSunds,9.0148,56.2044\n",
        "Navn;Longitude;Latitude\nHerning;8,9766;56,1362\nSunds;9,0148;56,2044\n",
        "id\tX\tY\r\nHerning\t8.9766\t56.1362\r\nSunds\t9.0148\t56.2044\r\n",
        "sep=;\nnavn;lng;lat\nHerning;8,9766;56,1362\nSunds;9,0148;56,2044\n;;\n",
        'name,geometry\nHerning,POINT (8.9766 56.1362)\nSunds,"POINT (9.0148 56.2044)"\n',
        "\ufeffnavn;lon;lat\nHerning;8,9766;56,1362\nSunds;9,0148;56,2044",
        "navn;længdegrad;breddegrad\nHerning;8.9766;56.1362\nSunds;9.0148;56.2044",
    ],
    ids=["comma", "semicolon", "tab", "excel", "wkt", "bom", "danish"],
)
def test_text_is_read_however_it_is_separated(file, content):
    places = read_places(file("homes.csv", content))
    assert lonlat(places) == {"Herning": HERNING, "Sunds": SUNDS}
    assert places.index.name == "name"
    assert places.crs == "EPSG:4326"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
def test_danish_letters_survive_every_common_encoding(file, encoding):
    content = "navn;lon;lat\nØrnhøj på Ådalen;8,56;56,2\n".encode(encoding)
    assert read_places(file("homes.csv", content)).index.tolist() == ["Ørnhøj på Ådalen"]


def test_other_columns_are_kept_as_numbers_or_text(file):
    content = (
        "navn;lon;lat;kommune;beboere;areal;note\n"
        "Herning;8,97;56,13;0657;51.193;1,5;by\n"
        "Sunds;9,01;56,20;0657;;2;\n"
    )
    places = read_places(file("homes.csv", content))
    assert places["kommune"].tolist() == ["0657", "0657"]  # a code, not the number 657
    assert places["beboere"].iloc[0] == 51_193  # dots are thousands where commas are decimals
    assert np.isnan(places["beboere"].iloc[1])
    assert places["areal"].tolist() == [1.5, 2.0]
    assert places["note"].tolist() == ["by", ""]


def test_a_users_table_has_the_columns_of_every_table_of_places(file):
    places = read_places(file("homes.csv", "name,lon,lat,capacity\nHerning,8.97,56.13,7\n"))
    assert places[["kind", "category", "osm_id"]].iloc[0].tolist() == ["", "", ""]
    assert places["capacity"].tolist() == [7]
    assert places["population"].isna().all()


def test_places_without_names_are_numbered(file):
    places = read_places(file("homes.csv", "lon,lat\n8.97,56.13\n9.01,56.20\n"))
    assert places.index.tolist() == ["place 1", "place 2"]


def test_columns_of_any_name_can_be_said(file):
    path = file("homes.csv", "sted,e,n\nHer,500000,6206079.6\n")
    places = read_places(path, name="sted", x="e", y="n", crs="EPSG:25832")
    assert lonlat(places)["Her"] == pytest.approx(MERIDIAN, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("56.15", 56.15),
        ("56,15", 56.15),
        (" 56,15° ", 56.15),
        ("-8,6", -8.6),
        ("6.221.307,5", 6_221_307.5),
        ("6,221,307.5", 6_221_307.5),
        ("6 221 307", 6_221_307.0),
        ("6.221.307", 6_221_307.0),
        ("4.9E+05", 490_000.0),
        ("5.", 5.0),
    ],
)
def test_numbers_are_read_as_people_write_them(text, number):
    assert decimal_number(text) == number


@pytest.mark.parametrize("text", ["", "ukendt", "56°8'N", ".", ",", "1,2,3,x"])
def test_what_is_no_number_is_nan(text):
    assert np.isnan(decimal_number(text))


@given(st.floats(-1e7, 1e7).map(lambda number: round(number, 6)), st.sampled_from([".", ","]))
def test_a_number_keeps_its_value_with_point_or_comma(number, mark):
    text = f"{number:.6f}".replace(".", mark)
    assert decimal_number(text) == pytest.approx(number, abs=1e-9)


# Files with geometries


@pytest.mark.parametrize("name", ["homes.geojson", "homes.gpkg", "homes.parquet"])
def test_what_was_written_is_read_back(tmp_path, name):
    homes = gpd.GeoDataFrame(
        {"beboere": [51_193, 4_300]},
        geometry=[Point(HERNING), Point(SUNDS)],
        crs="EPSG:4326",
        index=pd.Index(["Herning", "Sunds"], name="name"),
    )
    path = tmp_path / name
    homes.to_parquet(path) if name.endswith("parquet") else homes.to_file(path)
    places = read_places(path)
    assert lonlat(places) == {"Herning": HERNING, "Sunds": SUNDS}
    assert places["beboere"].tolist() == [51_193, 4_300]


def test_metres_become_degrees_and_areas_points_inside(tmp_path):
    # An L-shaped site whose centroid lies outside it.
    site = box(498_000, 6_221_000, 498_100, 6_222_000) | box(498_000, 6_221_000, 499_000, 6_221_100)
    path = tmp_path / "sites.gpkg"
    gpd.GeoDataFrame({"navn": ["L"]}, geometry=[site], crs="EPSG:25832").to_file(path)
    places = read_places(path)
    assert places.crs == "EPSG:4326"
    assert places.geometry.geom_type.tolist() == ["Point"]
    assert places.to_crs("EPSG:25832").geometry.iloc[0].distance(site) < 1e-3


def test_a_layer_must_be_named_where_there_are_several(tmp_path):
    path = tmp_path / "region.gpkg"
    for layer, point in (("homes", HERNING), ("schools", SUNDS)):
        one = gpd.GeoDataFrame({"name": [layer]}, geometry=[Point(point)], crs="EPSG:4326")
        one.to_file(path, layer=layer)
    with pytest.raises(PlacesError, match=r"2 layers; say which .* 'homes', 'schools'"):
        read_places(path)
    with pytest.raises(PlacesError, match="no layer 'roads', only 'homes', 'schools'"):
        read_places(path, layer="roads")
    assert lonlat(read_places(path, layer="schools")) == {"schools": SUNDS}


def test_geoparquet_without_pyarrow_says_what_to_install(file, monkeypatch):
    path = file("homes.parquet", b"PAR1....")
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    wanted = re.escape('python -m pip install "kraftcenter_mobility[io]"')
    with pytest.raises(MissingExtraError, match=wanted):
        read_places(path)


# Files that cannot be used

HEADER = "navn,lon,lat\n"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xlsx", "x", "ends in '.xlsx', which is none of .csv .tsv .txt .geojson"),
        ("a.zip", "x", "unzipped"),
        ("a.csv", "", "is empty"),
        ("a.csv", " \n\n", "is empty"),
        ("a.csv", HEADER, "holds no places"),
        ("a.csv", "<!DOCTYPE html>\n<html>", "is a web page"),
        ("a.geojson", "\n<HTML>", "is a web page"),
        ("a.csv", b"PK\x03\x04\x00\x00", "is not text, perhaps a spreadsheet"),
        ("a.csv", "navn,by\nA,B\n", r"no columns with coordinates.*only 'navn', 'by'"),
        ("a.csv", "lon,lat,lat\n1,2,3\n", "more than one column 'lat'"),
        ("a.csv", HEADER + "A,8,56,7,8\n", "Expected 3 fields in line 2, saw 5"),
        ("a.csv", HEADER + 'A,"8,56\n', "is not a table separated by ','"),
        ("a.csv", HEADER + "A,8.9,56.1\nB,nan,56\nC,8,inf\n", "2 of 3 .* row 2 has 'nan', '56'"),
        ("a.csv", HEADER + "A,,\nB,8.9,56.1\n", "1 of 2 rows have no coordinates .* row 1"),
        ("a.csv", HEADER + "A,8.9,56.1\nB,56.1,8.9\n", r"row 2 \('B'\) at x=56.1, .* swapped"),
        ("a.csv", "navn,x,y\nA,494000,6221000\n", 'UTM zone 32; pass crs="EPSG:25832"'),
        ("a.csv", "navn,x,y\nA,6221000,494000\n", "x and y swapped: x is the easting"),
        ("a.csv", HEADER + "A,890,5600\n", "may be metres in another"),
        ("a.csv", HEADER + ",8.9,56.1\n", "1 of 1 places have no name in 'navn': row 1"),
        (
            "a.csv",
            HEADER + "A,8,56\nB,8,56\nA,8,57\nB,8,57\nC,8,56\nC,8,57\nD,8,56\nD,8,57\n",
            r"4 stand more than once: 'A' in rows \[1, 3\]; 'B' in rows \[2, 4\]; 'C'.*\[5, 6\]",
        ),
        ("a.csv", "navn,wkt\nA,PUNKT (8 56)\n", r"row 1 has 'PUNKT \(8 56\)'"),
        ("a.csv", "navn,wkt\nA,POINT EMPTY\n", r"1 of 1 places have no point.*row 1 \('A'\)"),
        ("a.geojson", "<OGRVRTDataSource>", "not what its name says: a .geojson file begins with"),
        ("a.geojson", '{"type": "FeatureCollection", "features": []}', "holds no places"),
        ("a.geojson", '{"type": "Feature', "is damaged or cut short"),
        ("a.gpkg", b"SQLite format 3\x00junk", "is damaged or cut short"),
        ("a.gpkg", HEADER, "not what its name says"),
        ("a.parquet", b"PAR1junk", "cannot be read as GeoParquet"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_the_reason(file, name, content, message):
    path = file(name, content)
    with pytest.raises(PlacesError, match=message) as caught:
        read_places(path)
    assert name in str(caught.value)


def test_a_missing_file_is_named_with_the_folder_it_was_looked_for_in(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        PlacesError, match=f"'homes.csv' cannot be read.*{re.escape(str(tmp_path))}"
    ):
        read_places("homes.csv")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "by"}, "no column 'by' to take names from, only 'navn'"),
        ({"x": "e", "y": "lat"}, "no column 'e', only 'navn', 'lon', 'lat'"),
        ({"x": "lon"}, "x and y go together"),
        ({"layer": "homes"}, "has no layers"),
        ({"crs": "EPSG:25833000"}, "crs='EPSG:25833000' is no coordinate reference system"),
        ({"crs": "EPSG:25832"}, "look like degrees, not metres"),
    ],
)
def test_an_argument_that_does_not_fit_the_file_is_named(file, arguments, message):
    with pytest.raises(PlacesError, match=message):
        read_places(file("homes.csv", HEADER + "Herning,8.97,56.13\n"), **arguments)


def test_columns_cannot_be_said_for_a_file_with_a_geometry(file):
    content = '{"type": "Point", "coordinates": [8.97, 56.13]}'
    with pytest.raises(PlacesError, match="leave out x and y"):
        read_places(file("homes.geojson", content), x="lon", y="lat")


# Tables


def series(*points, names=None, crs="EPSG:4326"):
    return gpd.GeoSeries([*points], index=names, crs=crs)


def test_places_in_metres_come_back_in_degrees_under_their_names():
    places = check_places(series(Point(MERIDIAN_UTM), names=["Her"], crs=25832), "origins")
    assert places.crs == "EPSG:4326"
    assert places.index.name == "origins"
    assert lonlat(places)["Her"] == pytest.approx(MERIDIAN, abs=1e-6)


def test_checking_leaves_the_callers_table_alone():
    table = gpd.GeoDataFrame({"n": [1]}, geometry=[box(8, 56, 9, 57)], crs=4326, index=["A"])
    before = table.copy()
    points = check_places(table, "origins")
    pd.testing.assert_frame_equal(pd.DataFrame(table), pd.DataFrame(before))
    assert table.index.name is None
    assert points["A"].within(box(8, 56, 9, 57))


POINT = Point(HERNING)


@pytest.mark.parametrize(
    ("places", "message"),
    [
        (
            pd.DataFrame({"lon": [8.9], "lat": [56.1]}),
            "not a DataFrame; .*read_places.*points_from",
        ),
        ([POINT], "not a list"),
        (gpd.GeoDataFrame({"n": [1]}), "have no geometry; choose one with set_geometry"),
        (series(), "have no rows"),
        (series(POINT, names=["A"], crs=None), "no coordinate reference system; say which"),
        (series(POINT, POINT, names=["A", "A"]), r"1 stand more than once: 'A' in rows \[1, 2\]"),
        (series(POINT, POINT, names=["A", None]), "1 of 2 origins have no name"),
        (series(POINT, Point(), names=["A", "B"]), "1 of 2 places have no point on the map: 'B'"),
        (series(POINT, None, names=["A", "B"]), "no point on the map: 'B'"),
        (series(Point(np.inf, 56), names=["A"]), "have NaN or infinite coordinates: 'A'"),
        (series(Point(56.1, 8.9), names=["A"]), "'A' at x=56.1, y=8.9; .*swapped"),
        (series(Point(MERIDIAN_UTM), names=["A"]), r"UTM zone 32; .*set_crs\(\"EPSG:25832\""),
        (series(POINT, names=["A"], crs=25832), "look like degrees, not metres"),
        (series(Point(MERIDIAN_UTM[::-1]), names=["A"], crs=25832), "with x and y swapped"),
    ],
)
def test_a_table_that_cannot_be_places_is_refused_with_the_reason(places, message):
    with pytest.raises(PlacesError, match=message) as caught:
        check_places(places, "origins")
    assert "origins" in str(caught.value)


def test_many_places_at_fault_are_counted_and_three_are_named():
    places = series(*[Point(56.1, 8.9)] * 9, POINT, names=list("abcdefghij"))
    with pytest.raises(PlacesError, match=r"9 of 10 places .* the first 'a'"):
        check_places(places, "origins")
    empties = series(*[Point()] * 9, POINT, names=list("abcdefghij"))
    with pytest.raises(PlacesError, match=r"9 of 10 .*: 'a'; 'b'; 'c'; \.\.\.$"):
        check_places(empties, "origins")


@given(lon=st.floats(7, 16), lat=st.floats(54, 58))
def test_every_place_in_denmark_is_accepted_and_none_when_swapped(lon, lat):
    point = check_places(series(Point(lon, lat), names=["A"]), "origins").iloc[0]
    assert (point.x, point.y) == (lon, lat)
    with pytest.raises(PlacesError, match="swapped"):
        check_places(series(Point(lat, lon), names=["A"]), "origins")


def test_importing_the_module_loads_no_heavy_library():
    code = (
        "import sys, kraftcenter_mobility.places, kraftcenter_mobility.grids\n"
        "print(*{'pandas', 'geopandas', 'shapely', 'numpy', 'pyproj'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""
    assert places_module.__name__ == "kraftcenter_mobility.places"
