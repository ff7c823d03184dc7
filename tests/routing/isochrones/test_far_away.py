"""People and areas that lie nowhere near to what they are asked about."""

import warnings

import geopandas as gpd
import pandas as pd
import pytest
from drawn import built

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, PlacesError


@pytest.fixture(scope="module")
def town():
    return built({"A": (0, 0), "B": (400, 0)}, ["AB"])


@pytest.fixture(scope="module")
def areas(town):
    return km.isochrones(town.network, town.places("A"), [300, 600])


def people_at(lon, lat):
    """Return 1,200 people at each of two points a little apart."""
    points = gpd.GeoSeries.from_xy([lon, lon + 0.001], [lat, lat], crs="EPSG:4326")
    return gpd.GeoDataFrame({"population": [1200, 1200]}, geometry=points)


def moved_by(areas, degrees):
    """Return areas further east."""
    return areas.set_geometry(areas.translate(xoff=degrees))


def test_people_of_another_region_are_refused(town):
    lon, lat = town.places("A").x.iloc[0], town.places("A").y.iloc[0]
    near = people_at(lon + 0.1, lat)
    found = km.isochrones(town.network, town.places("A"), [600], people=near)
    assert found["people"].tolist() == [0.0]  # out of reach, but of this region
    with pytest.raises(
        PlacesError,
        match=r"none of 2,400 people, at 2 places, lives within 10 km of the network, the nearest "
        r"\d+ km away; check their coordinates, or give those of this region",
    ):
        km.isochrones(town.network, town.places("A"), [600], people=people_at(lon + 1.0, lat))


def test_changes_of_areas_in_metres_are_those_in_degrees(areas):
    metres = areas.to_crs(32632)
    changes = km.isochrone_changes(metres, metres)
    assert changes.crs == "EPSG:4326"
    kept = changes.xs("kept", level="change")
    assert kept["area_km2"].to_numpy() == pytest.approx(areas["area_km2"].to_numpy(), rel=1e-6)
    assert changes.drop(index="kept", level="change").is_empty.all()
    mixed = km.isochrone_changes(areas, metres)
    assert mixed.drop(index="kept", level="change")["area_km2"].max() < 1e-6
    assert mixed.is_valid.all()


def test_areas_without_a_reference_system_or_with_rows_twice_are_refused(areas):
    with pytest.raises(InputError, match=r"scenario has no coordinate reference system; .*4326"):
        km.isochrone_changes(areas, areas.set_crs(None, allow_override=True))
    twice = pd.concat([areas, areas])
    with pytest.raises(InputError, match=r"baseline must have one row .* but 2 stand again: \('A"):
        km.isochrone_changes(twice, areas)


def test_sides_of_two_regions_are_noted_and_moves_within_one_are_not(areas):
    with pytest.warns(UserWarning, match=r"no area in common and lie \d\d\d km apart") as told:
        km.isochrone_changes(areas, moved_by(areas, 5.0))
    assert told[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        changes = km.isochrone_changes(areas, moved_by(areas, 0.5))
        km.isochrone_changes(areas, areas.iloc[:0].reindex(areas.index).set_crs(4326))
    assert changes.xs("kept", level="change")["area_km2"].sum() == 0.0


def test_people_of_another_region_are_noted_of_changes(areas):
    west, south, _, _ = areas.total_bounds
    with pytest.warns(UserWarning, match="none of 2,400 people, .* within 100 km of the areas"):
        km.isochrone_changes(areas, areas, people=people_at(west + 20.0, south))
