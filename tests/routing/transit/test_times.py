"""Door-to-door travel times: against trying everything, from both sides, and by hand."""

import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from bus_towns import STREETS, TOWN, feed_of, random_trips
from door_to_door import FAR_M, Walks, earliest_arrival, latest_departure
from drawn import drawn

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, ModeError, TimetableError

MANY = {"max_distance_m": FAR_M}


@pytest.fixture(scope="module")
def town():
    return drawn(TOWN, STREETS)


@pytest.mark.parametrize("seed", range(4))
def test_times_are_those_of_trying_everything(town, tmp_path, seed, monkeypatch):
    random = np.random.default_rng(seed)
    stops = sorted("ACFHIKG")
    trips = random_trips(random, stops, 40)
    network = town.network.with_gtfs(feed_of(tmp_path, town, stops, trips))
    spots = [f"{a}{b}.{random.integers(1, 9)}" for a, b in ("AB", "EF", "JK", "DH", "IJ", "BC")]
    origins, destinations = town.places(*spots[:4]), town.places(*spots[3:], "K")
    mode = dataclasses.replace(
        km.TRANSIT, access_cutoff_s=200, egress_cutoff_s=260, change_cutoff_s=150, slack_s=20
    )
    walks = Walks(town.network, mode, origins, town.places(*stops), destinations)
    rows = [[(stops.index(s), a, d) for s, a, d in trip] for trip in trips]
    settings = {"slack_s": 20, "most_rides": mode.most_rides}
    windows = {
        "departure": km.DepartureWindow("2026-03-10 07:05", "07:50", every_s=97),
        "arrival": km.ArrivalWindow("2026-03-10 07:35", "08:20", every_s=97),
    }
    for name, window in windows.items():
        found = km.transit_times(
            network,
            origins,
            destinations,
            mode=mode,
            percentiles=(10, 50, 100),
            **{name: window},
            **MANY,
        )
        monkeypatch.setattr("kraftcenter_mobility.routing.transit.times.sinks_are_fewer", bool)
        unlike = km.travel_time_matrix(
            network,
            origins,
            destinations,
            mode=mode,
            percentiles=(10, 50, 100),
            **{name: window},
            **MANY,
        )
        assert unlike.attrs["method"] == "profiles of every place on one side"
        for i in range(len(origins)):
            for j in range(len(destinations)):
                times_s, rides = [], []
                for moment in window.clock_s:
                    if name == "departure":
                        end_s, n = earliest_arrival(rows, walks, i, j, moment, **settings)
                        times_s.append(end_s - moment)
                    else:
                        begin_s, n = latest_departure(rows, walks, i, j, moment, **settings)
                        times_s.append(moment - begin_s)
                    if n:
                        rides.append(n)
                ordered = sorted(times_s)
                n = len(ordered)
                expected_s = [ordered[int(np.ceil(p * n / 100)) - 1] for p in (10, 50, 100)]
                got_s = [found.percentile(p).iloc[i, j] for p in (10, 50, 100)]
                assert got_s == expected_s
                assert [unlike[p].iloc[i, j] for p in (10, 50, 100)] == expected_s
                assert found.reached_share.iloc[i, j] == np.isfinite(times_s).mean()
                assert found.used_share.iloc[i, j] == pytest.approx(len(rides) / n)
                if rides:
                    assert found.changes.iloc[i, j] == pytest.approx(np.mean(rides) - 1)
                else:
                    assert np.isnan(found.changes.iloc[i, j])


LINE = """
A------------------------------------------------------------B
"""


@pytest.fixture(scope="module")
def line(tmp_path_factory):
    """Return a street of 1.5 km along which a bus runs from A at 08:00 and 08:30, in 2 minutes."""
    drawing = drawn(LINE, ["AB"])
    begins_s = [28800, 30600]
    trips = [[("A", at_s, at_s), ("B", at_s + 120, at_s + 120)] for at_s in begins_s]
    feed = feed_of(tmp_path_factory.mktemp("line"), drawing, ["A", "B"], trips)
    return drawing.with_network(drawing.network.with_gtfs(feed))


