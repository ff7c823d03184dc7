"""What must hold of streets reached by public transport, and which questions are refused."""

import dataclasses
import itertools

import numpy as np
import pytest
from bus_towns import STREETS, TOWN, feed_of, random_trips
from door_to_door import FAR_M
from drawn import drawn
from street_points import inside, street_points

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, ModeError, SnappingError, TimetableError
from kraftcenter_mobility.routing.isochrones import transit_street
from kraftcenter_mobility.routing.isochrones.parts import stretches_of
from kraftcenter_mobility.routing.isochrones.transit_parts import transit_parts

STOPS = sorted("ACFHIKG")
DEPARTURE = {"departure": km.DepartureWindow("2026-03-10 07:05", "07:50", every_s=97)}


@pytest.fixture(scope="module")
def town():
    return drawn(TOWN, STREETS)


@pytest.fixture(scope="module")
def buses(town, tmp_path_factory):
    trips = random_trips(np.random.default_rng(4), STOPS, 60)
    return town.network.with_gtfs(feed_of(tmp_path_factory.mktemp("buses"), town, STOPS, trips))


def covered(network, parts):
    """Return what parts cover, and the number of metres."""
    stretches = stretches_of(network.roads, parts)
    return stretches, float((stretches.end_m - stretches.begin_m).sum())


def contains(network, larger, smaller):
    """Say whether all of one's stretches lie within the other's."""
    both = type(larger)(*(np.concatenate(pair) for pair in zip(larger, smaller, strict=True)))
    return covered(network, both)[1] == pytest.approx(covered(network, larger)[1])


SHORT = dataclasses.replace(
    km.TRANSIT, access_cutoff_s=110, egress_cutoff_s=130, direct_cutoff_s=100
)


@pytest.mark.parametrize("direction", ["from", "to"])
def test_what_is_reached_more_often_or_sooner_lies_within_what_is_reached(buses, town, direction):
    asked = {"mode": SHORT, "direction": direction, "max_distance_m": FAR_M, **DEPARTURE}
    cutoffs_s = [300, 500, 900]
    found = {
        percentile: list(
            transit_parts(buses, town.places("AB.3"), cutoffs_s, percentile=percentile, **asked)
        )
        for percentile in (5, 50, 95)
    }
    lengths = [[covered(buses, each)[1] for each in of] for of in found.values()]
    assert lengths[0][0] < lengths[0][-1]
    assert lengths[2][1] < lengths[0][1]
    for often, seldom in ((5, 50), (50, 95)):
        for larger, smaller in zip(found[often], found[seldom], strict=True):
            assert contains(buses, larger, smaller)
    for of_percentile in found.values():
        for smaller, larger in itertools.pairwise(of_percentile):
            assert contains(buses, larger, smaller)


def test_where_no_bus_comes_in_time_one_walks_as_far_as_travel_times_on_foot_say(buses, town):
    night = km.DepartureWindow("2026-03-10 02:00", "02:30", every_s=600)
    places = town.places("AB.3", "JK")
    parts = transit_parts(buses, places, [150, 400], mode=SHORT, departure=night)
    segment, at_m, points = street_points(buses.roads, 7.0)
    walked = km.travel_time_matrix(buses, places, points, mode=km.WALKING).to_numpy()
    for time_s in walked:
        for _ in range(2):
            within, doubtful = inside(buses.roads, next(parts), segment, at_m)
            np.testing.assert_array_equal(within[~doubtful], time_s[~doubtful] <= 100)


def test_together_is_all_that_any_of_the_places_reaches(buses, town):
    places = town.places("AB.3", "JK", "H")
    alone = list(transit_parts(buses, places, [300], mode=SHORT, **DEPARTURE))
    (together,) = transit_parts(buses, places, [300], mode=SHORT, together=True, **DEPARTURE)
    joined = type(together)(*(np.concatenate(column) for column in zip(*alone, strict=True)))
    for one, other in zip(covered(buses, together)[0], covered(buses, joined)[0], strict=True):
        np.testing.assert_array_equal(one, other)


def as_bytes(found):
    return [column.tobytes() for parts in found for column in parts]


def test_neither_threads_nor_blocks_change_anything(buses, town, monkeypatch):
    asked = {"mode": SHORT, "percentile": 30, **DEPARTURE}
    places = town.places("AB.3", "JK")
    expected = as_bytes(transit_parts(buses, places, [300, 900], threads=1, **asked))
    monkeypatch.setattr(transit_street, "CELLS_AT_ONCE", 500)
    monkeypatch.setattr(transit_street, "SEGMENTS_AT_ONCE", 3)
    for threads in (1, 3):
        found = transit_parts(buses, places, [300, 900], threads=threads, **asked)
        assert as_bytes(found) == expected


def test_parts_do_not_overlap_and_lie_along_their_edges(buses, town):
    (parts,) = transit_parts(buses, town.places("AB.3"), [500], mode=SHORT, **DEPARTURE)
    length_m = buses.roads.length_of_m(buses.roads.edge_segment[parts.edge])
    assert (parts.from_m >= 0).all()
    assert (parts.to_m <= length_m).all()
    assert (parts.from_m < parts.to_m).all()
    assert covered(buses, parts)[1] == pytest.approx(float((parts.to_m - parts.from_m).sum()))
    assert np.isnan(parts.from_s).all()


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({}, InputError, "give departure or arrival"),
        (DEPARTURE | {"percentile": 0}, InputError, "percentiles must lie above 0"),
        (DEPARTURE | {"percentile": (5, 50)}, InputError, "percentile must be one number"),
        (DEPARTURE | {"mode": km.CAR}, ModeError, "mode must be a TransitMode"),
        (DEPARTURE | {"max_distance_m": 0.1}, SnappingError, "more than 0.1 m"),
    ],
)
def test_questions_that_make_no_sense_are_refused(buses, town, settings, error, message):
    away = town.places("AB").translate(1e-3, 1e-3)
    with pytest.raises(error, match=message):
        next(transit_parts(buses, away, [300], **({"mode": km.TRANSIT} | settings)))


def test_a_network_without_trains_or_buses_says_so(town):
    with pytest.raises(TimetableError, match="knows none; add a feed"):
        next(transit_parts(town.network, town.places("A"), [300], mode=SHORT, **DEPARTURE))


def test_a_cutoff_may_be_nothing_or_without_end(buses, town):
    places = town.places("AB.3")
    nothing, everything = transit_parts(buses, places, [0, np.inf], mode=SHORT, **DEPARTURE)
    assert nothing.edge.size == 0
    (longest,) = transit_parts(buses, places, [SHORT.longest_s], mode=SHORT, **DEPARTURE)
    assert as_bytes([everything]) == as_bytes([longest])
