"""Journeys by public transport: their legs follow one another and add up."""

import dataclasses
import datetime as dt
import itertools

import numpy as np
import pandas as pd
import pytest
from bus_towns import STREETS, TOWN, feed_of, random_trips
from drawn import drawn

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    town = drawn(TOWN, STREETS)
    trips = random_trips(np.random.default_rng(3), list("ACFHIKG"), 80)
    feed = feed_of(tmp_path_factory.mktemp("feed"), town, sorted("ACFHIKG"), trips)
    return town.with_network(town.network.with_gtfs(feed))


MODE = dataclasses.replace(
    km.TRANSIT, access_cutoff_s=200, egress_cutoff_s=260, change_cutoff_s=150, slack_s=20
)
WINDOWS = [
    {"departure": km.DepartureWindow("2026-03-10 07:05", "07:50")},
    {"arrival": km.ArrivalWindow("2026-03-10 07:35", "08:20")},
    {"arrival": km.ArrivalWindow("2026-03-10 08:00")},
]


@pytest.mark.parametrize("window", WINDOWS)
def test_legs_follow_one_another_and_add_up_to_the_fastest_time(network, window):
    origins = network.places("AB.2", "EF.7", "JK.3", "D")
    destinations = network.places("DH.6", "IJ.1", "BC.5", "A")
    table = km.journeys(network.network, origins, destinations, mode=MODE, **window)
    least = km.travel_time_matrix(
        network.network, origins, destinations, mode=MODE, percentiles=0.001, **window
    )
    np.testing.assert_array_equal(table["travel_time_s"], least.to_numpy().ravel())
    assert table["n_rides"].max() >= 1
    for (origin, destination), row in table[np.isfinite(table["travel_time_s"])].iterrows():
        legs = row["legs"]
        assert sum(leg["time_s"] for leg in legs) == pytest.approx(row["travel_time_s"])
        assert (legs[0]["from"], legs[-1]["to"]) == (origin, destination)
        assert legs[0]["departs_at"] == row["departs_at"]
        assert legs[-1]["arrives_at"] == row["arrives_at"]
        for leg, following in itertools.pairwise(legs):
            assert leg["arrives_at"] == following["departs_at"]
            assert leg["to"] == following["from"]
        assert row["n_rides"] == sum(leg["kind"] == "ride" for leg in legs)
        begin, end = row["geometry"].coords[0], row["geometry"].coords[-1]
        places = origins[origin], destinations[destination]
        assert np.allclose([begin, end], [(p.x, p.y) for p in places], atol=1e-6)


def test_one_spares_the_slack_before_every_ride(network):
    places = network.places("AB.2", "EF.7", "JK.3", "D", "DH.6", "IJ.1")
    table = km.journeys(network.network, places, places, mode=MODE, **WINDOWS[0])
    spared = 0
    for legs in table["legs"]:
        for leg, following in itertools.pairwise(legs):
            if following["kind"] == "ride":
                assert leg["kind"] == "wait"
                assert leg["time_s"] >= MODE.slack_s - 1e-6
                spared += 1
    assert spared > 10


def test_moments_are_by_the_clock_on_the_wall(network):
    row = km.journeys(
        network.network, network.places("A"), network.places("K"), mode=MODE,
        departure=km.DepartureWindow("2026-03-10 07:05"),
    ).iloc[0]  # fmt: skip
    assert row["departs_at"] == pd.Timestamp("2026-03-10 07:05")
    expected = row["departs_at"] + dt.timedelta(seconds=row["travel_time_s"])
    assert abs(row["arrives_at"] - expected) < dt.timedelta(milliseconds=1)


def test_where_there_is_no_way_the_row_is_empty(network):
    mode = dataclasses.replace(MODE, direct_cutoff_s=1, access_cutoff_s=1)
    row = km.journeys(
        network.network, network.places("AB"), network.places("JK"), mode=mode,
        departure=km.DepartureWindow("2026-03-10 07:05"),
    ).iloc[0]  # fmt: skip
    assert row["travel_time_s"] == np.inf
    assert row["legs"] == []
    assert row["geometry"] is None


def test_windows_mean_nothing_for_journeys_on_foot(network):
    with pytest.raises(InputError, match="arrival means nothing for mode 'walking'"):
        km.journeys(
            network.network, network.places("A"), network.places("B"), mode=km.WALKING,
            arrival=km.ArrivalWindow("2026-03-10 07:05"),
        )  # fmt: skip


@pytest.mark.parametrize("kind", ["departure", "arrival"])
def test_of_equally_fast_journeys_the_last_is_shown(network, kind):
    make = {"departure": km.DepartureWindow, "arrival": km.ArrivalWindow}[kind]
    window = {kind: make("2026-03-10 12:00", "12:30")}
    row = km.journeys(
        network.network, network.places("A"), network.places("B"), mode=MODE, **window
    ).iloc[0]
    last = pd.Timestamp("2026-03-10 12:29")
    assert row["departs_at" if kind == "departure" else "arrives_at"] == last
