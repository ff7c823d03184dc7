"""What must hold of travel times whatever the network.

Some laws hold for the plain graph only. One who arrives at a place may leave it either
way, but one who passes may not turn back; and a road that is taken away may leave a dead
end behind, where turning back is allowed. So these are checked without turns.

Times are whole ticks. Where the same numbers are added up, a law holds exactly; where other
numbers are rounded, to as many half ticks as there are of them.
"""

import numpy as np
import pytest
from drawn import NO_DELAYS, built, way
from expanded import random_places
from hypothesis import given, settings
from hypothesis import strategies as st
from rounding import A_TICK_PER_PLACE_S, HALF_A_TICK_S, PLACES, assert_within, rounding_s
from towns import METRES, places_apart, towns

import kraftcenter_mobility as km

FEW = settings(max_examples=25, deadline=None)
AT_THE_LIMIT = km.SpeedModel(free_flow_kmh=lambda _, limit_kmh, __: limit_kmh)

MOST_LINKS = len(METRES) + 1
"""A journey passes a node of a town once, and begins and ends between two of them."""

CUT_ELSEWHERE_S = 2 * (MOST_LINKS + PLACES) * HALF_A_TICK_S
"""How much times differ at most between two drawings that cut the same streets into other
pieces, each piece being rounded: the fastest way of either, by the numbers of the other."""


def times_between(drawing, where, **asked):
    """Return the times between places along links, islands included and walks left out."""
    places = drawing.places(*("".join(ends) for ends in where))
    asked = {"mode": km.CAR, "access": False, "allow_islands": True} | asked
    return km.travel_time_matrix(drawing.network, places, places, **asked).to_numpy()


def apart(ways):
    """Return the ends of the links on which places lie."""
    return list(places_apart(ways).values())


def open_towns():
    """Draw towns without restrictions."""
    return towns().map(lambda town: town[0]).filter(apart)


@pytest.mark.parametrize("mode", km.MODES, ids=lambda mode: mode.name)
def test_a_stop_on_the_way_never_makes_a_journey_shorter(sample, mode):
    places = random_places(sample, mode, 25, seed=12)
    times = km.travel_time_matrix(
        sample, places, places, mode=mode, turns=False, access=False
    ).to_numpy()
    by_way_of = (times[:, :, np.newaxis] + times[np.newaxis, :, :]).min(axis=1)
    assert (times <= by_way_of).all()


def test_on_foot_it_is_as_far_back_as_there_to_the_last_bit(sample):
    places = random_places(sample, km.WALKING, 40, seed=14)
    times = km.travel_time_matrix(sample, places, places, mode=km.WALKING).to_numpy()
    np.testing.assert_array_equal(times, times.T)


@pytest.mark.parametrize("mode", [km.CAR, km.AMBULANCE], ids=lambda mode: mode.name)
@pytest.mark.parametrize("factor", [0.5, 0.125])
def test_at_half_the_speed_journeys_take_twice_as_long(sample, mode, factor):
    free_flow = sample.speeds.free_flow_kmh
    slower = km.SpeedModel(
        free_flow_kmh=lambda *road: factor * free_flow(*road),
        ferry_kmh=sample.speeds.ferry_kmh * factor,
    )
    places = random_places(sample, mode, 25, seed=13)
    asked = {"mode": mode, "access": False}
    networks = sample.with_delays(NO_DELAYS), sample.with_delays(NO_DELAYS).with_speeds(slower)
    fast, slow = (
        km.travel_time_matrix(network, places, places, **asked).to_numpy() for network in networks
    )
    most_s = np.maximum(*(rounding_s(network, places, places, **asked) for network in networks))
    assert_within(slow, fast / factor, most_s * (1.0 + 1.0 / factor))


@given(ways=open_towns())
@FEW
def test_with_every_street_turned_round_journeys_run_backwards(ways):
    turned = [each._replace(nodes=each.nodes[::-1]) for each in ways]
    where = apart(ways)
    there = times_between(built(METRES, ways), where, turns=False)
    back = times_between(built(METRES, turned), where, turns=False)
    assert_within(back, there.T, A_TICK_PER_PLACE_S)


@given(ways=open_towns())
@FEW
def test_the_direction_in_which_a_two_way_street_is_drawn_does_not_matter(ways):
    turned = [
        each._replace(nodes=each.nodes[::-1]) if each.tags["oneway"] == "no" else each
        for each in ways
    ]
    where = apart(ways)
    assert_within(
        times_between(built(METRES, turned, even=False), where),
        times_between(built(METRES, ways, even=False), where),
        A_TICK_PER_PLACE_S,
    )


