"""What maps cannot be made of, each refused in a line that says what to give instead."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, PlacesError

PLACES = gpd.GeoDataFrame(
    geometry=gpd.points_from_xy([8.97, 9.16], [56.14, 56.14]), index=["A", "B"], crs="EPSG:4326"
)
TIMES = pd.Series([600.0, 1200.0], index=["A", "B"])
CLOSED = km.Scenario("Route 15 closed", (km.CloseRoad(number="15"),))


@pytest.mark.parametrize("network", [None, "network.km", 3])
@pytest.mark.parametrize(
    "draw",
    [
        km.maps.network,
        lambda network: km.maps.travel_times(network, PLACES, TIMES),
        lambda network: km.maps.values(network, PLACES, TIMES, legend="s"),
        lambda network: km.maps.places(network, PLACES),
        lambda network: km.maps.roads(network, pd.DataFrame({"a": [1.0]}), "a", legend="a"),
    ],
)
def test_what_is_no_network_is_refused(draw, network):
    with pytest.raises(InputError, match="network must be a TransportNetwork"):
        draw(network)


@pytest.mark.parametrize("comparison", [None, "Bridge", CLOSED, pd.DataFrame()])
def test_a_difference_of_no_comparison_is_refused(comparison):
    with pytest.raises(InputError, match=r"comparison must be what .*compare\(\.\.\.\) returns"):
        km.maps.difference(comparison)


@pytest.mark.parametrize("preview", [None, "Bridge", CLOSED])
def test_edits_without_a_preview_are_refused(preview):
    with pytest.raises(InputError, match=r"what Scenario\.preview\(network\) returns, got a"):
        km.maps.edits(preview)


@pytest.mark.parametrize("table", [None, "roads", [1.0]])
def test_what_is_no_table_of_roads_is_refused(sample, table):
    with pytest.raises(InputError, match="table must be a GeoDataFrame with lines, or a table"):
        km.maps.roads(sample, table, "a", legend="a")


def test_no_places_are_no_map_of_places(sample):
    with pytest.raises(PlacesError, match="places must be a GeoDataFrame"):
        km.maps.places(sample, None)


@pytest.mark.parametrize("legend", [None, "", "  ", 7])
def test_numbers_without_a_heading_are_refused(sample, legend):
    with pytest.raises(InputError, match="legend must be a text"):
        km.maps.values(sample, PLACES, TIMES, legend=legend)


def test_durations_are_refused_rather_than_drawn_in_nanoseconds(sample):
    durations = pd.to_timedelta(TIMES, unit="s")
    with pytest.raises(InputError, match=r"travel_time_s must be numbers.*\.dt\.total_seconds\(\)"):
        km.maps.travel_times(sample, PLACES, durations)
    with pytest.raises(InputError, match="values must be numbers, not timedelta64"):
        km.maps.values(sample, PLACES, durations, legend="s")


@pytest.mark.parametrize("limits", ["123", 5, ["a"], [None]])
def test_limits_that_are_no_numbers_are_refused(sample, limits):
    with pytest.raises(InputError, match="limits must be"):
        km.maps.values(sample, PLACES, TIMES, legend="s", limits=limits)


def test_dots_are_wanted_or_not(sample):
    with pytest.raises(InputError, match="dots must be True or False, got 'yes'"):
        km.maps.travel_times(sample, PLACES, TIMES, dots="yes")


def test_very_small_numbers_are_told_apart(sample):
    drawn = km.maps.values(sample, PLACES, TIMES * 1e-12, legend="s")
    labels = drawn.layers[1].scale.labels
    assert len(set(labels)) == len(labels)
    assert "0.0000000008" in "".join(labels)


def test_spans_below_zero_have_no_dash_beside_a_minus(sample):
    many = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(np.linspace(8.9, 9.1, 40), [56.14] * 40), crs="EPSG:4326"
    )
    numbers = pd.Series(np.linspace(-100.0, 100.0, 40))
    labels = km.maps.values(sample, many, numbers, legend="s", language="da").layers[1].scale.labels
    assert any(" til " in label and "\N{MINUS SIGN}" in label for label in labels)
    assert not any("\N{EN DASH}\N{MINUS SIGN}" in label for label in labels)


def test_a_file_without_an_ending_is_refused(sample, tmp_path):
    drawn = km.maps.travel_times(sample, PLACES, TIMES * np.inf)
    with pytest.raises(InputError, match="not as a file without an ending"):
        drawn.save(tmp_path / "map")
