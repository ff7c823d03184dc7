"""The areas around reached roads: buffers, nested and valid, drawn on one grid."""

import itertools

import numpy as np
import pyproj
import pytest
import shapely
from drawn import built, way

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.networks.geodesy import link_length_m
from kraftcenter_mobility.routing.isochrones import polygons
from kraftcenter_mobility.routing.isochrones.areas_people import people_within, residents_of
from kraftcenter_mobility.routing.isochrones.lines import lines_along
from kraftcenter_mobility.routing.isochrones.parts import ReachedParts, stretches_of
from kraftcenter_mobility.routing.isochrones.polygons import area_km2, areas_of, nested_areas

BUFFER_M = 100.0
ELLIPSOID = pyproj.Geod(ellps="WGS84")


def whole(roads, edges=None):
    """Return some edges as reached from beginning to end."""
    edge = np.arange(roads.n_edges) if edges is None else np.asarray(edges)
    nothing = np.zeros(edge.size)
    return ReachedParts(
        edge, nothing, roads.length_of_m(roads.edge_segment[edge]), nothing, nothing
    )


def in_metres(geometry, middle):
    """Return geometry in degrees as metres around a point."""
    crs = f"+proj=tmerc +lat_0={middle[1]} +lon_0={middle[0]} +ellps=WGS84"
    there = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    return shapely.transform(geometry, lambda at: np.column_stack(there.transform(*at.T)))


def reached_lines(roads, parts, middle):
    """Return the lines of reached parts as one, in metres."""
    some = stretches_of(roads, parts)
    lines = lines_along(roads, *some, np.ones(some.segment.size, dtype=bool))
    return shapely.union_all(in_metres(lines, middle))


def street(*corners):
    """Return the network of one street through corners, in metres."""
    names = "ABCDEFGH"[: len(corners)]
    return built(dict(zip(names, corners, strict=True)), [names]).network


def test_the_area_around_a_straight_street_is_a_capsule():
    network = street((0, 0), (1000, 0))
    area = areas_of(network.roads, whole(network.roads), buffer_m=BUFFER_M)
    capsule_km2 = (1000 * 200 + np.pi * 100**2) / 1e6
    assert area.area_km2 == pytest.approx(capsule_km2, rel=2e-3)
    assert len(area.geometry.geoms) == 1


def test_a_ring_road_has_a_hole_and_a_road_apart_is_an_island():
    metres = {
        "A": (0, 0),
        "B": (900, 0),
        "C": (900, 900),
        "D": (0, 900),
        "E": (2000, 0),
        "F": (2500, 0),
    }
    network = built(metres, ["ABCDA", "EF"]).network
    area = areas_of(network.roads, whole(network.roads), buffer_m=BUFFER_M).geometry
    assert sorted(len(each.interiors) for each in area.geoms) == [0, 1]
    assert area.is_valid


def test_rings_within_rings_keep_their_holes():
    def square(side, names):
        return dict(
            zip(names, [(-side, -side), (side, -side), (side, side), (-side, side)], strict=True)
        )

    metres = square(300, "ABCD") | square(900, "EFGH") | square(1500, "KLMN")
    network = built(metres, ["ABCDA", "EFGHE", "KLMNK"]).network
    area = areas_of(network.roads, whole(network.roads), buffer_m=BUFFER_M).geometry
    assert area.is_valid
    assert [len(each.interiors) for each in area.geoms] == [1, 1, 1]
    rings_km2 = sum(8 * side * 200 for side in (300, 900, 1500)) / 1e6
    assert area_km2(area) == pytest.approx(rings_km2, rel=0.02)


@pytest.mark.parametrize("buffer_m", [30.0, 100.0, 400.0])
def test_areas_are_the_buffers_that_shapely_finds(sample, buffer_m):
    place = sample.places(km.TOWNS).iloc[:1]
    roads = sample.roads
    town = shapely.Point(place.geometry.x.iloc[0], place.geometry.y.iloc[0])
    near = np.hypot(roads.node_lon - town.x, roads.node_lat - town.y) < 0.03
    parts = whole(roads, np.flatnonzero(near[roads.tail] & near[roads.head]))
    middle = (town.x, town.y)
    line = reached_lines(roads, parts, middle)
    truth = shapely.buffer(line, buffer_m, quad_segs=64)
    area = areas_of(roads, parts, buffer_m=buffer_m)
    assert area.area_km2 == pytest.approx(truth.area / 1e6, rel=3e-3)
    drawn = in_metres(area.geometry, middle)
    assert truth.difference(drawn).area < 2e-3 * truth.area
    border = shapely.points(shapely.get_coordinates(shapely.segmentize(drawn, buffer_m / 10)))
    distance_m = shapely.distance(line, border)
    assert distance_m.min() > 0.98 * buffer_m
    assert distance_m.max() < 1.15 * buffer_m


def test_areas_do_not_depend_on_how_the_grid_is_cut(sample, monkeypatch):
    parts = whole(sample.roads, np.arange(0, sample.roads.n_edges, 40))
    at_once = areas_of(sample.roads, parts, buffer_m=200.0)
    monkeypatch.setattr(polygons, "NODES_AT_ONCE", 200_000)
    in_strips = areas_of(sample.roads, parts, buffer_m=200.0)
    assert in_strips.geometry.is_valid
    assert in_strips.area_km2 == pytest.approx(at_once.area_km2, rel=1e-9)
    assert at_once.geometry.symmetric_difference(in_strips.geometry).area < 1e-9


