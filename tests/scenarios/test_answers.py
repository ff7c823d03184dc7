"""Answers to the same question on a network and after changes, whichever way they are found."""

from contextlib import contextmanager

import geopandas as gpd
import numpy as np
import pytest
import shapely
from drawn import drawn, way
from random_changes import random_changes, random_places, random_town

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import SnappingError
from kraftcenter_mobility.networks.changes import NewRoad, RoadChanges
from kraftcenter_mobility.networks.edited import edited_network
from kraftcenter_mobility.osm.scenario_tags import closed_to
from kraftcenter_mobility.routing import forest_matrix
from kraftcenter_mobility.scenarios.answers import PATCHED, REPAIRED, Answerer

MODES = pytest.mark.parametrize("mode", km.MODES, ids=lambda mode: mode.name)
MANY = 10**9
"""So many sets of changes that it pays to prepare the smallest network."""

# From F one can only walk on
BLOCKS = """
A---B---C
|   |   |
D---E---F---G
"""
STREETS = ("AB", "BC", "AD", "BE", "CF", "DE", "EF")


@pytest.fixture(scope="module")
def blocks():
    return drawn(BLOCKS, [*STREETS, way("FG", highway="footway")])


def closed(drawing, *names):
    """Return the changes that close ways to everybody."""
    roads = drawing.network.roads
    way_ids = [drawing.way_ids[name] for name in names]
    pieces = np.flatnonzero(np.isin(roads.way_id[roads.piece_way], way_ids)).tolist()
    tags = [dict(roads.tag_sets[roads.way_tag_set[roads.piece_way[piece]]]) for piece in pieces]
    return RoadChanges(tags={k: closed_to(each, ()) for k, each in zip(pieces, tags, strict=True)})


def framed(places):
    return gpd.GeoDataFrame(geometry=places)


