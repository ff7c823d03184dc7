"""The part of a network that changes have an influence on: the same as in the whole."""

import numpy as np
import pytest
from drawn import drawn
from random_changes import random_changes, random_town

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.changes import RoadChanges
from kraftcenter_mobility.networks.edited import edited_network
from kraftcenter_mobility.networks.metric import road_metric
from kraftcenter_mobility.networks.slices import changed_slice
from kraftcenter_mobility.osm.scenario_tags import closed_to, with_node_delay

BLOCKS = """
A---B---C---D---E
|   |   |   |   |
F---G---H---I---J
"""
STREETS = ("AB", "BC", "CD", "DE", "FG", "GH", "HI", "IJ", "AF", "BG", "CH", "DI", "EJ")


@pytest.fixture(scope="module")
def blocks():
    return drawn(BLOCKS, STREETS)


def node_ids(drawing, letters):
    return {1 + sorted(drawing.lonlat).index(letter) for letter in letters}


def way_ids(roads, segments):
    """Return the ids of the ways of some segments."""
    owner = np.repeat(np.arange(roads.n_segments), np.diff(roads.first_piece))
    return set(roads.way_id[roads.piece_way[np.isin(owner, segments)]].tolist())


def closing(drawing, name):
    roads = drawing.network.roads
    pieces = np.flatnonzero(roads.way_id[roads.piece_way] == drawing.way_ids[name]).tolist()
    return RoadChanges(tags=dict.fromkeys(pieces, closed_to({"highway": "unclassified"}, ())))


def test_a_slice_holds_the_roads_at_the_ends_of_what_changes(blocks):
    roads = blocks.network.roads
    cut = changed_slice(blocks.network, closing(blocks, "CH"))
    assert set(roads.node_id[cut.core].tolist()) == node_ids(blocks, "CH")
    names = ("CH", "BC", "CD", "GH", "HI")
    assert way_ids(roads, cut.segment) == {blocks.way_ids[name] for name in names}
    assert sorted(cut.of_local.tolist()) == cut.segment.tolist()
    assert set(cut.roads.node_id[cut.local_core].tolist()) == node_ids(blocks, "CH")


def test_the_ends_of_what_is_looked_at_stay_nodes(blocks):
    cut = changed_slice(blocks.network, closing(blocks, "CH"))
    assert node_ids(blocks, "BDGI") <= set(cut.roads.node_id.tolist())


def test_a_node_that_is_named_is_looked_at(blocks):
    changes = RoadChanges(node_tags={2: with_node_delay({}, delay_s=9.0)})
    cut = changed_slice(blocks.network, changes)
    assert blocks.network.roads.node_id[cut.core].tolist() == [2]


def test_no_change_has_no_influence(blocks):
    changes = RoadChanges(node_tags={10**9: {}})
    cut = changed_slice(blocks.network, changes)
    assert cut.core.size == cut.segment.size == cut.roads.n_segments == 0


def test_where_roads_become_one_more_is_looked_at(blocks):
    removed = closing(blocks, "CH").tags.keys()
    cut = changed_slice(blocks.network, RoadChanges(removed=frozenset(removed)))
    assert {blocks.way_ids["BC"], blocks.way_ids["AB"]} <= way_ids(
        blocks.network.roads, cut.segment
    )
    new = np.flatnonzero(cut.of_local < 0)
    assert new.size == 2


def turns_at(roads, metric, nodes):
    """Return the turns at some nodes, and how long they take, by what can be told of them."""
    before, after = roads.turn_ends()
    ends = [signature(roads, edge) for edge in range(roads.n_edges)]
    found = {}
    for turn, (one, other) in enumerate(zip(before.tolist(), after.tolist(), strict=True)):
        if roads.node_id[roads.head[one]] in nodes and np.isfinite(metric.turn_time_s[turn]):
            found.setdefault((ends[one], ends[other]), []).append(float(metric.turn_time_s[turn]))
    return {key: sorted(times) for key, times in found.items()}


def signature(roads, edge):
    """Return what an edge is, whatever number it has."""
    segment = roads.edge_segment[edge]
    points = roads.point_id[roads.first_point[segment] : roads.first_point[segment + 1]].tolist()
    if not roads.edge_forward[edge]:
        points = points[::-1]
    way = roads.way_id[roads.piece_way[roads.first_piece[segment]]]
    return int(way), tuple(points), int(roads.edge_role[edge])


@pytest.mark.parametrize("seed", range(12))
def test_turns_at_the_core_are_those_of_the_whole_network(seed):
    network = random_town(seed // 2).network
    changes = random_changes(network, seed, n_changes=1 + seed % 3)
    cut = changed_slice(network, changes)
    whole = edited_network(network, changes).roads
    core = set(cut.roads.node_id[cut.local_core].tolist())
    for mode in (km.CAR, km.BICYCLE):
        found, wanted = (
            turns_at(roads, road_metric(roads, mode, turns=True), core)
            for roads in (cut.roads, whole)
        )
        assert found == wanted
