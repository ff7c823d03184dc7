"""What maps cannot be made of, each refused in a line that says what to give instead."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import kraftcenter_mobility as km
from kraftcenter_mobility.cutoffs import UnitsWarning
from kraftcenter_mobility.errors import InputError, PlacesError

PLACES = gpd.GeoDataFrame(
    geometry=gpd.points_from_xy([8.97, 9.16], [56.14, 56.14]), index=["A", "B"], crs="EPSG:4326"
)
ELSEWHERE = gpd.GeoDataFrame(
    geometry=gpd.points_from_xy([9.55, 9.56], [47.1, 47.1]), index=["A", "B"], crs=4326
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


def discs(lon, lat, *, change=()):
    """Return a table of areas around one place; of changes if told."""
    levels = [["A"], [600], list(change)] if change else [["A"], [600]]
    index = pd.MultiIndex.from_product(levels, names=["place", "cutoff_s", "change"][: len(levels)])
    shapes = [shapely.Point(lon, lat).buffer(0.02)] * len(index)
    return gpd.GeoDataFrame(
        {"area_km2": [9.0] * len(index)}, geometry=shapes, index=index, crs=4326
    )


@pytest.mark.parametrize(
    "draw",
    [
        lambda network: km.maps.isochrones(network, discs(9.55, 47.1)),
        lambda network: km.maps.isochrones(network, discs(8.97, 56.14), places=ELSEWHERE),
        lambda network: km.maps.isochrone_changes(
            network, discs(9.55, 47.1, change=["kept", "gained"])
        ),
        lambda network: km.maps.travel_times(network, ELSEWHERE, TIMES),
        lambda network: km.maps.travel_times(network, PLACES, TIMES, destinations=ELSEWHERE),
        lambda network: km.maps.values(network, ELSEWHERE, TIMES, legend="s"),
        lambda network: km.maps.places(network, ELSEWHERE),
        lambda network: km.maps.roads(
            network, discs(9.55, 47.1).boundary.to_frame("geometry").assign(a=1.0), "a", legend="a"
        ),
    ],
)
def test_what_lies_in_another_region_than_the_network_is_refused(sample, draw):
    with pytest.raises(InputError, match=r"near the roads of the network.*swapped"):
        draw(sample)


def test_what_a_scenario_loses_in_another_region_is_refused(sample):
    here, there = discs(8.97, 56.14, change=["gained"]), discs(9.55, 47.1, change=["lost"])
    with pytest.raises(InputError, match="near the roads of the network"):
        km.maps.isochrone_changes(sample, pd.concat([here, there]))


def test_several_times_that_look_like_minutes_are_warned_of(sample):
    with pytest.warns(UnitsWarning, match="travel_time_s of 10, 20 s .* multiply by 60"):
        km.maps.travel_times(sample, PLACES, TIMES / 60)


def test_one_short_time_or_one_long_among_many_is_no_reason_to_warn(sample):
    km.maps.travel_times(sample, PLACES, pd.Series([0.0, 20.0], index=["A", "B"]))
    km.maps.travel_times(sample, PLACES, pd.Series([20.0, 120.0], index=["A", "B"]))
    km.maps.travel_times(sample, PLACES, pd.Series([20.0, np.inf], index=["A", "B"]))


@pytest.mark.parametrize("what", ["title", "note"])
def test_titles_and_notes_that_are_no_texts_are_refused(sample, what):
    with pytest.raises(InputError, match=f"{what} must be a text, got 5"):
        km.maps.travel_times(sample, PLACES, TIMES, **{what: 5})


def test_tables_without_rows_are_said_to_have_none(sample):
    with pytest.raises(InputError, match=r"areas: no rows.*none matched"):
        km.maps.isochrones(sample, discs(8.97, 56.14).iloc[:0])
    nothing = gpd.GeoDataFrame({"a": []}, geometry=[], crs=4326)
    with pytest.raises(InputError, match=r"table: no rows.*none matched"):
        km.maps.roads(sample, nothing, "a", legend="a")


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
