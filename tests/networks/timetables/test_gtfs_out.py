"""Writing feeds: what comes back when they are read again, by us and by gtfs-kit."""

import datetime as dt
import zipfile
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from kraftcenter_mobility.errors import FeedError, InputError, TimetableError
from kraftcenter_mobility.networks.rails.network import TrackPath
from kraftcenter_mobility.networks.timetables.expansion import line_trips_around
from kraftcenter_mobility.networks.timetables.gtfs import read_gtfs
from kraftcenter_mobility.networks.timetables.gtfs_out import write_gtfs
from kraftcenter_mobility.networks.timetables.lines import ClockFace, Departures, Headway, Line
from kraftcenter_mobility.networks.timetables.trips import Stops
from kraftcenter_mobility.networks.trains.settings import TrainSettings

HERE = "Europe/Copenhagen"
TUESDAY, SATURDAY = dt.date(2026, 3, 10), dt.date(2026, 3, 14)
YEAR = {"first_date": dt.date(2026, 1, 1), "last_date": dt.date(2026, 12, 31)}
DAY_S = 86_400

#   Herning --600 s-- Gødstrup (60 s) --300 s-- Holstebro
NAMES = ("Herning", "Gødstrup", "Holstebro")


class Times(NamedTuple):
    """What a line's times are made of."""

    station: np.ndarray
    run_s: np.ndarray
    dwell_s: np.ndarray
    paths: tuple[TrackPath, ...]


ON, UP = np.array([0]), np.array([0.0])
THERE = Times(
    np.array([0, 1, 2]),
    np.array([600, 300]),
    np.array([0, 60, 0]),
    (TrackPath(ON, ON == 0, UP, UP + 9000.0, turns_back=False),),
)
BACK = Times(np.array([2, 1, 0]), np.array([310, 610]), np.array([0, 60, 0]), ())
LINE = Line(
    name="Herning-Holstebro",
    number="29",
    operator="Midtjyske Jernbaner",
    stations=NAMES,
    run_s=(600, 300),
    there=(ClockFace(headway_s=3600, first="05:00", last="25:00"),),
)
PEAK = replace(
    LINE,
    name="Peak",
    number="",
    days=("mon", "tue", "wed", "thu", "fri"),
    there=(Headway(headway_s=1200, first="06:00", last="09:00"),),
    back=(Departures(at=("15:10", "16:10")),),
)


@dataclass
class Transit:
    """Lines over three stations, and a feed beside them."""

    lines: tuple[Line, ...] = ()
    feed: Any = None

    @property
    def rail(self):
        """One track, drawn with a bend."""
        return SimpleNamespace(
            first_point=np.array([0, 3]),
            point_lon=np.array([8.97, 8.9, 8.62]),
            point_lat=np.array([56.13, 56.16, 56.36]),
            length_m=np.array([9000.0]),
        )

    @property
    def settings(self):
        """What all lines have in common."""
        return TrainSettings(turn_s=300.0)

    @property
    def stops(self):
        """The stops of the feed, then the stations."""
        ids, lon = tuple(f"station/{name}" for name in NAMES), np.array([8.97, 8.9, 8.62])
        own = Stops(ids, NAMES, lon, np.array([56.13, 56.16, 56.36]), np.arange(3))
        if self.feed is None:
            return own
        both = zip(self.feed.stops, own, strict=True)
        return Stops(*(a + b if isinstance(a, tuple) else np.append(a, b) for a, b in both))

    def stop_of_station(self):
        """Return the stop of every station."""
        before = 0 if self.feed is None else len(self.feed.stops.stop_id)
        return {k: before + k for k in range(3)}

    def line_times(self, _line):
        """Return the times of a line, which are those of any other."""
        return THERE, BACK

    def trips_on(self, date, **settings):
        """Return the trips of lines on a date, and some of the days around."""
        times = [(THERE, BACK)] * len(self.lines)
        return line_trips_around(
            self.lines, times, date, HERE, settings=self.settings, until_s=48 * 3600, **settings
        )


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return write_gtfs(
        tmp_path_factory.mktemp("out") / "plan.zip", Transit(lines=(LINE, PEAK)), **YEAR
    )


