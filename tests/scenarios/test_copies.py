"""Accounts, previews and comparisons can be pickled and copied, as other processes need it."""

import copy
import pickle

import geopandas as gpd
import pytest
import shapely
from drawn import built
from drawn_rails import CELL_M, METRES_PER_LAT, NAMES, NORTH, STRAIGHT, line, straight, transport
from gtfs_feeds import feed_of

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.rails.editing_cuts import point_at
from kraftcenter_mobility.scenarios.compare import compare

WINDOW = km.DepartureWindow("2026-03-10 07:00", "08:00", every_s=1200)
LINT = "Alstom Coradia LINT 41"


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    """Return a street beside five stations with a line, and a route of a feed."""
    metres = {letter: (CELL_M * STRAIGHT.index(letter), 200.0) for letter in "ABCDE"}
    metres["X"] = metres["C"][0], 900.0
    town = built(metres, ["ABCDE", "CX"], even=False).network
    transit = transport(straight(), line("Slow", NAMES.values(), every_s=1800))
    return town.with_transit(transit.with_feed(feed_of(tmp_path_factory.mktemp("feed"))))


@pytest.fixture(scope="module")
def homes(network):
    """Return places at the first and the last station, and one between."""
    rail = network.rail
    north = NORTH + 150.0 / METRES_PER_LAT
    points = [shapely.Point(rail.station_lon[at], north) for at in (0, 2, 4)]
    return gpd.GeoDataFrame(geometry=points, index=["A", "C", "E"], crs="EPSG:4326")


def edits_of_all_kinds(network):
    """Return edits of roads, places, tracks, stations and services."""
    lon, lat = point_at(network.rail, 0, 2500.0)
    return (
        km.SetSpeed(way_ids=(1001,), limit_kmh=30),
        km.SetJunctionDelay(node_id=3, delay_s=20),
        km.MovePlace("C", lon, lat),
        km.SetLineSpeed("A", "C", limit_kmh=140),
        km.AddTrack("A", "E", limit_kmh=160, length_km=22),
        km.AddStation("Nykirke", lon, lat),
        km.CloseStation("Borris", lines=("Slow",)),
        km.AddLine("New", ("A", "C"), stock=LINT, headway_s=900),
        km.SetHeadway("Slow", 600),
        km.SetHeadway("R1", 600),
        km.CloseRoad(way_ids=(1001,)),
    )


def pickled(value):
    """Return a value as another process gets it."""
    return pickle.loads(pickle.dumps(value))  # noqa: S301 - our own


def same(one, other):
    """Say whether two accounts say the same and are drawn alike."""
    return one == other and one.geometry.to_wkt().equals(other.geometry.to_wkt())


def test_a_preview_of_edits_of_all_kinds_can_be_pickled_and_copied(network, homes):
    plan = km.Scenario("All", edits_of_all_kinds(network))
    preview = plan.preview(network, {"homes": homes})
    assert len(preview.accounts) == len(plan.edits)
    for again in (pickled(preview), copy.deepcopy(preview)):
        assert str(again) == str(preview)
        assert all(map(same, again.accounts, preview.accounts))


def test_a_comparison_can_be_pickled_and_copied(network, homes):
    plan = km.Scenario("Trains and roads", edits_of_all_kinds(network)[3:-1])
    found = compare(
        network,
        plan,
        origins=homes,
        destinations=homes,
        modes=(km.CAR, km.TRANSIT),
        departure=WINDOW,
    )
    for again in (pickled(found), copy.deepcopy(found)):
        assert again.summary().equals(found.summary())
        assert again.accounts(plan.name) == found.accounts(plan.name)
        assert repr(again.study.network.transit) == repr(network.transit)
