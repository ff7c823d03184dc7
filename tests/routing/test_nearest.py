"""The nearest destinations, found by one search from all of them."""

from contextlib import contextmanager

import numpy as np
import pytest
from drawn import drawn, way
from expanded import random_places

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.routing import nearest as module
from kraftcenter_mobility.routing.choice import DIJKSTRA, HIERARCHY
from kraftcenter_mobility.routing.searches import times_between

#    A---B---C---D---E     100 m each
ROAD = "A---B---C---D---E"


@pytest.fixture(scope="module")
def road():
    return drawn(ROAD, ["AB", "BC", "CD", "DE"])


def nearest(road, origins, destinations, **settings):
    """Return the nearest of some places written as in drawings."""
    settings = {"mode": km.CAR} | settings
    return km.nearest_destinations(
        road.network, road.places(*origins), road.places(*destinations), **settings
    )


def test_every_origin_has_its_nearest_destination(road):
    table = nearest(road, ["AB", "BC", "DE"], ["AB.9", "DE.2"])
    assert table["destination"].tolist() == ["AB.9", "AB.9", "DE.2"]
    np.testing.assert_allclose(table["travel_time_s"], [4.0, 6.0, 3.0], rtol=5e-3)
    assert table.index.tolist() == ["AB", "BC", "DE"]
    assert table.index.name == "origin"


def test_the_k_nearest_come_in_order(road):
    table = nearest(road, ["AB"], ["DE", "BC", "CD"], k=2)
    assert table["destination"].tolist() == ["BC", "CD"]
    assert table.index.tolist() == [("AB", 1), ("AB", 2)]
    assert table.index.names == ["origin", "rank"]


def test_nothing_within_the_cutoff_is_none_and_infinite(road):
    table = nearest(road, ["AB", "BC"], ["CD"], cutoff_s=15.0)
    assert table["destination"].tolist() == [None, "CD"]
    assert np.isinf(table["travel_time_s"].iloc[0])


def test_the_cutoff_is_inclusive(road):
    exact_s = nearest(road, ["AB"], ["CD"])["travel_time_s"].iloc[0]
    assert nearest(road, ["AB"], ["CD"], cutoff_s=exact_s)["destination"].iloc[0] == "CD"
    less_s = np.nextafter(exact_s, 0.0)
    assert nearest(road, ["AB"], ["CD"], cutoff_s=less_s)["destination"].iloc[0] is None


def test_beyond_the_last_reachable_destination_ranks_are_empty():
    island = drawn("A---B---C   X---Y", ["AB", "BC", "XY"])
    table = nearest(island, ["AB"], ["XY", "BC"], k=2, allow_islands=True)
    assert table["destination"].tolist() == ["BC", None]
    assert np.isinf(table["travel_time_s"].iloc[1])


def test_near_on_the_map_is_not_near_by_a_one_way_street():
    town = drawn(
        """
        D-------C
        |       |
        A-------B---Y
        """,
        [way("AB", oneway="yes"), "BCDA", "BY"],
    )
    table = nearest(town, ["AB.75"], ["AB.5", "BY"])
    assert table["destination"].tolist() == ["BY"]


@pytest.mark.parametrize("k", [0, 4, -1])
def test_more_than_there_are_or_fewer_than_one_is_refused(road, k):
    with pytest.raises(InputError, match="k must lie between 1 and the number of destinations, 3"):
        nearest(road, ["AB"], ["DE", "BC", "CD"], k=k)


def test_a_negative_cutoff_is_refused(road):
    with pytest.raises(InputError, match="cutoff_s"):
        nearest(road, ["AB"], ["CD"], cutoff_s=-1.0)


