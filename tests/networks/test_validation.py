"""What must hold of a network before a kernel may index with it."""

from dataclasses import replace

import numpy as np
import pytest
from small_osm import TOWN, node, write_osm

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import NetworkFileError
from kraftcenter_mobility.networks.validation import TYPES, check_roads


@pytest.fixture(scope="module")
def roads(tmp_path_factory):
    signals = node(7, 9.0035, 56, highway="traffic_signals")
    content = TOWN.replace('<nd ref="3"/><nd ref="4"/>', '<nd ref="3"/><nd ref="7"/><nd ref="4"/>')
    path = write_osm(tmp_path_factory.mktemp("town") / "town.osm", signals + content)
    return km.TransportNetwork.from_osm(path).roads


ARRAYS = [
    name
    for name, declared in km.networks.road.RoadNetwork.__annotations__.items()
    if declared in TYPES
]
INDICES = [
    *("head", "tail", "edge_segment", "segment_tail", "segment_head", "piece_way"),
    *("way_tag_set", "node_tag_set", "way_name", "way_number", "edge_role", "turn_rule"),
]
STARTS = ["first_out", "first_turn", "first_piece", "first_point", "first_control"]
NUMBERS = [
    *("node_lon", "node_lat", "point_lon", "point_lat", "point_offset_m", "piece_length_m"),
    *("turn_angle_deg", "way_bendiness_deg_km", "way_length_m"),
]


def changed(roads, name, position, value):
    """Return a network with one value of an array changed."""
    array = getattr(roads, name).copy()
    array[position] = value
    return replace(roads, **{name: array})


def test_a_network_as_built_is_sound(roads):
    check_roads(roads)


def test_the_sample_is_sound(sample):
    check_roads(sample.roads)


@pytest.mark.parametrize("name", INDICES)
@pytest.mark.parametrize("position", [0, -1])
def test_an_index_beyond_the_end_is_found(roads, name, position):
    too_large = 2**31 if name in {"head", "tail"} else 10**6
    with pytest.raises(NetworkFileError, match=name):
        check_roads(changed(roads, name, position, too_large))


@pytest.mark.parametrize("name", [name for name in INDICES if name not in {"head", "tail"}])
def test_an_index_below_the_beginning_is_found(roads, name):
    with pytest.raises(NetworkFileError, match=name):
        check_roads(changed(roads, name, 0, -2))


@pytest.mark.parametrize("name", STARTS)
@pytest.mark.parametrize(("position", "value"), [(0, 1), (-1, 10**6), (1, -1), (1, 10**6)])
def test_rows_that_do_not_divide_their_items_are_found(roads, name, position, value):
    with pytest.raises(NetworkFileError, match=name):
        check_roads(changed(roads, name, position, value))


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_number_that_is_none_is_found(roads, name, value):
    with pytest.raises(NetworkFileError, match=name):
        check_roads(changed(roads, name, 0, value))


@pytest.mark.parametrize("name", ["piece_length_m", "point_offset_m"])
def test_a_length_below_zero_is_found(roads, name):
    with pytest.raises(NetworkFileError):
        check_roads(changed(roads, name, 0, -1.0))


@pytest.mark.parametrize("name", ARRAYS)
def test_a_missing_entry_is_found(roads, name):
    with pytest.raises(NetworkFileError):
        check_roads(replace(roads, **{name: getattr(roads, name)[:-1].copy()}))


@pytest.mark.parametrize("name", ARRAYS)
def test_another_type_is_found(roads, name):
    array = getattr(roads, name)
    other = array.astype(np.float32 if array.dtype != np.bool_ else np.int8)
    with pytest.raises(NetworkFileError, match=f"{name} of the network has type"):
        check_roads(replace(roads, **{name: other}))


def test_an_edge_that_does_not_lie_on_its_segment_is_found(roads):
    turned = roads.edge_forward.copy()
    turned[0] = not turned[0]
    with pytest.raises(NetworkFileError, match="do not fit its segments"):
        check_roads(replace(roads, edge_forward=turned))


def test_turns_that_do_not_fit_the_edges_are_found(roads):
    first_turn = roads.first_turn.copy()
    first_turn[1:-1] = first_turn[-1]
    with pytest.raises(NetworkFileError, match="turns of the network do not fit"):
        check_roads(replace(roads, first_turn=first_turn))
