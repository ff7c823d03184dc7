"""The drawn lines of a feed: kept with their trips, whatever is done to the feed."""

import datetime as dt
import json

import numpy as np
import pytest
from gtfs_feeds import FILES, feed_of, with_files, zipped
from numpy.testing import assert_allclose, assert_array_equal

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, NetworkFileError
from kraftcenter_mobility.networks.timetables.gtfs import read_gtfs
from kraftcenter_mobility.networks.timetables.gtfs_shapes import along_shape, part_of_shape
from kraftcenter_mobility.networks.timetables.gtfs_storage import feed_from_storage, feed_to_storage
from kraftcenter_mobility.routing.transit.ride_lines import RideLines
from kraftcenter_mobility.routing.transit.rides import Ride

TUESDAY = dt.date(2026, 3, 10)

#   south   A \       / C --- D
#              \--B--/            T2 follows it, T1 has none that is drawn
SHAPES = """\
shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence
unused,56.0,9.0,1
unused,56.1,9.0,2
south,56.0,9.02,40
south,56.0,9.0,10
south,55.997,9.005,15
south,55.997,9.015,30
south,56.0,9.04,50
dot,56.0,9.0,1
"""
TRIPS = "route_id,service_id,trip_id,shape_id\nR1,WEEK,T1,dot\nR1,WEEK,T2,south\n"
DRAWN = {"shapes": SHAPES, "trips": TRIPS}
SOUTH = [(9.0, 56.0), (9.005, 55.997), (9.015, 55.997), (9.02, 56.0), (9.04, 56.0)]


@pytest.fixture(scope="module")
def feed(tmp_path_factory):
    return feed_of(tmp_path_factory.mktemp("feed"), **DRAWN)


def drawn_along(feed, trips):
    """Return the points of the line of each trip, by its id."""
    return {
        trip_id: None if shape < 0 else np.column_stack(feed.shapes.points(shape)).tolist()
        for trip_id, shape in zip(trips.trip_id, trips.shape.tolist(), strict=True)
    }


def points_of(transit, trip_id, on, off):
    """Return the points of a ride between two calls of a trip."""
    timetable = transit.timetable(TUESDAY)
    trip = timetable.trips.trip_id.index(trip_id)
    return RideLines(transit, timetable).points(Ride(trip, on, off, 0, 0, 0, 0))


def test_the_lines_that_trips_follow_are_kept_in_order(feed):
    assert feed.shapes.n_shapes == 1
    assert feed.schedule.shape.tolist() == [-1, 0]
    assert feed.shapes.lon.dtype == np.float32
    along = drawn_along(feed, feed.trips_around(TUESDAY))
    assert along["T1"] is None
    for trip_id in ("T2", "T2 (2026-03-11)"):
        assert_allclose(along[trip_id], SOUTH, atol=1e-6)


def test_lines_are_left_out_if_they_are_not_wanted(tmp_path):
    feed = read_gtfs(zipped(tmp_path / "bus.zip", with_files(**DRAWN)), shapes=False)
    assert feed.shapes.n_shapes == 0
    assert feed.schedule.shape.tolist() == [-1, -1]
    with pytest.raises(InputError, match="shapes must be True or False"):
        read_gtfs(tmp_path / "bus.zip", shapes="no")


def test_lines_that_cannot_be_read_are_counted(tmp_path):
    feed = feed_of(tmp_path, **DRAWN | {"shapes": "shape_id,lat,lon\nsouth,56,9\n"})
    assert feed.schedule.shape.tolist() == [-1, -1]
    assert "shape_pt_lat" in feed.notices["shapes_not_read"].examples[0]


def test_two_feeds_keep_their_lines_apart(tmp_path):
    plain = zipped(tmp_path / "plain.zip", FILES)
    drawn = zipped(tmp_path / "drawn.zip", with_files(**DRAWN))
    moved = zipped(tmp_path / "moved.zip", with_files(**DRAWN | {"shapes": SHAPES.replace(
        "south,55.997", "south,55.995")}))  # fmt: skip
    feed = read_gtfs([plain, drawn, moved])
    along = drawn_along(feed, feed.trips_on(TUESDAY))
    assert along["plain:T2"] is None
    assert_allclose(along["drawn:T2"], SOUTH, atol=1e-6)
    assert_allclose(along["moved:T2"][1], (9.005, 55.995), atol=1e-6)


