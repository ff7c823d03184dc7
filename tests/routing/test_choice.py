"""Which method answers: searches for small questions, a hierarchy for large ones."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
from drawn import drawn
from expanded import random_places
from hypothesis import given
from hypothesis import strategies as st

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.memory import Memory
from kraftcenter_mobility.routing import choice
from kraftcenter_mobility.routing.choice import (
    DIJKSTRA,
    HIERARCHY,
    by_sweep,
    choose_method,
    matrix_ns,
    nearest_ns,
    routes_ns,
)

SIZE = 1_000_000
"""Edges and turns."""

CUTOFFS_S = (60.0, 120.0, 300.0, 600.0, 1200.0, 3600, np.float64(1e300), np.inf)


class Metric:
    """A metric of a given size."""

    edge_time_s = np.empty(0)

    def __init__(self, size):
        self.turn_time_s = np.broadcast_to(0.0, size)


class Network:
    """A network that may be prepared, and customized, or not."""

    def __init__(self, *, prepared=False, customized=False):
        self.prepared, self.customized = prepared, customized

    def is_prepared(self, _):
        """Say whether it is prepared."""
        return self.prepared

    def is_customized(self, _):
        """Say whether it is customized."""
        return self.customized


def method(n_searches, query_ns=0.0, *, size=SIZE, **network):
    """Return the method that is chosen."""
    return choose_method(Network(**network), Metric(size), n_searches=n_searches, query_ns=query_ns)


READY = {"prepared": True, "customized": True}


def first_by_hierarchy(**network):
    """Return how many searches are too many."""
    return next(n for n in range(1, 10_000) if method(n, **network) == HIERARCHY)


def test_few_searches_are_made_and_many_are_not():
    assert method(1) == DIJKSTRA
    assert method(100_000) == HIERARCHY


def test_what_is_prepared_is_used_sooner_and_what_is_customized_at_once():
    cold, prepared, ready = (
        first_by_hierarchy(**network) for network in ({}, {"prepared": True}, READY)
    )
    assert 1 == ready < prepared < cold


def test_preparing_pays_once_it_takes_less_than_the_searches_it_saves():
    crossing = (choice.PREPARE_NS + choice.CUSTOMIZE_NS) / choice.SEARCH_NS
    assert first_by_hierarchy() == int(crossing) + 1
    assert first_by_hierarchy(prepared=True) == int(choice.CUSTOMIZE_NS / choice.SEARCH_NS) + 1


def test_one_search_is_made_where_the_answer_itself_would_take_longer():
    size = 1000
    assert method(1, matrix_ns(1, 1), size=size, **READY) == DIJKSTRA
    assert method(1, matrix_ns(1, 1), size=SIZE, **READY) == HIERARCHY
    assert method(1, nearest_ns(Metric(SIZE), 1, 10, 10), **READY) == HIERARCHY
    assert method(1, routes_ns(1000), **READY) == DIJKSTRA


@given(st.integers(1, 10**5), st.integers(1, 10**5), st.booleans(), st.booleans())
def test_more_searches_never_lead_back_to_searching(n_searches, more, prepared, customized):
    network = {"prepared": prepared, "customized": customized}
    if method(n_searches, 1e9, **network) == HIERARCHY:
        assert method(n_searches + more, 1e9, **network) == HIERARCHY


def test_estimates_grow_with_what_is_asked():
    assert matrix_ns(10, 10) < matrix_ns(100, 10) < matrix_ns(100, 100) < matrix_ns(1000, 1000)
    assert matrix_ns(30, 7) == matrix_ns(7, 30)
    one, three = (nearest_ns(Metric(SIZE), k, 10**5, 10**5) for k in (1, 3))
    assert one < three < nearest_ns(Metric(10**8), 3, 10**5, 10**5)
    assert nearest_ns(Metric(SIZE), 3, 100, 100) < three
    assert routes_ns(1) < routes_ns(2)


# On networks


def test_a_small_question_says_that_it_was_answered_by_searches(sample):
    fresh = sample.with_speeds(sample.speeds)
    towns = fresh.places(km.TOWNS).iloc[:3]
    times = km.travel_time_matrix(fresh, towns, towns, mode=km.BICYCLE)
    assert times.attrs["method"] == DIJKSTRA == "Dijkstra"
    nearest = km.nearest_destinations(fresh, towns, towns, mode=km.BICYCLE)
    assert nearest.attrs["method"] == DIJKSTRA


def test_a_large_question_prepares_and_says_so_and_the_next_is_quick_to_follow():
    network = km.TransportNetwork.sample()
    places = random_places(network, km.WALKING, 700, seed=1)
    metric = network.metric(km.WALKING)
    assert not network.is_prepared(metric)
    times = km.travel_time_matrix(network, places, places, mode=km.WALKING, access=False)
    assert times.attrs["method"] == HIERARCHY == "contraction hierarchy"
    assert network.is_prepared(metric)
    assert network.is_customized(metric)
    fewer = km.travel_time_matrix(
        network, places.iloc[:40], places.iloc[:60], mode=km.WALKING, access=False
    )
    assert fewer.attrs["method"] == HIERARCHY
    np.testing.assert_array_equal(fewer, times.iloc[:40, :60])
    assert times.attrs == fewer.attrs


def test_a_street_is_too_small_for_anything_but_searches():
    town = drawn("A---B", ["AB"])
    places = town.places(*[f"AB.{k:02d}" for k in range(1, 99)])
    one = gpd.GeoSeries(places)
    times = km.travel_time_matrix(town.network, one, one, mode=km.CAR)
    assert times.attrs["method"] == DIJKSTRA
    km.prepare(town.network, km.CAR)
    times = km.travel_time_matrix(town.network, one, one, mode=km.CAR)
    assert times.attrs["method"] == DIJKSTRA


@pytest.mark.parametrize("turns", [True, False])
def test_a_prepared_network_is_asked_by_its_hierarchy(turns):
    network = km.TransportNetwork.sample()
    places = random_places(network, km.CAR, 60, seed=2)
    asked = {"mode": km.CAR, "turns": turns}
    before = km.travel_time_matrix(network, places, places, **asked)
    km.prepare(network, km.CAR, turns=turns)
    after = km.travel_time_matrix(network, places, places, **asked)
    assert (before.attrs["method"], after.attrs["method"]) == (DIJKSTRA, HIERARCHY)
    np.testing.assert_array_equal(after, before)


def test_a_short_cutoff_is_searched_where_a_long_one_prepares(sample):
    bare = replace(sample, orders={}, _memo=Memory(), _prepared=Memory())
    metric = bare.metric(km.CAR)
    asked = {"n_searches": 1000, "query_ns": matrix_ns(1000, 1000)}
    chosen = [choose_method(bare, metric, **asked, cutoff_s=cutoff_s) for cutoff_s in CUTOFFS_S]
    first = chosen.index(HIERARCHY)
    assert set(chosen[:first]) == {DIJKSTRA}
    assert set(chosen[first:]) == {HIERARCHY}
    assert choose_method(bare, metric, **asked) == HIERARCHY
    many = choose_method(bare, metric, **asked, cutoff_s=60.0, places_at_once=10_000)
    assert many == HIERARCHY


def test_a_short_cutoff_has_the_same_answers_as_an_endless_one():
    network = km.TransportNetwork.sample()
    network = replace(network, orders={}, _memo=Memory(), _prepared=Memory())
    places = random_places(network, km.WALKING, 700, seed=3)
    asked = {"mode": km.WALKING, "access": False}
    short = km.travel_time_matrix(network, places, places, cutoff_s=600.0, **asked)
    endless = km.travel_time_matrix(network, places, places, **asked)
    assert (short.attrs["method"], endless.attrs["method"]) == (DIJKSTRA, HIERARCHY)
    np.testing.assert_array_equal(short, endless.where(endless <= 600.0, np.inf))


@pytest.mark.parametrize("cutoff_s", [300.0, 900.0])
def test_theshare_within_a_cutoff_is_about_that_of_places_all_over(sample, cutoff_s):
    places = random_places(sample, km.CAR, 60, seed=4)
    times = km.travel_time_matrix(sample, places, places, mode=km.CAR, max_distance_m=5000.0)
    within = (times.to_numpy() <= cutoff_s).mean()
    estimate = choice.share_within(sample, sample.metric(km.CAR), cutoff_s)
    assert within / 4 < estimate < within * 4


def test_a_cutoff_of_nothing_and_a_street_without_an_area_have_a_share():
    town = drawn("A---B", ["AB"])
    metric = town.network.metric(km.CAR)
    for cutoff_s, least in ((0.0, 0.0), (1.0, 1e-9)):
        assert least <= choice.share_within(town.network, metric, cutoff_s) < np.inf


def test_many_nearest_of_a_few_places_are_not_found_by_a_sweep():
    metric = Metric(SIZE)
    assert by_sweep(metric, 1, 1, 1)
    assert by_sweep(metric, 3, 10**5, 100)
    assert not by_sweep(metric, 100, 1000, 1000)
    assert not by_sweep(metric, 2, 10, 10)