@pytest.mark.parametrize("mode", km.MODES, ids=lambda mode: mode.name)
@pytest.mark.parametrize("k", [1, 3])
@pytest.mark.parametrize("cutoff_s", [np.inf, 1200.0])
def test_the_nearest_are_the_lowest_of_the_matrix(sample, mode, k, cutoff_s):
    places = random_places(sample, mode, 60, seed=8)
    origins, destinations = places.iloc[:45], places.iloc[45:]
    settings = {"mode": mode, "cutoff_s": cutoff_s}
    times = km.travel_time_matrix(sample, origins, destinations, **settings)
    table = km.nearest_destinations(sample, origins, destinations, k=k, **settings)

    found_s = table["travel_time_s"].to_numpy().reshape(-1, k)
    np.testing.assert_array_equal(found_s, np.sort(times.to_numpy(), axis=1)[:, :k])
    for (origin, *_), row in zip(
        table.index.to_frame().to_numpy(), table.itertuples(), strict=True
    ):
        if row.destination is None:
            assert np.isinf(row.travel_time_s)
        else:
            assert times.loc[origin, row.destination] == row.travel_time_s


@pytest.mark.parametrize("method", [DIJKSTRA, HIERARCHY])
@pytest.mark.parametrize("n_origins", [5, 35])
def test_the_k_nearest_do_not_depend_on_how_many_are_looked_at_at_once(
    sample, monkeypatch, method, n_origins
):
    monkeypatch.setattr(module, "choose_method", lambda *_, **__: method)
    places = random_places(sample, km.CAR, 40, seed=9)
    asked = {"mode": km.CAR, "k": 4}
    ends = places.iloc[:n_origins], places.iloc[n_origins:]
    whole = km.nearest_destinations(sample, *ends, **asked)
    monkeypatch.setattr(module, "CELLS_AT_ONCE", 60)
    parts = km.nearest_destinations(sample, *ends, **asked)
    assert whole.equals(parts)
    monkeypatch.setattr(module, "by_sweep", lambda *_: True)
    assert whole.equals(km.nearest_destinations(sample, *ends, **asked))


def test_of_equally_near_destinations_the_first_come_first(road, monkeypatch):
    ends = ["AB"], ["CD", "DE", "BC", "BC", "BC"]
    destinations = road.places(*ends[1])
    destinations.index = ["far", "further", "one", "two", "three"]
    for method in (DIJKSTRA, HIERARCHY):
        monkeypatch.setattr(module, "choose_method", lambda *_, m=method, **__: m)
        table = km.nearest_destinations(
            road.network, road.places("AB"), destinations, mode=km.CAR, k=4
        )
        assert table["destination"].tolist() == ["one", "two", "three", "far"]
        table = table.iloc[:2]
        two = km.nearest_destinations(
            road.network, road.places("AB"), destinations, mode=km.CAR, k=2
        )
        assert two.equals(table)


@pytest.mark.parametrize(("n_origins", "n_searches"), [(3, 3), (27, 3)])
def test_the_k_nearest_are_searched_from_the_smaller_side(
    sample, monkeypatch, n_origins, n_searches
):
    searched, steps = [], []

    def counted(layout, seeds, targets, **asked):
        searched.append(seeds.first.size - 1)
        return times_between(layout, seeds, targets, **asked)

    @contextmanager
    def bar(total, *_, **__):
        yield steps.append
        assert sum(steps) == total

    monkeypatch.setattr(module, "times_between", counted)
    monkeypatch.setattr(module, "progress_bar", bar)
    monkeypatch.setattr(module, "choose_method", lambda *_, **__: DIJKSTRA)
    places = random_places(sample, km.CAR, 30, seed=10)
    ends = places.iloc[:n_origins], places.iloc[n_origins:]
    km.nearest_destinations(sample, *ends, mode=km.CAR, k=2)
    assert searched == [n_searches]


def test_the_progress_of_a_hierarchy_is_heard_and_ctrl_c_between_blocks(sample, monkeypatch):
    steps = []

    @contextmanager
    def bar(*_, **__):
        yield advance

    def advance(amount):
        steps.append(amount)
        if len(steps) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(module, "progress_bar", bar)
    monkeypatch.setattr(module, "CELLS_AT_ONCE", 60)
    monkeypatch.setattr(module, "choose_method", lambda *_, **__: HIERARCHY)
    places = random_places(sample, km.CAR, 50, seed=11)
    with pytest.raises(KeyboardInterrupt):
        km.nearest_destinations(sample, places.iloc[:20], places.iloc[20:], mode=km.CAR, k=9)
    assert steps == [2, 2, 2]
