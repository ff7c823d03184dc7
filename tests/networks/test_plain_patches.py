"""Patches found without building anything: those that are found by building a slice."""

import numpy as np
import pytest
from drawn import drawn, turn, way
from random_changes import random_changes, random_town, ticks_between_nodes

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.changes import NewRoad, PieceCut, RoadChanges
from kraftcenter_mobility.networks.patches import slice_patch
from kraftcenter_mobility.networks.plain_patches import plain_patch
from kraftcenter_mobility.networks.road import SHADOW
from kraftcenter_mobility.osm.scenario_tags import closed_to, with_node_delay, with_speed_factor

TURNS = pytest.mark.parametrize("turns", [True, False])
MODES = pytest.mark.parametrize("mode", km.MODES, ids=lambda mode: mode.name)
PLAIN_KINDS = ("close", "close part", "speed", "limit", "delay")

BLOCKS = """
A---B---C
|   |   |
D---E---F
|   |   |
G---H---I
"""
STREETS = ("AB", "BC", "EF", "GH", "HI", "AD", "DG", "BE", "EH", "CF", "FI")


@pytest.fixture(scope="module")
def blocks():
    return drawn(BLOCKS, [*STREETS, way("DE", bicycle="no")], even=False)


def retagged(drawing, name, change):
    roads = drawing.network.roads
    pieces = np.flatnonzero(roads.way_id[roads.piece_way] == drawing.way_ids[name]).tolist()
    tags = dict(roads.tag_sets[roads.way_tag_set[roads.piece_way[pieces[0]]]])
    return RoadChanges(tags=dict.fromkeys(pieces, change(tags)))


def closed(tags):
    return closed_to(tags, ())


def contents(patch):
    """Return a patch as it compares, whatever the order of its new edges."""
    new = zip(patch.tail.tolist(), patch.head.tolist(), patch.new_ticks.tolist(), strict=True)
    return patch.edge.tolist(), patch.ticks.tolist(), sorted(new), patch.n_new


def both(network, changes, mode=km.CAR, *, turns=True):
    """Return the patch found plainly, None for none, having compared it with the other."""
    base = network.base_graph(network.metric(mode, turns=turns))
    plain = plain_patch(network, base, changes)
    if plain is None:
        return None
    assert contents(plain.patch) == contents(slice_patch(network, base, changes)[0])
    return plain


def same_ways(network, changes, mode, *, turns):
    """Say whether a patch is found plainly, having compared what ways there are with it.

    Where a road is closed in part, the other patch has a dead end that nobody turns back in;
    and it has new shadows instead of those that restrictions had.
    """
    base = network.base_graph(network.metric(mode, turns=turns))
    plain = plain_patch(network, base, changes)
    if plain is None:
        return False
    patch = slice_patch(network, base, changes)[0]
    role = network.roads.edge_role[base.graph.item] if turns else np.zeros(base.graph.n_nodes)
    nodes = np.ix_(*2 * [np.flatnonzero(role < SHADOW)])
    found, wanted = (ticks_between_nodes(base, each)[nodes] for each in (plain.patch, patch))
    np.testing.assert_array_equal(found, wanted)
    return True


@MODES
@TURNS
@pytest.mark.parametrize("street", ["BE", "EF", "EH"])
def test_a_closed_street_is_found_plainly(blocks, mode, turns, street):
    found = both(blocks.network, retagged(blocks, street, closed), mode, turns=turns)
    assert found is not None
    assert found.closed.size > 0


@MODES
def test_a_slower_street_is_found_plainly(blocks, mode):
    changes = retagged(blocks, "BE", lambda tags: with_speed_factor(tags, 0.4, km.MODES))
    found = both(blocks.network, changes, mode)
    assert found.patch.edge.size > 0
    assert found.closed.size == 0


@MODES
def test_a_delay_is_found_plainly(blocks, mode):
    changes = RoadChanges(node_tags={5: with_node_delay({}, extra_s=12.0)})
    found = both(blocks.network, changes, mode, turns=True)
    assert blocks.network.roads.node_id[found.core].tolist() == [5]


def piece_of(drawing, name):
    roads = drawing.network.roads
    return int(np.flatnonzero(roads.way_id[roads.piece_way] == drawing.way_ids[name])[0])


