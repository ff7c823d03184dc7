"""Files of scenarios: what is written is read again, and what is wrong is said with its line."""

import dataclasses
import json
import math
import os
import subprocess
import sys
import tomllib
from contextlib import suppress

import geopandas as gpd
import pytest
from hypothesis import HealthCheck, example, given, reject, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon, box

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, ScenarioError
from kraftcenter_mobility.scenarios.adding import AddRoad
from kraftcenter_mobility.scenarios.edits import (
    CloseRoad,
    RemoveRoad,
    SetJunctionDelay,
    SetSpeed,
)
from kraftcenter_mobility.scenarios.interchanges import Join
from kraftcenter_mobility.scenarios.place_edits import (
    AddPlace,
    ClosePlace,
    MovePlace,
    SetCapacity,
)
from kraftcenter_mobility.scenarios.scenario import Scenario
from kraftcenter_mobility.scenarios.toml_text import toml_text

LINE = [(8.5, 56.1), (8.6, 56.15), (8.7, 56.2)]
HOLED = Polygon(box(8, 56, 9, 57).exterior, [box(8.4, 56.4, 8.6, 56.6).exterior])

PLAN = """
format = 1
name = "Rute 15 som 2+1"
description = "Ringkøbing (Røgind) til Herning (Snejbjerg)"
source = "rksk.dk 2024"
confidence = "V"
area = [8.0, 55.9, 9.2, 56.3]

[[edits]]
edit = "SetSpeed"
number = "15"
limit_kmh = 90

[[edits]]
edit = "AddRoad"
line = [[8.5, 56.1], [8.6, 56.15], [8.7, 56.2]]
road_class = "primary"
name = "Havnstrup omfartsvej"

[[edits.joins]]
lon = 8.5
lat = 56.1
roads = ["15"]

[[edits.joins]]
lon = 8.7
lat = 56.2

[[edits]]
edit = "CloseRoad"
name = "Gammel Landevej"
modes = ["car", "ambulance"]
direction = "forward"
"""


@pytest.fixture
def write(tmp_path):
    def put(content, name="plan.toml"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return put


def refused(path):
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_file(path)
    return str(caught.value)


# Reading what a planner wrote


def test_a_planners_file_becomes_a_scenario(write):
    plan = Scenario.from_file(write(PLAN))
    assert plan.edits == (
        SetSpeed(number="15", limit_kmh=90),
        AddRoad(
            LINE,
            "primary",
            joins=(Join(8.5, 56.1, ("15",)), Join(8.7, 56.2)),
            name="Havnstrup omfartsvej",
        ),
        CloseRoad(name="Gammel Landevej", modes=(km.CAR, km.AMBULANCE), direction="forward"),
    )
    assert plan.name == "Rute 15 som 2+1"
    assert plan.description == "Ringkøbing (Røgind) til Herning (Snejbjerg)"
    assert (plan.source, plan.confidence) == ("rksk.dk 2024", "V")
    assert plan.area == (8.0, 55.9, 9.2, 56.3)


def test_json_of_the_same_structure_gives_the_same_scenario(write):
    as_json = write(json.dumps(tomllib.loads(PLAN)), "plan.json")
    assert Scenario.from_file(as_json) == Scenario.from_file(write(PLAN))


def test_windows_line_ends_and_a_byte_order_mark_are_taken(write):
    windows = b"\xef\xbb\xbf" + PLAN.replace("\n", "\r\n").encode()
    assert Scenario.from_file(write(windows)) == Scenario.from_file(write(PLAN, "b.TOML"))


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        ("[[8, 56], [9, 56], [9, 57]]", Polygon([(8, 56), (9, 56), (9, 57)])),
        ("[[8, 56, 3.5], [9, 56], [9, 57], [8, 56]]", Polygon([(8, 56), (9, 56), (9, 57)])),
        (
            '{ type = "Polygon", coordinates = [[[8, 56], [9, 56], [9, 57], [8, 56]]] }',
            Polygon([(8, 56), (9, 56), (9, 57)]),
        ),
        (
            '{ type = "MultiPolygon", coordinates = [[[[8, 56], [9, 56], [9, 57], [8, 56]]]] }',
            MultiPolygon([Polygon([(8, 56), (9, 56), (9, 57)])]),
        ),
    ],
)
def test_an_area_can_be_written_out(write, within, expected):
    text = f'format = 1\nname = "x"\n[[edits]]\nedit = "CloseRoad"\nwithin = {within}\n'
    assert Scenario.from_file(write(text)).edits == (CloseRoad(within=expected),)


