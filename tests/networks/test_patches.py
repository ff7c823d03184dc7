"""What changes make different in the graph of one mode, and nothing else."""

import numpy as np
import pytest
from drawn import drawn
from random_changes import random_changes, random_town, ticks_between_nodes

import kraftcenter_mobility as km
from kraftcenter_mobility._kernels.hierarchy import INFINITE
from kraftcenter_mobility.networks.changes import NewRoad, RoadChanges
from kraftcenter_mobility.networks.edited import edited_network
from kraftcenter_mobility.networks.patches import slice_patch
from kraftcenter_mobility.osm.scenario_tags import closed_to, with_node_delay, with_speed_factor

TURNS = pytest.mark.parametrize("turns", [True, False])

BLOCKS = """
A---B---C
|   |   |
D---E---F
"""
STREETS = ("AB", "BC", "DE", "EF", "AD", "BE", "CF")


@pytest.fixture(scope="module")
def blocks():
    return drawn(BLOCKS, STREETS)


def base_of(network, mode=km.CAR, *, turns=True):
    return network.base_graph(network.metric(mode, turns=turns))


def patch_of(network, changes, mode=km.CAR, *, turns=True):
    return slice_patch(network, base_of(network, mode, turns=turns), changes)[0]


def retagged(drawing, name, change):
    roads = drawing.network.roads
    pieces = np.flatnonzero(roads.way_id[roads.piece_way] == drawing.way_ids[name]).tolist()
    return RoadChanges(tags=dict.fromkeys(pieces, change({"highway": "unclassified"})))


@TURNS
def test_what_changes_nothing_has_an_empty_patch(blocks, turns):
    for change in (dict, lambda tags: tags | {"lit": "yes"}):
        patch = patch_of(blocks.network, retagged(blocks, "BE", change), turns=turns)
        assert patch.edge.size == patch.tail.size == patch.n_new == 0


def test_a_slower_street_takes_longer_and_nothing_else_does(blocks):
    changes = retagged(blocks, "BE", lambda tags: with_speed_factor(tags, 0.5, ()))
    base = base_of(blocks.network, turns=False)
    patch = patch_of(blocks.network, changes, turns=False)
    roads = blocks.network.roads
    ways = roads.way_id[roads.piece_way[roads.first_piece[roads.edge_segment[base.graph.edge]]]]
    assert patch.edge.tolist() == np.flatnonzero(ways == blocks.way_ids["BE"]).tolist()
    np.testing.assert_allclose(patch.ticks, 2 * base.ticks[patch.edge], atol=1)
    assert patch.tail.size == patch.n_new == 0


@TURNS
def test_a_closed_street_can_no_longer_be_used(blocks, turns):
    changes = retagged(blocks, "BE", lambda tags: closed_to(tags, ()))
    patch = patch_of(blocks.network, changes, turns=turns)
    assert (patch.ticks == INFINITE).all()
    assert patch.edge.size >= 2
    assert patch.n_new == 0


def test_a_street_closed_to_others_is_none_of_a_mode_s(blocks):
    changes = retagged(blocks, "BE", lambda tags: closed_to(tags, (km.WALKING,)))
    patch = patch_of(blocks.network, changes)
    assert patch.edge.size == patch.tail.size == patch.n_new == 0
    assert patch_of(blocks.network, changes, km.WALKING).edge.size > 0


def test_a_delay_is_met_by_every_turn_at_the_node(blocks):
    (node,) = (1 + sorted(blocks.lonlat).index("E"),)
    changes = RoadChanges(node_tags={node: with_node_delay({}, delay_s=7.0)})
    base = base_of(blocks.network)
    patch = patch_of(blocks.network, changes)
    roads = blocks.network.roads
    heads = roads.node_id[roads.head[base.graph.edge[patch.edge]]]
    assert set(heads.tolist()) == {node}
    np.testing.assert_array_equal(patch.ticks - base.ticks[patch.edge], 7 * 1024)


@TURNS
def test_a_new_road_has_nodes_and_edges_of_its_own(blocks, turns):
    lon, lat = zip(blocks.lonlat["B"], blocks.lonlat["E"], strict=True)
    ids = tuple(1 + sorted(blocks.lonlat).index(letter) for letter in "BE")
    road = NewRoad(-1, {"highway": "unclassified"}, "", "", ids, lon, lat, built_up=False)
    patch = patch_of(blocks.network, RoadChanges(roads=(road,)), turns=turns)
    assert patch.tail.size > 0
    assert (patch.n_new > 0) == turns
    n_nodes = base_of(blocks.network, turns=turns).graph.n_nodes
    assert max(patch.tail.max(), patch.head.max()) < n_nodes + patch.n_new


@TURNS
@pytest.mark.parametrize("seed", range(12))
def test_the_patched_graph_has_the_ways_of_the_graph_of_the_network_built_again(seed, turns):
    network = random_town(seed).network
    changes = random_changes(network, seed, ("close", "speed", "delay", "limit"), n_changes=3)
    base = base_of(network, turns=turns)
    patch = patch_of(network, changes, turns=turns)
    edited = edited_network(network, changes)
    own = base_of(edited, turns=turns)
    found, wanted = ticks_between_nodes(base, patch), ticks_between_nodes(own)
    one, other = node_names(base), node_names(own)
    both = sorted(one.keys() & other.keys())
    assert len(both) > 10
    here, there = ([names[each] for each in both] for names in (one, other))
    np.testing.assert_array_equal(found[np.ix_(here, here)], wanted[np.ix_(there, there)])


def node_names(base):
    """Return the nodes of a graph by what they are called whatever else there is.

    Of several with one name, such as an edge and its shadows, none.
    """
    roads, items = base.metric.roads, base.graph.item.tolist()
    if not base.graph.turns:
        return {int(roads.node_id[item]): node for node, item in enumerate(items)}
    names = [edge_name(roads, item) for item in items]
    return {name: node for node, name in enumerate(names) if names.count(name) == 1}


def edge_name(roads, edge):
    """Return the way, the points and the role of an edge."""
    segment = roads.edge_segment[edge]
    points = roads.point_id[roads.first_point[segment] : roads.first_point[segment + 1]].tolist()
    way = int(roads.way_id[roads.piece_way[roads.first_piece[segment]]])
    along = points if roads.edge_forward[edge] else points[::-1]
    return way, tuple(along), int(roads.edge_role[edge])