def minutes(drawing, **settings):
    table = km.travel_time_matrix(
        drawing.network, drawing.places("A"), drawing.places("B"), mode=km.TRANSIT, **settings
    )
    return float(table.iloc[0, 0]) / 60


def test_the_wait_before_the_bus_counts(line):
    assert minutes(line, departure=km.DepartureWindow("2026-03-10 07:50")) == pytest.approx(12)
    assert minutes(line, departure=km.DepartureWindow("2026-03-10 07:59")) == pytest.approx(3)


def test_walking_all_the_way_competes(line):
    walk = 1525 / (4.8 / 3.6) / 60
    late = minutes(line, departure=km.DepartureWindow("2026-03-10 08:01"))
    assert late == pytest.approx(walk, rel=0.01)


def test_who_wants_a_minute_to_spare_misses_the_bus_at_the_door(line):
    assert minutes(line, departure=km.DepartureWindow("2026-03-10 07:59:30")) > 15


def test_to_arrive_by_a_moment_one_takes_the_last_bus_that_is_in_time(line):
    at_last = km.ArrivalWindow("2026-03-10 08:40")
    assert minutes(line, arrival=at_last) == pytest.approx(11)
    assert minutes(line, arrival=km.ArrivalWindow("2026-03-10 08:32")) == pytest.approx(3)


def test_nothing_runs_at_the_weekend(line):
    with pytest.raises(TimetableError, match="nothing runs on 2026-03-14"):
        minutes(line, departure=km.DepartureWindow("2026-03-14 08:00"))


def test_several_percentiles_are_tables_side_by_side(line):
    window = km.DepartureWindow("2026-03-10 07:30", "08:00", every_s=600)
    table = km.travel_time_matrix(
        line.network, line.places("A"), line.places("B"), mode=km.TRANSIT,
        departure=window, percentiles=(5, 95),
    )  # fmt: skip
    assert table.columns.names == ["percentile", "destination"]
    assert table[5].columns.tolist() == ["B"]
    assert table[5].iloc[0, 0] == pytest.approx(720)


def test_the_longest_journey_of_interest_is_inclusive(line):
    window = {"departure": km.DepartureWindow("2026-03-10 07:50")}
    assert minutes(line, cutoff_s=720, **window) == pytest.approx(12)
    assert minutes(line, cutoff_s=719, **window) == np.inf


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_the_number_of_threads_changes_nothing(town, tmp_path, threads):
    trips = random_trips(np.random.default_rng(5), list("ACFHIKG"), 60)
    network = town.network.with_gtfs(feed_of(tmp_path, town, sorted("ACFHIKG"), trips))
    places = town.places("AB", "CD", "EF", "GH", "IJ", "JK", "A", "H")
    window = km.DepartureWindow("2026-03-10 07:00", "08:00")
    found = [
        km.transit_times(network, places, places, departure=window, threads=n) for n in (1, threads)
    ]
    for one, other in zip(*(each.travel_times_s.values() for each in found), strict=True):
        assert one.to_numpy().tobytes() == other.to_numpy().tobytes()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "give departure or arrival"),
        (
            {
                "departure": km.DepartureWindow("2026-03-10 08:00"),
                "arrival": km.ArrivalWindow("2026-03-10 08:00"),
            },
            "not both",
        ),
        ({"departure": km.ArrivalWindow("2026-03-10 08:00")}, "departure must be such as"),
        ({"arrival": "2026-03-10 08:00"}, "arrival must be such as ArrivalWindow"),
        (
            {"departure": km.DepartureWindow("2026-03-10 08:00"), "turns": True},
            "turns means nothing",
        ),
        (
            {"departure": km.DepartureWindow("2026-03-10 08:00"), "access": False},
            "begins with a walk",
        ),
        (
            {"departure": km.DepartureWindow("2026-03-10 08:00"), "percentiles": 0},
            "percentiles must lie above 0",
        ),
    ],
)
def test_questions_that_make_no_sense_are_refused(line, settings, message):
    with pytest.raises(InputError, match=message):
        minutes(line, **settings)