def test_roads_that_come_or_go_are_not_found_plainly(blocks):
    lon, lat = zip(blocks.lonlat["A"], blocks.lonlat["E"], strict=True)
    road = NewRoad(-1, {"highway": "service"}, "", "", (1, 5), lon, lat, built_up=False)
    piece = piece_of(blocks, "BE")
    for changes in (
        RoadChanges(roads=(road,)),
        RoadChanges(removed=frozenset([piece])),
        RoadChanges(cuts=(PieceCut(piece, 20.0, -1, *blocks.point("BE").coords[0]),)),
    ):
        assert both(blocks.network, changes) is None


@pytest.mark.parametrize(
    ("mode", "name", "tags"),
    [
        (km.CAR, "BE", {"highway": "primary"}),
        (km.CAR, "BE", {"junction": "roundabout"}),
        (km.BICYCLE, "DE", {"bicycle": "yes"}),
        (km.CAR, "BE", {"motor_vehicle": "destination"}),
    ],
)
@TURNS
def test_a_road_that_becomes_another_or_opens_is_found_right(blocks, mode, name, tags, turns):
    changes = retagged(blocks, name, lambda before: {**before, **tags})
    both(blocks.network, changes, mode, turns=turns)


def test_other_tags_of_a_node_than_delays_are_not_found_plainly(blocks):
    for tags in ({"barrier": "bollard"}, {"highway": "traffic_signals"}):
        assert both(blocks.network, RoadChanges(node_tags={5: tags})) is None


def test_a_node_that_is_none_is_not_found_plainly(blocks):
    changes = RoadChanges(node_tags={10**9: with_node_delay({}, delay_s=5.0)})
    assert both(blocks.network, changes) is None


def test_a_road_that_is_closed_in_part_is_not_found_plainly_with_turns():
    drawing = drawn("A---B---C---D\n    |       |\n    E       F", ["ABC", way("CD"), "BE", "DF"])
    piece = piece_of(drawing, "CD")
    changes = RoadChanges(tags={piece: closed({"highway": "unclassified"})})
    assert drawing.network.roads.first_piece.tolist() != list(
        range(drawing.network.roads.n_segments + 1)
    )
    assert both(drawing.network, changes) is None


def test_a_restriction_at_a_closed_road_is_not_found_plainly():
    streets = [*STREETS, "DE"]
    drawing = drawn(BLOCKS, streets, [turn("no_left_turn", "EH", "H", "GH")])
    assert both(drawing.network, retagged(drawing, "EH", closed)) is None
    assert both(drawing.network, retagged(drawing, "DE", closed)) is not None


def test_a_street_that_makes_a_zone_is_not_found_plainly():
    ways = ["AB", "BC", "CF", way("AD", access="destination"), "DE", "DG", "EF", "GH", "EH"]
    drawing = drawn(BLOCKS, ways)
    assert both(drawing.network, retagged(drawing, "EF", closed)) is None


@TURNS
@MODES
@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_found_plainly_is_what_a_slice_finds(seed, mode, turns):
    network = random_town(seed).network
    n_found = 0
    for again in range(6):
        changes = random_changes(network, 100 * seed + again, PLAIN_KINDS, n_changes=1 + again % 3)
        n_found += same_ways(network, changes, mode, turns=turns)
    assert n_found


@pytest.mark.parametrize("kind", PLAIN_KINDS)
def test_whatever_is_found_plainly_on_the_sample_is_what_a_slice_finds(sample, kind):
    for seed in range(12):
        both(sample, random_changes(sample, seed, (kind,), n_changes=3))


@pytest.mark.realdata
@pytest.mark.parametrize("name", ["sindal_2016.osm", "turnrestr_cathedral-no-left.pbf"])
def test_whatever_is_found_plainly_in_real_data_is_what_a_slice_finds(data_folder, name):
    network = km.TransportNetwork.from_osm(data_folder / "osm" / name)
    for seed in range(60):
        changes = random_changes(network, seed, PLAIN_KINDS, n_changes=1 + seed % 3)
        both(network, changes, km.MODES[seed % 4], turns=True)