def test_the_same_road_has_the_same_area_to_the_bit_whatever_else_is_reached():
    metres = {"A": (0, 0), "B": (731, 213), "C": (5000, 0), "D": (5600, 300)}
    network = built(metres, ["AB", "CD"]).network
    roads = network.roads
    left = np.flatnonzero(roads.node_lon[roads.tail] < 9.0)
    alone = areas_of(roads, whole(roads, left), buffer_m=BUFFER_M).geometry
    both = areas_of(roads, whole(roads), buffer_m=BUFFER_M).geometry
    assert any(each.equals(alone.geoms[0]) for each in both.geoms)


def test_what_is_reached_later_contains_what_is_reached_sooner(sample):
    edges = np.random.default_rng(0).permutation(sample.roads.n_edges)
    parts = [whole(sample.roads, edges[:n]) for n in (0, 30, 200, 1000)]
    areas = nested_areas(sample.roads, parts, buffer_m=150.0)
    assert areas[0].geometry.is_empty
    for smaller, larger in itertools.pairwise(areas):
        assert smaller.area_km2 < larger.area_km2
        assert smaller.geometry.difference(larger.geometry).area < 1e-15
    assert all(each.geometry.is_valid for each in areas)


def test_nobody_gets_off_on_a_motorway_or_a_ferry():
    metres = {"A": (0, 0), "B": (1000, 0), "C": (3000, 0), "D": (4000, 0)}
    network = built(metres, ["AB", way("BC", highway="motorway"), "CD"]).network
    area = areas_of(network.roads, whole(network.roads), buffer_m=BUFFER_M)
    assert len(area.geometry.geoms) == 2
    assert area.area_km2 == pytest.approx(2 * (1000 * 200 + np.pi * 100**2) / 1e6, rel=3e-3)


def test_areas_are_measured_on_the_ellipsoid():
    for south in (-34.0, 0.0, 56.0, 78.0):
        corners = [(9.0, south), (9.4, south), (9.4, south + 0.3), (9.0, south + 0.3)]
        box = shapely.segmentize(shapely.Polygon(corners), 0.001)
        true_m2, _ = ELLIPSOID.geometry_area_perimeter(box)
        assert area_km2(box) == pytest.approx(true_m2 / 1e6, rel=1e-6)


def test_distances_are_right_at_any_latitude():
    # A street as far north as roads go, and one on the equator: nothing is stretched.
    for north in (0.01, 40.0, 71.0):
        lon, lat = np.array([25.0, 25.01]), np.array([north, north])
        length_m = float(link_length_m(lon[:1], lat[:1], lon[1:], lat[1:])[0])
        network = street((0, 0), (1000, 0))
        roads = network.roads
        shifted = type(roads)(
            **{name: getattr(roads, name) for name in roads.__slots__}
            | {
                "point_lon": np.interp(roads.point_offset_m, [0, roads.point_offset_m.max()], lon),
                "point_lat": np.full(roads.point_lat.size, north),
                "point_offset_m": roads.point_offset_m * length_m / roads.point_offset_m.max(),
            }
        )
        area = areas_of(shifted, whole(shifted), buffer_m=BUFFER_M)
        capsule_km2 = (length_m * 200 + np.pi * 100**2) / 1e6
        assert area.area_km2 == pytest.approx(capsule_km2, rel=4e-3)


def test_a_grid_too_fine_for_its_area_is_refused(sample, monkeypatch):
    monkeypatch.setattr(polygons, "MOST_NODES", 1000)
    with pytest.raises(InputError, match=r"buffer_m=1 is too fine for reached roads .* larger"):
        areas_of(sample.roads, whole(sample.roads), buffer_m=1.0)


def test_people_are_those_whose_point_lies_inside():
    import geopandas as gpd

    box, hole = shapely.box(9.0, 56.0, 9.2, 56.2), shapely.box(9.05, 56.05, 9.1, 56.1)
    people = gpd.GeoDataFrame(
        {"population": [5.0, 7.0, 11.0]},
        geometry=[shapely.Point(9.01, 56.01), shapely.Point(9.07, 56.07), shapely.Point(9.3, 56.1)],
        index=list("abc"),
        crs="EPSG:4326",
    )
    areas = [box, box.difference(hole), shapely.MultiPolygon()]
    assert people_within(residents_of(people), areas).tolist() == [12.0, 5.0, 0.0]


def test_roads_on_both_sides_of_the_antimeridian_have_no_area_around_the_world():
    both = built({"A": (0, 0), "B": (1000, 0), "C": (0, 900), "D": (1000, 900)}, ["AB", "CD"])
    roads = both.network.roads
    south = roads.point_lat < roads.point_lat.mean()
    fields = {name: getattr(roads, name) for name in roads.__slots__}
    east = roads.point_lon - roads.point_lon.min()
    fields["point_lon"] = np.where(south, 179.9 + east, -179.99 + east)
    roads = type(roads)(**fields)
    area = areas_of(roads, whole(roads), buffer_m=BUFFER_M)
    assert area.area_km2 == pytest.approx(2 * (1000 * 200 + np.pi * 100**2) / 1e6, rel=5e-3)
    assert len(area.geometry.geoms) == 2
