"""Weights in anybody's unit, and the whole ticks they become."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twins.answers import assert_answers, roads, some_roads, town

import kraftcenter_mobility as km
from kraftcenter_mobility._kernels.hierarchy import INFINITE
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.routing.weights import (
    FINE_ENOUGH,
    checked_weights,
    to_ticks,
)

MOST = int(INFINITE)


def line_of(*weights):
    """Return the engine of nodes in a row, from one to the next of which an edge leads."""
    n_nodes = len(weights) + 1
    return km.RoadEngine([*range(n_nodes), n_nodes - 1], range(1, n_nodes))


def customized(*weights, **settings_):
    """Return the metric of nodes in a row."""
    return line_of(*weights).customize(list(weights), **settings_)


# What comes in


@pytest.mark.parametrize(
    "weights",
    [
        [1, 2, 3],
        np.array([1, 2, 3], dtype=np.int8),
        np.array([1, 2, 3], dtype=np.uint64),
        np.array([1.0, 2.0, 3.0], dtype=np.float32),
        np.array([1.0, 2.0, 3.0], dtype=np.float16),
        (1.0, 2, 3),
        np.array([1.0, 9.0, 2.0, 9.0, 3.0])[::2],
        np.ma.masked_array([1.0, 2.0, 3.0]),
    ],
    ids=lambda weights: type(weights).__name__ + str(getattr(weights, "dtype", "")),
)
def test_weights_come_in_any_form_of_numbers(weights):
    assert line_of(0, 0, 0).customize(weights).many_to_all([0]).tolist() == [[0, 1, 3, 6]]


def test_true_and_false_count_as_one_and_nothing():
    metric = line_of(0, 0, 0).customize([True, False, True])
    assert metric.tick == 1.0
    assert metric.many_to_all([0]).tolist() == [[0, 1, 1, 2]]


def test_infinite_weights_close_edges_for_good():
    metric = customized(1.0, np.inf, 1.0)
    assert metric.many_to_all([0, 2]).tolist() == [[0, 1, np.inf, np.inf], [np.inf, np.inf, 0, 1]]
    assert np.isinf(metric.route(0, 3).time)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1.0, 2.0], r"weights must be one number per edge, shape \(3,\); got shape \(2,\)"),
        ([[1.0, 2.0, 3.0]], r"got shape \(1, 3\)"),
        (5.0, r"got shape \(\)"),
        ([1.0, np.nan, -2.0], "2 of 3 are not, the first nan at edge 1"),
        ([1, 2, -3], r"zero or more, infinite for closed edges; 1 of 3 are not, the first -3\.0"),
        ([1.0, 2.0, -np.inf], "the first -inf at edge 2"),
        ([1.0, "a", 2.0], "weights must be numbers, one per edge: could not convert"),
        ([1.0, None, 2.0], "the first nan at edge 1"),
        ([1.0, [2.0], 3.0], "weights must be numbers, one per edge"),
        ([1.0, 1e300, 3.0], r"weights must be 1e\+290 at most, got 1e\+300; closed edges are inf"),
    ],
)
def test_what_are_no_weights_is_refused(weights, message):
    with pytest.raises(InputError, match=message):
        line_of(0, 0, 0).customize(weights)


@pytest.mark.parametrize("tick", [0, -1.0, np.nan, np.inf, "1", True])
def test_a_tick_is_a_finite_number_above_zero(tick):
    with pytest.raises(InputError, match="tick must be a finite number above zero, got"):
        customized(1.0, tick=tick)
    with pytest.raises(InputError, match="tick must be a finite number above zero, got"):
        line_of(1.0).customize_many([[1.0]], tick=tick)


def test_the_argument_at_fault_is_named():
    with pytest.raises(InputError, match="delays must be one number per edge"):
        checked_weights([1.0], 2, "delays")


# Ticks


def test_whole_numbers_are_counted_one_by_one():
    assert customized(1, 2, 3).tick == 1.0
    assert customized(5, MOST - 7).many_to_all([0]).tolist() == [[0, 5, MOST - 2]]


def test_seconds_are_counted_in_milliseconds_or_finer():
    day = 86_400.0
    assert customized(day, day, day).tick == FINE_ENOUGH
    assert customized(0.1, 0.2).tick < FINE_ENOUGH
    assert customized(0.0, np.inf).tick == FINE_ENOUGH


def test_small_weights_have_a_tick_as_small():
    found = customized(1e-7, 2e-7, 3e-7).many_to_all([0])[0]
    np.testing.assert_allclose(found, [0, 1e-7, 3e-7, 6e-7], rtol=1e-6)


def test_what_comes_later_must_be_whole_where_all_else_is():
    metric = customized(1, 2, 3)
    assert metric.with_weights([0], [4.0]).many_to_all([0])[0, 1] == 4.0
    with pytest.raises(InputError, match=r"whole numbers, which stay exact; 1\.3 is none"):
        metric.with_weights([0], [1.3])
    with pytest.raises(InputError, match="Customize it with floats, or give a tick"):
        metric.with_edges([0], [2], [0.4])


def test_a_fine_tick_leaves_room_for_longer_weights_later_on():
    metric = customized(10.0, 20.0)
    longer = metric.with_weights([0], [1000.0])
    assert longer.many_to_all([0]).tolist() == [[0, 1000, 1020]]


@given(
    st.lists(st.floats(0, 1e6) | st.just(np.inf), min_size=1, max_size=8),
    st.integers(-200, 200),
)
@settings(max_examples=60, deadline=None)
def test_floats_of_any_size_are_off_by_half_a_tick_per_edge(weights, exponent):
    weights = [weight * 2.0**exponent for weight in weights]
    metric = customized(*weights)
    assert np.log2(metric.tick) == np.rint(np.log2(metric.tick))
    found = metric.many_to_all([0])[0]
    wanted = np.concatenate(([0.0], np.cumsum(weights)))
    finite = np.isfinite(wanted)
    np.testing.assert_array_equal(np.isfinite(found), finite)
    n_edges = np.arange(wanted.size)[finite]
    slack = n_edges * metric.tick / 2 + wanted[finite] * 1e-12
    assert (np.abs(found[finite] - wanted[finite]) <= slack).all()
    total = sum(weight for weight in weights if np.isfinite(weight))
    assert metric.tick <= max(FINE_ENOUGH, total / 2**25)


@given(some_roads(), st.sampled_from([2.0**-30, 2.0**-3, 1.0, 2.0**12, 2.0**60]))
@settings(max_examples=40, deadline=None)
def test_whole_ticks_in_any_unit_have_exact_answers(graph, unit):
    weights = graph._replace(weight=graph.weight * unit)
    metric = km.RoadEngine(graph.first_out, graph.head).customize(weights.weight, tick=unit)
    assert_answers(metric, weights, np.random.default_rng(0), n_routes=4)


def test_a_tick_of_ones_own_is_what_weights_are_rounded_to():
    metric = customized(10.2, 29.9, 0.4, tick=5.0)
    assert metric.many_to_all([0]).tolist() == [[0, 10, 40, 40]]
    assert metric.tick == 5.0
    assert customized(7, 9, tick=2).many_to_all([0]).tolist() == [[0, 8, 16]]


@given(st.integers(0, 200), st.sampled_from([0.1, 0.3, 1e-3, 7.0, 1 / 3, 2.0**-10]))
@settings(max_examples=100, deadline=None)
def test_a_cutoff_is_inclusive_whatever_the_tick(ticks, tick):
    metric = TICKING[tick]
    times = metric.many_to_all([0])[0]
    np.testing.assert_array_equal(times, np.arange(201) * tick)
    cutoff = float(times[ticks])
    for shift in (np.nextafter(cutoff, 0.0), cutoff, np.nextafter(cutoff, np.inf)):
        wanted = np.where(times <= shift, times, np.inf)
        np.testing.assert_array_equal(metric.many_to_all([0], cutoff=shift)[0], wanted)
        np.testing.assert_array_equal(metric.many_to_many([0], range(201), cutoff=shift)[0], wanted)
        found = metric.nearest([0], direction="from", cutoff=shift)[1]
        np.testing.assert_array_equal(found, wanted)


TICKING = {
    tick: customized(*[tick] * 200, tick=tick) for tick in (0.1, 0.3, 1e-3, 7.0, 1 / 3, 2.0**-10)
}
"""A row of nodes, each a tick from the next."""


@pytest.mark.parametrize("cutoff", [1e308, np.float64(1e308), np.inf, np.float32(1e30)])
def test_a_cutoff_beyond_everything_cuts_nothing_off(cutoff):
    metric = customized(1.0, 2.0)
    assert metric.many_to_all([0], cutoff=cutoff).tolist() == [[0, 1, 3]]


def test_to_ticks_says_infinite_for_what_is_closed_or_too_long():
    ticks = to_ticks(np.array([0.0, 0.4, 0.5, 1.5, 2.0**29, 2.0**30, 1e290, np.inf]), 1.0)
    assert ticks.dtype == np.uint32
    assert ticks.tolist() == [0, 0, 0, 2, MOST // 2, MOST, MOST, MOST]
    assert to_ticks(np.array([1e290]), 1e-100).tolist() == [MOST]


# Long ways


def test_whole_numbers_stay_exact_up_to_the_last_tick():
    assert customized(MOST - 1).many_to_all([0]).tolist() == [[0, MOST - 1]]
    half = MOST // 2 - 1
    assert customized(half, half).many_to_all([0]).tolist() == [[0, half, 2 * half]]


@pytest.mark.parametrize(
    "weights",
    [[MOST], [MOST - 1, 1], [2**40, 1], [MOST // 2, MOST // 2], [2**62, 2**62, 2**62]],
)
def test_whole_numbers_whose_sums_are_too_long_are_refused(weights):
    with pytest.raises(InputError, match=r"ticks of 1, and only sums below 1,073,741,824 ticks"):
        customized(*weights)
    with pytest.raises(InputError, match="give larger units, or floats"):
        customized(*weights)
    with pytest.raises(InputError, match="give larger units, or floats"):
        line_of(*weights).customize_many([weights])


@pytest.mark.parametrize("weight", [MOST - 0.4, 1e10])
def test_floats_that_are_too_long_for_the_tick_one_wants_are_refused(weight):
    with pytest.raises(InputError, match="give a larger tick"):
        customized(weight, tick=1.0)


@pytest.mark.parametrize("weight", [1e7, 3e11, 1e30, 1e280])
def test_floats_that_are_long_have_a_coarser_tick(weight):
    metric = customized(weight, weight, weight)
    found = metric.many_to_all([0])[0]
    np.testing.assert_allclose(found, np.arange(4) * weight, rtol=1e-8)
    assert metric.tick <= weight / 2**25


def test_many_long_edges_beside_one_another_are_no_long_way():
    n = 500
    graph = roads(n + 2, *[(0, k, 10**7) for k in range(1, n)], *[(k, n, 3) for k in range(1, n)])
    metric = km.RoadEngine(graph.first_out, graph.head).customize(graph.weight.astype(np.int64))
    assert metric.tick == 1.0
    assert metric.many_to_many([0], [n, n + 1]).tolist() == [[10**7 + 3, np.inf]]
    floats = km.RoadEngine(graph.first_out, graph.head).customize(graph.weight / 64.0)
    assert floats.tick == 2 * FINE_ENOUGH  # with room for new edges
    assert floats.many_to_many([0], [n])[0, 0] == (10**7 + 3) / 64.0
    lanes = km.RoadEngine(graph.first_out, graph.head).customize_many([graph.weight / 64.0] * 3)
    assert lanes.tick == FINE_ENOUGH
    assert lanes.many_to_nearest([n])[2, 0] == (10**7 + 3) / 64.0


def test_a_town_of_long_streets_is_as_exact_as_its_tick():
    graph = town(30, 20, 61)
    sources = [0, 77, 400]
    wanted = graph.times(sources)
    engine = km.RoadEngine(graph.first_out, graph.head)
    for unit in (1e5, 1e9):
        metric = engine.customize(graph.weight * unit)
        found = metric.many_to_all(sources)
        np.testing.assert_allclose(found, wanted * unit, rtol=1e-5, atol=0)


# Weights that change


def test_a_weight_that_is_too_long_for_the_tick_is_refused_when_it_is_set():
    metric = customized(1.0, 2.0)
    longest = metric.tick * MOST
    for change in (
        lambda: metric.with_weights([0], [longest]),
        lambda: metric.with_edges([0], [2], [longest]),
    ):
        with pytest.raises(InputError, match=r"ticks of .*customize the engine with a larger tick"):
            change()
    assert np.isinf(metric.with_weights([0], [np.inf]).route(0, 2).time)


def test_weights_set_later_that_make_ways_too_long_are_noticed_when_one_asks():
    longest = MOST // 2
    metric = customized(1, 2, 3).with_weights([0, 1], [longest, longest])
    assert metric.route(1, 3).time == longest + 3
    for question in (
        lambda: metric.many_to_all([0]),
        lambda: metric.many_to_many([0], [1]),
        lambda: metric.nearest([0]),
        lambda: metric.within(0, np.inf),
        lambda: metric.opportunities_within([0], [1.0] * 4, np.inf),
        lambda: metric.route(0, 3),
    ):
        with pytest.raises(InputError, match="customize the engine anew, with a larger tick"):
            question()
    healed = metric.with_weights([1], [5])
    assert healed.many_to_all([0]).tolist() == [[0, longest, longest + 5, longest + 8]]


def test_new_edges_that_make_ways_too_long_are_noticed_when_one_asks():
    longest = MOST // 2
    metric = customized(1, 2, 3).with_edges([3, 4], [4, 5], [longest, longest], n_new_nodes=2)
    for question in (
        lambda: metric.many_to_all([0]),
        lambda: metric.many_to_many([0], [5]),
        lambda: metric.nearest([5]),
        lambda: metric.route(0, 5),
    ):
        with pytest.raises(InputError, match="customize the engine anew, with a larger tick"):
            question()
    assert metric.with_weights([4], [7]).route(0, 5).time == longest + 13
