"""Links between stops and places: the pairs within a cutoff, and no others."""

import numpy as np
import pytest
from drawn import built, drawn
from hypothesis import given, settings
from towns import METRES, towns

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.joins import edge_ends, join_places
from kraftcenter_mobility.networks.stop_points import StopPoints
from kraftcenter_mobility.notices import Notices
from kraftcenter_mobility.routing.transit.links import link_table
from kraftcenter_mobility.routing.transit.stop_points import Way, links_by_place, pairs_of_stops

FAR_M = 50_000.0


def ends_of(network, places, mode):
    metric = network.metric(mode)
    joins = join_places(network.segment_index(metric), places, max_distance_m=FAR_M, mode_name="")
    return edge_ends(metric, joins, access=True)


def table_of(network, points, places, mode, cutoff_s, *, to_places):
    """Return times from points to places, or back, infinite where there is no link."""
    table = link_table(
        network, mode, ends_of(network, places, mode), cutoff_s=cutoff_s, to_places=to_places
    )
    links, far = table.of(points.x.to_numpy(), points.y.to_numpy(), max_distance_m=FAR_M)
    assert not far.any()
    times_s = np.full((len(points), len(places)), np.inf)
    point = np.repeat(np.arange(len(points)), np.diff(links.first))
    assert len(set(zip(point.tolist(), links.place.tolist(), strict=True))) == point.size
    times_s[point, links.place] = links.ticks / 1024
    return times_s


@settings(max_examples=15, deadline=None)
@given(towns())
@pytest.mark.parametrize("mode", [km.WALKING, km.CAR], ids=["walking", "car"])
def test_links_are_the_travel_times_within_the_cutoff(mode, town):
    drawing = built(METRES, *town)
    places = drawing.places(*("AB", "BC.2", "C", "DE", "E", "G", "X", "AB.9"))
    points = drawing.places("AB.5", "BC", "F", "G")
    for to_places in (True, False):
        pair = (points, places) if to_places else (places, points)
        times_s = km.travel_time_matrix(
            drawing.network, *pair, mode=mode, cutoff_s=300, max_distance_m=FAR_M
        ).to_numpy()
        expected_s = times_s if to_places else times_s.T
        got_s = table_of(drawing.network, points, places, mode, 300.0, to_places=to_places)
        np.testing.assert_array_equal(got_s, expected_s)


STREET = """
A---------B---------C---------D
"""


@pytest.fixture(scope="module")
def street():
    return drawn(STREET, ["ABCD"])


def points_of(drawing, *where, enter_s=0.0, leave_s=0.0, stops=None):
    places = drawing.places(*where)
    n = len(places)
    return StopPoints(
        np.arange(n) if stops is None else np.array(stops),
        places.x.to_numpy(),
        places.y.to_numpy(),
        np.full(n, enter_s),
        np.full(n, leave_s),
        where,
    )


def near_stops(drawing, points, places, *, cutoff_s=600.0, max_distance_m=FAR_M, to_places=False):
    way = Way(km.WALKING, cutoff_s, max_distance_m, None, to_places)
    notices = Notices()
    ends = ends_of(drawing.network, drawing.places(*places), km.WALKING)
    return links_by_place(drawing.network, points, ends, way, notices=notices), notices


def test_the_best_of_several_doors_counts(street):
    points = points_of(street, "A", "B", "D", stops=[0, 0, 1])
    near, _ = near_stops(street, points, ["C"])
    assert near.first.tolist() == [0, 2]
    assert near.stop.tolist() == [0, 1]
    assert near.time_s.tolist() == pytest.approx([187.5, 187.5], abs=0.5)


def test_what_lies_between_door_and_platform_takes_time_and_counts_for_the_cutoff(street):
    points = points_of(street, "A", enter_s=100.0, leave_s=np.inf)
    near, _ = near_stops(street, points, ["B"])
    assert near.time_s.tolist() == pytest.approx([287.5], abs=0.5)
    assert near_stops(street, points, ["B"], cutoff_s=280.0)[0].stop.size == 0
    assert near_stops(street, points, ["B"], to_places=True)[0].stop.size == 0


def test_a_stop_far_from_any_street_is_counted_and_has_no_links(street):
    points = points_of(street, "A")._replace(lat=street.places("A").y.to_numpy() + 0.01)
    near, notices = near_stops(street, points, ["A", "B"], max_distance_m=500.0)
    assert near.stop.size == 0
    assert notices.count("stop-far-from-streets") == 1
    assert notices["stop-far-from-streets"].examples == ["A"]


def test_walks_between_stops_do_not_depend_on_which_were_asked_about_before(street):
    every = points_of(street, "A", "B", "C", "D")
    way = Way(km.WALKING, 400.0, FAR_M, None, to_places=True)
    once = pairs_of_stops(street.network, every, every, way)
    known = every.only(np.array([True, False, True, False]))
    again = pairs_of_stops(street.network, every, known, way)
    for one, other in zip(once, again, strict=True):
        np.testing.assert_array_equal(one, other)
    pairs = set(zip(once.from_stop.tolist(), once.to_stop.tolist(), strict=True))
    assert pairs == {(i, j) for i in range(4) for j in range(4) if 0 < abs(i - j) <= 2}