# What is written is read again


EVERY_KIND = (
    SetSpeed(number="15", limit_kmh=90, direction="backward", note='rks "k"\\'),
    SetSpeed(way_ids=(5, -3, 2**40), factor=1 / 3, modes=(km.CAR,)),
    SetSpeed(road_class="motorway", within=box(8, 56, 9, 57), speed_kmh=110.5),
    CloseRoad(within=HOLED, modes=(km.BICYCLE, km.WALKING)),
    CloseRoad(within=MultiPolygon([box(6, 56, 7, 57), HOLED])),
    RemoveRoad(name="Nørregade\t\x7f\n", allow_no_effect=True),
    SetJunctionDelay(node_id=17, delay_s=12),
    SetJunctionDelay(lon=8.9, lat=56.1, radius_m=50.5, extra_s=3),
    AddRoad(LINE, "primary", joins=(Join(8.5, 56.1, ("15", "way/3"), 20), Join(8.7, 56.2))),
    AddRoad(
        LineString(LINE),
        "tertiary",
        joins=(Join(8.6, 56.15),),
        limit_kmh=80,
        lanes=2,
        oneway=True,
        number="999",
        name="Ny vej",
        built_up=True,
        modes=(km.CAR,),
    ),
    MovePlace("Gødstrup", 8.9, 56.19),
    AddPlace("Ny skole", 9.0, 56.1, kind="school", category="folkeskole", capacity=300),
    AddPlace("Uden tal", -0.0, 56.1, population=0),
    ClosePlace("Æøå \U0001f686", note="lukket"),
    SetCapacity("Gødstrup", 499.5),
)


@pytest.mark.parametrize("suffix", [".toml", ".json"])
def test_every_kind_of_edit_is_written_and_read_to_the_last_bit(tmp_path, suffix):
    plan = Scenario("Alle", EVERY_KIND, description='"""\r\n', area=(8, 56, 9, 57))
    path = plan.to_file(tmp_path / f"alle{suffix}")
    read = Scenario.from_file(path)
    assert read == plan
    assert read.edits == plan.edits
    assert dataclasses.asdict(read)["description"] == plan.description
    assert read.area == plan.area
    assert Scenario.from_dict(plan.to_dict()) == plan


def sound(kind, *fields, **named):
    """Return a strategy of edits, without those that are refused when they are made."""

    def make(*args, **kwargs):
        try:
            return kind(*args, **kwargs)
        except ScenarioError:
            reject()

    return st.builds(make, *fields, **named)


def road(points, joins):
    return AddRoad(points, "primary", joins=joins)


def closure(west, south, width, height):
    return CloseRoad(within=box(west, south, west + width, south + height))