def test_windows_mean_nothing_for_cars(line):
    places = line.places("A", "B")
    window = km.DepartureWindow("2026-03-10 08:00")
    with pytest.raises(InputError, match="departure means nothing for mode 'car'"):
        km.travel_time_matrix(line.network, places, places, mode=km.CAR, departure=window)
    with pytest.raises(ModeError, match="must be a TransitMode"):
        km.transit_times(line.network, places, places, mode=km.CAR, departure=window)


def test_a_network_without_trains_or_buses_says_so(town):
    places = town.places("A", "B")
    with pytest.raises(TimetableError, match="knows none; add a feed"):
        km.transit_times(
            town.network, places, places, departure=km.DepartureWindow("2026-03-10 08:00")
        )


def test_a_stop_far_from_any_street_is_told_of(town, tmp_path):
    trips = [[("A", 28800, 28800), ("K", 29000, 29000)]]
    feed = feed_of(tmp_path, town, ["A", "K"], trips)
    stops = feed.stops._replace(lat=feed.stops.lat + np.array([0.0, 0.05]))
    network = town.network.with_gtfs(dataclasses.replace(feed, stops=stops))
    times = km.transit_times(
        network, town.places("A"), town.places("K"),
        departure=km.DepartureWindow("2026-03-10 07:55"),
    )  # fmt: skip
    assert times.notices.count("stop-far-from-streets") == 1
    assert times.used_share.iloc[0, 0] == 0


def test_results_print_what_was_asked(line):
    times = km.transit_times(
        line.network, line.places("A"), line.places("B"),
        departure=km.DepartureWindow("2026-03-10 07:50"), percentiles=50,
    )  # fmt: skip
    assert "1 origins, 1 destinations, percentiles 50; 100% of the pairs" in repr(times)
    with pytest.raises(InputError, match="percentile 5 was not asked for"):
        times.percentile(5)
    assert isinstance(times.percentile(50), pd.DataFrame)


def test_places_of_any_coordinate_system_will_do(line):
    window = km.DepartureWindow("2026-03-10 07:50")
    metres = gpd.GeoSeries(line.places("A").to_crs(25832))
    table = km.travel_time_matrix(
        line.network, metres, line.places("B"), mode=km.TRANSIT, departure=window
    )
    assert table.iloc[0, 0] == pytest.approx(720, abs=1)


def test_what_was_found_of_stops_outlives_what_a_network_forgets(line):
    by_bicycle = dataclasses.replace(km.TRANSIT, access=km.BICYCLE)
    window = km.DepartureWindow("2026-03-10 07:50")
    asked = (line.network, line.places("A"), line.places("B"))
    before = km.travel_time_matrix(*asked, mode=by_bicycle, departure=window)
    for speed in range(40):
        line.network.metric(dataclasses.replace(km.WALKING, top_speed_kmh=3.0 + speed / 10))
    again = km.travel_time_matrix(*asked, mode=by_bicycle, departure=window)
    pd.testing.assert_frame_equal(before, again)


def test_cutoffs_may_be_infinite(line):
    mode = dataclasses.replace(
        km.TRANSIT, access_cutoff_s=np.inf, egress_cutoff_s=np.inf, direct_cutoff_s=np.inf
    )
    window = km.DepartureWindow("2026-03-10 07:50")
    table = km.travel_time_matrix(
        line.network, line.places("A"), line.places("B"), mode=mode, departure=window
    )
    assert table.iloc[0, 0] == pytest.approx(720)


@pytest.mark.parametrize(
    ("field", "value"),
    [("slack_s", -1), ("slack_s", 2**31), ("most_rides", 0), ("most_rides", 300), ("draws", 0)],
)
def test_modes_that_nobody_means_are_refused(field, value):
    with pytest.raises(InputError, match=f"{field} of mode 'transit' must be"):
        dataclasses.replace(km.TRANSIT, **{field: value})


