"""Streets reached by public transport: against travel times to points every few metres."""

import dataclasses

import geopandas as gpd
import numpy as np
import pytest
from bus_towns import STREETS, TOWN, feed_of, random_trips
from door_to_door import FAR_M
from drawn import built, drawn
from drawn_rails import CELL_M, NAMES, STRAIGHT, line, straight, transport
from street_points import inside, street_points

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.timetables.lines import Headway
from kraftcenter_mobility.routing.isochrones.transit_parts import transit_parts

STOPS = sorted("ACFHIKG")


@pytest.fixture(scope="module")
def town():
    return drawn(TOWN, STREETS)


def check_by_points(network, places, cutoffs_s, *, direction, every_m, percentiles, **asked):
    """Compare parts with travel times at points every few metres; return how many are reached."""
    roads = network.roads
    segment, at_m, points = street_points(roads, every_m)
    pair = (places, points) if direction == "from" else (points, places)
    found = km.transit_times(
        network, *pair, percentiles=percentiles, changes=False, max_distance_m=FAR_M, **asked
    )
    counts = []
    for percentile in percentiles:
        times = found.percentile(percentile).to_numpy()
        times = times if direction == "from" else times.T
        parts = transit_parts(
            network,
            places,
            cutoffs_s,
            direction=direction,
            percentile=percentile,
            max_distance_m=FAR_M,
            **asked,
        )
        for time_s in times:
            for cutoff_s in cutoffs_s:
                within, doubtful = inside(roads, next(parts), segment, at_m)
                expected = time_s <= cutoff_s
                np.testing.assert_array_equal(within[~doubtful], expected[~doubtful])
                assert doubtful.mean() < 0.02
                counts.append(int(expected.sum()))
        assert next(parts, None) is None
    return counts


WINDOWS = {
    "departure": km.DepartureWindow("2026-03-10 07:05", "07:50", every_s=97),
    "arrival": km.ArrivalWindow("2026-03-10 07:35", "08:20", every_s=97),
}


@pytest.mark.parametrize("direction", ["from", "to"])
@pytest.mark.parametrize("when", ["departure", "arrival"])
@pytest.mark.parametrize("seed", range(3))
def test_what_is_reached_is_what_travel_times_say(town, tmp_path, seed, when, direction):
    random = np.random.default_rng(seed)
    trips = random_trips(random, STOPS, 60)
    network = town.network.with_gtfs(feed_of(tmp_path, town, STOPS, trips))
    spots = [f"{a}{b}.{random.integers(1, 9)}" for a, b in ("AB", "EF", "JK")]
    mode = dataclasses.replace(
        km.TRANSIT,
        access_cutoff_s=110,
        egress_cutoff_s=130,
        change_cutoff_s=150,
        direct_cutoff_s=170,
        slack_s=20,
    )
    counts = check_by_points(
        network,
        town.places(*spots, "K"),
        [290, 611.3, 1500],
        direction=direction,
        every_m=11.0,
        percentiles=(10, 50, 90),
        mode=mode,
        **{when: WINDOWS[when]},
    )
    assert len(set(counts)) > 10


DEPARTURE = {"departure": WINDOWS["departure"]}

STRICT = dataclasses.replace(
    km.TRANSIT, access_cutoff_s=35, egress_cutoff_s=30, change_cutoff_s=150, direct_cutoff_s=40
)


@pytest.mark.parametrize(
    "modes",
    [
        {"egress": km.BICYCLE, "access": km.CAR},
        {"direct": km.BICYCLE, "egress": dataclasses.replace(km.BICYCLE, turns=True)},
    ],
)
@pytest.mark.parametrize("direction", ["from", "to"])
def test_stops_along_streets_are_reached_and_left_by_any_mode(town, tmp_path, modes, direction):
    random = np.random.default_rng(8)
    stops = ["AB.3", "BC.7", "EF.5", "IJ.2", "IJ.21", "DH.5", "JK.5", "C"]
    feed = feed_of(tmp_path, town, stops, random_trips(random, stops, 60))
    mode = dataclasses.replace(STRICT, **modes)
    counts = check_by_points(
        town.network.with_gtfs(feed),
        town.places("AE.3", "CD.2", "JK.3"),
        [280, 500, 1200],
        direction=direction,
        every_m=9.0,
        percentiles=(30, 60),
        mode=mode,
        departure=WINDOWS["departure"],
    )
    assert len(set(counts)) > 4


