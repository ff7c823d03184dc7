"""The generator of road networks for the benchmarks: the same every time, and like roads."""

import numpy as np
import pytest
from road_generator import RoadClass, generate_roads
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra


@pytest.fixture(scope="module")
def roads():
    return generate_roads(20_000, seed=1)


def tail_of(roads):
    return np.repeat(np.arange(roads.n_nodes), np.diff(roads.first_out))


def as_matrix(roads, weight):
    parts = (weight, roads.head.astype(np.int32), roads.first_out.astype(np.int32))
    return csr_array(parts, shape=(roads.n_nodes, roads.n_nodes))


def test_the_same_size_and_seed_give_the_same_network():
    for one, other in zip(generate_roads(3000, seed=7), generate_roads(3000, seed=7), strict=True):
        assert one.dtype == other.dtype
        assert one.tobytes() == other.tobytes()


def test_another_seed_gives_another_network():
    one, other = (generate_roads(3000, seed=seed).head.tobytes() for seed in (7, 8))
    assert one != other


@pytest.mark.parametrize("n_nodes", [5000, 20_000])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_network_is_about_as_large_as_asked_for_and_has_the_degree_of_roads(n_nodes, seed):
    roads = generate_roads(n_nodes, seed=seed)
    assert 0.9 * n_nodes <= roads.n_nodes <= 1.1 * n_nodes
    assert 2.4 <= roads.head.size / roads.n_nodes <= 2.8


@pytest.mark.parametrize("n_nodes", [300, 1000, 20_000])
def test_every_node_is_reached_from_every_other(n_nodes):
    roads = generate_roads(n_nodes)
    matrix = as_matrix(roads, roads.time_s)
    assert connected_components(matrix, connection="strong")[0] == 1


def test_rows_ascend_without_parallel_edges_and_loops(roads):
    tail = tail_of(roads)
    assert roads.first_out[-1] == roads.head.size
    assert (np.diff(tail * roads.n_nodes + roads.head) > 0).all()
    assert (tail != roads.head).all()


def test_every_class_is_there_and_lesser_roads_are_longer_in_all(roads):
    length_m = np.bincount(roads.road_class, roads.length_m, minlength=len(RoadClass))
    assert length_m.size == len(RoadClass)
    assert (length_m > 0).all()
    assert length_m[RoadClass.MOTORWAY] < length_m[RoadClass.PRIMARY] < length_m[RoadClass.RURAL]


def test_times_are_whole_milliseconds_at_the_speed_of_the_class(roads):
    np.testing.assert_allclose(1000 * roads.time_s, np.rint(1000 * roads.time_s), rtol=1e-12)
    speed_kmh = 3.6 * roads.length_m / roads.time_s
    expected = np.array([110.0, 80.0, 70.0, 60.0, 45.0, 30.0])[roads.road_class]
    assert (speed_kmh < 1.15 * expected).all()
    assert (speed_kmh > 0.8 * expected).all()


def test_no_road_is_shorter_than_the_straight_line_but_some_are_one_way(roads):
    tail, head = tail_of(roads), roads.head.astype(np.int64)
    straight_m = np.hypot(roads.x[tail] - roads.x[head], roads.y[tail] - roads.y[head])
    assert (roads.length_m >= straight_m - 1e-6).all()
    back = np.isin(head * roads.n_nodes + tail, tail * roads.n_nodes + head)
    assert 0.02 < 1 - back.mean() < 0.1


def test_a_main_road_runs_between_the_largest_towns(roads):
    """Without the lesser roads the network falls apart, but one part spans most of it."""
    main = roads.road_class <= RoadClass.SECONDARY
    matrix = as_matrix(roads, np.where(main, 1.0, 0.0))
    matrix.eliminate_zeros()
    _, part = connected_components(matrix, directed=False)
    largest = part == np.bincount(part).argmax()
    assert np.ptp(roads.x[largest]) > 0.5 * np.ptp(roads.x)
    assert np.ptp(roads.y[largest]) > 0.5 * np.ptp(roads.y)


def test_a_river_leaves_few_bridges(roads):
    """The fewest roads across some line are far fewer than across a grid of that size."""
    tail, head = tail_of(roads), roads.head.astype(np.int64)
    from_corner = dijkstra(as_matrix(roads, roads.length_m), indices=int(roads.x.argmin()))
    share = np.linspace(0.3, 0.7, 41)
    crossings = [
        ((from_corner[tail] < at) & (from_corner[head] >= at)).sum()
        for at in np.quantile(from_corner, share)
    ]
    assert min(crossings) < np.sqrt(roads.n_nodes)
