"""What is reached of roads: every position for which the travel time is within the cutoff."""

from dataclasses import replace

import numpy as np
import pytest
from drawn import NO_DELAYS, built, drawn, way
from expanded import random_places
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import METRES, towns
from twins.reaching import covered, positions_on, times_at

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.ticks import TICK_S
from kraftcenter_mobility.routing.isochrones.parts import stretches_of
from kraftcenter_mobility.routing.isochrones.reaching import for_each_place
from kraftcenter_mobility.routing.isochrones.settings import Settings

A_MILLIMETRE = 1e-3
DIRECTIONS = ("from", "to")

# 100 m in 10 s. P stands 100 m along A-B, and 400 m of road lie beyond B on either side.
TOWN = """
    A---------------B---------------C
                    |
                    |
                    |
                    |
                    D
"""


def parts_of(network, places, cutoffs_s, *, mode=km.CAR, direction="from", **changed):
    """Return what is reached from each place within each cutoff."""
    asked = Settings(
        mode=mode,
        direction=direction,
        together=False,
        access=True,
        turns=None,
        departure=None,
        arrival=None,
        percentile=50.0,
        max_distance_m=1500.0,
        allow_islands=False,
        threads=1,
        progress=False,
    )._replace(**changed)
    cutoffs_s = np.array(cutoffs_s, dtype=float)
    return for_each_place(network, places, cutoffs_s, asked, lambda parts: parts)[1]


def assert_reached_exactly(network, places, cutoffs_s, positions, **asked):
    """Check that positions are in the parts exactly if their times are within the cutoff."""
    segment, offset_m = positions
    together = asked.pop("together", False)
    found = parts_of(network, places, cutoffs_s, together=together, **asked)
    times_s = times_at(network, places, segment, offset_m, **asked)
    times_s = times_s.min(axis=0, keepdims=True) if together else times_s
    n_inside = 0
    for of_place, time_s in zip(found, times_s, strict=True):
        for parts, cutoff_s in zip(of_place, cutoffs_s, strict=True):
            inside = covered(network.roads, parts, segment, offset_m, within_m=A_MILLIMETRE)
            near = covered(network.roads, parts, segment, offset_m, within_m=-A_MILLIMETRE)
            assert (time_s[inside] <= cutoff_s + TICK_S).all()
            assert (time_s[~near] > cutoff_s - TICK_S).all()
            n_inside += int(inside.sum())
    return n_inside


def road_m(town, parts):
    """Return how much road is reached, each position once."""
    found = stretches_of(town.network.roads, parts)
    return float((found.end_m - found.begin_m).sum())


def test_a_road_is_reached_in_part():
    town = drawn(TOWN, ["ABC", "BD"])
    ((parts,),) = parts_of(town.network, town.places("AB.25"), [20.0])
    # 100 m back to A, where the road ends, and 200 m ahead.
    assert road_m(town, parts) == pytest.approx(100.0 + 200.0, rel=1e-3)
    assert parts.to_s.max() == pytest.approx(20.0, abs=1e-3)
    assert parts.from_s.min() == pytest.approx(0.0, abs=0.01)


def test_beyond_a_junction_every_road_is_reached_as_far_as_the_time_left_goes():
    town = drawn(TOWN, ["ABC", "BD"])
    ((parts,),) = parts_of(town.network, town.places("AB.25"), [40.0])
    # 300 m to B leave 100 m of B-C and B-D; the way back to A ends there.
    assert road_m(town, parts) == pytest.approx(100.0 + 300.0 + 100.0 + 100.0, rel=1e-3)


def test_a_one_way_road_is_reached_ahead_and_from_behind():
    town = built({"A": (0, 0), "B": (1000, 0)}, [way("AB", oneway="yes")])
    asked = {"allow_islands": True}
    ahead = parts_of(town.network, town.places("AB"), [20.0], **asked)[0][0]
    behind = parts_of(town.network, town.places("AB"), [20.0], direction="to", **asked)[0][0]
    assert (ahead.from_m[0], ahead.to_m[0]) == pytest.approx((500.0, 700.0), rel=1e-3)
    assert (behind.from_m[0], behind.to_m[0]) == pytest.approx((300.0, 500.0), rel=1e-3)
    assert (behind.from_s[0], behind.to_s[0]) == pytest.approx((20.0, 0.0), abs=0.05)


def test_signals_along_a_road_use_up_time_where_they_stand():
    signals = {"S": {"highway": "traffic_signals"}}
    line = "A---------------S---------------B"
    town = drawn(line, ["ASB"], nodes=signals)
    network = town.network.with_delays(replace(NO_DELAYS, signals_s=8.0))
    places, everywhere = town.places("AS.25"), positions_on(network.roads, 3.0)
    for direction in DIRECTIONS:
        n_inside = assert_reached_exactly(
            network, places, [20.0, 32.0, 60.0], everywhere, mode=km.CAR, direction=direction
        )
        assert n_inside > 20