@pytest.mark.parametrize("date", ["2026-10-25", "2026-03-29"])
def test_both_ways_of_answering_agree_when_the_clocks_change(town, tmp_path, date, monkeypatch):
    trips = random_trips(np.random.default_rng(7), list("ACFHIKG"), 60)
    trips = [[(stop, a % 18000, d % 18000) for stop, a, d in trip] for trip in trips]
    trips = [trip for trip in trips if trip == sorted(trip, key=lambda call: call[1:])]
    feed = feed_of(tmp_path, town, sorted("ACFHIKG"), trips, days="1,1,1,1,1,1,1")
    network = town.network.with_gtfs(feed)
    places = town.places("AB", "CD", "EF", "GH", "IJ", "JK")
    settings = {"mode": km.TRANSIT, "percentiles": (10, 50, 90), **MANY}
    window = {"departure": km.DepartureWindow(f"{date} 00:00", f"{date} 01:59", every_s=600)}
    if date == "2026-10-25":
        window = {"departure": km.DepartureWindow(f"{date} 00:00", f"{date} 06:00", every_s=600)}
    one = km.travel_time_matrix(network, places, places.iloc[:2], **settings, **window)
    monkeypatch.setattr("kraftcenter_mobility.routing.transit.by_sink.JOINING", 0.0)
    other = km.travel_time_matrix(network, places, places.iloc[:2], **settings, **window)
    np.testing.assert_array_equal(one.to_numpy(), other.to_numpy())


NIGHT = [
    [("A", 84_000, 84_000), ("C", 84_300, 84_300)],
    [("C", 87_000, 87_000), ("K", 87_300, 87_300)],
]


def test_who_must_arrive_soon_after_midnight_may_set_out_the_evening_before(town, tmp_path):
    network = town.network.with_gtfs(feed_of(tmp_path, town, ["A", "C", "K"], NIGHT))
    mode = dataclasses.replace(km.TRANSIT, direct_cutoff_s=60, access_cutoff_s=60)
    asked = {"mode": mode, "arrival": km.ArrivalWindow("2026-03-11 00:20"), **MANY}
    table = km.travel_time_matrix(network, town.places("A"), town.places("K"), **asked)
    assert table.iloc[0, 0] == pytest.approx(24 * 3600 + 1200 - 84_000 + 60, abs=1)


def test_a_window_may_reach_far_into_the_next_day(town, tmp_path):
    hourly = [
        [("A", h * 3600 + 600, h * 3600 + 600), ("K", h * 3600 + 900, h * 3600 + 900)]
        for h in range(6, 20)
    ]
    network = town.network.with_gtfs(feed_of(tmp_path, town, ["A", "K"], hourly))
    mode = dataclasses.replace(km.TRANSIT, direct_cutoff_s=60, longest_s=12 * 3600)
    window = km.DepartureWindow("2026-03-10 20:00", "2026-03-11 18:00", every_s=3600)
    found = km.transit_times(
        network, town.places("A"), town.places("K"), mode=mode, departure=window, **MANY
    )
    assert found.reached_share.iloc[0, 0] == 1.0


def test_stops_on_islands_are_reached_only_if_that_is_wanted(tmp_path):
    drawing = drawn(
        """
        A------B------C

        X------Y
        """,
        ["ABC", "XY"],
    )
    trips = [[("X", 28_200, 28_200), ("C", 28_500, 28_500)]]
    network = drawing.network.with_gtfs(feed_of(tmp_path, drawing, ["X", "C"], trips))
    asked = (network, drawing.places("XY"), drawing.places("BC"))
    settings = {"mode": km.TRANSIT, "departure": km.DepartureWindow("2026-03-10 07:40"), **MANY}
    assert km.travel_time_matrix(*asked, allow_islands=True, **settings).iloc[0, 0] < 1200


def test_where_a_scenario_takes_away_all_that_runs_everybody_walks(line):
    nothing = km.PublicTransport()
    settings = {"departure": km.DepartureWindow("2026-03-10 07:50"), "percentiles": 50}
    pair = line.places("A"), line.places("B")
    found = km.transit_times(line.network, *pair, transit=nothing, **settings)
    walked = km.travel_time_matrix(line.network, *pair, mode=km.WALKING)
    assert found.percentile(50).iloc[0, 0] == walked.iloc[0, 0]
    assert found.used_share.iloc[0, 0] == 0