texts = st.text(st.characters(exclude_categories=["Cs"]))
names = texts.filter(str.strip)
lons, lats = st.floats(-180, 180), st.floats(-90, 90)
sizes = st.floats(0.001, 5)
joins = st.lists(sound(Join, lons, lats, st.lists(names).map(tuple)), min_size=1).map(tuple)
speeds = sound(
    SetSpeed,
    number=names,
    name=texts,
    speed_kmh=st.floats(0, 500, exclude_min=True),
    direction=st.sampled_from(["both", "forward", "backward"]),
    modes=st.lists(st.sampled_from(km.MODES), unique=True).map(tuple),
    way_ids=st.lists(st.integers(-(2**60), 2**60), unique=True).map(tuple),
)
moves = sound(MovePlace, names, lons, lats, allow_no_effect=st.booleans(), note=texts)
openings = sound(AddPlace, names, lons, lats, capacity=st.just(math.nan) | st.floats(0, 1e300))
areas = sound(closure, lons, lats, sizes, sizes)
roads = sound(road, st.lists(st.tuples(lons, lats), min_size=2, unique=True), joins)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(names, st.lists(speeds | moves | openings | areas | roads, max_size=4), st.booleans())
@example("\x00\x1f\x7f\x85\u2028'''\"\"\"#", [], True)  # noqa: FBT003
def test_any_scenario_is_read_as_it_was_written(tmp_path, name, edits, as_json):
    plan = Scenario(name, edits, description=name, source=name)
    path = plan.to_file(tmp_path / ("plan.json" if as_json else "plan.toml"))
    read = Scenario.from_file(path)
    assert (read.digest, read.name) == (plan.digest, plan.name)
    assert (read.description, read.source) == (name, name)


values = st.recursive(
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.from_regex(r"[a-z_]+", fullmatch=True), inner)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.from_regex(r"[a-z_]+", fullmatch=True), values))
def test_plain_values_in_toml_are_read_again(table):
    assert tomllib.loads(toml_text(table)) == table


def test_a_written_file_reads_well(tmp_path):
    plan = Scenario("A", (EVERY_KIND[8], EVERY_KIND[10]), description="to")
    assert plan.to_file(tmp_path / "a.toml").read_text("utf-8") == (
        'format = 1\nname = "A"\ndescription = "to"\n\n'
        '[[edits]]\nedit = "AddRoad"\n'
        "line = [\n  [8.5, 56.1],\n  [8.6, 56.15],\n  [8.7, 56.2],\n]\n"
        'road_class = "primary"\n\n'
        '[[edits.joins]]\nlon = 8.5\nlat = 56.1\nroads = ["15", "way/3"]\nmax_distance_m = 20.0\n\n'
        "[[edits.joins]]\nlon = 8.7\nlat = 56.2\n\n"
        '[[edits]]\nedit = "MovePlace"\nplace = "Gødstrup"\nlon = 8.9\nlat = 56.19\n'
    )


def test_what_files_cannot_hold_is_refused_when_writing(tmp_path):
    own = dataclasses.replace(km.CAR, name="taxi")
    with pytest.raises(ScenarioError, match=r"edit 1 \(CloseRoad\) of 'x': .*not your own 'taxi'"):
        Scenario("x", (CloseRoad(number="15", modes=(own,)),)).to_file(tmp_path / "x.toml")
    with pytest.raises(ScenarioError, match="text that UTF-8 cannot hold"):
        Scenario("x\ud800").to_file(tmp_path / "x.toml")
    with pytest.raises(ScenarioError, match=r"must end in .toml or .json .*, not in '.txt'"):
        Scenario("x").to_file(tmp_path / "x.txt")
    with pytest.raises(InputError, match="there is no folder"):
        Scenario("x").to_file(tmp_path / "no" / "x.toml")
    assert list(tmp_path.iterdir()) == []


def test_an_edit_of_somebody_elses_cannot_be_written(tmp_path):
    @dataclasses.dataclass(frozen=True)
    class Flood:
        level_m: float

        def apply(self, state):
            return state, None

    plan = Scenario("x", (Flood(2.0),))
    assert len(plan.digest) == 64
    with pytest.raises(ScenarioError, match=r"edit 1 \(Flood\) of 'x' cannot stand in a file"):
        plan.to_file(tmp_path / "x.toml")


# Geometry beside the file