def test_trips_keep_their_lines_when_others_or_stops_go(feed, tmp_path):
    shorter = feed.without_stop("D").without_stop("B")
    assert_allclose(drawn_along(shorter, shorter.trips_on(TUESDAY))["T2"], SOUTH, atol=1e-6)
    assert feed.without_route("R1").schedule.shape.size == 0
    often = "trip_id,start_time,end_time,headway_secs,exact_times\nT2,06:00:00,07:00:00,1200,{}\n"
    for exact in (0, 1):
        feed = feed_of(tmp_path, **DRAWN, frequencies=often.format(exact))
        along = drawn_along(feed, feed.trips_on(TUESDAY))
        assert [line is None for line in along.values()] == [True, False, False, False]


def test_a_feed_comes_back_with_its_lines(feed, tmp_path):
    arrays, manifest = feed_to_storage(feed)
    again = feed_from_storage(arrays, json.loads(json.dumps(manifest)))
    written = read_gtfs(km.write_gtfs(tmp_path / "out.zip", km.PublicTransport(feed=feed)))
    for other in (again, written):
        assert_array_equal(other.schedule.shape, feed.schedule.shape)
        for ours, theirs in zip(feed.shapes, other.shapes, strict=True):
            assert_array_equal(ours, theirs)


@pytest.mark.parametrize(
    ("name", "damaged"),
    [
        ("schedule.shape", lambda array: array + 1),
        ("schedule.shape", lambda array: array - 1),
        ("schedule.shape", lambda array: array[1:]),
        ("shapes.first_point", lambda array: array[:1]),
        ("shapes.first_point", lambda array: array // 5),
        ("shapes.lon", lambda array: array[1:]),
        ("shapes.lat", lambda array: array[1:]),
    ],
)
def test_damaged_lines_are_not_loaded(feed, name, damaged):
    arrays, manifest = feed_to_storage(feed)
    with pytest.raises(NetworkFileError, match="damaged"):
        feed_from_storage(arrays | {name: damaged(arrays[name])}, manifest)


def test_rides_are_drawn_along_the_line_of_their_trip(feed):
    transit = km.PublicTransport(feed=feed)
    whole = points_of(transit, "T2", 0, 3)
    assert_allclose(whole, [SOUTH[0], *SOUTH, SOUTH[-1]], atol=1e-6)
    part = points_of(transit, "T2", 1, 2)
    assert part[0] == (9.01, 56.0)  # the stop, and then the line 334 m south of it
    assert_allclose(part[1:], [(9.01, 55.997), SOUTH[2], SOUTH[3], SOUTH[3]], atol=1e-6)
    assert points_of(transit, "T1", 0, 2) == [(9.0, 56.0), (9.01, 56.0), (9.02, 56.0)]


def test_rides_are_straight_where_the_line_leads_elsewhere(tmp_path):
    north = SHAPES.replace("south,56.0", "south,56.2").replace("south,55.997", "south,56.2")
    transit = km.PublicTransport(feed=feed_of(tmp_path, **DRAWN | {"shapes": north}))
    assert points_of(transit, "T2", 0, 1) == [(9.0, 56.0), (9.01, 56.0)]


def test_a_part_of_a_line_begins_and_ends_where_its_stops_are():
    lon, lat = np.array(SOUTH).T
    there_and_back = np.append(lon, lon[-2::-1]), np.append(lat, lat[-2::-1])
    stops = np.array([9.002, 9.04, 9.002]), np.array([55.9988, 56.0, 55.9988])
    along_m = along_shape(*stops, *there_and_back)
    out = part_of_shape(*there_and_back, along_m[0], along_m[1])
    back = part_of_shape(*there_and_back, along_m[1], along_m[2])
    assert_allclose(out, [(9.002, 55.9988), *SOUTH[1:]], atol=1e-4)
    assert_allclose(out, back[::-1], atol=1e-9)
    assert_allclose(part_of_shape(lon, lat, 300.0, 300.0)[0], part_of_shape(lon, lat, 0, 300.0)[-1])


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "n_shapes", "share"),
    [("nyc_subway.zip", 165, 0.91), ("porto_alegre/poa_eptc.zip", 201, 1.0)],
)
def test_rides_of_real_feeds_follow_their_lines(data_folder, name, n_shapes, share):
    feed = read_gtfs(data_folder / "gtfs" / name)
    assert feed.shapes.n_shapes == n_shapes
    assert (feed.schedule.shape >= 0).mean() == pytest.approx(share, abs=0.01)
    _, first = np.unique(feed.schedule.shape, return_index=True)
    n_drawn = 0
    for trip in first.tolist():
        shape = feed.schedule.shape[trip]
        calls = slice(*feed.schedule.first_call[[trip, trip + 1]])
        stop = feed.schedule.stop[calls]
        if shape >= 0:
            along_m = along_shape(
                feed.stops.lon[stop], feed.stops.lat[stop], *feed.shapes.points(shape)
            )
            n_drawn += along_m is not None
            assert along_m is None or along_m[-1] > along_m[0]
    assert n_drawn > 0.95 * n_shapes
