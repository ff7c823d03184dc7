"""What a network remembers, and forgets."""

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from drawn import drawn

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.memory import MOST_KEPT, Memory


def test_a_thing_is_made_once():
    made = []
    memory = Memory()
    assert [memory.get("key", lambda: made.append(1) or len(made)) for _ in range(3)] == [1, 1, 1]


def test_the_longest_unused_is_forgotten_first():
    memory = Memory()
    for key in range(MOST_KEPT):
        memory.get(key, lambda: "old")
    memory.get(0, lambda: "new")
    memory.get("one more", lambda: "new")
    assert memory.get(0, lambda: "new") == "old"
    assert memory.get(1, lambda: "new") == "new"


def test_a_network_can_be_pickled_without_what_it_remembers():
    network = km.TransportNetwork.sample()
    times = network.metric(km.CAR).edge_time_s
    again = pickle.loads(pickle.dumps(network))  # noqa: S301 - what was written just now
    assert (again.metric(km.CAR).edge_time_s == times).all()
    assert copy.deepcopy(network).roads.n_edges == network.roads.n_edges


def test_threads_share_one_metric():
    network = drawn("A---B", ["AB"]).network
    with ThreadPoolExecutor(8) as pool:
        metrics = list(pool.map(lambda _: network.metric(km.CAR), range(32)))
    assert len({id(metric) for metric in metrics}) == 1


def test_a_study_of_many_paces_does_not_keep_them_all():
    town = drawn("A---B", ["AB"])
    for pace in range(1, 40):
        town.seconds("AB", "A", replace(km.WALKING, top_speed_kmh=float(pace)))
    assert len(town.network._memo) <= MOST_KEPT  # noqa: SLF001 - what is kept is not public