@pytest.fixture
def roads_file(tmp_path):
    table = gpd.GeoDataFrame(
        {"name": ["Rute 15", "Rute 18", "Rute 18", "Byen"]},
        geometry=[
            LineString(LINE),
            LineString([(9, 56), (9.1, 56)]),
            LineString([(9.1, 56), (9.2, 56)]),
            box(8, 56, 9, 57),
        ],
        crs="EPSG:4326",
    )

    def put(name, crs="EPSG:4326", **settings):
        changed = table if crs is None else table.to_crs(crs)
        changed.to_file(tmp_path / name, **settings)
        return tmp_path

    return put


def beside(folder, geometry, field="within"):
    other = "" if field == "within" else 'road_class = "primary"\njoins = [{ lon = 9, lat = 56 }]\n'
    kind = "CloseRoad" if field == "within" else "AddRoad"
    path = folder / "plan.toml"
    text = f'format = 1\nname = "x"\n[[edits]]\nedit = "{kind}"\n{other}{field} = {geometry}\n'
    path.write_text(text, encoding="utf-8")
    return path


def test_a_line_is_taken_from_geojson_by_its_name(roads_file):
    path = beside(roads_file("r.geojson"), '{ file = "r.geojson", name = "Rute 15" }', "line")
    assert Scenario.from_file(path).edits[0].line.equals(LineString(LINE))


def test_lines_of_one_name_are_joined_to_one(roads_file):
    path = beside(roads_file("r.geojson"), '{ file = "r.geojson", name = "Rute 18" }', "line")
    line = Scenario.from_file(path).edits[0].line
    assert list(line.coords) == [(9, 56), (9.1, 56), (9.2, 56)]


def test_a_line_in_several_parts_with_heights_is_one_road(tmp_path):
    parts = MultiLineString([[(9, 56, 5), (9.1, 56, 5)], [(9.1, 56, 5), (9.2, 56, 5)]])
    table = gpd.GeoDataFrame({"name": ["a"]}, geometry=[parts], crs="EPSG:4326")
    table.to_file(tmp_path / "a.gpkg")
    line = Scenario.from_file(beside(tmp_path, '{ file = "a.gpkg" }', "line")).edits[0].line
    assert list(line.coords) == [(9, 56), (9.1, 56), (9.2, 56)]


@pytest.mark.parametrize("name", ["r.gpkg", "r.geojson"])
def test_geometry_in_metres_is_transformed(roads_file, name):
    folder = roads_file(name, crs="EPSG:25832")
    line = Scenario.from_file(beside(folder, f'{{ file = "{name}", name = "Rute 15" }}', "line"))
    assert line.edits[0].line.equals_exact(LineString(LINE), 1e-7)
    area = Scenario.from_file(beside(folder, f'{{ file = "{name}", name = "Byen" }}'))
    assert area.edits[0].within.equals_exact(box(8, 56, 9, 57), 1e-7)


def test_geometry_in_a_folder_below_and_in_one_of_several_layers_is_found(roads_file):
    folder = roads_file("r.gpkg", layer="roads")
    roads_file("r.gpkg", layer="other")
    (folder / "geo").mkdir()
    (folder / "r.gpkg").rename(folder / "geo" / "r.gpkg")
    named = '{ file = "geo/r.gpkg", layer = "roads", name = "Byen" }'
    assert Scenario.from_file(beside(folder, named)).edits[0].within.equals(box(8, 56, 9, 57))
    message = refused(beside(folder, '{ file = "geo/r.gpkg", name = "Byen" }'))
    assert "has 2 layers; say which" in message


def test_the_only_feature_of_a_file_needs_no_name(tmp_path):
    table = gpd.GeoDataFrame(geometry=[box(8, 56, 9, 57)], crs="EPSG:4326")
    table.to_file(tmp_path / "a.geojson")
    path = beside(tmp_path, '{ file = "a.geojson" }')
    assert Scenario.from_file(path).edits[0].within.equals(box(8, 56, 9, 57))


