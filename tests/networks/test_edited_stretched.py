"""Networks of graphs whose roads are longer than they are drawn, edited and patched."""

import numpy as np
import pytest
from random_changes import random_changes, random_places, random_town, times_both_ways

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.changes import RoadChanges
from kraftcenter_mobility.networks.edited import edited_network


def stretched_town(seed):
    """Return the network of a graph of a random town, every other road longer than drawn."""
    rng = np.random.default_rng(seed)
    graph = random_town(seed, even=True).network.to_graph()
    factor = {}
    for tail, head, data in graph.edges(data=True):
        road = min(tail, head), max(tail, head), str(data.get("osmid"))
        share = float(rng.uniform(1.0, 1.8)) if rng.random() < 0.5 else 1.0
        data["length"] *= factor.setdefault(road, share)
    return km.TransportNetwork.from_graph(graph)


@pytest.mark.parametrize("seed", [83, 97, 111])
def test_where_nothing_changes_points_lie_as_far_along_as_before(seed):
    roads = stretched_town(seed).roads
    tags = {**roads.tag_sets[roads.way_tag_set[roads.piece_way[0]]], "note": "other"}
    network = stretched_town(seed)
    edited = edited_network(network, RoadChanges(tags={0: tags})).roads
    for name in ("point_offset_m", "piece_length_m", "control_offset_m", "first_piece"):
        np.testing.assert_array_equal(getattr(edited, name), getattr(roads, name))


@pytest.mark.parametrize("seed", [83, 97, 145])
def test_patches_of_stretched_roads_give_the_times_of_the_edited_network(seed):
    network = stretched_town(seed)
    changes = random_changes(network, seed, ("close", "speed", "limit"))
    places = random_places(network, changes, seed)
    edited, patched = times_both_ways(network, changes, places, km.CAR, turns=True)
    np.testing.assert_array_equal(patched, edited)
