"""Zones after changes: those that the network has that is built again."""

import numpy as np
import pytest
from drawn import drawn, way
from random_changes import random_changes, random_town

from kraftcenter_mobility.networks.changes import NewRoad, RoadChanges
from kraftcenter_mobility.networks.edited import edited_network
from kraftcenter_mobility.networks.edited_rows import edited_rows
from kraftcenter_mobility.networks.zone_changes import zones_after
from kraftcenter_mobility.osm.scenario_tags import closed_to

# The estate D-E-F, behind a street for residents, and the town on the left
ESTATE = """
A---B---D---E
|   |   |
H---C   F
"""


@pytest.fixture(scope="module")
def estate():
    ways = ["AB", "BC", "CH", "HA", way("BD", access="destination"), "DE", "DF"]
    return drawn(ESTATE, ways)


def pieces_of(drawing, *names):
    roads = drawing.network.roads
    way_ids = [drawing.way_ids[name] for name in names]
    return np.flatnonzero(np.isin(roads.way_id[roads.piece_way], way_ids)).tolist()


def touched(network, changes):
    pieces = {*changes.tags, *changes.removed, *(cut.piece for cut in changes.cuts)}
    return np.unique(network.piece_lines.segment[np.array(sorted(pieces), dtype=np.int64)])


def in_zone_by_piece(network, changes):
    """Return, for the pieces that stay whole, whether they lie in zones by `zones_after`."""
    segments = touched(network, changes)
    zones = zones_after(network, changes, segments)
    roads, known = network.roads, network.surroundings
    everything = np.arange(roads.piece_way.size)
    rows = edited_rows(roads, known, changes, everything, restrictions=())
    found = zones.of_rows(rows)
    return dict(zip(rows.piece[rows.whole].tolist(), found[rows.whole].tolist(), strict=True))


def wanted_by_piece(network, changes):
    """Return the same of the network that is built again."""
    edited = edited_network(network, changes)
    owner = np.repeat(np.arange(edited.roads.n_segments), np.diff(edited.roads.first_piece))
    flags = edited.roads.segment_in_zone[owner].tolist()
    return dict(zip(edited.before.piece.tolist(), flags, strict=True))


def test_an_estate_is_no_zone_once_it_is_cut_off(estate):
    roads = estate.network.roads
    assert roads.segment_in_zone.sum() == 2
    tags = {piece: closed_to({"highway": "service"}, ()) for piece in pieces_of(estate, "BD")}
    changes = RoadChanges(tags=tags)
    zones = zones_after(estate.network, changes, touched(estate.network, changes))
    assert zones.changed.tolist() == np.flatnonzero(roads.segment_in_zone).tolist()
    assert not zones.of_segment.any()


def test_a_way_in_for_everybody_makes_an_estate_part_of_the_town(estate):
    tags = {piece: {"highway": "residential"} for piece in pieces_of(estate, "BD")}
    changes = RoadChanges(tags=tags)
    zones = zones_after(estate.network, changes, touched(estate.network, changes))
    assert not zones.of_segment.any()


def test_what_is_no_matter_of_access_changes_no_zone(estate):
    roads = estate.network.roads
    tags = {
        piece: {"highway": "residential", "maxspeed": "30"} for piece in pieces_of(estate, "DE")
    }
    changes = RoadChanges(tags=tags)
    zones = zones_after(estate.network, changes, touched(estate.network, changes))
    assert zones.changed.size == 0
    np.testing.assert_array_equal(zones.of_segment, roads.segment_in_zone)


@pytest.mark.parametrize("letters", ["xAy", "yAx", "xHAy"])
def test_a_new_road_that_passes_a_corner_of_the_town_lies_in_it(estate, letters):
    lonlat = estate.lonlat | {"x": (8.9683, 56.1401), "y": (8.9683, 56.138)}
    ids = {"A": 1, "H": 7, "x": -1, "y": -2}
    lon, lat = zip(*(lonlat[letter] for letter in letters), strict=True)
    tags = {"highway": "residential"}
    node_id = tuple(ids[letter] for letter in letters)
    road = NewRoad(-3, tags, "", "", node_id, lon, lat, built_up=False)
    drive = NewRoad(
        *(-4, tags | {"access": "destination"}, "", "", (7, -1)),
        *zip(lonlat["H"], lonlat["x"], strict=True),
        built_up=False,
    )
    passed = estate.network.surroundings.segments_through([1, 7])
    zones = zones_after(estate.network, RoadChanges(roads=(road, drive)), passed)
    assert not zones.of_others.any()
    assert zones.changed.size == 0


@pytest.mark.parametrize("seed", range(24))
def test_zones_are_those_of_the_network_built_again(seed):
    network = random_town(seed // 2).network
    changes = random_changes(network, seed, n_changes=1 + seed % 4)
    wanted = wanted_by_piece(network, changes)
    for piece, flag in in_zone_by_piece(network, changes).items():
        assert wanted[piece] == flag