def test_values_may_name_files_in_a_folder_that_is_told(roads_file):
    folder = roads_file("r.geojson")
    within = {"file": "r.geojson", "name": "Byen"}
    table = {"format": 1, "name": "x", "edits": [{"edit": "CloseRoad", "within": within}]}
    assert Scenario.from_dict(table, folder=folder).edits[0].within.area == 1
    with pytest.raises(ScenarioError, match="pass folder"):
        Scenario.from_dict(table)


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ('{ file = "r.geojson" }', "has 4 features; say which: name = \"...\", one of 'Byen'"),
        ('{ file = "r.geojson", name = "Bye" }', "no feature with name 'Bye'; did you mean 'Byen'"),
        ('{ file = "r.geojson", name = "Rute 15" }', "holds LineString, where Polygon is wanted"),
        ('{ file = "no.geojson" }', "cannot be read: No such file"),
        ('{ file = "plan.toml" }', "must end in one of .geojson, .json, .gpkg"),
        ('{ file = "r.geojson", layer = "a" }', "has no layers"),
        ('{ file = "/vsicurl/http://x/r.geojson" }', "cannot be read: No such file"),
        ('{ file = "zero\\u0000byte.gpkg" }', "embedded null byte"),
    ],
)
def test_geometry_that_is_not_found_is_said_with_file_and_line(roads_file, named, message):
    text = refused(beside(roads_file("r.geojson"), named))
    assert message in text
    assert "line 5, edit 1 (CloseRoad): within: " in text


@pytest.mark.parametrize(
    ("crs", "shape", "message"),
    [
        ("EPSG:4326", box(498_600, 6_221_600, 499_000, 6_222_000), "look like metres in UTM zone"),
        (None, box(498_600, 6_221_600, 499_000, 6_222_000), "says no CRS, but x=499000"),
        ("EPSG:4326", Point(8, 56), "holds Point, where Polygon is wanted"),
        ("EPSG:4326", None, "the feature has no geometry"),
    ],
)
def test_geometry_that_cannot_be_where_it_says_is_refused(tmp_path, crs, shape, message):
    table = gpd.GeoDataFrame({"name": ["a"]}, geometry=[shape], crs=crs)
    if crs is None:
        with pytest.warns(UserWarning, match="crs"):
            table.to_file(tmp_path / "a.gpkg")
    else:
        table.to_file(tmp_path / "a.gpkg")
    assert message in refused(beside(tmp_path, '{ file = "a.gpkg", name = "a" }'))


def test_degrees_without_a_coordinate_system_are_taken_for_degrees(tmp_path):
    table = gpd.GeoDataFrame({"name": ["a"]}, geometry=[box(8, 56, 9, 57)], crs=None)
    with pytest.warns(UserWarning, match="crs"):
        table.to_file(tmp_path / "a.gpkg")
    within = Scenario.from_file(beside(tmp_path, '{ file = "a.gpkg" }')).edits[0].within
    assert within.equals(box(8, 56, 9, 57))


def test_lines_that_do_not_meet_are_no_road(tmp_path):
    lines = [LineString([(9, 56), (9.1, 56)]), LineString([(9.2, 56), (9.3, 56)])]
    table = gpd.GeoDataFrame({"name": ["a", "a"]}, geometry=lines, crs="EPSG:4326")
    table.to_file(tmp_path / "a.geojson")
    message = refused(beside(tmp_path, '{ file = "a.geojson", name = "a" }', "line"))
    assert "holds LineString that do not join into one" in message


RING = Polygon([(9, 56), (9.1, 56), (9.1, 56.1)])
ROAD = LineString([(9, 56), (9.1, 56)])


