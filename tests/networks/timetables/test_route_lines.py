"""Lines from train routes: which become one, which are left out, and what is said of them."""

from dataclasses import replace

import pytest
from drawn_rails import NAMES, RAILCAR, STRAIGHT, drawn_rail, straight

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, RailError
from kraftcenter_mobility.networks.rails.network import TrainRoute
from kraftcenter_mobility.networks.timetables.route_lines import lines_of_routes
from kraftcenter_mobility.networks.timetables.route_services import interval_s, tagged_service
from kraftcenter_mobility.notices import Notices

HOURLY = km.ClockFace(headway_s=3600)
HALF_HOURLY = km.Headway(headway_s=1800)


def route(number, stations, name="", ref="", **tags):
    """Return a route over stations by their letters."""
    return TrainRoute(number, name, ref, "Midtjyske", tuple(stations), tags)


def with_routes(*routes, rail=None):
    """Return five stations in a row, with routes over them."""
    return replace(rail or straight(), routes=routes)


def test_routes_that_lead_there_and_back_are_one_line():
    rail = with_routes(
        route(1, "ABC", "S2: Aulum => Casper", "S2"),
        route(2, "CDE", "S3: Casper => Egebæk", "S3"),
        route(3, "CBA", "S2: Casper => Aulum", "S2"),
        route(4, "CBA", "S9: Casper => Aulum", "S9"),
    )
    lines = lines_of_routes(rail, stock=RAILCAR, service=HOURLY)
    assert [line.name for line in lines] == ["S2", "S3: Casper => Egebæk", "S9: Casper => Aulum"]
    assert [line.both_ways for line in lines] == [True, False, False]
    assert [line.stations for line in lines] == [tuple("ABC"), tuple("CDE"), tuple("CBA")]
    assert lines[0].source == "OpenStreetMap relation/1, relation/3"
    assert (lines[0].number, lines[0].operator) == ("S2", "Midtjyske")
    assert len(lines.notices) == 0
    transit = km.PublicTransport(rail=rail).with_lines(lines)
    assert [len(times.run_s) for times in transit.line_times(lines[0])] == [2, 2]


def test_of_several_ways_back_the_one_of_the_same_name_is_taken():
    rail = with_routes(
        route(1, "AB", "local: Aulum => Borris"),
        route(2, "BA", "express: Borris => Aulum"),
        route(3, "BA", "local: Borris => Aulum"),
    )
    lines = lines_of_routes(rail, stock=RAILCAR, service=HOURLY)
    assert [line.name for line in lines] == ["local", "express: Borris => Aulum"]


def test_lines_of_one_name_say_their_relations():
    rail = with_routes(route(1, "ABC", ref="S2"), route(7, "ABD", ref="S2"), route(8, "DE"))
    lines = lines_of_routes(rail, stock=RAILCAR, service=HOURLY)
    assert [line.name for line in lines] == [
        "S2 (relation/1)", "S2 (relation/7)", "Durup-Egebæk",
    ]  # fmt: skip


def test_services_are_those_of_the_tags_where_none_are_given():
    rail = with_routes(
        route(1, "AB", "1", interval="00:30", opening_hours="Mo-Fr 06:00-20:00"),
        route(2, "BA", "1", interval="PT30M", opening_hours="Mo-Fr 06:00-20:00"),
        route(3, "BC", "2", "2", interval="20"),
        route(4, "CB", "2", "2", interval="30"),
        route(5, "CD", "3"),
    )
    lines = lines_of_routes(rail, stock=RAILCAR)
    assert [line.name for line in lines] == ["1", "2"]
    assert lines[0].there == (km.Headway(headway_s=1800, first="06:00", last="20:00"),)
    assert lines[0].back is None
    assert lines[0].days == ("mon", "tue", "wed", "thu", "fri")
    assert (lines[1].there[0].headway_s, lines[1].back[0].headway_s) == (1200, 1800)
    assert lines.notices.count("route-without-service") == 1
    assert "relation/5" in repr(lines)


def test_trains_and_services_may_differ_by_route():
    rail = with_routes(
        route(1, "AB", "one", "S1"), route(2, "BC", "two"), route(3, "CD", "three"),
        route(4, "DE", "four", interval="10"),
    )  # fmt: skip
    slow = replace(RAILCAR, name="slow", max_speed_kmh=60)
    lines = lines_of_routes(
        rail,
        stock=lambda each: None if each.name == "three" else slow,
        service={"S1": HOURLY, 2: (HALF_HOURLY, HOURLY)},
    )
    assert [line.name for line in lines] == ["one", "two", "four"]
    assert [len(line.there) for line in lines] == [1, 2, 1]
    assert {line.stock for line in lines} == {slow}
    assert lines.notices.count("route-without-stock") == 1


