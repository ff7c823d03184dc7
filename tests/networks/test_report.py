"""The report of what was built, in figures that can be added up by hand."""

import json
from dataclasses import replace

import pytest
from drawn import drawn, turn, way
from gtfs_feeds import feed_of

import kraftcenter_mobility as km

# 300 m of primary road with a signed limit, 100 m of residential street, 100 m of path,
# and 100 m of track on its own.
DRAWING = """
A---M---B---C   X---Y
    |
    D
    |
    E
"""
WAYS = [
    way("AMBC", highway="primary", maxspeed="60"),
    way("MD", highway="residential"),
    way("DE", highway="path"),
    way("XY", highway="track"),
]


@pytest.fixture(scope="module")
def report():
    turns = [
        turn("no_left_turn", "AMBC", "M", "MD"),
        turn("", "MD", "M", "AMBC", restriction__conditional="no_left_turn @ (07:00-09:00)"),
    ]
    return drawn(DRAWING, WAYS, turns).network.report


def test_kilometres_are_counted_by_class(report):
    assert report.km_by_class == pytest.approx(
        {"primary": 0.3, "residential": 0.1, "path": 0.1, "track": 0.1}, rel=1e-3
    )
    assert report.road_km == pytest.approx(0.6, rel=1e-3)
    assert report.n_ways == 4


def test_the_share_with_a_signed_limit_is_of_roads_for_cars(report):
    assert report.tagged_speed_share == pytest.approx(0.6, rel=1e-3)


def test_kilometres_are_connected_by_mode(report):
    assert report.km_by_mode == pytest.approx(
        {"car": 0.4, "ambulance": 0.4, "bicycle": 0.5, "walking": 0.5}, rel=1e-3
    )
    assert set(report.islands_by_mode.values()) == {1}


def test_one_island_is_one_island(report):
    assert "(and 1 island)" in str(report)
    several = replace(report, islands_by_mode=dict.fromkeys(report.islands_by_mode, 1200))
    assert "(and 1,200 islands)" in str(several)


def test_restrictions_are_counted_with_the_reason_they_are_skipped_for(report):
    assert report.restrictions_used == 0
    assert report.restrictions_skipped == {
        "its from way passes the via node instead of ending there": 1,
        "it holds at certain times only": 1,
    }


def test_the_report_is_written_as_plain_values(report):
    again = json.loads(report.to_json())
    assert again["n_nodes"] == report.n_nodes
    assert again["km_by_class"] == report.km_by_class
    assert again == json.loads(json.dumps(report.to_dict()))


def test_the_report_reads_as_a_page(report):
    text = str(report)
    for part in ("drawn.osm", "km by class: primary 0.3", "0 used, 2 not", "km connected"):
        assert part in text
    assert all(len(line) < 300 for line in text.splitlines())


def test_the_report_of_the_sample_counts_its_places(sample):
    report = sample.report
    assert report.places["town"] == len(sample.places(km.TOWNS))
    assert report.n_nodes == sample.roads.n_nodes
    assert report.n_turns == sample.roads.turn_rule.size
    assert sum(report.km_by_class.values()) == pytest.approx(report.road_km)


def test_a_network_without_railway_says_nothing_of_it(report):
    assert (report.rail, report.transit) == (None, None)
    assert "Railway" not in str(report)
    assert "Public transport" not in str(report)


def test_the_report_of_the_sample_tells_its_railway_and_lines(sample):
    report = sample.report
    assert (report.rail.n_stations, report.rail.n_routes) == (sample.rail.n_stations, 24)
    assert report.rail.track_km == pytest.approx(sample.rail.length_m.sum() / 1000)
    assert report.rail.routes_with_gaps == {}
    assert list(report.transit.lines) == [line.name for line in km.herning.lines()]
    assert report.transit.feed is None
    text = str(report)
    for part in ("Railway: ", "24, 0 with gaps", "Public transport: 12 lines over the tracks"):
        assert part in text
    assert "  Vejle-Struer: Vejle - Struer, 13 calls, every 60 min" in text
    again = json.loads(report.to_json())
    assert again["rail"]["n_routes"] == 24
    assert len(again["transit"]["lines"]) == 12


def test_reports_follow_what_runs_and_share_the_rest(sample):
    before = sample.report
    fewer = sample.with_transit(sample.transit.without_lines(["Vejle-Struer"]))
    assert len(fewer.report.transit.lines) == 11
    assert len(sample.report.transit.lines) == 12
    assert fewer.report.rail is before.rail
    assert fewer.report.notices is before.notices
    one = sample.with_transit(sample.transit.replaced(lines=sample.transit.lines[:1]))
    assert "Public transport: 1 line over the tracks" in str(one.report)
    many = replace(before.transit, lines={f"line {k}": "A - B" for k in range(35)})
    assert str(many).endswith("  and 5 more")


def test_the_report_tells_what_a_feed_holds(sample, tmp_path):
    network = sample.with_gtfs(
        feed_of(
            tmp_path,
            trips="route_id,service_id,trip_id,shape_id\nR1,WEEK,T1,S\nR1,WEEK,T2,\nR9,WEEK,T3,\n",
            shapes="shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\nS,56,9,1\nS,56,9.02,2\n",
        )
    )
    feed = network.report.transit.feed
    assert (feed.n_stops, feed.n_trips, feed.n_calls, feed.n_shapes) == (4, 2, 7, 1)
    assert (feed.first_date, feed.last_date) == ("2026-01-01", "2026-12-31")
    assert feed.lines_by_kind == {"bus": 1}
    assert {record["code"] for record in feed.notices} >= {"foreign_key_violation"}
    text = str(network.report)
    assert "2026-01-01 to 2026-12-31, Europe/Copenhagen" in text
    assert "4 stops, 2 trips, 7 calls, 1 drawn shape\n  lines: 1 bus" in text


def test_a_network_says_what_it_is(sample):
    assert "nodes" in repr(sample)
    assert "km" in repr(sample)