@pytest.mark.parametrize(
    ("field", "shapes", "found"),
    [
        ("line", [RING], "Polygon"),
        ("line", [ROAD, RING], "LineString and Polygon"),
        ("line", [MultiPolygon([RING])], "MultiPolygon"),
        ("within", [ROAD], "LineString"),
        ("within", [RING, LineString([(9.05, 56.01), (9.06, 56.02)])], "LineString and Polygon"),
    ],
)
def test_a_feature_of_another_kind_is_refused_with_its_name(tmp_path, field, shapes, found):
    table = gpd.GeoDataFrame({"name": ["a"] * len(shapes)}, geometry=shapes, crs="EPSG:4326")
    table.to_file(tmp_path / "a.geojson")
    wanted = "LineString" if field == "line" else "Polygon"
    message = refused(beside(tmp_path, '{ file = "a.geojson", name = "a" }', field))
    assert f"'a.geojson', feature 'a' holds {found}, where {wanted} is wanted" in message


# What is wrong in a file


MISTAKES = """format = 1
name = "x"
source = 5

[[edits]]
edit = "SetSpeed"
number = "15"
limit_km = 90

[[edits]]
edit = "CloseRod"

[[edits]]
edit = "AddRoad"
road_class = "primary"
line = [[8.5, 56.1], [8.6, 56.2]]
modes = ["car", "lorry"]

[[edits.joins]]
lon = 8.5
lat = "56"

[[edits.joins]]
lon = 8.6
lat = 56.2
road = ["18"]

[[edits]]
edit = "SetSpeed"
limit_kmh = 80

[[edits]]
edit = "MovePlace"
lon = 498600
lat = 56.1
"""

SAID = [
    "source: must be text in quotes, got 5",
    "edit 1 (SetSpeed), limit_km: there is no such field; did you mean 'limit_kmh'",
    "edit 2 (CloseRod), edit: there is no edit 'CloseRod'; did you mean 'CloseRoad'",
    "edit 3 (AddRoad), modes 2: must be 'car', 'ambulance', 'bicycle' or 'walking', got 'lorry'",
    "edit 3 (AddRoad), joins 1, lat: must be a number, got '56'",
    "edit 3 (AddRoad), joins 2, road: there is no such field; did you mean 'roads'?",
    "edit 4 (SetSpeed): SetSpeed does not say which roads it means",
    "edit 5 (MovePlace), place: is missing",
    "edit 5 (MovePlace), lon: must be at most 180, got 498600",
]
LINES = [3, 8, 11, 17, 21, 26, 28, 32, 34]


def test_all_that_is_wrong_in_a_file_is_said_at_once_with_its_lines(write):
    path = write(MISTAKES)
    head, *lines = refused(path).splitlines()
    assert head == f"{str(path)!r} has 9 errors:"
    for line, number, text in zip(lines, LINES, SAID, strict=True):
        assert line.startswith(f"  line {number}, {text}")


def test_in_json_too_the_lines_are_right(write):
    content = json.dumps(tomllib.loads(MISTAKES), indent=1)
    _, *lines = refused(write(content, "plan.json")).splitlines()
    numbers = [int(line.split(",")[0].removeprefix("  line ")) for line in lines]
    rows = content.splitlines()
    assert [rows[number - 1].split(":")[0].strip(' {"') for number in numbers] == [
        *("source", "limit_km", "edit", '"lorry"'.strip('"'), "lat", "road", "", "", "lon"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('format = 1\nname = "x"\nedits = 3', "line 3, edits: must be a list in brackets, got 3"),
        ('format = 1\nname = "x"\nedits = [3]', "line 3, edit 1: must be a table of fields, got 3"),
        ('format = 1\nname = ""', "line 2, name: must be text that is not empty, got ''"),
        ('format = 1\nname = " "', "line 2: name must not be empty"),
        ('name = "x"', "format: is missing: write format = 1 at the top"),
        ('format = "1"\nname = "x"', "line 1, format: must be 1, got '1'"),
        ('format = 2\nname = "x"\nnew = 3', "is written in format 2, and this version"),
        (
            'format = 1\nname = "x"\nedit = []',
            "line 3, edit: there is no such field; did you mean 'e",
        ),
        ('format = 1\nname = "x"\narea = [8, 56]', "line 3, area: must have at least 4 values"),
        ('format = 1\nname = "x"\narea = [9, 56, 8, 57]', "line 3: area must be (west, south"),
        ('format = 1\nname = "x"\ndescription = 2026-01-01', "line 3, description: must be text"),
    ],
)
def test_what_is_wrong_at_the_top_is_said_with_its_line(write, text, message):
    assert message in refused(write(text))