@pytest.fixture(scope="module")
def feed(path):
    return read_gtfs(path)


def described(trips, stop_ids, *, labelled=False):
    """Return the calls of trips by their ids."""
    return {
        trip_id: [
            (stop_ids[trips.stop[c]], *(int(column[c]) for column in trips[2:6]))
            for c in range(trips.first_call[k], trips.first_call[k + 1])
        ]
        for k, trip_id in enumerate(trips.trip_id)
        if labelled or "(20" not in trip_id
    }


def test_a_feed_that_was_written_is_read_back_to_the_same_trips(feed):
    transit = Transit(lines=(LINE, PEAK))
    for date in (TUESDAY, SATURDAY):
        ours = described(transit.trips_on(date), transit.stops.stop_id)
        timed = {name: calls for name, calls in ours.items() if "Peak there" not in name}
        theirs = described(feed.trips_on(date), feed.stops.stop_id)
        assert {name: calls for name, calls in theirs.items() if "every" not in name} == timed
    assert feed.notices.to_records() == []
    assert feed.timezone == HERE
    assert feed.span == (YEAR["first_date"], YEAR["last_date"])


def test_lines_keep_their_names_and_operators(feed):
    info = {line.route_id: line for line in feed.lines}
    assert info["Herning-Holstebro"][:4] == (
        *("Herning-Holstebro", "29", "Midtjyske Jernbaner", "rail"),
    )
    assert info["Peak"].name == "Peak"
    assert feed.stops.name == NAMES


def test_a_headway_is_written_as_a_frequency_and_keeps_its_minutes(path, feed):
    with zipfile.ZipFile(path) as archive:
        rows = archive.read("frequencies.txt").decode().splitlines()
    assert rows[1:] == ["Peak there every 1200 s,06:00:00,09:00:00,1200,0,Peak%1Fthere%1F0"]
    theirs = feed.trips_on(TUESDAY, draw=4)
    ours = Transit(lines=(PEAK,)).trips_on(TUESDAY, draw=4)
    drawn = [k for k, name in enumerate(theirs.trip_id) if "every" in name]
    mine = [
        k
        for k, name in enumerate(ours.trip_id)
        if name.startswith("Peak there") and "(" not in name
    ]
    assert len(mine) == 9
    assert_array_equal(
        theirs.departure_s[theirs.first_call[drawn]], ours.departure_s[ours.first_call[mine]]
    )


def test_trips_are_drawn_along_their_tracks(path):
    with zipfile.ZipFile(path) as archive:
        shapes = archive.read("shapes.txt").decode().splitlines()
        trips = archive.read("trips.txt").decode().splitlines()
    assert shapes[1:4] == [
        "Herning-Holstebro there,56.13,8.97,1",
        "Herning-Holstebro there,56.16,8.9,2",
        "Herning-Holstebro there,56.36,8.62,3",
    ]
    assert shapes[4].startswith("Peak there,")
    assert trips[1].endswith(",Holstebro,0,Herning-Holstebro there")
    assert any(row.endswith(",Herning,1,") for row in trips)  # without tracks, without a shape


def test_the_same_timetable_makes_the_same_bytes(path, tmp_path):
    again = write_gtfs(tmp_path / "again.zip", Transit(lines=(LINE, PEAK)), **YEAR)
    assert again.read_bytes() == path.read_bytes()


def test_a_feed_that_is_written_again_is_the_same_feed(feed, tmp_path):
    again = read_gtfs(write_gtfs(tmp_path / "again.zip", Transit(feed=feed)))
    assert again.lines == feed.lines
    for name in ("stops", "calendar", "schedule", "headway_trips", "rules"):
        for ours, theirs in zip(getattr(feed, name), getattr(again, name), strict=True):
            assert_array_equal(ours, theirs)


def test_lines_beside_a_feed_with_the_same_ids_are_kept_apart(feed, tmp_path):
    both = write_gtfs(tmp_path / "both.zip", Transit(feed=feed, lines=(LINE,)))
    with zipfile.ZipFile(both) as archive:
        routes = archive.read("routes.txt").decode()
        trips = archive.read("trips.txt").decode()
    assert "line/Herning-Holstebro" in routes
    assert "line/Herning-Holstebro there 05:00" in trips


