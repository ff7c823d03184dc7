"""Questions about places, answered by searches and by a hierarchy: the same to the last bit."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from drawn import built, drawn, turn, way
from expanded import random_places
from hypothesis import given, settings
from pandas.testing import assert_frame_equal
from towns import METRES, places_apart, towns

import kraftcenter_mobility as km
from kraftcenter_mobility.routing import journeys, nearest, travel_times
from kraftcenter_mobility.routing.choice import DIJKSTRA, HIERARCHY

SMALL = ("sindal_2016.osm", "roenne_2016.osm", "tunoe_2026.osm", "turnrestr_cathedral-no-left.pbf")
LARGE = ("liechtenstein.osm.pbf", "heidelberg_ors.osm.pbf", "porto_portugal.osm.pbf")
QUESTIONS = (travel_times, nearest, journeys)

ISLANDS = {"allow_islands": True}


def by_both(question, *arguments, **asked):
    """Return the answers to a question by either method."""
    found = []
    for method in (DIJKSTRA, HIERARCHY):
        with pytest.MonkeyPatch.context() as patch:
            for module in QUESTIONS:
                patch.setattr(module, "choose_method", lambda *_, m=method, **__: m)
            found.append(question(*arguments, **asked))
    return found


def assert_same_answers(network, origins, destinations, *, mode, **asked):
    """Ask for times and for the nearest by either method; return the times."""
    asked["mode"] = mode
    for cutoff_s in (np.inf, 400.0):
        for ends in ((origins, destinations), (destinations, origins)):
            one, other = by_both(km.travel_time_matrix, network, *ends, cutoff_s=cutoff_s, **asked)
            assert (one.attrs["method"], other.attrs["method"]) == (DIJKSTRA, HIERARCHY)
            assert_identical(one, other)
        for k in {1, min(3, len(destinations)), len(destinations)}:
            asked_k = asked | {"k": k, "cutoff_s": cutoff_s}
            one, other = by_both(km.nearest_destinations, network, origins, destinations, **asked_k)
            assert (one.attrs["method"], other.attrs["method"]) == (DIJKSTRA, HIERARCHY)
            assert_identical(one, other)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(nearest, "by_sweep", lambda *_: True)
                _, swept = by_both(
                    km.nearest_destinations, network, origins, destinations, **asked_k
                )
            assert_identical(one, swept)
    return km.travel_time_matrix(network, origins, destinations, **asked)


def assert_identical(one, other):
    """Check that two tables differ in nothing but how they were found."""
    other.attrs = one.attrs
    assert_frame_equal(one, other, check_exact=True)


def assert_same_journeys(network, origins, destinations, **asked):
    """Check that journeys take the same time, leg by leg; equally fast ways may differ."""
    one, other = by_both(km.journeys, network, origins, destinations, **asked)
    assert (one.attrs["method"], other.attrs["method"]) == (DIJKSTRA, HIERARCHY)
    np.testing.assert_array_equal(one["travel_time_s"], other["travel_time_s"])
    for table in (one, other):
        for row in table.itertuples():
            if np.isfinite(row.travel_time_s):
                assert sum(leg["time_s"] for leg in row.legs) == row.travel_time_s
                length_m = sum(leg["length_m"] for leg in row.legs)
                assert length_m == pytest.approx(row.length_m, rel=1e-9, abs=1e-9)
            else:
                assert row.geometry is None
    finite = np.isfinite(one["travel_time_s"])
    return one[finite], other[finite]


def real(names):
    """Return parameters that are marked as real data."""
    return [pytest.param(name, marks=pytest.mark.realdata) for name in names]


@pytest.fixture(scope="module", params=["sample", *real(SMALL + LARGE)])
def network(request):
    """Return the sample, and then one network of real data after the other."""
    if request.param == "sample":
        return request.getfixturevalue("sample")
    path = request.getfixturevalue("data_folder") / "osm" / request.param
    if not path.is_file():
        pytest.skip(f"no real data: {path.name} is missing")
    return km.TransportNetwork.from_osm(path)


@pytest.fixture(params=km.MODES, ids=lambda mode: mode.name)
def mode(request):
    """Return one mode after the other."""
    return request.param


def test_real_streets_have_the_same_answers_either_way(network, mode):
    places = random_places(network, mode, 30, seed=8)
    ends = places.iloc[:18], places.iloc[18:]
    times = assert_same_answers(network, *ends, mode=mode)
    assert np.isfinite(times.to_numpy()).mean() > 0.5, "a test of nothing"
    turns = not mode.turns
    times = assert_same_answers(network, *ends, mode=mode, turns=turns, **ISLANDS)
    assert np.isfinite(times.to_numpy()).mean() > 0.5, "a test of nothing"
    assert_same_answers(network, ends[0].iloc[:1], ends[1], mode=mode, access=False)


def test_real_journeys_take_the_same_time_either_way(network, mode):
    places = random_places(network, mode, 10, seed=9)
    for turns in (True, False):
        found = assert_same_journeys(
            network, places.iloc[:5], places.iloc[5:], mode=mode, turns=turns
        )
        same = [a.equals(b) for a, b in zip(*(table.geometry for table in found), strict=True)]
        assert np.mean(same) > 0.8, "ways are hardly ever equally fast"


def test_many_places_in_the_sample_have_the_same_times_either_way(sample):
    places = random_places(sample, km.CAR, 700, seed=10)
    times = assert_same_answers(
        sample, places.iloc[:600], places.iloc[600:], mode=km.CAR, max_distance_m=3000.0
    )
    assert np.isfinite(times.to_numpy()).all()


@pytest.mark.parametrize("k", [2, 40, 90])
def test_many_nearest_are_the_same_by_searches_by_a_sweep_and_by_all_pairs(sample, k):
    places = random_places(sample, km.CAR, 150, seed=14)
    for ends in ((places.iloc[:60], places.iloc[60:]), (places, places.iloc[:90])):
        for cutoff_s in (np.inf, 500.0):
            asked = {"mode": km.CAR, "k": k, "cutoff_s": cutoff_s}
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(nearest, "by_sweep", lambda *_: False)
                one, other = by_both(km.nearest_destinations, sample, *ends, **asked)
                patch.setattr(nearest, "by_sweep", lambda *_: True)
                _, third = by_both(km.nearest_destinations, sample, *ends, **asked)
            assert_identical(one, other)
            assert_identical(one, third)


def beside(town):
    """Return places in the middle of links and elsewhere along them, and at all nodes."""
    links = {"".join(ends) for ends in places_apart(town).values()}
    where = [f"{link}{share}" for link in sorted(links)[:6] for share in ("", ".25", ".75")]
    nodes = sorted({node for line in town for node in line.nodes})
    return [*where, *nodes]


@given(town=towns())
@settings(max_examples=40, deadline=None)
def test_random_streets_have_the_same_answers_either_way(town):
    ways, turns = town
    drawing = built(METRES, ways, turns)
    places = drawing.places(*beside(ways))
    for mode, with_turns in ((km.CAR, True), (km.CAR, False), (km.AMBULANCE, True)):
        for access in (True, False):
            asked = {"mode": mode, "turns": with_turns, "access": access} | ISLANDS
            one, other = by_both(km.travel_time_matrix, drawing.network, places, places, **asked)
            assert_identical(one, other)
            one, other = by_both(
                km.nearest_destinations, drawing.network, places, places, k=2, **asked
            )
            np.testing.assert_array_equal(one["travel_time_s"], other["travel_time_s"])


@given(town=towns())
@settings(max_examples=15, deadline=None)
def test_journeys_on_random_streets_take_the_same_time_either_way(town):
    ways, turns = town
    drawing = built(METRES, ways, turns)
    places = drawing.places(*beside(ways)[::3])
    for with_turns in (True, False):
        asked = {"mode": km.CAR, "turns": with_turns, "access": False} | ISLANDS
        assert_same_journeys(drawing.network, places, places, **asked)


# A block with a one-way street, a road for residents and a barred turn over a way
#   A-B 200 m, B-C 200 m; D, E and F are 100 m below.
BLOCK = """
    A-------B-------C
    |       |       |
    D-------E-------F