def edit(kind, *fields):
    return "\n".join(
        ['format = 1\nname = "x"\n[[edits]]', *([f'edit = "{kind}"'] * bool(kind)), *fields]
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (edit("", 'number = "15"'), "line 3, edit 1: does not say which edit it is: write edit ="),
        (edit("SetSpeed", "factor = nan"), "line 5, edit 1 (SetSpeed), factor: must be"),
        (edit("SetSpeed", "factor = inf"), "line 5, edit 1 (SetSpeed), factor: must be"),
        (edit("SetSpeed", "factor = true"), "factor: must be a number, got true"),
        (edit("SetSpeed", "limit_kmh = -5"), "limit_kmh: must be at least 1, got -5"),
        (edit("SetSpeed", "speed_kmh = 0"), "speed_kmh: must be more than 0, got 0"),
        (edit("CloseRoad", "way_ids = [1.5]"), "way_ids 1: must be a whole number, got 1.5"),
        (edit("CloseRoad", "way_ids = 15"), "way_ids: must be a list in brackets, got 15"),
        (
            edit("CloseRoad", 'direction = "up"'),
            "must be 'both', 'forward' or 'backward', got 'up'",
        ),
        (edit("CloseRoad", "allow_no_effect = 1"), "allow_no_effect: must be true or false, got 1"),
        (
            edit("CloseRoad", 'within = "here"'),
            "within: must be a list of points [lon, lat], a table",
        ),
        (edit("CloseRoad", "within = [[8, 56], [9]]"), "within 2: must have at least 2 values"),
        (edit("CloseRoad", "within = [[8, 56], [9, 56]]"), "within: must have at least 3 values"),
        (edit("CloseRoad", "within = [[8, 56], [9, 56], [8, 56]]"), "within is no valid Polygon"),
        (
            edit("CloseRoad", 'within = { type = "Point", coordinates = [8, 56] }'),
            "a table with type Polygon or MultiPolygon and coordinates as in GeoJSON",
        ),
        (
            edit("CloseRoad", 'within = { type = "Polygon", coordinates = [8, 56] }'),
            "within, coordinates 1: must be a list in brackets, got 8",
        ),
        (edit("CloseRoad", 'within = { file = "a", nam = "b" }'), "within, nam: there is no such"),
        (
            edit("CloseRoad", "within = [[498600, 6221600], [498700, 6221600], [498700, 6221700]]"),
            "line 5, edit 1 (CloseRoad): within reaches from (498600, 6221600)",
        ),
        (
            edit("AddRoad", 'road_class = "primry"', "line = [[9, 56], [9.1, 56]]"),
            "line 5, edit 1 (AddRoad): road_class must be",
        ),
        (
            edit("SetCapacity", 'place = "A"', "capacity = -1"),
            "capacity: must be at least 0, got -1",
        ),
    ],
)
def test_what_is_wrong_in_an_edit_is_said_with_field_and_value(write, text, message):
    assert message in refused(write(text))


