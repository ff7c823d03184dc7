"""What changes are made of: plain values that say whether anything changes at all."""

from dataclasses import FrozenInstanceError

import pytest

from kraftcenter_mobility.networks.changes import NewRoad, PieceCut, RoadChanges

ROAD = NewRoad(
    -1, {"highway": "primary"}, "", "", (1, -2), (8.9, 9.0), (56.0, 56.0), built_up=False
)
CUT = PieceCut(3, 12.5, -2, 8.97, 56.1)


def test_no_changes_are_none():
    assert not RoadChanges()
    assert not RoadChanges(tags={}, removed=frozenset(), cuts=(), roads=(), node_tags={})


@pytest.mark.parametrize(
    "what",
    [
        {"tags": {0: {}}},
        {"removed": frozenset([0])},
        {"cuts": (CUT,)},
        {"roads": (ROAD,)},
        {"node_tags": {7: {}}},
    ],
)
def test_a_change_of_any_kind_is_one(what):
    assert RoadChanges(**what)


def test_changes_cannot_be_changed():
    changes = RoadChanges(cuts=(CUT,))
    with pytest.raises(FrozenInstanceError):
        changes.cuts = ()


def test_equal_changes_are_equal():
    assert RoadChanges(cuts=(CUT,), roads=(ROAD,)) == RoadChanges(cuts=(CUT,), roads=(ROAD,))
    assert RoadChanges(cuts=(CUT,)) != RoadChanges(cuts=(CUT._replace(offset_m=13.0),))
