"""Patches for modes of the user's own, and where nothing is left of the roads around a change."""

from dataclasses import replace

import numpy as np
import pytest
from drawn import drawn
from random_changes import times_both_ways

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.changes import RoadChanges
from kraftcenter_mobility.networks.plain_patches import plain_patch
from kraftcenter_mobility.osm.scenario_tags import closed_to

TOWN = """
A---B---C
|   |   |
D---E---F---G

H---I
"""
STREETS = ("AB", "BC", "AD", "BE", "CF", "DE", "EF", "FG", "HI")
LORRY = replace(km.CAR, name="lorry", access_tags=("access", "vehicle", "motor_vehicle", "hgv"))
PACE = replace(km.WALKING, name="at a slow pace", top_speed_kmh=3.0)


def tags_of(drawing, street):
    """Return the piece of a street of the drawing, and its tags."""
    roads = drawing.network.roads
    way = int(np.flatnonzero(roads.way_id == drawing.way_ids[street])[0])
    piece = int(np.flatnonzero(roads.piece_way == way)[0])
    return piece, roads.tag_sets[roads.way_tag_set[way]]


@pytest.mark.parametrize("turns", [True, False])
@pytest.mark.parametrize("directions", [("forward",), ("backward",), ("forward", "backward")])
@pytest.mark.parametrize("mode", [LORRY, PACE])
def test_a_road_closed_to_a_mode_of_the_user_s_own_is_closed_to_it(mode, directions, turns):
    drawing = drawn(TOWN, STREETS, even=False)
    piece, tags = tags_of(drawing, "EF")
    changes = RoadChanges(tags={piece: closed_to(tags, [mode], directions)})
    places = drawing.places("CF", "DE", "AB", "FG")
    before, _ = times_both_ways(drawing.network, RoadChanges(), places, mode, turns=turns)
    edited, patched = times_both_ways(drawing.network, changes, places, mode, turns=turns)
    assert (edited > before).any()
    np.testing.assert_array_equal(patched, edited)


@pytest.mark.parametrize(
    "tags", [{"highway": "primary"}, {"junction": "roundabout"}, {"motor_vehicle": "destination"}]
)
def test_a_road_that_becomes_another_one_is_no_plain_change(tags):
    drawing = drawn(TOWN, STREETS, even=False)
    network = drawing.network
    piece, known = tags_of(drawing, "EF")
    changes = RoadChanges(tags={piece: {**known, **tags}})
    assert plain_patch(network, network.base_graph(network.metric(km.CAR)), changes) is None
    edited, patched = times_both_ways(
        network, changes, drawing.places("CF", "DE", "AB", "FG"), km.CAR
    )
    np.testing.assert_array_equal(patched, edited)


@pytest.mark.parametrize("turns", [True, False])
def test_a_road_that_nothing_meets_can_be_removed(turns):
    drawing = drawn(TOWN, STREETS)
    piece, _ = tags_of(drawing, "HI")
    changes = RoadChanges(removed=frozenset({piece}))
    places = drawing.places("CF", "DE", "FG")
    edited, patched = times_both_ways(drawing.network, changes, places, km.CAR, turns=turns)
    np.testing.assert_array_equal(patched, edited)