def test_only_the_first_of_very_many_errors_are_said(write):
    many = "\n".join(f"x{number} = 1" for number in range(50))
    lines = refused(write(f'format = 1\nname = "x"\n{many}')).splitlines()
    assert lines[0].endswith("has 50 errors:")
    assert lines[-1] == "  ... and 30 more"
    assert len(lines) == 22


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.toml", "format = 1\nname = Rute 15\n", "line 2, column 8: not TOML: Invalid value"),
        ("a.toml", 'format = 1\nname = "x', "not TOML: "),
        ("a.toml", "format = 1\nformat = 1\n", "line 2, column 11: not TOML: Cannot overwrite"),
        ("a.json", '{"format": 1,\n "name": x}', "line 2, column 10: not JSON: Expecting value"),
        ("a.json", '{"format": 1, "format": 2}', "the key 'format' stands twice in one object"),
        ("a.json", "[1, 2]", "must hold one object in braces, not a list"),
        ("a.json", "[" * 100_000, "lists and tables lie more than 12 deep"),
        ("a.json", '{"a": ' + "[" * 50 + "]" * 50 + "}", "lists and tables lie more than 12 deep"),
        ("a.toml", "a = " + "[" * 50_000, "lists and tables lie more than 12 deep"),
        ("a.toml", "a = " + "[" * 30 + "]" * 30, "lists and tables lie more than 12 deep"),
        ("a.json", '{"format": 1' + "0" * 5000 + "}", "cannot be read: Exceeds the limit"),
        ("a.toml", "", "is empty; a scenario has at least a format and a name"),
        ("a.json", " \n\n", "is empty; a scenario has at least a format and a name"),
        ("a.toml", "name = 'Gødstrup'".encode("latin-1"), "line 1: the text is not in UTF-8 (byte"),
        ("a.toml", "name = 'x'".encode("utf-16"), "line 1: the text is not in UTF-8 (UTF-16)"),
        ("a.toml", b"#" * 10_000_001, "is larger than 10 MB, which no scenario is"),
        ("a.yaml", "name: x", "must end in .toml or .json to hold a scenario, not in '.yaml'"),
    ],
    ids=lambda value: "" if len(value) > 60 else None,
)
def test_a_file_that_cannot_be_read_says_why(write, name, content, message):
    path = write(content, name)
    text = refused(path)
    assert message in text
    assert repr(str(path)) in text


def test_a_missing_file_a_folder_and_a_pipe_are_refused(tmp_path):
    assert "cannot be read: No such file" in refused(tmp_path / "no.toml")
    (tmp_path / "folder.toml").mkdir()
    assert "is a folder; name a file inside it" in refused(tmp_path / "folder.toml")
    assert "cannot be read" in refused(tmp_path / "zero\0byte.toml")
    assert "must be the path of a file, got 3" in refused(3)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.toml")
    assert "is no regular file" in refused(tmp_path / "pipe.toml")


@pytest.mark.parametrize("table", [3, [], "x", None])
def test_plain_values_that_are_no_table_are_refused(table):
    with pytest.raises(ScenarioError, match="must be a dict"):
        Scenario.from_dict(table)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["edit", "line", "within", "joins", "name", "file", "type", "modes", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)
kinds = st.sampled_from(["AddRoad", "CloseRoad", "SetSpeed", "AddPlace", "ClosePlace", "X"])
wild_edits = st.builds(
    lambda kind, fields: {**fields, "edit": kind},
    kinds,
    st.dictionaries(
        st.sampled_from(["line", "within", "joins", "name", "place", "modes", "way_ids", "lon"]),
        json_values,
        max_size=4,
    ),
)


@settings(deadline=None)
@given(st.lists(wild_edits | json_values, max_size=3), st.dictionaries(st.text(), json_values))
def test_no_values_at_all_bring_forth_another_error(edits, rest):
    table = {"format": 1, "name": "x", **rest, "edits": edits}
    with suppress(ScenarioError):
        assert Scenario.from_dict(table).name == table["name"]


def test_pydantic_is_not_imported_before_a_file_is_read():
    script = (
        "import sys, kraftcenter_mobility.scenarios.scenario as s; s.Scenario('x').to_dict();"
        "print('pydantic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "False"
