"""Islands: what a mode cannot come back from."""

import numpy as np
import pytest
from drawn import drawn, turn, way
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

import kraftcenter_mobility as km


def islands_of(town, mode=km.CAR):
    """Return the islands, and the ids of the ways of the mainland."""
    found = town.network.islands(town.network.metric(mode))
    roads = town.network.roads
    of_piece = np.repeat(found.mainland, np.diff(roads.first_piece))
    names = {number: name for name, number in town.way_ids.items()}
    return found, {names[int(roads.way_id[w])] for w in roads.piece_way[of_piece]}


TOWN = """
    A---B---C   X---Y
        |
        D
"""


def test_what_is_not_joined_to_the_rest_is_an_island():
    found, mainland = islands_of(drawn(TOWN, ["AB", "BC", "BD", "XY"]))
    assert mainland == {"AB", "BC", "BD"}
    assert found.usable.all()
    assert found.n_islands == 1


@pytest.mark.parametrize("oneway", ["yes", "-1"])
def test_a_one_way_street_from_or_to_nowhere_is_an_island(oneway):
    _, mainland = islands_of(drawn(TOWN, ["AB", "BC", way("BD", oneway=oneway)]))
    assert mainland == {"AB", "BC"}


def test_a_road_closed_to_a_mode_is_not_usable_for_it():
    town = drawn(TOWN, ["AB", "BC", way("BD", highway="footway"), way("XY", highway="footway")])
    car, mainland = islands_of(town, km.CAR)
    assert (int(car.usable.sum()), mainland, car.n_islands) == (2, {"AB", "BC"}, 0)
    walk, mainland = islands_of(town, km.WALKING)
    assert (int(walk.usable.sum()), mainland, walk.n_islands) == (4, {"AB", "BC", "BD"}, 1)


def test_a_restriction_can_make_an_island():
    # The only way into B-D is forbidden from both sides.
    turns = [turn("no_right_turn", "AB", "B", "BD"), turn("no_left_turn", "BC", "B", "BD")]
    _, mainland = islands_of(drawn(TOWN, ["AB", "BC", "BD"], turns))
    assert mainland == {"AB", "BC"}
    _, mainland = islands_of(drawn(TOWN, ["AB", "BC", "BD"], turns), km.WALKING)
    assert mainland == {"AB", "BC", "BD"}


def test_a_barrier_makes_an_island_for_cars():
    town = drawn("A---B---C---D\n    |\n    E", ["ABCD", "BE"], nodes={"C": {"barrier": "bollard"}})
    found, mainland = islands_of(town)
    assert mainland == {"ABCD", "BE"}
    assert int(found.mainland.sum()) == 3
    assert int(islands_of(town, km.BICYCLE)[0].mainland.sum()) == 4


def test_residents_roads_are_of_the_mainland_though_none_can_be_driven_through():
    ways = ["AB", way("BC", access="destination"), way("BD", access="destination")]
    found, mainland = islands_of(drawn(TOWN, ways))
    assert mainland == {"AB", "BC", "BD"}
    assert found.n_islands == 0


def test_where_every_road_is_for_residents_they_are_the_mainland():
    _, mainland = islands_of(
        drawn(TOWN, [way("AB", access="destination"), way("BC", access="destination")])
    )
    assert mainland == {"AB", "BC"}


def test_the_mainland_for_walkers_is_the_largest_connected_part(sample):
    roads = sample.roads
    metric = sample.metric(km.WALKING)
    ends = roads.segment_tail, roads.segment_head
    usable = np.zeros(roads.n_segments, dtype=bool)
    usable[roads.edge_segment[metric.edge_open]] = True
    ones = np.ones(usable.sum())
    graph = csr_array((ones, (ends[0][usable], ends[1][usable])), shape=(roads.n_nodes,) * 2)
    _, part = connected_components(graph, directed=False)
    largest = np.bincount(part[ends[0][usable]]).argmax()

    found = sample.islands(metric)
    np.testing.assert_array_equal(found.mainland, usable & (part[ends[0]] == largest))


@pytest.mark.realdata
def test_an_island_in_the_sea_is_its_own_mainland(data_folder):
    tunoe = km.TransportNetwork.from_osm(data_folder / "osm" / "tunoe_2026.osm")
    found = tunoe.islands(tunoe.metric(km.WALKING))
    length_m = tunoe.roads.segment_length_m
    assert length_m[found.mainland].sum() > 0.8 * length_m[found.usable].sum()
