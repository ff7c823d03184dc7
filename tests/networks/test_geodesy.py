"""Lengths and bearings, against geodesics on the ellipsoid."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference import ELLIPSOID

from kraftcenter_mobility.networks.geodesy import (
    bearing_deg,
    link_length_m,
    metres_per_degree,
    middle_deg,
    utm_crs,
    wrapped_deg,
)


def lengths_m(*points):
    """Return our length and the geodesic one, of a link given as lon, lat, lon, lat."""
    ours = link_length_m(*(np.array([value]) for value in points))[0]
    return ours, ELLIPSOID.inv(*points)[2]


@pytest.mark.parametrize(
    "points",
    [
        (8.9738, 56.1393, 8.8744, 56.1333),  # Herning to Gødstrup, 6 km
        (8.9738, 56.1393, 8.9738, 56.2293),  # 10 km due north
        (8.9738, 56.1393, 9.1348, 56.1393),  # 10 km due east
        (8.9, 56.0, 8.9, 56.0),
        (-51.2, -30.0, -51.1, -30.05),
        (179.96, -17.0, -179.96, -17.03),  # over the date line, 9 km
        (-179.96, -17.0, 179.96, -17.03),
    ],
)
def test_a_link_of_ten_kilometres_is_right_to_a_part_in_a_million(points):
    ours, geodesic = lengths_m(*points)
    assert ours == pytest.approx(geodesic, rel=1.5e-6, abs=1e-9)


@given(
    lon=st.floats(-179, 179),
    lat=st.floats(-75, 75),
    east=st.floats(-0.05, 0.05),
    north=st.floats(-0.05, 0.05),
)
def test_short_links_anywhere_are_right_to_one_part_in_ten_thousand(lon, lat, east, north):
    ours, geodesic = lengths_m(lon, lat, lon + east, lat + north)
    assert ours == pytest.approx(geodesic, rel=1e-4, abs=1e-6)


def test_a_degree_at_the_equator_is_a_360th_of_the_earth():
    per_lon_m, per_lat_m = metres_per_degree(np.array([0.0]))
    assert per_lon_m[0] == pytest.approx(111_319.49, abs=0.01)
    assert per_lat_m[0] == pytest.approx(110_574.28, abs=0.01)


@pytest.mark.parametrize(
    ("east", "north", "bearing"),
    [(0, 1, 0), (1, 0, 90), (0, -1, 180), (-1, 0, -90), (0, 0, 0)],
)
def test_bearings_run_clockwise_from_north(east, north, bearing):
    origin = np.array([9.0]), np.array([56.0])
    found = bearing_deg(*origin, 9.0 + np.array([east / 1000]), 56.0 + np.array([north / 1000]))
    assert abs(found[0]) == pytest.approx(abs(bearing), abs=1e-3)
    assert found[0] * bearing >= 0


@pytest.mark.parametrize(
    ("angle", "wrapped"),
    [(0, 0), (179, 179), (180, 180), (-180, 180), (181, -179), (-190, 170), (540, 180), (720, 0)],
)
def test_angles_are_wrapped_to_half_a_turn_either_way(angle, wrapped):
    assert wrapped_deg(np.array([float(angle)]))[0] == wrapped


@pytest.mark.parametrize(
    ("lon", "lat", "crs"),
    [
        (8.97, 56.14, "EPSG:25832"),
        (14.7, 55.1, "EPSG:25833"),  # Bornholm
        (-8.6, 41.15, "EPSG:25829"),
        (-51.2, -30.0, "EPSG:32722"),
        (179.99, 10.0, "EPSG:32660"),
        (180.0, 10.0, "EPSG:32660"),
    ],
)
def test_places_have_the_utm_zone_of_their_part_of_the_world(lon, lat, crs):
    assert utm_crs(lon, lat) == crs


def test_the_way_over_the_date_line_is_the_short_one():
    east = bearing_deg(*(np.array([value]) for value in (179.99, -17.0, -179.99, -17.0)))
    assert east == pytest.approx(90.0)


def test_the_middle_of_points_on_both_sides_of_the_date_line_is_there():
    lon, lat = middle_deg(np.array([179.9, 179.8, -179.9]), np.array([-17.0, -17.2, -17.1]))
    assert lon == pytest.approx(179.9)
    assert lat == pytest.approx(-17.1)
    assert utm_crs(lon, lat) == "EPSG:32760"


def test_the_middle_of_points_elsewhere_is_their_median():
    assert middle_deg(np.array([8.0, 9.5, 9.0]), np.array([56.0, 55.0, 57.0])) == (9.0, 56.0)