@given(town=towns(), ids=st.permutations([-7, 3, 4, 99, 10**6, 10**9, 10**12, 2**40, 2**52]))
@FEW
def test_the_ids_of_nodes_do_not_matter(town, ids):
    ways, turns = town
    where = apart(ways)
    if not where:
        return
    node_ids = dict(zip(sorted(METRES), ids, strict=True))
    np.testing.assert_array_equal(
        times_between(built(METRES, ways, turns, node_ids=node_ids), where),
        times_between(built(METRES, ways, turns), where),
    )


def split(ways, drawn_as_two):
    """Return the ways with a node more in the middle of each first link, and their nodes."""
    metres, longer = dict(METRES), []
    for number, each in enumerate(ways):
        begin, end = (np.array(METRES[node]) for node in each.nodes[:2])
        middle = chr(0x3B1 + number)
        metres[middle] = tuple(((begin + end) / 2.0).tolist())
        if drawn_as_two:
            longer += [
                each._replace(nodes=each.nodes[0] + middle),
                each._replace(nodes=middle + each.nodes[1:], name=each.name + "2"),
            ]
        else:
            longer.append(each._replace(nodes=each.nodes[0] + middle + each.nodes[1:]))
    return metres, longer


@given(ways=open_towns(), drawn_as_two=st.booleans())
@FEW
def test_a_node_more_along_a_street_changes_nothing(ways, drawn_as_two):
    where = apart(ways)
    metres, longer = split(ways, drawn_as_two)
    np.testing.assert_allclose(
        times_between(built(metres, longer), where),
        times_between(built(METRES, ways), where),
        rtol=1e-4,  # the nodes lie within 1e-7 degrees of where they should
        atol=0.01 + CUT_ELSEWHERE_S,
    )


@given(ways=open_towns(), data=st.data())
@FEW
def test_to_close_a_street_never_makes_a_journey_shorter(ways, data):
    if len(ways) < 2:
        return
    closed = data.draw(st.sampled_from(ways))
    rest = [each for each in ways if each is not closed]
    where = [ends for (name, _), ends in places_apart(ways).items() if name != closed.name]
    if not where:
        return
    before = times_between(built(METRES, ways), where, turns=False)
    after = times_between(built(METRES, rest), where, turns=False)
    along_s = 1e-3  # a centimetre, as places are found along other lines
    assert (after >= before - CUT_ELSEWHERE_S - along_s).all()


@given(town=towns(), data=st.data())
@FEW
def test_to_raise_a_limit_never_makes_a_journey_longer(town, data):
    ways, turns = town
    where = apart(ways)
    if not where:
        return
    chosen = data.draw(st.sampled_from(ways)).name

    def times_at(limit_kmh):
        limited = [
            each._replace(tags=each.tags | {"maxspeed": limit_kmh if each.name == chosen else "50"})
            for each in ways
        ]
        drawing = built(METRES, limited, turns, even=False)
        return times_between(drawing.with_network(drawing.network.with_speeds(AT_THE_LIMIT)), where)

    assert (times_at("70") <= times_at("50") + A_TICK_PER_PLACE_S).all()
    assert (times_at("50") <= times_at("40") + A_TICK_PER_PLACE_S).all()


@given(town=towns(), seconds=st.floats(0.0, 60.0))
@FEW
def test_a_longer_delay_never_makes_a_journey_shorter(town, seconds):
    ways, turns = town
    where = apart(ways)
    if not where:
        return
    drawing = built(METRES, ways, turns)
    delayed = km.JunctionDelays(**dict.fromkeys(km.JunctionDelays.__dataclass_fields__, seconds))
    with_delays = drawing.with_network(drawing.network.with_delays(delayed))
    assert (times_between(with_delays, where) >= times_between(drawing, where)).all()


def test_a_faster_mode_is_never_slower_on_the_same_roads():
    streets = built(METRES, ["ABCF", "DEG", way("AD"), way("BE"), way("EX"), way("XC")])
    where = ["AB", "BC", "DE", "BE"]
    foot, bicycle, car = (
        times_between(streets, where, mode=mode, turns=False)
        for mode in (km.WALKING, km.BICYCLE, km.CAR)
    )
    assert (car <= bicycle).all()
    assert (bicycle <= foot).all()