"""
DESTINATION = {"motor_vehicle": "destination"}
CASES = {
    "open": (["ABC", "DEF", "AD", "BE", "CF"], []),
    "one way": ([way("ABC", oneway="yes"), "FED", "AD", "BE", "CF"], []),
    "residents": (["AB", "BC", way("DE", **DESTINATION), "EF", "AD", way("BE", **DESTINATION)], []),
    "a zone": ([way("AB", **DESTINATION), way("BC", **DESTINATION), "DEF", "AD", "CF"], []),
    "no left": (["AB", "BC", "DEF", "AD", "BE", "CF"], [turn("no_right_turn", "AB", "B", "BE")]),
    "over a way": (
        ["AB", "BE", "EF", "DE", "BC", "AD", "CF"],
        [turn("no_left_turn", "AB", "BE", "EF"), turn("no_u_turn", "DE", "BE", "BC")],
    ),
    "only": (["AB", "BC", "BE", "DEF", "AD", "CF"], [turn("only_straight_on", "AB", "B", "BC")]),
    "two islands": (["ABC", "AB", "DEF"], []),
    "a loop": (["ABEDA", "BC", "CF"], []),
    "a barrier": (["ABC", "DEF", "AD", "BE", "CF"], []),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("turns", [True, False])
def test_a_block_has_the_same_answers_either_way(case, turns):
    ways, restrictions = CASES[case]
    nodes = {"E": {"barrier": "bollard"}} if case == "a barrier" else {}
    block = drawn(BLOCK, ways, restrictions, nodes)
    names = {each if isinstance(each, str) else each.nodes for each in ways}
    links = sorted({name[k : k + 2] for name in names for k in range(len(name) - 1)})
    where = [f"{link}{share}" for link in links for share in (".1", "", ".9")]
    places = block.places(*where, *sorted(set("".join(links))))
    for mode in km.MODES:
        times = assert_same_answers(
            block.network, places, places, mode=mode, turns=turns, access=False, **ISLANDS
        )
        assert np.isfinite(times.to_numpy()).mean() > 0.3, "a test of nothing"
    asked = {"mode": km.CAR, "turns": turns, **ISLANDS}
    assert_same_journeys(block.network, places.iloc[::5], places.iloc[::4], **asked)


def test_hand_worked_times_by_a_hierarchy():
    block = drawn(BLOCK, ["ABC", "DEF", "AD", "BE", "CF"])
    _, times = by_both(
        km.travel_time_matrix,
        block.network,
        block.places("AB", "A"),
        block.places("DE", "F", "AB.75"),
        mode=km.CAR,
        access=False,
    )
    # At 10 m/s: 100 m back to A, 100 down, 100 to the middle of D-E, and so on.
    np.testing.assert_allclose(times, [[30.0, 40.0, 5.0], [20.0, 50.0, 15.0]], rtol=2e-3)


def test_of_equally_near_destinations_either_way_names_one_that_is_as_near():
    block = drawn(BLOCK, ["ABC", "DEF", "AD", "BE", "CF"])
    destinations = pd.concat([block.places("AB"), block.places("AB").rename({"AB": "twin"})])
    origins = block.places("EF", "DE", "AB", "C")
    for k in (1, 2):
        one, other = by_both(
            km.nearest_destinations,
            block.network,
            origins,
            gpd.GeoSeries(destinations),
            mode=km.CAR,
            k=k,
        )
        assert_identical(one, other)


def test_answers_by_a_hierarchy_are_the_same_to_the_byte_for_any_number_of_threads(sample):
    places = random_places(sample, km.CAR, 120, seed=12)
    tables = []
    for threads in (1, 2, 4):
        fresh = sample.with_speeds(sample.speeds)
        asked = {"mode": km.CAR, "threads": threads}
        _, times = by_both(
            km.travel_time_matrix, fresh, places.iloc[:90], places.iloc[90:], **asked
        )
        _, three = by_both(
            km.nearest_destinations, fresh, places.iloc[:90], places.iloc[90:], k=3, **asked
        )
        tables.append(times.to_numpy().tobytes() + three["travel_time_s"].to_numpy().tobytes())
    assert tables[0] == tables[1] == tables[2]


def test_other_speeds_and_delays_share_what_was_prepared_and_not_the_times(sample):
    places = random_places(sample, km.CAR, 40, seed=13)
    ends = places.iloc[:30], places.iloc[30:]
    before = assert_same_answers(sample, *ends, mode=km.CAR)
    slower = sample.with_delays(km.JunctionDelays(left_turn_s=60.0, signals_s=90.0))
    metric = slower.metric(km.CAR)
    assert slower.is_prepared(metric)
    assert not slower.is_customized(metric)
    assert slower.prepared(metric) is sample.prepared(sample.metric(km.CAR))
    after = assert_same_answers(slower, *ends, mode=km.CAR)
    assert slower.is_customized(metric)
    assert (after >= before).all().all()
    assert (after > before).any().any()


def test_times_of_more_than_twelve_days_are_no_times_either_way():
    block = drawn(BLOCK, ["ABC", "DEF", "AD", "BE", "CF"])
    crawl = km.Mode(name="snail", kind="foot", access_tags=("access",), top_speed_kmh=0.0005)
    places = block.places("AB", "BC", "DE", "EF", "A", "F")
    asked = {"mode": crawl, "access": False}
    times = assert_same_answers(block.network, places, places, **asked)
    assert np.isinf(times.to_numpy()).any()
    assert np.isfinite(times.to_numpy()).sum() > len(places)
    assert_same_journeys(block.network, places, places, **asked)