def test_lines_of_which_only_the_headway_is_known_are_reached_at_enough_of_all_draws():
    metres = {letter: (CELL_M * STRAIGHT.index(letter), 200.0) for letter in "ABCDE"}
    street = built(metres, ["ABCDE"], even=False)
    often = (Headway(headway_s=1500, first="06:00", last="20:00"),)
    slow = dataclasses.replace(line("Slow", NAMES.values()), there=often, back=often)
    network = street.network.with_transit(transport(straight(), slow))
    mode = dataclasses.replace(km.TRANSIT, draws=3, egress_cutoff_s=700, access_cutoff_s=600)
    for direction in ("from", "to"):
        counts = check_by_points(
            network,
            street.places("BC.3", "E"),
            [1800, 3000],
            direction=direction,
            every_m=70.0,
            percentiles=(20, 70),
            mode=mode,
            departure=WINDOWS["departure"],
        )
        assert len(set(counts)) > 4


@pytest.mark.parametrize("date", ["2026-10-25", "2026-03-29"])
def test_what_is_reached_is_right_when_the_clocks_change(town, tmp_path, date):
    trips = random_trips(np.random.default_rng(7), STOPS, 60)
    trips = [[(stop, a % 18000, d % 18000) for stop, a, d in trip] for trip in trips]
    trips = [trip for trip in trips if trip == sorted(trip, key=lambda call: call[1:])]
    feed = feed_of(tmp_path, town, STOPS, trips, days="1,1,1,1,1,1,1")
    end = "06:00" if date == "2026-10-25" else "01:59"
    check_by_points(
        town.network.with_gtfs(feed),
        town.places("AB"),
        [900],
        direction="to",
        every_m=25.0,
        percentiles=(50,),
        mode=km.TRANSIT,
        departure=km.DepartureWindow(f"{date} 00:00", f"{date} {end}", every_s=600),
    )


@pytest.mark.parametrize("direction", ["from", "to"])
def test_who_sets_out_at_a_junction_or_a_barrier_waits_for_no_turn(tmp_path, direction):
    gate = {"F": {"barrier": "gate", "access": "no"}}
    town = drawn(TOWN, STREETS, nodes=gate, even=False)
    stops = ["F", "C", "G", "IJ.5"]
    feed = feed_of(tmp_path, town, stops, random_trips(np.random.default_rng(5), stops, 30))
    slow = dataclasses.replace(km.BICYCLE, turns=True)
    counts = check_by_points(
        town.network.with_gtfs(feed),
        town.places("BF.7", "CG.4"),
        [260, 500, 900],
        direction=direction,
        every_m=7.0,
        percentiles=(30, 60),
        mode=dataclasses.replace(STRICT, access=km.CAR, egress=slow, access_cutoff_s=9),
        **DEPARTURE,
    )
    assert len(set(counts)) > 2


@pytest.mark.realdata
@pytest.mark.parametrize("direction", ["from", "to"])
def test_random_points_of_a_city_agree_with_travel_times(data_folder, direction):
    folder = data_folder / "gtfs" / "porto_alegre"
    network = km.TransportNetwork.from_osm(folder / "poa_osm.pbf").with_gtfs(
        km.read_gtfs([folder / "poa_eptc.zip", folder / "poa_trensurb.zip"])
    )
    random, roads = np.random.default_rng(11), network.roads
    metric = network.metric(km.WALKING)
    segment, at_m, points = street_points(roads, 37.0)
    index = network.segment_index(metric)
    joined = index.nearest(points.x.to_numpy(), points.y.to_numpy())
    same = (joined.segment == segment) & (abs(joined.offset_m - at_m) < 1e-3)
    chosen = random.choice(np.flatnonzero(same), 300, replace=False)
    places = gpd.GeoSeries(
        gpd.points_from_xy([-51.2177, -51.17], [-30.0346, -30.06]),
        index=["centre", "east"],
        crs=4326,
    )
    asked = {
        "mode": km.TRANSIT,
        "departure": km.DepartureWindow("2019-05-15 12:00", "12:40", every_s=240),
    }
    some = points.iloc[chosen].set_axis(range(chosen.size))
    pair = (places, some) if direction == "from" else (some, places)
    found = km.transit_times(network, *pair, percentiles=(20, 80), changes=False, **asked)
    n_reached = []
    for percentile in (20, 80):
        times = found.percentile(percentile).to_numpy()
        parts = transit_parts(
            network, places, [1800, 2700], direction=direction, percentile=percentile, **asked
        )
        for time_s in times if direction == "from" else times.T:
            for cutoff_s in (1800, 2700):
                within, doubtful = inside(roads, next(parts), segment[chosen], at_m[chosen])
                np.testing.assert_array_equal(within[~doubtful], time_s[~doubtful] <= cutoff_s)
                assert doubtful.sum() < 3
                n_reached.append(int(within.sum()))
    assert 0 < min(n_reached) < max(n_reached) < 300