def test_a_route_that_no_train_can_run_is_left_out_and_counted():
    gap = drawn_rail(STRAIGHT, ["ABC", "DE"], NAMES)
    rail = with_routes(route(1, "AB"), route(2, "BCD"), route(3, "DCB"), rail=gap)
    lines = lines_of_routes(rail, stock=RAILCAR, service=HOURLY)
    assert [line.stations for line in lines] == [("A", "B")]
    assert lines.notices.count("route-not-runnable") == 2
    assert "Casper" in lines.notices["route-not-runnable"].examples[0]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        *[("00:30", 1800), ("00:07:30", 450), ("1:00", 3600), ("30", 1800), ("7.5", 450)],
        *[("20 min", 1200), ("PT1H", 3600), ("pt90s", 90), ("1440", 86400)],
        *[("0", None), ("", None), ("10-20", None), ("PT", None), ("often", None), ("-5", None)],
        *[("00:75", None), ("9999", None)],
    ],
)
def test_intervals_are_read_as_they_are_written(text, seconds):
    assert interval_s(text) == seconds


@pytest.mark.parametrize(
    ("hours", "first", "last", "days", "odd"),
    [
        ("", "05:00", "24:00", 7, 0),
        ("05:30-23:15", "05:30", "23:15", 7, 0),
        ("Mo-Fr,Su 6:00-01:30", "06:00", "25:30", 6, 0),
        ("Sa-Mo 06:00-24:00", "06:00", "24:00", 3, 0),
        ("Mo-Su,PH 06:00-24:00", "06:00", "24:00", 7, 0),
        ("24/7", "00:00", "24:00", 7, 0),
        ("Mo-Fr 06:00-09:00,15:00-18:00", "05:00", "24:00", 7, 1),
        ("PH 06:00-09:00", "05:00", "24:00", 7, 1),
        ("06:00-29:00", "05:00", "24:00", 7, 1),
    ],
)
def test_hours_are_one_span_and_its_days(hours, first, last, days, odd):
    notices = Notices()
    found = tagged_service({"interval": "15", "opening_hours": hours}, "relation/1", notices)
    assert found.service == km.Headway(headway_s=900, first=first, last=last)
    assert len(found.days) == days
    assert notices.count("route-hours-not-read") == odd


def test_tags_that_make_no_service_are_counted():
    notices = Notices()
    short = {"interval": "120", "opening_hours": "06:00-07:00"}
    assert tagged_service(short, "relation/1", notices) is None
    assert tagged_service({"interval": "0"}, "relation/2", notices) is None
    assert tagged_service({"interval": "0", "headway": "20"}, "relation/3", notices) is not None
    assert tagged_service({"interval:peak": "10"}, "relation/4", notices) is None
    assert [record["code"] for record in notices.to_records()] == [
        "route-interval-longer-than-its-hours", "route-interval-not-read",
    ]  # fmt: skip


def test_where_no_route_makes_a_line_the_error_says_why():
    with pytest.raises(RailError, match="no train routes"):
        lines_of_routes(straight(), stock=RAILCAR)
    with pytest.raises(RailError, match="none of the 1 train routes") as caught:
        lines_of_routes(with_routes(route(1, "AB")), stock=RAILCAR)
    assert "route-without-service" in str(caught.value)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"stock": "IC3", "service": HOURLY}, "stock must be RollingStock.*'IC3'"),
        ({"stock": RAILCAR, "service": 1800}, "service must be a ClockFace.*1800"),
        ({"stock": RAILCAR, "service": ()}, "service must be a ClockFace"),
    ],
)
def test_what_is_no_train_or_service_is_refused(given, message):
    with pytest.raises(InputError, match=message):
        lines_of_routes(with_routes(route(1, "AB")), **given)


def test_the_routes_of_the_sample_are_the_lines_of_the_region(sample):
    lines = lines_of_routes(sample.rail, stock=km.rolling_stock("Alstom Coradia LINT 41"),
                            service=HOURLY)  # fmt: skip
    names = dict(zip(sample.rail.station_id, sample.rail.station_name, strict=True))
    ours = {line.name: [names[each] for each in line.stations] for line in lines}
    theirs = {line.name: [line.stations[k] for k in line.calls] for line in km.herning.lines()}
    assert len(sample.rail.routes) == 24
    assert ours == theirs
    assert len(lines.notices) == 0


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "n_lines", "n_both_ways", "n_cut", "not_runnable"),
    [("liechtenstein", 1, 1, 6, 0), ("heidelberg_ors", 18, 8, 22, 8)],
)
def test_routes_of_real_data_become_lines(
    data_folder, name, n_lines, n_both_ways, n_cut, not_runnable
):
    from kraftcenter_mobility.networks.rails.build import build_rails
    from kraftcenter_mobility.osm.rails import read_rails

    rail = build_rails(read_rails(data_folder / "osm" / f"{name}.osm.pbf"))
    lines = lines_of_routes(rail, stock=RAILCAR, service=HALF_HOURLY)
    assert (len(lines), sum(line.both_ways for line in lines)) == (n_lines, n_both_ways)
    assert lines.notices.count("route-without-stations") == n_cut
    assert lines.notices.count("route-beyond-the-data") > 100
    assert lines.notices.count("route-not-runnable") == not_runnable
    n_used = sum(1 + line.both_ways for line in lines)
    assert n_used + not_runnable == len(rail.routes)
    km.PublicTransport(rail=rail).with_lines(lines)