STATIONS = {
    "agency.txt": "agency_name,agency_url,agency_timezone\nBus,https://example.org," + HERE,
    "stops.txt": (
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
        "S,Herning St,56.13,8.97,1,\nS1,Track 1,56.131,8.97,0,S\nS2,Track 2,56.129,8.97,0,S\n"
        "B,Birk,56.13,9.02,0,\n"
    ),
    "routes.txt": "route_id,route_short_name,route_long_name,route_type\nr,1,,3\n",
    "trips.txt": "route_id,service_id,trip_id\nr,once,t\nr,once,u\n",
    "stop_times.txt": (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n"
        "t,06:00:00,06:00:00,S1,1,0,1\nt,06:10:00,06:10:00,B,2,1,0\n"
        "u,25:00:00,25:00:00,B,1,0,0\nu,25:10:00,25:10:00,S2,2,0,0\n"
    ),
    "calendar_dates.txt": "service_id,date,exception_type\nonce,20260310,1\n",
    "transfers.txt": (
        "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nS1,S2,2,180\nS2,S1,3,\n"
    ),
}


def test_stations_single_days_and_changes_come_back(tmp_path):
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        for name, text in STATIONS.items():
            archive.writestr(name, text)
    feed = read_gtfs(tmp_path / "in.zip")
    again = read_gtfs(write_gtfs(tmp_path / "out.zip", Transit(feed=feed)))
    assert again.station_ids == feed.station_ids == ("S", "S", "B")
    for name in ("stops", "rules"):
        for ours, theirs in zip(getattr(feed, name), getattr(again, name), strict=True):
            assert_array_equal(ours, theirs)
    ours = described(feed.trips_on(TUESDAY), feed.stops.stop_id)
    assert described(again.trips_on(TUESDAY), again.stops.stop_id) == ours
    assert len(ours) == 2


def test_gtfs_kit_reads_what_was_written(path):
    gtfs_kit = pytest.importorskip("gtfs_kit", reason="gtfs-kit reads the feed back: install it")
    kit = gtfs_kit.read_feed(path, dist_units="km")
    facts = kit.describe().set_index("indicator")["value"]
    assert (facts["num_routes"], facts["num_stops"]) == (2, 3)
    assert (facts["start_date"], facts["end_date"]) == ("20260101", "20261231")
    tuesday = kit.get_trips(TUESDAY.strftime("%Y%m%d"))
    timed = set(Transit(lines=(LINE,)).trips_on(TUESDAY).trip_id)
    assert {name for name in timed if "(20" not in name} < set(tuesday["trip_id"])
    quality = kit.assess_quality().set_index("indicator")["value"]
    for fault in ("direction_ids", "departure_times", "first_departure_times"):
        assert quality[f"num_{fault}_missing"] == 0


@pytest.mark.parametrize(
    ("transit", "settings", "error", "message"),
    [
        (Transit(), YEAR, FeedError, "nothing runs"),
        (Transit(lines=(LINE,)), {}, TimetableError, "give first_date and last_date"),
        (
            Transit(lines=(LINE,)),
            {"first_date": TUESDAY, "last_date": dt.date(2026, 3, 9)},
            TimetableError,
            "last_date 2026-03-09 lies before first_date 2026-03-10",
        ),
        (Transit(lines=(LINE,)), YEAR | {"timezone": "Jutland"}, TimetableError, "timezone"),
    ],
)
def test_what_cannot_be_written_is_refused(tmp_path, transit, settings, error, message):
    with pytest.raises(error, match=message):
        write_gtfs(tmp_path / "none.zip", transit, **settings)
    assert list(tmp_path.iterdir()) == []


def test_a_feeds_zone_cannot_be_changed(feed, tmp_path):
    with pytest.raises(FeedError, match="goes by 'Europe/Copenhagen'"):
        write_gtfs(tmp_path / "none.zip", Transit(feed=feed), timezone="Europe/London")


def test_a_path_that_cannot_be_written_is_refused(tmp_path):
    with pytest.raises(InputError, match="there is no folder"):
        write_gtfs(tmp_path / "no" / "plan.zip", Transit(lines=(LINE,)), **YEAR)