def test_the_walk_to_the_road_counts_unless_it_is_left_out():
    town = built({"A": (0, 0), "B": (1000, 0), "P": (500, 40), "Q": (0, 1000)}, ["AB", "AQ"])
    place = town.places("P")
    with_walk = parts_of(town.network, place, [40.0])[0][0]
    without = parts_of(town.network, place, [40.0], access=False)[0][0]
    # 40 m at 4.8 km/h are 30 s, and 10 s are left.
    assert road_m(town, with_walk) == pytest.approx(200.0, rel=1e-2)
    assert road_m(town, without) == pytest.approx(800.0, rel=1e-2)
    assert parts_of(town.network, place, [20.0])[0][0].edge.size == 0


def test_through_traffic_does_not_reach_roads_behind_destination_only_ones():
    #   A-B-C is open; B-D is for residents, and so D-E, which leads off it only.
    names = ("ABC", "BD", "DE")
    text = "A---B---C\n    |\n    D---E"
    local = {"motor_vehicle": "destination"}
    town = drawn(text, [way(name, **(local if name == "BD" else {})) for name in names])
    everywhere = positions_on(town.network.roads, 4.0)
    for origin in ("AB", "BD", "DE", "B"):
        for direction in DIRECTIONS:
            assert assert_reached_exactly(
                town.network,
                town.places(origin),
                [5.0, 12.0, 30.0],
                everywhere,
                mode=km.CAR,
                direction=direction,
            )


@given(town=towns(), cutoff_s=st.floats(1.0, 60.0), direction=st.sampled_from(DIRECTIONS))
@settings(max_examples=25, deadline=None)
def test_reached_parts_on_random_streets_hold_exactly_what_is_in_time(town, cutoff_s, direction):
    ways, turns = town
    drawing = built(METRES, ways, turns)
    places = drawing.places(*dict.fromkeys(each.nodes[:2] for each in ways))
    everywhere = positions_on(drawing.network.roads, 7.0)
    for mode in (km.CAR, km.BICYCLE):
        for together in (False, True):
            assert_reached_exactly(
                drawing.network,
                places,
                [cutoff_s / 3, cutoff_s],
                everywhere,
                mode=mode,
                direction=direction,
                together=together,
                allow_islands=True,
            )


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("mode", km.MODES, ids=lambda mode: mode.name)
def test_reached_parts_of_the_sample_hold_exactly_what_is_in_time(sample, mode, direction):
    places = random_places(sample, mode, 4, seed=7)
    positions = positions_on(sample.roads, 3000, seed=1)
    asked = {"mode": mode, "direction": direction}
    assert assert_reached_exactly(sample, places, [300.0, 1500.0, 3600.0], positions, **asked) > 100
    assert assert_reached_exactly(sample, places, [1500.0], positions, **asked, together=True) > 50


@pytest.mark.realdata
@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("name", ["sindal_2016.osm", "liechtenstein.osm.pbf"])
def test_reached_parts_of_real_roads_hold_exactly_what_is_in_time(data_folder, name, direction):
    path = data_folder / "osm" / name
    if not path.is_file():
        pytest.skip(f"no real data: {name} is missing")
    network = km.TransportNetwork.from_osm(path)
    positions = positions_on(network.roads, 2000, seed=2)
    for mode in (km.CAR, km.AMBULANCE, km.WALKING):
        places = random_places(network, mode, 3, seed=3)
        asked = {"mode": mode, "direction": direction}
        assert assert_reached_exactly(network, places, [240.0, 1200.0], positions, **asked) > 50


def test_a_larger_cutoff_reaches_all_that_a_smaller_one_does(sample):
    places = random_places(sample, km.CAR, 3, seed=5)
    segment, offset_m = positions_on(sample.roads, 4000, seed=6)
    for of_place in parts_of(sample, places, [300.0, 900.0, 1800.0]):
        inside = [covered(sample.roads, parts, segment, offset_m) for parts in of_place]
        assert (inside[0] <= inside[1]).all()
        assert (inside[1] <= inside[2]).all()


def test_together_is_what_any_of_the_places_reaches(sample):
    places = random_places(sample, km.CAR, 5, seed=8)
    segment, offset_m = positions_on(sample.roads, 4000, seed=9)
    single = parts_of(sample, places, [600.0])
    union = np.zeros(segment.size, dtype=bool)
    for (parts,) in single:
        union |= covered(sample.roads, parts, segment, offset_m)
    ((both,),) = parts_of(sample, places, [600.0], together=True)
    np.testing.assert_array_equal(covered(sample.roads, both, segment, offset_m), union)


def test_parts_lie_within_their_edges_and_do_not_overlap(sample):
    places = random_places(sample, km.CAR, 6, seed=10)
    ((parts,),) = parts_of(sample, places, [1200.0], together=True)
    roads = sample.roads
    assert (parts.from_m >= 0).all()
    assert (parts.from_m < parts.to_m).all()
    assert (parts.to_m <= roads.length_of_m(roads.edge_segment[parts.edge])).all()
    assert (parts.to_s <= 1200.0).all()
    lane = 2 * roads.edge_segment[parts.edge] + roads.edge_forward[parts.edge]
    order = np.lexsort((parts.from_m, lane))
    same = np.diff(lane[order]) == 0
    assert (parts.from_m[order][1:][same] >= parts.to_m[order][:-1][same]).all()
