"""Times in whole ticks of 1/1024 s: how far off they are, and what adds up exactly."""

import numpy as np
import pytest
from drawn import built, way
from expanded import random_places
from hypothesis import given
from hypothesis import strategies as st
from rounding import HALF_A_TICK_S, assert_within, rounding_s

import kraftcenter_mobility as km
from kraftcenter_mobility.networks import joins, metric
from kraftcenter_mobility.networks.ticks import TICK_S, whole_ticks
from kraftcenter_mobility.routing.travel_times import ask

SETTINGS = {"turns": None, "max_distance_m": 1000.0, "access": True, "allow_islands": False}

TYPICAL_S = 0.010
"""Half of all travel times are off by less; docs/networks.md has the figures."""


@pytest.fixture(params=km.MODES, ids=lambda mode: mode.name)
def mode(request):
    """Return one mode after the other."""
    return request.param


@pytest.fixture(
    scope="module",
    params=[
        "sample",
        pytest.param("sindal_2016.osm", marks=pytest.mark.realdata),
        pytest.param("porto_portugal.osm.pbf", marks=pytest.mark.realdata),
    ],
)
def network(request):
    """Return the sample, and then one network of real data after the other."""
    if request.param == "sample":
        return request.getfixturevalue("sample")
    path = request.getfixturevalue("data_folder") / "osm" / request.param
    if not path.is_file():
        pytest.skip(f"no real data: {path.name} is missing")
    return km.TransportNetwork.from_osm(path)


def without_rounding(network, monkeypatch):
    """Return the same network with no times known yet, and let none be rounded from now on."""
    for module in (metric, joins):
        monkeypatch.setattr(module, "whole_ticks", lambda time_s: time_s)
    return network.with_delays(network.delays)


def assert_whole(time_s):
    """Check that times are whole ticks or infinite."""
    finite_s = time_s[np.isfinite(time_s)]
    np.testing.assert_array_equal(finite_s * 1024.0, np.rint(finite_s * 1024.0))


@given(st.floats(0.0, 4.0e6))
def test_a_time_moves_by_half_a_tick_at_most(time_s):
    rounded_s = whole_ticks(np.array([time_s]))
    assert_whole(rounded_s)
    assert abs(rounded_s[0] - time_s) <= HALF_A_TICK_S


def test_infinite_times_stay_infinite():
    assert whole_ticks(np.array([np.inf, 0.0])).tolist() == [np.inf, 0.0]


def test_a_tick_is_a_whole_number_of_nothing_smaller():
    assert TICK_S == 2.0**-10
    assert whole_ticks(np.array([0.0004, 0.0005, 1.0])).tolist() == [0.0, TICK_S, 1.0]


def test_every_time_of_a_metric_is_whole_ticks(sample, mode):
    times = sample.metric(mode)
    for part_s in (times.piece_time_s, times.control_time_s, times.edge_time_s, times.turn_time_s):
        assert_whole(part_s)


def test_pieces_controls_and_turns_move_by_half_a_tick_at_most(sample, mode, monkeypatch):
    rounded = sample.metric(mode)
    exact = without_rounding(sample, monkeypatch).metric(mode)
    assert_within(rounded.piece_time_s, exact.piece_time_s, HALF_A_TICK_S)
    assert_within(rounded.control_time_s, exact.control_time_s, HALF_A_TICK_S)
    assert_within(rounded.turn_time_s, exact.turn_time_s, HALF_A_TICK_S)
    roads = sample.roads
    n_numbers = np.diff(roads.first_piece) + np.diff(roads.first_control)
    tolerance_s = HALF_A_TICK_S * n_numbers[roads.edge_segment]
    assert_within(rounded.edge_time_s, exact.edge_time_s, tolerance_s)


def test_the_parts_of_an_edge_add_up_to_it_to_the_last_bit(sample, mode):
    places = random_places(sample, mode, 200, seed=1)
    question = ask(sample, places, places, mode=mode, **SETTINGS)
    ends, edge_s = question.begin, question.metric.edge_time_s
    for part_s in (ends.before_s, ends.after_s, ends.at_s, ends.walk_s):
        assert_whole(part_s)
        assert (part_s >= 0.0).all()
    usable = np.isfinite(ends.before_s) & np.isfinite(ends.after_s)
    assert usable.mean() > 0.9
    np.testing.assert_array_equal((ends.before_s + ends.after_s)[usable], edge_s[ends.edge][usable])
    np.testing.assert_array_equal(ends.at_s[usable], ends.before_s[usable])


def test_a_place_lies_within_a_tick_of_where_it_would_without_rounding(sample, mode, monkeypatch):
    roads = sample.roads
    rng = np.random.default_rng(2)
    segment = rng.integers(0, roads.n_segments, 500)
    offset_m = rng.uniform(size=500) * roads.segment_length_m[segment]
    rounded_s = sample.metric(mode).time_along_s(segment, offset_m)
    exact_s = without_rounding(sample, monkeypatch).metric(mode).time_along_s(segment, offset_m)
    n_numbers = np.diff(roads.first_piece) + np.diff(roads.first_control)
    tolerance_s = HALF_A_TICK_S * (n_numbers[segment] + 1)  # and where it lies along its piece
    assert_within(rounded_s, exact_s, tolerance_s[:, np.newaxis])


@pytest.mark.parametrize("drawn_as", ["AB", "BA"])
def test_a_stop_anywhere_along_a_road_costs_nothing(drawn_as):
    # 997 m, where next to no place lies at a whole tick.
    town = built({"A": (0, 0), "B": (997, 0)}, [way(drawn_as)])
    rng = np.random.default_rng(3)
    shares = np.sort(rng.uniform(0.01, 0.99, 60))
    places = town.places("A", *(f"AB{share}" for share in shares), "B")
    times = km.travel_time_matrix(
        town.network, places, places, mode=km.CAR, access=False
    ).to_numpy()
    stop_by_stop_s = np.cumsum(np.diagonal(times, offset=1))
    np.testing.assert_array_equal(stop_by_stop_s, times[0, 1:])
    np.testing.assert_array_equal(times, times.T)


def test_travel_times_are_within_the_bound_and_mostly_far_within(network, mode, monkeypatch):
    places = random_places(network, mode, 30, seed=4)
    times, bounds = [], []
    for asked in (network, without_rounding(network, monkeypatch)):
        times.append(km.travel_time_matrix(asked, places, places, mode=mode).to_numpy())
        bounds.append(rounding_s(asked, places, places, mode=mode))
        # The second time round, nothing is rounded any more.
    rounded, exact = times
    assert_within(rounded, exact, np.maximum(*bounds) + 1e-9)
    finite = np.isfinite(exact)
    off_s = np.abs(rounded[finite] - exact[finite])
    assert off_s.max() > 0.0, "a test of nothing"
    assert np.median(off_s) < TYPICAL_S
