"""What preparing leaves behind: an order, and a hierarchy that is sound for any order."""

import numpy as np
import pytest
from drawn import drawn, turn, way

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.networks import prepared as prepared_module
from kraftcenter_mobility.networks import prepared_graph
from kraftcenter_mobility.networks.mode_graph import mode_graph
from kraftcenter_mobility.networks.prepared import prepare_metric, prepared_from_order
from kraftcenter_mobility.networks.prepared_graph import nbytes, prepare_graph

GRID = """
    A---B---C
    |   |   |
    D---E---F
    |   |   |
    G---H---I
"""
WAYS = ["ABC", "DEF", "GHI", "ADG", "BEH", "CFI"]


@pytest.mark.parametrize("turns", [True, False])
@pytest.mark.parametrize("mode", km.MODES, ids=lambda mode: mode.name)
def test_an_order_names_every_node_once(sample, mode, turns):
    found = prepare_metric(sample.metric(mode, turns=turns), threads=1)
    graph, hierarchy = found.graph, found.prepared
    assert hierarchy.n_nodes == graph.n_nodes
    assert hierarchy.n_edges == graph.n_edges
    np.testing.assert_array_equal(np.sort(hierarchy.order), np.arange(graph.n_nodes))
    most_arcs_per_node = 20 if turns else 8
    assert hierarchy.n_arcs < most_arcs_per_node * graph.n_nodes, "in a good order arcs are few"


def test_the_same_order_makes_the_same_hierarchy(sample):
    found = prepare_metric(sample.metric(km.CAR), threads=2)
    again = prepared_from_order(found.graph, found.prepared.order)
    for one, other in zip(found.prepared.hierarchy, again.prepared.hierarchy, strict=True):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(found.prepared.order, again.prepared.order)


def test_small_and_odd_networks_are_prepared():
    for ways, turns in (
        (["AB"], []),
        (["ABC", "GHI"], []),
        ([way("ABC", oneway="yes")], []),
        (["ABEDA"], []),
        (WAYS, [turn("no_left_turn", "DEF", "BEH", "GHI")]),
    ):
        network = drawn(GRID, ways, turns).network
        for with_turns in (True, False):
            found = prepare_metric(network.metric(km.CAR, turns=with_turns), threads=1)
            np.testing.assert_array_equal(
                np.sort(found.prepared.order), np.arange(found.graph.n_nodes)
            )


def test_a_network_remembers_what_was_prepared_for_each_mode():
    network = drawn(GRID, WAYS).network
    metric, other = network.metric(km.CAR), network.metric(km.WALKING)
    assert not network.is_prepared(metric)
    first = network.prepared(metric)
    assert network.prepared(metric) is first
    assert network.is_prepared(metric)
    assert not network.is_prepared(other)
    assert network.prepared(other) is not first
    assert not network.is_prepared(network.metric(km.CAR, turns=False))


def test_a_known_order_is_used_where_it_belongs_and_nowhere_else(monkeypatch):
    network = drawn(GRID, WAYS).network
    metric = network.metric(km.CAR)
    graph = mode_graph(metric)
    backwards = np.arange(graph.n_nodes, dtype=np.uint32)[::-1].copy()

    def with_orders(orders):
        return km.TransportNetwork(
            roads=network.roads, place_table=network.place_table, orders=orders
        )

    known = with_orders({graph.digest(): backwards})
    assert known.is_prepared(known.metric(km.CAR))
    assert not known.is_prepared(known.metric(km.CAR, turns=False))
    searched = []

    def order(*arguments, **settings):
        searched.append(1)
        return edge_order(*arguments, **settings)

    edge_order = prepared_module.edge_order
    monkeypatch.setattr(prepared_module, "edge_order", order)
    assert known.prepared(known.metric(km.CAR)).prepared.n_nodes == graph.n_nodes
    assert not searched
    for orders in ({graph.digest(): backwards[:-1]}, {"another": backwards}):
        network = with_orders(orders)
        network.prepared(network.metric(km.CAR))
    assert len(searched) == 2


def test_known_orders_are_listed_alike_however_they_came_to_be_known():
    one, other = drawn(GRID, WAYS).network, drawn(GRID, WAYS).network
    for network, modes in ((one, km.MODES), (other, km.MODES[::-1])):
        for mode in modes:
            network.prepared(network.metric(mode))
    assert list(one.known_orders()) == list(other.known_orders()) == sorted(one.known_orders())
    for digest, order in one.known_orders().items():
        np.testing.assert_array_equal(order, other.known_orders()[digest])


def test_the_arrays_are_read_only(sample):
    prepared = sample.prepared(sample.metric(km.CAR)).prepared
    arrays = [*prepared.hierarchy, *prepared.plan, prepared.level]
    for array in arrays:
        if isinstance(array, np.ndarray):
            assert not array.flags.writeable


def test_memory_is_counted_array_by_array(sample):
    prepared = sample.prepared(sample.metric(km.CAR)).prepared
    arrays = [
        array
        for array in (*prepared.hierarchy, *prepared.plan, prepared.level)
        if isinstance(array, np.ndarray)
    ]
    assert prepared.memory_bytes == sum(array.nbytes for array in arrays)
    assert nbytes((np.zeros(3), 5, np.zeros(2, dtype=np.uint32))) == 32
    assert prepared.memory_bytes < 100 * prepared.n_arcs + 100 * prepared.n_nodes


def test_a_graph_without_nodes_can_be_prepared():
    nobody = np.zeros(0, dtype=np.uint32)
    prepared = prepare_graph(nobody, np.zeros(1, dtype=np.uint32), nobody)
    assert (prepared.n_nodes, prepared.n_edges, prepared.n_arcs, prepared.n_levels) == (0, 0, 0, 0)


def test_a_graph_that_would_take_too_many_arcs_is_refused(monkeypatch):
    def too_many(*_):
        message = "5,000,000,000 arcs"
        raise OverflowError(message)

    monkeypatch.setattr(prepared_graph, "build_hierarchy", too_many)
    with pytest.raises(InputError, match="3 nodes cannot be prepared in this order: 5,000"):
        prepared_graph.prepare_graph(np.arange(3), np.zeros(4, np.uint32), np.zeros(0, np.uint32))