@contextmanager
def without_forests():
    """Have no destinations few enough for a forest each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forest_matrix, "MOST_LABELS", 0)
        yield


def every_way(network, mode, changes, origins, destinations=None, **settings):
    """Return the times found by repaired forests, equal to those found in the other ways.

    On the prepared network with a patch, and on the one built again.
    """
    destinations = origins if destinations is None else destinations
    places = framed(origins), framed(destinations)
    answerer = Answerer(network, mode, **settings)
    table = answerer.matrix(changes, *places, progress=False)
    with without_forests():
        for n_scenarios in (1, MANY):
            answerer = Answerer(network, mode, n_scenarios=n_scenarios, **settings)
            other = answerer.matrix(changes, *places, progress=False)
            np.testing.assert_array_equal(other, table)
            assert other.index.equals(table.index)
            assert other.columns.equals(table.columns)
    return table


@MODES
def test_no_change_gives_the_baseline_bit_for_bit(blocks, mode):
    places = blocks.places("AB", "EF", "C")
    table = every_way(blocks.network, mode, RoadChanges(), places)
    assert table.equals(km.travel_time_matrix(blocks.network, places, places, mode=mode))


def test_a_change_that_is_no_difference_gives_the_baseline_bit_for_bit(blocks):
    roads = blocks.network.roads
    tags = dict(roads.tag_sets[roads.way_tag_set[roads.piece_way[0]]])
    places = blocks.places("AB", "EF", "C")
    table = every_way(blocks.network, km.CAR, RoadChanges(tags={0: tags}), places)
    assert table.equals(km.travel_time_matrix(blocks.network, places, places, mode=km.CAR))


@MODES
@pytest.mark.parametrize("access", [True, False])
def test_a_place_on_a_closed_road_joins_the_next_one(blocks, mode, access):
    places = blocks.places("BE.3", "A", "EF", "B", "E")
    table = every_way(blocks.network, mode, closed(blocks, "BE"), places, access=access)
    assert np.isfinite(table.to_numpy()).all()
    assert (table.loc["BE.3", "BE.3"] > 10.0) == access


def test_nobody_who_lost_his_road_is_an_error(blocks):
    everything = closed(blocks, *STREETS)
    places = blocks.places("AB", "EF")
    settings = {"max_distance_m": 5.0}
    few = every_way(blocks.network, km.CAR, closed(blocks, "AB"), places, **settings)
    assert np.isinf(few.loc["AB"]).all()
    assert np.isinf(few["AB"]).all()
    assert few.loc["EF", "EF"] == 0.0
    walking = Answerer(blocks.network, km.WALKING, n_scenarios=MANY, **settings)
    left = blocks.places("AB", "FG")
    table = walking.matrix(everything, framed(left), framed(left), progress=False)
    assert np.isinf(table.to_numpy()[0]).all()


@pytest.mark.parametrize("n_scenarios", [1, MANY])
def test_a_place_far_from_every_road_is_an_error_before_any_change(blocks, n_scenarios):
    far = blocks.places("AB").translate(xoff=1.0)
    answerer = Answerer(blocks.network, km.CAR, n_scenarios=n_scenarios)
    with pytest.raises(SnappingError, match="lie more than 1500 m"):
        answerer.matrix(RoadChanges(), framed(far), framed(far), progress=False)


def lonely_road(drawing):
    """Return a road from C far to the east, and a place at its end."""
    lon, lat = drawing.lonlat["C"]
    far = round(lon + 0.1, 7)
    node = 1 + sorted(drawing.lonlat).index("C")
    road = NewRoad(
        -1, {"highway": "primary"}, "", "", (node, -2), (lon, far), (lat, lat), built_up=False
    )
    return RoadChanges(roads=(road,)), shapely.Point(far, lat)


def test_a_place_that_only_a_new_road_comes_near_is_found_along_it(blocks):
    changes, end = lonely_road(blocks)
    places = blocks.places("AB")
    places.loc["far"] = end
    table = every_way(blocks.network, km.CAR, changes, places)
    assert np.isfinite(table.to_numpy()).all()


@pytest.mark.parametrize("allow_islands", [True, False])
def test_islands_are_joined_only_if_that_is_wanted(allow_islands):
    drawing = drawn("A---B\n|   |\nD---C   E---F", ["ABCDA", way("AC"), "EF"])
    places = drawing.places("AB", "EF", "E")
    changes = closed(drawing, "AC")
    table = every_way(drawing.network, km.CAR, changes, places, allow_islands=allow_islands)
    assert np.isinf(table.loc["AB", "EF"]) == allow_islands


@MODES
def test_the_threads_make_no_difference(mode):
    network = random_town(4).network
    changes = random_changes(network, 8, n_changes=4)
    places = framed(random_places(network, changes, 2))
    tables = [
        Answerer(network, mode, threads=threads, n_scenarios=MANY).matrix(
            changes, places, places, progress=False
        )
        for threads in (1, 2, 4)
    ]
    assert len({table.to_numpy().tobytes() for table in tables}) == 1


def test_asking_leaves_the_network_as_it_was():
    network = random_town(5).network
    arrays = {
        name: value
        for name in network.roads.__dataclass_fields__
        if isinstance(value := getattr(network.roads, name), np.ndarray)
    }
    before = {name: value.tobytes() for name, value in arrays.items()}
    for seed in range(6):
        changes = random_changes(network, seed, n_changes=4)
        every_way(network, km.CAR, changes, random_places(network, changes, seed, n_places=26))
    assert {name: value.tobytes() for name, value in arrays.items()} == before
    assert not any(value.flags.writeable for value in arrays.values())


def test_one_scenario_after_another_is_answered_as_if_it_were_the_only_one():
    network = random_town(6).network
    mixes = [random_changes(network, seed, n_changes=3) for seed in range(8)]
    places = framed(random_places(network, mixes[0], 1))
    answerer = Answerer(network, km.CAR, n_scenarios=MANY)
    for changes in (*mixes, RoadChanges(), *reversed(mixes)):
        found = answerer.matrix(changes, places, places, progress=False)
        wanted = km.travel_time_matrix(
            edited_network(network, changes), places, places, mode=km.CAR
        )
        np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("n_destinations", [1, 3, 24])
def test_a_few_destinations_take_the_same_time_as_many(seed, n_destinations):
    network = random_town(30 + seed).network
    changes = random_changes(network, seed, n_changes=3)
    places = random_places(network, changes, seed)
    mode = km.MODES[seed % 4]
    table = every_way(network, mode, changes, places, places.iloc[:n_destinations])
    wanted = km.travel_time_matrix(edited_network(network, changes), places, places, mode=mode)
    np.testing.assert_array_equal(table, wanted.iloc[:, :n_destinations])


def test_the_nearest_is_the_least_of_the_matrix(blocks):
    origins, destinations = blocks.places("AB", "CF", "D"), blocks.places("BE", "EF")
    changes = closed(blocks, "DE")
    answerer = Answerer(blocks.network, km.CAR, n_scenarios=MANY)
    nearest = answerer.nearest(changes, framed(origins), framed(destinations))
    matrix = every_way(blocks.network, km.CAR, changes, origins, destinations)
    np.testing.assert_array_equal(nearest["travel_time_s"], matrix.min(axis=1))
    assert nearest["destination"].tolist() == matrix.idxmin(axis=1).tolist()


def test_who_reaches_nothing_has_no_nearest(blocks):
    places = blocks.places("AB", "EF")
    answerer = Answerer(blocks.network, km.CAR, max_distance_m=5.0, n_scenarios=MANY)
    nearest = answerer.nearest(closed(blocks, "AB"), framed(places.iloc[:1]), framed(places))
    assert nearest["destination"].tolist() == [None]
    assert np.isinf(nearest["travel_time_s"]).all()


def test_the_table_says_how_it_was_found(blocks):
    places, changes = framed(blocks.places("AB", "EF")), closed(blocks, "BE")

    def method(n_scenarios):
        answerer = Answerer(blocks.network, km.CAR, n_scenarios=n_scenarios)
        return answerer.matrix(changes, places, places, progress=False).attrs["method"]

    assert method(1) == REPAIRED
    with without_forests():
        assert method(MANY) == PATCHED
