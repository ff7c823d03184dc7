"""Nearest places, one or several: a drawn network and the slow twin."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import config
from twins.engine import INFINITE
from twins.sweeps import BACKWARD, FORWARD, networks, prepared, seeds, slow_nearest, street_grid

from kraftcenter_mobility._kernels.hierarchy import NONE
from kraftcenter_mobility._kernels.k_nearest_sweep import (
    insert_key,
    k_nearest_to_all,
    write_k_nearest,
)
from kraftcenter_mobility._kernels.nearest_sweep import NOWHERE, nearest_to_all, write_nearest

# Two schools on a road with homes in between; the fourth home is across a one-way bridge.
#
#   school 0                          school 1
#      0 ----4---- 1 ----3---- 2 ----3---- 3 <---1--- 4
STREETS = [(0, 1, 4), (1, 2, 3), (2, 3, 3)]
EDGES = STREETS + [(head, tail, ticks) for tail, head, ticks in STREETS] + [(4, 3, 1)]
SCHOOLS = [[(0, 0)], [(3, 0)]]


def of_places(network, places):
    """Return ranks, times and numbers of the seeds of places."""
    flat = [(*seed, number) for number, place in enumerate(places) for seed in place]
    rank = network.ranks([node for node, _, _ in flat])
    ticks, number = (np.array([seed[i] for seed in flat], np.uint32) for i in (1, 2))
    return rank, ticks, number


def nearest(network, places, direction, cutoff=INFINITE - 1, tick=1.0):
    """Return the nearest place and its time, by node."""
    n_levels = int(network.levels.max()) + 1
    key = np.empty(network.n_nodes, np.uint64)
    nearest_to_all(
        network.hierarchy,
        network.weights,
        network.graph(direction),
        direction,
        *of_places(network, places),
        network.position,
        network.touched,
        np.empty(n_levels, np.uint64),
        key,
    )
    which, time = np.empty(network.n_nodes, np.int32), np.empty(network.n_nodes)
    write_nearest(key, network.hierarchy.rank, np.uint32(cutoff), tick, which, time)
    return which, time


def k_nearest(network, places, k, direction, cutoff=INFINITE - 1, tick=1.0):
    """Return the k nearest places and their times, by node."""
    n_levels = int(network.levels.max()) + 1
    key = np.empty((network.n_nodes, k), np.uint64)
    k_nearest_to_all(
        network.hierarchy,
        network.weights,
        network.graph(direction),
        direction,
        *of_places(network, places),
        network.position,
        network.touched,
        np.empty((n_levels, k), np.uint64),
        key,
    )
    which = np.empty((network.n_nodes, k), np.int32)
    time = np.empty((network.n_nodes, k))
    write_k_nearest(key, network.hierarchy.rank, np.uint32(cutoff), tick, which, time)
    return which, time


def as_pairs(which, time):
    """Return what was found at each node as (ticks, number), without what was not."""
    which, time = which.reshape(len(which), -1), time.reshape(len(time), -1)
    assert np.array_equal(which < 0, np.isinf(time))
    return [
        [(ticks, number) for number, ticks in zip(*row, strict=True) if number >= 0]
        for row in zip(which.tolist(), time.tolist(), strict=True)
    ]


@pytest.fixture
def road():
    """Return the road with the schools."""
    return prepared(5, EDGES)


def test_every_home_goes_to_its_nearest_school(road):
    which, time = nearest(road, SCHOOLS, BACKWARD)
    assert which.tolist() == [0, 0, 1, 1, 1]
    assert time.tolist() == [0, 4, 3, 0, 1]


def test_what_comes_from_the_places_goes_along_the_edges(road):
    assert nearest(road, SCHOOLS, FORWARD)[0].tolist() == [0, 0, 1, 1, -1]


def test_of_two_equally_near_the_lower_number_is_named(road):
    far = [[(0, 0)], [(3, 1)], [(3, 1)]]
    which, time = nearest(road, far[::-1], BACKWARD)
    assert which.tolist() == [2, 2, 0, 0, 0]
    assert time.tolist() == [0, 4, 4, 1, 2]


def test_a_place_beyond_the_cutoff_is_none(road):
    which, time = nearest(road, SCHOOLS, BACKWARD, cutoff=3)
    assert which.tolist() == [0, -1, 1, 1, 1]
    assert time.tolist() == [0, np.inf, 3, 0, 1]


def test_ticks_become_seconds(road):
    assert nearest(road, SCHOOLS, BACKWARD, tick=0.5)[1].tolist() == [0, 2, 1.5, 0, 0.5]


def test_a_place_can_be_entered_in_several_ways(road):
    which, time = nearest(road, [[(0, 2), (2, 1)]], BACKWARD)
    assert which.tolist() == [0] * 5
    assert time.tolist() == [2, 4, 1, 4, 5]


def test_the_two_nearest_come_in_order(road):
    which, time = k_nearest(road, SCHOOLS, 2, BACKWARD)
    assert which.tolist() == [[0, 1], [0, 1], [1, 0], [1, 0], [1, 0]]
    assert time.tolist() == [[0, 10], [4, 6], [3, 7], [0, 10], [1, 11]]


def test_more_are_asked_for_than_there_are(road):
    which, time = k_nearest(road, SCHOOLS, 3, FORWARD)
    assert (which[:, 2] == -1).all()
    assert as_pairs(which, time)[4] == []


def test_the_list_of_nearest_obeys_the_cutoff(road):
    which, time = k_nearest(road, SCHOOLS, 2, BACKWARD, cutoff=6, tick=2.0)
    assert as_pairs(which, time)[:3] == [[(0, 0)], [(8, 0), (12, 1)], [(6, 1)]]


def test_a_list_keeps_the_best_key_of_each_place():
    keys = np.full((1, 3), NOWHERE, np.uint64)
    for ticks, number in [(9, 1), (5, 2), (7, 1), (8, 1), (6, 4), (5, 0), (5, 2)]:
        insert_key(keys, np.uint64(0), np.uint64(ticks << 32 | number))
    assert [(int(key) >> 32, int(key) & 0xFFFF) for key in keys[0]] == [(5, 0), (5, 2), (6, 4)]


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_nearest_agrees_with_the_twin(data):
    network = data.draw(networks())
    places = data.draw(st.lists(seeds(network.n_nodes, 2), max_size=4))
    direction = data.draw(st.sampled_from([FORWARD, BACKWARD]))
    found = as_pairs(*nearest(network, places, direction))
    assert found == slow_nearest(network, places, 1, direction)
    assert (network.position == NONE).all()


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_k_nearest_agree_with_the_twin(data):
    network = data.draw(networks())
    places = data.draw(st.lists(seeds(network.n_nodes, 2), max_size=5))
    direction = data.draw(st.sampled_from([FORWARD, BACKWARD]))
    k = data.draw(st.integers(1, 4))
    found = as_pairs(*k_nearest(network, places, k, direction))
    assert found == slow_nearest(network, places, k, direction)
    assert (network.position == NONE).all()


@pytest.mark.skipif(bool(config.DISABLE_JIT), reason="so many places take long uncompiled")
@pytest.mark.parametrize("direction", [FORWARD, BACKWARD])
def test_many_places_in_a_town_agree_with_the_twin(direction):
    network = prepared(*street_grid(17, 18, seed=8))
    random = np.random.default_rng(5)
    places = [[(node, int(random.integers(0, 20)))] for node in random.integers(0, 306, 40)]
    found = as_pairs(*k_nearest(network, places, 6, direction))
    assert found == slow_nearest(network, places, 6, direction)
    assert as_pairs(*nearest(network, places, direction)) == [pairs[:1] for pairs in found]
