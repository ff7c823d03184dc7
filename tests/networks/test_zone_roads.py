"""Whether zones stay when roads are closed: never said of zones that change."""

import numpy as np
import pytest
from drawn import built, drawn, way

from kraftcenter_mobility.networks.changes import RoadChanges
from kraftcenter_mobility.networks.zone_changes import zones_after
from kraftcenter_mobility.osm.scenario_tags import closed_to

SIDE = 5
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXY"

# An estate Z-W-V behind a destination-only street, beside a small and a large open part that
# only A-B-C joins
TWO_PARTS = """
    K   L
    |   |
Q---A---B---C-----------------E
    |       |
    |       S
    Z-----W-----V
"""
STREETS = ("QA", "AB", "BC", "CE", "CS", "KA", "LB", "ZW", "WV")


@pytest.fixture(scope="module")
def two_parts():
    return drawn(TWO_PARTS, [*STREETS, way("AZ", motor_vehicle="destination")])


def segments_of(drawing, *names):
    """Return the segments of some ways, ascending."""
    roads, lines = drawing.network.roads, drawing.network.piece_lines
    way_ids = [drawing.way_ids[name] for name in names]
    return np.unique(lines.segment[np.isin(roads.way_id[roads.piece_way], way_ids)])


def stay_without(drawing, segments):
    return drawing.network.surroundings.zone_roads.stay_without(segments)


def changed_by_closing(drawing, segments):
    """Say whether closing some segments changes a zone, having found all of them again."""
    network = drawing.network
    roads = network.roads
    pieces = network.surroundings.pieces_of(segments)
    tag_sets = roads.way_tag_set[roads.piece_way[pieces]]
    tags = {
        int(piece): closed_to(roads.tag_sets[tag_set], ())
        for piece, tag_set in zip(pieces, tag_sets, strict=True)
    }
    return zones_after(network, RoadChanges(tags=tags), segments).changed.size > 0


def test_zones_stay_where_there_are_none():
    drawing = drawn(TWO_PARTS, [*STREETS, "AZ"])
    for segment in range(drawing.network.roads.n_segments):
        assert stay_without(drawing, np.array([segment]))


def test_a_street_with_a_way_round_may_be_closed():
    ring = drawn(
        "A---B\n|   |\nD---C---Z---W", ["ABC", "CDA", "CA", way("CZ", access="destination"), "ZW"]
    )
    assert stay_without(ring, segments_of(ring, "CDA"))


def test_the_dead_end_of_a_large_part_may_be_closed(two_parts):
    for name in ("QA", "KA", "LB", "CE"):
        closed = segments_of(two_parts, name)
        assert not changed_by_closing(two_parts, closed)
        assert stay_without(two_parts, closed) or name == "CE"


def test_a_road_that_makes_the_outside_the_smaller_part_may_not_be_closed(two_parts):
    closed = segments_of(two_parts, "AB")
    assert changed_by_closing(two_parts, closed)
    assert not stay_without(two_parts, closed)


def test_the_only_street_to_a_zone_may_not_be_closed(two_parts):
    closed = segments_of(two_parts, "AZ")
    assert changed_by_closing(two_parts, closed)
    assert not stay_without(two_parts, closed)


def test_two_roads_one_after_the_other_part_more_than_what_lies_between(two_parts):
    closed = segments_of(two_parts, "AB", "BC")
    assert changed_by_closing(two_parts, closed)
    assert not stay_without(two_parts, closed)


def test_two_streets_one_after_the_other_to_a_zone_may_not_be_closed():
    drawing = drawn(
        "A---B---C\n|\nD---L\n|\nZ---W---V",
        ["AB", "BC", *(way(name, access="destination") for name in ("AD", "DZ", "DL")), "ZW", "WV"],
    )
    closed = segments_of(drawing, "AD", "DZ")
    assert changed_by_closing(drawing, closed)
    assert not stay_without(drawing, closed)


def dense_town(seed):
    """Return a grid of streets of which many are destination-only, and many are missing."""
    rng = np.random.default_rng(seed)
    metres = {
        letter: (k % SIDE * 100.0 + rng.uniform(-40, 40), k // SIDE * 100.0 + rng.uniform(-40, 40))
        for k, letter in enumerate(LETTERS)
    }
    pairs = [
        LETTERS[k] + LETTERS[k + step]
        for k in range(len(LETTERS))
        for step in (1, SIDE)
        if k + step < len(LETTERS) and (step == SIDE or (k + 1) % SIDE)
    ]
    kinds = {}, {}, {}, {"motor_vehicle": "destination"}
    share = rng.uniform(0.5, 0.95)
    ways = [way(pair, **kinds[rng.integers(4)]) for pair in pairs if rng.random() < share]
    return built(metres, ways)


@pytest.mark.parametrize("seed", range(24))
def test_zones_are_never_said_to_stay_when_they_change(seed):
    drawing, rng = dense_town(seed), np.random.default_rng(seed)
    n_segments = drawing.network.roads.n_segments
    closures = [np.array([segment]) for segment in range(n_segments)]
    closures += [
        np.sort(rng.choice(n_segments, rng.integers(2, 6), replace=False)) for _ in range(40)
    ]
    said = [stay_without(drawing, closed) for closed in closures]
    for closed in (closed for closed, stay in zip(closures, said, strict=True) if stay):
        assert not changed_by_closing(drawing, closed), closed
